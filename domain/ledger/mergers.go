package ledger

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/unit"
)

// How much one decision ends and moves: it must fit into one entry.
const (
	MostEnded  = 100  // units that end
	MostSplit  = 100  // successors of one
	MostRehung = 1200 // units below that come to lie elsewhere
)

// ending is the end of units as far as it has been decided: the draft holds what has come of it. Fields are what the command calls its parts.
type ending struct {
	*draft
	MergeUnits
	a     fund.Asked
	how   unit.How
	heirs []uuid.UUID
	ends  func(int) string // the field of a unit that ends
	into  func(int) string // the field of a successor
}

func always(field string) func(int) string { return func(int) string { return field } }

func inList(field string) func(int) string {
	return func(i int) string { return fmt.Sprintf("%s[%d]", field, i) }
}

func mergeUnits(v View, c MergeUnits, a fund.Asked) ([]domain.Change, error) {
	if err := named(c.Into, "into"); err != nil {
		return nil, err
	}
	e := ending{newDraft(v, a.ID), c, a, unit.Merged, []uuid.UUID{c.Into}, inList("units"), always("into")}
	return e.decide()
}

func splitUnit(v View, c SplitUnit, a fund.Asked) ([]domain.Change, error) {
	if n := len(c.Into); n < 2 || n > MostSplit {
		return nil, domain.Errorf(domain.Invalid, "a unit is split into 2 to %d, not %d", MostSplit, n).On("into")
	}
	e := ending{newDraft(v, a.ID), MergeUnits{Units: []uuid.UUID{c.Unit}, From: c.From, Booked: c.Booked, Decision: c.Decision, Reason: c.Reason, Funds: c.Funds, Children: c.Children},
		a, unit.Split, c.Into, always("unit"), inList("into")}
	return e.decide()
}

func dissolveUnit(v View, c DissolveUnit, a fund.Asked) ([]domain.Change, error) {
	var heirs []uuid.UUID
	if c.Into != uuid.Nil {
		heirs = []uuid.UUID{c.Into}
	}
	e := ending{newDraft(v, a.ID), MergeUnits{Units: []uuid.UUID{c.Unit}, From: c.From, Booked: c.Booked, Decision: c.Decision, Reason: c.Reason, Funds: c.Funds, Children: c.Children},
		a, unit.Dissolved, heirs, always("unit"), always("into")}
	return e.decide()
}

// decide ends the units, lays what is below them elsewhere and hands over what they own, or nothing of all that.
func (e *ending) decide() ([]domain.Change, error) {
	e.From = e.From.Or(e.a.Day)
	for _, step := range []func() error{e.heirsStand, e.end, e.rehang, e.succeed, e.handOn} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return e.changes, nil
}

// heirsStand refuses successors that end here, have ended, or begin later.
func (e *ending) heirsStand() error {
	for i, heir := range e.heirs {
		field := e.into(i)
		if err := unitLive(e, heir, field); err != nil {
			return err
		}
		u := unitOf(e, heir)
		switch {
		case slices.Contains(e.Units, heir):
			return domain.Errorf(domain.Invalid, "%s cannot come after itself", u.Name).On(field)
		case slices.Contains(e.heirs[:i], heir):
			return domain.Errorf(domain.Invalid, "%s stands twice", u.Name).On(field)
		case u.From > e.From:
			return domain.Errorf(domain.Violation, "%s begins on %s; it cannot come after another on %s", u.Name, u.From, e.From).On(field)
		}
	}
	return nil
}

func (e *ending) end() error {
	if n := len(e.Units); n == 0 || n > MostEnded {
		return domain.Errorf(domain.Invalid, "1 to %d units end at a time, not %d", MostEnded, n).On("units")
	}
	for i, id := range e.Units {
		field := e.ends(i)
		if err := named(id, field); err != nil {
			return err
		}
		if slices.Contains(e.Units[:i], id) {
			return domain.Errorf(domain.Invalid, "this unit stands twice").On(field)
		}
		events, err := unitOf(e, id).End(unit.Ended{How: e.how, Into: e.heirs, From: e.From, Decision: e.Decision, Reason: e.Reason}, e.a.Day)
		if err != nil {
			return inPlaceOf("unit", field, err)
		}
		e.add(unit.StreamOf(id), events...)
	}
	return nil
}

