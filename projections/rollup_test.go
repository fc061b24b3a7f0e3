package projections_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/unit"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestRollup: over random histories, on any day, as of any entry, for one unit and for all: a roll-up adds up, begins where the day before
// ended, and holds what the balances of the same funds hold. A transfer that one unit sends outside is inside for both.
func TestRollup(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := history(t, 21, 500)
		f := factsOf(t, b.log)
		r := b.project(t, open(t), projections.Options{Batch: 37}).Reader()
		random := rand.New(rand.NewPCG(21, 3))
		tries := 60
		if testing.Short() {
			tries = 15
		}
		for i := range tries {
			q := projections.RollupQuery{AsOf: projections.AsOf{Entry: 1 + random.Uint64N(f.last)}}
			if i%5 == 0 {
				q.AsOf = projections.AsOf{}
			}
			if i%4 > 0 {
				at := f.days[random.IntN(len(f.days))]
				q.At = &at
			}
			if i%3 > 0 {
				since := f.days[0] + domain.Date(random.IntN(40))
				if q.At != nil && since > *q.At {
					since = *q.At
				}
				q.Since = &since
			}
			rollup{t, r, q}.holds()
		}
	})
}

// rollup is one question and what must be true of its answer.
type rollup struct {
	*testing.T
	r *projections.Reader
	q projections.RollupQuery
}

func (x rollup) ask(q projections.RollupQuery) projections.Rollup {
	x.Helper()
	all, err := x.r.Rollup(x.Context(), q)
	if err != nil {
		x.Fatal(err)
	}
	return all
}

func (x rollup) holds() {
	x.Helper()
	all := x.ask(x.q)
	units, err := x.r.Units(x.Context(), x.q.AsOf)
	if err != nil || len(units) != all.Units {
		x.Fatalf("%d units of %d: %v", all.Units, len(units), err)
	}
	x.adds("the book", all)
	x.begins(all)
	x.equalsBalances(uuid.Nil, all)
	for _, u := range units {
		q := x.q
		q.Unit = u.Unit
		one := x.ask(q)
		x.adds(u.Code, one)
		if one.Units == 1 {
			x.equalsBalances(u.Unit, one)
		}
	}
	q := x.q
	if q.Depth = 1; len(all.Totals) != len(x.ask(q).Totals) {
		x.Errorf("%+v: a depth changes the totals", x.q)
	}
}

// adds: opening, income, use and transfers give the closing, in every row and in all; the rows give the totals; inside as much was sent as was received.
func (x rollup) adds(who string, all projections.Rollup) {
	x.Helper()
	sum := map[string]projections.RollupFigures{}
	check := func(what string, f projections.RollupFigures) {
		if want := f.Opening + f.Income() - f.Use() + f.Received + f.ReceivedInside - f.Sent - f.SentInside; want != f.Closing {
			x.Fatalf("%+v, %s, %s: %d in the end, and %d by what moved: %+v", x.q, who, what, f.Closing, want, f)
		}
	}
	for _, row := range all.Rows {
		for _, f := range row.Figures {
			check(row.Code, f)
			s := sum[f.Currency]
			s.Opening, s.Closing, s.InTransit, s.Received, s.Sent = s.Opening+f.Opening, s.Closing+f.Closing, s.InTransit+f.InTransit, s.Received+f.Received, s.Sent+f.Sent
			s.Held, s.Unidentified = s.Held+f.Held, s.Unidentified+f.Unidentified
			sum[f.Currency] = s
		}
	}
	for _, f := range all.Totals {
		check("in all", f)
		s := sum[f.Currency]
		if s.Opening != f.Opening || s.Closing != f.Closing || s.InTransit != f.InTransit || s.Received != f.Received || s.Sent != f.Sent || s.Held != f.Held || s.Unidentified != f.Unidentified {
			x.Fatalf("%+v, %s: the rows add up to %+v, the total is %+v", x.q, who, s, f)
		}
		if f.SentInside != f.ReceivedInside || f.Eliminated() != f.SentInside {
			x.Fatalf("%+v, %s: %d sent inside, %d received", x.q, who, f.SentInside, f.ReceivedInside)
		}
	}
}

// begins: the opening is the closing of the day before.
func (x rollup) begins(all projections.Rollup) {
	x.Helper()
	if x.q.Since == nil {
		return
	}
	before, q := *x.q.Since-1, x.q
	q.Since, q.At = nil, &before
	closing := map[string]int64{}
	for _, f := range x.ask(q).Totals { // the same fund may be another unit's by then
		closing[f.Currency] = f.Closing
	}
	for _, f := range all.Totals {
		if f.Opening != closing[f.Currency] {
			x.Fatalf("%+v: the book begins with %d %s and ended the day before with %d", x.q, f.Opening, f.Currency, closing[f.Currency])
		}
	}
}

