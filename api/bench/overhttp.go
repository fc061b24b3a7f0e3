package bench

import (
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sovang/api/apply"
	"sovang/api/rest"
	"sovang/domain/ledger"
)

// few is how many donors the book has that takes what is measured over HTTP.
const few = 100

// giving is callers who give over HTTP, and the same who ask an empty handler.
type giving struct {
	r     *run
	p     *Program
	ledge []*caller
	empty []*caller
	no    atomic.Int64
	paths [funds]string
	dry   bool // ask what would become of it
	free  bool // without an idempotency key
}

// giving opens the connections of callers; the server is furnished when it is new.
func (r *run) giving(callers int) (_ *giving, err error) {
	fresh := r.begun[lively] == nil
	p, err := r.server(lively)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := p.Submit(r.ctx, r.furnish(few)); err != nil {
			return nil, err
		}
	}
	limit, err := r.server(empty)
	if err != nil {
		return nil, err
	}
	g := &giving{r: r, p: p}
	for n := range funds {
		g.paths[n] = rest.Base + "/funds/" + id(ofFund, n).String() + "/donations"
	}
	if g.ledge, err = call(p, callers); err != nil {
		return nil, err
	}
	if g.empty, err = call(limit, callers); err != nil {
		hangUp(g.ledge)
		return nil, err
	}
	return g, nil
}

func (g *giving) close() {
	hangUp(g.ledge)
	hangUp(g.empty)
}

// give asks for one gift; each with a key of its own, unless they are to be free of keys.
func (g *giving) give(c *caller) error {
	n := int(g.no.Add(1))
	headers := "Content-Type: application/json\r\n"
	if !g.free {
		headers += "Idempotency-Key: " + g.r.ids.next().String() + "\r\n"
	}
	if g.dry {
		headers += "Sovang-Dry-Run: true\r\n"
	}
	body := `{"amount":"` + strconv.FormatInt(amount(n), 10) + `","place":"cash","donor":"` + id(ofDonor, n%few).String() + `","booked":"` + day.ISO() + `"}`
	return c.ask("POST", g.paths[n%funds], headers, []byte(body))
}

// turn has the first callers give for a turn.
func (g *giving) turn(callers int) (turn, error) {
	return load(g.r.ctx, callers, g.r.Turn, func(n int) error { return g.give(g.ledge[n]) })
}

// limit has the same requests answered by a handler that does nothing.
func (g *giving) limit(callers int) (turn, error) {
	return load(g.r.ctx, callers, g.r.Turn, func(n int) error { return g.give(g.empty[n]) })
}

const emptyHandler = "xử lý rỗng"

// http measures one gift a request by 64 callers.
func (r *run) http() error {
	r.tell("gifts over HTTP by 64 callers")
	const callers = 64
	g, err := r.giving(callers)
	if err != nil {
		return err
	}
	defer g.close()
	s, err := r.inTurns(func() (turn, error) { return g.turn(callers) }, func() (turn, error) { return g.limit(callers) })
	if err != nil {
		return err
	}
	if _, err := g.p.Sync(r.ctx); err != nil {
		return err
	}
	l := s[0].line("http-64", "64 người ghi qua HTTP, mỗi lần một khoản", &s[1], emptyHandler)
	r.add(l.must("≥ 12.000/s; ≥ 0,3; p99 < 25 ms", l.Value >= 12_000 && l.Ratio >= 0.3 && l.P99 < 25*time.Millisecond))
	return nil
}

// callers measures whether more of them ever make it slower.
func (r *run) callers() error {
	const most = 256
	g, err := r.giving(most)
	if err != nil {
		return err
	}
	defer g.close()
	var steps []func() (turn, error)
	for n := 1; n <= most; n *= 2 {
		steps = append(steps, func() (turn, error) { return g.turn(n) })
	}
	r.tell("gifts over HTTP by 1 to 256 callers")
	s, err := r.inTurns(steps...)
	if err != nil {
		return err
	}
	for i := range s {
		n := 1 << i
		name, what := fmt.Sprintf("callers-%d", n), fmt.Sprintf("%d người ghi qua HTTP", n)
		if i == 0 {
			r.add(s[i].line(name, what, nil, ""))
			continue
		}
		l := s[i].line(name, what, &s[i-1], fmt.Sprintf("%d người", n/2))
		l.Ratio = l.Value / l.Limit
		r.add(l.must("≥ 0,95 của bậc trước", l.Ratio >= 0.95))
	}
	return nil
}

