package projections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestAwaiting: what has not come yet is listed until it is cleared or dropped, the oldest first and for its own fund.
func TestAwaiting(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		f, other := id("fund", 1), id("fund", "other")
		b.must(fund.Open{Fund: other, Unit: id("unit", 1), Code: "KHAC", Name: "Quỹ khác", Form: fund.AssociationFund})
		waits := func(in uuid.UUID, amount int64) uuid.UUID {
			return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: in, Amount: money.Dong(amount), Awaiting: true}})
		}
		first, second, third, elsewhere := waits(f, 100_000), waits(f, 200_000), waits(f, 300_000), waits(other, 400_000)
		b.must(fund.Clear{Fund: f, Donation: second, Place: "cash"})
		r := b.project(t, open(t), projections.Options{}).Reader()
		for in, want := range map[uuid.UUID][]uuid.UUID{f: {first, third}, other: {elsewhere}} {
			found, err := r.Awaiting(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			var ids []uuid.UUID
			for _, d := range found {
				ids = append(ids, d.ID)
				if d.State != projections.DonationAwaiting || d.Fund != in || d.Amount == 0 {
					t.Errorf("%+v waits", d)
				}
			}
			if diff := cmp.Diff(want, ids); diff != "" {
				t.Error(diff)
			}
		}
		if _, err := r.Awaiting(t.Context(), id("nowhere")); err == nil {
			t.Error("a fund that there is not has something that waits")
		}
	})
}
