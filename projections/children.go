package projections

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/sponsorship"
	"sovang/projections/readdb"
)

// ChildState is how a child stands who may be sponsored.
type ChildState string

// The states of a child, computed from the child's own facts and those of the slots.
const (
	ChildProposed  ChildState = "proposed"
	ChildVerified  ChildState = "verified"  // by two, and no slot is open yet
	ChildWaiting   ChildState = "waiting"   // a slot is open, and nobody ever carried one
	ChildHeld      ChildState = "held"      // somebody thinks about it
	ChildSponsored ChildState = "sponsored" // at least one slot is carried
	ChildGap       ChildState = "gap"       // somebody did, and nobody does
	ChildExited    ChildState = "exited"
)

// ChildStates lists them in the order of a child's way.
var ChildStates = []ChildState{ChildProposed, ChildVerified, ChildWaiting, ChildHeld, ChildSponsored, ChildGap, ChildExited}

// ChildInfo is one child as of a report's entry and day.
type ChildInfo struct {
	Child         uuid.UUID   `json:"child"`
	Unit          uuid.UUID   `json:"unit,omitzero"`
	State         ChildState  `json:"state"`
	Proposed      domain.Date `json:"proposed,omitzero"`
	Verifications int         `json:"verifications"`
	Exited        domain.Date `json:"exited,omitzero"`
	ExitReason    string      `json:"exit_reason,omitempty"`
	Slots         []SlotInfo  `json:"slots"` // of all years, by code: what every sponsor is shown

	proposer string
	verified []string
}

// Awaits says whether the child waits for the word of somebody: for that of two people, who are not the one that proposed it.
func (c ChildInfo) Awaits(actor string) bool {
	same := func(name string) bool { return domain.SameActor(name, actor) }
	return c.State == ChildProposed && c.proposer != "" && !same(c.proposer) && !slices.ContainsFunc(c.verified, same)
}

// Children is who may be sponsored.
type Children struct {
	AsOf     AsOf                 `json:"as_of"`
	At       domain.Date          `json:"at"`
	States   map[ChildState]int64 `json:"states"`
	Children []ChildInfo          `json:"children"`
}

// ChildrenQuery asks for children.
type ChildrenQuery struct {
	Unit  uuid.UUID // that proposed them
	Child uuid.UUID
	State ChildState // "": all
	AsOf  AsOf
	At    *domain.Date // as GodfathersQuery has it
}

// Children reports children in the order in which they were proposed, each with all their slots, which are shared with others who ask.
func (r *Reader) Children(ctx context.Context, q ChildrenQuery) (Children, error) {
	c := Children{States: map[ChildState]int64{}, Children: []ChildInfo{}}
	err := r.view(ctx, q.AsOf, func(v *view) error {
		slots := GodfathersQuery{Child: q.Child, AsOf: q.AsOf, At: q.At, childrenOf: q.Unit}
		c.AsOf = v.asOf
		moment, at := slots.when(v.asOf)
		c.At = at
		all, err := v.allChildren(q, slots, moment, at)
		if err != nil {
			return err
		}
		for _, x := range all {
			if q.Unit != uuid.Nil && x.Unit != q.Unit {
				continue
			}
			c.States[x.State]++
			if q.State == "" || x.State == q.State {
				c.Children = append(c.Children, x)
			}
		}
		return nil
	})
	return c, err
}

// childrenAt is what children were worked out for: with holds as they were from one moment to another.
type childrenAt struct {
	db   string
	last int64 // entry about any child or slot
	unit uuid.UUID
	at   domain.Date
}

type childrenKept struct {
	children []ChildInfo
	holds    holdsStand
}

// allChildren are the children of a query as they stand, for reading, and others whom its unit has to do with. Those of a unit or of all are kept until something
// happens to one of them.
func (v *view) allChildren(q ChildrenQuery, with GodfathersQuery, moment time.Time, at domain.Date) ([]ChildInfo, error) {
	if q.Child != uuid.Nil {
		children, _, err := v.workOutChildren(q, with, moment, at)
		return children, err
	}
	last, err := v.lastAbout("child_events", "slots", "slot_events")
	if err != nil {
		return nil, err
	}
	of := childrenAt{v.db, last, q.Unit, at}
	if kept, ok := v.r.children.get(of); ok && kept.holds.at(moment) {
		return kept.children, nil
	}
	children, slots, err := v.workOutChildren(q, with, moment, at)
	if err == nil {
		v.r.children.put(of, childrenKept{children, holdsFrom(moment, slots)}, len(children)+len(slots))
	}
	return children, err
}

