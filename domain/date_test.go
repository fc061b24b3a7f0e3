package domain_test

import (
	"testing"
	"time"

	"sovang/domain"
)

func TestDaysAreWrittenAsTheLayoutSays(t *testing.T) {
	for _, from := range []domain.Date{-800_000, -300, 0, 19_000, 2_930_000} { // before the year 0 and after the year 9999, too
		for d := from; d < from+4000; d++ {
			want := time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly)
			if got, err := d.AppendText([]byte("on ")); err != nil || string(got) != "on "+want {
				t.Fatalf("%s, %v; want %s", got, err, want)
			}
		}
	}
}
