// Package rollup writes what the read side adds up over a tree of units as a sheet, for the command line, the pages and the API alike.
package rollup

import (
	"strings"

	"sovang/api/sheet"
	"sovang/domain/fund"
	"sovang/domain/unit"
	"sovang/projections"
)

// Total stands in the place of a unit's code in the last lines of a CSV, which are sums of the lines above: no code has brackets.
const Total = "(total)"

// givers are the columns of donations, each of one or more kinds of givers.
var givers = []struct{ key, title string }{
	{"individual", "cá nhân"}, {"enterprise", "doanh nghiệp"}, {"foundation", "quỹ, tổ chức"}, {"agency", "cơ quan"}, {"religious", "tôn giáo"},
	{"armed-forces", "lực lượng vũ trang"}, {"overseas", "kiều bào"}, {"school", "trường"}, {"clan", "dòng họ"}, {"collective", "tập thể"},
	{"sheet", "thu theo bảng kê"}, {"", "ẩn danh"},
}

// Use is a kind of payouts that has a column of its own: Key in a CSV, Title over the table.
type Use struct {
	Key, Title string
	Kind       fund.PayoutKind
	Award      fund.AwardKind
}

// Uses are all of them; scholarships, support and rewards come first.
var Uses = []Use{
	{"scholarship", "Học bổng", fund.Award, fund.Scholarship}, {"support", "Hỗ trợ", fund.Award, fund.Support}, {"reward", "Khen thưởng", fund.Award, fund.Reward},
	{"award_other", "Trao khác", fund.Award, ""}, {"programme", "Chương trình", fund.ProgrammeCost, ""}, {"running", "Quản lý", fund.RunningCost, ""},
	{"fee", "Phí", fund.Fee, ""}, {"seizure", "Bị thu", fund.Seizure, ""},
}

// Sheet writes a roll-up as a sheet: a line for each unit and currency, which are the unit's own figures, and totals, in which what moved inside is
// eliminated. Of says of which days it speaks; kind names kinds of units for people.
func Sheet(all projections.Rollup, of string, kind func(unit.Kind) sheet.Term) *sheet.Sheet {
	s := &sheet.Sheet{Name: "rollup", Title: "Tổng hợp theo cây đơn vị" + of, AsOf: all.AsOf.Entry, Columns: []sheet.Column{
		{Key: "level", Title: "Cấp"}, {Key: "unit", Title: "Đơn vị"}, {Key: "name", Title: "Tên"}, {Key: "kind", Title: "Loại"}, {Key: "below", Title: "Gồm cấp dưới"},
		{Key: "ended", Title: "Đã kết thúc"}, {Key: "currency", Title: "Tiền"}, {Key: "opening", Title: "Đầu kỳ"}, {Key: "income", Title: "Thu"}, {Key: "use", Title: "Chi"},
		{Key: "received", Title: "Nhận từ ngoài"}, {Key: "sent", Title: "Chuyển ra ngoài"}, {Key: "received_inside", Title: "Nhận nội bộ"}, {Key: "sent_inside", Title: "Chuyển nội bộ"},
		{Key: "closing", Title: "Cuối kỳ"}, {Key: "in_transit", Title: "Đang chuyển"},
	}}
	s.Aside = []string{"level", "name", "kind", "ended", "currency"}
	aside := func(key, title string) {
		s.Columns, s.Aside = append(s.Columns, sheet.Column{Key: key, Title: title}), append(s.Aside, key)
	}
	for _, g := range givers {
		key := "donated_" + strings.ReplaceAll(g.key, "-", "_")
		if g.key == "" {
			key = "donated_anonymous"
		}
		aside(key, "Ủng hộ: "+g.title)
	}
	for _, x := range [][2]string{{"donations", "Lượt ủng hộ"}, {"reversed", "Hủy, trả lại"}, {"undone", "Lượt đã hủy"}, {"interest", "Lãi"}, {"exchanged", "Bán ngoại tệ được"}} {
		aside(x[0], x[1])
	}
	for _, u := range Uses {
		aside(u.Key, "Chi: "+u.Title)
		aside(u.Key+"_count", "Lượt: "+u.Title)
	}
	for _, x := range [][2]string{{"shortfall", "Hụt khi chuyển"}, {"refunded", "Hoàn lại"}, {"lost", "Mất"}, {"sold", "Ngoại tệ đã bán"}, {"unidentified", "Chưa rõ"}, {"held", "Giữ hộ"}} {
		aside(x[0], x[1])
	}
	for _, row := range all.Rows {
		code := sheet.Term{Key: row.Code, Title: strings.Repeat("– ", row.Level) + row.Code}
		var below any
		if row.Below > 0 {
			below = int64(row.Below)
		}
		head := []any{int64(row.Level), code, row.Name, kind(row.Kind), below, row.Ended}
		if len(row.Figures) == 0 {
			s.Add(append(head, make([]any, len(s.Columns)-len(head))...)...)
		}
		for i := range row.Figures {
			s.Add(append(head[:len(head):len(head)], cellsOf(&row.Figures[i])...)...)
		}
	}
	for i := range all.Totals {
		f := &all.Totals[i]
		s.Sums = append(s.Sums, append([]any{nil, Total, nil, nil, nil, nil}, cellsOf(f)...))
		if i == 0 && len(all.Totals) == 1 {
			s.Total = append([]any{nil, "Cộng", nil, nil, nil, nil}, cellsOf(f)...)
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

// cellsOf is what a line says of one currency, from the currency on.
func cellsOf(f *projections.RollupFigures) []any {
	amount := func(minor int64) any { return sheet.AmountOrBlank(f.Currency, minor) }
	cells := []any{f.Currency, sheet.Amount(f.Currency, f.Opening), sheet.Amount(f.Currency, f.Income()), sheet.Amount(f.Currency, f.Use()), amount(f.Received), amount(f.Sent),
		amount(f.ReceivedInside), amount(f.SentInside), sheet.Amount(f.Currency, f.Closing), amount(f.InTransit)}
	var gifts int64
	for _, g := range givers {
		var sum int64
		for _, d := range f.Donations {
			if string(d.Kind) == g.key {
				sum, gifts = sum+d.Amount, gifts+d.Count
			}
		}
		cells = append(cells, amount(sum))
	}
	cells = append(cells, gifts, amount(f.Reversed), sheet.CountOrBlank(f.Undone), amount(f.Interest), amount(f.Exchanged))
	for _, u := range Uses {
		var sum, n int64
		for _, p := range f.Paid {
			if p.Kind == u.Kind && p.Award == u.Award {
				sum, n = sum+p.Amount-p.Returned, n+p.Count-p.Returns
			}
		}
		cells = append(cells, amount(sum), sheet.CountOrBlank(n))
	}
	return append(cells, amount(f.Shortfall), amount(f.Refunded), amount(f.Lost), amount(f.Sold), amount(f.Unidentified), amount(f.Held))
}
