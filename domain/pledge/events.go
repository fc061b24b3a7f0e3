// Package pledge is commitments: expected money, which never enters a balance.
package pledge

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Made begins a one-off pledge.
type Made struct {
	Donor       uuid.UUID      `json:"donor"`
	Fund        uuid.UUID      `json:"fund"`
	Compartment string         `json:"compartment"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Due         domain.Date    `json:"due"`
	Made        domain.Date    `json:"made"`
}

// PaymentApplied counts a donation towards the pledge; no money moves.
type PaymentApplied struct {
	Donation uuid.UUID      `json:"donation"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Booked   domain.Date    `json:"booked"`
}

// PaymentUnapplied takes an application back, by hand or because the donation was reversed; no money moves.
type PaymentUnapplied struct {
	Donation uuid.UUID      `json:"donation"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Reason   string         `json:"reason"`
}

// Cancelled ends a pledge before anything was applied, or what is left of it.
type Cancelled struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// WrittenOff closes a pledge short; the original figure stays.
type WrittenOff struct {
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Reason   string         `json:"reason"`
	Approver string         `json:"approver"`
}
