package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// The commands of a fund. Dates that are left out become the booking day in Vietnam; amounts are "1000000", "25.50 USD" or a JSON
// number of đồng. What a command creates is known by the command's id.

// Open begins a fund.
type Open struct {
	Fund       uuid.UUID        `json:"fund"`
	Unit       uuid.UUID        `json:"unit"`
	Code       string           `json:"code"`
	Name       string           `json:"name"`
	Form       Form             `json:"form"`
	Currencies []money.Currency `json:"currencies,omitempty"` // VND where left out
	From       domain.Date      `json:"from,omitzero"`
	Honours    string           `json:"honours,omitzero"` // of a named fund: the name it honours
}

// OpenCompartment raises a wall.
type OpenCompartment struct {
	Fund        uuid.UUID      `json:"fund"`
	Compartment string         `json:"compartment"`
	Currency    money.Currency `json:"currency,omitzero"` // VND where left out
	Restriction Restriction    `json:"restriction"`
}

// OpenPlace adds a cash box, a bank account, a savings book or an advance.
type OpenPlace struct {
	Fund     uuid.UUID      `json:"fund"`
	Place    string         `json:"place"`
	Kind     PlaceKind      `json:"kind"`
	Name     string         `json:"name"`
	Currency money.Currency `json:"currency,omitzero"`
}

// AskedLine is one line of a donation as it is asked for: a compartment or a sponsorship slot, and an amount, or a percentage (the
// last line may leave both out and takes the remainder).
type AskedLine struct {
	Compartment string      `json:"compartment,omitzero"`
	Slot        uuid.UUID   `json:"slot,omitzero"`
	Amount      money.Money `json:"amount,omitzero"`
	Percent     int64       `json:"percent,omitzero"`
	Worth       money.Money `json:"worth,omitzero"` // of foreign money, in VND
}

// Receive records a donation. Without lines all of it is unrestricted.
type Receive struct {
	Fund         uuid.UUID   `json:"fund"`
	Donor        uuid.UUID   `json:"donor,omitzero"`
	Payer        uuid.UUID   `json:"payer,omitzero"`
	Behind       uuid.UUID   `json:"behind,omitzero"`
	Amount       money.Money `json:"amount"`
	Lines        []AskedLine `json:"lines,omitempty"`
	Place        string      `json:"place,omitzero"`
	Given        domain.Date `json:"given,omitzero"`
	Booked       domain.Date `json:"booked,omitzero"`
	Campaign     string      `json:"campaign,omitzero"`
	Anonymity    Anonymity   `json:"anonymity,omitzero"`
	Reference    string      `json:"reference,omitzero"`
	Unidentified uuid.UUID   `json:"unidentified,omitzero"`
	Awaiting     bool        `json:"awaiting,omitzero"`
	Pledge       uuid.UUID   `json:"pledge,omitzero"`
	Rows         []AskedGift `json:"rows,omitempty"` // a collection sheet: who gave how much; they add up to the amount
}

// AskedGift is one row of a collection sheet as it is asked for.
type AskedGift struct {
	Code   string      `json:"code"`
	Donor  uuid.UUID   `json:"donor,omitzero"`
	Amount money.Money `json:"amount"`
}

// Clear gives an awaiting donation its positions.
type Clear struct {
	Fund     uuid.UUID   `json:"fund"`
	Donation uuid.UUID   `json:"donation"`
	Place    string      `json:"place"`
	Booked   domain.Date `json:"booked,omitzero"`
}

// Drop ends an awaiting donation that never came.
type Drop struct {
	Fund     uuid.UUID `json:"fund"`
	Donation uuid.UUID `json:"donation"`
	Reason   string    `json:"reason"`
}

// ReceiveInterest books what the money of a compartment earned.
type ReceiveInterest struct {
	Fund   uuid.UUID   `json:"fund"`
	Of     string      `json:"of"` // the compartment that earned it
	Amount money.Money `json:"amount"`
	Place  string      `json:"place"`
	Booked domain.Date `json:"booked,omitzero"`
}

