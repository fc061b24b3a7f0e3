package readdb

import (
	"context"
	"fmt"
	"time"
)

// Store is where the generations of the read model live: a directory, or a PostgreSQL database.
type Store struct {
	version int
	engine  engine
}

// engine is a Store's database.
type engine interface {
	active(ctx context.Context) (string, error)
	open(ctx context.Context, name string) (*DB, error)
	create(ctx context.Context, name string) (*DB, error)
	activate(ctx context.Context, name string) error
	touch(ctx context.Context, name string, now time.Time) error
	drop(ctx context.Context, name string) error
	list(ctx context.Context) ([]Generation, error)
	lock(ctx context.Context, name string) (release func() error, ok bool, err error)
	size(ctx context.Context, name string) (int64, error)
	forget(ctx context.Context) error
	close() error
}

// Generation is one build of the read model.
type Generation struct {
	Name    string
	Version int
	Number  int
	Touched time.Time // when it was last known to be in use
}

func parseGeneration(name string) (g Generation, ok bool) {
	g.Name = name
	n, err := fmt.Sscanf(name, "read_v%d_g%d", &g.Version, &g.Number)
	return g, err == nil && n == 2 && generationName(g.Version, g.Number) == name
}

func generationName(version, number int) string { return fmt.Sprintf("read_v%d_g%d", version, number) }

// SQLite is a store in a directory, which is made when the first generation is. Version is the read model's: generations of another
// version are left alone until they are swept.
func SQLite(dir string, version int) *Store {
	return &Store{version, &sqliteStore{dir: dir, version: version}}
}

// SQLiteReadOnly is a store of which nothing is ever written, for reports beside a running serve.
func SQLiteReadOnly(dir string, version int) *Store {
	return &Store{version, &sqliteStore{dir: dir, version: version, readOnly: true}}
}

// Active is the name of the generation in use; "" where none was ever completed.
func (s *Store) Active(ctx context.Context) (string, error) { return s.engine.active(ctx) }

// Open opens a completed generation.
func (s *Store) Open(ctx context.Context, name string) (*DB, error) { return s.engine.open(ctx, name) }

// Create begins a new generation: empty tables without secondary indexes, unserved, written without a journal where the database can.
// A crash spoils it; the next sweep takes it away.
func (s *Store) Create(ctx context.Context) (*DB, error) {
	all, err := s.engine.list(ctx)
	if err != nil {
		return nil, err
	}
	number := 1
	for _, g := range all {
		if g.Version == s.version {
			number = max(number, g.Number+1)
		}
	}
	return s.engine.create(ctx, generationName(s.version, number))
}

// Seal completes a generation that Create began: indexes, everything on the disk. The DB is closed.
func (s *Store) Seal(ctx context.Context, db *DB) error {
	if err := db.dialect.seal(ctx, db); err != nil {
		return err
	}
	return db.Close()
}

// Activate makes a sealed generation the one in use, in one step.
func (s *Store) Activate(ctx context.Context, name string) error { return s.engine.activate(ctx, name) }

// Touch says that a generation is in use now, so that no other instance sweeps it.
func (s *Store) Touch(ctx context.Context, name string, now time.Time) error {
	return s.engine.touch(ctx, name, now)
}

// Sweep drops the generations, of this version and older ones, that are not in use and have not been touched for the grace period.
func (s *Store) Sweep(ctx context.Context, now time.Time, grace time.Duration) error {
	active, err := s.engine.active(ctx)
	if err != nil {
		return err
	}
	all, err := s.engine.list(ctx)
	if err != nil {
		return err
	}
	used, _ := parseGeneration(active)
	for _, g := range all {
		wait := grace
		if g.Version == s.version && g.Number > used.Number { // being built, perhaps: its indexes can take long
			wait = max(grace, 24*time.Hour)
		}
		if g.Version <= s.version && g.Name != active && now.Sub(g.Touched) > wait {
			if err := s.engine.drop(ctx, g.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// DropOlder drops every generation of this version that is not in use, at once. Queries of other processes that still read one may fail.
func (s *Store) DropOlder(ctx context.Context) error {
	active, err := s.engine.active(ctx)
	if err != nil {
		return err
	}
	all, err := s.engine.list(ctx)
	if err != nil {
		return err
	}
	for _, g := range all {
		if g.Version == s.version && g.Name != active {
			if err := s.engine.drop(ctx, g.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Generations are all that there are, of any version.
func (s *Store) Generations(ctx context.Context) ([]Generation, error) { return s.engine.list(ctx) }

// Size is how many bytes of the disk a generation takes, indexes included.
func (s *Store) Size(ctx context.Context, name string) (int64, error) {
	return s.engine.size(ctx, name)
}

// Clear drops every generation of this version, the one in use too: the next start builds one from the log.
func (s *Store) Clear(ctx context.Context) error {
	all, err := s.engine.list(ctx)
	if err != nil {
		return err
	}
	if err := s.engine.forget(ctx); err != nil {
		return err
	}
	for _, g := range all {
		if g.Version == s.version {
			if err := s.engine.drop(ctx, g.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// Lock makes this the one projector of a generation until release is called or the connection is lost; false where another has it.
// It keeps two from working in vain; that none works wrongly is the checkpoint's compare-and-swap.
func (s *Store) Lock(ctx context.Context, name string) (release func() error, ok bool, err error) {
	return s.engine.lock(ctx, name)
}

// Close closes what the store itself holds open; generations are closed on their own.
func (s *Store) Close() error { return s.engine.close() }
