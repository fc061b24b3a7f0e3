package storetest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/eventstore"
)

func runWriter(t *testing.T, open func(testing.TB) eventstore.Log) {
	for _, law := range []struct {
		name  string
		check func(*testing.T, eventstore.Log)
	}{
		{"requests of one call are decided in order, up to a refusal", inOrder},
		{"a repeat is answered with the first result, other content refused", repeats},
		{"repeats are known after a restart", repeatsLater},
		{"many callers: every answer stands in the log once", manyCallers},
		{"two writers on one book lose and double nothing", twoWriters},
		{"an ack that is lost loses and doubles nothing", lostAcks},
		{"a refusal is made against what others wrote", refusalsAreCurrent},
		{"a dry run writes nothing and foretells", dryRun},
		{"a full log refuses, and goes on when there is room", fullLog},
		{"a caller who leaves changes nothing", leaving},
	} {
		t.Run(law.name, func(t *testing.T) { law.check(t, open(t)) })
	}
}

func writer(t *testing.T, log eventstore.Log) *eventstore.Writer {
	t.Helper()
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(context.WithoutCancel(t.Context())) })
	return w
}

// Must submits requests that are all accepted and gives the numbers of their entries.
func Must(t testing.TB, w *eventstore.Writer, requests ...ledger.Request) []uint64 {
	t.Helper()
	outcomes, err := w.Submit(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	numbers := make([]uint64, len(outcomes))
	for i, o := range outcomes {
		if o.Err != nil {
			t.Fatalf("request %d (%T): %v", i, requests[i].Command, o.Err)
		}
		numbers[i] = o.Number
	}
	return numbers
}

// Ledger reads a whole log and checks what always holds: sequences and numbers without gaps, no id twice, time that never runs
// backwards. It gives the number of each id's entry, and what the funds then hold.
func Ledger(t testing.TB, log eventstore.Log) (numbers map[uuid.UUID]uint64, free map[uuid.UUID]int64) {
	t.Helper()
	numbers, free = map[uuid.UUID]uint64{}, map[uuid.UUID]int64{}
	funds := map[domain.Stream]domain.State{}
	var last domain.Entry
	var sequence uint64
	for m, err := range log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		if sequence++; m.Sequence != sequence {
			t.Fatalf("message %d stands where %d belongs", m.Sequence, sequence)
		}
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				t.Fatal(err)
			}
			if e.Number != last.Number+1 || e.Recorded.Before(last.Recorded) {
				t.Fatalf("entry %d of %v after entry %d of %v", e.Number, e.Recorded, last.Number, last.Recorded)
			}
			if first, twice := numbers[e.ID]; twice {
				t.Fatalf("command %s made entry %d and entry %d", e.ID, first, e.Number)
			}
			numbers[e.ID], last = e.Number, e
			for _, c := range e.Changes {
				if c.Stream.Kind() != "fund" {
					continue
				}
				if funds[c.Stream] == nil {
					funds[c.Stream] = ledger.New(c.Stream)
				}
				for _, event := range c.Events {
					funds[c.Stream].Evolve(e.ID, event)
				}
			}
		}
	}
	for s, state := range funds {
		f := state.(*fund.Fund)
		id := uuid.MustParse(string(s)[len("fund/"):])
		if c := f.Compartments[fund.UnrestrictedIn(money.VND)]; c != nil {
			free[id] = c.Free.Len()
		}
	}
	return numbers, free
}

// stored checks that every accepted outcome stands in the log as the entry it names.
func stored(t *testing.T, log eventstore.Log, accepted map[uuid.UUID]uint64) map[uuid.UUID]int64 {
	t.Helper()
	numbers, free := Ledger(t, log)
	for id, number := range accepted {
		if numbers[id] != number {
			t.Fatalf("command %s was answered with entry %d; in the log it is %d", id, number, numbers[id])
		}
	}
	return free
}

