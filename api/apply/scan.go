package apply

import (
	"bytes"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"

	"sovang/domain/ledger"
)

// scan reads a line as programs write it: texts without escapes, each member once, the command's data last. ok is false for every other line, and for one
// that is wrong: parse has the words for it. What scan takes parse would take, with the same result; a test and a fuzz target say so.
func scan(text []byte, actor string) (r ledger.Request, ok bool) {
	s := scanner{text: text}
	if !s.next('{') {
		return r, false
	}
	var command string
	r.Actor = actor
	for seen := 0; ; {
		name, ok := s.quoted()
		which := slices.Index(members, string(name))
		if !ok || which < 0 || seen&(1<<which) != 0 || !s.next(':') {
			return r, false
		}
		if seen |= 1 << which; members[which] == "data" {
			break
		}
		value, ok := s.quoted()
		if !ok || !s.next(',') || !put(&r, &command, members[which], value) {
			return r, false
		}
	}
	if r.ID == uuid.Nil || r.Actor == "" || command == "" {
		return r, false
	}
	data, ok := bytes.CutSuffix(bytes.TrimRight(s.text, blanks), []byte("}"))
	if data = bytes.Trim(data, blanks); !ok || len(data) == 0 || data[0] != '{' {
		return r, false
	}
	var err error
	r.Command, err = ledger.Decode(command, data) // which takes one whole value and nothing behind it
	return r, err == nil
}

// members are the names of what a line has.
var members = []string{"id", "command", "at", "why", "actor", "data"}

// put puts a member of a line in its place.
func put(r *ledger.Request, command *string, name string, value []byte) (ok bool) {
	var err error
	switch name {
	case "id":
		r.ID, err = uuid.ParseBytes(value)
	case "at":
		if len(value) > 0 {
			r.At, err = time.Parse(time.RFC3339Nano, string(value))
		}
	case "actor":
		if string(value) != r.Actor { // else it is at hand
			r.Actor = string(value)
		}
	case "why":
		r.Why = string(value)
	case "command":
		*command = string(value)
	}
	return err == nil
}

// blanks are the white space of JSON.
const blanks = " \t\r\n"

// scanner is what of a line is not read yet.
type scanner struct{ text []byte }

// next passes over white space and one sign.
func (s *scanner) next(sign byte) bool {
	s.text = bytes.TrimLeft(s.text, blanks)
	if len(s.text) == 0 || s.text[0] != sign {
		return false
	}
	s.text = s.text[1:]
	return true
}

// quoted is the next text, if it has no escapes and is what JSON can hold.
func (s *scanner) quoted() ([]byte, bool) {
	if !s.next('"') {
		return nil, false
	}
	for i, c := range s.text {
		switch {
		case c == '"':
			text := s.text[:i]
			s.text = s.text[i+1:]
			return text, utf8.Valid(text)
		case c < ' ', c == '\\':
			return nil, false
		}
	}
	return nil, false
}