func (v *view) workOutChildren(q ChildrenQuery, with GodfathersQuery, moment time.Time, at domain.Date) ([]ChildInfo, []SlotInfo, error) {
	slots, err := v.slots(with, moment, at)
	if err != nil {
		return nil, nil, err
	}
	children, err := v.children(q, at)
	return withSlots(children, slots), slots, err
}

// ofUnit are the children whom a unit proposed, or has a slot of, whoever else did later.
const ofUnit = "(SELECT z.k FROM @child_events z WHERE z.unit = $N UNION SELECT z.child FROM @slots z WHERE z.unit = $N)"

// children folds what had happened to children by the end of a day.
func (v *view) children(q ChildrenQuery, at domain.Date) (children []ChildInfo, err error) {
	where, args := "", []any{v.n, int64(at)}
	for _, x := range []struct {
		id              uuid.UUID
		kind            int64
		what, condition string
	}{{q.Child, personName, "person", "y.k = $N"}, {q.Unit, unitName, "unit", "y.k IN " + ofUnit}} {
		if x.id == uuid.Nil {
			continue
		}
		k, ok, err := v.key(x.id, x.kind)
		if err != nil || !ok {
			return nil, notFound(err, x.what, x.id)
		}
		args = append(args, k)
		where += " AND " + strings.ReplaceAll(x.condition, "$N", "$"+strconv.Itoa(len(args)))
	}
	byKey, units := map[int64]int{}, []int64{}
	type word struct {
		child int
		k     int64
	}
	var verified []word
	proposer := []int64{}
	err = v.rows(func(r readdb.Row) error {
		var k, what, unit, by int64
		var id []byte
		var day domain.Date
		var reason string
		if err := r.Scan(&k, &id, &what, &unit, &day, &by, &reason); err != nil {
			return err
		}
		i, ok := byKey[k]
		if !ok {
			i = len(children)
			byKey[k], children, units, proposer = i, append(children, ChildInfo{Child: uuid.UUID(id), State: ChildProposed, Slots: []SlotInfo{}}), append(units, 0), append(proposer, 0)
		}
		c := &children[i]
		switch what {
		case childProposed:
			units[i], proposer[i], c.State, c.Proposed, c.Verifications, c.Exited, c.ExitReason = unit, by, ChildProposed, day, 0, 0, ""
			verified = slices.DeleteFunc(verified, func(w word) bool { return w.child == i })
		case childVerified:
			verified = append(verified, word{i, by})
			if c.Verifications++; c.Verifications >= sponsorship.Verifications {
				c.State = ChildVerified
			}
		case childExited:
			c.State, c.Exited, c.ExitReason = ChildExited, day, reason
		}
		return nil
	}, `SELECT y.k, x.id, y.what, y.unit, y.day, y.by_whom, y.reason FROM @child_events y JOIN @names x ON x.k = y.k
		WHERE y.n <= $1 AND y.day <= $2`+where+" ORDER BY y.n, y.nth", args...)
	for i := range children {
		if err == nil {
			children[i].Unit, err = v.id(units[i])
		}
		if err == nil {
			err = v.wordsInto(wordInto{proposer[i], &children[i].proposer})
		}
	}
	for _, w := range verified {
		if err == nil && children[w.child].State == ChildProposed { // whoever else may verify is asked of these alone
			var name string
			err = v.wordsInto(wordInto{w.k, &name})
			children[w.child].verified = append(children[w.child].verified, name)
		}
	}
	return children, err
}

// withSlots gives each child their slots, and the state that these make of a verified child. A child of whom only slots are known is
// proposed: those were opened before anybody had to be.
func withSlots(children []ChildInfo, slots []SlotInfo) []ChildInfo {
	byID := map[uuid.UUID]int{}
	for i, c := range children {
		byID[c.Child] = i
	}
	for _, s := range slots {
		i, ok := byID[s.Child]
		if !ok {
			i = len(children)
			byID[s.Child], children = i, append(children, ChildInfo{Child: s.Child, Unit: s.Unit, State: ChildProposed, Proposed: s.Opened})
		}
		children[i].Slots = append(children[i].Slots, s)
	}
	for i := range children {
		children[i].State = stateOf(children[i])
	}
	return children
}

func stateOf(c ChildInfo) ChildState {
	open, held, before := false, false, false
	for _, s := range c.Slots {
		switch {
		case s.State == SlotClosed:
			continue
		case s.State.Sponsored() && c.State != ChildExited:
			return ChildSponsored
		}
		open, held, before = true, held || s.State == SlotHeld, before || len(s.Sponsorships) > 0
	}
	switch {
	case c.State != ChildVerified || !open:
		return c.State
	case held:
		return ChildHeld
	case before:
		return ChildGap
	}
	return ChildWaiting
}