// succeed lays the link down from the other end, so that a successor's own history tells of it.
func (e *ending) succeed() error {
	decision := e.draft.changes[0].Events[0].(unit.Ended).Decision
	for _, heir := range e.heirs {
		e.add(unit.StreamOf(heir), unit.Succeeded{Predecessors: e.Units, How: e.how, From: e.From, Decision: decision})
	}
	return nil
}

// rehang lays every unit elsewhere that would lie under one of those that ended, on that day or by what was recorded for later ones.
func (e *ending) rehang() error {
	named, err := e.children()
	if err != nil {
		return err
	}
	type placed struct {
		unit  uuid.UUID
		from  domain.Date
		field string
	}
	var all []placed
	var nowhere []string
	for s, state := range e.View.Each("unit") {
		u := state.(*unit.Unit)
		id := s.ID()
		if slices.Contains(e.Units, id) {
			continue
		}
		for _, was := range u.Stretches(e.From, unit.Forever) {
			if !slices.Contains(e.Units, was.Parent) {
				continue
			}
			to, field, ok := e.above(id, was, named)
			if !ok {
				nowhere = append(nowhere, u.Name+" ("+u.Code+")")
				break
			}
			e.add(s, unit.Placed{Parent: to.Parent, Caretaker: to.Caretaker, From: was.From})
			all = append(all, placed{id, was.From, field})
		}
		delete(named, id)
	}
	switch {
	case len(nowhere) > 0:
		return domain.Errorf(domain.Violation, "say under which unit these come to lie: %s", firstOf(nowhere)).On("children")
	case len(all) > MostRehung:
		return domain.Errorf(domain.Invalid, "%d units below would come to lie elsewhere; at most %d at once: move some before", len(all), MostRehung).On("children")
	}
	for _, p := range all {
		if err := fitsTree(e, p.unit, p.from); err != nil {
			return inPlaceOf("parent", p.field, err)
		}
	}
	return nil
}

// children are the units below of which the command says where they go. It refuses those that lie under none of the units that end.
func (e *ending) children() (map[uuid.UUID]int, error) {
	rows := map[uuid.UUID]int{}
	for i, c := range e.Children {
		field := fmt.Sprintf("children[%d].", i)
		if err := unitExists(e, c.Unit, field+"unit"); err != nil {
			return nil, err
		}
		if _, twice := rows[c.Unit]; twice {
			return nil, domain.Errorf(domain.Invalid, "this unit stands twice").On(field + "unit")
		}
		below := func(s unit.Stretch) bool { return slices.Contains(e.Units, s.Parent) }
		if !slices.ContainsFunc(unitOf(e, c.Unit).Stretches(e.From, unit.Forever), below) {
			return nil, domain.Errorf(domain.Invalid, "%s lies under none of the units that end", unitOf(e, c.Unit).Name).On(field + "unit")
		}
		if c.Caretaker && c.Parent == uuid.Nil {
			return nil, domain.Errorf(domain.Invalid, "who takes care of the unit must be given").On(field + "parent")
		}
		rows[c.Unit] = i
	}
	return rows, nil
}

// above is where a unit goes whose own one above ends: as the command says, else under the one successor. A successor that lay under what
// ends goes up to whoever stood above that.
func (e *ending) above(id uuid.UUID, was unit.Stretch, named map[uuid.UUID]int) (to ChildUnit, field string, ok bool) {
	if i, given := named[id]; given {
		return e.Children[i], fmt.Sprintf("children[%d].parent", i), true
	}
	to = ChildUnit{Unit: id, Caretaker: was.Caretaker}
	switch {
	case slices.Contains(e.heirs, id):
		for to.Parent = was.Parent; slices.Contains(e.Units, to.Parent); {
			to.Parent = unitOf(e.View, to.Parent).ParentOn(was.From)
		}
		to.Caretaker = false
	case len(e.heirs) == 1:
		to.Parent = e.heirs[0]
	default:
		return to, "", false
	}
	return to, "children", true
}

