package pages

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/api/picture"
	"sovang/api/rollup"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/domain/unit"
	"sovang/projections"
)

func (s *Site) rollupPages() []Page {
	return []Page{
		{Path: "/rollup", For: Report("rollup"), Template: "rollup", Menu: "menu.rollup", Under: Deciding, Unlisted: true, Show: (*Call).rollup},
		{Path: "/rollup/csv", For: Report("rollup"), Unlisted: true, Send: (*Call).rollupFile},
	}
}

// rollupShown is what a unit and all below it had, got, spent and passed on: the unit's own line and one for each unit right below it with everything
// under that, so that the lines add up to the total.
type rollupShown struct {
	When
	reach
	Year     string
	Years    []int
	Until    domain.Date
	Lines    []rollupLine
	Totals   []projections.RollupFigures
	Chart    *picture.Picture
	Heads    []projections.PerCapita // amounts a head, booked and declared, never of both
	Figures  []figureShown
	HeadYear int
}

// File is the address of the same tree for a spreadsheet.
func (s rollupShown) File() string {
	h := s.When
	h.path += "/csv"
	return h.With("", "")
}

// rollupLine is a unit with what is counted in it, in one currency; a unit in which nothing moved has one line without a currency.
type rollupLine struct {
	projections.RollupRow
	F     *projections.RollupFigures
	First bool // of the unit
	Here  bool // the unit that was asked for, by itself
}

type figureShown struct {
	projections.FigureInfo
	Declared string
	Booked   string
	Gap      string
}

func (c *Call) rollup() (any, error) {
	shown := rollupShown{Year: c.Query("year")}
	q, err := c.rollupAsked(&shown)
	if err != nil || shown.Chosen.Unit == uuid.Nil {
		return shown, err
	}
	q.Depth = 1
	found, err := c.Read().Rollup(c.Context(), q)
	if err != nil {
		return nil, err
	}
	shown.Totals = found.Totals
	for i, row := range found.Rows {
		if len(row.Figures) == 0 {
			shown.Lines = append(shown.Lines, rollupLine{RollupRow: row, First: true, Here: i == 0})
		}
		for j := range row.Figures {
			shown.Lines = append(shown.Lines, rollupLine{row, &found.Rows[i].Figures[j], j == 0, i == 0})
		}
	}
	shown.Chart = c.branchesOf(found)
	return shown, c.besideBooks(&shown)
}

// rollupAsked is the tree and the days that are asked for; of no unit where whoever asks works in none.
func (c *Call) rollupAsked(shown *rollupShown) (q projections.RollupQuery, err error) {
	if shown.When, err = c.when("unit", "year"); err != nil {
		return q, err
	}
	if shown.reach, err = c.reach(shown.AsOf); err != nil {
		return q, err
	}
	if shown.Chosen.Unit == uuid.Nil && len(shown.reach.Units) > 0 {
		shown.Chosen = shown.reach.Units[0].UnitInfo // the top of those in which whoever asks works
	}
	if shown.Chosen.Unit == uuid.Nil {
		return q, nil
	}
	q = projections.RollupQuery{Unit: shown.Chosen.Unit, AsOf: shown.AsOf, At: shown.When.At}
	return q, shown.period(&q)
}

// rollupFile sends the same tree for a spreadsheet: a line for each unit of it, each its own figures, and the total.
func (c *Call) rollupFile() error {
	shown := rollupShown{Year: c.Query("year")}
	q, err := c.rollupAsked(&shown)
	if err == nil && shown.Chosen.Unit == uuid.Nil {
		err = errNoPage
	}
	if err != nil {
		return err
	}
	found, err := c.Read().Rollup(c.Context(), q)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	all := rollup.Sheet(found, "", func(k unit.Kind) sheet.Term { return sheet.Term{Key: string(k), Title: string(k)} })
	if err := all.Write(&text, sheet.CSV); err != nil {
		return err
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+plainID(shown.Chosen.Code)+`.csv"`)
	c.status = http.StatusOK
	_, err = c.w.Write(text.Bytes())
	return err
}

