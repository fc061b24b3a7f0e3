package readdb_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// TestMain stops the PostgreSQL that tests share.
func TestMain(m *testing.M) { pgtest.Main(m) }

func stores(t *testing.T, test func(t *testing.T, store *readdb.Store)) {
	t.Run("sqlite", func(t *testing.T) { test(t, readdb.SQLite(t.TempDir(), 7)) })
	t.Run("postgres", func(t *testing.T) {
		store, err := readdb.Postgres(t.Context(), pgtest.Shared(t).Database(t), 7)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		test(t, store)
	})
}

// served makes a generation and puts it into use.
func served(t *testing.T, store *readdb.Store) *readdb.DB {
	t.Helper()
	db, err := store.Create(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	name := db.Name()
	if err := errors.Join(store.Seal(t.Context(), db), store.Activate(t.Context(), name)); err != nil {
		t.Fatal(err)
	}
	db, err = store.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func begin(t *testing.T, db *readdb.DB) *readdb.Tx {
	t.Helper()
	tx, err := db.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func words(n, from int) *readdb.Rows {
	rows := &readdb.Rows{Table: "words", Columns: []string{"k", "word"}}
	for i := range n {
		rows.Values = append(rows.Values, int64(from+i), strings.Repeat("đ", i%5))
	}
	return rows
}

func count(t *testing.T, query func(scan func(readdb.Row) error) error) (n int64) {
	t.Helper()
	if err := query(func(r readdb.Row) error { return r.Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestInsert(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		defer tx.Close()
		at := 1
		for _, n := range []int{0, 1, 31, 32, 33, 5000} { // around the rows of one statement, and more than one chunk of a COPY
			if err := tx.Insert(t.Context(), words(n, at)); err != nil {
				t.Fatal(err)
			}
			at += n
		}
		payout := &readdb.Rows{Table: "slot_events", Columns: strings.Fields("k n what sponsor amount moment day by_whom nth other day_2 detail reason about"),
			Values: []any{int64(1), int64(1) << 60, int64(-3), int64(4), int64(-5), int64(6), int64(-7), int64(8), int64(1), int64(2), int64(3), int64(4), "lý do\x7f'\"", nil,
				int64(1), int64(2), int64(3), int64(4), int64(5), int64(6), int64(7), int64(8), int64(1), int64(2), int64(3), int64(4), "", []byte{0, 255, 10}}}
		if err := errors.Join(tx.Insert(t.Context(), payout), tx.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		if n := count(t, func(scan func(readdb.Row) error) error {
			return db.Query(t.Context(), scan, "SELECT COUNT(*) FROM @words")
		}); n != int64(at-1) {
			t.Errorf("%d rows of %d", n, at-1)
		}
		var what, day int64
		var reason string
		var about []byte
		if _, err := db.Row(t.Context(), "SELECT what, day, reason, about FROM @slot_events WHERE n = $1", []any{int64(1) << 60}, &what, &day, &reason, &about); err != nil ||
			what != -3 || day != -7 || reason != "lý do\x7f'\"" || about != nil {
			t.Errorf("%d %d %q %v, %v", what, day, reason, about, err)
		}
		if _, err := db.Row(t.Context(), "SELECT about FROM @slot_events WHERE n = 2", nil, &about); err != nil || string(about) != "\x00\xff\n" {
			t.Errorf("%v, %v", about, err)
		}
	})
}

// TestRollback: nothing of a transaction that was not committed is seen, and the next one begins clean.
func TestRollback(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		if err := tx.Insert(t.Context(), words(3, 1)); err != nil {
			t.Fatal(err)
		}
		if err := tx.Insert(t.Context(), words(1, 1)); err == nil || !readdb.Hopeless(err) {
			t.Errorf("the same key twice: %v", err)
		}
		_ = tx.Close()
		tx = begin(t, db)
		defer tx.Close()
		if n := count(t, func(scan func(readdb.Row) error) error {
			return tx.Query(t.Context(), scan, "SELECT COUNT(*) FROM @words")
		}); n != 0 {
			t.Errorf("%d rows were left", n)
		}
	})
}

// TestUpsert adds to rows that are there.
func TestUpsert(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		defer tx.Close()
		for range 3 {
			rows := &readdb.Rows{Table: "flow_days", Columns: strings.Fields("amount count k booked recorded kind"),
				Upsert: "ON CONFLICT (k, kind, booked, recorded) DO UPDATE SET amount = flow_days.amount + excluded.amount, count = flow_days.count + excluded.count"}
			for k := range int64(40) {
				rows.Values = append(rows.Values, int64(1)<<40, int64(1), k, int64(20_000), int64(20_000), int64(1))
			}
			if err := tx.Insert(t.Context(), rows); err != nil {
				t.Fatal(err)
			}
		}
		if n := count(t, func(scan func(readdb.Row) error) error {
			return tx.Query(t.Context(), scan, "SELECT CAST(SUM(amount) AS BIGINT) FROM @flow_days")
		}); n != 120<<40 {
			t.Errorf("%d", n)
		}
	})
}

// TestView: a view does not see what is written after it began.
func TestView(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		defer tx.Close()
		rows := func(v *readdb.View) int64 {
			return count(t, func(scan func(readdb.Row) error) error {
				return v.Query(scan, "SELECT COUNT(*) FROM @words")
			})
		}
		before, err := db.View(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer before.Close()
		if n := rows(before); n != 0 {
			t.Errorf("%d rows before any were written", n)
		}
		if err := errors.Join(tx.Insert(t.Context(), words(5, 1)), tx.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		after, err := db.View(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer after.Close()
		if n, m := rows(before), rows(after); n != 0 || m != 5 {
			t.Errorf("%d rows are seen in a view from before, %d in one from after", n, m)
		}
	})
}

// TestViewsWaitForNothing: when every connection is held by a view, each of them can still ask what nobody asked before.
func TestViewsWaitForNothing(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		var views []*readdb.View
		for {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel() // it ends the view, too
			none := time.AfterFunc(2*time.Second, cancel)
			v, err := db.View(ctx)
			if !none.Stop() {
				break // it waited: all connections are held
			}
			if err != nil {
				t.Fatal(err)
			}
			views = append(views, v)
		}
		if len(views) < 10 {
			t.Fatalf("only %d views at once", len(views))
		}
		for i, v := range views {
			var n int64
			if _, err := v.Row("SELECT COUNT(*) + $1 FROM @words", []any{int64(i)}, &n); err != nil || n != int64(i) {
				t.Errorf("view %d: %d, %v", i, n, err)
			}
		}
		for _, v := range views {
			v.Close()
		}
	})
}

