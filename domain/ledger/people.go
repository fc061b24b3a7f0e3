package ledger

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
)

// MostPeople is how many people one decision registers.
const MostPeople = 500

func decideRegisterPeople(v View, _ Request, _ time.Time, c RegisterPeople) ([]domain.Change, error) {
	if n := len(c.People); n == 0 || n > MostPeople {
		return nil, domain.Errorf(domain.Invalid, "1 to %d people are registered at a time, not %d", MostPeople, n).On("people")
	}
	var changes []domain.Change
	first := map[domain.Stream]int{} // of one decision no two changes may be to one person or one code
	for i, reg := range c.People {
		field := fmt.Sprintf("people[%d]", i)
		registered, err := registration(v, reg)
		if err != nil {
			return nil, domain.Under(field, err)
		}
		for _, change := range registered {
			if before, twice := first[change.Stream]; twice {
				what := map[string]string{"person": "person", "code": "code"}[change.Stream.Kind()]
				return nil, domain.Errorf(domain.Invalid, "this %s stands in people[%d] already", what, before).On(field + "." + what)
			}
			first[change.Stream] = i
		}
		changes = append(changes, registered...)
	}
	return changes, nil
}

// registration begins a person, in a decision of its own or as part of another; fields of a refusal are relative to the registration.
func registration(v View, reg Registration) ([]domain.Change, error) {
	if err := named(reg.Person, "person"); err != nil {
		return nil, err
	}
	registered, err := one(person.StreamOf(reg.Person))(personOf(v, reg.Person).Register(person.Registered{
		Unit: reg.Unit, Kind: reg.Kind, Code: reg.Code, Card: reg.Sealed,
	}))
	if err != nil {
		return nil, err
	}
	if err := unitLive(v, reg.Unit, "unit"); err != nil {
		return nil, err
	}
	code := registered.Events[0].(person.Registered).Code
	if code == "" {
		return []domain.Change{registered}, nil
	}
	claimed, err := claim(v, reg.Unit.String(), code, reg.Person)
	if err != nil {
		return nil, err
	}
	return []domain.Change{registered, claimed}, nil
}

// knownOrNew is a person a command speaks of in field: one the ledger knows, or one it brings along in newField. It gives the person's
// id and what registers them; id may be left out where the newcomer says it.
func knownOrNew(v View, id uuid.UUID, field string, reg *Registration, newField string) (uuid.UUID, []domain.Change, error) {
	if reg == nil {
		return id, nil, personKnown(v, id, field)
	}
	if id != uuid.Nil && id != reg.Person {
		return uuid.Nil, nil, domain.Errorf(domain.Invalid, "the new person is somebody else").On(field, newField+".person")
	}
	changes, err := registration(v, *reg)
	if err != nil {
		return uuid.Nil, nil, domain.Under(newField, err)
	}
	return reg.Person, changes, nil
}

func decideDescribePerson(v View, _ Request, _ time.Time, c DescribePerson) ([]domain.Change, error) {
	if err := named(c.Person, "person"); err != nil {
		return nil, err
	}
	return only(person.StreamOf(c.Person))(personOf(v, c.Person).Describe(c.Sealed))
}

// The key is destroyed by the caller once this is in the log: a crash between the two leaves a wish to be carried out, never a lost
// key that nobody asked to lose.
func decideForgetPerson(v View, _ Request, _ time.Time, c ForgetPerson) ([]domain.Change, error) {
	if err := named(c.Person, "person"); err != nil {
		return nil, err
	}
	return only(person.StreamOf(c.Person))(personOf(v, c.Person).Forget(c.Reason))
}
