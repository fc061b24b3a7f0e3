package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/catalog"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/roster"

	"github.com/go-json-experiment/json"
)

var (
	teachers  = ledger.Registration{Person: word("teachers"), Unit: word("province"), Kind: person.School, Code: "QD17", Sealed: sealedCard}
	teacher   = ledger.Registration{Person: word("teacher"), Unit: word("province"), Kind: person.Individual, Code: "GV-1", Sealed: sealedCard}
	salaryDay = ledger.OpenCampaign{Campaign: word("salary"), Unit: word("province"), Code: "NGAY-LUONG", Name: "Một ngày lương", Kind: campaign.DaySalary, From: day0 - 3}
	salaries  = ledger.RecordRoster{Roster: word("roster"), Giver: word("teachers"), Campaign: "ngay-luong", Rows: []ledger.RosterRow{
		{Code: "1", Person: word("teacher"), Amount: money.Dong(65_000)}, {Code: "2", Amount: money.Dong(75_000)}}}
	remittance = ledger.ReceiveDonation{Receive: fund.Receive{Fund: word("fund"), Donor: word("teachers"), Amount: money.Dong(90_000), Place: "cash", Campaign: "NGAY-LUONG"}}
	behind     = ledger.AttachRoster{Roster: word("roster"), Donation: word("gift"), Reason: "một cán bộ nộp sau"}
	salaryBook = map[string]ledger.Command{
		"province": province, "school": school, "people": registering(enterprise, child, teachers, teacher), "fund": theFund, "cash": cash,
		"salary": salaryDay, "boxes": ledger.OpenCampaign{Campaign: word("boxes"), Unit: word("province"), Code: "HEO", Name: "Heo", Kind: campaign.Boxes, From: day0 - 3},
		"rows": salaries, "gift": remittance, "attach": behind,
	}
	beforeSalaries = []string{"province", "school", "people", "fund", "cash", "salary", "boxes"}
)

func salary(t *testing.T, more ...string) *diary {
	return newDiary(t, salaryBook, append(append([]string{}, beforeSalaries...), more...)...)
}

// changed is a command with one thing changed.
func changed[C any](c C, change func(*C)) C { change(&c); return c }

func TestRostersAreOfAUnitAndACampaign(t *testing.T) {
	d := salary(t)
	d.refuses("no id", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Roster = uuid.Nil }), domain.Invalid, "roster")
	d.refuses("of nobody known", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Giver = word("x") }), domain.NotFound, "giver")
	d.refuses("of one person", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Giver = word("child") }), domain.Invalid, "giver")
	d.refuses("to no campaign", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Campaign = "" }), domain.Invalid, "campaign")
	d.refuses("to one that nobody opened", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Campaign = "BAO" }), domain.NotFound, "campaign")
	d.refuses("to one of boxes", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Campaign = "HEO" }), domain.Violation, "campaign")
	d.refuses("before it began", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Day = day0 - 4 }), domain.Violation, "campaign")
	d.refuses("tomorrow's", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Day = day0 + 1 }), domain.Invalid, "day")
	d.refuses("no amount", "x", changed(salaries, func(c *ledger.RecordRoster) { c.Rows = []ledger.RosterRow{{Code: "1"}} }), domain.Invalid, "rows[0].amount")
	d.refuses("two currencies", "x", changed(salaries, func(c *ledger.RecordRoster) {
		c.Rows = []ledger.RosterRow{c.Rows[0], {Code: "2", Amount: money.Money{Minor: 5, Currency: "USD"}}}
	}), domain.Invalid, "rows[1].amount")
	d.refuses("an employee nobody registered", "x", changed(salaries, func(c *ledger.RecordRoster) {
		c.Rows = []ledger.RosterRow{c.Rows[1], {Code: "3", Person: word("x"), Amount: money.Dong(5)}}
	}), domain.NotFound, "rows[1].person")
	d.refuses("an employee that is an enterprise", "x", changed(salaries, func(c *ledger.RecordRoster) {
		c.Rows = []ledger.RosterRow{{Code: "3", Person: word("donor"), Amount: money.Dong(5)}}
	}), domain.Invalid, "rows[0].person")
	d.takes("what everybody gave", "rows", salaries, to(roster.StreamOf(word("roster")), roster.RowsRecorded{Giver: word("teachers"), Campaign: "NGAY-LUONG",
		Currency: money.VND, Day: day0, Rows: []roster.Row{{Code: "1", Person: word("teacher"), Amount: 65_000}, {Code: "2", Amount: 75_000}}}))
	d.now = d.now.AddDate(0, 0, 1)
	d.takes("the rest on the next day is of the same day", "more", changed(salaries, func(c *ledger.RecordRoster) {
		c.First, c.Rows = 2, []ledger.RosterRow{{Code: "3", Amount: money.Dong(5)}}
	}), to(roster.StreamOf(word("roster")), roster.RowsRecorded{Giver: word("teachers"), Campaign: "NGAY-LUONG", Currency: money.VND, Day: day0, First: 2,
		Rows: []roster.Row{{Code: "3", Amount: 5}}}))
}

