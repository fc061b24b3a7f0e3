package projections

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// FateKind is what has become of a donation's đồng.
type FateKind string

// The fates.
const (
	FateFree      FateKind = "free"       // waiting in its compartment
	FateReserved  FateKind = "reserved"   // free, and a forecast: among the lowest free positions up to the reserved sum
	FatePaid      FateKind = "paid"       // to a payout, or to rows of a list
	FateTransit   FateKind = "in-transit" // sent to another fund, not accepted yet
	FateShortfall FateKind = "shortfall"  // lost under way: the sender's fee
	FateCovering  FateKind = "covering"   // stands in for đồng that are not followed further
	FateSold      FateKind = "sold"       // foreign money that became đồng: Into says what became of those
	FateLost      FateKind = "lost"
	FateReversed  FateKind = "reversed" // taken back out of the books
	FateRefunded  FateKind = "refunded" // given back at the donor's wish
	FateVoid      FateKind = "void"     // came back where no money had stood behind it
)

// StepKind is how đồng came from one place in the books to another.
type StepKind string

// The steps.
const (
	StepTransfer StepKind = "transfer"  // accepted by another fund
	StepHandOver StepKind = "hand-over" // went on in another fund, which took over the one it had been in
	StepCover    StepKind = "cover"     // became owner of đồng that were spent
	StepSale     StepKind = "sale"      // currency sold
	// StepRedesignation: to another compartment of the same fund, with the same owner.
	StepRedesignation StepKind = "redesignation"
	StepRepay         StepKind = "repay"  // late money of a slot that took the place of what a bridge had paid ("trả bù")
	StepRelief        StepKind = "relief" // … by which those who had given to the bridge have as much in it again
)

// Step is one move of đồng before their present place.
type Step struct {
	Kind        StepKind  `json:"kind"`
	Entry       uint64    `json:"entry"`
	ID          uuid.UUID `json:"id"`
	FundCode    string    `json:"fund_code"` // where to, in a trace of a donation; where from, in a trace of a payout
	Compartment string    `json:"compartment"`
}

// RowShare is a part of a donation in one row of a payout list.
type RowShare struct {
	Code          string         `json:"code"`
	Recipient     uuid.UUID      `json:"recipient"`
	RecipientKind string         `json:"recipient_kind,omitempty"`
	Award         fund.AwardKind `json:"award"`
	Institution   string         `json:"institution,omitempty"`
	Level         string         `json:"level,omitempty"`
	Amount        int64          `json:"amount"`     // the donation's part
	RowAmount     int64          `json:"row_amount"` // all of the row
}

// Fate is what became of a part of a donation. Entry and ID name the payout, transfer, reversal … that the đồng are in now.
type Fate struct {
	Kind        FateKind        `json:"kind"`
	Amount      int64           `json:"amount"`
	Currency    string          `json:"currency"`
	Fund        uuid.UUID       `json:"fund"`
	FundCode    string          `json:"fund_code"`
	Compartment string          `json:"compartment"`
	Path        []Step          `json:"path,omitempty"`
	Entry       uint64          `json:"entry,omitempty"`
	ID          uuid.UUID       `json:"id,omitzero"`
	Booked      domain.Date     `json:"booked,omitzero"`
	Payout      fund.PayoutKind `json:"payout,omitempty"`
	Award       fund.AwardKind  `json:"award,omitempty"`
	Recipient   uuid.UUID       `json:"recipient,omitzero"`
	List        uuid.UUID       `json:"list,omitzero"`
	Rows        []RowShare      `json:"rows,omitempty"`      // of a list, the first ones up to the limit
	RowCount    int64           `json:"row_count,omitempty"` // all that the đồng went to
	Proved      int64           `json:"proved,omitempty"`    // of a list, where it was asked for: the part that was signed for
	Into        []Fate          `json:"into,omitempty"`      // of sold money, in đồng
}

// Returned is a part of a donation that was paid out and came back.
type Returned struct {
	Amount int64           `json:"amount"`
	Payout uuid.UUID       `json:"payout"`
	Kind   fund.PayoutKind `json:"kind"`
	Paid   uint64          `json:"paid"` // the entry that paid it
	Back   uint64          `json:"back"` // the entry with which it came back
	PaidOn domain.Date     `json:"paid_on"`
	BackOn domain.Date     `json:"back_on"`       // the day it is booked on
	Row    string          `json:"row,omitempty"` // of a list
}

