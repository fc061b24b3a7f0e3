package main

import (
	"context"
	"strconv"
	"strings"

	"sovang/api/sheet"
	"sovang/domain/fund"
	"sovang/projections"
)

type reportHeld struct {
	reportFlags
	atFlag
	Fund string `help:"Only what this fund keeps, by code or id." placeholder:"CODE"`
	For  string `help:"Only what is kept for this fund, by code or id." placeholder:"CODE"`
	All  bool   `help:"Show also what was handed over or given back."`
	Rows bool   `help:"Name every gift of it."`
}

// Run shows money that lies in one fund's places and belongs to another: another level's share of what was opened here.
func (c *reportHeld) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q, err := projections.HeldQuery{AsOf: asOf, All: c.All, Rows: c.Rows}, error(nil)
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if q.Fund, _, err = (scope{Fund: c.Fund}).find(ctx, r); err != nil {
			return nil, err
		}
		if q.For, _, err = (scope{Fund: c.For}).find(ctx, r); err != nil {
			return nil, err
		}
		held, err := r.Held(ctx, q)
		if err != nil {
			return nil, err
		}
		if c.Rows {
			return heldRowSheet(ctx, r, held, asOf)
		}
		return heldSheet(held, asOf), nil
	})
}

func heldSheet(held []projections.HeldMoney, asOf projections.AsOf) *sheet.Sheet {
	s := &sheet.Sheet{Name: "held", Title: "Tiền giữ hộ quỹ khác", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "since", Title: "Từ ngày"}, {Key: "fund", Title: "Quỹ giữ"}, {Key: "place", Title: "Nơi"}, {Key: "for", Title: "Giữ hộ"},
		{Key: "amount", Title: "Số tiền"}, {Key: "returned", Title: "Trả người tặng"}, {Key: "handed_over", Title: "Đã giao"}, {Key: "left", Title: "Còn giữ"},
		{Key: "currency", Title: "Tiền"}, {Key: "campaign", Title: "Đợt"}, {Key: "over_on", Title: "Ngày giao"}, {Key: "voucher", Title: "Phiếu chi"},
		{Key: "donation", Title: "Khoản ủng hộ bên nhận"}, {Key: "id", Title: "Id"},
	}}
	for _, h := range held {
		s.Add(h.Entry, h.Booked, h.FundCode, h.Place, h.ForCode, sheet.Amount(h.Currency, h.Amount), sheet.AmountOrBlank(h.Currency, h.Returned), sheet.AmountOrBlank(h.Currency, h.HandedOver),
			sheet.Amount(h.Currency, h.Left), h.Currency, h.Campaign, h.OverOn, number(h.Voucher), h.Donation, h.ID)
	}
	return s
}

func heldRowSheet(ctx context.Context, r *projections.Reader, held []projections.HeldMoney, asOf projections.AsOf) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "held-rows", Title: "Tiền giữ hộ, từng dòng", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "fund", Title: "Quỹ giữ"}, {Key: "for", Title: "Giữ hộ"}, {Key: "row", Title: "Dòng"}, {Key: "who", Title: "Ai"},
		{Key: "amount", Title: "Số tiền"}, {Key: "currency", Title: "Tiền"}, {Key: "returned", Title: "Đã trả lại"}, {Key: "id", Title: "Id"},
	}}
	for _, h := range held {
		for _, x := range h.Rows {
			name, err := who(ctx, r, x.Donor)
			if err != nil {
				return nil, err
			}
			s.Add(h.Entry, h.FundCode, h.ForCode, x.Code, name, sheet.Amount(h.Currency, x.Amount), h.Currency, x.Returned, h.ID)
		}
	}
	return s, nil
}

type reportUnidentified struct {
	reportFlags
	atFlag
	Fund string `help:"Only this fund, by code or id." placeholder:"CODE"`
	All  bool   `help:"Show also lines that have been explained or sent back."`
}

// Run shows bank lines that nobody can explain: money in a place that is nobody's gift yet.
func (c *reportUnidentified) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q, err := projections.BankLinesQuery{AsOf: asOf, All: c.All}, error(nil)
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if q.Fund, _, err = (scope{Fund: c.Fund}).find(ctx, r); err != nil {
			return nil, err
		}
		lines, err := r.BankLines(ctx, q)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "unidentified", Title: "Tiền chưa rõ", AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "entry", Title: "Bút toán"}, {Key: "booked", Title: "Ngày"}, {Key: "fund", Title: "Quỹ"}, {Key: "place", Title: "Nơi"},
			{Key: "reference", Title: "Số tham chiếu"}, {Key: "amount", Title: "Số tiền"}, {Key: "explained", Title: "Đã rõ"}, {Key: "returned", Title: "Đã trả lại"},
			{Key: "left", Title: "Còn chưa rõ"}, {Key: "currency", Title: "Tiền"}, {Key: "id", Title: "Id"},
		}}
		for _, l := range lines {
			s.Add(l.Entry, l.Booked, l.FundCode, l.Place, l.Reference, sheet.Amount(l.Currency, l.Amount), sheet.AmountOrBlank(l.Currency, l.Explained), sheet.AmountOrBlank(l.Currency, l.Returned),
				sheet.Amount(l.Currency, l.Left), l.Currency, l.ID)
		}
		return s, nil
	})
}

