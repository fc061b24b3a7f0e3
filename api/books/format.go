package books

import (
	"bytes"
	"context"
	"io"

	"sovang/domain"
	"sovang/eventstore"
)

// Writer writes entries as another program reads them. Nothing that was written is whole before Close has given no error.
type Writer interface {
	Add(domain.Entry) error
	Close() error
}

// Format is one kind of file that the books can be taken away as.
type Format struct {
	Name   string // hledger, beancount, csv
	Suffix string // of its files, with the dot
	Media  string
	New    func(w io.Writer, only Choice) Writer
}

// Formats are all of them, in the order in which they are offered.
var Formats = []Format{
	{"hledger", ".journal", "text/plain; charset=utf-8", func(w io.Writer, only Choice) Writer {
		j := NewJournal(w)
		j.Only = only
		return j
	}},
	{"beancount", ".beancount", "text/plain; charset=utf-8", func(w io.Writer, only Choice) Writer {
		b := NewBeancount(w)
		b.Only = only
		return b
	}},
	{"csv", ".csv", "text/csv; charset=utf-8", func(w io.Writer, only Choice) Writer {
		p := NewPostings(w)
		p.Only = only
		return p
	}},
}

// FormatNamed finds a format; false where there is none of that name.
func FormatNamed(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}

// Copy writes the log from its beginning through an entry, and closes the writer. Of some funds only the lines are decoded that speak of them, or that
// say what they are called: most of a large book is other funds'.
func Copy(ctx context.Context, w Writer, log eventstore.Log, through uint64, only Choice) error {
	wanted := [][]byte{[]byte(`"unit.founded"`), []byte(`"fund.opened"`)}
	for _, f := range only.Funds {
		wanted = append(wanted, []byte(`"fund/`+f.String()+`"`))
	}
	n := uint64(0)
	for m, err := range log.Read(ctx, 1, false) {
		if err != nil {
			return err
		}
		for line := range eventstore.Lines(m) {
			if n++; n > through {
				return w.Close()
			}
			if len(only.Funds) > 0 && !containsAny(line, wanted) {
				continue
			}
			e, err := eventstore.Decode(line)
			if err == nil {
				err = w.Add(e)
			}
			if err != nil {
				return err
			}
		}
	}
	return w.Close()
}

func containsAny(line []byte, wanted [][]byte) bool {
	for _, text := range wanted {
		if bytes.Contains(line, text) {
			return true
		}
	}
	return false
}
