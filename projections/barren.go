package projections

import (
	"slices"
	"strings"
	"sync"
)

// barren remembers of a generation which stretches of the log hold none of some facts. A stretch that is full never changes, so that whoever looks for the same
// facts again may step over it unread.
type barren struct {
	mu  sync.Mutex
	db  string
	all map[string][]uint64 // by the names of facts: a bit for each stretch
}

// mostBarren bounds how many questions are remembered: each takes 250 bytes a million entries.
const mostBarren = 64

// factsKey is the same for the same facts.
func factsKey(facts []string) string {
	return strings.Join(slices.Sorted(slices.Values(facts)), " ")
}

// get is what is known of some facts; it belongs to whoever asks.
func (b *barren) get(db, facts string) []uint64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.db != db {
		return nil
	}
	return slices.Clone(b.all[facts])
}

// add notes stretches that are full and hold none of some facts.
func (b *barren) add(db, facts string, chunks []int64) {
	if len(chunks) == 0 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, known := b.all[facts]; b.db != db || !known && len(b.all) >= mostBarren {
		b.db, b.all = db, map[string][]uint64{}
	}
	bits := b.all[facts]
	if words := int(slices.Max(chunks)/64) + 1; words > len(bits) {
		bits = append(bits, make([]uint64, words-len(bits))...)
	}
	for _, chunk := range chunks {
		bits[chunk/64] |= 1 << (chunk % 64)
	}
	b.all[facts] = bits
}

// marked says whether the bit of a stretch is set.
func marked(bits []uint64, chunk int64) bool {
	return chunk/64 < int64(len(bits)) && bits[chunk/64]&(1<<(chunk%64)) != 0
}
