package projections_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

func (b *book) gift(amount int64) uuid.UUID {
	return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: id("fund", 1), Donor: id("person", 1), Amount: money.Dong(amount), Place: "cash"}})
}

func small(tb testing.TB) *book {
	b := newBook(tb)
	b.found(1)
	b.people(3)
	b.gift(1_000_000)
	return b
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// TestWait: who wrote sees what they wrote, entry after entry.
func TestWait(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		p := b.project(t, open(t), projections.Options{})
		for n := range int64(30) {
			gift := b.gift(1000 + n)
			b.caughtUp(t, p)
			d, err := p.Reader().Donation(t.Context(), gift, projections.AsOf{})
			if err != nil || d.Amount != 1000+n {
				t.Fatalf("gift %d: %+v, %v", n, d, err)
			}
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		if err := p.Wait(ctx, 1<<40); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for what never comes: %v", err)
		}
	})
}

// TestIndex: the writer finds entries, streams and places in the log through the read side.
func TestIndex(t *testing.T) {
	b := history(t, 5, 200)
	p := b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{})
	x := p.Index()
	streams, sharing := map[domain.Stream][]uint64{}, map[string][]uint64{}
	for m, err := range b.log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		i := 0
		for e := range eventstore.Entries(m) {
			if n, ok, err := x.Accepted(t.Context(), e.ID); err != nil || !ok || n != e.Number {
				t.Fatalf("%s is entry %d: %d, %v, %v", e.ID, e.Number, n, ok, err)
			}
			if at, err := x.Locate(t.Context(), e.Number); err != nil || at != (eventstore.Location{Sequence: m.Sequence, Index: i}) {
				t.Fatalf("entry %d: %+v, %v", e.Number, at, err)
			}
			for _, c := range e.Changes {
				streams[c.Stream] = append(streams[c.Stream], e.Number)
				if _, id, named := strings.Cut(string(c.Stream), "/"); named && !resident(c.Stream) && !slices.Contains(sharing[id], e.Number) {
					sharing[id] = append(sharing[id], e.Number)
				}
			}
			i++
		}
	}
	for s, want := range streams {
		if resident(s) {
			continue
		}
		if _, id, named := strings.Cut(string(s), "/"); named { // a child has the id of the person: what is found may be about either
			want = sharing[id]
		}
		if got, err := x.StreamEntries(t.Context(), s); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, %v; want %v", s, got, err, want)
		}
	}
	if _, ok, err := x.Accepted(t.Context(), uuid.New()); ok || err != nil {
		t.Error("an id that nobody ever used is accepted", err)
	}
	if n, err := x.StreamEntries(t.Context(), "slot/"+domain.Stream(uuid.NewString())); len(n) != 0 || err != nil {
		t.Error("a slot that was never opened has entries", n, err)
	}
	if _, err := x.Locate(t.Context(), p.Reached()+1); domain.CodeOf(err) != domain.NotFound {
		t.Error(err)
	}
}

// TestLocateAtOnce: rows are there a moment before it is told that they are. Whoever was given the number of an entry by them finds where it stands: the state of
// a child is asked for while the entry about the person of that id is being written.
func TestLocateAtOnce(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		store := open(t)
		p := b.project(t, store, projections.Options{})
		slow, err := projections.Open(t.Context(), store, b.log, projections.Options{Vault: b.vault})
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		gift := b.gift(5)
		b.caughtUp(t, p)
		number, ok, err := slow.Index().Accepted(t.Context(), gift)
		if err != nil || !ok || number <= slow.Reached() {
			t.Fatalf("entry %d, %v, where %d was told: %v; the test shows nothing", number, ok, slow.Reached(), err)
		}
		want, err := p.Index().Locate(t.Context(), number)
		if at, late := slow.Index().Locate(t.Context(), number); err != nil || late != nil || at != want {
			t.Errorf("entry %d stands at %+v (%v), not at %+v (%v)", number, want, err, at, late)
		}
		if _, err := slow.Index().Locate(t.Context(), number+1); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("an entry that was never written: %v", err)
		}
	})
}

