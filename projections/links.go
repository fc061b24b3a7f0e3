package projections

import (
	"cmp"
	"math/bits"
	"slices"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// link is positions that became others, or stand in for others, one for one.
type link struct {
	source, target fund.Span
	c, n           int64 // c: of the end that was looked for
	until          int64 // the entry that ended it; 0: none did
}

// linked makes the part of a link that lies in s, with source and target as a row has them.
func linked(s fund.Span, from, target, length, c, n int64) (link, bool) {
	both, ok := s.Intersect(fund.Span{from, from + length})
	return link{both, fund.Span{target + both.From() - from, target + both.To() - from}, c, n, 0}, ok
}

func (x *tracer) links(s fund.Span, query string, args ...any) (found []link, err error) {
	err = x.rows(func(r readdb.Row) error {
		var from, target, length, c, n, until int64
		if err := r.Scan(&from, &target, &length, &c, &n, &until); err != nil {
			return err
		}
		if l, ok := linked(s, from, target, length, c, n); ok {
			l.until = until
			found = append(found, l)
		}
		return nil
	}, query, args...)
	if err != nil {
		return nil, err
	}
	return x.holding(found)
}

// holding leaves out links that do not hold as of the view's entry and day; of two over one position by a day, the later has it.
func (x *tracer) holding(found []link) ([]link, error) {
	kept := found[:0]
	for _, l := range found {
		over, err := x.over(l.until)
		if err != nil {
			return nil, err
		}
		by, err := x.entryBy(l.n)
		if err != nil {
			return nil, err
		}
		if by && !over {
			kept = append(kept, l)
		}
	}
	return kept, nil
}

// latest leaves each position to the link of the latest entry.
func (x *tracer) latest(links []link) []link {
	if x.at == nil {
		return links
	}
	slices.SortFunc(links, func(a, b link) int { return cmp.Compare(b.n, a.n) })
	var taken fund.Set
	var kept []link
	for _, l := range links {
		left := fund.Set{l.source}
		for _, t := range taken.Within(l.source) {
			left.Remove(t)
		}
		for _, s := range left {
			shift := s.From() - l.source.From()
			kept = append(kept, link{s, fund.Span{l.target.From() + shift, l.target.From() + shift + s.Len()}, l.c, l.n, l.until})
			taken.Add(s)
		}
	}
	return kept
}

// joinedLinks puts links in order and joins those that a later event has split.
func joinedLinks(links []link) []link {
	slices.SortFunc(links, func(a, b link) int { return cmp.Compare(a.source.From(), b.source.From()) })
	joined := links[:0]
	for _, l := range links {
		if i := len(joined) - 1; i >= 0 {
			if k := &joined[i]; k.source.To() == l.source.From() && k.target.To() == l.target.From() && k.c == l.c && k.n == l.n {
				k.source[1], k.target[1] = l.source.To(), l.target.To()
				continue
			}
		}
		joined = append(joined, l)
	}
	return joined
}

// linksFrom finds where positions went on to, by transfer or re-designation, or what they stand in for, by cover.
func (x *tracer) linksFrom(c int64, s fund.Span, step StepKind) ([]link, error) {
	if step == StepTransfer || step == StepHandOver || step == StepRedesignation {
		return x.links(s, `SELECT src_from, from_pos, src_to - src_from, c, n, 0 FROM @lineage WHERE src_c = $1 AND src_from < $2 AND n <= $4 AND sold = 0
			AND src_from >= COALESCE((SELECT MAX(z.src_from) FROM @lineage z WHERE z.src_c = $1 AND z.src_from <= $3), 0) ORDER BY src_from`,
			c, s.To(), s.From(), x.n)
	}
	live, err := x.links(s, `SELECT by_pos, from_pos, to_pos - from_pos, c, n, 0 FROM @covers WHERE by_c = $1 AND by_pos < $2 AND n <= $4
		AND by_pos >= COALESCE((SELECT MAX(z.by_pos) FROM @covers z WHERE z.by_c = $1 AND z.by_pos <= $3), 0) ORDER BY by_pos`,
		c, s.To(), s.From(), x.n)
	if err != nil {
		return nil, err
	}
	past, err := x.links(s, `SELECT by_pos, from_pos, to_pos - from_pos, c, n, until FROM @past_covers WHERE by_c = $1 AND by_pos < $2 AND n <= $3 ORDER BY by_pos`, c, s.To(), x.n)
	return joinedLinks(x.latest(append(live, past...))), err
}

// reliefsOf finds where the owners of positions have as much in a bridge again: own 1, those who had brought them in; own 0, those whose
// positions these were when they stood in for what the bridge had paid.
func (x *tracer) reliefsOf(w *walls, s fund.Span, own int64) ([]link, error) {
	if !w.relieved {
		return nil, nil
	}
	return x.links(s, `SELECT src_from, from_pos, to_pos - from_pos, c, n, 0 FROM @reliefs WHERE src_c = $1 AND own = $5 AND src_from < $2 AND n <= $4
		AND src_from >= COALESCE((SELECT MAX(z.src_from) FROM @reliefs z WHERE z.src_c = $1 AND z.own = $5 AND z.src_from <= $3), 0)
		ORDER BY src_from`, w.k, s.To(), s.From(), x.n, own)
}

// standIns finds who stands in for the owners of positions. c 0: nobody, they are uncovered.
func (x *tracer) standIns(c int64, s fund.Span) ([]link, error) {
	live, err := x.links(s, `SELECT from_pos, by_pos, to_pos - from_pos, by_c, n, 0 FROM @covers WHERE c = $1 AND from_pos < $2 AND n <= $4
		AND from_pos >= COALESCE((SELECT MAX(z.from_pos) FROM @covers z WHERE z.c = $1 AND z.from_pos <= $3), 0) ORDER BY from_pos`,
		c, s.To(), s.From(), x.n)
	if err != nil {
		return nil, err
	}
	past, err := x.links(s, `SELECT from_pos, by_pos, to_pos - from_pos, by_c, n, until FROM @past_covers WHERE c = $1 AND from_pos < $2 AND n <= $3 ORDER BY from_pos`, c, s.To(), x.n)
	return joinedLinks(x.latest(append(live, past...))), err
}

// sale is one run of sold positions: off … of sold in all, which brought credited, from base on.
type sale struct {
	source               fund.Span
	target               fund.Span
	off, sold, credited  int64
	base, c, srcC, entry int64
}

// at is the first đồng of the k-th sold unit of this run, counted in positions of the source.
func (s sale) at(position int64) int64 {
	return s.base + fund.Proportion(s.off+position-s.source.From(), s.credited, s.sold)
}

// unit is the position of the source that owns a đồng: the lowest whose share reaches beyond it.
func (s sale) unit(dong int64) int64 {
	// The smallest k with ⌊(k+1)·credited/sold⌋ > dong − base, which is ⌈(dong − base + 1)·sold/credited⌉ − 1.
	high, low := bits.Mul64(uint64(dong-s.base+1), uint64(s.sold))
	quotient, rest := bits.Div64(high, low, uint64(s.credited))
	if rest == 0 {
		quotient--
	}
	return s.source.From() + int64(quotient) - s.off
}

func (x *tracer) sales(where string, args ...any) (found []sale, err error) {
	err = x.rows(func(r readdb.Row) error {
		var s sale
		err := r.Scan(&s.source[0], &s.source[1], &s.target[0], &s.target[1], &s.off, &s.sold, &s.credited, &s.base, &s.c, &s.srcC, &s.entry)
		found = append(found, s)
		return err
	}, "SELECT src_from, src_to, from_pos, to_pos, off, sold, credited, base_pos, c, src_c, n FROM @lineage y WHERE "+where, args...)
	return found, err
}

// soldInto follows sold money into the đồng that it brought.
func (x *tracer) soldInto(w *walls, u piece, path []Step) ([]Fate, error) {
	sales, err := x.sales(`src_c = $1 AND src_from < $2 AND n = $4
		AND src_from >= COALESCE((SELECT MAX(z.src_from) FROM @lineage z WHERE z.src_c = $1 AND z.src_from <= $3), 0) ORDER BY src_from`,
		w.k, u.To(), u.From(), u.n)
	if err != nil {
		return nil, err
	}
	id, err := x.idOf(u.n)
	if err != nil {
		return nil, err
	}
	f := x.fate(w, u.Span, path, FateSold)
	f.Entry, f.ID, f.Into = uint64(u.n), id, []Fate{}
	for _, s := range sales {
		part, ok := s.source.Intersect(u.Span)
		if !ok {
			continue
		}
		to, err := x.walls(s.c)
		if err != nil {
			return nil, err
		}
		dong := fund.Span{s.at(part.From()), s.at(part.To())}
		if dong.Len() == 0 {
			continue
		}
		into, err := x.became(to, dong, nil)
		if err != nil {
			return nil, err
		}
		f.Into = append(f.Into, into...)
	}
	return []Fate{f}, nil
}

// payoutKey is what traces say of a payout.
type payoutKey struct {
	n, amount, list, rows int64
	payout                Payout
	runs                  []listRun
}

// listRun is rows that one payment paid: their đồng begin at offset off.
type listRun struct{ from, to, off, before int64 }

func (x *tracer) payoutAt(n int64) (*payoutKey, error) {
	if p := x.payouts[n]; p != nil {
		return p, nil
	}
	found, err := x.payoutsWhere("p.n = $1", n)
	if err == nil && len(found) == 0 {
		err = domain.Errorf(domain.Internal, "entry %d is no payout", n)
	}
	if err != nil {
		return nil, err
	}
	p := &found[0]
	if p.rows > 0 {
		err = x.Query(func(r readdb.Row) error {
			var l listRun
			err := r.Scan(&l.from, &l.to, &l.off, &l.before)
			p.runs = append(p.runs, l)
			return err
		}, "SELECT from_row, to_row, off, before FROM @list_payments WHERE n = $1 ORDER BY off", n)
	}
	x.payouts[n] = p
	return p, err
}

// paid says which payout, and which rows of its list, positions went to.
func (x *tracer) paid(w *walls, u piece, path []Step) ([]Fate, error) {
	p, err := x.payoutAt(u.n)
	if err != nil {
		return nil, err
	}
	f := x.fate(w, u.Span, path, FatePaid)
	f.Entry, f.ID, f.Booked = uint64(u.n), p.payout.ID, p.payout.Booked
	f.Payout, f.Award, f.Recipient, f.List = p.payout.Kind, p.payout.Award, p.payout.Recipient, p.payout.List
	if p.rows > 0 {
		f.Rows, f.RowCount, err = x.rowsAt(p, u.off, u.off+u.Len(), x.rowLimit)
		if err == nil && x.proofs {
			f.Proved, err = x.provedAt(p, u.off, u.off+u.Len())
		}
	}
	return []Fate{f}, err
}

// provedAt is how many đồng of a payment between two offsets lie in rows that were signed for.
func (x *tracer) provedAt(p *payoutKey, from, to int64) (sum int64, err error) {
	proofs, err := x.spansBy("SELECT from_row, to_row, n, 0 FROM @list_proofs WHERE k = $1 AND n <= $2 ORDER BY from_row", p.list)
	for _, s := range proofs {
		for i, run := range p.runs {
			low, high := max(s.from, run.from), min(s.to, run.to)
			if err != nil || low >= high {
				continue
			}
			a, b := int64(0), p.amount
			if i+1 < len(p.runs) {
				b = p.runs[i+1].off
			}
			if a, err = x.offOf(p.list, run, low); err == nil && high < run.to {
				b, err = x.offOf(p.list, run, high)
			}
			sum += max(0, min(to, b)-max(from, a))
		}
	}
	return sum, err
}

// offOf is where the đồng of a row of a run begin.
func (x *tracer) offOf(list int64, run listRun, row int64) (before int64, err error) {
	_, err = x.row("SELECT before FROM @list_rows WHERE k = $1 AND row_no = $2", []any{list, row}, &before)
	return before - run.before + run.off, err
}

// rowsAt finds the rows of a payment whose đồng lie between two offsets.
func (x *tracer) rowsAt(p *payoutKey, from, to int64, limit int) (rows []RowShare, count int64, err error) {
	for i, run := range p.runs {
		end := p.amount
		if i+1 < len(p.runs) {
			end = p.runs[i+1].off
		}
		a, b := max(from, run.off), min(to, end)
		if a >= b {
			continue
		}
		first, err := x.rowAt(p.list, run, a)
		if err != nil {
			return nil, 0, err
		}
		last, err := x.rowAt(p.list, run, b-1)
		if err != nil {
			return nil, 0, err
		}
		count += last - first + 1
		more, err := x.rowShares(p.list, run, first, min(last, first+int64(limit-len(rows))-1), a, b)
		if err != nil {
			return nil, 0, err
		}
		rows = append(rows, more...)
	}
	return rows, count, nil
}

// rowAt is the row of a run that has the đồng at an offset. Offsets grow with the rows, so that halving finds it.
func (x *tracer) rowAt(list int64, run listRun, off int64) (int64, error) {
	low, high := run.from, run.to-1
	for low < high {
		middle := (low + high + 1) / 2
		var before int64
		if _, err := x.row("SELECT before FROM @list_rows WHERE k = $1 AND row_no = $2", []any{list, middle}, &before); err != nil {
			return 0, err
		}
		if before-run.before+run.off <= off {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low, nil
}

func (x *tracer) rowShares(list int64, run listRun, first, last, from, to int64) (shares []RowShare, err error) {
	rows, err := x.listRows("l.k = $1 AND l.row_no >= $2 AND l.row_no <= $3 ORDER BY l.row_no", list, first, last)
	for _, r := range rows {
		begin := r.before - run.before + run.off
		share := min(to, begin+r.Amount) - max(from, begin)
		shares = append(shares, RowShare{r.Code, r.Recipient, r.RecipientKind, r.Award, r.Institution, r.Level, share, r.Amount})
	}
	return shares, err
}

// cameBack notes the payouts that had these positions and gave them back.
func (x *tracer) cameBack(past []piece) error {
	for _, u := range past {
		if u.kind != usePayout {
			continue
		}
		p, err := x.payoutAt(u.n)
		if err != nil {
			return err
		}
		var back domain.Date
		if _, err := x.row("SELECT booked FROM @payout_returns WHERE id = $1 AND n = $2", []any{p.payout.ID[:], u.until}, &back); err != nil {
			return err
		}
		r := Returned{Amount: u.Len(), Payout: p.payout.ID, Kind: p.payout.Kind, Paid: uint64(u.n), Back: uint64(u.until), PaidOn: p.payout.Booked,
			BackOn: back}
		if p.rows > 0 {
			rows, _, err := x.rowsAt(p, u.off, u.off+1, 1)
			if err != nil {
				return err
			}
			r.Row = rows[0].Code
		}
		x.returned = append(x.returned, r)
	}
	return nil
}
