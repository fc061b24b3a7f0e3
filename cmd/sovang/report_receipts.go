package main

import (
	"context"

	"sovang/api/sheet"
	"sovang/projections"
)

type reportReceipts struct {
	reportFlags
	atFlag
	Fund   string `required:"" help:"The fund, by code or id." placeholder:"CODE"`
	Series string `help:"Only this series." placeholder:"SERIES"`
	From   int64  `help:"From this number on." placeholder:"N"`
	To     int64  `help:"Up to this number." placeholder:"N"`
}

// papers are the words for what a paper stands for.
var papers = map[projections.Paper]string{
	"donation": "ủng hộ", "interest": "lãi", "unidentified-returned": "trả tiền chưa rõ", "payout": "chi", "list": "chi theo danh sách", "return": "tiền trả về",
	"refund": "trả người cho", "transfer-sent": "chuyển đi", "transfer-accepted": "nhận chuyển", "sale": "bán ngoại tệ", "replacement": "thay phiếu",
	"held-handed-over": "giao tiền giữ hộ", "held-returned": "trả tiền giữ hộ",
}

// Run shows the register of a fund: issued and void together are all, without gaps.
func (c *reportReceipts) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		id, err := r.FundNamed(ctx, c.Fund)
		if err != nil {
			return nil, err
		}
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		register, err := r.Receipts(ctx, projections.RegisterQuery{Fund: id, Series: c.Series, From: c.From, To: c.To, AsOf: asOf, At: at})
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "receipts", Title: "Sổ phiếu của " + register.FundCode, AsOf: register.AsOf.Entry, Columns: []sheet.Column{
			{Key: "receipt", Title: "Số phiếu"}, {Key: "booked", Title: "Ngày"}, {Key: "what", Title: "Việc"}, {Key: "amount", Title: "Số tiền"},
			{Key: "currency", Title: "Tiền"}, {Key: "void", Title: "Hủy"}, {Key: "reason", Title: "Lý do"}, {Key: "approver", Title: "Người duyệt"},
			{Key: "replaces", Title: "Thay cho"}, {Key: "replaced_by", Title: "Được thay bằng"}, {Key: "entry", Title: "Bút toán"}, {Key: "id", Title: "Id"},
		}}
		for _, x := range register.Receipts {
			s.Add(number(projections.Number{Series: x.Series, No: x.No}), x.Booked, sheet.Term{Key: string(x.What), Title: papers[x.What]}, sheet.Amount(x.Currency, x.Amount), x.Currency,
				x.Void, x.Reason, x.Approver, number(x.Replaces), number(x.ReplacedBy), x.Entry, x.ID)
		}
		for _, t := range register.Series {
			s.Note += t.Series + ": " + sheet.Count(t.Issued) + " phát hành + " + sheet.Count(t.Void) + " hủy = " + sheet.Count(t.All) + ", số cuối " + sheet.Count(t.Last) + "\n"
		}
		return s, nil
	})
}
