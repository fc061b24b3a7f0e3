package statistic

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// MostFigures is how many figures one decision declares.
const MostFigures = 1000

// StreamOf names the stream of what a unit declares.
func StreamOf(unit uuid.UUID) domain.Stream { return domain.StreamOf("statistics", unit) }

// Statistics is the state of what is declared of one unit.
type Statistics struct {
	Figures map[int64]Known  `json:"figures"` // by number
	Holds   map[string]int64 `json:"holds"`   // what a source says about a measure, period and levels → the figure that says it
}

// Known is what a rule asks of one figure.
type Known struct {
	Key       string `json:"key"`
	In        string `json:"in"`
	Bound     Bound  `json:"bound"`
	Is        Amount `json:"is"`
	Note      string `json:"note"`
	Withdrawn bool   `json:"withdrawn"`
}

// Asked is a figure to declare.
type Asked struct {
	Measure string `json:"measure"`
	Name    string `json:"name,omitzero"`   // of a free measure
	Nature  Nature `json:"nature,omitzero"` // of a free measure; a stock where left out
	Period  string `json:"period"`
	Levels  Levels `json:"levels"`
	Value   string `json:"value"`
	In      string `json:"in,omitzero"`    // the measure's own where left out
	Bound   Bound  `json:"bound,omitzero"` // exact where left out
	Note    string `json:"note,omitzero"`
}

// Published says who published figures, where, and when.
type Published struct {
	Source string
	On     domain.Date
}

// Declare takes figures of one source in. That the unit is there is seen by the caller. What the same source says already about the same
// measure, period and levels is a conflict: it is corrected, not said twice.
func (s *Statistics) Declare(by Published, today domain.Date, asked []Asked) ([]domain.Event, error) {
	if len(asked) == 0 || len(asked) > MostFigures {
		return nil, domain.Errorf(domain.Invalid, "1 to %d figures stand in one decision, not %d", MostFigures, len(asked)).On("rows")
	}
	var err error
	if by.Source, err = domain.Text("source", by.Source, 300); err != nil {
		return nil, err
	}
	if by.On == 0 {
		return nil, domain.Errorf(domain.Invalid, "a source has a day, on which it was published").On("source_date")
	}
	if err := by.On.NotAhead(today, "source_date"); err != nil {
		return nil, err
	}
	e := Declared{Source: by.Source, SourceDate: by.On, First: int64(len(s.Figures)) + 1, Figures: make([]Figure, len(asked))}
	rows := map[string]int{}
	for i, a := range asked {
		f, err := figure(a)
		if err == nil {
			err = f.publishedOn(by.On)
		}
		if err == nil {
			err = s.new(f.key(by.Source), rows, i)
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		e.Figures[i] = f
	}
	return []domain.Event{e}, nil
}

// new refuses what the same source has said before, here or earlier in the same list.
func (s *Statistics) new(key string, rows map[string]int, i int) error {
	if no, ok := s.Holds[key]; ok {
		return domain.Errorf(domain.Conflict, "this source says this already, in figure %d; correct that one, or withdraw it", no).On("measure")
	}
	if row, ok := rows[key]; ok {
		return domain.Errorf(domain.Conflict, "row %d says this already", row+1).On("measure")
	}
	rows[key] = i
	return nil
}

// figure reads one that is asked for.
func figure(a Asked) (Figure, error) {
	m, err := MeasureOf(a.Measure)
	if err != nil {
		return Figure{}, err
	}
	f := Figure{Measure: m.Code, In: m.In, Levels: a.Levels, Bound: a.Bound}
	if f.Bound == "" {
		f.Bound = Exact
	}
	switch {
	case !slices.Contains(Bounds, f.Bound):
		return f, domain.Errorf(domain.Invalid, "%q is no bound; there are exact, over, nearly and about", cut(string(a.Bound))).On("bound")
	case f.Levels != Own && f.Levels != Below:
		return f, domain.Errorf(domain.Invalid, "say whether the figure is of the unit alone (%s) or of all below it too (%s)", Own, Below).On("levels")
	}
	if err := f.measured(m, a); err != nil {
		return f, err
	}
	period, err := ParsePeriod(a.Period)
	if err != nil {
		return f, err
	}
	f.From, f.Until = period.From, period.Until
	if f.Amount, err = ParseAmount(a.Value, f.In); err != nil {
		return f, err
	}
	f.Note, err = domain.OptionalText("note", a.Note, 300)
	return f, err
}

// measured says what is measured, and in what: a known measure says both itself.
func (f *Figure) measured(m Measure, a Asked) (err error) {
	if m.Code != Free {
		switch {
		case a.Name != "" || a.Nature != "":
			return domain.Errorf(domain.Invalid, "%s has its name and nature already; only %q is given them", m.Code, Free).On("name")
		case a.In != "" && a.In != m.In && !(f.currency() && isCurrency(a.In)):
			return domain.Errorf(domain.Invalid, "%s is measured in %s, not in %q", m.Code, m.In, cut(a.In)).On("in")
		case a.In != "":
			f.In = a.In
		}
		return nil
	}
	if f.Name, err = domain.Text("name", a.Name, 200); err != nil {
		return err
	}
	if f.In, err = domain.Text("in", a.In, 40); err != nil {
		return err
	}
	switch f.Nature = a.Nature; f.Nature {
	case "":
		f.Nature = Stock
	case Stock, Flow, Target:
	default:
		return domain.Errorf(domain.Invalid, "%q is no nature of a measure; there are stock, flow and target", cut(string(a.Nature))).On("nature")
	}
	return nil
}

func (f *Figure) currency() bool { return isCurrency(f.In) }

func isCurrency(text string) bool {
	_, err := money.ParseCurrency(text)
	return err == nil
}

// publishedOn refuses a period that had not begun when its figure was published: only what is aimed at can be told before.
func (f *Figure) publishedOn(day domain.Date) error {
	nature := f.Nature
	if m, _ := MeasureOf(f.Measure); nature == "" {
		nature = m.Nature
	}
	if nature != Target && f.From > day {
		return domain.Errorf(domain.Invalid, "%s had not begun on %s, when this was published", Period{f.From, f.Until}, day).On("period")
	}
	return nil
}

// key is what of a unit can be said once by one source. Names are compared as names of people who act are: by what the eye sees.
func (f *Figure) key(source string) string {
	return f.Measure + "\n" + domain.ActorKey(f.Name) + "\n" + Period{f.From, f.Until}.String() + "\n" + string(f.Levels) + "\n" + domain.ActorKey(source)
}

// AskedCorrection is what a figure is instead. What is left out stays.
type AskedCorrection struct {
	Figure int64
	Value  string
	Bound  Bound
	Note   string
	Reason string
}

// Correct says that a figure is another.
func (s *Statistics) Correct(a AskedCorrection) ([]domain.Event, error) {
	k, err := s.standing(a.Figure)
	if err != nil {
		return nil, err
	}
	e := Corrected{Figure: a.Figure, WasBound: k.Bound, Was: k.Is, Bound: k.Bound, Is: k.Is, Note: k.Note}
	if a.Value != "" {
		if e.Is, err = ParseAmount(a.Value, k.In); err != nil {
			return nil, err
		}
	}
	if a.Bound != "" {
		if e.Bound = a.Bound; !slices.Contains(Bounds, a.Bound) {
			return nil, domain.Errorf(domain.Invalid, "%q is no bound; there are exact, over, nearly and about", cut(string(a.Bound))).On("bound")
		}
	}
	if note, err := domain.OptionalText("note", a.Note, 300); err != nil {
		return nil, err
	} else if note != "" {
		e.Note = note
	}
	if e.Reason, err = domain.Text("reason", a.Reason, 300); err != nil {
		return nil, err
	}
	if e.Is == k.Is && e.Bound == k.Bound && e.Note == k.Note {
		return nil, domain.Errorf(domain.Invalid, "figure %d says just that already", a.Figure).On("value")
	}
	return []domain.Event{e}, nil
}

// Withdraw takes a figure back. Its source may say something else of the same afterwards.
func (s *Statistics) Withdraw(figure int64, reason string) ([]domain.Event, error) {
	if _, err := s.standing(figure); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, 300)
	return []domain.Event{Withdrawn{figure, reason}}, err
}

