package rest

import (
	"context"
	"reflect"
	"slices"
	"sync"
	"time"

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

// within refuses an answer that is not of the token's unit or of one below it. A read that names neither a fund, a unit nor a person, and whose answer
// is of none, is of the whole book, and for tokens of the whole book alone.
func (c *call) within(answer any) error {
	if c.who.Unit == uuid.Nil || slices.Contains(open, c.route.Report) {
		return nil
	}
	known := false
	for _, x := range append(c.concerns, concernsOf(reflect.ValueOf(answer), 2)...) {
		unit, ok, err := c.unitOf(x)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		inside, err := c.s.tree.below(c.r.Context(), c.s, unit, c.who.Unit)
		if err != nil {
			return err
		}
		if !inside {
			return domain.Errorf(domain.Denied, "this token is for one unit and what is below it; this is another's")
		}
		known = true
	}
	if !known {
		return domain.Errorf(domain.Denied, "this token is for one unit and what is below it; name a fund or a unit of it")
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
func (c *call) unitOf(x concern) (unit uuid.UUID, ok bool, err error) {
	switch x.parameter {
	case "unit":
		return x.id, true, nil
	case "fund", "for":
		unit, ok, err = c.s.tree.owner(c.r.Context(), c.s, x.id)
		return unit, ok, err
	case "person", "donor", "sponsor", "giver", "child":
		p, err := c.s.o.Read.Person(c.r.Context(), x.id)
		return p.Unit, err == nil, err
	}
	return uuid.Nil, false, nil
}

// tree is the units and the funds of the book as they are now, read again when they may have changed and the last look is a while ago.
type tree struct {
	mu      sync.Mutex
	at      time.Time
	parents map[uuid.UUID]uuid.UUID
	owners  map[uuid.UUID]uuid.UUID
}

// believed is how long a look at the tree holds, as long as a look at a token.
const believed = 2 * time.Second

func (t *tree) look(ctx context.Context, s *Server) error {
	if time.Since(t.at) < believed {
		return nil
	}
	now, err := s.o.Read.AsOf(ctx, "")
	if err != nil {
		return err
	}
	units, err := s.o.Read.Units(ctx, now)
	if err != nil {
		return err
	}
	funds, err := s.o.Read.Funds(ctx, now)
	if err != nil {
		return err
	}
	t.at, t.parents, t.owners = time.Now(), map[uuid.UUID]uuid.UUID{}, map[uuid.UUID]uuid.UUID{}
	for _, u := range units {
		t.parents[u.Unit] = u.Parent
	}
	for _, f := range funds {
		t.owners[f.Fund] = f.Unit
	}
	return nil
}

// below says whether a unit is the other, or lies below it.
func (t *tree) below(ctx context.Context, s *Server, unit, top uuid.UUID) (bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.look(ctx, s); err != nil {
		return false, err
	}
	for range 64 { // a tree is never so deep: whatever is wrong, this ends
		if unit == top {
			return true, nil
		}
		if unit = t.parents[unit]; unit == uuid.Nil {
			return false, nil
		}
	}
	return false, nil
}

// owner is the unit that a fund belongs to.
func (t *tree) owner(ctx context.Context, s *Server, fund uuid.UUID) (uuid.UUID, bool, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	err := t.look(ctx, s)
	return t.owners[fund], err == nil, err
}
