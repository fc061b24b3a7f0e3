package projections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"sovang/projections"
	"sovang/projections/readdb"
)

// TestSummedOnce: a roll-up of sums that are kept is the one of the flows themselves, as of any entry, in whatever order it is asked, also where there are more sums than
// are kept.
func TestSummedOnce(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 29, 400)
		p := b.project(t, open(t), projections.Options{})
		first, last := factsOf(t, b.log).days[0], b.last()
		for _, most := range []int64{0, 30} {
			keeps := p.Reader()
			keeps.SumOften(most)
			for _, n := range []uint64{last / 4, last / 2, last / 8, last/2 + 130, last, last - 1, last / 2, last} {
				q := projections.RollupQuery{AsOf: projections.AsOf{Entry: n}}
				for range 3 {
					got, err := keeps.Rollup(t.Context(), q)
					want, fresh := p.Reader().Rollup(t.Context(), q)
					if diff := cmp.Diff(want, got); err != nil || fresh != nil || diff != "" {
						t.Fatalf("as of %d: %v, %v\n%s", n, err, fresh, diff)
					}
					at := first + 40
					q.Since, q.At = q.At, &at
				}
			}
			if sums, chunks := keeps.Summed(); most == 0 && (sums == 0 || chunks < 2) || most > 0 && sums != -1 {
				t.Errorf("%d sums of %d chunks are kept of %d entries", sums, chunks, last)
			}
		}
	})
}
