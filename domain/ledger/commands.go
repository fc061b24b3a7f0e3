package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/unit"
)

// Registration is a person as a command brings them: Card in the clear, which is sealed into Sealed before anything is decided.
type Registration struct {
	Person uuid.UUID     `json:"person"`
	Unit   uuid.UUID     `json:"unit"`
	Kind   person.Kind   `json:"kind"`
	Code   string        `json:"code,omitzero"`
	Card   person.Card   `json:"card"`
	Sealed domain.Sealed `json:"-"`
}

// RegisterPeople registers one person or many (at most 500) in one decision.
type RegisterPeople struct {
	People []Registration `json:"people"`
}

// DescribePerson replaces a person's card.
type DescribePerson struct {
	Person uuid.UUID     `json:"person"`
	Card   person.Card   `json:"card"`
	Sealed domain.Sealed `json:"-"`
}

// ForgetPerson has a person forgotten: their key is destroyed once this is in the log.
type ForgetPerson struct {
	Person uuid.UUID `json:"person"`
	Reason string    `json:"reason,omitzero"`
}

// FoundUnit begins a unit.
type FoundUnit struct {
	Unit   uuid.UUID   `json:"unit"`
	Kind   unit.Kind   `json:"kind"`
	Code   string      `json:"code"`
	Name   string      `json:"name"`
	Parent uuid.UUID   `json:"parent,omitzero"`
	From   domain.Date `json:"from,omitzero"`
}

// RenameUnit gives a unit another name from a date on.
type RenameUnit struct {
	Unit uuid.UUID   `json:"unit"`
	Name string      `json:"name"`
	From domain.Date `json:"from,omitzero"`
}

// MoveUnit lays a unit under another from a date on; without a parent it becomes a root.
type MoveUnit struct {
	Unit      uuid.UUID   `json:"unit"`
	Parent    uuid.UUID   `json:"parent,omitzero"`
	Caretaker bool        `json:"caretaker,omitzero"` // the parent only looks after it until its own place is settled
	From      domain.Date `json:"from,omitzero"`
}

// RetypeUnit makes a unit one of another kind from a date on.
type RetypeUnit struct {
	Unit uuid.UUID   `json:"unit"`
	Kind unit.Kind   `json:"kind"`
	From domain.Date `json:"from,omitzero"`
}

// ReceiveDonation is fund.Receive with, if need be, the donor registered in the same decision.
type ReceiveDonation struct {
	fund.Receive
	NewDonor   *Registration `json:"new_donor,omitempty"`
	Basis      pledge.Basis  `json:"basis,omitzero"`       // why this pledge; the asker's choice where left out
	PledgeCode string        `json:"pledge_code,omitzero"` // the code that was read in the transfer text, where that is the basis
	// Override says why the batch that this donation begins is posted though it is not what was counted beforehand.
	Override *fund.BatchOverride `json:"override,omitempty"`
}
