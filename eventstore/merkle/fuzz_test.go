package merkle

import (
	"bytes"
	"testing"
)

// FuzzParseEdge: what is read as the edge of a tree is written as it was.
func FuzzParseEdge(f *testing.F) {
	f.Add(uint64(0), []byte{})
	f.Add(uint64(1), make([]byte, 32))
	f.Add(uint64(3), make([]byte, 65))
	f.Fuzz(func(t *testing.T, n uint64, b []byte) {
		if e, err := ParseEdge(n, b); err == nil && (!bytes.Equal(e.Bytes(), b) || e.Len() != n) {
			t.Errorf("the edge of %d, %x, is written as %x", n, b, e.Bytes())
		} else if err == nil {
			e.Root()
		}
	})
}
