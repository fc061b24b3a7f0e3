// Package bench measures what the ledger must reach, on the machine it runs on.
//
// It promises that a figure stands beside its limit wherever it has one, that both were measured in the same run and in turns, so that their ratio
// says something on a busy machine too, and that each is the median of the turns. What is measured is the real thing: the disk is synced before an
// answer, requests come over HTTP from another process with a token and an idempotency key, and the read side follows.
package bench

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/projections/readdb"
)

// Options say what is measured, how long, and of what program.
type Options struct {
	Dir   string        // for the data that is made; on the disk that counts
	Gifts int           // in the book that reads, rebuild, size and start are measured on
	Turns int           // of which the median counts
	Turn  time.Duration // of one measurement of a turn
	Long  int           // turns of what takes long whatever a turn is: the list, starts, rebuilds
	Hurry time.Time     // from then on one turn is enough; zero: never
	Small bool          // the list of 165 rewards in place of that of 38,928
	Only  []string      // works; empty: all that need not be asked for
	For   time.Duration // of the soak
	Keep  string        // where the book of pages stays, and is found again by the next run; "": it goes with the rest

	// Interrupt has the soak's program stand on servers of its own, which Outside starts, and takes them away in the middle.
	Interrupt bool
	Outside   func(ctx context.Context, dir string) (*Outside, error)

	// Serve starts the program on a data directory, as a process of its own.
	Serve func(ctx context.Context, dir string) (*Program, error)
	// Empty starts a server that reads a request and answers it with a constant, as a process of its own: the limit of everything over HTTP.
	Empty func(ctx context.Context) (*Program, error)
	// ReadOnly is the read side of a data directory that Serve was started on.
	ReadOnly func(ctx context.Context, dir string) (*readdb.Store, error)
	// Postgres is the database of the read side, one that nobody needs; nil: it is SQLite.
	Postgres func(ctx context.Context) (*readdb.Store, error)
	// Progress hears what is about to be measured.
	Progress func(what string)
}

// Program is a server under measure.
type Program struct {
	Address string // host:port
	Process int    // its number
	Token   string
	// Submit has requests decided, all accepted; Sync returns when reads show them; Lines gives all entries as stored.
	Submit func(ctx context.Context, requests []ledger.Request) error
	Sync   func(ctx context.Context) (entry uint64, err error)
	Lines  func(ctx context.Context, each func(line []byte) error) error
	// Link makes the link with which somebody chooses a password for the pages, Code a code with which a donor sees what they gave.
	Link func(ctx context.Context, actor string) (path string, err error)
	Code func(ctx context.Context, a visit.Ask) (secret string, err error)
	// Rebuild makes the read side anew, beside whatever else is asked.
	Rebuild func(ctx context.Context) error
	// Stop ends it as an operator does and gives the most memory it had, in bytes.
	Stop func() (peak int64, err error)
	// Kill ends it as a crash does.
	Kill func() error
}

// Outside is a program whose NATS and PostgreSQL are processes of their own, which can be taken away under it.
type Outside struct {
	*Program // Stop ends all of them
	NATS     Server
	Postgres Server
	ReadOnly func(ctx context.Context) (*readdb.Store, error)
}

// Server is something that a program stands on. Stop ends it as a crash does; Run starts it again over what it had, and returns when it answers.
type Server interface {
	Stop()
	Run() error
}

// Line is one figure beside its limit.
type Line struct {
	Name    string
	What    string // for people
	Unit    Unit
	Value   float64
	Limit   float64 // the same unit; 0: it has none
	LimitIs string
	Ratio   float64 // how much of its limit it reached: the median of the turns' ratios; 0: it has no limit
	P50     time.Duration
	P99     time.Duration
	Goal    string // what it must reach; "": nothing
	Missed  bool
	Small   bool // it was measured on less than the goal speaks of, so that reaching it says little
}

// Unit is what a value counts.
type Unit string

// The units. Of the last three less is better.
const (
	PerSecond Unit = "/s"
	Entries   Unit = "entries"
	Micros    Unit = "µs"
	Bytes     Unit = "B"
	Times     Unit = "×"
)

// works are what can be asked for by name, in the order in which they are measured.
var works = []struct {
	name  string
	work  func(*run) error
	asked bool // only where it is asked for: what takes as long as is said, and what fills a book of its own
}{
	{name: "gifts", work: (*run).gifts},
	{name: "dry-run", work: (*run).dryRun},
	{name: "alone", work: (*run).alone},
	{name: "http", work: (*run).http},
	{name: "callers", work: (*run).callers},
	{name: "key", work: (*run).key},
	{name: "bulk", work: (*run).bulk},
	{name: "list", work: (*run).list},
	{name: "book", work: (*run).book},
	{name: "pages", work: (*run).everyPage, asked: true},
	{name: "soak", work: (*run).soak, asked: true},
}

