package jetstream

import "github.com/nats-io/nats.go"

// Conn is the connection that a store publishes with.
func (s *Store) Conn() *nats.Conn { return s.current.Load().write }

// URL is where the server inside listens.
func (s *Store) URL() string { return s.current.Load().inside.server.ClientURL() }
