package projections_test

import (
	"testing"

	"sovang/domain"
	"sovang/projections"
)

// FuzzMoment: what stands after as-of is a moment or refused in words.
func FuzzMoment(f *testing.F) {
	for _, text := range []string{"", "2024-10-29", "29/10/2024", "2024-10-29T08:00:00+07:00", "2024-10-29T24:00:00Z", "0000-00-00", "9999-12-31", "99999999999999999999", "#12", "hôm qua"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := projections.Moment(text)
		if err != nil && domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is refused with %v", text, err)
		}
		if err == nil && at.IsZero() {
			t.Errorf("%q is no moment and not refused", text)
		}
	})
}
