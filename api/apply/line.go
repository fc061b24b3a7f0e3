// Package apply is the file of commands: JSON Lines, one command a line, for scripts, migration and tests.
//
//	{"id":"0192…","at":"2024-10-29T08:00:00+07:00","actor":"thuquy","why":"…","command":"fund.receive","data":{…}}
//
// It promises bounded memory (a line has at most MaxLine bytes), strictness (an unknown or repeated field, or one that is missing, is refused by
// its name) and that every refusal names the line. Empty lines and lines that begin with # are passed over.
package apply

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

// MaxLine bounds one line: twice what the largest entry may have.
const MaxLine = 1 << 20

// Line is one command as a file has it.
type Line struct {
	ID      uuid.UUID      `json:"id"`
	At      string         `json:"at,omitzero"` // RFC 3339; the command's own time if left out is the time it is taken in
	Actor   string         `json:"actor"`
	Why     string         `json:"why,omitzero"`
	Command string         `json:"command"`
	Data    jsontext.Value `json:"data"`
}

// LineError is a refusal and the line it speaks of.
type LineError struct {
	Line int
	Err  error
}

// Error gives "line 17: …".
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap gives the refusal.
func (e *LineError) Unwrap() error { return e.Err }

// Reader reads a file of commands line by line.
type Reader struct {
	lines *bufio.Reader
	line  int
	taken int64 // bytes of the lines so far
	actor string
	long  []byte // a line that is longer than the buffer, put together
}

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{lines: bufio.NewReaderSize(r, 64<<10)} }

// NewReaderFor reads from r lines of one actor, who may be left out of them.
func NewReaderFor(r io.Reader, actor string) *Reader {
	reader := NewReader(r)
	reader.actor = actor
	return reader
}

// Ready says whether the next line is here whole, so that Next gives it without waiting for more of the file.
func (r *Reader) Ready() bool {
	here, _ := r.lines.Peek(r.lines.Buffered())
	return bytes.IndexByte(here, '\n') >= 0
}

// Read is how many bytes the lines had that were read so far.
func (r *Reader) Read() int64 { return r.taken }

// errLong: where the next line begins is not known.
var errLong = domain.Errorf(domain.Invalid, "the line is longer than %d KiB", MaxLine>>10)

// Ends says whether nothing can be read after that error; after a line that is only no command, the next one can.
func Ends(err error) bool {
	refusal, ok := errors.AsType[*domain.Error](err)
	return !ok || refusal == errLong
}

// Next gives the next command and its line, io.EOF at the end. Any other error is a *LineError; a file ends there, a stream may go on (Ends).
func (r *Reader) Next() (ledger.Request, int, error) {
	for {
		text, err := r.read()
		if err == io.EOF {
			return ledger.Request{}, r.line, io.EOF
		}
		if err != nil {
			return ledger.Request{}, r.line, &LineError{r.line, err}
		}
		text = bytes.TrimSpace(text)
		if r.line == 1 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		if len(text) == 0 || text[0] == '#' {
			continue
		}
		req, err := parse(text, r.actor)
		if err != nil {
			return ledger.Request{}, r.line, &LineError{r.line, err}
		}
		return req, r.line, nil
	}
}

// read gives the next line without its end, however long the reader's buffer is. It is good until the next read.
func (r *Reader) read() ([]byte, error) {
	r.line++
	text := r.long[:0]
	for {
		part, err := r.lines.ReadSlice('\n')
		r.taken += int64(len(part))
		if len(text)+len(part) > MaxLine {
			return nil, errLong
		}
		switch {
		case err == nil && len(text) == 0:
			return part, nil
		case err == nil, err == io.EOF && len(text)+len(part) > 0:
			r.long = append(text, part...)
			return r.long, nil
		case errors.Is(err, bufio.ErrBufferFull):
			text = append(text, part...)
		default:
			return nil, err
		}
	}
}

// Parse reads one line.
func Parse(text []byte) (ledger.Request, error) { return parse(text, "") }

