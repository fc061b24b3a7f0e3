package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"sovang/eventstore"
)

const (
	silence    = 10 * time.Second // without a message, after which a replay asks whether one should have come
	unreadMost = 3                // times that a message which is there is not given, after which it is lost
)

// errSilence: no message came for a while.
var errSilence = errors.New("no message came")

// within is the next message, errSilence where none comes for a while.
func (s *Store) within(ctx context.Context, messages jetstream.MessagesContext) (jetstream.Msg, error) {
	waiting, stop := context.WithCancel(ctx)
	defer stop()
	patience := time.AfterFunc(s.silence, stop)
	defer patience.Stop()
	m, err := messages.Next(jetstream.NextContext(waiting))
	if err != nil && waiting.Err() != nil && ctx.Err() == nil {
		err = errSilence
	}
	return m, err
}

// overdue looks, after a silence, whether a message should have come: JetStream tells a reader nothing of what it cannot read at the end, and keeps it waiting for
// ever. What the server has and does not give is asked for again, since it may be busy; in the end it is lost, and the reader is told which message.
func (r *replay) overdue(ctx context.Context) error {
	last, err := r.s.Last(ctx)
	if err != nil {
		return err
	}
	if last < r.next {
		return nil // nothing was written meanwhile
	}
	m, err := r.s.Get(ctx, r.next)
	switch {
	case err == nil:
		if r.give(m) {
			err = fmt.Errorf("message %d was there, and did not come: the server is asked anew", m.Sequence)
		}
		return err
	case errors.Is(err, eventstore.ErrNotFound):
		return missing(r.next, r.next)
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if r.unread++; r.unread < unreadMost {
		return fmt.Errorf("message %d: %w", r.next, err)
	}
	return fmt.Errorf("%w: message %d is in the log and cannot be read: %w", eventstore.ErrLost, r.next, err)
}
