package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// eye looks at a program while it is under load: at its metrics and at what it says of its readiness.
type eye struct {
	p         *Program
	flow      *flow
	tell      func(string)
	disturbed atomic.Bool // something is away

	begun time.Time
	looks []look          // one for each line that was told
	took  []time.Duration // of requests, while nothing was away
	err   error           // why it sees nothing

	mu      sync.Mutex
	latest  look
	changed chan struct{}
}

// look is what was seen at a moment.
type look struct {
	at    time.Time
	ready bool
	why   string

	rss, own, heap   float64 // bytes in memory; of those what is no part of a file; what of Go's is alive
	lag, tasks, open float64 // entries that reports do not show, goroutines, open files
	late, answered   int
	disturbed        bool
}

// glance is how often it looks; a line is told less often.
const glance = 250 * time.Millisecond

// watch looks until ctx ends.
func (e *eye) watch(ctx context.Context, begun time.Time, every time.Duration) {
	e.begun = begun
	var readiness atomic.Pointer[look]
	asking := make(chan struct{})
	go func() {
		defer close(asking)
		for ctx.Err() == nil {
			l := look{at: time.Now()}
			l.ready, l.why = e.ready(ctx)
			readiness.Store(&l)
			_ = until(ctx, l.at.Add(glance))
		}
	}()
	disturbed := false
	for told := begun; ; {
		if until(ctx, time.Now().Add(glance)) != nil {
			break
		}
		disturbed = disturbed || e.disturbed.Load()
		l, err := e.see(ctx)
		if e.err = err; err != nil {
			continue
		}
		if said := readiness.Load(); said != nil {
			l.ready, l.why, l.at = said.ready, said.why, said.at
		} else {
			l.at = begun
		}
		e.show(l)
		if l.at = time.Now(); l.at.Sub(told) >= every {
			l.disturbed = disturbed
			told, disturbed = l.at, false
			e.line(l)
		}
	}
	<-asking
	if ctx.Err() != nil && errors.Is(e.err, context.Canceled) {
		e.err = nil
	}
}

// line tells what was seen since the last line.
func (e *eye) line(l look) {
	t := e.flow.take()
	l.answered = len(t.took)
	if !l.disturbed {
		e.took = append(e.took, t.took...)
	}
	last := e.begun
	if n := len(e.looks); n > 0 {
		last = e.looks[n-1].at
	}
	e.looks = append(e.looks, l)
	say := "ready"
	if !l.ready {
		say = "NOT READY"
	}
	e.tell(fmt.Sprintf("%6.1fs  %6.0f/s  p50 %7.2f ms  p99 %7.2f ms  late %6d  repeated %5d  turned away %4d  lag %6.0f  RSS %5.1f MB (own %5.1f)  heap %5.1f MB  goroutines %4.0f  files %3.0f  %s",
		l.at.Sub(e.begun).Seconds(), float64(l.answered)/l.at.Sub(last).Seconds(), micros(part(t.took, 0.5))/1000, micros(part(t.took, 0.99))/1000, l.late, t.repeated,
		t.turnedAway, l.lag, l.rss/1e6, l.own/1e6, l.heap/1e6, l.tasks, l.open, say))
}

func (e *eye) show(l look) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.latest = l
	if e.changed != nil {
		close(e.changed)
	}
	e.changed = make(chan struct{})
}

// until waits until something is seen.
func (e *eye) until(ctx context.Context, is func(look) bool) error {
	for {
		e.mu.Lock()
		if e.changed == nil {
			e.changed = make(chan struct{})
		}
		l, changed := e.latest, e.changed
		e.mu.Unlock()
		if is(l) {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("%w; last seen: ready %v (%s), %d late, reports %0.f entries behind", ctx.Err(), l.ready, l.why, l.late, l.lag)
		}
	}
}

// probing bounds one look.
const probing = 10 * time.Second

func (e *eye) get(ctx context.Context, path string) (*http.Response, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeout(ctx, probing)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+e.p.Address+path, nil)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return resp, cancel, nil
}

// ready is what the program says of itself.
func (e *eye) ready(ctx context.Context) (bool, string) {
	resp, cancel, err := e.get(ctx, "/readyz")
	if err != nil {
		return false, err.Error()
	}
	defer cancel()
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	return resp.StatusCode == http.StatusOK, strings.TrimSpace(string(text))
}

// see reads the metrics.
func (e *eye) see(ctx context.Context) (look, error) {
	resp, cancel, err := e.get(ctx, "/metrics")
	if err != nil {
		return look{}, err
	}
	defer cancel()
	defer resp.Body.Close()
	l := look{late: e.flow.late(), own: float64(MemoryOf(e.p.Process, "RssAnon"))}
	wanted := map[string]*float64{"process_resident_memory_bytes": &l.rss, "go_gc_heap_live_bytes": &l.heap, "sovang_lag_entries": &l.lag, "go_goroutines": &l.tasks, "process_open_fds": &l.open}
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if into := wanted[name]; into != nil {
			if *into, err = strconv.ParseFloat(value, 64); err != nil {
				return look{}, err
			}
		}
	}
	return l, lines.Err()
}

// MemoryOf is one of the figures that Linux tells of a running process's memory, in bytes: RssAnon, what is no part of a file, for a read side in SQLite is
// read as a part of memory, which the system takes back as it likes; VmHWM, the most that it has had. 0 where the system does not tell.
func MemoryOf(process int, figure string) int64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", process))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, figure+":"); ok {
			kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(value), " kB"), 10, 64)
			return kilobytes * 1024
		}
	}
	return 0
}
