package law

import (
	"testing"
	"time"

	"sovang/domain"
)

func date(year int, month time.Month, day int) domain.Date { return domain.NewDate(year, month, day) }

// TestTheLawOfADay: on the last day of an old rule the old one holds, on the first of a new one the new.
func TestTheLawOfADay(t *testing.T) {
	for _, tt := range []struct {
		day    domain.Date
		decree string
		answer int
		age    int
		cap    int64
	}{
		{date(2017, time.June, 30), "", 0, 0, 0},
		{date(2017, time.July, 1), "", 0, 7, 0},
		{date(2020, time.January, 14), "", 0, 7, 0},
		{date(2020, time.January, 15), "93/2019/NĐ-CP", 0, 7, 5},
		{date(2024, time.December, 9), "93/2019/NĐ-CP", 0, 7, 5},
		{date(2024, time.December, 10), "93/2019/NĐ-CP, 136/2024/NĐ-CP", 0, 7, 5},
		{date(2025, time.December, 31), "93/2019/NĐ-CP, 136/2024/NĐ-CP", 0, 7, 5},
		{date(2026, time.January, 1), "93/2019/NĐ-CP, 136/2024/NĐ-CP", 2, 7, 5},
		{date(2026, time.February, 28), "93/2019/NĐ-CP, 136/2024/NĐ-CP", 2, 7, 5},
		{date(2026, time.March, 1), "03/2026/NĐ-CP", 2, 7, 5},
		{date(2099, time.January, 1), "03/2026/NĐ-CP", 2, 7, 5},
	} {
		l := On(tt.day)
		if l.Decree != tt.decree || l.AnswerWorkingDays != tt.answer || l.ChildConsentAge != tt.age || l.AdminPercent != tt.cap || l.SuppressBelow != 5 {
			t.Errorf("%s: %+v", tt.day, l)
		}
	}
}

func TestRulesAreInOrderAndOneOfEachIsInForce(t *testing.T) {
	last := map[Name]domain.Date{}
	for i, r := range Rules() {
		if r.Value == "" || r.Source == "" || r.set == nil {
			t.Errorf("rule %d (%s) lacks something", i, r.Name)
		}
		if was, ok := last[r.Name]; ok && r.From <= was {
			t.Errorf("%s from %s stands behind the one from %s", r.Name, r.From, was)
		}
		last[r.Name] = r.From
	}
	for _, day := range []domain.Date{1, date(2024, time.December, 10), date(2026, time.March, 1)} {
		count := map[Name]int{}
		for _, r := range Rules() {
			if r.InForce(day) {
				count[r.Name]++
			}
		}
		for name := range last {
			if n := count[name]; n > 1 || n == 0 && day > date(2026, time.January, 1) {
				t.Errorf("%s: %d rules of %s are in force", day, n, name)
			}
		}
	}
}

func TestDisclosureDue(t *testing.T) {
	if due := On(date(2026, time.November, 22)).DisclosureDue(2026); due != date(2027, time.March, 31) {
		t.Errorf("2026 is due before %s", due)
	}
	if due := On(date(2010, time.January, 1)).DisclosureDue(2009); due != 0 {
		t.Errorf("no law that is known says %s", due)
	}
}

func TestAdminMost(t *testing.T) {
	l := On(date(2026, time.April, 1))
	for base, want := range map[int64]int64{0: 0, 19: 0, 20: 1, 1_000_000: 50_000, 1_999_999: 99_999, 9_000_000_000_000_000_000: 450_000_000_000_000_000} {
		if got, ok := l.AdminMost(base); got != want || !ok {
			t.Errorf("of %d: %d, want %d", base, got, want)
		}
	}
	if _, ok := On(1).AdminMost(100); ok {
		t.Error("there is a cap where no law says one")
	}
}

func TestDeadlinesOfAWithdrawal(t *testing.T) {
	l := On(date(2026, time.November, 22))
	for came, want := range map[domain.Date]domain.Date{
		date(2026, time.November, 23): date(2026, time.November, 25), // Monday: Wednesday
		date(2026, time.November, 26): date(2026, time.November, 30), // Thursday: Monday
		date(2026, time.November, 27): date(2026, time.December, 1),  // Friday: Tuesday
		date(2026, time.November, 28): date(2026, time.December, 1),  // Saturday: Tuesday
		date(2026, time.November, 29): date(2026, time.December, 1),  // Sunday: Tuesday
	} {
		if got := l.AnswerBy(came); got != want {
			t.Errorf("what came on %s is to be answered by %s, not %s", came, want, got)
		}
		if got := l.CarryOutBy(came); got != came+15 {
			t.Errorf("what came on %s is to be carried out by %s", came, got)
		}
	}
	if early := On(date(2025, time.December, 31)); early.AnswerBy(1) != 0 || early.CarryOutBy(1) != 0 {
		t.Error("there are deadlines before the law that sets them")
	}
}
