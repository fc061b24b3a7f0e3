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

// TestViewIsOneMoment: nothing that is written meanwhile is seen, in whichever of its questions, asked ahead or not.
func TestViewIsOneMoment(t *testing.T) {
	const some, all = "SELECT COUNT(*) FROM @words WHERE k > $1", "SELECT COUNT(*) FROM @words"
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		if err := errors.Join(tx.Insert(t.Context(), words(3, 1)), tx.Commit(t.Context())); err != nil {
			t.Fatal(err)
		}
		v, err := db.View(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		if err := v.Ahead(readdb.Ask{Query: some, Args: []any{1}}, readdb.Ask{Query: some, Args: []any{2}}, readdb.Ask{Query: "SELECT word FROM @words ORDER BY k"}); err != nil {
			t.Fatal(err)
		}
		if n := counted(t, v, some, 1); n != 2 { // SQLite has seen nothing until it is asked
			t.Fatalf("%d words", n)
		}
		if err := errors.Join(tx.Next(t.Context()), tx.Insert(t.Context(), words(4, 4)), tx.Commit(t.Context()), tx.Close()); err != nil {
			t.Fatal(err)
		}
		for range 2 { // what was asked ahead can be asked as often as one likes
			for from, want := range map[int]int{0: 3, 1: 2, 2: 1} {
				if n := counted(t, v, some, from); n != want {
					t.Errorf("%d words after the first %d, not %d", n, from, want)
				}
			}
		}
		if n := counted(t, v, all); n != 3 {
			t.Errorf("%d words in all", n)
		}
		var texts []string
		scan := func(r readdb.Row) error {
			var text string
			err := r.Scan(&text)
			texts = append(texts, text)
			return err
		}
		if err := v.Together(readdb.Ask{Query: "SELECT word FROM @words ORDER BY k", Scan: scan}, readdb.Ask{Query: "SELECT word FROM @words ORDER BY k DESC", Scan: scan}); err != nil ||
			len(texts) != 6 || texts[0] != texts[5] || texts[2] != texts[3] {
			t.Errorf("%q, %v", texts, err)
		}
		later, err := db.View(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer later.Close()
		if n := counted(t, later, all); n != 7 {
			t.Errorf("%d words in a later view", n)
		}
	})
}

func counted(t *testing.T, v *readdb.View, query string, args ...any) (n int) {
	t.Helper()
	if ok, err := v.Row(query, args, &n); err != nil || !ok {
		t.Fatal(ok, err)
	}
	return n
}

// TestViewAfterAFailure: a query that the database refuses ends the view, and the next one is as good as any. A reader who stops in the middle of the
// rows ends nothing.
func TestViewAfterAFailure(t *testing.T) {
	stores(t, func(t *testing.T, store *readdb.Store) {
		db := served(t, store)
		tx := begin(t, db)
		if err := errors.Join(tx.Insert(t.Context(), words(50, 1)), tx.Commit(t.Context()), tx.Close()); err != nil {
			t.Fatal(err)
		}
		enough := errors.New("enough")
		for range 3 {
			v, err := db.View(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			stop := func(readdb.Row) error { return enough }
			if err := v.Together(readdb.Ask{Query: "SELECT k FROM @words", Scan: stop}, readdb.Ask{Query: "SELECT word FROM @words", Scan: stop}); !errors.Is(err, enough) {
				t.Errorf("stopped with %v", err)
			}
			if n := counted(t, v, "SELECT COUNT(*) FROM @words"); n != 50 {
				t.Errorf("%d words", n)
			}
			if err := v.Query(stop, "SELECT nothing FROM @words"); err == nil {
				t.Error("a column that is not there is found")
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
