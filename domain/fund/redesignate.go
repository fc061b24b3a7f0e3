package fund

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Redesignate decides that free đồng leave one compartment for another of the same fund and keep their owners: those of one donation,
// which g tells of, or the lowest free ones. Where no donation is named g is not looked at.
func (f *Fund) Redesignate(c Redesignate, g Given, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason"),
		given(c.Approver, "an approver", "approver"), readable(c.Approver, "approver"), readable(c.Clause, "clause")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	from, err := f.redesignable(c)
	if err != nil {
		return nil, err
	}
	free := []Span(from.Free)
	if c.Donation != uuid.Nil {
		free = f.freeOf(c.Donation, g, c.Compartment)
	}
	amount, err := f.wanted(c, from, Total(free))
	if err != nil {
		return nil, err
	}
	e := Redesignated{
		Compartment: c.Compartment, Spans: Part(free, 0, amount.Minor), Into: c.Into, From: f.Compartments[c.Into].Next,
		Currency: amount.Currency, Amount: amount.Minor, Donation: c.Donation, Basis: c.Basis, Clause: strings.TrimSpace(c.Clause),
		Booked: day, Reason: c.Reason, Approver: c.Approver,
	}
	return f.filled(c.Fund, a, e.Currency, e), nil
}

// redesignable is the compartment that the money leaves, if its restriction, that of the other and the basis allow it.
func (f *Fund) redesignable(c Redesignate) (*Compartment, error) {
	from, ok := f.Compartments[c.Compartment]
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "the fund has no compartment %q", c.Compartment).On("compartment")
	}
	if c.Amount != (money.Money{}) && c.Amount.Currency != from.Currency {
		return nil, domain.Errorf(domain.Invalid, "compartment %q holds %s, not %s", c.Compartment, from.Currency, c.Amount.Currency).On("amount")
	}
	into, err := f.compartment(c.Into, from.Currency, "into")
	if err != nil {
		return nil, err
	}
	if c.Into == c.Compartment {
		return nil, domain.Errorf(domain.Invalid, "the money is in %q already", c.Into).On("into")
	}
	return from, firstOf(c.founded(), c.leaves(from.Restriction), c.enters(from.Restriction, into.Restriction), f.approvable(from))
}

// founded checks that the basis says what it has to: whose consent, which rule.
func (c Redesignate) founded() error {
	switch c.Basis {
	case DonorConsent:
		if c.Donation == uuid.Nil {
			return domain.Errorf(domain.Invalid, "a donor consents for their own donation; name it").On("donation")
		}
		return nil
	case ClosingRule, SignedWish, NearestUse:
		return given(c.Clause, "the printed rule, the recorded wish or the reason that will be published, in its own words,", "clause")
	}
	return domain.Errorf(domain.Invalid, "the basis is %s, %s, %s or %s, not %q", DonorConsent, ClosingRule, SignedWish, NearestUse, c.Basis).On("basis")
}

// leaves says whether money may leave that restriction.
func (c Redesignate) leaves(r Restriction) error {
	named := r.Kind == Slot || r.Kind == Beneficiary
	switch {
	case r.Kind == Endowment:
		return domain.Errorf(domain.Violation, "compartment %q is endowment principal, of which nothing is ever taken", c.Compartment).On("compartment")
	case named && c.Basis != SignedWish && c.Basis != DonorConsent:
		return domain.Errorf(domain.Violation, "the money of %q is for a named child; it leaves by the donor's consent or recorded wish alone", c.Compartment).On("basis")
	case !named && c.Basis == SignedWish:
		return domain.Errorf(domain.Violation, "a recorded wish is about what is left of a named child's money; %q holds none", c.Compartment).On("basis")
	}
	return nil
}

// enters says whether money of one restriction may come under another.
func (c Redesignate) enters(from, into Restriction) error {
	named := into.Kind == Slot || into.Kind == Beneficiary
	switch {
	case into.Kind == Endowment:
		return domain.Errorf(domain.Violation, "compartment %q is endowment principal; only a gift to it makes it grow", c.Into).On("into")
	case from.Kind == Unrestricted && c.Basis != DonorConsent:
		return domain.Errorf(domain.Violation, "only the donor can restrict; a board's wish is no restriction").On("basis")
	case named && c.Basis != DonorConsent && c.Basis != SignedWish:
		return domain.Errorf(domain.Violation, "only the donor can give money to a named child").On("basis")
	case c.Basis == NearestUse && into.Kind != Purpose:
		return domain.Errorf(domain.Violation, "the nearest use is another purpose; %q is none", c.Into).On("into")
	}
	return nil
}

// freeOf is the free positions of a donation in one compartment, ascending, wherever they have come from.
func (f *Fund) freeOf(donation uuid.UUID, g Given, compartment string) []Span {
	var own []Piece
	for _, l := range g.Lines {
		own = append(own, Piece{l.Compartment, f.Exceptions.Gone[donation][l.Compartment].Without([]Span{l.Span()})})
	}
	return f.FreeOf(compartment, own...)
}

// FreeOf is the free positions of a compartment where the đồng are by now that came in at others, ascending.
func (f *Fund) FreeOf(compartment string, home ...Piece) (free Set) {
	for _, p := range home {
		for _, h := range f.whereabouts(p) {
			if h.now.Compartment == compartment && f.isFree(h.now) {
				free.Add(h.now.Spans[0])
			}
		}
	}
	return free
}

// wanted is how much is to move of what is free: all that no reservation needs, where no amount is named.
func (f *Fund) wanted(c Redesignate, from *Compartment, free int64) (money.Money, error) {
	can := money.Money{Minor: min(free, max(from.Available(), 0)), Currency: from.Currency}
	switch {
	case can.Minor == 0:
		return can, domain.Errorf(domain.Violation, "nothing of it is free in %q and not reserved", c.Compartment).On("compartment")
	case c.Amount == (money.Money{}):
		return can, nil
	case c.Amount.Minor <= can.Minor:
		return c.Amount, positive(c.Amount, "amount")
	case free < from.Available():
		return can, domain.Errorf(domain.Violation, "%s is asked, %s of the donation is free in %q", c.Amount, can, c.Compartment).On("amount")
	}
	return can, f.short(c.Amount, from, c.Compartment)
}

func (f *Fund) redesignated(e Redesignated) {
	from := Piece{e.Compartment, slices.Clone(e.Spans)}
	f.spent([]Piece{from})
	into := Span{e.From, e.From + e.Amount}
	f.segment(e.Into, into)
	f.moved(from, e.Into, into, e.Basis)
}