// ReceiveUnidentified books a bank line that nobody can explain yet.
type ReceiveUnidentified struct {
	Fund      uuid.UUID     `json:"fund"`
	Amount    money.Money   `json:"amount"`
	Place     string        `json:"place"`
	Booked    domain.Date   `json:"booked,omitzero"`
	Reference string        `json:"reference,omitzero"`
	Memo      string        `json:"memo,omitzero"` // the bank's text; sealed before it is written
	Sealed    domain.Sealed `json:"-"`
}

// ReturnUnidentified sends such a line back.
type ReturnUnidentified struct {
	Fund   uuid.UUID   `json:"fund"`
	Line   uuid.UUID   `json:"line"`
	Booked domain.Date `json:"booked,omitzero"`
	Reason string      `json:"reason"`
}

// AskedShare names a compartment and how much of it; without an amount, as much as is available and still needed.
type AskedShare struct {
	Compartment string      `json:"compartment"`
	Amount      money.Money `json:"amount,omitzero"`
}

// Reserve sets money aside for an award that was approved, or for a whole list.
type Reserve struct {
	Fund      uuid.UUID    `json:"fund"`
	Kind      PayoutKind   `json:"kind,omitzero"`   // award where left out
	Amount    money.Money  `json:"amount,omitzero"` // left out for a list: its sum
	From      []AskedShare `json:"from,omitempty"`  // in order; unrestricted where left out
	Recipient uuid.UUID    `json:"recipient,omitzero"`
	Slot      uuid.UUID    `json:"slot,omitzero"`
	List      uuid.UUID    `json:"list,omitzero"`
	Hash      []byte       `json:"hash,omitzero"` // of the list, base64
	Approver  string       `json:"approver"`
}

// Release gives up what is left of a reservation.
type Release struct {
	Fund        uuid.UUID `json:"fund"`
	Reservation uuid.UUID `json:"reservation"`
	Reason      string    `json:"reason"`
}

// Pay pays one recipient, or a cost.
type Pay struct {
	Fund        uuid.UUID    `json:"fund"`
	Kind        PayoutKind   `json:"kind"`
	Award       AwardKind    `json:"award,omitzero"`
	Recipient   uuid.UUID    `json:"recipient,omitzero"`
	Slot        uuid.UUID    `json:"slot,omitzero"`
	Reservation uuid.UUID    `json:"reservation,omitzero"`
	Amount      money.Money  `json:"amount"`
	From        []AskedShare `json:"from,omitempty"`
	Place       string       `json:"place"`
	Booked      domain.Date  `json:"booked,omitzero"`
	Content     string       `json:"content,omitzero"`
	Reference   string       `json:"reference,omitzero"`
	Campaign    string       `json:"campaign,omitzero"`
	// RecipientKind is pupil, student, teacher, adult or collective; needed where the fund's deed names who may receive awards.
	RecipientKind string `json:"recipient_kind,omitzero"`
}

// Charge records a payment that has happened whether we like it or not: a bank's fee, a seizure. It is never refused for want of money.
type Charge struct {
	Fund        uuid.UUID   `json:"fund"`
	Kind        PayoutKind  `json:"kind"` // fee or seizure
	Amount      money.Money `json:"amount"`
	Compartment string      `json:"compartment,omitzero"` // unrestricted where left out
	Place       string      `json:"place"`
	Booked      domain.Date `json:"booked,omitzero"`
	Content     string      `json:"content,omitzero"`
	Reference   string      `json:"reference,omitzero"`
}

// PayList pays rows of a payout list in one decision: all of them, or all but Except, or Only the named ones.
type PayList struct {
	Fund        uuid.UUID    `json:"fund"`
	List        uuid.UUID    `json:"list"`
	Hash        []byte       `json:"hash"` // of the list as it was approved, base64
	Except      []string     `json:"except,omitempty"`
	Only        []string     `json:"only,omitempty"`
	Reservation uuid.UUID    `json:"reservation,omitzero"`
	From        []AskedShare `json:"from,omitempty"`
	Place       string       `json:"place"`
	Booked      domain.Date  `json:"booked,omitzero"`
	Content     string       `json:"content,omitzero"`
	Campaign    string       `json:"campaign,omitzero"`
	Round       uuid.UUID    `json:"-"` // set by the round that pays
}

