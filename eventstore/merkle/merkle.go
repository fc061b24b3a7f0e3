// Package merkle is the hash tree over the log (RFC 6962): leaf i is the line of entry i+1 as it is stored, so that one hash, the root, stands for
// every byte of every entry up to a number.
//
// It promises that the root of any beginning of the log can be had without reading that log: kept are only the hashes of whole subtrees of 256 leaves,
// of 256 of those, and so on, an eighth of a byte an entry, and what lies inside one is read again from the log. Nothing is signed here, and nothing that
// is kept needs to be trusted: whoever has the log makes the same tree.
package merkle

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is the hash of a leaf, a subtree or a tree; as text it is base64.
type Hash = tlog.Hash

// Width is how many nodes of one kept level are under one of the next.
const Width = 1 << step

const step = 8 // levels of the tree between two that are kept

// Leaf is the hash of an entry's line as it is stored, without its line feed.
func Leaf(line []byte) Hash { return tlog.RecordHash(line) }

// Edge is the right edge of a tree: all that is needed to go on, and its root. The zero Edge is the empty tree.
type Edge struct {
	n      uint64
	hashes []Hash // of the whole subtrees that make it up, the largest first: one for each bit of n
}

// Len is how many leaves the tree has.
func (e *Edge) Len() uint64 { return e.n }

// Add appends a leaf. keep is told the hash of each whole subtree of a kept level that the leaf completes: level 8, 16 …, and which of them, from 0.
func (e *Edge) Add(leaf Hash, keep func(level int, i uint64, h Hash)) {
	e.hashes = append(e.hashes, leaf)
	e.n++
	for level, whole := 1, e.n; whole%2 == 0; level, whole = level+1, whole/2 {
		last := len(e.hashes) - 1
		e.hashes[last-1] = tlog.NodeHash(e.hashes[last-1], e.hashes[last])
		e.hashes = e.hashes[:last]
		if level%step == 0 {
			keep(level, whole/2-1, e.hashes[last-1])
		}
	}
}

// Root is the root of the tree.
func (e *Edge) Root() Hash {
	if e.n == 0 {
		return empty()
	}
	root := e.hashes[len(e.hashes)-1]
	for i := len(e.hashes) - 2; i >= 0; i-- {
		root = tlog.NodeHash(e.hashes[i], root)
	}
	return root
}

// empty is the root of the tree without leaves.
func empty() Hash {
	root, _ := tlog.TreeHash(0, nil) // asks nothing
	return root
}

// Bytes is the edge as it is kept beside its length: its hashes, one after the other.
func (e *Edge) Bytes() []byte {
	b := make([]byte, 0, len(e.hashes)*tlog.HashSize)
	for _, h := range e.hashes {
		b = append(b, h[:]...)
	}
	return b
}

// ParseEdge reads what Bytes wrote of a tree with n leaves. It fails where the bytes are not of such a tree.
func ParseEdge(n uint64, b []byte) (Edge, error) {
	e := Edge{n: n}
	for ; len(b) >= tlog.HashSize; b = b[tlog.HashSize:] {
		e.hashes = append(e.hashes, Hash(b[:tlog.HashSize]))
	}
	if len(b) != 0 || len(e.hashes) != ones(n) {
		return Edge{}, fmt.Errorf("what is kept of the tree of %d entries is not its edge", n)
	}
	return e, nil
}

func ones(n uint64) (count int) {
	for ; n > 0; n &= n - 1 {
		count++
	}
	return count
}

// Kept is where a tree is read from.
type Kept interface {
	// Nodes gives count hashes of a kept level (8, 16 …) from the one at first (from 0) on. All of them are of whole subtrees.
	Nodes(level int, first, count uint64) ([]Hash, error)
	// Leaves gives the hashes of count leaves from the one at first (from 0) on: of Width at the most.
	Leaves(first, count uint64) ([]Hash, error)
}

// Root is the root of the tree of the first n leaves, of however many more there are. It asks for fewer than Width leaves, and fewer than Width nodes of
// each kept level.
func Root(n uint64, kept Kept) (Hash, error) {
	if n == 0 {
		return empty(), nil
	}
	return tlog.TreeHash(int64(n), reader{kept})
}

// Inclusion proves that the leaf at i (from 0) is in the tree of the first n leaves: the hashes that lead from it to the root (RFC 6962). It fails where
// there is no such leaf.
func Inclusion(n, i uint64, kept Kept) ([]Hash, error) {
	if i >= n {
		return nil, fmt.Errorf("the tree of %d leaves has no leaf %d", n, i)
	}
	path, err := tlog.ProveRecord(int64(n), int64(i), reader{kept})
	return append([]Hash{}, path...), err
}

// CheckInclusion fails where the path does not lead from the leaf at i to the root of n leaves.
func CheckInclusion(path []Hash, n uint64, root Hash, i uint64, leaf Hash) error {
	return tlog.CheckRecord(path, int64(n), root, int64(i), leaf)
}

// Extension proves that the tree of the first m leaves, of 1 at least, is the beginning of that of n (RFC 6962).
func Extension(n, m uint64, kept Kept) ([]Hash, error) {
	if m == 0 || m > n {
		return nil, fmt.Errorf("the tree of %d leaves does not go on from one of %d", n, m)
	}
	path, err := tlog.ProveTree(int64(n), int64(m), reader{kept})
	return append([]Hash{}, path...), err
}

// CheckExtension fails where the path does not prove that the tree of n leaves with that root goes on from the one of m.
func CheckExtension(path []Hash, n uint64, root Hash, m uint64, before Hash) error {
	return tlog.CheckTree(path, int64(n), root, int64(m), before)
}

// reader gives tlog any node of the tree.
type reader struct{ kept Kept }

// ReadHashes implements tlog.HashReader.
func (r reader) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for k, index := range indexes {
		level, i := tlog.SplitStoredHashIndex(index)
		below := level % step
		first, count := uint64(i)<<below, uint64(1)<<below
		var hashes []Hash
		var err error
		if level < step {
			hashes, err = r.kept.Leaves(first, count)
		} else {
			hashes, err = r.kept.Nodes(level-below, first, count)
		}
		if err == nil && uint64(len(hashes)) != count {
			err = errMissing
		}
		if err != nil {
			return nil, err
		}
		found[k] = over(hashes)
	}
	return found, nil
}

var errMissing = errors.New("a part of the tree is not there")

// over is the hash of the whole subtree over a power of two of nodes.
func over(nodes []Hash) Hash {
	nodes = append([]Hash(nil), nodes...)
	for n := len(nodes); n > 1; n /= 2 {
		for i := range n / 2 {
			nodes[i] = tlog.NodeHash(nodes[2*i], nodes[2*i+1])
		}
	}
	return nodes[0]
}
