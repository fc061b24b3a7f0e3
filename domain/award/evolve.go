package award

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Evolve implements domain.State.
func (r *Round) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Opened:
		*r = Round{Unit: e.Unit, Fund: e.Fund, Code: e.Code, Awards: e.Awards, Recipients: e.Recipients, Currency: e.Currency, Budget: e.Budget,
			From: e.From, Stacking: e.Stacking, SchoolYear: e.SchoolYear, Campaign: e.Campaign, ClaimDays: e.ClaimDays, Stage: Nominating, Version: 1}
	case Nominated:
		r.List = e.List
		r.propose(e.By)
	case Revised:
		r.List, r.Version, r.Stage, r.Hash, r.Proposers = e.List, e.Version, Nominating, nil, nil
		r.propose(e.By)
	case Frozen:
		r.Stage, r.Hash = IsFrozen, e.Hash
		r.propose(e.By)
	case Approved:
		r.Stage, r.Approver, r.Reservation = IsApproved, e.By, entry
	case Announced:
		r.Announced = e.On
	case Paid:
		r.Paid += e.Rows
	case Closed:
		r.Stage = IsClosed
	case Cancelled:
		r.Stage = IsOff
	}
}

func (r *Round) propose(by string) {
	if key := domain.ActorKey(by); !slices.Contains(r.Proposers, key) {
		r.Proposers = append(r.Proposers, key)
	}
}

// Clone implements domain.State.
func (r *Round) Clone() domain.State {
	q := *r
	q.Awards, q.Recipients, q.From = slices.Clone(r.Awards), slices.Clone(r.Recipients), slices.Clone(r.From)
	q.Hash, q.Proposers = slices.Clone(r.Hash), slices.Clone(r.Proposers)
	return &q
}
