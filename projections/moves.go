package projections

import (
	"sovang/domain"
	"sovang/domain/fund"
)

// redesignated makes positions of one compartment those of another, one for one, with the same owners.
func (f *fold) redesignated(in *fundRows, e fund.Redesignated) {
	from, into, booked := f.compartment(in, e.Compartment), f.compartment(in, e.Into), int64(e.Booked)
	f.consume(&taking{f.at.n, useMoved, 0}, from, e.Spans)
	f.segment(into, e.From, e.Amount, f.at.n, segmentMoved)
	f.flow(&from.pot, flowMovedOut, e.Amount, 1, booked)
	f.flow(&into.pot, flowMovedIn, e.Amount, 1, booked)
	paired(e.Spans, []fund.Span{{e.From, e.From + e.Amount}}, func(s, to fund.Span) {
		f.t.lineage.add(to.From(), to.To(), s.From(), s.To(), f.at.n, int64(0), int64(0), int64(0), int64(0), into.k, from.k)
	})
	f.t.redesignations.add(f.at.n, e.Amount, in.k, from.k, into.k, booked, f.word(string(e.Basis)), f.word(e.Approver), idOrNil(e.Donation),
		e.Clause, e.Reason)
	if d := e.Donation; d != [16]byte{} {
		f.t.donationChanges.add(d[:], f.at.n, donationRedesignated, e.Amount, booked, int64(0), int64(0), int64(0), f.word(string(e.Basis)),
			f.word(e.Approver), "", e.Reason)
	}
}

// bridgeRepaid gives what a bridge had paid for a slot to the owners of late money; whose it was own as much in the bridge anew.
func (f *fold) bridgeRepaid(in *fundRows, e fund.BridgeRepaid) {
	by, over, booked := f.compartment(in, e.By.Compartment), f.compartment(in, e.Over.Compartment), int64(e.Booked)
	f.consume(&taking{f.at.n, useRepay, 0}, by, e.By.Spans)
	f.flow(&by.pot, flowRepaying, e.Amount, 1, booked)
	f.written(f.t.covers)
	next := e.From
	for _, s := range e.Over.Spans {
		f.relieve(over, s, next)
		next += s.Len()
	}
	if next != e.From+e.Amount {
		f.fail(domain.Errorf(domain.Internal, "late money of %d takes the place of %d", e.Amount, next-e.From))
	}
	f.segment(over, e.From, e.Amount, f.at.n, segmentRelief)
	f.flow(&over.pot, flowRepaid, e.Amount, 1, booked)
	for _, s := range e.Over.Spans {
		f.endCovers(over, s)
	}
	paired(e.By.Spans, e.Over.Spans, func(b, o fund.Span) {
		f.t.covers.add(o.From(), o.To(), b.From(), f.at.n, over.k, by.k)
	})
	f.t.repayments.add(f.at.n, f.at.nth, e.Amount, in.k, f.key(e.Slot), by.k, over.k, booked)
}

// relieve notes whose the positions from next on are: of whoever owned s until now. That is settled here, once, so that no reader has
// to ask who stood in for whom at that moment.
func (f *fold) relieve(c *compartment, s fund.Span, next int64) {
	own := func(to int64) {
		if at := s.From(); at < to {
			f.t.reliefs.add(next, next+to-at, at, f.at.n, c.k, c.k, int64(1))
			next += to - at
			s[0] = to
		}
	}
	for _, o := range f.within("covers", "by_pos", "by_c", c, s) {
		in, _ := s.Intersect(fund.Span{o.from, o.to})
		own(in.From())
		by := o.x + in.From() - o.from
		if o.kind == 0 { // nobody stood behind them
			by = 0
		}
		f.t.reliefs.add(next, next+in.Len(), by, f.at.n, c.k, o.kind, int64(0))
		next += in.Len()
		s[0] = in.To()
	}
	own(s.To())
}
