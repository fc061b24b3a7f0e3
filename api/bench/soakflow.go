package bench

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/api/rest"
)

// flow is requests that come in their own time, whatever became of those before: one that is late is counted from when it was due. A write that is not
// answered, or answered that it cannot be done now, is asked again with the same key until it is acknowledged.
type flow struct {
	p      *Program
	conns  []*caller
	givers int
	rate   float64   // a second
	first  time.Time // when number from is due
	from   int

	mu      sync.Mutex
	next    int
	last    time.Time // nothing is due after it; zero: that is not known yet
	again   []repeat  // in the order in which they are asked again
	kept    []kept    // by number
	gave    [funds]int64
	now     tally
	all     int // that were answered since first
	ended   time.Time
	refused error // the first answer that is none to such a request
}

// repeat is a request that is asked again.
type repeat struct {
	n     int
	due   time.Time // the first time
	at    time.Time
	tries int
}

// kept is what a write was answered.
type kept struct {
	id    uuid.UUID
	entry uint64 // 0: not acknowledged
}

// tally is what became of requests since the last look.
type tally struct {
	took       []time.Duration // of what was answered, from when it was due
	repeated   int             // writes that are asked again
	turnedAway int             // reads that were told to come back
}

func newFlow(p *Program, givers int) (*flow, error) {
	conns, err := call(p, soakOpen)
	return &flow{p: p, conns: conns, givers: givers}, err
}

func (f *flow) hangUp() { hangUp(f.conns) }

// pace says from when on, and how many a second.
func (f *flow) pace(from time.Time, rate float64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.first, f.from, f.rate, f.now, f.all = from, f.next, rate, tally{}, 0
}

// end says that nothing is due after a moment.
func (f *flow) end(last time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = last
}

func (f *flow) due(n int) time.Time {
	return f.first.Add(time.Duration(float64(n-f.from) / f.rate * float64(time.Second)))
}

// run has every caller ask what is due, until the end is known, reached, and everything is acknowledged.
func (f *flow) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wait sync.WaitGroup
	for i := range f.conns {
		wait.Go(func() {
			for {
				j, ok := f.claim()
				if !ok || until(ctx, j.at) != nil {
					return
				}
				if err := f.ask(i, j); err != nil {
					f.mu.Lock()
					f.refused = cmp.Or(f.refused, err)
					f.mu.Unlock()
					cancel()
					return
				}
			}
		})
	}
	wait.Wait()
	f.ended = time.Now()
	return f.refused
}

// claim gives what is to be asked next, and when. Who gets nothing may leave: what is under way comes back to who asked it.
func (f *flow) claim() (repeat, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	due := f.due(f.next)
	if ended := !f.last.IsZero() && due.After(f.last); len(f.again) > 0 && (ended || f.again[0].at.Before(time.Now())) {
		j := f.again[0]
		f.again = f.again[1:]
		return j, true
	} else if ended {
		return repeat{}, false
	}
	f.next++
	return repeat{n: f.next - 1, due: due, at: due}, true
}

// late is how many requests are due and were not asked, or are to be asked again.
func (f *flow) late() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	if !f.last.IsZero() && f.last.Before(now) {
		now = f.last
	}
	return max(0, int(now.Sub(f.first).Seconds()*f.rate)-(f.next-f.from)) + len(f.again)
}

// take gives the tally since the last time.
func (f *flow) take() tally {
	f.mu.Lock()
	defer f.mu.Unlock()
	t := f.now
	f.now = tally{took: make([]time.Duration, 0, len(t.took))}
	return t
}

// unpaced asks the next request of all, at once.
func (f *flow) unpaced(caller int) error {
	f.mu.Lock()
	n := f.next
	f.next++
	f.mu.Unlock()
	return f.ask(caller, repeat{n: n, due: time.Now()})
}

// asked is how many requests have been taken up.
func (f *flow) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.next
}

// What the requests are: every twentieth a read, every five hundredth a payout, all others gifts.
func isRead(n int) bool   { return n%20 == 19 }
func isPayout(n int) bool { return n%500 == 250 }

// moved is what a write adds to its fund.
func moved(n int) int64 {
	if isPayout(n) {
		return -10 * amount(n%funds)
	}
	return amount(n)
}

