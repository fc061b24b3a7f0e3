package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
)

// desk is a writer in this process over a log of its own.
type desk struct {
	r     *run
	store *jetstream.Store
	w     *eventstore.Writer
	funds int

	entries, messages, bytes uint64 // since the last look
}

func (r *run) desk(name string, funds int) (*desk, error) {
	store, err := jetstream.Open(r.ctx, jetstream.Options{Dir: r.dir(name)})
	if err != nil {
		return nil, err
	}
	d := &desk{r: r, store: store, funds: funds}
	if d.w, err = eventstore.Open(r.ctx, store, eventstore.Options{}); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	if err := d.submit(r.furnish(0)); err != nil {
		return nil, errors.Join(err, d.close())
	}
	return d, nil
}

func (d *desk) submit(requests []ledger.Request) error {
	outcomes, err := d.w.Submit(d.r.ctx, requests...)
	for _, o := range outcomes {
		err = errors.Join(err, o.Err)
	}
	return err
}

func (d *desk) close() error {
	return errors.Join(d.w.Close(context.WithoutCancel(d.r.ctx)), d.store.Close())
}

// gifts has callers give for a turn.
func (d *desk) gifts(callers int) (turn, error) {
	m := &d.w.Metrics
	entries, messages, bytes := m.Entries.Load(), m.Messages.Load(), m.Bytes.Load()
	t, err := load(d.r.ctx, callers, d.r.Turn, func(caller int) error {
		outcomes, err := d.w.Submit(d.r.ctx, gift(d.r.ids.next(), caller%d.funds, uuid.Nil))
		if err == nil {
			err = outcomes[0].Err
		}
		return err
	})
	d.entries, d.messages, d.bytes = m.Entries.Load()-entries, m.Messages.Load()-messages, m.Bytes.Load()-bytes
	return t, err
}

// group is how many entries a message had in the last turn, and size how many bytes an entry.
func (d *desk) group() float64 { return float64(d.entries) / float64(max(1, d.messages)) }
func (d *desk) size() float64  { return float64(d.bytes) / float64(max(1, d.entries)) }

// What raw publishes are, beside what comes over HTTP: packed by a hundred, each of about as many bytes as the entry of a gift.
const (
	packed    = "ghi trần, gói 100"
	entrySize = 450
)

// bare is a log to which only bytes are published.
type bare struct {
	r     *run
	store *jetstream.Store
	last  uint64
}

func (r *run) bare(name string) (*bare, error) {
	store, err := jetstream.Open(r.ctx, jetstream.Options{Dir: r.dir(name)})
	return &bare{r: r, store: store}, err
}

// publish publishes messages of so many entries of that size for a turn, one in flight; the turn's rate is in entries.
func (b *bare) publish(group, size float64) (turn, error) {
	data := make([]byte, max(1, int(group*size)))
	for i := range data {
		data[i] = 'x'
	}
	t, err := load(b.r.ctx, 1, b.r.Turn, func(int) (err error) {
		b.last, err = b.store.Append(b.r.ctx, b.last, data)
		return err
	})
	t.rate *= group
	return t, err
}

// gifts measures durable gifts by callers in this process, beside raw publishes of as many bytes.
func (r *run) gifts() (err error) {
	one, err := r.desk("one", 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, one.close()) }()
	eight, err := r.desk("eight", funds)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, eight.close()) }()
	raw, err := r.bare("raw")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.store.Close()) }()
	for _, callers := range []int{64, 256} {
		r.tell(fmt.Sprintf("durable gifts by %d callers in process", callers))
		if err := r.giftsBy(callers, one, eight, raw); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) giftsBy(callers int, one, eight *desk, raw *bare) error {
	is, group := "ghi trần, nhóm như thế", func(d *desk) float64 { return d.group() }
	if callers > 64 {
		is, group = packed, func(*desk) float64 { return 100 }
	}
	s, err := r.inTurns(
		func() (turn, error) { return one.gifts(callers) },
		func() (turn, error) { return raw.publish(group(one), one.size()) },
		func() (turn, error) { return eight.gifts(callers) },
		func() (turn, error) { return raw.publish(group(eight), eight.size()) },
	)
	if err != nil {
		return err
	}
	least, goal := 0.7, "≥ 0,7"
	if callers > 64 {
		least, goal = 0.4, "≥ 0,4"
	}
	name := fmt.Sprintf("gifts-%d", callers)
	single := s[0].line(name+"-1", fmt.Sprintf("%d người ghi trong tiến trình, 1 quỹ", callers), &s[1], is)
	several := s[2].line(name+"-8", fmt.Sprintf("%d người ghi trong tiến trình, 8 quỹ", callers), &s[3], is)
	r.add(single.must(goal, single.Ratio >= least))
	r.add(several.must(goal+"; ≥ 0,9 của 1 quỹ", several.Ratio >= least && s[2].of(s[0]) >= 0.9))
	return nil
}

// alone measures one gift by one caller over HTTP, beside one synced publish.
func (r *run) alone() (err error) {
	r.tell("one gift alone over HTTP")
	g, err := r.giving(1)
	if err != nil {
		return err
	}
	defer g.close()
	raw, err := r.bare("raw-alone")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, raw.store.Close()) }()
	s, err := r.inTurns(
		func() (turn, error) { return g.turn(1) },
		func() (turn, error) { return raw.publish(1, entrySize) },
	)
	if err != nil {
		return err
	}
	l := s[0].line("alone", "Một khoản một mình qua HTTP (p50)", &s[1], "một lần ghi đĩa")
	l.Unit, l.Value, l.Limit = Micros, micros(l.P50), micros(part(s[1].took, 0.5))
	l.Ratio = l.Limit / l.Value
	r.add(l.must("< 1.500 µs", l.P50 < 1500*time.Microsecond))
	return nil
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
