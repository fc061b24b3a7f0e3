package levy

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func id(word string) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, []byte(word)) }

var (
	day    = domain.NewDate(2024, time.June, 1)
	today  = day + 30
	sheet  = id("sheet")
	begun  = Begun{Unit: id("clan"), Fund: id("fund"), Compartment: "unrestricted", Year: 2024, Basis: ByHead, Rate: 50_000}
	byList = Begun{Unit: id("clan"), Fund: id("fund"), Compartment: "unrestricted", Year: 2024, Basis: ByList}
	listed = HouseholdsListed{[]HouseholdRow{{"1", id("An"), 5, 250_000}, {"2", uuid.Nil, 4, 200_000}}}
	exempt = HouseholdsExempted{day, []ExemptRow{{"1", "hộ nghèo"}}}
	waived = Waived{"1", 150_000, day, "mới bị lũ", "trưởng họ"}
	moved  = HouseholdMoved{"2", day, "vào Nam"}
	paid   = Paid{day, []PaidRow{{"1", 100_000}, {"2", 300_000}}}
)

func fold(events ...domain.Event) *Levy {
	l := &Levy{}
	for _, e := range events {
		l.Evolve(sheet, e)
	}
	return l
}

func given(events ...domain.Event) []domain.Event { return events }

func TestLevy(t *testing.T) {
	type when = func(*Levy) ([]domain.Event, error)
	begin := func(b Basis, rate money.Money, year int) when {
		return func(l *Levy) ([]domain.Event, error) {
			return l.Begin(Begun{Unit: begun.Unit, Fund: begun.Fund, Compartment: "unrestricted", Year: year, Basis: b}, rate)
		}
	}
	list := func(rows ...AskedHousehold) when {
		return func(l *Levy) ([]domain.Event, error) { return l.List(rows) }
	}
	free := func(on domain.Date, rows ...AskedExemption) when {
		return func(l *Levy) ([]domain.Event, error) { return l.Exempt(on, today, rows) }
	}
	waive := func(of string, amount money.Money, reason, approver string) when {
		return func(l *Levy) ([]domain.Event, error) {
			return l.Waive(Waived{Household: of, On: day, Reason: reason, Approver: approver}, today, amount)
		}
	}
	move := func(of string, on domain.Date) when {
		return func(l *Levy) ([]domain.Event, error) {
			return l.Move(HouseholdMoved{Household: of, On: on, Reason: "vào Nam"}, today)
		}
	}
	pay := func(on domain.Date, rows ...AskedPayment) when {
		return func(l *Levy) ([]domain.Event, error) {
			p, _, err := l.Pay(on, rows)
			return []domain.Event{p}, err
		}
	}
	dong, none := money.Dong, money.Money{}
	many := make([]AskedHousehold, mostRows+1)
	for i := range many {
		many[i] = AskedHousehold{Code: fmt.Sprint(i), Heads: 1}
	}
	for title, tt := range map[string]struct {
		given []domain.Event
		when  when
		then  []domain.Event
		code  domain.Code
		field string
	}{
		"begin by head":                 {nil, begin(ByHead, dong(50_000), 2024), given(begun), "", ""},
		"begin by list":                 {nil, begin(ByList, none, 2024), given(byList), "", ""},
		"begin by list with a rate":     {nil, begin(ByList, dong(1), 2024), nil, domain.Invalid, "rate"},
		"begin by head without a rate":  {nil, begin(ByHead, none, 2024), nil, domain.Invalid, "rate"},
		"begin for nothing":             {nil, begin(ByHousehold, dong(0), 2024), nil, domain.Invalid, "rate"},
		"begin in dollars":              {nil, begin(ByHead, money.Money{Minor: 5, Currency: "USD"}, 2024), nil, domain.Invalid, "rate"},
		"begin by another thing":        {nil, begin("roof", dong(1), 2024), nil, domain.Invalid, "basis"},
		"begin in no year":              {nil, begin(ByHead, dong(1), 24), nil, domain.Invalid, "year"},
		"begin twice":                   {given(begun), begin(ByHead, dong(1), 2024), nil, domain.Conflict, "levy"},
		"list":                          {given(begun), list(AskedHousehold{"1", id("An"), 5, none}, AskedHousehold{"2 ", uuid.Nil, 4, none}), given(listed), "", ""},
		"list of no levy":               {nil, list(AskedHousehold{Code: "1"}), nil, domain.NotFound, "levy"},
		"list nobody":                   {given(begun), list(), nil, domain.Invalid, "rows"},
		"list too many":                 {given(begun), list(many...), nil, domain.Invalid, "rows"},
		"list without heads":            {given(begun), list(AskedHousehold{Code: "1"}), nil, domain.Invalid, "rows[0].heads"},
		"list with heads below nothing": {given(byList), list(AskedHousehold{Code: "1", Heads: -1, Expected: dong(1)}), nil, domain.Invalid, "rows[0].heads"},
		"list what is listed":           {given(begun, listed), list(AskedHousehold{Code: "3", Heads: 1}, AskedHousehold{Code: "1", Heads: 1}), nil, domain.Conflict, "rows[1].code"},
		"list the same twice":           {given(begun), list(AskedHousehold{Code: "a", Heads: 1}, AskedHousehold{Code: "A", Heads: 1}), nil, domain.Invalid, "rows[1].code"},
		"list without a code":           {given(begun), list(AskedHousehold{Heads: 1}), nil, domain.Invalid, "rows[0].code"},
		"list against the rate":         {given(begun), list(AskedHousehold{"1", uuid.Nil, 1, dong(7)}), nil, domain.Invalid, "rows[0].expected"},
		"list by a list":                {given(byList), list(AskedHousehold{"1", uuid.Nil, 0, dong(7)}, AskedHousehold{"2", uuid.Nil, 0, dong(0)}), given(HouseholdsListed{[]HouseholdRow{{"1", uuid.Nil, 0, 7}, {"2", uuid.Nil, 0, 0}}}), "", ""},
		"list by a list without it":     {given(byList), list(AskedHousehold{Code: "1"}), nil, domain.Invalid, "rows[0].expected"},
		"list by a list below nothing":  {given(byList), list(AskedHousehold{Code: "1", Expected: dong(-1)}), nil, domain.Invalid, "rows[0].expected"},

		"exempt":                      {given(begun, listed), free(day, AskedExemption{"1", " hộ nghèo"}), given(exempt), "", ""},
		"exempt without a reason":     {given(begun, listed), free(day, AskedExemption{"1", ""}), nil, domain.Invalid, "rows[0].reason"},
		"exempt twice":                {given(begun, listed, exempt), free(day, AskedExemption{"2", "x"}, AskedExemption{"1", "x"}), nil, domain.Conflict, "rows[1].household"},
		"exempt twice at once":        {given(begun, listed), free(day, AskedExemption{"1", "x"}, AskedExemption{"1", "x"}), nil, domain.Invalid, "rows[1].household"},
		"exempt who is not listed":    {given(begun, listed), free(day, AskedExemption{"9", "x"}), nil, domain.NotFound, "rows[0].household"},
		"exempt tomorrow":             {given(begun, listed), free(today+1, AskedExemption{"1", "x"}), nil, domain.Invalid, "on"},
		"exempt who moved away":       {given(begun, listed, moved), free(day, AskedExemption{"2", "x"}), nil, domain.Conflict, "rows[0].household"},
		"waive what is not given yet": {given(begun, listed, paid), waive("1", none, "mới bị lũ", "trưởng họ"), given(waived), "", ""},
		"waive a part":                {given(begun, listed), waive("1", dong(1), "x", "y"), given(Waived{"1", 1, day, "x", "y"}), "", ""},
		"waive more than is expected": {given(begun, listed), waive("1", dong(250_001), "x", "y"), nil, domain.Violation, "amount"},
		"waive what was given":        {given(begun, listed, paid), waive("2", none, "x", "y"), nil, domain.Violation, "amount"},
		"waive without an approver":   {given(begun, listed), waive("1", none, "x", ""), nil, domain.Invalid, "approver"},
		"waive without a reason":      {given(begun, listed), waive("1", none, "", "y"), nil, domain.Invalid, "reason"},
		"waive less than nothing":     {given(begun, listed), waive("1", dong(-1), "x", "y"), nil, domain.Invalid, "amount"},
		"waive for the exempt":        {given(begun, listed, exempt), waive("1", none, "x", "y"), nil, domain.Conflict, "household"},
		"move away":                   {given(begun, listed), move("2", day), given(moved), "", ""},
		"move away twice":             {given(begun, listed, moved), move("2", day), nil, domain.Conflict, "household"},
		"move away tomorrow":          {given(begun, listed), move("2", today+1), nil, domain.Invalid, "on"},
		"move away from no list":      {given(begun, listed), move("9", day), nil, domain.NotFound, "household"},
		"an exempt one moves away":    {given(begun, listed, exempt), move("1", day), given(HouseholdMoved{"1", day, "vào Nam"}), "", ""},

		"pay a part, and too much":       {given(begun, listed), pay(day, AskedPayment{"1", dong(100_000)}, AskedPayment{"2", dong(300_000)}), given(paid), "", ""},
		"pay again":                      {given(begun, listed, paid), pay(day, AskedPayment{"1", dong(1)}), given(Paid{day, []PaidRow{{"1", 1}}}), "", ""},
		"pay of no levy":                 {nil, pay(day, AskedPayment{"1", dong(1)}), nil, domain.NotFound, "levy"},
		"pay nothing":                    {given(begun, listed), pay(day, AskedPayment{"1", dong(0)}), nil, domain.Invalid, "rows[0].amount"},
		"pay twice in a sheet":           {given(begun, listed), pay(day, AskedPayment{"1", dong(1)}, AskedPayment{"1", dong(1)}), nil, domain.Invalid, "rows[1].household"},
		"pay for who is not listed":      {given(begun, listed), pay(day, AskedPayment{"1", dong(1)}, AskedPayment{"9", dong(1)}), nil, domain.NotFound, "rows[1].household"},
		"pay though exempt":              {given(begun, listed, exempt), pay(day, AskedPayment{"1", dong(1)}), given(Paid{day, []PaidRow{{"1", 1}}}), "", ""},
		"pay in the name of who is gone": {given(begun, listed, moved), pay(day, AskedPayment{"2", dong(1)}), nil, domain.Violation, "rows[0].household"},
		"pay for before it was gone":     {given(begun, listed, moved), pay(day-1, AskedPayment{"2", dong(1)}), given(Paid{day - 1, []PaidRow{{"2", 1}}}), "", ""},
	} {
		t.Run(title, func(t *testing.T) {
			l := fold(tt.given...)
			before := l.Clone()
			got, err := tt.when(l)
			if err != nil {
				got = nil
			}
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("the refusal is on %v, want %s", refusal.Fields, tt.field)
			}
			if !cmp.Equal(before, domain.State(l)) {
				t.Error("deciding changed the state")
			}
		})
	}
}

