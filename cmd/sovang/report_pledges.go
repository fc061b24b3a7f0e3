package main

import (
	"context"
	"time"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/pledge"
	"sovang/projections"
)

type reportPledges struct {
	reportFlags
	At       string `help:"How they stand on this day; today if left out, or the day that --as-of leads to." placeholder:"DATE"`
	Fund     string `help:"Only pledges to this fund, by code or id." placeholder:"CODE"`
	Donor    string `help:"Only pledges of this donor, by code or id." placeholder:"CODE"`
	Campaign string `help:"Only pledges of this campaign, by its code." placeholder:"CODE"`
	Pledge   string `help:"Only the pledge with this reference code, and every instalment of it." placeholder:"CODE"`
	By       string `help:"Add up by donor, fund or campaign." enum:",donor,fund,campaign" default:"" placeholder:"WHAT"`
	Overdue  bool   `help:"Only pledges of which something is overdue."`
}

// Run shows what was promised and how much of it came. None of it is in any balance.
func (c *reportPledges) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.PledgesQuery{Campaign: c.Campaign, AsOf: asOf}
		var err error
		if q.At, err = c.day(); err != nil {
			return nil, err
		}
		if q.Fund, _, err = (scope{Fund: c.Fund}).find(ctx, r); err != nil {
			return nil, err
		}
		if c.Donor != "" {
			if q.Donor, err = r.PersonNamed(ctx, c.Donor); err != nil {
				return nil, err
			}
		}
		if c.Pledge != "" {
			if q.Pledge, err = r.PledgeNamed(ctx, c.Pledge); err != nil {
				return nil, err
			}
		}
		found, err := r.Pledges(ctx, q)
		if err != nil {
			return nil, err
		}
		if c.Overdue {
			kept := found[:0]
			for _, x := range found {
				if x.Overdue > 0 {
					kept = append(kept, x)
				}
			}
			found = kept
		}
		switch {
		case c.Pledge != "" && len(found) == 1:
			return instalmentSheet(found[0], asOf), nil
		case c.By != "":
			return pledgeSums(ctx, r, projections.SumPledges(found, projections.PledgeGroup(c.By)), asOf)
		}
		return pledgeSheet(ctx, r, found, asOf)
	})
}

// day is the day asked for. Today's clock decides what is overdue, unless the report is to say what was known in the past.
func (c *reportPledges) day() (*domain.Date, error) {
	if c.At == "" && c.AsOf == "" {
		today := domain.DateOf(time.Now())
		return &today, nil
	}
	return atFlag{At: c.At}.date()
}

// stages are the words for how a pledge or an instalment stands.
var stages = map[string]string{
	"draft": "nháp", "active": "đang thực hiện", "paused": "tạm dừng", "fulfilled": "đã đủ", "closed short": "đóng thiếu", "cancelled": "đã hủy",
	"ahead": "chưa đến hạn", "due": "đến hạn", "overdue": "quá hạn", "lapsed": "đã qua", "rested": "tạm dừng", "kept": "đã đủ", "dropped": "thôi",
	"": "một lần", "instalments": "nhiều đợt", "standing": "định kỳ",
}

func stage[S ~string](s S) sheet.Term {
	key := string(s)
	if key == "" {
		key = "one-off"
	}
	return sheet.Term{Key: key, Title: stages[string(s)]}
}

// rate is what of what was due came, and an empty cell where nothing was due yet.
func rate(p pledge.Fulfilment) any {
	if share, ok := p.Rate(); ok {
		return share
	}
	return nil
}

func pledgeSheet(ctx context.Context, r *projections.Reader, all []projections.PledgeInfo, asOf projections.AsOf) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "pledges", Aside: []string{"prepaid", "over", "overdue_days", "lapsed", "written_off", "campaign", "id"}, Title: "Cam kết ủng hộ", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "fund", Title: "Quỹ"}, {Key: "who", Title: "Nhà hảo tâm"}, {Key: "kind", Title: "Loại"}, {Key: "state", Title: "Tình trạng"},
		{Key: "amount", Title: "Cam kết"}, {Key: "due", Title: "Đến hạn"}, {Key: "paid", Title: "Đã góp"}, {Key: "prepaid", Title: "Góp trước"}, {Key: "over", Title: "Góp thêm"},
		{Key: "overdue", Title: "Quá hạn"}, {Key: "overdue_days", Title: "Số ngày"}, {Key: "lapsed", Title: "Đã qua"}, {Key: "written_off", Title: "Đã xóa"},
		{Key: "rate", Title: "Tỷ lệ"}, {Key: "next_due", Title: "Hạn tới"}, {Key: "currency", Title: "Tiền"}, {Key: "campaign", Title: "Đợt"}, {Key: "id", Title: "Id"},
	}}
	for _, x := range all {
		name, err := who(ctx, r, x.Donor)
		if err != nil {
			return nil, err
		}
		s.Add(x.Code, x.FundCode, name, stage(x.Kind), stage(x.State), sheet.Amount(x.Currency, x.Amount), sheet.Amount(x.Currency, x.Fulfilment.Due), sheet.Amount(x.Currency, x.Paid), sheet.AmountOrBlank(x.Currency, x.Prepaid),
			sheet.AmountOrBlank(x.Currency, x.Over), sheet.AmountOrBlank(x.Currency, x.Fulfilment.Overdue), days(x.OverdueDays), sheet.AmountOrBlank(x.Currency, x.Lapsed), sheet.AmountOrBlank(x.Currency, x.WrittenOff), rate(x.Fulfilment), x.NextDue,
			x.Currency, x.Campaign, x.Pledge)
	}
	s.Note = "Cam kết không nằm trong số dư quỹ."
	return s, nil
}

