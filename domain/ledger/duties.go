package ledger

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/staff"
)

// places are the units that a command concerns: whoever asks holds a role for each of them.
type places struct {
	units []uuid.UUID
	root  bool // it makes a new root of the tree
}

// duty is one row of the table: who may ask for a command, and where.
type duty struct {
	command string
	roles   staff.Set
	where   func(View, Command) places // nil: its own rule decides alone
}

// Duty is one row of the table of duties, as it is shown.
type Duty struct {
	Command string
	Roles   staff.Set
}

// Duties is the table: for every command the roles whose holders may ask for it, in the order of Names.
func Duties() []Duty {
	rows := make([]Duty, len(kinds))
	for i, k := range kinds {
		rows[i] = Duty{k.name, dutyOf[k.typ].roles}
	}
	return rows
}

var dutyOf = func() map[reflect.Type]*duty {
	m := make(map[reflect.Type]*duty, len(duties))
	for i := range duties {
		m[byName[duties[i].command].typ] = &duties[i]
	}
	return m
}()

// concerned are the units that a command concerns; a signature concerns what its command does.
func concerned(v View, c Command, day domain.Date) (*duty, places) {
	d := dutyOf[reflect.TypeOf(c)]
	if d == nil {
		return nil, places{}
	}
	switch c := c.(type) {
	case Sign:
		if inner, err := Decode(c.Command, c.Data); err == nil {
			if _, sign := inner.(Sign); !sign {
				_, of := concerned(v, inner, day)
				return d, of
			}
		}
	case MoveUnit:
		return d, ofMove(v, c, day)
	}
	if d.where == nil {
		return d, places{}
	}
	return d, d.where(v, c)
}

// allowed refuses a request of somebody who holds no role for it on that day, where duties are in force. What a command names that is
// not there concerns nobody; the command's own rule refuses it.
func allowed(v View, r *Request, day domain.Date) error {
	if r.Within != uuid.Nil {
		if err := within(v, r, day); err != nil {
			return err
		}
	}
	roll := rollOf(v)
	if len(roll.Units) == 0 { // nobody has ever been given a role: as on a lone laptop
		return nil
	}
	d, of := concerned(v, r.Command, day)
	if d == nil {
		return domain.Errorf(domain.Internal, "%T stands in no row of the table of duties", r.Command)
	}
	standing := false // whoever the command names stands in the first unit that has duties
	for _, unit := range of.units {
		up := unitsUp(v, unit, day)
		if !inForce(roll, up) {
			continue
		}
		if !holds(v, r.Actor, up, d.roles, day) {
			return domain.Errorf(domain.Denied, "%s is for the %s of %s or of a unit above it; %s is none on %s", d.command, d.roles, called(v, unit), r.Actor, day).
				On("actor")
		}
		if !standing {
			if err := signed(v, r, unit, day); err != nil {
				return err
			}
		}
		standing = true
	}
	if standing {
		if err := dutiesStay(v, roll, r.Command, day); err != nil {
			return err
		}
	}
	if of.root && !mayRoot(v, roll, r.Actor, d.roles, day) {
		return domain.Errorf(domain.Denied, "a new root of the tree takes the %s of another one; %s is none on %s", d.roles, r.Actor, day).On("actor")
	}
	return nil
}

// within refuses what concerns a unit that is neither the one that the request is bound to nor below it.
func within(v View, r *Request, day domain.Date) error {
	_, of := concerned(v, r.Command, day)
	switch c := r.Command.(type) { // their own rules decide who may, and those know of no bound
	case GrantRole:
		of = in(c.Unit)
	case EndRole:
		of = in(c.Unit)
	}
	refused := of.root
	for _, unit := range of.units {
		refused = !slices.Contains(unitsUp(v, unit, day), r.Within) || refused // every one is looked at, so that a view misses all at once
	}
	if refused {
		return domain.Errorf(domain.Denied, "this may be asked for %s and what is below it only", called(v, r.Within)).On("actor")
	}
	return nil
}