// equalsBalances: what is held, on its way, given and paid is what the balances of the same funds say.
func (x rollup) equalsBalances(of uuid.UUID, all projections.Rollup) {
	x.Helper()
	at := func(day *domain.Date) map[string]projections.RollupFigures {
		b, err := x.r.Balances(x.Context(), projections.BalancesQuery{Unit: of, AsOf: x.q.AsOf, At: day})
		if err != nil {
			x.Fatal(err)
		}
		return figuresOf(b, of == uuid.Nil)
	}
	now, then := at(x.q.At), map[string]projections.RollupFigures{}
	if x.q.Since != nil {
		before := *x.q.Since - 1
		then = at(&before)
	}
	for _, f := range all.Totals {
		n, b := now[f.Currency], then[f.Currency]
		var paid, returned, gifts int64
		for _, p := range f.Paid {
			paid, returned = paid+p.Amount, returned+p.Returned
		}
		for _, g := range f.Donations {
			gifts += g.Count
		}
		got := []int64{f.Closing, f.InTransit, f.Opening, f.Donated() - f.Reversed, gifts - f.Undone, f.Interest, paid - returned, f.Refunded + f.Lost + f.Sold, f.Unidentified, f.Held}
		want := []int64{n.Closing, n.InTransit, b.Closing, n.Received - b.Received, n.Undone - b.Undone, n.Interest - b.Interest, n.Sent - b.Sent, n.Lost - b.Lost, n.Unidentified, n.Held}
		if of != uuid.Nil { // its funds may have been another's before
			got, want = []int64{f.Closing, f.InTransit, f.Unidentified, f.Held}, []int64{n.Closing, n.InTransit, n.Unidentified, n.Held}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			x.Fatalf("%+v, unit %s: rolled up %v, by the balances %v", x.q, of, got, want)
		}
	}
}

// figuresOf puts balances into the same shape: what was given in Received, how many gifts in Undone, what was paid in Sent, what else went in Lost.
func figuresOf(b projections.Balances, inside bool) map[string]projections.RollupFigures {
	all := map[string]projections.RollupFigures{}
	for _, f := range b.Funds {
		for _, c := range f.Compartments {
			s := all[c.Currency]
			way := c.InTransit
			if inside { // until the receiver has it
				way = c.Sent - c.Refused - c.Shortfall - c.Arrived
			}
			s.Closing += c.Free - c.Uncovered + way
			s.InTransit += way
			s.Received, s.Undone, s.Interest = s.Received+c.Donated-c.Reversed, s.Undone+c.Donations, s.Interest+c.Interest
			for _, p := range c.Paid {
				s.Sent += p.Amount - p.Returned
			}
			s.Lost += c.Refunded + c.Lost + c.Sold
			all[c.Currency] = s
		}
		for _, c := range f.Currencies {
			s := all[c.Currency]
			s.Unidentified, s.Held = s.Unidentified+c.Unidentified, s.Held+c.Held
			all[c.Currency] = s
		}
	}
	return all
}

// TestRollupOfAMerger: until the day before, the old commune lies below the province with what it got; from the day on, below the one that it went
// on in. The province has the same on both days, as of the entry before too.
func TestRollupOfAMerger(t *testing.T) {
	province, old, successor := id("u", "tỉnh"), id("u", "xã cũ"), id("u", "xã mới")
	day := domain.NewDate(2025, 7, 1)
	w := &giftWriter{log: &memory.Log{}, at: time.Date(2025, 6, 20, 1, 0, 0, 0, time.UTC)}
	w.vault = must(vault.New(t.Context(), vault.NewMemory(), master(t)))
	for i, u := range [][2]uuid.UUID{{province}, {old, province}, {successor, province}} {
		w.write(domain.Change{Stream: unit.StreamOf(u[0]), Events: []domain.Event{unit.Founded{Kind: unit.Association, Code: string(rune('a' + i)), Name: "Hội", Parent: u[1], From: day - 400}}})
	}
	w.write(domain.Change{Stream: fund.StreamOf(id("fund", 0)), Events: []domain.Event{
		fund.Opened{Unit: old, Code: "F", Name: "Quỹ", Form: fund.AssociationFund, Currencies: []money.Currency{money.VND}, From: day - 400},
		fund.PlaceOpened{Place: "bidv", Kind: fund.Bank, Name: "BIDV", Currency: money.VND}}})
	w.gift(0)
	before := w.n
	w.write(domain.Change{Stream: unit.StreamOf(old), Events: []domain.Event{unit.Ended{How: unit.Merged, Into: []uuid.UUID{successor}, From: day, Decision: "NQ-1", Reason: "sắp xếp"}}})
	w.flush()
	b := &book{tb: t, log: w.log, vault: w.vault}
	r := b.built(t)
	for name, tt := range map[string]struct {
		unit  uuid.UUID
		at    domain.Date
		asOf  uint64
		codes string
	}{
		"the day before":                  {province, day - 1, 0, "a0 b1 c1"},
		"the day":                         {province, day, 0, "a0 c1 b2 ended"},
		"the day, as known before":        {province, day, before, "a0 b1 c1"},
		"the successor":                   {successor, day, 0, "c0 b1 ended"},
		"the successor, the day before":   {successor, day - 1, 0, "c0"},
		"the old one, as it is reachable": {old, day, 0, "b0 ended"},
	} {
		got, err := r.Rollup(t.Context(), projections.RollupQuery{Unit: tt.unit, At: &tt.at, AsOf: projections.AsOf{Entry: tt.asOf}})
		if err != nil {
			t.Fatal(name, err)
		}
		codes := ""
		for _, row := range got.Rows {
			codes += fmt.Sprint(" ", row.Code, row.Level)
			if row.Ended {
				codes += " ended"
			}
		}
		if strings.TrimSpace(codes) != tt.codes {
			t.Errorf("%s: %q, want %q", name, codes, tt.codes)
		}
	}
}
