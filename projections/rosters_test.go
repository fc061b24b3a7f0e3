package projections_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/roster"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// rosters is what a random history remembers of one day's salary.
type rosters struct {
	schools, rosters, gifts []uuid.UUID
	campaign                string
}

// salary gives a day of salary: a school estimates, records, remits, and puts its roster behind what it remitted; or something of that is undone.
func (r *random) salary(i int, f uuid.UUID) {
	s := &r.rosters
	if s.campaign == "" {
		s.campaign = "NGAY-LUONG"
		r.book.must(ledger.OpenCampaign{Campaign: id("salary"), Unit: id("unit", 1), Code: s.campaign, Name: "Một ngày lương", Kind: campaign.DaySalary, From: r.book.today() - 9})
		for n := range 2 {
			school := id("school", n)
			r.book.must(ledger.RegisterPeople{People: []ledger.Registration{{Person: school, Unit: id("unit", 1), Kind: person.School, Code: fmt.Sprint("TH-", n),
				Card: person.Card{Name: fmt.Sprint("Trường Tiểu học ", n)}}}})
			s.schools = append(s.schools, school)
		}
	}
	school, known := pick(r, s.schools), pick(r, s.rosters)
	switch r.IntN(8) {
	case 0, 1, 2:
		r.remit(i, f, school)
	case 3, 4:
		change := ledger.RosterChange{Code: fmt.Sprint(r.IntN(4)), Amount: r.dong(90_000)}
		if r.IntN(3) == 0 {
			change = ledger.RosterChange{Code: "1", Person: pick(r, r.folk), Struck: r.IntN(2) == 0}
			if change.Struck {
				change.Person = uuid.Nil
			}
		}
		correct := ledger.CorrectRoster{Roster: known, Rows: []ledger.RosterChange{change}, Reason: "đính chính", Approver: "hiệu trưởng"}
		if !r.note(nil, correct) {
			correct.DifferenceReason = "nộp lệch"
			r.note(nil, correct)
		}
	case 5:
		r.note(nil, ledger.DetachRoster{Roster: known, Reason: "gắn nhầm"})
	case 6:
		r.note(nil, fund.Reverse{Fund: f, Donation: pick(r, s.gifts), Cause: fund.Bounced, Place: "bank", Reason: "ngân hàng trả lại", Amount: r.dong(60_000)})
		r.note(nil, ledger.NameRosterDifference{Roster: known, Reason: "ngân hàng trả lại một phần"})
	default:
		r.note(nil, fund.Reverse{Fund: f, Donation: pick(r, s.gifts), Cause: fund.Bounced, Place: "bank", Reason: "ngân hàng trả lại"})
	}
}

func (r *random) remit(i int, f, school uuid.UUID) {
	s, list := &r.rosters, id("roster", r.book.next)
	if r.IntN(2) == 0 {
		r.note(nil, ledger.EstimateRoster{Roster: list, Giver: school, Campaign: s.campaign, Day: r.book.today() + 7, Amount: r.dong(900_000), Of: uuid.Nil, Basis: "năm ngoái"})
	}
	var rows []ledger.RosterRow
	sum := int64(0)
	for n := range 1 + r.IntN(4) {
		row := ledger.RosterRow{Code: fmt.Sprint(n), Amount: r.dong(90_000)}
		if n < 2 {
			row.Person = r.folk[(r.book.next+n)%(len(r.folk)-1)]
		}
		rows, sum = append(rows, row), sum+row.Amount.Minor
	}
	if !r.note(nil, ledger.RecordRoster{Roster: list, Giver: school, Campaign: s.campaign, Day: r.booked(), Rows: rows}) {
		return
	}
	s.rosters = append(s.rosters, list)
	gift := fund.Receive{Fund: f, Donor: school, Amount: money.Dong(sum), Place: "bank", Booked: r.booked(), Campaign: s.campaign}
	attach := ledger.AttachRoster{Roster: list}
	if r.IntN(3) == 0 {
		gift.Amount.Minor += 1_000
		attach.Difference, attach.Reason = money.Dong(1_000), "làm tròn"
	}
	d, ok := r.book.try(ledger.ReceiveDonation{Receive: gift})
	if !ok {
		return
	}
	s.gifts, r.donations[i] = append(s.gifts, d), append(r.donations[i], d)
	attach.Donation = d
	if r.IntN(6) == 0 {
		attach.Roster = pick(r, s.rosters)
	}
	r.note(nil, attach)
}

