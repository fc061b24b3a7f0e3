// Package unit is the tree of those who own funds: associations, branches, committees, clans, schools, enterprises.
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
