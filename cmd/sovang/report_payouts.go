package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
)

type reportPayouts struct {
	reportFlags
	atFlag
	Fund  string `required:"" help:"The fund, by code or id." placeholder:"CODE"`
	Limit int    `help:"At most so many, the newest first (${default})." default:"1000" placeholder:"N"`
}

// Run shows what a fund paid out.
func (c *reportPayouts) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		id, err := r.FundNamed(ctx, c.Fund)
		if err != nil {
			return nil, err
		}
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		payouts, err := r.Payouts(ctx, projections.PayoutsQuery{Fund: id, AsOf: asOf, At: at, Limit: c.Limit})
		if err != nil {
			return nil, err
		}
		cut(p, len(payouts), c.Limit, "--limit shows more")
		s := &sheet.Sheet{Name: "payouts", Title: "Khoản chi của " + c.Fund, AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "entry", Title: "Bút toán"}, {Key: "booked", Title: "Ngày"}, {Key: "kind", Title: "Loại"}, {Key: "award", Title: "Hình thức"},
			{Key: "who", Title: "Ai"}, {Key: "amount", Title: "Số tiền"}, {Key: "returned", Title: "Trả về"}, {Key: "voucher", Title: "Phiếu chi"},
			{Key: "content", Title: "Nội dung"}, {Key: "list", Title: "Danh sách"}, {Key: "note", Title: "Đính chính"}, {Key: "id", Title: "Id"},
		}}
		for _, x := range payouts {
			name, err := who(ctx, r, x.Recipient)
			if err != nil {
				return nil, err
			}
			if x.Rows > 0 {
				name = sheet.Count(x.Rows) + " suất"
			}
			s.Add(x.Entry, x.Booked, term(x.Kind), term(x.Award), name, sheet.Amount(x.Currency, x.Amount), sheet.AmountOrBlank(x.Currency, x.Returned), number(x.Voucher), x.Content, x.List, corrected(x.Currency, "", x.Redated, nil), x.ID)
		}
		return s, nil
	})
}

type reportList struct {
	reportFlags
	atFlag
	List string `arg:"" help:"Id of the list: report payouts shows it."`
	Rows bool   `help:"Show every row instead of the counts."`
}

// Run shows a payout list.
func (c *reportList) Run(ctx context.Context, p Process, g *globals) error {
	id, err := uuid.Parse(c.List)
	if err != nil {
		return domain.Errorf(domain.Invalid, "%q is no id of a list", c.List).On("list")
	}
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		q := projections.ListQuery{List: id, AsOf: asOf, At: at, Limit: -1}
		if c.Rows {
			q.Limit = 1_000_000
		}
		l, err := r.List(ctx, q)
		if err != nil {
			return nil, err
		}
		if c.Rows {
			return rowSheet(ctx, r, l)
		}
		return countSheet(l), nil
	})
}

func countSheet(l projections.PayoutList) *sheet.Sheet {
	s := &sheet.Sheet{Name: "list", Title: "Danh sách của " + l.FundCode, AsOf: l.AsOf.Entry, Columns: []sheet.Column{
		{Key: "award", Title: "Hình thức"}, {Key: "recipient_kind", Title: "Đối tượng"}, {Key: "level", Title: "Cấp"}, {Key: "rows", Title: "Suất"},
		{Key: "amount", Title: "Số tiền"}, {Key: "paid_rows", Title: "Đã trao"}, {Key: "paid_amount", Title: "Tiền đã trao"}, {Key: "returned", Title: "Trả về"},
	}}
	var rows, amount, paidRows, paid int64
	for _, k := range l.Counts {
		rows, amount, paidRows, paid = rows+k.Rows, amount+k.Amount, paidRows+k.PaidRows, paid+k.PaidAmount
		s.Add(term(k.Award), term(k.RecipientKind), term(k.Level), k.Rows, sheet.Amount(l.Currency, k.Amount), k.PaidRows, sheet.Amount(l.Currency, k.PaidAmount), sheet.AmountOrBlank(l.Currency, k.Returned))
	}
	s.Total = []any{"Cộng", nil, nil, rows, sheet.Amount(l.Currency, amount), paidRows, sheet.Amount(l.Currency, paid), nil}
	s.Note = "Số trường, đơn vị: " + sheet.Count(l.Institutions)
	return s
}

func rowSheet(ctx context.Context, r *projections.Reader, l projections.PayoutList) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "list", Title: "Danh sách của " + l.FundCode, AsOf: l.AsOf.Entry, Columns: []sheet.Column{
		{Key: "row", Title: "Suất"}, {Key: "who", Title: "Người nhận"}, {Key: "award", Title: "Hình thức"}, {Key: "recipient_kind", Title: "Đối tượng"},
		{Key: "level", Title: "Cấp"}, {Key: "institution", Title: "Trường, đơn vị"}, {Key: "amount", Title: "Số tiền"}, {Key: "paid", Title: "Trao ở bút toán"},
		{Key: "returned", Title: "Trả về"},
	}}
	for _, x := range l.Rows {
		name, err := who(ctx, r, x.Recipient)
		if err != nil {
			return nil, err
		}
		s.Add(x.Code, name, term(x.Award), term(x.RecipientKind), term(x.Level), x.Institution, sheet.Amount(l.Currency, x.Amount), x.Paid, sheet.AmountOrBlank(l.Currency, x.Returned))
	}
	return s, nil
}
