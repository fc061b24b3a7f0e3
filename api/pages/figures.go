package pages

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/statistic"
	"sovang/projections"
)

func (s *Site) figurePages() []Page {
	return []Page{{Path: "/figures", For: Command("statistic.declare"), Template: "figures", Unlisted: true, Show: (*Call).figures, Do: (*Call).doFigures}}
}

// figuresShown is what a unit declares, each figure with its number, and the forms that declare, correct and withdraw.
type figuresShown struct {
	Desk
	Rows     []figureShown
	Numbers  []option // of those that stand
	Measures []statistic.Measure
}

func (c *Call) figures() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := figuresShown{Desk: d, Measures: statistic.Measures}
	found, err := c.Read().Figures(c.Context(), projections.FiguresQuery{Unit: d.Unit.Unit, AsOf: d.AsOf, At: d.At, Withdrawn: true})
	for _, f := range found.Figures {
		one := figureShown{FigureInfo: f, Declared: c.measured(f.Is, f.In)}
		p.Rows = append(p.Rows, one)
		if !f.Withdrawn {
			p.Numbers = append(p.Numbers, option{itoa(f.Figure), itoa(f.Figure) + ": " + f.Name + ", " + f.Period + ", " + one.Declared})
		}
	}
	return p, err
}

// Bounds are how exactly a figure is meant; none leaves it as it is.
func (c *Call) Bounds() []option {
	return append([]option{{"", c.say("figures.aswas")}}, chooseWords(c, "exactly.", statistic.Bounds...)...)
}

// LevelsMeant are whom figures speak of.
func (c *Call) LevelsMeant() []option {
	return chooseWords(c, "levels.", statistic.Below, statistic.Own)
}

// doFigures declares what a source says of the unit, or corrects or takes back one figure.
func (c *Call) doFigures() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	if do == "declare" {
		return c.done(do), c.declare(d.Unit.Unit)
	}
	number, err := strconv.ParseInt(c.Typed("figure"), 10, 64)
	if err != nil {
		return "", domain.Errorf(domain.Invalid, "choose the figure").On("figure")
	}
	switch do {
	case "correct":
		ask := ledger.CorrectFigure{Unit: d.Unit.Unit, Figure: number, Bound: statistic.Bound(c.Typed("bound")), Note: c.Typed("note"), Reason: c.Typed("reason")}
		if ask.Value, err = c.valueOf(d.Unit.Unit, number); err != nil {
			return "", err
		}
		return c.done(do), c.ask(ask)
	case "withdraw":
		return c.done(do), c.ask(ledger.WithdrawFigure{Unit: d.Unit.Unit, Figure: number, Reason: c.Typed("reason")})
	}
	return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
}

// valueOf reads what a figure is instead, as files have figures; nothing leaves it as it is.
func (c *Call) valueOf(unit uuid.UUID, number int64) (string, error) {
	text := strings.TrimSpace(c.Typed("value"))
	if text == "" {
		return "", nil
	}
	found, err := c.Read().Figures(c.Context(), projections.FiguresQuery{Unit: unit})
	if err != nil {
		return "", err
	}
	for _, f := range found.Figures {
		if f.Figure == number {
			return intake.ParseFigure(text, f.In)
		}
	}
	return "", domain.Errorf(domain.Invalid, "choose the figure").On("figure")
}

// declare takes in what one source says of a unit: a measure, a period and the figure on a line, or a table with headings.
func (c *Call) declare(unit uuid.UUID) error {
	ask := ledger.DeclareFigures{Unit: unit, Source: c.Typed("source")}
	var err error
	if ask.SourceDate, err = c.day("source_date"); err != nil {
		return err
	}
	t, err := intake.ReadTable(strings.NewReader(figureHeadings(c.Typed("rows"))), intake.Figures)
	if err != nil {
		return onField("rows", err)
	}
	if len(t.Rows) == 0 {
		return domain.Errorf(domain.Invalid, "paste the rows, or choose a file").On("rows")
	}
	plans := intake.PlanFigures(t, intake.Declaring{Unit: func(string) (uuid.UUID, string, error) { return unit, "", nil }, Source: ask.Source, On: ask.SourceDate,
		Levels: statistic.Levels(c.Typed("levels")), Free: c.Typed("free") != "", Today: today(), Actor: c.Who()})
	for i, p := range plans {
		if p.Err != nil {
			return domain.InRow("rows", i, p.Err)
		}
		ask.Rows = append(ask.Rows, p.Asked)
	}
	return c.ask(ask)
}

// figureHeadings puts headings above lines that have none.
func figureHeadings(text string) string {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if text == "" || !strings.ContainsAny(first, "0123456789") {
		return text
	}
	between := separatorOf(first)
	return strings.Join([]string{"chỉ tiêu", "kỳ", "số liệu", "ghi chú"}, between) + "\n" + text
}
