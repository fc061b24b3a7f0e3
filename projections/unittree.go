package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
	"sovang/projections/readdb"
)

func (f *fold) unitEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case unit.Founded:
		f.t.units.add(k, f.at.n, int64(e.From), e.Code)
		f.t.unitNames.add(k, f.at.n, int64(e.From), e.Name)
		f.t.unitKinds.add(k, f.at.n, int64(e.From), f.word(string(e.Kind)))
		f.unitPlaced(k, unit.Placed{Parent: e.Parent, From: e.From})
	case unit.Renamed:
		f.t.unitNames.add(k, f.at.n, int64(e.From), e.Name)
	case unit.Retyped:
		f.t.unitKinds.add(k, f.at.n, int64(e.From), f.word(string(e.Kind)))
	case unit.Placed:
		f.unitPlaced(k, e)
	case unit.Ended:
		f.t.unitEnds.add(k, f.at.n, int64(e.From), f.word(string(e.How)), e.Decision, e.Reason)
		for i, heir := range e.Into {
			f.t.unitHeirs.add(k, int64(i), f.at.n, int64(e.From), f.key(heir))
		}
	case unit.Succeeded: // the same from the other end
	}
}

func (f *fold) unitPlaced(k int64, e unit.Placed) {
	f.t.unitPlaces.add(k, f.at.n, int64(e.From), f.key(e.Parent), bit(e.Caretaker))
}

// UnitInfo is a unit as of a report's entry and on its day: the latest that is known where it speaks of no day. One that has ended by then is
// still told of, with the place that it had last.
type UnitInfo struct {
	Unit      uuid.UUID   `json:"unit"`
	Code      string      `json:"code"`
	Name      string      `json:"name"`
	Kind      unit.Kind   `json:"kind"`
	Parent    uuid.UUID   `json:"parent,omitzero"`
	Caretaker bool        `json:"caretaker,omitzero"` // the parent only looks after it
	From      domain.Date `json:"from"`
	Ended     domain.Date `json:"ended,omitzero"` // the first day on which it is no more
	How       unit.How    `json:"how,omitzero"`   // it ended
	Into      []uuid.UUID `json:"into,omitempty"` // its successors
}

// Units lists all units in the order of their codes.
func (r *Reader) Units(ctx context.Context, asOf AsOf) ([]UnitInfo, error) {
	return r.UnitsAt(ctx, asOf, nil)
}

// UnitsAt lists the units that there were by a day, those that have ended among them, as they were then; nil: as they are known last.
func (r *Reader) UnitsAt(ctx context.Context, asOf AsOf, at *domain.Date) ([]UnitInfo, error) {
	units := []UnitInfo{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		tree, err := v.unitTree()
		for _, u := range tree {
			units = append(units, u.UnitInfo)
		}
		return err
	})
	return units, err
}

// unitRow is a unit with the keys of what it speaks of.
type unitRow struct {
	UnitInfo
	k, parent int64
}

// unitTree reads all units there were by the view's day, in the order of their codes.
func (v *view) unitTree() ([]unitRow, error) {
	var tree []unitRow
	err := v.rows(func(r readdb.Row) error {
		var u unitRow
		var id []byte
		if err := r.Scan(&u.k, &id, &u.From, &u.Code); err != nil {
			return err
		}
		u.Unit = uuid.UUID(id)
		v.names[u.k] = u.Unit
		tree = append(tree, u)
		return nil
	}, "SELECT u.k, x.id, u.since, u.code FROM @units u JOIN @names x ON x.k = u.k WHERE u.n <= $1 AND u.since <= $2 ORDER BY u.code, u.k", v.n, v.lastDay())
	if err != nil {
		return nil, err
	}
	at := make(map[int64]*unitRow, len(tree))
	for i := range tree {
		at[tree[i].k] = &tree[i]
	}
	for _, read := range []func(map[int64]*unitRow) error{v.unitNames, v.unitKinds, v.unitPlaces, v.unitEnds} {
		if err := read(at); err != nil {
			return nil, err
		}
	}
	return tree, nil
}

// inForce reads rows of a table that hold since a day, in an order in which the last one of a unit is the one in force.
func (v *view) inForce(columns, table string, scan func(readdb.Row) error) error {
	return v.rows(scan, "SELECT k, "+columns+" FROM @"+table+" WHERE n <= $1 AND since <= $2 ORDER BY k, since, n", v.n, v.lastDay())
}

func (v *view) unitNames(at map[int64]*unitRow) error {
	return v.inForce("name", "unit_names", func(r readdb.Row) error {
		var k int64
		var name string
		err := r.Scan(&k, &name)
		if u := at[k]; u != nil {
			u.Name = name
		}
		return err
	})
}

func (v *view) unitKinds(at map[int64]*unitRow) error {
	kinds := map[int64]int64{}
	err := v.inForce("kind", "unit_kinds", func(r readdb.Row) error {
		var k, kind int64
		err := r.Scan(&k, &kind)
		kinds[k] = kind
		return err
	})
	for k, u := range at {
		var kind string
		if err == nil {
			kind, err = v.word(kinds[k])
		}
		u.Kind = unit.Kind(kind)
	}
	return err
}

func (v *view) unitPlaces(at map[int64]*unitRow) error {
	err := v.inForce("parent, caretaker", "unit_places", func(r readdb.Row) error {
		var k, parent, caretaker int64
		err := r.Scan(&k, &parent, &caretaker)
		if u := at[k]; u != nil {
			u.parent, u.Caretaker = parent, caretaker == 1
		}
		return err
	})
	for _, u := range at {
		if err == nil {
			u.Parent, err = v.id(u.parent)
		}
	}
	return err
}

func (v *view) unitEnds(at map[int64]*unitRow) error {
	var ways []wordInto
	hows := map[int64]*string{}
	err := v.inForce("since, how", "unit_ends", func(r readdb.Row) error {
		var k, how int64
		var since domain.Date
		err := r.Scan(&k, &since, &how)
		if u := at[k]; u != nil {
			u.Ended, hows[k] = since, new(string)
			ways = append(ways, wordInto{how, hows[k]})
		}
		return err
	})
	if err == nil {
		err = v.wordsInto(ways...)
	}
	for k, how := range hows {
		at[k].How = unit.How(*how)
	}
	var heirs [][2]int64
	if err == nil {
		err = v.rows(func(r readdb.Row) error {
			var pair [2]int64
			err := r.Scan(&pair[0], &pair[1])
			heirs = append(heirs, pair)
			return err
		}, "SELECT k, heir FROM @unit_heirs WHERE n <= $1 AND since <= $2 ORDER BY k, nth", v.n, v.lastDay())
	}
	for _, pair := range heirs {
		u, id := at[pair[0]], uuid.Nil
		if err == nil {
			id, err = v.id(pair[1])
		}
		if u != nil {
			u.Into = append(u.Into, id)
		}
	}
	return err
}