// Return brings paid money back: of a payout, or of one row of a list that a payout paid.
type Return struct {
	Fund   uuid.UUID   `json:"fund"`
	Payout uuid.UUID   `json:"payout"`
	Row    string      `json:"row,omitzero"`    // the row's code, where the payout paid a list
	Amount money.Money `json:"amount,omitzero"` // all that has not come back yet, where left out
	Place  string      `json:"place"`
	Booked domain.Date `json:"booked,omitzero"`
	Reason string      `json:"reason,omitzero"`
}

// Reverse takes a donation back out of the books, whole or in part. What of it was spent is covered only if Cover says so, or if the
// cause is a fact of the bank.
type Reverse struct {
	Fund     uuid.UUID   `json:"fund"`
	Donation uuid.UUID   `json:"donation"`
	Row      string      `json:"row,omitzero"` // of a collection sheet: one row of it, whole
	Cause    Cause       `json:"cause"`
	Line     string      `json:"line,omitzero"`   // the compartment of the line, for a part
	Amount   money.Money `json:"amount,omitzero"` // all that is left of the donation (or line), where left out
	Cover    bool        `json:"cover,omitzero"`
	Place    string      `json:"place,omitzero"` // where the money leaves; the donation's own place where left out
	Booked   domain.Date `json:"booked,omitzero"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver,omitzero"`
}

// Refund gives free đồng of a donation back at the donor's wish.
type Refund struct {
	Fund     uuid.UUID   `json:"fund"`
	Donation uuid.UUID   `json:"donation"`
	Row      string      `json:"row,omitzero"` // of a collection sheet: one row of it, whole
	Line     string      `json:"line,omitzero"`
	Amount   money.Money `json:"amount,omitzero"` // all that is free of it, where left out
	Place    string      `json:"place"`
	Booked   domain.Date `json:"booked,omitzero"`
	Approver string      `json:"approver"`
	Reason   string      `json:"reason"`
}

// RecordLoss records a theft or another loss.
type RecordLoss struct {
	Fund   uuid.UUID   `json:"fund"`
	Place  string      `json:"place"`
	Amount money.Money `json:"amount"`
	Booked domain.Date `json:"booked,omitzero"`
	Reason string      `json:"reason"`
}

// SpreadLoss shares what a loss left uncovered.
type SpreadLoss struct {
	Fund      uuid.UUID `json:"fund"`
	Loss      uuid.UUID `json:"loss"`
	Chair     string    `json:"chair"`
	Inspector string    `json:"inspector"`
}

// Move moves money between places.
type Move struct {
	Fund      uuid.UUID   `json:"fund"`
	From      string      `json:"from"`
	To        string      `json:"to"`
	Amount    money.Money `json:"amount"`
	Booked    domain.Date `json:"booked,omitzero"`
	Reference string      `json:"reference,omitzero"`
}

// Send puts money on its way to another fund. Purpose, where given, binds the receiver; out of a restricted compartment the
// restriction travels and Basis says why it may move at all.
type Send struct {
	Fund        uuid.UUID   `json:"fund"`
	To          uuid.UUID   `json:"to"`
	Compartment string      `json:"compartment,omitzero"`
	Amount      money.Money `json:"amount"`
	Purpose     string      `json:"purpose,omitzero"`
	Basis       string      `json:"basis,omitzero"`
	Place       string      `json:"place"`
	Booked      domain.Date `json:"booked,omitzero"`
	Content     string      `json:"content,omitzero"`
}

// Accept takes a transfer into the receiving fund. A restriction that travelled opens its compartment under the given code if it is
// not there yet.
type Accept struct {
	Fund        uuid.UUID   `json:"fund"` // the receiver
	Transfer    uuid.UUID   `json:"transfer"`
	Compartment string      `json:"compartment,omitzero"`
	Received    money.Money `json:"received,omitzero"` // what arrived; all of it where left out
	Place       string      `json:"place"`
	Booked      domain.Date `json:"booked,omitzero"`
}

// Refuse sends a transfer back before acceptance.
type Refuse struct {
	Fund     uuid.UUID   `json:"fund"` // the receiver
	Transfer uuid.UUID   `json:"transfer"`
	Place    string      `json:"place,omitzero"` // of the sender; where it was sent from, where left out
	Booked   domain.Date `json:"booked,omitzero"`
	Reason   string      `json:"reason"`
}

