package projections_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
	"sovang/projections"
	"sovang/projections/readdb"
)

// told is a unit as the naive model has it: all facts, in the order of the book.
type told struct {
	founded      unit.Founded
	names, kinds []domain.Event
	places       []unit.Placed
	ended        unit.Ended
}

// tell takes in what an entry says of units.
func tell(units map[uuid.UUID]*told, e domain.Entry) {
	for _, c := range e.Changes {
		u := units[c.Stream.ID()]
		for _, event := range c.Events {
			switch event := event.(type) {
			case unit.Founded:
				u = &told{founded: event, places: []unit.Placed{{Parent: event.Parent, From: event.From}}}
				units[c.Stream.ID()] = u
			case unit.Renamed:
				u.names = append(u.names, event)
			case unit.Retyped:
				u.kinds = append(u.kinds, event)
			case unit.Placed:
				u.places = append(u.places, event)
			case unit.Ended:
				u.ended = event
			}
		}
	}
}

// on is the unit on a day.
func (u *told) on(id uuid.UUID, day domain.Date) projections.UnitInfo {
	is := projections.UnitInfo{Unit: id, Code: u.founded.Code, Name: u.founded.Name, Kind: u.founded.Kind, From: u.founded.From}
	since := u.founded.From
	for _, e := range u.names {
		if e := e.(unit.Renamed); e.From <= day && e.From >= since {
			is.Name, since = e.Name, e.From
		}
	}
	since = u.founded.From
	for _, e := range u.kinds {
		if e := e.(unit.Retyped); e.From <= day && e.From >= since {
			is.Kind, since = e.Kind, e.From
		}
	}
	since = u.founded.From
	for _, p := range u.places {
		if p.From <= day && p.From >= since {
			is.Parent, is.Caretaker, since = p.Parent, p.Caretaker, p.From
		}
	}
	if u.ended.How != "" && u.ended.From <= day {
		is.Ended, is.How, is.Into = u.ended.From, u.ended.How, u.ended.Into
	}
	return is
}

// TestTheTreeOfADay: on both databases, as of entries along a random history and on days before and after, the tree is what the facts say; and no
// unit that lives lies under one that does not, or under itself.
func TestTheTreeOfADay(t *testing.T) {
	b := history(t, 5, 700)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		r := b.project(t, open(t), projections.Options{Batch: 11}).Reader()
		units := map[uuid.UUID]*told{}
		ends := 0
		for e := range entries(t, b.log) {
			tell(units, e)
			if e.Number%40 != 0 {
				continue
			}
			today := domain.DateOf(e.Recorded)
			for _, day := range []domain.Date{today - 30, today - 5, today, today + 15} {
				found, err := r.UnitsAt(t.Context(), projections.AsOf{Entry: e.Number}, &day)
				if err != nil {
					t.Fatal(err)
				}
				got := map[uuid.UUID]projections.UnitInfo{}
				for _, u := range found {
					got[u.Unit] = u
				}
				want := map[uuid.UUID]projections.UnitInfo{}
				for id, u := range units {
					if u.founded.From <= day {
						want[id] = u.on(id, day)
					}
				}
				if diff := cmp.Diff(want, got); diff != "" || len(found) != len(want) {
					t.Fatalf("as of entry %d on %s:\n%s", e.Number, day, diff)
				}
				ends += stands(t, fmt.Sprintf("as of entry %d on %s", e.Number, day), got)
				branchesOut(t, r, e.Number, day, got)
			}
		}
		if ends == 0 {
			t.Error("no unit ended")
		}
	})
}

// branchesOut: everybody stands once in the tree, one level below the one above, and what lies below one is a part of the whole.
func branchesOut(t *testing.T, r *projections.Reader, entry uint64, day domain.Date, tree map[uuid.UUID]projections.UnitInfo) {
	t.Helper()
	all, err := r.UnitBranches(t.Context(), uuid.Nil, projections.AsOf{Entry: entry}, &day)
	if err != nil || len(all) != len(tree) {
		t.Fatalf("as of entry %d on %s %d of %d units stand in the tree: %v", entry, day, len(all), len(tree), err)
	}
	level, widest := map[uuid.UUID]int{}, 0
	for i, u := range all {
		above, known := level[u.Parent]
		if _, twice := level[u.Unit]; twice || known && u.Level != above+1 || !known && u.Level != 0 || u.Parent != uuid.Nil && !known {
			t.Fatalf("as of entry %d on %s %s stands on level %d below %v", entry, day, u.Code, u.Level, u.Parent)
		}
		if level[u.Unit] = u.Level; u.Level == 1 {
			widest = i
		}
	}
	if widest == 0 {
		return
	}
	part, err := r.UnitBranches(t.Context(), all[widest].Unit, projections.AsOf{Entry: entry}, &day)
	for i := range part {
		part[i].Level++
	}
	if diff := cmp.Diff(all[widest:widest+len(part)], part); err != nil || diff != "" {
		t.Fatalf("as of entry %d on %s, below %s: %v\n%s", entry, day, all[widest].Code, err, diff)
	}
}

// stands goes up from every unit that lives, and counts those that do not.
func stands(t *testing.T, when string, tree map[uuid.UUID]projections.UnitInfo) (ended int) {
	t.Helper()
	for id, u := range tree {
		if u.Ended != 0 {
			ended++
			continue
		}
		for up := u.Parent; up != uuid.Nil; up = tree[up].Parent {
			if above, ok := tree[up]; up == id || !ok || above.Ended != 0 {
				t.Fatalf("%s %s lies under %+v", when, u.Code, above)
			}
		}
	}
	return ended
}

// TestTheHistoryOfAUnit tells what was, also what another entry replaced, and finds both ends of a merger.
func TestTheHistoryOfAUnit(t *testing.T) {
	b := history(t, 5, 300)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		r := b.project(t, open(t), projections.Options{}).Reader()
		all, err := r.Units(t.Context(), projections.AsOf{})
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range all {
			h, err := r.UnitHistory(t.Context(), u.Unit, projections.AsOf{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			is := projections.UnitInfo{Unit: u.Unit, Code: u.Code, From: u.From}
			for _, s := range h.Steps {
				switch {
				case s.Replaced:
				case s.What == projections.UnitNamed:
					is.Name = s.Name
				case s.What == projections.UnitTyped:
					is.Kind = s.Kind
				case s.What == projections.UnitPlaced:
					is.Parent, is.Caretaker = s.Parent, s.Caretaker
				case s.What == projections.UnitEnded:
					is.Ended, is.How, is.Into = s.Since, s.How, s.Units
				}
			}
			if diff := cmp.Diff(u, is); diff != "" {
				t.Errorf("its steps lead elsewhere:\n%s", diff)
			}
			for _, heir := range u.Into {
				after, err := r.UnitHistory(t.Context(), heir, projections.AsOf{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				linked := false
				for _, s := range after.Steps {
					for _, before := range s.Units {
						linked = linked || s.What == projections.UnitSucceeded && before == u.Unit && s.How == u.How && s.Since == u.Ended && s.Decision != ""
					}
				}
				if !linked {
					t.Errorf("%s does not say that it came after %s", after.Code, u.Code)
				}
			}
		}
	})
}
