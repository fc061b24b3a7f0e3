package eventstore

import (
	"encoding/binary"
	"math/bits"

	"github.com/google/uuid"

	"sovang/domain"
)

// bloom remembers which ids and which streams there have been, at about ten bits each: "no" is certain, "yes" is wrong once in a
// hundred times and then costs a look at the read side. It grows by layers, each four times as large as the one before.
type bloom struct{ layers []layer }

type layer struct {
	bits  []uint64
	count uint64
}

const (
	bloomProbes = 7
	bloomBits   = 10      // for each key
	bloomFirst  = 1 << 16 // keys in the first layer
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

func (l *layer) probe(key uint64, i int) (word int, bit uint64) {
	h := key + uint64(i)*(mix(key)|1)
	at, _ := bits.Mul64(h, uint64(len(l.bits))*64)
	return int(at / 64), 1 << (at % 64)
}

func (b *bloom) has(key uint64) bool {
	for n := range b.layers {
		l, hit := &b.layers[n], true
		for i := 0; i < bloomProbes && hit; i++ {
			word, bit := l.probe(key, i)
			hit = l.bits[word]&bit != 0
		}
		if hit {
			return true
		}
	}
	return false
}

func (b *bloom) add(key uint64) {
	if n := len(b.layers); n == 0 || b.layers[n-1].count >= b.layers[n-1].room() {
		keys := uint64(bloomFirst) << (2 * n)
		b.layers = append(b.layers, layer{bits: make([]uint64, (keys*bloomBits+63)/64)})
	}
	l := &b.layers[len(b.layers)-1]
	for i := range bloomProbes {
		word, bit := l.probe(key, i)
		l.bits[word] |= bit
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
