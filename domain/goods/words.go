// Package goods is a fund's store of things: bicycles, notebooks, rice and chickens that were given in kind and are given on.
//
// Pieces of an item are numbered as đồng are: in order of receipt, given in that order, what comes back goes out first. So a lot is an
// interval of pieces, and what became of a donor's bicycles is where two intervals overlap. Values stand beside the pieces and never enter a
// balance of money.
//
// It promises that of every item, on every day, received = in store + given + lost + reversed, and that none of them is ever below zero.
package goods

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Valuation is whose word a unit value is.
type Valuation string

// The valuations, counted apart.
const (
	Declared  Valuation = "declared"  // by the donor
	Estimated Valuation = "estimated" // by the association
)

// Anonymity of one delivery, as of a donation: the degrees are those of money.
type Anonymity string

// The degrees of anonymity; the empty one is Named.
const (
	Named      Anonymity = ""
	Benefactor Anonymity = "benefactor"
	Hidden     Anonymity = "hidden"
)

// The kinds of document, by which numbers are given year by year.
const (
	incoming = "PN" // phiếu nhập
	outgoing = "PX" // phiếu xuất
)

// Number is a place in a series of documents, 1, 2, 3 … without gaps; the zero Number is none.
type Number struct {
	Series string `json:"series"` // "PN/2026"
	No     int64  `json:"no"`
}

// StreamOf names the stream of a fund's store.
func StreamOf(fund uuid.UUID) domain.Stream { return domain.StreamOf("store", fund) }
