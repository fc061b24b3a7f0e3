package jetstream_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// cluster runs three NATS servers that know each other, as an operator would, and gives their address for clients.
func cluster(t testing.TB) (servers []*server.Server, address string) {
	t.Helper()
	var routes []*url.URL
	var listeners []net.Listener
	for range 3 { // the ports are asked for at once, so that they differ
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		listeners = append(listeners, l)
		routes = append(routes, &url.URL{Scheme: "nats", Host: l.Addr().String()})
	}
	var addresses []string
	for i, l := range listeners {
		l.Close()
		s, err := server.NewServer(&server.Options{
			ServerName: fmt.Sprintf("n%d", i+1), Host: "127.0.0.1", Port: server.RANDOM_PORT, NoSigs: true, NoLog: true,
			JetStream: true, StoreDir: t.TempDir(), SyncAlways: true, Routes: routes,
			Cluster: server.ClusterOpts{Name: "sovang", Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port},
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Start()
		t.Cleanup(func() { stop(s) })
		servers = append(servers, s)
	}
	for _, s := range servers {
		if !s.ReadyForConnections(30 * time.Second) {
			t.Fatal("a server of the cluster does not start")
		}
		addresses = append(addresses, s.ClientURL())
	}
	elected := time.After(30 * time.Second) // the servers tell nobody who leads them
	for look := time.NewTicker(10 * time.Millisecond); ; {
		for _, s := range servers {
			if s.JetStreamIsLeader() && len(s.JetStreamClusterPeers()) == 3 {
				look.Stop()
				return servers, strings.Join(addresses, ",")
			}
		}
		select {
		case <-look.C:
		case <-elected:
			t.Fatal("the cluster elects nobody")
		}
	}
}

// instance is what one process has of a shared book.
type instance struct {
	store  *jetstream.Store
	lease  *jetstream.Lease
	writer *eventstore.Writer
}

// A short term is waited for; a long one is for a test's own clock.
const (
	term = time.Second
	long = time.Minute
)

// join opens an instance; now is the clock of a lease that only moves by Step, nil one that lives by itself.
func join(t testing.TB, o jetstream.Options, now func() time.Time) *instance {
	t.Helper()
	o.Synced, o.Dir = true, t.TempDir()
	if o.Term == 0 {
		o.Term = term
	}
	n := &instance{store: open(t, o)}
	var err error
	if now != nil {
		n.lease, err = n.store.StillLease(t.Context(), now)
	} else {
		n.lease, err = n.store.Lease(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	if n.writer, err = eventstore.Open(t.Context(), n.store, eventstore.Options{Lease: n.lease}); err != nil {
		t.Fatal(err)
	}
	n.lease.Answer(n.writer.Answer)
	t.Cleanup(func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), 100*time.Millisecond)
		defer cancel()
		_ = n.writer.Close(last) // of one that died, what was under way has no answer
		n.lease.Close()
	})
	return n
}

// holds waits until the instance holds the lease.
func (n *instance) holds(t testing.TB) {
	t.Helper()
	for deadline := time.After(30 * time.Second); !n.lease.Mine(); {
		changed := n.lease.Changed()
		if n.lease.Mine() {
			return
		}
		select {
		case <-changed:
		case <-deadline:
			t.Fatal("the lease is not taken")
		}
	}
}

// accounts is what callers were told.
type accounts struct {
	mu     sync.Mutex
	answer map[int]uint64
	more   chan struct{}
}

// give has a gift decided by the instance, and by another one where that dies on the way: the same id, whoever is asked.
func (a *accounts) give(ctx context.Context, i int, ways ...*instance) error {
	var err error
	for _, n := range ways {
		var outcomes []eventstore.Outcome
		if outcomes, err = n.writer.Submit(ctx, storetest.Gift(1, 1000, i)); err != nil {
			continue
		}
		if outcomes[0].Err != nil {
			return outcomes[0].Err
		}
		a.mu.Lock()
		defer a.mu.Unlock()
		if first, ok := a.answer[i]; ok && first != outcomes[0].Number {
			return fmt.Errorf("gift %d was answered with entry %d, and now with %d", i, first, outcomes[0].Number)
		}
		a.answer[i] = outcomes[0].Number
		signal(a.more)
		return nil
	}
	return err
}

func (a *accounts) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.answer)
}

