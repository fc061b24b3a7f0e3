package ledger

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/pledge"
)

func decideMakePledge(v View, _ Request, recorded time.Time, c MakePledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	if c.Compartment == "" {
		c.Compartment = fund.UnrestrictedIn(c.Amount.Currency)
	}
	made, err := only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).Make(pledge.Made{
		Donor: c.Donor, Fund: c.Fund, Compartment: c.Compartment, Currency: c.Amount.Currency, Amount: c.Amount.Minor,
		Due: c.Due, Made: c.Made.Or(domain.DateOf(recorded)),
	}))
	if err != nil {
		return nil, err
	}
	if err := personKnown(v, c.Donor, "donor"); err != nil {
		return nil, err
	}
	if err := fundExists(v, c.Fund, "fund"); err != nil {
		return nil, err
	}
	switch inside, ok := fundOf(v, c.Fund).Compartments[c.Compartment]; {
	case !ok:
		return nil, domain.Errorf(domain.NotFound, "the fund has no compartment %q", c.Compartment).On("compartment")
	case inside.Currency != c.Amount.Currency:
		return nil, domain.Errorf(domain.Invalid, "compartment %q holds %s, the pledge is in %s", c.Compartment, inside.Currency, c.Amount.Currency).On("amount")
	}
	return made, nil
}

func decideApplyPayment(v View, _ Request, recorded time.Time, c ApplyPayment) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	gift, err := received(v, c.Donation)
	if err != nil {
		return nil, err
	}
	if c.Amount != (money.Money{}) {
		gift.asked = &c.Amount
	}
	return applied(v, c.Pledge, gift, domain.DateOf(recorded))
}

// gift is a donation as far as a pledge is concerned.
type gift struct {
	donation uuid.UUID
	fund     uuid.UUID
	amount   money.Money  // what stands of it
	asked    *money.Money // how much of it to count; as much as the pledge lacks where nil
}

// received finds a cleared donation and what of it was neither reversed nor refunded.
func received(v View, id uuid.UUID) (gift, error) {
	of, given, err := donationOf(v, id)
	if err != nil {
		return gift{}, err
	}
	g := gift{donation: id, fund: of, amount: money.Money{Currency: given.Currency}}
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
func applied(v View, pledgeID uuid.UUID, g gift, day domain.Date) ([]domain.Change, error) {
	p, payment := pledgeOf(v, pledgeID), paymentOf(v, g.donation)
	if p.Exists() && p.Fund != g.fund {
		return nil, domain.Errorf(domain.Violation, "the donation is in another fund than the pledge").On("donation")
	}
	left := g.amount.Minor - payment.Applied()
	asked := money.Money{Minor: min(left, p.Lacks()), Currency: g.amount.Currency}
	switch {
	case g.asked != nil:
		asked = *g.asked
	case p.Exists() && p.Lacks() == 0:
		return nil, domain.Errorf(domain.Violation, "this pledge lacks nothing; name an amount to count more towards it").On("pledge")
	}
	if asked.Minor > left || left <= 0 {
		return nil, domain.Errorf(domain.Violation, "%s of the donation is not counted towards a pledge yet", money.Money{Minor: max(left, 0), Currency: g.amount.Currency}).On("amount")
	}
	if asked.Currency != g.amount.Currency {
		return nil, domain.Errorf(domain.Invalid, "the donation is in %s", g.amount.Currency).On("amount")
	}
	counted, err := one(pledge.StreamOf(pledgeID))(p.Apply(g.donation, asked.Currency, asked.Minor, day))
	if err != nil {
		return nil, err
	}
	return []domain.Change{counted, {Stream: pledge.PaymentOf(g.donation), Events: payment.Count(pledgeID, asked.Minor)}}, nil
}

// payPledge counts a donation that is being received towards a pledge, as much of it as the pledge lacks.
func payPledge(v View, pledgeID, fundID, donation uuid.UUID, amount money.Money, booked domain.Date) ([]domain.Change, error) {
	return applied(v, pledgeID, gift{donation: donation, fund: fundID, amount: amount}, booked)
}

func decideUnapplyPayment(v View, _ Request, _ time.Time, c UnapplyPayment) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	if err := named(c.Donation, "donation"); err != nil {
		return nil, err
	}
	p := pledgeOf(v, c.Pledge)
	taken, err := one(pledge.StreamOf(c.Pledge))(p.Unapply(c.Donation, 0, c.Reason))
	if err != nil {
		return nil, err
	}
	back := paymentOf(v, c.Donation).Count(c.Pledge, -p.From(c.Donation))
	return []domain.Change{taken, {Stream: pledge.PaymentOf(c.Donation), Events: back}}, nil
}

// unapplyReversed takes back from pledges what a donation, of which only left still stands, can no longer be counted for: always from
// the same pledges, whoever decides it again.
func unapplyReversed(v View, donation uuid.UUID, left int64, reason string) ([]domain.Change, error) {
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
		taken, err := one(pledge.StreamOf(pledges[i]))(pledgeOf(v, pledges[i]).Unapply(donation, part, reason))
		if err != nil {
			return nil, err
		}
		excess -= part
		changes = append(changes, taken)
		counted = append(counted, payment.Count(pledges[i], -part)...)
	}
	return append(changes, domain.Change{Stream: pledge.PaymentOf(donation), Events: counted}), nil
}

func decideCancelPledge(v View, _ Request, _ time.Time, c CancelPledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	return only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).CancelAll(c.Reason, c.By))
}

func decideWriteOffPledge(v View, _ Request, _ time.Time, c WriteOffPledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	return only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).WriteOff(c.Reason, c.Approver))
}
