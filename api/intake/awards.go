package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// The columns of a file of awards, besides Amount.
const (
	AwardKind     Column = "award"
	RecipientKind Column = "recipient kind"
	RowCode       Column = "row"
	RecipientCode Column = "recipient code"
	Recipient     Column = "recipient"
	Born          Column = "born"
	Level         Column = "level"
	School        Column = "school"
)

// Awards are the headings of a file of awards.
var Awards = Headings{
	Must: []Column{Recipient, Amount},
	Names: map[Column][]string{
		Recipient:     {"nguoi nhan", "recipient", "ho ten", "ho va ten", "hoc sinh", "ten", "name"},
		Amount:        {"so tien", "amount", "amount vnd", "so tien vnd", "so tien dong", "muc thuong", "muc hoc bong"},
		AwardKind:     {"loai", "award", "kind", "loai khen thuong", "hinh thuc"},
		RecipientKind: {"doi tuong", "recipient type", "recipient kind"},
		RowCode:       {"stt", "no", "so thu tu", "row"},
		RecipientCode: {"ma", "code", "ma hoc sinh", "ma nguoi nhan", "recipient code"},
		Born:          {"ngay sinh", "birth date", "nam sinh", "born", "birth year"},
		Level:         {"cap hoc", "level", "bac hoc", "cap"},
		School:        {"truong", "school", "don vi", "institution"},
	},
}

// AwardList is a payout list that an import makes: what each row says, and the commands that register who is new, record the rows in chunks
// and pay them all in one decision.
type AwardList struct {
	List     uuid.UUID
	Hash     []byte                // of all rows: what an approver signs
	Rows     []Plan                // Request is not set: a row is a part of a chunk
	Asked    []fund.AskedRow       // what each row says
	New      []ledger.Registration // who is registered for it
	Sum      money.Money
	Requests []ledger.Request // none while a row is refused
}

// Awarding is where a list goes: Target, its name, which award a row is that does not say, what it is paid from, when.
type Awarding struct {
	Target
	Name    string // with the fund it is what the list is known by
	Award   fund.AwardKind
	From    []fund.AskedShare
	Booked  domain.Date // left out: the day on which the ledger takes it in, so that the same file asks for the same on another day
	Today   domain.Date // shown for it then
	Content string
	Pay     bool // false: the list is recorded and not paid
	// Round, where given, takes the rows as nominations: nothing is paid here, and Fund, From and Pay say nothing. Chunk is how many it takes at
	// a time; 0: fund.MaxChunk.
	Round uuid.UUID
	Chunk int
	// Recipients is what the rows are for that do not say; "": for pupils.
	Recipients string
	// Named, where given, says whom each row means: whoever asks has found out. Else a code is that person, and anybody else is new.
	Named []Named
}

// Named is whom a row means.
type Named struct {
	ID   uuid.UUID
	Name string
	New  bool // they are registered on the way
	Err  error
}

// chunkPeople bounds one decision that registers people, so that with full cards it stays far below what an entry may hold.
const chunkPeople = 250

// PlanAwards makes a payout list of a file of awards. The list is whole or nothing: with one row refused there are no commands. The same file under
// the same name asks for the very same commands, whoever of its people is known by then.
func PlanAwards(t *Table, to Awarding, known People) (*AwardList, error) {
	owner := to.Fund
	if to.Round != uuid.Nil {
		owner = to.Round
	}
	l := &AwardList{List: uuid.NewSHA1(sovangImport, fmt.Appendf(nil, "list\n%s\n%s", owner, strings.ToLower(Clean(to.Name))))}
	a := awards{to: to, known: known, list: l.List, rows: map[string]bool{}, firstOf: map[string]uuid.UUID{}}
	refused := 0
	for _, row := range t.Rows {
		p := Plan{Line: row.Line}
		asked, err := a.row(row, &p)
		if err != nil {
			p.Err = err
			refused++
		}
		a.asked = append(a.asked, asked)
		l.Rows = append(l.Rows, p)
		l.Sum = money.Money{Minor: l.Sum.Minor + p.Amount.Minor, Currency: a.currency}
	}
	if len(t.Rows) == 0 {
		return nil, domain.Errorf(domain.Invalid, "the file has no rows")
	}
	l.Asked, l.New = a.asked, a.new
	if refused == 0 {
		l.Hash = a.hash()
		l.Requests = a.requests(l)
	}
	return l, nil
}

