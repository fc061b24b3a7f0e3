package ledger

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/pledge"
)

// gift is a donation as far as a pledge is concerned.
type gift struct {
	donation uuid.UUID
	fund     uuid.UUID
	donor    uuid.UUID
	amount   money.Money // what stands of it
	booked   domain.Date
}

// counted is how much of a gift is to be counted, towards what, and why.
type counted struct {
	amount *money.Money // as much as is lacking where nil
	more   bool         // where amount is nil and nothing is lacking: all that is left of the gift, as surplus
	all    bool         // where amount is nil: all that is left of the gift, lacking or not
	no     int
	basis  pledge.Basis
	code   string
}

func decideApplyPayment(v View, _ Request, _ time.Time, c ApplyPayment) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	gift, err := received(v, c.Donation)
	if err != nil {
		return nil, err
	}
	how := counted{no: c.Instalment, basis: c.Basis, code: c.Code}
	if c.Amount != (money.Money{}) {
		how.amount = &c.Amount
	}
	return applied(v, c.Pledge, gift, how)
}

// received finds a cleared donation and what of it was neither reversed nor refunded.
func received(v View, id uuid.UUID) (gift, error) {
	of, given, err := donationOf(v, id)
	if err != nil {
		return gift{}, err
	}
	g := gift{donation: id, fund: of, amount: money.Money{Currency: given.Currency}}
	if _, e, ok := find[fund.DonationReceived](v, id); ok {
		g.donor, g.booked = e.Donor, e.Booked
	}
	if _, e, ok := find[fund.DonationCleared](v, fundOf(v, of).Exceptions.Cleared[id]); ok {
		g.booked = e.Booked
	}
	if days, ok := fundOf(v, of).Exceptions.Redated[id]; ok {
		g.booked = days.Booked
	}
	for _, line := range given.Lines {
		g.amount.Minor += line.Amount
	}
	for _, gone := range fundOf(v, of).Exceptions.Gone[id] {
		g.amount.Minor -= gone.Len()
	}
	return g, nil
}

// applied counts a gift, or a part of it, towards a pledge: once in the pledge's stream, once in the donation's, which keeps it from
// being counted twice over.
func applied(v View, pledgeID uuid.UUID, g gift, how counted) ([]domain.Change, error) {
	p, payment := pledgeOf(v, pledgeID), paymentOf(v, g.donation)
	if p.Exists() && !answers(v, g.fund, p.Fund) {
		return nil, domain.Errorf(domain.Violation, "the donation is in another fund than the pledge").On("donation")
	}
	left := g.amount.Minor - payment.Applied()
	amount, err := toCount(p, left, g.amount.Currency, how)
	if err != nil {
		return nil, err
	}
	if err := g.founded(p, payment, amount, &how); err != nil {
		return nil, err
	}
	change, err := one(pledge.StreamOf(pledgeID))(p.Apply(pledge.Counting{Donation: g.donation, Currency: g.amount.Currency, Amount: amount, Booked: g.booked,
		No: how.no, Basis: how.basis}))
	if err != nil {
		return nil, err
	}
	return []domain.Change{change, {Stream: pledge.PaymentOf(g.donation), Events: payment.Count(pledgeID, amount)}}, nil
}

// toCount is how many units are counted of left.
func toCount(p *pledge.Pledge, left int64, currency money.Currency, how counted) (int64, error) {
	amount := left
	switch {
	case how.amount != nil:
		if how.amount.Currency != currency {
			return 0, domain.Errorf(domain.Invalid, "the donation is in %s", currency).On("amount")
		}
		amount = how.amount.Minor
	case how.all:
	case p.Exists() && how.no != 0:
		lacks, err := p.LacksIn(how.no)
		if err != nil {
			return 0, err
		}
		if lacks == 0 {
			return 0, domain.Errorf(domain.Violation, "instalment %d lacks nothing", how.no).On("instalment")
		}
		amount = min(left, lacks)
	case p.Exists():
		lacks := p.Lacks()
		if lacks == 0 && how.more {
			lacks = left
		}
		if lacks == 0 {
			return 0, domain.Errorf(domain.Violation, "this pledge lacks nothing; name an amount to count more towards it").On("pledge")
		}
		amount = min(left, lacks)
	}
	if amount > left || left <= 0 {
		return 0, domain.Errorf(domain.Violation, "%s of the donation is not counted towards a pledge yet", money.Money{Minor: max(left, 0), Currency: currency}).On("amount")
	}
	return amount, nil
}

