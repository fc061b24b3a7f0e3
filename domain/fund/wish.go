package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Parting is what is left of a sponsor's money when the child exits, and where the recorded wish sends it.
type Parting struct {
	Fund        uuid.UUID
	Compartment string // the slot's
	Spans       []Span // the sponsor's own, ascending
	Into        string
	Clause      string // the wish in its own words
	Reason      string
	Approver    string
}

// FollowWish decides to move what is left of a sponsor's money as the sponsor wished at sign-up: as much of it as is free and not
// reserved. The đồng keep their owner.
func (f *Fund) FollowWish(p Parting, a Asked) ([]domain.Event, error) {
	from, ok := f.Compartments[p.Compartment]
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "the fund has no compartment %q", p.Compartment).On("slot")
	}
	into, err := f.compartment(p.Into, from.Currency, "into")
	if err != nil {
		return nil, err
	}
	day, err := f.bookable(0, a)
	if err != nil {
		return nil, err
	}
	spans := Part(p.Spans, 0, min(Total(p.Spans), max(from.Available(), 0)))
	if len(spans) == 0 {
		return nil, nil
	}
	e := Redesignated{
		Compartment: p.Compartment, Spans: spans, Into: p.Into, From: into.Next, Currency: from.Currency, Amount: Total(spans),
		Basis: SignedWish, Clause: p.Clause, Booked: day, Reason: p.Reason, Approver: p.Approver,
	}
	return f.filled(p.Fund, a, e.Currency, e), nil
}
