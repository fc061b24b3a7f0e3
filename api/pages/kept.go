package pages

import (
	"sync"
	"time"
)

// kept is what many see and few change: made once for an entry, and not again before some time has gone by, so that a crowd costs nothing.
// Whoever was forgotten stays in it no longer than that.
type kept[T any] struct {
	mu    sync.Mutex
	value T
	entry uint64
	made  time.Time
}

// keeping is how long what was made is believed while the ledger grows.
const keeping = 2 * time.Second

// get gives what was made for that entry or shortly before, or makes it. Those who ask at the same time wait for one of them.
func (k *kept[T]) get(entry uint64, make func() (T, error)) (T, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.made.IsZero() && (k.entry == entry || time.Since(k.made) < keeping) {
		return k.value, nil
	}
	value, err := make()
	if err != nil {
		return value, err
	}
	k.value, k.entry, k.made = value, entry, time.Now()
	return value, nil
}

// drop forgets what was made: whoever has just changed something sees it.
func (k *kept[T]) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.made = time.Time{}
}