func days(n int) any {
	if n == 0 {
		return nil
	}
	return int64(n)
}

func pledgeSums(ctx context.Context, r *projections.Reader, all []projections.PledgeSum, asOf projections.AsOf) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "pledges", Title: "Cam kết ủng hộ", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "of", Title: "Của"}, {Key: "pledges", Title: "Số cam kết"}, {Key: "pledged", Title: "Cam kết"}, {Key: "due", Title: "Đến hạn"}, {Key: "kept", Title: "Đúng hạn đã góp"},
		{Key: "paid", Title: "Đã góp"}, {Key: "overdue", Title: "Quá hạn"}, {Key: "lapsed", Title: "Đã qua"}, {Key: "written_off", Title: "Đã xóa"}, {Key: "rate", Title: "Tỷ lệ"},
		{Key: "currency", Title: "Tiền"},
	}}
	for _, x := range all {
		name := x.Name
		if name == "" && x.ID != [16]byte{} {
			var err error
			if name, err = who(ctx, r, x.ID); err != nil {
				return nil, err
			}
		}
		of := any(name)
		if name == "" { // of no campaign
			of = sheet.Term{Title: "(không theo đợt)"}
		}
		s.Add(of, x.Count, sheet.Amount(x.Currency, x.Pledged), sheet.Amount(x.Currency, x.Due), sheet.Amount(x.Currency, x.Kept), sheet.Amount(x.Currency, x.Paid), sheet.AmountOrBlank(x.Currency, x.Overdue),
			sheet.AmountOrBlank(x.Currency, x.Lapsed), sheet.AmountOrBlank(x.Currency, x.WrittenOff), rate(x.Fulfilment), x.Currency)
	}
	s.Note = "Cam kết không nằm trong số dư quỹ."
	return s, nil
}

func instalmentSheet(x projections.PledgeInfo, asOf projections.AsOf) *sheet.Sheet {
	s := &sheet.Sheet{Name: "pledge", Title: "Cam kết " + x.Code + " vào " + x.FundCode, AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "no", Title: "Đợt"}, {Key: "due", Title: "Hạn"}, {Key: "amount", Title: "Số tiền"}, {Key: "paid", Title: "Đã góp"}, {Key: "state", Title: "Tình trạng"},
		{Key: "currency", Title: "Tiền"},
	}}
	for _, e := range x.Expected {
		s.Add(int64(e.No), e.Due, sheet.Amount(x.Currency, e.Amount), sheet.Amount(x.Currency, e.Paid), stage(e.State), x.Currency)
	}
	if x.Over > 0 {
		s.Add(sheet.Term{Key: "over", Title: "góp thêm"}, nil, nil, sheet.Amount(x.Currency, x.Over), nil, x.Currency)
	}
	for _, h := range x.History {
		s.Note += "bút toán " + sheet.Count(int64(h.Entry)) + ": " + happenings[h.What]
		if h.Amount != 0 {
			s.Note += " " + sheet.Amount(x.Currency, h.Amount).String()
		}
		for _, word := range []string{bases[pledge.Basis(h.Basis)], h.Who, h.Reason} {
			if word != "" {
				s.Note += ", " + word
			}
		}
		s.Note += "\n"
	}
	return s
}

// happenings are the words for what happened to a pledge.
var happenings = map[string]string{"payment-applied": "tính vào", "payment-unapplied": "rút ra", "cancelled": "hủy", "written-off": "xóa phần còn thiếu", "paused": "tạm dừng",
	"resumed": "tiếp tục", "activated": "bắt đầu"}

// bases are the words for why money was counted towards a pledge.
var bases = map[pledge.Basis]string{pledge.ByReference: "theo mã cam kết", pledge.ByChoice: "thủ quỹ chọn", pledge.BySame: "đúng người, đúng số tiền, đúng hạn",
	pledge.ByOldest: "hạn lâu nhất, thủ quỹ đồng ý"}
