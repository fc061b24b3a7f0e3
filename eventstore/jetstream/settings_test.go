package jetstream_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
)

// outside runs a NATS server as an operator would, on that port (server.RANDOM_PORT: any).
func outside(t testing.TB, dir string, port int) *server.Server {
	t.Helper()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: port, NoSigs: true, NoLog: true, JetStream: true, StoreDir: dir, SyncAlways: true})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server does not start")
	}
	t.Cleanup(func() { stop(s) })
	return s
}

func stop(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

func manager(t testing.TB, s *server.Server) js.JetStream {
	t.Helper()
	nc, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	m, err := js.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestStreamThatCouldForgetIsRefused(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	m := manager(t, s)
	// Each has a book of its own: the server frees the folder of a stream that was deleted only later, and refuses another of that name until then.
	sound := func(book string) js.StreamConfig {
		return js.StreamConfig{Name: "LEDGER-" + book, Subjects: []string{"ledger." + book}, Storage: js.FileStorage, Discard: js.DiscardNew, DenyDelete: true, DenyPurge: true, AllowDirect: true}
	}
	// One stays from first to last: once a server's last stream was deleted it removes the folder of all of them, at a moment when the next may be made.
	if _, err := m.CreateStream(t.Context(), js.StreamConfig{Name: "kept", Subjects: []string{"kept"}}); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*js.StreamConfig){
		"sound":          func(*js.StreamConfig) {},
		"storage":        func(c *js.StreamConfig) { c.Storage = js.MemoryStorage },
		"retention":      func(c *js.StreamConfig) { c.Retention = js.InterestPolicy },
		"discard":        func(c *js.StreamConfig) { c.Discard = js.DiscardOld },
		"max-msgs":       func(c *js.StreamConfig) { c.MaxMsgs = 1_000_000 },
		"max-bytes":      func(c *js.StreamConfig) { c.MaxBytes = 1 << 30 },
		"max-age":        func(c *js.StreamConfig) { c.MaxAge = 1000 * time.Hour },
		"per-subject":    func(c *js.StreamConfig) { c.MaxMsgsPerSubject = 10 },
		"deny-delete":    func(c *js.StreamConfig) { c.DenyDelete = false },
		"deny-purge":     func(c *js.StreamConfig) { c.DenyPurge = false },
		"allow-direct":   func(c *js.StreamConfig) { c.AllowDirect = false },
		"rollup":         func(c *js.StreamConfig) { c.AllowRollup, c.DenyPurge = true, false },
		"TTL":            func(c *js.StreamConfig) { c.AllowMsgTTL = true },
		"schedules":      func(c *js.StreamConfig) { c.AllowMsgSchedules, c.Discard = true, js.DiscardOld }, // the server takes schedules with no other
		"counters":       func(c *js.StreamConfig) { c.AllowMsgCounter, c.Discard = true, js.DiscardOld },
		"persist mode":   func(c *js.StreamConfig) { c.PersistMode = js.AsyncPersistMode },
		"subjects":       func(c *js.StreamConfig) { c.Subjects = []string{"ledger.>"} },
		"acks":           func(c *js.StreamConfig) { c.NoAck = true },
		"first sequence": func(c *js.StreamConfig) { c.FirstSeq = 10 },
		"republish":      func(c *js.StreamConfig) { c.RePublish = &js.RePublish{Source: c.Subjects[0], Destination: "x"} },
		"transformed": func(c *js.StreamConfig) {
			c.SubjectTransform = &js.SubjectTransformConfig{Source: c.Subjects[0], Destination: "y"}
		},
		"other streams": func(c *js.StreamConfig) {
			c.Subjects, c.Mirror, c.Discard = nil, &js.StreamSource{Name: "other"}, js.DiscardNew
		},
		"max-msg-size": func(c *js.StreamConfig) { c.MaxMsgSize = 1000 },
	} {
		book := strings.ReplaceAll(name, " ", "-")
		settings := sound(book)
		spoil(&settings)
		if _, err := m.CreateStream(t.Context(), settings); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		store, err := jetstream.Open(t.Context(), jetstream.Options{URL: s.ClientURL(), Book: book, Synced: true})
		switch {
		case name == "sound" && err != nil:
			t.Errorf("sound: %v", err)
		case name != "sound" && (domain.CodeOf(err) != domain.Violation || !strings.Contains(err.Error(), settings.Name)):
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			_ = store.Close()
		}
		if err := m.DeleteStream(t.Context(), settings.Name); err != nil { // the next may take all subjects
			t.Fatal(err)
		}
	}
	if _, err := jetstream.Open(t.Context(), jetstream.Options{URL: s.ClientURL()}); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), "sync_interval") {
		t.Errorf("not confirmed to sync: %v", err)
	}
}

