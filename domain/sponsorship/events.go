// Package sponsorship is the slots of the Three Godfathers movement (a child's need in a school year, which at most one sponsor
// carries at a time, by construction) and the children whom they are for.
//
// It promises that no two sponsorships of a slot are ever live at once, that only a child whom two people verified is given to a
// sponsor, and that what is due, late or prepaid is computed at a day and never stored.
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
	Instalment  int64          `json:"instalment"`  // of a schedule with steps: the first one's
	Instalments int64          `json:"instalments"` // of a schedule with steps: all of them together
	Schedule    string         `json:"schedule"`
	Path        Path           `json:"path"`
	Opened      domain.Date    `json:"opened"`
	Steps       []Step         `json:"steps,omitempty"`   // when how much is due; none: the instalments have no dates
	Renewal     string         `json:"renewal,omitzero"`  // what next year's slot depends on
	Renewed     string         `json:"renewed,omitzero"`  // of a slot that follows one with such a condition: how it was met
	Terms       []domain.Date  `json:"terms,omitempty"`   // on whose ends reports to the sponsor are due; none: those of the school year
	Previous    uuid.UUID      `json:"previous,omitzero"` // the child's slot of the year before
}

// Held keeps the slot for one sponsor until a moment (Unix microseconds); afterwards it is free again without any event.
type Held struct {
	Sponsor uuid.UUID `json:"sponsor"`
	Until   int64     `json:"until"`
	Cause   HoldCause `json:"cause,omitzero"`
}

// HoldReleased gives a hold up before it expires.
type HoldReleased struct {
	Sponsor uuid.UUID `json:"sponsor"`
}

// Queued puts a sponsor at the end of the line of those who wait for the slot.
type Queued struct {
	Sponsor uuid.UUID `json:"sponsor"`
}

// QueueLeft takes a sponsor out of the line.
type QueueLeft struct {
	Sponsor uuid.UUID `json:"sponsor"`
}

// Taken begins a sponsorship, known by the entry's id.
type Taken struct {
	Sponsor uuid.UUID   `json:"sponsor"`
	From    domain.Date `json:"from"`
	At      int64       `json:"at,omitzero"`     // Unix microseconds, by the book's clock: who came later is told when
	Wish    Wish        `json:"wish,omitzero"`   // recorded at sign-up
	Knows   []uuid.UUID `json:"knows,omitempty"` // the child's slots of other sponsors that this one was shown
}

// PaidFor is a donation's part for a sponsorship; the first one makes it active.
type PaidFor struct {
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Donation    uuid.UUID      `json:"donation"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// PaymentReversed takes back what a donation had paid for that was reversed, went elsewhere, or came on another day: then Booked is the day
// that was thought.
type PaymentReversed struct {
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Donation    uuid.UUID      `json:"donation"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// MemoNoted is money that reached the child past the association, known by the entry's id: shown and reported, in no balance.
type MemoNoted struct {
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	On          domain.Date    `json:"on"`
	Proof       []byte         `json:"proof,omitzero"` // SHA-256 of the paper that shows it
}

// MemoStruck takes back a memo that was wrong.
type MemoStruck struct {
	Memo        uuid.UUID      `json:"memo"`
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	On          domain.Date    `json:"on"` // the memo's own day
	Reason      string         `json:"reason"`
}

// Bridged says that a bridge compartment paid for the child in place of a late sponsor, or, without a sponsorship, while nobody's
// money was due.
type Bridged struct {
	Sponsorship uuid.UUID      `json:"sponsorship,omitzero"`
	Payout      uuid.UUID      `json:"payout"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// BridgeRelieved says that late money of a sponsorship took the place of what bridges had paid for it ("trả bù").
type BridgeRelieved struct {
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Donation    uuid.UUID      `json:"donation"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// BridgeReturned says that a payout which a bridge had made for the child came back to it.
type BridgeReturned struct {
	Sponsorship uuid.UUID      `json:"sponsorship,omitzero"`
	Payout      uuid.UUID      `json:"payout"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Booked      domain.Date    `json:"booked"`
}

// Paused says that nothing falls due from a day on, until the sponsorship is resumed.
type Paused struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	On          domain.Date `json:"on"`
	Reason      string      `json:"reason"`
}

// Resumed ends a pause: what falls due from that day on is due again.
type Resumed struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	On          domain.Date `json:"on"`
}

// NoticeGiven says that the sponsorship will end: nothing that falls due after Until is this sponsor's.
type NoticeGiven struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	By          string      `json:"by"`
	Reason      string      `json:"reason"`
	On          domain.Date `json:"on"`
	Until       domain.Date `json:"until"`
}

// Ended ends the live sponsorship; the slot can be taken again.
type Ended struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	Reason      string      `json:"reason"`
	By          string      `json:"by"` // sponsor, child, association
	On          domain.Date `json:"on"`
}

// Closed ends the slot itself: the child has left. Nothing is paid for it from that day on.
type Closed struct {
	Reason string      `json:"reason"`
	On     domain.Date `json:"on"`
}

// CarriedOver is what was left of a sponsorship of a child who left, now behind this slot's wall by the sponsor's recorded wish: it
// counts for that sponsor as soon as the slot is theirs.
type CarriedOver struct {
	From        uuid.UUID      `json:"from"` // the slot it was in
	Sponsorship uuid.UUID      `json:"sponsorship"`
	Sponsor     uuid.UUID      `json:"sponsor"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Position    int64          `json:"position"` // the first of its positions in the slot's compartment
	On          domain.Date    `json:"on"`
}

// CarriedBack takes back what had been carried over of a donation that was reversed or refunded, or that its donor took elsewhere.
type CarriedBack struct {
	Donation uuid.UUID      `json:"donation"`
	Sponsor  uuid.UUID      `json:"sponsor"`
	Position int64          `json:"position"` // of the CarriedOver it is a part of
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	On       domain.Date    `json:"on"`
}

// ReportSent says that the sponsor was told how the child does: once a term.
type ReportSent struct {
	Sponsorship uuid.UUID   `json:"sponsorship"`
	Term        domain.Date `json:"term"`       // the day on which the term ended or ends
	Attachment  []byte      `json:"attachment"` // SHA-256 of the report
	On          domain.Date `json:"on"`
}

// Proposed says that a child is proposed for sponsorship; By is who proposed.
type Proposed struct {
	Unit uuid.UUID   `json:"unit"`
	By   string      `json:"by"`
	On   domain.Date `json:"on"`
}

// Verified is one person's word that the child is who they are said to be and in the need they are said to be in. Two are needed.
type Verified struct {
	By string      `json:"by"`
	On domain.Date `json:"on"`
}

// SlotListed notes a slot of the child, so that every sponsor is shown all of them.
type SlotListed struct {
	Slot uuid.UUID `json:"slot"`
}

// Exited ends the child's sponsorships: no payment from that day on.
type Exited struct {
	Reason string      `json:"reason"`
	On     domain.Date `json:"on"`
}