// TestRestart: a projector that begins again in the middle, at every hundredth entry, ends with the same reports as one that never
// stopped, and a rebuild with the same again.
func TestRestart(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 8, 500)
		f := factsOf(t, b.log)
		store := open(t)
		for n := uint64(20); n < f.last; n += 100 {
			part := *b
			part.log = until(t, b.log, n)
			p, err := projections.Open(t.Context(), store, part.log, projections.Options{Vault: b.vault, Batch: 9})
			if err != nil {
				t.Fatal(err)
			}
			run(t, p, n)
		}
		p := b.project(t, store, projections.Options{})
		stepwise := reports(t, p.Reader(), f, projections.AsOf{})
		same(t, "restarted and built in one go", stepwise, reports(t, b.built(t), f, projections.AsOf{}))
		if err := p.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		same(t, "restarted and rebuilt", stepwise, reports(t, p.Reader(), f, projections.AsOf{}))
	})
}

// run runs a projector until it has reached an entry, and ends it.
func run(t *testing.T, p *projections.Projector, entry uint64) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- p.Run(ctx) }()
	if err := p.Wait(t.Context(), entry); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestInstances: of several instances on one PostgreSQL one writes and all see the same.
func TestInstances(t *testing.T) {
	b := history(t, 9, 60)
	server := pgtest.Shared(t)
	dsn := server.Database(t)
	first := b.project(t, postgres(t, dsn), projections.Options{Batch: 3, Log: quiet()})
	var rest []*projections.Projector
	for range 3 {
		rest = append(rest, b.project(t, postgres(t, dsn), projections.Options{Batch: 3, Log: quiet(), Poll: time.Millisecond}))
	}
	for range 200 {
		b.gift(7)
	}
	for _, p := range append(rest, first) {
		b.caughtUp(t, p)
	}
	f := factsOf(t, b.log)
	want := reports(t, b.built(t), f, projections.AsOf{})
	for _, p := range append(rest, first) {
		same(t, "one of four", want, reports(t, p.Reader(), f, projections.AsOf{}))
	}
}

// TestRebuildWhileWriting: a rebuild beside a projector that goes on, with readers all the while, never shows less than was shown.
func TestRebuildWhileWriting(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		store := open(t)
		p := b.project(t, store, projections.Options{Log: quiet()})
		r := p.Reader()
		ctx, cancel := context.WithCancel(t.Context())
		var wait sync.WaitGroup
		wait.Go(func() {
			seen := uint64(0)
			for ctx.Err() == nil {
				got, err := r.Balances(t.Context(), projections.BalancesQuery{})
				if err != nil {
					t.Error(err)
					return
				}
				if got.AsOf.Entry < seen {
					t.Errorf("entry %d was seen, and then only %d", seen, got.AsOf.Entry)
				}
				seen = got.AsOf.Entry
			}
		})
		wait.Go(func() {
			for range 4 {
				err := projections.ErrRebuilding // the first one may not have ended yet
				for errors.Is(err, projections.ErrRebuilding) {
					err = p.Rebuild(t.Context(), nil)
				}
				if err != nil {
					t.Error(err)
				}
			}
			cancel()
		})
		for ctx.Err() == nil {
			b.gift(11)
			b.caughtUp(t, p)
		}
		wait.Wait()
		f := factsOf(t, b.log)
		same(t, "after four rebuilds", reports(t, b.built(t), f, projections.AsOf{}), reports(t, r, f, projections.AsOf{}))
		if err := store.Sweep(t.Context(), time.Now().Add(48*time.Hour), time.Minute); err != nil {
			t.Error(err)
		}
		same(t, "after a sweep", reports(t, b.built(t), f, projections.AsOf{}), reports(t, r, f, projections.AsOf{}))
	})
}

