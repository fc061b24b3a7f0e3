package projections_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/merkle"
	"sovang/projections"
	"sovang/projections/readdb"
)

// rootsOf are the roots of a log after each entry, from its bytes alone.
func rootsOf(tb testing.TB, log eventstore.Log) []merkle.Hash {
	tb.Helper()
	var e merkle.Edge
	roots := []merkle.Hash{e.Root()}
	for m, err := range log.Read(tb.Context(), 1, false) {
		if err != nil {
			tb.Fatal(err)
		}
		for line := range eventstore.Lines(m) {
			e.Add(merkle.Leaf(line), func(int, uint64, merkle.Hash) {})
			roots = append(roots, e.Root())
		}
	}
	return roots
}

// repacked is the same entries in messages of several, and with change applied to the bytes of one entry.
func repacked(tb testing.TB, log eventstore.Log, entry uint64, change func([]byte) []byte) *memory.Log {
	tb.Helper()
	dice, packed, n := rand.New(rand.NewPCG(5, 5)), &memory.Log{}, uint64(0)
	var data []byte
	write := func() {
		last, _ := packed.Last(tb.Context())
		if _, err := packed.Append(tb.Context(), last, data); err != nil {
			tb.Fatal(err)
		}
		data = nil
	}
	for m, err := range log.Read(tb.Context(), 1, false) {
		if err != nil {
			tb.Fatal(err)
		}
		for line := range eventstore.Lines(m) {
			if n++; n == entry {
				line = change(bytes.Clone(line))
			}
			if data = append(append(data, line...), '\n'); dice.IntN(9) == 0 {
				write()
			}
		}
	}
	if data != nil {
		write()
	}
	return packed
}

// TestRoots: the root as of any entry is that of the bytes of the log up to it, whatever messages they came in and however the read side was built, on
// both databases; one changed byte is another root from its entry on, and no other before.
func TestRoots(t *testing.T) {
	b := history(t, 51, 500)
	want := rootsOf(t, b.log)
	last := uint64(len(want) - 1)
	if last < 2*merkle.Width {
		t.Fatalf("the history has only %d entries", last)
	}
	asked := []uint64{1, 2, merkle.Width - 1, merkle.Width, merkle.Width + 1, 2*merkle.Width - 1, 2 * merkle.Width, 2*merkle.Width + 1, last - 1, last}
	for n := uint64(3); n < last; n += 61 {
		asked = append(asked, n)
	}
	check := func(t *testing.T, title string, p *projections.Projector, log eventstore.Log, want []merkle.Hash) {
		t.Helper()
		for _, n := range asked {
			got, err := p.Reader().Root(t.Context(), log, projections.AsOf{Entry: n})
			if err != nil || got.Entry != n || got.Hash != want[n] || got.Recorded.IsZero() {
				t.Fatalf("%s, as of entry %d: %+v, %v, want %v", title, n, got, err, want[n])
			}
			for _, m := range []uint64{1, 1 + n/2, n} {
				proven(t, p.Reader(), log, want, n, m)
			}
		}
	}
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		p := b.project(t, open(t), projections.Options{Batch: 30})
		check(t, "batch by batch", p, b.log, want)
		if err := p.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		check(t, "after a rebuild", p, b.log, want)
		if _, err := p.Reader().Root(t.Context(), b.log, projections.AsOf{Entry: last + 1}); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("as of an entry to come: %v", err)
		}
		if _, err := p.Reader().Root(t.Context(), &memory.Log{}, projections.AsOf{Entry: last - 1}); !errors.Is(err, eventstore.ErrLost) {
			t.Errorf("with the log gone: %v", err)
		}
	})
	lite := func() *readdb.Store { return readdb.SQLite(t.TempDir(), projections.Version) }
	packed := *b
	packed.log = repacked(t, b.log, 0, nil)
	check(t, "in other messages", packed.rebuilt(t, lite()), packed.log, want)

	const flipped = merkle.Width + 40
	packed.log = repacked(t, b.log, flipped, func(line []byte) []byte {
		at := bytes.Index(line, []byte(`"actor":"`)) + len(`"actor":"`)
		line[at] ^= 1 // another letter
		return line
	})
	other := rootsOf(t, packed.log)
	for n, root := range other {
		if (root == want[n]) != (n < flipped) {
			t.Fatalf("a byte of entry %d was changed; the root of %d is %v, before it was %v", flipped, n, root, want[n])
		}
	}
	check(t, "with a changed byte", packed.rebuilt(t, lite()), packed.log, other)
}

// proven: entry m is in the log as of entry n, as it is stored, and the log as of n goes on from what it was as of m.
func proven(t *testing.T, r *projections.Reader, log eventstore.Log, roots []merkle.Hash, n, m uint64) {
	t.Helper()
	asOf := projections.AsOf{Entry: n}
	line, err := r.Line(t.Context(), log, m, asOf, nil)
	if err != nil {
		t.Fatalf("the line of %d as of %d: %v", m, n, err)
	}
	in, err := r.Inclusion(t.Context(), log, m, asOf)
	if err != nil || in.Root.Hash != roots[n] || in.Leaf != merkle.Leaf(line) || merkle.CheckInclusion(in.Path, n, roots[n], m-1, merkle.Leaf(line)) != nil {
		t.Fatalf("that %d is in %d: %+v, %v", m, n, in, err)
	}
	on, err := r.Extension(t.Context(), log, projections.AsOf{Entry: m}, asOf)
	if err != nil || on.From.Hash != roots[m] || merkle.CheckExtension(on.Path, n, roots[n], m, roots[m]) != nil {
		t.Fatalf("that %d goes on from %d: %+v, %v", n, m, on, err)
	}
	if _, err := r.Line(t.Context(), log, n+1, asOf, nil); domain.CodeOf(err) != domain.NotFound {
		t.Fatalf("the line of an entry to come: %v", err)
	}
}

// rebuilt is a read side made in one go of a book's log.
func (b *book) rebuilt(tb testing.TB, store *readdb.Store) *projections.Projector {
	tb.Helper()
	p, err := projections.Open(tb.Context(), store, b.log, projections.Options{Vault: b.vault})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = p.Close() })
	if err := p.Rebuild(tb.Context(), nil); err != nil {
		tb.Fatal(err)
	}
	return p
}

// BenchmarkRoot is the root of an entry amid 256 others, of a log of 200,000 gifts.
func BenchmarkRoot(b *testing.B) {
	log, v := gifts().log, gifts().vault
	p, err := projections.Open(b.Context(), readdb.SQLite(b.TempDir(), projections.Version), log, projections.Options{Vault: v})
	if err != nil {
		b.Fatal(err)
	}
	defer p.Close()
	if err := p.Rebuild(b.Context(), nil); err != nil {
		b.Fatal(err)
	}
	r := p.Reader()
	last, err := r.AsOf(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := r.Root(b.Context(), log, projections.AsOf{Entry: last.Entry&^255 - 1}); err != nil {
			b.Fatal(err)
		}
	}
}