// TestSizeAndClear: a generation says its tables and its size; a store that is cleared has none.
func TestSizeAndClear(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tables, err := db.Tables(t.Context())
		if err != nil || len(tables) < 50 || !slices.Contains(tables, "words") || !slices.IsSorted(tables) {
			t.Errorf("the tables are %v, %v", tables, err)
		}
		if size, err := store.Size(t.Context(), db.Name()); err != nil || size < 100_000 {
			t.Errorf("%d bytes, %v", size, err)
		}
		if err := errors.Join(db.Close(), store.Clear(t.Context())); err != nil {
			t.Fatal(err)
		}
		name, err := store.Active(t.Context())
		if all, listed := store.Generations(t.Context()); name != "" || len(all) != 0 || err != nil || listed != nil {
			t.Errorf("cleared, it has %q and %v (%v, %v)", name, all, err, listed)
		}
	})
}

// TestGenerations: what is being built, or was left by a crash, is not served; what is not in use is dropped when its grace is over.
func TestGenerations(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		ctx := t.Context()
		if name, err := store.Active(ctx); err != nil || name != "" {
			t.Fatalf("%q, %v", name, err)
		}
		first := served(t, store)
		spoiled, err := store.Create(ctx)
		if err != nil {
			t.Fatal(err)
		}
		left := spoiled.Name()
		_ = spoiled.Close()
		if name, err := store.Active(ctx); err != nil || name != first.Name() {
			t.Fatalf("%q, %v", name, err)
		}
		second := served(t, store)
		if first.Name() == second.Name() || left == second.Name() {
			t.Fatal("a name is used twice")
		}
		if err := store.Sweep(ctx, time.Now(), time.Minute); err != nil {
			t.Fatal(err)
		}
		var n int64
		if _, err := first.Row(ctx, "SELECT COUNT(*) FROM @words", nil, &n); err != nil {
			t.Errorf("swept before its grace was over: %v", err)
		}
		_ = first.Close()
		if err := store.Sweep(ctx, time.Now().Add(time.Hour), time.Minute); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{first.Name(), left} {
			db, err := store.Open(ctx, name)
			if err != nil {
				continue
			}
			if _, err := db.Row(ctx, "SELECT COUNT(*) FROM @words", nil, &n); err == nil {
				t.Errorf("%s is still there", name)
			}
			_ = db.Close()
		}
		if _, err := second.Row(ctx, "SELECT COUNT(*) FROM @words", nil, &n); err != nil {
			t.Error(err)
		}
	})
}

