package pages

import (
	"sync"
	"time"
)

// kept is what many see and few change: made once for an entry, and not again before some time has gone by, so that a crowd costs nothing.
// Whoever was forgotten stays in it no longer than that.
type kept[T any] struct {
	mu     sync.Mutex
	value  T
	entry  uint64
	made   time.Time     // zero: not yet, or it was dropped
	cost   time.Duration // of making it
	making chan struct{} // closed when whoever makes it anew is done; nil: nobody does
}

// What was made is believed for a while though the ledger grows: for two seconds, and where it takes long to make for twenty times as long as that, so that
// making it takes no more than a twentieth of the machine; never for more than five minutes.
const (
	keeping = 2 * time.Second
	longest = 5 * time.Minute
)

func (k *kept[T]) believed() bool {
	return time.Since(k.made) < min(longest, max(keeping, 20*k.cost))
}

// get gives what was made for that entry or shortly before, or makes it. While it is made anew those who ask are given what was made before; where
// nothing was, they wait for the one who makes it.
func (k *kept[T]) get(entry uint64, make func() (T, error)) (T, error) {
	k.mu.Lock()
	for {
		if !k.made.IsZero() && (k.entry == entry || k.making != nil || k.believed()) {
			defer k.mu.Unlock()
			return k.value, nil
		}
		if k.making == nil {
			break
		}
		done := k.making
		k.mu.Unlock()
		<-done
		k.mu.Lock()
	}
	done := newDone()
	k.making = done
	k.mu.Unlock()
	begun := time.Now()
	var value T
	var err error
	whole := false // it did not break down half way
	defer func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if whole && err == nil && k.making == done {
			k.value, k.entry, k.made, k.cost = value, entry, time.Now(), time.Since(begun)
		}
		if k.making == done {
			k.making = nil
		}
		close(done)
	}()
	value, err = make()
	whole = true
	return value, err
}

// last gives what was made last, however long ago, and calls behind where it should be made anew behind the back of whoever asks; but not what was made before the entry named since. Where
// nothing is there to be given it is get.
func (k *kept[T]) last(entry, since uint64, make func() (T, error), behind func()) (T, error) {
	k.mu.Lock()
	value, there := k.value, !k.made.IsZero() && k.entry >= since
	fresh := k.entry == entry || k.making != nil || k.believed()
	k.mu.Unlock()
	if !there {
		return k.get(entry, make)
	}
	if !fresh {
		behind()
	}
	return value, nil
}

// dear says whether it takes so long to make that it is made before anybody asks.
func (k *kept[T]) dear() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.cost >= 100*time.Millisecond
}

func newDone() chan struct{} { return make(chan struct{}) } // get has another make

// drop forgets what was made, and what is being made: whoever has just changed something sees it.
func (k *kept[T]) drop() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.made, k.making = time.Time{}, nil
}
