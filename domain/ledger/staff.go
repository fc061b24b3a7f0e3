package ledger

import (
	"bytes"
	"slices"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/staff"
)

// GrantRole gives somebody a role in a unit and everything below it.
type GrantRole struct {
	Unit     uuid.UUID   `json:"unit"`
	Actor    string      `json:"actor"` // the name under which they act
	Role     staff.Role  `json:"role"`
	Person   uuid.UUID   `json:"person,omitzero"`
	From     domain.Date `json:"from,omitzero"`  // today where left out
	Until    domain.Date `json:"until,omitzero"` // the last day; open where left out
	Basis    string      `json:"basis"`          // the decision or minutes it rests on
	Override string      `json:"override,omitzero"`
}

// EndRole takes a role back, in the unit in which it was granted.
type EndRole struct {
	Unit   uuid.UUID   `json:"unit"`
	Actor  string      `json:"actor"`
	Role   staff.Role  `json:"role"`
	On     domain.Date `json:"on,omitzero"` // the first day on which it is held no more; today where left out
	Reason string      `json:"reason"`
}

// Sign puts the signature of whoever asks under a command that names them, before it is asked for: the command with that id and
// exactly that content.
type Sign struct {
	Command string         `json:"command"`
	ID      uuid.UUID      `json:"id"`
	Data    jsontext.Value `json:"data"`
}

func rollOf(v View) *staff.Roll { return v.State(staff.RollStream).(*staff.Roll) }

func staffOf(v View, unit uuid.UUID) *staff.Staff {
	return v.State(staff.StreamOf(unit)).(*staff.Staff)
}

func signaturesUnder(v View, command uuid.UUID) *staff.Signature {
	return v.State(staff.SignatureOf(command)).(*staff.Signature)
}

func decideStaff(v View, r Request, recorded time.Time) (changes []domain.Change, ok bool, err error) {
	today := domain.DateOf(recorded)
	switch c := r.Command.(type) {
	case GrantRole:
		changes, err = grantRole(v, r, today, c)
	case EndRole:
		changes, err = endRole(v, r, today, c)
	case Sign:
		changes, err = sign(v, r, c, today)
	default:
		return nil, false, nil
	}
	return changes, true, err
}

func grantRole(v View, r Request, today domain.Date, c GrantRole) ([]domain.Change, error) {
	if err := unitExists(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	g, err := staff.Granted{Actor: c.Actor, Person: c.Person, Role: c.Role, From: c.From.Or(today), Until: c.Until, By: r.Actor,
		Basis: c.Basis, Override: c.Override}.Clean()
	if err != nil {
		return nil, err
	}
	if c.Person != uuid.Nil {
		if err := personKnown(v, c.Person, "person"); err != nil {
			return nil, err
		}
	}
	if err := mayGrant(v, r, c.Unit, g, today); err != nil {
		return nil, err
	}
	enrolled, err := rollOf(v).Enrol(staff.Enrolled{Actor: g.Actor, Person: g.Person, Unit: c.Unit})
	if err != nil {
		return nil, err
	}
	g.Beside = beside(v, c.Unit, g, today)
	granted, err := only(staff.StreamOf(c.Unit))(staffOf(v, c.Unit).Grant(g))
	if err != nil || len(enrolled) == 0 {
		return granted, err
	}
	return append(granted, domain.Change{Stream: staff.RollStream, Events: enrolled}), nil
}

// beside is what somebody holds already, in the unit, above it or below it, that should not lie in one hand with a new role.
func beside(v View, unit uuid.UUID, g staff.Granted, today domain.Date) []staff.Role {
	var found staff.Set
	above := unitsUp(v, unit, today)
	for _, u := range rollOf(v).Names[domain.ActorKey(g.Actor)].Units {
		if slices.Contains(above, u) || slices.Contains(unitsUp(v, u, today), unit) {
			found |= staffOf(v, u).Beside(g.Actor, g.Role, g.From, g.Until)
		}
	}
	return found.List()
}

// mayGrant refuses a grant by somebody who has no such power, or none for so long.
func mayGrant(v View, r Request, unit uuid.UUID, g staff.Granted, today domain.Date) error {
	up, granter := unitsUp(v, unit, today), r.Actor
	if !inForce(rollOf(v), up) {
		return mayBegin(v, r, unit, g, today)
	}
	if domain.SameActor(granter, g.Actor) {
		return domain.Errorf(domain.Denied, "nobody grants a role to themselves").On("actor")
	}
	until, open, found := grantingUntil(v, granter, up, g.Role, today)
	switch {
	case found && (open || g.Until != 0 && g.Until <= until):
		return nil
	case found:
		return domain.Errorf(domain.Denied, "%s can grant only until %s, the last day of their own role", granter, until).On("until")
	case g.Role == staff.Chair && !seated(v, up, today, uuid.Nil) && maySeat(v, granter, up, today):
		return nil
	}
	return domain.Errorf(domain.Denied, "%s cannot grant the role of %s here: that takes a %s of the unit or of one above it", granter, g.Role, granters(g.Role)).On("actor")
}

// granters are the roles whose holders may give that role.
func granters(role staff.Role) (s staff.Set) {
	for _, r := range staff.Roles {
		if r.Grants().Has(role) {
			s |= staff.Of(r)
		}
	}
	return s
}

// grantingUntil is the last day of the power of somebody to grant that role in one of the units; found is false where they have none.
func grantingUntil(v View, granter string, up []uuid.UUID, role staff.Role, today domain.Date) (until domain.Date, open, found bool) {
	for _, u := range up {
		s := staffOf(v, u)
		for _, by := range granters(role).List() {
			if last, endless, ok := s.Longest(granter, by, today); ok {
				until, open, found = max(until, last), open || endless, true
			}
		}
	}
	return until, open, found
}

// mayBegin decides who gives the first role, from which duties are in force: a chair's, so that somebody can grant the others. Where
// units below have duties, all their chairs agree, each by asking for it or by a signature: whoever stands above them could take them over.
func mayBegin(v View, r Request, unit uuid.UUID, g staff.Granted, today domain.Date) error {
	if g.Role != staff.Chair {
		return domain.Errorf(domain.Violation, "nobody has a role here yet: the first one is the chair's, who grants the others").On("role")
	}
	if g.From > today || g.Until != 0 && g.Until < today {
		return domain.Errorf(domain.Violation, "the first chair holds the role today, or nobody could grant the others").On("from", "until")
	}
	digest, err := Digest(r.Command)
	if err != nil {
		return err
	}
	agreed := []string{r.Actor}
	for _, s := range signaturesUnder(v, r.ID).Signed {
		if bytes.Equal(s.Digest, digest[:]) {
			agreed = append(agreed, s.Actor)
		}
	}
	for _, below := range servedBelow(v, unit, today) {
		up := unitsUp(v, below, today)
		chairs := slices.ContainsFunc(agreed, func(actor string) bool { return holds(v, actor, up, chairAlone, today) })
		if !chairs && (seated(v, up, today, uuid.Nil) || !maySeat(v, r.Actor, up, today)) {
			return domain.Errorf(domain.Denied, "units below have duties in force; the first role above them takes the chair of each, and that of %s has not signed with staff.sign",
				called(v, below)).On("actor")
		}
	}
	return nil
}

// servedBelow is the units under a unit in which a role was ever granted, in a fixed order.
func servedBelow(v View, unit uuid.UUID, today domain.Date) (below []uuid.UUID) {
	for u := range rollOf(v).Units {
		if slices.Contains(unitsUp(v, u, today), unit) {
			below = append(below, u)
		}
	}
	slices.SortFunc(below, func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) })
	return below
}

