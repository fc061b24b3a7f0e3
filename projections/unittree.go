package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
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

// unitTree is all units there were by the view's day, in the order of their codes.
func (v *view) unitTree() ([]unitRow, error) {
	all, err := v.register()
	if err != nil {
		return nil, err
	}
	var tree []unitRow
	for i := range all.units {
		if u := &all.units[i]; u.n <= v.n && u.since <= v.lastDay() {
			row, err := v.unitRow(all, u)
			if err != nil {
				return nil, err
			}
			tree = append(tree, row)
		}
	}
	return tree, nil
}

// unitRow is a unit as it is on the view's day.
func (v *view) unitRow(all *register, u *unitPast) (unitRow, error) {
	place := u.places.on(v.n, v.lastDay())
	row := unitRow{UnitInfo{Unit: u.id, Code: u.code, Name: u.names.on(v.n, v.lastDay()), Parent: all.idOf(place.parent), Caretaker: place.caretaker,
		From: domain.Date(u.since)}, u.k, place.parent}
	v.names[u.k] = u.id
	kind, err := v.word(u.kinds.on(v.n, v.lastDay()))
	row.Kind = unit.Kind(kind)
	if err == nil && u.endedBy(v) {
		var how string
		how, err = v.word(u.how)
		row.Ended, row.How = domain.Date(u.endSince), unit.How(how)
		for _, heir := range u.heirs {
			row.Into = append(row.Into, all.idOf(heir))
		}
	}
	return row, err
}
