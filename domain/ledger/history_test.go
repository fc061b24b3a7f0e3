package ledger_test

import (
	"bytes"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/domain/unit"
)

// A book without a log: states and entries in maps. Events go through the catalog's JSON on their way, as they would through a log.
type book struct {
	states  map[domain.Stream]domain.State
	entries map[uuid.UUID]domain.Entry
	number  uint64
	spoil   func(domain.Event) domain.Event // plants a fault
}

func newBook() *book {
	return &book{states: map[domain.Stream]domain.State{}, entries: map[uuid.UUID]domain.Entry{}}
}

func (b *book) State(s domain.Stream) domain.State {
	if b.states[s] == nil {
		b.states[s] = ledger.New(s)
	}
	return b.states[s]
}

func (b *book) Each(kind string) iter.Seq2[domain.Stream, domain.State] {
	return ledger.Each(b.states, kind)
}

func (b *book) Entry(id uuid.UUID) (domain.Entry, bool) {
	e, ok := b.entries[id]
	return e, ok
}

var recorded = time.Date(2024, 11, 20, 3, 0, 0, 0, time.UTC)

// id makes the ids of a history: the same ones whenever it is told again.
func id(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "history/", n)) }

func (b *book) do(command ledger.Command) (domain.Entry, error) {
	b.number++
	request := ledger.Request{ID: id(int(b.number)), Actor: "thủ quỹ", Command: command}
	changes, err := decided(b, request, recorded)
	if err != nil {
		if domain.CodeOf(err) == domain.Internal {
			panic(err)
		}
		return domain.Entry{}, err
	}
	return b.take(request.ID, changes), nil
}

// decided asks twice: a decision that hung on the order of a map, or changed what it was shown, would not answer the same again.
func decided(v ledger.View, r ledger.Request, at time.Time) ([]domain.Change, error) {
	changes, err := ledger.Decide(v, r, at)
	again, refused := ledger.Decide(v, r, at)
	if !reflect.DeepEqual(changes, again) || fmt.Sprint(err) != fmt.Sprint(refused) {
		panic(fmt.Sprintf("%T was decided as %v, %v and as %v, %v", r.Command, changes, err, again, refused))
	}
	return changes, err
}

// lay puts events down as an entry of their own.
func (b *book) lay(stream domain.Stream, events ...domain.Event) domain.Entry {
	b.number++
	return b.take(id(int(b.number)), []domain.Change{{Stream: stream, Events: events}})
}

func (b *book) take(request uuid.UUID, changes []domain.Change) domain.Entry {
	entry := domain.Entry{Number: b.number, ID: request}
	for _, c := range changes {
		state := b.State(c.Stream)
		for i, e := range c.Events {
			if b.spoil != nil {
				e = b.spoil(e)
			}
			c.Events[i] = throughJSON(e)
			state.Evolve(request, c.Events[i])
		}
		entry.Changes = append(entry.Changes, c)
	}
	b.entries[request] = entry
	return entry
}

func throughJSON(e domain.Event) domain.Event {
	name, version, ok := catalog.Name(e)
	if !ok {
		panic(fmt.Sprintf("%T is not in the catalog", e))
	}
	data, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	back, err := catalog.Decode(name, version, data)
	if err != nil {
		panic(err)
	}
	return back
}

// story tells one random history twice, to the ledger and to the naive model, and stops at the first difference.
type story struct {
	*book
	draw      func(n int) int // 0 … n-1
	funds     []*naiveFund
	old       []*naiveFund // that were taken over
	gifts     map[uuid.UUID]*naiveGift
	payouts   map[uuid.UUID]*naivePayout
	transfers map[uuid.UUID]*naiveTransfer
	losses    []uuid.UUID
	people    []uuid.UUID
	told      map[string]int // how often each kind of step was accepted
}

var (
	compartments = []string{"unrestricted", "bao-so-3", "vuot-kho"}
	places       = []string{"cash", "bank"}
)

