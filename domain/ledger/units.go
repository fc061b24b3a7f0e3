package ledger

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
)

func decideFoundUnit(v View, _ Request, recorded time.Time, c FoundUnit) ([]domain.Change, error) {
	if err := named(c.Unit, "unit"); err != nil {
		return nil, err
	}
	if c.Parent == c.Unit {
		return nil, domain.Errorf(domain.Invalid, "a unit cannot be its own parent").On("parent")
	}
	founded, err := one(unit.StreamOf(c.Unit))(unitOf(v, c.Unit).Found(unit.Founded{
		Kind: c.Kind, Code: c.Code, Name: c.Name, Parent: c.Parent, From: c.From.Or(domain.DateOf(recorded)),
	}))
	if err != nil {
		return nil, err
	}
	if c.Parent != uuid.Nil {
		if err := unitExists(v, c.Parent, "parent"); err != nil {
			return nil, err
		}
	}
	claimed, err := claim(v, "unit", founded.Events[0].(unit.Founded).Code, c.Unit)
	if err != nil {
		return nil, err
	}
	return []domain.Change{founded, claimed}, nil
}

func decideRenameUnit(v View, _ Request, recorded time.Time, c RenameUnit) ([]domain.Change, error) {
	if err := named(c.Unit, "unit"); err != nil {
		return nil, err
	}
	renamed := unit.Renamed{Name: c.Name, From: c.From.Or(domain.DateOf(recorded))}
	return only(unit.StreamOf(c.Unit))(unitOf(v, c.Unit).Rename(renamed))
}
