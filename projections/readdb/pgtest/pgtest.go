// Package pgtest gives tests a PostgreSQL of their own.
//
// Under -short a test that needs it is skipped where there is none; otherwise a missing PostgreSQL fails the test: nothing passes by not running.
package pgtest

import (
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"sovang/projections/readdb/pgserver"
)

// Server is a running PostgreSQL.
type Server struct{ *pgserver.Server }

// installed skips a test of the quick loop where there is no PostgreSQL. In a full run its absence is a failure, which start tells of, and the
// run as a whole takes no skipped test.
func installed(tb testing.TB) {
	tb.Helper()
	if err := pgserver.Installed(); err != nil && testing.Short() {
		tb.Skip(err)
	}
}

// Start starts a server for the test. Where there is none, the test fails; under -short it is skipped.
func Start(tb testing.TB) *Server {
	tb.Helper()
	installed(tb)
	s, err := start()
	if err != nil {
		tb.Fatalf("PostgreSQL: %v", err)
	}
	tb.Cleanup(func() { _ = s.Remove() })
	return s
}

func start() (*Server, error) {
	s, err := pgserver.Start("")
	return &Server{s}, err
}

// shared is the server of a whole test program.
var shared = sync.OnceValues(start)

// wanted says that shared was started.
var wanted atomic.Bool

// Shared is one server for all tests of a program, whose TestMain calls Main. Each test takes a Database of its own.
func Shared(tb testing.TB) *Server {
	tb.Helper()
	installed(tb)
	wanted.Store(true)
	s, err := shared()
	if err != nil {
		tb.Fatalf("PostgreSQL: %v", err)
	}
	return s
}

// Main runs the tests, stops the shared server and exits.
func Main(m *testing.M) {
	code := m.Run()
	if wanted.Load() {
		if s, err := shared(); err == nil {
			_ = s.Remove()
		}
	}
	os.Exit(code)
}

// Database makes an empty database and gives its DSN.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	dsn, err := s.Server.Database(tb.Context())
	if err != nil {
		tb.Fatalf("PostgreSQL: %v", err)
	}
	return dsn
}
