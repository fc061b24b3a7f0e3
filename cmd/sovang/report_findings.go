package main

import (
	"cmp"
	"context"
	"strings"

	"sovang/api/grid"
	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/projections"
)

// findingTerms are the kinds of findings on paper.
var findingTerms = map[string]string{
	"override": "kiêm nhiệm, ngoại lệ", "void": "hủy chứng từ", "uncovered": "hụt, mất", "reversal": "hủy, trả lại", "redating": "sửa ngày, đổi mục đích", "closing": "khóa sổ, mở lại",
	"unidentified": "tiền chưa rõ", "waiver": "miễn, xóa, chênh lệch", "ending": "kết thúc, bàn giao",
}

type reportFindings struct {
	reportFlags
	atFlag
	recorded
	Kind  string `help:"Only findings of this kind: override, void, uncovered, reversal, redating, closing, unidentified, waiver, ending." placeholder:"KIND"`
	To    uint64 `help:"Up to this entry." placeholder:"N"`
	Limit int    `help:"At most about so many: those of one entry stay together (${default})." default:"100" placeholder:"N"`
}

// Run lists what an inspection looks at, the newest first, and the deficits that stand.
func (c *reportFindings) Run(ctx context.Context, p Process, g *globals) error {
	return g.readingRooted(ctx, p, func(r *projections.Reader, d door) error {
		asOf, err := r.AsOf(ctx, c.AsOf)
		if err != nil {
			return err
		}
		q := projections.FindingsQuery{Kind: c.Kind, AsOf: asOf}
		if q.At, err = c.date(); err != nil {
			return err
		}
		if q.From, q.To, err = c.days(); err != nil {
			return err
		}
		if q.Whose, err = c.whose(ctx, r); err != nil {
			return err
		}
		if c.To > 0 {
			q.Before = c.To + 1
		}
		all, err := c.walk(ctx, d, q)
		if err != nil {
			return err
		}
		if all.Next != 0 {
			cut(p, c.Limit, c.Limit, "--to goes on, --limit shows more")
		}
		return c.write(p, all)
	})
}

// walk puts parts together until there are as many as were asked for.
func (c *reportFindings) walk(ctx context.Context, d door, q projections.FindingsQuery) (all projections.Findings, err error) {
	for {
		q.Limit = c.Limit - len(all.Findings)
		a, err := d.Look(ctx, lookAsk{Findings: &q})
		if err != nil || a.Findings == nil {
			return all, err
		}
		if all.AsOf, all.Next = a.Findings.AsOf, a.Findings.Next; q.Before == 0 || all.Deficits == nil {
			all.Deficits = a.Findings.Deficits
		}
		all.Findings = append(all.Findings, a.Findings.Findings...)
		if all.Next == 0 || len(all.Findings) >= c.Limit {
			return all, nil
		}
		q.Before = all.Next
	}
}

func (c *reportFindings) write(p Process, all projections.Findings) error {
	s := &sheet.Sheet{Name: "findings", Title: "Điều cần xem xét", AsOf: all.AsOf.Entry, Wide: c.Wide, Aside: []string{"recorded"}, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "recorded", Title: "Ghi lúc"}, {Key: "booked", Title: "Ngày sổ"}, {Key: "kind", Title: "Loại"}, {Key: "fact", Title: "Việc"},
		{Key: "fund", Title: "Quỹ"}, {Key: "amount", Title: "Số tiền"}, {Key: "reason", Title: "Lý do"}, {Key: "actor", Title: "Ai ghi"}, {Key: "approver", Title: "Ai duyệt"},
	}}
	for _, x := range all.Findings {
		s.Add(x.Entry, x.Recorded, x.Booked, sheet.Term{Key: x.Kind, Title: findingTerms[x.Kind]}, x.Fact, x.FundCode, sheet.AmountOrBlank(x.Currency, x.Amount), reasonOf(x), x.Actor, x.Approver)
	}
	for _, x := range all.Deficits {
		s.Note += "Đang hụt ở " + x.FundCode + ", " + cmp.Or(x.Wording, x.Compartment) + ": " + sheet.Amount(x.Currency, x.Amount).String() + ".\n"
	}
	return s.Write(p.Out, c.Format)
}

type reportDifferences struct {
	reportFlags
	atFlag
	scope
	From string `help:"The earlier point in time: an entry's number, a date, a moment; the first entry if left out. The later one is --as-of." placeholder:"WHEN"`
}

// Run shows what changed in the books between two points in time, and what of it changed what had been closed.
func (c *reportDifferences) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.DifferencesQuery{AsOf: asOf}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if c.Fund == "" && c.Unit == "" {
			return nil, domain.Errorf(domain.Invalid, "name a fund or a unit").On("fund", "unit")
		}
		if q.Fund, q.Unit, err = c.find(ctx, r); err != nil {
			return nil, err
		}
		if q.From, err = r.AsOf(ctx, cmp.Or(c.From, "1")); err != nil {
			return nil, err
		}
		d, err := r.Differences(ctx, q)
		if err != nil {
			return nil, err
		}
		return differencesSheet(d), nil
	})
}

