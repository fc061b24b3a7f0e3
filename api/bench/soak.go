package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"sovang/api/sheet"
	"sovang/projections/readdb"
)

// soak is a long run at half of the top rate.
type soak struct {
	r    *run
	p    *Program
	out  *Outside // nil: nothing is taken away
	read func(context.Context) (*readdb.Store, error)
	base uint64 // the last entry before it
	flow *flow
	eye  *eye
	away []outage
}

// outage is what became of a server that was taken away.
type outage struct {
	what  string
	gone  time.Duration // until it was back
	after time.Duration // from then on, until the program said it was ready and reports had caught up
}

const (
	soakCallers = 64     // whose top rate it is
	soakOpen    = 256    // requests under way at the most, of those that come in their own time
	soaked      = "soak" // the server
)

// soak runs a mixed load at half of the top rate, with the read side rebuilt and, where asked, its servers taken away in the middle. In the end
// everything that was acknowledged is counted.
func (r *run) soak() (err error) {
	s, err := r.soaking()
	if err != nil {
		return err
	}
	if s.out != nil {
		defer func() {
			_, stopped := s.out.Stop()
			err = errors.Join(err, stopped)
		}()
	}
	defer s.flow.hangUp()
	top, err := s.top()
	if err != nil {
		return err
	}
	r.tell(fmt.Sprintf("the top rate is %s/s; from here on half of it, for %s", sheet.Count(int64(top)), r.For))
	if err := s.half(top); err != nil {
		return err
	}
	r.tell("counting what was acknowledged")
	faults, err := s.proof()
	if err != nil {
		return err
	}
	for _, fault := range faults {
		r.tell("FAULT: " + fault)
	}
	s.report(top, faults)
	return nil
}

// givers is how many people give: in ten minutes at full rate each a hundred times, as in the book that reads are measured on.
func (r *run) givers() int { return max(few, int(r.For.Minutes()*2000)) }

// soaking starts and furnishes the program.
func (r *run) soaking() (*soak, error) {
	s := &soak{r: r}
	if r.Interrupt {
		if r.Outside == nil {
			return nil, errors.New("there are no servers to take away")
		}
		if err := r.vacate(); err != nil {
			return nil, err
		}
		out, err := r.Outside(r.ctx, r.dir(soaked))
		if err != nil {
			return nil, err
		}
		s.out, s.p, s.read = out, out.Program, out.ReadOnly
	} else {
		p, err := r.server(soaked)
		if err != nil {
			return nil, err
		}
		s.p, s.read = p, func(ctx context.Context) (*readdb.Store, error) { return r.ReadOnly(ctx, r.dir(soaked)) }
	}
	err := s.p.Submit(r.ctx, r.furnish(r.givers()))
	if err == nil {
		s.base, err = s.p.Sync(r.ctx)
	}
	if err == nil {
		s.flow, err = newFlow(s.p, r.givers())
	}
	if err != nil && s.out != nil {
		_, stopped := s.out.Stop()
		err = errors.Join(err, stopped)
	}
	s.eye = &eye{p: s.p, flow: s.flow, tell: r.tell}
	return s, err
}

// top is how many requests of the mix a second are answered when each caller asks its next as soon as it has the answer to the last. Before that everybody
// gives once: who has not given since the start is looked up and read back first, which is over after seconds and says nothing of the minutes to come.
func (s *soak) top() (float64, error) {
	s.r.tell("a first gift of everybody")
	for s.flow.asked() < s.flow.givers {
		if _, err := load(s.r.ctx, soakCallers, min(s.r.Turn, s.r.For/5), s.flow.unpaced); err != nil {
			return 0, err
		}
	}
	s.r.tell("the top rate")
	t, err := load(s.r.ctx, soakCallers, min(5*time.Second, s.r.For/5), s.flow.unpaced)
	return t.rate, err
}

// half runs the load, looks on, and does what comes in between.
func (s *soak) half(top float64) error {
	ctx, cancel := context.WithCancel(s.r.ctx)
	defer cancel()
	begun := time.Now()
	s.flow.pace(begun, top/2)
	watched := make(chan struct{})
	go func() { defer close(watched); s.eye.watch(ctx, begun, s.every()) }()
	var meddled error
	var wait sync.WaitGroup
	wait.Go(func() {
		meddled = s.meddle(ctx, begun)
		s.flow.end(begun.Add(s.r.For))
		if meddled != nil {
			cancel()
		}
	})
	err := s.flow.run(ctx)
	cancel()
	wait.Wait()
	<-watched
	if err != nil { // what was cut short because of it says nothing
		return err
	}
	return errors.Join(meddled, s.eye.err)
}

// every is how long a line of what is seen speaks of.
func (s *soak) every() time.Duration {
	return min(10*time.Second, max(500*time.Millisecond, s.r.For/20))
}

// meddle does what comes in between: a rebuild, and the servers that go away.
func (s *soak) meddle(ctx context.Context, begun time.Time) error {
	at := func(share float64) error {
		return until(ctx, begun.Add(time.Duration(share*float64(s.r.For))))
	}
	if err := at(0.2); err != nil {
		return err
	}
	s.r.tell("rebuilding the read side under load")
	rebuild := time.Now()
	if err := s.p.Rebuild(ctx); err != nil {
		return fmt.Errorf("a rebuild under load: %w", err)
	}
	s.r.tell(fmt.Sprintf("rebuilt and in use after %s", time.Since(rebuild).Round(time.Millisecond)))
	if s.out == nil {
		return nil
	}
	for _, o := range []struct {
		share, length float64 // of the whole
		what          string
		server        Server
	}{{0.4, 0.1, "PostgreSQL", s.out.Postgres}, {0.7, 1. / 60, "NATS", s.out.NATS}} {
		if err := at(o.share); err != nil {
			return err
		}
		if err := s.takeAway(ctx, o.what, o.server, time.Duration(o.length*float64(s.r.For))); err != nil {
			return err
		}
	}
	return nil
}

