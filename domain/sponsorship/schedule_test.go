package sponsorship

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/money"
)

func on(text string) domain.Date {
	d, err := domain.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// The shapes that are seen (DOMAIN §6), as data.
var (
	toEighteen = []Step{{First: on("2024-09-05"), Every: 1, Count: 112, Amount: 1_000_000}}
	ahead      = []Step{{First: on("2024-09-05"), Count: 1, Amount: 36_000_000}}
	yearly     = []Step{{First: on("2024-09-05"), Every: 12, Count: 3, Amount: 6_000_000}}
	months9    = []Step{{First: on("2024-09-05"), Every: 1, Count: 9, Amount: 500_000}}
	levels     = []Step{{First: on("2024-09-15"), Every: 3, Count: 3, Amount: 1_000_000}, {First: on("2025-09-15"), Every: 3, Count: 3, Amount: 1_500_000}}
	pooled     = []Step{{First: on("2024-09-30"), Every: 1, Count: 12, Amount: 20_000, Heads: 35}}
)

func TestSchedulesOfEveryShape(t *testing.T) {
	for title, tt := range map[string]struct {
		steps []Step
		total int64
		days  map[string]int64 // due by the end of that day, for a sponsorship from 1 September 2024 on
	}{
		"a million a month to age 18":                  {toEighteen, 112_000_000, map[string]int64{"2024-09-04": 0, "2024-09-05": 1_000_000, "2025-09-05": 13_000_000, "2033-12-05": 112_000_000}},
		"36 million ahead for three school years":      {ahead, 36_000_000, map[string]int64{"2024-09-04": 0, "2024-09-05": 36_000_000, "2027-05-31": 36_000_000}},
		"6 million a year":                             {yearly, 18_000_000, map[string]int64{"2025-09-04": 6_000_000, "2025-09-05": 12_000_000, "2030-01-01": 18_000_000}},
		"500,000 in nine school months":                {months9, 4_500_000, map[string]int64{"2024-12-31": 2_000_000, "2025-05-05": 4_500_000, "2025-09-05": 4_500_000}},
		"a million a quarter × 3, more from the level": {levels, 7_500_000, map[string]int64{"2025-03-15": 3_000_000, "2025-09-14": 3_000_000, "2025-09-15": 4_500_000}},
		"20,000 a month from each of 35 teachers":      {pooled, 8_400_000, map[string]int64{"2024-09-30": 700_000, "2025-02-27": 3_500_000, "2025-02-28": 4_200_000}},
	} {
		if got := Total(tt.steps, 0, 0); got != tt.total {
			t.Errorf("%s: %d in all", title, got)
		}
		for text, want := range tt.days {
			if got := (Spell{From: on("2024-09-01")}).DueBy(Instalments(tt.steps), on(text)); got != want {
				t.Errorf("%s: %d is due by %s, want %d", title, got, text, want)
			}
		}
		o := with(opened, func(o *Opened) { o.Steps, o.Schedule = tt.steps, "" })
		events, err := (&Slot{}).Open(o)
		if err != nil || events[0].(Opened).Instalments != int64(len(Instalments(tt.steps))) {
			t.Errorf("%s: %v, %v", title, events, err)
		}
	}
	if got := Instalments([]Step{{First: on("2024-08-31"), Every: 1, Count: 7, Amount: 1}}); got[1].Due != on("2024-09-30") || got[6].Due != on("2025-02-28") {
		t.Errorf("the last of the month is %v", got)
	}
}

func TestWhoseAnInstalmentIs(t *testing.T) {
	all := Instalments(months9) // the fifth of each month from September on
	for title, tt := range map[string]struct {
		spell Spell
		at    string
		want  int64
	}{
		"of one's own time":                      {Spell{From: on("2024-09-05")}, "2024-10-05", 1_000_000},
		"none before it began":                   {Spell{From: on("2024-11-01")}, "2024-10-31", 0},
		"the one whose time was running":         {Spell{From: on("2024-09-20")}, "2024-09-20", 500_000},
		"but not those before it":                {Spell{From: on("2024-12-20")}, "2024-12-31", 500_000},
		"nor what another carried":               {Spell{From: on("2024-09-20"), After: on("2024-09-18")}, "2024-09-30", 0},
		"but what nobody carried":                {Spell{From: on("2024-10-20"), After: on("2024-09-18")}, "2024-10-20", 500_000},
		"nothing after the end":                  {Spell{From: on("2024-09-01"), To: on("2024-10-05")}, "2025-05-31", 500_000},
		"nothing that falls due in a pause":      {Spell{From: on("2024-09-01"), Pauses: []Pause{{on("2024-10-01"), on("2024-12-05")}}}, "2024-12-05", 1_000_000},
		"nor in one that lasts":                  {Spell{From: on("2024-09-01"), Pauses: []Pause{{From: on("2024-10-05")}}}, "2025-05-31", 500_000},
		"the last one runs on, if nobody had it": {Spell{From: on("2026-01-01")}, "2026-01-01", 500_000},
	} {
		if got := tt.spell.DueBy(all, on(tt.at)); got != tt.want {
			t.Errorf("%s: %d", title, got)
		}
	}
}

// The law: whatever the schedule and whoever carried the slot when, no instalment is two sponsors', what is due never falls as days pass, and
// together they never owe more than was agreed.
func TestNoInstalmentIsOwedTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var steps []Step
		for range rapid.IntRange(1, 3).Draw(t, "steps") {
			count := rapid.Int64Range(1, 12).Draw(t, "count")
			steps = append(steps, Step{First: on("2024-09-01") + domain.Date(rapid.IntRange(0, 400).Draw(t, "first")), Every: rapid.Int64Range(1, 6).Draw(t, "every"), Count: count,
				Amount: rapid.Int64Range(1, 100).Draw(t, "amount"), Heads: rapid.Int64Range(0, 3).Draw(t, "heads")})
		}
		all, total := Instalments(steps), Total(steps, 0, 0)
		var spells []Spell
		day, after := on("2024-08-01"), domain.Date(0)
		for range rapid.IntRange(1, 5).Draw(t, "sponsors") {
			from := day + domain.Date(rapid.IntRange(0, 120).Draw(t, "gap"))
			day = from + domain.Date(rapid.IntRange(0, 300).Draw(t, "time"))
			spells = append(spells, Spell{From: from, After: after, To: day})
			after = day
		}
		spells[len(spells)-1].To = 0
		before := make([]int64, len(spells))
		for at := on("2024-08-01"); at < on("2031-01-01"); at += 17 {
			sum := int64(0)
			for i, s := range spells {
				due := s.DueBy(all, at)
				if due < before[i] {
					t.Fatalf("sponsor %d owed %d, then %d", i, before[i], due)
				}
				before[i], sum = due, sum+due
			}
			if sum > total {
				t.Fatalf("%d is owed by %v of %d", sum, at, total)
			}
		}
	})
}

