package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// The events of a fund's stream. Amounts are whole minor units of the currency the event names; positions are given, so that
// anyone can follow every đồng from the log alone. Where an event speaks of "this donation" or "this payout" it is known by the id
// of the entry that holds the event.

// Number is a place in a series of receipts or vouchers: "PT/2024", 17. Series count 1, 2, 3 … without gaps.
type Number struct {
	Series string `json:"series"`
	No     int64  `json:"no"`
}

// Opened begins a fund that one unit answers for. Its unrestricted compartment, one per currency, opens with it.
type Opened struct {
	Unit       uuid.UUID        `json:"unit"`
	Code       string           `json:"code"`
	Name       string           `json:"name"`
	Form       Form             `json:"form"`
	Currencies []money.Currency `json:"currencies"`
	From       domain.Date      `json:"from"`
	Honours    string           `json:"honours,omitzero"` // of a named fund: the name it honours (Tô Hiệu)
}

// CompartmentOpened raises a hard wall inside the fund.
type CompartmentOpened struct {
	Compartment string         `json:"compartment"`
	Currency    money.Currency `json:"currency"`
	Restriction Restriction    `json:"restriction"`
}

// PlaceOpened adds a place where the fund's money can lie.
type PlaceOpened struct {
	Place    string         `json:"place"`
	Kind     PlaceKind      `json:"kind"`
	Name     string         `json:"name"`
	Currency money.Currency `json:"currency"`
}

// Line is the part of a donation that goes to one compartment. From is the first of its Amount positions; it means nothing while
// the donation awaits clearing.
type Line struct {
	Compartment string `json:"compartment"`
	Amount      int64  `json:"amount"`
	From        int64  `json:"from"`
	Worth       int64  `json:"worth,omitzero"` // for foreign money: its worth in VND on the day given, 0 if not known
}

// Span is the positions of a cleared line.
func (l Line) Span() Span { return Span{l.From, l.From + l.Amount} }

// DonationReceived is a gift. Awaiting: nothing has been counted or matched yet, so it has no position, no place and no receipt.
type DonationReceived struct {
	Donor        uuid.UUID      `json:"donor,omitzero"` // nil UUID: anonymous
	Payer        uuid.UUID      `json:"payer,omitzero"` // who paid, where another is thanked
	Behind       uuid.UUID      `json:"behind,omitzero"`
	Currency     money.Currency `json:"currency"`
	Amount       int64          `json:"amount"`
	Lines        []Line         `json:"lines"`
	Place        string         `json:"place,omitzero"`
	Given        domain.Date    `json:"given"`
	Booked       domain.Date    `json:"booked"`
	Campaign     string         `json:"campaign,omitzero"`
	Anonymity    Anonymity      `json:"anonymity,omitzero"`
	Receipt      Number         `json:"receipt,omitzero"`
	Reference    string         `json:"reference,omitzero"`
	Unidentified uuid.UUID      `json:"unidentified,omitzero"` // the bank line, until now unexplained, that this explains
	Awaiting     bool           `json:"awaiting,omitzero"`
	Rows         []GiftRow      `json:"rows,omitempty"` // of a collection sheet: who gave how much of it
	Held         uuid.UUID      `json:"held,omitzero"`  // the entry under which another fund had held this money
	Basis        string         `json:"basis,omitzero"` // how it found its pledge: reference, choice, same-amount
}

// GiftRow is one gift of a collection sheet: the boxes of an opening, the households of a levy. A sheet is one donation with one
// receipt and one line; row r owns the positions between the sums of the amounts before and through r.
type GiftRow struct {
	Code   string    `json:"code"` // unique within the sheet: the box, the household
	Donor  uuid.UUID `json:"donor,omitzero"`
	Amount int64     `json:"amount"`
}

// DonationCleared gives an awaiting donation its positions, place and receipt.
type DonationCleared struct {
	Donation uuid.UUID      `json:"donation"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Lines    []Line         `json:"lines"`
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Receipt  Number         `json:"receipt"`
}

// DonationDropped ends an awaiting donation that never came.
type DonationDropped struct {
	Donation uuid.UUID `json:"donation"`
	Reason   string    `json:"reason"`
}

// InterestReceived is income of the money itself; Of names the compartment that earned it.
type InterestReceived struct {
	Of          string         `json:"of"`
	Compartment string         `json:"compartment"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	From        int64          `json:"from"`
	Place       string         `json:"place"`
	Booked      domain.Date    `json:"booked"`
	Receipt     Number         `json:"receipt"`
}

