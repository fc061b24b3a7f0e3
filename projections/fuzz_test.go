package projections_test

import (
	"strings"
	"testing"

	"sovang/domain"
	"sovang/projections"
)

// FuzzUntil: what stands after as-of is an entry, a moment, or refused in words; nothing else reads as if nothing had been typed.
func FuzzUntil(f *testing.F) {
	for _, text := range []string{"", "2024-10-29", "0001-01-01T00:00:00Z", "#0", "29/10/2024", "2024-10-29T08:00:00+07:00", "2024-10-29T24:00:00Z", "0000-00-00", "9999-12-31", "99999999999999999999", "#12", "hôm qua"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		entry, at, err := projections.Until(text)
		if err != nil && domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is refused with %v", text, err)
		}
		if err == nil && (entry == 0) == at.IsZero() && strings.TrimSpace(text) != "" {
			t.Errorf("%q is neither an entry nor a moment, and not refused", text)
		}
	})
}
