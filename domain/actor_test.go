package domain

import "testing"

func TestSameActor(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		same bool
	}{
		{"Bà Hoà", "bà hoà", true},
		{"  Bà   Hoà ", "BÀ HOÀ", true},
		{"Bà Hoà", "Ba\u0300 Hoa\u0300", true}, // the same letters, composed and not
		{"Bà Hoà", "Bà Hoa", false},
		{"", "", false},
		{" ", "", false},
		{"đạt", "ĐẠT", true},
	} {
		if SameActor(tt.a, tt.b) != tt.same || SameActor(tt.b, tt.a) != tt.same {
			t.Errorf("%q and %q: want %v", tt.a, tt.b, tt.same)
		}
	}
}
