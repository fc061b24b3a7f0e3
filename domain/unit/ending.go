package unit

import (
	"sovang/domain"
)

// End ends the unit. What becomes of its funds and of the units under it, and whether its successors live, is seen by the caller.
//
// It is laid down on its day or afterwards, never ahead: until then the unit goes on deciding. What was known to hold for the unit from a
// later day, by today, says that it lived on and is refused; what was only planned for days to come lapses.
func (u *Unit) End(e Ended, today domain.Date) ([]domain.Event, error) {
	if !u.Exists() {
		return nil, domain.Errorf(domain.NotFound, "there is no such unit").On("unit")
	}
	if u.Ended != nil {
		return nil, domain.Errorf(domain.Conflict, "%s is no more since %s", u.Name, u.Ended.From).On("unit")
	}
	var err error
	if e.Decision, err = domain.Text("decision", e.Decision, longestText); err != nil {
		return nil, err
	}
	if e.Reason, err = domain.OptionalText("reason", e.Reason, longestText); err != nil {
		return nil, err
	}
	if err := e.From.NotAhead(today, "from"); err != nil {
		return nil, err
	}
	if e.From <= u.From {
		return nil, domain.Errorf(domain.Violation, "%s began on %s; it cannot have been no more on %s", u.Name, u.From, e.From).On("from")
	}
	if last := u.lastKnown(today); last > e.From {
		return nil, domain.Errorf(domain.Violation, "%s has another name, kind or place since %s; it cannot have been no more on %s", u.Name, last, e.From).On("from")
	}
	return []domain.Event{e}, nil
}

// lastKnown is the last day, up to today, from which something new held for the unit.
func (u *Unit) lastKnown(today domain.Date) domain.Date {
	last := u.From
	for _, day := range []domain.Date{u.Named, u.Typed} {
		if day <= today {
			last = max(last, day)
		}
	}
	for _, p := range u.Placements {
		if p.From <= today {
			last = max(last, p.From)
		}
	}
	return last
}
