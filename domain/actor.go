package domain

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// SameActor says whether two texts name one who acts: written by another keyboard, in other letters, with other spaces or with letters
// that only look the same, a name is still the same. Nothing never equals nothing.
func SameActor(a, b string) bool {
	key := ActorKey(a)
	return key != "" && (a == b || key == ActorKey(b))
}

// ActorKey is the one writing of an actor's name that all of them share.
func ActorKey(name string) string {
	if simple(name) {
		return name
	}
	return actorKey(name)
}

// simple says whether a name is its own key: small letters, digits and signs of ASCII, without spaces.
func simple(name string) bool {
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c > '~' || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

func actorKey(name string) string {
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
	if looks, ok := latins[r]; ok {
		return looks
	}
	return r
}

var latins = func() map[rune]rune {
	const (
		others = "аеорсухікмтнвѕјԁһԛԝғαενορτυικχμηβζγðɖ"
		theirs = "aeopcyxikmthbsjdhqwfaevoptuikxmhbzyđđ"
	)
	all, theirsOf := map[rune]rune{}, []rune(theirs)
	for i, other := range []rune(others) {
		if _, before := all[other]; !before {
			all[other] = theirsOf[i]
		}
	}
	return all
}()

// toned writes the mark of a tone where the new spelling has it: Hòa and Hoà are one name.
var toned = strings.NewReplacer("òa", "oà", "óa", "oá", "ỏa", "oả", "õa", "oã", "ọa", "oạ", "òe", "oè", "óe", "oé", "ỏe", "oẻ", "õe", "oẽ", "ọe", "oẹ",
	"ùy", "uỳ", "úy", "uý", "ủy", "uỷ", "ũy", "uỹ", "ụy", "uỵ")
