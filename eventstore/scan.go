package eventstore

import (
	"bytes"
	"encoding/base64"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
)

// scan reads a line that has exactly the form Encode gives it, which all lines of the log have, in a third of the time that the general
// decoder takes. Whatever looks different in any way is not its business: it says so, and Decode takes the long way, which also finds
// the words for what is wrong.
func scan(text []byte) (domain.Entry, bool) {
	s := scanner{rest: text}
	var e domain.Entry
	s.literal(`{"n":`)
	e.Number = s.number()
	s.literal(`,"id":"`)
	e.ID = s.id()
	s.literal(`","digest":"`)
	s.digest(&e.Digest)
	claimed := s.has(`","at":"`)
	if claimed {
		e.At = s.moment()
	}
	s.literal(`","recorded":"`)
	if e.Recorded = s.moment(); !claimed {
		e.At = e.Recorded
	}
	s.literal(`","actor":`)
	e.Actor = s.text()
	if s.has(`,"why":`) {
		e.Why = s.text()
	}
	s.literal(`,"changes":[`)
	if !s.has(`]`) {
		for again := true; again && !s.failed; again = s.has(`,`) {
			e.Changes = append(e.Changes, s.change())
		}
		s.literal(`]`)
	} else {
		e.Changes = []domain.Change{}
	}
	s.literal(`}`)
	return e, !s.failed && len(s.rest) == 0
}

// scanner takes a line from the left. Once it has failed it stays so, and what it gives means nothing.
type scanner struct {
	rest   []byte
	failed bool
}

func (s *scanner) fail() { s.failed, s.rest = true, nil }

// has takes what stands there, if it does.
func (s *scanner) has(what string) bool {
	if len(s.rest) < len(what) || string(s.rest[:len(what)]) != what {
		return false
	}
	s.rest = s.rest[len(what):]
	return true
}

func (s *scanner) literal(what string) {
	if !s.has(what) {
		s.fail()
	}
}

// take gives the next n bytes.
func (s *scanner) take(n int) []byte {
	if len(s.rest) < n {
		s.fail()
		return nil
	}
	taken := s.rest[:n]
	s.rest = s.rest[n:]
	return taken
}

func (s *scanner) number() (n uint64) {
	i := 0
	for ; i < len(s.rest) && i < 19 && s.rest[i] >= '0' && s.rest[i] <= '9'; i++ {
		n = 10*n + uint64(s.rest[i]-'0')
	}
	if i == 0 || i > 1 && s.rest[0] == '0' {
		s.fail()
		return 0
	}
	s.rest = s.rest[i:]
	return n
}

func (s *scanner) id() uuid.UUID {
	id, err := uuid.ParseBytes(s.take(36))
	if err != nil {
		s.fail()
	}
	return id
}

func (s *scanner) digest(into *[32]byte) {
	if n, err := base64.RawURLEncoding.Decode(into[:], s.take(43)); err != nil || n != len(into) {
		s.fail()
	}
}

func (s *scanner) moment() time.Time {
	text := s.take(len(moment))
	if s.failed {
		return time.Time{}
	}
	digits := func(from, to int) (n int) {
		for _, c := range text[from:to] {
			n = 10*n + int(c-'0')
		}
		return n
	}
	t := time.Date(digits(0, 4), time.Month(digits(5, 7)), digits(8, 10), digits(11, 13), digits(14, 16), digits(17, 19), 1000*digits(20, 26), time.UTC)
	var again [len(moment)]byte // what is no date comes out as another one
	if !bytes.Equal(appendMoment(again[:0], t), text) {
		s.fail()
	}
	return t
}

// text takes a JSON string.
func (s *scanner) text() string {
	if len(s.rest) == 0 || s.rest[0] != '"' {
		s.fail()
		return ""
	}
	plain := true
	for i := 1; i < len(s.rest); i++ {
		switch c := s.rest[i]; {
		case c == '\\':
			plain = false
			i++
		case c < ' ' || c >= 0x80: // for the general decoder to judge
			plain = false
		case c == '"':
			quoted := s.take(i + 1)
			if plain {
				return string(quoted[1:i])
			}
			unquoted, err := jsontext.AppendUnquote(nil, quoted)
			if err != nil {
				s.fail()
			}
			return string(unquoted)
		}
	}
	s.fail()
	return ""
}

func (s *scanner) change() (c domain.Change) {
	s.literal(`{"stream":`)
	c.Stream = domain.Stream(s.text())
	s.literal(`,"events":[`)
	if s.has(`]}`) {
		c.Events = []domain.Event{}
		return c
	}
	for again := true; again && !s.failed; again = s.has(`,`) {
		c.Events = append(c.Events, s.event())
	}
	s.literal(`]}`)
	return c
}

func (s *scanner) event() domain.Event {
	s.literal(`{"type":`)
	name := s.text()
	s.literal(`,"v":`)
	version := s.number()
	s.literal(`,"data":`)
	data := s.object()
	s.literal(`}`)
	if s.failed {
		return nil
	}
	event, err := catalog.Decode(name, int(version), data)
	if err != nil {
		s.fail()
	}
	return event
}

// object takes a JSON object without looking at what is in it: the catalog's decoder does.
func (s *scanner) object() []byte {
	depth := 0
	for i := 0; i < len(s.rest); i++ {
		switch s.rest[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return s.take(i + 1)
			}
		case '"':
			for i++; i < len(s.rest) && s.rest[i] != '"'; i++ {
				if s.rest[i] == '\\' {
					i++
				}
			}
		}
		if depth == 0 {
			break
		}
	}
	s.fail()
	return nil
}
