package boxes

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Book is the state of one book of boxes. The zero Book is one that was never begun.
type Book struct {
	Unit     uuid.UUID              `json:"unit"`
	Campaign uuid.UUID              `json:"campaign"`
	Level    string                 `json:"level"`
	Levels   []LevelFund            `json:"levels"`
	Boxes    map[string]Box         `json:"boxes"`
	Donated  map[int]int64          `json:"donated"` // by the number of the rule: the running totals of its split
	Waiting  map[uuid.UUID][]string `json:"waiting"` // opening → levels that have not accepted their share
}

// Box is what a rule asks of one box.
type Box struct {
	Keeper uuid.UUID   `json:"keeper"`
	State  State       `json:"state"`
	On     domain.Date `json:"on"` // the day of the state
}

// State is how a box stands.
type State string

// The states of a box.
const (
	Out  State = "out"
	Open State = "opened"
	Gone State = "gone" // lost, broken or not returned; it may still turn up
)

// Exists says whether the book was begun.
func (b *Book) Exists() bool { return b.Unit != uuid.Nil }

const (
	mostLevels = 10
	// MostBoxes bounds the rows of one decision. An opening writes each box once as counted and once for each level that gets something
	// of it, so that many levels fit fewer boxes: an entry that is too long is refused as such.
	MostBoxes = 5000
)

// Begin begins the book. That unit, campaign, funds and compartments are there is seen by the caller.
func (b *Book) Begin(e Begun) ([]domain.Event, error) {
	if b.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this book of boxes was begun before").On("boxes")
	}
	var err error
	if e.Level, err = domain.Text("level", e.Level, 60); err != nil {
		return nil, err
	}
	if n := len(e.Levels); n == 0 || n > mostLevels {
		return nil, domain.Errorf(domain.Invalid, "1 to %d levels share what boxes bring", mostLevels).On("levels")
	}
	e.Levels = slices.Clone(e.Levels)
	for i := range e.Levels {
		l := &e.Levels[i]
		if l.Level, err = domain.Text("level", l.Level, 60); err != nil {
			return nil, domain.InRow("levels", i, err)
		}
		for _, other := range e.Levels[:i] {
			if other.Level == l.Level {
				return nil, domain.InRow("levels", i, domain.Errorf(domain.Invalid, "level %q stands here twice", l.Level).On("level"))
			}
			if other.Fund == l.Fund {
				return nil, domain.InRow("levels", i, domain.Errorf(domain.Invalid, "two levels share one fund; then they are one level").On("fund"))
			}
		}
	}
	if _, ok := e.fundOf(e.Level); !ok {
		return nil, domain.Errorf(domain.Invalid, "the level that opens, %q, is none of the levels", e.Level).On("level")
	}
	return []domain.Event{e}, nil
}

func (e Begun) fundOf(level string) (LevelFund, bool) { return (&Book{Levels: e.Levels}).FundOf(level) }

// FundOf is where a level's share goes.
func (b *Book) FundOf(level string) (LevelFund, bool) {
	i := slices.IndexFunc(b.Levels, func(l LevelFund) bool { return l.Level == level })
	if i < 0 {
		return LevelFund{}, false
	}
	return b.Levels[i], true
}

func (b *Book) mustExist() error {
	if !b.Exists() {
		return domain.Errorf(domain.NotFound, "there is no such book of boxes").On("boxes")
	}
	return nil
}

// Evolve implements domain.State.
func (b *Book) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Begun:
		*b = Book{Unit: e.Unit, Campaign: e.Campaign, Level: e.Level, Levels: e.Levels,
			Boxes: map[string]Box{}, Donated: map[int]int64{}, Waiting: map[uuid.UUID][]string{}}
	case HandedOut:
		b.kept(e.On, e.Rows)
	case BroughtIn:
		b.kept(e.On, e.Rows)
	case Opened:
		for _, r := range e.Rows {
			b.become(r.Box, Open, e.On)
			b.Donated[e.Rule] += r.Donated
		}
		for _, s := range e.Shares {
			if s.Level != b.Level && s.Amount > 0 {
				b.Waiting[entry] = append(b.Waiting[entry], s.Level)
			}
		}
	case Lost:
		for _, r := range e.Rows {
			b.become(r.Box, Gone, e.On)
		}
	case Accepted:
		left := slices.DeleteFunc(slices.Clone(b.Waiting[e.Opening]), func(level string) bool { return level == e.Level })
		if b.Waiting[e.Opening] = left; len(left) == 0 {
			delete(b.Waiting, e.Opening)
		}
	}
}

func (b *Book) kept(on domain.Date, rows []KeptRow) {
	for _, r := range rows {
		b.Boxes[r.Box] = Box{r.Keeper, Out, on}
	}
}

func (b *Book) become(code string, s State, on domain.Date) {
	box := b.Boxes[code]
	box.State, box.On = s, on
	b.Boxes[code] = box
}

// Clone implements domain.State.
func (b *Book) Clone() domain.State {
	c := *b
	c.Levels, c.Boxes, c.Donated, c.Waiting = slices.Clone(b.Levels), maps.Clone(b.Boxes), maps.Clone(b.Donated), maps.Clone(b.Waiting)
	for opening, levels := range c.Waiting {
		c.Waiting[opening] = slices.Clone(levels)
	}
	return &c
}

// inDong refuses amounts that are not whole đồng of nothing or more.
func inDong(m money.Money, field string) error {
	switch {
	case m.Currency != money.VND:
		return domain.Errorf(domain.Invalid, "boxes hold đồng, not %s", m.Currency).On(field)
	case m.Minor < 0:
		return domain.Errorf(domain.Invalid, "%s is less than nothing", m).On(field)
	case m.Minor > money.Max:
		return domain.Errorf(domain.Invalid, "%s is larger than this ledger takes", m).On(field)
	}
	return nil
}
