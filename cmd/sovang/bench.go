package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"sovang/api"
	"sovang/api/bench"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
	"sovang/projections/readdb"
)

type benchCmd struct {
	Format sheet.Format  `help:"${formats}" default:"table" enum:"table,json,csv"`
	Quick  bool          `help:"Within half a minute: short turns, few gifts, a small list. Figures come out; whether they are good, a longer run tells."`
	Only   []string      `help:"Measure only these: gifts, dry-run, alone, http, callers, key, bulk, list, book, pages and soak (which no other run includes)." placeholder:"NAME"`
	Gifts  int           `help:"How many gifts the book has that reads, rebuild, size and start are measured on." default:"20000" placeholder:"N"`
	Turns  int           `help:"How many turns each figure is the median of." default:"5" placeholder:"N"`
	Turn   time.Duration `help:"How long a turn of one figure takes." default:"1s" placeholder:"DURATION"`
	In     string        `help:"Directory for the data that is made, on the disk that counts; it is removed again." default:"${temp}" placeholder:"DIR"`

	Keep string `help:"Directory in which the book of pages is kept, and found again by the next run: for whoever makes pages faster, with --only pages." placeholder:"DIR"`

	Profile string `help:"Directory for profiles of the ledger under measure (cpu.pprof, allocs.pprof, for go tool pprof): of the last serve, so with --only." placeholder:"DIR"`

	For       time.Duration `help:"How long a soak takes." default:"10m" placeholder:"DURATION"`
	Interrupt bool          `help:"Take NATS and PostgreSQL, started for this, away in the middle of the soak."`

	Empty    bool   `hidden:"" help:"Serve an empty handler: the limit."`
	NATSDir  string `hidden:"" name:"nats-dir" help:"Serve NATS over this directory, as an operator does elsewhere."`
	NATSPort int    `hidden:"" name:"nats-port" default:"-1" help:"Where."`
}

// Run measures a serve of this very program, on data that is made for it and removed again. The ledger of --data is not touched.
func (c *benchCmd) Run(ctx context.Context, p Process, g *globals) error {
	if c.Empty {
		return serveEmpty(ctx, p)
	}
	if c.NATSDir != "" {
		return serveNATS(ctx, p, c.NATSDir, c.NATSPort)
	}
	if c.Interrupt && g.Postgres != "" {
		return domain.Errorf(domain.Invalid, "--interrupt starts a PostgreSQL of its own, which can be stopped; name none").On("postgres")
	}
	begun, long, hurry := time.Now(), c.Turns, time.Time{}
	if c.Quick { // on a machine that is busy with other things, too
		c.Gifts, c.Turns, c.Turn = min(c.Gifts, 1000), min(c.Turns, 3), min(c.Turn, 30*time.Millisecond)
		long, hurry = 1, begun.Add(8*time.Second)
	}
	o := bench.Options{Dir: c.In, Gifts: c.Gifts, Turns: c.Turns, Turn: c.Turn, Long: long, Hurry: hurry, Small: c.Quick, Only: c.Only, For: c.For, Keep: c.Keep,
		Interrupt: c.Interrupt, Outside: func(ctx context.Context, dir string) (*bench.Outside, error) {
			return benchOutside(ctx, dir, c.Profile)
		},
		Serve: func(ctx context.Context, dir string) (*bench.Program, error) {
			if g.Postgres != "" {
				return benchServe(ctx, dir, "--profile", c.Profile, "--postgres", g.Postgres)
			}
			return benchServe(ctx, dir, "--profile", c.Profile)
		},
		Empty: func(ctx context.Context) (*bench.Program, error) { return benchChild(ctx, "bench", "--empty") },
		ReadOnly: func(ctx context.Context, dir string) (*readdb.Store, error) {
			return (&globals{Data: dir, Book: benchBook, Postgres: g.Postgres}).readStore(ctx, true)
		},
		Progress: func(what string) { fmt.Fprintln(p.Err, what) },
	}
	if g.Postgres != "" {
		o.Postgres = func(ctx context.Context) (*readdb.Store, error) {
			return readdb.Postgres(ctx, g.Postgres, projections.Version)
		}
	}
	lines, err := bench.Run(ctx, o)
	if len(lines) > 0 {
		note := fmt.Sprintf("%s/%s, %d CPU; trung vị của %d lượt, mỗi lượt %s; cả thảy %s.", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), c.Turns, c.Turn,
			time.Since(begun).Round(time.Second))
		err = errors.Join(err, bench.Sheet(lines, note).Write(p.Out, c.Format))
	}
	return err
}

// serveEmpty serves a handler that reads a request and answers it with a constant, under the same server as the API.
func serveEmpty(ctx context.Context, p Process) error {
	l, err := listenLoopback()
	if err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "serving nothing on http://%s (an empty handler)\n", l.Addr())
	return api.Serve(ctx, l, http.HandlerFunc(bench.Nothing), api.Usual)
}

// benchSettings is a file of settings without any: what the operator has set is not measured.
func benchSettings(dir string) (string, error) {
	path := filepath.Join(dir, "settings.json")
	return path, os.WriteFile(path, []byte("{}"), 0o600)
}
