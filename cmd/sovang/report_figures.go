package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/projections"
)

type reportFigures struct {
	reportFlags
	atFlag
	Unit      string `help:"Only the figures of this unit, by code or id." placeholder:"CODE"`
	Measure   string `help:"Only this measure, by code: members, fund-mobilised … (json and csv name them)." placeholder:"CODE"`
	Period    string `help:"Only this period: 2024, 2024-H1, 2024-Q3, 2024-09, 2019-2024, a day, or a day/a day." placeholder:"PERIOD"`
	Withdrawn bool   `help:"Withdrawn figures too."`
}

// Run shows what units declare, and beside it what the books say of the same: two columns, never one sum.
func (c *reportFigures) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.FiguresQuery{Measure: c.Measure, Period: c.Period, AsOf: asOf, Withdrawn: c.Withdrawn, Booked: true}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		found, err := r.Figures(ctx, q)
		if err != nil {
			return nil, err
		}
		units, err := unitCode(ctx, r, asOf)
		return figureSheet(found, units), err
	})
}

func figureSheet(found projections.FigureReport, units map[uuid.UUID]string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "figures", Title: "Số khai báo bên cạnh số thực thu, thực chi", AsOf: found.AsOf.Entry,
		Aside: []string{"measure", "nature", "in", "levels", "booked_of", "booked_units", "source", "source_date", "note", "was", "reason", "withdrawn", "changed", "entry"}, Columns: []sheet.Column{
			{Key: "unit", Title: "Đơn vị"}, {Key: "figure", Title: "Số"}, {Key: "measure", Title: "Mã chỉ tiêu"}, {Key: "name", Title: "Chỉ tiêu"}, {Key: "nature", Title: "Loại"},
			{Key: "period", Title: "Kỳ"}, {Key: "levels", Title: "Phạm vi"}, {Key: "bound", Title: "Mức"}, {Key: "declared", Title: "Khai báo"}, {Key: "in", Title: "Đơn vị tính"},
			{Key: "booked", Title: "Trong sổ"}, {Key: "booked_of", Title: "Sổ tính"}, {Key: "booked_units", Title: "Sổ của"}, {Key: "gap", Title: "Chênh lệch"},
			{Key: "gap_is", Title: "Là"}, {Key: "source_no", Title: "Nguồn"}, {Key: "source", Title: "Tên nguồn"}, {Key: "source_date", Title: "Ngày nguồn"}, {Key: "note", Title: "Ghi chú"},
			{Key: "was", Title: "Trước là"}, {Key: "reason", Title: "Lý do"}, {Key: "withdrawn", Title: "Đã rút"}, {Key: "changed", Title: "Sửa ở"}, {Key: "entry", Title: "Bút toán"},
		}}
	sources := sourceList{}
	for _, f := range found.Figures {
		var booked, gap, is, of, asked, was, changed any
		if b := f.Booked; b != nil {
			booked, gap, is = measured(statistic.Amount{Value: b.Is}, f.In), measured(statistic.Amount{Value: b.Gap}, f.In), gapIs(b.Gap)
			of, asked = term(b.Of), b.Units
		}
		if f.Was != nil {
			was = measured(*f.Was, f.In)
		}
		if f.Changed > 0 {
			changed = f.Changed
		}
		s.Add(units[f.Unit], f.Figure, f.Measure, f.Name, term(f.Nature), f.Period, term(f.Levels), term(f.Bound), measured(f.Is, f.In), term(f.In),
			booked, of, asked, gap, is, sources.number(f), f.Source, f.SourceDate, f.Note, was, f.Reason, f.Withdrawn, changed, f.Entry)
	}
	s.Note = strings.Join(append(sources.lines, "Số khai báo là của nguồn đã ghi; không nằm trong số dư nào và không cộng với số trong sổ."), "\n")
	return s
}

// sourceList numbers sources in the order in which they come, so that a table has room for what they say.
type sourceList struct{ lines []string }

func (l *sourceList) number(f projections.FigureInfo) int64 {
	named := f.Source + ", " + f.SourceDate.String()
	for i, line := range l.lines {
		if strings.HasSuffix(line, ": "+named) {
			return int64(i) + 1
		}
	}
	l.lines = append(l.lines, fmt.Sprintf("Nguồn %d: %s", len(l.lines)+1, named))
	return int64(len(l.lines))
}

// gapIs names a difference: what is declared and not in these books was given elsewhere, to families, to other levels, or never.
func gapIs(gap int64) sheet.Term {
	switch {
	case gap > 0:
		return sheet.Term{Key: "not in these books", Title: "ngoài sổ này"}
	case gap < 0:
		return sheet.Term{Key: "more in these books", Title: "sổ này nhiều hơn"}
	}
	return sheet.Term{Key: "none", Title: "khớp"}
}

// measured is an amount of something as a cell.
func measured(a statistic.Amount, in string) any {
	if c, err := money.ParseCurrency(in); err == nil {
		for n := a.Decimals; n < int(c.Exponent()); n++ {
			a.Value *= 10
		}
		return money.Money{Minor: a.Value, Currency: c}
	}
	if a.Decimals == 0 {
		return a.Value
	}
	return sheet.Term{Key: a.String(), Title: strings.Replace(a.String(), ".", ",", 1)}
}

// declaredText is a figure of a file as a cell; what cannot be read stays as it stands.
func declaredText(text string, asked statistic.Asked) any {
	in := asked.In
	if in == "" {
		if m, err := statistic.MeasureOf(asked.Measure); err == nil {
			in = m.In
		}
	}
	a, err := statistic.ParseAmount(text, in)
	if err != nil {
		return text
	}
	return measured(a, in)
}
