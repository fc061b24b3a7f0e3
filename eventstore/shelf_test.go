package eventstore

import (
	"bytes"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/unit"
)

// counted is a log of which only Get is asked, and that counts how often.
type counted struct {
	Log
	gets atomic.Int64
	get  func(sequence uint64) (Message, error)
}

func (c *counted) Get(_ context.Context, sequence uint64) (Message, error) {
	c.gets.Add(1)
	return c.get(sequence)
}

// TestShelf: who asks for one message at once asks the log once, whatever entries of it they need; a failure is told to all of them and asked again
// next time.
func TestShelf(t *testing.T) {
	broken := errors.New("away")
	entered, leave := make(chan struct{}), make(chan struct{})
	text, err := Encode(nil, domain.Entry{Number: 1, ID: uuid.MustParse("0192f0c1-0000-7000-8000-000000000007"), Recorded: time.Unix(1, 0), Changes: []domain.Change{
		{Stream: "unit/x", Events: []domain.Event{unit.Renamed{Name: "Chi hội"}}}}})
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	log := &counted{get: func(sequence uint64) (Message, error) {
		entered <- struct{}{}
		<-leave
		if sequence == 7 {
			return Message{}, broken
		}
		return Message{Sequence: sequence, Data: append(append(append([]byte{}, text...), '\n'), text...)}, nil
	}}
	s := newShelf(log)
	ask := func(at Location, times int) (errs []error) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		for range times {
			wait.Go(func() {
				e, size, err := s.entry(t.Context(), at)
				if err == nil && (size != len(text) || e.Number != 1) {
					err = errors.New("another entry")
				}
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, err)
			})
		}
		select {
		case <-entered:
			leave <- struct{}{}
		case <-time.After(time.Minute):
			t.Error("nobody asked the log")
		}
		wait.Wait()
		return errs
	}
	for _, err := range ask(Location{1, 0}, 50) {
		if err != nil {
			t.Error(err)
		}
	}
	if _, _, err := s.entry(t.Context(), Location{1, 1}); err != nil || log.gets.Load() != 1 {
		t.Errorf("%d looks at the log, %v", log.gets.Load(), err)
	}
	if _, _, err := s.entry(t.Context(), Location{1, 2}); !errors.Is(err, ErrLost) {
		t.Errorf("a line too far: %v", err)
	}
	for round := range 2 {
		errs := ask(Location{7, 0}, 1)
		if !errors.Is(errs[0], broken) || log.gets.Load() != int64(2+round) {
			t.Errorf("%d looks at the log, %v", log.gets.Load(), errs)
		}
	}
	for sequence := range uint64(2 * shelfEntries) {
		ask(Location{10 + sequence, 0}, 2)
	}
	if len(s.messages.kept) != shelfMessages || len(s.entries.kept) != shelfEntries {
		t.Errorf("%d messages and %d entries are kept", len(s.messages.kept), len(s.entries.kept))
	}
}
