package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/google/uuid"

	"sovang/api/books"
	"sovang/domain"
	"sovang/eventstore"
	"sovang/projections"
)

type exportCmd struct {
	To   string `arg:"" enum:"hledger,beancount,jsonl,csv" help:"hledger, beancount: a journal of theirs. jsonl: the log's own lines. csv: one row a posting."`
	File string `short:"o" help:"Where to write; standard output if left out." placeholder:"FILE"`
	AsOf string `help:"Only up to this entry, date or moment." placeholder:"WHEN"`
	atFlag
	scope
}

// errEnough ends a reading of the log before its end.
var errEnough = errors.New("enough")

// Run writes from the log itself, not from the read side: the two can be held against each other. The read side only says what is called so.
func (c *exportCmd) Run(ctx context.Context, p Process, g *globals) (err error) {
	var until until
	until.entry, until.moment, err = projections.Until(c.AsOf)
	if err != nil {
		return err
	}
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	last, err := d.Sync(ctx)
	if err != nil {
		return err
	}
	if until.entry > last {
		return domain.Errorf(domain.NotFound, "there is no entry %d; the last one is %d", until.entry, last).On("as-of")
	}
	only, err := c.choice(ctx, g, d)
	if err != nil {
		return err
	}
	out := p.Out
	if c.File != "" {
		f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
		if err != nil {
			return inputMissing(err)
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		out = f
	}
	w := writerOf(c.To, out, only)
	err = d.Entries(ctx, func(line []byte) error {
		e, err := eventstore.Decode(line)
		if err != nil {
			return err
		}
		if until.before(e) {
			return errEnough
		}
		return w.add(e, line)
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return errors.Join(err, w.close())
}

// choice is the part of the books that is asked for. The log as it is stored has none.
func (c *exportCmd) choice(ctx context.Context, g *globals, d door) (only books.Choice, err error) {
	at, err := c.date()
	if err != nil {
		return only, err
	}
	if at != nil {
		only.Until = *at
	}
	if c.To == "jsonl" && (at != nil || c.Fund != "" || c.Unit != "") {
		return only, domain.Errorf(domain.Invalid, "jsonl is the log as it is stored, whole up to --as-of: leave out --fund, --unit and --at").On("fund", "unit", "at")
	}
	if c.Fund == "" && c.Unit == "" {
		return only, nil
	}
	return only, g.readingBeside(ctx, d, func(r *projections.Reader) error {
		fund, unit, err := c.find(ctx, r)
		if err != nil {
			return err
		}
		if fund != uuid.Nil {
			only.Funds = []uuid.UUID{fund}
			return nil
		}
		only.Funds, err = r.WhoseUnit(ctx, unit, projections.AsOf{}) // the unit's own id is no fund's
		return err
	})
}

// exporter writes entries in one of the formats.
type exporter struct {
	add   func(e domain.Entry, line []byte) error
	close func() error
}

func writerOf(format string, out io.Writer, only books.Choice) exporter {
	if f, ok := books.FormatNamed(format); ok {
		w := f.New(out, only)
		return exporter{func(e domain.Entry, _ []byte) error { return w.Add(e) }, w.Close}
	}
	b := bufio.NewWriterSize(out, 256<<10)
	return exporter{func(_ domain.Entry, line []byte) error {
		_, err := b.Write(line)
		return errors.Join(err, b.WriteByte('\n'))
	}, b.Flush}
}

// until is where a reading of the log ends; the zero until is its end.
type until struct {
	entry  uint64
	moment time.Time
}

func (u until) before(e domain.Entry) bool {
	return u.entry > 0 && e.Number > u.entry || !u.moment.IsZero() && e.Recorded.After(u.moment)
}