func (f *flow) request(n int) (method, path, headers string, body []byte) {
	fund := rest.Base + "/funds/" + id(ofFund, n%funds).String()
	if isRead(n) {
		switch n / 20 % 4 {
		case 0:
			return "GET", fund + "/balance", "", nil
		case 1:
			return "GET", fund + "/balance?at=" + day.ISO(), "", nil
		case 2:
			return "GET", rest.Base + "/people/" + id(ofDonor, some(n, f.givers)).String() + "/donations?limit=20", "", nil
		}
		return "GET", rest.Base + "/donations/" + f.gift(n).String() + "/trail", "", nil
	}
	headers = "Content-Type: application/json\r\nIdempotency-Key: soak-" + strconv.Itoa(n) + "\r\n"
	if isPayout(n) {
		return "POST", fund + "/payouts", headers,
			[]byte(`{"kind":"running","amount":"` + strconv.FormatInt(-moved(n), 10) + `","place":"cash","booked":"` + day.ISO() + `","content":"In ấn"}`)
	}
	return "POST", fund + "/donations", headers,
		[]byte(`{"amount":"` + strconv.FormatInt(moved(n), 10) + `","place":"cash","donor":"` + id(ofDonor, n%f.givers).String() + `","booked":"` + day.ISO() + `"}`)
}

// gift is one that was acknowledged a while ago, spread over all of them; the first where there is none yet.
func (f *flow) gift(n int) uuid.UUID {
	f.mu.Lock()
	defer f.mu.Unlock()
	for m := some(n, max(1, len(f.kept)/2)); m < len(f.kept); m++ {
		if !isRead(m) && !isPayout(m) && f.kept[m].entry > 0 {
			return f.kept[m].id
		}
	}
	return uuid.Nil
}

// pause is when a request without an answer is asked again.
const pause = time.Second

// ask asks once. An error is an answer that such a request cannot have.
func (f *flow) ask(caller int, j repeat) error {
	method, path, headers, body := f.request(j.n)
	var status int
	var retry time.Duration
	var text []byte
	c := f.conns[caller]
	resp, err := c.exchange(method, path, headers, body)
	if err == nil {
		status = resp.StatusCode
		if seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After")); seconds > 0 {
			retry = time.Duration(seconds) * time.Second
		}
		text, err = io.ReadAll(resp.Body)
		_ = resp.Body.Close()
	}
	if err != nil { // the connection broke: nobody knows
		c.hangUp()
		c.asked = time.Time{} // the next request opens another
		status, retry = http.StatusGatewayTimeout, pause
	}
	took := time.Since(j.due)
	switch {
	case status == http.StatusServiceUnavailable || status == http.StatusGatewayTimeout:
		if retry == 0 {
			return fmt.Errorf("%s %s is answered %d without Retry-After: %s", method, path, status, text)
		}
		f.comeBack(j, retry)
	case isRead(j.n) && (status == http.StatusOK || status == http.StatusNotFound): // reports may not have a gift yet that was just acknowledged
		f.mu.Lock()
		f.answered(took)
		f.mu.Unlock()
	case status == http.StatusOK || status == http.StatusCreated:
		return f.acknowledge(j, took, text)
	default:
		return fmt.Errorf("%s %s is answered %d: %s", method, path, status, text)
	}
	return nil
}

// comeBack has a write asked again; a reader comes back by itself.
func (f *flow) comeBack(j repeat, after time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if isRead(j.n) {
		f.now.turnedAway++
		return
	}
	f.now.repeated++
	f.again = append(f.again, repeat{j.n, j.due, time.Now().Add(after), j.tries + 1})
}

func (f *flow) acknowledge(j repeat, took time.Duration, text []byte) error {
	var a rest.Accepted
	if err := json.Unmarshal(text, &a); err != nil {
		return fmt.Errorf("an acceptance cannot be read: %w: %s", err, text)
	}
	if a.Entry == 0 || a.Repeated && j.tries == 0 {
		return fmt.Errorf("request %d, asked for the first time, is answered %s", j.n, text)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for len(f.kept) <= j.n {
		f.kept = append(f.kept, kept{})
	}
	f.kept[j.n] = kept{a.ID, a.Entry}
	f.gave[j.n%funds] += moved(j.n)
	f.answered(took)
	return nil
}

func (f *flow) answered(took time.Duration) {
	f.now.took = append(f.now.took, took)
	f.all++
}

// reached is how many requests a second were answered, from when the first was due until all were.
func (f *flow) reached() float64 { return float64(f.all) / f.ended.Sub(f.first).Seconds() }

// acknowledged is how many writes were.
func (f *flow) acknowledged() (n int) {
	for _, k := range f.kept {
		if k.entry > 0 {
			n++
		}
	}
	return n
}
