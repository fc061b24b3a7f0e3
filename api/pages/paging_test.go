package pages

import (
	"strconv"
	"strings"
	"testing"
)

// TestPageOf: every row that fits stands on one page, in order, also where the row that the next page begins behind fits no more.
func TestPageOf(t *testing.T) {
	var rows []string
	for n := range 23 {
		rows = append(rows, strconv.Itoa(n))
	}
	key, odd := func(r string) string { return r }, func(r string) bool { return strings.ContainsAny(r[len(r)-1:], "13579") }
	var all []string
	after := ""
	for pages := 1; ; pages++ {
		part, next := pageOf(rows, after, 5, key, odd)
		all = append(all, part...)
		if after = next; after == "" {
			if pages != 3 {
				t.Errorf("11 rows stand on %d pages of 5", pages)
			}
			break
		}
	}
	if got := strings.Join(all, " "); got != "1 3 5 7 9 11 13 15 17 19 21" {
		t.Errorf("the pages have %s", got)
	}
	if part, _ := pageOf(rows, "8", 2, key, odd); strings.Join(part, " ") != "9 11" {
		t.Errorf("behind a row that does not fit stand %v", part)
	}
	if part, next := pageOf(rows, "none", 5, key, odd); part[0] != "1" || next != "9" {
		t.Errorf("behind a row that is not there: %v, %q", part, next)
	}
	if part, next := pageOf(rows[:5], "", 5, key, func(string) bool { return true }); len(part) != 5 || next != "" {
		t.Errorf("a list of one page goes on behind %q", next)
	}
}
