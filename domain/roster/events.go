// Package roster is one day's salary: who stands behind the one gift of a unit, employee by employee.
//
// It promises that a roster is no money. The unit's remittance is one donation with one receipt whatever its roster says; what the
// roster says of an employee is the amount that the unit wrote down, stored as it is and never worked out again; and where its sum is not
// what was remitted, the difference is named, with its amount and its reason. It is voluntary, so nothing of it is ever owed.
package roster

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Estimated is what a unit expects before the day. It stays an estimate, whatever comes.
type Estimated struct {
	Giver     uuid.UUID      `json:"giver"` // the unit as a donor: a person of kind school, agency, enterprise …
	Campaign  string         `json:"campaign"`
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"`
	Employees int64          `json:"employees,omitzero"`
	Day       domain.Date    `json:"day"`         // on which the salary will be given
	Made      domain.Date    `json:"made"`        // when it was estimated
	Of        uuid.UUID      `json:"of,omitzero"` // the earlier roster it was taken from
	Basis     string         `json:"basis,omitzero"`
}

// RowsRecorded adds employees to the first version of a roster.
type RowsRecorded struct {
	Giver    uuid.UUID      `json:"giver"`
	Campaign string         `json:"campaign"`
	Currency money.Currency `json:"currency"`
	Day      domain.Date    `json:"day"`
	First    int64          `json:"first"` // the number of the first of Rows, from 0
	Rows     []Row          `json:"rows"`
}

// Row is one employee's actual part.
type Row struct {
	Code   string    `json:"code"`            // the employee's number or code: unique within the roster
	Person uuid.UUID `json:"person,omitzero"` // nil UUID: known by nothing but the code
	Amount int64     `json:"amount"`
}

// Corrected makes the next version of a roster: was, is, why. Money and receipt stay as they are. Where a donation is behind the
// roster, Difference and Named say how the new sum stands to it.
type Corrected struct {
	Version    int64  `json:"version"`
	Rows       []Was  `json:"rows"`
	Reason     string `json:"reason"`
	Approver   string `json:"approver,omitzero"`
	Difference int64  `json:"difference,omitzero"`
	Named      string `json:"named,omitzero"`
}

// Was is what a correction did to one employee; an amount of 0 says that they did not, or do not any longer, stand on the roster.
type Was struct {
	Row       int64     `json:"row"`
	Code      string    `json:"code"`
	WasPerson uuid.UUID `json:"was_person,omitzero"`
	WasAmount int64     `json:"was_amount,omitzero"`
	Person    uuid.UUID `json:"person,omitzero"`
	Amount    int64     `json:"amount,omitzero"`
}

// Attached says which donation the roster stands behind. Difference is what was remitted less what the roster adds up to: less than nothing
// where the unit remitted less. Named is its reason, never empty where there is one.
type Attached struct {
	Donation   uuid.UUID      `json:"donation"`
	Currency   money.Currency `json:"currency"`
	Remitted   int64          `json:"remitted"`
	Difference int64          `json:"difference,omitzero"`
	Named      string         `json:"named,omitzero"`
}

// Detached takes the roster from a donation it does not belong to.
type Detached struct {
	Donation uuid.UUID `json:"donation"`
	Reason   string    `json:"reason"`
}

// RemittanceUndone marks the roster: its donation was reversed or refunded, and Left of it stands. Of a donation that is gone altogether
// the roster is free, for the unit may remit again.
type RemittanceUndone struct {
	Donation uuid.UUID      `json:"donation"`
	Currency money.Currency `json:"currency"`
	Amount   int64          `json:"amount"`
	Left     int64          `json:"left,omitzero"`
	Booked   domain.Date    `json:"booked"`
	Reason   string         `json:"reason"`
}

// DifferenceNamed gives the difference that stands another reason, or one after a part of the donation was undone.
type DifferenceNamed struct {
	Difference int64  `json:"difference"`
	Named      string `json:"named"`
}