// UnidentifiedReceived is a bank line that nobody can explain yet (chưa rõ): in the place, but with no position and no receipt.
type UnidentifiedReceived struct {
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"`
	Place     string         `json:"place"`
	Booked    domain.Date    `json:"booked"`
	Reference string         `json:"reference,omitzero"`
	Memo      domain.Sealed  `json:"memo,omitzero"` // the bank's text: names occur in it
}

// UnidentifiedReturned sends an unexplained line back to where it came from.
type UnidentifiedReturned struct {
	Line     uuid.UUID      `json:"line"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Reason   string         `json:"reason"`
	Voucher  Number         `json:"voucher"`
}

// Share is an amount out of one compartment.
type Share struct {
	Compartment string `json:"compartment"`
	Amount      int64  `json:"amount"`
}

// AmountReserved sets money aside, in named compartments, without choosing positions. This reservation is known by the entry's id.
type AmountReserved struct {
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"`
	Shares    []Share        `json:"shares"`
	Recipient uuid.UUID      `json:"recipient,omitzero"`
	Slot      uuid.UUID      `json:"slot,omitzero"`
	List      uuid.UUID      `json:"list,omitzero"`
	ListHash  []byte         `json:"list_hash,omitzero"`
	Kind      PayoutKind     `json:"kind"`
	Approver  string         `json:"approver"`
}

// ReservationReleased gives up what is left of a reservation; no position moves.
type ReservationReleased struct {
	Reservation uuid.UUID `json:"reservation"`
	Reason      string    `json:"reason"`
	Shares      []Share   `json:"shares,omitempty"` // of a part: what is given up of it; empty: all that is left
}

// PayoutMade is money paid out of compartments to one recipient, or a cost. Uncovered holds positions, made by this event at the end
// of their compartment, that no money stands behind: only a Fact has them.
type PayoutMade struct {
	Kind        PayoutKind     `json:"kind"`
	Award       AwardKind      `json:"award,omitzero"`
	Recipient   uuid.UUID      `json:"recipient,omitzero"`
	Slot        uuid.UUID      `json:"slot,omitzero"`
	Reservation uuid.UUID      `json:"reservation,omitzero"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Pieces      []Piece        `json:"pieces,omitempty"`
	Uncovered   []Piece        `json:"uncovered,omitempty"`
	Place       string         `json:"place"`
	Booked      domain.Date    `json:"booked"`
	Voucher     Number         `json:"voucher"`
	Content     string         `json:"content,omitzero"`
	Reference   string         `json:"reference,omitzero"`
	Fact        bool           `json:"fact,omitzero"`
	Campaign    string         `json:"campaign,omitzero"`
	// RecipientKind is pupil, student, teacher, adult or collective, where it was said.
	RecipientKind string `json:"recipient_kind,omitzero"`
}

// ListShare is what a list payment took from one compartment for one kind of award.
type ListShare struct {
	Compartment string    `json:"compartment"`
	Award       AwardKind `json:"award"`
	Amount      int64     `json:"amount"`
	Rows        int64     `json:"rows"` // rows of that kind that begin in that compartment, so that counts add up
}

// ListPaid pays rows of a payout list in one decision. The positions of Pieces, in order, are shared out to the rows of Rows, in
// order: row r has the sub-interval between the sums of the amounts before and through r.
type ListPaid struct {
	List        uuid.UUID      `json:"list"`
	Hash        []byte         `json:"hash"` // of the frozen list
	Rows        []Span         `json:"rows"` // row numbers from 0, as half-open ranges
	Reservation uuid.UUID      `json:"reservation,omitzero"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Pieces      []Piece        `json:"pieces"`
	Shares      []ListShare    `json:"shares"`
	Place       string         `json:"place"`
	Booked      domain.Date    `json:"booked"`
	Voucher     Number         `json:"voucher"`
	Content     string         `json:"content,omitzero"`
	Round       uuid.UUID      `json:"round,omitzero"` // the award round that approved the list
	Campaign    string         `json:"campaign,omitzero"`
}

