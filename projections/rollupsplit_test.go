package projections_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/unit"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// TestRollupOfASplit: a unit that was split lies below neither of its successors. What its funds had counts with the one whose fund took each over, from
// that day on, and of the tree above nothing is counted twice or not at all: on both databases.
func TestRollupOfASplit(t *testing.T) {
	b := newBook(t)
	found := func(code, parent string) {
		p := uuid.Nil
		if parent != "" {
			p = id("u", parent)
		}
		b.must(ledger.FoundUnit{Unit: id("u", code), Kind: unit.Association, Code: code, Name: "Hội " + code, Parent: p})
	}
	open := func(code, unit string) uuid.UUID {
		f := id("f", code)
		b.must(fund.Open{Fund: f, Unit: id("u", unit), Code: code, Name: "Quỹ " + code, Form: fund.AssociationFund})
		b.must(fund.OpenPlace{Fund: f, Place: "cash", Kind: fund.Cash, Name: "Két"})
		return f
	}
	gift := func(f uuid.UUID, amount int64) {
		b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(amount), Place: "cash"}})
	}
	found("TINH", "")
	found("CU", "TINH")
	found("DONG", "TINH")
	found("TAY", "TINH")
	east, west, further := open("CU-DONG", "CU"), open("CU-TAY", "CU"), open("CU-NHAP", "CU")
	into := open("DONG", "DONG")
	gift(east, 300_000)
	gift(further, 20_000)
	gift(west, 7_000)
	b.days(30)
	before := b.today() - 1
	b.must(ledger.SplitUnit{Unit: id("u", "CU"), Into: []uuid.UUID{id("u", "DONG"), id("u", "TAY")}, Decision: "NQ-2", Reason: "chia tách", Funds: []ledger.HandOverFund{
		{Fund: further, Into: east}, {Fund: east, Into: into}, {Fund: west, Unit: id("u", "TAY")}}})
	gift(into, 100_000)
	today := b.today()

	type figures struct{ Donated, Inside, Received, Closing int64 }
	for name, r := range map[string]*projections.Reader{
		"sqlite":   b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{}).Reader(),
		"postgres": b.project(t, postgres(t, pgtest.Shared(t).Database(t)), projections.Options{}).Reader(),
	} {
		t.Run(name, func(t *testing.T) {
			for what, tt := range map[string]struct {
				top  string
				at   domain.Date
				want map[string]figures // by row, and "" for the total
			}{
				"the province before": {"TINH", before, map[string]figures{"CU": {327_000, 0, 0, 327_000}, "": {327_000, 0, 0, 327_000}}},
				"the province":        {"TINH", today, map[string]figures{"DONG": {420_000, 340_000, 0, 420_000}, "TAY": {7_000, 0, 0, 7_000}, "": {427_000, 340_000, 0, 427_000}}},
				"one successor":       {"DONG", today, map[string]figures{"DONG": {420_000, 340_000, 0, 420_000}, "": {420_000, 340_000, 0, 420_000}}},
				"it, the day before":  {"DONG", before, map[string]figures{}},
				"the other":           {"TAY", today, map[string]figures{"TAY": {7_000, 0, 0, 7_000}, "": {7_000, 0, 0, 7_000}}},
				"what was split":      {"CU", today, map[string]figures{}},
			} {
				got, err := r.Rollup(t.Context(), projections.RollupQuery{Unit: id("u", tt.top), At: &tt.at})
				if err != nil {
					t.Fatal(what, err)
				}
				has := map[string]figures{}
				for _, row := range append(slices.Clone(got.Rows), projections.RollupRow{Figures: got.Totals}) {
					for _, f := range row.Figures {
						has[row.Code] = figures{f.Donated(), f.ReceivedInside, f.Received, f.Closing}
					}
				}
				if diff := cmp.Diff(tt.want, has); diff != "" {
					t.Errorf("%s: -want +got\n%s", what, diff)
				}
			}
		})
	}
}
