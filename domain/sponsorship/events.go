// Package sponsorship is the slots of the Three Godfathers movement: a child's need in a school year, which at most one sponsor
// carries at a time, by construction.
package sponsorship

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Opened begins a slot: child × need × school year × amount.
type Opened struct {
	Unit        uuid.UUID      `json:"unit"`
	Fund        uuid.UUID      `json:"fund,omitzero"` // the fund that books it; nil UUID where nothing is booked
	Code        string         `json:"code"`          // public, with the year in it; unique over the book
	Child       uuid.UUID      `json:"child"`
	Kind        Kind           `json:"kind"`
	Need        string         `json:"need"`
	SchoolYear  string         `json:"school_year"` // 2024-2025
	Currency    money.Currency `json:"currency"`
	Instalment  int64          `json:"instalment"`
	Instalments int64          `json:"instalments"`
	Schedule    string         `json:"schedule"`
	Path        Path           `json:"path"`
	Opened      domain.Date    `json:"opened"`
}

// Held keeps the slot for one sponsor until a moment (Unix microseconds); afterwards it is free again without any event.
type Held struct {
	Sponsor uuid.UUID `json:"sponsor"`
	Until   int64     `json:"until"`
}

// HoldReleased gives a hold up before it expires.
type HoldReleased struct {
	Sponsor uuid.UUID `json:"sponsor"`
}

// Taken begins a sponsorship, known by the entry's id.
type Taken struct {
	Sponsor uuid.UUID   `json:"sponsor"`
	From    domain.Date `json:"from"`
}

// PaidFor is a donation's part for the live sponsorship; the first one makes it active.
type PaidFor struct {
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Donation    uuid.UUID      `json:"donation"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// PaymentReversed takes back what a reversed donation had paid for.
type PaymentReversed struct {
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Donation    uuid.UUID      `json:"donation"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// Ended ends the live sponsorship; the slot can be taken again.
type Ended struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	Reason      string      `json:"reason"`
	By          string      `json:"by"` // sponsor, child, association
	On          domain.Date `json:"on"`
}
