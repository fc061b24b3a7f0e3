package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/projections"
)

type reportAwards struct {
	reportFlags
	atFlag
	scope
	By []string `help:"Told apart by: ${enum}." default:"award,recipient,level" enum:"round,programme,occasion,fund,award,recipient,level,institution" placeholder:"COLUMN"`
}

// Run counts awards: scholarship, support and reward apart.
func (c *reportAwards) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		in, unit, err := c.find(ctx, r)
		if err != nil {
			return nil, err
		}
		asOf, counts, err := r.Awards(ctx, projections.AwardsQuery{Fund: in, Unit: unit, By: c.By, AsOf: asOf, At: at})
		if err != nil {
			return nil, err
		}
		return awardSheet(c.By, asOf, counts), nil
	})
}

func awardSheet(by []string, asOf projections.AsOf, counts []projections.AwardCount) *sheet.Sheet {
	titles := map[string]string{"round": "Đợt", "programme": "Chương trình", "occasion": "Dịp", "fund": "Quỹ", "award": "Hình thức", "recipient": "Đối tượng", "level": "Cấp",
		"institution": "Trường, đơn vị"}
	s := &sheet.Sheet{Name: "awards", Title: "Trao thưởng, học bổng, hỗ trợ", AsOf: asOf.Entry}
	for _, column := range by {
		s.Columns = append(s.Columns, sheet.Column{Key: column, Title: titles[column]})
	}
	s.Columns = append(s.Columns, sheet.Column{Key: "rows", Title: "Suất"}, sheet.Column{Key: "amount", Title: "Số tiền"}, sheet.Column{Key: "paid_rows", Title: "Đã trao"},
		sheet.Column{Key: "paid_amount", Title: "Tiền đã trao"}, sheet.Column{Key: "returned_rows", Title: "Suất trả về"}, sheet.Column{Key: "returned", Title: "Trả về"})
	for _, k := range counts {
		cells := map[string]any{"round": k.Round, "programme": k.Programme, "occasion": k.Occasion, "fund": k.Fund, "award": term(k.Award), "recipient": term(k.RecipientKind),
			"level": term(k.Level), "institution": k.Institution}
		var row []any
		for _, column := range by {
			row = append(row, cells[column])
		}
		s.Rows = append(s.Rows, append(row, k.Rows, sheet.Amount(k.Currency, k.Amount), k.PaidRows, sheet.Amount(k.Currency, k.Paid), k.ReturnedRows, sheet.AmountOrBlank(k.Currency, k.Returned)))
	}
	return s
}

type reportOverrides struct {
	reportFlags
	atFlag
}

// Run lists what one person did for two, and lists that were paid without a round.
func (c *reportOverrides) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		asOf, all, err := r.Overrides(ctx, asOf, at)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "overrides", Title: "Kiêm nhiệm và danh sách chi không qua đợt xét", AsOf: asOf.Entry, Aside: []string{"who"}, Columns: []sheet.Column{
			{Key: "entry", Title: "Bút toán"}, {Key: "day", Title: "Ngày"}, {Key: "unit", Title: "Đơn vị"}, {Key: "fund", Title: "Quỹ"}, {Key: "round", Title: "Đợt"}, {Key: "what", Title: "Việc"},
			{Key: "same", Title: "Kiêm nhiệm"}, {Key: "reason", Title: "Lý do"}, {Key: "by", Title: "Ai"}, {Key: "rows", Title: "Suất"}, {Key: "amount", Title: "Số tiền"},
			{Key: "who", Title: "Ai giữ"},
		}}
		for _, x := range all {
			s.Add(x.Entry, x.Day, x.Unit, x.Fund, x.Round, term(x.What), x.Same, x.Reason, x.By, x.Rows, sheet.AmountOrBlank(x.Currency, x.Amount), x.Who)
		}
		return s, nil
	})
}

type reportAlready struct {
	reportFlags
	atFlag
	Round string `required:"" help:"The round whose list is looked at, by code or id." placeholder:"CODE"`
	Year  string `help:"2024-2025 (1 August to 31 July) or 2024; the round's school year if left out." placeholder:"YEAR"`
	All   bool   `help:"Also those who had none."`
}

// Run shows how many awards those on a round's list have had this year, over all units: numbers, never a record.
func (c *reportAlready) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		id, err := r.RoundNamed(ctx, c.Round)
		if err != nil {
			return nil, err
		}
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		asOf, year, all, err := r.AlreadyAwarded(ctx, projections.AlreadyQuery{Round: id, Year: c.Year, AsOf: asOf, At: at, All: c.All})
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "already-awarded", Title: "Đã được trao ở nơi khác, năm " + year, AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "row", Title: "Suất"}, {Key: "who", Title: "Người được đề cử"}, {Key: "award", Title: "Đề cử"}, {Key: "scholarship", Title: "Học bổng"},
			{Key: "support", Title: "Hỗ trợ"}, {Key: "reward", Title: "Khen thưởng"}, {Key: "waiting", Title: "Đang chờ"},
		}}
		for _, x := range all {
			name, err := who(ctx, r, x.Recipient)
			if err != nil {
				return nil, err
			}
			s.Add(x.Code, name, term(x.Award), x.Scholarship, x.Support, x.Reward, x.Waiting)
		}
		return s, nil
	})
}

// whoNamed is who for an id as text; "" for none.
func whoNamed(ctx context.Context, r *projections.Reader, text string) (string, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return "", nil
	}
	return who(ctx, r, id)
}
