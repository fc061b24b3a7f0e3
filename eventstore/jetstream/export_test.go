package jetstream

import (
	"context"
	"time"

	"github.com/nats-io/nats.go"
)

// Conn is the connection that a store publishes with.
func (s *Store) Conn() *nats.Conn { return s.current.Load().write }

// Hurry sets how long a replay is patient with a silence.
func (s *Store) Hurry(silence time.Duration) { s.silence = silence }

// URL is where the server inside listens.
func (s *Store) URL() string { return s.current.Load().inside.server.ClientURL() }

// StillLease is a lease that does nothing by itself, with a clock of the test's; Step has it do what its loop would.
func (s *Store) StillLease(ctx context.Context, now func() time.Time) (*Lease, error) {
	return s.lease(ctx, now)
}

// Step looks, renews and takes once.
func (l *Lease) Step(ctx context.Context) error { return l.step(ctx) }

// Saw has the lease take in what a server says that the bucket holds.
func (l *Lease) Saw(holder string, revision uint64) { l.saw(holder, revision, l.now()) }

// Changed is closed at the next change that this instance sees.
func (l *Lease) Changed() <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.changed
}

// Die ends the connections of an instance as the end of its process would: nothing is given back.
func (l *Lease) Die() {
	l.end()
	l.nc.Close()
	c := l.s.current.Load()
	c.write.Close()
	c.read.Close()
}