func newStory(draw func(int) int) *story {
	s := &story{book: newBook(), draw: draw, gifts: map[uuid.UUID]*naiveGift{}, payouts: map[uuid.UUID]*naivePayout{},
		transfers: map[uuid.UUID]*naiveTransfer{}, told: map[string]int{}}
	must := func(_ domain.Entry, err error) {
		if err != nil {
			panic(err)
		}
	}
	hội := id(-1)
	must(s.do(ledger.FoundUnit{Unit: hội, Kind: unit.Association, Code: "HKH", Name: "Hội Khuyến học"}))
	for i := range 3 {
		p := id(-10 - i)
		s.people = append(s.people, p)
		must(s.do(ledger.RegisterPeople{People: []ledger.Registration{{Person: p, Unit: hội, Kind: person.Individual, Sealed: domain.Sealed{Box: []byte{1}}}}}))
	}
	for i := range 2 {
		f := newNaiveFund(id(-100-i), id(-150-i))
		s.funds = append(s.funds, f)
		must(s.do(fund.Open{Fund: f.id, Unit: hội, Code: fmt.Sprint("quy-", i), Name: "Quỹ", Form: fund.AssociationFund}))
		for _, name := range compartments {
			kind := fund.Unrestricted
			if name != "unrestricted" {
				kind = fund.Purpose
				must(s.do(fund.OpenCompartment{Fund: f.id, Compartment: name, Restriction: fund.Restriction{Kind: kind, Wording: name, Bridge: name == "vuot-kho"}}))
			}
			f.compartments[name] = &naiveCompartment{name: name, kind: kind}
		}
		s.sponsored(f)
		for _, place := range places {
			kind := fund.Cash
			if place == "bank" {
				kind = fund.Bank
			}
			must(s.do(fund.OpenPlace{Fund: f.id, Place: place, Kind: kind, Name: place}))
			f.places[place] = 0
		}
	}
	return s
}

// sponsored lays down a slot with a sponsor, and its compartment: what a slot asks for to come so far is told elsewhere.
func (s *story) sponsored(f *naiveFund) {
	s.lay(sponsorship.StreamOf(f.slot), sponsorship.Opened{Fund: f.id, Child: s.people[0], Code: "HS", Currency: money.VND, Path: sponsorship.ViaAssociation})
	s.lay(sponsorship.StreamOf(f.slot), sponsorship.Taken{Sponsor: s.people[0], From: 1})
	s.lay(fund.StreamOf(f.id), fund.CompartmentOpened{Compartment: "suat", Currency: money.VND, Restriction: fund.Restriction{Kind: fund.Slot, Slot: f.slot}})
	f.compartments["suat"] = &naiveCompartment{name: "suat", kind: fund.Slot}
}

// step is one random command: what was asked, whether the naive model would accept it, and what it does to the naive model if so.
type step struct {
	kind    string
	command ledger.Command
	legal   bool
	then    func(uuid.UUID)
}

func (s *story) tell(steps int) error {
	for range steps {
		kinds := []func() step{s.give, s.give, s.give, s.pay, s.pay, s.payReserved, s.payList, s.giveBack, s.giveBack, s.reverse, s.reverse,
			s.reserve, s.release, s.charge, s.lose, s.spread, s.send, s.accept, s.refuse, s.refund, s.move,
			s.giveSheet, s.undoRow, s.redesignate, s.redesignate, s.bridge, s.bridge, s.lateMoney, s.redate, s.adoptDeed, s.hold, s.handOver, s.returnHeld, s.merge}
		next := kinds[s.draw(len(kinds))]()
		if next.command == nil {
			continue
		}
		entry, err := s.do(next.command)
		if (err == nil) != next.legal {
			return fmt.Errorf("%s %+v: %v; the naive model says legal: %v", next.kind, next.command, err, next.legal)
		}
		if err == nil {
			s.told[next.kind]++
			next.then(entry.ID)
		}
		for _, f := range slices.Concat(s.funds, s.old) {
			if err := f.differs(s.State(fund.StreamOf(f.id)).(*fund.Fund)); err != nil {
				return fmt.Errorf("after %s %+v: %w", next.kind, next.command, err)
			}
			if err := f.balanced(); err != nil {
				return fmt.Errorf("after %s %+v: %w", next.kind, next.command, err)
			}
		}
	}
	return s.snapshot()
}

// snapshot: a fund that was written down and read again is the same fund.
func (s *story) snapshot() error {
	for _, f := range slices.Concat(s.funds, s.old) {
		state := s.fundState(f.id)
		data, err := json.Marshal(state)
		if err != nil {
			return err
		}
		again := &fund.Fund{}
		if err := json.Unmarshal(data, again); err != nil {
			return err
		}
		if err := f.differs(again); err != nil {
			return fmt.Errorf("read again: %w", err)
		}
		before, err := json.Marshal(state, json.Deterministic(true))
		if err != nil {
			return err
		}
		after, err := json.Marshal(again, json.Deterministic(true))
		if err != nil || !bytes.Equal(before, after) {
			return fmt.Errorf("read again it is\n%s, was\n%s (%v)", after, before, err)
		}
	}
	return nil
}