type reportDeed struct {
	reportFlags
	At       string `help:"The clauses in force on this day; that of the last entry if left out." placeholder:"DATE"`
	Fund     string `required:"" help:"The fund, by code or id." placeholder:"CODE"`
	Versions bool   `help:"Show the versions of the deed instead of its clauses."`
}

// Run shows the deed of a fund: what binds it on a day, or how it came to that.
func (c *reportDeed) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		id, err := r.FundNamed(ctx, c.Fund)
		if err != nil {
			return nil, err
		}
		at, err := atFlag{c.At}.date()
		if err != nil {
			return nil, err
		}
		d, err := r.Deed(ctx, projections.DeedQuery{Fund: id, AsOf: asOf, At: at})
		if err != nil {
			return nil, err
		}
		if c.Versions {
			return deedVersions(d), nil
		}
		return deedSheet(d), nil
	})
}

// rules are the words for what a clause is checked by.
var rules = map[fund.ClauseRule]string{
	fund.RecipientsRule: "người được nhận", fund.AwardsRule: "hình thức trao", fund.AwardCap: "mức một suất", fund.YearCap: "mức một năm",
	fund.WindowRule: "thời gian trao", fund.RunningShare: "tỷ lệ chi quản lý",
}

func deedSheet(d projections.Deeds) *sheet.Sheet {
	s := &sheet.Sheet{Name: "deed", Title: "Quy chế của " + d.FundCode, AsOf: d.AsOf.Entry, Columns: []sheet.Column{
		{Key: "no", Title: "Điều"}, {Key: "text", Title: "Nội dung"}, {Key: "rule", Title: "Kiểm tra"}, {Key: "limit", Title: "Giới hạn"},
	}}
	if d.InForce == nil {
		s.Note = "Không có quy chế nào có hiệu lực ngày này."
		return s
	}
	for _, c := range d.InForce.Clauses {
		s.Add(c.No, c.Text, sheet.Term{Key: string(c.Rule), Title: rules[c.Rule]}, limit(c))
	}
	s.Note = d.InForce.Title + ", hiệu lực từ " + d.InForce.From.String() + ", " + d.InForce.Approver + " thông qua."
	return s
}

// limit is what a clause is checked by, in words.
func limit(c fund.Clause) sheet.Term {
	var keys, titles []string
	for _, r := range c.Recipients {
		keys, titles = append(keys, r), append(titles, term(r).Title)
	}
	for _, a := range c.Awards {
		keys, titles = append(keys, string(a)), append(titles, term(a).Title)
	}
	switch c.Rule {
	case fund.AwardCap, fund.YearCap:
		m := sheet.Amount(string(c.Currency), c.Cap)
		return sheet.Term{Key: m.Decimal().StringFixed(m.Currency.Exponent()), Title: m.String()}
	case fund.RunningShare:
		return sheet.Term{Key: strconv.Itoa(int(c.Cap)), Title: strconv.Itoa(int(c.Cap)) + " %"}
	case fund.WindowRule:
		return sheet.Term{Key: monthDay(c.Opens, "-", false) + "/" + monthDay(c.Closes, "-", false), Title: monthDay(c.Opens, "/", true) + " – " + monthDay(c.Closes, "/", true)}
	}
	return sheet.Term{Key: strings.Join(keys, " "), Title: strings.Join(titles, ", ")}
}

// monthDay writes a day of every year: 05/02 for people, 02-05 for programs.
func monthDay(d fund.MonthDay, between string, dayFirst bool) string {
	month, day := two(int(d)/100), two(int(d)%100)
	if dayFirst {
		return day + between + month
	}
	return month + between + day
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func deedVersions(d projections.Deeds) *sheet.Sheet {
	s := &sheet.Sheet{Name: "deed-versions", Title: "Các bản quy chế của " + d.FundCode, AsOf: d.AsOf.Entry, Columns: []sheet.Column{
		{Key: "version", Title: "Bản"}, {Key: "from", Title: "Hiệu lực từ"}, {Key: "title", Title: "Tên"}, {Key: "clauses", Title: "Số điều"},
		{Key: "approver", Title: "Thông qua"}, {Key: "in_force", Title: "Đang hiệu lực"}, {Key: "entry", Title: "Bút toán"}, {Key: "id", Title: "Id"},
	}}
	for i := range d.Versions {
		x := &d.Versions[i]
		s.Add(int64(x.Version), x.From, x.Title, int64(len(x.Clauses)), x.Approver, d.InForce == x, x.Entry, x.ID)
	}
	return s
}
