package eventstore

import (
	"encoding/binary"
	"math/bits"

	"github.com/google/uuid"

	"sovang/domain"
)

// bloom remembers which ids and which streams there have been, at 16 bits each: "no" is certain, "yes" is wrong a few times in a
// thousand (eleven at ten million) and then costs a look at the read side. It grows by layers, each as large as all before it up to 2 MB:
// one of 4 MB, at two million, was a step that showed in the memory of a busy hour. The bits of a key lie in one block as large as a line
// of the processor's cache: a look costs one way to the memory a layer, however large that is.
type bloom struct{ layers []layer }

type layer struct {
	bits  []uint64 // blocks of blockWords
	count uint64
}

const (
	bloomProbes = 8
	bloomBits   = 16      // for each key
	bloomFirst  = 1 << 16 // keys in the first layer
	bloomMost   = 1 << 20 // keys in any layer
	blockWords  = 8
)

func (l *layer) room() uint64 { return uint64(len(l.bits)) * 64 / bloomBits }

func mix(x uint64) uint64 { // splitmix64's finaliser
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}

func idKey(id uuid.UUID) uint64 {
	return mix(binary.LittleEndian.Uint64(id[:8])*0x9e3779b97f4a7c15 ^ binary.LittleEndian.Uint64(id[8:]))
}

func streamKey(s domain.Stream) uint64 {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return mix(h)
}

// block gives where a key's bits lie, and which bit of each word of the block is its own: one a word, by six bits of a second hash.
func (l *layer) block(key uint64) (words []uint64, which uint64) {
	at, _ := bits.Mul64(key, uint64(len(l.bits)/blockWords))
	return l.bits[at*blockWords:][:blockWords:blockWords], mix(key ^ 0x9e3779b97f4a7c15)
}

func (l *layer) has(key uint64) bool {
	words, which := l.block(key)
	for i := range bloomProbes {
		if words[i]>>(which>>(6*i)&63)&1 == 0 {
			return false
		}
	}
	return true
}

func (b *bloom) has(key uint64) bool {
	for n := range b.layers {
		if b.layers[n].has(key) {
			return true
		}
	}
	return false
}

func (b *bloom) add(key uint64) {
	if n := len(b.layers); n == 0 || b.layers[n-1].count >= b.layers[n-1].room() {
		keys := uint64(0)
		for _, l := range b.layers {
			keys += l.count
		}
		b.layers = append(b.layers, layer{bits: make([]uint64, min(max(bloomFirst, keys), bloomMost)*bloomBits/64)})
	}
	l := &b.layers[len(b.layers)-1]
	words, which := l.block(key)
	for i := range bloomProbes {
		words[i] |= 1 << (which >> (6 * i) & 63)
	}
	l.count++
}

// clone is for a snapshot that is written while the filter goes on.
func (b *bloom) clone() *bloom {
	c := &bloom{layers: make([]layer, len(b.layers))}
	for i, l := range b.layers {
		c.layers[i] = layer{bits: append([]uint64(nil), l.bits...), count: l.count}
	}
	return c
}