// key measures what an idempotency key costs.
func (r *run) key() error {
	r.tell("gifts with and without an idempotency key")
	const callers = 64
	with, err := r.giving(callers)
	if err != nil {
		return err
	}
	defer with.close()
	without, err := r.giving(callers)
	if err != nil {
		return err
	}
	defer without.close()
	without.free = true
	s, err := r.inTurns(func() (turn, error) { return with.turn(callers) }, func() (turn, error) { return without.turn(callers) })
	if err != nil {
		return err
	}
	l := s[0].line("key", "64 người ghi, mỗi khoản một Idempotency-Key", &s[1], "không có khoá")
	r.add(l.must("≥ 0,95 (khoá không tốn gì)", l.Ratio >= 0.95))
	return nil
}

// bulk measures gifts by the hundred: how fast they are stored, and how fast when one waits until reads show them.
func (r *run) bulk() (err error) {
	r.tell("gifts over HTTP in bulks of 100")
	const callers, lines = 16, 100
	g, err := r.giving(callers)
	if err != nil {
		return err
	}
	defer g.close()
	raw, err := r.bare("raw-bulk")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.store.Close()) }()
	bodies := make([][]byte, callers)
	send := func(n int) (err error) {
		if bodies[n], err = g.hundred(bodies[n][:0], lines); err != nil {
			return err
		}
		return g.ledge[n].ask("POST", rest.Base+"/commands", "Content-Type: application/x-ndjson\r\n", bodies[n])
	}
	var seen series
	s, err := r.inTurns(
		func() (turn, error) {
			begun := time.Now()
			t, err := load(r.ctx, callers, r.Turn, send)
			t.rate *= lines
			if err != nil {
				return t, err
			}
			if _, err := g.p.Sync(r.ctx); err != nil {
				return t, err
			}
			seen.add(turn{rate: float64(len(t.took)*lines) / time.Since(begun).Seconds()})
			return t, nil
		},
		func() (turn, error) { return raw.publish(100, entrySize) },
	)
	if err != nil {
		return err
	}
	l := s[0].line("bulk", "Lô 100 khoản qua HTTP, ghi xong", &s[1], packed)
	r.add(l.must("≥ 60.000/s", l.Value >= 60_000))
	l = seen.line("bulk-read", "Lô 100 khoản, đến khi báo cáo thấy", &s[1], packed)
	r.add(l.must("≥ 20.000/s", l.Value >= 20_000))
	return nil
}

// hundred writes the lines of a bulk.
func (g *giving) hundred(b []byte, lines int) (_ []byte, err error) {
	for range lines {
		n := int(g.no.Add(1))
		if b, err = apply.Append(b, gift(g.r.ids.next(), n%funds, id(ofDonor, n%few))); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// dryRun asks what would become of gifts, and compares the log and every table with what they were before.
func (r *run) dryRun() error {
	r.tell("dry runs")
	const callers = 64
	g, err := r.giving(callers)
	if err != nil {
		return err
	}
	defer g.close()
	if err := g.p.Submit(r.ctx, []ledger.Request{gift(r.ids.next(), 0, uuid.Nil)}); err != nil {
		return err
	}
	before, err := r.everything(g.p)
	if err != nil {
		return err
	}
	g.dry = true
	s, err := r.inTurns(func() (turn, error) { return g.turn(callers) }, func() (turn, error) { return g.limit(callers) })
	if err != nil {
		return err
	}
	after, err := r.everything(g.p)
	if err != nil {
		return err
	}
	l := s[0].line("dry-run", fmt.Sprintf("64 người hỏi thử; sổ và %d bảng như cũ", len(before)-1), &s[1], emptyHandler)
	r.add(l.must("không ghi gì", same(before, after)))
	return nil
}
