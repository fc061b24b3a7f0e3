package main

import (
	"context"
	"strconv"
	"time"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/goods"
	"sovang/projections"
)

type reportGoods struct {
	reportFlags
	atFlag
	scope
	Donor    string `help:"Only what this person gave, by code or id." placeholder:"CODE"`
	Campaign string `help:"Only what came in this campaign." placeholder:"CODE"`
	Year     int    `help:"What moved in this year, with what was there before it." placeholder:"2026"`
	Lots     bool   `help:"Every line of every delivery instead of the items."`
	Pieces   string `help:"Where the pieces of this delivery are, one by one." placeholder:"ID"`
	To       string `help:"What this person got, by code or id." placeholder:"CODE"`
	Papers   bool   `help:"The register of papers (PN, PX) of a fund."`
}

// Run shows goods in kind: pieces, and beside them their value, what donors declared apart from what was estimated. It is in no balance.
func (c *reportGoods) Run(ctx context.Context, p Process, g *globals) error {
	at, err := c.date()
	if err != nil {
		return err
	}
	q := projections.GoodsQuery{At: at, Campaign: c.Campaign}
	if c.Year != 0 {
		if c.Year < 1900 || c.Year > 9999 {
			return domain.Errorf(domain.Invalid, "%d is no year", c.Year).On("year")
		}
		from, last := domain.NewDate(c.Year, time.January, 1), domain.NewDate(c.Year, time.December, 31)
		if q.From = &from; at == nil || *at > last {
			q.At = &last
		}
	}
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q.AsOf = asOf
		var err error
		if q.Fund, q.Unit, err = c.find(ctx, r); err != nil {
			return nil, err
		}
		if s, err := c.narrowed(ctx, r, asOf, at, q.Fund); s != nil || err != nil {
			return s, err
		}
		if c.Donor != "" {
			if q.Donor, err = r.PersonNamed(ctx, c.Donor); err != nil {
				return nil, err
			}
		}
		found, err := r.Goods(ctx, q)
		if err != nil {
			return nil, err
		}
		if c.Lots || c.Donor != "" {
			return lotSheet(ctx, r, found)
		}
		return itemSheet(found), nil
	})
}

// valuations are the words for whose word a value is.
var valuations = map[goods.Valuation]string{goods.Declared: "người cho khai", goods.Estimated: "hội ước tính"}

func itemSheet(g projections.GoodsReport) *sheet.Sheet {
	s := &sheet.Sheet{Name: "goods", Aside: []string{"item", "received_declared", "received_estimated", "given_declared", "given_estimated"}, Title: "Hiện vật", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "fund", Title: "Quỹ"}, {Key: "item", Title: "Mã"}, {Key: "name", Title: "Hiện vật"}, {Key: "measure", Title: "Đơn vị"}, {Key: "opening", Title: "Đầu kỳ"},
		{Key: "received", Title: "Nhập"}, {Key: "given", Title: "Đã trao"}, {Key: "recipients", Title: "Người nhận"}, {Key: "lost", Title: "Mất"}, {Key: "in_store", Title: "Còn"},
		{Key: "currency", Title: "Tiền"}, {Key: "received_declared", Title: "Nhập (khai)"}, {Key: "received_estimated", Title: "Nhập (ước tính)"},
		{Key: "given_declared", Title: "Trao (khai)"}, {Key: "given_estimated", Title: "Trao (ước tính)"},
		{Key: "store_declared", Title: "Còn (khai)"}, {Key: "store_estimated", Title: "Còn (ước tính)"},
	}}
	type sums struct{ received, given, store [2]int64 }
	all, currencies := map[string]sums{}, []string{}
	for _, x := range g.Items {
		d, e := x.Declared, x.Estimated
		s.Add(x.FundCode, x.Item, x.Name, x.Measure, opening(g, x.Opening), x.Pieces.Received-x.Pieces.Reversed, x.Pieces.Given, x.Recipients, sheet.CountOrBlank(x.Pieces.Lost), x.Pieces.InStore,
			x.Currency, sheet.AmountOrBlank(x.Currency, d.Received-d.Reversed), sheet.AmountOrBlank(x.Currency, e.Received-e.Reversed), sheet.AmountOrBlank(x.Currency, d.Given), sheet.AmountOrBlank(x.Currency, e.Given),
			sheet.AmountOrBlank(x.Currency, d.InStore), sheet.AmountOrBlank(x.Currency, e.InStore))
		t, ok := all[x.Currency]
		if !ok {
			currencies = append(currencies, x.Currency)
		}
		t.received[0], t.received[1] = t.received[0]+d.Received-d.Reversed, t.received[1]+e.Received-e.Reversed
		t.given[0], t.given[1] = t.given[0]+d.Given, t.given[1]+e.Given
		t.store[0], t.store[1] = t.store[0]+d.InStore, t.store[1]+e.InStore
		all[x.Currency] = t
	}
	for _, c := range currencies {
		t := all[c]
		s.Note += "Giá trị nhập " + apart(c, t.received) + "; đã trao " + apart(c, t.given) + "; còn " + apart(c, t.store) + ".\n"
	}
	s.Note += "Giá trị hiện vật ghi riêng, không nằm trong số dư tiền."
	return s
}

