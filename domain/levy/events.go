// Package levy is what the households of a clan or a village are expected to give in a year (dự kiến đóng góp).
//
// It promises that nobody is ever in debt: what is expected is no receivable, can be waived, ends with an exemption or with the household's
// moving away, and more than was expected is welcome. Amounts are whole đồng.
package levy

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Begun begins a levy. What comes goes into one compartment of one fund.
type Begun struct {
	Unit        uuid.UUID `json:"unit"`
	Fund        uuid.UUID `json:"fund"`
	Compartment string    `json:"compartment"`
	Campaign    uuid.UUID `json:"campaign,omitzero"`
	Year        int       `json:"year"`
	Basis       Basis     `json:"basis"`
	Rate        int64     `json:"rate,omitzero"` // for a household or a head
}

// HouseholdsListed adds households, each with what is expected of it.
type HouseholdsListed struct {
	Rows []HouseholdRow `json:"rows"`
}

// HouseholdRow is one household.
type HouseholdRow struct {
	Code     string    `json:"code"`
	Head     uuid.UUID `json:"head,omitzero"` // nil UUID: not registered
	Heads    int64     `json:"heads,omitzero"`
	Expected int64     `json:"expected"`
}

// HouseholdsExempted is households of which nothing is expected.
type HouseholdsExempted struct {
	On   domain.Date `json:"on"`
	Rows []ExemptRow `json:"rows"`
}

// ExemptRow is a household and why nothing is expected of it.
type ExemptRow struct {
	Household string `json:"household"`
	Reason    string `json:"reason"`
}

// Waived takes off what is expected of one household.
type Waived struct {
	Household string      `json:"household"`
	Amount    int64       `json:"amount"`
	On        domain.Date `json:"on"`
	Reason    string      `json:"reason"`
	Approver  string      `json:"approver"`
}

// HouseholdMoved is a household that moved away: from that day on nothing more is expected of it.
type HouseholdMoved struct {
	Household string      `json:"household"`
	On        domain.Date `json:"on"`
	Reason    string      `json:"reason,omitzero"`
}

// Paid is what households gave: one collection sheet. Its donation stands in the same entry, by which it is known.
type Paid struct {
	On   domain.Date `json:"on"` // the day it was given
	Rows []PaidRow   `json:"rows"`
}

// PaidRow is what one household gave.
type PaidRow struct {
	Household string `json:"household"`
	Amount    int64  `json:"amount"`
}

// TakenBack is rows of a sheet whose donation was reversed or refunded.
type TakenBack struct {
	Donation uuid.UUID   `json:"donation"`
	On       domain.Date `json:"on"` // the booking day of the reversal
	Rows     []PaidRow   `json:"rows"`
}
