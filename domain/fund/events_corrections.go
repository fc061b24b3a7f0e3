package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Redated corrects the day on which a donation was given or booked, or a payout was booked. Nothing moves but days: positions,
// receipts and numbers stay. Both booking days lie in the open period; where one would not, only Given is corrected and the booking
// day stays where it is.
type Redated struct {
	Of        uuid.UUID      `json:"of"` // the donation or payout
	What      Document       `json:"what"`
	Currency  money.Currency `json:"currency"`
	Amount    int64          `json:"amount"` // of the document as it was entered
	Place     string         `json:"place"`
	Shares    []DatedShare   `json:"shares"`
	GivenWas  domain.Date    `json:"given_was,omitzero"` // of a donation
	Given     domain.Date    `json:"given,omitzero"`
	BookedWas domain.Date    `json:"booked_was"`
	Booked    domain.Date    `json:"booked"`
	Reason    string         `json:"reason"`
	Approver  string         `json:"approver"`
}

// DatedShare is what a re-dated document had put into one compartment, or taken out of it.
type DatedShare struct {
	Compartment string     `json:"compartment"`
	Kind        PayoutKind `json:"kind,omitzero"` // of a payout
	Award       AwardKind  `json:"award,omitzero"`
	Amount      int64      `json:"amount"`
}

// DeedAdopted gives the fund its deed, or the next version of it, from a day on. What a clause forbids is refused with the clause cited.
type DeedAdopted struct {
	From     domain.Date `json:"from"`
	Title    string      `json:"title"`
	Clauses  []Clause    `json:"clauses"`
	Approver string      `json:"approver"`
}

// Clause is one clause of a deed: its number and words, and the one rule that can be checked by it. A clause without a rule is shown
// and binds nobody here.
type Clause struct {
	No         string         `json:"no"` // "Điều 5, khoản 2"
	Text       string         `json:"text"`
	Rule       ClauseRule     `json:"rule,omitzero"`
	Recipients []string       `json:"recipients,omitempty"` // of RecipientsRule: pupil, student, teacher, adult, collective
	Awards     []AwardKind    `json:"awards,omitempty"`     // of AwardsRule
	Currency   money.Currency `json:"currency,omitzero"`    // of the caps
	Cap        int64          `json:"cap,omitzero"`         // of AwardCap, YearCap: an amount; of RunningShare: percent of what is paid out in the year
	Opens      MonthDay       `json:"opens,omitzero"`       // of WindowRule: awards are paid from this day of a year …
	Closes     MonthDay       `json:"closes,omitzero"`      // … through this one
}

// MonthDay is a day of every year, as MMDD: 205 is 5 February.
type MonthDay int64