// SellCurrency sells foreign money of one compartment for VND of the same restriction.
type SellCurrency struct {
	Fund        uuid.UUID   `json:"fund"`
	Compartment string      `json:"compartment"`
	Amount      money.Money `json:"amount"`
	Place       string      `json:"place"`
	Into        string      `json:"into,omitzero"` // VND compartment; found by its restriction where left out
	IntoPlace   string      `json:"into_place"`
	Credited    money.Money `json:"credited"`     // VND, before the fee
	Fee         money.Money `json:"fee,omitzero"` // VND, a payout of its own
	Booked      domain.Date `json:"booked,omitzero"`
}

// AskedCount is what was found in one place on the last day of a period: a bank statement's balance or counted cash.
type AskedCount struct {
	Place   string      `json:"place"`
	Counted money.Money `json:"counted"`
}

// Close closes a period. Every place must be counted; a difference must be signed.
type Close struct {
	Fund   uuid.UUID    `json:"fund"`
	Until  domain.Date  `json:"until"`
	Counts []AskedCount `json:"counts"`
	Signed string       `json:"signed,omitzero"`
	Reason string       `json:"reason,omitzero"`
}

// Reopen undoes the last close.
type Reopen struct {
	Fund     uuid.UUID `json:"fund"`
	Approver string    `json:"approver"`
	Reason   string    `json:"reason"`
}

// Redesignate moves free đồng to another compartment of the fund: of one donation, or the lowest free ones of the compartment.
type Redesignate struct {
	Fund        uuid.UUID   `json:"fund"`
	Compartment string      `json:"compartment"`
	Into        string      `json:"into"`
	Amount      money.Money `json:"amount,omitzero"`   // all that is available, where left out
	Donation    uuid.UUID   `json:"donation,omitzero"` // needed where a donor consents
	Basis       Basis       `json:"basis"`
	Clause      string      `json:"clause,omitzero"`
	Booked      domain.Date `json:"booked,omitzero"`
	Reason      string      `json:"reason"`
	Approver    string      `json:"approver"`
}

// Redate corrects the days of a donation or payout.
type Redate struct {
	Fund     uuid.UUID   `json:"fund"`
	Document uuid.UUID   `json:"document"` // the donation or payout
	Given    domain.Date `json:"given,omitzero"`
	Booked   domain.Date `json:"booked,omitzero"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
}

// AdoptDeed gives the fund its deed, or the next version of it.
type AdoptDeed struct {
	Fund     uuid.UUID   `json:"fund"`
	Title    string      `json:"title"`
	Clauses  []Clause    `json:"clauses"`
	From     domain.Date `json:"from,omitzero"`
	Approver string      `json:"approver"`
}

// ReturnHeld gives the held money of one row back before it is handed over.
type ReturnHeld struct {
	Fund   uuid.UUID   `json:"fund"`
	Held   uuid.UUID   `json:"held"`
	For    uuid.UUID   `json:"for"`
	Row    string      `json:"row"`
	Booked domain.Date `json:"booked,omitzero"`
	Reason string      `json:"reason"`
}

// ReplaceReceipt voids a donation's receipt and issues another that names the old number.
type ReplaceReceipt struct {
	Fund     uuid.UUID   `json:"fund"`
	Donation uuid.UUID   `json:"donation"`
	Booked   domain.Date `json:"booked,omitzero"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
}

// RecordList adds a chunk of rows to a payout list; First says how many rows came before.
type RecordList struct {
	Fund     uuid.UUID      `json:"fund"`
	List     uuid.UUID      `json:"list"`
	Currency money.Currency `json:"currency,omitzero"`
	First    int64          `json:"first"`
	Rows     []AskedRow     `json:"rows"`
	Round    uuid.UUID      `json:"-"` // set by the round that nominates
}

// AskedRow is one award of a list as it is asked for.
type AskedRow struct {
	Code          string      `json:"code"`
	Recipient     uuid.UUID   `json:"recipient"`
	RecipientKind string      `json:"recipient_kind,omitzero"`
	Award         AwardKind   `json:"award"`
	Amount        money.Money `json:"amount"`
	Institution   string      `json:"institution,omitzero"`
	Level         string      `json:"level,omitzero"`
	Score         string      `json:"score,omitzero"` // "8.75": at most two decimals
}
