package projections_test

import (
	"slices"
	"testing"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/unit"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestAFundIsTheUnitsOfTheDay: a fund that has passed on is found under its new unit and code from that day on, under the old ones before, and as
// of entries that had not heard of it.
func TestAFundIsTheUnitsOfTheDay(t *testing.T) {
	b := newBook(t)
	f, g := b.found(1), b.found(2)
	b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(1000), Place: "cash"}})
	before := b.writer.Position().Entry
	b.days(40)
	b.must(ledger.FoundUnit{Unit: id("unit", 3), Kind: unit.Association, Code: "HKH-3", Name: "Hội Khuyến học xã mới"})
	on := b.today() - 10
	b.must(ledger.HandOverFunds{Funds: []ledger.HandOverFund{{Fund: f, Unit: id("unit", 3)}, {Fund: g, Unit: id("unit", 3), Code: "QKH-2.CU"}},
		On: on, Decision: "Nghị quyết 1660/NQ-UBTVQH15"})
	day := func(d domain.Date) *domain.Date { return &d }
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		r := b.project(t, open(t), projections.Options{}).Reader()
		for _, tt := range []struct {
			unit int
			asOf uint64
			at   *domain.Date
			want []string
		}{
			{1, 0, nil, nil}, {3, 0, nil, []string{"QKH-1", "QKH-2.CU"}},
			{1, 0, day(on - 1), []string{"QKH-1"}}, {2, 0, day(on - 1), []string{"QKH-2"}}, {3, 0, day(on), []string{"QKH-1", "QKH-2.CU"}},
			{1, before, nil, []string{"QKH-1"}}, {1, before, day(on), []string{"QKH-1"}},
		} {
			asOf := projections.AsOf{Entry: tt.asOf}
			got, err := r.Balances(t.Context(), projections.BalancesQuery{Unit: id("unit", tt.unit), AsOf: asOf, At: tt.at})
			if err != nil {
				t.Fatal(err)
			}
			var codes, infos []string
			for _, f := range got.Funds {
				codes = append(codes, f.Code)
			}
			all, err := r.FundsAt(t.Context(), asOf, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range all {
				if f.Unit == id("unit", tt.unit) {
					infos = append(infos, f.Code)
				}
			}
			if !slices.Equal(codes, tt.want) || !slices.Equal(infos, tt.want) {
				t.Errorf("unit %d as of %d at %v has %v and %v, not %v", tt.unit, tt.asOf, tt.at, codes, infos, tt.want)
			}
		}
		if found, err := r.FundNamed(t.Context(), "qkh-2.cu"); err != nil || found != g {
			t.Errorf("found %v, %v by its new code", found, err)
		}
	})
}