// handOn hands every fund of the units over to their successors.
func (e *ending) handOn() error {
	owned, err := e.owned()
	if err != nil || len(owned) == 0 {
		return err
	}
	plan, err := e.plan(owned)
	if err != nil {
		return err
	}
	day, field := e.Booked, "booked"
	if day == 0 {
		day, field = e.From, "from"
	}
	if day < e.From {
		return domain.Errorf(domain.Invalid, "the units are no more from %s on; their funds are not handed over before", e.From).On("booked")
	}
	handed, err := handOver(e.draft, plan, day, e.Decision, e.a)
	if err != nil {
		return inPlaceOf("on", field, err)
	}
	e.changes = append(e.changes, handed...)
	return nil
}

// owned are the funds of the units that end. Every one is in the plan and none that is another's.
func (e *ending) owned() (owned []uuid.UUID, err error) {
	var forgotten []string
	for s, state := range e.View.Each("fund") {
		f := state.(*fund.Fund)
		if f.Successor != nil || !slices.Contains(e.Units, f.Unit) { // one that was wound up has nothing any more
			continue
		}
		id := s.ID()
		owned = append(owned, id)
		if !slices.ContainsFunc(e.Funds, func(h HandOverFund) bool { return h.Fund == id }) {
			forgotten = append(forgotten, f.Code)
		}
	}
	if len(forgotten) > 0 {
		return nil, domain.Errorf(domain.Violation, "say what becomes of every fund; nothing is said of %s", firstOf(forgotten)).On("funds")
	}
	for i, h := range e.Funds {
		field := fmt.Sprintf("funds[%d].fund", i)
		if err := fundExists(e, h.Fund, field); err != nil {
			return nil, err
		}
		if !slices.Contains(owned, h.Fund) {
			return nil, domain.Errorf(domain.Violation, "fund %s is none of the units that end", fundOf(e, h.Fund).Code).On(field)
		}
	}
	if len(owned) > 0 && len(e.heirs) == 0 {
		return nil, domain.Errorf(domain.Violation, "the unit owns funds; name the unit that they go to").On("into")
	}
	return owned, nil
}

// plan says of every fund to which successor it goes, or into whose fund.
func (e *ending) plan(owned []uuid.UUID) ([]HandOverFund, error) {
	plan := slices.Clone(e.Funds)
	goes := map[uuid.UUID]uuid.UUID{} // fund → the unit to which it passes on
	for i := range plan {
		if plan[i].Unit == uuid.Nil && plan[i].Into == uuid.Nil && len(e.heirs) == 1 {
			plan[i].Unit = e.heirs[0]
		}
		goes[plan[i].Fund] = plan[i].Unit
	}
	for i, h := range plan {
		to, field := h.Unit, "unit"
		if h.Into != uuid.Nil {
			if err := fundExists(e, h.Into, fmt.Sprintf("funds[%d].into", i)); err != nil {
				return nil, err
			}
			to, field = fundOf(e, h.Into).Unit, "into"
			if slices.Contains(owned, h.Into) {
				to = goes[h.Into]
			}
		}
		if to != uuid.Nil && !slices.Contains(e.heirs, to) {
			return nil, domain.Errorf(domain.Violation, "a fund goes to a successor of its unit").On(fmt.Sprintf("funds[%d].%s", i, field))
		}
	}
	return plan, nil
}

// firstOf names the first few.
func firstOf(names []string) string {
	if len(names) > 5 {
		return strings.Join(names[:5], ", ") + fmt.Sprintf(" and %d others", len(names)-5)
	}
	return strings.Join(names, ", ")
}
