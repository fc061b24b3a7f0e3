package projections

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
)

// UnitBranch is a unit in its tree. Level 0 is the unit asked for, or a root.
type UnitBranch struct {
	UnitInfo
	Level int `json:"level"`
}

// UnitBranches lists a unit and all that lies below it on a day, or with uuid.Nil all units: each after the one above it, siblings in the order of
// their codes. Those that have ended stand where they lay last.
func (r *Reader) UnitBranches(ctx context.Context, top uuid.UUID, asOf AsOf, at *domain.Date) ([]UnitBranch, error) {
	units, err := r.UnitsAt(ctx, asOf, at)
	if err != nil {
		return nil, err
	}
	all := branches(units)
	if top == uuid.Nil {
		return all, nil
	}
	first := slices.IndexFunc(all, func(b UnitBranch) bool { return b.Unit == top })
	if first < 0 {
		return nil, domain.Errorf(domain.NotFound, "there is no unit %s as of that entry by that day", top).On("unit")
	}
	level, last := all[first].Level, first+1
	for last < len(all) && all[last].Level > level {
		last++
	}
	all = all[first:last]
	for i := range all {
		all[i].Level -= level
	}
	return all, nil
}

// branches arranges units, which stand in the order of their codes.
func branches(units []UnitInfo) []UnitBranch {
	known, below := map[uuid.UUID]bool{}, map[uuid.UUID][]int{}
	for _, u := range units {
		known[u.Unit] = true
	}
	for i, u := range units {
		if !known[u.Parent] { // a root, or below one that there is only later
			u.Parent = uuid.Nil
		}
		below[u.Parent] = append(below[u.Parent], i)
	}
	all, done := make([]UnitBranch, 0, len(units)), make([]bool, len(units))
	var grow func(int, int)
	grow = func(i, level int) {
		if done[i] {
			return
		}
		done[i] = true
		all = append(all, UnitBranch{units[i], level})
		for _, child := range below[units[i].Unit] {
			grow(child, level+1)
		}
	}
	for _, root := range below[uuid.Nil] {
		grow(root, 0)
	}
	for i := range units { // places recorded for days to come may, all at once, close a ring: nobody is left out
		grow(i, 0)
	}
	return all
}

// ByCode puts branches into the order of their codes.
func ByCode(all []UnitBranch) {
	slices.SortStableFunc(all, func(a, b UnitBranch) int { return strings.Compare(a.Code, b.Code) })
}
