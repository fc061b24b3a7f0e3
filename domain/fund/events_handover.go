package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// PassedOn lets the fund go on whole under another unit, from a day on: its name, its walls, its numbers of receipts, what is reserved and what
// is under way stay as they are, and its code, unless the other unit has a fund of that code.
type PassedOn struct {
	Unit     uuid.UUID   `json:"unit"` // whose it is from then on
	Was      uuid.UUID   `json:"was"`  // whose it was until then
	From     domain.Date `json:"from"`
	Code     string      `json:"code"` // the fund's from then on
	Decision string      `json:"decision"`
}

// HandedOver lets free đồng go on in another fund, which takes them over in the same entry: Parts one for one with the parts of its
// TakenOver, and out of every place what the parts come to in all. A fund that is wound up hands over all it has; what comes back to it later
// follows at once; and what a reversal of an old donation must cover is handed back the same way.
type HandedOver struct {
	Into     uuid.UUID    `json:"into"` // the other fund
	Parts    []HandedPart `json:"parts"`
	Places   []PlaceSum   `json:"places"`
	Booked   domain.Date  `json:"booked"`
	Decision string       `json:"decision"`
}

// HandedPart is positions of one compartment, and the compartment of the other fund in which they go on.
type HandedPart struct {
	Compartment string         `json:"compartment"`
	Spans       []Span         `json:"spans"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Into        string         `json:"into"`
	Via         []uuid.UUID    `json:"via"` // this fund and every fund the đồng may have come through
}

// PlaceSum is an amount that leaves a place, or comes into it.
type PlaceSum struct {
	Place    string         `json:"place"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
}

// TakenOver makes a segment of every part, which remembers its positions in the other fund, one for one in order.
type TakenOver struct {
	From     uuid.UUID   `json:"from"` // the other fund
	Parts    []TakenPart `json:"parts"`
	Places   []PlaceSum  `json:"places"`
	Booked   domain.Date `json:"booked"`
	Decision string      `json:"decision"`
}

// TakenPart is a new segment of a compartment.
type TakenPart struct {
	Source      Piece          `json:"source"` // positions in the other fund
	Compartment string         `json:"compartment"`
	From        int64          `json:"from"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Via         []uuid.UUID    `json:"via"` // the other fund and every fund the đồng may have come through
}

// WoundUp ends a fund whose money went into another. What comes back to it later goes on there.
type WoundUp struct {
	Into         uuid.UUID   `json:"into"`
	Code         string      `json:"code"` // what the successor was called then
	On           domain.Date `json:"on"`
	Decision     string      `json:"decision"`
	Compartments []Onward    `json:"compartments,omitempty"` // where the money of each went on, or would have gone
	Places       []Onward    `json:"places,omitempty"`
}

// Onward is a compartment or a place, and that of the successor in which it goes on.
type Onward struct {
	From string `json:"from"`
	Into string `json:"into"`
}
