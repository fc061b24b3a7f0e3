package readdb

import (
	"context"
	"time"
)

// gate lets in as many views as there may be open, and few of them at once: they share processors, and a dozen that work at the same time take them, and
// the pages that are warm, from each other. Whoever has waited for a moment goes in all the same, so that a few long reports keep nobody out.
type gate struct {
	open chan struct{} // one for each view that is open
	few  chan struct{} // one for each that is not in excess
}

// moment is how long a view waits for others to end.
const moment = 50 * time.Millisecond

func newGate(most, few int) gate { return gate{make(chan struct{}, most), make(chan struct{}, few)} }

// enter waits for a place; leave gives it back.
func (g gate) enter(ctx context.Context) (leave func(), err error) {
	select {
	case g.open <- struct{}{}:
	default:
		select {
		case g.open <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	select {
	case g.few <- struct{}{}:
		return g.leave, nil
	default:
	}
	waited := time.NewTimer(moment)
	defer waited.Stop()
	select {
	case g.few <- struct{}{}:
		return g.leave, nil
	case <-waited.C:
		return g.leaveExcess, nil
	case <-ctx.Done():
		<-g.open
		return nil, ctx.Err()
	}
}

func (g gate) leave() {
	<-g.few
	<-g.open
}

func (g gate) leaveExcess() { <-g.open }
