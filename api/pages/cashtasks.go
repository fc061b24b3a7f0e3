package pages

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/projections"
)

// cashTasks are what is done in the places of funds once in a while: foreign money is sold, a loss is shared, what is kept for another fund goes back.
func (c *Call) cashTasks(p *cashShown, balances holdings) error {
	c.sellTask(p, balances)
	if err := c.spreadTask(p, balances); err != nil {
		return err
	}
	return c.heldTask(p, balances)
}

func (c *Call) sellTask(p *cashShown, balances holdings) {
	foreign := c.compartmentsToChoose(p.Desk, balances, func(k projections.CompartmentBalance) bool { return k.Currency != string(money.VND) && k.Available > 0 })
	from := c.placesToChoose(p.Desk, balances, func(x projections.PlaceBalance) bool { return x.Currency != string(money.VND) })
	into := c.placesToChoose(p.Desk, balances, func(x projections.PlaceBalance) bool { return x.Currency == string(money.VND) && x.Kind != fund.Cash })
	if len(foreign) == 0 || len(from) == 0 || len(into) == 0 {
		return
	}
	p.offer(c, p.Unit.Unit, "fund.sell-currency", deed{Do: "sell", Lead: c.say("task.lead.sell"), Fields: []asking{c.Choose("sell", "compartment", "task.from", "", foreign),
		c.Ask("sell", "amount", "task.sold", "task.sold.hint", "required"), c.Choose("sell", "place", "task.place.out", "", from),
		c.Ask("sell", "credited", "task.credited", "desk.amount.hint", "required"), c.Ask("sell", "fee", "task.fee", "", ""),
		c.Choose("sell", "into_place", "task.place.in", "", into), c.Ask("sell", "booked", "desk.booked", "", "date")}})
}

// mostFacts is among how many payouts of a fund a loss is looked for that nothing covers.
const mostFacts = 500

// spreadTask shares what a loss left uncovered, where something is.
func (c *Call) spreadTask(p *cashShown, balances holdings) error {
	var lost []option
	var sum sums
	for _, f := range p.Funds {
		open := false
		for _, k := range balances[f.Fund].Compartments {
			if k.Uncovered > 0 {
				open = true
				sum.add(k.Currency, k.Uncovered)
			}
		}
		if !open {
			continue
		}
		found, err := c.Read().Payouts(c.Context(), projections.PayoutsQuery{Fund: f.Fund, AsOf: p.AsOf, Limit: mostFacts})
		if err != nil {
			return err
		}
		for _, x := range found {
			if x.Kind == "loss" || x.Fact {
				lost = append(lost, option{inFund(f.Fund, x.ID.String()), p.named(f.Code, x.Booked.String()+", "+c.Amount(x.Currency, x.Amount)+", "+c.Word("payouts.kind.", string(x.Kind)))})
			}
		}
	}
	if len(lost) == 0 {
		return nil
	}
	chair, err := c.signersIn("spread", "chair", "said.chair", p.Unit.Unit, staff.Of(staff.Chair))
	if err != nil {
		return err
	}
	inspector, err := c.signersIn("spread", "inspector", "said.inspector", p.Unit.Unit, staff.Of(staff.Auditor))
	p.offer(c, p.Unit.Unit, "fund.spread-loss", deed{Do: "spread", Lead: c.say("task.lead.spread", c.told(sum)), Fields: []asking{c.Choose("spread", "loss", "said.loss", "", lost), chair, inspector}})
	return err
}

// heldTask gives back what a fund keeps for another, before it is handed over.
func (c *Call) heldTask(p *cashShown, balances holdings) error {
	var kept []option
	for _, f := range p.Funds {
		holds := false
		for _, x := range balances[f.Fund].Currencies {
			holds = holds || x.Held > 0
		}
		if !holds {
			continue
		}
		found, err := c.Read().Held(c.Context(), projections.HeldQuery{Fund: f.Fund, AsOf: p.AsOf})
		if err != nil {
			return err
		}
		for _, h := range found {
			kept = append(kept, option{inFund(f.Fund, h.ID.String()+" "+h.For.String()), p.named(f.Code, c.say("task.held.for", h.ForCode, c.Amount(h.Currency, h.Left), h.Booked.String()))})
		}
	}
	if len(kept) > 0 {
		p.offer(c, p.Unit.Unit, "fund.return-held", deed{Do: "return-held", Lead: c.say("task.lead.return-held"), Fields: []asking{c.Choose("return-held", "held", "task.held", "", kept),
			c.Ask("return-held", "row", "task.held.row", "task.held.row.hint", "required"), c.Ask("return-held", "booked", "desk.booked", "", "date"),
			c.Ask("return-held", "reason", "desk.reason", "", "required")}})
	}
	return nil
}

// doCashTask does what one of those forms asks for.
func (c *Call) doCashTask(d Desk) (string, error) {
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "sell":
		ask, err := c.selling(d)
		if err != nil {
			return "", err
		}
		ask.Booked = booked
		return c.done("sell"), c.ask(ask)
	case "spread":
		in, code, err := c.chosenIn("loss", d)
		loss, failed := uuid.Parse(code)
		if err == nil && failed != nil {
			err = domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("loss")
		}
		if err != nil {
			return "", err
		}
		return c.askSigned(d.Unit.Unit, d.at("/cash", "done", "spread"), fund.SpreadLoss{Fund: in, Loss: loss, Chair: c.Typed("chair"), Inspector: c.Typed("inspector")})
	}
	in, code, err := c.chosenIn("held", d)
	if err != nil {
		return "", err
	}
	entry, to, _ := strings.Cut(code, " ")
	held, failed := uuid.Parse(entry)
	other, wrong := uuid.Parse(to)
	if cmp.Or(failed, wrong) != nil {
		return "", domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("held")
	}
	return c.done("return-held"), c.ask(fund.ReturnHeld{Fund: in, Held: held, For: other, Row: strings.TrimSpace(c.Typed("row")), Booked: booked, Reason: c.Typed("reason")})
}

// selling reads a sale of foreign money: all of it is of one fund.
func (c *Call) selling(d Desk) (ask fund.SellCurrency, err error) {
	in, code, err := c.chosenIn("compartment", d)
	if err == nil && code == "" {
		err = domain.Errorf(domain.Invalid, "choose the fund and the compartment").On("compartment")
	}
	if err != nil {
		return ask, err
	}
	ask = fund.SellCurrency{Fund: in, Compartment: code}
	var from, into uuid.UUID
	var currency string
	if from, ask.Place, currency, err = c.placeChosen("place", d); err == nil && from != in {
		err = ofOneFund("place")
	}
	if err != nil {
		return ask, err
	}
	if into, ask.IntoPlace, _, err = c.placeChosen("into_place", d); err == nil && into != in {
		err = ofOneFund("into_place")
	}
	if err != nil {
		return ask, err
	}
	if ask.Amount, err = c.amount("amount", currency); err != nil {
		return ask, err
	}
	if ask.Credited, err = c.amount("credited", string(money.VND)); err != nil {
		return ask, err
	}
	ask.Fee, err = c.amount("fee", string(money.VND))
	return ask, err
}
