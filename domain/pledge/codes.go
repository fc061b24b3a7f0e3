package pledge

import (
	"crypto/sha256"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
)

// A reference code is 6 to 10 of these letters and digits: no I, O, 0 or 1, which are mistaken for each other.
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

const (
	shortestCode = 6
	longestCode  = 10
	derivedCode  = 8
	remainder    = 28 // what a whole code comes to; not 0, so that an empty or all-2 code is none
)

// check reads a code as a polynomial over GF(32) (x⁵+x³+x²+x+1) and gives its value at 2. The powers of 2 differ for 31 places, so
// that any one wrong letter and any two letters that changed places give another value.
func check(code string) (value int, ok bool) {
	for _, r := range []byte(code) {
		v := strings.IndexByte(alphabet, r)
		if v < 0 {
			return 0, false
		}
		value = times2(value) ^ v
	}
	return value, true
}

func times2(v int) int {
	if v <<= 1; v&32 != 0 {
		v ^= 0b101111
	}
	return v
}

// ValidCode says whether a code is one that can have been given out: its last character is a check.
func ValidCode(code string) bool {
	value, ok := check(code)
	return ok && value == remainder && len(code) >= shortestCode && len(code) <= longestCode
}

// CodeText makes a code out of what was typed, space and hyphens dropped, or refuses it.
func CodeText(field, text string) (string, error) {
	code := bare(text)
	if !ValidCode(code) {
		return "", domain.Errorf(domain.Invalid, "%q is no reference code: 6 to 10 of A–Z and 2–9 without I and O, the last one a check", text).On(field)
	}
	return code, nil
}

// CodeFor gives the code number try (from 0) of a pledge: the same for the same pledge. Another is asked for where somebody has it.
func CodeFor(id uuid.UUID, try int) string {
	sum := sha256.Sum256(append(id[:], byte(try)))
	code := make([]byte, derivedCode-1, derivedCode)
	for i := range code {
		code[i] = alphabet[sum[i]&31]
	}
	value, _ := check(string(code))
	return string(append(code, alphabet[times2(value)^remainder]))
}

// bare drops everything that is no letter or digit: banks wrap codes and put hyphens into them.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, text)
}

// Codes finds whatever could be a reference code in a transfer text, wrapped or not, in the order in which it stands there, of two that
// begin at one place the longer first. Most of what it finds by chance nobody has given out: the caller knows which are codes.
func Codes(text string) (found []string) {
	text = bare(text)
	for from := range text {
		for length := longestCode; length >= shortestCode; length-- {
			if from+length <= len(text) && ValidCode(text[from:from+length]) {
				found = append(found, text[from:from+length])
			}
		}
	}
	return found
}
