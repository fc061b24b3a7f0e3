// Package memory is a log that lives as long as the process: for tests and for trying things out.
package memory

import (
	"context"
	"iter"
	"slices"
	"sync"

	"sovang/eventstore"
)

// Log is an eventstore.Log in memory. The zero Log is empty and ready.
type Log struct {
	mu       sync.Mutex
	messages [][]byte
	grown    chan struct{} // closed when a message comes; nil while nobody waits
}

// Append implements eventstore.Log. It never gives ErrUncertain, ErrFull or ErrLost.
func (l *Log) Append(ctx context.Context, after uint64, data []byte) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if after != uint64(len(l.messages)) {
		return 0, eventstore.ErrConflict
	}
	l.messages = append(l.messages, slices.Clone(data))
	if l.grown != nil {
		close(l.grown)
		l.grown = nil
	}
	return uint64(len(l.messages)), nil
}

// Read implements eventstore.Log.
func (l *Log) Read(ctx context.Context, from uint64, follow bool) iter.Seq2[eventstore.Message, error] {
	return func(yield func(eventstore.Message, error) bool) {
		from = max(from, 1)
		end, _ := l.Last(ctx)
		for follow || from <= end {
			if err := ctx.Err(); err != nil {
				yield(eventstore.Message{}, err)
				return
			}
			l.mu.Lock()
			if from > uint64(len(l.messages)) {
				if l.grown == nil {
					l.grown = make(chan struct{})
				}
				grown := l.grown
				l.mu.Unlock()
				select {
				case <-grown:
				case <-ctx.Done():
				}
				continue
			}
			m := eventstore.Message{Sequence: from, Data: l.messages[from-1]}
			l.mu.Unlock()
			if !yield(m, nil) {
				return
			}
			from++
		}
	}
}

// Get implements eventstore.Log.
func (l *Log) Get(_ context.Context, sequence uint64) (eventstore.Message, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if sequence == 0 || sequence > uint64(len(l.messages)) {
		return eventstore.Message{}, eventstore.ErrNotFound
	}
	return eventstore.Message{Sequence: sequence, Data: l.messages[sequence-1]}, nil
}

// Last implements eventstore.Log.
func (l *Log) Last(context.Context) (uint64, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return uint64(len(l.messages)), nil
}

// MaxMessage implements eventstore.Log.
func (l *Log) MaxMessage() int { return 1 << 20 }
