package projections_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/position"
	"sovang/projections"
)

// goods is what comes into a store in kind, goes out, comes back, is lost, and was wrong.
func (r *random) goods(i int, f uuid.UUID) {
	item := pick(r, []string{"xe-dap", "vo"})
	part := goods.Part{Item: pick(r, []string{"", item}), Pieces: r.Int64N(4)}
	if r.IntN(2) == 0 {
		part.Row = pick(r, []string{"1", "B"})
	}
	document := pick(r, r.stores[i])
	switch n := r.IntN(12); {
	case len(r.stores[i]) == 0:
		r.note(nil, goods.OpenItem{Fund: f, Item: "xe-dap", Name: "Xe đạp", Measure: "chiếc"})
		r.note(nil, goods.OpenItem{Fund: f, Item: "vo", Name: "Vở", Measure: "quyển"})
		fallthrough
	case n < 3:
		lots := []goods.AskedLot{{Item: item, Pieces: 1 + r.Int64N(30), UnitValue: r.dong(2_000_000), Valuation: goods.Declared},
			{Item: "vo", Pieces: 1 + r.Int64N(90), UnitValue: r.dong(9_000), Valuation: goods.Estimated}}
		r.note(&r.stores[i], ledger.ReceiveGoods{Receive: goods.Receive{Fund: f, Donor: pick(r, append(r.folk, uuid.Nil)), Lots: lots[:1+r.IntN(2)], ValuedBy: "tổ định giá",
			Booked: r.booked(), Campaign: pick(r, append(r.campaigns, called{})).code}})
	case n < 7:
		give := goods.Give{Fund: f, Each: []goods.Quantity{{Item: item, Pieces: 1 + r.Int64N(3)}}, RecipientKind: "pupil", Booked: r.booked(),
			Rows: []goods.AskedRow{{Recipient: r.folk[0]}, {Code: "B", Recipient: r.folk[1+r.IntN(5)], RecipientKind: "collective",
				Goods: []goods.Quantity{{Item: "vo", Pieces: 1 + r.Int64N(20)}, {Item: "xe-dap", Pieces: 1 + r.Int64N(5)}}}}, Occasion: "khai giảng"}
		if r.IntN(4) == 0 {
			give.From = []goods.LotName{{Delivery: document, Line: r.Int64N(3)}}
		}
		r.note(&r.stores[i], give)
	case n < 8:
		r.note(&r.stores[i], goods.Lose{Fund: f, Goods: []goods.Quantity{{Item: item, Pieces: 1 + r.Int64N(4)}}, Booked: r.booked(), Reason: "mất trộm", Approver: "chủ tịch"})
	case n < 10:
		r.note(nil, goods.Return{Fund: f, Of: document, Part: part, Booked: r.booked(), Reason: "trả lại"})
	case n < 11:
		r.note(nil, goods.Reverse{Fund: f, Document: document, Part: part, Line: r.Int64N(2), Booked: r.booked(), Reason: "nhập nhầm", Approver: "chủ tịch"})
	default:
		r.note(nil, goods.Revalue{Fund: f, Delivery: document, UnitValue: money.Dong(1 + r.Int64N(9_000)), Valuation: goods.Estimated, ValuedBy: "tổ định giá",
			Reason: "định giá lại", Approver: fmt.Sprint("chủ tịch ", i)})
	}
}