func inOrder(t *testing.T, log eventstore.Log) {
	w := writer(t, log)
	requests := append(Fund(1), Gift(1, 1000, "a"), Gift(1, -1, "b"), Gift(1, 2000, "c"))
	outcomes, err := w.Submit(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		switch {
		case o.ID != requests[i].ID:
			t.Fatalf("outcome %d is of %s", i, o.ID)
		case i < 4 && (o.Err != nil || o.Number != uint64(i+1)):
			t.Fatalf("outcome %d: %+v", i, o)
		case i == 4 && domain.CodeOf(o.Err) != domain.Invalid:
			t.Fatalf("outcome %d: %+v", i, o)
		case i == 5 && !errors.Is(o.Err, eventstore.ErrNotAttempted):
			t.Fatalf("outcome %d: %+v", i, o)
		}
	}
	if free := stored(t, log, nil); free[FundID(1)] != 1000 {
		t.Fatalf("the fund holds %d", free[FundID(1)])
	}
	// More than one message holds, in one call.
	many := make([]ledger.Request, 2500)
	for i := range many {
		many[i] = Gift(1, 1, "many", i)
	}
	for i, n := range Must(t, w, many...) {
		if n != uint64(5+i) {
			t.Fatalf("request %d became entry %d", i, n)
		}
	}
	if free := stored(t, log, nil); free[FundID(1)] != 3500 {
		t.Fatalf("the fund holds %d", free[FundID(1)])
	}
}

func repeats(t *testing.T, log eventstore.Log) {
	w := writer(t, log)
	Must(t, w, Fund(1)...)
	gift := Gift(1, 500, "x")
	both, err := w.Submit(t.Context(), gift, gift)
	if err != nil || both[0].Repeated || !both[1].Repeated || both[0].Number != both[1].Number {
		t.Fatalf("%+v, %v", both, err)
	}
	other := Gift(1, 501, "x")
	wrong, err := w.Submit(t.Context(), other)
	if err != nil || domain.CodeOf(wrong[0].Err) != domain.Conflict {
		t.Fatalf("%+v, %v", wrong, err)
	}
	if free := stored(t, log, nil); free[FundID(1)] != 500 {
		t.Fatalf("the fund holds %d", free[FundID(1)])
	}
}

func repeatsLater(t *testing.T, log eventstore.Log) {
	w := writer(t, log)
	requests := append(Fund(1), Gift(1, 500, "x"))
	first := Must(t, w, requests...)
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Submit(t.Context(), requests...); !errors.Is(err, eventstore.ErrClosed) {
		t.Fatalf("a closed writer answers %v", err)
	}
	w = writer(t, log)
	outcomes, err := w.Submit(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if !o.Repeated || o.Number != first[i] {
			t.Fatalf("outcome %d: %+v, first %d", i, o, first[i])
		}
	}
}

// load has many callers send gifts to a few funds, some twice, and checks every answer against the log.
func load(t *testing.T, log eventstore.Log, writers []*eventstore.Writer, callers, each int) {
	t.Helper()
	const funds = 3
	for n := range funds {
		Must(t, writers[0], Fund(n)...)
	}
	var mu sync.Mutex
	accepted := map[uuid.UUID]uint64{}
	want := map[uuid.UUID]int64{}
	var wait sync.WaitGroup
	for c := range callers {
		wait.Go(func() {
			w := writers[c%len(writers)]
			for i := range each {
				n, dong := rand.IntN(funds), rand.Int64N(1000)+1
				gift := Gift(n, dong, c, i)
				for range 1 + i%2 {
					outcomes, err := w.Submit(t.Context(), gift)
					if err == nil {
						err = outcomes[0].Err
					}
					if err != nil {
						t.Errorf("caller %d, gift %d: %v", c, i, err)
						return
					}
					mu.Lock()
					if first, ok := accepted[gift.ID]; ok && first != outcomes[0].Number {
						t.Errorf("answered with entry %d, then %d", first, outcomes[0].Number)
					} else if !ok {
						accepted[gift.ID] = outcomes[0].Number
						want[FundID(n)] += dong
					}
					mu.Unlock()
				}
			}
		})
	}
	wait.Wait()
	free := stored(t, log, accepted)
	for id, dong := range want {
		if free[id] != dong {
			t.Fatalf("fund %s holds %d, given were %d", id, free[id], dong)
		}
	}
}

func manyCallers(t *testing.T, log eventstore.Log) {
	load(t, log, []*eventstore.Writer{writer(t, log)}, 32, 20)
}

func twoWriters(t *testing.T, log eventstore.Log) {
	load(t, log, []*eventstore.Writer{writer(t, log), writer(t, log)}, 16, 15)
}

// unsure loses answers: of an append that was stored, or by not passing it on at all.
type unsure struct {
	eventstore.Log
	mu   sync.Mutex
	dice *rand.Rand
}

func (u *unsure) Append(ctx context.Context, after uint64, data []byte) (uint64, error) {
	u.mu.Lock()
	die := u.dice.IntN(6)
	u.mu.Unlock()
	if die == 0 {
		return 0, eventstore.ErrUncertain
	}
	sequence, err := u.Log.Append(ctx, after, data)
	if die == 1 && err == nil {
		return 0, fmt.Errorf("%w: the ack of %d", eventstore.ErrUncertain, sequence)
	}
	return sequence, err
}

