package projections_test

import (
	"testing"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestBatchOverrides: batches that were posted though they are not what was counted are found where an inspection looks, and by the batch, as of any entry.
func TestBatchOverrides(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		f := id("fund", 1)
		post := func(batch string, amount int64, donations int64, counted *int64) {
			b.must(ledger.ReceiveDonation{
				Receive:  fund.Receive{Fund: f, Amount: money.Dong(amount), Place: "cash"},
				Override: &fund.BatchOverride{Batch: id(batch), Donations: donations, Sum: money.Dong(9 * amount), Counted: counted, Reason: "lý do " + batch},
			})
		}
		post("một", 500, 9, nil)
		b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(7), Place: "cash"}})
		post("hai", 600, 9, new(int64(10)))
		post("một", 800, 12, new(int64(13))) // its rest, later
		r := b.project(t, open(t), projections.Options{}).Reader()
		asOf, err := r.AsOf(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		found, err := r.Findings(t.Context(), b.log, projections.FindingsQuery{Kind: "override"})
		if err != nil || len(found.Findings) != 3 {
			t.Fatalf("found are %+v, %v", found.Findings, err)
		}
		first := found.Findings[2]
		equal(t, "the first", first, projections.Finding{Entry: first.Entry, Recorded: first.Recorded, Actor: "thủ quỹ", Kind: "override", Fact: "fund.batch-overridden", FundCode: "QKH-1",
			Currency: "VND", Amount: 4500, Reason: "lý do một", Batch: &fund.BatchOverridden{Batch: id("một"), Currency: "VND", Donations: 9, Amount: 4500, Reason: "lý do một"}})
		day := domain.DateOf(b.now) - 1
		if before, err := r.Findings(t.Context(), b.log, projections.FindingsQuery{Kind: "override", At: &day}); err != nil || len(before.Findings) != 0 {
			t.Errorf("by the day before, %+v were found, %v", before.Findings, err)
		}
		for _, tt := range []struct {
			batch string
			asOf  projections.AsOf
			want  []int64
		}{{"một", asOf, []int64{9, 12}}, {"một", projections.AsOf{Entry: asOf.Entry - 1}, []int64{9}}, {"hai", asOf, []int64{9}}, {"ba", asOf, nil}} {
			all, err := r.BatchOverrides(t.Context(), b.log, id(tt.batch), f, first.Entry, asOf.Entry, tt.asOf)
			if err != nil {
				t.Fatal(err)
			}
			var got []int64
			for _, o := range all {
				got = append(got, o.Donations)
			}
			equal(t, tt.batch, got, tt.want)
		}
	})
}
