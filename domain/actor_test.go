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
		{"Hòa", "Hoà", true},             // the mark of the tone here or there
		{"Ðạt", "Đạt", true},             // an Icelandic letter
		{"Bà Ноа", "Bà Hoa", true},       // Cyrillic ones
		{"Bà\u200b Hoa", "Bà Hoa", true}, // nothing that is seen
		{"B\u00adà Ho\u200da", "Bà Hoa", true},
		{"Ｂà Hoa", "Bà Hoa", true}, // as wide as Chinese
		{"Bà Hoa\ufe0f", "Bà Hoa", true},
		{"Иван", "Ivan", false},
		{"\u200b", "", false},
	} {
		if SameActor(tt.a, tt.b) != tt.same || SameActor(tt.b, tt.a) != tt.same {
			t.Errorf("%q and %q: want %v", tt.a, tt.b, tt.same)
		}
	}
}
