package pledge

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Counted notes, in a donation's own stream "payment/<donation>", how much of it stands counted towards a pledge from now on: 0 is
// nothing any more. The pledge's PaymentApplied or PaymentUnapplied of the same entry says what changed.
type Counted struct {
	Pledge uuid.UUID `json:"pledge"`
	Amount int64     `json:"amount"`
}

// Payment is the state of that stream: towards which pledges a donation is counted. It keeps a donation from being counted twice over
// and finds the pledges again when the donation is reversed.
type Payment struct {
	Towards map[uuid.UUID]int64 `json:"towards"`
}

// PaymentOf names the stream of a donation's applications.
func PaymentOf(donation uuid.UUID) domain.Stream { return domain.StreamOf("payment", donation) }

// Applied is how much of the donation is counted, over all pledges.
func (p *Payment) Applied() (sum int64) {
	for _, amount := range p.Towards {
		sum += amount
	}
	return sum
}

// Pledges lists those the donation is counted towards, always in the same order.
func (p *Payment) Pledges() []uuid.UUID {
	return slices.SortedFunc(maps.Keys(p.Towards), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
}

// Count gives the event after which amount more, or less, of the donation is counted towards a pledge.
func (p *Payment) Count(pledge uuid.UUID, amount int64) []domain.Event {
	return []domain.Event{Counted{Pledge: pledge, Amount: p.Towards[pledge] + amount}}
}

// Evolve implements domain.State.
func (p *Payment) Evolve(_ uuid.UUID, e domain.Event) {
	c, ok := e.(Counted)
	if !ok {
		return
	}
	if c.Amount == 0 {
		delete(p.Towards, c.Pledge)
		return
	}
	if p.Towards == nil {
		p.Towards = map[uuid.UUID]int64{}
	}
	p.Towards[c.Pledge] = c.Amount
}

// Clone implements domain.State.
func (p *Payment) Clone() domain.State { return &Payment{Towards: maps.Clone(p.Towards)} }
