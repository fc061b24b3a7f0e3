package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/goods"
	"sovang/domain/position"
	"sovang/projections/readdb"
)

// PieceState is where a piece is.
type PieceState string

// The states of a piece.
const (
	PieceInStore  PieceState = "in-store"
	PieceGiven    PieceState = "given"
	PieceLost     PieceState = "lost"
	PieceReversed PieceState = "reversed" // it never came
)

// PieceFate is what became of pieces From, From+1, … To-1 of a lot: numbered over all lots of the item, in order of receipt.
type PieceFate struct {
	Line      int64       `json:"line"`
	From      int64       `json:"from"`
	To        int64       `json:"to"`
	State     PieceState  `json:"state"`
	Document  uuid.UUID   `json:"document,omitzero"`  // that gave or lost them
	Recipient uuid.UUID   `json:"recipient,omitzero"` // of what was given
	Row       string      `json:"row,omitempty"`
	Booked    domain.Date `json:"booked,omitzero"`
}

// GoodsTrace is a delivery, piece by piece.
type GoodsTrace struct {
	AsOf  AsOf         `json:"as_of"`
	At    *domain.Date `json:"at,omitempty"`
	Lots  []GoodsLot   `json:"lots"`
	Fates []PieceFate  `json:"fates"` // by line, ascending by piece
}

// TraceGoods follows every piece of a delivery.
func (r *Reader) TraceGoods(ctx context.Context, delivery uuid.UUID, asOf AsOf, at *domain.Date) (GoodsTrace, error) {
	t := GoodsTrace{At: at, Fates: []PieceFate{}}
	err := r.viewAt(ctx, asOf, at, func(v *view) (err error) {
		t.AsOf = v.asOf
		if t.Lots, err = v.lots("l.n <= $1 AND l.booked <= $2 AND l.id = $3", []any{v.n, v.lastDay(), delivery[:]}, false); err != nil {
			return err
		}
		if len(t.Lots) == 0 {
			return notFound(nil, "delivery", delivery)
		}
		for _, l := range t.Lots {
			fates, err := v.fatesOf(l)
			if err != nil {
				return err
			}
			t.Fates = append(t.Fates, fates...)
		}
		return nil
	})
	return t, err
}

// pieceMove is a row of goods_moves.
type pieceMove struct {
	what     int64
	span     position.Span
	document uuid.UUID
	booked   domain.Date
}

// fatesOf tells a lot's moves in the order of entries: what a document took is its own until it is back.
func (v *view) fatesOf(l GoodsLot) ([]PieceFate, error) {
	store := position.Set{{l.from, l.from + l.Pieces.Received}}
	var never position.Set
	held, order := map[uuid.UUID]position.Set{}, []pieceMove{}
	err := v.rows(func(r readdb.Row) error {
		var m pieceMove
		var id []byte
		if err := r.Scan(&m.what, &m.span[0], &m.span[1], &id, &m.booked); err != nil {
			return err
		}
		m.document = uuid.UUID(id)
		set := held[m.document]
		switch m.what {
		case piecesGiven, piecesLost:
			if len(set) == 0 {
				order = append(order, m)
			}
			store.Remove(m.span)
			set.Add(m.span)
		case piecesNever:
			store.Remove(m.span)
			never.Add(m.span)
			return nil
		default:
			set.Remove(m.span)
			store.Add(m.span)
		}
		held[m.document] = set
		return nil
	}, `SELECT what, from_pos, to_pos, doc, booked FROM @goods_moves WHERE id = $1 AND line = $2 AND n <= $3 AND booked <= $4 ORDER BY n, from_pos`,
		l.Delivery[:], l.Line, v.n, v.lastDay())
	if err != nil {
		return nil, err
	}
	fates := append(fated(l.Line, store, PieceFate{State: PieceInStore}), fated(l.Line, never, PieceFate{State: PieceReversed})...)
	for _, m := range order {
		if m.what == piecesLost {
			fates = append(fates, fated(l.Line, held[m.document], PieceFate{State: PieceLost, Document: m.document, Booked: m.booked})...)
			continue
		}
		given, err := v.givenTo(l, m, held[m.document])
		if err != nil {
			return nil, err
		}
		fates = append(fates, given...)
	}
	slices.SortFunc(fates, func(a, b PieceFate) int { return cmp.Compare(a.From, b.From) })
	return fates, nil
}

func fated(line int64, spans []position.Span, as PieceFate) []PieceFate {
	var fates []PieceFate
	for _, s := range spans {
		as.Line, as.From, as.To = line, s.From(), s.To()
		fates = append(fates, as)
	}
	return fates
}

// givenTo says who has the pieces of a lot that a document gave and that are not back.
func (v *view) givenTo(l GoodsLot, m pieceMove, out position.Set) (fates []PieceFate, err error) {
	var keys []int64
	err = v.rows(func(r readdb.Row) error {
		var k int64
		var s position.Span
		f := PieceFate{State: PieceGiven, Document: m.document, Booked: m.booked}
		if err := r.Scan(&s[0], &s[1], &k, &f.Row); err != nil {
			return err
		}
		for _, one := range fated(l.Line, out.Within(s), f) {
			fates, keys = append(fates, one), append(keys, k)
		}
		return nil
	}, "SELECT from_pos, to_pos, recipient, code FROM @goods_rows WHERE doc = $1 AND id = $2 AND line = $3 ORDER BY from_pos", m.document[:], l.Delivery[:], l.Line)
	for i := range fates {
		if err == nil {
			fates[i].Recipient, err = v.id(keys[i])
		}
	}
	return fates, err
}