// DonationTrace says what became of every đồng of a donation. The amounts of Fates add up to the donation's amount, those that await
// clearing excepted: they have no position yet.
type DonationTrace struct {
	AsOf     AsOf         `json:"as_of"`
	At       *domain.Date `json:"at,omitempty"`
	Donation Donation     `json:"donation"`
	Fates    []Fate       `json:"fates"`
	Returned []Returned   `json:"returned"`
	Row      *GivenRow    `json:"row,omitempty"` // of a collection sheet, where one row was asked for
	// Direct: every line is for a named child or slot, so that "trực tiếp" may be said. Otherwise the convention is named:
	// "theo quy ước vào trước – chi trước".
	Direct bool `json:"direct"`
}

// TraceQuery asks for the trace of a donation or a payout.
type TraceQuery struct {
	ID   uuid.UUID
	Row  string // of a payout that paid a list, or of a donation that was a collection sheet: only this row
	AsOf AsOf
	At   *domain.Date // what was booked by the end of this day; nil: all
	Rows int          // list rows named one by one in each fate; 0: 200
	// Proofs asks how much of what was paid was signed for, too.
	Proofs bool
}

// TraceDonation follows a donation.
func (r *Reader) TraceDonation(ctx context.Context, q TraceQuery) (DonationTrace, error) {
	t := DonationTrace{At: q.At, Fates: []Fate{}, Returned: []Returned{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) (err error) {
		t.AsOf = v.asOf
		v.traced = true
		if t.Donation, err = v.donation(q.ID); err != nil {
			return err
		}
		x := newTracer(v, q.Rows)
		x.proofs = q.Proofs
		t.Direct = len(t.Donation.Lines) > 0
		lines := t.Donation.Lines
		if q.Row != "" {
			if t.Row, lines, err = v.givenRow(t.Donation, q.Row); err != nil {
				return err
			}
		}
		for _, l := range lines {
			w, err := x.walls(l.key)
			if err != nil {
				return err
			}
			t.Direct = t.Direct && (w.kind == string(fund.Beneficiary) || w.kind == string(fund.Slot))
			fates, err := x.line(l)
			if err != nil {
				return err
			}
			t.Fates = append(t.Fates, fates...)
		}
		t.Returned = append(t.Returned, x.returned...)
		return nil
	})
	return t, err
}

// tracer follows positions through compartments as of the view's entry.
type tracer struct {
	*view
	rowLimit int
	proofs   bool
	depth    int
	walled   map[int64]*walls
	payouts  map[int64]*payoutKey
	returned []Returned
}

func newTracer(v *view, rows int) *tracer {
	if rows == 0 {
		rows = 200
	}
	return &tracer{view: v, rowLimit: rows, walled: map[int64]*walls{}, payouts: map[int64]*payoutKey{}}
}

// walls is what a trace needs to know of a compartment.
type walls struct {
	k, in                int64 // in: the fund
	fund                 uuid.UUID
	fundCode, code, kind string
	currency             string
	frontier             int64 // free positions below it are reserved; -1: not looked for yet
	relieved             bool  // late money has taken the place of some of its positions
}

func (x *tracer) walls(k int64) (*walls, error) {
	if w := x.walled[k]; w != nil {
		return w, nil
	}
	w, err := x.built(k)
	if err == nil {
		w.fund, w.fundCode, err = x.fundOf(w.in)
	}
	if err == nil {
		var n int64
		a := relievedAsk(k)
		w.relieved, err = x.row(a.Query, a.Args, &n)
	}
	x.walled[k] = w
	return w, err
}

// built is what of walls never changes.
func (x *tracer) built(k int64) (*walls, error) {
	if w, ok := x.r.walls.get(x.db, k); ok {
		return &w, nil
	}
	w := walls{k: k, frontier: -1}
	var currency, kind int64
	ok, err := x.row("SELECT fund, currency, kind, code FROM @compartments WHERE k = $1", []any{k}, &w.in, &currency, &kind, &w.code)
	if err == nil && !ok {
		err = missingIf(true, "compartment", k)
	}
	if err == nil {
		err = x.wordsInto(wordInto{currency, &w.currency}, wordInto{kind, &w.kind})
	}
	if err == nil {
		x.r.walls.put(x.db, k, w)
	}
	return &w, err
}

