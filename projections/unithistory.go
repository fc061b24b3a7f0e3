package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
	"sovang/projections/readdb"
)

// UnitChange is what a UnitStep changed.
type UnitChange string

// What happens to a unit.
const (
	UnitNamed     UnitChange = "named" // its founding names it, too
	UnitTyped     UnitChange = "typed"
	UnitPlaced    UnitChange = "placed"
	UnitSucceeded UnitChange = "succeeded" // it came after others
	UnitEnded     UnitChange = "ended"
)

// UnitStep is one thing that is true of a unit since a day.
type UnitStep struct {
	Since    domain.Date `json:"since"`
	Entry    uint64      `json:"entry"` // that laid it down
	What     UnitChange  `json:"what"`
	Replaced bool        `json:"replaced,omitzero"` // an entry after it says something else from the same day on

	Name      string      `json:"name,omitzero"`
	Kind      unit.Kind   `json:"kind,omitzero"`
	Parent    uuid.UUID   `json:"parent,omitzero"` // of a placement; the nil UUID where it became a root
	Caretaker bool        `json:"caretaker,omitzero"`
	How       unit.How    `json:"how,omitzero"`
	Units     []uuid.UUID `json:"units,omitempty"` // whom it came after, or who came after it
	Decision  string      `json:"decision,omitzero"`
	Reason    string      `json:"reason,omitzero"`
}

// UnitHistory is a unit as of an entry and on a day, and how it came to be so: by day, then in the order of the book.
type UnitHistory struct {
	AsOf AsOf `json:"as_of"`
	UnitInfo
	Steps []UnitStep `json:"steps"`
}

// UnitHistory tells what happened to a unit, up to a day or, where none is given, all that is known.
func (r *Reader) UnitHistory(ctx context.Context, id uuid.UUID, asOf AsOf, at *domain.Date) (UnitHistory, error) {
	h := UnitHistory{Steps: []UnitStep{}}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		tree, err := v.unitTree()
		if err != nil {
			return err
		}
		i := slices.IndexFunc(tree, func(u unitRow) bool { return u.Unit == id })
		if i < 0 {
			return domain.Errorf(domain.NotFound, "there is no unit %s as of entry %d by that day", id, v.n).On("unit")
		}
		h.AsOf, h.UnitInfo = v.asOf, tree[i].UnitInfo
		for _, read := range []func(int64) ([]UnitStep, error){v.unitNamings, v.unitTypings, v.unitPlacings, v.unitArrivals, v.unitEnding} {
			steps, err := read(tree[i].k)
			if err != nil {
				return err
			}
			h.Steps = append(h.Steps, steps...)
		}
		order := []UnitChange{UnitNamed, UnitTyped, UnitPlaced, UnitSucceeded, UnitEnded}
		slices.SortStableFunc(h.Steps, func(a, b UnitStep) int {
			return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.Entry, b.Entry), cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)))
		})
		return nil
	})
	return h, err
}

// unitSteps reads what holds of one unit since days, oldest first; of one day the last has it.
func (v *view) unitSteps(k int64, what UnitChange, columns, table string, scan func(*UnitStep) []any) ([]UnitStep, error) {
	var steps []UnitStep
	err := v.rows(func(r readdb.Row) error {
		s := UnitStep{What: what}
		if err := r.Scan(append([]any{&s.Since, &s.Entry}, scan(&s)...)...); err != nil {
			return err
		}
		if last := len(steps) - 1; last >= 0 && steps[last].Since == s.Since {
			steps[last].Replaced = true
		}
		steps = append(steps, s)
		return nil
	}, "SELECT since, n, "+columns+" FROM @"+table+" WHERE k = $3 AND n <= $1 AND since <= $2 ORDER BY since, n", v.n, v.lastDay(), k)
	return steps, err
}

func (v *view) unitNamings(k int64) ([]UnitStep, error) {
	return v.unitSteps(k, UnitNamed, "name", "unit_names", func(s *UnitStep) []any { return []any{&s.Name} })
}

func (v *view) unitTypings(k int64) ([]UnitStep, error) {
	var kinds []int64
	steps, err := v.unitSteps(k, UnitTyped, "kind", "unit_kinds", func(*UnitStep) []any {
		kinds = append(kinds, 0)
		return []any{&kinds[len(kinds)-1]}
	})
	for i := range steps {
		var kind string
		if err == nil {
			kind, err = v.word(kinds[i])
		}
		steps[i].Kind = unit.Kind(kind)
	}
	return steps, err
}

func (v *view) unitPlacings(k int64) ([]UnitStep, error) {
	var keys [][2]int64
	steps, err := v.unitSteps(k, UnitPlaced, "parent, caretaker", "unit_places", func(*UnitStep) []any {
		keys = append(keys, [2]int64{})
		return []any{&keys[len(keys)-1][0], &keys[len(keys)-1][1]}
	})
	for i := range steps {
		if steps[i].Caretaker = keys[i][1] == 1; err == nil {
			steps[i].Parent, err = v.id(keys[i][0])
		}
	}
	return steps, err
}

// unitEnding is how a unit ended, if it did.
func (v *view) unitEnding(k int64) ([]UnitStep, error) {
	var how int64
	steps, err := v.unitSteps(k, UnitEnded, "how, decision, reason", "unit_ends", func(s *UnitStep) []any { return []any{&how, &s.Decision, &s.Reason} })
	if err != nil || len(steps) == 0 {
		return nil, err
	}
	text, err := v.word(how)
	if err != nil {
		return nil, err
	}
	steps[0].How = unit.How(text)
	steps[0].Units, err = v.unitsOf("SELECT heir FROM @unit_heirs WHERE k = $1 ORDER BY nth", k)
	return steps, err
}

// unitArrivals is whom a unit came after.
func (v *view) unitArrivals(k int64) ([]UnitStep, error) {
	var steps []UnitStep
	var hows []int64
	err := v.rows(func(r readdb.Row) error {
		s := UnitStep{What: UnitSucceeded}
		var how int64
		if err := r.Scan(&s.Since, &s.Entry, &how, &s.Decision); err != nil {
			return err
		}
		steps, hows = append(steps, s), append(hows, how)
		return nil
	}, `SELECT DISTINCT h.since, h.n, e.how, e.decision FROM @unit_heirs h JOIN @unit_ends e ON e.k = h.k
		WHERE h.heir = $3 AND h.n <= $1 AND h.since <= $2 ORDER BY h.since, h.n`, v.n, v.lastDay(), k)
	for i := range steps {
		var how string
		if err == nil {
			how, err = v.word(hows[i])
		}
		steps[i].How = unit.How(how)
		if err == nil {
			steps[i].Units, err = v.unitsOf("SELECT h.k FROM @unit_heirs h JOIN @units u ON u.k = h.k WHERE h.heir = $1 AND h.n = $2 ORDER BY u.code, h.k", k, int64(steps[i].Entry))
		}
	}
	return steps, err
}

func (v *view) unitsOf(query string, args ...any) (units []uuid.UUID, err error) {
	var keys []int64
	err = v.rows(func(r readdb.Row) error {
		var k int64
		err := r.Scan(&k)
		keys = append(keys, k)
		return err
	}, query, args...)
	for _, k := range keys {
		var id uuid.UUID
		if err == nil {
			id, err = v.id(k)
		}
		units = append(units, id)
	}
	return units, err
}
