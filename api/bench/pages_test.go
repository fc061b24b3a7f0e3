package bench

import (
	"testing"

	"sovang/api/pages"
)

// TestUnreached: what is named as not measured is a page.
func TestUnreached(t *testing.T) {
	site, err := pages.New(pages.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]bool{"/demo": true} // of the demonstration's table alone
	for _, p := range site.Pages() {
		rows[p.Path] = true
	}
	for row, why := range unreached {
		if !rows[row] || why == "" {
			t.Errorf("%q is no page, or has no reason: %q", row, why)
		}
	}
}

// TestKind: pages are told apart by their row of the table and what they are asked with, whatever time or language they speak of.
func TestKind(t *testing.T) {
	b := &browser{table: []pages.Page{{Path: "/{$}"}, {Path: "/u/{unit}"}, {Path: "/u/{unit}/{year}"}, {Path: "/rounds/{round}"}, {Path: "/rounds/new"}, {Path: "/sign-out"}}}
	for address, want := range map[string][2]string{
		"/":                             {"/", "/"},
		"/?look=a&lang=en":              {"/?look", "/?look=a"},
		"/u/HKH-QN?as_of=7&at=2026-1-1": {"/u/{unit}", "/u/HKH-QN"},
		"/u/HKH-QN/2026":                {"/u/{unit}/{year}", "/u/HKH-QN/2026"},
		"/rounds/new":                   {"/rounds/new", "/rounds/new"},
		"/rounds/x?z=1&a=2":             {"/rounds/{round}?a&z", "/rounds/x?a=2&z=1"},
		"/u/":                           {"", "/u/"},
		"/sign-out":                     {"", ""},
		"/static/style.css":             {"", "/static/style.css"},
	} {
		if key, now := b.kind(address); [2]string{key, now} != want {
			t.Errorf("%s is %q at %q, want %q", address, key, now, want)
		}
	}
}