func relievedAsk(k int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT n FROM @reliefs WHERE src_c = $1 LIMIT 1", Args: []any{k}}
}

// goneAsk asks what of positions was reversed or refunded.
func (v *view) goneAsk(c int64, s fund.Span) readdb.Ask {
	return readdb.Ask{Query: `SELECT from_pos, to_pos, n, kind FROM @gone WHERE c = $1 AND from_pos < $2 AND n <= $4
		AND from_pos >= COALESCE((SELECT MAX(z.from_pos) FROM @gone z WHERE z.c = $1 AND z.from_pos <= $3), 0) ORDER BY from_pos`,
		Args: []any{c, s.To(), s.From(), v.n}}
}

// lineAsks are the questions that the trace of a line begins with.
func (v *view) lineAsks(asks []readdb.Ask, c int64, s fund.Span) []readdb.Ask {
	return append(asks, v.goneAsk(c, s), relievedAsk(c), v.usesAsk(c, s.From(), s.To()), v.pastUsesAsk(c, s.From(), s.To()))
}

// line follows one line of a donation: what is left of it, after what was reversed or refunded.
func (x *tracer) line(l DonationLine) ([]Fate, error) {
	span := fund.Span{l.From, l.From + l.Amount}
	var fates []Fate
	var lost []fund.Span
	left := fund.Set{span}
	w, err := x.walls(l.key)
	if err != nil {
		return nil, err
	}
	err = x.asked(func(r readdb.Row) error {
		var from, to, n, kind int64
		if err := r.Scan(&from, &to, &n, &kind); err != nil {
			return err
		}
		gone, ok := span.Intersect(fund.Span{from, to})
		if !ok {
			return nil
		}
		fate := x.fate(w, gone, nil, FateReversed)
		if kind == goneRefunded {
			fate.Kind = FateRefunded
		}
		fate.Entry = uint64(n)
		fates, lost = append(fates, fate), append(lost, gone)
		return nil
	}, x.goneAsk(w.k, span))
	kept := fates[:0]
	for i := range fates {
		by := false
		if err == nil {
			by, err = x.entryBy(int64(fates[i].Entry))
		}
		if err == nil && by {
			left.Remove(lost[i])
			fates[i].ID, err = x.idOf(int64(fates[i].Entry))
			kept = append(kept, fates[i])
		}
	}
	fates = kept
	for _, s := range left {
		if err == nil {
			var more []Fate
			more, err = x.became(w, s, nil)
			fates = append(fates, more...)
		}
	}
	return fates, err
}

func (x *tracer) fate(w *walls, s fund.Span, path []Step, kind FateKind) Fate {
	return Fate{Kind: kind, Amount: s.Len(), Currency: w.currency, Fund: w.fund, FundCode: w.fundCode, Compartment: w.code, Path: path}
}

// became says what has become of positions for whoever brought them in, following transfers, covers and sales. What late money took
// the place of lies in the bridge anew.
func (x *tracer) became(w *walls, s fund.Span, path []Step) ([]Fate, error) {
	if x.depth++; x.depth > 10_000 {
		return nil, domain.Errorf(domain.Internal, "a trace does not come to an end")
	}
	reliefs, err := x.reliefsOf(w, s, 1)
	if err != nil {
		return nil, err
	}
	var fates []Fate
	at := s.From()
	for _, l := range reliefs {
		stayed, err := x.standing(w, fund.Span{at, l.source.From()}, path, 0)
		if err != nil {
			return nil, err
		}
		_, past, err := x.occupied(w.k, l.source.From(), l.source.To())
		if err == nil {
			err = x.cameBack(slices.DeleteFunc(past, func(p piece) bool { return p.until > l.n }))
		}
		if err != nil {
			return nil, err
		}
		went, err := x.relieved(l, path)
		if err != nil {
			return nil, err
		}
		fates = append(append(fates, stayed...), went...)
		at = l.source.To()
	}
	stayed, err := x.standing(w, fund.Span{at, s.To()}, path, 0)
	return append(fates, stayed...), err
}

