package statistic

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
)

var (
	today     = domain.NewDate(2026, time.March, 1)
	published = domain.NewDate(2025, time.January, 15)
	report    = Published{"Báo Quảng Ninh", published}
	y24       = Period{domain.NewDate(2024, time.January, 1), domain.NewDate(2024, time.December, 31)}
	members   = Asked{Measure: "members", Period: "2024", Levels: Below, Value: "467032"}
	mobilised = Asked{Measure: "fund-mobilised", Period: "2024", Levels: Below, Value: "22900000000", Bound: Over, Note: "mọi cấp"}
	share     = Asked{Measure: Free, Name: "Hội viên so với dân số", Period: "2024", Levels: Below, Value: "33.50", In: "%"}

	declared = Declared{"Báo Quảng Ninh", published, 1, []Figure{
		{Measure: "members", From: y24.From, Until: y24.Until, Levels: Below, In: "people", Bound: Exact, Amount: Amount{Value: 467032}},
		{Measure: "fund-mobilised", From: y24.From, Until: y24.Until, Levels: Below, In: "VND", Bound: Over, Amount: Amount{Value: 22_900_000_000}, Note: "mọi cấp"},
		{Measure: Free, Name: "Hội viên so với dân số", Nature: Stock, From: y24.From, Until: y24.Until, Levels: Below, In: "%", Bound: Exact, Amount: Amount{335, 1}}}}
	corrected = Corrected{Figure: 2, WasBound: Over, Was: Amount{Value: 22_900_000_000}, Bound: Over, Is: Amount{Value: 22_950_000_000}, Note: "mọi cấp", Reason: "báo đính chính"}
	withdrawn = Withdrawn{1, "nhầm tỉnh"}
)

func but(a Asked, change func(*Asked)) Asked {
	change(&a)
	return a
}

func given(events ...domain.Event) []domain.Event { return events }

