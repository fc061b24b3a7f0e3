package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text makes what people typed fit for the log: without space around it, in NFC, so that the same name is the same bytes whichever
// keyboard wrote it. It refuses, on that field, text that is empty, longer than most letters, or holds control characters.
func Text(field, text string, most int) (string, error) {
	clean, err := OptionalText(field, text, most)
	if err != nil {
		return "", err
	}
	if clean == "" {
		return "", Errorf(Invalid, "this must be given").On(field)
	}
	return clean, nil
}

// OptionalText is Text that may be empty.
func OptionalText(field, text string, most int) (string, error) {
	if !utf8.ValidString(text) {
		return "", Errorf(Invalid, "the text is not valid UTF-8").On(field)
	}
	text = norm.NFC.String(strings.TrimSpace(text))
	if utf8.RuneCountInString(text) > most {
		return "", Errorf(Invalid, "the text is longer than %d letters", most).On(field)
	}
	for _, r := range text {
		if unicode.IsControl(r) || hidden(r) {
			return "", Errorf(Invalid, "the text holds the invisible character U+%04X", r).On(field)
		}
	}
	return text, nil
}

// hidden are the characters that make one text look like another: line separators, marks of direction, and a byte order mark.
func hidden(r rune) bool {
	switch {
	case r == '\u2028', r == '\u2029', r == '\ufeff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	}
	return false
}

// CodeText is Text for codes of units, people and slots: letters, digits and - _ . / + only, at most 64 of them.
func CodeText(field, code string) (string, error) {
	code, err := Text(field, code, 64)
	if err != nil {
		return "", err
	}
	for _, r := range code {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./+", r) {
			return "", Errorf(Invalid, "a code is letters, digits and - _ . / + without spaces; %q holds %q", code, r).On(field)
		}
	}
	return code, nil
}

// SameName says whether two names are the same but for capitals, space and the keyboard that wrote them.
func SameName(a, b string) bool {
	plain := func(name string) string { return strings.Join(strings.Fields(norm.NFC.String(name)), " ") }
	return strings.EqualFold(plain(a), plain(b))
}
