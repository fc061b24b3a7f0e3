package main

import (
	"context"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/projections"
)

type reportPerCapita struct {
	reportFlags
	atFlag
	Unit   string `help:"Whose, by code or id." placeholder:"CODE"`
	Year   int    `help:"Of which year." placeholder:"2024"`
	Basis  string `help:"Of what entered the books, or of what the unit declared: booked or declared (${default}); never of both." default:"booked" placeholder:"BASIS"`
	Levels string `help:"The unit alone (own), or with all below it (below; ${default})." default:"below" placeholder:"LEVELS"`
	Per    string `help:"A head of population or of pupils (${default})." default:"population" placeholder:"WHOM"`
}

// Run shows amounts a head, with everything that defines them: without it two such numbers cannot be compared.
func (c *reportPerCapita) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.PerCapitaQuery{Year: c.Year, Basis: projections.Basis(c.Basis), Levels: statistic.Levels(c.Levels), Per: c.Per, AsOf: asOf}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if c.Unit == "" {
			return nil, domain.Errorf(domain.Invalid, "an amount a head is one unit's: name it with --unit").On("unit")
		}
		if q.Unit, err = r.UnitNamed(ctx, c.Unit); err != nil {
			return nil, err
		}
		found, err := r.PerCapita(ctx, q)
		if err != nil {
			return nil, err
		}
		units, err := unitCode(ctx, r, asOf)
		if err != nil {
			return nil, err
		}
		return perCapitaSheet(found, units[found.Unit]), nil
	})
}

func perCapitaSheet(p projections.PerCapita, unit string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "per-capita", Title: "Bình quân đầu người, " + unit + " từ " + p.From.String() + " đến hết " + p.Until.String(), AsOf: p.AsOf.Entry,
		Aside: []string{"unit", "from", "until", "basis", "levels", "heads", "heads_of", "heads_bound", "heads_day", "heads_source", "heads_source_date"},
		Columns: []sheet.Column{
			{Key: "unit", Title: "Đơn vị"}, {Key: "from", Title: "Từ"}, {Key: "until", Title: "Đến hết"}, {Key: "basis", Title: "Cơ sở"}, {Key: "levels", Title: "Các cấp"},
			{Key: "what", Title: "Chỉ tiêu"}, {Key: "nature", Title: "Loại"}, {Key: "amount", Title: "Số tiền"}, {Key: "bound", Title: "Mức"}, {Key: "per_head", Title: "Bình quân"},
			{Key: "source", Title: "Nguồn"}, {Key: "source_date", Title: "Ngày nguồn"},
			{Key: "heads", Title: "Số người"}, {Key: "heads_of", Title: "Là"}, {Key: "heads_bound", Title: "Mức số người"}, {Key: "heads_day", Title: "Đến ngày"},
			{Key: "heads_source", Title: "Nguồn số người"}, {Key: "heads_source_date", Title: "Ngày nguồn số người"},
		}}
	h := p.Heads
	for _, l := range p.Lines {
		s.Add(unit, p.From, p.Until, term(p.Basis), term(p.Levels), measureTerm(l.What), term(l.Nature), money.Dong(l.Amount), term(l.Bound), money.Dong(l.PerHead), l.Source, l.Day,
			h.Is.Value, measureTerm(h.Measure), term(h.Bound), h.SpeaksOf(), h.Source, h.SourceDate)
	}
	basis := "số đã ghi sổ (thực thu)"
	if p.Basis == projections.OfDeclared {
		basis = "số đơn vị công bố (vận động được)"
	}
	levels := "đơn vị và mọi cấp dưới"
	if p.Levels == statistic.Own {
		levels = "riêng đơn vị, không tính cấp dưới"
	}
	s.Note = "Cơ sở: " + basis + "; " + levels + ".\nChia cho: " + measureTerm(h.Measure).Title + " " + headBounds[h.Bound] + sheet.Count(h.Is.Value) + " người, tính đến " + h.SpeaksOf().String() +
		", nguồn: " + h.Source + " (" + h.SourceDate.String() + ").\nLàm tròn đến đồng.\n"
	return s
}

// headBounds are how exactly a figure is put, before the figure.
var headBounds = map[statistic.Bound]string{statistic.Over: "hơn ", statistic.Nearly: "gần ", statistic.About: "khoảng "}

// measureTerm names what is measured: declared measures by their own names, what is booked by these.
func measureTerm(code string) sheet.Term {
	switch projections.Booked(code) {
	case projections.BookedDonations:
		return sheet.Term{Key: code, Title: "Ủng hộ đã ghi sổ, trừ hủy và hoàn"}
	case projections.BookedAwards:
		return sheet.Term{Key: code, Title: "Đã trao theo sổ"}
	case projections.BookedClosing:
		return sheet.Term{Key: code, Title: "Còn cuối kỳ theo sổ"}
	}
	if m, err := statistic.MeasureOf(code); err == nil {
		return sheet.Term{Key: code, Title: m.Name}
	}
	return term(code)
}
