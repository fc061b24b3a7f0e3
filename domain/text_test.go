package domain_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sovang/domain"
)

func TestText(t *testing.T) {
	for title, tt := range map[string]struct{ text, want, says string }{
		"space around it":        {" \t Hội Khuyến học\n", "Hội Khuyến học", ""},
		"letters with two marks": {"Nguye\u0302\u0303n", "Nguyễn", ""},
		"as long as it may be":   {strings.Repeat("ễ", 20), strings.Repeat("ễ", 20), ""},
		"empty":                  {"", "", "must be given"},
		"space alone":            {" \u00a0 ", "", "must be given"},
		"too long":               {strings.Repeat("e", 21), "", "longer than 20"},
		"a line break":           {"a\nb", "", "U+000A"},
		"an escape":              {"a\x1b[31m", "", "U+001B"},
		"written backwards":      {"a\u202eb", "", "U+202E"},
		"a byte order mark":      {"a\ufeffb", "", "U+FEFF"},
		"a space of no width":    {"a\u200bb", "", "U+200B"},
		"a soft hyphen":          {"a\u00adb", "", "U+00AD"},
		"a letter that is blank": {"a\u3164b", "", "U+3164"},
		"a picture of two":       {"👩\u200d🏫", "👩\u200d🏫", ""},
		"no UTF-8":               {"a\xff", "", "UTF-8"},
	} {
		t.Run(title, func(t *testing.T) {
			got, err := domain.Text("name", tt.text, 20)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			refused(t, err, tt.says, "name")
		})
	}
	if got, err := domain.OptionalText("note", "  ", 20); got != "" || err != nil {
		t.Errorf("nothing became %q, %v", got, err)
	}
}

func TestCodeText(t *testing.T) {
	for title, tt := range map[string]struct{ text, want, says string }{
		"a unit":        {" HKH-QN ", "HKH-QN", ""},
		"with marks":    {"ĐỠ-ĐẦU/2024.1_a+b", "ĐỠ-ĐẦU/2024.1_a+b", ""},
		"with a space":  {"HKH QN", "", "without spaces"},
		"with a quote":  {"HKH'QN", "", "without spaces"},
		"with a star":   {"HKH.*", "", "without spaces"},
		"much too long": {strings.Repeat("A", 65), "", "longer"},
		"empty":         {"", "", "must be given"},
	} {
		t.Run(title, func(t *testing.T) {
			got, err := domain.CodeText("code", tt.text)
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			refused(t, err, tt.says, "code")
		})
	}
}

// refused: says is "" where there is no refusal.
func refused(t *testing.T, err error, says, field string) {
	t.Helper()
	if says == "" {
		if err != nil {
			t.Errorf("refused: %v", err)
		}
		return
	}
	refusal, ok := err.(*domain.Error)
	if !ok || refusal.Code != domain.Invalid || !slices.Equal(refusal.Fields, []string{field}) || !strings.Contains(refusal.Message, says) {
		t.Errorf("got %v, want one on %s that says %q", err, field, says)
	}
}

func TestUnder(t *testing.T) {
	inner := domain.Errorf(domain.Conflict, "taken").On("code", "card.name")
	outer := domain.Under("people[2]", inner)
	if got := outer.Error(); got != "taken (people[2].code, people[2].card.name)" || domain.CodeOf(outer) != domain.Conflict {
		t.Errorf("got %s", got)
	}
	if got := domain.InRow("lines", 1, inner).Error(); got != "taken (lines[1].code, lines[1].card.name)" {
		t.Errorf("got %s", got)
	}
	if inner.Fields[0] != "code" {
		t.Error("the first refusal was changed")
	}
	if domain.Under("x", nil) != nil {
		t.Error("nothing became a refusal")
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]domain.Date{
		"2024-10-29": domain.NewDate(2024, time.October, 29), "29/10/2024": domain.NewDate(2024, time.October, 29), "1/9/2024": domain.NewDate(2024, time.September, 1),
	} {
		if got, err := domain.ParseDate(text); err != nil || got != want {
			t.Errorf("%s: got %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "29.10.2024", "2024-02-30", "31/04/2024", "10/29/2024", "1024-01-01", "2024-10-29T00:00:00Z"} {
		if got, err := domain.ParseDate(text); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
	// 17:30 UTC is past midnight in Vietnam.
	if got := domain.DateOf(time.Date(2024, time.October, 28, 17, 30, 0, 0, time.UTC)); got.ISO() != "2024-10-29" || got.String() != "29/10/2024" || got.Year() != 2024 {
		t.Errorf("got %s", got.ISO())
	}
	if got := domain.DateOf(time.Date(1969, time.December, 31, 16, 0, 0, 0, time.UTC)); got.ISO() != "1969-12-31" {
		t.Errorf("before 1970: got %s", got.ISO())
	}
	if given := domain.NewDate(2024, time.May, 1); domain.Date(0).Or(given) != given || given.Or(1) != given {
		t.Error("Or")
	}
	today := domain.NewDate(2024, time.May, 1)
	if err := today.NotAhead(today, "on"); err != nil {
		t.Error(err)
	}
	if err := (today + 1).NotAhead(today, "on"); domain.CodeOf(err) != domain.Invalid || err.Error() != "02/05/2024 has not come yet (on)" {
		t.Errorf("tomorrow: %v", err)
	}
}

// One school year has one spelling: whoever asks for 2024-2025 finds all of it.
func TestSchoolYear(t *testing.T) {
	if first, err := domain.SchoolYear("2024-2025"); first != 2024 || err != nil {
		t.Errorf("got %d, %v", first, err)
	}
	for _, text := range []string{"", "2024", "2024-2024", "2024-2026", "2025-2024", "2024/2025", " 2024-2025", "2024-2025 ", "+2024-2025", "2024-+2025", "02024-2025",
		"2024-02025", "2024-25", "1899-1900", "9999-10000", "2024-2025-2026"} {
		if first, err := domain.SchoolYear(text); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is %d, %v", text, first, err)
		}
	}
}

func TestRecipientKind(t *testing.T) {
	for _, kind := range append([]string{""}, domain.RecipientKinds...) {
		if err := domain.RecipientKind(kind, "recipient_kind"); err != nil {
			t.Error(err)
		}
	}
	for _, kind := range []string{"Pupil", "pupil ", "child"} {
		if err := domain.RecipientKind(kind, "recipient_kind"); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "(recipient_kind)") {
			t.Errorf("%q: %v", kind, err)
		}
	}
}
