package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// HeldReceived is money in this fund's place that belongs to another: another level's share of savings boxes opened here. It has no
// position. What is held is known by the entry's id and the fund it is for: one opening may hold for several.
type HeldReceived struct {
	For      uuid.UUID      `json:"for"` // the fund whose money it will be
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Rows     []GiftRow      `json:"rows"` // whose gift it is, row by row
	Place    string         `json:"place"`
	Given    domain.Date    `json:"given"`
	Booked   domain.Date    `json:"booked"`
	Campaign string         `json:"campaign,omitzero"`
}

// HeldHandedOver ends a holding, or what was left of it: the same entry has the DonationReceived of the fund it was for, with the
// same rows.
type HeldHandedOver struct {
	Held     uuid.UUID      `json:"held"`
	For      uuid.UUID      `json:"for"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Voucher  Number         `json:"voucher"`
}

// HeldReturned gives the held money of one row back to whoever gave it, before it was handed over: a box counted wrongly.
type HeldReturned struct {
	Held     uuid.UUID      `json:"held"`
	For      uuid.UUID      `json:"for"`
	Row      string         `json:"row"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"` // all of the row's
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Reason   string         `json:"reason"`
	Voucher  Number         `json:"voucher"`
}

// Redesignated moves free positions to another compartment of the same fund: the positions From … become the đồng of Spans, one for
// one in order, and keep their owners. What gives the right stands in Basis.
type Redesignated struct {
	Compartment string         `json:"compartment"`
	Spans       []Span         `json:"spans"`
	Into        string         `json:"into"`
	From        int64          `json:"from"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Donation    uuid.UUID      `json:"donation,omitzero"` // where only this donation's đồng move
	Basis       Basis          `json:"basis"`
	Clause      string         `json:"clause,omitzero"` // the consent, the closing rule, the recorded wish: in its own words
	Booked      domain.Date    `json:"booked"`
	Reason      string         `json:"reason"`
	Approver    string         `json:"approver,omitzero"`
}

// BridgeRepaid lets late money of a slot take the place of what a bridge compartment paid for it ("trả bù"): the positions of Over,
// which are spent, belong to the owners of By from now on, one for one in order; whose they were own the new positions From … of the
// bridge, one for one in order, and these are free.
type BridgeRepaid struct {
	Slot     uuid.UUID      `json:"slot"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	By       Piece          `json:"by"`   // free positions of the slot's compartment, consumed by this
	Over     Piece          `json:"over"` // positions of the bridge that paid for the slot
	From     int64          `json:"from"`
	Booked   domain.Date    `json:"booked"`
}
