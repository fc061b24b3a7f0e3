package member

import (
	"bytes"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"sovang/domain"
)

// Reader takes from the left what this package writes: the members of an object in the order in which they are written, no white space, no escapes. What
// looks different in any way it does not take, and has failed from then on: what it gives then means nothing, and the general decoder must judge.
type Reader struct {
	rest   []byte
	failed bool
	inner  bool // a member of this object was taken
}

// NewReader reads a value.
func NewReader(data []byte) *Reader { return &Reader{rest: data} }

// Done says whether everything was taken.
func (r *Reader) Done() bool { return !r.failed && len(r.rest) == 0 }

// Has takes a text if it stands next.
func (r *Reader) Has(what string) bool {
	if len(r.rest) < len(what) || string(r.rest[:len(what)]) != what {
		return false
	}
	r.rest = r.rest[len(what):]
	return true
}

// Must takes a text that has to stand next.
func (r *Reader) Must(what string) {
	if !r.Has(what) {
		r.fail()
	}
}

func (r *Reader) fail() { r.failed, r.rest = true, nil }

// Begin takes the beginning of an object.
func (r *Reader) Begin() { r.inner = false; r.Must("{") }

// End takes the end of an object.
func (r *Reader) End() { r.inner = true; r.Must("}") }

// Named takes the name of a member if it is the next one. Its value follows.
func (r *Reader) Named(name string) bool {
	at := 0
	if r.inner {
		at = 1
	}
	if n := len(name); len(r.rest) < at+n+3 || at == 1 && r.rest[0] != ',' || r.rest[at] != '"' || string(r.rest[at+1:at+1+n]) != name ||
		r.rest[at+n+1] != '"' || r.rest[at+n+2] != ':' {
		return false
	}
	r.rest, r.inner = r.rest[at+len(name)+3:], true
	return true
}

func (r *Reader) named(name string) {
	if !r.Named(name) {
		r.fail()
	}
}

// Text takes a member that is a text.
func (r *Reader) Text(name string) string { r.named(name); return r.text() }

// OptionalText takes a member that is left out where it is empty.
func (r *Reader) OptionalText(name string) string {
	if !r.Named(name) {
		return ""
	}
	return r.text()
}

// OptionalID takes a member that is left out where it is the nil UUID.
func (r *Reader) OptionalID(name string) (id uuid.UUID) {
	if !r.Named(name) {
		return id
	}
	return r.id()
}

// Number takes a member that is a whole number.
func (r *Reader) Number(name string) int64 { r.named(name); return r.number() }

// OptionalNumber takes a member that is left out where it is 0.
func (r *Reader) OptionalNumber(name string) int64 {
	if !r.Named(name) {
		return 0
	}
	return r.number()
}

// OptionalTrue takes a member that is left out where it is false.
func (r *Reader) OptionalTrue(name string) bool {
	if !r.Named(name) {
		return false
	}
	r.Must("true")
	return true
}

// Date takes a member that is a day.
func (r *Reader) Date(name string) (d domain.Date) {
	r.named(name)
	const form = "2006-01-02"
	if len(r.rest) < len(form)+2 || r.rest[0] != '"' || r.rest[len(form)+1] != '"' {
		r.fail()
		return d
	}
	text := r.rest[1 : len(form)+1]
	digits := func(from, to int) (n int) {
		for _, c := range text[from:to] {
			n = 10*n + int(c-'0')
		}
		return n
	}
	d = domain.NewDate(digits(0, 4), time.Month(digits(5, 7)), digits(8, 10))
	var again [16]byte // what is no day comes out as another one
	if b, _ := d.AppendText(again[:0]); !bytes.Equal(b, text) || d.Year() < 1900 {
		r.fail()
		return d
	}
	r.rest = r.rest[len(form)+2:]
	return d
}

func (r *Reader) text() string {
	if len(r.rest) == 0 || r.rest[0] != '"' {
		r.fail()
		return ""
	}
	for i, c := range r.rest[1:] {
		switch {
		case c == '"':
			text := r.rest[1 : 1+i]
			if r.rest = r.rest[i+2:]; !utf8.Valid(text) {
				r.fail()
			}
			return string(text)
		case c < ' ' || c == '\\':
			r.fail()
			return ""
		}
	}
	r.fail()
	return ""
}

func (r *Reader) id() uuid.UUID {
	const long = 36
	if len(r.rest) < long+2 || r.rest[0] != '"' || r.rest[long+1] != '"' {
		r.fail()
		return uuid.Nil
	}
	id, err := uuid.ParseBytes(r.rest[1 : long+1])
	if err != nil {
		r.fail()
		return uuid.Nil
	}
	r.rest = r.rest[long+2:]
	return id
}

func (r *Reader) number() (n int64) {
	negative := r.Has("-")
	i := 0
	for ; i < len(r.rest) && i < 18 && r.rest[i] >= '0' && r.rest[i] <= '9'; i++ {
		n = 10*n + int64(r.rest[i]-'0')
	}
	if i == 0 || i > 1 && r.rest[0] == '0' || negative && n == 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[i:] // of a longer or a broken number something is left that nobody takes
	if negative {
		return -n
	}
	return n
}
