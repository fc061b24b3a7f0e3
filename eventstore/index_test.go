package eventstore_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/eventstore"
)

// index is a read side that reads a log as far as it is told to.
type index struct {
	log eventstore.Log

	mu       sync.Mutex
	next     uint64 // message
	places   []eventstore.Location
	accepted map[uuid.UUID]uint64
	streams  map[domain.Stream][]uint64
	looks    int
}

func newIndex(log eventstore.Log) *index {
	return &index{log: log, next: 1, accepted: map[uuid.UUID]uint64{}, streams: map[domain.Stream][]uint64{}}
}

func (x *index) catchUp(t testing.TB, most int) {
	t.Helper()
	if err := x.advance(t.Context(), most); err != nil {
		t.Fatal(err)
	}
}

// advance reads up to most messages.
func (x *index) advance(ctx context.Context, most int) error {
	for m, err := range x.log.Read(ctx, x.next, false) {
		if err != nil {
			return err
		}
		if most--; most < 0 {
			return nil
		}
		x.mu.Lock()
		i := 0
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				x.mu.Unlock()
				return err
			}
			x.places = append(x.places, eventstore.Location{Sequence: m.Sequence, Index: i})
			x.accepted[e.ID] = e.Number
			for _, c := range e.Changes {
				x.streams[c.Stream] = append(x.streams[c.Stream], e.Number)
			}
			i++
		}
		x.next = m.Sequence + 1
		x.mu.Unlock()
	}
	return nil
}

func (x *index) Accepted(_ context.Context, id uuid.UUID) (uint64, bool, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.looks++
	n, ok := x.accepted[id]
	return n, ok, nil
}

func (x *index) StreamEntries(_ context.Context, s domain.Stream) ([]uint64, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.looks++
	return append([]uint64(nil), x.streams[s]...), nil
}

func (x *index) Locate(_ context.Context, number uint64) (eventstore.Location, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if number == 0 || number > uint64(len(x.places)) {
		return eventstore.Location{}, errors.New("no such entry")
	}
	return x.places[number-1], nil
}

func (x *index) Reached() uint64 {
	x.mu.Lock()
	defer x.mu.Unlock()
	return uint64(len(x.places))
}
