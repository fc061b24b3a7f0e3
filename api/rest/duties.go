package rest

import (
	"reflect"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// duties is the ledger's own table of who may do and see what, as tokens are bound by it: one opens what its role may, and no more. What the token's
// actor may do, in which unit and on which day, the ledger decides.
type duties struct {
	commands map[string]staff.Set
	reports  map[string]staff.Set
}

func dutiesTable() duties {
	d := duties{map[string]staff.Set{}, map[string]staff.Set{}}
	for _, row := range ledger.Duties() {
		d.commands[row.Command] = row.Roles
	}
	for _, row := range staff.Reads {
		d.reports[row.Report] = row.Roles
	}
	return d
}

// allows refuses a command that the role is not for. What stands in no row is for nobody.
func (d duties) allows(role staff.Role, command string) error {
	if d.commands[command].Has(role) {
		return nil
	}
	return domain.Errorf(domain.Denied, "%s is for the %s; this token is a %s's", command, d.commands[command], role)
}

// shows refuses a report that the role is not for.
func (d duties) shows(role staff.Role, report string) error {
	if d.reports[report].Has(role) {
		return nil
	}
	return domain.Errorf(domain.Denied, "the report %s is for the %s; this token is a %s's", report, d.reports[report], role)
}

// concern is something that a read asked for by name.
type concern struct {
	parameter string
	id        uuid.UUID
}

// open are the reports that are about no unit.
var open = []string{"law", "duties"}

// within refuses an answer that is not of the token's unit or of one below it, or for which its actor does not hold the token's role today where duties are
// in force: a token opens nothing that whoever has it may no longer see. A read that names neither a fund, a unit nor a person, and whose answer is of none,
// is of the whole book, and for tokens of the whole book alone.
func (c *call) within(answer any) error {
	if slices.Contains(open, c.route.Report) {
		return nil
	}
	now, err := c.s.offices.look(c.r.Context(), c.s, c.read)
	if err != nil || c.who.Unit == uuid.Nil && len(now.duties) == 0 {
		return err
	}
	known := false
	for _, x := range append(c.concerns, concernsOf(reflect.ValueOf(answer), 2)...) {
		unit, ok, err := c.unitOf(x, now)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		up := now.up(unit)
		if c.who.Unit != uuid.Nil && !slices.Contains(up, c.who.Unit) {
			return domain.Errorf(domain.Denied, "this token is for one unit and what is below it; this is another's")
		}
		if now.inForce(up) && !now.holds(c.who, up) {
			return domain.Errorf(domain.Denied, "duties are in force there, and the actor of this token is no %s there or above today", c.who.Role)
		}
		known = true
	}
	switch {
	case known:
		return nil
	case c.who.Unit != uuid.Nil:
		return domain.Errorf(domain.Denied, "this token is for one unit and what is below it; name a fund or a unit of it")
	case !now.holdsAll(c.who):
		return domain.Errorf(domain.Denied, "the whole book is for who holds the role of %s at its top, and the actor of this token does not today; name a fund or a unit", c.who.Role)
	}
	return nil
}

// concernsOf are the fund and the unit that an answer says it is of: in itself, or in what it begins with.
func concernsOf(v reflect.Value, depth int) (all []concern) {
	if v.Kind() != reflect.Struct || depth == 0 {
		return nil
	}
	for f, x := range v.Fields() {
		switch {
		case !f.IsExported():
		case f.Type == uuidType && (f.Name == "Fund" || f.Name == "Unit"):
			if id := x.Interface().(uuid.UUID); id != uuid.Nil {
				all = append(all, concern{map[string]string{"Fund": "fund", "Unit": "unit"}[f.Name], id})
			}
		case f.Anonymous, f.Name == "Donation", f.Name == "Payout", f.Name == "Roster":
			all = append(all, concernsOf(x, depth-1)...)
		}
	}
	return all
}

// unitOf is the unit that something belongs to; false for what has none of its own.
func (c *call) unitOf(x concern, now *offices) (unit uuid.UUID, ok bool, err error) {
	switch x.parameter {
	case "unit":
		return x.id, true, nil
	case "fund", "for":
		return now.owners[x.id], true, nil
	case "person", "donor", "sponsor", "giver", "child":
		p, err := c.read.Person(c.r.Context(), x.id)
		return p.Unit, err == nil, err
	}
	return uuid.Nil, false, nil
}
