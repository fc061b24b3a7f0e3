package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/projections"
)

// paperTasks are what can be done about the gift or the payout that a paper is for. A paper that was replaced leads to the one that stands; on it they are.
func (c *Call) paperTasks(shown *receiptShown) error {
	if shown.Past() || shown.At != nil || shown.Void {
		return nil
	}
	b, err := c.balanceOf(shown.Fund.Fund, shown.AsOf)
	if err != nil {
		return err
	}
	switch {
	case shown.Donation.ID != uuid.Nil && shown.Donation.Fund == shown.Fund.Fund:
		return c.giftTasks(shown, b)
	case shown.Payout.ID != uuid.Nil:
		return c.payoutPaperTasks(shown, b)
	}
	return nil
}

// free is how much of a gift lies in a compartment and was not given yet.
type free struct {
	compartment string
	amount      int64
}

// freeOf is how much of a gift is still free in its own fund, by compartment: what can go back to the donor, or to another compartment.
func (c *Call) freeOf(d projections.Donation, asOf projections.AsOf) (all []free, sum int64, err error) {
	trace, err := c.Read().TraceDonation(c.Context(), projections.TraceQuery{ID: d.ID, AsOf: asOf, Rows: 1})
	if err != nil {
		return nil, 0, err
	}
	for _, x := range trace.Fates {
		if x.Kind != projections.FateFree && x.Kind != projections.FateReserved || x.Fund != d.Fund {
			continue
		}
		sum += x.Amount
		if i := slices.IndexFunc(all, func(f free) bool { return f.compartment == x.Compartment }); i >= 0 {
			all[i].amount += x.Amount
		} else {
			all = append(all, free{x.Compartment, x.Amount})
		}
	}
	return all, sum, nil
}

// freeSaid tells how much of a gift is free where.
func (c *Call) freeSaid(all []free, b projections.FundBalance, currency string) string {
	var parts []string
	for _, f := range all {
		k, _ := compartmentNamed(b, f.compartment)
		parts = append(parts, c.say("task.free", c.Amount(currency, f.amount), c.wordingOf(k)))
	}
	return strings.Join(parts, ", ")
}

// giftTasks: what was not given yet can go back to the donor, or to another compartment; and the days can be corrected.
func (c *Call) giftTasks(shown *receiptShown, b projections.FundBalance) error {
	d, unit := shown.Donation, shown.Unit.Unit
	if c.mayThere("fund.refund", unit) || c.mayThere("fund.redesignate", unit) { // where its đồng lie is asked for nobody else
		all, sum, err := c.freeOf(d, shown.AsOf)
		if err != nil {
			return err
		}
		if sum > 0 {
			if err := c.freeTasks(shown, b, all); err != nil {
				return err
			}
		}
	}
	approver, err := c.approver("redate", unit)
	if err != nil {
		return err
	}
	shown.offer(c, unit, "fund.redate", deed{Do: "redate", Lead: c.say("task.lead.redate", d.Given.String(), d.Booked.String()), Fields: []asking{
		c.Ask("redate", "given", "task.given", "", "date").With(dayISO(d.Given)), c.Ask("redate", "booked", "task.booked", "", "date").With(dayISO(d.Booked)),
		c.Ask("redate", "reason", "desk.reason", "", "required"), approver}})
	return nil
}

// freeTasks are those about what is still free of a gift.
func (c *Call) freeTasks(shown *receiptShown, b projections.FundBalance, all []free) error {
	d, unit := shown.Donation, shown.Unit.Unit
	said := c.freeSaid(all, b, d.Currency)
	var fields []asking
	if d.Rows > 0 {
		fields = append(fields, c.Ask("refund", "row", "task.row.sheet", "", ""))
	}
	if lines := c.linesOf(d, b); len(lines) > 1 {
		fields = append(fields, c.Choose("refund", "line", "task.line", "", append([]option{c.none("task.line.all")}, lines...)))
	}
	fields = append(fields, c.Ask("refund", "amount", "task.amount", "task.amount.free", ""), c.Choose("refund", "place", "task.place.out", "", c.placeOfFund(b, d.Currency, d.Place)))
	fields, err := c.reasoned("refund", unit, fields...)
	if err != nil {
		return err
	}
	shown.offer(c, unit, "fund.refund", deed{Do: "refund", Lead: c.say("task.lead.refund", said), Fields: fields})
	from, into := c.freeChoices(all, b, d.Currency), c.intoChoices(b, d.Currency)
	if len(into) < 2 { // the money lies in one of them
		return nil
	}
	fields, err = c.reasoned("redesignate", unit, c.Choose("redesignate", "compartment", "task.compartment.from", "", from), c.Choose("redesignate", "into", "task.compartment.into", "", into),
		c.Ask("redesignate", "amount", "task.amount", "task.amount.free", ""), c.Choose("redesignate", "basis", "task.basis", "", chooseWords(c, "said.basis.", bases...)),
		c.Ask("redesignate", "clause", "task.clause", "task.clause.hint", ""))
	shown.offer(c, unit, "fund.redesignate", deed{Do: "redesignate", Lead: c.say("task.lead.redesignate", said), Fields: fields})
	return err
}