// What a server has lost is named, before anything else.
func TestLossIsNamed(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	m := manager(t, s)
	open := func() error {
		store, err := jetstream.Open(t.Context(), jetstream.Options{URL: s.ClientURL(), Synced: true})
		if err == nil {
			_ = store.Close()
		}
		return err
	}
	if err := open(); err != nil {
		t.Fatal(err)
	}
	stream, err := m.Stream(t.Context(), "LEDGER-main")
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if _, err := m.Publish(t.Context(), "ledger.main", []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := stream.DeleteMsg(t.Context(), 3); err == nil {
		t.Fatal("a message could be deleted")
	}
	if err := stream.Purge(t.Context()); err == nil {
		t.Fatal("the stream could be purged")
	}
	c := stream.CachedInfo().Config
	c.MaxMsgs = 2 // what DenyDelete and DenyPurge do not stop
	c.Discard = js.DiscardOld
	if _, err := m.UpdateStream(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := open(); domain.CodeOf(err) != domain.Violation {
		t.Fatalf("limits: %v", err)
	}
	c.MaxMsgs, c.Discard = -1, js.DiscardNew
	if _, err := m.UpdateStream(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := open(); !errors.Is(err, eventstore.ErrLost) || !strings.Contains(err.Error(), "messages 1 to 3 are missing") {
		t.Fatalf("after the loss: %v", err)
	}
}

// The connection of the program, and whoever finds out its password, can add and read, and nothing else.
func TestConnectionCannotTakeAway(t *testing.T) {
	s := open(t, jetstream.Options{})
	if _, err := s.Append(t.Context(), 0, []byte("x")); err != nil {
		t.Fatal(err)
	}
	m, err := js.New(s.Conn(), js.WithDefaultTimeout(300*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := m.Stream(t.Context(), "LEDGER-main")
	if err != nil {
		t.Fatal(err)
	}
	c := stream.CachedInfo().Config
	c.Description = "another"
	_, update := m.UpdateStream(t.Context(), c)
	for name, err := range map[string]error{
		"delete the stream": m.DeleteStream(t.Context(), "LEDGER-main"), "purge": stream.Purge(t.Context()), "update": update,
		"delete a message": stream.DeleteMsg(t.Context(), 1), "delete the bucket": m.DeleteStream(t.Context(), "KV_keys-main"),
	} {
		if err == nil {
			t.Errorf("%s: done", name)
		}
	}
	if last, err := s.Last(t.Context()); last != 1 || err != nil {
		t.Fatalf("Last = %d, %v", last, err)
	}
	if nc, err := nats.Connect(s.URL()); err == nil {
		nc.Close()
		t.Fatal("a stranger came in")
	}
}

func TestKeys(t *testing.T) {
	dir := t.TempDir()
	s := open(t, jetstream.Options{Dir: dir})
	keys := s.Keys()
	const n = 1200
	ids, values := make([]uuid.UUID, n), make([][]byte, n)
	for i := range ids {
		ids[i] = uuid.New()
		values[i] = append([]byte("wrapped-"), ids[i].String()...)
	}
	if got, err := keys.Get(t.Context(), ids[:2]); err != nil || got[0] != nil || got[1] != nil {
		t.Fatalf("%q, %v", got, err)
	}
	if kept, err := keys.Create(t.Context(), ids[:n/2], values[:n/2]); err != nil || !same(kept, values[:n/2]) {
		t.Fatal(err)
	}
	others := make([][]byte, n)
	for i := range others {
		others[i] = []byte("another")
	}
	kept, err := keys.Create(t.Context(), ids, others)
	if err != nil || !same(kept[:n/2], values[:n/2]) || !same(kept[n/2:], others[n/2:]) {
		t.Fatal(err)
	}
	grave := []byte{0}
	for range 2 { // any number of times
		if err := keys.Replace(t.Context(), ids[0], grave); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := keys.Create(t.Context(), ids[:1], values[:1]); err != nil || !bytes.Equal(kept[0], grave) {
		t.Fatalf("%q, %v", kept, err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if holds(t, dir, values[0]) || !holds(t, dir, values[1]) {
		t.Fatal("the erased key can be read from the disk, or the other ones cannot")
	}
	s = open(t, jetstream.Options{Dir: dir})
	got, err := s.Keys().Get(t.Context(), ids)
	if err != nil || !bytes.Equal(got[0], grave) || !same(got[1:n/2], values[1:n/2]) || !same(got[n/2:], others[n/2:]) {
		t.Fatal(err)
	}
}

func same(a, b [][]byte) bool { return bytes.Equal(bytes.Join(a, []byte{0}), bytes.Join(b, []byte{0})) }

// holds says whether any file under dir has these bytes.
func holds(t *testing.T, dir string, what []byte) (found bool) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		found = found || bytes.Contains(data, what)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestTwoProcessesOnOneDirectory(t *testing.T) {
	dir := t.TempDir()
	s := open(t, jetstream.Options{Dir: dir})
	if _, err := s.Append(t.Context(), 0, []byte("x")); err != nil {
		t.Fatal(err)
	}
	out, err := child(t, "open", dir).CombinedOutput()
	if _, exited := errors.AsType[*exec.ExitError](err); !exited || !strings.Contains(string(out), "in use by another process (") {
		t.Fatalf("%v: %s", err, out)
	}
	if _, err := jetstream.Open(t.Context(), jetstream.Options{Dir: dir}); domain.CodeOf(err) != domain.Conflict {
		t.Fatalf("the same process: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := child(t, "open", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