func TestStatistics(t *testing.T) {
	type when = func(*Statistics) ([]domain.Event, error)
	declare := func(by Published, rows ...Asked) when {
		return func(s *Statistics) ([]domain.Event, error) { return s.Declare(by, today, rows) }
	}
	one := func(change func(*Asked)) when { return declare(report, but(members, change)) }
	correct := func(a AskedCorrection) when {
		return func(s *Statistics) ([]domain.Event, error) { return s.Correct(a) }
	}
	withdraw := func(no int64, reason string) when {
		return func(s *Statistics) ([]domain.Event, error) { return s.Withdraw(no, reason) }
	}
	next := func(f Figure, source string) []domain.Event {
		return given(Declared{source, published, 4, []Figure{f}})
	}
	again := declared.Figures[0]
	for title, tt := range map[string]struct {
		given []domain.Event
		when  when
		then  []domain.Event
		code  domain.Code
		field string
	}{
		"three figures":                   {nil, declare(report, members, mobilised, share), given(declared), "", ""},
		"the same by another source":      {given(declared), declare(Published{"Hội Khuyến học Việt Nam", published}, members), next(again, "Hội Khuyến học Việt Nam"), "", ""},
		"the same by the same":            {given(declared), declare(report, members), nil, domain.Conflict, "rows[0].measure"},
		"the same by the same, later":     {given(declared), declare(Published{"BÁO  quảng ninh", published + 9}, share, members), nil, domain.Conflict, "rows[0].measure"},
		"the same of another level":       {given(declared), one(func(a *Asked) { a.Levels = Own }), next(figureBut(again, func(f *Figure) { f.Levels = Own }), report.Source), "", ""},
		"the same twice in a list":        {nil, declare(report, members, mobilised, members), nil, domain.Conflict, "rows[2].measure"},
		"one period in two writings":      {nil, declare(report, members, but(members, func(a *Asked) { a.Period = "2024-01-01/2024-12-31" })), nil, domain.Conflict, "rows[1].measure"},
		"the same after it was withdrawn": {given(declared, withdrawn), declare(report, members), next(again, report.Source), "", ""},
		"nothing":                         {nil, declare(report), nil, domain.Invalid, "rows"},
		"too much at once":                {nil, declare(report, make([]Asked, MostFigures+1)...), nil, domain.Invalid, "rows"},
		"by nobody":                       {nil, declare(Published{" ", published}, members), nil, domain.Invalid, "source"},
		"by a hidden source":              {nil, declare(Published{"Báo\u200bQN", published}, members), nil, domain.Invalid, "source"},
		"on no day":                       {nil, declare(Published{"Báo", 0}, members), nil, domain.Invalid, "source_date"},
		"tomorrow":                        {nil, declare(Published{"Báo", today + 1}, members), nil, domain.Invalid, "source_date"},
		"of nothing known":                {nil, one(func(a *Asked) { a.Measure = "happiness" }), nil, domain.Invalid, "rows[0].measure"},
		"of no measure":                   {nil, one(func(a *Asked) { a.Measure = "" }), nil, domain.Invalid, "rows[0].measure"},
		"renamed":                         {nil, one(func(a *Asked) { a.Name = "Hội viên danh dự" }), nil, domain.Invalid, "rows[0].name"},
		"in another unit":                 {nil, one(func(a *Asked) { a.In = "VND" }), nil, domain.Invalid, "rows[0].in"},
		"money in people":                 {nil, declare(report, but(mobilised, func(a *Asked) { a.In = "people" })), nil, domain.Invalid, "rows[0].in"},
		"money in dollars": {nil, declare(report, but(mobilised, func(a *Asked) { a.In, a.Value = "USD", "12.34" })),
			given(Declared{report.Source, published, 1, []Figure{figureBut(declared.Figures[1], func(f *Figure) { f.In, f.Amount = "USD", Amount{1234, 2} })}}), "", ""},
		"of no level":               {nil, one(func(a *Asked) { a.Levels = "" }), nil, domain.Invalid, "rows[0].levels"},
		"of another level":          {nil, one(func(a *Asked) { a.Levels = "all" }), nil, domain.Invalid, "rows[0].levels"},
		"with another bound":        {nil, one(func(a *Asked) { a.Bound = "under" }), nil, domain.Invalid, "rows[0].bound"},
		"of no period":              {nil, one(func(a *Asked) { a.Period = "" }), nil, domain.Invalid, "rows[0].period"},
		"before the period began":   {nil, one(func(a *Asked) { a.Period = "2025-H2" }), nil, domain.Invalid, "rows[0].period"},
		"while the period goes on":  {nil, one(func(a *Asked) { a.Period = "2025" }), given(Declared{report.Source, published, 1, []Figure{figureBut(again, func(f *Figure) { f.From, f.Until = 20089, 20453 })}}), "", ""},
		"a target before its time":  {nil, one(func(a *Asked) { a.Measure, a.Period, a.Value = "target-per-head", "2026", "35000" }), given(Declared{report.Source, published, 1, []Figure{{Measure: "target-per-head", From: 20454, Until: 20818, Levels: Below, In: "VND", Bound: Exact, Amount: Amount{Value: 35000}}}}), "", ""},
		"without a value":           {nil, one(func(a *Asked) { a.Value = "" }), nil, domain.Invalid, "rows[0].value"},
		"below zero":                {nil, one(func(a *Asked) { a.Value = "-5" }), nil, domain.Invalid, "rows[0].value"},
		"half a person":             {nil, one(func(a *Asked) { a.Value = "1.5" }), nil, domain.Invalid, "rows[0].value"},
		"a thousand, or a fraction": {nil, one(func(a *Asked) { a.Value = "1.234" }), nil, domain.Invalid, "rows[0].value"},
		"grouped":                   {nil, one(func(a *Asked) { a.Value = "1,234" }), nil, domain.Invalid, "rows[0].value"},
		"too much":                  {nil, one(func(a *Asked) { a.Value = "1000000000000001" }), nil, domain.Invalid, "rows[0].value"},
		"with an exponent":          {nil, one(func(a *Asked) { a.Value = "1e9" }), nil, domain.Invalid, "rows[0].value"},
		"too fine":                  {nil, declare(report, but(share, func(a *Asked) { a.Value = "33.555" })), nil, domain.Invalid, "rows[0].value"},
		"with too long a note":      {nil, one(func(a *Asked) { a.Note = strings.Repeat("ê", 301) }), nil, domain.Invalid, "rows[0].note"},
		"free without a name":       {nil, declare(report, but(share, func(a *Asked) { a.Name = "" })), nil, domain.Invalid, "rows[0].name"},
		"free in nothing":           {nil, declare(report, but(share, func(a *Asked) { a.In = "" })), nil, domain.Invalid, "rows[0].in"},
		"free of another nature":    {nil, declare(report, but(share, func(a *Asked) { a.Nature = "wave" })), nil, domain.Invalid, "rows[0].nature"},

		"correct":                     {given(declared), correct(AskedCorrection{Figure: 2, Value: "22950000000", Reason: "báo đính chính"}), given(corrected), "", ""},
		"correct the bound alone":     {given(declared), correct(AskedCorrection{Figure: 1, Bound: About, Reason: "x"}), given(Corrected{1, Exact, Amount{Value: 467032}, About, Amount{Value: 467032}, "", "x"}), "", ""},
		"correct what was corrected":  {given(declared, corrected), correct(AskedCorrection{Figure: 2, Value: "22900000000", Reason: "x"}), given(Corrected{2, Over, corrected.Is, Over, corrected.Was, "mọi cấp", "x"}), "", ""},
		"correct to the same":         {given(declared, corrected), correct(AskedCorrection{Figure: 2, Value: "22950000000", Reason: "x"}), nil, domain.Invalid, "value"},
		"correct nothing":             {given(declared), correct(AskedCorrection{Figure: 2, Reason: "x"}), nil, domain.Invalid, "value"},
		"correct without a reason":    {given(declared), correct(AskedCorrection{Figure: 2, Value: "1"}), nil, domain.Invalid, "reason"},
		"correct to half a đồng":      {given(declared), correct(AskedCorrection{Figure: 2, Value: "1.5", Reason: "x"}), nil, domain.Invalid, "value"},
		"correct to another bound":    {given(declared), correct(AskedCorrection{Figure: 2, Bound: "under", Reason: "x"}), nil, domain.Invalid, "bound"},
		"correct what is not there":   {given(declared), correct(AskedCorrection{Figure: 4, Value: "1", Reason: "x"}), nil, domain.NotFound, "figure"},
		"correct what was withdrawn":  {given(declared, withdrawn), correct(AskedCorrection{Figure: 1, Value: "1", Reason: "x"}), nil, domain.Conflict, "figure"},
		"withdraw":                    {given(declared), withdraw(1, " nhầm tỉnh "), given(withdrawn), "", ""},
		"withdraw without a reason":   {given(declared), withdraw(1, ""), nil, domain.Invalid, "reason"},
		"withdraw what is not there":  {nil, withdraw(1, "x"), nil, domain.NotFound, "figure"},
		"withdraw what was withdrawn": {given(declared, withdrawn), withdraw(1, "x"), nil, domain.Conflict, "figure"},
	} {
		t.Run(title, func(t *testing.T) {
			s := &Statistics{}
			for _, e := range tt.given {
				s.Evolve(uuid.Nil, e)
			}
			before := s.Clone()
			got, err := tt.when(s)
			if err != nil {
				got = nil
			}
			if diff := cmp.Diff(tt.then, got); diff != "" || domain.CodeOf(err) != tt.code {
				t.Errorf("got error %v (want %q)\n%s", err, tt.code, diff)
			}
			if refusal, ok := errors.AsType[*domain.Error](err); ok && !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("the refusal is on %v, want %s: %v", refusal.Fields, tt.field, err)
			}
			if !cmp.Equal(before, domain.State(s)) {
				t.Error("deciding changed the state")
			}
			for _, e := range got {
				s.Evolve(uuid.Nil, e)
			}
			if len(got) > 0 && len(tt.given) > 0 && cmp.Equal(before, domain.State(s)) {
				t.Error("the state does not know, or its clone was not one")
			}
		})
	}
}

