package goods

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// OpenItem gives a kind of thing a code in the fund's store.
type OpenItem struct {
	Fund    uuid.UUID `json:"fund"`
	Item    string    `json:"item"`
	Name    string    `json:"name"`
	Measure string    `json:"measure"`
}

// Receive takes a delivery into the store; it is known by the command's id.
type Receive struct {
	Fund      uuid.UUID   `json:"fund"`
	Donor     uuid.UUID   `json:"donor,omitzero"`
	Lots      []AskedLot  `json:"lots"`
	Given     domain.Date `json:"given,omitzero"` // the booking day where left out
	Booked    domain.Date `json:"booked,omitzero"`
	Campaign  string      `json:"campaign,omitzero"`
	Anonymity Anonymity   `json:"anonymity,omitzero"`
	ValuedBy  string      `json:"valued_by,omitzero"` // needed where a value is estimated
	Content   string      `json:"content,omitzero"`
}

// AskedLot is a line of a delivery.
type AskedLot struct {
	Item      string      `json:"item"`
	Pieces    int64       `json:"pieces"`
	UnitValue money.Money `json:"unit_value"`
	Valuation Valuation   `json:"valuation"`
}

// Give hands goods out to the rows of a list, at most MaxRows, in one decision. The oldest lots go first unless From names lots.
type Give struct {
	Fund          uuid.UUID   `json:"fund"`
	Each          []Quantity  `json:"each,omitempty"` // what every row gets that does not say it
	Rows          []AskedRow  `json:"rows"`
	RecipientKind string      `json:"recipient_kind,omitzero"`
	From          []LotName   `json:"from,omitempty"` // an item with a lot named here is taken from such lots only
	Booked        domain.Date `json:"booked,omitzero"`
	Occasion      string      `json:"occasion,omitzero"`
	Campaign      string      `json:"campaign,omitzero"`
	Content       string      `json:"content,omitzero"`
}

// AskedRow is a recipient; Code is the row's number where left out.
type AskedRow struct {
	Code          string     `json:"code,omitzero"`
	Recipient     uuid.UUID  `json:"recipient"`
	RecipientKind string     `json:"recipient_kind,omitzero"`
	Goods         []Quantity `json:"goods,omitempty"`
}

// LotName names a lot, or with Line 0 all lots of a delivery.
type LotName struct {
	Delivery uuid.UUID `json:"delivery"`
	Line     int64     `json:"line,omitzero"`
}

// Lose records what is no longer there: stolen, spoilt, missing at a count.
type Lose struct {
	Fund     uuid.UUID   `json:"fund"`
	Goods    []Quantity  `json:"goods"`
	From     []LotName   `json:"from,omitempty"`
	Booked   domain.Date `json:"booked,omitzero"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
}

// Part names some of the pieces that a document gave or lost.
type Part struct {
	Row    string `json:"row,omitzero"`    // needed where the document has several
	Item   string `json:"item,omitzero"`   // all of them where left out
	Pieces int64  `json:"pieces,omitzero"` // all that are still out where left out; needs an item where there are several
}

// Return brings back what was given, or lost.
type Return struct {
	Fund uuid.UUID `json:"fund"`
	Of   uuid.UUID `json:"of"`
	Part
	Booked domain.Date `json:"booked,omitzero"`
	Reason string      `json:"reason"`
}

// Reverse corrects a document that says what never was: a delivery, a list of goods given, a loss; in whole or in part.
type Reverse struct {
	Fund     uuid.UUID `json:"fund"`
	Document uuid.UUID `json:"document"`
	Line     int64     `json:"line,omitzero"` // of a delivery of several lots, where a part is reversed
	Part
	Booked   domain.Date `json:"booked,omitzero"`
	Reason   string      `json:"reason"`
	Approver string      `json:"approver"`
}

// Revalue corrects the unit value of a lot.
type Revalue struct {
	Fund      uuid.UUID   `json:"fund"`
	Delivery  uuid.UUID   `json:"delivery"`
	Line      int64       `json:"line,omitzero"` // may be left out where the delivery has one
	UnitValue money.Money `json:"unit_value"`
	Valuation Valuation   `json:"valuation"`
	ValuedBy  string      `json:"valued_by,omitzero"`
	Reason    string      `json:"reason"`
	Approver  string      `json:"approver"`
}

// Asked is what a decision knows beside the command: the day, and until when the fund's books are closed.
type Asked struct {
	ID     uuid.UUID
	Day    domain.Date
	Closed domain.Date
}
