package main

import (
	"context"
	"strings"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/projections"
)

type reportCampaigns struct {
	reportFlags
	atFlag
	Unit     string `help:"Only the campaigns of this unit, by code or id." placeholder:"CODE"`
	Campaign string `help:"Only this campaign, by code." placeholder:"CODE"`
}

// Run shows campaigns: what entered the books in their name, beside what was only counted or expected.
func (c *reportCampaigns) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.CampaignsQuery{Code: c.Campaign, AsOf: asOf}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		found, err := r.Campaigns(ctx, q)
		if err != nil {
			return nil, err
		}
		return campaignSheet(found), nil
	})
}

// campaignKinds are the words for how a campaign brings money.
var campaignKinds = map[string]string{
	"appeal": "kêu gọi", "day-salary": "một ngày lương", "boxes": "nuôi heo đất", "levy": "dự kiến đóng góp", "occasion": "dịp",
}

func campaignSheet(found projections.CampaignReport) *sheet.Sheet {
	s := &sheet.Sheet{Name: "campaigns", Aside: []string{"until", "back", "waiting", "rosters", "payouts", "paid_out", "target", "rules", "campaign"}, Title: "Đợt vận động", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "kind", Title: "Loại"}, {Key: "from", Title: "Từ"}, {Key: "until", Title: "Đến"},
		{Key: "closed", Title: "Đã kết thúc"}, {Key: "gifts", Title: "Lượt ủng hộ"}, {Key: "booked", Title: "Thực thu"}, {Key: "back", Title: "Trả lại, hủy"},
		{Key: "counted", Title: "Đếm được (khai báo)"}, {Key: "waiting", Title: "Chờ cấp khác nhận"}, {Key: "expected", Title: "Dự kiến đóng góp"},
		{Key: "rosters", Title: "Danh sách lương"},
		{Key: "payouts", Title: "Lượt chi"}, {Key: "paid_out", Title: "Đã chi"}, {Key: "target", Title: "Chỉ tiêu"}, {Key: "currency", Title: "Tiền"}, {Key: "rules", Title: "Chia"}, {Key: "campaign", Title: "Id"},
	}}
	for _, c := range found.Campaigns {
		if len(c.Money) == 0 {
			c.Money = []projections.CampaignMoney{{Currency: string(money.VND)}}
		}
		for i, m := range c.Money {
			counted, waiting, expected := money.Dong(c.Boxes.Counted), money.Dong(c.Waiting), money.Dong(c.Expected)
			if i > 0 { // boxes and levies are in đồng, and stand in a campaign's first line
				counted, waiting, expected = money.Money{}, money.Money{}, money.Money{}
			}
			s.Add(c.Code, c.Name, sheet.Term{Key: string(c.Kind), Title: campaignKinds[string(c.Kind)]}, c.From, c.Until, c.Closed, m.Gifts, sheet.Amount(m.Currency, m.Booked),
				sheet.AmountOrBlank(m.Currency, m.Reversed+m.Refunded), orNone(counted), orNone(waiting), orNone(expected), counts(c.Rosters, i), m.Payouts, sheet.AmountOrBlank(m.Currency, m.PaidOut), target(c, m.Currency), m.Currency,
				splits(c.Rules), c.Campaign)
		}
	}
	return s
}

// counts is how many there are, in a campaign's first line; an empty cell for none.
func counts(n int64, line int) any {
	if n == 0 || line > 0 {
		return nil
	}
	return n
}

// target is the sum that a campaign named, in the line of its currency.
func target(c projections.CampaignInfo, currency string) any {
	if c.Currency != currency {
		return nil
	}
	return sheet.AmountOrBlank(currency, c.Target)
}

// orNone is an empty cell for nothing.
func orNone(m money.Money) any { return sheet.AmountOrBlank(string(m.Currency), m.Minor) }

// splits writes the versions of a split: "10/20/70 từ 02/10/2004".
func splits(all []projections.CampaignRule) string {
	texts := make([]string, len(all))
	for i, r := range all {
		var parts []string
		for _, l := range r.Levels {
			parts = append(parts, sheet.Count(l.Percent))
		}
		if texts[i] = strings.Join(parts, "/") + " từ " + r.From.String(); r.Voluntary {
			texts[i] += ", giữ và góp lại tự nguyện"
		}
	}
	return strings.Join(texts, "; ")
}
