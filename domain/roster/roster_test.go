package roster

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func word(w string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(w)) }

var (
	today  = domain.NewDate(2009, time.November, 22)
	school = word("school")
	gift   = word("gift")
	an     = word("an")
	binh   = word("bình")

	two      = []Row{{"1", an, 65_000}, {"2", uuid.Nil, 75_000}}
	recorded = RowsRecorded{Giver: school, Campaign: "NL-2009", Currency: money.VND, Day: today, Rows: two}
	expected = Estimated{Giver: school, Campaign: "NL-2009", Currency: money.VND, Amount: 150_000, Employees: 3, Day: today, Made: today - 20}
	remitted = Gift{Donation: gift, Donor: school, Campaign: "NL-2009", Currency: money.VND, Remitted: 140_000}
	attached = Attached{Donation: gift, Currency: money.VND, Remitted: 140_000}
	short    = Attached{Donation: gift, Currency: money.VND, Remitted: 90_000, Difference: -50_000, Named: "nộp sau"}
)

func of(events ...domain.Event) *Roster {
	r := &Roster{}
	for _, e := range events {
		r.Evolve(uuid.Nil, e)
	}
	return r
}

// with is a copy of a gift, changed.
func with(g Gift, change func(*Gift)) Gift { change(&g); return g }

func rows(change func(*RowsRecorded)) RowsRecorded {
	e := recorded
	e.Rows = slices.Clone(two)
	change(&e)
	return e
}

