package pages

import (
	"sync"

	"sovang/domain"
)

// countedAt is what was counted on a day as of one entry. Nothing of it can be another as of the same one, so that it is right as long as the ledger does not
// grow; then all of it goes.
type countedAt struct {
	mu    sync.Mutex
	entry uint64
	day   domain.Date
	all   map[string]any
}

// mostCounted bounds how many counts are kept.
const mostCounted = 5_000

func (k *countedAt) get(entry uint64, day domain.Date, of string) (any, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.entry != entry || k.day != day {
		return nil, false
	}
	value, ok := k.all[of]
	return value, ok
}

func (k *countedAt) put(entry uint64, day domain.Date, of string, value any) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.entry > entry || k.day > day { // who asks about the past has it counted
		return
	}
	if k.entry != entry || k.day != day || len(k.all) >= mostCounted {
		k.entry, k.day, k.all = entry, day, map[string]any{}
	}
	k.all[of] = value
}

// countOnce gives what was counted, or counts it. Many read it and nobody changes it.
func countOnce[T any](k *countedAt, entry uint64, day domain.Date, of string, count func() (T, error)) (T, error) {
	if known, ok := k.get(entry, day, of); ok {
		return known.(T), nil
	}
	value, err := count()
	if err == nil {
		k.put(entry, day, of, value)
	}
	return value, err
}
