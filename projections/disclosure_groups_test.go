package projections

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// TestSmallGroupsStayHidden: whatever the groups, and whether a fund's disclosure, that of all funds, or both are at hand: nobody can compute how many a
// hidden group had.
func TestSmallGroupsStayHidden(t *testing.T) {
	const least = 5
	rapid.Check(t, func(t *rapid.T) {
		c := cells{}
		funds := rapid.IntRange(1, 4).Draw(t, "funds")
		for g := range rapid.IntRange(1, 8).Draw(t, "groups") {
			for f := range funds {
				if n := rapid.IntRange(0, 9).Draw(t, "awards"); n > 0 {
					c.add(fmt.Sprint("g", g), int64(f), Counted{int64(n), int64(n) * 1000})
				}
			}
		}
		all, apart := c.small(least), c.apart(least)
		safe(t, "all", all, func(key string) int64 { return c.total(key).Count }, c, least)
		for f, hidden := range apart {
			safe(t, fmt.Sprint("fund ", f), hidden, func(key string) int64 { return c[key][f].Count }, c, least)
		}
		for key := range c {
			if all[key] || len(apart) < 2 {
				continue
			}
			left, of := int64(0), 0 // what the sum and the funds' own disclosures leave
			for f, hidden := range apart {
				if n := c[key][f].Count; n > 0 && hidden[key] {
					left, of = left+n, of+1
				}
			}
			if left > 0 && (left < least || of < 2) {
				t.Errorf("%q is shown for all with %d, which leaves %d for %d funds that hide it", key, c.total(key).Count, left, of)
			}
		}
	})
}

// safe: every group that is too small is hidden, and what is hidden is either everything or at least two groups and least awards together.
func safe(t *rapid.T, whose string, hidden map[string]bool, count func(string) int64, c cells, least int64) {
	groups, awards, shown := 0, int64(0), 0
	for key := range c {
		switch n := count(key); {
		case n == 0:
		case hidden[key]:
			groups, awards = groups+1, awards+n
		case n < least:
			t.Errorf("%s: %q is shown with %d", whose, key, n)
		default:
			shown++
		}
	}
	if groups > 0 && shown > 0 && (groups < 2 || awards < least) {
		t.Errorf("%s: %d groups with %d awards are hidden beside %d that are shown", whose, groups, awards, shown)
	}
}
