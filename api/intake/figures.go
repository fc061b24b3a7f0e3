package intake

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/statistic"
)

// The columns of a file of declared figures, and of the file that says which unit a name is.
const (
	OfUnit     Column = "unit"
	Period     Column = "period"
	Measure    Column = "measure"
	Value      Column = "value"
	MeasuredIn Column = "unit of measure"
	Bound      Column = "bound"
	Levels     Column = "levels"
	Source     Column = "source"
	SourceDate Column = "source date"
	FigureNote Column = "note"
	UnitCode   Column = "code"
)

// Figures are the headings of a file of declared figures.
var Figures = Headings{
	Must: []Column{Period, Measure, Value},
	Names: map[Column][]string{
		OfUnit:     {"unit", "don vi", "tinh", "dia phuong", "hoi", "ten don vi"},
		Period:     {"period", "ky", "nam", "ky bao cao", "thoi ky", "year"},
		Measure:    {"measure", "chi tieu", "noi dung", "chi so"},
		Value:      {"value", "so lieu", "gia tri", "so luong", "ket qua"},
		MeasuredIn: {"unit of measure", "don vi tinh", "dvt"},
		Bound:      {"bound", "muc do", "do chinh xac"},
		Levels:     {"levels", "cap", "pham vi"},
		Source:     {"source", "nguon", "theo nguon"},
		SourceDate: {"source date", "ngay nguon", "ngay cong bo", "ngay bao cao"},
		FigureNote: {"note", "ghi chu"},
	},
}

// UnitMap are the headings of the file that says which unit of the ledger a name stands for.
var UnitMap = Headings{
	Must: []Column{OfUnit, UnitCode},
	Names: map[Column][]string{
		OfUnit:   {"unit", "don vi", "ten", "ten trong tep", "name"},
		UnitCode: {"code", "ma", "ma don vi", "unit code"},
	},
}

// Declaring is what an import of figures needs to know that the rows do not say.
type Declaring struct {
	Unit   func(name string) (id uuid.UUID, code string, err error) // the unit that a row names; the empty name is that of a row which names none
	Source string
	On     domain.Date // the day of the source
	Levels statistic.Levels
	Free   bool // a measure that is not known here is taken with its name
	Today  domain.Date
	Actor  string
}

// FigurePlan is what one row of a file of figures would do.
type FigurePlan struct {
	Plan
	Unit  string // its code
	Asked statistic.Asked
}

// PlanFigures says what each row of a file of figures would do. A row is known by all it says: the same row again is the same figure, and
// another value of the same source is refused by the ledger, which names the figure to correct.
func PlanFigures(t *Table, to Declaring) []FigurePlan {
	plans := make([]FigurePlan, 0, len(t.Rows))
	for _, row := range t.Rows {
		p := FigurePlan{Plan: Plan{Line: row.Line}}
		p.Request, p.Err = to.row(row, &p)
		p.Err = InItsRow(p.Err)
		plans = append(plans, p)
	}
	return plans
}

func (to Declaring) row(row Row, p *FigurePlan) (ledger.Request, error) {
	c := ledger.DeclareFigures{Source: cmp.Or(row.Get(Source), to.Source), SourceDate: to.On}
	var err error
	if text := row.Get(SourceDate); text != "" {
		if c.SourceDate, err = ParseDate(text); err != nil {
			return ledger.Request{}, inColumn(err, SourceDate)
		}
	}
	p.Date = c.SourceDate
	var nobody error
	c.Unit, p.Unit, nobody = to.Unit(row.Get(OfUnit))
	if p.Asked, err = to.figure(row, p); err != nil || nobody != nil {
		return ledger.Request{}, cmp.Or(err, nobody)
	}
	c.Rows = []statistic.Asked{p.Asked}
	// What the ledger would say of the row alone is said before it is asked.
	if _, err := (&statistic.Statistics{}).Declare(statistic.Published{Source: c.Source, On: c.SourceDate}, to.Today, c.Rows); err != nil {
		return ledger.Request{}, err
	}
	_, data, err := ledger.Encode(c)
	at := time.Unix(int64(c.SourceDate)*24*60*60, 0).Add(-7 * time.Hour).UTC() // midnight in Vietnam
	return ledger.Request{ID: uuid.NewSHA1(sovangImport, append([]byte("figure\n"), data...)), At: at, Actor: to.Actor, Command: c}, err
}

// InItsRow says of a refusal which column of the row it speaks of: a file has a command for each row, with one figure.
func InItsRow(err error) error {
	e, ok := errors.AsType[*domain.Error](err)
	if !ok {
		return err
	}
	said := domain.Errorf(e.Code, "%s", e.Message)
	for _, field := range e.Fields {
		field = strings.TrimPrefix(field, "rows[0].")
		said.Fields = append(said.Fields, cmp.Or(map[string]string{"in": string(MeasuredIn), "source_date": string(SourceDate)}[field], field))
	}
	return said
}

