package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

// desk is a lease that another writer in the same process holds; fate says what becomes of the n-th question.
type desk struct {
	holder *eventstore.Writer
	fate   func(n int) error // before: ErrNobody; after: ErrUncertain
	asked  int
	seen   []string
	says   []byte // in place of the holder, where it is not nil
	limit  int

	patience time.Duration
	log      eventstore.Log // an empty one where nil
	nobody   atomic.Bool
}

func (d *desk) Mine() bool { return false }

func (d *desk) Held(ctx context.Context) (bool, error) {
	if d.nobody.Load() {
		<-ctx.Done()
	}
	if ctx.Err() != nil {
		return false, eventstore.ErrNobody
	}
	return false, nil
}

func (d *desk) Ask(ctx context.Context, question []byte) ([]byte, error) {
	d.asked++
	d.seen = append(d.seen, string(question))
	err := error(nil)
	if d.fate != nil {
		err = d.fate(d.asked)
	}
	if d.says != nil || errors.Is(err, eventstore.ErrNobody) {
		return d.says, err
	}
	answer := d.holder.Answer(ctx, question)
	if err == nil && answer == nil {
		err = eventstore.ErrUncertain
	}
	return answer, err
}

func (d *desk) MaxQuestion() int { return d.limit }

// behind opens a writer that passes on to another one over the same log, both with the same clock.
func behind(t *testing.T, d *desk, seal func(context.Context, []*ledger.Request) []error) *eventstore.Writer {
	t.Helper()
	if d.log == nil {
		d.log = &memory.Log{}
	}
	log, clock := d.log, func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }
	if d.limit == 0 {
		d.limit = 1 << 20
	}
	var err error
	if d.holder, err = eventstore.Open(t.Context(), log, eventstore.Options{Now: clock}); err != nil {
		t.Fatal(err)
	}
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{Now: clock, Lease: d, Seal: seal}.WithPatience(d.patience))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(w.Close(context.WithoutCancel(t.Context())), d.holder.Close(context.WithoutCancel(t.Context()))); err != nil {
			t.Error(err)
		}
	})
	return w
}

// calls is random requests in calls of several.
func calls(dice *rand.Rand) [][]ledger.Request {
	var all [][]ledger.Request
	for rest := requests(dice, 1000); len(rest) > 0; {
		n := min(len(rest), 1+dice.IntN(3))
		all, rest = append(all, rest[:n]), rest[n:]
	}
	return all
}

// TestForwarded: through another instance every outcome is what it would be here, refusals, repetitions and what was not attempted included; whatever is lost on the
// way, nothing is decided twice.
func TestForwarded(t *testing.T) {
	fates := map[string]func(int) error{
		"nothing is lost": nil,
		"every third question finds nobody": func(n int) error {
			if n%3 == 0 {
				return eventstore.ErrNobody
			}
			return nil
		},
		"every other answer is lost": func(n int) error {
			if n%2 == 1 {
				return eventstore.ErrUncertain
			}
			return nil
		},
	}
	for name, fate := range fates {
		t.Run(name, func(t *testing.T) {
			d := &desk{fate: fate}
			far := behind(t, d, nil)
			near, err := eventstore.Open(t.Context(), &memory.Log{}, eventstore.Options{Now: func() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }})
			if err != nil {
				t.Fatal(err)
			}
			defer near.Close(t.Context())
			accepted := 0
			for _, some := range calls(rand.New(rand.NewPCG(1, 2))) {
				got, err1 := far.Submit(t.Context(), some...)
				want, err2 := near.Submit(t.Context(), some...)
				if err1 != nil || err2 != nil {
					t.Fatal(err1, err2)
				}
				for i := range want {
					if got[i].ID != want[i].ID || got[i].Number != want[i].Number || got[i].Repeated != want[i].Repeated || !sameRefusal(got[i].Err, want[i].Err) {
						t.Fatalf("%T: through another instance %+v, here %+v", some[i].Command, got[i], want[i])
					}
					if want[i].Number > 0 && !want[i].Repeated {
						accepted++
					}
				}
			}
			stranger := storetest.Gift(0, 1000, "of a token of elsewhere")
			stranger.Within = uuid.New()
			got, err1 := far.Submit(t.Context(), stranger)
			want, err2 := near.Submit(t.Context(), stranger)
			if err1 != nil || err2 != nil || domain.CodeOf(got[0].Err) != domain.Denied || !sameRefusal(got[0].Err, want[0].Err) {
				t.Errorf("the bound of a token: %+v, %v; here %+v, %v", got, err1, want, err2)
			}
			if accepted < 50 || d.holder.Position() != (eventstore.Position{Sequence: d.holder.Position().Sequence, Entry: near.Position().Entry, Recorded: near.Position().Recorded}) {
				t.Errorf("%d accepted; the books end with %+v and %+v", accepted, d.holder.Position(), near.Position())
			}
			if far.Metrics.Entries.Load() != 0 || far.Known() != near.Position().Entry {
				t.Errorf("written here: %d, known: %d of %d", far.Metrics.Entries.Load(), far.Known(), near.Position().Entry)
			}
		})
	}
}

