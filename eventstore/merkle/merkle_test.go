package merkle

import (
	"crypto/sha256"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// kept is a tree in memory that counts what it was asked.
type kept struct {
	leaves []Hash
	nodes  map[int][]Hash
	asked  int
}

func (k *kept) keep(level int, i uint64, h Hash) {
	if k.nodes == nil {
		k.nodes = map[int][]Hash{}
	}
	if uint64(len(k.nodes[level])) != i {
		panic(fmt.Sprint("node ", i, " of level ", level, " follows node ", len(k.nodes[level])))
	}
	k.nodes[level] = append(k.nodes[level], h)
}

func (k *kept) Nodes(level int, first, count uint64) ([]Hash, error) {
	k.asked += int(count)
	return k.nodes[level][first : first+count], nil
}

func (k *kept) Leaves(first, count uint64) ([]Hash, error) {
	k.asked += int(count)
	return k.leaves[first : first+count], nil
}

func line(i int) []byte { return fmt.Appendf(nil, `{"n":%d,"actor":"thủ quỹ"}`, i+1) }

// grown is the tree of n leaves, with its root after each, as the edge has it.
func grown(t testing.TB, n int) (*kept, []Hash) {
	t.Helper()
	k, e := &kept{}, Edge{}
	roots := []Hash{e.Root()}
	for i := range n {
		k.leaves = append(k.leaves, Leaf(line(i)))
		e.Add(k.leaves[i], k.keep)
		roots = append(roots, e.Root())
	}
	return k, roots
}

// theirs is the tree as tlog keeps it: every hash.
func theirs(t testing.TB, n int) tlog.HashReader {
	t.Helper()
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, x := range indexes {
			found[i] = stored[x]
		}
		return found, nil
	})
	for i := range n {
		more, err := tlog.StoredHashes(int64(i), line(i), reader)
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, more...)
	}
	return reader
}

// TestRootIsThatOfTheWholeTree: for every length, from the edge and from what is kept, the root is the one that tlog makes of all hashes.
func TestRootIsThatOfTheWholeTree(t *testing.T) {
	const n = 70_000 // more than 256 × 256
	k, roots := grown(t, n)
	all := theirs(t, n)
	if roots[0] != sha256.Sum256(nil) {
		t.Error("the root of nothing is not that of RFC 6962")
	}
	for i := 1; i <= n; i++ {
		near := i%Width < 2 || i%Width > Width-2
		if i > 1000 && !near && i%97 != 0 {
			continue
		}
		want, err := tlog.TreeHash(int64(i), all)
		if err != nil {
			t.Fatal(err)
		}
		for _, j := range []int{0, i / 3, i - 1} {
			path, err := Inclusion(uint64(i), uint64(j), k)
			if err != nil || CheckInclusion(path, uint64(i), want, uint64(j), Leaf(line(j))) != nil || CheckInclusion(path, uint64(i), want, uint64(j), Leaf(line(i))) == nil {
				t.Fatalf("that %d is in %d: %v, %v", j, i, path, err)
			}
			path, err = Extension(uint64(i), uint64(j+1), k)
			if err != nil || CheckExtension(path, uint64(i), want, uint64(j+1), roots[j+1]) != nil || j+1 < i && CheckExtension(path, uint64(i), want, uint64(j+1), roots[j]) == nil {
				t.Fatalf("that %d goes on from %d: %v, %v", i, j+1, path, err)
			}
		}
		k.asked = 0
		got, err := Root(uint64(i), k)
		if err != nil || got != want || roots[i] != want {
			t.Fatalf("of %d: %v, by the edge %v, want %v (%v)", i, got, roots[i], want, err)
		}
		if k.asked >= 3*Width {
			t.Errorf("the root of %d took %d hashes", i, k.asked)
		}
	}
	if len(k.nodes[8]) != n/Width || len(k.nodes[16]) != n/Width/Width || len(k.nodes) != 2 {
		t.Errorf("%d and %d nodes are kept", len(k.nodes[8]), len(k.nodes[16]))
	}
}

// TestAnyChangeIsAnotherRoot: one changed byte, a line more or less, two lines changed about.
func TestAnyChangeIsAnotherRoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 20), 1, 600).Draw(t, "lines")
		root := func(lines [][]byte) Hash {
			var e Edge
			for _, l := range lines {
				e.Add(Leaf(l), func(int, uint64, Hash) {})
			}
			return e.Root()
		}
		before := root(lines)
		i := rapid.IntRange(0, len(lines)-1).Draw(t, "line")
		at := rapid.IntRange(0, len(lines[i])-1).Draw(t, "byte")
		bit := byte(1) << rapid.IntRange(0, 7).Draw(t, "bit")
		lines[i][at] ^= bit
		if root(lines) == before {
			t.Fatal("a bit was flipped, and the root is the same")
		}
		lines[i][at] ^= bit
		if root(lines) != before || root(append(lines, []byte("x"))) == before || root(lines[1:]) == before {
			t.Fatal("the root is not that of these lines alone")
		}
	})
}

// TestEdgeGoesOn: an edge that was put away and read again goes on as if nothing had happened; bytes of another tree are refused.
func TestEdgeGoesOn(t *testing.T) {
	_, roots := grown(t, 600)
	var e Edge
	for i := range 600 {
		again, err := ParseEdge(e.Len(), e.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		e = again
		e.Add(Leaf(line(i)), func(int, uint64, Hash) {})
		if e.Root() != roots[i+1] || e.Len() != uint64(i+1) {
			t.Fatalf("after %d", i+1)
		}
	}
	for n, b := range map[uint64][]byte{601: e.Bytes(), 599: e.Bytes(), 600: e.Bytes()[1:], 0: {1}} {
		if _, err := ParseEdge(n, b); err == nil {
			t.Errorf("%d bytes were taken for the edge of %d", len(b), n)
		}
	}
}

// TestMissingNodes: a store that has lost something is an error, not another root.
func TestMissingNodes(t *testing.T) {
	if _, err := Root(300, short{}); err == nil {
		t.Error("a root was made of nothing")
	}
}

type short struct{}

func (short) Nodes(int, uint64, uint64) ([]Hash, error) { return nil, nil }
func (short) Leaves(uint64, uint64) ([]Hash, error)     { return nil, nil }

func BenchmarkAdd(b *testing.B) {
	var e Edge
	text := make([]byte, 500)
	b.SetBytes(500)
	for b.Loop() {
		e.Add(Leaf(text), func(int, uint64, Hash) {})
	}
}
