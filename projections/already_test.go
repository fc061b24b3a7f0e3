package projections

import (
	"testing"

	"sovang/domain"
)

// A year is a calendar year or a school year, from 1 August to 31 July, and is written in one way only.
func TestYearOf(t *testing.T) {
	for text, want := range map[string][2]string{"2024": {"2024-01-01", "2024-12-31"}, "2024-2025": {"2024-08-01", "2025-07-31"}} {
		if from, to, err := yearOf(text); err != nil || from.ISO() != want[0] || to.ISO() != want[1] {
			t.Errorf("%s is %s to %s, %v", text, from.ISO(), to.ISO(), err)
		}
	}
	for _, text := range []string{"", "24", "+2024", "02024", "2024-", "2024-2026", "+2024-2025", "2024-25", "2024-2025-2026", "1899"} {
		if from, to, err := yearOf(text); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is %s to %s, %v", text, from.ISO(), to.ISO(), err)
		}
	}
}
