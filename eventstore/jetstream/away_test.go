package jetstream_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats-server/v2/server"

	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// wire stands between a client and a server and can swallow what the server says.
type wire struct {
	listener net.Listener
	to       string
	deaf     atomic.Bool   // the server's bytes go nowhere
	accepted chan struct{} // holds one where a connection came since it was last looked
	mu       sync.Mutex
	conns    []net.Conn
}

func newWire(t *testing.T, to string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, to: to, accepted: make(chan struct{}, 1)}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go w.serve(c)
		}
	}()
	t.Cleanup(func() { l.Close(); w.cut() })
	return w
}

func (w *wire) serve(client net.Conn) {
	behind, err := net.Dial("tcp", w.to)
	if err != nil {
		client.Close()
		return
	}
	signal(w.accepted)
	w.mu.Lock()
	w.conns = append(w.conns, client, behind)
	w.mu.Unlock()
	go func() {
		_, _ = io.Copy(behind, client)
		behind.Close()
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := behind.Read(buffer)
		if err != nil {
			break
		}
		if w.deaf.Load() {
			continue
		}
		if _, err := client.Write(buffer[:n]); err != nil {
			break
		}
	}
	client.Close()
}

// cut ends all connections.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.conns {
		c.Close()
	}
	w.conns = nil
}

// givers give gifts, each the next one when the last is answered, until they are told to stop; then every answer must stand in the log.
type givers struct {
	stop   chan struct{}
	wait   sync.WaitGroup
	given  atomic.Int64
	mu     sync.Mutex
	answer map[int]uint64
}

func give(t *testing.T, w *eventstore.Writer, callers int) *givers {
	t.Helper()
	storetest.Must(t, w, storetest.Fund(1)...)
	g := &givers{stop: make(chan struct{}), answer: map[int]uint64{}}
	for c := range callers {
		g.wait.Go(func() {
			for i := c; ; i += callers {
				select {
				case <-g.stop:
					return
				default:
				}
				outcomes, err := w.Submit(context.WithoutCancel(t.Context()), storetest.Gift(1, 1000, i))
				if err == nil {
					err = outcomes[0].Err
				}
				if err != nil {
					t.Errorf("gift %d: %v", i, err)
					return
				}
				g.mu.Lock()
				g.answer[i] = outcomes[0].Number
				g.mu.Unlock()
				g.given.Add(1)
			}
		})
	}
	return g
}

