package unit

import (
	"cmp"
	"math"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Placement is under whom a unit lies from a day on; the nil UUID makes it a root.
type Placement struct {
	Parent    uuid.UUID   `json:"parent"`
	Caretaker bool        `json:"caretaker"`
	From      domain.Date `json:"from"`
}

// Stretch is a time over which a placement holds: from its first day to before Until.
type Stretch struct {
	Placement
	Until domain.Date
}

// Forever is after every day.
const Forever = domain.Date(math.MaxInt32)

// ParentOn is the unit above on that day, the nil UUID for none: of a root, and of a unit that there was not on that day.
func (u *Unit) ParentOn(day domain.Date) uuid.UUID {
	for _, s := range u.Stretches(day, day+1) {
		return s.Parent
	}
	return uuid.Nil
}

// Stretches are the placements that hold at some time from a day on and before another, in order, each cut to that time and to the time in
// which there is the unit.
func (u *Unit) Stretches(from, until domain.Date) (found []Stretch) {
	if u.Ended != nil {
		until = min(until, u.Ended.From)
	}
	for i, p := range u.Placements {
		s := Stretch{p, until}
		s.From = max(p.From, from)
		if i+1 < len(u.Placements) {
			s.Until = min(until, u.Placements[i+1].From)
		}
		if s.From < s.Until {
			found = append(found, s)
		}
	}
	return found
}

// Place lays the unit under another from a day on. That the other is there then, and does not lie under this one, is seen by the caller.
func (u *Unit) Place(p Placed) ([]domain.Event, error) {
	if err := u.mustLive(p.From); err != nil {
		return nil, err
	}
	if p.From < u.From {
		return nil, domain.Errorf(domain.Violation, "the unit began on %s; it lies nowhere before", u.From).On("from")
	}
	if p.Caretaker && p.Parent == uuid.Nil {
		return nil, domain.Errorf(domain.Invalid, "who takes care of the unit must be given").On("parent")
	}
	for _, s := range u.Stretches(p.From, p.From+1) {
		if s.Parent == p.Parent && s.Caretaker == p.Caretaker {
			return nil, domain.Errorf(domain.Invalid, "on %s the unit lies there already", p.From).On("parent")
		}
	}
	return []domain.Event{p}, nil
}

// place takes in a placement: of two for one day the one recorded later holds.
func (u *Unit) place(p Placement) {
	at, same := slices.BinarySearchFunc(u.Placements, p.From, func(x Placement, day domain.Date) int { return cmp.Compare(x.From, day) })
	if same {
		u.Placements[at] = p
		return
	}
	u.Placements = slices.Insert(u.Placements, at, p)
}
