package person

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The letters in the order of the Vietnamese alphabet, with those that only foreign names have where dictionaries put them.
const letters = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

// The marks that make another letter, and those that only tell the tone, in the order of dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
var (
	lettering = map[rune]map[rune]rune{'\u0306': {'a': 'ă'}, '\u0302': {'a': 'â', 'e': 'ê', 'o': 'ô'}, '\u031b': {'o': 'ơ', 'u': 'ư'}}
	tones     = map[rune]byte{'\u0300': '1', '\u0309': '2', '\u0303': '3', '\u0301': '4', '\u0323': '5'}
	places    = func() map[rune]byte {
		m := map[rune]byte{}
		for _, r := range letters {
			m[r] = 'A' + byte(len(m))
		}
		return m
	}()
)

// Order is what names are put in order by, as bytes: that of people by the given name (tên), then what stands between (đệm), then the family name (họ), each by the
// Vietnamese alphabet and only then by tones; that of others by the whole name. Case, points and where in a word its tone is written make no difference, and
// a name of one word is a given name. It tells the name, so it is as personal as the name.
func Order(name string, kind Kind) string {
	words := ordered(name)
	if len(words) == 0 {
		return ""
	}
	last := len(words) - 1
	if !kind.Natural() || last == 0 {
		return field(words)
	}
	return field(words[last:]) + field(words[1:last]) + field(words[:1])
}

// ordered are the words of a name.
func ordered(name string) (words []orderedWord) {
	for text := range strings.FieldsSeq(norm.NFD.String(strings.ToLower(name))) {
		if w := orderedAs(text); len(w.letters) > 0 {
			words = append(words, w)
		}
	}
	return words
}

// orderedWord is a word as it is compared: each letter by its place in the alphabet, and a digit for the tone.
type orderedWord struct {
	letters []byte
	tone    byte
}

func orderedAs(text string) orderedWord {
	w := orderedWord{tone: '0'}
	base := rune(0) // the last letter, which a mark may make another one
	for _, r := range text {
		if r == 'ð' || r == 'ɖ' {
			r = 'đ'
		}
		place, known := places[r]
		switch other := lettering[r][base]; {
		case other != 0:
			w.letters[len(w.letters)-1] = places[other]
		case tones[r] != 0:
			w.tone = tones[r]
		case known:
			w.letters = append(w.letters, place)
		case '0' <= r && r <= '9':
			w.letters = append(w.letters, byte(r))
		case unicode.IsLetter(r):
			w.letters = append(append(w.letters, '~'), string(r)...)
		}
		if !unicode.Is(unicode.Mn, r) {
			base = r
		}
	}
	return w
}

// field is some words as one text: their letters, and only where these are the same their tones. Each ends before everything that could go on.
func field(words []orderedWord) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte('!')
		}
		b.Write(w.letters)
	}
	b.WriteByte(' ')
	for _, w := range words {
		b.WriteByte(w.tone)
	}
	b.WriteByte(' ')
	return b.String()
}
