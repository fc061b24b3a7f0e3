package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/statistic"
	"sovang/projections/readdb"
)

// What became of a figure (figure_changes.what).
const (
	figureCorrected int64 = iota + 1
	figureWithdrawn
)

func (f *fold) figureEvent(unit int64, event domain.Event) {
	switch e := event.(type) {
	case statistic.Declared:
		source := f.word(e.Source)
		for i, x := range e.Figures {
			f.t.figures.add(unit, e.First+int64(i), f.at.n, x.Value, f.word(x.Measure), int64(x.From), int64(x.Until), int64(e.SourceDate), f.word(x.In), source,
				f.word(string(x.Levels)), f.word(string(x.Bound)), f.word(string(x.Nature)), int64(x.Decimals), x.Name, x.Note)
		}
	case statistic.Corrected:
		f.t.figureChanges.add(unit, e.Figure, f.at.n, e.Is.Value, figureCorrected, f.word(string(e.Bound)), int64(e.Is.Decimals), e.Note, e.Reason)
	case statistic.Withdrawn:
		f.t.figureChanges.add(unit, e.Figure, f.at.n, int64(0), figureWithdrawn, int64(0), int64(0), "", e.Reason)
	}
}

// FigureInfo is one declared figure as of a report's entry: as the latest correction has it. It is never part of a balance.
type FigureInfo struct {
	Unit       uuid.UUID        `json:"unit"`
	Figure     int64            `json:"figure"` // its number among the unit's
	Entry      uint64           `json:"entry"`  // that took it in
	Measure    string           `json:"measure"`
	Name       string           `json:"name"` // the measure's, or a free measure's own
	Nature     statistic.Nature `json:"nature"`
	Period     string           `json:"period"` // as statistic.ParsePeriod reads it
	From       domain.Date      `json:"from"`
	Until      domain.Date      `json:"until"`
	Levels     statistic.Levels `json:"levels"`
	Bound      statistic.Bound  `json:"bound"`
	In         string           `json:"in"` // the unit of measure: people, VND …
	Is         statistic.Amount `json:"is"`
	Source     string           `json:"source"`
	SourceDate domain.Date      `json:"source_date"`
	Note       string           `json:"note,omitempty"`

	Was       *statistic.Amount `json:"was,omitempty"` // before the last correction
	Withdrawn bool              `json:"withdrawn,omitempty"`
	Changed   uint64            `json:"changed,omitempty"` // the entry that corrected or withdrew it last
	Reason    string            `json:"reason,omitempty"`

	Booked *BookedFigure `json:"booked,omitempty"` // what the books say of the same; nil: they say nothing of it
}

// SpeaksOf is the day a figure is about: its period's end, or the day of its source where that was before.
func (f FigureInfo) SpeaksOf() domain.Date { return min(f.Until, f.SourceDate) }

// ofYear says whether a figure is one of the year that began on a day: of all of it, or of what there was on a day of it up to the last.
func (f *FigureInfo) ofYear(from, until domain.Date) bool {
	whole := f.From == from && f.Until == domain.NewDate(from.Year(), 12, 31)
	return whole || f.Nature == statistic.Stock && from <= f.Until && f.Until <= until
}

// FiguresQuery asks for declared figures. At leaves out what speaks of a later day; what was corrected or withdrawn since the view's entry is
// as it was then.
type FiguresQuery struct {
	Unit      uuid.UUID
	Measure   string // a code of statistic.Measures
	Period    string
	AsOf      AsOf
	At        *domain.Date
	Withdrawn bool // withdrawn ones too
	Booked    bool // with what the books say of the same
}

// FigureReport is declared figures, unit by unit in the order of their codes, then by measure, period and levels.
type FigureReport struct {
	AsOf    AsOf         `json:"as_of"`
	Figures []FigureInfo `json:"figures"`
}

// Figures reports what units declare.
func (r *Reader) Figures(ctx context.Context, q FiguresQuery) (FigureReport, error) {
	report := FigureReport{Figures: []FigureInfo{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) (err error) {
		report.AsOf = v.asOf
		if report.Figures, err = v.figures(q); err == nil && q.Booked {
			err = v.bookedBeside(report.Figures)
		}
		return err
	})
	return report, err
}

// figures reads figures of one unit or of all.
func (v *view) figures(q FiguresQuery) ([]FigureInfo, error) {
	unit, _, err := v.unitAndCampaign(q.Unit, "")
	if err != nil {
		return nil, err
	}
	measure, period := int64(0), statistic.Period{}
	if q.Measure != "" {
		if _, err := statistic.MeasureOf(q.Measure); err != nil {
			return nil, err
		}
		ok := false
		if measure, ok, err = v.wordOf(q.Measure); err != nil || !ok {
			return []FigureInfo{}, err
		}
	}
	if q.Period != "" {
		if period, err = statistic.ParsePeriod(q.Period); err != nil {
			return nil, err
		}
	}
	found, err := v.declared(unit, measure)
	if err == nil {
		err = v.figureChanges(unit, found)
	}
	found = slices.DeleteFunc(found, func(f FigureInfo) bool {
		return f.Withdrawn && !q.Withdrawn || !v.by(f.SpeaksOf()) || q.Period != "" && (statistic.Period{From: f.From, Until: f.Until}) != period
	})
	return found, err
}

