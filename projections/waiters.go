package projections

import (
	"context"
	"time"
)

// A transaction of the read side costs as much as dozens of its rows. So what comes in is gathered for a moment before it is folded, unless
// somebody waits to see it, or there is enough of it to fold anyway. What comes fast is gathered for longer: rows that come together touch
// the same pages of indexes, so that each costs less the more they are, and processors that are busy are what it is about.
const (
	gatherTime = 50 * time.Millisecond  // at most, since the first of what is gathered came in,
	gatherFast = 250                    // where fewer entries than this came in by then;
	gatherLong = 200 * time.Millisecond // at most, where more did
	gatherMost = 4000                   // entries; more would only keep a reader waiting who comes later
)

// Wait returns when queries see the entry with that number, which is folded at once when it comes in. It fails when ctx ends, or with what stopped
// the projector; the entry is stored all the same.
func (p *Projector) Wait(ctx context.Context, number uint64) error {
	p.mu.Lock()
	if p.reached >= number || p.stopped != nil {
		defer p.mu.Unlock()
		return p.seen(number)
	}
	arrived := make(chan struct{})
	p.waiters[arrived] = number
	p.mu.Unlock()
	token(p.asked)
	select {
	case <-arrived:
	case <-ctx.Done():
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiters, arrived)
	if err := ctx.Err(); err != nil && p.reached < number && p.stopped == nil {
		return err
	}
	return p.seen(number)
}

// seen is what Wait answers; mu is held.
func (p *Projector) seen(number uint64) error {
	if p.reached >= number {
		return nil
	}
	return p.stopped
}

// reach says that queries see everything up to an entry.
func (p *Projector) reach(entry uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reached = max(p.reached, entry)
	for arrived, number := range p.waiters {
		if number <= p.reached {
			close(arrived)
			delete(p.waiters, arrived)
		}
	}
}

// stand says that the projector does not go on, and why.
func (p *Projector) stand(why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = why
	for arrived := range p.waiters {
		close(arrived)
	}
	clear(p.waiters)
}

// awaited says whether somebody waits for an entry up to that one.
func (p *Projector) awaited(entry uint64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, number := range p.waiters {
		if number <= entry {
			return true
		}
	}
	return false
}

// mayRest is how much longer what was decoded may wait for more; 0: it is to be folded now.
func (p *Projector) mayRest(f *feed) time.Duration {
	w := f.waiting()
	if w.done || w.entries >= min(gatherMost, p.opts.Batch) || p.awaited(w.last) {
		return 0
	}
	rest := gatherTime
	if w.entries >= gatherFast {
		rest = gatherLong
	}
	return max(0, rest-time.Since(w.since))
}
