package projections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
	"sovang/projections/readdb"
)

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

// TestEntering: what the entry of gifts asks for while somebody types.
func TestEntering(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		here, f := id("unit", 1), id("fund", 1)
		away := id("unit", "elsewhere")
		b.must(ledger.FoundUnit{Unit: away, Parent: here, Kind: "branch", Code: "XA", Name: "Chi hội xa"})
		var list []ledger.Registration
		for _, p := range []struct{ key, name, code string }{{"an", "Đặng Văn Ân", "DA-1"}, {"an2", "Đặng Văn Ân", "DA-2"}, {"hoa", "Trần Thị Hoà", "HOA"}, {"ngan", "Ngân hàng Đá Bạc", ""}} {
			list = append(list, ledger.Registration{Person: id(p.key), Unit: here, Kind: person.Individual, Code: p.code, Card: person.Card{Name: p.name}})
		}
		list = append(list, ledger.Registration{Person: id("far"), Unit: away, Kind: person.Individual, Card: person.Card{Name: "Đặng Văn Ân"}})
		b.must(ledger.RegisterPeople{People: list})
		day := domain.DateOf(b.now)
		gift := func(donor uuid.UUID, amount int64) uuid.UUID {
			return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: money.Dong(amount), Place: "cash", Given: day}})
		}
		first, second, wrong := gift(id("an"), 500_000), gift(id("an"), 500_000), gift(id("hoa"), 70_000)
		b.must(fund.Reverse{Fund: f, Donation: wrong, Cause: fund.KeyingError, Reason: "gõ nhầm", Approver: "Chủ tịch"})
		b.must(ledger.OpenCampaign{Campaign: id("tet"), Unit: here, Kind: campaign.Appeal, Code: "TET", Name: "Xuân khuyến học", From: day, Until: day + 9})
		b.must(ledger.OpenCampaign{Campaign: id("he"), Unit: here, Kind: campaign.Appeal, Code: "HE", Name: "Hè", From: day + 30})
		r := b.project(t, open(t), projections.Options{}).Reader()

		names := func(text string, units ...uuid.UUID) (all []string) {
			t.Helper()
			found, err := r.Suggest(t.Context(), units, text, 8)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range found {
				all = append(all, p.Name+"/"+p.Code)
			}
			return all
		}
		for _, tt := range []struct {
			text string
			want []string
		}{
			{"DANG van", []string{"Đặng Văn Ân/DA-1", "Đặng Văn Ân/DA-2"}}, {"a\u0302n", []string{"Đặng Văn Ân/DA-1", "Đặng Văn Ân/DA-2"}},
			{"da-", []string{"Đặng Văn Ân/DA-1", "Đặng Văn Ân/DA-2"}}, {"da b", []string{"Ngân hàng Đá Bạc/"}}, {"hoa", []string{"Trần Thị Hoà/HOA"}}, {"nobody", nil}, {"%", nil}, {" ", nil},
		} {
			equal(t, "those who are suggested for "+tt.text, names(tt.text, here), tt.want)
		}
		equal(t, "those of another unit", names("dang", away), []string{"Đặng Văn Ân/"})
		equal(t, "those of a unit that is not there", names("dang", id("no unit")), []string(nil))

		called, err := r.Called(t.Context(), []uuid.UUID{here, away}, []string{"đặng văn ân", "hoa", "Trần Thị Hòa", "Ai đó", ""})
		if err != nil {
			t.Fatal(err)
		}
		counts := map[string]int{}
		for name, found := range called {
			counts[name] = len(found)
		}
		equal(t, "namesakes", counts, map[string]int{"đặng văn ân": 3, "hoa": 1, "Trần Thị Hòa": 1, "Ai đó": 0})

		again := projections.Gift{Donor: id("an"), Currency: "VND", Amount: 500_000, Given: day}
		undone := projections.Gift{Donor: id("hoa"), Currency: "VND", Amount: 70_000, Given: day}
		other := projections.Gift{Donor: id("an"), Currency: "VND", Amount: 500_000, Given: day - 1}
		looks, err := r.SameGifts(t.Context(), f, []projections.Gift{again, undone, other, {Donor: id("nobody"), Currency: "VND", Amount: 1}})
		if err != nil || len(looks[again]) != 2 || len(looks[undone]) != 0 || len(looks[other]) != 0 {
			t.Errorf("the same gifts are %v, %v", looks, err)
		}

		found, err := r.DonationsWith(t.Context(), []uuid.UUID{second, id("none"), first}, projections.AsOf{})
		if err != nil || len(found) != 2 || found[0].ID != second || found[1].ID != first {
			t.Errorf("the donations are %+v, %v", found, err)
		}
		people, err := r.PeopleWith(t.Context(), []uuid.UUID{id("hoa"), id("none")})
		if err != nil || len(people) != 1 || people[id("hoa")].Name != "Trần Thị Hoà" {
			t.Errorf("the people are %+v, %v", people, err)
		}
		for _, tt := range []struct {
			day  domain.Date
			want int
		}{{day, 1}, {day + 10, 0}, {day + 40, 1}} {
			runs, err := r.CampaignsOn(t.Context(), []uuid.UUID{here, away}, tt.day)
			if err != nil || len(runs) != tt.want {
				t.Errorf("on %s run %+v, %v", tt.day, runs, err)
			}
		}
	})
}