func lostAcks(t *testing.T, log eventstore.Log) {
	bad := &unsure{Log: log, dice: rand.New(rand.NewPCG(1, 2))}
	load(t, log, []*eventstore.Writer{writer(t, bad), writer(t, bad)}, 12, 10)
}

func refusalsAreCurrent(t *testing.T, log eventstore.Log) {
	one, two := writer(t, log), writer(t, log)
	Must(t, one, Fund(1)...)
	// The second writer has not seen the fund; its refusal would be wrong.
	Must(t, two, Gift(1, 700, "two"))
	Must(t, one, Gift(1, 300, "one"))
	again, err := two.Submit(t.Context(), Gift(1, 300, "one"))
	if err != nil || !again[0].Repeated {
		t.Fatalf("%+v, %v", again, err)
	}
	if free := stored(t, log, nil); free[FundID(1)] != 1000 {
		t.Fatalf("the fund holds %d", free[FundID(1)])
	}
}

func dryRun(t *testing.T, log eventstore.Log) {
	w := writer(t, log)
	Must(t, w, Fund(1)...)
	Must(t, w, Gift(1, 100, "before"))
	requests := []ledger.Request{Gift(1, 100, "before"), Gift(1, 101, "before"), Gift(1, 0, "bad"), Gift(1, 7, "new"), Gift(1, 7, "new"), Gift(1, 8, "newer")}
	before, _ := log.Last(t.Context())
	trials, err := w.DryRun(t.Context(), requests...)
	if err != nil {
		t.Fatal(err)
	}
	if after, _ := log.Last(t.Context()); after != before {
		t.Fatal("a dry run wrote")
	}
	for i, want := range []string{"4 true ", "0 false conflict", "0 false invalid", "5 false ", "5 true ", "6 false "} {
		if got := fmt.Sprint(trials[i].Number, " ", trials[i].Repeated, " ", domain.CodeOf(trials[i].Err)); got != want {
			t.Errorf("trial %d: %s, want %s", i, got, want)
		}
		if e := trials[i].Entry; trials[i].Err == nil && (e.Number != trials[i].Number || e.ID != requests[i].ID) {
			t.Errorf("trial %d: entry %d of %s", i, e.Number, e.ID)
		}
	}
	for i, r := range requests {
		outcomes, err := w.Submit(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if o := outcomes[0]; o.Number != trials[i].Number || o.Repeated != trials[i].Repeated || domain.CodeOf(o.Err) != domain.CodeOf(trials[i].Err) {
			t.Errorf("request %d: foretold %+v, became %+v", i, trials[i].Outcome, o)
		}
	}
}

// narrow is full while it is told to be.
type narrow struct {
	eventstore.Log
	mu   sync.Mutex
	full bool
}

func (n *narrow) Append(ctx context.Context, after uint64, data []byte) (uint64, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.full {
		return 0, eventstore.ErrFull
	}
	return n.Log.Append(ctx, after, data)
}

func (n *narrow) set(full bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.full = full
}

func fullLog(t *testing.T, log eventstore.Log) {
	disk := &narrow{Log: log}
	w := writer(t, disk)
	Must(t, w, Fund(1)...)
	disk.set(true)
	for i := range 3 {
		if outcomes, err := w.Submit(t.Context(), Gift(1, 10, i)); !errors.Is(err, eventstore.ErrFull) || !errors.Is(outcomes[0].Err, eventstore.ErrFull) {
			t.Fatalf("%+v, %v", outcomes, err)
		}
	}
	disk.set(false)
	for i := range 3 {
		Must(t, w, Gift(1, 10, i))
	}
	if free := stored(t, log, nil); free[FundID(1)] != 30 {
		t.Fatalf("the fund holds %d", free[FundID(1)])
	}
}

func leaving(t *testing.T, log eventstore.Log) {
	w := writer(t, log)
	Must(t, w, Fund(1)...)
	for i := range 50 {
		ctx, cancel := context.WithCancel(t.Context())
		go cancel()
		_, _ = w.Submit(ctx, Gift(1, 10, i))
	}
	var numbers []uint64
	for i := range 50 {
		numbers = append(numbers, Must(t, w, Gift(1, 10, i))...)
	}
	if free := stored(t, log, nil); free[FundID(1)] != 500 || len(numbers) != 50 {
		t.Fatalf("the fund holds %d", free[FundID(1)])
	}
}
