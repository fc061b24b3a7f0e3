package main

import (
	"context"
	"strings"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

type reportRollup struct {
	reportFlags
	atFlag
	Unit  string `help:"This unit and all below it, by code or id; without it the whole book." placeholder:"CODE"`
	Since string `help:"Movements from this day on; what was before is the opening." placeholder:"DATE"`
	Depth int    `help:"Units more levels below the top than this are counted in the one above them; 0: each has its line." placeholder:"N"`
}

// Run shows a tree of units with what each had, got, spent, passed on: the lines are a unit's own, and add up once transfers inside are eliminated.
func (c *reportRollup) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.RollupQuery{AsOf: asOf, Depth: c.Depth}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if c.Since != "" {
			since, err := intake.ParseDate(c.Since)
			if err != nil {
				return nil, err
			}
			q.Since = &since
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		all, err := r.Rollup(ctx, q)
		if err != nil {
			return nil, err
		}
		return rollupSheet(all), nil
	})
}

// rollupGivers are the columns of donations, each of one or more kinds of givers.
var rollupGivers = []struct{ key, title string }{
	{"individual", "cá nhân"}, {"enterprise", "doanh nghiệp"}, {"foundation", "quỹ, tổ chức"}, {"agency", "cơ quan"}, {"religious", "tôn giáo"},
	{"armed-forces", "lực lượng vũ trang"}, {"overseas", "kiều bào"}, {"school", "trường"}, {"clan", "dòng họ"}, {"collective", "tập thể"},
	{"sheet", "thu theo bảng kê"}, {"", "ẩn danh"},
}

// rollupUses are the columns of payouts.
var rollupUses = []struct {
	key, title string
	kind       fund.PayoutKind
	award      fund.AwardKind
}{
	{"scholarship", "Học bổng", fund.Award, fund.Scholarship}, {"support", "Hỗ trợ", fund.Award, fund.Support}, {"reward", "Khen thưởng", fund.Award, fund.Reward},
	{"award_other", "Trao khác", fund.Award, ""}, {"programme", "Chương trình", fund.ProgrammeCost, ""}, {"running", "Quản lý", fund.RunningCost, ""},
	{"fee", "Phí", fund.Fee, ""}, {"seizure", "Bị thu", fund.Seizure, ""},
}

