package boxes

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// AskedBox is a box to hand out.
type AskedBox struct {
	Box    string     `json:"box"`
	Kind   KeeperKind `json:"kind,omitzero"` // family where left out
	Keeper uuid.UUID  `json:"keeper,omitzero"`
	Tier   string     `json:"tier,omitzero"`
}

// AskedCount is what was found in a box. What is donated of it is all, or nothing where the campaign's rule is that families give back
// what they wish, where it is left out. Stray says that the box was never handed out, and who keeps it.
type AskedCount struct {
	AskedBox
	Counted money.Money `json:"counted"`
	Donated money.Money `json:"donated,omitzero"`
	Stray   bool        `json:"stray,omitzero"`
}

// AskedLoss is a box that will not be opened.
type AskedLoss struct {
	Box    string `json:"box"`
	Fate   Fate   `json:"fate"`
	Reason string `json:"reason"`
}

// Rule is the campaign's rule in force on the day of an opening: its number, its levels in order, and how it splits boxes after those
// that came to before in all.
type Rule struct {
	No        int
	Levels    []string
	Voluntary bool
	Parts     func(before int64, boxes []int64) ([][]int64, error)
}

// Sheet is one level's part of an opening, box by box.
type Sheet struct {
	To   LevelFund
	Sum  int64
	Rows []Gift
}

// Gift is a box's part.
type Gift struct {
	Box    string
	Keeper uuid.UUID
	Amount int64
}

