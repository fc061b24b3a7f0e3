package eventstore

import (
	"errors"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// loop is everything that only the writer's goroutine touches. It never waits for a disk or a network: publishes, loads and files are
// done by goroutines that report back.
type loop struct {
	w    *Writer
	book *book
	tail tail
	seen *bloom // every id and every walked stream there has been

	indexed    uint64                      // the last entry that is left to the read side
	at         Position                    // stored
	ahead      Position                    // decided; its Sequence means nothing
	lastData   []byte                      // the message at.Sequence, nil where it is not at hand
	recyclable bool                        // lastData is ours, and nobody else looks at it
	deciding   map[uuid.UUID]*domain.Entry // the entries between at and ahead

	open   *group // being decided
	flight *group // on its way; nil: none
	blank  *group // done, to be used again; may be nil
	queue  []*job

	doubted []*held // their ahead must be made again
	loading map[need]*loading
	entries recent                 // what may be asked for again
	absent  map[uuid.UUID]struct{} // looks like seen, but was looked up and is not

	view        view // of the decision being made
	keeper      keeper
	snapshotted uint64 // entry number of the last snapshot
	stopping    bool
}

const (
	memory  = 64 << 20 // bytes of the events that idle walked states were folded from; a quarter of it for entries
	quantum = 256      // requests of one job decided before the next job has its turn
)

func newLoop(w *Writer) *loop {
	return &loop{
		w: w, book: newBook(w.o.memory), seen: &bloom{},
		deciding: map[uuid.UUID]*domain.Entry{}, open: &group{}, loading: map[need]*loading{},
		entries: recent{limit: w.o.memory / 4, byID: map[uuid.UUID]*domain.Entry{}}, absent: map[uuid.UUID]struct{}{},
	}
}

func (l *loop) run() {
	defer close(l.w.done)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	closing := l.w.closing
	for {
		l.work()
		if l.launch() {
			l.work() // there is room again
		}
		if l.stopping && l.idle() {
			break
		}
		submits := l.w.submits
		if len(l.queue) > 0 { // there is no room before the message under way is stored
			submits = nil
		}
		var err error
		select {
		case j := <-submits:
			l.take(j)
		case r := <-l.w.results:
			err = l.land(r)
		case results := <-l.w.loads:
			err = l.deliver(results)
		case <-tick.C:
			l.tick()
		case <-closing:
			closing, l.stopping = nil, true
		}
		if err != nil { // what was acknowledged is gone, or the log cannot be read: nothing may be decided any more
			l.w.err = err
			l.w.o.Log.Error("the writer stops", "error", err)
			break
		}
	}
	l.keeper.close(l, l.w.err == nil)
}

func (l *loop) idle() bool {
	return l.flight == nil && len(l.open.items) == 0 && len(l.queue) == 0 && len(l.loading) == 0 && len(l.w.submits) == 0
}

// take queues a job and what else has arrived by now.
func (l *loop) take(j *job) {
	for {
		l.enqueue(j)
		select {
		case j = <-l.w.submits:
		default:
			return
		}
	}
}

func (l *loop) enqueue(j *job) {
	if !j.queued && !j.finished {
		j.queued = true
		l.queue = append(l.queue, j)
	}
}

// work decides what is queued until the open message is full.
func (l *loop) work() {
	for len(l.queue) > 0 && !l.open.full {
		j := l.queue[0]
		l.queue[0] = nil
		l.queue = l.queue[1:]
		j.queued = false
		if j.finished {
			continue
		}
		if j.peek != nil {
			l.look(j)
			continue
		}
		again := false
		for n := 0; !j.complete(); n++ {
			if again = n == quantum; again {
				break
			}
			if v := l.decide(j); v == missing {
				break
			} else if v == full {
				l.open.full = true
				l.queue = append([]*job{j}, l.queue...)
				j.queued = true
				return
			}
		}
		if again {
			l.enqueue(j)
		}
	}
}

// launch sends the open message on its way if none is under way.
func (l *loop) launch() bool {
	if l.flight != nil || len(l.open.items) == 0 {
		return false
	}
	g := l.open
	g.after = l.at.Sequence
	l.flight, l.open = g, l.blank
	if l.blank = nil; l.open == nil {
		l.open = &group{}
	}
	go func() { l.w.results <- l.w.publish(g) }()
	return true
}

// land takes in what became of the message under way.
func (l *loop) land(r result) error {
	g := l.flight
	l.flight = nil
	switch {
	case r.err == nil && len(r.others) == 0:
		l.at.Sequence = r.sequence
		l.launch() // the disk works on while the answers go out
		before := l.lastData
		l.confirm(g, r.sequence)
		l.answer(g)
		l.recycle(g, before)
		return nil
	case r.err == nil || errors.Is(r.err, ErrConflict):
		if len(g.made) > 0 { // else it was only a look
			l.w.Metrics.Conflicts.Add(1)
		}
		if r.err == nil { // ours is stored, and others wrote after it
			l.confirm(g, r.sequence)
			l.answer(g)
			g = &group{}
		}
		return l.rebase(g, r.others)
	case errors.Is(r.err, ErrFull) || errors.Is(r.err, ErrUncertain):
		return l.giveUp(g, r.err)
	default:
		return r.err
	}
}

// confirm makes the entries of a stored message part of the confirmed state.
func (l *loop) confirm(g *group, sequence uint64) {
	for i := range g.made {
		m := &g.made[i]
		e := m.entry
		for k, h := range m.touched {
			evolve(h.confirmed, e.ID, e.Changes[k].Events)
			h.cost += m.size
			l.book.unpin(h)
		}
		delete(l.deciding, e.ID)
		l.remember(e, Location{sequence, i}, m.size)
		l.at = Position{sequence, e.Number, e.Recorded}
	}
	if len(g.made) > 0 {
		l.lastData = g.data
		l.w.Metrics.Entries.Add(uint64(len(g.made)))
		l.w.Metrics.Messages.Add(1)
		l.w.Metrics.Bytes.Add(uint64(len(g.data)))
	}
	l.advance()
}

// recycle keeps the memory of a group that is done for the next one: its slices, and the bytes of the message before, since its own
// are the last message now.
func (l *loop) recycle(g *group, before []byte) {
	switch {
	case len(g.made) == 0:
		g.data = g.data[:0]
	case l.recyclable:
		g.data = before[:0]
	default:
		g.data, l.recyclable = nil, true
	}
	clear(g.made)
	clear(g.items)
	g.made, g.items, g.full = g.made[:0], g.items[:0], false
	l.blank = g
}

// advance shows how far the book has come.
func (l *loop) advance() {
	at := l.at
	l.w.reached.Store(&at)
}

// remember notes a stored entry under its id and its streams.
func (l *loop) remember(e *domain.Entry, at Location, size int) {
	if e.Number > l.indexed {
		l.tail.add(e, at)
	}
	l.seen.add(idKey(e.ID))
	delete(l.absent, e.ID)
	for _, c := range e.Changes {
		if !resident(c.Stream) && !l.seen.has(streamKey(c.Stream)) {
			l.seen.add(streamKey(c.Stream))
		}
	}
	if !plain(e) {
		l.entries.put(e, size)
	}
}

// plain says whether an entry is a donation and nothing else. There are millions of them, and few are asked for again: one that is, is read from the log.
func plain(e *domain.Entry) bool {
	if len(e.Changes) != 1 || len(e.Changes[0].Events) != 1 {
		return false
	}
	_, donation := e.Changes[0].Events[0].(fund.DonationReceived)
	return donation
}

// answer gives the outcomes that a stored (or proven) message carried.
func (l *loop) answer(g *group) {
	for _, j := range g.items {
		switch out := &j.outcomes[j.settled]; {
		case out.Repeated:
			l.w.Metrics.Repeated.Add(1)
		case out.Err != nil:
			l.w.Metrics.Refused.Add(1)
		}
		j.settled++
		if j.complete() && j.settled == j.next {
			l.release(j)
			j.finish(nil)
		}
	}
}

// release lets go of the states that a job kept in memory.
func (l *loop) release(j *job) {
	for _, h := range j.holds {
		l.book.unpin(h)
	}
	j.holds, j.have = nil, nil
}

// tick forgets what the read side has reached, and keeps the files beside the log up to date.
func (l *loop) tick() {
	if l.w.o.Index != nil {
		l.indexed = min(l.w.o.Index.Reached(), l.at.Entry)
		l.tail.trim(l.indexed)
	}
	l.keeper.tick(l)
}
