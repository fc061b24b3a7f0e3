package main

import (
	"context"
	"errors"
	"time"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/statistic"
	"sovang/projections"
)

type importFigures struct {
	fileFlags
	Unit       string           `xor:"whose" help:"All rows are of this unit, by code." placeholder:"CODE"`
	Units      string           `xor:"whose" help:"CSV that says which unit a name in the rows is: unit, code. Without it rows name units by code or full name." placeholder:"FILE"`
	Source     string           `help:"Who published the figures, and where; where the rows do not say." placeholder:"TEXT"`
	SourceDate string           `help:"On which day; where the rows do not say." placeholder:"DATE"`
	Levels     statistic.Levels `help:"Whom they speak of, where the rows do not say: own (the unit alone) or below (all below it too)." default:"below" enum:"own,below"`
	Free       bool             `help:"Take measures that are not known here with the name they have in the file."`
}

// Run imports declared figures. Each row is a decision of its own: one that is refused leaves the others alone.
func (c *importFigures) Run(ctx context.Context, p Process, g *globals) (err error) {
	to := intake.Declaring{Source: c.Source, Levels: c.Levels, Free: c.Free, Today: domain.DateOf(time.Now()), Actor: g.Actor}
	if err := dates(day{c.SourceDate, &to.On}); err != nil {
		return err
	}
	units := intake.NewUnits()
	to.Unit = units.Find
	i, err := c.beginWith(ctx, p, g, intake.Figures, func(i *importing, r *projections.Reader) error {
		known, err := r.Units(ctx, projections.AsOf{})
		for _, u := range known {
			units.Add(u.Unit, u.Code, u.Name)
		}
		return errors.Join(err, c.whose(i.table, units, err == nil))
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	figures := intake.PlanFigures(i.table, to)
	plans := make([]intake.Plan, len(figures))
	for n := range figures {
		plans[n] = figures[n].Plan
	}
	outcomes, err := i.each(ctx, p, plans, c.Preview)
	if err != nil {
		return err
	}
	return c.showFigures(p, i.table, figures, outcomes)
}

// whose tells units apart as the flags say.
func (c *importFigures) whose(t *intake.Table, units *intake.Units, known bool) error {
	switch {
	case !known:
		return nil
	case c.Unit != "":
		if err := intake.OneUnit(t); err != nil {
			return err
		}
		return units.Only(c.Unit)
	case c.Units != "":
		names, err := readTable(c.Units, intake.UnitMap)
		if err != nil {
			return err
		}
		return units.Map(names)
	}
	return nil
}

// showFigures prints a row for each row of the file; figures are never added up.
func (c *importFigures) showFigures(p Process, t *intake.Table, figures []intake.FigurePlan, outcomes []outcome) error {
	s := sheet.Sheet{Name: "import", Columns: []sheet.Column{
		{Key: "line", Title: "Dòng"}, {Key: "result", Title: "Kết quả"}, {Key: "unit", Title: "Đơn vị"}, {Key: "measure", Title: "Chỉ tiêu"}, {Key: "period", Title: "Kỳ"},
		{Key: "bound", Title: "Mức"}, {Key: "value", Title: "Số liệu"}, {Key: "date", Title: "Ngày nguồn"}, {Key: "entry", Title: "Bút toán"}, {Key: "note", Title: "Ghi chú"},
	}}
	counts := map[string]int{}
	for n, f := range figures {
		outcomes[n].Err = intake.InItsRow(outcomes[n].Err)
		result, entry, note := c.became(f.Plan, outcomes[n])
		counts[result.Key]++
		s.Add(int64(f.Line), result, f.Unit, f.Who, f.Asked.Period, term(f.Asked.Bound), declaredText(f.Asked.Value, f.Asked), f.Date, entry, note)
	}
	if err := s.Write(p.Out, c.Format); err != nil {
		return err
	}
	c.summarise(p, t, counts, nil)
	if counts["refused"] > 0 {
		return errTold
	}
	return nil
}
