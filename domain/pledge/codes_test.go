package pledge

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
)

func TestCodes(t *testing.T) {
	for text, want := range map[string][]string{
		"KH7QX4M2":                         {"KH7QX4M2"},
		"KH 7Q-X4M2 (ct1111)":              {"KH7QX4M2"},
		"ung ho quy kh 7q-x4m2 thang 9":    {"KH7QX4M2"},
		"MBVCB.123. KHB3T9WR.CT tu 0011":   {"KHB3T9WR"},
		"KHB3T9WR va KH7QX4M2":             {"KHB3T9WR", "KH7QX4M2"},
		"KH7QX4M3":                         nil, // one wrong letter
		"KHQ7X4M2":                         nil, // two letters changed places
		"Ủng hộ quỹ khuyến học":            nil,
		"":                                 nil,
		strings.Repeat("2", 10):            nil,
		"chuyen tien\nKH7Q\u00a0X4M2\tnhe": {"KH7QX4M2"},
	} {
		var found []string // of which the two were given out; others occur by chance
		for _, code := range Codes(text) {
			if code == "KH7QX4M2" || code == "KHB3T9WR" {
				found = append(found, code)
			}
		}
		if !slices.Equal(found, want) {
			t.Errorf("%q: found %q, want %q", text, found, want)
		}
	}
	for _, wrong := range []string{"", "KH7QX", "KH7QX4M3", "KH7QX4M0", "KHIQX4M2", "KH7QX4M2KH7QX4M2"} {
		if _, err := CodeText("code", wrong); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is a code: %v", wrong, err)
		}
	}
	if code, err := CodeText("code", "kh-7qx 4m2"); err != nil || code != "KH7QX4M2" {
		t.Errorf("got %q, %v", code, err)
	}
}

// A code is found in whatever a bank makes of it, and no single slip of the pen turns it into another one.
func TestCodesSurviveBanksAndShowSlips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		code := CodeFor(id, rapid.IntRange(0, 15).Draw(t, "try"))
		if len(code) != derivedCode || !ValidCode(code) {
			t.Fatalf("%q is no code", code)
		}
		wrapped := strings.ToLower(code[:3]) + rapid.StringMatching(`[ .\-/]{0,3}`).Draw(t, "wrap") + code[3:]
		if !slices.Contains(Codes("ung ho "+wrapped+" quy"), code) {
			t.Fatalf("%q is not found in %q", code, wrapped)
		}
		at, wrong := rapid.IntRange(0, len(code)-1).Draw(t, "at"), alphabet[rapid.IntRange(0, 31).Draw(t, "letter")]
		if slip := code[:at] + string(wrong) + code[at+1:]; slip != code && ValidCode(slip) {
			t.Fatalf("%s passes for %s", slip, code)
		}
		other := rapid.IntRange(0, len(code)-1).Draw(t, "other")
		swapped := []byte(code)
		swapped[at], swapped[other] = swapped[other], swapped[at]
		if string(swapped) != code && ValidCode(string(swapped)) {
			t.Fatalf("%s passes for %s", swapped, code)
		}
	})
}