func rollupSheet(all projections.Rollup) *sheet.Sheet {
	s := &sheet.Sheet{Name: "rollup", Title: "Tổng hợp theo cây đơn vị" + period(all.Since, all.At), AsOf: all.AsOf.Entry, Columns: []sheet.Column{
		{Key: "level", Title: "Cấp"}, {Key: "unit", Title: "Đơn vị"}, {Key: "name", Title: "Tên"}, {Key: "kind", Title: "Loại"}, {Key: "below", Title: "Gồm cấp dưới"},
		{Key: "ended", Title: "Đã kết thúc"}, {Key: "currency", Title: "Tiền"}, {Key: "opening", Title: "Đầu kỳ"}, {Key: "income", Title: "Thu"}, {Key: "use", Title: "Chi"},
		{Key: "received", Title: "Nhận từ ngoài"}, {Key: "sent", Title: "Chuyển ra ngoài"}, {Key: "received_inside", Title: "Nhận nội bộ"}, {Key: "sent_inside", Title: "Chuyển nội bộ"},
		{Key: "closing", Title: "Cuối kỳ"}, {Key: "in_transit", Title: "Đang chuyển"},
	}}
	s.Aside = []string{"level", "name", "kind", "ended", "currency"}
	aside := func(key, title string) {
		s.Columns, s.Aside = append(s.Columns, sheet.Column{Key: key, Title: title}), append(s.Aside, key)
	}
	for _, g := range rollupGivers {
		key := "donated_" + strings.ReplaceAll(g.key, "-", "_")
		if g.key == "" {
			key = "donated_anonymous"
		}
		aside(key, "Ủng hộ: "+g.title)
	}
	for _, x := range [][2]string{{"donations", "Lượt ủng hộ"}, {"reversed", "Hủy, trả lại"}, {"undone", "Lượt đã hủy"}, {"interest", "Lãi"}, {"exchanged", "Bán ngoại tệ được"}} {
		aside(x[0], x[1])
	}
	for _, u := range rollupUses {
		aside(u.key, "Chi: "+u.title)
		aside(u.key+"_count", "Lượt: "+u.title)
	}
	for _, x := range [][2]string{{"shortfall", "Hụt khi chuyển"}, {"refunded", "Hoàn lại"}, {"lost", "Mất"}, {"sold", "Ngoại tệ đã bán"}, {"unidentified", "Chưa rõ"}, {"held", "Giữ hộ"}} {
		aside(x[0], x[1])
	}
	for _, row := range all.Rows {
		of := sheet.Term{Key: row.Code, Title: strings.Repeat("– ", row.Level) + row.Code}
		var below any
		if row.Below > 0 {
			below = int64(row.Below)
		}
		head := []any{int64(row.Level), of, row.Name, term(row.Kind), below, row.Ended}
		if len(row.Figures) == 0 {
			s.Add(append(head, make([]any, len(s.Columns)-len(head))...)...)
		}
		for i := range row.Figures {
			s.Add(append(head[:len(head):len(head)], rollupCells(&row.Figures[i])...)...)
		}
	}
	for i := range all.Totals {
		f := &all.Totals[i]
		if i == 0 && len(all.Totals) == 1 {
			s.Total = append([]any{nil, "Cộng", nil, nil, nil, nil}, rollupCells(f)...)
		} else {
			s.Note += "Cộng " + f.Currency + ": đầu kỳ " + sheet.Amount(f.Currency, f.Opening).String() + ", thu " + sheet.Amount(f.Currency, f.Income()).String() + ", chi " + sheet.Amount(f.Currency, f.Use()).String() +
				", nhận từ ngoài " + sheet.Amount(f.Currency, f.Received).String() + ", chuyển ra ngoài " + sheet.Amount(f.Currency, f.Sent).String() + ", cuối kỳ " + sheet.Amount(f.Currency, f.Closing).String() + ".\n"
		}
		if out := f.Eliminated(); out != 0 {
			s.Note += "Đã loại trừ " + sheet.Amount(f.Currency, out).String() + " chuyển giữa các đơn vị trong cây: không tính là thu, không tính là chi.\n"
		}
		if f.InTransit != 0 {
			s.Note += "Tiền đang chuyển, " + sheet.Amount(f.Currency, f.InTransit).String() + ", nằm trong số cuối kỳ của bên gửi.\n"
		}
	}
	return s
}

// rollupCells is what a line says of one currency, from the currency on.
func rollupCells(f *projections.RollupFigures) []any {
	amount := func(minor int64) any { return sheet.AmountOrBlank(f.Currency, minor) }
	cells := []any{f.Currency, sheet.Amount(f.Currency, f.Opening), sheet.Amount(f.Currency, f.Income()), sheet.Amount(f.Currency, f.Use()), amount(f.Received), amount(f.Sent),
		amount(f.ReceivedInside), amount(f.SentInside), sheet.Amount(f.Currency, f.Closing), amount(f.InTransit)}
	var gifts int64
	for _, g := range rollupGivers {
		var sum int64
		for _, d := range f.Donations {
			if string(d.Kind) == g.key {
				sum, gifts = sum+d.Amount, gifts+d.Count
			}
		}
		cells = append(cells, amount(sum))
	}
	cells = append(cells, gifts, amount(f.Reversed), count(f.Undone), amount(f.Interest), amount(f.Exchanged))
	for _, u := range rollupUses {
		var sum, n int64
		for _, p := range f.Paid {
			if p.Kind == u.kind && p.Award == u.award {
				sum, n = sum+p.Amount-p.Returned, n+p.Count-p.Returns
			}
		}
		cells = append(cells, amount(sum), count(n))
	}
	return append(cells, amount(f.Shortfall), amount(f.Refunded), amount(f.Lost), amount(f.Sold), amount(f.Unidentified), amount(f.Held))
}

// count is an empty cell for none.
func count(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// period says of which days a report speaks.
func period(since, at *domain.Date) string {
	text := ""
	if since != nil {
		text += ", từ " + since.String()
	}
	if at != nil {
		text += ", đến hết " + at.String()
	}
	return text
}