// seated says whether there is a chair in one of the units on that day, the grant with the id except left out.
func seated(v View, up []uuid.UUID, day domain.Date, except uuid.UUID) bool {
	return slices.ContainsFunc(up, func(u uuid.UUID) bool { return staffOf(v, u).Seated(staff.Chair, day, except) })
}

// maySeat says whether somebody may grant the next chair where the last one's time has run out: anybody who works there, or the
// outgoing chair; and anybody at all where there is neither, or the unit would be locked for ever.
func maySeat(v View, granter string, up []uuid.UUID, today domain.Date) bool {
	deserted := true
	for _, u := range up {
		s := staffOf(v, u)
		if s.Holds(granter, today)&staff.Working != 0 || s.Outgoing(granter, staff.Chair, today) {
			return true
		}
		deserted = deserted && !s.Peopled(today)
	}
	return deserted
}

func endRole(v View, r Request, today domain.Date, c EndRole) ([]domain.Change, error) {
	if err := unitExists(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	if !slices.Contains(staff.Roles, c.Role) {
		return nil, domain.Errorf(domain.Invalid, "%q is no role; there are %s", c.Role, staff.Of(staff.Roles...)).On("role")
	}
	up := unitsUp(v, c.Unit, today)
	if _, _, found := grantingUntil(v, r.Actor, up, c.Role, today); !found && !domain.SameActor(r.Actor, c.Actor) {
		return nil, domain.Errorf(domain.Denied, "%s cannot end the role of %s here: that takes a %s of the unit or of one above it, or whoever lays down their own",
			r.Actor, c.Role, granters(c.Role)).On("actor")
	}
	s := staffOf(v, c.Unit)
	g, err := s.Held(c.Actor, c.Role, c.On.Or(today))
	if err != nil {
		return nil, err
	}
	on := c.On.Or(max(today, g.From))
	ended, err := s.End(g, on, r.Actor, c.Reason)
	if err != nil {
		return nil, err
	}
	if c.Role == staff.Chair && !seated(v, up, max(on, today), g.ID) {
		return nil, domain.Errorf(domain.Violation, "nobody would be left who can grant a role here; grant the next chair first").On("role")
	}
	return []domain.Change{{Stream: staff.StreamOf(c.Unit), Events: ended}}, nil
}