// founded refuses a basis that the ledger does not bear out: whoever matched saw the ledger as it was a moment ago.
func (g gift) founded(p *pledge.Pledge, payment *pledge.Payment, amount int64, how *counted) error {
	if how.basis == "" {
		how.basis = pledge.ByChoice
	}
	if !slices.Contains(pledge.Bases, how.basis) {
		return domain.Errorf(domain.Invalid, "%q is no basis; there are %v", how.basis, pledge.Bases).On("basis")
	}
	if !p.Exists() {
		return nil // Apply says so
	}
	switch how.basis {
	case pledge.ByReference:
		code, err := pledge.CodeText("code", how.code)
		if err == nil && code != p.Code {
			err = domain.Errorf(domain.Conflict, "%s is not the reference code of this pledge", code).On("code")
		}
		return err
	case pledge.BySame:
		lacks, err := p.LacksIn(how.no)
		switch {
		case err != nil:
			return err
		case g.donor == uuid.Nil || g.donor != p.Donor:
			return domain.Errorf(domain.Violation, "the donation is not the pledger's").On("donation")
		case payment.Applied() > 0 || amount != lacks || amount != g.amount.Minor:
			return domain.Errorf(domain.Conflict, "the donation is not exactly what the instalment lacks").On("instalment")
		}
	}
	return nil
}

// payPledge counts a donation that is being received towards a pledge: as much as that lacks, so that the rest can keep another; all of it
// where nothing is lacking, or where the transfer itself names the pledge, since it was given for this one.
func payPledge(v View, c ReceiveDonation, donation uuid.UUID, booked domain.Date) ([]domain.Change, error) {
	g := gift{donation: donation, fund: c.Fund, donor: c.Donor, amount: c.Amount, booked: booked}
	return applied(v, c.Pledge, g, counted{more: true, all: c.Basis == pledge.ByReference, basis: c.Basis, code: c.PledgeCode})
}

// founding lets a donation say how it found its pledge.
func founding(received domain.Event, basis pledge.Basis) domain.Event {
	if basis == "" {
		basis = pledge.ByChoice
	}
	e := received.(fund.DonationReceived)
	e.Basis = string(basis)
	return e
}

// pledgedLines lets a donation that keeps a pledge, and says nothing else, go where the pledge goes.
func pledgedLines(v View, c *fund.Receive) {
	if c.Pledge == uuid.Nil || len(c.Lines) > 0 {
		return
	}
	p := pledgeOf(v, c.Pledge)
	if !p.Exists() || p.Currency != c.Amount.Currency {
		return
	}
	if into, compartment := goesOn(v, p.Fund, p.Compartment); into == c.Fund {
		c.Lines = []fund.AskedLine{{Compartment: compartment, Slot: p.Slot}}
	}
}

func decideUnapplyPayment(v View, _ Request, _ time.Time, c UnapplyPayment) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	if err := named(c.Donation, "donation"); err != nil {
		return nil, err
	}
	p := pledgeOf(v, c.Pledge)
	amount, err := inCurrencyOf(p, c.Amount)
	if err != nil {
		return nil, err
	}
	taken, err := one(pledge.StreamOf(c.Pledge))(p.Unapply(c.Donation, c.Instalment, amount, 0, c.Reason))
	if err != nil {
		return nil, err
	}
	back := paymentOf(v, c.Donation).Count(c.Pledge, -unapplied(taken.Events))
	return []domain.Change{taken, {Stream: pledge.PaymentOf(c.Donation), Events: back}}, nil
}

// inCurrencyOf is an amount asked of a pledge in its minor units; 0 where none was asked.
func inCurrencyOf(p *pledge.Pledge, asked money.Money) (int64, error) {
	switch {
	case asked == (money.Money{}) || !p.Exists():
		return 0, nil
	case asked.Currency != p.Currency:
		return 0, domain.Errorf(domain.Invalid, "the pledge is in %s", p.Currency).On("amount")
	case asked.Minor <= 0:
		return 0, domain.Errorf(domain.Invalid, "%s is not more than nothing", asked).On("amount")
	}
	return asked.Minor, nil
}