func sameRefusal(a, b error) bool {
	x, okA := errors.AsType[*domain.Error](a)
	y, okB := errors.AsType[*domain.Error](b)
	if okA && okB {
		return x.Code == y.Code && x.Message == y.Message && len(x.Fields) == len(y.Fields) && (len(x.Fields) == 0 || reflect.DeepEqual(x.Fields, y.Fields))
	}
	return !okA && !okB && errors.Is(a, b)
}

// TestForwardedSealed: nothing personal is on the way in the clear, the box arrives, and what cannot be sealed is refused in its turn.
func TestForwardedSealed(t *testing.T) {
	lost := uuid.NewSHA1(uuid.NameSpaceOID, []byte("lost"))
	seal := func(_ context.Context, rs []*ledger.Request) []error {
		errs := make([]error, len(rs))
		for i, r := range rs {
			c, ok := r.Command.(ledger.RegisterPeople)
			if !ok {
				continue
			}
			if c.People[0].Person == lost {
				errs[i] = domain.Errorf(domain.Invalid, "no name").On("people[0].card.name")
				continue
			}
			reg := c.People[0]
			reg.Card, reg.Sealed = person.Card{}, domain.Sealed{Box: []byte("box of " + reg.Code)}
			r.Command = ledger.RegisterPeople{People: []ledger.Registration{reg}}
		}
		return errs
	}
	d := &desk{}
	w := behind(t, d, seal)
	register := func(key string, id uuid.UUID) ledger.Request {
		return ledger.Request{ID: uuid.NewSHA1(uuid.NameSpaceOID, []byte(key)), Actor: "test", At: time.Date(2024, 2, 29, 1, 2, 3, 4000, time.FixedZone("", 7*3600)), Why: "đúng", Command: ledger.RegisterPeople{
			People: []ledger.Registration{{Person: id, Unit: storetest.Unit(0).Command.(ledger.FoundUnit).Unit, Kind: person.Individual, Code: key, Card: person.Card{Name: "Trần Thị Hiền"}}},
		}}
	}
	outcomes, err := w.Submit(t.Context(), storetest.Unit(0), register("a", uuid.New()), register("b", lost), register("c", uuid.New()))
	if err != nil {
		t.Fatal(err)
	}
	if outcomes[1].Err != nil || outcomes[1].Number != 2 || domain.CodeOf(outcomes[2].Err) != domain.Invalid || !errors.Is(outcomes[3].Err, eventstore.ErrNotAttempted) {
		t.Fatalf("%+v", outcomes)
	}
	if way := strings.Join(d.seen, ""); strings.Contains(way, "Hiền") || !strings.Contains(way, "boxes") {
		t.Errorf("on the way: %s", way)
	}
	trials, err := d.holder.DryRun(t.Context(), register("a", uuid.New()))
	if err != nil || domain.CodeOf(trials[0].Err) != domain.Conflict {
		t.Fatalf("%+v, %v", trials, err)
	}
	entry := trialOf(t, d.holder, "a")
	registered := entry.Changes[0].Events[0]
	if text := reflect.ValueOf(registered).FieldByName("Card").Interface().(domain.Sealed); string(text.Box) != "box of a" {
		t.Errorf("%s arrived", text.Box)
	}
	if !entry.At.Equal(time.Date(2024, 2, 28, 18, 2, 3, 4000, time.UTC)) || entry.Why != "đúng" {
		t.Errorf("%+v", entry)
	}
}

// trialOf finds an entry by its command's id.
func trialOf(t *testing.T, w *eventstore.Writer, key string) domain.Entry {
	t.Helper()
	id := uuid.NewSHA1(uuid.NameSpaceOID, []byte(key))
	trials, err := w.DryRun(t.Context(), ledger.Request{ID: id, Actor: "test", Command: storetest.Unit(0).Command})
	if err != nil || trials[0].Entry.ID != id {
		t.Fatalf("%+v, %v", trials, err)
	}
	return trials[0].Entry
}

