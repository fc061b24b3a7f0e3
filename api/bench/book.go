package bench

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"sovang/api/apply"
	"sovang/api/rest"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
)

// book fills a book through the real write path and measures what depends on its size.
func (r *run) book() error {
	r.tell(fmt.Sprintf("a book of %s gifts", sheet.Count(int64(r.Gifts))))
	for _, measure := range []func(*Program) error{r.fill, r.filled, r.reads, r.inside, r.memory} {
		p, err := r.server(large) // anew where the one before has ended it
		if err == nil {
			err = measure(p)
		}
		if err != nil {
			return err
		}
	}
	for _, measure := range []func() error{r.starts, r.stored, r.rebuilds} {
		if err := measure(); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) donors() int { return max(16, r.Gifts/100) }

// of says how large the book is.
func (r *run) of() string { return ", " + sheet.Count(int64(r.Gifts)) + " khoản" }

// tenths is how many parts the book is filled in, each until reads show it.
const tenths = 10

// fill gives the gifts in bulks, and a payout for every forty of them; what the last slice costs beside the first tells whether it grows with the book.
func (r *run) fill(p *Program) error {
	if err := p.Submit(r.ctx, r.furnish(r.donors())); err != nil {
		return err
	}
	if _, err := p.Sync(r.ctx); err != nil {
		return err
	}
	var rates [tenths]float64
	for n := range tenths {
		from, to := n*r.Gifts/tenths, (n+1)*r.Gifts/tenths
		r.tell(fmt.Sprintf("filling it: %s of %s", sheet.Count(int64(from)), sheet.Count(int64(r.Gifts))))
		begun := time.Now()
		if err := r.slice(p, from, to); err != nil {
			return err
		}
		if _, err := p.Sync(r.ctx); err != nil {
			return err
		}
		rates[n] = float64(to-from) / time.Since(begun).Seconds()
	}
	l := Line{Name: "growth", What: "Một khoản cuối sổ so với đầu sổ, ghi và đọc" + r.of(), Unit: Times, Value: rates[0] / rates[tenths-1]}
	r.add(l.must("≤ 1,3 (10 triệu)", l.Value <= 1.3).small(r.Gifts < 10_000_000))
	return nil
}

// filled ends the server that the book was filled through, as fast as it went, and tells the most memory that took: NATS keeps for ten seconds what was
// written, however much it was.
func (r *run) filled(*Program) error {
	peak, err := r.stop(large)
	if err != nil {
		return err
	}
	r.add(Line{Name: "memory-fill", What: "Bộ nhớ cao nhất của serve khi nạp sổ" + r.of(), Unit: Bytes, Value: float64(peak)})
	return nil
}

// slice gives gifts from to to, by callers who send a bulk each.
func (r *run) slice(p *Program, from, to int) error {
	const callers, lines = 8, 100
	conns, err := call(p, callers)
	if err != nil {
		return err
	}
	defer hangUp(conns)
	jobs := make(chan int)
	go func() {
		defer close(jobs)
		for n := from; n < to; n += lines {
			jobs <- n
		}
	}()
	failed := make(chan error, callers)
	for _, c := range conns {
		go func() {
			var err error
			var body []byte
			for n := range jobs {
				if err != nil {
					continue // what is left is not sent any more
				}
				if body, err = r.lineOf(body[:0], n, min(n+lines, to)); err == nil {
					err = c.ask("POST", rest.Base+"/commands", "Content-Type: application/x-ndjson\r\n", body)
				}
			}
			failed <- err
		}()
	}
	for range callers {
		err = errors.Join(err, <-failed)
	}
	if err != nil {
		return err
	}
	var payouts []ledger.Request
	for n := from / 40; n < to/40; n++ {
		payouts = append(payouts, payout(r.ids.next(), n%funds))
	}
	return p.Submit(r.ctx, payouts)
}

// booked is the day of gift number n: they are spread over three hundred days.
func (r *run) booked(n int) domain.Date { return day + domain.Date(n*300/r.Gifts) }

func (r *run) lineOf(b []byte, from, to int) (_ []byte, err error) {
	for n := from; n < to; n++ {
		g := gift(id(ofGift, n), n%funds, id(ofDonor, n%r.donors()))
		c := g.Command.(ledger.ReceiveDonation)
		c.Booked = r.booked(n)
		g.Command = c
		if b, err = apply.Append(b, g); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// some spreads what is asked for over the book.
func some(n, of int) int { return int(uint64(n) * 7919 % uint64(of)) }

// reads measures what pages ask most, over HTTP by 16 callers.
func (r *run) reads(p *Program) error {
	const callers = 16
	limit, err := r.server(empty)
	if err != nil {
		return err
	}
	conns, err := call(p, callers)
	if err != nil {
		return err
	}
	defer hangUp(conns)
	nothing, err := call(limit, callers)
	if err != nil {
		return err
	}
	defer hangUp(nothing)
	for _, read := range []struct {
		name, what string
		least      float64
		path       func(n int) string
	}{
		{"read-balance", "Số dư quỹ", 6000, func(n int) string { return "/funds/" + id(ofFund, n%funds).String() + "/balance" }},
		{"read-donor", "Một nhà hảo tâm đã tặng", 4000, func(n int) string {
			return "/people/" + id(ofDonor, some(n, r.donors())).String() + "/donations?limit=20"
		}},
		{"read-trace", "Đường đi của một khoản", 3000, func(n int) string {
			return "/donations/" + id(ofGift, some(n, r.Gifts)).String() + "/trail"
		}},
		{"read-at", "Số dư quỹ tại một ngày", 4000, func(n int) string {
			return "/funds/" + id(ofFund, n%funds).String() + "/balance?at=" + r.booked(some(n, r.Gifts)).ISO()
		}},
	} {
		r.tell("reads over HTTP by 16 callers: " + read.name)
		if err := r.warm(); err != nil {
			return err
		}
		asked := make([]int, callers)
		next := func(conns []*caller) func(int) error {
			return func(c int) error {
				asked[c]++
				return conns[c].ask("GET", rest.Base+read.path(c+callers*asked[c]), "", nil)
			}
		}
		s, err := r.inTurns(
			func() (turn, error) { return load(r.ctx, callers, r.Turn, next(conns)) },
			func() (turn, error) { return load(r.ctx, callers, r.Turn, next(nothing)) },
		)
		if err != nil {
			return err
		}
		l := s[0].line(read.name, read.what+" qua HTTP, 16 người"+r.of(), &s[1], emptyHandler)
		goal := "≥ " + sheet.Count(int64(read.least)) + "/s; p99 < 15 ms"
		r.add(l.must(goal, l.Value >= read.least && l.P99 < 15*time.Millisecond).small(r.Gifts < 1_000_000))
	}
	return nil
}

// warm reads the files of the read side once, as whoever serves them has done: what is measured is looking things up, not how soon the system forgets a
// file that it has just written. Some machines give memory back that nobody has looked at for half a minute.
func (r *run) warm() error {
	if r.Postgres != nil {
		return nil // it has a memory of its own
	}
	return filepath.WalkDir(r.dir(large), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".db" {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		return errors.Join(err, f.Close())
	})
}

// inside asks the read side the same without HTTP, one after the other.
func (r *run) inside(*Program) (err error) {
	store, err := r.ReadOnly(r.ctx, r.dir(large))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	reader, err := projections.OpenReader(r.ctx, store)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, reader.Close()) }()
	for _, query := range []struct {
		name, what string
		ask        func(n int) error
	}{
		{"inside-balance", "Số dư quỹ", func(n int) error {
			_, err := reader.Balances(r.ctx, projections.BalancesQuery{Fund: id(ofFund, n%funds)})
			return err
		}},
		{"inside-donor", "Một nhà hảo tâm", func(n int) error {
			_, err := reader.Donor(r.ctx, projections.DonorQuery{Donor: id(ofDonor, some(n, r.donors())), Limit: 20})
			return err
		}},
		{"inside-trace", "Đường đi của một khoản", func(n int) error {
			_, err := reader.TraceDonation(r.ctx, projections.TraceQuery{ID: id(ofGift, some(n, r.Gifts))})
			return err
		}},
		{"inside-at", "Số dư tại một ngày", func(n int) error {
			at := r.booked(some(n, r.Gifts))
			_, err := reader.Balances(r.ctx, projections.BalancesQuery{Fund: id(ofFund, n%funds), At: &at})
			return err
		}},
	} {
		if err := r.warm(); err != nil {
			return err
		}
		n := 0
		s, err := r.inTurns(func() (turn, error) {
			return load(r.ctx, 1, r.Turn, func(int) error { n++; return query.ask(n) })
		})
		if err != nil {
			return err
		}
		l := s[0].line(query.name, query.what+", hỏi thẳng phần đọc"+r.of(), nil, "")
		r.add(l.must("p99 < 5 ms (10 triệu)", l.P99 < 5*time.Millisecond).small(r.Gifts < 10_000_000))
	}
	return nil
}

// memory ends the server that was read from and tells the most memory that it had.
func (r *run) memory(*Program) error {
	peak, err := r.stop(large)
	if err != nil {
		return err
	}
	l := Line{Name: "memory", What: "Bộ nhớ cao nhất của serve, NATS bên trong" + r.of(), Unit: Bytes, Value: float64(peak)}
	r.add(l.must("< 600 MB (10 triệu)", peak < 600_000_000).small(r.Gifts < 10_000_000))
	return nil
}

// starts measures a start after a clean stop, beside opening the log alone.
func (r *run) starts() error {
	r.tell("starts after a clean stop")
	timed := func(open func() (func() error, error)) func() (turn, error) {
		return func() (turn, error) {
			begun := time.Now()
			stop, err := open()
			if err != nil {
				return turn{}, err
			}
			took := time.Since(begun)
			return turn{rate: 1 / took.Seconds(), took: []time.Duration{took}}, stop()
		}
	}
	s, err := r.longTurns(
		timed(func() (func() error, error) {
			p, err := r.Serve(r.ctx, r.dir(large))
			if err != nil {
				return nil, err
			}
			return func() error { _, err := p.Stop(); return err }, nil
		}),
		timed(func() (func() error, error) {
			store, err := jetstream.Open(r.ctx, jetstream.Options{Dir: r.dir(large)})
			if err != nil {
				return nil, err
			}
			return store.Close, nil
		}),
	)
	if err != nil {
		return err
	}
	l := Line{Name: "start", What: "Khởi động sau khi dừng êm" + r.of(), Unit: Micros, Value: micros(part(s[0].took, 0.5)), Limit: micros(part(s[1].took, 0.5)),
		LimitIs: "chỉ mở NATS", Ratio: s[0].of(s[1])}
	r.add(l.must("< 3 s (1 triệu)", l.Value < 3e6).small(r.Gifts < 1_000_000))
	return nil
}

// stored measures how many bytes of the disk a gift takes, in the log and on the read side.
func (r *run) stored() (err error) {
	log, err := sizeOf(filepath.Join(r.dir(large), "nats"))
	if err != nil {
		return err
	}
	store, err := r.ReadOnly(r.ctx, r.dir(large))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	name, err := store.Active(r.ctx)
	if err != nil {
		return err
	}
	read, err := store.Size(r.ctx, name)
	if err != nil {
		return err
	}
	most, goal := 800.0, "≤ 800 B"
	if r.Postgres != nil {
		most, goal = 1000, "≤ 1.000 B"
	}
	each := func(n int64) float64 { return math.Round(float64(n) / float64(r.Gifts)) }
	l := Line{Name: "stored", What: fmt.Sprintf("Trên đĩa, mỗi khoản: sổ %.0f, phần đọc %.0f%s", each(log), each(read), r.of()), Unit: Bytes, Value: each(log + read)}
	r.add(l.must(goal, l.Value <= most).small(r.Gifts < 100_000))
	return nil
}

func sizeOf(dir string) (size int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	return size, err
}

// rebuilds folds the log of the book anew on each database, beside reading and decoding it.
func (r *run) rebuilds() (err error) {
	log, err := jetstream.Open(r.ctx, jetstream.Options{Dir: r.dir(large)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	master, err := vault.ReadMaster(filepath.Join(r.dir(large), "master.key"))
	if err != nil {
		return err
	}
	v, err := vault.New(r.ctx, log.Keys(), master)
	if err != nil {
		return err
	}
	if err := r.rebuild("rebuild-sqlite", "SQLite", readdb.SQLite(r.dir("rebuild"), projections.Version), log, v); err != nil {
		return err
	}
	if r.Postgres == nil {
		return nil
	}
	if err := r.clean(r.ctx); err != nil {
		return err
	}
	return r.inPostgres(r.ctx, func(s *readdb.Store) error { return r.rebuild("rebuild-postgres", "PostgreSQL", s, log, v) })
}

func (r *run) rebuild(name, database string, store *readdb.Store, log eventstore.Log, v *vault.Vault) (err error) {
	r.tell("rebuilding the read side on " + database)
	p, err := projections.Open(r.ctx, store, log, projections.Options{Vault: v})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	entries := 0
	rate := func(do func() error) func() (turn, error) {
		return func() (turn, error) {
			begun := time.Now()
			err := do()
			return turn{rate: float64(entries) / time.Since(begun).Seconds()}, err
		}
	}
	consume := func() (err error) {
		entries, err = r.consume(log)
		return err
	}
	if err := consume(); err != nil { // so that it is known how many there are, and both find them read before
		return err
	}
	s, err := r.longTurns(rate(func() error { return p.Rebuild(r.ctx, nil) }), rate(consume))
	if err != nil {
		return err
	}
	l := s[0].line(name, "Dựng lại phần đọc trên "+database+r.of(), &s[1], "đọc và giải mã")
	r.add(l.must("≥ 60.000/s", l.Value >= 60_000).small(r.Gifts < 100_000))
	return nil
}

// consume reads and decodes the log, nothing more.
func (r *run) consume(log eventstore.Log) (entries int, err error) {
	for m, err := range log.Read(r.ctx, 1, false) {
		if err != nil {
			return 0, err
		}
		for _, err := range eventstore.Entries(m) {
			if err != nil {
				return 0, err
			}
			entries++
		}
	}
	return entries, nil
}
