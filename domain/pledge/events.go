// Package pledge is commitments: expected money, which never enters a balance.
//
// It promises that what is paid, due or overdue is never stored: it is computed at a day from what was agreed, what was applied and when
// the pledge rested (see Pledge.At), so that the same pledge can be asked about any day.
package pledge

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Made begins a pledge. Amount is what is pledged in all; of a standing pledge, for each period. Due is the first day on which
// something falls due.
type Made struct {
	Donor       uuid.UUID      `json:"donor"`
	Fund        uuid.UUID      `json:"fund"`
	Compartment string         `json:"compartment"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Due         domain.Date    `json:"due"`
	Made        domain.Date    `json:"made"`
	Kind        Kind           `json:"kind,omitzero"`
	Code        string         `json:"code,omitzero"`         // stands in transfer texts: see Codes
	Instalments []Instalment   `json:"instalments,omitempty"` // in the order of their days; they add up to Amount
	Months      int            `json:"months,omitzero"`       // of a standing pledge: how long a period is
	Until       domain.Date    `json:"until,omitzero"`        // of a standing pledge: no period begins after it
	Slot        uuid.UUID      `json:"slot,omitzero"`         // the sponsorship slot it is for; Compartment is then empty
	Campaign    string         `json:"campaign,omitzero"`
	Agreement   string         `json:"agreement,omitzero"` // of cooperation, that it comes under
	Draft       bool           `json:"draft,omitzero"`     // nothing falls due before it is activated
}

// Activated ends the draft.
type Activated struct {
	On domain.Date `json:"on"`
}

// PaymentApplied counts a donation, or a part of it, towards an instalment; no money moves.
type PaymentApplied struct {
	Donation   uuid.UUID      `json:"donation"`
	Currency   money.Currency `json:"currency"`
	Amount     int64          `json:"amount"`
	Booked     domain.Date    `json:"booked"`              // of the donation: when it was paid
	Instalment int            `json:"instalment,omitzero"` // from 1; 0: more than was pledged
	Basis      Basis          `json:"basis,omitzero"`      // why this pledge
}

// PaymentUnapplied takes an application back, by hand or because the donation was reversed; no money moves.
type PaymentUnapplied struct {
	Donation   uuid.UUID      `json:"donation"`
	Currency   money.Currency `json:"currency"`
	Amount     int64          `json:"amount"`
	Reason     string         `json:"reason"` // of several in one entry the first says it
	Instalment int            `json:"instalment,omitzero"`
	Booked     domain.Date    `json:"booked,omitzero"` // of the reversal; 0: it was never so
}

// Paused lets the pledge rest: nothing falls due from that day on.
type Paused struct {
	From   domain.Date `json:"from"`
	Reason string      `json:"reason"`
	By     string      `json:"by"`
}

// Resumed ends the rest; what would have fallen due meanwhile is due on that day, but for periods of a standing pledge, which pass.
type Resumed struct {
	On domain.Date `json:"on"`
}

// Cancelled ends a pledge to which nothing is applied, or a standing one.
type Cancelled struct {
	Reason string      `json:"reason"`
	By     string      `json:"by"`
	On     domain.Date `json:"on,omitzero"`
}

// WrittenOff closes a pledge short; the original figure stays.
type WrittenOff struct {
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Reason   string         `json:"reason"`
	Approver string         `json:"approver"`
	On       domain.Date    `json:"on,omitzero"`
}