func figureBut(f Figure, change func(*Figure)) Figure {
	change(&f)
	return f
}

func TestPeriods(t *testing.T) {
	for text, want := range map[string]string{
		"2024": "2024-01-01 2024-12-31", "2024-H1": "2024-01-01 2024-06-30", " 2024-h2 ": "2024-07-01 2024-12-31", "2024-Q3": "2024-07-01 2024-09-30",
		"2024-02": "2024-02-01 2024-02-29", "2019-2024": "2019-01-01 2024-12-31", "2024-09-30": "2024-09-30 2024-09-30",
		"2024-08-01/2025-07-31": "2024-08-01 2025-07-31", "2024-01-01/2024-12-31": "2024-01-01 2024-12-31", "2024-12": "2024-12-01 2024-12-31",
		"": "", "24": "", "2024-13": "", "2024-00": "", "2024-H3": "", "2024-Q5": "", "2024-2019": "", "2024-2024": "", "2024-02-30": "", "2025-07-31/2024-08-01": "",
		"01/08/2024": "", "2024-H": "", "x": "", "99999": "", "1899": "", "2024-2025-2026": "", "2024-1": "", "2024-+1": "",
	} {
		p, err := ParsePeriod(text)
		got := ""
		if err == nil {
			got = p.From.ISO() + " " + p.Until.ISO()
		}
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q is %q, %v, want %q", text, got, err, want)
		}
	}
}

