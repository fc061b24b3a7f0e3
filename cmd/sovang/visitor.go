package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net"
	"time"

	"github.com/go-json-experiment/json"

	"sovang/api/apply"
	"sovang/domain/ledger"
	"sovang/projections"
)

// visitor is a door to the ledger of another process, through its socket. It serves one caller at a time.
type visitor struct {
	conn net.Conn
	wire *wire
	book string
}

// Submit implements door.
func (v *visitor) Submit(ctx context.Context, requests []ledger.Request) ([]outcome, error) {
	return v.commands(ctx, doSubmit, requests)
}

// Try implements door.
func (v *visitor) Try(ctx context.Context, requests []ledger.Request) ([]outcome, error) {
	return v.commands(ctx, doTry, requests)
}

// commands asks a question with commands; a submit in parts, so that answers come while it goes on. A refusal ends a submit and not a try.
func (v *visitor) commands(ctx context.Context, do string, requests []ledger.Request) ([]outcome, error) {
	const part = 1000
	if do == doTry {
		return v.part(ctx, do, requests)
	}
	var all []outcome
	for len(requests) > 0 {
		next := requests[:min(len(requests), part)]
		requests = requests[len(next):]
		outcomes, err := v.part(ctx, do, next)
		all = append(all, outcomes...)
		if err != nil || len(outcomes) > 0 && outcomes[len(outcomes)-1].Err != nil {
			return all, err
		}
	}
	return all, nil
}

func (v *visitor) part(ctx context.Context, do string, requests []ledger.Request) ([]outcome, error) {
	var lines []byte
	for _, r := range requests {
		var err error
		if lines, err = apply.Append(lines, r); err != nil {
			return nil, err
		}
	}
	var outcomes []outcome
	err := v.ask(ctx, question{Do: do, Lines: len(requests)}, lines, func(a answer) { outcomes = append(outcomes, a.outcome()) })
	return outcomes, err
}

// Sync implements door.
func (v *visitor) Sync(ctx context.Context) (entry uint64, err error) {
	err = v.ask(ctx, question{Do: doSync}, nil, func(a answer) { entry = a.Entry })
	return entry, err
}

// Rebuild implements door.
func (v *visitor) Rebuild(ctx context.Context, progress func(done, all uint64)) error {
	return v.ask(ctx, question{Do: doRebuild}, nil, func(a answer) { progress(a.Done, a.All) })
}

// Entries implements door.
func (v *visitor) Entries(ctx context.Context, each func(line []byte) error) error {
	return v.hear(ctx, question{Do: doLog}, nil, func(text []byte) (bool, error) {
		if !bytes.HasPrefix(text, []byte(`{"n":`)) {
			return false, nil
		}
		return true, each(text)
	}, nil)
}

// Root implements door.
func (v *visitor) Root(ctx context.Context, entry uint64) (root projections.Root, err error) {
	err = v.ask(ctx, question{Do: doRoot, Entry: entry}, nil, func(a answer) {
		if a.Root != nil {
			root = *a.Root
		}
	})
	return root, err
}

// ask puts a question and gives every answer but the last to each; the last one's error is its own.
func (v *visitor) ask(ctx context.Context, q question, lines []byte, each func(answer)) error {
	return v.hear(ctx, q, lines, func([]byte) (bool, error) { return false, nil }, each)
}

// hear puts a question. raw is shown every line first and says whether it has taken it.
func (v *visitor) hear(ctx context.Context, q question, lines []byte, raw func([]byte) (bool, error), each func(answer)) error {
	stop := context.AfterFunc(ctx, func() { _ = v.conn.SetDeadline(time.Now()) })
	defer stop()
	q.Book = v.book
	text, err := json.Marshal(q)
	if err != nil {
		return err // nothing was asked, and nothing would be answered
	}
	// The writer keeps its first error and gives it at every call. A question that was refused before it was read to its end breaks
	// the way there, and the refusal is on the way back.
	_, _ = v.wire.out.Write(append(text, '\n'))
	_, _ = v.wire.out.Write(lines)
	sent := v.wire.out.Flush()
	for {
		text, err := v.wire.line()
		if err != nil {
			return v.broken(ctx, cmp.Or(sent, err))
		}
		if taken, err := raw(text); taken || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		var a answer
		if err := json.Unmarshal(text, &a); err != nil {
			return v.broken(ctx, err)
		}
		if a.End {
			return a.err()
		}
		each(a)
	}
}

func (v *visitor) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("the serve that has the ledger open went away (%w); what it answered is kept, the rest can be asked again with the same ids", err)
}

// Close implements door.
func (v *visitor) Close(context.Context) error { return v.conn.Close() }