// compareRosters holds what is reported of rosters against the states.
func (w *world) compareRosters(t *testing.T, r *projections.Reader, asOf projections.AsOf) {
	t.Helper()
	found, err := r.Rosters(t.Context(), projections.RostersQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	credits := map[uuid.UUID]int64{}
	for _, x := range found {
		s := w.states[roster.StreamOf(x.Roster)].(*roster.Roster)
		if s.Sum() != x.Sum || s.Employees() != x.Employees || s.Version != x.Version || s.Giver != x.Giver || s.Remitted != x.Remitted ||
			(s.Donation != uuid.Nil) != (x.State == projections.RosterAttached) {
			t.Errorf("%v: roster is %+v, the state %+v", asOf, x, s)
		}
		if x.State == projections.RosterAttached && (x.Donation != s.Donation || x.Difference != s.Remitted-s.Sum() || x.Unnamed != (s.Named != x.Difference)) {
			t.Errorf("%v: roster stands at %+v, the state at %+v", asOf, x, s)
		}
		b, err := r.RosterBook(t.Context(), x.Roster, asOf, nil)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, row := range s.Rows {
			if row.Amount == 0 {
				continue
			}
			if rows >= len(b.Rows) || b.Rows[rows].Code != row.Code || b.Rows[rows].Person != row.Person || b.Rows[rows].Amount != row.Amount {
				t.Fatalf("%v: rows %v, the state has %v", asOf, b.Rows, s.Rows)
			}
			if rows++; x.State == projections.RosterAttached {
				credits[row.Person] += row.Amount
			}
		}
		if rows != len(b.Rows) || len(b.Changes) > 0 != (x.Version > 1) {
			t.Errorf("%v: %d rows, %d changes; the state has %v", asOf, len(b.Rows), len(b.Changes), s)
		}
	}
	delete(credits, uuid.Nil)
	for who, amount := range credits {
		h, err := r.Donor(t.Context(), projections.DonorQuery{Donor: who, AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range h.Soft {
			if c.State == projections.RosterAttached {
				amount -= c.Amount
			}
		}
		if amount != 0 {
			t.Errorf("%v: %s is credited with %d too little: %+v", asOf, who, amount, h.Soft)
		}
	}
}

// TestRosterStory is one day's salary of one school, told as of every entry and about every day: on both databases.
func TestRosterStory(t *testing.T) {
	b := newBook(t)
	f, people := b.found(1), b.people(3)
	school, list := id("school"), id("roster")
	b.must(ledger.RegisterPeople{People: []ledger.Registration{{Person: school, Unit: id("unit", 1), Kind: person.School, Code: "QD17", Card: person.Card{Name: "Trường Tiểu học số 7"}}}})
	b.must(ledger.OpenCampaign{Campaign: id("salary"), Unit: id("unit", 1), Code: "NL", Name: "Một ngày lương", Kind: campaign.DaySalary, From: b.today() - 30})
	b.must(ledger.EstimateRoster{Roster: list, Giver: school, Campaign: "nl", Day: b.today() + 10, Amount: money.Dong(200_000), Employees: 3, Basis: "năm ngoái"})
	b.days(10)
	before := b.today() - 1
	b.must(ledger.RecordRoster{Roster: list, Giver: school, Campaign: "NL", Rows: []ledger.RosterRow{
		{Code: "1", Person: people[0], Amount: money.Dong(65_000)}, {Code: "2", Amount: money.Dong(75_000)}}})
	day := b.today()
	b.days(1)
	gift := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: school, Amount: money.Dong(90_000), Place: "bank", Campaign: "NL"}})
	b.must(ledger.AttachRoster{Roster: list, Donation: gift, Reason: "một cán bộ nộp sau"})
	attached := projections.AsOf{Entry: uint64(b.next) + 0}
	b.days(1)
	b.must(ledger.CorrectRoster{Roster: list, Rows: []ledger.RosterChange{{Code: "1", Person: people[1], Amount: money.Dong(60_000)}}, Reason: "ghi nhầm người",
		Approver: "hiệu trưởng", DifferenceReason: "hai cán bộ nộp sau"})
	b.days(1)
	b.must(fund.Reverse{Fund: f, Donation: gift, Cause: fund.Bounced, Reason: "ngân hàng trả lại"})
	again := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: school, Amount: money.Dong(135_000), Place: "bank"}})
	b.must(ledger.AttachRoster{Roster: list, Donation: again})

	lite := b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{}).Reader()
	pg := b.project(t, postgres(t, pgtest.Shared(t).Database(t)), projections.Options{}).Reader()
	for _, tt := range []struct {
		title string
		asOf  projections.AsOf
		at    domain.Date
		want  projections.RosterInfo
	}{
		{"now", projections.AsOf{}, 0, projections.RosterInfo{State: "attached", Version: 2, Employees: 2, Sum: 135_000, Remitted: 135_000}},
		{"of the day before", projections.AsOf{}, before, projections.RosterInfo{State: "estimated"}},
		{"of the day itself", projections.AsOf{}, day, projections.RosterInfo{State: "recorded", Version: 2, Employees: 2, Sum: 135_000}},
		{"of the day after", projections.AsOf{}, day + 1, projections.RosterInfo{State: "attached", Version: 2, Employees: 2, Sum: 135_000, Remitted: 90_000, Difference: -45_000, Named: "hai cán bộ nộp sau"}},
		{"as it was attached", attached, 0, projections.RosterInfo{State: "attached", Version: 1, Employees: 2, Sum: 140_000, Remitted: 90_000, Difference: -50_000, Named: "một cán bộ nộp sau"}},
		{"as it was attached, of the day", attached, day, projections.RosterInfo{State: "recorded", Version: 1, Employees: 2, Sum: 140_000}},
	} {
		var at *domain.Date
		if tt.at != 0 {
			at = &tt.at
		}
		for name, r := range map[string]*projections.Reader{"SQLite": lite, "PostgreSQL": pg} {
			got, err := r.Rosters(t.Context(), projections.RostersQuery{Campaign: "NL", Giver: school, AsOf: tt.asOf, At: at})
			if err != nil || len(got) != 1 {
				t.Fatalf("%s, %s: %v, %v", tt.title, name, got, err)
			}
			x := got[0]
			is := projections.RosterInfo{State: x.State, Version: x.Version, Employees: x.Employees, Sum: x.Sum, Remitted: x.Remitted, Difference: x.Difference, Named: x.Named, Unnamed: x.Unnamed}
			if diff := cmp.Diff(tt.want, is); diff != "" || x.Estimate == nil || x.Estimate.Amount != 200_000 {
				t.Errorf("%s, %s: %+v\n%s", tt.title, name, x.Estimate, diff)
			}
			book, err := r.RosterBook(t.Context(), list, tt.asOf, at)
			if err != nil || len(book.Rows) != int(tt.want.Employees) {
				t.Errorf("%s, %s: rows %v, %v", tt.title, name, book.Rows, err)
			}
		}
	}
	for name, r := range map[string]*projections.Reader{"SQLite": lite, "PostgreSQL": pg} {
		then, _ := r.Donor(t.Context(), projections.DonorQuery{Donor: people[0], AsOf: attached})
		now, _ := r.Donor(t.Context(), projections.DonorQuery{Donor: people[0]})
		other, err := r.Donor(t.Context(), projections.DonorQuery{Donor: people[1]})
		if err != nil || len(then.Soft) != 1 || then.Soft[0].Amount != 65_000 || len(now.Soft) != 0 || len(other.Soft) != 1 || other.Soft[0].Amount != 60_000 ||
			other.Soft[0].Receipt.No != 2 || len(other.Donations)+len(other.Totals) != 0 {
			t.Errorf("%s: then %+v, now %+v, the other %+v, %v", name, then.Soft, now.Soft, other, err)
		}
		unit, err := r.Donor(t.Context(), projections.DonorQuery{Donor: school})
		if err != nil || len(unit.Soft) != 0 || len(unit.Donations) != 2 {
			t.Errorf("%s: the school %+v, %v", name, unit, err)
		}
	}
}
