package eventstore_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// One flipped bit makes JetStream pass over a message in silence or, after a stop that was not proper, cut off everything behind it.
// Both are found before anything is written, and what is missing is named.
func TestFlippedBit(t *testing.T) {
	for name, unclean := range map[string]bool{"after a proper stop": false, "after a crash": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			o := eventstore.Options{Dir: dir}
			store, err := jetstream.Open(t.Context(), jetstream.Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			w, err := eventstore.Open(t.Context(), store, o)
			if err != nil {
				t.Fatal(err)
			}
			storetest.Must(t, w, storetest.Fund(1)...)
			for i := range 20 {
				storetest.Must(t, w, storetest.Gift(1, 1000+int64(i), i))
			}
			if err := errors.Join(w.Close(t.Context()), store.Close()); err != nil {
				t.Fatal(err)
			}
			flip(t, dir, `"amount":1007`)
			if unclean {
				stream := filepath.Join(dir, "nats", "jetstream", "$G", "streams", "LEDGER-main")
				if err := os.Remove(filepath.Join(stream, "msgs", "index.db")); err != nil {
					t.Fatal(err)
				}
			}
			if store, err = jetstream.Open(t.Context(), jetstream.Options{Dir: dir}); err == nil {
				defer store.Close()
				_, err = eventstore.Open(t.Context(), store, o)
			}
			if !errors.Is(err, eventstore.ErrLost) {
				t.Fatalf("a broken log opens: %v", err)
			}
			t.Log(err)
			if !strings.Contains(err.Error(), "message") {
				t.Fatal("what is missing is not named")
			}
		})
	}
}

// flip changes one bit of the only message block, within these bytes.
func flip(t *testing.T, dir, within string) {
	t.Helper()
	blocks, err := filepath.Glob(filepath.Join(dir, "nats", "jetstream", "$G", "streams", "LEDGER-main", "msgs", "*.blk"))
	if err != nil || len(blocks) != 1 {
		t.Fatal(blocks, err)
	}
	data, err := os.ReadFile(blocks[0])
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte(within))
	if at < 0 {
		t.Fatalf("%s is not in the block", within)
	}
	data[at+len(within)-1] ^= 1
	if err := os.WriteFile(blocks[0], data, 0o600); err != nil {
		t.Fatal(err)
	}
}
