package eventstore

import "testing"

// What was added is always known, and of what was not, few look so, over all layers that some ids fill.
func TestFilter(t *testing.T) {
	const n = 300_000
	b := &bloom{}
	for i := range uint64(n) {
		b.add(mix(i))
	}
	wrong := 0
	for i := range uint64(n) {
		if !b.has(mix(i)) {
			t.Fatalf("key %d is forgotten", i)
		}
		if b.has(mix(n + i)) {
			wrong++
		}
	}
	if wrong > n/200 {
		t.Errorf("%d of %d strangers look known", wrong, n)
	}
	if got := b.clone(); !got.has(mix(7)) || got.has(mix(n*7)) != b.has(mix(n*7)) {
		t.Error("a copy knows other keys")
	}
}
