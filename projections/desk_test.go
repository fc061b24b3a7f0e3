package projections_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/projections"
)

// compareDesk: what waits on a desk is counted as the reports list it, as of an entry.
func compareDesk(tb testing.TB, r *projections.Reader, funds []projections.FundInfo, asOf projections.AsOf) {
	tb.Helper()
	type place struct {
		fund     uuid.UUID
		currency string
	}
	var sums [4]map[place][2]int64 // under way and unexplained: as they are listed, and as they are counted
	for i := range sums {
		sums[i] = map[place][2]int64{}
	}
	add := func(which int, of uuid.UUID, currency string, count, amount int64) {
		was := sums[which][place{of, currency}]
		sums[which][place{of, currency}] = [2]int64{was[0] + count, was[1] + amount}
	}
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	var ids []uuid.UUID
	for _, f := range funds {
		of := f.Fund
		ids = append(ids, of)
		transfers, err := r.Transfers(tb.Context(), of, asOf, nil)
		must(err)
		for _, t := range transfers {
			if t.To == of && t.State == projections.TransferInTransit {
				add(0, of, t.Currency, 1, t.Amount)
			}
		}
		lines, err := r.BankLines(tb.Context(), projections.BankLinesQuery{Fund: of, AsOf: asOf})
		must(err)
		for _, l := range lines {
			add(1, of, l.Currency, 1, l.Left)
		}
		comparePapers(tb, r, of, asOf)
		var walked []uuid.UUID
		must(r.WalkPledges(tb.Context(), projections.PledgesQuery{Fund: of, Kept: true, AsOf: asOf}, func(p *projections.PledgeInfo) { walked = append(walked, p.Pledge) }))
		pledges, err := r.Pledges(tb.Context(), projections.PledgesQuery{Fund: of, Kept: true, AsOf: asOf})
		must(err)
		if !slices.EqualFunc(pledges, walked, func(p projections.PledgeInfo, id uuid.UUID) bool { return p.Pledge == id }) {
			tb.Errorf("as of %d %d pledges are listed and %d walked through", asOf.Entry, len(pledges), len(walked))
		}
	}
	under, err := r.UnderWay(tb.Context(), ids, asOf)
	must(err)
	for _, w := range under {
		add(2, w.Fund, w.Currency, w.Count, w.Amount)
	}
	unclear, err := r.Unexplained(tb.Context(), ids, asOf)
	must(err)
	for _, w := range unclear {
		add(3, w.Fund, w.Currency, w.Count, w.Amount)
	}
	if !maps.Equal(sums[0], sums[2]) || len(under) != len(sums[2]) {
		tb.Errorf("as of %d these are listed under way %v, and counted %v", asOf.Entry, sums[0], under)
	}
	if !maps.Equal(sums[1], sums[3]) || len(unclear) != len(sums[3]) {
		tb.Errorf("as of %d these lines are listed %v, and counted %v", asOf.Entry, sums[1], unclear)
	}
	if none, err := r.UnderWay(tb.Context(), nil, asOf); err != nil || len(none) != 0 {
		tb.Errorf("of no funds %v is under way, %v", none, err)
	}
}

// comparePapers: the papers of each series of a fund are those of its register.
func comparePapers(tb testing.TB, r *projections.Reader, of uuid.UUID, asOf projections.AsOf) {
	tb.Helper()
	series, err := r.SeriesOf(tb.Context(), of, asOf)
	if err != nil {
		tb.Fatal(err)
	}
	for _, s := range series {
		g, err := r.Receipts(tb.Context(), projections.RegisterQuery{Fund: of, Series: s.Series, From: 2, To: s.Last, AsOf: asOf})
		if err != nil {
			tb.Fatal(err)
		}
		var want []projections.StandingPaper
		for _, p := range g.Receipts {
			want = append(want, projections.StandingPaper{No: p.No, Currency: p.Currency, Amount: p.Amount, Void: p.Void})
		}
		found, err := r.StandingPapers(tb.Context(), of, s.Series, 2, s.Last, asOf)
		if diff := cmp.Diff(want, found); diff != "" || err != nil {
			tb.Errorf("as of %d the papers of %s are others, %v:\n%s", asOf.Entry, s.Series, err, diff)
		}
	}
}
