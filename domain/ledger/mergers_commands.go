package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// MergeUnits ends units whose successor is one unit, which is there already: a commune into its neighbour, or three into a new one that was
// founded before. From is the first day on which they are no more.
type MergeUnits struct {
	Units    []uuid.UUID    `json:"units"`
	Into     uuid.UUID      `json:"into"`
	From     domain.Date    `json:"from,omitzero"`
	Booked   domain.Date    `json:"booked,omitzero"` // the day on which the funds are handed over; from, where left out
	Decision string         `json:"decision"`
	Reason   string         `json:"reason,omitzero"`
	Funds    []HandOverFund `json:"funds,omitempty"`    // every fund of theirs; one of which nothing is said passes on whole to the successor
	Children []ChildUnit    `json:"children,omitempty"` // units below that do not go under the successor
}

// SplitUnit ends a unit whose successors are several. Every fund of it and every unit below it is named.
type SplitUnit struct {
	Unit     uuid.UUID      `json:"unit"`
	Into     []uuid.UUID    `json:"into"`
	From     domain.Date    `json:"from,omitzero"`
	Booked   domain.Date    `json:"booked,omitzero"`
	Decision string         `json:"decision"`
	Reason   string         `json:"reason,omitzero"`
	Funds    []HandOverFund `json:"funds,omitempty"`
	Children []ChildUnit    `json:"children,omitempty"`
}

// DissolveUnit ends a unit. What it owns goes to Into, which is left out where it owns nothing and nothing lies under it but what is named.
type DissolveUnit struct {
	Unit     uuid.UUID      `json:"unit"`
	Into     uuid.UUID      `json:"into,omitzero"`
	From     domain.Date    `json:"from,omitzero"`
	Booked   domain.Date    `json:"booked,omitzero"`
	Decision string         `json:"decision"`
	Reason   string         `json:"reason,omitzero"`
	Funds    []HandOverFund `json:"funds,omitempty"`
	Children []ChildUnit    `json:"children,omitempty"`
}

// ChildUnit says under which unit a unit lies whose own one above has ended; without a parent it becomes a root.
type ChildUnit struct {
	Unit      uuid.UUID `json:"unit"`
	Parent    uuid.UUID `json:"parent,omitzero"`
	Caretaker bool      `json:"caretaker,omitzero"`
}
