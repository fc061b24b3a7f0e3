package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// SourceKind is what paid a part of a payout.
type SourceKind string

// The sources.
const (
	SourceDonation  SourceKind = "donation"
	SourceInterest  SourceKind = "interest"
	SourceUncovered SourceKind = "uncovered" // no money stands behind it
)

// Source is what paid a part of a payout: where the đồng first came into these books. Path leads there from the payout's compartment.
type Source struct {
	Kind        SourceKind     `json:"kind"`
	Amount      int64          `json:"amount"` // in the payout's currency
	Entry       uint64         `json:"entry,omitempty"`
	ID          uuid.UUID      `json:"id,omitzero"` // of the donation or the interest
	Donor       uuid.UUID      `json:"donor,omitzero"`
	Anonymity   fund.Anonymity `json:"anonymity,omitempty"`
	Given       domain.Date    `json:"given,omitzero"` // as the last re-dating known has it
	Row         string         `json:"row,omitempty"`  // of a collection sheet: the box, the household
	Fund        uuid.UUID      `json:"fund"`
	FundCode    string         `json:"fund_code"` // that the đồng first came into
	Compartment string         `json:"compartment"`
	Path        []Step         `json:"path,omitempty"`
}

// PayoutTrace says where every đồng of a payout came from. The amounts of Sources add up to what of it was paid and has not come back.
type PayoutTrace struct {
	AsOf    AsOf         `json:"as_of"`
	At      *domain.Date `json:"at,omitempty"`
	Payout  Payout       `json:"payout"`
	Row     *ListRow     `json:"row,omitempty"` // where one row was asked for
	Amount  int64        `json:"amount"`        // of the payout, or of the row
	Back    int64        `json:"back"`          // of the amount: came back
	Sources []Source     `json:"sources"`
}

// TracePayout follows a payout, or one row of the list it paid, back to the donations.
func (r *Reader) TracePayout(ctx context.Context, q TraceQuery) (PayoutTrace, error) {
	t := PayoutTrace{At: q.At, Sources: []Source{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		t.AsOf = v.asOf
		x := newTracer(v, q.Rows)
		n, ok, err := v.entryOf(q.ID)
		if err != nil || !ok {
			return notFound(err, "payout", q.ID)
		}
		by, err := x.entryBy(n)
		if err != nil {
			return err
		}
		p, err := x.payoutAt(n)
		if err != nil || !by {
			return notFound(nil, "payout", q.ID)
		}
		t.Payout, t.Amount = p.payout, p.amount
		span := fund.Span{0, p.amount}
		if q.Row != "" {
			if t.Row, span, err = x.rowNamed(p, q.Row); err != nil {
				return err
			}
			t.Amount = t.Row.Amount
		}
		pieces, err := x.taken(p, span)
		if err != nil {
			return err
		}
		t.Back = t.Amount
		for _, u := range pieces {
			t.Back -= u.Len()
			owned, err := x.owners(u.c, u.Span, nil)
			if err != nil {
				return err
			}
			for _, o := range owned {
				o.source.Amount = o.Len()
				t.Sources = append(t.Sources, o.source)
			}
		}
		t.Sources = merged(t.Sources)
		return nil
	})
	return t, err
}

// merged adds up what came from the same donation by the same path.
func merged(sources []Source) []Source {
	kept := sources[:0]
	for _, s := range sources {
		i := slices.IndexFunc(kept, func(k Source) bool {
			return k.Kind == s.Kind && k.Entry == s.Entry && k.Row == s.Row && k.Compartment == s.Compartment && k.Fund == s.Fund && slices.Equal(k.Path, s.Path)
		})
		if i < 0 || len(kept)-i > 64 { // neighbours in the order of positions; a longer search would cost more than it shows
			kept = append(kept, s)
			continue
		}
		kept[i].Amount += s.Amount
	}
	return kept
}

// rowNamed finds a row of a list by its code, and at which offsets of the payment its đồng lie.
func (x *tracer) rowNamed(p *payoutKey, code string) (*ListRow, fund.Span, error) {
	rows, err := x.listRows("l.k = $1 AND l.code = $2", p.list, code)
	if err != nil {
		return nil, fund.Span{}, err
	}
	for _, row := range rows {
		for _, run := range p.runs {
			if row.Row >= run.from && row.Row < run.to {
				off := row.before - run.before + run.off
				return &row, fund.Span{off, off + row.Amount}, nil
			}
		}
	}
	return nil, fund.Span{}, domain.Errorf(domain.NotFound, "this payout paid no row %q", code).On("row")
}

// takenPiece is positions that a payout still has.
type takenPiece struct {
	fund.Span
	c, off, until int64
}

