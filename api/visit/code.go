// Package visit knows the codes with which somebody without an account sees one gift of theirs, or for a while all of them.
//
// It promises that a code is 128 random bits that come from nothing else, neither from the number of a receipt nor from the donation; that it is shown
// once and kept nowhere here (what is kept is its SHA-256, where it can be forgotten: beside the keys, or on the desk where the code passes anyway); that
// one that was revoked, has run out or was used up opens nothing; and that what opens nothing is answered alike, whatever the reason.
package visit

import (
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

// Kind is what a code opens.
type Kind string

// The kinds of codes.
const (
	Gift    Kind = "gift"    // one donation, or one row of a collection sheet, until it is revoked
	History Kind = "history" // once: opens a visit to everything that one donor gave
	Visit   Kind = "visit"   // that visit, for a short while; a browser keeps it, nobody types it
)

// Code is what is kept of one.
type Code struct {
	ID        uuid.UUID `json:"id"`   // the first bytes of the hash
	Hash      []byte    `json:"hash"` // SHA-256 of the secret
	Kind      Kind      `json:"kind"`
	Donation  uuid.UUID `json:"donation,omitzero"`
	Row       string    `json:"row,omitzero"` // of a collection sheet
	Donor     uuid.UUID `json:"donor,omitzero"`
	Issued    time.Time `json:"issued"`
	IssuedBy  string    `json:"issued_by"`
	Until     time.Time `json:"until,omitzero"` // zero: until it is revoked
	Used      time.Time `json:"used,omitzero"`
	Revoked   time.Time `json:"revoked,omitzero"`
	RevokedBy string    `json:"revoked_by,omitzero"`
}

// Live says whether the code opens anything at that moment.
func (c Code) Live(now time.Time) bool {
	return c.Revoked.IsZero() && c.Used.IsZero() && (c.Until.IsZero() || now.Before(c.Until))
}

// alphabet is Crockford's: what looks like another letter is not in it, and is read as that letter.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// letters is how many of them say 128 bits; the last one says 3 of its 5.
const letters = 26

// newSecret makes a code as it is printed: XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX.
func newSecret() string {
	random := make([]byte, 16)
	rand.Read(random) // never fails: without chance the program ends
	var b strings.Builder
	bits, have := uint(0), 0
	for i, next := 0, 0; i < letters; i++ {
		for have < 5 {
			bits <<= 8
			if next < len(random) {
				bits |= uint(random[next])
			}
			have, next = have+8, next+1
		}
		have -= 5
		if i > 0 && i%5 == 0 && i < 25 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[bits>>have&31])
		bits &= 1<<have - 1
	}
	return b.String()
}

// Read gives a code as it was printed, however it was typed: small letters, spaces, O for 0. ok: it may be one.
func Read(typed string) (code string, ok bool) {
	if len(typed) > 100 {
		return "", false
	}
	var b strings.Builder
	for _, r := range strings.ToUpper(typed) {
		switch r {
		case '-', ' ', '\t', '.', '\u00a0', '\u2010', '\u2011', '\u2013':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if !strings.ContainsRune(alphabet, r) {
			return "", false
		}
		if n := len(strings.ReplaceAll(b.String(), "-", "")); n > 0 && n%5 == 0 && n < 25 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String(), b.Len() == letters+4
}

// hashed gives the hash of a code and the id under which it is kept.
func hashed(code string) ([]byte, uuid.UUID) {
	sum := sha256.Sum256([]byte(code))
	return sum[:], uuid.UUID(sum[:16])
}

// Stranger is all that is said to whoever has no code that opens: not whether there ever was one.
func Stranger() error {
	return domain.Errorf(domain.NotFound, "this code opens nothing: look whether it is typed as it is printed, or ask whoever printed it for another one").On("code")
}
