package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
)

// whereAbouts are the words for where a piece is.
var whereAbouts = map[projections.PieceState]string{
	projections.PieceInStore: "còn trong kho", projections.PieceGiven: "đã trao", projections.PieceLost: "mất", projections.PieceReversed: "đã hủy (nhập nhầm)",
}

// pieceSheet follows a delivery piece by piece. Pieces are numbered over all lots of an item, from 1 on.
func pieceSheet(ctx context.Context, r *projections.Reader, t projections.GoodsTrace) (*sheet.Sheet, error) {
	first := t.Lots[0]
	s := &sheet.Sheet{Name: "pieces", Title: "Đường đi của hiện vật theo phiếu " + paper(first.Receipt) + " ngày " + first.Given.String(), AsOf: t.AsOf.Entry, Columns: []sheet.Column{
		{Key: "item", Title: "Mã"}, {Key: "name", Title: "Hiện vật"}, {Key: "from", Title: "Từ số"}, {Key: "to", Title: "Đến số"}, {Key: "pieces", Title: "Số lượng"},
		{Key: "state", Title: "Ở đâu"}, {Key: "who", Title: "Ai"}, {Key: "row", Title: "Dòng"}, {Key: "date", Title: "Ngày"}, {Key: "id", Title: "Id"},
	}}
	for _, f := range t.Fates {
		name, err := who(ctx, r, f.Recipient)
		if err != nil {
			return nil, err
		}
		lot := t.Lots[f.Line-1]
		s.Add(lot.Item, lot.Name, f.From+1, f.To, f.To-f.From, sheet.Term{Key: string(f.State), Title: whereAbouts[f.State]}, name, f.Row, f.Booked, f.Document)
	}
	s.Note = "Theo quy ước vào trước – trao trước."
	return s, nil
}

// gotSheet is what somebody got in kind.
func gotSheet(got []projections.GoodsGot, asOf projections.AsOf, name string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "goods-got", Title: "Hiện vật đã nhận: " + name, AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "date", Title: "Ngày"}, {Key: "fund", Title: "Quỹ"}, {Key: "item", Title: "Mã"}, {Key: "name", Title: "Hiện vật"},
		{Key: "measure", Title: "Đơn vị"}, {Key: "pieces", Title: "Số lượng"}, {Key: "back", Title: "Trả lại"}, {Key: "unit_value", Title: "Đơn giá"}, {Key: "currency", Title: "Tiền"},
		{Key: "valuation", Title: "Theo"}, {Key: "occasion", Title: "Dịp"}, {Key: "campaign", Title: "Đợt"}, {Key: "row", Title: "Dòng"}, {Key: "id", Title: "Id"},
	}}
	for _, g := range got {
		l := g.Lot
		s.Add(g.Entry, g.Booked, l.FundCode, l.Item, l.Name, l.Measure, g.Pieces, sheet.CountOrBlank(g.Back), sheet.Amount(l.Currency, l.Value), l.Currency,
			sheet.Term{Key: string(l.Valuation), Title: valuations[l.Valuation]}, g.Occasion, g.Campaign, g.Row, g.Document)
	}
	return s
}

// goodsPapers are the words for what a number of goods stands for.
var goodsPapers = map[string]string{"received": "nhập", "given": "trao", "lost": "mất", "returned": "nhập lại"}

// paperSheet is the register of goods in and out: issued and void together are all, without gaps.
func paperSheet(papers []projections.GoodsPaper, asOf projections.AsOf, fund string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "goods-papers", Title: "Sổ phiếu nhập, phiếu xuất hiện vật của " + fund, AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "paper", Title: "Số phiếu"}, {Key: "booked", Title: "Ngày"}, {Key: "what", Title: "Việc"}, {Key: "void", Title: "Hủy"}, {Key: "reason", Title: "Lý do"},
		{Key: "approver", Title: "Người duyệt"}, {Key: "replaced_by", Title: "Được thay bằng"}, {Key: "entry", Title: "Bút toán"}, {Key: "id", Title: "Id"},
	}}
	for _, p := range papers {
		s.Add(paper(p.Number), p.Booked, sheet.Term{Key: p.What, Title: goodsPapers[p.What]}, p.Void, p.Reason, p.Approver, paper(p.By), p.Entry, p.Document)
	}
	return s
}

// narrowed answers the questions of report goods that are not about the store as a whole; nil where there is none.
func (c *reportGoods) narrowed(ctx context.Context, r *projections.Reader, asOf projections.AsOf, at *domain.Date, fund uuid.UUID) (*sheet.Sheet, error) {
	switch {
	case c.To != "":
		id, err := r.PersonNamed(ctx, c.To)
		if err != nil {
			return nil, err
		}
		got, err := r.GoodsTo(ctx, id, asOf, at)
		if err != nil {
			return nil, err
		}
		name, err := who(ctx, r, id)
		return gotSheet(got, asOf, name), err
	case c.Papers:
		if c.Fund == "" {
			return nil, domain.Errorf(domain.Invalid, "a register is one fund's; name it with --fund").On("fund")
		}
		papers, err := r.GoodsPapers(ctx, fund, asOf, at)
		return paperSheet(papers, asOf, c.Fund), err
	case c.Pieces != "":
		id, err := uuid.Parse(c.Pieces)
		if err != nil {
			return nil, domain.Errorf(domain.Invalid, "%q is no id of a delivery; report goods --lots shows them", c.Pieces).On("pieces")
		}
		trace, err := r.TraceGoods(ctx, id, asOf, at)
		if err != nil {
			return nil, err
		}
		return pieceSheet(ctx, r, trace)
	}
	return nil, nil
}