// Works names what can be measured.
func Works() []string {
	var names []string
	for _, w := range works {
		names = append(names, w.name)
	}
	return names
}

// run is one run of the measurements.
type run struct {
	Options
	ctx   context.Context
	lines []Line
	ids   ids
	begun map[string]*Program // the servers that are up, by what they are
}

// Run measures. Where a measurement fails, the lines that came before stand beside the error.
func Run(ctx context.Context, o Options) (_ []Line, err error) {
	for _, name := range o.Only {
		if !slices.Contains(Works(), name) {
			return nil, domain.Errorf(domain.Invalid, "%q is nothing that is measured; there are %v", name, Works()).On("only")
		}
	}
	if o.Gifts < 1000 {
		return nil, domain.Errorf(domain.Invalid, "a book of %d gifts says nothing; take 1000 or more", o.Gifts).On("gifts")
	}
	if o.Turns < 1 || o.Long < 1 || o.Turn <= 0 {
		return nil, domain.Errorf(domain.Invalid, "a figure takes a turn at least, and a turn takes time").On("turns", "turn")
	}
	if o.For <= 0 && slices.Contains(o.Only, "soak") {
		return nil, domain.Errorf(domain.Invalid, "a soak takes time; say how long").On("for")
	}
	if o.Keep != "" && (o.Postgres != nil || !slices.Equal(o.Only, []string{"pages"})) {
		return nil, domain.Errorf(domain.Invalid, "only the book of pages can be kept, with its read side in files: ask for pages alone, and name no PostgreSQL").On("keep")
	}
	if err := o.vacant(ctx); err != nil {
		return nil, err
	}
	if o.Dir, err = os.MkdirTemp(o.Dir, "sovang-bench-"); err != nil {
		return nil, err
	}
	r := &run{Options: o, ctx: ctx, begun: map[string]*Program{}}
	defer func() {
		for _, p := range r.begun {
			_, stopped := p.Stop()
			err = errors.Join(err, stopped)
		}
		err = errors.Join(err, os.RemoveAll(o.Dir), o.clean(context.WithoutCancel(ctx)))
	}()
	for _, w := range works {
		if asked := slices.Contains(o.Only, w.name); !asked && (w.asked || len(o.Only) > 0) {
			continue
		}
		if err := w.work(r); err != nil {
			return r.lines, fmt.Errorf("measuring %s: %w", w.name, err)
		}
	}
	return r.lines, nil
}

// vacant refuses a database in which a read side stands: the measurements would take its place.
func (o Options) vacant(ctx context.Context) error {
	return o.inPostgres(ctx, func(s *readdb.Store) error {
		all, err := s.Generations(ctx)
		if err == nil && len(all) > 0 {
			err = domain.Errorf(domain.Conflict, "the database holds a read side (%s); name one that nobody needs", all[0].Name).On("postgres")
		}
		return err
	})
}

// clean drops what the measurements made in the database.
func (o Options) clean(ctx context.Context) error {
	return o.inPostgres(ctx, func(s *readdb.Store) error { return s.Clear(ctx) })
}

func (o Options) inPostgres(ctx context.Context, do func(*readdb.Store) error) (err error) {
	if o.Postgres == nil {
		return nil
	}
	s, err := o.Postgres(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s)
}

// late says that what is left should be done with.
func (r *run) late() bool { return !r.Hurry.IsZero() && time.Now().After(r.Hurry) }

func (r *run) add(l Line) { r.lines = append(r.lines, l) }

func (r *run) tell(what string) {
	if r.Progress != nil {
		r.Progress(what)
	}
}

func (r *run) dir(name string) string {
	if name == large && r.Keep != "" {
		return r.Keep
	}
	return filepath.Join(r.Dir, name)
}

// server gives the server of that name, started where it is not up. One ledger is up at a time: what another does would be measured too, and a database
// has room for one read side.
func (r *run) server(name string) (*Program, error) {
	if p := r.begun[name]; p != nil {
		return p, nil
	}
	var p *Program
	var err error
	if name == empty {
		p, err = r.Empty(r.ctx)
	} else if err = r.vacate(); err == nil {
		p, err = r.Serve(r.ctx, r.dir(name))
	}
	if err != nil {
		return nil, err
	}
	r.begun[name] = p
	return p, nil
}

// vacate ends the ledger that is up and drops what it left in the database.
func (r *run) vacate() error {
	for name := range r.begun {
		if name == empty {
			continue
		}
		if _, err := r.stop(name); err != nil {
			return err
		}
	}
	return r.clean(r.ctx)
}

// stop ends a server.
func (r *run) stop(name string) (peak int64, err error) {
	p := r.begun[name]
	delete(r.begun, name)
	if p == nil {
		return 0, nil
	}
	return p.Stop()
}

// The servers.
const (
	empty  = "empty"
	lively = "lively" // takes what is measured over HTTP
	large  = "large"  // has as many gifts as are asked for
)
