package unit

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Unit is the state of one unit's stream. The zero Unit is one that was never founded.
type Unit struct {
	Kind   Kind        `json:"kind"`
	Code   string      `json:"code"`
	Name   string      `json:"name"`
	Named  domain.Date `json:"named"` // since when it bears the name
	Parent uuid.UUID   `json:"parent"`
}

// Exists says whether the unit was founded.
func (u *Unit) Exists() bool { return u.Kind != "" }

const longestName = 200

// Found begins the unit. That the parent exists and the code is free is seen by the caller, who sees more than this unit.
func (u *Unit) Found(f Founded) ([]domain.Event, error) {
	if u.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this unit was founded before, as %s", u.Name).On("unit")
	}
	if !slices.Contains(Kinds, f.Kind) {
		return nil, domain.Errorf(domain.Invalid, "%q is no kind of unit", f.Kind).On("kind")
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

// Rename gives the unit another name from a day on; names follow each other in time.
func (u *Unit) Rename(r Renamed) ([]domain.Event, error) {
	if !u.Exists() {
		return nil, domain.Errorf(domain.NotFound, "there is no such unit").On("unit")
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

// Evolve implements domain.State.
func (u *Unit) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Founded:
		*u = Unit{Kind: e.Kind, Code: e.Code, Name: e.Name, Named: e.From, Parent: e.Parent}
	case Renamed:
		u.Name, u.Named = e.Name, e.From
	}
}

// Clone implements domain.State.
func (u *Unit) Clone() domain.State { v := *u; return &v }