type awards struct {
	to       Awarding
	known    People
	list     uuid.UUID
	currency money.Currency
	rows     map[string]bool      // row codes that are taken
	firstOf  map[string]uuid.UUID // new people, by code
	new      []ledger.Registration
	asked    []fund.AskedRow
}

func (a *awards) row(row Row, p *Plan) (fund.AskedRow, error) {
	name, code := row.Get(Recipient), codeOf(row, RecipientCode)
	p.Who, p.Date = strings.TrimSpace(code+" "+name), a.to.Booked.Or(a.to.Today)
	if name == "" {
		return fund.AskedRow{}, domain.Errorf(domain.Invalid, "who receives it is missing").On("recipient")
	}
	var err error
	if p.Amount, err = ParseAmount(row.Get(Amount)); err != nil {
		return fund.AskedRow{}, err
	}
	if a.currency == "" {
		a.currency = p.Amount.Currency
	}
	if !p.Amount.Positive() || p.Amount.Currency != a.currency {
		return fund.AskedRow{}, domain.Errorf(domain.Invalid, "an award is more than nothing, and all of a list are in one currency").On("amount")
	}
	kind, err := a.award(row.Get(AwardKind))
	if err != nil {
		return fund.AskedRow{}, err
	}
	recipientKind, err := parseRecipient(cmp.Or(row.Get(RecipientKind), a.to.Recipients))
	if err != nil {
		return fund.AskedRow{}, err
	}
	rowCode, err := a.code(row, code)
	if err != nil {
		return fund.AskedRow{}, err
	}
	asked := fund.AskedRow{Code: rowCode, RecipientKind: recipientKind, Award: kind, Amount: p.Amount, Institution: row.Get(School), Level: row.Get(Level)}
	if a.to.Named != nil {
		asked.Recipient, err = a.named(row, p, code, recipientKind)
		return asked, err
	}
	asked.Recipient = a.recipient(row, p, rowCode, name, code, recipientKind)
	return asked, nil
}

// code is what the row is known by within the list: its own number, else its recipient's code, else its place in the file. A second award to the same
// recipient gets /2.
func (a *awards) code(row Row, recipient string) (string, error) {
	own := row.Get(RowCode)
	base := cmp.Or(own, recipient, "#"+strconv.Itoa(len(a.asked)+1))
	code := base
	for n := 2; a.rows[code]; n++ {
		if own != "" {
			return "", domain.Errorf(domain.Conflict, "the list has a row %q already", own).On("row")
		}
		code = base + "/" + strconv.Itoa(n)
	}
	a.rows[code] = true
	return code, nil
}

// recipient finds who receives the award, by code; somebody new is registered under an id that comes from the list and the row, so that the
// registrations are the same when the file is imported again.
func (a *awards) recipient(row Row, p *Plan, rowCode, name, code, kind string) uuid.UUID {
	own := uuid.NewSHA1(a.list, []byte("recipient\n"+rowCode))
	if code != "" {
		id, ok := a.known.Code(code)
		if !ok {
			id, ok = a.firstOf[code]
		}
		if ok && id != own {
			return id
		}
		a.firstOf[code] = own
	} else if codes := a.known.Name(Fold(name)); len(codes) > 0 {
		p.Note = fmt.Sprintf("new recipient; the same name has %s: write the code if it is the same", strings.Join(codes, ", "))
	}
	if p.Note == "" {
		p.Note = "new recipient"
	}
	a.register(row, own, name, code, kind)
	return own
}