// HandOut decides to give boxes to their keepers. That keepers are registered is seen by the caller.
func (b *Book) HandOut(on, today domain.Date, asked []AskedBox) ([]domain.Event, error) {
	if err := b.mustExist(); err != nil {
		return nil, err
	}
	if err := on.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	if n := len(asked); n == 0 || n > MostBoxes {
		return nil, domain.Errorf(domain.Invalid, "1 to %d boxes are handed out at a time, not %d", MostBoxes, n).On("rows")
	}
	rows, seen := make([]KeptRow, len(asked)), map[string]bool{}
	for i, a := range asked {
		row, err := a.kept()
		if err == nil {
			err = b.fresh(row.Box, seen)
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		rows[i] = row
	}
	return []domain.Event{HandedOut{on, rows}}, nil
}

// fresh refuses a box that the book has, or that stands in the same decision before.
func (b *Book) fresh(code string, seen map[string]bool) error {
	if box, known := b.Boxes[code]; known {
		return domain.Errorf(domain.Conflict, "box %s was handed out before; it is %s since %s", code, box.State, box.On).On("box")
	}
	return once(code, seen)
}

func once(code string, seen map[string]bool) error {
	if seen[code] {
		return domain.Errorf(domain.Invalid, "box %s stands here twice", code).On("box")
	}
	seen[code] = true
	return nil
}

// boxCode is a box's code as it is kept: "p0017" and "P0017" are one box.
func boxCode(text string) (string, error) {
	code, err := domain.CodeText("box", text)
	return strings.ToUpper(code), err
}

func (a AskedBox) kept() (row KeptRow, err error) {
	row = KeptRow{Kind: a.Kind, Keeper: a.Keeper}
	if row.Kind == "" {
		row.Kind = Family
	}
	if !slices.Contains(Kinds, row.Kind) {
		return row, domain.Errorf(domain.Invalid, "a box is kept by a family, a class or a unit, not by a %q", row.Kind).On("kind")
	}
	if row.Box, err = boxCode(a.Box); err != nil {
		return row, err
	}
	row.Tier, err = domain.OptionalText("tier", a.Tier, 60)
	return row, err
}

// Open decides an opening: what was counted, what of it was donated, and what each level gets of that. The sheets are those of the
// levels that get something, in the order of the rule.
func (b *Book) Open(e Opened, today domain.Date, asked []AskedCount, rule Rule) (events []domain.Event, sheets []Sheet, err error) {
	if err := b.mustExist(); err != nil {
		return nil, nil, err
	}
	if err := e.On.NotAhead(today, "on"); err != nil {
		return nil, nil, err
	}
	if e.Counters, err = counters(e.Counters); err != nil {
		return nil, nil, err
	}
	if e.Minutes, err = domain.Text("minutes", e.Minutes, 200); err != nil {
		return nil, nil, err
	}
	if n := len(asked); n == 0 || n > MostBoxes {
		return nil, nil, domain.Errorf(domain.Invalid, "1 to %d boxes are opened at a time, not %d", MostBoxes, n).On("rows")
	}
	strays, keepers, err := b.counted(&e, asked, rule.Voluntary)
	if err != nil {
		return nil, nil, err
	}
	e.Rule = rule.No
	if sheets, err = b.split(&e, keepers, rule); err != nil {
		return nil, nil, err
	}
	if len(strays) > 0 {
		events = append(events, BroughtIn{e.On, strays})
	}
	return append(events, e), sheets, nil
}

// counters are the people before whom boxes are opened: two or more, and different ones, however they spell their names.
func counters(asked []string) ([]string, error) {
	if len(asked) < 2 || len(asked) > 20 {
		return nil, domain.Errorf(domain.Violation, "boxes are opened and counted by at least two people").On("counters")
	}
	names := slices.Clone(asked)
	for i := range names {
		at := fmt.Sprintf("counters[%d]", i)
		var err error
		if names[i], err = domain.Text(at, names[i], 100); err != nil {
			return nil, err
		}
		for _, other := range names[:i] {
			if domain.SameActor(other, names[i]) {
				return nil, domain.Errorf(domain.Violation, "%s counts twice; boxes are opened and counted by at least two different people", other).On(at)
			}
		}
	}
	return names, nil
}

// counted fills in the rows of an opening, and gives who keeps each box and which boxes had never been handed out.
func (b *Book) counted(e *Opened, asked []AskedCount, voluntary bool) (strays []KeptRow, keepers []uuid.UUID, err error) {
	e.Rows, keepers = make([]CountedRow, len(asked)), make([]uuid.UUID, len(asked))
	seen := map[string]bool{}
	for i, a := range asked {
		box, stray, err := b.brought(a, e.On, seen)
		if err == nil {
			e.Rows[i], err = a.row(voluntary)
		}
		if err != nil {
			return nil, nil, domain.InRow("rows", i, err)
		}
		if keepers[i] = box.Keeper; stray != nil {
			strays, keepers[i] = append(strays, *stray), stray.Keeper
		}
	}
	return strays, keepers, nil
}

// brought finds the box that a row speaks of: handed out by that day and not opened yet, or never handed out, and said to be.
func (b *Book) brought(a AskedCount, on domain.Date, seen map[string]bool) (Box, *KeptRow, error) {
	code, err := boxCode(a.Box)
	if err != nil {
		return Box{}, nil, err
	}
	if err := once(code, seen); err != nil {
		return Box{}, nil, err
	}
	box, known := b.Boxes[code]
	switch {
	case !known && !a.Stray:
		return box, nil, domain.Errorf(domain.NotFound, "box %s was never handed out; say that it is a stray one if it is", code).On("box")
	case !known:
		row, err := a.kept()
		return box, &row, err
	case a.Stray:
		return box, nil, domain.Errorf(domain.Conflict, "box %s was handed out; it is no stray", code).On("stray")
	case box.State == Open:
		return box, nil, domain.Errorf(domain.Conflict, "box %s was opened on %s", code, box.On).On("box")
	case box.State == Out && box.On > on:
		return box, nil, domain.Errorf(domain.Violation, "box %s was handed out on %s, after the day of the opening", code, box.On).On("box")
	case a.Keeper != uuid.Nil && a.Keeper != box.Keeper:
		return box, nil, domain.Errorf(domain.Conflict, "box %s was handed out to somebody else", code).On("keeper")
	}
	return box, nil, nil
}

func (a AskedCount) row(voluntary bool) (CountedRow, error) {
	row := CountedRow{}
	row.Box, _ = boxCode(a.Box)
	if a.Counted == (money.Money{}) {
		return row, domain.Errorf(domain.Invalid, "what was counted is needed, nothing too").On("counted")
	}
	if err := inDong(a.Counted, "counted"); err != nil {
		return row, err
	}
	donated := a.Donated
	if donated == (money.Money{}) {
		if donated = a.Counted; voluntary {
			donated = money.Dong(0)
		}
	}
	if err := inDong(donated, "donated"); err != nil {
		return row, err
	}
	if donated.Minor > a.Counted.Minor {
		return row, domain.Errorf(domain.Violation, "%s is donated out of a box that held %s", donated, a.Counted).On("donated")
	}
	row.Counted, row.Donated = a.Counted.Minor, donated.Minor
	return row, nil
}

// mostSplit bounds the running totals of a rule.
const mostSplit = 1000 * money.Max

// split shares what was donated between the levels, box by box.
func (b *Book) split(e *Opened, keepers []uuid.UUID, rule Rule) ([]Sheet, error) {
	amounts, before := make([]int64, len(e.Rows)), b.Donated[rule.No]
	sum := before
	for i, r := range e.Rows {
		amounts[i] = r.Donated
		if sum += r.Donated; sum > mostSplit {
			return nil, domain.Errorf(domain.Violation, "the boxes add up to more than this ledger can split").On("rows")
		}
	}
	if sum == before {
		return nil, nil
	}
	if rule.No == 0 {
		return nil, domain.Errorf(domain.Violation, "the campaign has no rule of splitting in force on %s", e.On).On("on")
	}
	parts, err := rule.Parts(before, amounts)
	if err != nil {
		return nil, err
	}
	var sheets []Sheet
	var got [][]int64 // by sheet and box
	for l, level := range rule.Levels {
		to, named := b.taker(level)
		at := slices.IndexFunc(sheets, func(s Sheet) bool { return s.To == to })
		if at < 0 {
			at, sheets, got = len(sheets), append(sheets, Sheet{To: to}), append(got, make([]int64, len(parts)))
		}
		for i, part := range parts {
			got[at][i] += part[l]
			sheets[at].Sum += part[l]
		}
		if !named && sheets[at].Sum > 0 {
			return nil, domain.Errorf(domain.Violation, "level %q gets a share, but this book of boxes names no fund for it", level).On("boxes")
		}
	}
	for at := range sheets {
		s := &sheets[at]
		e.Shares = append(e.Shares, Share{s.To.Level, s.To.Fund, s.Sum})
		for i, amount := range got[at] {
			if amount > 0 {
				s.Rows = append(s.Rows, Gift{e.Rows[i].Box, keepers[i], amount})
			}
		}
	}
	return slices.DeleteFunc(sheets, func(s Sheet) bool { return s.Sum == 0 }), nil
}

// taker is who takes a level's share. Levels whose funds have become one, by a merger say, are one level from then on: the opener's where it
// is among them, else the first. named is false where the book names no fund for the level.
func (b *Book) taker(level string) (to LevelFund, named bool) {
	if to, named = b.FundOf(level); !named {
		return LevelFund{Level: level}, false
	}
	if opener, _ := b.FundOf(b.Level); opener.Fund == to.Fund {
		return opener, true
	}
	return b.Levels[slices.IndexFunc(b.Levels, func(l LevelFund) bool { return l.Fund == to.Fund })], true
}

// Lose decides that boxes will not be opened.
func (b *Book) Lose(on, today domain.Date, asked []AskedLoss) ([]domain.Event, error) {
	if err := b.mustExist(); err != nil {
		return nil, err
	}
	if err := on.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	if n := len(asked); n == 0 || n > MostBoxes {
		return nil, domain.Errorf(domain.Invalid, "1 to %d boxes are lost at a time, not %d", MostBoxes, n).On("rows")
	}
	rows, seen := make([]LostRow, len(asked)), map[string]bool{}
	for i, a := range asked {
		row, err := b.losing(a, on, seen)
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		rows[i] = row
	}
	return []domain.Event{Lost{on, rows}}, nil
}

func (b *Book) losing(a AskedLoss, on domain.Date, seen map[string]bool) (row LostRow, err error) {
	if row.Box, err = boxCode(a.Box); err != nil {
		return row, err
	}
	if err := once(row.Box, seen); err != nil {
		return row, err
	}
	box, known := b.Boxes[row.Box]
	switch {
	case !known:
		return row, domain.Errorf(domain.NotFound, "box %s was never handed out", row.Box).On("box")
	case box.State == Open:
		return row, domain.Errorf(domain.Conflict, "box %s was opened on %s", row.Box, box.On).On("box")
	case box.State == Gone:
		return row, domain.Errorf(domain.Conflict, "box %s was reported on %s", row.Box, box.On).On("box")
	case box.On > on:
		return row, domain.Errorf(domain.Violation, "box %s was handed out on %s", row.Box, box.On).On("box")
	case !slices.Contains(Fates, a.Fate):
		return row, domain.Errorf(domain.Invalid, "a box is lost, broken or not-returned, not %q", a.Fate).On("fate")
	}
	row.Fate = a.Fate
	row.Reason, err = domain.Text("reason", a.Reason, 300)
	return row, err
}

// Accept decides that another level takes its share of an opening.
func (b *Book) Accept(e Accepted) ([]domain.Event, error) {
	if err := b.mustExist(); err != nil {
		return nil, err
	}
	if !slices.Contains(b.Waiting[e.Opening], e.Level) {
		return nil, domain.Errorf(domain.NotFound, "nothing of that opening waits for level %q", e.Level).On("opening")
	}
	return []domain.Event{e}, nil
}
