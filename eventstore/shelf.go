package eventstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"sovang/domain"
)

// shelf keeps the messages and entries that were read back from the log lately, for all who load. What is asked for together often lies together: a
// thousand people of a list were registered by a few entries of hundreds each, in one message of megabytes; and so it may be a thousand callers at once
// who ask for them. What is under way for one is waited for by the others.
type shelf struct {
	log Log

	mu       sync.Mutex
	messages ring[uint64, Message]
	entries  ring[Location, stored]
}

// stored is an entry and the length of its line.
type stored struct {
	domain.Entry
	size int
}

// What a shelf holds at the most.
const (
	shelfMessages = 3
	shelfEntries  = 16
)

func newShelf(log Log) *shelf {
	return &shelf{log: log, messages: ring[uint64, Message]{room: shelfMessages}, entries: ring[Location, stored]{room: shelfEntries}}
}

// entry gives the entry at a place, and the length of its line. Nobody may change what it holds.
func (s *shelf) entry(ctx context.Context, at Location) (domain.Entry, int, error) {
	e, err := fetch(s, &s.entries, at, func() (stored, error) {
		m, err := fetch(s, &s.messages, at.Sequence, func() (Message, error) {
			m, err := s.log.Get(ctx, at.Sequence)
			if errors.Is(err, ErrNotFound) {
				err = fmt.Errorf("%w: message %d is not there", ErrLost, at.Sequence)
			}
			return m, err
		})
		if err != nil {
			return stored{}, err
		}
		e, text, err := entryAt(m, at.Index)
		return stored{e, len(text)}, err
	})
	return e.Entry, e.size, err
}

// ring holds the last few of what was fetched, and what is being fetched. Of one thing it has one copy.
type ring[K comparable, V any] struct {
	room int
	kept []*fetched[K, V]
	next int
}

type fetched[K comparable, V any] struct {
	key   K
	done  chan struct{} // closed when value or err is there
	value V
	err   error
}

// fetch gives what is on the shelf or under way, or gets it. A failure is told to all who wait for it, and is not kept.
func fetch[K comparable, V any](s *shelf, r *ring[K, V], key K, get func() (V, error)) (V, error) {
	s.mu.Lock()
	for _, f := range r.kept {
		if f.key == key {
			s.mu.Unlock()
			<-f.done
			return f.value, f.err
		}
	}
	f := &fetched[K, V]{key: key, done: make(chan struct{})}
	r.put(f)
	s.mu.Unlock()
	f.value, f.err = get()
	close(f.done)
	if f.err != nil {
		s.mu.Lock()
		r.drop(f)
		s.mu.Unlock()
	}
	return f.value, f.err
}

func (r *ring[K, V]) put(f *fetched[K, V]) {
	if len(r.kept) < r.room {
		r.kept = append(r.kept, f)
		return
	}
	r.kept[r.next] = f
	r.next = (r.next + 1) % r.room
}

func (r *ring[K, V]) drop(f *fetched[K, V]) {
	r.kept = slices.DeleteFunc(r.kept, func(k *fetched[K, V]) bool { return k == f })
}
