package jetstream

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"
)

// LogSize is how large the log is, and on which NATS servers it lies, as NATS says.
type LogSize struct {
	Messages, Bytes uint64
	Copies          []LogCopy // the one that leads first; empty where the server inside holds the only one
}

// LogCopy is one NATS server that holds the log.
type LogCopy struct {
	Server  string
	Leads   bool
	Current bool   // it has everything that the one that leads has
	Behind  uint64 // messages
	Away    bool   // NATS does not hear of it
}

// Size asks NATS how large the log is. Any error means that it could not be asked.
func (s *Store) Size(ctx context.Context) (size LogSize, err error) {
	c, err := s.session()
	if err != nil {
		return size, err
	}
	stream, err := c.js.Stream(ctx, s.stream())
	if err != nil {
		return size, err
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return size, err
	}
	size.Messages, size.Bytes = info.State.Msgs, info.State.Bytes
	size.Copies = copiesOf(info.Cluster)
	return size, nil
}

func copiesOf(c *jetstream.ClusterInfo) (all []LogCopy) {
	if c == nil || c.Leader == "" || len(c.Replicas) == 0 {
		return nil
	}
	all = append(all, LogCopy{Server: c.Leader, Leads: true, Current: true})
	for _, p := range c.Replicas {
		all = append(all, LogCopy{Server: p.Name, Current: p.Current, Behind: p.Lag, Away: p.Offline})
	}
	return all
}