// taken is what a payout (or loss) still has of its positions, between two offsets of its sequence, in their order.
func (x *tracer) taken(p *payoutKey, offsets fund.Span) (found []takenPiece, err error) {
	kind := usePayout
	if p.payout.Kind == lossKind {
		kind = useLoss
	}
	scan := func(r readdb.Row) error {
		var c, from, to, off, until int64
		if err := r.Scan(&c, &from, &to, &off, &until); err != nil {
			return err
		}
		if both, ok := offsets.Intersect(fund.Span{off, off + to - from}); ok {
			begin := from + both.From() - off
			found = append(found, takenPiece{fund.Span{begin, begin + both.Len()}, c, both.From(), until})
		}
		return nil
	}
	err = x.rows(scan, "SELECT c, from_pos, to_pos, off, 0 FROM @uses WHERE n = $1 AND kind = $2 AND off < $3", p.n, kind, offsets.To())
	if err == nil {
		err = x.rows(scan, "SELECT c, from_pos, to_pos, off, until FROM @past_uses WHERE n = $1 AND kind = $2 AND off < $3", p.n, kind,
			offsets.To())
	}
	slices.SortFunc(found, func(a, b takenPiece) int { return cmp.Compare(a.off, b.off) })
	joined := found[:0]
	for _, p := range found {
		over, failed := x.over(p.until)
		if err = cmp.Or(err, failed); over || err != nil {
			continue
		}
		if i := len(joined) - 1; i >= 0 && joined[i].c == p.c && joined[i].To() == p.From() && joined[i].off+joined[i].Len() == p.off {
			joined[i].Span[1] = p.To()
			continue
		}
		joined = append(joined, p)
	}
	return joined, err
}

// owned is positions with where they came from.
type owned struct {
	fund.Span
	source Source
}

