package eventstore

import (
	"context"
	"iter"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// Trial is what would become of one request.
type Trial struct {
	Outcome
	Entry domain.Entry // that would be made, with the number it would have now; the entry of then where Outcome.Repeated
}

// DryRun decides requests one after another, each on top of those accepted before it, and writes nothing. It goes on after a refusal,
// to show all of them. What it shows holds for the book as it was: others may write while it runs and afterwards.
func (w *Writer) DryRun(ctx context.Context, requests ...ledger.Request) ([]Trial, error) {
	if err := w.Sync(ctx); err != nil {
		return nil, err
	}
	v := &trialView{
		ctx: ctx, w: w, at: w.Position(), states: map[domain.Stream]domain.State{}, entries: map[uuid.UUID]*domain.Entry{}, walked: map[string]bool{},
	}
	prepared := make([]asked, len(requests))
	w.prepare(ctx, requests, prepared)
	trials := make([]Trial, len(requests))
	for i := range prepared {
		trials[i] = v.try(prepared[i])
		if v.err != nil {
			return nil, v.err
		}
	}
	return trials, nil
}

// Sync returns when it is proven that the writer knew everything in the log at some moment after the call.
func (w *Writer) Sync(ctx context.Context) error {
	j := newJob(1)
	j.asked[0].barrier = true
	if err := w.do(ctx, j); err != nil {
		return err
	}
	return j.err
}

// trialView is the state that a dry run has come to: its own copies of what its decisions looked at.
type trialView struct {
	ctx     context.Context
	w       *Writer
	at      Position
	states  map[domain.Stream]domain.State
	entries map[uuid.UUID]*domain.Entry // nil: none
	walked  map[string]bool             // kinds of which all states there are have been copied
	err     error                       // the writer could not be asked
}

func (v *trialView) try(a asked) Trial {
	t := Trial{Outcome: Outcome{ID: a.request.ID, Err: a.refused}}
	if t.Err != nil {
		return t
	}
	if first, ok := v.Entry(a.request.ID); ok {
		t.Number, t.Repeated, t.Entry = first.Number, true, first
		if first.Digest != a.digest {
			t.Outcome = Outcome{ID: t.ID, Err: usedBefore(a.request.ID, first.Number)}
		}
		return t
	}
	recorded := v.w.o.Now().UTC().Truncate(time.Microsecond)
	if recorded.Before(v.at.Recorded) {
		recorded = v.at.Recorded
	}
	changes, err := rules(v, a.request, recorded)
	if err != nil {
		t.Err = err
		return t
	}
	e := newEntry(&a, v.at.Entry+1, recorded, changes)
	text, err := Encode(nil, *e)
	if t.Err = fits(len(text), err); t.Err != nil {
		return t
	}
	for _, c := range changes {
		v.State(c.Stream)
		evolve(v.states[c.Stream], e.ID, c.Events)
	}
	v.at.Entry, v.at.Recorded, v.entries[e.ID] = e.Number, recorded, e
	t.Number, t.Entry = e.Number, *e
	return t
}

// State implements ledger.View.
func (v *trialView) State(s domain.Stream) domain.State {
	state, ok := v.states[s]
	if !ok {
		state = emptyState(s)
		v.peek([]need{{stream: s}}, func(l *loop, _ *job) {
			if h := l.book.get(s); h != nil {
				state = h.confirmed.Clone()
			}
		})
		v.states[s] = state
	}
	return state
}

// Each implements ledger.View.
func (v *trialView) Each(kind string) iter.Seq2[domain.Stream, domain.State] {
	if !v.walked[kind] {
		v.walked[kind] = true
		v.peek(nil, func(l *loop, _ *job) {
			for _, h := range l.book.each(kind) {
				if _, ok := v.states[h.stream]; !ok {
					v.states[h.stream] = h.confirmed.Clone()
				}
			}
		})
	}
	return ledger.Each(v.states, kind)
}

// Entry implements ledger.View.
func (v *trialView) Entry(id uuid.UUID) (domain.Entry, bool) {
	e, ok := v.entries[id]
	if !ok {
		v.peek([]need{{id: id}}, func(l *loop, j *job) { e, _ = l.entry(j, id) })
		v.entries[id] = e
	}
	if e == nil {
		return domain.Entry{}, false
	}
	return *e, true
}

// peek has the loop look at something once what that needs is in memory. look runs in the loop and is done when peek returns without error.
func (v *trialView) peek(needs []need, look func(*loop, *job)) {
	if v.err != nil {
		return
	}
	j := newJob(0)
	j.wants, j.peek = needs, look
	if v.err = v.w.do(v.ctx, j); v.err == nil {
		v.err = j.err
	}
}

// look takes a look that a job asks for, or has loaded what it wants first.
func (l *loop) look(j *job) {
	if err := j.failed; err != nil {
		l.release(j)
		j.finish(err)
		return
	}
	var needs []need
	for _, n := range j.wants {
		if n.stream != "" && l.state(n.stream) == nil {
			needs = append(needs, n)
		} else if n.stream == "" {
			if _, have := l.entry(j, n.id); !have {
				needs = append(needs, n)
			}
		}
	}
	if len(needs) > 0 {
		l.fetch(j, needs)
		return
	}
	j.peek(l, j)
	l.release(j)
	j.finish(nil)
}
