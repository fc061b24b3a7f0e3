package main

import (
	"context"
	"strconv"

	"sovang/api/sheet"
	"sovang/projections"
)

type reportPublications struct {
	reportFlags
	atFlag
	scope
	Year int `help:"Only this year." placeholder:"YEAR"`
}

// Run shows which years of which funds were made public when, whether in time, and which are missing.
func (c *reportPublications) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.PublicationsQuery{Year: c.Year, AsOf: asOf}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if q.Fund, q.Unit, err = c.find(ctx, r); err != nil {
			return nil, err
		}
		found, err := r.Publications(ctx, q)
		if err != nil {
			return nil, err
		}
		return publicationSheet(found), nil
	})
}

func publicationSheet(found projections.Publications) *sheet.Sheet {
	s := &sheet.Sheet{Name: "publications", Title: "Công khai hằng năm", AsOf: found.AsOf.Entry, Aside: []string{"until", "document", "before", "laid", "fund", "unit"},
		Columns: []sheet.Column{
			{Key: "fund_code", Title: "Quỹ"}, {Key: "year", Title: "Năm"}, {Key: "version", Title: "Bản"}, {Key: "state", Title: "Tình trạng"}, {Key: "on", Title: "Công khai ngày"},
			{Key: "due", Title: "Hạn: trước ngày"}, {Key: "in_time", Title: "Đúng hạn"}, {Key: "overdue", Title: "Quá hạn, ngày"}, {Key: "where", Title: "Nơi công khai"},
			{Key: "entry", Title: "Đến bút toán"}, {Key: "until", Title: "Đến ngày"}, {Key: "document", Title: "SHA-256"}, {Key: "before", Title: "Thay cho"},
			{Key: "laid", Title: "Ghi ở bút toán"}, {Key: "fund", Title: "Id quỹ"}, {Key: "unit", Title: "Id đơn vị"},
		}}
	for _, p := range found.Publications {
		if p.Version == 0 {
			s.Add(p.FundCode, yearOf(p.Year), nil, sheet.Term{Key: "missing", Title: "chưa công khai"}, nil, p.Due, nil, orNothing(p.Overdue), nil, nil, nil, nil, nil, nil, p.Fund, nil)
			continue
		}
		state := sheet.Term{Key: "final", Title: "chính thức"}
		if p.Provisional {
			state = sheet.Term{Key: "provisional", Title: "tạm tính"}
		}
		s.Add(p.FundCode, yearOf(p.Year), p.Version, state, p.On, p.Due, p.InTime, nil, p.Where, p.Entry, p.Until, p.Document, p.Before, p.Laid, p.Fund, p.Unit)
	}
	return s
}

// yearOf is a year as people write it: 2024, not 2.024.
func yearOf(year int) sheet.Term {
	text := strconv.Itoa(year)
	return sheet.Term{Key: text, Title: text}
}

// orNothing is an empty cell for 0.
func orNothing(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}
