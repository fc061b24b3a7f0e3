package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

var (
	school    = uuid.MustParse("c0000000-0000-4000-8000-000000000001")
	theGift   = uuid.MustParse("d0000000-0000-4000-8000-000000000001")
	rostering = Rostering{Target: Target{Fund: theFund, Unit: theUnit, Campaign: "NL", Actor: "test"}, Day: domain.NewDate(2024, 11, 20)}
	heads     = "Mã đơn vị,Đơn vị,STT,Họ tên,Mã nhân viên,Số tiền,Lý do chênh lệch\n"
)

// remitting are donations of the school, and the rows of its roster as the ledger has it.
func remitting(now map[string]int64, gifts ...Remitted) Remittances {
	return Remittances{
		Of: func(giver uuid.UUID) []Remitted {
			if giver == school {
				return gifts
			}
			return nil
		},
		Rows: func(uuid.UUID) map[string]int64 { return now },
	}
}

func planned(t *testing.T, text string, to Rostering, r Remittances) []RosterPlan {
	t.Helper()
	return PlanRosters(read(t, Rosters, heads+text), to, knowing(map[string]uuid.UUID{"TH1": school, "TH2": known}), r)
}

func kindsOf(p RosterPlan) string {
	var all []string
	for _, r := range p.Requests {
		all = append(all, ledger.Name(r.Command))
	}
	return strings.Join(all, " ")
}

func TestPlanRosters(t *testing.T) {
	gift := Remitted{Donation: theGift, Amount: money.Dong(140_000)}
	for title, tt := range map[string]struct {
		rows   string
		to     func(*Rostering)
		known  Remittances
		asks   string
		sum    int64
		reason string
		field  string
		note   string
	}{
		"behind its donation":              {rows: "th1,T,1,An,,65k,\nTH1,T,2,Bình,,75k,\n", known: remitting(nil, gift), asks: "person.register roster.record roster.attach", sum: 140_000},
		"without names":                    {rows: "TH1,T,1,An,,65k,\nTH1,T,2,Bình,,75k,\n", to: func(r *Rostering) { r.Nameless = true }, known: remitting(nil, gift), asks: "roster.record roster.attach", sum: 140_000},
		"numbers alone":                    {rows: "TH1,T,1,,,140k,\n", known: remitting(nil, gift), asks: "roster.record roster.attach", sum: 140_000},
		"a code that another unit has too": {rows: "TH1,T,1,An,K1,140k,\n", known: remitting(nil, gift), asks: "person.register roster.record roster.attach", sum: 140_000},
		"who did not take part":            {rows: "TH1,T,1,An,,140k,\nTH1,T,2,Bình,,0,\nTH1,T,3,Châu,,,\n", known: remitting(nil, gift), asks: "person.register roster.record roster.attach", sum: 140_000, note: "2 did not take part"},
		"no donation yet":                  {rows: "TH1,T,1,An,,140k,\n", known: remitting(nil), asks: "person.register roster.record", sum: 140_000, note: "no donation"},
		"of two the one that comes to the same": {rows: "TH1,T,1,An,,140k,\n", known: remitting(nil, Remitted{Donation: known, Amount: money.Dong(90_000)}, gift),
			asks: "person.register roster.record roster.attach", sum: 140_000},
		"of two equal ones none":         {rows: "TH1,T,1,An,,140k,\n", known: remitting(nil, Remitted{Donation: known, Amount: money.Dong(140_000)}, gift), asks: "person.register roster.record", sum: 140_000, note: "no donation"},
		"one that another stands behind": {rows: "TH1,T,1,An,,140k,\n", known: remitting(nil, Remitted{Donation: theGift, Amount: money.Dong(140_000), Roster: known}), asks: "person.register roster.record", sum: 140_000, note: "no donation"},
		"a difference, named by the row": {rows: "TH1,T,1,An,,150k,\nTH1,T,2,Bình,,5k,nộp sau\n", known: remitting(nil, gift), asks: "person.register roster.record roster.attach", sum: 155_000, reason: "nộp sau"},
		"a difference, named on the way": {rows: "TH1,T,1,An,,150k,\n", to: func(r *Rostering) { r.Reasons = map[string]string{"TH1": "nộp sau"} }, known: remitting(nil, gift), asks: "person.register roster.record roster.attach", sum: 150_000, reason: "nộp sau"},
		"a difference that nobody names": {rows: "TH1,T,1,An,,150k,\n", known: remitting(nil, gift), sum: 150_000, field: "(reason)"},
		"a unit that nobody knows":       {rows: "TH9,T,1,An,,150k,\n", known: remitting(nil, gift), sum: 150_000, field: "(unit code)"},
		"no unit":                        {rows: ",T,1,An,,150k,\n", known: remitting(nil, gift), sum: 150_000, field: "(unit code)"},
		"nobody took part":               {rows: "TH1,T,1,An,,0,\n", known: remitting(nil, gift), field: "(amount)"},
		"an amount that cannot be read":  {rows: "TH1,T,1,An,,x,\n", known: remitting(nil, gift), field: "(line 2.amount)"},
		"less than nothing":              {rows: "TH1,T,1,An,,-5,\n", known: remitting(nil, gift), field: "(line 2.amount)"},
		"two currencies":                 {rows: "TH1,T,1,An,,5k,\nTH1,T,2,B,,5 USD,\n", known: remitting(nil, gift), sum: 5_000, field: "(line 3.amount)"},
		"a number twice":                 {rows: "TH1,T,1,An,,5k,\nTH1,T,1,B,,5k,\n", known: remitting(nil, gift), sum: 5_000, field: "(line 3.no)"},
		"corrected: another amount, one more, one less": {rows: "TH1,T,1,An,,60k,\nTH1,T,3,Châu,,80k,\n", to: func(r *Rostering) { r.Correct = "ghi nhầm" },
			known: remitting(map[string]int64{"1": 65_000, "2": 75_000}, gift), asks: "person.register roster.correct roster.attach", sum: 140_000},
		"nothing to correct": {rows: "TH1,T,1,An,,65k,\nTH1,T,2,Bình,,75k,\n", to: func(r *Rostering) { r.Correct = "ghi nhầm" },
			known: remitting(map[string]int64{"1": 65_000, "2": 75_000}, gift), asks: "roster.attach", sum: 140_000},
		"nothing to correct, of a day that is left out": {rows: "TH1,T,1,An,,65k,\n", to: func(r *Rostering) { r.Correct, r.Day = "x", 0 }, known: remitting(map[string]int64{"1": 65_000}), sum: 65_000, note: "no donation"},
	} {
		t.Run(title, func(t *testing.T) {
			to := rostering
			if tt.to != nil {
				tt.to(&to)
			}
			plans := planned(t, tt.rows, to, tt.known)
			p := plans[0]
			if len(plans) != 1 || kindsOf(p) != tt.asks || p.Sum.Minor != tt.sum || p.Reason != tt.reason || !strings.Contains(p.Note, tt.note) {
				t.Errorf("asks %q, sum %v, reason %q, note %q", kindsOf(p), p.Sum, p.Reason, p.Note)
			}
			if said := fmt.Sprint(p.Err); (tt.field == "") != (p.Err == nil) || !strings.Contains(said, tt.field) {
				t.Errorf("refused with %v, want %q", p.Err, tt.field)
			}
		})
	}
}

