package projections_test

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// TestEveryTableIsTheSame: however the rows came about, in batches of three by a projector that follows, of which there are two, or by a rebuild in the
// midst of writing, each table ends with the rows of a clean rebuild.
func TestEveryTableIsTheSame(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 11, 25)
		followed, rebuilt := open(t), open(t)
		p := b.project(t, followed, projections.Options{Batch: 3, Log: quiet()})
		other := b.project(t, rebuilt, projections.Options{Batch: 7, Log: quiet()})
		again := make(chan error)
		go func() { again <- other.Rebuild(context.WithoutCancel(t.Context()), nil) }()
		for n := range int64(90) { // more than fills a run of flows
			b.gift(1000 + n)
		}
		if err := <-again; err != nil {
			t.Fatal(err)
		}
		b.caughtUp(t, p)
		b.caughtUp(t, other)
		fresh := open(t)
		b.caughtUp(t, b.rebuilt(t, fresh))
		want := tablesOf(t, fresh)
		if len(want) < 100 || len(want["flows"]) == 0 || len(want["entries"]) < 90 {
			t.Fatalf("%d tables, with %d flows", len(want), len(want["flows"]))
		}
		sameTables(t, "followed", want, tablesOf(t, followed))
		sameTables(t, "rebuilt in the midst of it", want, tablesOf(t, rebuilt))
	})
}

// TestTwoProjectorsEndInTheSameRows: whichever of two instances on one PostgreSQL happens to write, the rows are those of a clean rebuild.
func TestTwoProjectorsEndInTheSameRows(t *testing.T) {
	b := history(t, 13, 20)
	server := pgtest.Shared(t)
	dsn := server.Database(t)
	first, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	writes, err := projections.Open(t.Context(), postgres(t, dsn), b.log, projections.Options{Vault: b.vault, Batch: 5, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	go func() { ended <- writes.Run(first) }()
	b.caughtUp(t, writes)
	next := b.project(t, postgres(t, dsn), projections.Options{Batch: 4, Log: quiet(), Poll: time.Millisecond})
	for range 40 {
		b.gift(7)
	}
	cancel() // from now on it is the other one, wherever the first was
	for range 80 {
		b.gift(11)
	}
	if err := errors.Join(<-ended, writes.Close()); err != nil {
		t.Fatal(err)
	}
	b.caughtUp(t, next)
	fresh := postgres(t, server.Database(t))
	b.caughtUp(t, b.rebuilt(t, fresh))
	sameTables(t, "by two", tablesOf(t, fresh), tablesOf(t, postgres(t, dsn)))
}

func sameTables(t *testing.T, what string, want, got map[string][]string) {
	t.Helper()
	for table, rows := range want {
		if diff := cmp.Diff(rows, got[table]); diff != "" {
			t.Errorf("%s: table %s (-clean +%s):\n%s", what, table, what, diff)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d tables, not %d", what, len(got), len(want))
	}
}

// tablesOf gives every row of every table of the generation in use, sorted.
func tablesOf(t *testing.T, store *readdb.Store) map[string][]string {
	t.Helper()
	name, err := store.Active(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	names, err := db.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, table := range names {
		if table == "goose_db_version" { // says when
			continue
		}
		rows := []string{}
		err := db.Query(t.Context(), func(r readdb.Row) error {
			columns, err := r.(*sql.Rows).Columns()
			if err != nil {
				return err
			}
			cells, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range cells {
				into[i] = &cells[i]
			}
			if err := r.Scan(into...); err != nil {
				return err
			}
			var row strings.Builder
			for i, c := range cells {
				if raw, ok := c.([]byte); ok {
					c = base64.StdEncoding.EncodeToString(raw)
				}
				fmt.Fprintf(&row, "%s=%v ", columns[i], c)
			}
			rows = append(rows, row.String())
			return nil
		}, "SELECT * FROM @"+table)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(rows)
		all[table] = rows
	}
	return all
}