// dutiesStay refuses to take a unit or a fund out from under duties: they are in force for ever, so wherever it comes to must have some.
func dutiesStay(v View, roll *staff.Roll, c Command, day domain.Date) error {
	bare := func(unit uuid.UUID) bool { return unit != uuid.Nil && !inForce(roll, unitsUp(v, unit, day)) }
	refused := func(field string, unit uuid.UUID) error {
		return domain.Errorf(domain.Violation, "nobody holds a role in %s yet, and duties do not end: grant its chair first", called(v, unit)).On(field)
	}
	switch c := c.(type) {
	case MoveUnit:
		switch {
		case roll.Units[c.Unit] || bare(c.Unit): // they are its own, and move with it; or there are none
		case c.Parent == uuid.Nil:
			return refused("parent", c.Unit)
		case bare(c.Parent):
			return refused("parent", c.Parent)
		}
	case HandOverFunds:
		return fundsStay(v, c.Funds, bare, refused)
	case MergeUnits:
		if bare(c.Into) && !allBare(c.Units, bare) {
			return refused("into", c.Into)
		}
		return unitsStay(v, c.Funds, c.Children, bare, refused)
	case SplitUnit:
		if i := slices.IndexFunc(c.Into, bare); i >= 0 && !bare(c.Unit) {
			return refused(fmt.Sprintf("into[%d]", i), c.Into[i])
		}
		return unitsStay(v, c.Funds, c.Children, bare, refused)
	case DissolveUnit:
		if bare(c.Into) && !bare(c.Unit) {
			return refused("into", c.Into)
		}
		return unitsStay(v, c.Funds, c.Children, bare, refused)
	}
	return nil
}

func allBare(units []uuid.UUID, bare func(uuid.UUID) bool) bool {
	return !slices.ContainsFunc(units, func(u uuid.UUID) bool { return !bare(u) })
}

// unitsStay is dutiesStay for the funds and the units below of units that end.
func unitsStay(v View, plan []HandOverFund, children []ChildUnit, bare func(uuid.UUID) bool, refused func(string, uuid.UUID) error) error {
	for i, c := range children {
		if !rollOf(v).Units[c.Unit] && !bare(c.Unit) && (c.Parent == uuid.Nil || bare(c.Parent)) {
			unit := c.Parent
			if unit == uuid.Nil {
				unit = c.Unit
			}
			return refused(fmt.Sprintf("children[%d].parent", i), unit)
		}
	}
	return fundsStay(v, plan, bare, refused)
}

func fundsStay(v View, plan []HandOverFund, bare func(uuid.UUID) bool, refused func(string, uuid.UUID) error) error {
	for i, f := range plan {
		into := fundOf(v, f.Into).Unit
		switch {
		case bare(fundOf(v, f.Fund).Unit):
		case bare(f.Unit):
			return refused(fmt.Sprintf("funds[%d].unit", i), f.Unit)
		case bare(into):
			return refused(fmt.Sprintf("funds[%d].into", i), into)
		}
	}
	return nil
}

func called(v View, id uuid.UUID) string {
	if u := unitOf(v, id); u.Exists() {
		return u.Code
	}
	return "the unit"
}

// inForce says whether duties are in force in the first of the units, whose line upwards they are: from the first role that was granted
// in one of them, for ever.
func inForce(roll *staff.Roll, up []uuid.UUID) bool {
	return slices.ContainsFunc(up, func(u uuid.UUID) bool { return roll.Units[u] })
}

// holds says whether somebody holds one of the roles in one of the units on that day.
func holds(v View, actor string, up []uuid.UUID, roles staff.Set, day domain.Date) bool {
	roll := rollOf(v)
	return slices.ContainsFunc(up, func(u uuid.UUID) bool { return roll.Units[u] && staffOf(v, u).Holds(actor, day)&roles != 0 })
}

// mayRoot says whether somebody may make a new root: who holds one of the roles in a root; anybody where no root has duties.
func mayRoot(v View, roll *staff.Roll, actor string, roles staff.Set, day domain.Date) bool {
	free := true
	for unit := range roll.Units {
		if len(unitsUp(v, unit, day)) > 1 {
			continue
		}
		if staffOf(v, unit).Holds(actor, day)&roles != 0 {
			return true
		}
		free = false
	}
	return free
}

// unitsUp is a unit and those above it on a day, from below. Of a unit that is no more, it is those under which it lay last, and its
// successors: they answer for what it left.
func unitsUp(v View, unit uuid.UUID, day domain.Date) []uuid.UUID {
	up := make([]uuid.UUID, 0, 5)
	add := func(id uuid.UUID) {
		if id != uuid.Nil && !slices.Contains(up, id) {
			up = append(up, id)
		}
	}
	add(unit)
	for i := 0; i < len(up); i++ {
		u := unitOf(v, up[i])
		if u.Ended == nil && len(u.Placements) == 1 && day >= u.From { // as nearly all are
			add(u.Placements[0].Parent)
			continue
		}
		on := max(day, u.From)
		if u.Ended != nil && on >= u.Ended.From {
			on = u.Ended.From - 1
			for _, successor := range u.Ended.Into {
				add(successor)
			}
		}
		add(u.ParentOn(on))
	}
	return up
}
