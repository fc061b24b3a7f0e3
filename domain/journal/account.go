// Package journal says what every money fact is in double entry: postings to accounts that add up to nothing in each currency.
//
// It promises that the books of any auditor's own tool and the ledger's positions agree. For every compartment of every fund
//
//	− Σ (its income, expense and equity accounts) − its money in transit = free − uncovered
//
// and for every fund and currency Σ (free − uncovered) + unidentified + held for others = Σ places. It is a reading of the facts: nothing here decides.
package journal

import (
	"strings"

	"github.com/google/uuid"
)

// Class is one of the five classes of account. Assets and expenses grow by positive amounts, the others by negative ones.
type Class string

// The classes.
const (
	Assets      Class = "assets"
	Liabilities Class = "liabilities"
	Equity      Class = "equity"
	Income      Class = "income"
	Expense     Class = "expense"
)

// Account is one account of one fund. It belongs to a place, or to a compartment, or (unidentified and held money) to neither.
type Account struct {
	Class       Class
	Fund        uuid.UUID
	Place       string // set for money in a place
	Compartment string // set for everything that the compartment's walls hold
	What        string // donation, award:scholarship, transit, cover …; empty for a place
}

// What accounts of a compartment are for.
const (
	Donation     = "donation"
	Interest     = "interest"
	TransferIn   = "transfer-in"
	Exchange     = "exchange"
	Refund       = "refund"
	Loss         = "loss"
	TransferOut  = "transfer-out"
	Transit      = "transit"
	Cover        = "cover"
	HandOver     = "hand-over" // to another fund, or from one: neither income nor expense, and nothing over both
	Unidentified = "unidentified"
	Held         = "held" // kept for other funds
)

// Name is the account as other tools write it, its parts divided by colons: "assets:QKH-QN:place:bidv",
// "expense:QKH-QN:hoc-bong-2024:award:scholarship". The fund is called what the caller calls it, its code as a rule.
func (a Account) Name(fund string) string {
	parts := []string{string(a.Class), fund}
	switch {
	case a.Place != "":
		parts = append(parts, "place", a.Place)
	case a.What == Transit:
		parts = append(parts, Transit, a.Compartment)
	case a.Compartment != "":
		parts = append(parts, a.Compartment, a.What)
	default:
		parts = append(parts, a.What)
	}
	return strings.Join(parts, ":")
}
