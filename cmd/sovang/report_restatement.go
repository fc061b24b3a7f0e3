package main

import (
	"context"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/money"
	"sovang/projections"
)

type reportRestatement struct {
	reportFlags
	atFlag
	Fund   string `required:"" help:"The fund, by code or id." placeholder:"CODE"`
	Period string `help:"The closed period that this day lies in; the last one closed if left out." placeholder:"DATE" xor:"period"`
	Close  uint64 `help:"The period that this entry closed." placeholder:"ENTRY" xor:"period"`
}

// Run shows what was entered after a close and changed it. Nothing is left out because it is small.
func (c *reportRestatement) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q, err := projections.RestatementQuery{Close: c.Close, AsOf: asOf}, error(nil)
		if q.Fund, err = r.FundNamed(ctx, c.Fund); err != nil {
			return nil, err
		}
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if c.Period != "" {
			if q.Day, err = intake.ParseDate(c.Period); err != nil {
				return nil, err
			}
		}
		found, err := r.Restatement(ctx, q)
		if err != nil {
			return nil, err
		}
		return restatementSheet(found), nil
	})
}

// restated are the words for how something changed what had been closed.
var restated = map[projections.RestatedKind]string{
	projections.RestatedLate: "ủng hộ trong kỳ, ghi sổ sau", projections.RestatedAdded: "ghi thêm vào kỳ", projections.RestatedReversal: "hủy khoản ủng hộ",
	projections.RestatedRefund: "trả lại người cho", projections.RestatedReturn: "khoản chi trả về", projections.RestatedRefusal: "chuyển đi bị từ chối",
	projections.RestatedRedating: "đổi ngày", projections.RestatedRedesignation: "đổi mục đích", projections.RestatedRepayment: "trả bù",
	projections.RestatedVoid: "hủy phiếu", projections.RestatedReopening: "mở lại kỳ",
}

func restatementSheet(x projections.Restatement) *sheet.Sheet {
	s := &sheet.Sheet{Name: "restatement", Title: "Điều chỉnh kỳ đã khóa đến " + x.Until.String() + " của " + x.FundCode, AsOf: x.AsOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "kind", Title: "Việc"}, {Key: "booked", Title: "Ghi sổ"}, {Key: "amount", Title: "Số tiền"}, {Key: "currency", Title: "Tiền"},
		{Key: "was", Title: "Trước"}, {Key: "is", Title: "Nay"}, {Key: "was_amount", Title: "Số trước"}, {Key: "is_amount", Title: "Số nay"},
		{Key: "reason", Title: "Vì sao"}, {Key: "approver", Title: "Người duyệt"}, {Key: "actor", Title: "Ai"}, {Key: "of", Title: "Của"}, {Key: "id", Title: "Id"},
	}}
	for _, c := range x.Changes {
		was, is := stands(c)
		s.Add(c.Entry, sheet.Term{Key: string(c.Kind), Title: restated[c.Kind]}, c.Booked, sheet.AmountOrBlank(c.Currency, c.Amount), c.Currency, was, is,
			figure(c, c.Was.Amount), figure(c, c.Is.Amount), c.Reason, c.Approver, c.Actor, c.Of, c.ID)
	}
	s.Note = "Khóa ở bút toán " + sheet.Count(int64(x.Close)) + ".\n"
	for _, t := range x.Sums {
		s.Note += "Cộng " + restated[t.Kind] + ": " + sheet.Count(t.Count) + " việc"
		if t.Amount != 0 {
			s.Note += ", " + sheet.Amount(t.Currency, t.Amount).String()
		}
		s.Note += "\n"
	}
	if len(x.Changes) == 0 {
		s.Note += "Không có gì thay đổi từ đó.\n"
	}
	return s
}

// figure is an amount before or after a change; where amounts are not what changed, an empty cell.
func figure(c projections.Restated, amount int64) any {
	if c.Was.Amount == c.Is.Amount {
		return nil
	}
	return money.Money{Minor: amount, Currency: money.Currency(c.Currency)}
}

// stands is what changed besides the amount, as it was and as it is: days, compartment, paper.
func stands(c projections.Restated) (was, is any) {
	switch c.Kind {
	case projections.RestatedRedating:
		return daysOf(c.Was, c.Is), daysOf(c.Is, c.Was)
	case projections.RestatedLate, projections.RestatedAdded:
		return nil, "ngày " + c.Is.Given.Or(c.Is.Booked).String()
	case projections.RestatedRedesignation, projections.RestatedRepayment:
		return c.Was.Compartment, c.Is.Compartment
	case projections.RestatedVoid:
		return number(c.Was.Receipt), number(c.Is.Receipt)
	case projections.RestatedReopening:
		return "khóa đến " + c.Was.Closed.String(), closedUntil(c.Is.Closed)
	}
	return "ngày " + c.Was.Booked.String(), nil
}

// daysOf is those days of a document that differ from how it stands otherwise.
func daysOf(x, other projections.Stand) string {
	text := ""
	if x.Given != other.Given {
		text = "cho " + x.Given.String()
	}
	if x.Booked != other.Booked {
		if text != "" {
			text += ", "
		}
		text += "ghi sổ " + x.Booked.String()
	}
	return text
}

func closedUntil(d domain.Date) string {
	if d == 0 {
		return "chưa khóa kỳ nào"
	}
	return "khóa đến " + d.String()
}
