package jetstream_test

import (
	"bufio"
	"errors"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"sovang/eventstore/jetstream"
	"sovang/eventstore/storetest"
)

// hears takes in what another process says was acknowledged, until that ends.
func (a *accounts) hears(t testing.TB, lines *bufio.Scanner) {
	for lines.Scan() {
		i, number, _ := strings.Cut(lines.Text(), " ")
		n, err1 := strconv.Atoi(i)
		entry, err2 := strconv.ParseUint(number, 10, 64)
		if err := errors.Join(err1, err2); err != nil {
			t.Error(err)
			return
		}
		a.mu.Lock()
		if first, ok := a.answer[n]; ok && first != entry {
			t.Errorf("gift %d was answered with entry %d, and elsewhere with %d", n, first, entry)
		}
		a.answer[n] = entry
		a.mu.Unlock()
		signal(a.more)
	}
}

// TestHolderIsStopped: the one that writes is another process, which is stopped for longer than its lease, as a machine that is overloaded does, and goes on in the
// middle of what it was doing. By then another has written, among other things what the first had under way. Both tell the same of every gift, and each stands once.
func TestHolderIsStopped(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	heir := join(t, jetstream.Options{URL: s.ClientURL()}, nil)
	c, lines := writing(t, s)
	told := &accounts{answer: map[int]uint64{}, more: make(chan struct{}, 1)}
	var hearing sync.WaitGroup
	hearing.Go(func() { told.hears(t, lines) })
	told.until(t, 100)
	if err := c.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	heir.lease.Stand()
	heir.holds(t)
	from := told.count()
	for i := range from + 200 { // what is acknowledged, what was under way, and what the other will ask for itself
		if err := told.give(t.Context(), i, heir); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	told.until(t, told.count()+200) // it goes on past what the heir has given
	if heir.writer.Metrics.Answered.Load() == 0 {
		t.Error("who was stopped does not pass on what it is asked")
	}
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	hearing.Wait()
	_ = c.Wait()
	for i := range told.count() + 2*8 { // those without an answer; it had eight callers
		if err := told.give(t.Context(), i, heir); err != nil {
			t.Fatal(err)
		}
	}
	told.check(t, heir.store)
}

// TestHolderIsCutOff: the way from the one that writes to NATS breaks, and only that. The other takes over and writes; who is cut off writes nothing and says nothing
// until the way is back, and then what its callers asked stands once.
func TestHolderIsCutOff(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	way := newWire(t, s.Addr().String())
	a := join(t, jetstream.Options{URL: "nats://" + way.listener.Addr().String(), Timeout: 300 * time.Millisecond}, nil)
	b := join(t, jetstream.Options{URL: s.ClientURL()}, nil)
	a.lease.Stand()
	a.holds(t)
	storetest.Must(t, b.writer, storetest.Fund(1)...)
	told, stop := &accounts{answer: map[int]uint64{}, more: make(chan struct{}, 1)}, make(chan struct{})
	var callers sync.WaitGroup
	for k, n := range []*instance{a, b, a, b, a, b} {
		callers.Go(func() {
			for i := k; ; i += 6 {
				select {
				case <-stop:
					return
				default:
				}
				if err := told.give(t.Context(), i, n); err != nil {
					t.Errorf("gift %d: %v", i, err)
					return
				}
			}
		})
	}
	told.until(t, 100)
	way.deaf.Store(true)
	way.cut()
	b.holds(t)
	if a.lease.Mine() {
		t.Error("who is cut off believes in its lease for longer than it holds")
	}
	written := a.writer.Metrics.Entries.Load()
	told.until(t, told.count()+100)
	if got := a.writer.Metrics.Entries.Load(); got != written {
		t.Errorf("cut off, it wrote %d entries", got-written)
	}
	way.deaf.Store(false)
	way.cut() // connections that were made meanwhile have missed what the server said
	forwarded := a.writer.Metrics.Forwarded.Load()
	for deadline := time.After(60 * time.Second); a.writer.Metrics.Forwarded.Load() < forwarded+10; {
		select {
		case <-told.more:
		case <-deadline:
			t.Fatal("who was cut off does not come back")
		}
	}
	close(stop)
	callers.Wait()
	told.check(t, b.store)
}

// TestServerLagsBehind: a server that has not heard of the last renewal shows a holder of before; who that was does not take it for its lease.
func TestServerLagsBehind(t *testing.T) {
	s := outside(t, t.TempDir(), server.RANDOM_PORT)
	var at clock
	a := join(t, jetstream.Options{URL: s.ClientURL(), Term: long}, at.now)
	b := join(t, jetstream.Options{URL: s.ClientURL(), Term: long}, at.now)
	a.lease.Stand()
	b.lease.Stand()
	a.step(t)
	b.step(t)
	at.pass(long)
	b.step(t)
	at.pass(1)
	if a.step(t); a.lease.Mine() || !b.lease.Mine() {
		t.Fatal("not taken over")
	}
	if a.lease.Saw(a.lease.ID(), 1); a.lease.Mine() {
		t.Error("it holds what another has taken")
	}
	if a.step(t); a.lease.Holder() != b.lease.ID() {
		t.Errorf("written by %q", a.lease.Holder())
	}
}