func differencesSheet(d projections.Differences) *sheet.Sheet {
	s := &sheet.Sheet{Name: "differences", Title: "Thay đổi từ bút toán " + sheet.Count(int64(d.From.Entry)), AsOf: d.AsOf.Entry, Columns: []sheet.Column{
		{Key: "fund", Title: "Quỹ"}, {Key: "kind", Title: "Loại"}, {Key: "code", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "was", Title: "Trước"}, {Key: "is", Title: "Sau"}, {Key: "by", Title: "Thay đổi"},
	}}
	for _, f := range d.Funds {
		for _, x := range f.Rows {
			kind := sheet.Term{Key: "compartment", Title: "ngăn quỹ"}
			if x.Place {
				kind = sheet.Term{Key: "place", Title: "nơi giữ tiền"}
			}
			s.Add(f.Code, kind, x.Code, x.Name, sheet.Amount(x.Currency, x.Was), sheet.Amount(x.Currency, x.Is), sheet.Amount(x.Currency, x.By()))
		}
	}
	if d.Same > 0 {
		s.Note += "Không đổi: " + sheet.Count(int64(d.Same)) + " quỹ.\n"
	}
	for _, f := range d.Restated {
		s.Note += "Đổi số đã khóa đến " + f.Until.String() + " của " + f.Code + ": " + sheet.Count(int64(len(f.Changes))) + " bút toán (report restatement --fund " + f.Code + ").\n"
	}
	return s
}

type reportJournal struct {
	reportFlags
	atFlag
	Fund    string `required:"" help:"Of this fund, by code or id." placeholder:"CODE"`
	Account string `help:"Only transactions that post to this account, as report accounts names it, with its running balance." placeholder:"ACCOUNT"`
	Since   string `help:"Booked on this day or later." placeholder:"DATE"`
	Until   string `help:"Booked on this day or earlier." placeholder:"DATE"`
	To      uint64 `help:"Up to this entry." placeholder:"N"`
	Limit   int    `help:"At most about so many transactions: those of one entry stay together (${default})." default:"100" placeholder:"N"`
}

// Run shows the postings of a fund, the newest entry first, and what its accounts had before and after the days.
func (c *reportJournal) Run(ctx context.Context, p Process, g *globals) error {
	return g.readingRooted(ctx, p, func(r *projections.Reader, d door) error {
		asOf, err := r.AsOf(ctx, c.AsOf)
		if err != nil {
			return err
		}
		q := projections.JournalQuery{Account: c.Account, AsOf: asOf}
		if err := c.days(&q); err != nil {
			return err
		}
		if q.Fund, err = r.FundNamed(ctx, c.Fund); err != nil {
			return err
		}
		if c.To > 0 {
			q.Before = c.To + 1
		}
		var all projections.Journal
		for more := true; more; more = all.Next != 0 && len(all.Transactions) < c.Limit {
			q.Limit = c.Limit - len(all.Transactions)
			a, err := d.Look(ctx, lookAsk{Journal: &q})
			if err != nil {
				return err
			}
			before := all.Transactions
			all = *a.Journal
			all.Transactions, q.Before = append(before, all.Transactions...), all.Next
		}
		if all.Next != 0 {
			cut(p, c.Limit, c.Limit, "--to goes on, --limit shows more")
		}
		return c.write(p, all)
	})
}

// days are those that are asked for; of --until and --at the earlier.
func (c *reportJournal) days(q *projections.JournalQuery) (err error) {
	if q.To, err = c.date(); err != nil {
		return err
	}
	if c.Since != "" {
		since, err := intake.ParseDate(c.Since)
		if err != nil {
			return err
		}
		q.From = &since
	}
	if c.Until != "" {
		until, err := intake.ParseDate(c.Until)
		if err != nil {
			return err
		}
		if q.To == nil || until < *q.To {
			q.To = &until
		}
	}
	return nil
}

func (c *reportJournal) write(p Process, j projections.Journal) error {
	s := &sheet.Sheet{Name: "journal", Title: "Nhật ký của quỹ", AsOf: j.AsOf.Entry, Wide: c.Wide, Aside: []string{"recorded", "actor"}, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "booked", Title: "Ngày sổ"}, {Key: "fact", Title: "Việc"}, {Key: "account", Title: "Tài khoản"}, {Key: "amount", Title: "Số tiền"},
		{Key: "recorded", Title: "Ghi lúc"}, {Key: "actor", Title: "Ai ghi"},
	}}
	if c.Account != "" {
		s.Columns = append(s.Columns, sheet.Column{Key: "balance", Title: "Số dư"})
	}
	for _, t := range j.Transactions {
		for _, x := range t.Postings {
			row := []any{t.Entry, t.Booked, t.Fact, x.Account, sheet.Amount(x.Currency, x.Amount), t.Recorded, t.Actor}
			switch {
			case c.Account == x.Account:
				row = append(row, sheet.Amount(x.Currency, x.Balance))
			case c.Account != "":
				row = append(row, nil)
			}
			s.Add(row...)
		}
	}
	for _, a := range j.Accounts {
		if c.Account == "" || c.Account == a.Account {
			s.Note += a.Account + ": đầu kỳ " + sheet.Amount(a.Currency, a.Opening).String() + ", thay đổi " + sheet.Amount(a.Currency, a.Change).String() + ", cuối kỳ " + sheet.Amount(a.Currency, a.Closing).String() + ".\n"
		}
	}
	return s.Write(p.Out, c.Format)
}

// reasonOf is the reason of a finding, and where one person stood for two.
func reasonOf(x projections.Finding) string {
	if x.Batch != nil {
		return "Lô " + grid.Mark(x.Batch.Batch) + ": " + grid.Overridden(*x.Batch) + ": " + x.Reason
	}
	if len(x.Same) == 0 {
		return x.Reason
	}
	return x.Reason + " (" + strings.Join(x.Same, ", ") + ")"
}
