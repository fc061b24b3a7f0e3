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

// hidden are the characters that make one text look like another: line separators, whatever has no width (marks of direction, joiners,
// soft hyphens, a byte order mark), and letters that are blank. The joiner that makes one picture of two is let through: it is in what
// telephones write, and ActorKey does not see it.
func hidden(r rune) bool {
	return r != joiner && unseen(r) || r == '\u2028' || r == '\u2029'
}

const joiner = '\u200d'

// unseen are the characters of which nothing is seen.
func unseen(r rune) bool {
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return unicode.Is(unicode.Cf, r)
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
