package eventstore

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"iter"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/domain/member"
)

// moment is how a time stands in the log: UTC, microseconds, always as long.
const moment = "2006-01-02T15:04:05.000000Z"

// Encode appends the line of an entry, without a line feed, to dst. The bytes it makes are what is stored, hashed and compared for
// ever; they are never made again from a decoded entry. It fails where an event is not in the catalog or holds no valid UTF-8; dst is
// then as it was.
func Encode(dst []byte, e domain.Entry) ([]byte, error) {
	b := append(dst, `{"n":`...)
	b = strconv.AppendUint(b, e.Number, 10)
	b = append(b, `,"id":"`...)
	b = member.AppendUUID(b, e.ID)
	b = append(b, `","digest":"`...)
	b = base64.RawURLEncoding.AppendEncode(b, e.Digest[:])
	if !e.At.Equal(e.Recorded) { // nothing else is claimed of most
		b = append(b, `","at":"`...)
		b = appendMoment(b, e.At)
	}
	b = append(b, `","recorded":"`...)
	b = appendMoment(b, e.Recorded)
	b = append(b, `","actor":`...)
	b, err := jsontext.AppendQuote(b, e.Actor)
	if err != nil {
		return dst, fmt.Errorf("actor: %w", err)
	}
	if e.Why != "" {
		b = append(b, `,"why":`...)
		if b, err = jsontext.AppendQuote(b, e.Why); err != nil {
			return dst, fmt.Errorf("why: %w", err)
		}
	}
	b = append(b, `,"changes":[`...)
	for i, c := range e.Changes {
		if i > 0 {
			b = append(b, ',')
		}
		if b, err = appendChange(b, c); err != nil {
			return dst, err
		}
	}
	return append(b, "]}"...), nil
}

func appendChange(b []byte, c domain.Change) ([]byte, error) {
	b = append(b, `{"stream":`...)
	b, err := jsontext.AppendQuote(b, string(c.Stream))
	if err != nil {
		return nil, fmt.Errorf("stream %q: %w", c.Stream, err)
	}
	b = append(b, `,"events":[`...)
	for i, event := range c.Events {
		name, version, ok := catalog.Name(event)
		if !ok {
			return nil, fmt.Errorf("%s: %T is no fact of the catalog", c.Stream, event)
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"type":"`...)
		b = append(b, name...)
		b = append(b, `","v":`...)
		b = strconv.AppendInt(b, int64(version), 10)
		b = append(b, `,"data":`...)
		if b, err = catalog.Append(b, event); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", c.Stream, name, err)
		}
		b = append(b, '}')
	}
	return append(b, "]}"...), nil
}

// appendMoment is AppendFormat(b, moment) without reading the layout each time.
func appendMoment(b []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	b = appendDigits(b, year, 4)
	b = appendDigits(append(b, '-'), int(month), 2)
	b = appendDigits(append(b, '-'), day, 2)
	b = appendDigits(append(b, 'T'), hour, 2)
	b = appendDigits(append(b, ':'), minute, 2)
	b = appendDigits(append(b, ':'), second, 2)
	b = appendDigits(append(b, '.'), t.Nanosecond()/1000, 6)
	return append(b, 'Z')
}

func appendDigits(b []byte, n, digits int) []byte {
	b = append(b, "000000"[:digits]...)
	for i := len(b) - 1; n > 0 && i >= len(b)-digits; i-- {
		b[i] = byte('0' + n%10)
		n /= 10
	}
	return b
}

// The shape of a line. The order of its members is that of Encode. Without at it happened when it was recorded.
type line struct {
	N        uint64       `json:"n"`
	ID       uuid.UUID    `json:"id"`
	Digest   string       `json:"digest"`
	At       *string      `json:"at,omitzero"`
	Recorded string       `json:"recorded"`
	Actor    string       `json:"actor"`
	Why      string       `json:"why,omitzero"`
	Changes  []lineChange `json:"changes"`
}

type lineChange struct {
	Stream domain.Stream `json:"stream"`
	Events []lineEvent   `json:"events"`
}

type lineEvent struct {
	Type string         `json:"type"`
	V    int            `json:"v"`
	Data jsontext.Value `json:"data"`
}

// Decode reads the line of an entry. What it does not know, a member, a fact, a version, is an error that names the entry: the
// reader must stop there, since what it would leave out could be money.
func Decode(text []byte) (domain.Entry, error) {
	if e, ok := scan(text); ok {
		return e, nil
	}
	return decode(text)
}

// decode is Decode the long way.
func decode(text []byte) (domain.Entry, error) {
	var l line
	if err := json.Unmarshal(text, &l, json.RejectUnknownMembers(true)); err != nil {
		return domain.Entry{}, fmt.Errorf("an entry of the log (n %d, id %s) cannot be read: %w", l.N, l.ID, err)
	}
	e := domain.Entry{Number: l.N, ID: l.ID, Actor: l.Actor, Why: l.Why, Changes: make([]domain.Change, len(l.Changes))}
	digest, err := base64.RawURLEncoding.DecodeString(l.Digest)
	if err != nil || copy(e.Digest[:], digest) != len(digest) || len(digest) != len(e.Digest) {
		return domain.Entry{}, fmt.Errorf("entry %d (%s) has no proper digest", l.N, l.ID)
	}
	if e.Recorded, err = time.Parse(moment, l.Recorded); err != nil {
		return domain.Entry{}, fmt.Errorf("entry %d (%s): recorded: %w", l.N, l.ID, err)
	}
	if e.At = e.Recorded; l.At != nil {
		if e.At, err = time.Parse(moment, *l.At); err != nil {
			return domain.Entry{}, fmt.Errorf("entry %d (%s): at: %w", l.N, l.ID, err)
		}
	}
	for i, c := range l.Changes {
		events := make([]domain.Event, len(c.Events))
		for j, ev := range c.Events {
			if events[j], err = catalog.Decode(ev.Type, ev.V, ev.Data); err != nil {
				return domain.Entry{}, fmt.Errorf("entry %d (%s), %s: %w", l.N, l.ID, c.Stream, err)
			}
		}
		e.Changes[i] = domain.Change{Stream: c.Stream, Events: events}
	}
	return e, nil
}

// Lines gives the lines of a message as they are stored, without their line feeds: these bytes are what is hashed.
func Lines(m Message) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest := m.Data; len(rest) > 0; {
			text := rest
			if i := bytes.IndexByte(rest, '\n'); i >= 0 {
				text, rest = rest[:i], rest[i+1:]
			} else {
				rest = nil
			}
			if !yield(text) {
				return
			}
		}
	}
}

// Entries decodes the entries of a message in order. It ends with the first error.
func Entries(m Message) iter.Seq2[domain.Entry, error] {
	return func(yield func(domain.Entry, error) bool) {
		for text := range Lines(m) {
			e, err := Decode(text)
			if err != nil {
				err = fmt.Errorf("%w: message %d: %w", ErrUnreadable, m.Sequence, err)
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// entryAt decodes the one entry of a message that stands at that index.
func entryAt(m Message, index int) (domain.Entry, []byte, error) {
	i := 0
	for text := range Lines(m) {
		if i == index {
			e, err := Decode(text)
			return e, text, err
		}
		i++
	}
	return domain.Entry{}, nil, fmt.Errorf("message %d has %d entries, not one at %d: %w", m.Sequence, i, index, ErrLost)
}
