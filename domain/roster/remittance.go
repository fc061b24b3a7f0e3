package roster

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Listed notes, in a donation's own stream "remittance/<donation>", which roster says who stands behind it from now on: the nil UUID is
// none any more.
type Listed struct {
	Roster uuid.UUID `json:"roster,omitzero"`
}

// Remittance is the state of that stream. It keeps a donation from having two rosters, and finds the roster again when the donation is
// reversed.
type Remittance struct {
	Roster uuid.UUID `json:"roster"`
}

// RemittanceOf names the stream of a donation's roster.
func RemittanceOf(donation uuid.UUID) domain.Stream { return domain.StreamOf("remittance", donation) }

// List gives the event after which that roster, or none, stands behind the donation.
func (m *Remittance) List(roster uuid.UUID) []domain.Event {
	return []domain.Event{Listed{Roster: roster}}
}

// Evolve implements domain.State.
func (m *Remittance) Evolve(_ uuid.UUID, e domain.Event) {
	if e, ok := e.(Listed); ok {
		m.Roster = e.Roster
	}
}

// Clone implements domain.State.
func (m *Remittance) Clone() domain.State { n := *m; return &n }