// relieved goes on in the bridge that late money has repaid.
func (x *tracer) relieved(l link, path []Step) ([]Fate, error) {
	to, err := x.walls(l.c)
	if err != nil {
		return nil, err
	}
	id, err := x.idOf(l.n)
	if err != nil {
		return nil, err
	}
	return x.became(to, l.target, append(slices.Clone(path), Step{StepRelief, uint64(l.n), id, to.fundCode, to.code}))
}

// standing says what positions are now, for whoever owns them since entry since.
func (x *tracer) standing(w *walls, s fund.Span, path []Step, since int64) ([]Fate, error) {
	if s.Len() <= 0 {
		return nil, nil
	}
	used, past, err := x.occupied(w.k, s.From(), s.To())
	if err != nil {
		return nil, err
	}
	if err := x.cameBack(slices.DeleteFunc(past, func(p piece) bool { return p.until <= since })); err != nil {
		return nil, err
	}
	var fates []Fate
	at := s.From()
	for _, u := range used {
		if at < u.From() {
			waiting, err := x.waiting(w, fund.Span{at, u.From()}, path)
			if err != nil {
				return nil, err
			}
			fates = append(fates, waiting...)
		}
		more, err := x.used(w, u, path)
		if err != nil {
			return nil, err
		}
		fates = append(fates, more...)
		at = u.To()
	}
	if at < s.To() {
		waiting, err := x.waiting(w, fund.Span{at, s.To()}, path)
		if err != nil {
			return nil, err
		}
		fates = append(fates, waiting...)
	}
	return fates, nil
}

// used says what one use of positions means for their owner.
func (x *tracer) used(w *walls, u piece, path []Step) ([]Fate, error) {
	named := func(kind FateKind) ([]Fate, error) {
		f := x.fate(w, u.Span, path, kind)
		var err error
		f.Entry = uint64(u.n)
		f.ID, err = x.idOf(u.n)
		return []Fate{f}, err
	}
	switch u.kind {
	case usePayout:
		return x.paid(w, u, path)
	case useTransfer:
		return x.along(w, u, path, StepTransfer, FateTransit)
	case useHandOver:
		return x.along(w, u, path, StepHandOver, FateTransit)
	case useMoved:
		return x.along(w, u, path, StepRedesignation, FateFree)
	case useCover:
		return x.along(w, u, path, StepCover, FateCovering)
	case useRepay:
		return x.along(w, u, path, StepRepay, FateCovering)
	case useSale:
		return x.soldInto(w, u, path)
	case useRefund:
		return named(FateRefunded)
	case useLoss:
		return named(FateLost)
	case useShortfall:
		return named(FateShortfall)
	}
	return named(FateVoid)
}

// along follows positions through a transfer, a re-designation or a cover; what has nowhere to go on to is in the state given.
func (x *tracer) along(w *walls, u piece, path []Step, step StepKind, otherwise FateKind) ([]Fate, error) {
	over := step == StepCover || step == StepRepay // they are the owners of others, which go on being used as they were
	links, err := x.linksFrom(w.k, u.Span, step)
	if err != nil {
		return nil, err
	}
	id, err := x.idOf(u.n)
	if err != nil {
		return nil, err
	}
	var fates []Fate
	rest := fund.Set{u.Span}
	for _, l := range links {
		rest.Remove(l.source)
		to, err := x.walls(l.c)
		if err != nil {
			return nil, err
		}
		way := append(slices.Clone(path), Step{step, uint64(u.n), id, to.fundCode, to.code})
		var more []Fate
		if over {
			more, err = x.standing(to, l.target, way, l.n)
		} else {
			more, err = x.became(to, l.target, way)
		}
		if err != nil {
			return nil, err
		}
		fates = append(fates, more...)
	}
	if over {
		repaid, err := x.reliefsOf(w, u.Span, 0)
		if err != nil {
			return nil, err
		}
		for _, l := range repaid {
			rest.Remove(l.source)
			more, err := x.relieved(l, path)
			if err != nil {
				return nil, err
			}
			fates = append(fates, more...)
		}
	}
	for _, s := range rest {
		f := x.fate(w, s, path, otherwise)
		f.Entry, f.ID = uint64(u.n), id
		fates = append(fates, f)
	}
	return fates, nil
}
