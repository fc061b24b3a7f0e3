package goods

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/position"
)

// ItemOpened gives a kind of thing its code.
type ItemOpened struct {
	Item    string `json:"item"`
	Name    string `json:"name"`
	Measure string `json:"measure"` // what one piece is: chiếc, quyển, bao 10 kg
}

// Received brings a delivery into the store: a lot for each of its lines.
type Received struct {
	Donor     uuid.UUID   `json:"donor,omitzero"` // nil UUID: anonymous
	Lots      []LotIn     `json:"lots"`
	Given     domain.Date `json:"given"`
	Booked    domain.Date `json:"booked"`
	Campaign  string      `json:"campaign,omitzero"`
	Anonymity Anonymity   `json:"anonymity,omitzero"`
	ValuedBy  string      `json:"valued_by,omitzero"` // who estimated
	Content   string      `json:"content,omitzero"`
	Receipt   Number      `json:"receipt"`
}

// LotIn is a line of a delivery: pieces From, From+1, … of the item.
type LotIn struct {
	Item      string         `json:"item"`
	From      int64          `json:"from"`
	Pieces    int64          `json:"pieces"`
	Value     int64          `json:"value"` // of one piece, in minor units
	Currency  money.Currency `json:"currency"`
	Valuation Valuation      `json:"valuation"`
}

// Quantity is pieces of an item.
type Quantity struct {
	Item   string `json:"item"`
	Pieces int64  `json:"pieces"`
}

// Row is one recipient of a list.
type Row struct {
	Code          string     `json:"code"`
	Recipient     uuid.UUID  `json:"recipient"`
	RecipientKind string     `json:"recipient_kind,omitzero"` // where it is not that of the whole list
	Goods         []Quantity `json:"goods,omitempty"`         // where they are not those of the whole list
}

// Taken is pieces of one lot. A lot is known by its delivery and the line of it, counted from 1.
type Taken struct {
	Item     string          `json:"item"`
	Delivery uuid.UUID       `json:"delivery"`
	Line     int64           `json:"line"`
	Spans    []position.Span `json:"spans"`
}

// HandedOut gives goods to the recipients of a list, or to one. Of each item, row r has the pieces that stand in the sequence of Taken between
// the sums of the rows before and through it.
type HandedOut struct {
	Each          []Quantity  `json:"each,omitempty"` // what a row gets that does not say it
	Rows          []Row       `json:"rows"`
	RecipientKind string      `json:"recipient_kind,omitzero"`
	Taken         []Taken     `json:"taken"`
	Booked        domain.Date `json:"booked"`
	Occasion      string      `json:"occasion,omitzero"`
	Campaign      string      `json:"campaign,omitzero"`
	Content       string      `json:"content,omitzero"`
	Voucher       Number      `json:"voucher"`
}

// Lost takes out of the store what was stolen, spoilt or not there when it was counted.
type Lost struct {
	Taken    []Taken     `json:"taken"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
	Booked   domain.Date `json:"booked"`
	Voucher  Number      `json:"voucher"`
}

// Returned brings pieces that were given, or lost, back into their lots.
type Returned struct {
	Of      uuid.UUID   `json:"of"`            // the entry that gave or lost them
	Row     string      `json:"row,omitzero"`  // of a list: who gave them back
	Loss    bool        `json:"loss,omitzero"` // they had been lost
	Taken   []Taken     `json:"taken"`
	Reason  string      `json:"reason"`
	Booked  domain.Date `json:"booked"`
	Receipt Number      `json:"receipt"`
}

// DeliveryReversed takes back pieces that never came. Its paper is void; another stands for what stays.
type DeliveryReversed struct {
	Delivery uuid.UUID   `json:"delivery"`
	Taken    []Taken     `json:"taken"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
	Booked   domain.Date `json:"booked"`
	Void     Number      `json:"void"`
	Receipt  Number      `json:"receipt,omitzero"` // No 0: nothing stays
}

// IssueReversed puts back pieces that never left: what was given, or lost, on paper only. Its paper is void; another stands for what stays.
type IssueReversed struct {
	Of       uuid.UUID   `json:"of"`
	Row      string      `json:"row,omitzero"`
	Loss     bool        `json:"loss,omitzero"`
	Taken    []Taken     `json:"taken"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
	Booked   domain.Date `json:"booked"`
	Void     Number      `json:"void"`
	Voucher  Number      `json:"voucher,omitzero"` // No 0: nothing stays
}

// Revalued corrects the unit value of a lot, whatever became of its pieces.
type Revalued struct {
	Item     string    `json:"item"`
	Delivery uuid.UUID `json:"delivery"`
	Line     int64     `json:"line"`
	Was      Worth     `json:"was"`
	Is       Worth     `json:"is"`
	ValuedBy string    `json:"valued_by,omitzero"`
	Reason   string    `json:"reason"`
	Approver string    `json:"approver"`
}

// Worth is what one piece is worth, and by whose word.
type Worth struct {
	Value     int64          `json:"value"`
	Currency  money.Currency `json:"currency"`
	Valuation Valuation      `json:"valuation"`
}