// balanced is the law of the books over cells: free − uncovered + held = places.
func (f *naiveFund) balanced() error {
	sum := -len(f.owed)
	for _, h := range f.held {
		sum += h.amount
	}
	for name := range f.compartments {
		sum += len(f.freeCells(name))
	}
	for _, balance := range f.places {
		sum -= balance
	}
	if sum != 0 {
		return fmt.Errorf("the books are %d apart", sum)
	}
	return nil
}

func (s *story) fund() *naiveFund { return s.funds[s.draw(len(s.funds))] }
func (s *story) place() string    { return places[s.draw(len(places))] }
func (s *story) amount() int      { return 1 + s.draw(12) }

func dong(n int) money.Money { return money.Dong(int64(n)) }

// pick draws one of the keys of a map, the same one for the same draws.
func pick[V any](s *story, m map[uuid.UUID]V) (uuid.UUID, V, bool) {
	keys := slices.SortedFunc(maps.Keys(m), func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	if len(keys) == 0 {
		var none V
		return uuid.Nil, none, false
	}
	k := keys[s.draw(len(keys))]
	return k, m[k], true
}

func rapidDraw(t *rapid.T) func(int) int {
	return func(n int) int { return rapid.IntRange(0, n-1).Draw(t, "") }
}

// Thousands of histories of gifts, multi-line gifts, payouts, lists, returns, reversals, covers, transfers and losses: after every
// step, every đồng is where the naive model has it.
func TestEveryDongIsWhereANaiveModelHasIt(t *testing.T) {
	told := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		s := newStory(rapidDraw(t))
		if err := s.tell(25); err != nil {
			t.Fatal(err)
		}
	})
	histories := 3000
	if testing.Short() {
		histories = 300
	}
	for seed := range histories {
		s := newStory(rand.New(rand.NewPCG(uint64(seed), 7)).IntN)
		if err := s.tell(100); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for kind, n := range s.told {
			told[kind] += n
		}
	}
	t.Logf("steps accepted: %v", told)
	for _, kind := range []string{"give", "pay", "pay reserved", "pay list", "return", "reverse", "reverse with cover", "reserve", "release",
		"charge", "lose", "spread", "send", "accept", "accept short", "refuse", "refund", "move", "give a sheet", "reverse a row", "refund a row",
		"re-designate", "re-designate a donation", "bridge", "late money", "bridge repaid", "re-date", "adopt a deed", "hold", "hand over",
		"return held", "reverse after a move", "merge", "return late", "reverse late"} {
		if told[kind] < histories/30 {
			t.Errorf("%q was hardly tried: %d times", kind, told[kind])
		}
	}
}

// The model is worth something only if it notices: five faults, planted in events on their way into the state.
func TestPlantedFaultsAreCaught(t *testing.T) {
	faults := map[string]func(domain.Event) domain.Event{
		"a payout takes the second lowest đồng instead of the lowest": func(e domain.Event) domain.Event {
			if e, ok := e.(fund.PayoutMade); ok && !e.Fact && len(e.Pieces) == 1 && e.Pieces[0].Spans[0].Len() > 1 {
				e.Pieces[0].Spans[0][0]++
				return e
			}
			return e
		},
		"returned money is not free again": func(e domain.Event) domain.Event {
			if e, ok := e.(fund.PayoutReturned); ok {
				e.Freed = nil
				return e
			}
			return e
		},
		"a cover takes đồng without becoming their owner": func(e domain.Event) domain.Event {
			if e, ok := e.(fund.DonationReversed); ok {
				for _, c := range e.Covers {
					e.Void = append(e.Void, c.By)
				}
				e.Covers = nil
				return e
			}
			return e
		},
	}
	faults["a re-designation takes the last đồng first"] = func(e domain.Event) domain.Event {
		if e, ok := e.(fund.Redesignated); ok && len(e.Spans) == 2 {
			e.Spans[0], e.Spans[1] = e.Spans[1], e.Spans[0]
			return e
		}
		return e
	}
	faults["a bridge is repaid for the wrong position"] = func(e domain.Event) domain.Event {
		if e, ok := e.(fund.BridgeRepaid); ok && e.Over.Spans[0].From() > 0 {
			e.Over.Spans[0][0]--
			e.Over.Spans[0][1]--
			return e
		}
		return e
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			for seed := range 2000 {
				s := newStory(rand.New(rand.NewPCG(uint64(seed), 7)).IntN)
				s.spoil = fault
				if err := s.tell(100); err != nil {
					t.Logf("caught in history %d: %v", seed, err)
					return
				}
			}
			t.Error("nobody noticed")
		})
	}
}
