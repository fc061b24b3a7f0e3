package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"

	"sovang/eventstore"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
)

// readSide is the read model and the projector that keeps it up with the log.
type readSide struct {
	store     *readdb.Store
	projector *projections.Projector
	reader    *projections.Reader
	stop      context.CancelFunc
	ended     chan struct{} // closed when the projector has ended
}

// readStore is where the generations of the read model live: PostgreSQL where the operator named one, else files beside the ledger.
func (g *globals) readStore(ctx context.Context, readOnly bool) (*readdb.Store, error) {
	dir := filepath.Join(bookDir(dataDir(g.Data), g.Book), "read")
	switch {
	case g.Postgres != "":
		return readdb.Postgres(ctx, g.Postgres, projections.Version)
	case readOnly:
		return readdb.SQLiteReadOnly(dir, projections.Version), nil
	}
	return readdb.SQLite(dir, projections.Version), nil
}

// openReadSide opens the read model, builds it where there is none, and starts the projector.
func openReadSide(ctx context.Context, g *globals, log eventstore.Log, v *vault.Vault, logger *slog.Logger) (_ *readSide, err error) {
	r := &readSide{}
	if r.store, err = g.readStore(ctx, false); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, r.store.Close())
		}
	}()
	if r.projector, err = projections.Open(ctx, r.store, log, projections.Options{Vault: v, Log: logger}); err != nil {
		return nil, err
	}
	if !r.projector.Serving() {
		// Another instance that is building it already does it for us: the projector waits for it.
		if err = r.projector.Rebuild(ctx, nil); errors.Is(err, projections.ErrRebuilding) {
			err = nil
		}
	}
	if err != nil {
		return nil, errors.Join(err, r.projector.Close())
	}
	r.reader = r.projector.Reader()
	// The projector ends when the house closes, not when a signal comes: what is acknowledged until then should be seen.
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop, r.ended = stop, make(chan struct{})
	go func() {
		defer close(r.ended)
		if err := r.projector.Run(run); err != nil {
			logger.Error("the read side stands still; reports go on as of where it stopped", "entry", r.projector.Reached(), "error", err)
		}
	}()
	return r, nil
}

func (r *readSide) close() error {
	r.stop()
	<-r.ended
	return errors.Join(r.projector.Close(), r.store.Close())
}

// reading opens the read side for a report: beside the serve that has the ledger open, else with the house to itself. Either way the report sees
// everything that was acknowledged before it began.
func (g *globals) reading(ctx context.Context, p Process, report func(*projections.Reader) error) error {
	return g.readingRooted(ctx, p, func(r *projections.Reader, _ door) error { return report(r) })
}

// readingRooted is reading for a report that also asks for the root of the log, door.Root, or for the log itself.
func (g *globals) readingRooted(ctx context.Context, p Process, report func(*projections.Reader, door) error) (err error) {
	d, err := g.door(ctx, p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close(context.WithoutCancel(ctx))) }()
	return g.readingBeside(ctx, d, func(r *projections.Reader) error { return report(r, d) })
}

// readingBeside reads while a door is open.
func (g *globals) readingBeside(ctx context.Context, d door, report func(*projections.Reader) error) (err error) {
	if _, err := d.Sync(ctx); err != nil {
		return err
	}
	if h, ours := d.(*house); ours {
		return report(h.read.reader)
	}
	store, err := g.readStore(ctx, true)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	reader, err := projections.OpenReader(ctx, store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	return report(reader)
}
