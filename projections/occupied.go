package projections

import (
	"cmp"
	"slices"

	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// piece is positions with what they are used by: n 0 where they are free.
type piece struct {
	fund.Span
	n, off, kind int64
	until        int64 // of a past use
}

// occupied is what positions from … to-1 are used by, in their order, free ones left out.
func (x *tracer) occupied(c, from, to int64) (used, past []piece, err error) {
	clip := func(r readdb.Row) (piece, error) {
		var p piece
		var begin, end int64
		err := r.Scan(&begin, &end, &p.n, &p.off, &p.kind, &p.until)
		p.Span = fund.Span{max(begin, from), min(end, to)}
		p.off += p.From() - begin
		return p, err
	}
	err = x.asked(func(r readdb.Row) error {
		p, err := clip(r)
		if p.Len() > 0 {
			used = append(used, p)
		}
		return err
	}, x.usesAsk(c, from, to))
	if err != nil {
		return nil, nil, err
	}
	err = x.asked(func(r readdb.Row) error {
		p, err := clip(r)
		if p.Len() > 0 {
			past = append(past, p)
		}
		return err
	}, x.pastUsesAsk(c, from, to))
	if err == nil {
		used, past, err = x.inForce(used, past)
	}
	return whole(used), whole(past), err
}

// usesAsk asks for the live uses of positions from … to-1, pastUsesAsk for those that ended.
func (v *view) usesAsk(c, from, to int64) readdb.Ask {
	return readdb.Ask{Query: `SELECT from_pos, to_pos, n, off, kind, 0 FROM @uses WHERE c = $1 AND from_pos < $2 AND n <= $4
		AND from_pos >= COALESCE((SELECT MAX(z.from_pos) FROM @uses z WHERE z.c = $1 AND z.from_pos <= $3), 0)`, Args: []any{c, to, from, v.n}}
}

func (v *view) pastUsesAsk(c, from, to int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT from_pos, to_pos, n, off, kind, until FROM @past_uses WHERE c = $1 AND from_pos < $2 AND from_pos > $3 AND to_pos > $4 AND n <= $5",
		Args: []any{c, to, from - longestPast, from, v.n}}
}

// inForce divides uses into those that hold as of the view's entry and day, and those that ended. By a day two may hold of one position,
// where what came back was paid out again under an earlier date: the later entry has it.
func (x *tracer) inForce(live, past []piece) (used, ended []piece, err error) {
	used = live
	for _, p := range past {
		over, err := x.over(p.until)
		if err != nil {
			return nil, nil, err
		}
		if over {
			ended = append(ended, p)
		} else {
			p.until = 0
			used = append(used, p)
		}
	}
	if x.at == nil {
		return used, ended, nil
	}
	all := used
	used = nil
	slices.SortFunc(all, func(a, b piece) int { return cmp.Compare(b.n, a.n) })
	var taken fund.Set
	for _, p := range all {
		by, err := x.entryBy(p.n)
		if err != nil {
			return nil, nil, err
		}
		if !by {
			continue
		}
		left := fund.Set{p.Span}
		for _, t := range taken.Within(p.Span) {
			left.Remove(t)
		}
		for _, s := range left {
			q := p
			q.off, q.Span = p.off+s.From()-p.From(), s
			used = append(used, q)
			taken.Add(s)
		}
	}
	kept := ended[:0]
	for _, p := range ended {
		by, err := x.entryBy(p.n)
		if err != nil {
			return nil, nil, err
		}
		if by {
			kept = append(kept, p)
		}
	}
	return used, kept, nil
}

// over says whether what ended at an entry had ended by the view's entry and day; 0: it never did.
func (x *tracer) over(until int64) (bool, error) {
	if until == 0 || until > x.n {
		return false, nil
	}
	return x.entryBy(until)
}

// whole puts pieces in order and joins those that a later event has split: a report does not depend on what came after its entry.
func whole(pieces []piece) []piece {
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Or(cmp.Compare(a.From(), b.From()), cmp.Compare(a.n, b.n)) })
	joined := pieces[:0]
	for _, p := range pieces {
		if i := len(joined) - 1; i >= 0 {
			if l := &joined[i]; l.To() == p.From() && l.n == p.n && l.kind == p.kind && l.until == p.until && l.off+l.Len() == p.off {
				l.Span[1] = p.To()
				continue
			}
		}
		joined = append(joined, p)
	}
	return joined
}

// waiting tells the free positions that a reservation will take from the others.
func (x *tracer) waiting(w *walls, s fund.Span, path []Step) ([]Fate, error) {
	frontier, err := x.frontier(w)
	if err != nil {
		return nil, err
	}
	var fates []Fate
	if s.From() < frontier {
		fates = append(fates, x.fate(w, fund.Span{s.From(), min(s.To(), frontier)}, path, FateReserved))
	}
	if frontier < s.To() {
		fates = append(fates, x.fate(w, fund.Span{max(s.From(), frontier), s.To()}, path, FateFree))
	}
	return fates, nil
}

// frontier is the position below which free positions add up to the reserved sum of the compartment.
func (x *tracer) frontier(w *walls) (int64, error) {
	if w.frontier >= 0 {
		return w.frontier, nil
	}
	w.frontier = 0
	var next, at int64
	reserved, err := x.reserved(w)
	if err != nil || reserved <= 0 {
		return 0, err
	}
	if x.at != nil { // the lowest then may have been lower than entries so far have left it
		at = 0
	} else if _, err := x.row("SELECT low FROM @lows WHERE c = $1 AND n <= $2 ORDER BY n DESC LIMIT 1", []any{w.k, x.n}, &at); err != nil {
		return 0, err
	}
	if _, err := x.row("SELECT CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM @flow_now WHERE k = $1 AND kind IN "+numbering, []any{w.k}, &next); err != nil {
		return 0, err
	}
	step := max(reserved, 1<<20)
	for ; at < next; at += step {
		end := min(at+step, next)
		used, _, err := x.occupied(w.k, at, end)
		if err != nil {
			return 0, err
		}
		free := fund.Set{{at, end}}
		for _, u := range used {
			free.Remove(u.Span)
		}
		if free.Len() >= reserved {
			lowest := free.Lowest(reserved)
			w.frontier = lowest[len(lowest)-1].To()
			return w.frontier, nil
		}
		reserved -= free.Len()
	}
	w.frontier = next
	return next, nil
}

// reserved is what is set aside in a compartment.
func (x *tracer) reserved(w *walls) (amount int64, err error) {
	if x.at != nil {
		flows, err := x.flowsAt(w.in, *x.at)
		return flows[w.k][flowReserved].amount, err
	}
	s, err := x.flowThrough(w.k, flowReserved, x.n)
	return s.amount, err
}