// more waits for so many more gifts.
func (g *givers) more(t *testing.T, n int64) {
	t.Helper()
	deadline := time.After(60 * time.Second)
	for want := g.given.Load() + n; g.given.Load() < want; {
		select {
		case <-deadline:
			t.Fatal("the gifts do not go on")
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (g *givers) check(t *testing.T, log eventstore.Log) {
	t.Helper()
	close(g.stop)
	g.wait.Wait()
	numbers, free := storetest.Ledger(t, log)
	for i, number := range g.answer {
		if numbers[storetest.Gift(1, 1000, i).ID] != number {
			t.Fatalf("gift %d was answered with entry %d; in the log it is %d", i, number, numbers[storetest.Gift(1, 1000, i).ID])
		}
	}
	if got := free[storetest.FundID(1)]; got != int64(len(g.answer))*1000 {
		t.Fatalf("the fund holds %d, answered were %d gifts", got, len(g.answer))
	}
	t.Logf("%d gifts", len(g.answer))
}

// signal says that something has happened; saying it again before somebody listens adds nothing.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// sighted is the last message that a reader has seen; more says that it has seen another.
type sighted struct {
	atomic.Uint64
	more chan struct{}
}

// reader follows a log in the background and counts what it sees; it must see every message once.
func reader(t *testing.T, log eventstore.Log) (seen *sighted) {
	t.Helper()
	seen = &sighted{more: make(chan struct{}, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range log.Read(ctx, 1, true) {
			if err != nil {
				if ctx.Err() == nil {
					t.Errorf("the reader ended: %v", err)
				}
				return
			}
			if m.Sequence != seen.Load()+1 {
				t.Errorf("message %d after %d", m.Sequence, seen.Load())
			}
			seen.Store(m.Sequence)
			signal(seen.more)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return seen
}

func caughtUp(t *testing.T, seen *sighted, log eventstore.Log) {
	t.Helper()
	last, err := log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.After(60 * time.Second); seen.Load() < last; {
		select {
		case <-seen.more:
		case <-deadline:
			t.Fatalf("the reader has seen %d of %d messages", seen.Load(), last)
		}
	}
}

func writerOver(t *testing.T, log eventstore.Log) *eventstore.Writer {
	t.Helper()
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return w
}

// The server goes away and comes back while gifts come in: callers wait, nothing is lost or doubled.
func TestServerGoesAwayAndComesBack(t *testing.T) {
	dir := t.TempDir()
	s := outside(t, dir, server.RANDOM_PORT)
	port := s.Addr().(*net.TCPAddr).Port
	store := open(t, jetstream.Options{URL: s.ClientURL(), Synced: true, Dir: t.TempDir(), Timeout: time.Hour}) // nobody waits for answers that cannot come
	seen := reader(t, store)
	g := give(t, writerOver(t, store), 8)
	for range 3 {
		g.more(t, 200)
		stop(s)
		s = outside(t, dir, port)
	}
	g.more(t, 200)
	g.check(t, store)
	caughtUp(t, seen, store)
}

// Acks are lost, and connections break, while the server itself goes on storing.
func TestAcksAreLostOnTheWay(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	between := newWire(t, s.Addr().String())
	store := open(t, jetstream.Options{URL: "nats://" + between.listener.Addr().String(), Synced: true, Dir: t.TempDir(), Timeout: 300 * time.Millisecond})
	w := writerOver(t, store)
	g := give(t, w, 8)
	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	for n := range rounds {
		g.more(t, 100)
		unanswered := w.Metrics.Retries.Load()
		select { // a connection of before
		case <-between.accepted:
		default:
		}
		between.deaf.Store(true)
		if n%2 == 0 {
			for w.Metrics.Retries.Load() == unanswered { // what was published is stored, and its ack went nowhere
				time.Sleep(time.Millisecond) // a counter tells nobody that it has moved
			}
			between.cut()
		} else {
			<-between.accepted // the connection looks sound and only the answers stay away, until the client makes a new one
		}
		between.deaf.Store(false)
	}
	g.more(t, 100)
	g.check(t, store)
}

// Two instances with a server elsewhere and a writer each, on one book: slow is allowed, wrong is not.
func TestTwoInstancesOnOneServer(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	var stores [2]*jetstream.Store
	var givers [2]*givers
	for i := range stores {
		stores[i] = open(t, jetstream.Options{URL: s.ClientURL(), Synced: true, Dir: t.TempDir()})
		givers[i] = give(t, writerOver(t, stores[i]), 4) // the same gifts through both: each is one donation
	}
	for _, g := range givers {
		g.more(t, 300)
	}
	for _, g := range givers {
		close(g.stop)
		g.wait.Wait()
	}
	numbers, free := storetest.Ledger(t, stores[0])
	distinct := map[int]uint64{}
	for _, g := range givers {
		for i, number := range g.answer {
			if distinct[i] != 0 && distinct[i] != number || numbers[storetest.Gift(1, 1000, i).ID] != number {
				t.Fatalf("gift %d: entry %d and entry %d", i, distinct[i], number)
			}
			distinct[i] = number
		}
	}
	if got := free[storetest.FundID(1)]; got != int64(len(distinct))*1000 {
		t.Fatalf("the fund holds %d, answered were %d gifts", got, len(distinct))
	}
}

// TestAwayIsSaid: what cannot be read because the server is gone is marked as such, and is read again when it is back.
func TestAwayIsSaid(t *testing.T) {
	dir := t.TempDir()
	s := outside(t, dir, server.RANDOM_PORT)
	store := open(t, jetstream.Options{URL: s.ClientURL(), Synced: true, Dir: t.TempDir()})
	asks := map[string]func() error{
		"keys":  func() error { _, err := store.Keys().Get(t.Context(), []uuid.UUID{uuid.New()}); return err },
		"ids":   func() error { _, err := store.Tokens().IDs(t.Context()); return err },
		"a key": func() error { return store.Keys().Replace(t.Context(), uuid.New(), []byte("x")) },
		"new key": func() error {
			_, err := store.Keys().Create(t.Context(), []uuid.UUID{uuid.New()}, [][]byte{{1}})
			return err
		},
		"the end": func() error { _, err := store.Last(t.Context()); return err },
	}
	for what, ask := range asks {
		if err := ask(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	port := s.Addr().(*net.TCPAddr).Port
	stop(s)
	for what, ask := range asks {
		if err := ask(); !errors.Is(err, eventstore.ErrAway) {
			t.Errorf("%s, without a server: %v", what, err)
		}
	}
	outside(t, dir, port)
	for deadline := time.Now().Add(20 * time.Second); ; {
		_, err := store.Last(t.Context())
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