// period is the year that was asked for, through the day that was asked for; without one all there is.
func (s *rollupShown) period(q *projections.RollupQuery) error {
	today := domain.DateOf(s.AsOf.Recorded)
	if !s.Past() {
		today = domain.DateOf(time.Now())
	}
	s.Until = today
	if q.At != nil {
		s.Until = *q.At
	}
	s.HeadYear = s.Until.Year()
	for y := today.Year(); y > today.Year()-rollupYears; y-- {
		s.Years = append(s.Years, y)
	}
	if s.Year == "" {
		return nil
	}
	year, err := strconv.Atoi(s.Year)
	if err != nil || year < 1990 || year > 9000 {
		return domain.Errorf(domain.Invalid, "%q is no year", s.Year).On("year")
	}
	if !slices.Contains(s.Years, year) {
		s.Years = append(s.Years, year)
	}
	since, last := domain.NewDate(year, time.January, 1), domain.NewDate(year, time.December, 31)
	if q.At == nil || *q.At > last {
		q.At = &last
	}
	if *q.At < since {
		return domain.Errorf(domain.Invalid, "%s lies before the year %d", *q.At, year).On("at")
	}
	q.Since, s.Until, s.HeadYear = &since, *q.At, year
	return nil
}

// rollupYears are how many years there are to choose from.
const rollupYears = 4

// branchesOf draws what each unit got and used, in đồng; nil where nothing moved.
func (c *Call) branchesOf(found projections.Rollup) *picture.Picture {
	var branches []picture.Branch
	for _, row := range found.Rows { // there is room for what tells one association from another, not for what all are called
		b := picture.Branch{Name: strings.TrimPrefix(row.Name, "Hội Khuyến học "), Depth: row.Level, Amounts: []int64{0, 0}}
		for i := range row.Figures {
			if f := &row.Figures[i]; f.Currency == string(money.VND) {
				b.Amounts = []int64{f.Income(), f.Use()}
			}
		}
		if b.Amounts[0] != 0 || b.Amounts[1] != 0 { // the table has those where nothing moved, too
			branches = append(branches, b)
		}
	}
	if len(branches) == 0 {
		return nil
	}
	p := picture.Branches(picture.About{ID: "rollup", Title: c.say("rollup.chart"), Desc: c.say("rollup.chart.text"), Currency: string(money.VND), Words: c.pictures()},
		[]picture.Series{{Name: c.say("balances.received"), Tone: picture.Income}, {Name: c.say("balances.spent"), Tone: picture.Use}}, branches, mostBranches)
	return &p
}

// mostBranches is how many units the chart has.
const mostBranches = 40

// besideBooks is what stands beside the booked sums and in none of them: amounts a head, and what the unit declares.
func (c *Call) besideBooks(s *rollupShown) error {
	day := s.Until
	for _, basis := range []projections.Basis{projections.OfBooked, projections.OfDeclared} {
		found, err := c.Read().PerCapita(c.Context(), projections.PerCapitaQuery{Unit: s.Chosen.Unit, Year: s.HeadYear, Basis: basis, AsOf: s.AsOf, At: &day})
		if _, refusal := refusalOf(err); refusal != nil {
			continue // nobody has counted the people, or declared anything: the page says so
		}
		if err != nil {
			return err
		}
		s.Heads = append(s.Heads, found)
	}
	found, err := c.Read().Figures(c.Context(), projections.FiguresQuery{Unit: s.Chosen.Unit, AsOf: s.AsOf, At: s.When.At, Booked: true})
	if err != nil {
		return err
	}
	for _, f := range found.Figures {
		if s.Year != "" && f.From.Year() != s.HeadYear && f.Until.Year() != s.HeadYear {
			continue
		}
		one := figureShown{FigureInfo: f, Declared: c.measured(f.Is, f.In)}
		if b := f.Booked; b != nil {
			one.Booked, one.Gap = c.measured(statistic.Amount{Value: b.Is}, f.In), c.measured(statistic.Amount{Value: b.Gap, Decimals: f.Is.Decimals}, f.In)
		}
		s.Figures = append(s.Figures, one)
	}
	return nil
}

// measured is an amount of something: đồng as money, people and boxes as numbers.
func (c *Call) measured(a statistic.Amount, in string) string {
	if currency, err := money.ParseCurrency(in); err == nil {
		for n := a.Decimals; n < int(currency.Exponent()); n++ {
			a.Value *= 10
		}
		return money.Money{Minor: a.Value, Currency: currency}.String()
	}
	if a.Decimals == 0 {
		return c.Count(a.Value) + " " + c.Word("in.", in)
	}
	return a.String() + " " + c.Word("in.", in)
}

// Measure names what is measured: what is booked by pages' own words, what is declared as it was.
func (c *Call) Measure(code string) string {
	if text, err := c.T("measure." + code); err == nil {
		return text
	}
	if m, err := statistic.MeasureOf(code); err == nil {
		return m.Name
	}
	return code
}
