package projections_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/unit"
)

// forest is the units of a random history beside the two that own its funds: they are founded, renamed, moved, made something else and end. It
// throws dice of its own, so that the rest of the history is the same with it or without it.
type forest struct {
	*rand.Rand
	book  *book
	units []uuid.UUID
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
	switch n := f.IntN(10); {
	case n < 3 || len(f.units) < 4:
		u := id("grown", len(f.units))
		if _, ok := f.book.try(ledger.FoundUnit{Unit: u, Kind: unit.Kinds[f.IntN(len(unit.Kinds))], Code: fmt.Sprint("U-", len(f.units)), Name: fmt.Sprint("Chi hội ", len(f.units)),
			Parent: f.some(), From: f.book.today() - 5}); ok {
			f.units = append(f.units, u)
		}
	case n < 4:
		f.book.try(ledger.RenameUnit{Unit: f.some(), Name: fmt.Sprint("Chi hội mới ", f.book.next), From: from})
	case n < 5:
		f.book.try(ledger.RetypeUnit{Unit: f.some(), Kind: unit.Kinds[f.IntN(len(unit.Kinds))], From: from})
	default:
		above := f.some()
		f.book.try(ledger.MoveUnit{Unit: f.some(), Parent: above, Caretaker: above != uuid.Nil && f.IntN(3) == 0, From: from})
	}
}