// standing finds a figure that was not withdrawn.
func (s *Statistics) standing(figure int64) (Known, error) {
	k, ok := s.Figures[figure]
	switch {
	case !ok:
		return k, domain.Errorf(domain.NotFound, "the unit has no figure %d", figure).On("figure")
	case k.Withdrawn:
		return k, domain.Errorf(domain.Conflict, "figure %d was withdrawn", figure).On("figure")
	}
	return k, nil
}

// Evolve implements domain.State.
func (s *Statistics) Evolve(_ uuid.UUID, e domain.Event) {
	if s.Figures == nil {
		s.Figures, s.Holds = map[int64]Known{}, map[string]int64{}
	}
	switch e := e.(type) {
	case Declared:
		for i, f := range e.Figures {
			no, key := e.First+int64(i), f.key(e.Source)
			s.Figures[no] = Known{Key: key, In: f.In, Bound: f.Bound, Is: f.Amount, Note: f.Note}
			s.Holds[key] = no
		}
	case Corrected:
		k := s.Figures[e.Figure]
		k.Bound, k.Is, k.Note = e.Bound, e.Is, e.Note
		s.Figures[e.Figure] = k
	case Withdrawn:
		k := s.Figures[e.Figure]
		k.Withdrawn = true
		s.Figures[e.Figure] = k
		delete(s.Holds, k.Key)
	}
}

// Clone implements domain.State.
func (s *Statistics) Clone() domain.State {
	return &Statistics{maps.Clone(s.Figures), maps.Clone(s.Holds)}
}
