package eventstore

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// need is something that a decision asked for and that was not in memory: the state of a walked stream, or the entry of a command.
type need struct {
	stream domain.Stream
	id     uuid.UUID
}

// loading is a load under way and who waits for it.
type loading struct {
	jobs  []*job
	trims uint64 // of the tail when it began
	stale bool   // somebody else's entry came in between
}

// errand is a need with what the loop knows about it.
type errand struct {
	need
	upTo  uint64     // the last stored entry at that time
	tail  []Location // entries of the stream that the read side may not hold yet
	first uint64     // number of the first of them; 0: none
	at    *Location  // of the entry with that id, where the tail knows
}

// loaded is what an errand brought.
type loaded struct {
	need
	state domain.State
	entry *domain.Entry // nil: there is none
	size  int
	err   error
}

const (
	lookahead   = 64  // requests after the missing one that are tried, to load for all of them at once
	idLookahead = 256 // requests after it whose ids are looked up at the same time
)

// miss sends a job away until what it needs is loaded. The requests behind the missing one are tried too, since a decision is pure:
// what they miss is fetched on the same way. Not so where only the id is in doubt: that is by chance, or the whole call is a repeat, and
// then ids are all it misses.
func (l *loop) miss(j *job, needs []need) {
	if j.next != j.missed { // what one request needs is kept until it is decided, however often it misses
		l.release(j)
		j.missed = j.next
	}
	deep := slices.ContainsFunc(needs, func(n need) bool { return n.id != j.asked[j.next].request.ID })
	for i := j.next + 1; i < len(j.asked) && i <= j.next+idLookahead; i++ {
		a := &j.asked[i]
		if a.refused != nil || a.barrier {
			continue
		}
		if _, _, have := l.accepted(j, a.request.ID); !have {
			needs = append(needs, need{id: a.request.ID})
		} else if deep && i <= j.next+lookahead {
			v := view{l: l, j: j}
			_, _ = rules(&v, a.request, l.clock()) // only for what it misses
			needs = append(needs, v.missing...)
		}
	}
	l.fetch(j, needs)
}

func (l *loop) fetch(j *job, needs []need) {
	var errands []errand
	asked := map[need]bool{}
	for _, n := range needs {
		if asked[n] {
			continue
		}
		asked[n] = true
		j.waits++
		if under := l.loading[n]; under != nil {
			under.jobs = append(under.jobs, j)
			continue
		}
		l.loading[n] = &loading{jobs: []*job{j}, trims: l.tail.trims}
		errands = append(errands, l.errand(n))
	}
	l.send(errands)
}

func (l *loop) errand(n need) errand {
	e := errand{need: n, upTo: l.at.Entry}
	if n.stream == "" {
		if first, ok := l.tail.ids[n.id]; ok {
			at := l.tail.locate(first.number)
			e.at = &at
		}
		return e
	}
	for i, number := range l.tail.streams[n.stream] {
		if i == 0 {
			e.first = number
		}
		e.tail = append(e.tail, l.tail.locate(number))
	}
	return e
}

func (l *loop) send(errands []errand) {
	if len(errands) == 0 {
		return
	}
	l.w.Metrics.Loads.Add(uint64(len(errands)))
	go func() {
		results := make([]loaded, len(errands))
		r := reader{w: l.w}
		for i := range errands {
			results[i] = r.run(l.w.ctx, &errands[i])
		}
		select {
		case l.w.loads <- results:
		case <-l.w.done:
		}
	}()
}

// deliver takes in what was loaded and queues the jobs that have waited for it. It fails where the log turns out to be broken.
func (l *loop) deliver(results []loaded) error {
	var again []errand
	for i := range results {
		r := &results[i]
		if errors.Is(r.err, ErrLost) || errors.Is(r.err, ErrUnreadable) {
			return r.err
		}
		under := l.loading[r.need]
		// An entry that was stored after the look, and has left the tail since, would be missed: look again.
		slipped := r.stream == "" && r.entry == nil && under.trims != l.tail.trims
		if r.err == nil && (under.stale || slipped) {
			under.stale, under.trims = false, l.tail.trims
			again = append(again, l.errand(r.need))
			continue
		}
		delete(l.loading, r.need)
		l.hand(r, under.jobs)
	}
	l.send(again)
	return nil
}

func (l *loop) hand(r *loaded, jobs []*job) {
	var h *held
	switch {
	case r.err != nil:
	case r.stream != "":
		h = l.book.put(r.stream, r.state, r.size)
	case r.entry != nil:
		l.entries.put(r.entry, r.size)
	default:
		if len(l.absent) > 100_000 {
			clear(l.absent)
		}
		l.absent[r.id] = struct{}{}
	}
	for _, j := range jobs {
		j.waits--
		if j.finished {
			continue
		}
		switch {
		case r.err != nil:
			j.failed = r.err
		case h != nil:
			l.book.pin(h)
			j.holds = append(j.holds, h)
		case r.entry != nil:
			if j.have == nil {
				j.have = map[uuid.UUID]*domain.Entry{}
			}
			j.have[r.id] = r.entry
		}
		if j.waits == 0 {
			l.enqueue(j)
		}
	}
}

// reader reads old entries.
type reader struct{ w *Writer }

func (r *reader) run(ctx context.Context, e *errand) loaded {
	out := loaded{need: e.need}
	if e.stream != "" {
		out.state, out.size, out.err = r.state(ctx, e)
	} else {
		out.entry, out.size, out.err = r.byID(ctx, e)
	}
	return out
}

// byID finds the entry of a command, nil where there is none.
func (r *reader) byID(ctx context.Context, e *errand) (*domain.Entry, int, error) {
	at := e.at
	if at == nil {
		if r.w.o.Index == nil {
			return nil, 0, nil
		}
		number, ok, err := r.w.o.Index.Accepted(ctx, e.id)
		if err != nil || !ok {
			return nil, 0, err
		}
		found, err := r.w.o.Index.Locate(ctx, number)
		if err != nil {
			return nil, 0, err
		}
		at = &found
	}
	entry, size, err := r.w.shelf.entry(ctx, *at)
	if err == nil && entry.ID != e.id {
		err = fmt.Errorf("%w: the entry of command %s should stand in message %d, line %d, where that of %s stands", ErrLost, e.id, at.Sequence, at.Index+1, entry.ID)
	}
	if err != nil {
		return nil, 0, err
	}
	return &entry, size, nil
}

// state folds a stream from its own entries: those the read side knows, then those of the tail.
func (r *reader) state(ctx context.Context, e *errand) (domain.State, int, error) {
	state, size := emptyState(e.stream), 0
	var places []Location
	if index := r.w.o.Index; index != nil {
		numbers, err := index.StreamEntries(ctx, e.stream)
		if err != nil {
			return nil, 0, err
		}
		for _, n := range numbers {
			if n > e.upTo || e.first != 0 && n >= e.first {
				break
			}
			at, err := index.Locate(ctx, n)
			if err != nil {
				return nil, 0, err
			}
			places = append(places, at)
		}
	}
	for _, at := range append(places, e.tail...) {
		entry, n, err := r.w.shelf.entry(ctx, at)
		if err != nil {
			return nil, 0, err
		}
		for _, c := range entry.Changes {
			if c.Stream == e.stream {
				evolve(state, entry.ID, c.Events)
				size += n / len(entry.Changes) // its share: what the others changed is not in this state
			}
		}
	}
	return state, size, nil
}
