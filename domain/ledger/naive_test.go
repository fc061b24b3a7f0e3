package ledger_test

import (
	"fmt"
	"slices"
	"sort"

	"github.com/google/uuid"

	"sovang/domain/fund"
)

// The naive model: one cell for every đồng there ever was, and every rule of the numbered đồng written out over cells, with no
// interval, no set and nothing shared with the code under test. It is slow and plain on purpose.

type cellState string

const (
	free     cellState = "free"
	paid     cellState = "paid"
	sent     cellState = "sent"
	covering cellState = "covering"
	void     cellState = "void"
	lost     cellState = "lost"
)

type cell struct {
	at     int
	in     *naiveCompartment
	state  cellState
	owed   bool // nobody's đồng stands behind it
	loop   bool // owed because a donation was reversed: not to be filled by the fund's own đồng come back
	cause  uuid.UUID
	covers *cell   // what this one covers
	by     *cell   // what covers this one, the last time
	before []*cell // what covered it ever
	via    map[*naiveFund]bool
}

type naiveCompartment struct {
	name     string
	kind     fund.RestrictionKind
	cells    []*cell
	reserved int
}

type naiveReservation struct {
	order int
	left  map[string]int
	names []string // in the order of its shares
}

type naiveFund struct {
	id           uuid.UUID
	compartments map[string]*naiveCompartment
	places       map[string]int
	owed         []*cell // oldest first
	reservations map[uuid.UUID]*naiveReservation
	order        int
}

type naiveGift struct {
	of    *naiveFund
	lines map[string][]*cell // home cells that are not gone
	place string
}

type naivePayout struct {
	of    *naiveFund
	rows  [][]*cell // what is still out, in the order taken
	codes []string
	list  bool
}

type naiveTransfer struct {
	from, to    *naiveFund
	cells       []*cell
	place       string
	compartment string
	stage       fund.Stage
}

func (f *naiveFund) freeCells(name string) (cells []*cell) {
	for _, c := range f.compartments[name].cells {
		if c.state == free {
			cells = append(cells, c)
		}
	}
	return cells
}

func (f *naiveFund) available(name string) int {
	return max(len(f.freeCells(name))-f.compartments[name].reserved, 0)
}

func (f *naiveFund) grow(name string, n int) (cells []*cell) {
	inside := f.compartments[name]
	for range n {
		c := &cell{at: len(inside.cells), in: inside, state: free, via: map[*naiveFund]bool{}}
		inside.cells, cells = append(inside.cells, c), append(cells, c)
	}
	return cells
}

func (f *naiveFund) owe(cells []*cell, cause uuid.UUID, loop bool) {
	for _, c := range cells {
		c.owed, c.cause, c.loop = true, cause, loop
		f.owed = append(f.owed, c)
	}
}

func (f *naiveFund) settle(c *cell) {
	c.owed = false
	f.owed = slices.DeleteFunc(f.owed, func(d *cell) bool { return d == c })
}

func cover(by, over *cell) {
	by.state, by.covers, over.by, over.before = covering, over, by, append(over.before, by)
}

// fill: the next unrestricted đồng goes to the oldest deficit.
func (f *naiveFund) fill() {
	for _, over := range slices.Clone(f.owed) {
		for _, by := range f.freeCells("unrestricted") {
			if over.loop && by.via[f] {
				continue
			}
			cover(by, over)
			f.settle(over)
			break
		}
	}
}

func (f *naiveFund) take(name string, n int, s cellState) []*cell {
	cells := f.freeCells(name)
	cells = cells[:min(n, len(cells))]
	for _, c := range cells {
		c.state = s
	}
	return cells
}

// now follows a home cell through what it covers.
func (c *cell) now() *cell {
	for c.state == covering {
		c = c.covers
	}
	return c
}

// back is a used cell that is used no more.
func (f *naiveFund) back(c *cell) {
	if c.owed {
		f.settle(c)
		c.state = void
		return
	}
	c.state = free
}

// tainted is every fund a cell's đồng may have come through, the way there by covers included.
func (c *cell) tainted(of *naiveFund) map[*naiveFund]bool {
	all := map[*naiveFund]bool{of: true}
	for g := range c.via {
		all[g] = true
	}
	for _, by := range c.before {
		for g := range by.tainted(of) {
			all[g] = true
		}
	}
	return all
}

// differs compares the naive fund with the state that events built, cell by cell.
func (f *naiveFund) differs(g *fund.Fund) error {
	for name, inside := range f.compartments {
		c := g.Compartments[name]
		if c == nil {
			return fmt.Errorf("compartment %s is missing", name)
		}
		if int(c.Next) != len(inside.cells) || int(c.Reserved) != inside.reserved {
			return fmt.Errorf("%s: next %d, reserved %d; naive %d, %d", name, c.Next, c.Reserved, len(inside.cells), inside.reserved)
		}
		if err := sameCells(name+" free", expand(c.Free), inside.cells, func(c *cell) bool { return c.state == free }); err != nil {
			return err
		}
		var owed []fund.Span
		for _, d := range g.Deficits {
			if d.Compartment == name {
				owed = append(owed, d.Spans...)
			}
		}
		if err := sameCells(name+" uncovered", expand(owed), inside.cells, func(c *cell) bool { return c.owed }); err != nil {
			return err
		}
		if c.Uncovered != fund.Total(owed) {
			return fmt.Errorf("%s: %d uncovered, deficits of %d", name, c.Uncovered, fund.Total(owed))
		}
	}
	for name, balance := range f.places {
		if int(g.Places[name].Balance) != balance {
			return fmt.Errorf("place %s: %d, naive %d", name, g.Places[name].Balance, balance)
		}
	}
	return f.differsInOwners(g)
}

func (f *naiveFund) differsInOwners(g *fund.Fund) error {
	type position struct {
		compartment string
		at          int
	}
	owner := map[position]position{}
	for _, c := range g.Exceptions.Covers {
		by, over := expand(c.By.Spans), expand(c.Over.Spans)
		for i := range by {
			owner[position{c.Over.Compartment, over[i]}] = position{c.By.Compartment, by[i]}
		}
	}
	for name, inside := range f.compartments {
		for _, c := range inside.cells {
			have, ok := owner[position{name, c.at}]
			switch {
			case ok != (c.by != nil):
				return fmt.Errorf("%s[%d]: covered is %v, naive %v", name, c.at, ok, c.by != nil)
			case ok && have != position{c.by.in.name, c.by.at}:
				return fmt.Errorf("%s[%d]: covered by %v, naive by %s[%d]", name, c.at, have, c.by.in.name, c.by.at)
			}
		}
	}
	return nil
}

func sameCells(what string, have []int, cells []*cell, is func(*cell) bool) error {
	var want []int
	for _, c := range cells {
		if is(c) {
			want = append(want, c.at)
		}
	}
	sort.Ints(have)
	if !slices.Equal(have, want) {
		return fmt.Errorf("%s: %v, naive %v", what, have, want)
	}
	return nil
}

func expand(spans []fund.Span) (positions []int) {
	for _, s := range spans {
		for p := s.From(); p < s.To(); p++ {
			positions = append(positions, int(p))
		}
	}
	return positions
}