// declared reads figures as they were declared.
func (v *view) declared(unit, measure int64) ([]FigureInfo, error) {
	found := []FigureInfo{}
	var codes []string
	var words [][6]int64
	err := v.rows(func(r readdb.Row) error {
		var f FigureInfo
		var id []byte
		var code string
		var w [6]int64
		err := r.Scan(&id, &code, &f.Figure, &f.Entry, &f.Is.Value, &w[0], &f.From, &f.Until, &f.SourceDate, &w[1], &w[2], &w[3], &w[4], &w[5], &f.Is.Decimals, &f.Name, &f.Note)
		f.Unit = scannedID(id)
		found, codes, words = append(found, f), append(codes, code), append(words, w)
		return err
	}, `SELECT x.id, u.code, f.no, f.n, f.value, f.measure, f.from_day, f.until_day, f.published, f.measured_in, f.source, f.levels, f.bound, f.nature, f.decimals,
		f.name, f.note FROM @figures f JOIN @names x ON x.k = f.unit JOIN @units u ON u.k = f.unit
		WHERE f.n <= $1 AND ($2 = 0 OR f.unit = $2) AND ($3 = 0 OR f.measure = $3) ORDER BY u.code, f.unit, f.no`, v.n, unit, measure)
	for i := range found {
		f := &found[i]
		var levels, bound, nature string
		if err == nil {
			err = v.wordsInto(wordInto{words[i][0], &f.Measure}, wordInto{words[i][1], &f.In}, wordInto{words[i][2], &f.Source}, wordInto{words[i][3], &levels},
				wordInto{words[i][4], &bound}, wordInto{words[i][5], &nature})
		}
		f.Levels, f.Bound, f.Nature = statistic.Levels(levels), statistic.Bound(bound), statistic.Nature(nature)
		f.Period = statistic.Period{From: f.From, Until: f.Until}.String()
		if m, err := statistic.MeasureOf(f.Measure); err == nil && m.Code != statistic.Free {
			f.Name, f.Nature = m.Name, m.Nature
		}
	}
	if err == nil {
		sortFigures(found, codes)
	}
	return found, err
}

// sortFigures puts figures beside those that they can be compared with.
func sortFigures(found []FigureInfo, codes []string) {
	place, code := map[string]int{}, map[uuid.UUID]string{}
	for i, m := range statistic.Measures {
		place[m.Code] = i
	}
	for i := range found {
		code[found[i].Unit] = codes[i]
	}
	slices.SortStableFunc(found, func(a, b FigureInfo) int {
		return cmp.Or(cmp.Compare(code[a.Unit], code[b.Unit]), cmp.Compare(place[a.Measure], place[b.Measure]), cmp.Compare(a.Name, b.Name),
			cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until), cmp.Compare(a.Levels, b.Levels), cmp.Compare(a.SourceDate, b.SourceDate),
			cmp.Compare(a.Figure, b.Figure))
	})
}

// figureChanges brings figures to what was known of them by the view's entry.
func (v *view) figureChanges(unit int64, found []FigureInfo) error {
	type named struct {
		unit uuid.UUID
		no   int64
	}
	at := map[named]*FigureInfo{}
	for i := range found {
		at[named{found[i].Unit, found[i].Figure}] = &found[i]
	}
	bounds := map[*FigureInfo]int64{}
	err := v.rows(func(r readdb.Row) error {
		var id []byte
		var no, n, what, bound int64
		var is statistic.Amount
		var note, reason string
		if err := r.Scan(&id, &no, &n, &is.Value, &what, &bound, &is.Decimals, &note, &reason); err != nil {
			return err
		}
		f := at[named{uuid.UUID(id), no}]
		if f == nil {
			return nil // of another measure
		}
		f.Changed, f.Reason = uint64(n), reason
		if what == figureWithdrawn {
			f.Withdrawn = true
			return nil
		}
		was := f.Is
		f.Was, f.Is, f.Note, bounds[f] = &was, is, note, bound
		return nil
	}, `SELECT x.id, c.no, c.n, c.value, c.what, c.bound, c.decimals, c.note, c.reason FROM @figure_changes c JOIN @names x ON x.k = c.unit
		WHERE c.n <= $1 AND ($2 = 0 OR c.unit = $2) ORDER BY c.n`, v.n, unit)
	for f, k := range bounds {
		var bound string
		if err == nil {
			err = v.wordsInto(wordInto{k, &bound})
		}
		f.Bound = statistic.Bound(bound)
	}
	return err
}
