package pages

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) transferPages() []Page {
	return []Page{
		{Path: "/transfers", For: Report("places"), Template: "transfers", Menu: "menu.transfers", Under: Recording, Unlisted: true, Show: (*Call).transfers, Do: (*Call).send},
		{Path: "/transfers/{transfer}", For: Report("places"), Template: "transfer", Unlisted: true, Show: (*Call).transfer, Do: (*Call).takeTransfer},
	}
}

// transfersShown is what went between the unit's funds and others.
type transfersShown struct {
	Desk
	Waiting, Under, Ended []projections.Transfer // to be taken in here; sent and not taken in yet; the others, the newest first
	More                  bool                   // there are older ones
	Send                  []sendFrom             // from which whoever asks may send
}

// sendFrom is a fund that may send, with what can be chosen.
type sendFrom struct {
	projections.FundInfo
	Compartments []projections.CompartmentBalance
	Places       []projections.PlaceBalance
}

// mostEnded is how many transfers that have ended are shown.
const mostEnded = 50

func (c *Call) transfers() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := transfersShown{Desk: d}
	var funds []uuid.UUID
	for _, f := range d.Funds {
		funds = append(funds, f.Fund)
	}
	lately, err := c.Read().TransfersLately(c.Context(), funds, mostEnded, d.AsOf, d.At)
	if err != nil {
		return nil, err
	}
	for _, t := range lately.UnderWay {
		if _, ours := d.Of(t.To); ours {
			p.Waiting = append(p.Waiting, t)
		} else {
			p.Under = append(p.Under, t)
		}
	}
	p.Ended, p.More = lately.Ended, lately.More
	if d.Open() && c.mayThere("fund.send", d.Unit.Unit) {
		p.Send, err = c.senders(d)
	}
	return p, err
}

// senders are the funds of a desk with what could be sent of each.
func (c *Call) senders(d Desk) (all []sendFrom, err error) {
	for _, f := range d.Funds {
		b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: f.Fund, AsOf: d.AsOf})
		if err != nil {
			return nil, err
		}
		one := sendFrom{FundInfo: f}
		for _, x := range b.Funds {
			for _, k := range x.Compartments {
				if k.Available > 0 && k.Restriction != fund.Endowment {
					one.Compartments = append(one.Compartments, k)
				}
			}
			one.Places = x.Places
		}
		if len(one.Compartments) > 0 {
			all = append(all, one)
		}
	}
	return all, nil
}

// send sends money to another fund.
func (c *Call) send() (string, error) {
	from, err := c.uuid("from")
	if err != nil {
		return "", err
	}
	to, err := c.Read().FundNamed(c.Context(), c.Typed("to"))
	if err != nil {
		return "", domain.Errorf(domain.NotFound, "there is no fund %q", c.Typed("to")).On("to")
	}
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: from})
	if err != nil {
		return "", err
	}
	currency := string(money.VND)
	for _, f := range b.Funds {
		for _, k := range f.Compartments {
			if k.Compartment == c.Typed("compartment") {
				currency = k.Currency
			}
		}
	}
	ask := fund.Send{Fund: from, To: to, Compartment: c.Typed("compartment"), Place: c.Typed("place"), Purpose: c.Typed("purpose"), Basis: c.Typed("basis"), Content: c.Typed("content")}
	if ask.Amount, err = c.amount("amount", currency); err != nil {
		return "", err
	}
	if ask.Booked, err = c.day("booked"); err != nil {
		return "", err
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	return c.done("sent"), nil
}

// transferShown is one transfer, and what can be done with it.
type transferShown struct {
	projections.Transfer
	FromName, ToName string
	FromUnit, ToUnit projections.UnitInfo
	Wording          string                     // what the money is bound to
	Restriction      fund.RestrictionKind       // of where it comes from
	Places           []projections.PlaceBalance // into which it can be taken
	MayAccept        bool
	MayRefuse        bool
}

func (c *Call) transfer() (any, error) {
	t, err := c.transferNamed()
	if err != nil {
		return nil, err
	}
	p := transferShown{Transfer: t}
	now := projections.AsOf{}
	from, err := c.Read().Fund(c.Context(), t.From, now, nil)
	if err != nil {
		return nil, err
	}
	to, err := c.Read().Fund(c.Context(), t.To, now, nil)
	if err != nil {
		return nil, err
	}
	if err := c.Within(to.Unit); err != nil { // either side may see it
		if err := c.Within(from.Unit); err != nil {
			return nil, err
		}
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p.FromName, p.ToName, p.FromUnit, p.ToUnit = from.Name, to.Name, o.units[from.Unit], o.units[to.Unit]
	waits := t.State == projections.TransferInTransit
	p.MayAccept, p.MayRefuse = waits && c.mayThere("fund.accept", to.Unit), waits && c.mayThere("fund.refuse", to.Unit)
	return p, c.transferSides(&p)
}

// transferSides looks at what the money is bound to, and into which places it can go.
func (c *Call) transferSides(p *transferShown) error {
	sender, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: p.From})
	if err != nil {
		return err
	}
	for _, f := range sender.Funds {
		for _, k := range f.Compartments {
			if k.Compartment == p.Compartment {
				p.Wording, p.Restriction = k.Wording, k.Restriction
			}
		}
	}
	receiver, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: p.To})
	for _, f := range receiver.Funds {
		for _, x := range f.Places {
			if x.Currency == p.Currency {
				p.Places = append(p.Places, x)
			}
		}
	}
	return err
}

func (c *Call) transferNamed() (projections.Transfer, error) {
	id, err := uuid.Parse(c.Path("transfer"))
	if err != nil {
		return projections.Transfer{}, errNoPage
	}
	t, err := c.Read().Transfer(c.Context(), id, projections.AsOf{})
	if domain.CodeOf(err) == domain.NotFound {
		err = errNoPage
	}
	return t, err
}

// takeTransfer accepts a transfer, or sends it back.
func (c *Call) takeTransfer() (string, error) {
	t, err := c.transferNamed()
	if err != nil {
		return "", err
	}
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	var ask ledger.Command
	switch c.Typed("do") {
	case "accept":
		a := fund.Accept{Fund: t.To, Transfer: t.ID, Place: c.Typed("place"), Booked: booked}
		if a.Received, err = c.amount("received", t.Currency); err != nil {
			return "", err
		}
		ask = a
	case "refuse":
		ask = fund.Refuse{Fund: t.To, Transfer: t.ID, Booked: booked, Reason: c.Typed("reason")}
	default:
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	return c.done(c.Typed("do")), nil
}
