package eventstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"sovang/domain"
)

// group is the message being decided or on its way, with everybody who waits for it.
type group struct {
	data  []byte
	made  []made
	items []*job // one for each outcome it proves, in the order decided
	after uint64 // the fence
	full  bool
}

// made is one entry of a group.
type made struct {
	entry   *domain.Entry
	size    int
	touched []*held // by change
}

// result is what became of a group: stored as sequence, or err. others is what somebody else wrote after the fence (or after ours).
type result struct {
	sequence uint64
	others   []foreign
	err      error
}

// foreign is a message of somebody else, decoded.
type foreign struct {
	message Message
	entries []domain.Entry
}

const (
	firstPause = 10 * time.Millisecond
	longPause  = time.Second

	foreignSize = 2048 // what an entry of somebody else counts for in the cache, in bytes
)

// publish stores a group, or proves for one without entries that nobody else wrote. It does not give up while the answer is open: a
// time-out is neither yes nor no, so the same bytes go out with the same fence until there is an ack or a conflict, and after a
// conflict its own message is looked for behind the fence.
func (w *Writer) publish(g *group) result {
	begun := time.Now()
	for pause := firstPause; ; pause = min(2*pause, longPause) {
		sequence, err := w.attempt(g)
		if err == nil {
			w.Metrics.Append.observe(time.Since(begun))
			w.hook("acknowledged")
			return result{sequence: sequence}
		}
		if errors.Is(err, ErrConflict) {
			var r result
			if r, err = w.afterConflict(g); err == nil {
				return r
			}
		}
		if errors.Is(err, ErrFull) || errors.Is(err, ErrLost) || errors.Is(err, ErrUnreadable) {
			return result{err: err}
		}
		w.Metrics.Retries.Add(1)
		w.o.Log.Warn("the log did not take a message; it is asked again", "error", err, "after", g.after, "entries", len(g.made))
		if !w.pause(pause) {
			return result{err: fmt.Errorf("%w: %w", ErrUncertain, err)}
		}
	}
}

// attempt publishes once; for a group without entries it only looks whether the fence still holds.
func (w *Writer) attempt(g *group) (uint64, error) {
	if len(g.made) > 0 {
		return w.log.Append(w.ctx, g.after, g.data)
	}
	last, err := w.log.Last(w.ctx)
	switch {
	case err != nil:
		return 0, err
	case last < g.after:
		return 0, fmt.Errorf("%w: message %d was the last one, now it is %d", ErrLost, g.after, last)
	case last > g.after:
		return 0, ErrConflict
	}
	return last, nil
}

// afterConflict reads what stands behind the fence. Where it begins with our own message, an ack was lost and the message was not.
// An error says that this cannot be told yet.
func (w *Writer) afterConflict(g *group) (result, error) {
	others, err := w.readTail(w.ctx, g.after)
	if err != nil {
		return result{}, err
	}
	if len(others) == 0 {
		if err := w.checkShrunk(g.after); err != nil {
			return result{}, err
		}
		return result{}, ErrConflict // a replica that lags behind, or a conflict with what was never stored
	}
	if first := others[0].message; len(g.made) > 0 && bytes.Equal(first.Data, g.data) {
		return result{sequence: first.Sequence, others: others[1:]}, nil
	}
	return result{others: others, err: ErrConflict}, nil
}

func (w *Writer) checkShrunk(after uint64) error {
	last, err := w.log.Last(w.ctx)
	if err == nil && last < after {
		return fmt.Errorf("%w: message %d was the last one, now it is %d", ErrLost, after, last)
	}
	return err
}

func (w *Writer) readTail(ctx context.Context, after uint64) (tail []foreign, err error) {
	for m, err := range w.log.Read(ctx, after+1, false) {
		if err != nil {
			return nil, err
		}
		f := foreign{message: m}
		for e, err := range Entries(m) {
			if err != nil {
				return nil, err
			}
			f.entries = append(f.entries, e)
		}
		tail = append(tail, f)
	}
	return tail, nil
}

// pause waits before another attempt; false when there is none.
func (w *Writer) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-w.ctx.Done():
		return false
	}
}

// rebase takes in what others wrote and has everything that was decided ahead decided again.
func (l *loop) rebase(g *group, others []foreign) error {
	for i := range others {
		for k := range others[i].entries {
			e := &others[i].entries[k]
			if err := l.fold(e, Location{others[i].message.Sequence, k}); err != nil {
				return err
			}
		}
		l.at.Sequence, l.lastData, l.recyclable = others[i].message.Sequence, others[i].message.Data, false
	}
	l.advance()
	for _, j := range l.discard(g) {
		j.next, j.stopped = j.settled, false
		if j.waits == 0 {
			l.enqueue(j)
		}
	}
	return nil
}

// fold takes in one entry that this writer did not make.
func (l *loop) fold(e *domain.Entry, at Location) error {
	if e.Number != l.at.Entry+1 {
		return fmt.Errorf("%w: message %d holds entry %d where entry %d belongs", ErrLost, at.Sequence, e.Number, l.at.Entry+1)
	}
	for _, c := range e.Changes {
		h := l.book.get(c.Stream)
		switch {
		case h != nil:
			evolve(h.confirmed, e.ID, c.Events)
			l.doubt(h)
		case resident(c.Stream):
			state := emptyState(c.Stream)
			evolve(state, e.ID, c.Events)
			l.book.put(c.Stream, state, 0)
		case l.loading[need{stream: c.Stream}] != nil:
			l.loading[need{stream: c.Stream}].stale = true
		}
	}
	if under := l.loading[need{id: e.ID}]; under != nil {
		under.stale = true
	}
	l.remember(e, at, foreignSize)
	l.at.Entry, l.at.Recorded = e.Number, e.Recorded
	return nil
}

// discard drops everything decided ahead, of a group that failed and of the open one, and gives the jobs that waited for it, in order.
func (l *loop) discard(g *group) []*job {
	var jobs []*job
	seen := map[*job]bool{}
	for _, failed := range []*group{g, l.open} {
		for i := range failed.made {
			for _, h := range failed.made[i].touched {
				l.doubt(h)
				l.book.unpin(h)
			}
		}
		for _, j := range failed.items {
			if !seen[j] {
				seen[j] = true
				jobs = append(jobs, j)
			}
		}
	}
	l.trust()
	l.open, l.ahead = &group{}, l.at
	clear(l.deciding)
	return jobs
}

// doubt marks a state whose ahead is wrong now; trust makes all of them again from what is confirmed.
func (l *loop) doubt(h *held) {
	if h.ahead != nil {
		h.ahead = nil
		l.book.pin(h)
		l.doubted = append(l.doubted, h)
	}
}

func (l *loop) trust() {
	for _, h := range l.doubted {
		h.ahead = h.confirmed.Clone()
		l.book.unpin(h)
	}
	l.doubted = nil
}

// giveUp answers everybody who waited for something decided ahead with an error: it was not stored, or nobody knows.
func (l *loop) giveUp(g *group, err error) error {
	for _, j := range l.discard(g) {
		l.release(j)
		j.finish(err)
	}
	if errors.Is(err, ErrUncertain) { // deciding on could contradict what may be stored yet
		return err
	}
	return nil
}