// TestPeriodsAreWrittenAsTheyAreRead: whatever days a period has, what is written of it is read as the same.
func TestPeriodsAreWrittenAsTheyAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year, month := rapid.IntRange(1950, 2150).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month")
		p := months(year, month, rapid.IntRange(1, 36).Draw(t, "months"))
		p.From += domain.Date(rapid.SampledFrom([]int{0, 0, 0, 1, 17}).Draw(t, "later"))
		again, err := ParsePeriod(p.String())
		if err != nil || again != p {
			t.Fatalf("%v is written %q, which is %v, %v", p, p, again, err)
		}
	})
}

// TestAmountsAreExact: what is written of an amount is read as the same, and as nothing else.
func TestAmountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value, fraction := rapid.Int64Range(0, 1_000_000_000_000).Draw(t, "value"), rapid.IntRange(0, 99).Draw(t, "fraction")
		text := fmt.Sprintf("%d.%02d", value, fraction)
		a, err := ParseAmount(text, "%")
		if err != nil {
			t.Fatal(err)
		}
		hundredths := a.Value
		for range 2 - a.Decimals {
			hundredths *= 10
		}
		if again, err := ParseAmount(a.String(), "%"); err != nil || again != a || hundredths != value*100+int64(fraction) {
			t.Fatalf("%s is %+v, written %s, which is %+v, %v", text, a, a, again, err)
		}
	})
}

func TestMeasuresAreData(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Measures {
		if m.Name == "" || seen[m.Code] || m.Code != Free && (m.In == "" || m.Nature == "") {
			t.Errorf("a measure is %+v", m)
		}
		seen[m.Code] = true
	}
	for _, model := range []string{"families", "clans", "communities", "units", "citizens"} {
		for _, of := range []string{"base", "registered", "recognised"} {
			if !seen["learning-"+model+"-"+of] {
				t.Errorf("learning %s, %s, is missing", model, of)
			}
		}
	}
}