// TestPeople: names are found however they are typed, codes by their beginning, in one order on both databases.
func TestPeople(t *testing.T) {
	b := newBook(t)
	b.found(1)
	var list []ledger.Registration
	for i, name := range []string{"Đặng Thị Hoà", "dang van Hòa", "Lê Ước", "lê-ước", "Ánh", "Y Bhin Niê"} {
		list = append(list, ledger.Registration{Person: id("p", i), Unit: id("unit", 1), Kind: person.Individual, Code: []string{"B-1", "b-2", "B_3", "A-4", "Đ5", "a-6"}[i],
			Card: person.Card{Name: name}})
	}
	b.must(ledger.RegisterPeople{People: list})
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		r := b.project(t, open(t), projections.Options{}).Reader()
		for search, want := range map[string]string{
			"HOA": "Đặng Thị Hoà, dang van Hòa", "đặng": "Đặng Thị Hoà, dang van Hòa", "b-": "Đặng Thị Hoà, dang van Hòa", "B-2": "dang van Hòa",
			"le uoc": "Lê Ước", "anh": "Ánh", "Đ5": "Ánh", "nie": "Y Bhin Niê", "%": "Ánh, Đặng Thị Hoà, dang van Hòa, lê-ước, Y Bhin Niê, Lê Ước", "không": "",
		} {
			found, err := r.People(t.Context(), projections.PeopleQuery{Search: search})
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, p := range found {
				names = append(names, p.Name)
			}
			if got := strings.Join(names, ", "); got != want {
				t.Errorf("%q finds %s; want %s", search, got, want)
			}
		}
		if who, err := r.PersonNamed(t.Context(), "B-1"); err != nil || who != id("p", 0) {
			t.Error(who, err)
		}
	})
}

// TestStop: a gap, and a fact that nobody knows, stop the projector with the entry's name; what was read until then is served.
func TestStop(t *testing.T) {
	b := small(t)
	unknown := fmt.Appendf(nil, `{"n":%d,"id":%q,"digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","at":"2024-09-02T00:00:00.000000Z","recorded":"2024-09-02T00:00:00.000000Z","actor":"x","changes":[{"stream":"fund/%s","events":[{"type":"fund.teleported","v":1,"data":{}}]}]}`+"\n",
		b.writer.Position().Entry+1, uuid.New(), id("fund", 1))
	for name, add := range map[string]func(*memory.Log) eventstore.Log{
		"fund.teleported": func(l *memory.Log) eventstore.Log {
			last, _ := l.Last(t.Context())
			if _, err := l.Append(t.Context(), last, unknown); err != nil {
				t.Fatal(err)
			}
			return l
		},
		"something is missing": func(l *memory.Log) eventstore.Log { return gap{l, 5} },
	} {
		log := add(until(t, b.log, b.writer.Position().Entry))
		p, err := projections.Open(t.Context(), readdb.SQLite(t.TempDir(), projections.Version), until(t, b.log, 4), projections.Options{Vault: b.vault})
		if err != nil {
			t.Fatal(err)
		}
		_ = p.Close()
		store := readdb.SQLite(t.TempDir(), projections.Version)
		first, err := projections.Open(t.Context(), store, until(t, b.log, 4), projections.Options{Vault: b.vault})
		if err != nil {
			t.Fatal(err)
		}
		run(t, first, 4)
		p, err = projections.Open(t.Context(), store, log, projections.Options{Vault: b.vault, Log: quiet()})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Run(t.Context()); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
		if err := p.Wait(t.Context(), 1<<40); err == nil {
			t.Error("waiting for a projector that stopped ends well")
		}
		if got, err := p.Reader().Balances(t.Context(), projections.BalancesQuery{}); err != nil || got.AsOf.Entry < 4 {
			t.Errorf("%s: %+v, %v", name, got.AsOf, err)
		}
		_ = p.Close()
	}
}

// TestLogThatLostItsEnd: a log that ends before what was read of it, or goes on otherwise, is not followed.
func TestLogThatLostItsEnd(t *testing.T) {
	b := small(t)
	end := b.writer.Position().Entry
	other := small(t)
	other.gift(5)
	for name, log := range map[string]*memory.Log{"shorter": until(t, b.log, end-1), "other": func() *memory.Log {
		l := until(t, b.log, end-1)
		raw, err := other.log.Get(t.Context(), end+1)
		if err != nil {
			t.Fatal(err)
		}
		last, _ := l.Last(t.Context())
		if _, err := l.Append(t.Context(), last, raw.Data); err != nil {
			t.Fatal(err)
		}
		return l
	}()} {
		store := readdb.SQLite(t.TempDir(), projections.Version)
		first, err := projections.Open(t.Context(), store, b.log, projections.Options{Vault: b.vault})
		if err != nil {
			t.Fatal(err)
		}
		run(t, first, end)
		p, err := projections.Open(t.Context(), store, log, projections.Options{Vault: b.vault, Log: quiet()})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Run(t.Context()); !errors.Is(err, eventstore.ErrLost) {
			t.Errorf("%s: %v", name, err)
		}
		_ = p.Close()
	}
}