// owners says whose positions are, in their order: whoever stands in for the owner first, then who brought them in.
func (x *tracer) owners(c int64, s fund.Span, path []Step) ([]owned, error) {
	if x.depth++; x.depth > 10_000 {
		return nil, domain.Errorf(domain.Internal, "a trace does not come to an end")
	}
	w, err := x.walls(c)
	if err != nil {
		return nil, err
	}
	standIns, err := x.standIns(c, s)
	if err != nil {
		return nil, err
	}
	var found []owned
	rest := fund.Set{s}
	for _, l := range standIns {
		rest.Remove(l.source)
		if l.c == 0 {
			found = append(found, owned{l.source, x.source(w, SourceUncovered, path)})
			continue
		}
		step := StepCover
		if repays, err := x.repays(l); err != nil {
			return nil, err
		} else if repays {
			step = StepRepay
		}
		more, err := x.through(l, step, path)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	for _, r := range rest {
		more, err := x.brought(w, r, path)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	slices.SortFunc(found, func(a, b owned) int { return cmp.Compare(a.From(), b.From()) })
	return found, nil
}

func (x *tracer) source(w *walls, kind SourceKind, path []Step) Source {
	return Source{Kind: kind, Fund: w.fund, FundCode: w.fundCode, Compartment: w.code, Path: path}
}

// repays says whether a stand-in is late money of a slot.
func (x *tracer) repays(l link) (ok bool, err error) {
	var n int64
	return x.row("SELECT n FROM @repayments WHERE n = $1 AND c = $2 LIMIT 1", []any{l.n, l.c}, &n)
}

// through goes on at the other end of a one-for-one link and gives the owners by the positions of this end.
func (x *tracer) through(l link, kind StepKind, path []Step) ([]owned, error) {
	from, way, err := x.stepped(l, kind, path)
	if err != nil {
		return nil, err
	}
	found, err := x.owners(from.k, l.target, way)
	return shifted(found, l), err
}

func (x *tracer) stepped(l link, kind StepKind, path []Step) (*walls, []Step, error) {
	from, err := x.walls(l.c)
	if err != nil {
		return nil, nil, err
	}
	id, err := x.idOf(l.n)
	return from, append(slices.Clone(path), Step{kind, uint64(l.n), id, from.fundCode, from.code}), err
}

// shifted counts positions of the other end of a link as those of this end.
func shifted(found []owned, l link) []owned {
	for i := range found {
		shift := l.source.From() - l.target.From()
		found[i].Span = fund.Span{found[i].From() + shift, found[i].To() + shift}
	}
	return found
}

// segmentAt is positions with what brought them in.
type segmentAt struct {
	fund.Span
	n, kind int64
	begin   int64 // of the whole segment
}

// brought says who brought positions into their compartment.
func (x *tracer) brought(w *walls, s fund.Span, path []Step) ([]owned, error) {
	var segments []segmentAt
	if err := x.rows(func(r readdb.Row) error {
		var from, to int64
		var g segmentAt
		if err := r.Scan(&from, &to, &g.n, &g.kind); err != nil {
			return err
		}
		var ok bool
		g.begin = from
		if g.Span, ok = s.Intersect(fund.Span{from, to}); ok {
			segments = append(segments, g)
		}
		return nil
	}, `SELECT from_pos, to_pos, n, kind FROM @segments WHERE c = $1 AND from_pos < $2
		AND from_pos >= COALESCE((SELECT MAX(z.from_pos) FROM @segments z WHERE z.c = $1 AND z.from_pos <= $3), 0)
		UNION ALL SELECT from_pos, from_pos + amount, n, 1 FROM @donations WHERE compartment = $1 AND from_pos < $2
		AND from_pos >= COALESCE((SELECT MAX(z.from_pos) FROM @donations z WHERE z.compartment = $1 AND z.from_pos <= $3), 0) ORDER BY 1`,
		w.k, s.To(), s.From()); err != nil {
		return nil, err
	}
	var found []owned
	for _, g := range segments {
		more, err := x.broughtBy(w, g, path)
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

func (x *tracer) broughtBy(w *walls, g segmentAt, path []Step) ([]owned, error) {
	switch g.kind {
	case segmentTransfer, segmentMoved, segmentHandOver:
		step := map[int64]StepKind{segmentTransfer: StepTransfer, segmentMoved: StepRedesignation, segmentHandOver: StepHandOver}[g.kind]
		links, err := x.links(g.Span, `SELECT from_pos, src_from, to_pos - from_pos, src_c, n, 0 FROM @lineage WHERE c = $1 AND from_pos < $2 AND n = $3
			ORDER BY from_pos`, w.k, g.To(), g.n)
		var found []owned
		for _, l := range links {
			if err == nil {
				var more []owned
				more, err = x.through(l, step, path)
				found = append(found, more...)
			}
		}
		return found, err
	case segmentRelief:
		return x.relievedBy(w, g, path)
	case segmentSale:
		return x.soldBy(w, g, path)
	case segmentUncovered:
		return []owned{{g.Span, x.source(w, SourceUncovered, path)}}, nil
	}
	source := x.source(w, SourceDonation, path)
	if g.kind == segmentInterest {
		source.Kind = SourceInterest
	}
	source.Entry = uint64(g.n)
	var err error
	if source.ID, err = x.idOf(g.n); err != nil || g.kind != segmentDonation {
		return []owned{{g.Span, source}}, err
	}
	var donor, anonymity, rows int64
	if _, err = x.row(`SELECT donor, anonymity, COALESCE((SELECT z.given FROM @redates z WHERE z.id = $2 AND z.n <= $3 ORDER BY z.n DESC LIMIT 1), given), rows
		FROM @donations WHERE n = $1`, []any{g.n, source.ID[:], x.n}, &donor, &anonymity, &source.Given, &rows); err != nil {
		return nil, err
	}
	source.Anonymity = degrees[anonymity]
	if rows > 0 {
		return x.givenBy(w, g, source)
	}
	source.Donor, err = x.id(donor)
	return []owned{{g.Span, source}}, err
}

// relievedBy says whose positions are that late money made in a bridge: whose those were that it took the place of.
func (x *tracer) relievedBy(w *walls, g segmentAt, path []Step) (found []owned, err error) {
	for own := range int64(2) {
		links, err := x.links(g.Span, `SELECT from_pos, src_from, to_pos - from_pos, src_c, n, 0 FROM @reliefs WHERE c = $1 AND own = $2 AND from_pos < $3
			AND to_pos > $4 AND n = $5 ORDER BY from_pos`, w.k, own, g.To(), g.From(), g.n)
		if err != nil {
			return nil, err
		}
		for _, l := range links {
			if l.c == 0 {
				found = append(found, owned{l.source, x.source(w, SourceUncovered, path)})
				continue
			}
			from, way, err := x.stepped(l, StepRelief, path)
			if err != nil {
				return nil, err
			}
			var more []owned
			if own == 1 {
				more, err = x.brought(from, l.target, way)
			} else {
				more, err = x.owners(l.c, l.target, way)
			}
			if err != nil {
				return nil, err
			}
			found = append(found, shifted(more, l)...)
		}
	}
	return found, nil
}

// soldBy shares đồng that sold currency brought out to the owners of the sold units, by the running totals of the sale.
func (x *tracer) soldBy(w *walls, g segmentAt, path []Step) ([]owned, error) {
	sales, err := x.sales("c = $1 AND from_pos < $2 AND to_pos > $3 AND n = $4 ORDER BY from_pos", w.k, g.To(), g.From(), g.n)
	if err != nil {
		return nil, err
	}
	id, err := x.idOf(g.n)
	if err != nil {
		return nil, err
	}
	var found []owned
	for _, s := range sales {
		part, ok := s.target.Intersect(g.Span)
		if !ok {
			continue
		}
		from, err := x.walls(s.srcC)
		if err != nil {
			return nil, err
		}
		units := fund.Span{s.unit(part.From()), s.unit(part.To()-1) + 1}
		owners, err := x.owners(s.srcC, units, append(slices.Clone(path), Step{StepSale, uint64(s.entry), id, from.fundCode, from.code}))
		if err != nil {
			return nil, err
		}
		for _, o := range owners {
			if dong, ok := part.Intersect(fund.Span{s.at(o.From()), s.at(o.To())}); ok {
				found = append(found, owned{dong, o.source})
			}
		}
	}
	return found, nil
}
