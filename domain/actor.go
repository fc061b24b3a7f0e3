package domain

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SameActor says whether two texts name one who acts: written by another keyboard, in other letters, with other spaces or with letters
// that only look the same, a name is still the same. Nothing never equals nothing.
func SameActor(a, b string) bool {
	a = ActorKey(a)
	return a != "" && a == ActorKey(b)
}

// ActorKey is the one writing of an actor's name that all of them share.
func ActorKey(name string) string {
	name = strings.Map(func(r rune) rune {
		if unseen(r) || unicode.Is(unicode.Variation_Selector, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(name))
	// Upper case first: letters that differ only there (ς and σ, ſ and s) become one.
	name = strings.ToLower(strings.ToUpper(strings.Join(strings.Fields(name), " ")))
	return toned.Replace(norm.NFC.String(strings.Map(latin, norm.NFD.String(name))))
}

// latin is the Latin letter that a letter looks like, in small letters or in capitals, where there is one; else the letter itself.
func latin(r rune) rune {
	const (
		others = "аеорсухікмтнвѕјԁһԛԝғαενορτυικχμηβζγðɖ"
		theirs = "aeopcyxikmthbsjdhqwfaevoptuikxmhbzyđđ"
	)
	for i, other := range []rune(others) {
		if other == r {
			return []rune(theirs)[i]
		}
	}
	return r
}

// toned writes the mark of a tone where the new spelling has it: Hòa and Hoà are one name.
var toned = strings.NewReplacer("òa", "oà", "óa", "oá", "ỏa", "oả", "õa", "oã", "ọa", "oạ", "òe", "oè", "óe", "oé", "ỏe", "oẻ", "õe", "oẽ", "ọe", "oẹ",
	"ùy", "uỳ", "úy", "uý", "ủy", "uỷ", "ũy", "uỹ", "ụy", "uỵ")
