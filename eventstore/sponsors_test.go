package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

// crowd is sponsors who all want the same few children.
type crowd struct {
	t      *testing.T
	writer *eventstore.Writer
	unit   uuid.UUID
}

func (c *crowd) ask(actor string, commands ...ledger.Command) []eventstore.Outcome {
	c.t.Helper()
	requests := make([]ledger.Request, len(commands))
	for i, command := range commands {
		requests[i] = ledger.Request{ID: uuid.New(), Actor: actor, Command: command}
	}
	outcomes, err := c.writer.Submit(c.t.Context(), requests...)
	if err != nil {
		c.t.Error(err)
	}
	return outcomes
}

// must has somebody ask for what is accepted.
func (c *crowd) must(actor string, commands ...ledger.Command) {
	c.t.Helper()
	for _, o := range c.ask(actor, commands...) {
		if o.Err != nil {
			c.t.Fatal(o.Err)
		}
	}
}

const sponsors = 6

func sponsorOf(n int) uuid.UUID {
	return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "sponsor ", n))
}

func newCrowd(t *testing.T, log eventstore.Log) *crowd {
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(context.WithoutCancel(t.Context())) })
	found := storetest.Unit(0)
	c := &crowd{t, w, found.Command.(ledger.FoundUnit).Unit}
	c.must("thủ quỹ", found.Command)
	for n := range sponsors {
		c.must("thủ quỹ", ledger.RegisterPeople{People: []ledger.Registration{{Person: sponsorOf(n), Unit: c.unit, Kind: person.Individual, Code: fmt.Sprint("DD", n),
			Sealed: domain.Sealed{Box: []byte("box")}}}})
	}
	return c
}

// slot opens a slot of a new child whom two people verify.
func (c *crowd) slot() uuid.UUID {
	slot, child := uuid.New(), uuid.New()
	c.must("chi hội trưởng", ledger.OpenSlot{Slot: slot, Unit: c.unit, Code: "24-" + slot.String()[:13], Kind: sponsorship.Poor, Need: "học phí", SchoolYear: "2024-2025",
		Instalment: money.Dong(1), Instalments: 1, Schedule: "năm", Path: sponsorship.Direct,
		NewChild: &ledger.Registration{Person: child, Unit: c.unit, Kind: person.Individual, Sealed: domain.Sealed{Box: []byte("box")}}})
	verify := ledger.VerifyChildren{Children: []uuid.UUID{child}}
	c.must("xã", verify)
	c.must("trường", verify)
	return slot
}

// wants is what one sponsor asks for, one after the other. Whoever is told that somebody else has the slot must also be told who is next.
func (c *crowd) wants(n int, slots []uuid.UUID, dice *rand.Rand) {
	me := sponsorOf(n)
	for range 3 {
		slot := slots[dice.IntN(len(slots))]
		var command ledger.Command
		switch dice.IntN(8) {
		case 0:
			command = ledger.HoldSlot{Slot: slot, Sponsor: me, Until: time.Now().Add(time.Hour).Format(time.RFC3339)}
		case 1:
			command = ledger.QueueForSlot{Slot: slot, Sponsor: me}
		case 2:
			command = ledger.EndSponsorship{Slot: slot, Reason: "thôi", By: "sponsor"}
		case 3:
			command = ledger.ReleaseHold{Slot: slot, Sponsor: me}
		default:
			command = ledger.TakeSlot{Slot: slot, Sponsor: me}
		}
		err := c.ask("thủ quỹ", command)[0].Err
		refusal, refused := errors.AsType[*domain.Error](err)
		if _, took := command.(ledger.TakeSlot); !took || !refused {
			continue
		}
		mine := strings.HasPrefix(refusal.Message, "this slot was taken at") && !strings.Contains(refusal.Message, ";") // one's own already
		if refusal.Code != domain.Conflict || !mine && !strings.Contains(refusal.Message, "asked next") {
			c.t.Errorf("a loser was told %q", refusal.Message)
		}
	}
}

// TestManySponsorsOnFewSlots: a thousand random interleavings of sponsors who ask at the same instant. No slot ever has two live sponsorships,
// every loser is told who will be asked next, and what is held for one is never taken by another.
func TestManySponsorsOnFewSlots(t *testing.T) {
	rounds := 1000
	if testing.Short() {
		rounds = 100
	}
	log := &memory.Log{}
	c := newCrowd(t, log)
	for round := range rounds {
		slots := []uuid.UUID{c.slot(), c.slot()}
		var all sync.WaitGroup
		for n := range sponsors {
			all.Go(func() { c.wants(n, slots, rand.New(rand.NewPCG(uint64(round), uint64(n)))) })
		}
		all.Wait()
	}
	taken, contested := judged(t, log)
	if taken < rounds || contested < rounds/4 {
		t.Errorf("in %d rounds only %d slots were taken, %d of them again", rounds, taken, contested)
	}
}

// judged reads the log with no rule but the one: who has what at each entry.
func judged(t *testing.T, log eventstore.Log) (taken, again int) {
	live, held := map[domain.Stream]uuid.UUID{}, map[domain.Stream]sponsorship.Held{}
	before := map[domain.Stream]bool{}
	for m, err := range log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				t.Fatal(err)
			}
			for _, change := range e.Changes {
				for _, event := range change.Events {
					s := change.Stream
					switch event := event.(type) {
					case sponsorship.Taken:
						if live[s] != uuid.Nil {
							t.Errorf("entry %d: %s is sold twice", e.Number, s)
						}
						if h := held[s]; h.Sponsor != event.Sponsor && h.Until > e.Recorded.UnixMicro() {
							t.Errorf("entry %d: %s is taken from whom it was held for", e.Number, s)
						}
						live[s] = event.Sponsor
						if taken++; before[s] {
							again++
						}
						before[s] = true
						delete(held, s)
					case sponsorship.Ended:
						live[s] = uuid.Nil
					case sponsorship.Held:
						if live[s] != uuid.Nil {
							t.Errorf("entry %d: %s is held although it is taken", e.Number, s)
						}
						held[s] = event
					case sponsorship.HoldReleased:
						delete(held, s)
					}
				}
			}
		}
	}
	return taken, again
}

// TestTheLongestListsOfChildrenFit: a full list, proposed by somebody with the longest name there can be, is one entry with room to spare.
func TestTheLongestListsOfChildrenFit(t *testing.T) {
	log := &memory.Log{}
	c := newCrowd(t, log)
	children := make([]uuid.UUID, ledger.MostChildren)
	var people []ledger.Registration
	for i := range children {
		children[i] = uuid.New()
		people = append(people, ledger.Registration{Person: children[i], Unit: c.unit, Kind: person.Individual, Sealed: domain.Sealed{Box: []byte("box")}})
	}
	c.must("thủ quỹ", ledger.RegisterPeople{People: people})
	long := strings.Repeat("ệ", 199)
	c.must(long+"1", ledger.ProposeChildren{Unit: c.unit, Children: children})
	c.must(long+"2", ledger.VerifyChildren{Children: children})
	c.must(long+"3", ledger.VerifyChildren{Children: children})
	for m, err := range log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		for text := range eventstore.Lines(m) {
			if len(text) > eventstore.MaxEntry*9/10 {
				t.Errorf("an entry has %d bytes of %d", len(text), eventstore.MaxEntry)
			}
		}
	}
	if err := c.ask(long+"44", ledger.VerifyChildren{Children: children})[0].Err; domain.CodeOf(err) != domain.Invalid {
		t.Errorf("a longer name: %v", err)
	}
}
