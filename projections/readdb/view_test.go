package readdb_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sovang/projections/readdb"
)

// TestViewTakesAndGives: arguments arrive as they are, wherever they stand in the text, and columns go into whatever they fit, and nothing else.
func TestViewTakesAndGives(t *testing.T) {
	type day int32
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		defer tx.Close()
		rows := &readdb.Rows{Table: "names", Columns: []string{"id", "k", "kind"}, Values: []any{[]byte("a\x00b"), int64(7), int64(1)}}
		empty := &readdb.Rows{Table: "words", Columns: []string{"k", "word"}, Values: []any{int64(1), "", int64(2), "Quỹ 'Khuyến học'"}}
		if err := errors.Join(tx.Insert(t.Context(), rows), tx.Insert(t.Context(), empty), tx.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		v, err := db.View(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		var id []byte
		var k day
		var kind bool
		ok, err := v.Row("SELECT id, k, kind FROM @names WHERE kind = $2 AND id = $1 AND k >= $3", []any{[]byte("a\x00b"), 1, day(-3)}, &id, &k, &kind)
		if !ok || err != nil || string(id) != "a\x00b" || k != 7 || !kind {
			t.Errorf("%q %d %t, %t, %v", id, k, kind, ok, err)
		}
		for _, word := range []string{"", "Quỹ 'Khuyến học'"} {
			var got string
			if ok, err := v.Row("SELECT word FROM @words WHERE word = $1", []any{word}, &got); !ok || err != nil || got != word {
				t.Errorf("%q is %q, %t, %v", word, got, ok, err)
			}
		}
		if ok, err := v.Row("SELECT k FROM @words WHERE word = $1", []any{nil}, &k); ok || err != nil {
			t.Errorf("nothing is equal to nothing: %t, %v", ok, err)
		}
		var text string
		for what, err := range map[string]error{
			"a number into a text":  second(v.Row("SELECT k FROM @words WHERE k = 1", nil, &text)),
			"two columns into one":  second(v.Row("SELECT k, word FROM @words WHERE k = 1", nil, &text)),
			"an argument too few":   second(v.Row("SELECT word FROM @words WHERE k = $1", nil, &text)),
			"nothing into a number": second(v.Row("SELECT edge FROM @checkpoint", nil, &k)),
		} {
			if err == nil {
				t.Errorf("%s is taken", what)
			}
		}
		var n, m int64
		count := func(into *int64) func(readdb.Row) error { return func(r readdb.Row) error { return r.Scan(into) } }
		if err := v.Together(readdb.Ask{Query: "SELECT COUNT(*) FROM @words", Scan: count(&n)},
			readdb.Ask{Query: "SELECT COUNT(*) FROM @names WHERE k = $1", Args: []any{7}, Scan: count(&m)}); err != nil || n != 2 || m != 1 {
			t.Errorf("together: %d, %d, %v", n, m, err)
		}
	})
}

func second(_ bool, err error) error { return err }

// TestViewsOfGenerations: what one generation has been asked is asked of the next one anew.
func TestViewsOfGenerations(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		for _, want := range []int{3, 0, 5} {
			db := served(t, store)
			tx := begin(t, db)
			if err := errors.Join(tx.Insert(t.Context(), words(want, 1)), tx.Commit(t.Context()), tx.Close()); err != nil {
				t.Fatal(err)
			}
			v, err := db.View(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var n int
			if _, err := v.Row("SELECT COUNT(*) FROM @words", nil, &n); err != nil || n != want {
				t.Errorf("%d words instead of %d, %v", n, want, err)
			}
			v.Close()
		}
	})
}

// TestViewEndsWithItsContext: a query that is under way is broken off, and the next view is as good as any.
func TestViewEndsWithItsContext(t *testing.T) {
	const long = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 2000000000) SELECT COUNT(*) FROM c"
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		ctx, cancel := context.WithCancel(t.Context())
		v, err := db.View(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var n int64
		if _, err := v.Row("SELECT COUNT(*) FROM @words", nil, &n); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(50*time.Millisecond, cancel)
		if _, err := v.Row(long, nil, &n); !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
		v.Close()
		again, err := db.View(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close()
		if _, err := again.Row("SELECT COUNT(*) FROM @words", nil, &n); err != nil {
			t.Error(err)
		}
	})
}
