package pledge

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func date(text string) domain.Date {
	d, err := domain.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// three is a pledge of three instalments: 300 on 5 January, 300 on 5 February, 400 on 5 March.
var three = with(made, func(m *Made) {
	m.Kind, m.Amount, m.Made, m.Due = Instalments, 1_000, date("2024-01-01"), date("2024-01-05")
	m.Instalments = []Instalment{{date("2024-01-05"), 300}, {date("2024-02-05"), 300}, {date("2024-03-05"), 400}}
})

// monthly is a standing pledge of 100 a month from 5 January on.
var monthly = with(made, func(m *Made) {
	m.Kind, m.Amount, m.Made, m.Due, m.Months = Standing, 100, date("2024-01-01"), date("2024-01-05"), 1
})

func ended(m Made) Made { return with(m, func(m *Made) { m.Until = date("2024-03-31") }) }

func draft(m Made) Made { return with(m, func(m *Made) { m.Draft = true }) }

func paid(day string, no int, amount int64) PaymentApplied {
	return PaymentApplied{Donation: gift, Currency: money.VND, Amount: amount, Booked: date(day), Instalment: no}
}

func back(day string, no int, amount int64) PaymentUnapplied {
	e := PaymentUnapplied{Donation: gift, Currency: money.VND, Amount: amount, Instalment: no}
	if day != "" {
		e.Booked = date(day)
	}
	return e
}

func TestPositions(t *testing.T) {
	rest := func(from, until string) []domain.Event {
		if until == "" {
			return given(Paused{From: date(from)})
		}
		return given(Paused{From: date(from)}, Resumed{On: date(until)})
	}
	join := func(first domain.Event, rest []domain.Event, last ...domain.Event) []domain.Event {
		return append(append(given(first), rest...), last...)
	}
	for title, tt := range map[string]struct {
		given []domain.Event
		day   string
		want  Fulfilment
	}{
		"before it was made": {given(three), "2023-12-31", Fulfilment{}},
		"before anything is due": {given(three), "2024-01-04",
			Fulfilment{State: Active, Pledged: 1_000, Left: 1_000, NextDue: date("2024-01-05"), NextAmount: 300}},
		"on the day it is due": {given(three), "2024-01-05",
			Fulfilment{State: Active, Pledged: 1_000, Due: 300, Left: 1_000, NextDue: date("2024-01-05"), NextAmount: 300}},
		"a day later": {given(three), "2024-01-06",
			Fulfilment{State: Active, Pledged: 1_000, Due: 300, Overdue: 300, OverdueDays: 1, Left: 1_000, NextDue: date("2024-02-05"), NextAmount: 300}},
		"part-paid and late": {given(three, paid("2024-01-05", 1, 300), paid("2024-02-10", 2, 100)), "2024-02-15",
			Fulfilment{State: Active, Pledged: 1_000, Due: 600, Kept: 400, Paid: 400, Overdue: 200, OverdueDays: 10, Left: 600, NextDue: date("2024-03-05"), NextAmount: 400}},
		"the same, asked of a day before the second payment": {given(three, paid("2024-01-05", 1, 300), paid("2024-02-10", 2, 100)), "2024-02-09",
			Fulfilment{State: Active, Pledged: 1_000, Due: 600, Kept: 300, Paid: 300, Overdue: 300, OverdueDays: 4, Left: 700, NextDue: date("2024-03-05"), NextAmount: 400}},
		"prepaid": {given(three, paid("2024-01-05", 1, 300), paid("2024-01-05", 3, 400)), "2024-01-31",
			Fulfilment{State: Active, Pledged: 1_000, Due: 300, Kept: 300, Paid: 700, Prepaid: 400, Left: 300, NextDue: date("2024-02-05"), NextAmount: 300}},
		"fulfilled, and more": {given(three, paid("2024-01-05", 1, 300), paid("2024-01-05", 2, 300), paid("2024-01-05", 3, 400), paid("2024-01-05", 0, 50)), "2024-03-05",
			Fulfilment{State: Fulfilled, Pledged: 1_000, Due: 1_000, Kept: 1_000, Paid: 1_050, Over: 50}},
		"on a slot what is more is prepaid": {given(with(three, func(m *Made) { m.Slot, m.Compartment = id("slot"), "" }), paid("2024-01-05", 1, 300), paid("2024-01-05", 2, 300), paid("2024-01-05", 3, 400), paid("2024-01-05", 0, 50)), "2024-02-05",
			Fulfilment{State: Fulfilled, Pledged: 1_000, Due: 600, Kept: 600, Paid: 1_050, Prepaid: 450}},
		"taken back because it bounced later": {given(three, paid("2024-01-05", 1, 300), back("2024-01-20", 1, 300)), "2024-01-19",
			Fulfilment{State: Active, Pledged: 1_000, Due: 300, Kept: 300, Paid: 300, Left: 700, NextDue: date("2024-02-05"), NextAmount: 300}},
		"taken back as a mistake: it was never so": {given(three, paid("2024-01-05", 1, 300), back("", 1, 300)), "2024-01-19",
			Fulfilment{State: Active, Pledged: 1_000, Due: 300, Overdue: 300, OverdueDays: 14, Left: 1_000, NextDue: date("2024-02-05"), NextAmount: 300}},
		"closed short: the original figure stays": {given(three, paid("2024-01-05", 1, 300), WrittenOff{Amount: 700, On: date("2024-02-20")}), "2024-02-20",
			Fulfilment{State: ClosedShort, Pledged: 1_000, Due: 600, Kept: 300, Paid: 300, WrittenOff: 700}},
		"not yet closed the day before": {given(three, paid("2024-01-05", 1, 300), WrittenOff{Amount: 700, On: date("2024-02-20")}), "2024-02-19",
			Fulfilment{State: Active, Pledged: 1_000, Due: 600, Kept: 300, Paid: 300, Overdue: 300, OverdueDays: 14, Left: 700, NextDue: date("2024-03-05"), NextAmount: 400}},
		"cancelled: what came later was never due": {given(three, Cancelled{On: date("2024-02-01")}), "2024-06-01",
			Fulfilment{State: Cancel, Pledged: 1_000, Due: 300}},
		"nothing falls due while it rests": {join(three, rest("2024-01-20", "")), "2024-02-20",
			Fulfilment{State: Resting, Pledged: 1_000, Due: 300, Overdue: 300, OverdueDays: 46, Left: 1_000}},
		"what would have, does on the day it is resumed": {join(three, rest("2024-01-20", "2024-03-01")), "2024-03-02",
			Fulfilment{State: Active, Pledged: 1_000, Due: 600, Overdue: 600, OverdueDays: 57, Left: 1_000, NextDue: date("2024-03-05"), NextAmount: 400}},
		"asked of a day in the rest it is still resting": {join(three, rest("2024-01-20", "2024-03-01")), "2024-02-06",
			Fulfilment{State: Resting, Pledged: 1_000, Due: 300, Overdue: 300, OverdueDays: 32, Left: 1_000}},
		"a draft expects nothing": {given(draft(three)), "2024-02-20",
			Fulfilment{State: Draft, Pledged: 1_000, Left: 1_000}},
		"an activated draft": {given(draft(three), Activated{On: date("2024-02-01")}), "2024-02-02",
			Fulfilment{State: Active, Pledged: 1_000, Due: 300, Overdue: 300, OverdueDays: 1, Left: 1_000, NextDue: date("2024-02-05"), NextAmount: 300}},

		"standing: the period of the day and one ahead are open": {given(monthly), "2024-01-10",
			Fulfilment{State: Active, Due: 100, Left: 200, NextDue: date("2024-02-05"), NextAmount: 100}},
		"standing: what was missed lapses and is no debt": {given(monthly, paid("2024-02-06", 2, 100)), "2024-04-10",
			Fulfilment{State: Active, Due: 400, Kept: 100, Paid: 100, Lapsed: 200, Left: 200, NextDue: date("2024-05-05"), NextAmount: 100}},
		"standing: prepaid a year ahead": {given(monthly, paid("2024-01-06", 1, 100), paid("2024-01-06", 2, 100), paid("2024-01-06", 3, 100)), "2024-01-10",
			Fulfilment{State: Active, Due: 100, Kept: 100, Paid: 300, Prepaid: 200}},
		"standing: periods in a rest pass": {join(monthly, rest("2024-01-20", "2024-03-20")), "2024-03-25",
			Fulfilment{State: Active, Due: 100, Lapsed: 100, Left: 100, NextDue: date("2024-04-05"), NextAmount: 100}},
		"standing: kept to its end": {given(ended(monthly), paid("2024-01-05", 1, 100), paid("2024-02-05", 2, 100), paid("2024-03-05", 3, 100)), "2024-03-10",
			Fulfilment{State: Fulfilled, Pledged: 300, Due: 300, Kept: 300, Paid: 300}},
		"standing: in its last period": {given(ended(monthly), paid("2024-01-05", 1, 100)), "2024-03-10",
			Fulfilment{State: Active, Pledged: 300, Due: 300, Kept: 100, Paid: 100, Lapsed: 100, Left: 100}},
		"standing: run out short": {given(ended(monthly), paid("2024-01-05", 1, 100)), "2024-04-05",
			Fulfilment{State: ClosedShort, Pledged: 300, Due: 300, Kept: 100, Paid: 100, Lapsed: 200}},
		"standing: resting through its end is not fulfilled": {join(ended(monthly), rest("2024-01-02", "")), "2024-05-05",
			Fulfilment{State: Resting, Pledged: 300}},
		"standing: cancelled after payments": {given(monthly, paid("2024-01-05", 1, 100), Cancelled{On: date("2024-03-01")}), "2024-06-01",
			Fulfilment{State: Cancel, Due: 200, Kept: 100, Paid: 100, Lapsed: 100}},
	} {
		t.Run(title, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, By(date(tt.day), tt.given).At(date(tt.day))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestApplyingToWhatLacks(t *testing.T) {
	applied := func(no int, amount int64) PaymentApplied {
		return PaymentApplied{Donation: gift, Currency: money.VND, Amount: amount, Booked: date("2024-02-10"), Instalment: no, Basis: ByChoice}
	}
	for title, tt := range map[string]struct {
		given  []domain.Event
		no     int
		amount int64
		then   []domain.Event
		code   domain.Code
	}{
		"the oldest first":                         {given(three), 0, 450, given(applied(1, 300), applied(2, 150)), ""},
		"what an earlier one still lacks":          {given(three, paid("2024-01-05", 1, 100)), 0, 250, given(applied(1, 200), applied(2, 50)), ""},
		"more than was pledged":                    {given(three), 0, 1_001, given(applied(1, 300), applied(2, 300), applied(3, 400), applied(0, 1)), ""},
		"a named one":                              {given(three), 3, 400, given(applied(3, 400)), ""},
		"more than a named one lacks":              {given(three, paid("2024-01-05", 3, 100)), 3, 301, nil, domain.Violation},
		"one that is not there":                    {given(three), 4, 1, nil, domain.NotFound},
		"below the first":                          {given(three), -1, 1, nil, domain.NotFound},
		"a draft":                                  {given(draft(three)), 0, 1, nil, domain.Violation},
		"while it rests, money comes all the same": {given(three, Paused{From: date("2024-01-02")}), 0, 300, given(applied(1, 300)), ""},
		"standing: the period in which it came":    {given(monthly), 0, 100, given(applied(2, 100)), ""},
		"standing: the rest is prepaid":            {given(monthly, paid("2024-02-06", 2, 40)), 0, 200, given(applied(2, 60), applied(3, 100), applied(4, 40)), ""},
		"standing: never beyond its end":           {given(ended(monthly)), 0, 250, given(applied(2, 100), applied(3, 100), applied(0, 50)), ""},
		"standing: a lapsed one by name":           {given(monthly), 1, 100, given(applied(1, 100)), ""},
		"standing: past periods in a rest":         {given(monthly, Paused{From: date("2024-02-01")}, Resumed{On: date("2024-03-20")}), 0, 100, given(applied(4, 100)), ""},
	} {
		t.Run(title, func(t *testing.T) {
			got, err := fold(tt.given...).Apply(Counting{gift, money.VND, tt.amount, date("2024-02-10"), tt.no, ByChoice})
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
		})
	}
}

func TestPlans(t *testing.T) {
	for title, tt := range map[string]struct {
		made  Made
		field string
	}{
		"instalments":                      {three, ""},
		"standing":                         {monthly, ""},
		"standing with an end":             {ended(monthly), ""},
		"an unknown kind":                  {with(made, func(m *Made) { m.Kind = "barter" }), "kind"},
		"one-off with months":              {with(made, func(m *Made) { m.Months = 1 }), "months"},
		"one-off with an end":              {with(made, func(m *Made) { m.Until = today + 60 }), "until"},
		"one-off with instalments":         {with(made, func(m *Made) { m.Instalments = three.Instalments }), "instalments"},
		"without instalments":              {with(three, func(m *Made) { m.Instalments = nil }), "instalments"},
		"too many instalments":             {with(three, func(m *Made) { m.Instalments = make([]Instalment, 241) }), "instalments"},
		"instalments that do not add up":   {with(three, func(m *Made) { m.Amount = 999 }), "instalments"},
		"an instalment of nothing":         {with(three, func(m *Made) { m.Instalments = []Instalment{{m.Due, 1_000}, {m.Due + 1, 0}} }), "instalments[1].amount"},
		"two on one day":                   {with(three, func(m *Made) { m.Instalments = []Instalment{{m.Due, 500}, {m.Due, 500}} }), "instalments[1].due"},
		"the first on another day":         {with(three, func(m *Made) { m.Due++ }), "due"},
		"more than the ledger takes":       {with(made, func(m *Made) { m.Amount = money.Max + 1 }), "amount"},
		"standing without months":          {with(monthly, func(m *Made) { m.Months = 0 }), "months"},
		"standing over decades":            {with(monthly, func(m *Made) { m.Months = 121 }), "months"},
		"standing that ends before":        {with(monthly, func(m *Made) { m.Until = m.Due - 1 }), "until"},
		"a code without its check":         {with(made, func(m *Made) { m.Code = "KH7QX4M3" }), "code"},
		"a campaign nobody can read":       {with(made, func(m *Made) { m.Campaign = "a\nb" }), "campaign"},
		"an agreement that nobody can see": {with(made, func(m *Made) { m.Agreement = "\u202e" }), "agreement"},
	} {
		t.Run(title, func(t *testing.T) {
			_, err := (&Pledge{}).Make(tt.made)
			if e, ok := err.(*domain.Error); (tt.field == "") != (err == nil) || ok && (e.Code != domain.Invalid || e.Fields[0] != tt.field) {
				t.Errorf("got %v, want one on %q", err, tt.field)
			}
		})
	}
	if total, ok := fold(ended(monthly)).Plan.Total(); !ok || total != 300 {
		t.Errorf("in all %d, %t", total, ok)
	}
	for months, want := range map[int]string{0: "2024-01-31", 1: "2024-02-29", 2: "2024-03-31", 12: "2025-01-31", 13: "2025-02-28"} {
		if got := MonthsAfter(domain.NewDate(2024, time.January, 31), months); got.ISO() != want {
			t.Errorf("%d months after 31 January 2024 is %s, want %s", months, got.ISO(), want)
		}
	}
	if got := Spread(1_000, 3); !cmp.Equal(got, []int64{333, 333, 334}) {
		t.Errorf("spread: %v", got)
	}
}

func TestLife(t *testing.T) {
	paused, resumed := Paused{From: today + 5, Reason: "x", By: "y"}, Resumed{On: today + 9}
	for title, tt := range map[string]struct {
		given []domain.Event
		when  func(*Pledge) ([]domain.Event, error)
		then  []domain.Event
		code  domain.Code
	}{
		"activate":                    {given(draft(made)), func(p *Pledge) ([]domain.Event, error) { return p.Activate(today) }, given(Activated{today}), ""},
		"activate twice":              {given(draft(made), Activated{today}), func(p *Pledge) ([]domain.Event, error) { return p.Activate(today) }, nil, domain.Conflict},
		"activate before it was made": {given(draft(made)), func(p *Pledge) ([]domain.Event, error) { return p.Activate(today - 1) }, nil, domain.Invalid},
		"pause":                       {given(made), func(p *Pledge) ([]domain.Event, error) { return p.Pause(today+5, "x", "y") }, given(paused), ""},
		"pause a draft":               {given(draft(made)), func(p *Pledge) ([]domain.Event, error) { return p.Pause(today+5, "x", "y") }, nil, domain.Conflict},
		"pause twice":                 {given(made, paused), func(p *Pledge) ([]domain.Event, error) { return p.Pause(today+6, "x", "y") }, nil, domain.Conflict},
		"pause again after":           {given(made, paused, resumed), func(p *Pledge) ([]domain.Event, error) { return p.Pause(today+9, "x", "y") }, given(Paused{today + 9, "x", "y"}), ""},
		"pause again within the last": {given(made, paused, resumed), func(p *Pledge) ([]domain.Event, error) { return p.Pause(today+8, "x", "y") }, nil, domain.Invalid},
		"pause without a reason":      {given(made), func(p *Pledge) ([]domain.Event, error) { return p.Pause(today, "", "y") }, nil, domain.Invalid},
		"pause nothing":               {nil, func(p *Pledge) ([]domain.Event, error) { return p.Pause(today, "x", "y") }, nil, domain.NotFound},
		"resume":                      {given(made, paused), func(p *Pledge) ([]domain.Event, error) { return p.Resume(today + 9) }, given(resumed), ""},
		"resume what does not rest":   {given(made), func(p *Pledge) ([]domain.Event, error) { return p.Resume(today) }, nil, domain.Conflict},
		"resume before it rests":      {given(made, paused), func(p *Pledge) ([]domain.Event, error) { return p.Resume(today + 5) }, nil, domain.Invalid},
		"cancel a standing one that was paid into": {given(monthly, paid("2024-01-05", 1, 100)), func(p *Pledge) ([]domain.Event, error) { return p.CancelAll("giải thể", "nhà hảo tâm", today) },
			given(cancelled), ""},
		"write off a standing one": {given(monthly), func(p *Pledge) ([]domain.Event, error) { return p.WriteOff("x", "y", today) }, nil, domain.Violation},
	} {
		t.Run(title, func(t *testing.T) {
			p := fold(tt.given...)
			before := p.Clone()
			got, err := tt.when(p)
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if !cmp.Equal(before, domain.State(p)) {
				t.Error("deciding changed the state")
			}
		})
	}
}

// However a pledge is paid, rests and ends: what is paid is kept, prepaid or over; the rate lies between nothing and all; what is overdue
// and what lapsed is due and was not kept; and the state of a day does not depend on what came later.
func TestPositionsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom([]Made{made, three, monthly, ended(monthly), draft(three)}).Draw(t, "made")
		events := given()
		m.Made = date("2024-01-01")
		if m.Kind == OneOff {
			m.Due = date("2024-01-20")
		}
		p, day := &Pledge{}, m.Made
		lay := func(more []domain.Event, err error) {
			for _, e := range more {
				p.Evolve(uuid.Nil, e)
			}
			events = append(events, more...)
		}
		lay(given(m), nil)
		for range rapid.IntRange(0, 25).Draw(t, "steps") {
			day += domain.Date(rapid.IntRange(0, 12).Draw(t, "days"))
			donation := rapid.SampledFrom([]uuid.UUID{gift, other}).Draw(t, "donation")
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				lay(p.Pause(day, "x", "y"))
			case 1:
				lay(p.Resume(day))
			case 2:
				lay(p.Activate(day))
			case 3:
				lay(p.Unapply(donation, 0, rapid.Int64Range(0, 500).Draw(t, "back"), day, "x"))
			case 4:
				if rapid.IntRange(0, 5).Draw(t, "end") == 0 {
					lay(p.CancelAll("x", "y", day))
				}
			case 5:
				if rapid.IntRange(0, 5).Draw(t, "end") == 0 {
					lay(p.WriteOff("x", "y", day))
				}
			default:
				lay(p.Apply(Counting{donation, money.VND, rapid.Int64Range(1, 700).Draw(t, "amount"), day, 0, ByChoice}))
			}
			at := p.At(day)
			if at.Kept+at.Prepaid+at.Over != at.Paid || at.Kept > at.Due || at.Overdue+at.Lapsed > at.Due-at.Kept || at.Paid != p.Paid() || min(at.Prepaid, at.Left, at.Overdue) < 0 {
				t.Fatalf("on %s: %+v", day, at)
			}
			if rate, ok := at.Rate(); ok && (rate < 0 || rate > 1) {
				t.Fatalf("on %s the rate is %f", day, rate)
			}
			if diff := cmp.Diff(at, By(day, events).At(day)); diff != "" {
				t.Fatalf("told again: %s", diff)
			}
			if at.State == Fulfilled && (at.Overdue > 0 || at.Left > 0) {
				t.Fatalf("fulfilled, and yet %+v", at)
			}
		}
	})
}
