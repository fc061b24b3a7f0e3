package pages

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/projections"
)

func (s *Site) cashPages() []Page {
	return []Page{{Path: "/cash", For: Command("fund.move"), Template: "cash", Menu: "menu.cash", Under: Recording, Unlisted: true, Show: (*Call).cash, Do: (*Call).doCash}}
}

// cashShown is what lies in the places of a unit's funds, and what can be written down of it that is no gift and no award.
type cashShown struct {
	Desk
	tasks
	Rows    []cashRow
	Places  []option // the fund's id and the place, with a blank between
	Earning []option // the fund's id and the compartment that earns interest
	May     map[string]bool
	Waits   []Waits
	Needs   map[string]string // flags of the field that says what it was for
}

type cashRow struct {
	projections.PlaceBalance
	FundName string
}

// what a form of the page asks for, and the command behind it.
var cashDeeds = map[string]string{"move": "fund.move", "interest": "fund.receive-interest", "fee": "fund.charge", "unclear": "fund.receive-unidentified", "loss": "fund.record-loss"}

func (c *Call) cash() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	balances, err := c.heldBy(d)
	if err != nil {
		return nil, err
	}
	p := cashShown{Desk: d, May: map[string]bool{}, Needs: map[string]string{"loss": "required"}}
	for _, f := range d.Funds {
		for _, x := range balances[f.Fund].Places {
			p.Rows = append(p.Rows, cashRow{x, f.Name})
			p.Places = append(p.Places, option{f.Fund.String() + " " + x.Place, f.Name + ": " + x.Name + ", " + c.Amount(x.Currency, x.Balance)})
		}
		for _, k := range balances[f.Fund].Compartments {
			p.Earning = append(p.Earning, option{f.Fund.String() + " " + k.Compartment, f.Name + ": " + c.wordingOf(k)})
		}
	}
	for do, command := range cashDeeds {
		p.May[do] = d.Open() && len(p.Places) > 0 && c.mayThere(command, d.Unit.Unit)
	}
	if d.Open() {
		if p.Waits, err = c.WaitingOn(d.at("/cash")); err == nil {
			err = c.cashTasks(&p, balances)
		}
	}
	return p, err
}

// placeChosen reads a place that was chosen, of the funds of the page's desk, and the currency that it holds.
func (c *Call) placeChosen(field string, d Desk) (in uuid.UUID, place, currency string, err error) {
	id, place, _ := strings.Cut(c.Typed(field), " ")
	in, failed := uuid.Parse(id)
	if _, mine := d.Of(in); failed == nil && mine {
		b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: in})
		if err != nil {
			return in, "", "", err
		}
		for _, f := range b.Funds {
			for _, x := range f.Places {
				if x.Place == place {
					return in, place, x.Currency, nil
				}
			}
		}
	}
	return in, "", "", domain.Errorf(domain.Invalid, "choose where the money lies").On(field)
}

// doCash writes down money that moved between places, that came as interest or from nobody knows whom, or that went as a fee or was lost.
func (c *Call) doCash() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "sell", "spread", "return-held":
		return c.doCashTask(d)
	}
	in, place, currency, err := c.placeChosen("place", d)
	if err != nil {
		return "", err
	}
	amount, err := c.amount("amount", currency)
	if err != nil {
		return "", err
	}
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	text := strings.TrimSpace(c.Typed("content"))
	var ask ledger.Command
	switch c.Typed("do") {
	case "move":
		to, other, _, err := c.placeChosen("to", d)
		if err == nil && to != in {
			err = domain.Errorf(domain.Invalid, "both places are of one fund; from fund to fund money is sent").On("to")
		}
		if err != nil {
			return "", err
		}
		ask = fund.Move{Fund: in, From: place, To: other, Amount: amount, Booked: booked, Reference: text}
	case "interest":
		id, earned, _ := strings.Cut(c.Typed("of"), " ")
		if id != in.String() {
			return "", domain.Errorf(domain.Invalid, "choose the compartment of that fund that earned it").On("of")
		}
		ask = fund.ReceiveInterest{Fund: in, Of: earned, Amount: amount, Place: place, Booked: booked}
	case "fee":
		ask = fund.Charge{Fund: in, Kind: fund.Fee, Amount: amount, Place: place, Booked: booked, Content: text}
	case "unclear":
		ask = fund.ReceiveUnidentified{Fund: in, Amount: amount, Place: place, Booked: booked, Reference: strings.TrimSpace(c.Typed("reference")), Memo: text}
	case "loss":
		ask = fund.RecordLoss{Fund: in, Place: place, Amount: amount, Booked: booked, Reason: text}
	default:
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
	}
	return c.done(c.Typed("do")), c.ask(ask)
}