// apart says a declared and an estimated value, never their sum.
func apart(currency string, v [2]int64) string {
	return sheet.Amount(currency, v[0]).String() + " (khai) + " + sheet.Amount(currency, v[1]).String() + " (ước tính)"
}

func opening(g projections.GoodsReport, n int64) any {
	if g.From == nil {
		return nil
	}
	return n
}

func lotSheet(ctx context.Context, r *projections.Reader, g projections.GoodsReport) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "lots", Aside: []string{"receipt", "item", "reversed", "recipients", "lost", "line"}, Title: "Hiện vật, từng lô", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "given", Title: "Ngày"}, {Key: "fund", Title: "Quỹ"}, {Key: "receipt", Title: "Phiếu nhập"}, {Key: "donor", Title: "Ai cho"},
		{Key: "item", Title: "Mã"}, {Key: "name", Title: "Hiện vật"}, {Key: "measure", Title: "Đơn vị"}, {Key: "received", Title: "Nhập"}, {Key: "reversed", Title: "Đã hủy"},
		{Key: "handed_out", Title: "Đã trao"}, {Key: "recipients", Title: "Người nhận"}, {Key: "lost", Title: "Mất"}, {Key: "in_store", Title: "Còn"}, {Key: "unit_value", Title: "Đơn giá"},
		{Key: "currency", Title: "Tiền"}, {Key: "valuation", Title: "Theo"}, {Key: "campaign", Title: "Đợt"}, {Key: "line", Title: "Dòng"}, {Key: "id", Title: "Id"},
	}}
	for _, l := range g.Lots {
		name := "nhà hảo tâm"
		if l.Anonymity == goods.Named {
			var err error
			if name, err = who(ctx, r, l.Donor); err != nil {
				return nil, err
			}
		}
		s.Add(l.Entry, l.Given, l.FundCode, paper(l.Receipt), name, l.Item, l.Name, l.Measure, l.Pieces.Received, sheet.CountOrBlank(l.Pieces.Reversed), sheet.CountOrBlank(l.Pieces.Given),
			sheet.CountOrBlank(l.Recipients), sheet.CountOrBlank(l.Pieces.Lost), l.Pieces.InStore, sheet.Amount(l.Currency, l.Value), l.Currency, sheet.Term{Key: string(l.Valuation), Title: valuations[l.Valuation]}, l.Campaign,
			l.Line, l.Delivery)
	}
	s.Note = whereabouts(g.Items)
	return s, nil
}

// whereabouts says in a line for each item what became of it.
func whereabouts(items []projections.GoodsItem) (note string) {
	for i, x := range items {
		if i > 0 {
			note += "\n"
		}
		p := x.Pieces
		note += x.FundCode + ": " + sheet.Count(p.Received-p.Reversed) + " " + x.Measure + " " + x.Name + ", " + sheet.Count(p.Given) + " đã trao cho " + sheet.Count(x.Recipients) +
			" người nhận, " + sheet.Count(p.InStore) + " còn trong kho"
		if p.Lost > 0 {
			note += ", " + sheet.Count(p.Lost) + " mất"
		}
		note += "."
	}
	return note
}

// paper is a number as paper has it.
func paper(n goods.Number) string {
	if n.No == 0 {
		return ""
	}
	return n.Series + "/" + strconv.FormatInt(n.No, 10)
}
