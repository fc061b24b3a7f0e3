package jetstream

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"sovang/eventstore"
)

// What the client says where there is no way to a server, or nobody at its end.
var noWay = []error{
	errReopening, nats.ErrConnectionClosed, nats.ErrConnectionReconnecting, nats.ErrDisconnected, nats.ErrReconnectBufExceeded, nats.ErrStaleConnection,
	nats.ErrNoServers, nats.ErrNoResponders, nats.ErrTimeout, jetstream.ErrNoStreamResponse,
	context.DeadlineExceeded, // no answer in time, as from a server that has just gone
}

// away marks an error that only says that the server cannot be reached, or is not up yet, with eventstore.ErrAway.
func away(err error) error {
	if err == nil {
		return nil
	}
	for _, e := range noWay {
		if errors.Is(err, e) {
			return fmt.Errorf("%w: %w", eventstore.ErrAway, err)
		}
	}
	if refusal, ok := errors.AsType[*jetstream.APIError](err); ok && refusal.Code == http.StatusServiceUnavailable {
		return fmt.Errorf("%w: %w", eventstore.ErrAway, err)
	}
	return err
}