// PayoutReturned brings paid money back: the highest positions of the payout, or of its row, first. Freed go out again first;
// Healed were uncovered, so that what came back ends a deficit and the positions are void.
type PayoutReturned struct {
	Payout   uuid.UUID      `json:"payout"`
	List     uuid.UUID      `json:"list,omitzero"` // the list, where Row is one of its rows
	Row      int64          `json:"row,omitzero"`  // row number from 0 where the payout paid a list
	Kind     PayoutKind     `json:"kind"`
	Award    AwardKind      `json:"award,omitzero"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Freed    []Piece        `json:"freed,omitempty"`
	Healed   []Piece        `json:"healed,omitempty"`
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Receipt  Number         `json:"receipt"`
	Reason   string         `json:"reason,omitzero"`
}

// Cover makes the positions of By, which are free, the owners of the positions of Over, which are spent: one for one in order.
type Cover struct {
	By   Piece `json:"by"`
	Over Piece `json:"over"`
}

// DonationReversed takes a donation, or a part of it, back out of the books. Void were free; Covers and Uncovered were spent.
type DonationReversed struct {
	Donation  uuid.UUID      `json:"donation"`
	Row       string         `json:"row,omitzero"` // of a collection sheet: the one row that is reversed
	Cause     Cause          `json:"cause"`
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"`
	Void      []Piece        `json:"void,omitempty"`
	Covers    []Cover        `json:"covers,omitempty"`
	Uncovered []Piece        `json:"uncovered,omitempty"`
	Gone      []Piece        `json:"gone"` // the positions of the donation itself, by line: what the income accounts give back
	Place     string         `json:"place"`
	Booked    domain.Date    `json:"booked"`
	Reason    string         `json:"reason"`
	Approver  string         `json:"approver,omitzero"`
}

// DonationRefunded gives free đồng back at the donor's wish: never spent ones, never covered. Pieces is where they were by then, Gone
// the donation's own positions; both are the same where nothing had moved, and Gone was not written at first.
type DonationRefunded struct {
	Donation uuid.UUID      `json:"donation"`
	Row      string         `json:"row,omitzero"` // of a collection sheet: the one row that is given back
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Pieces   []Piece        `json:"pieces"`
	Gone     []Piece        `json:"gone,omitempty"`
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Approver string         `json:"approver"`
	Reason   string         `json:"reason"`
	Voucher  Number         `json:"voucher"`
}

// Home is the donation's own positions that were given back.
func (e DonationRefunded) Home() []Piece {
	if len(e.Gone) == 0 {
		return e.Pieces
	}
	return e.Gone
}

// DeficitCovered fills uncovered positions, oldest first, with unrestricted đồng that have just come in.
type DeficitCovered struct {
	Currency money.Currency `json:"currency"`
	Covers   []Cover        `json:"covers"`
}

// LossRecorded is a theft or another loss of cash: a fact, entered at once.
type LossRecorded struct {
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"`
	Pieces    []Piece        `json:"pieces,omitempty"`
	Uncovered []Piece        `json:"uncovered,omitempty"`
	Place     string         `json:"place"`
	Booked    domain.Date    `json:"booked"`
	Reason    string         `json:"reason"`
}

// LossSpread shares what a loss left uncovered between the compartments; decided by chair and inspection.
type LossSpread struct {
	Loss      uuid.UUID      `json:"loss"`
	Currency  money.Currency `json:"currency"`
	Covers    []Cover        `json:"covers"`
	Chair     string         `json:"chair"`
	Inspector string         `json:"inspector"`
}

// MoneyMoved moves money between places of the fund; no position is consumed.
type MoneyMoved struct {
	From      string         `json:"from"`
	To        string         `json:"to"`
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"`
	Booked    domain.Date    `json:"booked"`
	Reference string         `json:"reference,omitzero"`
}

// TransferSent puts money on its way to another fund: consumed here, in transit until accepted or refused. This transfer is known
// by the entry's id.
type TransferSent struct {
	To          uuid.UUID      `json:"to"` // the receiving fund
	Compartment string         `json:"compartment"`
	Spans       []Span         `json:"spans"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Binding     Restriction    `json:"binding"` // the restriction that travels with the money
	Basis       string         `json:"basis,omitzero"`
	Via         []uuid.UUID    `json:"via"` // this fund and every fund the đồng may have come through
	Place       string         `json:"place"`
	Booked      domain.Date    `json:"booked"`
	Voucher     Number         `json:"voucher"`
	Content     string         `json:"content,omitzero"`
}

// TransferSettled ends a transfer at the sender when the receiver has accepted. A shortfall under way, the last positions of the
// transfer, is the sender's fee.
type TransferSettled struct {
	Transfer    uuid.UUID      `json:"transfer"`
	Compartment string         `json:"compartment"` // out of which it was sent
	Currency    money.Currency `json:"currency"`
	Received    int64          `json:"received"`
	Shortfall   Piece          `json:"shortfall,omitzero"`
	Booked      domain.Date    `json:"booked"`
}

// TransferRefused brings the money of a transfer back before acceptance: the same positions are free again.
type TransferRefused struct {
	Transfer uuid.UUID      `json:"transfer"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Freed    []Piece        `json:"freed,omitempty"`
	Healed   []Piece        `json:"healed,omitempty"` // as in PayoutReturned
	Place    string         `json:"place"`
	Booked   domain.Date    `json:"booked"`
	Reason   string         `json:"reason"`
}

