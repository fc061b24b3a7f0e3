package projections

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/statistic"
)

// Basis says of which figures a ratio is made: of what entered these books, or of what a unit declares of itself. No ratio mixes them.
type Basis string

// The bases.
const (
	OfBooked   Basis = "booked"
	OfDeclared Basis = "declared"
)

// PerCapitaQuery asks for amounts a head.
type PerCapitaQuery struct {
	Unit   uuid.UUID
	Year   int
	Basis  Basis            // "": booked
	Levels statistic.Levels // "": the unit and all below it
	Per    string           // the measure of heads, population or pupils; "": population
	AsOf   AsOf
	At     *domain.Date // the year through this day; nil: all of it
}

// PerCapita is amounts a head, with all that defines them.
type PerCapita struct {
	AsOf   AsOf             `json:"as_of"`
	Unit   uuid.UUID        `json:"unit"`
	From   domain.Date      `json:"from"`
	Until  domain.Date      `json:"until"`
	Basis  Basis            `json:"basis"`
	Levels statistic.Levels `json:"levels"`
	Heads  FigureInfo       `json:"heads"` // how many people, counted by whom and when
	Lines  []PerHead        `json:"lines"`
}

// PerHead is one amount in đồng, whole and a head.
type PerHead struct {
	What    string           `json:"what"` // a measure's code, or one of the constants Booked…
	Nature  statistic.Nature `json:"nature"`
	Amount  int64            `json:"amount"`
	PerHead int64            `json:"per_head"` // rounded to a đồng, halves up
	Bound   statistic.Bound  `json:"bound"`    // of a declared amount
	Source  string           `json:"source,omitempty"`
	Day     domain.Date      `json:"source_date,omitzero"`
}

// BookedClosing is what funds hold at the end of a period, money on its way included.
const BookedClosing Booked = "closing"

// perHeadMeasures are what is declared in đồng and makes sense a head.
var perHeadMeasures = []string{"fund", "fund-mobilised", "awarded", "scholarships-paid", "rewards-paid"}

// PerCapita reports amounts a head of a unit's people in a year. It refuses where nobody has declared how many these are.
func (r *Reader) PerCapita(ctx context.Context, q PerCapitaQuery) (PerCapita, error) {
	p := PerCapita{Unit: q.Unit, Basis: q.Basis, Levels: q.Levels, Lines: []PerHead{}}
	if p.Basis == "" {
		p.Basis = OfBooked
	}
	if p.Levels == "" {
		p.Levels = statistic.Below
	}
	if q.Per == "" {
		q.Per = "population"
	}
	switch {
	case q.Unit == uuid.Nil:
		return p, domain.Errorf(domain.Invalid, "an amount a head is one unit's: name it").On("unit")
	case q.Year < 1900 || q.Year > 2200:
		return p, domain.Errorf(domain.Invalid, "%d is no year that amounts a head can be of", q.Year).On("year")
	case p.Basis != OfBooked && p.Basis != OfDeclared:
		return p, domain.Errorf(domain.Invalid, "%q is no basis; there are %s and %s", q.Basis, OfBooked, OfDeclared).On("basis")
	case p.Levels != statistic.Own && p.Levels != statistic.Below:
		return p, domain.Errorf(domain.Invalid, "%q are no levels; there are %s and %s", q.Levels, statistic.Own, statistic.Below).On("levels")
	case q.Per != "population" && q.Per != "pupils":
		return p, domain.Errorf(domain.Invalid, "amounts are told a head of population or of pupils, not of %q", q.Per).On("per")
	}
	var err error
	if p.From, p.Until, err = yearThrough(q.Year, q.At); err != nil {
		return p, err
	}
	err = r.viewAt(ctx, q.AsOf, &p.Until, func(v *view) error {
		p.AsOf = v.asOf
		return v.perCapita(&p, q.Per)
	})
	return p, err
}

// yearThrough is the days of a year up to a day, refused where that is before it.
func yearThrough(year int, at *domain.Date) (from, until domain.Date, err error) {
	from, until = domain.NewDate(year, 1, 1), domain.NewDate(year, 12, 31)
	if at != nil {
		until = min(until, *at)
	}
	if until < from {
		err = domain.Errorf(domain.Invalid, "there is no day of the year %d by %s", year, *at).On("at")
	}
	return from, until, err
}

