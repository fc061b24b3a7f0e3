package ledger

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/unit"
)

// decideUnit decides what begins, changes, moves and ends units; ok is false for other commands.
func decideUnit(v View, r Request, a fund.Asked) (changes []domain.Change, ok bool, err error) {
	switch c := r.Command.(type) {
	case FoundUnit:
		changes, err = foundUnit(v, c, a)
	case RenameUnit:
		changes, err = changeUnit(v, c.Unit, func(u *unit.Unit) ([]domain.Event, error) {
			return u.Rename(unit.Renamed{Name: c.Name, From: c.From.Or(a.Day)})
		})
	case RetypeUnit:
		changes, err = changeUnit(v, c.Unit, func(u *unit.Unit) ([]domain.Event, error) {
			return u.Retype(unit.Retyped{Kind: c.Kind, From: c.From.Or(a.Day)})
		})
	case MoveUnit:
		changes, err = moveUnit(v, c, a)
	case MergeUnits:
		changes, err = mergeUnits(v, c, a)
	case SplitUnit:
		changes, err = splitUnit(v, c, a)
	case DissolveUnit:
		changes, err = dissolveUnit(v, c, a)
	default:
		return nil, false, nil
	}
	return changes, true, err
}

func changeUnit(v View, id uuid.UUID, decide func(*unit.Unit) ([]domain.Event, error)) ([]domain.Change, error) {
	if err := named(id, "unit"); err != nil {
		return nil, err
	}
	return only(unit.StreamOf(id))(decide(unitOf(v, id)))
}

func foundUnit(v View, c FoundUnit, a fund.Asked) ([]domain.Change, error) {
	if err := named(c.Unit, "unit"); err != nil {
		return nil, err
	}
	if c.Parent == c.Unit {
		return nil, domain.Errorf(domain.Invalid, "a unit cannot be its own parent").On("parent")
	}
	from := c.From.Or(a.Day)
	founded, err := one(unit.StreamOf(c.Unit))(unitOf(v, c.Unit).Found(unit.Founded{
		Kind: c.Kind, Code: c.Code, Name: c.Name, Parent: c.Parent, From: from,
	}))
	if err != nil {
		return nil, err
	}
	if c.Parent != uuid.Nil {
		if err := standsOver(v, c.Parent, from, unit.Forever); err != nil {
			return nil, err
		}
	}
	claimed, err := claim(v, "unit", founded.Events[0].(unit.Founded).Code, c.Unit)
	if err != nil {
		return nil, err
	}
	return []domain.Change{founded, claimed}, nil
}

// moveUnit lays a unit under another, or under none. What is recorded for a later day stays: the new place holds until then.
func moveUnit(v View, c MoveUnit, a fund.Asked) ([]domain.Change, error) {
	if err := named(c.Unit, "unit"); err != nil {
		return nil, err
	}
	if c.Parent == c.Unit {
		return nil, domain.Errorf(domain.Invalid, "a unit cannot be its own parent").On("parent")
	}
	d := newDraft(v, uuid.Nil)
	placed, err := unitOf(v, c.Unit).Place(unit.Placed{Parent: c.Parent, Caretaker: c.Caretaker, From: c.From.Or(a.Day)})
	if err != nil {
		return nil, err
	}
	d.add(unit.StreamOf(c.Unit), placed...)
	if err := fitsTree(d, c.Unit, c.From.Or(a.Day)); err != nil {
		return nil, err
	}
	return d.changes, nil
}

// fitsTree refuses the placement of a unit that was added for that day, on the field parent, where the one above is not there all the time
// or where the unit would come to lie under itself on any day, by what is recorded so far for that day or later.
func fitsTree(v View, id uuid.UUID, from domain.Date) error {
	for _, s := range unitOf(v, id).Stretches(from, unit.Forever) {
		if s.From != from || s.Parent == uuid.Nil {
			continue
		}
		if err := standsOver(v, s.Parent, s.From, s.Until); err != nil {
			return err
		}
		if day, lies := circle(v, id, s.From, s.Until, nil); lies {
			above := unitOf(v, s.Parent)
			return domain.Errorf(domain.Violation, "%s would lie under itself: on %s %s lies under it", unitOf(v, id).Name, day, above.Name).On("parent")
		}
	}
	return nil
}

// standsOver refuses, on the field parent, a unit that is not there all the time from a day on and before another.
func standsOver(v View, parent uuid.UUID, from, until domain.Date) error {
	if err := unitExists(v, parent, "parent"); err != nil {
		return err
	}
	above := unitOf(v, parent)
	if above.From > from {
		return domain.Errorf(domain.Violation, "%s begins on %s; nothing can lie under it on %s", above.Name, above.From, from).On("parent")
	}
	if above.Ended != nil && above.Ended.From < until {
		return ended(v, above, "parent")
	}
	return nil
}

// circle says whether, going up from a unit, one comes to a unit for the second time on some day of a stretch, and on which.
func circle(v View, id uuid.UUID, from, until domain.Date, below []uuid.UUID) (domain.Date, bool) {
	if slices.Contains(below, id) {
		return from, true
	}
	below = append(below, id)
	for _, s := range unitOf(v, id).Stretches(from, until) {
		if s.Parent == uuid.Nil {
			continue
		}
		if day, lies := circle(v, s.Parent, s.From, s.Until, below); lies {
			return day, true
		}
	}
	return 0, false
}

// unitLive refuses, on that field, a unit that was never founded or has ended: it begins nothing any more, whatever day that is said to have
// been on. What it began goes on.
func unitLive(v View, id uuid.UUID, field string) error {
	if err := unitExists(v, id, field); err != nil {
		return err
	}
	if u := unitOf(v, id); u.Ended != nil {
		return ended(v, u, field)
	}
	return nil
}

// ended is the refusal of a unit that has ended; it names who came after it.
func ended(v View, u *unit.Unit, field string) error {
	into := ""
	for i, id := range u.Ended.Into {
		if i == 3 {
			into += " and others"
			break
		}
		if i > 0 {
			into += ", "
		}
		next := unitOf(v, id)
		into += next.Name + " (" + next.Code + ")"
	}
	switch {
	case into == "":
		return domain.Errorf(domain.Violation, "%s was dissolved on %s", u.Name, u.Ended.From).On(field)
	case u.Ended.How == unit.Merged:
		return domain.Errorf(domain.Violation, "%s was merged into %s on %s", u.Name, into, u.Ended.From).On(field)
	case u.Ended.How == unit.Split:
		return domain.Errorf(domain.Violation, "%s was split into %s on %s", u.Name, into, u.Ended.From).On(field)
	}
	return domain.Errorf(domain.Violation, "%s was dissolved into %s on %s", u.Name, into, u.Ended.From).On(field)
}
