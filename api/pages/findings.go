package pages

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sovang/projections"
)

func (s *Site) findingPages() []Page {
	return []Page{{Path: "/findings", For: Report("findings"), Template: "findings", Menu: "menu.findings", Under: Checking, Unlisted: true, Show: (*Call).findings}}
}

// findingsShown is what an inspection looks at, the newest first.
type findingsShown struct {
	When
	Kinds           []string // to choose from
	Kind            string
	Units           []projections.UnitBranch
	Of, From, To    string
	Whole           bool // it may be asked for without a unit, and its entries may be opened
	Rows            []projections.Finding
	Earlier, Newest string
	Deficits        []projections.Deficit // that stand
}

func (c *Call) findings() (any, error) {
	h, err := c.when("kind", "of", "from", "to", "after")
	if err != nil || h.AsOf.Entry == 0 {
		return findingsShown{When: h}, err
	}
	f := findingsShown{When: h, Kinds: projections.FindingKinds(), Kind: c.Query("kind"), Of: c.Query("of"), From: c.Query("from"), To: c.Query("to"), Whole: c.May(wholeLog())}
	q := projections.FindingsQuery{Kind: f.Kind, AsOf: h.AsOf, At: h.At, Limit: onePage}
	if q.From, err = dayOf("from", f.From); err != nil {
		return nil, err
	}
	if q.To, err = dayOf("to", f.To); err != nil {
		return nil, err
	}
	if q.After, err = numberOf("after", c.Query("after")); err != nil {
		return nil, err
	}
	if q.Before, err = numberOf("before", c.Query("before")); err != nil {
		return nil, err
	}
	if q.Before != 0 {
		f.Newest = h.With("", "")
	}
	if f.Units, err = c.unitsInReach(h.AsOf); err != nil {
		return nil, err
	}
	if q.Whose, err = c.inspected(&f); err != nil {
		return nil, err
	}
	found, err := c.Read().Findings(c.Context(), c.site.o.Entries, q)
	if f.Rows, f.Deficits = found.Findings, found.Deficits; found.Next != 0 {
		f.Earlier = h.With("before", strconv.FormatUint(found.Next, 10))
	}
	return f, err
}

// inspected is whose findings are asked for: of a unit or fund, or else of all that whoever asks may see; nil is the whole book.
func (c *Call) inspected(f *findingsShown) ([]uuid.UUID, error) {
	funds, err := c.Read().Funds(c.Context(), f.AsOf)
	if err != nil {
		return nil, err
	}
	if f.Of == "" {
		if f.Whole {
			return nil, nil
		}
		all := []uuid.UUID{}
		for _, u := range f.Units {
			all = append(all, u.Unit)
			for _, x := range funds {
				if x.Unit == u.Unit {
					all = append(all, x.Fund)
				}
			}
		}
		return all, nil
	}
	whose, err := c.whose(f.Of)
	if err != nil {
		return nil, err
	}
	for _, id := range whose {
		unit := id
		if i := slices.IndexFunc(funds, func(x projections.FundInfo) bool { return x.Fund == id }); i >= 0 {
			unit = funds[i].Unit
		}
		if err := c.Within(unit); err != nil {
			return nil, err
		}
	}
	return whose, nil
}