func TestTakenBackOnce(t *testing.T) {
	l := fold(begun, listed, paid)
	one := l.TakeBack(sheet, paid, "2", today)
	if diff := cmp.Diff(given(TakenBack{sheet, today, []PaidRow{{"2", 300_000}}}), one); diff != "" {
		t.Error(diff)
	}
	c := l.Clone().(*Levy)
	c.Evolve(id("reversal"), one[0])
	if again := c.TakeBack(sheet, paid, "2", today); again != nil {
		t.Errorf("a row is taken back twice: %v", again)
	}
	if diff := cmp.Diff(given(TakenBack{sheet, today, []PaidRow{{"1", 100_000}}}), c.TakeBack(sheet, paid, "", today)); diff != "" {
		t.Error(diff)
	}
	if c.Households["2"].Paid != 0 || l.Households["2"].Paid != 300_000 || len(l.Back) != 0 {
		t.Error("the clone shares with its origin")
	}
}

// Nobody is ever in debt: whatever was paid, waived, exempted, what is still expected is never less than nothing nor more than was listed.
func TestNobodyIsInDebt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := fold(begun, listed)
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			who := rapid.SampledFrom([]string{"1", "2"}).Draw(t, "who")
			amount := money.Dong(rapid.Int64Range(1, 120_000).Draw(t, "amount"))
			var events []domain.Event
			var err error
			switch rapid.IntRange(0, 5).Draw(t, "what") {
			case 0:
				events, err = l.Waive(Waived{Household: who, On: day, Reason: "x", Approver: "y"}, today, amount)
			case 1:
				events, err = l.Exempt(day, today, []AskedExemption{{who, "x"}})
			case 2:
				events, err = l.Move(HouseholdMoved{Household: who, On: day}, today)
			default:
				var p Paid
				p, _, err = l.Pay(day, []AskedPayment{{who, amount}})
				events = given(p)
			}
			if err != nil {
				continue
			}
			for _, e := range events {
				l.Evolve(sheet, e)
			}
			for code, h := range l.Households {
				if h.Lacks() < 0 || h.Lacks() > h.Expected || h.Waived > h.Expected {
					t.Fatalf("household %s: %+v", code, h)
				}
			}
		}
	})
}
