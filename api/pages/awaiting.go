package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

// awaitingRow is a donation that has not come yet.
type awaitingRow struct {
	projections.Donation
	Who      string
	FundName string
	Days     int // since it was given
}

// awaitingIn are the donations to a desk's funds that have not come yet, the oldest first.
func (c *Call) awaitingIn(d Desk) (all []awaitingRow, err error) {
	who := c.names()
	for _, f := range d.Funds {
		found, err := c.Read().Awaiting(c.Context(), f.Fund)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			row := awaitingRow{Donation: x, FundName: f.Name, Days: int(d.Today - x.Given)}
			if row.Who, err = who.Of(x.Donor); err != nil {
				return nil, err
			}
			all = append(all, row)
		}
	}
	return all, nil
}

// awaitingTasks are the forms that end the waiting: the money came, or it never will.
func (c *Call) awaitingTasks(p *bankShown) error {
	waiting, in := make([]option, len(p.Awaiting)), p.Desk
	in.Funds = slices.DeleteFunc(slices.Clone(in.Funds), func(f projections.FundInfo) bool {
		return !slices.ContainsFunc(p.Awaiting, func(x awaitingRow) bool { return x.Fund == f.Fund })
	})
	for i, x := range p.Awaiting {
		said := []string{x.Given.String(), c.Amount(x.Currency, x.Donation.Amount)}
		if x.Who != "" {
			said = append([]string{x.Who}, said...)
		}
		waiting[i] = option{inFund(x.Fund, x.ID.String()), p.named(x.FundCode, strings.Join(said, ", "))}
	}
	balances, err := c.heldBy(in)
	if err != nil {
		return err
	}
	places := c.placesToChoose(in, balances, func(projections.PlaceBalance) bool { return true })
	if len(waiting) == 0 || len(places) == 0 {
		return nil
	}
	unit := p.Unit.Unit
	p.offer(c, unit, "fund.clear", deed{Do: "clear", Lead: c.say("task.lead.clear"), Fields: []asking{c.Choose("clear", "donation", "task.donation", "", waiting),
		c.Choose("clear", "place", "task.place.in", "", places), c.Ask("clear", "booked", "desk.booked", "", "date")}})
	p.offer(c, unit, "fund.drop", deed{Do: "drop", Lead: c.say("task.lead.drop"), Fields: []asking{c.Choose("drop", "donation", "task.donation", "", waiting),
		c.Ask("drop", "reason", "desk.reason", "", "required")}})
	return nil
}

// doAwaiting books a donation that has come, or drops one that never will.
func (c *Call) doAwaiting() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	in, code, err := c.chosenIn("donation", d)
	if err != nil {
		return "", err
	}
	donation, failed := uuid.Parse(code)
	if failed != nil {
		return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("donation")
	}
	if c.Typed("do") == "drop" {
		return c.done("drop"), c.ask(fund.Drop{Fund: in, Donation: donation, Reason: c.Typed("reason")})
	}
	at, place, _, err := c.placeChosen("place", d)
	if err == nil && at != in {
		err = ofOneFund("place")
	}
	if err != nil {
		return "", err
	}
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	return c.done("clear"), c.ask(fund.Clear{Fund: in, Donation: donation, Place: place, Booked: booked})
}
