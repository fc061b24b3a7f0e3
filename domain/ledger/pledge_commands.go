package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/pledge"
)

// MakePledge records a pledge: one-off where no kind is given.
type MakePledge struct {
	Pledge      uuid.UUID         `json:"pledge"`
	Donor       uuid.UUID         `json:"donor,omitzero"`
	NewDonor    *Registration     `json:"new_donor,omitempty"`
	Fund        uuid.UUID         `json:"fund"`
	Compartment string            `json:"compartment,omitzero"` // unrestricted where neither it nor a slot is named
	Slot        uuid.UUID         `json:"slot,omitzero"`
	Kind        pledge.Kind       `json:"kind,omitzero"`
	Amount      money.Money       `json:"amount,omitzero"` // in all; of a standing pledge, a period. Left out: what the instalments add up to
	Due         domain.Date       `json:"due,omitzero"`    // the first day
	Instalments []AskedInstalment `json:"instalments,omitempty"`
	Count       int               `json:"count,omitzero"`  // instalments that are not named one by one: so many,
	Months      int               `json:"months,omitzero"` // each so many months after the one before; of a standing pledge: how long a period is
	Until       domain.Date       `json:"until,omitzero"`
	Made        domain.Date       `json:"made,omitzero"`
	Code        string            `json:"code,omitzero"` // to stand in transfer texts; one is given where left out
	Campaign    string            `json:"campaign,omitzero"`
	Agreement   string            `json:"agreement,omitzero"`
	Draft       bool              `json:"draft,omitzero"`
}

// AskedInstalment is an instalment as it is asked for: all of a pledge's have an amount, or none, and the total is spread over them.
type AskedInstalment struct {
	Due    domain.Date `json:"due"`
	Amount money.Money `json:"amount,omitzero"`
}

// ActivatePledge ends a draft.
type ActivatePledge struct {
	Pledge uuid.UUID   `json:"pledge"`
	On     domain.Date `json:"on,omitzero"`
}

// PausePledge lets a pledge rest.
type PausePledge struct {
	Pledge uuid.UUID   `json:"pledge"`
	From   domain.Date `json:"from,omitzero"`
	Reason string      `json:"reason"`
	By     string      `json:"by"`
}

// ResumePledge ends the rest.
type ResumePledge struct {
	Pledge uuid.UUID   `json:"pledge"`
	On     domain.Date `json:"on,omitzero"`
}

// ApplyPayment counts a donation, or a part of it, towards a pledge. No money moves.
type ApplyPayment struct {
	Pledge     uuid.UUID    `json:"pledge"`
	Donation   uuid.UUID    `json:"donation"`
	Instalment int          `json:"instalment,omitzero"` // the oldest that lack something, where left out
	Amount     money.Money  `json:"amount,omitzero"`     // all of the donation that the pledge (or instalment) still lacks, where left out
	Basis      pledge.Basis `json:"basis,omitzero"`      // the asker's choice where left out
	Code       string       `json:"code,omitzero"`       // that was read in the transfer text, where that is the basis
}

// UnapplyPayment takes that back: all of it, or some, or what was counted towards one instalment.
type UnapplyPayment struct {
	Pledge     uuid.UUID   `json:"pledge"`
	Donation   uuid.UUID   `json:"donation"`
	Instalment int         `json:"instalment,omitzero"`
	Amount     money.Money `json:"amount,omitzero"`
	Reason     string      `json:"reason"`
}

// MovePayment counts what a donation was counted for towards something else: another pledge, or another instalment of the same.
type MovePayment struct {
	Donation       uuid.UUID   `json:"donation"`
	From           uuid.UUID   `json:"from"`
	FromInstalment int         `json:"from_instalment,omitzero"`
	To             uuid.UUID   `json:"to"`
	ToInstalment   int         `json:"to_instalment,omitzero"`
	Amount         money.Money `json:"amount,omitzero"` // all that is counted there, where left out
	Reason         string      `json:"reason"`
}

// CancelPledge ends a pledge to which nothing was applied, or a standing one.
type CancelPledge struct {
	Pledge uuid.UUID   `json:"pledge"`
	Reason string      `json:"reason"`
	By     string      `json:"by"`
	On     domain.Date `json:"on,omitzero"`
}

// WriteOffPledge closes a pledge short.
type WriteOffPledge struct {
	Pledge   uuid.UUID   `json:"pledge"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
	On       domain.Date `json:"on,omitzero"`
}
