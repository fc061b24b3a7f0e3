package intake

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean gives text as the ledger stores it: composed letters (NFC), no control characters, one space between words, none around.
func Clean(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) && r != '\uFEFF' && r != '\u200B' && r != '\u200D' { // nothing is seen of it: soft hyphens, marks of direction
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.FieldsFunc(norm.NFC.String(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\uFEFF' || r == '\u200B'
	}), " ")
}

// Fold gives text as it is compared in headings and in searches for a name: lower case, no marks, đ as d, words of letters and digits with one
// space between them. "Số tiền (VNĐ)" and "so tien_vnd" are one.
func Fold(text string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFD.String(text) {
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\uFEFF' || r == '\u200B':
			continue
		case r == 'đ' || r == 'ð': // ð is what some keyboards and old fonts leave behind
			r = 'd'
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}
