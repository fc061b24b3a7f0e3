// Package staff decides who holds which role in which unit, from when until when, and keeps what they have signed.
//
// It promises that a role counts on exactly the days for which it was granted, that what was granted and ended stays known, and that
// a name which only looks like another one is the same name.
package staff

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Staff is who holds, held or will hold a role that was granted in one unit. The zero Staff is that of a unit without any.
type Staff struct {
	Grants []Grant `json:"grants"` // in the order in which they were given
}

// Grant is one role of one person.
type Grant struct {
	ID     uuid.UUID   `json:"id"`
	Actor  string      `json:"actor"`
	Role   Role        `json:"role"`
	From   domain.Date `json:"from"`
	Until  domain.Date `json:"until"` // the last day; 0: open
	Closed bool        `json:"closed"`
	Ended  domain.Date `json:"ended"` // the first day on which it is held no more, where it is closed
}

// StreamOf names the stream of what is granted in a unit.
func StreamOf(unit uuid.UUID) domain.Stream { return domain.StreamOf("staff", unit) }

// On says whether the role is held on that day.
func (g *Grant) On(day domain.Date) bool {
	return day >= g.From && g.reaches(day)
}

// reaches says whether the role is not over by that day.
func (g *Grant) reaches(day domain.Date) bool {
	return (g.Until == 0 || day <= g.Until) && (!g.Closed || day < g.Ended)
}

// last is the last day of a role; open is true where it has none.
func (g *Grant) last() (day domain.Date, open bool) {
	switch {
	case g.Closed && (g.Until == 0 || g.Ended <= g.Until):
		return g.Ended - 1, false
	case g.Until != 0:
		return g.Until, false
	}
	return 0, true
}

// meets says whether both are held on some day.
func (g *Grant) meets(from, until domain.Date) bool {
	last, open := g.last()
	if !open && last < g.From {
		return false // ended before it began
	}
	return (open || from <= last) && (until == 0 || g.From <= until)
}

// Holds gives the roles that somebody holds here on that day.
func (s *Staff) Holds(actor string, day domain.Date) (held Set) {
	if len(s.Grants) == 0 {
		return 0
	}
	key := "" // what all writings of the name share; made once, and only where none is the same as it stands
	for i := range s.Grants {
		g := &s.Grants[i]
		if !g.On(day) || held.Has(g.Role) {
			continue
		}
		if g.Actor != actor {
			if key == "" {
				key = domain.ActorKey(actor)
			}
			if domain.ActorKey(g.Actor) != key {
				continue
			}
		}
		held |= g.Role.bit()
	}
	return held
}

// Seated says whether anybody holds that role here on that day, the grant with the id except left out.
func (s *Staff) Seated(role Role, day domain.Date, except uuid.UUID) bool {
	return slices.ContainsFunc(s.Grants, func(g Grant) bool { return g.Role == role && g.ID != except && g.On(day) })
}

// Peopled says whether anybody who works here holds a role on that day, or a chair's time has run out without an end.
func (s *Staff) Peopled(day domain.Date) bool {
	return slices.ContainsFunc(s.Grants, func(g Grant) bool {
		return g.On(day) && Working.Has(g.Role) || g.Role == Chair && !g.Closed && g.Until != 0 && g.Until < day
	})
}

// Outgoing says whether somebody's time in that role has run out here, and was not ended.
func (s *Staff) Outgoing(actor string, role Role, day domain.Date) bool {
	return slices.ContainsFunc(s.Grants, func(g Grant) bool {
		return g.Role == role && !g.Closed && g.Until != 0 && g.Until < day && domain.SameActor(g.Actor, actor)
	})
}

// Longest is the last day of a role of somebody's that is held on that day, the longest of several; open where it has none, ok false
// where they do not hold it.
func (s *Staff) Longest(actor string, role Role, day domain.Date) (until domain.Date, open, ok bool) {
	for i := range s.Grants {
		g := &s.Grants[i]
		if g.Role != role || !g.On(day) || !domain.SameActor(g.Actor, actor) {
			continue
		}
		last, endless := g.last()
		until, open, ok = max(until, last), open || endless, true
	}
	return until, open, ok
}

