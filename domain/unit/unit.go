package unit

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Unit is the state of one unit's stream. The zero Unit is one that was never founded.
type Unit struct {
	Kind       Kind        `json:"kind"` // the latest, which may begin on a day to come
	Code       string      `json:"code"`
	Name       string      `json:"name"`       // the latest
	From       domain.Date `json:"from"`       // its first day
	Named      domain.Date `json:"named"`      // since when it bears the name
	Typed      domain.Date `json:"typed"`      // since when it is of its kind
	Placements []Placement `json:"placements"` // by day, one a day
	Ended      *Ending     `json:"ended,omitempty"`
}

// Ending is how and when a unit ended; From is the first day on which it no longer is.
type Ending struct {
	How  How         `json:"how"`
	Into []uuid.UUID `json:"into"`
	From domain.Date `json:"from"`
}

// Exists says whether the unit was founded.
func (u *Unit) Exists() bool { return u.Kind != "" }

// LivesOn says whether there is such a unit on that day.
func (u *Unit) LivesOn(day domain.Date) bool {
	return u.Exists() && u.From <= day && (u.Ended == nil || day < u.Ended.From)
}

const (
	longestName = 200
	longestText = 500
)

// Found begins the unit. That the parent exists and the code is free is seen by the caller, who sees more than this unit.
func (u *Unit) Found(f Founded) ([]domain.Event, error) {
	if u.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this unit was founded before, as %s", u.Name).On("unit")
	}
	if err := known(f.Kind); err != nil {
		return nil, err
	}
	var err error
	if f.Code, err = domain.CodeText("code", f.Code); err != nil {
		return nil, err
	}
	if f.Name, err = domain.Text("name", f.Name, longestName); err != nil {
		return nil, err
	}
	return []domain.Event{f}, nil
}

func known(k Kind) error {
	if !slices.Contains(Kinds, k) {
		return domain.Errorf(domain.Invalid, "%q is no kind of unit", k).On("kind")
	}
	return nil
}

// Rename gives the unit another name from a day on; names follow each other in time.
func (u *Unit) Rename(r Renamed) ([]domain.Event, error) {
	if err := u.mustLive(r.From); err != nil {
		return nil, err
	}
	var err error
	if r.Name, err = domain.Text("name", r.Name, longestName); err != nil {
		return nil, err
	}
	if r.Name == u.Name {
		return nil, domain.Errorf(domain.Invalid, "the unit bears this name already").On("name")
	}
	if r.From < u.Named {
		return nil, domain.Errorf(domain.Violation, "the unit bears its present name since %s; another cannot begin before", u.Named).On("from")
	}
	return []domain.Event{r}, nil
}

// Retype makes the unit one of another kind from a day on; kinds follow each other in time, as names do.
func (u *Unit) Retype(r Retyped) ([]domain.Event, error) {
	if err := u.mustLive(r.From); err != nil {
		return nil, err
	}
	if err := known(r.Kind); err != nil {
		return nil, err
	}
	if r.Kind == u.Kind {
		return nil, domain.Errorf(domain.Invalid, "the unit is of this kind already").On("kind")
	}
	if r.From < u.Typed {
		return nil, domain.Errorf(domain.Violation, "the unit is of its present kind since %s; another cannot begin before", u.Typed).On("from")
	}
	return []domain.Event{r}, nil
}

// mustLive refuses, on the field from, a day on which the unit is no more.
func (u *Unit) mustLive(from domain.Date) error {
	if !u.Exists() {
		return domain.Errorf(domain.NotFound, "there is no such unit").On("unit")
	}
	if u.Ended != nil && from >= u.Ended.From {
		return domain.Errorf(domain.Violation, "%s is no more since %s; nothing can begin for it on %s", u.Name, u.Ended.From, from).On("from")
	}
	return nil
}

// Evolve implements domain.State.
func (u *Unit) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Founded:
		*u = Unit{Kind: e.Kind, Code: e.Code, Name: e.Name, From: e.From, Named: e.From, Typed: e.From,
			Placements: []Placement{{Parent: e.Parent, From: e.From}}}
	case Renamed:
		u.Name, u.Named = e.Name, e.From
	case Retyped:
		u.Kind, u.Typed = e.Kind, e.From
	case Placed:
		u.place(Placement(e))
	case Ended:
		u.Ended = &Ending{e.How, e.Into, e.From}
	case Succeeded: // no rule asks whom it came after
	}
}

// Clone implements domain.State.
func (u *Unit) Clone() domain.State {
	v := *u
	v.Placements = slices.Clone(u.Placements)
	if u.Ended != nil {
		ended := *u.Ended
		ended.Into = slices.Clone(ended.Into)
		v.Ended = &ended
	}
	return &v
}