// TransferAccepted makes one segment in the receiving fund that remembers its source positions, one for one in order.
type TransferAccepted struct {
	Transfer    uuid.UUID      `json:"transfer"`
	Sender      uuid.UUID      `json:"sender"` // the sending fund
	Source      Piece          `json:"source"` // positions in the sending fund
	Compartment string         `json:"compartment"`
	From        int64          `json:"from"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Via         []uuid.UUID    `json:"via"`
	Place       string         `json:"place"`
	Booked      domain.Date    `json:"booked"`
	Receipt     Number         `json:"receipt"`
}

// CurrencySold consumes foreign money and makes a VND segment of what the bank credited. The segment is shared out to the sold
// positions by running totals: the first k of n sold minor units own the first ⌊k·credited/n⌋ đồng.
type CurrencySold struct {
	Compartment string         `json:"compartment"`
	Spans       []Span         `json:"spans"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Place       string         `json:"place"`
	Into        string         `json:"into"` // the VND compartment of the same restriction
	From        int64          `json:"from"`
	Credited    int64          `json:"credited"` // VND, before the bank's fee
	IntoPlace   string         `json:"into_place"`
	Worth       int64          `json:"worth"` // what the sold money stood in the books for, in VND; 0 if never valued
	Booked      domain.Date    `json:"booked"`
	Receipt     Number         `json:"receipt"`
}

// Count compares one place with its bank statement or counted cash.
type Count struct {
	Place   string `json:"place"`
	Book    int64  `json:"book"`
	Counted int64  `json:"counted"`
}

// PeriodClosed takes no booking dates up to and including Until any more.
type PeriodClosed struct {
	Until  domain.Date `json:"until"`
	Counts []Count     `json:"counts"`
	Signed string      `json:"signed,omitzero"` // who signed the difference, where there is one
	Reason string      `json:"reason,omitzero"`
}

// PeriodReopened undoes the last close.
type PeriodReopened struct {
	Was      domain.Date `json:"was"`
	Until    domain.Date `json:"until"` // closed up to here from now on; the zero Date: nothing is closed
	Approver string      `json:"approver"`
	Reason   string      `json:"reason"`
}

// ReceiptVoided cancels paper, not money: the number stays in the register.
type ReceiptVoided struct {
	Receipt  Number    `json:"receipt"`
	Donation uuid.UUID `json:"donation"`
	Reason   string    `json:"reason"`
	Approver string    `json:"approver"`
}

// ReceiptIssued replaces a voided receipt of a donation.
type ReceiptIssued struct {
	Receipt  Number         `json:"receipt"`
	Donation uuid.UUID      `json:"donation"`
	Replaces Number         `json:"replaces"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Booked   domain.Date    `json:"booked"`
}

// ListRow is one award of a payout list.
type ListRow struct {
	Code          string    `json:"code"` // unique within the list
	Recipient     uuid.UUID `json:"recipient"`
	RecipientKind string    `json:"recipient_kind,omitzero"` // pupil, student, teacher, adult, collective
	Award         AwardKind `json:"award"`
	Amount        int64     `json:"amount"`
	Institution   string    `json:"institution,omitzero"`
	Level         string    `json:"level,omitzero"`
	Score         int64     `json:"score,omitzero"` // in hundredths
}

// ListRowsRecorded adds a chunk of rows to a payout list, in the list's own stream ("list/<id>"). It does nothing by itself: only a
// decision that names the list's hash binds it.
type ListRowsRecorded struct {
	Fund     uuid.UUID      `json:"fund"`
	Currency money.Currency `json:"currency"`
	First    int64          `json:"first"` // number of the first row, from 0
	Rows     []ListRow      `json:"rows"`
}

// ListFrozen binds the list in its own stream: no row can be added any more.
type ListFrozen struct {
	Hash []byte `json:"hash"`
	Rows int64  `json:"rows"`
}

// ListRowsPaid marks rows as paid in the list's own stream; the fund's ListPaid of the same entry has the money.
type ListRowsPaid struct {
	Rows []Span `json:"rows"`
}

// ListRowReturned notes in the list's own stream what came back of a row.
type ListRowReturned struct {
	Row    int64 `json:"row"`
	Amount int64 `json:"amount"`
}