func (v *view) perCapita(p *PerCapita, per string) (err error) {
	var known bool
	if p.Heads, known, err = v.heads(p.Unit, per, p.Levels); err != nil {
		return err
	}
	if !known {
		return domain.Errorf(domain.NotFound, "there is no figure of how many %s this unit %s by %s; declare it with its source first",
			map[string]string{"population": "people", "pupils": "pupils"}[per],
			map[statistic.Levels]string{statistic.Own: "alone has", statistic.Below: "and all below it have"}[p.Levels], p.Until).On("unit")
	}
	if p.Basis == OfDeclared {
		p.Lines, err = v.declaredAHead(p)
	} else {
		p.Lines, err = v.bookedAHead(p)
	}
	for i := range p.Lines {
		p.Lines[i].PerHead = aHead(p.Lines[i].Amount, p.Heads.Is.Value)
	}
	return err
}

// heads is the last count of people that speaks of a day by the view's, of these levels. A figure that says "more than" or "some" is taken as it
// stands, and its bound is shown.
func (v *view) heads(unit uuid.UUID, measure string, levels statistic.Levels) (last FigureInfo, known bool, err error) {
	figures, err := v.figures(FiguresQuery{Unit: unit, Measure: measure})
	for _, f := range figures {
		if f.Levels != levels || f.Is.Value <= 0 || f.Is.Decimals != 0 {
			continue
		}
		if !known || f.SpeaksOf() > last.SpeaksOf() || f.SpeaksOf() == last.SpeaksOf() && f.SourceDate >= last.SourceDate {
			last, known = f, true
		}
	}
	return last, known, err
}

// aHead is an amount a head, rounded to a whole one, halves up.
func aHead(amount, heads int64) int64 {
	each, rest := amount/heads, amount%heads
	switch {
	case rest >= heads-rest:
		each++
	case rest < 0 && -rest > heads+rest:
		each--
	}
	return each
}

// bookedAHead is what entered the books in the year, in đồng.
func (v *view) bookedAHead(p *PerCapita) ([]PerHead, error) {
	rolled, err := v.rolledUp(RollupQuery{Unit: p.Unit, Since: &p.From, At: &p.Until})
	if err != nil {
		return nil, err
	}
	figures := rolled.Totals
	if p.Levels == statistic.Own {
		figures = nil
		if i := slices.IndexFunc(rolled.Rows, func(row RollupRow) bool { return row.Unit == p.Unit }); i >= 0 {
			figures = rolled.Rows[i].Figures
		}
	}
	var f RollupFigures
	if i := slices.IndexFunc(figures, func(f RollupFigures) bool { return f.Currency == string(money.VND) }); i >= 0 {
		f = figures[i]
	}
	return []PerHead{
		{What: string(BookedDonations), Nature: statistic.Flow, Amount: f.Donated() - f.Reversed - f.Refunded},
		{What: string(BookedAwards), Nature: statistic.Flow, Amount: f.Awarded()},
		{What: string(BookedClosing), Nature: statistic.Stock, Amount: f.Closing},
	}, nil
}

// Awarded is what scholarships, support and rewards came to, what came back taken off.
func (f *RollupFigures) Awarded() (sum int64) {
	for _, p := range f.Paid {
		if p.Kind == fund.Award {
			sum += p.Amount - p.Returned
		}
	}
	return sum
}

// declaredAHead is what was declared of the year, each by its source: two sources of one figure are two lines.
func (v *view) declaredAHead(p *PerCapita) ([]PerHead, error) {
	lines := []PerHead{}
	for _, measure := range perHeadMeasures {
		figures, err := v.figures(FiguresQuery{Unit: p.Unit, Measure: measure})
		if err != nil {
			return nil, err
		}
		for _, f := range figures {
			if f.Levels != p.Levels || f.In != string(money.VND) || f.Is.Decimals != 0 || !f.ofYear(p.From, p.Until) {
				continue
			}
			lines = append(lines, PerHead{What: measure, Nature: f.Nature, Amount: f.Is.Value, Bound: f.Bound, Source: f.Source, Day: f.SourceDate})
		}
	}
	return lines, nil
}
