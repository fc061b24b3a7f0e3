package eventstore

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// held is the state of one stream, twice: as stored, and as it will be once everything decided so far is stored.
type held struct {
	stream    domain.Stream
	confirmed domain.State
	ahead     domain.State
	walked    bool // may be dropped and loaded again
	pins      int  // changes on their way and jobs that wait with it: not to be dropped
	cost      int
}

// resident says whether states of that stream are always in memory. There are as many funds, units and staff as an association has;
// people, slots, pledges, lists and codes grow with the book, and are walked: loaded from their own entries when a decision asks.
func resident(s domain.Stream) bool {
	kind := s.Kind()
	return kind == "fund" || kind == "unit" || kind == "staff"
}

// book is the states in memory.
type book struct {
	streams map[domain.Stream]*held
	idle    *cache[domain.Stream, *held] // the walked ones that nothing pins
	kinds   map[string]*roll             // the resident ones by kind
}

// roll is the resident states of one kind. None ever leaves.
type roll struct {
	held   []*held
	sorted bool
}

func (r *roll) add(h *held) {
	r.sorted = len(r.held) == 0 || r.sorted && r.held[len(r.held)-1].stream < h.stream
	r.held = append(r.held, h)
}

// each gives the states of a kind in the order of their streams' names.
func (b *book) each(kind string) []*held {
	r := b.kinds[kind]
	if r == nil {
		return nil
	}
	if !r.sorted {
		slices.SortFunc(r.held, func(x, y *held) int { return strings.Compare(string(x.stream), string(y.stream)) })
		r.sorted = true
	}
	return r.held
}

func newBook(limit int) *book {
	b := &book{streams: map[domain.Stream]*held{}, kinds: map[string]*roll{}}
	b.idle = newCache(limit, func(s domain.Stream, _ *held) { delete(b.streams, s) })
	return b
}

func (b *book) get(s domain.Stream) *held {
	h := b.streams[s]
	if h != nil && h.walked && h.pins == 0 {
		b.idle.get(s)
	}
	return h
}

// put holds the state of a stream that was not held; ahead may be nil and is then a copy.
func (b *book) put(s domain.Stream, confirmed domain.State, cost int) *held {
	h := &held{stream: s, confirmed: confirmed, ahead: confirmed.Clone(), walked: !resident(s), cost: cost + 256}
	b.streams[s] = h
	if h.walked {
		b.idle.put(s, h, h.cost)
		return h
	}
	kind := s.Kind()
	if b.kinds[kind] == nil {
		b.kinds[kind] = &roll{}
	}
	b.kinds[kind].add(h)
	return h
}

func (b *book) pin(h *held) {
	if h.pins == 0 && h.walked {
		b.idle.remove(h.stream)
	}
	h.pins++
}

func (b *book) unpin(h *held) {
	if h.pins--; h.pins == 0 && h.walked {
		b.idle.put(h.stream, h, h.cost)
	}
}

func evolve(s domain.State, entry uuid.UUID, events []domain.Event) {
	for _, e := range events {
		s.Evolve(entry, e)
	}
}

// tail is what the read side has not reached yet: where each entry stands, under its id and under the walked streams it changed.
type tail struct {
	ids     map[uuid.UUID]accepted
	streams map[domain.Stream][]uint64
	order   []tailEntry // by number, without gaps
	base    uint64      // number of the first
	trims   uint64      // how often something left
}

// accepted is what a repeat is answered from.
type accepted struct {
	number uint64
	digest [32]byte
}

type tailEntry struct {
	id      uuid.UUID
	at      Location
	streams []domain.Stream
}

func (t *tail) add(e *domain.Entry, at Location) {
	if t.ids == nil {
		t.ids, t.streams = map[uuid.UUID]accepted{}, map[domain.Stream][]uint64{}
	}
	if len(t.order) == 0 {
		t.base = e.Number
	}
	entry := tailEntry{id: e.ID, at: at}
	for _, c := range e.Changes {
		if !resident(c.Stream) {
			entry.streams = append(entry.streams, c.Stream)
			t.streams[c.Stream] = append(t.streams[c.Stream], e.Number)
		}
	}
	t.ids[e.ID] = accepted{e.Number, e.Digest}
	t.order = append(t.order, entry)
}

func (t *tail) locate(number uint64) Location { return t.order[number-t.base].at }

// trim forgets what the read side now holds.
func (t *tail) trim(reached uint64) {
	n := 0
	for ; n < len(t.order) && t.base <= reached; n++ {
		e := &t.order[n]
		delete(t.ids, e.id)
		for _, s := range e.streams {
			if rest := t.streams[s][1:]; len(rest) > 0 {
				t.streams[s] = rest
			} else {
				delete(t.streams, s)
			}
		}
		t.base++
	}
	if n > 0 {
		t.order = append([]tailEntry(nil), t.order[n:]...)
		t.trims++
	}
}

// emptyState is the state of a stream without events.
func emptyState(s domain.Stream) domain.State { return ledger.New(s) }
