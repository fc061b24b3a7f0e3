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

// TestSimpleNames: what is its own key at a glance is so by the long way too.
func TestSimpleNames(t *testing.T) {
	for c := rune(0); c < 0x180; c++ {
		for _, name := range []string{string(c), "a" + string(c) + "9"} {
			if got, want := ActorKey(name), actorKey(name); got != want {
				t.Errorf("the key of %q is %q, and %q at length", name, got, want)
			}
		}
	}
	if !simple("thu-quy@h.vn") || simple("a b") || simple("A") {
		t.Error("small letters of ASCII are simple, and nothing else is")
	}
}
