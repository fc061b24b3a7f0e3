// Package unit is the tree of those who own funds: associations, branches, committees, clans, schools, enterprises.
//
// It promises that what is true of a unit is true from a day on: its name, its kind, under whom it lies. Of two facts for one day the one
// recorded later holds. A unit that has ended stays in the book, and says who came after it.
package unit

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Founded begins a unit.
type Founded struct {
	Kind   Kind        `json:"kind"`
	Code   string      `json:"code"` // unique over the book
	Name   string      `json:"name"`
	Parent uuid.UUID   `json:"parent,omitzero"` // nil UUID: a root of the tree
	From   domain.Date `json:"from"`
}

// Renamed gives a unit another name, valid from a date.
type Renamed struct {
	Name string      `json:"name"`
	From domain.Date `json:"from"`
}

// Placed lays a unit under another from a date on, until the next placement that begins later.
type Placed struct {
	Parent    uuid.UUID   `json:"parent,omitzero"`    // nil UUID: a root of the tree
	Caretaker bool        `json:"caretaker,omitzero"` // the parent only looks after it until its own place is settled
	From      domain.Date `json:"from"`
}

// Retyped makes a unit one of another kind from a date on.
type Retyped struct {
	Kind Kind        `json:"kind"`
	From domain.Date `json:"from"`
}

// Ended says that there is no such unit any more. From is the first day on which it no longer is; Into are its successors.
type Ended struct {
	How      How         `json:"how"`
	Into     []uuid.UUID `json:"into,omitempty"`
	From     domain.Date `json:"from"`
	Decision string      `json:"decision"` // by which it was done: number, date, authority
	Reason   string      `json:"reason,omitzero"`
}

// Succeeded is the other end of Ended: what a successor took over, and from whom.
type Succeeded struct {
	Predecessors []uuid.UUID `json:"predecessors"`
	How          How         `json:"how"`
	From         domain.Date `json:"from"`
	Decision     string      `json:"decision"`
}