// TestForwardedBounds: a call is passed on in parts, what is too large to be passed on is decided here, and so is what the other instance cannot read.
func TestForwardedBounds(t *testing.T) {
	d := &desk{limit: 1000}
	w := behind(t, d, nil)
	storetest.Must(t, w, storetest.Fund(0)...)
	d.asked = 0
	many := make([]ledger.Request, 1200)
	for i := range many {
		many[i] = storetest.Gift(0, 1000, i)
	}
	long := storetest.Gift(0, 1000, "long")
	long.Why = strings.Repeat("à", 490)
	many = append(append(many[:600:600], long), many[600:]...)
	for i, number := range storetest.Must(t, w, many...) {
		if number != uint64(4+i) {
			t.Fatalf("request %d is entry %d", i, number)
		}
	}
	for _, question := range d.seen {
		if len(question) > d.limit {
			t.Fatalf("a question of %d bytes", len(question))
		}
	}
	if here := w.Metrics.Entries.Load(); here != 1 || d.asked < 3 {
		t.Errorf("%d entries decided here, %d questions", here, d.asked)
	}
	if answer := d.holder.Answer(t.Context(), []byte(`{"id":"0192aaaa-0000-7000-8000-000000000001","actor":"test","command":"of.tomorrow","data":{}}`)); !strings.Contains(string(answer), "strange") {
		t.Errorf("of tomorrow: %s", answer)
	}
}

// TestNobodyWrites: a caller hears that nothing was written where that is certain, and that it is not known where it is not.
func TestNobodyWrites(t *testing.T) {
	for _, fate := range []error{eventstore.ErrNobody, eventstore.ErrUncertain} {
		d := &desk{patience: 50 * time.Millisecond}
		w := behind(t, d, nil)
		storetest.Must(t, w, storetest.Fund(0)...)
		d.fate = func(int) error { return fate }
		outcomes, err := w.Submit(t.Context(), storetest.Gift(0, 1000, "a"), storetest.Gift(0, 1000, "b"))
		if !errors.Is(err, fate) || len(outcomes) != 2 || !errors.Is(outcomes[0].Err, fate) || !errors.Is(outcomes[1].Err, fate) {
			t.Errorf("%v: %+v, %v", fate, outcomes, err)
		}
		d.fate = nil
		outcomes, err = w.Submit(t.Context(), storetest.Gift(0, 1000, "a"))
		if err != nil || outcomes[0].Number != 4 || outcomes[0].Repeated != errors.Is(fate, eventstore.ErrUncertain) {
			t.Errorf("%v, asked again: %+v, %v", fate, outcomes, err)
		}
	}
}

// TestHolderCannotLook: the instance that writes could not read what a decision needs; the one that passed it on hears that it may be asked again.
func TestHolderCannotLook(t *testing.T) {
	d := &desk{}
	w := behind(t, d, nil)
	storetest.Must(t, w, storetest.Fund(0)...)
	for end, want := range map[string]error{"away": eventstore.ErrAway, "of tomorrow": eventstore.ErrUncertain} {
		d.says = []byte(`{"end":"` + end + "\"}\n")
		outcomes, err := w.Submit(t.Context(), storetest.Gift(0, 1000, end))
		if !errors.Is(err, want) || len(outcomes) != 1 || !errors.Is(outcomes[0].Err, want) {
			t.Errorf("%s: %+v, %v", end, outcomes, err)
		}
	}
}

// remote is a log that can be away.
type remote struct {
	memory.Log
	away  atomic.Bool
	looks chan struct{} // a look found it away
}

func (r *remote) Last(ctx context.Context) (uint64, error) {
	if !r.away.Load() {
		return r.Log.Last(ctx)
	}
	select {
	case r.looks <- struct{}{}:
	default:
	}
	return 0, errors.New("away")
}

// TestLogIsAway: while the log itself does not answer, nobody can hold the lease; a request waits for it beyond all patience.
func TestLogIsAway(t *testing.T) {
	log := &remote{looks: make(chan struct{})}
	d := &desk{patience: 5 * time.Millisecond, log: log}
	w := behind(t, d, nil)
	storetest.Must(t, w, storetest.Fund(0)...)
	d.nobody.Store(true)
	log.away.Store(true)
	answered := make(chan error, 1)
	go func() {
		outcomes, err := w.Submit(t.Context(), storetest.Gift(0, 1000, "a"))
		if err == nil && (outcomes[0].Number != 4 || outcomes[0].Repeated) {
			err = fmt.Errorf("%+v", outcomes)
		}
		answered <- err
	}()
	for range 3 {
		select {
		case <-log.looks:
		case err := <-answered:
			t.Fatal("not waited for:", err)
		}
	}
	d.nobody.Store(false)
	log.away.Store(false)
	if err := <-answered; err != nil {
		t.Error(err)
	}
}