// compareStores compares the report of goods with the states: every lot's pieces, and who got of it.
func (w *world) compareStores(t *testing.T, r *projections.Reader, asOf projections.AsOf) {
	t.Helper()
	report, err := r.Goods(t.Context(), projections.GoodsQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	inStore := map[string]int64{}
	for _, l := range report.Lots {
		item := w.states[goods.StreamOf(l.Fund)].(*goods.Store).Items[l.Item]
		at := slices.IndexFunc(item.Lots, func(x goods.Lot) bool { return x.Delivery == l.Delivery && x.Line == l.Line })
		lot := item.Lots[at]
		free, void := position.Total(item.Free.Within(lot.Span)), position.Total(item.Void.Within(lot.Span))
		p := l.Pieces
		if p.InStore != free || p.Reversed != void || p.Received != lot.Span.Len() || p.Received != p.InStore+p.Given+p.Lost+p.Reversed ||
			min(p.InStore, p.Given, p.Lost, p.Reversed) < 0 || (p.Given > 0) != (l.Recipients > 0) {
			t.Errorf("%v: a lot is %+v, the state has %d in store and %d that never came", asOf, l, free, void)
		}
		if lot.Worth != (goods.Worth{Value: l.Value, Currency: money.Currency(l.Currency), Valuation: l.Valuation}) {
			t.Errorf("%v: a piece of %+v is worth %+v", asOf, l, lot.Worth)
		}
		inStore[l.FundCode+l.Item] += p.InStore
	}
	for _, i := range report.Items {
		inStore[i.FundCode+i.Item] -= i.Pieces.InStore
	}
	for item, n := range inStore {
		if n != 0 {
			t.Errorf("%v: the items of %s differ from the lots by %d", asOf, item, n)
		}
	}
}

// TestGoodsByDay: on every day nothing is below zero, and what moved from a day on stands between what was there before and what is there at the end.
func TestGoodsByDay(t *testing.T) {
	b := history(t, 41, 600)
	f := factsOf(t, b.log)
	r := b.built(t)
	days := slices.Compact(slices.Sorted(slices.Values(f.days)))
	lots := 0
	for _, n := range []uint64{f.last / 2, f.last} {
		for i, day := range days {
			ask := func(q projections.GoodsQuery) projections.GoodsReport {
				q.AsOf = projections.AsOf{Entry: n}
				g, err := r.Goods(t.Context(), q)
				if err != nil {
					t.Fatal(err)
				}
				return g
			}
			at := ask(projections.GoodsQuery{At: &day})
			lots += len(at.Lots)
			for _, l := range at.Lots {
				if min(l.Pieces.InStore, l.Pieces.Given, l.Pieces.Lost, l.Pieces.Reversed) < 0 {
					t.Fatalf("on %s: %+v", day, l)
				}
			}
			traced(t, r, at, projections.AsOf{Entry: n}, &day)
			from := days[i/2]
			for _, x := range ask(projections.GoodsQuery{At: &day, From: &from}).Items {
				if p := x.Pieces; x.Opening+p.Received-p.Given-p.Lost-p.Reversed != p.InStore {
					t.Fatalf("from %s to %s: %+v", from, day, x)
				}
			}
		}
	}
	if lots < 500 {
		t.Errorf("only %d lots were looked at", lots)
	}
}

// traced holds the pieces of some lots against their counts: each piece is in one place, and the places are those that the report counts.
func traced(t *testing.T, r *projections.Reader, g projections.GoodsReport, asOf projections.AsOf, at *domain.Date) {
	t.Helper()
	for i := 0; i < len(g.Lots); i += 3 {
		l := g.Lots[i]
		trace, err := r.TraceGoods(t.Context(), l.Delivery, asOf, at)
		if err != nil {
			t.Fatal(err)
		}
		count, people, next := map[projections.PieceState]int64{}, map[uuid.UUID]bool{}, int64(-1)
		for _, f := range trace.Fates {
			if f.Line != l.Line {
				continue
			}
			if next >= 0 && f.From != next {
				t.Fatalf("%v at %s: pieces %d…%d of %+v are nowhere or twice", asOf, at, next, f.From, l)
			}
			next = f.To
			count[f.State] += f.To - f.From
			if f.State == projections.PieceGiven {
				people[f.Recipient] = true
			}
		}
		got := projections.Pieces{Received: l.Pieces.Received, InStore: count[projections.PieceInStore], Given: count[projections.PieceGiven],
			Lost: count[projections.PieceLost], Reversed: count[projections.PieceReversed]}
		if got != l.Pieces || int64(len(people)) != l.Recipients {
			t.Fatalf("%v at %s: the trace has %+v with %d recipients, the report %+v", asOf, at, got, len(people), l)
		}
	}
}
