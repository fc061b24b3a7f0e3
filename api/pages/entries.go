package pages

import (
	"slices"

	"sovang/projections"
)

func (s *Site) entryPages() []Page {
	return []Page{{Path: "/entries", For: Report("entries").AtTheTop(), Template: "entries", Menu: "menu.entries", Under: Checking, Unlisted: true, Show: (*Call).entries}}
}

// entriesShown is a part of the log, the last entry first.
type entriesShown struct {
	When
	Entries []projections.EntryInfo
	Earlier string // the address of the part before, "" where there is none
	Later   string
}

// onePage is how many entries a page shows.
const onePage = 50

func (c *Call) entries() (any, error) {
	h, err := c.when()
	if err != nil || h.AsOf.Entry == 0 {
		return entriesShown{When: h}, err
	}
	from := h.AsOf.Entry - min(h.AsOf.Entry-1, onePage-1)
	all, err := c.Read().Entries(c.Context(), projections.EntriesQuery{From: from, To: h.AsOf.Entry, AsOf: h.AsOf, At: h.At, Limit: onePage})
	if err != nil {
		return nil, err
	}
	slices.Reverse(all)
	later := h.Step(onePage)
	if later == "" && h.Past() {
		later = h.Now()
	}
	return entriesShown{h, all, h.Step(-onePage), later}, nil
}
