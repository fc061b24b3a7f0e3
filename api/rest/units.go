package rest

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

type ofUnit struct {
	Unit string `path:"unit"`
	when
}

// rollupAsked is which tree is rolled up, over which days.
type rollupAsked struct {
	Unit  string       `query:"unit" doc:"This unit and all below it, by code or id; the whole book where left out."`
	Since *domain.Date `query:"since" doc:"Movements from this day on; what was before is the opening."`
	Depth int          `query:"depth" doc:"Units more levels below the top than this are counted in the one above them; 0: each has its row."`
	when
}

func (c *call) rollup(q rollupAsked) (none projections.Rollup, err error) {
	ask := projections.RollupQuery{Since: q.Since, Depth: q.Depth, AsOf: c.asOf, At: q.At}
	if ask.Unit, err = c.optional("unit", q.Unit); err != nil {
		return none, err
	}
	return c.read.Rollup(c.r.Context(), ask)
}

func units() resource {
	return resource{"units",
		[]post{
			{"/units", "unit.found", "Found a unit", "/units/{unit}", []string{"unit"}},
			{"/units/{unit}/names", "unit.rename", "Give a unit another name from a day on", "/units/{unit}", nil},
			{"/units/{unit}/kinds", "unit.retype", "Let a unit be of another kind from a day on", "/units/{unit}", nil},
			{"/units/{unit}/parents", "unit.move", "Put a unit below another from a day on", "/units/{unit}", nil},
			{"/mergers", "unit.merge", "End units by merging them into one that there is, with their funds and what lies below them", "/units/{into}", nil},
			{"/units/{unit}/splits", "unit.split", "End a unit by splitting it into several that there are", "/units/{unit}", nil},
			{"/units/{unit}/dissolutions", "unit.dissolve", "End a unit; what it owns goes to a successor", "/units/{unit}", nil},
			{"/hand-overs", "fund.hand-over", "Let funds pass on to another unit by one document", "", nil},
		},
		[]get{
			reads("/rollup", "rollup", "A tree of units with what each had, got, spent and passed on; transfers inside are eliminated", func(c *call, q rollupAsked) (projections.Rollup, error) { return c.rollup(q) }),
			reads("/units", "units", "Units, in the order of their codes or of their tree", func(c *call, q struct {
				Unit string `query:"unit" doc:"This unit and all below it, by code or id; all units where left out."`
				Tree bool   `query:"tree" doc:"Each after the one above it, siblings by their codes; by code alone where left out."`
				paged
			}) (none Page[projections.UnitBranch], err error) {
				top, err := c.optional("unit", q.Unit)
				if err != nil {
					return none, err
				}
				all, err := c.read.UnitBranches(c.r.Context(), top, c.asOf, q.At)
				if !q.Tree {
					projections.ByCode(all)
				}
				return page(c, all, q.paged, err)
			}),
			reads("/units/{unit}/history", "unit-history", "What happened to a unit, by day", func(c *call, q ofUnit) (none projections.UnitHistory, err error) {
				id, err := c.named("unit", q.Unit)
				if err != nil {
					return none, err
				}
				return c.read.UnitHistory(c.r.Context(), id, c.asOf, q.At)
			}),
			reads("/units/{unit}", "units", "One unit", func(c *call, q ofUnit) (projections.UnitInfo, error) {
				all, err := c.read.UnitsAt(c.r.Context(), c.asOf, q.At)
				if err != nil {
					return projections.UnitInfo{}, err
				}
				return one(c, "unit", q.Unit, all, func(u projections.UnitInfo) uuid.UUID { return u.Unit })
			}),
		}}
}

// one finds the thing with that id or code among all.
func one[T any](c *call, parameter, text string, all []T, id func(T) uuid.UUID) (T, error) {
	var none T
	wanted, err := c.named(parameter, text)
	if err != nil {
		return none, err
	}
	for _, x := range all {
		if id(x) == wanted {
			return x, nil
		}
	}
	return none, domain.Errorf(domain.NotFound, "there is no %s %s as of that entry and day", parameter, text).On(parameter)
}
