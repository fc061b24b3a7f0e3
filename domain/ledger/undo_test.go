package ledger_test

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain/fund"
)

// The steps of a story that take a gift back.

// byHome orders home cells from the highest.
func byHome(cells []*cell) []*cell {
	cells = slices.Clone(cells)
	slices.SortStableFunc(cells, func(a, b *cell) int { return b.at - a.at })
	return cells
}

func (s *story) reverse() step {
	id, g, ok := pick(s, s.gifts)
	if !ok {
		return step{}
	}
	c := fund.Reverse{Fund: g.of.id, Donation: id, Cause: fund.KeyingError, Reason: "ghi nhầm", Approver: "chủ tịch", Cover: s.draw(2) == 0}
	if s.draw(3) == 0 {
		c.Cause = fund.Bounced
	}
	var home []*cell
	names := walls
	if s.draw(2) == 0 { // one line, perhaps a part of it
		name := walls[s.draw(len(walls))]
		c.Line, names = name, []string{name}
	}
	for _, name := range names {
		home = append(home, g.lines[name]...)
	}
	amount := len(home)
	if c.Line != "" && amount > 1 && g.rows == nil && s.draw(2) == 0 {
		amount = 1 + s.draw(amount)
		c.Amount = dong(amount)
	}
	return s.reversal("reverse", c, g, home, amount)
}

// reversal is a step that takes an amount of home cells back: free ones from the highest, then spent ones.
func (s *story) reversal(kind string, c fund.Reverse, g *naiveGift, home []*cell, amount int) step {
	var free_, spent []*cell
	for _, h := range byHome(home) {
		if h.now().state == free {
			free_ = append(free_, h)
		} else {
			spent = append(spent, h)
		}
	}
	free_ = free_[:min(len(free_), amount)]
	spent = spent[:amount-len(free_)]
	legal, by := g.of.mayReverse(c, free_, spent, amount, g.place)
	if len(spent) > 0 && kind == "reverse" {
		kind = "reverse with cover"
	}
	if g.of.into != nil {
		by, legal = g.of.coverable(c, g.place, amount)
		kind = "reverse late"
	}
	return step{kind, c, legal, func(rid uuid.UUID) {
		if g.of.into != nil {
			g.of.handBack(by[:amount], g.place)
			by = g.of.freeCells("unrestricted")
		}
		for _, h := range slices.Concat(free_, spent) {
			s.told["reverse after a move"] += min(h.born.moves, 1)
		}
		for _, h := range free_ {
			h.now().state = void
		}
		over := overOf(spent)
		if c.Cause == fund.Bounced {
			g.of.owe(over, rid, true)
		} else {
			for i := range over {
				cover(by[i], over[i])
			}
		}
		g.gone(slices.Concat(free_, spent))
		g.of.places[g.place] -= amount
		g.of.fill()
	}}
}

// gone takes home cells out of what is left of a gift.
func (g *naiveGift) gone(cells []*cell) {
	for name, left := range g.lines {
		g.lines[name] = slices.DeleteFunc(left, func(h *cell) bool { return slices.Contains(cells, h) })
	}
	for code, row := range g.rows {
		if slices.Contains(cells, row[0]) { // a row goes whole
			delete(g.rows, code)
		}
	}
}

// overOf is where spent home cells are now, by compartment and position.
func overOf(spent []*cell) (over []*cell) {
	for _, h := range spent {
		over = append(over, h.now())
	}
	slices.SortFunc(over, func(a, b *cell) int {
		if a.in.name != b.in.name {
			return slices.Compare([]byte(a.in.name), []byte(b.in.name))
		}
		return a.at - b.at
	})
	return over
}

func (f *naiveFund) mayReverse(c fund.Reverse, free_, spent []*cell, amount int, place string) (legal bool, by []*cell) {
	if amount == 0 {
		return false, nil
	}
	if c.Cause == fund.Bounced {
		return true, nil
	}
	legal = f.spendable(place) >= amount
	voided := map[string]int{}
	for _, h := range free_ {
		voided[h.now().in.name]++
	}
	for name, n := range voided {
		legal = legal && n <= f.available(name)
	}
	if len(spent) == 0 {
		return legal, nil
	}
	goes := map[*cell]bool{}
	for _, h := range free_ {
		goes[h.now()] = true
	}
	for _, u := range f.freeCells("unrestricted") {
		if !goes[u] && !u.via[f] {
			by = append(by, u)
		}
	}
	can := min(len(by), f.available("unrestricted")-voided["unrestricted"])
	return legal && c.Cover && len(f.owed) == 0 && can >= len(spent), by
}

func (s *story) refund() step {
	id, g, ok := pick(s, s.gifts)
	if !ok || g.rows != nil {
		return step{}
	}
	name, amount, place := walls[s.draw(len(walls))], s.amount(), s.place()
	can := g.of.refundable(g.lines[name])
	c := fund.Refund{Fund: g.of.id, Donation: id, Line: name, Amount: dong(amount), Place: place, Approver: "chủ tịch", Reason: "nhà tài trợ xin lại"}
	return step{"refund", c, amount <= len(can) && g.of.spendable(place) >= amount, func(uuid.UUID) { g.refunded(can[:amount], place) }}
}

// refundable is the home cells whose đồng are free and not reserved, from the highest.
func (f *naiveFund) refundable(home []*cell) (can []*cell) {
	taken := map[string]int{}
	for _, h := range byHome(home) {
		in := h.now().in.name
		if h.now().state == free && taken[in] < f.available(in) {
			taken[in]++
			can = append(can, h)
		}
	}
	return can
}

func (g *naiveGift) refunded(cells []*cell, place string) {
	for _, h := range cells {
		h.now().state = void
	}
	g.gone(cells)
	g.of.places[place] -= len(cells)
}
