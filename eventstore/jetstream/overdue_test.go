package jetstream_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	js "github.com/nats-io/nats.go/jetstream"

	"sovang/eventstore"
	"sovang/eventstore/jetstream"
)

// TestReadingWhatCannotBeRead: JetStream passes over what it cannot read and tells nobody. What follows shows the gap; behind the end of the log nothing follows,
// and a reader would wait for ever. Whoever reads is told which message is lost, whether they follow the log or not.
func TestReadingWhatCannotBeRead(t *testing.T) {
	for name, c := range map[string]struct {
		packed bool
		block  string
		at     float64 // of the block
		lost   int
	}{
		"in a packed block": {true, "1.blk", 0.5, 41},
		"at the end":        {false, "2.blk", 0.999, 150},
	} {
		t.Run(name, func(t *testing.T) {
			dir, data := t.TempDir(), make([]byte, 100<<10)
			_, _ = rand.Read(data)
			const count = 150 // more than a block in all
			s := rotten(t, dir, c.packed, count, data, c.block, c.at)
			s.Hurry(100 * time.Millisecond)
			for _, follow := range []bool{false, true} {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				read, err := readAll(ctx, t, s, follow, data)
				cancel()
				if !errors.Is(err, eventstore.ErrLost) || !strings.Contains(err.Error(), fmt.Sprint("message ", c.lost)) || read != c.lost-1 {
					t.Errorf("after %d of %d messages, following %t: %v", read, count, follow, err)
				}
			}
		})
	}
}

// readAll counts the messages that a reader is given before an error, or the end.
func readAll(ctx context.Context, t *testing.T, s *jetstream.Store, follow bool, want []byte) (read int, err error) {
	t.Helper()
	for m, err := range s.Read(ctx, 1, follow) {
		if err != nil {
			return read, err
		}
		if !bytes.Equal(m.Data, want) {
			t.Fatalf("message %d is not what was written", m.Sequence)
		}
		read++
	}
	return read, nil
}

// rotten is a log of so many messages in one of whose blocks a bit was flipped while the server was away.
func rotten(t *testing.T, dir string, packed bool, count uint64, data []byte, block string, at float64) *jetstream.Store {
	t.Helper()
	operator := outside(t, dir, server.RANDOM_PORT)
	s := open(t, jetstream.Options{URL: operator.ClientURL(), Synced: true})
	if packed {
		pack(t, operator)
	}
	for n := range count {
		if _, err := s.Append(t.Context(), n, data); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	stop(operator)
	path := filepath.Join(dir, "jetstream", "$G", "streams", "LEDGER-main", "msgs", block)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw[int(at*float64(len(raw)))] ^= 1
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, jetstream.Options{URL: outside(t, dir, server.RANDOM_PORT).ClientURL(), Synced: true})
}

// pack has the server pack the blocks of the log, as an operator might.
func pack(t *testing.T, s *server.Server) {
	t.Helper()
	m := manager(t, s)
	stream, err := m.Stream(t.Context(), "LEDGER-main")
	if err != nil {
		t.Fatal(err)
	}
	c := stream.CachedInfo().Config
	c.Compression = js.S2Compression
	if _, err := m.UpdateStream(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}