func TestARosterIsEstimatedBeforeItsDay(t *testing.T) {
	d := salary(t, "rows")
	estimate := ledger.EstimateRoster{Roster: word("next"), Giver: word("teachers"), Campaign: "NGAY-LUONG", Day: day0 + 20, Amount: money.Dong(150_000)}
	d.refuses("of no day", "x", changed(estimate, func(c *ledger.EstimateRoster) { c.Day = 0 }), domain.Invalid, "day")
	d.refuses("of nothing", "x", changed(estimate, func(c *ledger.EstimateRoster) { c.Amount = money.Money{} }), domain.Invalid, "amount")
	d.refuses("of a day that is over", "x", changed(estimate, func(c *ledger.EstimateRoster) { c.Day = day0 - 1 }), domain.Invalid, "day")
	d.refuses("from a roster that is not there", "x", changed(estimate, func(c *ledger.EstimateRoster) { c.Of = word("x") }), domain.NotFound, "of")
	d.takes("from the last one", "next", changed(estimate, func(c *ledger.EstimateRoster) { c.Amount, c.Of = money.Money{}, word("roster") }),
		to(roster.StreamOf(word("next")), roster.Estimated{Giver: word("teachers"), Campaign: "NGAY-LUONG", Currency: money.VND, Amount: 140_000, Employees: 2,
			Day: day0 + 20, Made: day0, Of: word("roster")}))
	if f := d.State(fund.StreamOf(word("fund"))).(*fund.Fund); f.Numbered != 0 || len(f.Places["cash"].Days) != 0 {
		t.Errorf("an estimate and a roster are in the books: %+v", f)
	}
}