func TestRoster(t *testing.T) {
	record := func(e RowsRecorded) func(*Roster) ([]domain.Event, error) {
		return func(r *Roster) ([]domain.Event, error) { return r.Record(e, today) }
	}
	estimate := func(change func(*Estimated)) func(*Roster) ([]domain.Event, error) {
		e := expected
		change(&e)
		return func(r *Roster) ([]domain.Event, error) { return r.Estimate(e) }
	}
	attach := func(g Gift, reason string) func(*Roster) ([]domain.Event, error) {
		return func(r *Roster) ([]domain.Event, error) { return r.Attach(g, money.Money{}, reason) }
	}
	correct := func(c Correction) func(*Roster) ([]domain.Event, error) {
		return func(r *Roster) ([]domain.Event, error) { return r.Correct(c) }
	}
	for title, tt := range map[string]struct {
		given []domain.Event
		when  func(*Roster) ([]domain.Event, error)
		then  []domain.Event
		code  domain.Code
		field string
		says  string
	}{
		"what is expected before the day": {when: estimate(func(*Estimated) {}), then: []domain.Event{expected}},
		"expected anew": {given: []domain.Event{expected}, when: estimate(func(e *Estimated) { e.Amount = 160_000 }),
			then: []domain.Event{func() Estimated { e := expected; e.Amount = 160_000; return e }()}},
		"an estimate of nothing":                        {when: estimate(func(e *Estimated) { e.Amount = 0 }), code: domain.Invalid, field: "amount"},
		"an estimate after the day":                     {when: estimate(func(e *Estimated) { e.Made = today + 1 }), code: domain.Invalid, field: "day", says: "record what was given"},
		"an estimate once the actual amounts are there": {given: []domain.Event{recorded}, when: estimate(func(*Estimated) {}), code: domain.Conflict, field: "roster"},
		"an estimate for another unit":                  {given: []domain.Event{expected}, when: estimate(func(e *Estimated) { e.Giver = word("other") }), code: domain.Conflict, field: "giver"},
		"an estimate attached":                          {given: []domain.Event{expected}, when: attach(remitted, ""), code: domain.Violation, field: "roster", says: "an estimate so far"},
		"an estimate corrected":                         {given: []domain.Event{expected}, when: correct(Correction{}), code: domain.Violation, field: "roster"},

		"what everybody gave": {given: []domain.Event{expected}, when: record(recorded), then: []domain.Event{recorded}},
		"the next chunk": {given: []domain.Event{recorded}, when: record(rows(func(e *RowsRecorded) { e.First, e.Rows = 2, []Row{{"3", binh, 1}} })),
			then: []domain.Event{rows(func(e *RowsRecorded) { e.First, e.Rows = 2, []Row{{"3", binh, 1}} })}},
		"before the day":          {when: record(rows(func(e *RowsRecorded) { e.Day++ })), code: domain.Invalid, field: "day", says: "until then it is an estimate"},
		"a chunk out of order":    {given: []domain.Event{recorded}, when: record(recorded), code: domain.Conflict, field: "first"},
		"no rows":                 {when: record(rows(func(e *RowsRecorded) { e.Rows = nil })), code: domain.Invalid, field: "rows"},
		"a row of nothing":        {when: record(rows(func(e *RowsRecorded) { e.Rows[1].Amount = 0 })), code: domain.Invalid, field: "rows[1].amount"},
		"a row without a code":    {when: record(rows(func(e *RowsRecorded) { e.Rows[1].Code = " " })), code: domain.Invalid, field: "rows[1].code"},
		"a telephone for a code":  {when: record(rows(func(e *RowsRecorded) { e.Rows[1].Code = "0905123456" })), code: domain.Invalid, field: "rows[1].code"},
		"a name for a code":       {when: record(rows(func(e *RowsRecorded) { e.Rows[1].Code = "Lê Văn An" })), code: domain.Invalid, field: "rows[1].code"},
		"a code twice":            {when: record(rows(func(e *RowsRecorded) { e.Rows[0].Code, e.Rows[1].Code = "gv-1", "GV-1" })), code: domain.Conflict, field: "rows[1].code"},
		"a person twice":          {when: record(rows(func(e *RowsRecorded) { e.Rows[1].Person = an })), code: domain.Conflict, field: "rows[1].person", says: `in row "1" already`},
		"the unit as an employee": {when: record(rows(func(e *RowsRecorded) { e.Rows[1].Person = school })), code: domain.Invalid, field: "rows[1].person"},
		"more than can be numbered": {when: record(rows(func(e *RowsRecorded) { e.Rows[0].Amount = money.Max })),
			code: domain.Violation, field: "rows[1].amount"},
		"dollars after đồng":      {given: []domain.Event{recorded}, when: record(rows(func(e *RowsRecorded) { e.First, e.Currency = 2, "USD" })), code: domain.Invalid, field: "rows[0].amount"},
		"a chunk of another day":  {given: []domain.Event{recorded}, when: record(rows(func(e *RowsRecorded) { e.First, e.Day = 2, today-1 })), code: domain.Conflict, field: "day"},
		"a chunk after the money": {given: []domain.Event{recorded, attached}, when: record(rows(func(e *RowsRecorded) { e.First = 2 })), code: domain.Conflict, field: "roster"},

		"behind the remittance": {given: []domain.Event{recorded}, when: attach(remitted, ""), then: []domain.Event{attached}},
		"fifty thousand short":  {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Remitted = 90_000 }), " nộp sau "), then: []domain.Event{short}},
		"more than on the roster": {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Remitted = 140_001 }), "làm tròn"),
			then: []domain.Event{Attached{Donation: gift, Currency: money.VND, Remitted: 140_001, Difference: 1, Named: "làm tròn"}}},
		"a difference that nobody names": {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Remitted = 90_000 }), ""),
			code: domain.Violation, field: "reason", says: "the roster adds up to 140.000 đ, 90.000 đ was remitted: give the reason of the difference of -50.000 đ"},
		"a reason without a difference": {given: []domain.Event{recorded}, when: attach(remitted, "nộp sau"), code: domain.Invalid, field: "reason"},
		"another difference than is said": {given: []domain.Event{recorded}, when: func(r *Roster) ([]domain.Event, error) {
			return r.Attach(with(remitted, func(g *Gift) { g.Remitted = 90_000 }), money.Dong(50_000), "nộp sau")
		}, code: domain.Violation, field: "difference", says: "the difference is -50.000 đ, not 50.000 đ"},
		"behind the same twice":           {given: []domain.Event{recorded, attached}, when: attach(remitted, ""), code: domain.Conflict, field: "donation"},
		"behind another too":              {given: []domain.Event{recorded, attached}, when: attach(with(remitted, func(g *Gift) { g.Donation = word("x") }), ""), code: domain.Conflict, field: "roster"},
		"behind another unit's donation":  {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Donor = word("x") }), ""), code: domain.Violation, field: "donation"},
		"behind an anonymous donation":    {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Donor = uuid.Nil }), ""), code: domain.Violation, field: "donation"},
		"behind another campaign's":       {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Campaign = "BAO" }), ""), code: domain.Violation, field: "donation"},
		"behind one that names none":      {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Campaign = "" }), ""), then: []domain.Event{attached}},
		"behind a collection sheet":       {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Collected = true }), ""), code: domain.Violation, field: "donation"},
		"behind a reversed donation":      {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Remitted = 0 }), ""), code: domain.Conflict, field: "donation"},
		"behind dollars":                  {given: []domain.Event{recorded}, when: attach(with(remitted, func(g *Gift) { g.Currency = "USD" }), ""), code: domain.Invalid, field: "donation"},
		"a roster that is not there":      {when: attach(remitted, ""), code: domain.NotFound, field: "roster"},
		"remitted again after it bounced": {given: []domain.Event{recorded, attached, RemittanceUndone{Donation: gift, Amount: 140_000}}, when: attach(remitted, ""), then: []domain.Event{attached}},

		"another amount, before the money": {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Amount: 60_000}}, Reason: "ghi nhầm"}),
			then: []domain.Event{Corrected{Version: 2, Rows: []Was{{0, "1", an, 65_000, an, 60_000}}, Reason: "ghi nhầm"}}},
		"somebody else, and a new one": {given: []domain.Event{recorded, attached},
			when: correct(Correction{Rows: []Change{{Code: "1", Person: binh, Amount: 60_000}, {Code: "3", Person: an, Amount: 5_000}}, Reason: "ghi nhầm", Approver: "hiệu trưởng"}),
			then: []domain.Event{Corrected{Version: 2, Rows: []Was{{0, "1", an, 65_000, binh, 60_000}, {2, "3", uuid.Nil, 0, an, 5_000}}, Reason: "ghi nhầm", Approver: "hiệu trưởng"}}},
		"struck, with the difference named": {given: []domain.Event{recorded, attached},
			when: correct(Correction{Rows: []Change{{Code: "1", Struck: true}}, Reason: "đã nghỉ hưu", Approver: "hiệu trưởng", Named: "trường nộp thay"}),
			then: []domain.Event{Corrected{Version: 2, Rows: []Was{{0, "1", an, 65_000, an, 0}}, Reason: "đã nghỉ hưu", Approver: "hiệu trưởng", Difference: 65_000, Named: "trường nộp thay"}}},
		"struck, with nothing named": {given: []domain.Event{recorded, attached}, when: correct(Correction{Rows: []Change{{Code: "1", Struck: true}}, Reason: "x", Approver: "y"}),
			code: domain.Violation, field: "difference_reason"},
		"without an approver":       {given: []domain.Event{recorded, attached}, when: correct(Correction{Rows: []Change{{Code: "1", Struck: true}}, Reason: "x"}), code: domain.Invalid, field: "approver"},
		"without a reason":          {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Struck: true}}}), code: domain.Invalid, field: "reason"},
		"nobody left":               {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Struck: true}, {Code: "2", Struck: true}}, Reason: "x"}), code: domain.Violation, field: "rows"},
		"a correction of nothing":   {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Amount: 65_000}}, Reason: "x"}), code: domain.Invalid, field: "rows[0].code"},
		"a row corrected twice":     {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Amount: 1}, {Code: " 1", Amount: 2}}, Reason: "x"}), code: domain.Invalid, field: "rows[1].code"},
		"an unknown row struck":     {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "9", Struck: true}}, Reason: "x"}), code: domain.NotFound, field: "rows[0].code"},
		"a new row of nothing":      {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "9"}}, Reason: "x"}), code: domain.Invalid, field: "rows[0].amount"},
		"less than nothing":         {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Amount: -5}}, Reason: "x"}), code: domain.Invalid, field: "rows[0].amount"},
		"struck and changed":        {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Struck: true, Amount: 5}}, Reason: "x"}), code: domain.Invalid, field: "rows[0].struck"},
		"a person who stands on it": {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "2", Person: an}}, Reason: "x"}), code: domain.Conflict, field: "rows[0].person"},
		"two who change places": {given: []domain.Event{rows(func(e *RowsRecorded) { e.Rows[1].Person = binh })},
			when: correct(Correction{Rows: []Change{{Code: "1", Person: binh}, {Code: "2", Person: an}}, Reason: "x"}),
			then: []domain.Event{Corrected{Version: 2, Rows: []Was{{0, "1", an, 65_000, binh, 65_000}, {1, "2", binh, 75_000, an, 75_000}}, Reason: "x"}}},
		"a difference named where no money is": {given: []domain.Event{recorded}, when: correct(Correction{Rows: []Change{{Code: "1", Amount: 1}}, Reason: "x", Named: "y"}), code: domain.Invalid, field: "difference_reason"},

		"taken from the wrong donation": {given: []domain.Event{recorded, short}, when: func(r *Roster) ([]domain.Event, error) { return r.Detach("nhầm") },
			then: []domain.Event{Detached{Donation: gift, Reason: "nhầm"}}},
		"detached from nothing":     {given: []domain.Event{recorded}, when: func(r *Roster) ([]domain.Event, error) { return r.Detach("nhầm") }, code: domain.Conflict, field: "roster"},
		"detached without a reason": {given: []domain.Event{recorded, attached}, when: func(r *Roster) ([]domain.Event, error) { return r.Detach("") }, code: domain.Invalid, field: "reason"},
		"named after a part was undone": {given: []domain.Event{recorded, attached, RemittanceUndone{Donation: gift, Amount: 40_000, Left: 100_000}},
			when: func(r *Roster) ([]domain.Event, error) {
				return r.NameDifference(money.Dong(-40_000), "trường rút lại")
			},
			then: []domain.Event{DifferenceNamed{Difference: -40_000, Named: "trường rút lại"}}},
		"named where there is none": {given: []domain.Event{recorded, attached}, when: func(r *Roster) ([]domain.Event, error) { return r.NameDifference(money.Money{}, "x") },
			code: domain.Conflict, field: "roster"},
		"named wrongly": {given: []domain.Event{recorded, short}, when: func(r *Roster) ([]domain.Event, error) { return r.NameDifference(money.Dong(-40_000), "x") },
			code: domain.Violation, field: "difference"},
	} {
		t.Run(title, func(t *testing.T) {
			r := of(tt.given...)
			before := r.Clone()
			got, err := tt.when(r)
			if diff := cmp.Diff(before, domain.State(r)); diff != "" {
				t.Errorf("deciding changed the state:\n%s", diff)
			}
			if tt.code == "" {
				if diff := cmp.Diff(tt.then, got); err != nil || diff != "" {
					t.Fatalf("%v\n%s", err, diff)
				}
				return
			}
			refusal, ok := errors.AsType[*domain.Error](err)
			if !ok || refusal.Code != tt.code || !slices.Equal(refusal.Fields, []string{tt.field}) || !strings.Contains(refusal.Message, tt.says) {
				t.Errorf("got %v, want %s on %s that says %q", err, tt.code, tt.field, tt.says)
			}
		})
	}
}

