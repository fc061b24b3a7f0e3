package bench

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// turn is what callers reached in one turn.
type turn struct {
	rate float64         // a second
	took []time.Duration // of each
}

// load has callers do one thing after another for a while, each its next when it has the answer to the last; each does it once
// at least, so that there is a figure however late it gets its turn.
func load(ctx context.Context, callers int, d time.Duration, do func(caller int) error) (turn, error) {
	var failed atomic.Pointer[error]
	each := make([][]time.Duration, callers)
	var wait sync.WaitGroup
	begun := time.Now()
	for c := range callers {
		wait.Go(func() {
			for now := time.Now(); ; {
				if err := do(c); err != nil {
					failed.CompareAndSwap(nil, &err)
					return
				}
				then := time.Now()
				each[c] = append(each[c], then.Sub(now))
				if now = then; now.Sub(begun) >= d || failed.Load() != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	took := time.Since(begun)
	if err := failed.Load(); err != nil {
		return turn{}, *err
	}
	t := turn{took: slices.Concat(each...)}
	t.rate = float64(len(t.took)) / took.Seconds()
	return t, ctx.Err()
}

// series is one figure over the turns.
type series struct {
	rates []float64
	took  []time.Duration
}

func (s *series) add(t turn) {
	s.rates = append(s.rates, t.rate)
	s.took = append(s.took, t.took...)
}

// inTurns measures one after the other, and again: what else the machine does comes over all of them.
func (r *run) inTurns(measures ...func() (turn, error)) ([]series, error) {
	return r.times(r.Turns, measures)
}

// longTurns is inTurns for what takes long whatever a turn is.
func (r *run) longTurns(measures ...func() (turn, error)) ([]series, error) {
	return r.times(r.Long, measures)
}

func (r *run) times(turns int, measures []func() (turn, error)) ([]series, error) {
	all := make([]series, len(measures))
	for n := range turns {
		if n > 0 && r.late() {
			break
		}
		for i, measure := range measures {
			t, err := measure()
			if err != nil {
				return nil, err
			}
			all[i].add(t)
		}
	}
	return all, nil
}

// line makes a line of a series of rates and that of its limit, nil where it has none.
func (s series) line(name, what string, limit *series, is string) Line {
	l := Line{Name: name, What: what, Unit: PerSecond, Value: median(s.rates), P50: part(s.took, 0.5), P99: part(s.took, 0.99)}
	if limit != nil {
		l.Limit, l.LimitIs, l.Ratio = median(limit.rates), is, s.of(*limit)
	}
	return l
}

// of is the median of the ratios turn by turn.
func (s series) of(limit series) float64 {
	ratios := make([]float64, len(s.rates))
	for i := range ratios {
		ratios[i] = s.rates[i] / limit.rates[i]
	}
	return median(ratios)
}

// must says what a line must reach, and whether it did.
func (l Line) must(goal string, reached bool) Line {
	l.Goal, l.Missed = goal, !reached
	return l
}

// small says that the goal speaks of more than was there.
func (l Line) small(is bool) Line {
	l.Small = is
	return l
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	switch n := len(sorted); {
	case n == 0:
		return 0
	case n%2 == 1:
		return sorted[n/2]
	default:
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
}

// part is the duration below which that share of all lies.
func part(took []time.Duration, share float64) time.Duration {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return sorted[min(len(sorted)-1, int(float64(len(sorted))*share))]
}