// parse reads one line; actor is who asks where it does not say. It keeps nothing of the text.
func parse(text []byte, actor string) (ledger.Request, error) {
	if r, ok := scan(text, actor); ok {
		return r, nil
	}
	return decode(text, actor)
}

// decode is parse the long way.
func decode(text []byte, actor string) (ledger.Request, error) {
	l := Line{Actor: actor}
	if err := json.Unmarshal(text, &l, json.RejectUnknownMembers(true)); err != nil {
		return ledger.Request{}, broken(err)
	}
	return l.Request()
}

// Request is the command that the line asks for.
func (l Line) Request() (ledger.Request, error) {
	switch {
	case l.ID == uuid.Nil:
		return ledger.Request{}, domain.Errorf(domain.Invalid, "a command needs an id of its own: it is what makes applying the file twice harmless").On("id")
	case l.Actor == "":
		return ledger.Request{}, domain.Errorf(domain.Invalid, "who asks for this is missing").On("actor")
	case l.Command == "":
		return ledger.Request{}, domain.Errorf(domain.Invalid, "what is asked is missing").On("command")
	case len(l.Data) == 0:
		return ledger.Request{}, domain.Errorf(domain.Invalid, "what the command says is missing").On("data")
	}
	var at time.Time
	if l.At != "" {
		var err error
		if at, err = time.Parse(time.RFC3339Nano, l.At); err != nil {
			return ledger.Request{}, domain.Errorf(domain.Invalid, "%q is no moment; write 2024-10-29T08:00:00+07:00", l.At).On("at")
		}
	}
	command, err := ledger.Decode(l.Command, l.Data)
	if err != nil {
		return ledger.Request{}, err
	}
	return ledger.Request{ID: l.ID, At: at, Actor: l.Actor, Why: l.Why, Command: command}, nil
}

// Append appends the line of a request, with its end.
func Append(b []byte, r ledger.Request) ([]byte, error) {
	name, data, err := ledger.Encode(r.Command)
	if err != nil {
		return b, err
	}
	l := Line{ID: r.ID, Actor: r.Actor, Why: r.Why, Command: name, Data: data}
	if !r.At.IsZero() {
		l.At = r.At.UTC().Format(time.RFC3339Nano)
	}
	text, err := json.Marshal(l)
	if err != nil {
		return b, fmt.Errorf("apply: %w", err)
	}
	if len(text) >= MaxLine {
		return b, domain.Errorf(domain.Invalid, "the command is longer than %d KiB", MaxLine>>10)
	}
	return append(append(b, text...), '\n'), nil
}

// broken says in one sentence what is wrong with a line that is no JSON, or no command.
func broken(err error) error {
	if s, ok := errors.AsType[*json.SemanticError](err); ok {
		field := s.JSONPointer.LastToken()
		if field == "" {
			return domain.Errorf(domain.Invalid, "the line is no JSON object")
		}
		if errors.Is(err, json.ErrUnknownName) {
			return domain.Errorf(domain.Invalid, "a command has no field %q; it has id, at, actor, why, command, data", field).On(field)
		}
		return domain.Errorf(domain.Invalid, "what %q holds cannot be read", field).On(field)
	}
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return domain.Errorf(domain.Invalid, "the field %q stands twice", s.JSONPointer.LastToken()).On(s.JSONPointer.LastToken())
		}
		return domain.Errorf(domain.Invalid, "the line is broken at byte %d: it is no JSON object", s.ByteOffset)
	}
	return domain.Errorf(domain.Invalid, "the line is broken: %v", err)
}

// Weight is what a command costs beside its entry, for who gathers batches: a person who is new needs a key on the disk first.
func Weight(r ledger.Request) int {
	switch c := r.Command.(type) {
	case ledger.RegisterPeople:
		return 1 + len(c.People)
	case fund.RecordList:
		return 1 + len(c.Rows)/10
	}
	return 1
}
