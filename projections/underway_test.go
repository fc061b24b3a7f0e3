package projections_test

import (
	"cmp"
	"context"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
	"sovang/projections/readdb"
)

// latelyAreTransfers: what is under way between some funds and others, and what ended lately, is found among all their transfers.
func latelyAreTransfers(tb testing.TB, ctx context.Context, r *projections.Reader, funds []uuid.UUID, asOf projections.AsOf, at *domain.Date) (under, ended int) {
	tb.Helper()
	var there []uuid.UUID
	all := map[uuid.UUID][]projections.Transfer{}
	for _, f := range funds {
		found, err := r.Transfers(ctx, f, asOf, at)
		if domain.CodeOf(err) == domain.NotFound {
			continue // opened later
		}
		if err != nil {
			tb.Fatal(err)
		}
		there, all[f] = append(there, f), found
	}
	for _, some := range [][]uuid.UUID{there, there[:len(there)/2], nil} {
		want := projections.TransfersLately{UnderWay: []projections.Transfer{}, Ended: []projections.Transfer{}}
		seen := map[uuid.UUID]bool{}
		for _, f := range some {
			for _, t := range all[f] {
				switch {
				case seen[t.ID]:
				case t.State == projections.TransferInTransit:
					want.UnderWay = append(want.UnderWay, t)
				default:
					want.Ended = append(want.Ended, t)
				}
				seen[t.ID] = true
			}
		}
		slices.SortFunc(want.UnderWay, func(a, b projections.Transfer) int { return cmp.Compare(a.Entry, b.Entry) })
		slices.SortFunc(want.Ended, func(a, b projections.Transfer) int {
			return cmp.Or(cmp.Compare(b.Ended, a.Ended), cmp.Compare(a.Entry, b.Entry))
		})
		under, ended = max(under, len(want.UnderWay)), max(ended, len(want.Ended))
		for _, most := range []int{1000, 3, 0} {
			if want.More = want.More || len(want.Ended) > most; want.More {
				want.Ended = want.Ended[:most]
			}
			got, err := r.TransfersLately(ctx, some, most, asOf, at)
			want.AsOf = got.AsOf
			if diff := gocmp.Diff(want, got); err != nil || diff != "" {
				tb.Errorf("as of %d, at %v: %v\n%s", asOf.Entry, at, err, diff)
			}
		}
	}
	return under, ended
}

// TestTransfersLately: what is kept of transfers is what they are, as of any entry, in whatever order it is asked.
func TestTransfersLately(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 31, 400)
		f := factsOf(t, b.log)
		r, under, ended := b.project(t, open(t), projections.Options{}).Reader(), 0, 0
		for i := range uint64(40) {
			n := projections.AsOf{Entry: 1 + (i*7919)%b.last()}
			if i%2 == 0 {
				n.Entry = 1 + b.last()*i/40
			}
			way, over := latelyAreTransfers(t, t.Context(), r, f.funds, n, nil)
			under, ended = max(under, way), max(ended, over)
			if i%10 == 0 {
				latelyAreTransfers(t, t.Context(), r, f.funds, n, &f.days[len(f.days)/2])
			}
		}
		if under < 2 || ended < 2 {
			t.Errorf("at most %d were under way and %d had ended: the test shows little", under, ended)
		}
	})
}
