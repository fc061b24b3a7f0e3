package main

import (
	"context"
	"strconv"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/projections"
)

type reportLevies struct {
	reportFlags
	atFlag
	Unit       string `help:"Only the levies of this unit, by code or id." placeholder:"CODE"`
	Campaign   string `help:"Only those of this campaign, by code." placeholder:"CODE"`
	Year       int    `help:"Only those of this year." placeholder:"2024"`
	Households bool   `help:"Every household with its head: for the treasurer, never to be posted."`
}

// Run shows levies by their sums: who has not given stands on no list that is posted.
func (c *reportLevies) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.LeviesQuery{Campaign: c.Campaign, Year: c.Year, AsOf: asOf, Rows: c.Households}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		found, err := r.Levies(ctx, q)
		if err != nil {
			return nil, err
		}
		units, err := unitCode(ctx, r, asOf)
		if err != nil {
			return nil, err
		}
		if c.Households {
			return householdSheet(ctx, r, found, units)
		}
		return levySheet(found, units), nil
	})
}

func levySheet(found projections.LevyReport, units map[uuid.UUID]string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "levies", Aside: []string{"moved", "full", "more", "levy"}, Title: "Dự kiến đóng góp", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "unit", Title: "Đơn vị"}, {Key: "year", Title: "Năm"}, {Key: "campaign", Title: "Đợt"}, {Key: "fund", Title: "Quỹ"}, {Key: "households", Title: "Số hộ"},
		{Key: "exempt", Title: "Được miễn"}, {Key: "moved", Title: "Chuyển đi"}, {Key: "gave", Title: "Đã góp"}, {Key: "full", Title: "Góp đủ"},
		{Key: "expected", Title: "Dự kiến"}, {Key: "waived", Title: "Được giảm"}, {Key: "paid", Title: "Đã góp (thực thu)"}, {Key: "more", Title: "Góp thêm"},
		{Key: "rate", Title: "Tỷ lệ"}, {Key: "levy", Title: "Id"},
	}}
	for _, l := range found.Levies {
		var part any
		if l.Expected > 0 {
			part = float64(l.Paid) / float64(l.Expected)
		}
		s.Add(units[l.Unit], strconv.FormatInt(l.Year, 10), l.Campaign, l.FundCode, l.Households, l.Exempt, l.Moved, l.Gave, l.Full, money.Dong(l.Expected),
			orNone(money.Dong(l.Waived)), money.Dong(l.Paid), orNone(money.Dong(l.More)), part, l.Levy)
	}
	return s
}

func householdSheet(ctx context.Context, r *projections.Reader, found projections.LevyReport, units map[uuid.UUID]string) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "households", Title: "Dự kiến đóng góp: từng hộ (chỉ để thủ quỹ dùng, không niêm yết)", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "unit", Title: "Đơn vị"}, {Key: "year", Title: "Năm"}, {Key: "household", Title: "Hộ"}, {Key: "head", Title: "Chủ hộ"}, {Key: "heads", Title: "Số khẩu"},
		{Key: "expected", Title: "Dự kiến"}, {Key: "paid", Title: "Đã góp"}, {Key: "exempt", Title: "Được miễn"}, {Key: "waived", Title: "Được giảm"},
		{Key: "moved", Title: "Chuyển đi"}, {Key: "reason", Title: "Lý do"}, {Key: "levy", Title: "Id"},
	}}
	for _, l := range found.Levies {
		for _, h := range l.Rows {
			head, err := who(ctx, r, h.Head)
			if err != nil {
				return nil, err
			}
			var heads any
			if h.Heads > 0 {
				heads = h.Heads
			}
			s.Add(units[l.Unit], strconv.FormatInt(l.Year, 10), h.Household, head, heads, money.Dong(h.Expected), money.Dong(h.Paid), h.Exempt, orNone(money.Dong(h.Waived)),
				h.Moved, h.Reason, l.Levy)
		}
	}
	return s, nil
}