func (to Declaring) figure(row Row, p *FigurePlan) (a statistic.Asked, err error) {
	p.Who = row.Get(Measure)
	m, known := measures[Fold(row.Get(Measure))]
	a = statistic.Asked{Measure: m.Code, Period: strings.ToUpper(row.Get(Period)), Levels: to.Levels, In: measuredIn(row.Get(MeasuredIn), m.In)}
	switch {
	case row.Get(Measure) == "":
		return a, domain.Errorf(domain.Invalid, "what was measured is missing").On("measure")
	case !known && !to.Free:
		return a, domain.Errorf(domain.Invalid, "%q is no measure that is known here; with --free it is taken with that name", row.Get(Measure)).On("measure")
	case !known:
		a.Measure, a.Name, p.Note = statistic.Free, row.Get(Measure), "a measure of its own"
	}
	if period, err := statistic.ParsePeriod(a.Period); err == nil {
		a.Period = period.String() // however it was written, it is the same row
	}
	if text := row.Get(Levels); text != "" {
		ok := false
		if a.Levels, ok = levels[Fold(text)]; !ok {
			return a, domain.Errorf(domain.Invalid, "%q does not say of whom; write riêng (of the unit alone) or cả cấp dưới (of all below it too)", text).On("levels")
		}
	}
	if a.Bound, a.Note, err = bounded(row.Get(Bound), row.Get(FigureNote)); err != nil {
		return a, err
	}
	a.Value, err = ParseFigure(row.Get(Value), cmp.Or(a.In, m.In))
	return a, err
}

// measures are what files call the measures, folded: by code, by name, and as the press does.
var measures = func() map[string]statistic.Measure {
	all, code := map[string]statistic.Measure{}, map[string]statistic.Measure{}
	for _, m := range statistic.Measures {
		if m.Code != statistic.Free {
			all[Fold(m.Code)], all[Fold(m.Name)], code[m.Code] = m, m, m
		}
	}
	for name, of := range map[string]string{"fund mobilised total": "fund-mobilised", "van dong duoc": "fund-mobilised", "quy van dong": "fund-mobilised", "rewarded": "rewards-paid",
		"so tien khen thuong": "rewards-paid", "quy": "fund", "quy khuyen hoc": "fund", "so hoi vien": "members", "so chi hoi": "branches", "so ban khuyen hoc": "committees",
		"so hoc sinh": "pupils", "so dan": "population", "heo da khui": "boxes-opened", "so suat hoc bong": "scholarships"} {
		all[name] = code[of]
	}
	return all
}()

var levels = map[string]statistic.Levels{"own": statistic.Own, "rieng": statistic.Own, "rieng don vi": statistic.Own,
	"below": statistic.Below, "ca cap duoi": statistic.Below, "moi cap": statistic.Below, "toan tinh": statistic.Below, "toan bo": statistic.Below, "all levels": statistic.Below}

var bounds = map[string]statistic.Bound{"exact": statistic.Exact, "dung": statistic.Exact, "chinh xac": statistic.Exact, "over": statistic.Over, "tren": statistic.Over, "hon": statistic.Over,
	"nearly": statistic.Nearly, "gan": statistic.Nearly, "xap xi": statistic.Nearly, "about": statistic.About, "khoang": statistic.About}

// bounded reads how exactly a figure is meant: from its own column, or from a note that begins with the word ("over; all levels").
func bounded(text, note string) (statistic.Bound, string, error) {
	if text != "" {
		b, ok := bounds[Fold(text)]
		if !ok {
			return "", note, domain.Errorf(domain.Invalid, "%q is no bound; write đúng, trên, gần or khoảng (exact, over, nearly, about)", text).On("bound")
		}
		return b, note, nil
	}
	first, rest, _ := strings.Cut(note, ";")
	if b, ok := bounds[Fold(first)]; ok {
		return b, strings.TrimSpace(rest), nil
	}
	return statistic.Exact, note, nil
}

// inWords are what files call units of measure, folded.
var inWords = map[string]string{"nguoi": "people", "hoi vien": "people", "gia dinh": "families", "ho gia dinh": "families", "dong ho": "clans", "cong dong": "communities", "don vi": "units",
	"suat": "awards", "heo": "boxes", "con": "boxes", "dong": "VND", "d": "VND", "vnd": "VND", "usd": "USD"}

// measuredIn is the unit of measure as the ledger has it: the measure's own where the file says nothing.
func measuredIn(text, own string) string {
	folded := Fold(text)
	switch code, ok := inWords[folded]; {
	case text == "" || own != "" && folded == Fold(own):
		return own
	case ok:
		return code
	}
	return text
}

