package projections_test

import (
	"cmp"
	"slices"
	"testing"

	diff "github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/projections"
)

// strip is positions with who gave them: the naive model of whose they are, told by the events one after another.
type strip []owning

type owning struct {
	fund.Span
	owner string
	lies  string // where they lay before they came here from another fund: whoever stands in for their owner there owns them here
	at    int64  // … from this position on
}

// cut is a part of it.
func (x owning) cut(s fund.Span) owning {
	x.at += s.From() - x.From()
	x.Span = s
	return x
}

// at is the owners of a span, in its order.
func (s strip) at(span fund.Span) (found strip) {
	for _, x := range s {
		if both, ok := x.Span.Intersect(span); ok {
			found = append(found, x.cut(both))
		}
	}
	return found
}

// put gives a span to the owners of another, in order.
func (s strip) put(to fund.Span, from strip) strip {
	var kept strip
	for _, x := range s {
		if !(x.From() < to.To() && to.From() < x.To()) {
			kept = append(kept, x)
			continue
		}
		if left := (fund.Span{x.From(), to.From()}); left.Len() > 0 {
			kept = append(kept, x.cut(left))
		}
		if right := (fund.Span{to.To(), x.To()}); right.Len() > 0 {
			kept = append(kept, x.cut(right))
		}
	}
	at := to.From()
	for _, x := range from {
		x.Span = fund.Span{at, at + x.Len()}
		at = x.To()
		kept = append(kept, x)
	}
	slices.SortFunc(kept, func(a, b owning) int { return cmp.Compare(a.From(), b.From()) })
	return kept
}

// owners is the strips of every compartment of every fund.
type owners map[string]strip

func (o owners) of(in domain.Stream, p fund.Piece) (found strip) {
	for _, s := range p.Spans {
		found = append(found, o[string(in)+" "+p.Compartment].at(s)...)
	}
	return found
}

func (o owners) give(in domain.Stream, p fund.Piece, from strip) {
	key := string(in) + " " + p.Compartment
	for _, s := range p.Spans {
		var part strip
		need := s.Len()
		for need > 0 && len(from) > 0 {
			x := from[0]
			if x.Len() > need {
				middle := x.From() + need
				part, from = append(part, x.cut(fund.Span{x.From(), middle})), append(strip{x.cut(fund.Span{middle, x.To()})}, from[1:]...)
				need = 0
				continue
			}
			part, from, need = append(part, x), from[1:], need-x.Len()
		}
		o[key] = o[key].put(s, part)
	}
}

func whole(owner string, length int64) strip {
	return strip{{Span: fund.Span{0, length}, owner: owner}}
}

// from is đồng that come from a piece of another fund.
func from(in domain.Stream, p fund.Piece) (coming strip) {
	for _, s := range p.Spans {
		coming = append(coming, owning{Span: fund.Span{0, s.Len()}, lies: string(in) + " " + p.Compartment, at: s.From()})
	}
	return coming
}

// owned is what of its owners is somebody's own: of what came from another fund, whoever has it there.
func (o owners) owned(all strip) (found strip) {
	for _, x := range all {
		if x.lies == "" {
			found = append(found, x)
			continue
		}
		found = append(found, o.owned(o[x.lies].at(fund.Span{x.at, x.at + x.Len()}))...)
	}
	return found
}

// happen tells an event of a fund's stream. Money of other currencies is not followed: what it brought is the sale's.
func (o owners) happen(e domain.Entry, s domain.Stream, event domain.Event) {
	segment := func(compartment string, from, length int64) fund.Piece {
		return fund.Piece{Compartment: compartment, Spans: []fund.Span{{from, from + length}}}
	}
	switch x := event.(type) {
	case fund.DonationReceived:
		o.donated(s, e.ID, x.Lines, x.Rows, x.Awaiting)
	case fund.DonationCleared:
		o.donated(s, x.Donation, x.Lines, nil, false)
	case fund.InterestReceived:
		o.give(s, segment(x.Compartment, x.From, x.Amount), whole("interest", x.Amount))
	case fund.TransferAccepted:
		o.give(s, segment(x.Compartment, x.From, x.Amount), from(fund.StreamOf(x.Sender), x.Source))
	case fund.TakenOver:
		for _, p := range x.Parts {
			o.give(s, segment(p.Compartment, p.From, p.Amount), from(fund.StreamOf(x.From), p.Source))
		}
	case fund.Redesignated:
		o.give(s, segment(x.Into, x.From, x.Amount), o.of(s, fund.Piece{Compartment: x.Compartment, Spans: x.Spans}))
	case fund.BridgeRepaid:
		o.give(s, segment(x.Over.Compartment, x.From, x.Amount), o.of(s, x.Over))
		o.give(s, x.Over, o.of(s, x.By))
	case fund.CurrencySold:
		o.give(s, segment(x.Into, x.From, x.Credited), whole("sale", x.Credited))
	case fund.DonationReversed:
		o.covered(s, x.Covers, x.Uncovered)
	case fund.DeficitCovered:
		o.covered(s, x.Covers, nil)
	case fund.LossSpread:
		o.covered(s, x.Covers, nil)
	case fund.PayoutMade:
		o.covered(s, nil, x.Uncovered)
	case fund.LossRecorded:
		o.covered(s, nil, x.Uncovered)
	}
}