// Beside gives the roles that somebody holds here on a day between from and until and that should not lie in one hand with that one.
func (s *Staff) Beside(actor string, role Role, from, until domain.Date) (beside Set) {
	apart := role.Apart()
	for i := range s.Grants {
		g := &s.Grants[i]
		if apart.Has(g.Role) && g.meets(from, until) && domain.SameActor(g.Actor, actor) {
			beside |= g.Role.bit()
		}
	}
	return beside
}

const (
	longestName = 200
	longestText = 500
)

// Clean makes what people typed of a grant fit for the log.
func (g Granted) Clean() (Granted, error) {
	var err error
	if g.Actor, err = domain.Text("actor", g.Actor, longestName); err != nil {
		return g, err
	}
	if domain.ActorKey(g.Actor) == "" {
		return g, domain.Errorf(domain.Invalid, "this name has no letters").On("actor")
	}
	if !slices.Contains(Roles, g.Role) {
		return g, domain.Errorf(domain.Invalid, "%q is no role; there are %s", g.Role, Of(Roles...)).On("role")
	}
	if g.Basis, err = domain.Text("basis", g.Basis, longestText); err != nil {
		return g, err
	}
	if g.Override, err = domain.OptionalText("override", g.Override, longestText); err != nil {
		return g, err
	}
	if g.Until != 0 && g.Until < g.From {
		return g, domain.Errorf(domain.Invalid, "the role would end on %s, before it begins on %s", g.Until, g.From).On("until")
	}
	return g, nil
}

// Grant gives a role. Whether the one who gives it may, and what lies beside it in other units, is seen by the caller.
func (s *Staff) Grant(g Granted) ([]domain.Event, error) {
	for i := range s.Grants {
		have := &s.Grants[i]
		if have.Role == g.Role && have.meets(g.From, g.Until) && domain.SameActor(have.Actor, g.Actor) {
			return nil, domain.Errorf(domain.Conflict, "%s is %s here already, since %s", have.Actor, g.Role, have.From).On("actor", "role")
		}
	}
	switch {
	case len(g.Beside) > 0 && g.Override == "":
		return nil, domain.Errorf(domain.Violation, "%s is %s too; who is %s should not be. Where a unit has nobody else, say why in override",
			g.Actor, Of(g.Beside...), g.Role).On("role")
	case len(g.Beside) == 0:
		g.Override = "" // nothing is overridden
	}
	return []domain.Event{g}, nil
}

// Held is the grant of that role to somebody that is held on that day or, where none is, begins after it.
func (s *Staff) Held(actor string, role Role, on domain.Date) (Grant, error) {
	var later *Grant
	for i := range s.Grants {
		g := &s.Grants[i]
		if g.Role != role || g.Closed && g.Ended <= max(on, g.From) || g.Until != 0 && g.Until < on || !domain.SameActor(g.Actor, actor) {
			continue
		}
		if g.From <= on {
			return *g, nil
		}
		if later == nil || g.From < later.From {
			later = g
		}
	}
	if later == nil {
		return Grant{}, domain.Errorf(domain.NotFound, "%s does not hold the role of %s here", actor, role).On("actor", "role")
	}
	return *later, nil
}

// End takes a grant back from a day on; on the day on which it began, it was never held. That somebody remains who can grant is seen
// by the caller.
func (s *Staff) End(g Grant, on domain.Date, by, reason string) ([]domain.Event, error) {
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	if on < g.From {
		return nil, domain.Errorf(domain.Invalid, "the role began on %s; it cannot end before", g.From).On("on")
	}
	return []domain.Event{Ended{Grant: g.ID, Actor: g.Actor, Role: g.Role, On: on, By: by, Reason: reason}}, nil
}

// Evolve implements domain.State.
func (s *Staff) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Granted:
		s.Grants = append(s.Grants, Grant{ID: entry, Actor: e.Actor, Role: e.Role, From: e.From, Until: e.Until})
	case Ended:
		for i := range s.Grants {
			if s.Grants[i].ID == e.Grant {
				s.Grants[i].Closed, s.Grants[i].Ended = true, e.On
			}
		}
	}
}

// Clone implements domain.State.
func (s *Staff) Clone() domain.State { return &Staff{Grants: slices.Clone(s.Grants)} }
