package projections_test

import (
	"strings"
	"testing"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/statistic"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestPerCapita: an amount a head is one unit's, of one basis, of named levels, by the last count of people that speaks of a day before; without
// such a count there is none.
func TestPerCapita(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := newBook(t)
		first, second := b.found(1), b.found(2)
		b.must(ledger.MoveUnit{Unit: id("unit", 2), Parent: id("unit", 1)})
		b.days(2)
		b.must(ledger.RegisterPeople{People: []ledger.Registration{{Person: id("bank"), Unit: id("unit", 1), Kind: person.Enterprise, Code: "NH", Card: person.Card{Name: "Ngân hàng"}}}})
		give := func(to fund.Receive) { b.must(ledger.ReceiveDonation{Receive: to}) }
		give(fund.Receive{Fund: first, Donor: id("bank"), Amount: money.Dong(7_000_000), Place: "bank", Given: b.today(), Booked: b.today() - 1})
		give(fund.Receive{Fund: second, Amount: money.Dong(3_000_000), Place: "cash", Given: b.today(), Booked: b.today() - 1})
		b.must(fund.Redate{Fund: first, Document: b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: first, Donor: id("bank"), Amount: money.Dong(500_000), Place: "bank",
			Given: b.today(), Booked: b.today()}}), Booked: b.today() - 1, Reason: "ghi nhầm ngày", Approver: "chủ tịch"})
		b.must(ledger.DeclareFigures{Unit: id("unit", 1), Source: "Niên giám thống kê", SourceDate: b.today(), Rows: []statistic.Asked{
			{Measure: "population", Period: "2023", Levels: statistic.Below, Value: "3000"},
			{Measure: "population", Period: b.today().ISO(), Levels: statistic.Below, Value: "3100", Bound: statistic.About},
			{Measure: "fund-mobilised", Period: "2024", Levels: statistic.Below, Value: "31000000", Bound: statistic.Over},
			{Measure: "members", Period: "2024", Levels: statistic.Below, Value: "31"},
		}})
		r := b.project(t, open(t), projections.Options{}).Reader()
		at := b.today()
		for name, tt := range map[string]struct {
			q     projections.PerCapitaQuery
			heads int64
			want  []projections.PerHead // what, amount and a head
			err   string
		}{
			"booked, the tree": {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2024, At: &at}, 3100,
				[]projections.PerHead{{What: "donations", Amount: 10_500_000, PerHead: 3387}, {What: string(projections.BookedAwards)}, {What: "closing", Amount: 10_500_000, PerHead: 3387}}, ""},
			"declared": {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2024, Basis: projections.OfDeclared}, 3100,
				[]projections.PerHead{{What: "fund-mobilised", Amount: 31_000_000, PerHead: 10_000}}, ""},
			"nobody counted its own":   {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2024, Levels: statistic.Own}, 0, nil, "there is no figure of how many people"},
			"nobody counted by then":   {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2022}, 0, nil, "there is no figure of how many people"},
			"nobody counted pupils":    {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2024, Per: "pupils"}, 0, nil, "how many pupils"},
			"nobody counted below":     {projections.PerCapitaQuery{Unit: id("unit", 2), Year: 2024}, 0, nil, "there is no figure of how many people"},
			"of whom":                  {projections.PerCapitaQuery{Year: 2024}, 0, nil, "one unit's"},
			"a head of members":        {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2024, Per: "members"}, 0, nil, "not of"},
			"no basis":                 {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2024, Basis: "both"}, 0, nil, "no basis"},
			"a year that has not come": {projections.PerCapitaQuery{Unit: id("unit", 1), Year: 2025, At: &at}, 0, nil, "there is no day of the year"},
			"no unit":                  {projections.PerCapitaQuery{Unit: id("unit", 9), Year: 2024}, 0, nil, "there is no unit"},
		} {
			got, err := r.PerCapita(t.Context(), tt.q)
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) || domain.CodeOf(err) == domain.Internal {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if err != nil || got.Heads.Is.Value != tt.heads || len(got.Lines) != len(tt.want) {
				t.Errorf("%s: %+v, %v", name, got, err)
				continue
			}
			for i, w := range tt.want {
				if l := got.Lines[i]; l.What != w.What || l.Amount != w.Amount || l.PerHead != w.PerHead {
					t.Errorf("%s: %+v, want %+v", name, l, w)
				}
			}
		}
		rolled, err := r.Rollup(t.Context(), projections.RollupQuery{Unit: id("unit", 1)})
		if err != nil || len(rolled.Rows) != 2 || rolled.Rows[1].Level != 1 {
			t.Fatalf("%+v, %v", rolled, err)
		}
		for _, d := range []domain.Date{at - 1, at} { // the re-dated gift is the enterprise's on both days
			rolled, err := r.Rollup(t.Context(), projections.RollupQuery{Unit: id("unit", 1), At: &d})
			if err != nil || len(rolled.Totals) != 1 {
				t.Fatalf("%+v, %v", rolled, err)
			}
			want := []projections.GiverSum{{Kind: person.Enterprise, Amount: 7_500_000, Count: 2}, {Kind: "", Amount: 3_000_000, Count: 1}}
			if got := rolled.Totals[0].Donations; len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
				t.Errorf("on %s: %+v", d, got)
			}
		}
	})
}
