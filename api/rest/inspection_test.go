package rest

import (
	"slices"
	"testing"

	"sovang/projections"
)

// TestFindingKinds: the document names every kind of finding that there is.
func TestFindingKinds(t *testing.T) {
	for _, g := range inspections().gets {
		for _, p := range paramsOf(g.query) {
			if p.name == "kind" && !slices.Equal(p.words, projections.FindingKinds()) {
				t.Errorf("%s offers %v, there are %v", g.path, p.words, projections.FindingKinds())
			}
		}
	}
}
