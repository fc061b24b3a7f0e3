package eventstore

import (
	"fmt"
	"iter"
	"runtime/debug"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// verdict is how far one attempt to decide came.
type verdict int

const (
	decided verdict = iota
	missing         // something must be loaded first; the job comes back
	full            // there is no room in the open message
)

// decide decides the next request of a job against the state ahead and adds its entry, if one is made, to the open message.
func (l *loop) decide(j *job) verdict {
	a := &j.asked[j.next]
	out := &j.outcomes[j.next]
	*out = Outcome{ID: a.request.ID}
	switch {
	case a.barrier:
	case a.refused != nil:
		out.Err = a.refused
	case j.failed != nil:
		out.Err, j.failed = fmt.Errorf("what this decision needs could not be read: %w", j.failed), nil
	default:
		first, known, have := l.accepted(j, a.request.ID)
		switch {
		case !have:
			l.miss(j, []need{{id: a.request.ID}})
			return missing
		case known && first.digest != a.digest:
			out.Err = usedBefore(a.request.ID, first.number)
		case known:
			out.Number, out.Repeated = first.number, true
		default:
			if v := l.decideAnew(j, a, out); v != decided {
				return v
			}
		}
	}
	l.open.items = append(l.open.items, j)
	j.next++
	j.stopped = out.Err != nil
	return decided
}

// decideAnew decides a request whose id is new.
func (l *loop) decideAnew(j *job, a *asked, out *Outcome) verdict {
	if len(l.open.made) == MaxEntries {
		return full
	}
	recorded := l.clock()
	v := &l.view // no decision outlives it, and none is made within another
	*v = view{l: l, j: j}
	changes, err := rules(v, a.request, recorded)
	if len(v.missing) > 0 {
		l.miss(j, v.missing)
		return missing
	}
	if err != nil {
		out.Err = err
		return decided
	}
	for _, c := range changes { // a stream that is changed unseen would be loaded without that change
		if l.state(c.Stream) == nil {
			l.miss(j, []need{{stream: c.Stream}})
			return missing
		}
	}
	e := newEntry(a, l.ahead.Entry+1, recorded, changes)
	data, err := Encode(l.open.data, *e)
	size := len(data) - len(l.open.data)
	if out.Err = fits(size, err); out.Err != nil {
		return decided
	}
	if len(data)+1 > l.w.log.MaxMessage() {
		return full
	}
	l.open.data = append(data, '\n')
	l.admit(e, size)
	out.Number = e.Number
	return decided
}

func usedBefore(id uuid.UUID, number uint64) error {
	return domain.Errorf(domain.Conflict, "the id %s was used before for another command (entry %d)", id, number).On("id")
}

// fits refuses an entry that Encode refused or that is too large.
func fits(size int, err error) error {
	if err != nil {
		return domain.Errorf(domain.Internal, "the decision cannot be written down: %v", err)
	}
	if size > MaxEntry {
		return domain.Errorf(domain.Invalid, "the command makes an entry of %d bytes; at most %d fit: ask for less at once", size, MaxEntry)
	}
	return nil
}

func newEntry(a *asked, number uint64, recorded time.Time, changes []domain.Change) *domain.Entry {
	r := &a.request
	at := recorded
	if !r.At.IsZero() {
		at = r.At.UTC().Truncate(time.Microsecond)
	}
	return &domain.Entry{
		Number: number, ID: r.ID, Digest: a.digest, At: at, Recorded: recorded, Actor: r.Actor, Why: r.Why, Changes: changes,
	}
}

// admit makes an entry part of the state ahead.
func (l *loop) admit(e *domain.Entry, size int) {
	m := made{entry: e, size: size, touched: make([]*held, len(e.Changes))}
	for i, c := range e.Changes {
		h := l.book.get(c.Stream)
		if h == nil {
			h = l.book.put(c.Stream, emptyState(c.Stream), 0)
		}
		l.book.pin(h)
		evolve(h.ahead, e.ID, c.Events)
		m.touched[i] = h
	}
	l.open.made = append(l.open.made, m)
	l.deciding[e.ID] = e
	l.ahead.Entry, l.ahead.Recorded = e.Number, e.Recorded
}

// clock never runs backwards, whatever the machine's does.
func (l *loop) clock() time.Time {
	now := l.w.o.Now().UTC().Truncate(time.Microsecond)
	if now.Before(l.ahead.Recorded) {
		return l.ahead.Recorded
	}
	return now
}

// rules decides. A fault in a rule is answered to its caller alone: a decision touches no state, so nothing is half done.
func rules(v ledger.View, r ledger.Request, recorded time.Time) (changes []domain.Change, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			changes, err = nil, domain.Errorf(domain.Internal, "a fault in the program: %v\n%s", fault, debug.Stack())
		}
	}()
	return ledger.Decide(v, r, recorded)
}

// view shows a decision the state ahead and remembers what was not at hand.
type view struct {
	l       *loop
	j       *job
	missing []need
}

// State implements ledger.View.
func (v *view) State(s domain.Stream) domain.State {
	state := v.l.state(s)
	if state == nil {
		v.missing = append(v.missing, need{stream: s})
		state = emptyState(s)
	}
	return state
}

// Each implements ledger.View.
func (v *view) Each(kind string) iter.Seq2[domain.Stream, domain.State] {
	return func(yield func(domain.Stream, domain.State) bool) {
		for _, h := range v.l.book.each(kind) {
			if !yield(h.stream, h.ahead) {
				return
			}
		}
	}
}

// Entry implements ledger.View.
func (v *view) Entry(id uuid.UUID) (domain.Entry, bool) {
	e, have := v.l.entry(v.j, id)
	if !have {
		v.missing = append(v.missing, need{id: id})
	}
	if e == nil {
		return domain.Entry{}, false
	}
	return *e, true
}

// state is the state ahead of a stream, nil where it must be loaded. A stream that certainly has no events yet costs nothing.
func (l *loop) state(s domain.Stream) domain.State {
	if h := l.book.get(s); h != nil {
		return h.ahead
	}
	if resident(s) || !l.seen.has(streamKey(s)) {
		return emptyState(s)
	}
	return nil
}

// entry is the entry that a command made, nil for none; have is false where it must be loaded.
func (l *loop) entry(j *job, id uuid.UUID) (e *domain.Entry, have bool) {
	if e = l.deciding[id]; e != nil {
		return e, true
	}
	if e = j.have[id]; e != nil {
		return e, true
	}
	if e = l.entries.byID[id]; e != nil {
		return e, true
	}
	if _, have = l.tail.ids[id]; have {
		return nil, false
	}
	return nil, l.unseen(id)
}

// accepted is what the command with that id was answered; have is false where that must be looked up.
func (l *loop) accepted(j *job, id uuid.UUID) (first accepted, known, have bool) {
	if !l.seen.has(idKey(id)) && l.deciding[id] == nil { // as nearly all are
		return accepted{}, false, true
	}
	if first, known = l.tail.ids[id]; known {
		return first, true, true
	}
	e, have := l.entry(j, id)
	if e == nil {
		return accepted{}, false, have
	}
	return accepted{e.Number, e.Digest}, true, true
}

// unseen says whether there certainly is no stored entry with that id.
func (l *loop) unseen(id uuid.UUID) bool {
	if _, absent := l.absent[id]; absent {
		return true
	}
	return !l.seen.has(idKey(id))
}
