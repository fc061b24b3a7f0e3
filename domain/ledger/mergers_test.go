package ledger_test

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
)

// The steps of a story in which a fund ends and another one goes on, told over cells.

// last is the fund that answers for this one by now.
func (f *naiveFund) last() *naiveFund {
	for f.into != nil {
		f = f.into
	}
	return f
}

// open says whether anything keeps a fund from being taken over.
func (s *story) open(f *naiveFund) bool {
	open := len(f.reservations) > 0 || len(f.owed) > 0 || len(f.bridged) > 0
	for _, t := range s.transfers {
		open = open || t.stage == fund.InTransit && (t.from == f || t.to == f)
	}
	for _, other := range s.funds {
		for _, h := range other.held {
			open = open || h.amount > 0 && (other == f || h.to == f)
		}
	}
	for _, balance := range f.places {
		open = open || balance < 0
	}
	return open
}

// merge lets a new fund take over an old one, wall by wall; one that has something open is refused.
func (s *story) merge() step {
	f := s.fund()
	plan := ledger.HandOverFund{Fund: f.id, Into: s.other(f).id}
	for _, name := range walls {
		plan.Compartments = append(plan.Compartments, ledger.HandOverCompartment{From: name, Into: name})
	}
	for _, place := range places {
		plan.Places = append(plan.Places, ledger.HandOverPlace{From: place, Into: place})
	}
	c := ledger.HandOverFunds{Funds: []ledger.HandOverFund{plan}, Decision: "sáp nhập"}
	if s.open(f) {
		return step{"merge too early", c, false, nil}
	}
	if len(s.old) > 3 {
		return step{}
	}
	g := s.successor(f)
	c.Funds[0].Into = g.id
	return step{"merge", c, true, func(uuid.UUID) {
		for place, balance := range f.places {
			g.places[place], f.places[place] = balance, 0
		}
		f.into = g
		f.goesOn()
		s.old = append(s.old, f)
		s.funds[slices.Index(s.funds, f)] = g
	}}
}

// successor is a new fund without anything: its walls and places come with the hand-over.
func (s *story) successor(f *naiveFund) *naiveFund {
	g := newNaiveFund(id(-1000-len(s.old)), f.slot)
	if _, err := s.do(fund.Open{Fund: g.id, Unit: id(-1), Code: fmt.Sprint("quy-moi-", len(s.old)), Name: "Quỹ", Form: fund.AssociationFund}); err != nil {
		panic(err)
	}
	for name, inside := range f.compartments {
		g.compartments[name] = &naiveCompartment{name: name, kind: inside.kind}
	}
	return g
}

// goesOn: every free đồng is one of the successor's, behind the same wall.
func (f *naiveFund) goesOn() {
	for _, name := range walls {
		f.handed(f.into, name, f.freeCells(name))
	}
}

// handed: cells of one fund end, as many begin in the other, and know through which funds they may have come.
func (f *naiveFund) handed(to *naiveFund, name string, cells []*cell) []*cell {
	via := map[*naiveFund]bool{}
	for _, c := range cells {
		c.state = sent
		via = united(via, c.tainted(f))
	}
	grown := to.grow(name, len(cells))
	for _, c := range grown {
		c.via = via
	}
	return grown
}

// comesLate: what came back to a fund that is no more goes on to the last one, with its money.
func (f *naiveFund) comesLate(place string, amount int) {
	last := f.last()
	for ; f.into != nil; f = f.into {
		f.goesOn()
	}
	last.places[place] += amount
	last.fill()
}

// coverable is the cells by which the last successor may cover the reversal of a gift to a fund that is no more.
func (f *naiveFund) coverable(c fund.Reverse, place string, amount int) (by []*cell, legal bool) {
	last := f.last()
	for _, u := range last.freeCells("unrestricted") {
		if !u.via[f] {
			by = append(by, u)
		}
	}
	legal = amount > 0 && last.spendable(place) >= amount && len(by) >= amount
	if c.Cause != fund.Bounced {
		legal = legal && c.Cover && len(last.owed) == 0 && last.available("unrestricted") >= amount
	}
	return by, legal
}

// handBack brings cells of the last successor back for a reversal, and the money with them. Whatever came through this fund may stand for what
// they were from now on.
func (f *naiveFund) handBack(by []*cell, place string) {
	last := f.last()
	grown := last.handed(f, "unrestricted", by)
	last.places[place] -= len(by)
	f.places[place] += len(by)
	for _, inside := range last.compartments {
		for _, c := range inside.cells {
			if c.via[f] {
				c.via = united(c.via, grown[0].via)
			}
		}
	}
}
