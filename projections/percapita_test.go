package projections_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/statistic"
	"sovang/domain/unit"
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

// TestAUnitThatEndedIsTheSameToAllReports: what the books of a unit took in before it was merged is its successor's to roll-ups, to amounts a head and
// beside what the successor declares.
func TestAUnitThatEndedIsTheSameToAllReports(t *testing.T) {
	b := newBook(t)
	b.found(1)
	first, second := id("fund", "general"), b.found(2)
	b.must(fund.Open{Fund: first, Unit: id("unit", 1), Code: "QC", Name: "Quỹ chung", Form: fund.AssociationFund})
	b.must(fund.OpenPlace{Fund: first, Place: "bank", Kind: fund.Bank, Name: "Ngân hàng"})
	b.must(ledger.FoundUnit{Unit: id("unit", 3), Kind: unit.Association, Code: "TINH", Name: "Hội Khuyến học tỉnh"})
	for n := range 2 {
		b.must(ledger.MoveUnit{Unit: id("unit", n+1), Parent: id("unit", 3), From: b.today()})
	}
	b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: first, Amount: money.Dong(7_000_000), Place: "bank"}})
	b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: second, Amount: money.Dong(2_000_000), Place: "bank"}})
	b.days(2)
	b.must(ledger.MergeUnits{Units: []uuid.UUID{id("unit", 1)}, Into: id("unit", 2), From: b.today(), Decision: "Nghị quyết 1", Funds: []ledger.HandOverFund{
		{Fund: first, Into: second, Places: []ledger.HandOverPlace{{From: "bank", Into: "bank"}}}, {Fund: id("fund", 1), Unit: id("unit", 2)}}})
	for _, n := range []int{2, 3} {
		b.must(ledger.DeclareFigures{Unit: id("unit", n), Source: "Báo cáo năm", SourceDate: b.today(), Rows: []statistic.Asked{
			{Measure: "population", Period: b.today().ISO(), Levels: statistic.Below, Value: "1000"}, {Measure: "fund-mobilised", Period: "2024", Levels: statistic.Below, Value: "9000000"}}})
	}
	r := b.built(t)
	for _, n := range []int{2, 3} {
		figures, err := r.Figures(t.Context(), projections.FiguresQuery{Unit: id("unit", n), Measure: "fund-mobilised", Booked: true})
		if err != nil || len(figures.Figures) != 1 || figures.Figures[0].Booked == nil {
			t.Fatalf("%+v, %v", figures, err)
		}
		ahead, err := r.PerCapita(t.Context(), projections.PerCapitaQuery{Unit: id("unit", n), Year: 2024})
		if err != nil {
			t.Fatal(err)
		}
		if is := figures.Figures[0].Booked.Is; is != 9_000_000 || ahead.Lines[0].Amount != is {
			t.Errorf("unit %d: %d beside what it declares, %d for the amount a head", n, is, ahead.Lines[0].Amount)
		}
	}
}
