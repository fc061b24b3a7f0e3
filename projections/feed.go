package projections

import (
	"context"
	"errors"
	"sync"
	"time"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/eventstore/merkle"
)

// chunk is decoded entries, and which messages they came in.
type chunk struct {
	entries  []domain.Entry
	leaves   []merkle.Hash // of their lines as they are stored
	messages []boundary
	err      error // what came after the entries; nil at the end of a log that is not followed
}

// boundary says that a message begins at that index of a chunk's entries.
type boundary struct {
	sequence uint64
	at       int
}

// feed reads and decodes the log beside the writing of rows. What is decoded while a batch is being written is the next batch.
type feed struct {
	batch int
	ready chan struct{} // holds a token while there is something to take
	room  chan struct{} // holds a token when something was taken

	mu    sync.Mutex
	next  chunk
	since time.Time // when the first entry of next came in
	done  bool
}

// follow begins to read from a message on; ctx ends it.
func follow(ctx context.Context, log eventstore.Log, from uint64, follow bool, batch int) *feed {
	f := &feed{batch: batch, ready: make(chan struct{}, 1), room: make(chan struct{}, 1)}
	go func() {
		var err error
		for m, e := range log.Read(ctx, from, follow) {
			if err = e; err != nil {
				break
			}
			if err = f.put(ctx, m); err != nil {
				break
			}
		}
		if errors.Is(err, eventstore.ErrLost) {
			err = stop{err}
		}
		f.mu.Lock()
		f.next.err, f.done = err, true
		f.mu.Unlock()
		token(f.ready)
	}()
	return f
}

func token(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// put decodes a message and waits while a whole batch is waiting already. What cannot be read stops the projector; the message is
// then left out as a whole.
func (f *feed) put(ctx context.Context, m eventstore.Message) error {
	var entries []domain.Entry
	for e, err := range eventstore.Entries(m) {
		if err != nil {
			return stop{err}
		}
		entries = append(entries, e)
	}
	leaves := make([]merkle.Hash, 0, len(entries))
	for line := range eventstore.Lines(m) {
		leaves = append(leaves, merkle.Leaf(line))
	}
	for {
		f.mu.Lock()
		if len(f.next.entries) < f.batch {
			if len(f.next.entries) == 0 {
				f.since = time.Now()
			}
			f.next.messages = append(f.next.messages, boundary{m.Sequence, len(f.next.entries)})
			f.next.entries = append(f.next.entries, entries...)
			f.next.leaves = append(f.next.leaves, leaves...)
			f.mu.Unlock()
			token(f.ready)
			return nil
		}
		f.mu.Unlock()
		select {
		case <-f.room:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// waits is what can be taken.
type waits struct {
	entries int
	last    uint64 // the number of the last entry
	since   time.Time
	done    bool // nothing follows
}

// waiting looks at what can be taken; since and last mean nothing where there are no entries.
func (f *feed) waiting() waits {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := waits{entries: len(f.next.entries), since: f.since, done: f.done}
	if w.entries > 0 {
		w.last = f.next.entries[w.entries-1].Number
	}
	return w
}

// nothing says that there is nothing to take, and that something may come.
func (f *feed) nothing() bool {
	w := f.waiting()
	return w.entries == 0 && !w.done
}

// take is everything decoded so far; it may be nothing. done: nothing follows.
func (f *feed) take() (c chunk, done bool) {
	f.mu.Lock()
	c, f.next = f.next, chunk{}
	done = f.done
	f.mu.Unlock()
	token(f.room)
	return c, done
}
