package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// passedOn notes whose the fund is from a day on.
func (f *fold) passedOn(in *fundRows, e fund.PassedOn) {
	f.t.fundUnits.add(in.k, f.at.n, int64(e.From), f.key(e.Unit), e.Code)
}

// handedOver lets free positions go on in another fund.
func (f *fold) handedOver(in *fundRows, e fund.HandedOver) {
	into, booked := f.key(e.Into), int64(e.Booked)
	u := &taking{f.at.n, useHandOver, 0}
	for _, p := range e.Parts {
		c := f.compartment(in, p.Compartment)
		f.consume(u, c, p.Spans)
		f.flowAbout(&c.pot, flowHandedOver, into, p.Amount, 1, booked)
	}
	for _, p := range e.Places {
		f.place(in, p.Place, -p.Amount, booked)
	}
}

// takenOver makes segments of another fund's positions, one for one, with the same owners.
func (f *fold) takenOver(in *fundRows, e fund.TakenOver) {
	from, booked := f.funds[e.From], int64(e.Booked)
	if from == nil {
		f.fail(domain.Errorf(domain.Internal, "fund %d takes over one that was never opened", in.k))
		return
	}
	for _, p := range e.Parts {
		c, source := f.compartment(in, p.Compartment), f.compartment(from, p.Source.Compartment)
		f.segment(c, p.From, p.Amount, f.at.n, segmentHandOver)
		f.flowAbout(&c.pot, flowTakenOver, from.k, p.Amount, 1, booked)
		paired(p.Source.Spans, []fund.Span{{p.From, p.From + p.Amount}}, func(s, to fund.Span) {
			f.t.lineage.add(to.From(), to.To(), s.From(), s.To(), f.at.n, int64(0), int64(0), int64(0), int64(0), c.k, source.k)
		})
	}
	for _, p := range e.Places {
		f.place(in, p.Place, p.Amount, booked)
	}
}

// fundUnit is the key of the unit whose a fund is on a day, in SQL: n and day are the numbers of the parameters that hold the view's entry and
// day. A fund that is not open yet on that day is the unit's that will open it.
func fundUnit(fundKey string, n, day int) string { return fundThen("unit", fundKey, n, day) }

// fundCode is fundUnit for what the fund is called.
func fundCode(fundKey string, n, day int) string { return fundThen("code", fundKey, n, day) }

func fundThen(column, fundKey string, n, day int) string {
	return "COALESCE((SELECT y." + column + " FROM @fund_units y WHERE y.k = " + fundKey + " AND y.n <= $" + itoa(int64(n)) + " AND y.since <= $" +
		itoa(int64(day)) + " ORDER BY y.since DESC, y.n DESC LIMIT 1), (SELECT y." + column + " FROM @funds y WHERE y.k = " + fundKey + "))"
}

// woundUp is when a fund was wound up, by the view's entry and day, and which one answers for it; the zero Date where it was not.
func (v *view) woundUp(k int64) (on domain.Date, successor uuid.UUID, err error) {
	var into int64
	ok, err := v.row("SELECT day, into_fund FROM @fund_ends WHERE k = $1 AND n <= $2 AND day <= $3", []any{k, v.n, v.lastDay()}, &on, &into)
	if err == nil && ok {
		successor, err = v.id(into)
	}
	return on, successor, err
}

// promisedTo is the keys of a fund and of all that were wound up into it, in SQL: what was promised to those is kept by it. fund and n are the
// numbers of the parameters that hold its key and the view's entry.
func promisedTo(fund, n int) string {
	return "(WITH RECURSIVE kept(k) AS (SELECT CAST($" + itoa(int64(fund)) + " AS BIGINT) UNION SELECT CAST(y.k AS BIGINT) FROM @fund_ends y JOIN kept z ON z.k = y.into_fund WHERE y.n <= $" +
		itoa(int64(n)) + ") SELECT k FROM kept)"
}

// handOver counts a side of a hand-over: a transfer that is under way at no time.
func (s *rollupSums) handOver(a *rollupAccount, c *tally) {
	_, inside := s.tree.funds[c.about]
	line, sign := int64(rollToOutside), int64(-1)
	switch {
	case c.kind == flowHandedOver && inside:
		line = rollToInside
	case c.kind == flowTakenOver && inside:
		line, sign = rollFromInside, 1
	case c.kind == flowTakenOver:
		line, sign = rollFromOutside, 1
	}
	s.hold(a, c.booked, sign*c.amount)
	s.move(a, line, c.booked, c.amount, c.count)
}
