package staff

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
)

// Roll is the book's one list of who serves where. It answers in one look whether duties are in force anywhere at all, and in which
// units a name has ever held a role. The zero Roll is that of a book without duties.
type Roll struct {
	Units map[uuid.UUID]bool    `json:"units"` // in which a role was ever granted
	Names map[string]Enrollment `json:"names"` // by domain.ActorKey
}

// Enrollment is one name of the roll.
type Enrollment struct {
	Name   string      `json:"name"` // as it was written first
	Person uuid.UUID   `json:"person"`
	Units  []uuid.UUID `json:"units"` // in the order in which a role was first granted there
}

// RollStream is the stream of the roll.
var RollStream = StreamOf(uuid.Nil)

// Enrol puts a name on the roll for a unit, nothing where it stands there. Two people cannot act under one name, nor under two that
// only look different.
func (r *Roll) Enrol(e Enrolled) ([]domain.Event, error) {
	have, ok := r.Names[domain.ActorKey(e.Actor)]
	switch {
	case !ok:
	case plain(have.Name) != plain(e.Actor):
		return nil, domain.Errorf(domain.Conflict, "this name is on the roll as %q; write it so, or otherwise if it is somebody else", have.Name).On("actor")
	case have.Person != uuid.Nil && e.Person != uuid.Nil && have.Person != e.Person:
		return nil, domain.Errorf(domain.Conflict, "somebody else serves under this name already; tell them apart, for instance by the unit").On("actor", "person")
	}
	if other := r.nameOf(e.Person); other != "" && domain.ActorKey(other) != domain.ActorKey(e.Actor) {
		return nil, domain.Errorf(domain.Conflict, "this person serves as %q already; somebody with two names could hold what should not lie in one hand", other).On("actor", "person")
	}
	if slices.Contains(have.Units, e.Unit) && (e.Person == uuid.Nil || have.Person == e.Person) {
		return nil, nil
	}
	return []domain.Event{e}, nil
}

// nameOf is the name under which a registered person serves, empty where there is none.
func (r *Roll) nameOf(person uuid.UUID) string {
	if person == uuid.Nil {
		return ""
	}
	for _, e := range r.Names { // one has it at most
		if e.Person == person {
			return e.Name
		}
	}
	return ""
}

// plain is a name without what nobody means by it.
func plain(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// Evolve implements domain.State.
func (r *Roll) Evolve(_ uuid.UUID, event domain.Event) {
	e, ok := event.(Enrolled)
	if !ok {
		return
	}
	if r.Units == nil {
		r.Units, r.Names = map[uuid.UUID]bool{}, map[string]Enrollment{}
	}
	r.Units[e.Unit] = true
	key := domain.ActorKey(e.Actor)
	have := r.Names[key]
	if have.Name == "" {
		have.Name = e.Actor
	}
	if e.Person != uuid.Nil {
		have.Person = e.Person
	}
	if !slices.Contains(have.Units, e.Unit) {
		have.Units = append(have.Units, e.Unit)
	}
	r.Names[key] = have
}

// Clone implements domain.State.
func (r *Roll) Clone() domain.State {
	c := &Roll{Units: maps.Clone(r.Units), Names: maps.Clone(r.Names)}
	for key, e := range c.Names {
		e.Units = slices.Clone(e.Units)
		c.Names[key] = e
	}
	return c
}
