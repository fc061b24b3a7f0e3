package projections_test

import (
	"testing"

	"sovang/domain/catalog"
)

// TestHistoriesHoldEveryFact: the histories that the other tests ask about leave nothing out that money, slots and pledges can do.
func TestHistoriesHoldEveryFact(t *testing.T) {
	count := map[string]int{}
	for _, seed := range []uint64{1, 2, 3, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23} {
		for e := range entries(t, history(t, seed, 600).log) {
			for _, c := range e.Changes {
				for _, event := range c.Events {
					name, _, _ := catalog.Name(event)
					count[name]++
				}
			}
		}
	}
	for _, name := range catalog.Names() {
		if count[name] == 0 {
			t.Errorf("no history has a %s", name)
		}
	}
}