func TestARosterStandsBehindOneDonation(t *testing.T) {
	d := salary(t, "rows", "gift")
	other := changed(salaries, func(c *ledger.RecordRoster) { c.Roster, c.Rows = word("other"), c.Rows[1:] })
	if _, err := d.write("other", other); err != nil {
		t.Fatal(err)
	}
	d.refuses("behind no donation", "x", changed(behind, func(c *ledger.AttachRoster) { c.Donation = word("x") }), domain.NotFound, "donation")
	d.refuses("without the reason", "x", changed(behind, func(c *ledger.AttachRoster) { c.Reason = "" }), domain.Violation, "reason")
	d.refuses("with another difference", "x", changed(behind, func(c *ledger.AttachRoster) { c.Difference = money.Dong(50_000) }), domain.Violation, "difference")
	d.takes("fifty thousand short, and named", "attach", changed(behind, func(c *ledger.AttachRoster) { c.Difference = money.Dong(-50_000) }),
		to(roster.StreamOf(word("roster")), roster.Attached{Donation: word("gift"), Currency: money.VND, Remitted: 90_000, Difference: -50_000, Named: "một cán bộ nộp sau"}),
		to(roster.RemittanceOf(word("gift")), roster.Listed{Roster: word("roster")}))
	d.refuses("twice", "x", behind, domain.Conflict, "donation")
	d.refuses("two behind one", "x", changed(behind, func(c *ledger.AttachRoster) { c.Roster = word("other") }), domain.Conflict, "donation")
	d.takes("detached", "detach", ledger.DetachRoster{Roster: word("roster"), Reason: "nhầm"},
		to(roster.StreamOf(word("roster")), roster.Detached{Donation: word("gift"), Reason: "nhầm"}), to(roster.RemittanceOf(word("gift")), roster.Listed{}))
	d.takes("the other one then", "attach other", changed(behind, func(c *ledger.AttachRoster) { c.Roster, c.Reason = word("other"), "nộp dư" }),
		to(roster.StreamOf(word("other")), roster.Attached{Donation: word("gift"), Currency: money.VND, Remitted: 90_000, Difference: 15_000, Named: "nộp dư"}),
		to(roster.RemittanceOf(word("gift")), roster.Listed{Roster: word("other")}))
	if _, err := d.write("waiting", changed(remittance, func(c *ledger.ReceiveDonation) { c.Awaiting, c.Place = true, "" })); err != nil {
		t.Fatal(err)
	}
	d.refuses("behind money that has not come", "x", changed(behind, func(c *ledger.AttachRoster) { c.Donation = word("waiting") }), domain.Violation, "donation")
	if _, err := d.write("stranger", changed(remittance, func(c *ledger.ReceiveDonation) { c.Donor = word("donor") })); err != nil {
		t.Fatal(err)
	}
	d.refuses("behind another unit's", "x", changed(behind, func(c *ledger.AttachRoster) { c.Donation = word("stranger") }), domain.Violation, "donation")
}

func TestACorrectedRosterIsANewVersion(t *testing.T) {
	d := salary(t, "rows", "gift", "attach")
	money0 := d.State(fund.StreamOf(word("fund"))).(*fund.Fund).Clone().(*fund.Fund)
	correct := ledger.CorrectRoster{Roster: word("roster"), Rows: []ledger.RosterChange{{Code: "1", Amount: money.Dong(15_000)}}, Reason: "ghi nhầm", Approver: "hiệu trưởng"}
	d.refuses("of a roster that is not there", "x", changed(correct, func(c *ledger.CorrectRoster) { c.Roster = word("x") }), domain.NotFound, "roster")
	d.refuses("in dollars", "x", changed(correct, func(c *ledger.CorrectRoster) {
		c.Rows = []ledger.RosterChange{{Code: "1", Amount: money.Money{Minor: 5, Currency: "USD"}}}
	}), domain.Invalid, "rows[0].amount")
	d.refuses("with somebody unknown", "x", changed(correct, func(c *ledger.CorrectRoster) {
		c.Rows = []ledger.RosterChange{{Code: "1", Person: word("x")}}
		c.DifferenceReason = "x"
	}), domain.NotFound, "rows[0].person")
	if _, err := d.write("forget", ledger.ForgetPerson{Person: word("teacher")}); err != nil {
		t.Fatal(err)
	}
	d.takes("of somebody forgotten since", "correct", correct, to(roster.StreamOf(word("roster")), roster.Corrected{Version: 2,
		Rows:   []roster.Was{{Row: 0, Code: "1", WasPerson: word("teacher"), WasAmount: 65_000, Person: word("teacher"), Amount: 15_000}},
		Reason: "ghi nhầm", Approver: "hiệu trưởng"}))
	d.refuses("a name where nothing differs", "x", ledger.NameRosterDifference{Roster: word("roster"), Reason: "x"}, domain.Conflict, "roster")
	after := d.State(fund.StreamOf(word("fund"))).(*fund.Fund)
	if after.Numbered != money0.Numbered || fmt.Sprint(after.Series) != fmt.Sprint(money0.Series) || after.Places["cash"].Balance != 90_000 {
		t.Errorf("a correction touched money or paper: %+v", after)
	}
}

