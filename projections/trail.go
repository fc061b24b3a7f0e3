package projections

import (
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// What brought positions into a compartment (segments.kind).
const (
	segmentDonation int64 = iota + 1
	segmentInterest
	segmentTransfer
	segmentSale
	segmentUncovered
	segmentMoved
	segmentRelief
	segmentHandOver
)

// What consumed positions (uses.kind).
const (
	usePayout int64 = iota + 1
	useTransfer
	useCover
	useVoid
	useRefund
	useLoss
	useSale
	useShortfall
	useMoved
	useRepay
	useHandOver
)

// What became of a donation's own positions (gone.kind).
const (
	goneReversed int64 = iota + 1
	goneRefunded
)

func (f *fold) compartment(in *fundRows, code string) *compartment {
	c := in.compartments[code]
	if c == nil {
		f.fail(domain.Errorf(domain.Internal, "fund %d has no compartment %q", in.k, code))
		return &compartment{}
	}
	return c
}

// segment adds positions to a compartment; free ones but for those no money stands behind.
func (f *fold) segment(c *compartment, from, amount, n, kind int64) {
	if amount <= 0 {
		return
	}
	f.arrive(c, from, amount, kind != segmentUncovered)
	f.t.segments.add(from, c.next, n, c.k, kind)
}

// arrive numbers new positions at the end of a compartment.
func (f *fold) arrive(c *compartment, from, amount int64, free bool) {
	if from != c.next {
		f.fail(domain.Errorf(domain.Internal, "positions begin at %d where %d is the next", from, c.next))
	}
	c.next = from + amount
	if free {
		c.free.Add(fund.Span{from, c.next})
		f.touchFree(c)
	}
}

// taking is one entry's sequence of consumed positions.
type taking struct {
	n, kind, off int64
}

// consume takes free positions, in the order given.
func (f *fold) consume(u *taking, c *compartment, spans []fund.Span) {
	for _, s := range spans {
		if fund.Total(c.free.Within(s)) != s.Len() {
			f.fail(domain.Errorf(domain.Internal, "positions %d to %d are not free", s.From(), s.To()))
		}
		c.free.Remove(s)
		f.use(u, c, s)
	}
	f.touchLow(c)
}

// use notes what positions are consumed by, wherever they came from.
func (f *fold) use(u *taking, c *compartment, s fund.Span) {
	f.t.uses.add(s.From(), s.To(), u.n, u.off, c.k, u.kind)
	u.off += s.Len()
}

// uncover adds positions at the end of their compartment that nothing but a deficit stands behind.
func (f *fold) uncover(in *fundRows, u *taking, pieces []fund.Piece, booked int64) {
	for _, p := range pieces {
		c := f.compartment(in, p.Compartment)
		for _, s := range p.Spans {
			f.segment(c, s.From(), s.Len(), f.at.n, segmentUncovered)
			f.use(u, c, s)
			f.t.covers.add(s.From(), s.To(), int64(0), f.at.n, c.k, int64(0))
		}
		f.flow(&c.pot, flowMade, p.Len(), 0, booked)
	}
}

// interval is a live row of uses or covers.
type interval struct {
	from, to, n, x, kind int64 // x: off, or by_pos
}

// within reads the live rows that share positions with a span.
func (f *fold) within(name, x, kind string, c *compartment, s fund.Span) (found []interval) {
	f.rows(func(r readdb.Row) error {
		var i interval
		if err := r.Scan(&i.from, &i.to, &i.n, &i.x, &i.kind); err != nil {
			return err
		}
		if i.to > s.From() {
			found = append(found, i)
		}
		return nil
	}, "SELECT from_pos, to_pos, n, "+x+", "+kind+" FROM @"+name+" WHERE c = $1 AND from_pos < $2 AND from_pos >= "+
		"COALESCE((SELECT MAX(z.from_pos) FROM @"+name+" z WHERE z.c = $1 AND z.from_pos <= $3), 0) ORDER BY from_pos",
		c.k, s.To(), s.From())
	return found
}

// endUses ends whatever consumed a span: rare enough to be done row by row. The parts outside the span stay as they were; reports as
// of an earlier entry still find the part inside in past_uses.
func (f *fold) endUses(c *compartment, s fund.Span) {
	f.written(f.t.uses)
	ended := int64(0)
	for _, u := range f.within("uses", "off", "kind", c, s) {
		in, _ := s.Intersect(fund.Span{u.from, u.to})
		ended += in.Len()
		f.exec("DELETE FROM @uses WHERE c = $1 AND from_pos = $2", c.k, u.from)
		if u.from < in.From() {
			f.t.uses.add(u.from, in.From(), u.n, u.x, c.k, u.kind)
		}
		if in.To() < u.to {
			f.t.uses.add(in.To(), u.to, u.n, u.x+in.To()-u.from, c.k, u.kind)
		}
		if u.n != f.at.n { // within one entry nothing was ever true in between
			f.pastUse(c, u, in)
		}
	}
	if ended != s.Len() {
		f.fail(domain.Errorf(domain.Internal, "positions %d to %d come back, of which only %d were spent", s.From(), s.To(), ended))
	}
	f.written(f.t.uses)
}

// longestPast bounds the rows of past_uses, so that those that touch a position are found within so many before it.
const longestPast = 1 << 24

// pastUse keeps the part of a use that has ended.
func (f *fold) pastUse(c *compartment, u interval, part fund.Span) {
	for from := part.From(); from < part.To(); from += longestPast {
		f.t.pastUses.add(from, min(from+longestPast, part.To()), u.n, f.at.n, u.x+from-u.from, c.k, u.kind)
	}
}

// free ends the uses of positions and makes them free again.
func (f *fold) free(in *fundRows, pieces []fund.Piece) {
	for _, p := range pieces {
		c := f.compartment(in, p.Compartment)
		for _, s := range p.Spans {
			f.endUses(c, s)
			c.free.Add(s)
		}
		f.touchLow(c)
	}
}

// endCovers ends whatever stood in for the owner of a span.
func (f *fold) endCovers(c *compartment, s fund.Span) {
	f.written(f.t.covers)
	for _, o := range f.within("covers", "by_pos", "by_c", c, s) {
		in, _ := s.Intersect(fund.Span{o.from, o.to})
		f.exec("DELETE FROM @covers WHERE c = $1 AND from_pos = $2", c.k, o.from)
		if o.from < in.From() {
			f.t.covers.add(o.from, in.From(), o.x, o.n, c.k, o.kind)
		}
		if in.To() < o.to {
			f.t.covers.add(in.To(), o.to, o.x+in.To()-o.from, o.n, c.k, o.kind)
		}
		if o.n != f.at.n {
			f.t.pastCovers.add(in.From(), in.To(), o.x+in.From()-o.from, o.n, f.at.n, c.k, o.kind)
		}
	}
	f.written(f.t.covers)
}

// coverAll makes the positions of By the owners of those of Over. deficit: no money stood behind Over until now.
func (f *fold) coverAll(in *fundRows, covers []fund.Cover, deficit bool) {
	u := &taking{f.at.n, useCover, 0}
	for _, c := range covers {
		by, over := f.compartment(in, c.By.Compartment), f.compartment(in, c.Over.Compartment)
		f.consume(u, by, c.By.Spans)
		f.flow(&by.pot, flowCovering, c.By.Len(), 0, f.at.booked)
		if deficit {
			f.flow(&over.pot, flowFilled, c.Over.Len(), 0, f.at.booked)
		}
		for _, s := range c.Over.Spans {
			f.endCovers(over, s)
		}
		paired(c.By.Spans, c.Over.Spans, func(b, o fund.Span) {
			f.t.covers.add(o.From(), o.To(), b.From(), f.at.n, over.k, by.k)
		})
	}
}

// paired walks two sequences of spans of equal length in step.
func paired(a, b []fund.Span, each func(x, y fund.Span)) {
	i, j := 0, 0
	var x, y fund.Span
	for {
		for x.Len() == 0 {
			if i == len(a) {
				return
			}
			x, i = a[i], i+1
		}
		for y.Len() == 0 {
			if j == len(b) {
				return
			}
			y, j = b[j], j+1
		}
		n := min(x.Len(), y.Len())
		each(fund.Span{x[0], x[0] + n}, fund.Span{y[0], y[0] + n})
		x[0] += n
		y[0] += n
	}
}
