package projections_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/projections"
	"sovang/projections/readdb"
)

// compete puts the units of a history side by side, lets them leave and come back: at its end, so that what came before stays what it was.
func (r *random) compete() {
	units := []uuid.UUID{id("unit", 1), id("unit", 2)}
	r.note(nil, ledger.FormCluster{Cluster: id("cluster", 1), Code: "CUM-1", Name: "Cụm 1", Units: units, From: r.book.today() - 5})
	r.note(nil, ledger.ChangeCluster{Cluster: id("cluster", 1), Leave: units, From: r.book.today() - 3, Reason: "sắp xếp lại"})
	r.note(nil, ledger.ChangeCluster{Cluster: id("cluster", 1), Join: units, Name: "Cụm đồng bằng"})
}

// TestCluster: members stand side by side with all below them, on the day on which they belong to the cluster; what is declared has places of its own.
func TestCluster(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := newBook(t)
		funds := []uuid.UUID{b.found(1), b.found(2), b.found(3)}
		b.must(ledger.MoveUnit{Unit: id("unit", 2), Parent: id("unit", 1)})
		b.must(ledger.FormCluster{Cluster: id("cluster"), Code: "Cum-1", Name: "Cụm 1", Units: []uuid.UUID{id("unit", 1), id("unit", 3)}})
		formed := b.today()
		for i, f := range funds {
			b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(int64(i+1) * 1_000_000), Place: "cash"}})
		}
		b.must(fund.Send{Fund: funds[0], To: funds[2], Amount: money.Dong(400_000), Place: "cash"})
		b.must(ledger.DeclareFigures{Unit: id("unit", 3), Source: "Báo cáo", SourceDate: b.today(), Rows: []statistic.Asked{
			{Measure: "population", Period: "2023", Levels: statistic.Below, Value: "1500"}, {Measure: "fund-mobilised", Period: "2024", Levels: statistic.Below, Value: "99000000"}}})
		before := b.writer.Position().Entry
		b.days(3)
		b.must(ledger.ChangeCluster{Cluster: id("cluster"), Join: []uuid.UUID{id("unit", 2)}, Name: "Cụm lớn"})
		for name, refused := range map[string]ledger.Command{
			"the code again":      ledger.FormCluster{Cluster: id("other"), Code: "CUM-1", Name: "Cụm 2", Units: []uuid.UUID{id("unit", 1), id("unit", 3)}},
			"a unit not founded":  ledger.FormCluster{Cluster: id("other"), Code: "CUM-2", Name: "Cụm 2", Units: []uuid.UUID{id("unit", 1), id("unit", 4)}},
			"before a unit began": ledger.FormCluster{Cluster: id("other"), Code: "CUM-2", Name: "Cụm 2", Units: []uuid.UUID{id("unit", 1), id("unit", 3)}, From: formed - 500},
			"no cluster":          ledger.ChangeCluster{Cluster: id("other"), Leave: []uuid.UUID{id("unit", 1)}},
			"one would stay":      ledger.ChangeCluster{Cluster: id("cluster"), Leave: []uuid.UUID{id("unit", 1), id("unit", 3)}},
		} {
			if _, ok := b.try(refused); ok {
				t.Errorf("%s was not refused", name)
			}
		}
		r := b.project(t, open(t), projections.Options{}).Reader()
		named, err := r.ClusterNamed(t.Context(), "cum-1")
		if err != nil || named != id("cluster") {
			t.Fatal(named, err)
		}
		then, err := r.Cluster(t.Context(), projections.ClusterQuery{Cluster: named, Year: 2024, At: &formed})
		if err != nil || then.Name != "Cụm 1" || len(then.Members) != 2 {
			t.Fatalf("%+v, %v", then, err)
		}
		past, err := r.Cluster(t.Context(), projections.ClusterQuery{Cluster: named, Year: 2024, AsOf: projections.AsOf{Entry: before}})
		if err != nil || past.Name != "Cụm 1" || len(past.Members) != 2 {
			t.Fatalf("%+v, %v", past, err)
		}
		now, err := r.Cluster(t.Context(), projections.ClusterQuery{Cluster: named, Year: 2024})
		if err != nil || now.Name != "Cụm lớn" || len(now.Members) != 3 {
			t.Fatalf("%+v, %v", now, err)
		}
		for i, want := range []struct {
			donated, gifts, head int64
			within               uuid.UUID
			declared             int
		}{{3_000_000, 2, 0, uuid.Nil, 0}, {2_000_000, 1, 0, id("unit", 1), 0}, {3_000_000, 1, 2_000, uuid.Nil, 1}} {
			m := now.Members[i]
			if len(m.Booked) != 1 || m.Within != want.within || len(m.Declared) != want.declared {
				t.Errorf("%+v", m)
				continue
			}
			if x := m.Booked[0]; x.Donated != want.donated || x.Income != want.donated || x.Gifts != want.gifts || x.PerHead != want.head || x.Use != 0 {
				t.Errorf("%s: %+v", m.Code, x)
			}
		}
		early := domain.NewDate(2023, 1, 1)
		for name, q := range map[string]projections.ClusterQuery{
			"no such cluster": {Cluster: id("other"), Year: 2024}, "before it was formed": {Cluster: named, Year: 2023},
			"a year to come": {Cluster: named, Year: 2024, At: &early}, "no year": {Cluster: named},
		} {
			if _, err := r.Cluster(t.Context(), q); err == nil || domain.CodeOf(err) == domain.Internal {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}