func (a *accounts) until(t testing.TB, n int) {
	t.Helper()
	for deadline := time.After(60 * time.Second); a.count() < n; {
		select {
		case <-a.more:
		case <-deadline:
			t.Fatalf("%d of %d gifts", a.count(), n)
		}
	}
}

// check compares what callers were told with the log: each gift once, in one order.
func (a *accounts) check(t testing.TB, log eventstore.Log) {
	t.Helper()
	numbers, free := storetest.Ledger(t, log)
	for i, number := range a.answer {
		if numbers[storetest.Gift(1, 1000, i).ID] != number {
			t.Fatalf("gift %d was answered with entry %d; in the log it is %d", i, number, numbers[storetest.Gift(1, 1000, i).ID])
		}
	}
	if got := free[storetest.FundID(1)]; got != int64(len(a.answer))*1000 || len(numbers) != len(a.answer)+3 {
		t.Fatalf("the fund holds %d in %d entries; answered were %d gifts", got, len(numbers), len(a.answer))
	}
}

// TestHolderDies: three instances on three NATS servers, all written to. The one that writes dies with its connections, then a NATS server; the others go on, and what had
// no answer is asked elsewhere.
func TestHolderDies(t *testing.T) {
	servers, address := cluster(t)
	var all []*instance
	for range 3 {
		all = append(all, join(t, jetstream.Options{URL: address, Replicas: 3}, nil))
	}
	all[0].lease.Stand()
	all[0].holds(t)
	storetest.Must(t, all[1].writer, storetest.Fund(1)...)
	told, stop := &accounts{answer: map[int]uint64{}, more: make(chan struct{}, 1)}, make(chan struct{})
	alone, die := context.WithCancel(t.Context())
	defer die()
	var callers sync.WaitGroup
	for c := range 12 {
		callers.Go(func() {
			for i := c; ; i += 12 {
				select {
				case <-stop:
					return
				default:
				}
				if n := all[c%3]; n != all[0] {
					if err := told.give(t.Context(), i, n); err != nil {
						t.Errorf("gift %d: %v", i, err)
						return
					}
				} else if err := told.give(alone, i, n); err != nil { // its callers are cut off, and ask another one
					if err := told.give(t.Context(), i, all[1]); err != nil {
						t.Errorf("gift %d, asked again: %v", i, err)
						return
					}
				}
			}
		})
	}
	told.until(t, 150)
	all[0].lease.Die()
	die()
	told.until(t, told.count()+150)
	if all[0].writer.Metrics.Answered.Load() == 0 || all[1].lease.Taken()+all[2].lease.Taken() == 0 {
		t.Errorf("%d answered for others by the first; taken %d and %d times by the others", all[0].writer.Metrics.Answered.Load(), all[1].lease.Taken(), all[2].lease.Taken())
	}
	x, y := &all[1].writer.Metrics, &all[2].writer.Metrics
	if conflicts, messages := x.Conflicts.Load()+y.Conflicts.Load(), x.Messages.Load()+y.Messages.Load(); conflicts > messages/4 {
		t.Errorf("%d conflicts, %d messages: the instances that are left do not work together", conflicts, messages)
	}
	servers[0].Shutdown()
	told.until(t, told.count()+150)
	close(stop)
	callers.Wait()
	told.check(t, all[1].store)
	t.Logf("%d gifts; forwarded %d and %d", told.count(), all[1].writer.Metrics.Forwarded.Load(), all[2].writer.Metrics.Forwarded.Load())
}