// bases are what gives the right to move đồng to another restriction, in the order in which they are offered.
var bases = []fund.Basis{fund.DonorConsent, fund.ClosingRule, fund.SignedWish, fund.NearestUse}

// linesOf are the lines of a gift, to choose one of.
func (c *Call) linesOf(d projections.Donation, b projections.FundBalance) (all []option) {
	for _, l := range d.Lines {
		k, _ := compartmentNamed(b, l.Compartment)
		all = append(all, option{l.Compartment, c.wordingOf(k) + ", " + c.Amount(d.Currency, l.Amount)})
	}
	return all
}

func (c *Call) freeChoices(all []free, b projections.FundBalance, currency string) (options []option) {
	for _, f := range all {
		k, _ := compartmentNamed(b, f.compartment)
		options = append(options, option{f.compartment, c.wordingOf(k) + ", " + c.Amount(currency, f.amount)})
	}
	return options
}

// intoChoices are the compartments into which money can come from another one: no principal, and no slot, for there are hundreds.
func (c *Call) intoChoices(b projections.FundBalance, currency string) (all []option) {
	for _, k := range commonFirst(b.Compartments) {
		if k.Currency == currency && k.Restriction != fund.Endowment && k.Restriction != fund.Slot {
			all = append(all, option{k.Compartment, c.wordingOf(k)})
		}
	}
	return all
}

// payoutPaperTasks: what was paid can come back, and its day can be corrected.
func (c *Call) payoutPaperTasks(shown *receiptShown, b projections.FundBalance) error {
	p, unit := shown.Payout, shown.Unit.Unit
	if out := p.Amount - p.Returned; out > 0 {
		var fields []asking
		if p.Rows > 0 {
			fields = append(fields, c.Ask("return", "row", "task.row", "task.row.hint", "required"))
		}
		fields = append(fields, c.Ask("return", "amount", "task.amount", "task.amount.out", ""), c.Choose("return", "place", "task.place.in", "", c.placeOfFund(b, p.Currency, p.Place)),
			c.Ask("return", "booked", "desk.booked", "", "date"), c.Ask("return", "reason", "desk.reason", "", "required"))
		shown.offer(c, unit, "fund.return", deed{Do: "return", Lead: c.say("task.lead.return", c.Amount(p.Currency, out)), Fields: fields})
	}
	approver, err := c.approver("redate", unit)
	if err != nil {
		return err
	}
	shown.offer(c, unit, "fund.redate", deed{Do: "redate", Lead: c.say("task.lead.redate.payout", p.Booked.String()), Fields: []asking{
		c.Ask("redate", "booked", "task.booked", "", "date").With(dayISO(p.Booked)), c.Ask("redate", "reason", "desk.reason", "", "required"), approver}})
	return nil
}

// doPaperTask does what a form of a paper asks for about its gift or payout.
func (c *Call) doPaperTask(f filing) (string, error) {
	back := f.Address(f.Number()) + "&done=" + c.Typed("do")
	booked, err := c.day("booked")
	if err != nil {
		return "", err
	}
	currency := f.Receipt.Currency
	amount, err := c.amount("amount", currency)
	if err != nil {
		return "", err
	}
	reason, approver, unit := c.Typed("reason"), c.Typed("approver"), f.Unit.Unit
	switch c.Typed("do") {
	case "refund":
		return c.askSigned(unit, back, fund.Refund{Fund: f.Fund.Fund, Donation: f.Donation.ID, Row: strings.TrimSpace(c.Typed("row")), Line: c.Typed("line"), Amount: amount,
			Place: c.Typed("place"), Booked: booked, Approver: approver, Reason: reason})
	case "redesignate":
		return c.askSigned(unit, back, fund.Redesignate{Fund: f.Fund.Fund, Compartment: c.Typed("compartment"), Into: c.Typed("into"), Amount: amount, Donation: f.Donation.ID,
			Basis: fund.Basis(c.Typed("basis")), Clause: strings.TrimSpace(c.Typed("clause")), Booked: booked, Reason: reason, Approver: approver})
	case "redate":
		given, err := c.day("given")
		if err != nil {
			return "", err
		}
		return c.askSigned(unit, back, fund.Redate{Fund: f.Fund.Fund, Document: f.document(), Given: given, Booked: booked, Reason: reason, Approver: approver})
	case "return":
		return back, c.ask(fund.Return{Fund: f.Fund.Fund, Payout: f.Payout.ID, Row: strings.TrimSpace(c.Typed("row")), Amount: amount, Place: c.Typed("place"), Booked: booked, Reason: reason})
	}
	return "", c.errNoTask()
}

// document is the gift or the payout that a paper is for.
func (f filing) document() uuid.UUID {
	if f.Donation.ID != uuid.Nil {
		return f.Donation.ID
	}
	return f.Payout.ID
}