// comeBack bounds how long the program may take to say that it is not ready, and beyond the soak's own time to be ready again.
const comeBack = 2 * time.Minute

// takeAway stops a server for a while, and until the program says that it is not ready, and waits until it has caught up by itself.
func (s *soak) takeAway(ctx context.Context, what string, server Server, length time.Duration) error {
	s.r.tell(what + " is stopped")
	s.eye.disturbed.Store(true)
	gone := time.Now()
	server.Stop()
	patient, cancel := context.WithTimeout(ctx, comeBack)
	defer cancel()
	said := s.eye.until(patient, func(l look) bool { return l.at.After(gone) && !l.ready })
	if err := errors.Join(said, until(ctx, gone.Add(length))); err != nil {
		return fmt.Errorf("%s is away, and /readyz does not say so: %w", what, err)
	}
	if err := server.Run(); err != nil {
		return fmt.Errorf("%s again: %w", what, err)
	}
	back := time.Now()
	s.r.tell(fmt.Sprintf("%s is back after %s", what, back.Sub(gone).Round(time.Millisecond)))
	patient, cancel = context.WithTimeout(ctx, comeBack+s.r.For)
	defer cancel()
	// What is due while it was away has been asked, and reports show it but for what a second brings.
	err := s.eye.until(patient, func(l look) bool {
		return l.at.After(back) && l.ready && l.late < soakOpen && l.lag <= s.flow.rate
	})
	if err != nil {
		return fmt.Errorf("%s is back, and the program does not catch up: %w", what, err)
	}
	s.away = append(s.away, outage{what, back.Sub(gone), time.Since(back)})
	s.eye.disturbed.Store(false)
	s.r.tell(fmt.Sprintf("caught up %s later", time.Since(back).Round(time.Millisecond)))
	return nil
}

// until waits for a moment.
func until(ctx context.Context, moment time.Time) error {
	t := time.NewTimer(time.Until(moment))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// report makes the lines.
func (s *soak) report(top float64, faults []string) {
	calm := s.eye.calm()
	l := Line{Name: "soak", What: "Nửa tốc độ cao nhất, ghi và đọc, " + s.r.For.String(), Unit: PerSecond, Value: s.flow.reached(), Limit: top, LimitIs: "tốc độ cao nhất",
		P50: part(calm, 0.5), P99: part(calm, 0.99)}
	l.Ratio = l.Value / top
	s.r.add(l.must("≥ 0,49 của cao nhất", l.Ratio >= 0.49))
	s.r.add(s.flat("soak-heap", "Bộ nhớ sống (sau GC)", func(k look) float64 { return k.heap }))
	s.r.add(s.flat("soak-memory", "Bộ nhớ riêng của serve", func(k look) float64 { return cmp.Or(k.own, k.rss) }))
	lag := s.eye.lag() / s.flow.rate
	s.r.add(Line{Name: "soak-lag", What: "Phần đọc chậm hơn sổ, nửa sau (trung vị)", Unit: Micros, Value: math.Max(1, lag*1e6)}.must("< 1 s", lag < 1))
	for _, o := range s.away {
		s.r.add(Line{Name: "soak-" + strings.ToLower(o.what), What: fmt.Sprintf("%s vắng %s; từ khi trở lại đến khi kịp", o.what, o.gone.Round(100*time.Millisecond)), Unit: Micros, Value: micros(o.after)})
	}
	s.r.add(Line{Name: "soak-once", What: "Đã nhận: đúng một lần trong sổ và phần đọc, số dư đúng, hàng như dựng lại", Unit: Entries, Value: float64(s.flow.acknowledged())}.
		must("không mất, không thừa", len(faults) == 0))
}

// flat is a line for memory: how it grew over the second half. A short run says nothing of it.
func (s *soak) flat(name, what string, of func(look) float64) Line {
	const most, shortest = 1.05, 5 * time.Minute
	l := Line{Name: name, What: what + ", cuối so với giữa", Unit: Times, Value: s.eye.growth(of)}
	if s.r.For < shortest {
		return l
	}
	return l.must("≤ 1,05", l.Value <= most)
}

// growth is how much a figure grew over the second half: what a straight line through it gains, against its mean.
func (e *eye) growth(of func(look) float64) float64 {
	var x, y []float64
	for _, l := range e.half() {
		if v := of(l); v > 0 {
			x, y = append(x, l.at.Sub(e.looks[0].at).Seconds()), append(y, v)
		}
	}
	if len(x) < 3 {
		return 1
	}
	mx, my, above, below := mean(x), mean(y), 0.0, 0.0
	for i := range x {
		above += (x[i] - mx) * (y[i] - my)
		below += (x[i] - mx) * (x[i] - mx)
	}
	return 1 + above/below*(x[len(x)-1]-x[0])/my
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// half is what was seen in the second half.
func (e *eye) half() []look { return e.looks[len(e.looks)/2:] }

// lag is the median of how many entries reports were behind, in the second half, where nothing was away.
func (e *eye) lag() float64 {
	var all []float64
	for _, l := range e.half() {
		if !l.disturbed {
			all = append(all, l.lag)
		}
	}
	return median(all)
}

// calm is how long requests took while nothing was away.
func (e *eye) calm() []time.Duration { return slices.Clone(e.took) }