func unapplied(events []domain.Event) (sum int64) {
	for _, e := range events {
		sum += e.(pledge.PaymentUnapplied).Amount
	}
	return sum
}

// decideMovePayment takes an application back and makes another in one decision: neither money nor receipt is touched, and at no time is the
// donation counted for nothing.
func decideMovePayment(v View, _ Request, _ time.Time, c MovePayment) ([]domain.Change, error) {
	if err := named(c.From, "from"); err != nil {
		return nil, err
	}
	if err := named(c.To, "to"); err != nil {
		return nil, err
	}
	g, err := received(v, c.Donation)
	if err != nil {
		return nil, err
	}
	from := pledgeOf(v, c.From)
	amount, err := inCurrencyOf(from, c.Amount)
	if err != nil {
		return nil, err
	}
	events, err := from.Unapply(c.Donation, c.FromInstalment, amount, 0, c.Reason)
	if err != nil {
		return nil, inPlaceOf("pledge", "from", err)
	}
	amount = unapplied(events)
	to := pledgeOf(v, c.To)
	if c.From == c.To {
		to = from.Clone().(*pledge.Pledge)
		for _, e := range events {
			to.Evolve(uuid.Nil, e)
		}
	}
	if to.Exists() && !answers(v, g.fund, to.Fund) {
		return nil, domain.Errorf(domain.Violation, "the donation is in another fund than the pledge").On("to")
	}
	again, err := to.Apply(pledge.Counting{Donation: c.Donation, Currency: g.amount.Currency, Amount: amount, Booked: g.booked, No: c.ToInstalment,
		Basis: pledge.ByChoice})
	if err != nil {
		return nil, err
	}
	if c.From == c.To {
		if slices.Equal(numbers(events), numbers(again)) {
			return nil, domain.Errorf(domain.Invalid, "it is counted there already").On("to_instalment")
		}
		return []domain.Change{{Stream: pledge.StreamOf(c.From), Events: append(events, again...)}}, nil
	}
	payment := paymentOf(v, c.Donation)
	return []domain.Change{
		{Stream: pledge.StreamOf(c.From), Events: events}, {Stream: pledge.StreamOf(c.To), Events: again},
		{Stream: pledge.PaymentOf(c.Donation), Events: append(payment.Count(c.From, -amount), payment.Count(c.To, amount)...)},
	}, nil
}

// numbers are the instalments that events speak of, in order.
func numbers(events []domain.Event) (all []int) {
	for _, e := range events {
		switch e := e.(type) {
		case pledge.PaymentApplied:
			all = append(all, e.Instalment)
		case pledge.PaymentUnapplied:
			all = append(all, e.Instalment)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// unapplyReversed takes back from pledges what a donation, of which only left still stands, can no longer be counted for: always from
// the same pledges, whoever decides it again.
func unapplyReversed(v View, donation uuid.UUID, left int64, booked domain.Date, reason string) ([]domain.Change, error) {
	payment := paymentOf(v, donation)
	excess := payment.Applied() - left
	if excess <= 0 {
		return nil, nil
	}
	var changes []domain.Change
	var counted []domain.Event
	pledges := payment.Pledges()
	for i := len(pledges) - 1; i >= 0 && excess > 0; i-- {
		part := min(excess, payment.Towards[pledges[i]])
		taken, err := one(pledge.StreamOf(pledges[i]))(pledgeOf(v, pledges[i]).Unapply(donation, 0, part, booked, reason))
		if err != nil {
			return nil, err
		}
		excess -= part
		changes = append(changes, taken)
		counted = append(counted, payment.Count(pledges[i], -part)...)
	}
	return append(changes, domain.Change{Stream: pledge.PaymentOf(donation), Events: counted}), nil
}

// repaidOn lets the pledges that a donation is counted towards know on which day it came, where that was corrected.
func repaidOn(v View, donation uuid.UUID, booked domain.Date, reason string) (changes []domain.Change) {
	for _, id := range paymentOf(v, donation).Pledges() {
		if events := pledgeOf(v, id).Redate(donation, booked, reason); len(events) > 0 {
			changes = append(changes, domain.Change{Stream: pledge.StreamOf(id), Events: events})
		}
	}
	return changes
}