func TestSchedulesThatCannotBe(t *testing.T) {
	step := func(change func(*Step)) []Step {
		s := months9[0]
		change(&s)
		return []Step{s}
	}
	for title, tt := range map[string]struct {
		steps []Step
		field string
	}{
		"no first day":          {step(func(s *Step) { s.First = 0 }), "steps[0].first"},
		"never":                 {step(func(s *Step) { s.Count = 0 }), "steps[0].count"},
		"twice on one day":      {step(func(s *Step) { s.Every = 0 }), "steps[0].every"},
		"every century":         {step(func(s *Step) { s.Every = 1200 }), "steps[0].every"},
		"nothing":               {step(func(s *Step) { s.Amount = 0 }), "steps[0].amount"},
		"more than there is":    {step(func(s *Step) { s.Amount = money.Max }), "steps[0].amount"},
		"from too many heads":   {step(func(s *Step) { s.Heads = 1_000_000 }), "steps[0].heads"},
		"from more than all":    {step(func(s *Step) { s.Amount, s.Heads = money.Max/2, 3 }), "steps[0].amount"},
		"too often":             {slices.Repeat(step(func(s *Step) { s.Count = 600 }), 2), "steps"},
		"in too many steps":     {slices.Repeat(months9, 21), "steps"},
		"more together than is": {slices.Repeat(step(func(s *Step) { s.Count, s.Every, s.Amount = 1, 0, money.Max }), 2), "steps[1].amount"},
	} {
		try(t, &Slot{}, func(s *Slot) ([]domain.Event, error) {
			return s.Open(with(opened, func(o *Opened) { o.Steps = tt.steps }))
		}, nil, domain.Invalid, []string{tt.field})
		if t.Failed() {
			t.Fatal(title)
		}
	}
}

func TestTermsAreData(t *testing.T) {
	two := []domain.Date{on("2025-01-15"), on("2025-05-31")}
	if got := TermsOf(nil, "2024-2025", months9); !slices.Equal(got, two) {
		t.Errorf("a school year's terms end on %v", got)
	}
	if got := TermsOf(nil, "2024-2025", nil); !slices.Equal(got, two) {
		t.Errorf("without dates they end on %v", got)
	}
	if got := TermsOf(nil, "2024-2025", yearly); len(got) != 6 || got[5] != on("2027-05-31") {
		t.Errorf("three school years have %v", got)
	}
	if got := TermsOf(two[:1], "2024-2025", yearly); !slices.Equal(got, two[:1]) {
		t.Errorf("a slot's own terms are %v", got)
	}
}