func TestBounds(t *testing.T) {
	many := func(first, n int) RowsRecorded {
		e := rows(func(e *RowsRecorded) { e.First, e.Rows = int64(first), nil })
		for i := range n {
			e.Rows = append(e.Rows, Row{Code: fmt.Sprint("E", first+i), Amount: 1})
		}
		return e
	}
	if _, err := of().Record(many(0, MaxChunk+1), today); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a chunk too long: %v", err)
	}
	r := of()
	for first := 0; first < mostRows; first += MaxChunk {
		events, err := r.Record(many(first, MaxChunk), today)
		if err != nil {
			t.Fatal(err)
		}
		r.Evolve(uuid.Nil, events[0])
	}
	if _, err := r.Record(many(mostRows, 1), today); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a roster too long: %v", err)
	}
	if _, err := r.Correct(Correction{Rows: []Change{{Code: "one-more", Amount: 1}}, Reason: "x"}); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a roster made too long: %v", err)
	}
}

// TestSums: whatever is recorded, corrected and undone, the roster adds up to what its standing rows say, nobody stands on it twice, and a difference
// is never without a name while the donation stands whole.
func TestSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, model := of(recorded), map[string]int64{"1": 65_000, "2": 75_000}
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			var events []domain.Event
			var err error
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				events, err = r.Attach(remitted, money.Money{}, "khác")
				if err != nil {
					events, err = r.Attach(remitted, money.Money{}, "")
				}
			case 1:
				events, err = r.Detach("nhầm")
			default:
				c := Change{Code: fmt.Sprint(rapid.IntRange(1, 5).Draw(t, "code")), Struck: rapid.IntRange(0, 3).Draw(t, "struck") == 0}
				if !c.Struck {
					c.Amount = rapid.Int64Range(0, 100_000).Draw(t, "amount")
					c.Person = rapid.SampledFrom([]uuid.UUID{uuid.Nil, an, binh}).Draw(t, "person")
				}
				correction := Correction{Rows: []Change{c}, Reason: "đính chính", Approver: "hiệu trưởng"}
				if events, err = r.Correct(correction); err != nil {
					correction.Named = "lệch"
					events, err = r.Correct(correction)
				}
				if err == nil {
					w := events[0].(Corrected).Rows[0]
					if model[w.Code] != w.WasAmount {
						t.Fatalf("row %s was %d, not %d", w.Code, model[w.Code], w.WasAmount)
					}
					model[w.Code] = w.Amount
				}
			}
			if err != nil {
				continue
			}
			r.Evolve(uuid.Nil, events[0])
			var sum, people int64
			for _, amount := range model {
				if sum += amount; amount > 0 {
					people++
				}
			}
			stands := map[uuid.UUID]bool{}
			for _, row := range r.Rows {
				if row.Amount > 0 && row.Person != uuid.Nil {
					if stands[row.Person] {
						t.Fatalf("%s stands on it twice", row.Person)
					}
					stands[row.Person] = true
				}
			}
			if r.Sum() != sum || r.Employees() != people {
				t.Fatalf("adds up to %d of %d, want %d of %d", r.Sum(), r.Employees(), sum, people)
			}
			if r.Donation != uuid.Nil && r.Named != r.Remitted-r.Sum() {
				t.Fatalf("a difference of %d is named as %d", r.Remitted-r.Sum(), r.Named)
			}
		}
	})
}

func TestRemittance(t *testing.T) {
	m := &Remittance{}
	m.Evolve(uuid.Nil, m.List(word("roster"))[0])
	was := m.Clone().(*Remittance)
	m.Evolve(uuid.Nil, m.List(uuid.Nil)[0])
	if m.Roster != uuid.Nil || was.Roster != word("roster") {
		t.Errorf("%v, %v", m, was)
	}
}
