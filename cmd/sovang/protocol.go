package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"

	"sovang/api/apply"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections"
)

// The protocol of the socket: lines of JSON, one question at a time on a connection. A question is one line {"do":"submit","lines":3}, followed by that many
// lines of commands as a file of commands has them. The answers are lines too; the last has "end".
//
//	→ {"do":"submit","lines":2}            ← {"entry":17}
//	→ {"id":"…","command":…}               ← {"code":"violation","message":"…","fields":["amount"]}
//	→ {"id":"…","command":…}               ← {"end":true}
//
// submit and try answer a line for each command; rebuild answers {"done":…,"all":…} while it goes on; sync answers the entry; token answers tokens; link answers the path of one; visit answers codes; root answers
// {"root":…} of the log as of the question's entry; look answers a part of a report that is read from the log; log answers the lines of all entries as they are stored, which begin with {"n": and so are no answers.
const (
	doHello   = "hello" // answers at once: somebody is at home, and serves this book
	doSubmit  = "submit"
	doTry     = "try"
	doSync    = "sync"
	doRebuild = "rebuild"
	doLog     = "log"
	doToken   = "token"
	doRoot    = "root"
	doLink    = "link"
	doVisit   = "visit"
	doLook    = "look"

	mostLines = 1_000_000 // commands in one question: an import's rows are tried in one
	mostBytes = 512 << 20 // of one question
)

type question struct {
	Do    string `json:"do"`
	Book  string `json:"book"`
	Lines int    `json:"lines,omitzero"`

	Token *tokenAsk `json:"token,omitempty"`
	Link  *linkAsk  `json:"link,omitempty"`
	Visit *visitAsk `json:"visit,omitempty"`
	Look  *lookAsk  `json:"look,omitempty"`
	Entry uint64    `json:"entry,omitzero"`
}

type answer struct {
	Entry    uint64      `json:"entry,omitzero"`
	Repeated bool        `json:"repeated,omitzero"`
	Code     domain.Code `json:"code,omitzero"`
	Message  string      `json:"message,omitzero"`
	Fields   []string    `json:"fields,omitempty"`
	Done     uint64      `json:"done,omitzero"`
	All      uint64      `json:"all,omitzero"`
	End      bool        `json:"end,omitzero"`

	Token *tokenAnswer      `json:"token,omitempty"`
	Link  string            `json:"link,omitzero"`
	Visit *visitAnswer      `json:"visit,omitempty"`
	Look  *lookAnswer       `json:"look,omitempty"`
	Root  *projections.Root `json:"root,omitempty"`
}

// refused turns an error into an answer, and back by err.
func refused(err error) answer {
	a := answer{Code: domain.CodeOf(err), Message: err.Error()}
	if e, ok := errors.AsType[*domain.Error](err); ok {
		a.Message, a.Fields = e.Message, e.Fields
	}
	return a
}

func (a answer) err() error {
	if a.Code == "" {
		return nil
	}
	return domain.Errorf(a.Code, "%s", a.Message).On(a.Fields...)
}

func (a answer) outcome() outcome { return outcome{Entry: a.Entry, Repeated: a.Repeated, Err: a.err()} }

func answered(o outcome) answer {
	if o.Err != nil {
		return refused(o.Err)
	}
	return answer{Entry: o.Entry, Repeated: o.Repeated}
}

// wire reads and writes lines; no line is longer than a command may be.
type wire struct {
	in  *bufio.Reader
	out *bufio.Writer
}

func newWire(rw io.ReadWriter) *wire {
	return &wire{bufio.NewReaderSize(rw, 64<<10), bufio.NewWriterSize(rw, 64<<10)}
}

// line gives the next line without its end. The slice is good until the next call.
func (w *wire) line() ([]byte, error) {
	var text []byte
	for {
		part, err := w.in.ReadSlice('\n')
		if len(text)+len(part) > apply.MaxLine {
			return nil, fmt.Errorf("a line is longer than %d KiB", apply.MaxLine>>10)
		}
		if err == nil && text == nil {
			return part[:len(part)-1], nil
		}
		text = append(text, part...)
		if err == nil {
			return text[:len(text)-1], nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			if err == io.EOF && len(text) > 0 {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
}

func (w *wire) read(v any) error {
	text, err := w.line()
	if err != nil {
		return err
	}
	return json.Unmarshal(text, v, json.RejectUnknownMembers(true))
}

func (w *wire) write(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.out.Write(append(text, '\n'))
	return err
}

// commands reads the commands of a question.
func (w *wire) commands(n int) ([]ledger.Request, error) {
	if n < 1 || n > mostLines {
		return nil, domain.Errorf(domain.Invalid, "a question has 1 to %d commands, not %d", mostLines, n)
	}
	requests, size := make([]ledger.Request, 0, min(n, 1000)), 0 // what is announced may never come
	for range n {
		text, err := w.line()
		if err != nil {
			return nil, err
		}
		if size += len(text); size > mostBytes {
			return nil, domain.Errorf(domain.Invalid, "a question has at most %d MiB", mostBytes>>20)
		}
		r, err := apply.Parse(text)
		if err != nil {
			return nil, err
		}
		requests = append(requests, r)
	}
	return requests, nil
}
