package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/sponsorship"
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

// ReceiveDonation is fund.Receive with, if need be, the donor registered in the same decision.
type ReceiveDonation struct {
	fund.Receive
	NewDonor   *Registration `json:"new_donor,omitempty"`
	Basis      pledge.Basis  `json:"basis,omitzero"`       // why this pledge; the asker's choice where left out
	PledgeCode string        `json:"pledge_code,omitzero"` // the code that was read in the transfer text, where that is the basis
}

// OpenSlot opens a sponsorship slot, with the child registered in the same decision if need be.
type OpenSlot struct {
	Slot        uuid.UUID        `json:"slot"`
	Unit        uuid.UUID        `json:"unit"`
	Fund        uuid.UUID        `json:"fund,omitzero"`
	Code        string           `json:"code"`
	Child       uuid.UUID        `json:"child"`
	NewChild    *Registration    `json:"new_child,omitempty"`
	Kind        sponsorship.Kind `json:"kind"`
	Need        string           `json:"need"`
	SchoolYear  string           `json:"school_year"`
	Instalment  money.Money      `json:"instalment"`
	Instalments int64            `json:"instalments"`
	Schedule    string           `json:"schedule"`
	Path        sponsorship.Path `json:"path"`
}

// HoldSlot keeps a slot for a sponsor until a moment.
type HoldSlot struct {
	Slot    uuid.UUID `json:"slot"`
	Sponsor uuid.UUID `json:"sponsor"`
	Until   string    `json:"until"` // RFC 3339
}

// ReleaseHold gives a hold up.
type ReleaseHold struct {
	Slot    uuid.UUID `json:"slot"`
	Sponsor uuid.UUID `json:"sponsor"`
}

// TakeSlot begins a sponsorship, known by the command's id.
type TakeSlot struct {
	Slot       uuid.UUID     `json:"slot"`
	Sponsor    uuid.UUID     `json:"sponsor"`
	NewSponsor *Registration `json:"new_sponsor,omitempty"`
	From       domain.Date   `json:"from,omitzero"`
}

// EndSponsorship ends the live sponsorship of a slot.
type EndSponsorship struct {
	Slot   uuid.UUID   `json:"slot"`
	Reason string      `json:"reason"`
	By     string      `json:"by"`
	On     domain.Date `json:"on,omitzero"`
}