func (o owners) donated(s domain.Stream, id uuid.UUID, lines []fund.Line, rows []fund.GiftRow, awaiting bool) {
	if awaiting {
		return
	}
	for _, l := range lines {
		from := whole(id.String(), l.Amount)
		if len(rows) > 0 {
			from = nil
			for _, r := range rows {
				from = append(from, whole(id.String()+" "+r.Code, r.Amount)...)
			}
		}
		o.give(s, fund.Piece{Compartment: l.Compartment, Spans: []fund.Span{l.Span()}}, from)
	}
}

func (o owners) covered(s domain.Stream, covers []fund.Cover, uncovered []fund.Piece) {
	for _, c := range covers {
		o.give(s, c.Over, o.of(s, c.By))
	}
	for _, p := range uncovered {
		o.give(s, p, whole("nobody", p.Len()))
	}
}

// TestOwnersAreTheNaiveOnes compares where every payout came from with the naive model, as of the entry of the payout, as of later ones, and
// now: over sheets, transfers, covers, re-designation and late money.
func TestOwnersAreTheNaiveOnes(t *testing.T) {
	seeds := []uint64{41, 42, 43, 44}
	if testing.Short() {
		seeds = seeds[:1]
	}
	tried := 0
	for _, seed := range seeds {
		b := history(t, seed, 700)
		last := factsOf(t, b.log).last
		r := b.built(t)
		o, paid := owners{}, outlays{}
		for e := range entries(t, b.log) {
			for _, c := range e.Changes {
				for _, event := range c.Events {
					if c.Stream.Kind() == "fund" {
						o.happen(e, c.Stream, event)
						paid.happen(e.ID, c.Stream, event)
					}
				}
			}
			if e.Number%61 == 0 || e.Number == last {
				tried += o.compare(t, r, e.Number, paid)
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d payouts were compared", tried)
	}
}

// outlays is what payouts and losses in đồng still have.
type outlays map[uuid.UUID]outlay

type outlay struct {
	stream domain.Stream
	pieces []fund.Piece
}

func (o outlays) happen(id uuid.UUID, s domain.Stream, event domain.Event) {
	switch x := event.(type) {
	case fund.PayoutMade:
		if x.Currency == money.VND {
			o[id] = outlay{s, slices.Concat(x.Pieces, x.Uncovered)}
		}
	case fund.ListPaid:
		o[id] = outlay{s, x.Pieces}
	case fund.LossRecorded:
		o[id] = outlay{s, slices.Concat(x.Pieces, x.Uncovered)}
	case fund.PayoutReturned:
		p := o[x.Payout]
		for _, back := range slices.Concat(x.Freed, x.Healed) {
			p.pieces = without(p.pieces, back)
		}
		o[x.Payout] = p
	}
}

// without is pieces that have lost the positions of another.
func without(pieces []fund.Piece, gone fund.Piece) (rest []fund.Piece) {
	for _, p := range pieces {
		left := fund.Set{}
		for _, s := range p.Spans {
			left.Add(s)
		}
		if p.Compartment == gone.Compartment {
			for _, s := range gone.Spans {
				left.Remove(s)
			}
		}
		rest = append(rest, fund.Piece{Compartment: p.Compartment, Spans: left})
	}
	return rest
}

// compare asks where the đồng of every payout came from as of an entry.
func (o owners) compare(t *testing.T, r *projections.Reader, entry uint64, paid outlays) (tried int) {
	t.Helper()
	for id, p := range paid {
		want, got := map[string]int64{}, map[string]int64{}
		for _, piece := range p.pieces {
			for _, x := range o.owned(o.of(p.stream, piece)) {
				want[x.owner] += x.Len()
			}
		}
		trace, err := r.TracePayout(t.Context(), projections.TraceQuery{ID: id, AsOf: projections.AsOf{Entry: entry}})
		if err != nil {
			t.Fatalf("payout %s as of %d: %v", id, entry, err)
		}
		for _, s := range trace.Sources {
			owner := s.ID.String()
			switch {
			case slices.ContainsFunc(s.Path, func(x projections.Step) bool { return x.Kind == projections.StepSale }):
				owner = "sale"
			case s.Kind == projections.SourceInterest:
				owner = "interest"
			case s.Kind == projections.SourceUncovered:
				owner = "nobody"
			case s.Row != "":
				owner += " " + s.Row
			}
			got[owner] += s.Amount
		}
		if d := diff.Diff(want, got); d != "" {
			t.Fatalf("payout %s as of entry %d:\n%s", id, entry, d)
		}
		tried++
	}
	return tried
}