// gap is a log that leaves one message out.
type gap struct {
	eventstore.Log
	missing uint64
}

// Read leaves out the missing message.
func (g gap) Read(ctx context.Context, from uint64, follow bool) iter.Seq2[eventstore.Message, error] {
	return func(yield func(eventstore.Message, error) bool) {
		for m, err := range g.Log.Read(ctx, from, follow) {
			if m.Sequence != g.missing && !yield(m, err) {
				return
			}
		}
	}
}

// TestPostgresGoneAndBack: the projector goes on where it was when the database comes back after a crash.
func TestPostgresGoneAndBack(t *testing.T) {
	b := small(t)
	server := pgtest.Start(t)
	p := b.project(t, postgres(t, server.Database(t)), projections.Options{Log: quiet()})
	for range 3 {
		server.Stop()
		if err := p.Ready(t.Context()); !errors.Is(err, eventstore.ErrAway) {
			t.Errorf("without its database the read side says of itself: %v", err)
		}
		if _, err := p.Reader().Balances(t.Context(), projections.BalancesQuery{}); !readdb.Away(err) {
			t.Errorf("without its database a report says: %v", err)
		}
		if _, _, err := p.Index().Accepted(t.Context(), id("gift", 1)); !errors.Is(err, eventstore.ErrAway) {
			t.Errorf("without its database the writer hears: %v", err)
		}
		b.gift(13)
		if err := server.Run(); err != nil {
			t.Fatal(err)
		}
		b.gift(17)
		b.caughtUp(t, p)
		if err := p.Ready(t.Context()); err != nil {
			t.Error(err)
		}
	}
	f := factsOf(t, b.log)
	same(t, "after three crashes", reports(t, b.built(t), f, projections.AsOf{}), reports(t, p.Reader(), f, projections.AsOf{}))
}

// TestAsOf reads what people write after --as-of.
func TestAsOf(t *testing.T) {
	b := small(t)
	b.days(10)
	b.gift(1)
	r := b.built(t)
	last := b.writer.Position().Entry
	for text, want := range map[string]uint64{
		"": last, "3": 3, "#3": 3, "2024-09-01": last - 1, "10/09/2024": last - 1, "2024-09-11": last, "2024-09-01T08:00:03+07:00": 3,
	} {
		if got, err := r.AsOf(t.Context(), text); err != nil || got.Entry != want {
			t.Errorf("%q: %+v, %v; want %d", text, got, err, want)
		}
	}
	for text, code := range map[string]domain.Code{"0": domain.Invalid, "hôm qua": domain.Invalid, "99999": domain.NotFound, "2023-01-01": domain.NotFound} {
		if _, err := r.AsOf(t.Context(), text); domain.CodeOf(err) != code {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestNothingYet: a report before anything was built says what to do.
func TestNothingYet(t *testing.T) {
	if _, err := projections.OpenReader(t.Context(), readdb.SQLiteReadOnly(t.TempDir(), projections.Version)); domain.CodeOf(err) != domain.NotFound {
		t.Error(err)
	}
}

// TestReadOnly: reports beside a running projector see what it wrote.
func TestReadOnly(t *testing.T) {
	b := small(t)
	dir := t.TempDir()
	p := b.project(t, readdb.SQLite(dir, projections.Version), projections.Options{})
	r, err := projections.OpenReader(t.Context(), readdb.SQLiteReadOnly(dir, projections.Version))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	gift := b.gift(99)
	b.caughtUp(t, p)
	if d, err := r.Donation(t.Context(), gift, projections.AsOf{}); err != nil || d.Amount != 99 {
		t.Errorf("%+v, %v", d, err)
	}
}

// resident are the streams that a writer always has in memory: nobody asks for their entries.
func resident(s domain.Stream) bool {
	return s.Kind() == "unit" || s.Kind() == "fund" || s.Kind() == "staff"
}
