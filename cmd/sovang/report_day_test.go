package main

import (
	"testing"
	"time"

	"sovang/domain"
	"sovang/projections"
)

// TestDayOfAReport: a report that is always of a day is of the one that is named, else of the entry's, else of today.
func TestDayOfAReport(t *testing.T) {
	then := projections.AsOf{Entry: 100, Recorded: time.Date(2025, 3, 1, 20, 0, 0, 0, time.UTC)} // in Việt Nam the day after
	for _, tt := range []struct {
		asOf, at string
		want     domain.Date
	}{
		{"100", "15/01/2024", domain.NewDate(2024, 1, 15)},
		{"", "15/01/2024", domain.NewDate(2024, 1, 15)},
		{"100", "", domain.NewDate(2025, 3, 2)},
	} {
		f := reportFlags{AsOf: tt.asOf}
		if got, err := f.day(tt.at, then); err != nil || got != tt.want {
			t.Errorf("--as-of %q --at %q: %s, %v; want %s", tt.asOf, tt.at, got, err, tt.want)
		}
	}
	before := domain.DateOf(time.Now())
	if got, err := (&reportFlags{}).day("", then); err != nil || got < before || got > before+1 {
		t.Errorf("with neither: %s, %v", got, err)
	}
	if _, err := (&reportFlags{}).day("x", then); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a day that is none: %v", err)
	}
}