func TestAReversedDonationMarksItsRoster(t *testing.T) {
	d := salary(t, "rows", "gift", "attach")
	part := fund.Reverse{Fund: word("fund"), Donation: word("gift"), Amount: money.Dong(20_000), Cause: fund.KeyingError, Reason: "ghi thừa", Approver: "chủ tịch"}
	has := func(title string, changes []domain.Change, err error, want ...domain.Change) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", title, err)
		}
		for _, w := range want {
			found := false
			for _, c := range changes {
				found = found || fmt.Sprint(c) == fmt.Sprint(w)
			}
			if !found {
				t.Errorf("%s: %v is not among %v", title, w, changes)
			}
		}
	}
	changes, err := d.write("part", part)
	has("a part", changes, err, to(roster.StreamOf(word("roster")), roster.RemittanceUndone{Donation: word("gift"), Currency: money.VND, Amount: 20_000, Left: 70_000, Booked: day0, Reason: "ghi thừa"}))
	if len(changes) != 2 {
		t.Errorf("a part: %v", changes)
	}
	d.takes("named anew", "name", ledger.NameRosterDifference{Roster: word("roster"), Difference: money.Dong(-70_000), Reason: "ghi thừa ở quỹ"},
		to(roster.StreamOf(word("roster")), roster.DifferenceNamed{Difference: -70_000, Named: "ghi thừa ở quỹ"}))
	changes, err = d.write("rest", fund.Refund{Fund: word("fund"), Donation: word("gift"), Place: "cash", Approver: "chủ tịch", Reason: "theo nguyện vọng"})
	has("the rest", changes, err, to(roster.StreamOf(word("roster")), roster.RemittanceUndone{Donation: word("gift"), Currency: money.VND, Amount: 70_000, Booked: day0, Reason: "theo nguyện vọng"}),
		to(roster.RemittanceOf(word("gift")), roster.Listed{}))
	d.refuses("behind what is gone", "x", behind, domain.Conflict, "donation")
	if _, err := d.write("again", remittance); err != nil {
		t.Fatal(err)
	}
	changes, err = d.write("attach again", changed(behind, func(c *ledger.AttachRoster) { c.Donation = word("again") }))
	has("remitted again", changes, err, to(roster.RemittanceOf(word("again")), roster.Listed{Roster: word("roster")}))
}

// TestRosterEntriesFit: the largest chunk, with the longest codes in the widest letters, stays well below what an entry may hold.
func TestRosterEntriesFit(t *testing.T) {
	e := roster.RowsRecorded{Giver: word("teachers"), Campaign: strings.Repeat("Ỗ", 64), Currency: money.VND, Day: day0, First: 49_000}
	c := roster.Corrected{Version: 100, Reason: strings.Repeat("Ỗ", 500), Approver: strings.Repeat("Ỗ", 500), Named: strings.Repeat("Ỗ", 500), Difference: money.Max}
	for i := range roster.MaxChunk {
		code := strings.Repeat("Ỗ", 60) + fmt.Sprintf("%04d", i)
		e.Rows = append(e.Rows, roster.Row{Code: code, Person: word(code), Amount: money.Max})
		c.Rows = append(c.Rows, roster.Was{Row: 49_999, Code: code, WasPerson: word(code), WasAmount: money.Max, Person: word(code), Amount: money.Max})
	}
	for _, event := range []domain.Event{e, c} {
		name, _, _ := catalog.Name(event)
		if data, err := json.Marshal(event); err != nil || len(data) > 480<<10 {
			t.Errorf("%s takes %d bytes, %v", name, len(data), err)
		}
	}
}