// ParseFigure reads a figure as files have it and gives it as commands do: 467.032 and 467,032 are one where things are counted whole, 33,5 is 33.5
// where they are not, and money may be spoken (22,9 tỷ). It refuses, on the field value, what could be read in two ways: 1.234 of what may have
// fractions.
func ParseFigure(text, in string) (string, error) {
	folded := foldAmount(text)
	unread := domain.Errorf(domain.Invalid, "%q is no figure that can be read in one way only; write 467032 or 467.032, and 33,5 of what has fractions", Clean(text)).On("value")
	if folded == "" {
		return "", domain.Errorf(domain.Invalid, "a figure is missing").On("value")
	}
	if c, err := money.ParseCurrency(in); err == nil {
		return moneyFigure(text, c)
	}
	whole := slices.ContainsFunc(statistic.Measures, func(m statistic.Measure) bool { return m.In != "" && m.In == in })
	like := money.Currency("USD") // digits are grouped as in money that has fractions, or that has none
	if whole {
		like = money.VND
	}
	if strings.ContainsAny(folded, "-–+()") {
		return "", unread
	}
	d, ok := plain(strings.TrimSuffix(folded, "%"), like)
	if !ok || whole && !d.IsInteger() {
		return "", unread
	}
	return d.String(), nil
}

// moneyFigure reads an amount that may name its currency, which is then the one that the figure is in.
func moneyFigure(text string, in money.Currency) (string, error) {
	m, err := ParseAmount(text)
	if in != money.VND && (err != nil || m.Currency != in) {
		m, err = ParseAmount(text + " " + string(in))
	}
	switch {
	case err != nil:
		return "", inColumn(err, Value)
	case m.Currency != in:
		return "", domain.Errorf(domain.Invalid, "%q is not in %s", Clean(text), in).On("value")
	}
	return m.Decimal().String(), nil
}

// Units finds the units that rows name: by a map from names to codes, else by code, else by a name that only one unit has. One is whose figures they are
// where rows name none.
type Units struct {
	codes map[string]uuid.UUID // by code in capitals
	names map[string][]string  // codes by folded name
	is    map[string]string    // the map: code by folded name
	one   string
}

// NewUnits begins with the ledger's units.
func NewUnits() *Units {
	return &Units{codes: map[string]uuid.UUID{}, names: map[string][]string{}, is: map[string]string{}}
}

// Add makes a unit known.
func (u *Units) Add(id uuid.UUID, code, name string) {
	u.codes[strings.ToUpper(code)] = id
	u.names[Fold(name)] = append(u.names[Fold(name)], code)
}

// Only says that all rows are of one unit, whatever they call it.
func (u *Units) Only(code string) error {
	if _, ok := u.codes[strings.ToUpper(code)]; !ok {
		return domain.Errorf(domain.NotFound, "there is no unit with the code %q", code).On("unit")
	}
	u.one = code
	return nil
}

// Map reads which name is which unit; every line that names a unit that is not there, or a name twice, is told.
func (u *Units) Map(t *Table) error {
	var wrong []error
	for _, row := range t.Rows {
		name, code := Fold(row.Get(OfUnit)), row.Get(UnitCode)
		was, twice := u.is[name]
		_, known := u.codes[strings.ToUpper(code)]
		switch {
		case name == "" || code == "":
			wrong = append(wrong, domain.Errorf(domain.Invalid, "the map of units, line %d: a name and a code stand in each line", row.Line).On("units"))
		case !known:
			wrong = append(wrong, domain.Errorf(domain.NotFound, "the map of units, line %d: there is no unit with the code %q", row.Line, code).On("units"))
		case twice && !strings.EqualFold(was, code):
			wrong = append(wrong, domain.Errorf(domain.Conflict, "the map of units, line %d: %q is %s already", row.Line, row.Get(OfUnit), was).On("units"))
		}
		u.is[name] = code
	}
	return errors.Join(wrong...)
}

// Find is what Declaring asks.
func (u *Units) Find(name string) (uuid.UUID, string, error) {
	code := u.one
	if code == "" {
		folded := Fold(name)
		called := u.names[folded]
		switch mapped, ok := u.is[folded]; {
		case name == "":
			return uuid.Nil, "", domain.Errorf(domain.Invalid, "the row does not say whose figure it is; name the unit with --unit").On("unit")
		case ok:
			code = mapped
		case u.codes[strings.ToUpper(name)] != uuid.Nil:
			code = name
		case len(called) == 1:
			code = called[0]
		case len(called) > 1:
			return uuid.Nil, "", domain.Errorf(domain.Conflict, "several units are called %q: %s; say which in a map (--units)", name, strings.Join(called, ", ")).On("unit")
		default:
			return uuid.Nil, "", domain.Errorf(domain.NotFound, "no unit of this ledger is %q; say which one it is in a map (--units), or found it first", name).On("unit")
		}
	}
	id, ok := u.codes[strings.ToUpper(code)]
	if !ok {
		return uuid.Nil, "", domain.Errorf(domain.NotFound, "there is no unit with the code %q", code).On("unit")
	}
	return id, strings.ToUpper(code), nil
}

// OneUnit refuses a file whose rows name several units where all are said to be one's.
func OneUnit(t *Table) error {
	first := ""
	for _, row := range t.Rows {
		name := row.Get(OfUnit)
		if first = cmp.Or(first, name); name != "" && Fold(name) != Fold(first) {
			return domain.Errorf(domain.Invalid, "line %d: the file speaks of %q and of %q; say which units they are with --units instead of --unit", row.Line, first, name).On("unit")
		}
	}
	return nil
}
