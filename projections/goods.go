package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/goods"
	"sovang/domain/position"
)

// What became of pieces (goods_moves.what). Never renumber.
const (
	piecesGiven    int64 = iota + 1
	piecesLost           // stolen, spoilt, missing
	piecesBack           // given, and given back
	piecesFound          // lost, and found
	piecesNotGiven       // given on paper only
	piecesNotLost        // lost on paper only
	piecesNever          // never came
)

// What a document about goods stands for (goods_papers.what). Never renumber.
const (
	goodsReceived int64 = iota + 1
	goodsGiven
	goodsLost
	goodsReturned
)

func (f *fold) storeEvent(in uuid.UUID, event domain.Event) {
	k, id := f.key(in), f.at.id // rows keep slices of the id beyond this entry
	switch e := event.(type) {
	case goods.ItemOpened:
		f.t.items.add(k, f.word(e.Item), f.at.n, e.Item, e.Name, e.Measure)
	case goods.Received:
		f.goodsReceived(k, e)
	case goods.HandedOut:
		f.goodsOut(k, e.Taken, id, piecesGiven, e.Booked)
		f.goodsRows(k, id, e)
		f.goodsPaper(k, e.Voucher, goodsGiven, id, e.Booked)
		f.t.goodsIssues.add(id[:], f.at.n, k, int64(len(e.Rows)), int64(e.Booked), f.word(e.Occasion), f.word(e.Campaign), e.Content, "")
	case goods.Lost:
		f.goodsOut(k, e.Taken, id, piecesLost, e.Booked)
		f.goodsPaper(k, e.Voucher, goodsLost, id, e.Booked)
		f.t.goodsIssues.add(id[:], f.at.n, k, int64(0), int64(e.Booked), int64(0), int64(0), e.Reason, e.Approver)
	case goods.Returned:
		f.goodsOut(k, e.Taken, e.Of, either(e.Loss, piecesFound, piecesBack), e.Booked)
		f.goodsPaper(k, e.Receipt, goodsReturned, id, e.Booked)
	case goods.DeliveryReversed:
		f.goodsOut(k, e.Taken, e.Delivery, piecesNever, e.Booked)
		f.goodsVoid(k, e.Void, e.Receipt, goodsReceived, e.Delivery, e.Booked, e.Reason, e.Approver)
	case goods.IssueReversed:
		f.goodsOut(k, e.Taken, e.Of, either(e.Loss, piecesNotLost, piecesNotGiven), e.Booked)
		f.goodsVoid(k, e.Void, e.Voucher, either(e.Loss, goodsLost, goodsGiven), e.Of, e.Booked, e.Reason, e.Approver)
	case goods.Revalued:
		f.lotValue(e.Delivery, e.Line, e.Is, e.ValuedBy, e.Approver, e.Reason)
	}
}

func either(first bool, a, b int64) int64 {
	if first {
		return a
	}
	return b
}

func (f *fold) goodsReceived(k int64, e goods.Received) {
	id := f.at.id
	for i, in := range e.Lots {
		line := int64(i + 1)
		f.t.lots.add(id[:], line, f.at.n, in.From, in.Pieces, k, f.word(in.Item), f.key(e.Donor), int64(e.Given), int64(e.Booked), f.word(e.Campaign),
			f.word(string(e.Anonymity)), f.word(e.Receipt.Series), e.Receipt.No, e.Content)
		f.lotValue(id, line, goods.Worth{Value: in.Value, Currency: in.Currency, Valuation: in.Valuation}, e.ValuedBy, "", "")
	}
	f.goodsPaper(k, e.Receipt, goodsReceived, id, e.Booked)
}

func (f *fold) lotValue(delivery uuid.UUID, line int64, w goods.Worth, valuedBy, approver, reason string) {
	f.t.lotValues.add(delivery[:], line, f.at.n, w.Value, f.word(string(w.Currency)), bit(w.Valuation == goods.Declared), f.word(valuedBy), f.word(approver), reason)
}

// goodsOut notes that pieces left the store, or came back to it, on the account of a document.
func (f *fold) goodsOut(k int64, taken []goods.Taken, document uuid.UUID, what int64, booked domain.Date) {
	f.at.stands = int64(booked)
	for _, t := range taken {
		for _, s := range t.Spans {
			f.t.goodsMoves.add(t.Delivery[:], t.Line, f.at.n, s.From(), s.To(), k, f.word(t.Item), what, int64(booked), document[:])
		}
	}
}

// goodsRows notes who got which pieces, cut where lots end.
func (f *fold) goodsRows(k int64, id uuid.UUID, e goods.HandedOut) {
	for _, share := range e.Shares() {
		row := e.Rows[share.Row]
		kind := row.RecipientKind
		if kind == "" {
			kind = e.RecipientKind
		}
		for _, t := range e.Taken {
			if t.Item != share.Item {
				continue
			}
			for _, s := range position.Set(position.Ascending(share.Spans)).Within(reach(t.Spans)) {
				f.t.goodsRows.add(id[:], f.at.n, int64(share.Row), s.From(), s.To(), k, f.key(row.Recipient), f.word(kind), f.word(share.Item), t.Delivery[:], t.Line, row.Code)
			}
		}
	}
}

// reach is the span from the first of some ascending pieces to the last: a lot's, where they are all of one.
func reach(spans []position.Span) position.Span {
	return position.Span{spans[0].From(), spans[len(spans)-1].To()}
}

func (f *fold) goodsPaper(k int64, n goods.Number, what int64, document uuid.UUID, booked domain.Date) {
	f.at.stands = int64(booked)
	if n.No > 0 {
		f.t.goodsPapers.add(k, f.word(n.Series), n.No, f.at.n, int64(booked), what, document[:])
	}
}

func (f *fold) goodsVoid(k int64, void, by goods.Number, what int64, document uuid.UUID, booked domain.Date, reason, approver string) {
	f.goodsPaper(k, by, what, document, booked)
	f.t.goodsVoids.add(k, f.word(void.Series), void.No, f.at.n, int64(booked), f.word(by.Series), by.No, f.word(approver), reason)
}
