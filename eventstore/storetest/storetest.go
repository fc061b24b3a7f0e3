// Package storetest is what every eventstore.Log must do, and what a Writer over it must do.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sovang/eventstore"
)

// Run checks a Log and a Writer over it. open gives a new, empty log each time and closes it with the test.
func Run(t *testing.T, open func(testing.TB) eventstore.Log) {
	for _, law := range []struct {
		name  string
		check func(*testing.T, eventstore.Log)
	}{
		{"an empty log has nothing", empty},
		{"messages are given back as they were, in order", order},
		{"the fence lets one of two in", fence},
		{"a second attempt after a stored one is a conflict", again},
		{"of many writers one wins each place", race},
		{"a reader that follows sees what comes", follow},
		{"a message as large as the log says fits", large},
		{"a reader may leave in the middle", leave},
	} {
		t.Run(law.name, func(t *testing.T) { law.check(t, open(t)) })
	}
	t.Run("writer", func(t *testing.T) { runWriter(t, open) })
}

func empty(t *testing.T, log eventstore.Log) {
	if last, err := log.Last(t.Context()); last != 0 || err != nil {
		t.Fatalf("Last = %d, %v", last, err)
	}
	for m, err := range log.Read(t.Context(), 1, false) {
		t.Fatalf("Read gave %v, %v", m, err)
	}
	for _, sequence := range []uint64{0, 1, 7} {
		if _, err := log.Get(t.Context(), sequence); !errors.Is(err, eventstore.ErrNotFound) {
			t.Fatalf("Get(%d): %v", sequence, err)
		}
	}
	if log.MaxMessage() <= eventstore.MaxEntry {
		t.Fatalf("MaxMessage %d has no room for an entry", log.MaxMessage())
	}
}

func content(n uint64) []byte { return fmt.Appendf(nil, "{\"n\":%d,\"text\":\"đồng\"}\n", n) }

func fill(t *testing.T, log eventstore.Log, n uint64) {
	t.Helper()
	for i := range n {
		if sequence, err := log.Append(t.Context(), i, content(i+1)); err != nil || sequence != i+1 {
			t.Fatalf("Append after %d: %d, %v", i, sequence, err)
		}
	}
}

func order(t *testing.T, log eventstore.Log) {
	const n = 30
	fill(t, log, n)
	for _, from := range []uint64{0, 1, 2, n - 2, n, n + 1} {
		want := max(from, 1)
		for m, err := range log.Read(t.Context(), from, false) {
			if err != nil || m.Sequence != want || !bytes.Equal(m.Data, content(want)) {
				t.Fatalf("from %d: message %d is %s, %v; want %d", from, m.Sequence, m.Data, err, want)
			}
			want++
		}
		if want != n+1 {
			t.Fatalf("from %d: the last message was %d", from, want-1)
		}
	}
	m, err := log.Get(t.Context(), 17)
	if err != nil || m.Sequence != 17 || !bytes.Equal(m.Data, content(17)) {
		t.Fatalf("Get(17) = %d %s, %v", m.Sequence, m.Data, err)
	}
	if _, err := log.Get(t.Context(), n+1); !errors.Is(err, eventstore.ErrNotFound) {
		t.Fatalf("Get(%d): %v", n+1, err)
	}
}

func fence(t *testing.T, log eventstore.Log) {
	fill(t, log, 3)
	for _, after := range []uint64{0, 2, 4, 9} {
		if _, err := log.Append(t.Context(), after, content(99)); !errors.Is(err, eventstore.ErrConflict) {
			t.Fatalf("Append after %d: %v", after, err)
		}
	}
	if last, err := log.Last(t.Context()); last != 3 || err != nil {
		t.Fatalf("Last = %d, %v", last, err)
	}
}

func again(t *testing.T, log eventstore.Log) {
	fill(t, log, 1)
	if _, err := log.Append(t.Context(), 0, content(1)); !errors.Is(err, eventstore.ErrConflict) {
		t.Fatalf("the same bytes with the same fence: %v", err)
	}
	if last, err := log.Last(t.Context()); last != 1 || err != nil {
		t.Fatalf("Last = %d, %v", last, err)
	}
}

func race(t *testing.T, log eventstore.Log) {
	const writers, places = 4, 10
	won := make(chan uint64, writers*places)
	done := make(chan error, writers)
	for w := range writers {
		go func() {
			for after := uint64(0); after < places; after++ {
				switch sequence, err := log.Append(t.Context(), after, fmt.Appendf(nil, "%d by %d", after+1, w)); {
				case err == nil:
					won <- sequence
				case !errors.Is(err, eventstore.ErrConflict):
					done <- err
					return
				}
			}
			done <- nil
		}()
	}
	for range writers {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	close(won)
	count := 0
	for range won {
		count++
	}
	if last, err := log.Last(t.Context()); err != nil || int(last) != count || last != places {
		t.Fatalf("%d appends won, the log has %d of %d places, %v", count, last, places, err)
	}
}

func follow(t *testing.T, log eventstore.Log) {
	fill(t, log, 2)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	seen := make(chan uint64, 16)
	ended := make(chan error, 1)
	go func() {
		for m, err := range log.Read(ctx, 2, true) {
			if err != nil {
				ended <- err
				return
			}
			seen <- m.Sequence
		}
		ended <- nil
	}()
	for want := uint64(2); want < 8; want++ {
		if want > 2 {
			if _, err := log.Append(ctx, want-1, content(want)); err != nil {
				t.Fatal(err)
			}
		}
		select {
		case got := <-seen:
			if got != want {
				t.Fatalf("saw %d, want %d", got, want)
			}
		case err := <-ended:
			t.Fatalf("the reader ended: %v", err)
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Fatalf("the reader ended with %v", err)
	}
}

func large(t *testing.T, log eventstore.Log) {
	data := bytes.Repeat([]byte("đồng "), log.MaxMessage()/8)
	if _, err := log.Append(t.Context(), 0, data); err != nil {
		t.Fatalf("%d bytes: %v", len(data), err)
	}
	if m, err := log.Get(t.Context(), 1); err != nil || !bytes.Equal(m.Data, data) {
		t.Fatalf("%d bytes came back as %d, %v", len(data), len(m.Data), err)
	}
}

func leave(t *testing.T, log eventstore.Log) {
	fill(t, log, 20)
	for _, follow := range []bool{false, true} {
		n := 0
		for _, err := range log.Read(t.Context(), 1, follow) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == 7 {
				break
			}
		}
		if n != 7 {
			t.Fatalf("%d messages", n)
		}
	}
}