func TestPlanRostersOfManyUnits(t *testing.T) {
	var text strings.Builder
	for i := range 2_345 {
		fmt.Fprintf(&text, "TH%d,T,%d,An,GV-%d,1000,\n", 1+i%2, i, i)
	}
	plans := planned(t, text.String(), rostering, remitting(nil))
	if len(plans) != 2 || plans[0].Employees != 1_173 || plans[1].Employees != 1_172 || plans[0].Roster == plans[1].Roster {
		t.Fatalf("%d plans", len(plans))
	}
	requests := plans[0].Requests
	if len(requests) != 5+2 || requests[6].Command.(ledger.RecordRoster).First != 1_000 {
		t.Errorf("asks %s", kindsOf(plans[0]))
	}
	first := requests[0].Command.(ledger.RegisterPeople).People[0]
	if first.Code != "TH1-GV-0" || first.Kind != person.Individual || first.Unit != theUnit || first.Person != requests[5].Command.(ledger.RecordRoster).Rows[0].Person {
		t.Errorf("registers %+v", first)
	}
}

// TestPlanRostersIsTheSame: when people, roster and donation are known the file asks for the very same commands, and in another campaign for a
// roster of the same people.
func TestPlanRostersIsTheSame(t *testing.T) {
	gift := Remitted{Donation: theGift, Amount: money.Dong(140_000)}
	text := heads + "TH1,T,1,An,GV1,65k,\nTH1,T,2,Bình,,75k,\n"
	first := planned(t, text[len(heads):], rostering, remitting(nil, gift))[0]
	an := first.Requests[0].Command.(ledger.RegisterPeople).People[0].Person
	gift.Roster = first.Roster
	everybody := knowing(map[string]uuid.UUID{"TH1": school, "TH1-GV1": an})
	again := PlanRosters(read(t, Rosters, text), rostering, everybody, remitting(map[string]int64{"1": 1}, gift))[0]
	if kindsOf(again) != kindsOf(first) {
		t.Fatalf("asks %s", kindsOf(again))
	}
	for i := range first.Requests {
		was, _ := ledger.Digest(first.Requests[i].Command)
		if is, _ := ledger.Digest(again.Requests[i].Command); is != was || again.Requests[i].ID != first.Requests[i].ID {
			t.Errorf("command %d is another", i)
		}
	}
	later := rostering
	later.Campaign = "NL-2025"
	next := PlanRosters(read(t, Rosters, text), later, everybody, remitting(nil))[0]
	people, rows := next.Requests[0].Command.(ledger.RegisterPeople).People, next.Requests[1].Command.(ledger.RecordRoster).Rows
	if next.Roster == first.Roster || len(people) != 1 || people[0].Card.Name != "Bình" || rows[0].Person != an || rows[1].Person == first.Requests[1].Command.(ledger.RecordRoster).Rows[1].Person {
		t.Errorf("the next campaign registers %+v", people)
	}
}
