package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"sovang/api/apply"
	"sovang/domain/ledger"
)

type applyCmd struct {
	File string `arg:"" help:"JSON Lines of commands; - reads standard input."`
}

// batch is what is submitted together: commands and the lines they stand on. err is what came after them: io.EOF, or a broken line.
type batch struct {
	requests []ledger.Request
	lines    []int
	bytes    int64 // read when the batch was full
	err      error
}

// batchSize is how much goes in one call, by weight. It becomes a few messages of the log, each with one fsync; an answer is waited for before the
// next batch, so that nothing after a refused line is ever tried.
const batchSize = 500

// upTo is how many of the requests, at least one, go in one call.
func upTo(requests []ledger.Request) int {
	n := 0
	for w := 0; n < len(requests) && w < batchSize; n++ {
		w += apply.Weight(requests[n])
	}
	return n
}

// Run applies the file line by line, in order. The first line that is broken or refused ends it: lines before it stand, lines after it
// were not tried, and the same file can be applied again whole.
func (c *applyCmd) Run(ctx context.Context, p Process, g *globals) (err error) {
	in, size, err := openInput(c.File, p.In)
	if err != nil {
		return err
	}
	defer in.Close()
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	bar := p.progress("applying", size)
	tally, err := applyAll(ctx, d, in, bar.to)
	bar.end()
	fmt.Fprintf(p.Out, "%d applied, %d were there before\n", tally.fresh, tally.repeated)
	return err
}

func openInput(file string, standard io.Reader) (io.ReadCloser, int64, error) {
	if file == "-" {
		return io.NopCloser(standard), 0, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, inputMissing(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// tally counts outcomes.
type tally struct{ fresh, repeated int }

// applyAll reads one batch ahead while the one before is decided and stored.
func applyAll(ctx context.Context, d door, in io.Reader, progress func(int64)) (tally, error) {
	var t tally
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for b := range batches(ctx, in) {
		err := t.submit(ctx, d, b)
		if err != nil {
			return t, err
		}
		progress(b.bytes)
		if ctx.Err() != nil {
			return t, ctx.Err()
		}
		if b.err != nil && b.err != io.EOF {
			return t, b.err
		}
	}
	return t, ctx.Err()
}

func (t *tally) submit(ctx context.Context, d door, b batch) error {
	if len(b.requests) == 0 {
		return nil
	}
	outcomes, err := submit(ctx, d, b.requests)
	for i, o := range outcomes {
		switch {
		case o.Err != nil:
			return &apply.LineError{Line: b.lines[i], Err: o.Err}
		case o.Repeated:
			t.repeated++
		default:
			t.fresh++
		}
	}
	return err
}

// lasting is a context for what must hear its answer: after a signal it goes on until the answer is there, for as long as leaving allows.
func lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	last, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(leaving, cancel) })
	return last, func() { stop(); cancel() }
}

func batches(ctx context.Context, in io.Reader) <-chan batch {
	out := make(chan batch, 1)
	go func() {
		defer close(out)
		counted := &counter{Reader: in}
		r := apply.NewReader(counted)
		for {
			var b batch
			for w := 0; w < batchSize && b.err == nil; {
				request, line, err := r.Next()
				if b.err = err; err == nil {
					b.requests, b.lines = append(b.requests, request), append(b.lines, line)
					w += apply.Weight(request)
				}
			}
			b.bytes = counted.n
			select {
			case out <- b:
			case <-ctx.Done():
				return
			}
			if b.err != nil {
				return
			}
		}
	}()
	return out
}

type counter struct {
	io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += int64(n)
	return n, err
}