// named takes whom the caller has found; somebody new who stands in several rows is registered once.
func (a *awards) named(row Row, p *Plan, code, kind string) (uuid.UUID, error) {
	n := a.to.Named[len(a.asked)]
	p.Who = n.Name
	if n.Err == nil && n.New && !slices.ContainsFunc(a.new, func(r ledger.Registration) bool { return r.Person == n.ID }) {
		a.register(row, n.ID, n.Name, code, kind)
	}
	return n.ID, n.Err
}

func (a *awards) register(row Row, id uuid.UUID, name, code, kind string) {
	r := ledger.Registration{Person: id, Unit: a.to.Unit, Kind: person.Individual, Code: code,
		Card: person.Card{Name: name, Born: row.Get(Born), School: row.Get(School)}}
	if kind == "collective" {
		r.Kind = person.Collective
	}
	a.new = append(a.new, r)
}

func (a *awards) award(text string) (fund.AwardKind, error) {
	switch Fold(text) {
	case "":
		return a.to.Award, nil
	case "scholarship", "hoc bong":
		return fund.Scholarship, nil
	case "support", "ho tro":
		return fund.Support, nil
	case "reward", "khen thuong", "thuong":
		return fund.Reward, nil
	}
	return "", domain.Errorf(domain.Invalid, "%q is no kind of award; write scholarship, support or reward", text).On("award")
}

func parseRecipient(text string) (string, error) {
	switch Fold(text) {
	case "", "pupil", "hoc sinh":
		return "pupil", nil
	case "student", "sinh vien":
		return "student", nil
	case "teacher", "giao vien", "nha giao":
		return "teacher", nil
	case "adult", "nguoi lon":
		return "adult", nil
	case "collective", "tap the":
		return "collective", nil
	}
	return "", domain.Errorf(domain.Invalid, "%q is no kind of recipient; write %s", text, strings.Join(domain.RecipientKinds, ", ")).On("recipient kind")
}

// hash is the hash of the whole list as the ledger will compute it.
func (a *awards) hash() []byte {
	rows := make([]fund.ListRow, len(a.asked))
	for i, r := range a.asked {
		rows[i] = fund.ListRow{Code: r.Code, Recipient: r.Recipient, RecipientKind: r.RecipientKind, Award: r.Award,
			Amount: r.Amount.Minor, Institution: r.Institution, Level: r.Level}
	}
	return fund.HashRows(nil, rows)
}

func (a *awards) requests(l *AwardList) []ledger.Request {
	var all []ledger.Request
	ask := func(step string, c ledger.Command) {
		// At midnight in Vietnam of the booking day: part of no identity, but the same on every run. Without one, when it is recorded.
		var at time.Time
		if a.to.Booked != 0 {
			at = time.Unix(int64(a.to.Booked)*24*60*60, 0).Add(-7 * time.Hour).UTC()
		}
		all = append(all, ledger.Request{ID: uuid.NewSHA1(l.List, []byte(step)), At: at, Actor: a.to.Actor, Command: c})
	}
	for i := 0; i < len(a.new); i += chunkPeople {
		ask("people\n"+strconv.Itoa(i), ledger.RegisterPeople{People: a.new[i:min(i+chunkPeople, len(a.new))]})
	}
	if a.to.Round != uuid.Nil {
		chunk := cmp.Or(a.to.Chunk, fund.MaxChunk)
		for i := 0; i < len(a.asked); i += chunk {
			ask("nominate\n"+strconv.Itoa(i), ledger.Nominate{Round: a.to.Round, Rows: a.asked[i:min(i+chunk, len(a.asked))]})
		}
		return all
	}
	for i := 0; i < len(a.asked); i += fund.MaxChunk {
		ask("rows\n"+strconv.Itoa(i), fund.RecordList{Fund: a.to.Fund, List: l.List, Currency: a.currency, First: int64(i),
			Rows: a.asked[i:min(i+fund.MaxChunk, len(a.asked))]})
	}
	if a.to.Pay {
		ask("pay", fund.PayList{Fund: a.to.Fund, List: l.List, Hash: l.Hash, From: a.to.From, Place: a.to.Place,
			Booked: a.to.Booked, Content: cmp.Or(a.to.Content, a.to.Name)})
	}
	return all
}