// GoodsGot is what one recipient got by one document of one lot.
type GoodsGot struct {
	Document uuid.UUID   `json:"document"`
	Entry    uint64      `json:"entry"`
	Row      string      `json:"row"`
	Booked   domain.Date `json:"booked"`
	Occasion string      `json:"occasion,omitempty"`
	Campaign string      `json:"campaign,omitempty"`
	Pieces   int64       `json:"pieces"`
	Back     int64       `json:"back"` // of the pieces
	Lot      GoodsLot    `json:"lot"`
}

// GoodsTo reports the goods that somebody got, the oldest first.
func (r *Reader) GoodsTo(ctx context.Context, recipient uuid.UUID, asOf AsOf, at *domain.Date) ([]GoodsGot, error) {
	got := []GoodsGot{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		k, ok, err := v.key(recipient, personName)
		if err != nil || !ok {
			return notFound(err, "person", recipient)
		}
		args := []any{v.n, v.lastDay(), k}
		lots, err := v.lots(`l.n <= $1 AND l.booked <= $2 AND EXISTS (SELECT 1 FROM @goods_rows x WHERE x.id = l.id AND x.line = l.line AND x.recipient = $3)`, args, false)
		if err != nil {
			return err
		}
		at := map[lotName]int{}
		for i, l := range lots {
			at[lotName{l.Delivery, l.Line}] = i
		}
		var words [][2]int64
		err = v.rows(func(r readdb.Row) error {
			var g GoodsGot
			var doc, lot []byte
			var line, still int64
			var k [2]int64
			if err := r.Scan(&doc, &g.Entry, &g.Row, &g.Booked, &k[0], &k[1], &lot, &line, &g.Pieces, &still); err != nil {
				return err
			}
			g.Document, g.Back, g.Lot = uuid.UUID(doc), g.Pieces-still, lots[at[lotName{uuid.UUID(lot), line}]]
			got, words = append(got, g), append(words, k)
			return nil
		}, `SELECT o.doc, o.n, o.code, o.booked, o.occasion, o.campaign, o.id, o.line, CAST(SUM(o.got) AS BIGINT), CAST(SUM(o.pieces) AS BIGINT) FROM `+stillOut+` o
			WHERE o.recipient = $3 GROUP BY o.doc, o.n, o.code, o.booked, o.occasion, o.campaign, o.id, o.line, o.item ORDER BY o.n, o.item, o.id, o.line`, args...)
		for i := range got {
			if err == nil {
				err = v.wordsInto(wordInto{words[i][0], &got[i].Occasion}, wordInto{words[i][1], &got[i].Campaign})
			}
		}
		return err
	})
	return got, err
}

// GoodsPaper is one number of the register of goods in and out.
type GoodsPaper struct {
	Number   goods.Number `json:"number"`
	Entry    uint64       `json:"entry"`
	What     string       `json:"what"` // received, given, lost, returned
	Document uuid.UUID    `json:"document"`
	Booked   domain.Date  `json:"booked"`
	Void     bool         `json:"void,omitempty"`
	By       goods.Number `json:"by,omitzero"` // what replaces it
	Reason   string       `json:"reason,omitempty"`
	Approver string       `json:"approver,omitempty"`
}

var goodsPaperNames = map[int64]string{goodsReceived: "received", goodsGiven: "given", goodsLost: "lost", goodsReturned: "returned"}

// GoodsPapers is the register of a fund's goods: in each series 1, 2, 3 … without gaps.
func (r *Reader) GoodsPapers(ctx context.Context, fund uuid.UUID, asOf AsOf, at *domain.Date) ([]GoodsPaper, error) {
	papers := []GoodsPaper{}
	err := r.viewAt(ctx, asOf, at, func(v *view) error {
		k, ok, err := v.key(fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", fund)
		}
		var keys [][3]int64
		err = v.rows(func(r readdb.Row) error {
			var p GoodsPaper
			var k [3]int64
			var what, void int64
			var doc []byte
			if err := r.Scan(&k[0], &p.Number.No, &p.Entry, &p.Booked, &what, &doc, &void, &k[1], &p.By.No, &k[2], &p.Reason); err != nil {
				return err
			}
			p.What, p.Void, p.Document = goodsPaperNames[what], void > 0, uuid.UUID(doc)
			papers, keys = append(papers, p), append(keys, k)
			return nil
		}, `SELECT p.series, p.no, p.n, p.booked, p.what, p.doc, COALESCE(x.n, 0), COALESCE(x.by_series, 0), COALESCE(x.by_no, 0), COALESCE(x.approver, 0), COALESCE(x.reason, '')
			FROM @goods_papers p LEFT JOIN @goods_voids x ON x.fund = p.fund AND x.series = p.series AND x.no = p.no AND x.n <= $2 AND x.booked <= $3
			WHERE p.fund = $1 AND p.n <= $2 AND p.booked <= $3`, k, v.n, v.lastDay())
		for i := range papers {
			if err == nil {
				p := &papers[i]
				err = v.wordsInto(wordInto{keys[i][0], &p.Number.Series}, wordInto{keys[i][1], &p.By.Series}, wordInto{keys[i][2], &p.Approver})
			}
		}
		slices.SortFunc(papers, func(a, b GoodsPaper) int {
			return cmp.Or(cmp.Compare(a.Number.Series, b.Number.Series), cmp.Compare(a.Number.No, b.Number.No))
		})
		return err
	})
	return papers, err
}
