package projections_test

import (
	"context"
	"os"
	"strconv"
	"testing"

	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// TestMain stops the PostgreSQL that tests share. A crash needs a process of its own: the test binary again, told by its environment.
func TestMain(m *testing.M) {
	if dir := os.Getenv("SOVANG_CHILD"); dir != "" {
		from, _ := strconv.Atoi(os.Getenv("SOVANG_FROM"))
		dieBeforeTheMark(dir, from)
	}
	pgtest.Main(m)
}

// stores runs a test on SQLite and on PostgreSQL.
func stores(t *testing.T, test func(t *testing.T, open func(testing.TB) *readdb.Store)) {
	t.Run("sqlite", func(t *testing.T) {
		test(t, func(tb testing.TB) *readdb.Store { return readdb.SQLite(tb.TempDir(), projections.Version) })
	})
	t.Run("postgres", func(t *testing.T) {
		server := pgtest.Shared(t)
		test(t, func(tb testing.TB) *readdb.Store { return postgres(tb, server.Database(tb)) })
	})
}

func postgres(tb testing.TB, dsn string) *readdb.Store {
	tb.Helper()
	s, err := readdb.Postgres(tb.Context(), dsn, projections.Version)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return s
}

// project runs a projector over the book until the test ends and returns it when it has come to the book's end.
func (b *book) project(tb testing.TB, store *readdb.Store, opts projections.Options) *projections.Projector {
	tb.Helper()
	opts.Vault = b.vault
	p, err := projections.Open(tb.Context(), store, b.log, opts)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			tb.Errorf("the projector ended: %v", err)
		}
		if err := p.Close(); err != nil {
			tb.Error(err)
		}
	})
	b.caughtUp(tb, p)
	return p
}

// caughtUp waits until the projector shows everything that the book has accepted.
func (b *book) caughtUp(tb testing.TB, p *projections.Projector) {
	tb.Helper()
	if err := p.Wait(tb.Context(), b.writer.Position().Entry); err != nil {
		tb.Fatal(err)
	}
}