func TestReadOnly(t *testing.T) {
	dir := t.TempDir()
	name := served(t, readdb.SQLite(dir, 7)).Name()
	db, err := readdb.SQLiteReadOnly(dir, 7).Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Begin(t.Context()); err == nil {
		t.Error("a read model that is opened for reading can be written to")
	}
	var n int64
	if _, err := db.Row(t.Context(), "SELECT COUNT(*) FROM @words", nil, &n); err != nil {
		t.Error(err)
	}
}

func TestLock(t *testing.T) {
	store, err := readdb.Postgres(t.Context(), pgtest.Shared(t).Database(t), 7)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	release, ok, err := store.Lock(t.Context(), "x")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	if _, again, err := store.Lock(t.Context(), "x"); err != nil || again {
		t.Error("two have the lock", err)
	}
	if other, ok, err := store.Lock(t.Context(), "y"); err != nil || !ok || other() != nil {
		t.Error("another lock is not free", ok, err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if release, ok, err = store.Lock(t.Context(), "x"); err != nil || !ok || release() != nil {
		t.Error("the lock was not given up", ok, err)
	}
}

// TestAway: what a stopped server, a lock and a full disk say is worth asking again; what is wrong in a statement is not.
func TestAway(t *testing.T) {
	for _, c := range []struct {
		err  error
		away bool
	}{
		{&pgconn.PgError{Code: "57P01"}, true},
		{&pgconn.PgError{Code: "53300"}, true},
		{&pgconn.PgError{Code: "08006"}, true},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, true},
		{fmt.Errorf("a query: %w", driver.ErrBadConn), true},
		{fmt.Errorf("a query: %w", io.ErrUnexpectedEOF), true},
		{&pgconn.PgError{Code: "42601"}, false},
		{&pgconn.PgError{Code: "23505"}, false},
		{context.DeadlineExceeded, false},
		{context.Canceled, false},
		{nil, false},
	} {
		if readdb.Away(c.err) != c.away {
			t.Errorf("%v: away is %v", c.err, !c.away)
		}
	}
}

// TestSealedIsAskedAsGrown: a sealed file is asked by the same plans as one that grew. What SQLite found out about tables that were empty when the file was sealed would have
// it read large ones whole later, and so does what it knows of the large ones alone.
func TestSealedIsAskedAsGrown(t *testing.T) {
	db := served(t, readdb.SQLite(t.TempDir(), 7))
	var known int64
	if _, err := db.Row(t.Context(), "SELECT COUNT(*) FROM sqlite_master WHERE name LIKE 'sqlite_stat%'", nil, &known); err != nil || known != 0 {
		t.Errorf("SQLite believes to know something: %d tables, %v", known, err)
	}
}