// TestHolderIsKilled: the one that writes is another process and is killed in the middle. Its lease ends by itself, and everything it acknowledged is there.
func TestHolderIsKilled(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	heir := join(t, jetstream.Options{URL: s.ClientURL()}, nil)
	c, lines := writing(t, s)
	told := &accounts{answer: map[int]uint64{}, more: make(chan struct{}, 1)}
	for lines.Scan() {
		i, number, _ := strings.Cut(lines.Text(), " ")
		n, err1 := strconv.Atoi(i)
		entry, err2 := strconv.ParseUint(number, 10, 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		told.answer[n] = entry
		if len(told.answer) == 200 {
			if err := c.Process.Kill(); err != nil { // what it wrote before is read to its end
				t.Fatal(err)
			}
		}
	}
	_ = c.Wait()
	heir.lease.Stand()
	acknowledged := len(told.answer)
	for i := range acknowledged + 4*64 { // those that were acknowledged, those that were under way, and new ones
		if err := told.give(t.Context(), i, heir); err != nil {
			t.Fatal(err)
		}
	}
	if heir.lease.Taken() != 1 {
		t.Errorf("taken %d times", heir.lease.Taken())
	}
	told.check(t, heir.store)
}

// writing starts another process that writes the book (childWrites), and gives what it says was acknowledged.
func writing(t *testing.T, s *server.Server) (*exec.Cmd, *bufio.Scanner) {
	c := child(t, "writes", t.TempDir(), "SOVANG_URL="+s.ClientURL())
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c, bufio.NewScanner(out)
}

// childWrites takes the lease and gives until it is killed, saying what was acknowledged.
func childWrites(dir string) error {
	ctx := context.Background()
	store, err := jetstream.Open(ctx, jetstream.Options{URL: os.Getenv("SOVANG_URL"), Synced: true, Dir: dir, Term: term})
	if err != nil {
		return err
	}
	lease, err := store.Lease(ctx)
	if err != nil {
		return err
	}
	w, err := eventstore.Open(ctx, store, eventstore.Options{Lease: lease})
	if err != nil {
		return err
	}
	lease.Answer(w.Answer)
	lease.Stand()
	if _, err := w.Submit(ctx, storetest.Fund(1)...); err != nil {
		return err
	}
	var next atomic.Int64
	failed := make(chan error)
	for range 8 {
		go func() {
			for {
				i := int(next.Add(1) - 1)
				outcomes, err := w.Submit(ctx, storetest.Gift(1, 1000, i))
				if err == nil {
					err = outcomes[0].Err
				}
				if err != nil {
					failed <- err
					return
				}
				_, _ = os.Stdout.WriteString(fmt.Sprintln(i, outcomes[0].Number))
			}
		}()
	}
	return <-failed
}

// clock is a test's own.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time { return time.Unix(0, c.at.Load()) }

func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }

func (n *instance) step(t testing.TB) {
	t.Helper()
	if err := n.lease.Step(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestTwoBelieve: one instance's clock stands still, as that of a machine does which is stopped and goes on, so that it believes in its lease after another has taken it.
// Both write, and others pass on to both. The fence alone keeps one order, in which every gift stands once.
func TestTwoBelieve(t *testing.T) {
	_, address := cluster(t)
	o := jetstream.Options{URL: address, Replicas: 3, Term: long}
	var frozen, running, late clock
	a, b := join(t, o, frozen.now), join(t, o, running.now)
	c := join(t, o, late.now) // will not have heard of b
	a.lease.Stand()
	a.step(t)
	c.step(t)
	b.lease.Stand()
	b.step(t)
	storetest.Must(t, a.writer, storetest.Fund(1)...)
	running.pass(long - 1)
	if b.step(t); b.lease.Mine() {
		t.Fatal("taken before its end")
	}
	running.pass(1)
	b.step(t)
	if !a.lease.Mine() || !b.lease.Mine() || c.lease.Mine() || c.lease.Holder() != a.lease.ID() {
		t.Fatalf("believe: %v, %v, %v", a.lease.Mine(), b.lease.Mine(), c.lease.Holder())
	}
	told := &accounts{answer: map[int]uint64{}, more: make(chan struct{}, 1)}
	for i, n := range []*instance{a, b, a} { // the last one behind the back of the one before
		if err := told.give(t.Context(), 1000+i, n); err != nil {
			t.Fatal(err)
		}
	}
	var callers sync.WaitGroup
	for k, n := range []*instance{a, b, c, a, b, c} {
		callers.Go(func() {
			for i := range 60 {
				i = i + 30*k // half of them are somebody else's too
				err := told.give(t.Context(), i, n)
				if (errors.Is(err, eventstore.ErrNobody) || errors.Is(err, eventstore.ErrUncertain)) && n == c {
					// One answer came too late, and c asks that holder no more before it renews. Nothing steps by itself here, so c looks now.
					if err = c.lease.Step(t.Context()); err == nil {
						err = told.give(t.Context(), i, n)
					}
				}
				if err != nil {
					t.Errorf("gift %d: %v", i, err)
				}
			}
		})
	}
	callers.Wait()
	told.check(t, a.store)
	if a.writer.Metrics.Entries.Load() == 0 || b.writer.Metrics.Entries.Load() == 0 || a.writer.Metrics.Conflicts.Load()+b.writer.Metrics.Conflicts.Load() == 0 {
		t.Error("the two did not write at once: this test shows nothing")
	}
	if c.writer.Metrics.Forwarded.Load() == 0 || c.writer.Metrics.Entries.Load() != 0 {
		t.Error("the third wrote by itself")
	}
	// The one that stood still finds out when it renews.
	if a.step(t); a.lease.Mine() || a.lease.Holder() != b.lease.ID() {
		t.Errorf("written by %q", a.lease.Holder())
	}
}

// TestTermOfALease: who holds it when, by nothing but clocks and steps.
func TestTermOfALease(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	var time1, time2 clock
	a := join(t, jetstream.Options{URL: s.ClientURL(), Term: long}, time1.now)
	b := join(t, jetstream.Options{URL: s.ClientURL(), Term: long}, time2.now)
	want := func(when string, mineA, mineB bool) {
		t.Helper()
		if a.lease.Mine() != mineA || b.lease.Mine() != mineB {
			t.Fatalf("%s: held by %v, %v; want %v, %v", when, a.lease.Mine(), b.lease.Mine(), mineA, mineB)
		}
	}
	a.step(t)
	want("nobody stands", false, false)
	a.lease.Stand()
	b.lease.Stand()
	a.step(t)
	b.step(t)
	want("the first to come", true, false)
	pass := func(d time.Duration) { time1.pass(d); time2.pass(d) }
	for range 5 {
		pass(long / 3)
		a.step(t)
		pass(long / 3)
		b.step(t)
		a.step(t)
		b.step(t)
		want("renewed", true, false)
	}
	pass(2 * long / 3)
	want("a third of the term before its end", false, false)
	b.step(t)
	want("its end is not there yet", false, false)
	a.step(t)
	want("renewed in time by who had it", true, false)
	b.step(t)
	pass(long)
	b.step(t)
	want("not renewed for a term", false, true)
	a.step(t)
	want("too late to renew", false, true)
	if err := b.lease.Leave(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.step(t)
	want("given back", true, false)
	if a.lease.Taken() != 2 || b.lease.Taken() != 1 {
		t.Errorf("taken %d and %d times", a.lease.Taken(), b.lease.Taken())
	}
	b.step(t)
	if pass(10 * long); b.lease.Holder() != "" {
		t.Errorf("written by %q", b.lease.Holder())
	}
	b.step(t)
	want("who has left does not come back", false, false)
}

// TestRenewalWithoutAnAck: a renewal was stored and its ack was lost; the holder finds its own, and counts from when it asked.
func TestRenewalWithoutAnAck(t *testing.T) {
	const term = 3 * time.Second // an answer is waited for two thirds of it
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	between := newWire(t, s.Addr().String())
	var at clock
	a := join(t, jetstream.Options{URL: "nats://" + between.listener.Addr().String(), Term: term}, at.now)
	a.lease.Stand()
	a.step(t)
	at.pass(term / 2)
	between.deaf.Store(true)
	if err := a.lease.Step(t.Context()); err == nil {
		t.Fatal("renewed without an answer")
	}
	between.deaf.Store(false)
	at.pass(term / 3)
	if a.lease.Mine() {
		t.Error("held after the end of what was acknowledged")
	}
	a.step(t)
	if !a.lease.Mine() || a.lease.Taken() != 1 {
		t.Errorf("its own renewal is taken for another's; taken %d times", a.lease.Taken())
	}
	at.pass(term / 3)
	if a.lease.Mine() {
		t.Error("counted from when the renewal was found, not from when it was asked for")
	}
}
