package ledger_test

import (
	"fmt"
	"maps"
	"slices"
	"sort"

	"github.com/google/uuid"

	"sovang/domain"
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
	moved    cellState = "moved"
)

// unitOfMoney is one đồng somebody gave: it was born in one cell and may come to another. What a donation's đồng are now is where they are.
type unitOfMoney struct {
	at    *cell
	wall  string // for what it was given, or re-designated
	moves int    // how often it went to another cell without covering anything
}

type cell struct {
	at     int
	in     *naiveCompartment
	state  cellState
	owed   bool // nobody's đồng stands behind it
	loop   bool // owed because a donation was reversed: not to be filled by the fund's own đồng come back
	cause  uuid.UUID
	by     *cell        // what covers this one, the last time
	before []*cell      // what covered it or became it, ever
	born   *unitOfMoney // the đồng that came in here
	owner  *unitOfMoney // the đồng that is here
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
	slot         uuid.UUID // the one slot it has a compartment for
	bridged      []*cell   // what the bridge paid for it, as paid
	shifted      map[string]map[domain.Date]int
	held         map[uuid.UUID]*naiveHeld
	most         int        // the deed's cap on one award, 0 where there is none
	into         *naiveFund // that took this one over
}

func newNaiveFund(id, slot uuid.UUID) *naiveFund {
	return &naiveFund{id: id, slot: slot, compartments: map[string]*naiveCompartment{}, places: map[string]int{},
		reservations: map[uuid.UUID]*naiveReservation{}, shifted: map[string]map[domain.Date]int{}, held: map[uuid.UUID]*naiveHeld{}}
}

type naiveHeld struct {
	to     *naiveFund
	rows   map[string]int // that were not given back
	codes  []string
	place  string
	amount int
}

type naiveGift struct {
	of     *naiveFund
	lines  map[string][]*cell // home cells that are not gone
	rows   map[string][]*cell // of a sheet: the home cells of each row
	amount int
	days   fund.Days
	place  string
}

type naivePayout struct {
	of     *naiveFund
	rows   [][]*cell // what is still out, in the order taken
	codes  []string
	list   bool
	amount int
	place  string
	booked domain.Date
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
		c.born = &unitOfMoney{at: c, wall: name}
		c.owner = c.born
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
	by.state, over.by, over.before = covering, by, append(over.before, by)
	by.gives(over)
	over.via = united(over.via, by.via)
}

func united(a, b map[*naiveFund]bool) map[*naiveFund]bool {
	all := maps.Clone(a)
	maps.Copy(all, b)
	return all
}

// gives: the đồng that is here is there now.
func (c *cell) gives(to *cell) {
	c.owner.at, to.owner, c.owner = to, c.owner, nil
}

// becomes makes another cell the place of this one's đồng, with all that is known of where it came from.
func (c *cell) becomes(to *cell) {
	c.owner.moves++
	c.gives(to)
	to.via, to.before = c.via, append(to.before, c)
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

// now is where the đồng that came in here is by now.
func (c *cell) now() *cell { return c.born.at }

// back is a used cell that is used no more.
func (f *naiveFund) back(c *cell) {
	f.bridged = slices.DeleteFunc(f.bridged, func(b *cell) bool { return b == c })
	if c.owed {
		f.settle(c)
		c.state = void
		return
	}
	c.state = free
	if c.in.name != "vuot-kho" || c.owner.wall != "suat" {
		c.owner.wall = c.in.name // it lies behind this wall from now on
	}
}

// home: what a slot's money had repaid to the bridge, and came back, goes behind the slot's wall again.
func (f *naiveFund) home(cells []*cell) {
	for _, c := range byHome(cells) {
		if c.state == free && c.in.name != "suat" && c.owner.wall == "suat" {
			defer func() {
				c.becomes(f.grow("suat", 1)[0]) // the lowest first, as deferred
				c.state = moved
			}()
		}
	}
}

// repay: late money of the slot takes the place of what the bridge paid, whose owners get as much anew.
func (f *naiveFund) repay() {
	for _, over := range slices.Clone(f.bridged) {
		if over.owed || f.available("suat") == 0 {
			continue
		}
		over.becomes(f.grow("vuot-kho", 1)[0])
		cover(f.freeCells("suat")[0], over)
		f.bridged = slices.DeleteFunc(f.bridged, func(b *cell) bool { return b == over })
	}
}

// tainted is every fund a cell's đồng may have come through, the way there by covers and moves included.
func (c *cell) tainted(of *naiveFund) map[*naiveFund]bool {
	all, seen := map[*naiveFund]bool{of: true}, map[*cell]bool{}
	var visit func(*cell)
	visit = func(c *cell) {
		if seen[c] {
			return
		}
		seen[c] = true
		for g := range c.via {
			all[g] = true
		}
		for _, by := range c.before {
			visit(by)
		}
	}
	visit(c)
	return all
}

// shift is money in a place on another day than today.
func (f *naiveFund) shift(place string, day domain.Date, amount int) {
	if f.shifted[place] == nil {
		f.shifted[place] = map[domain.Date]int{}
	}
	f.shifted[place][day] += amount
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
	if err := f.differsInPlaces(g); err != nil {
		return err
	}
	var owes []int
	for _, c := range f.bridged {
		owes = append(owes, c.at)
	}
	var have []int
	for _, p := range g.Bridged[f.slot] {
		have = append(have, expand(p.Paid.Spans)...)
	}
	if !slices.Equal(owes, have) {
		return fmt.Errorf("the bridge is owed %v, naive %v", have, owes)
	}
	return f.differsInOwners(g)
}

func (f *naiveFund) differsInPlaces(g *fund.Fund) error {
	for name, balance := range f.places {
		if int(g.Places[name].Balance) != balance {
			return fmt.Errorf("place %s: %d, naive %d", name, g.Places[name].Balance, balance)
		}
		for day, amount := range g.Places[name].Days {
			naive := f.shifted[name][day]
			if day == domain.DateOf(recorded) {
				naive = balance
				for other, n := range f.shifted[name] {
					if other != day {
						naive -= n
					}
				}
			}
			if int(amount) != naive {
				return fmt.Errorf("place %s on %s: %d, naive %d", name, day, amount, naive)
			}
		}
	}
	held := map[uuid.UUID]int{}
	for _, h := range g.Held {
		held[h.ID] += int(h.Amount)
	}
	for id, h := range f.held {
		if held[id] != h.amount {
			return fmt.Errorf("held %d, naive %d", held[id], h.amount)
		}
	}
	return nil
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
