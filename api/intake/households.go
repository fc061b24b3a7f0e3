package intake

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
)

// The columns of a file of households.
const (
	HouseholdCode Column = "household"
	Head          Column = "head"
	HeadCode      Column = "head code"
	Heads         Column = "heads"
	Expected      Column = "expected"
	Paid          Column = "paid"
	ExemptReason  Column = "exempt reason"
)

// Households are the headings of a file of households.
var Households = Headings{
	Must: []Column{HouseholdCode},
	Names: map[Column][]string{
		HouseholdCode: {"household", "ho", "ma ho", "so ho", "stt", "ma"},
		Head:          {"head", "chu ho", "ho ten", "ho va ten", "ten"},
		HeadCode:      {"head code", "ma chu ho"},
		Heads:         {"heads", "so khau", "so dinh", "khau", "dinh"},
		Expected:      {"expected", "expected vnd", "du kien", "du kien dong gop"},
		Paid:          {"paid", "paid vnd", "da gop", "da nop", "so tien"},
		ExemptReason:  {"exempt reason", "exempt", "mien", "duoc mien", "ly do mien"},
	},
}

// Levying is what an import does with households of a levy: put them on its list, with exemptions, book what they gave, or both.
type Levying struct {
	Levy   uuid.UUID
	Unit   uuid.UUID // keeps the record of heads who are new
	List   bool
	Given  domain.Date // the day of what they gave; 0: nothing is booked
	Booked domain.Date
	Place  string
	Today  domain.Date // of exemptions
	Actor  string
}

// Households in one decision: a sheet writes each once as given and once as paid.
const (
	chunkHouseholds = 2000
	chunkPaid       = 2000
)

// PlanHouseholds lists households, books what they gave, or both, by a file. The same file asks for the very same commands.
func PlanHouseholds(t *Table, to Levying, known People) (*Batch, error) {
	switch {
	case !to.List && to.Given == 0:
		return nil, domain.Errorf(domain.Invalid, "say whether to list the households, on which day they gave, or both")
	case to.Given != 0 && !t.Has(Paid):
		return nil, domain.Errorf(domain.Invalid, "the file does not say what was given").On("headings")
	case len(t.Rows) == 0:
		return nil, domain.Errorf(domain.Invalid, "the file has no rows")
	}
	l := levying{to: to, known: known, Batch: &Batch{id: uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "levy\n%s", to.Levy)), actor: to.Actor}}
	for _, row := range t.Rows {
		p := Plan{Line: row.Line, Date: to.Given.Or(to.Today)}
		p.Err = l.row(row, &p)
		l.Rows = append(l.Rows, p)
	}
	if l.refused() {
		return l.Batch, nil
	}
	if l.at = to.Given.Or(to.Today); to.List {
		l.listed()
	}
	if to.Given != 0 {
		inChunks(l.paid, chunkPaid, func(step string, chunk []levy.AskedPayment) {
			l.ask("pay\n"+to.Given.ISO()+"\n"+step+"\n"+chunk[0].Household, ledger.PayLevy{Levy: to.Levy, Rows: chunk, Place: to.Place, Given: to.Given, Booked: to.Booked})
		})
	}
	return l.Batch, nil
}

func (l *levying) listed() {
	inChunks(l.new, chunkPeople, func(_ string, chunk []ledger.Registration) {
		l.ask("people\n"+chunk[0].Person.String(), ledger.RegisterPeople{People: chunk})
	})
	inChunks(l.list, chunkHouseholds, func(step string, chunk []levy.AskedHousehold) {
		l.ask("list\n"+step+"\n"+chunk[0].Code, ledger.ListHouseholds{Levy: l.to.Levy, Rows: chunk})
	})
	inChunks(l.exempt, chunkHouseholds, func(step string, chunk []levy.AskedExemption) {
		l.ask("exempt\n"+step+"\n"+chunk[0].Household, ledger.ExemptHouseholds{Levy: l.to.Levy, On: l.to.Given, Rows: chunk})
	})
}

type levying struct {
	*Batch
	to     Levying
	known  People
	new    []ledger.Registration
	list   []levy.AskedHousehold
	exempt []levy.AskedExemption
	paid   []levy.AskedPayment
}

func (l *levying) row(row Row, p *Plan) error {
	code := strings.ToUpper(row.Get(HouseholdCode))
	p.Who, p.Amount = strings.TrimSpace(code+" "+row.Get(Head)), money.Dong(0)
	if code == "" {
		return domain.Errorf(domain.Invalid, "the household's code is missing").On("household")
	}
	if l.to.List {
		if err := l.listing(row, p, code); err != nil {
			return err
		}
	}
	if text := row.Get(Paid); text != "" && l.to.Given != 0 {
		var err error
		if p.Amount, err = amountOrNothing(text, "paid"); err != nil {
			return err
		}
		if p.Amount.Minor != 0 {
			l.paid = append(l.paid, levy.AskedPayment{Household: code, Amount: p.Amount})
		}
	}
	return nil
}

func (l *levying) listing(row Row, p *Plan, code string) error {
	h := levy.AskedHousehold{Code: code}
	if text := row.Get(Heads); text != "" {
		var err error
		if h.Heads, err = strconv.ParseInt(text, 10, 32); err != nil {
			return domain.Errorf(domain.Invalid, "%q is no number of heads", text).On("heads")
		}
	}
	if text := row.Get(Expected); text != "" {
		var err error
		if h.Expected, err = amountOrNothing(text, "expected"); err != nil {
			return err
		}
	}
	h.Head = l.head(row, p, code)
	l.list = append(l.list, h)
	if reason := row.Get(ExemptReason); reason != "" {
		p.Note = strings.TrimPrefix(p.Note+"; exempt: "+reason, "; ")
		l.exempt = append(l.exempt, levy.AskedExemption{Household: code, Reason: reason})
	}
	return nil
}

// head finds who is the head of a household, by code; somebody who is named without one, or with a new one, is registered under an id that
// comes from the levy and the household.
func (l *levying) head(row Row, p *Plan, household string) uuid.UUID {
	name, code := row.Get(Head), codeOf(row, HeadCode)
	own := uuid.NewSHA1(l.id, []byte("head\n"+household))
	if id, ok := l.known.Code(code); ok && code != "" && id != own {
		return id
	}
	if name == "" {
		return uuid.Nil
	}
	p.Note = "new head"
	l.new = append(l.new, ledger.Registration{Person: own, Unit: l.to.Unit, Kind: person.Individual, Code: code, Card: person.Card{Name: name}})
	return own
}
