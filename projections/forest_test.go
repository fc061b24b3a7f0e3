package projections_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/unit"
)

// forest is the units of a random history beside the two that own its funds: they are founded, renamed, moved, made something else and end. It
// throws dice of its own, so that the rest of the history is the same with it or without it.
type forest struct {
	*rand.Rand
	book  *book
	units []uuid.UUID // that live
	gone  []uuid.UUID
	funds map[uuid.UUID][]uuid.UUID // of each
}

// some is a unit of the forest or one of the two with funds; the nil UUID now and then.
func (f *forest) some() uuid.UUID {
	n := f.IntN(len(f.units) + 3)
	switch {
	case n < len(f.units):
		return f.units[n]
	case n < len(f.units)+2:
		return id("unit", 1+n-len(f.units))
	}
	return uuid.Nil
}

func (f *forest) step() {
	from := f.book.today() + domain.Date(f.IntN(20)) - 10
	switch n := f.IntN(12); {
	case n < 3 || len(f.units) < 4:
		f.found()
	case n < 4:
		f.book.try(ledger.RenameUnit{Unit: f.some(), Name: fmt.Sprint("Chi hội mới ", f.book.next), From: from})
	case n < 5:
		f.book.try(ledger.RetypeUnit{Unit: f.some(), Kind: unit.Kinds[f.IntN(len(unit.Kinds))], From: from})
	case n < 9:
		above := f.some()
		f.book.try(ledger.MoveUnit{Unit: f.some(), Parent: above, Caretaker: above != uuid.Nil && f.IntN(3) == 0, From: from})
	default:
		f.end()
	}
}

// found begins a unit, every third with a fund.
func (f *forest) found() {
	u := id("grown", len(f.units)+len(f.gone))
	code := fmt.Sprint("U-", len(f.units)+len(f.gone))
	if _, ok := f.book.try(ledger.FoundUnit{Unit: u, Kind: unit.Kinds[f.IntN(len(unit.Kinds))], Code: code, Name: "Chi hội " + code, Parent: f.some(), From: f.book.today() - 5}); !ok {
		return
	}
	f.units = append(f.units, u)
	if len(f.units)%3 == 0 {
		open := fund.Open{Fund: id("fund of", u), Unit: u, Code: "Q" + code, Name: "Quỹ " + code, Form: fund.AssociationFund, From: f.book.today() - 5}
		f.book.must(open)
		f.funds[u] = append(f.funds[u], open.Fund)
	}
}

// end merges, splits or dissolves one of the units; what it owns passes on to another.
func (f *forest) end() {
	from := f.book.today() - domain.Date(f.IntN(5))
	gone, into, other := f.units[f.IntN(len(f.units))], f.units[f.IntN(len(f.units))], f.units[f.IntN(len(f.units))]
	var plan []ledger.HandOverFund
	for _, owned := range f.funds[gone] {
		plan = append(plan, ledger.HandOverFund{Fund: owned, Unit: into})
	}
	var end ledger.Command
	switch f.IntN(3) {
	case 0:
		end = ledger.MergeUnits{Units: []uuid.UUID{gone}, Into: into, From: from, Decision: "Nghị quyết 1679", Funds: plan}
	case 1:
		end = ledger.SplitUnit{Unit: gone, Into: []uuid.UUID{into, other}, From: from, Decision: "Nghị quyết 1680", Reason: "quá rộng", Funds: plan}
	default:
		if len(plan) > 0 || f.IntN(2) == 0 {
			end = ledger.DissolveUnit{Unit: gone, Into: into, From: from, Decision: "Nghị quyết 1681", Funds: plan}
		} else {
			end = ledger.DissolveUnit{Unit: gone, From: from, Decision: "Nghị quyết 1682"}
		}
	}
	if _, ok := f.book.try(end); ok {
		f.units = slices.DeleteFunc(f.units, func(u uuid.UUID) bool { return u == gone })
		f.gone = append(f.gone, gone)
		f.funds[into] = append(f.funds[into], f.funds[gone]...)
	}
}
