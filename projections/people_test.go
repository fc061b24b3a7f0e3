package projections_test

import (
	"testing"

	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/domain/unit"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestPeopleInOrder: the register stands in the order of given names, of bodies by their whole name; who is called otherwise moves, and nobody's order outlives them.
func TestPeopleInOrder(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		u := id("unit", "of names")
		b.must(ledger.FoundUnit{Unit: u, Parent: id("unit", 1), Kind: unit.Branch, Code: "TEN", Name: "Chi hội"})
		var list []ledger.Registration
		for i, name := range []string{"Nguyễn Văn Bình", "Phạm Ánh", "Trần Thị An", "Lê Văn An", "Đỗ Ân", "Lò Đức", "Dương"} {
			list = append(list, ledger.Registration{Person: id("named", i), Unit: u, Kind: person.Individual, Card: person.Card{Name: name}})
		}
		list = append(list, ledger.Registration{Person: id("body"), Unit: u, Kind: person.Enterprise, Card: person.Card{Name: "Công ty An"}})
		b.must(ledger.RegisterPeople{People: list})
		b.must(ledger.DescribePerson{Person: id("named", 0), Card: person.Card{Name: "Nguyễn Văn Ái"}})
		b.must(ledger.DescribePerson{Person: id("body"), Card: person.Card{Name: "Công ty Ba"}})
		p := b.project(t, open(t), projections.Options{})
		names := func(q projections.PeopleQuery) (all []string) {
			t.Helper()
			found, err := p.Reader().People(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range found {
				all = append(all, x.Name)
			}
			return all
		}
		equal(t, "the register", names(projections.PeopleQuery{Unit: u}), []string{"Nguyễn Văn Ái", "Trần Thị An", "Lê Văn An", "Phạm Ánh", "Đỗ Ân", "Công ty Ba", "Dương", "Lò Đức"})
		equal(t, "a part of it", names(projections.PeopleQuery{Unit: u, Limit: 3, Skip: 2}), []string{"Lê Văn An", "Phạm Ánh", "Đỗ Ân"})
		equal(t, "as of a moment before", names(projections.PeopleQuery{Unit: u, Search: "an", Limit: 3, AsOf: projections.AsOf{Entry: p.Reached()}}), []string{"Nguyễn Văn Ái", "Trần Thị An", "Lê Văn An"})
		b.must(ledger.ForgetPerson{Person: id("named", 3), Reason: "yêu cầu"})
		b.caughtUp(t, p)
		equal(t, "without somebody", names(projections.PeopleQuery{Unit: u, Search: "an", Limit: 3}), []string{"Nguyễn Văn Ái", "Trần Thị An", "Phạm Ánh"})
	})
}
