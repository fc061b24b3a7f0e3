// Package person is donors, beneficiaries and organisations. It is the only home of personal data, and that is sealed: the rest of
// the ledger knows an id.
package person

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Registered begins a person; Card is a person.Card, sealed.
type Registered struct {
	Unit uuid.UUID     `json:"unit"` // the unit that keeps the record
	Kind Kind          `json:"kind"`
	Code string        `json:"code,omitzero"` // unique within the unit
	Card domain.Sealed `json:"card"`
}

// Described replaces the card.
type Described struct {
	Card domain.Sealed `json:"card"`
}

// Forgotten is the wish, carried out by destroying the person's key after this is in the log. Sums and positions stand.
type Forgotten struct {
	Reason string `json:"reason,omitzero"`
}
