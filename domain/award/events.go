package award

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Opened begins an award round of one unit, paid by one fund.
type Opened struct {
	Unit       uuid.UUID      `json:"unit"`
	Fund       uuid.UUID      `json:"fund"`
	Code       string         `json:"code"`
	Programme  string         `json:"programme"` // "Học không bao giờ cùng"
	Criteria   string         `json:"criteria"`
	Awards     []string       `json:"awards"`     // kinds of award it may give
	Recipients []string       `json:"recipients"` // kinds of recipient it may give them to
	Currency   money.Currency `json:"currency"`
	Budget     int64          `json:"budget"`
	From       []string       `json:"from"` // compartments that pay, in order
	Stacking   Stacking       `json:"stacking,omitzero"`
	SchoolYear string         `json:"school_year,omitzero"`
	Occasion   string         `json:"occasion,omitzero"`
	Campaign   string         `json:"campaign,omitzero"`
	ClaimDays  int64          `json:"claim_days,omitzero"` // days after the announcement in which an award is to be collected; 0: none were set
	By         string         `json:"by"`
}

// Nominated adds rows to the round's list; the rows themselves stand in the list's stream.
type Nominated struct {
	List   uuid.UUID `json:"list"`
	Rows   int64     `json:"rows"`
	Amount int64     `json:"amount"`
	By     string    `json:"by"`
}

// Revised puts a new list in the place of the one before, which stays as it was frozen.
type Revised struct {
	List    uuid.UUID `json:"list"`
	Before  uuid.UUID `json:"before"`
	Version int64     `json:"version"`
	Reason  string    `json:"reason"`
	By      string    `json:"by"`
}

// Frozen ends nominating: the hash is what an approver signs.
type Frozen struct {
	List   uuid.UUID `json:"list"`
	Hash   []byte    `json:"hash"`
	Rows   int64     `json:"rows"` // without those that were excluded
	Amount int64     `json:"amount"`
	By     string    `json:"by"`
}

// Override says that one person did what two should, and why: never silent.
type Override struct {
	Same   []string `json:"same"` // "approver is proposer"
	Reason string   `json:"reason"`
}

// Approved is the signature under the frozen list. The fund's reservation of the same entry has its id.
type Approved struct {
	List     uuid.UUID `json:"list"`
	Hash     []byte    `json:"hash"`
	Rows     int64     `json:"rows"`
	Amount   int64     `json:"amount"`
	By       string    `json:"by"`
	Override *Override `json:"override,omitempty"`
}

// Announced says when the recipients were told.
type Announced struct {
	On domain.Date `json:"on"`
	By string      `json:"by"`
}

// Paid is a payment of rows; the fund's fact of the same entry has the money. Absent are rows that were called and did not come,
// as half-open ranges of row numbers.
type Paid struct {
	List     uuid.UUID  `json:"list"`
	Rows     int64      `json:"rows"`
	Amount   int64      `json:"amount"`
	Absent   [][2]int64 `json:"absent,omitempty"`
	By       string     `json:"by"`
	Witness  string     `json:"witness"`
	Override *Override  `json:"override,omitempty"`
}

// Closed ends a round in which nothing is left to pay. Unproved rows are paid ones without a signed list; they need a reason.
type Closed struct {
	Unproved int64  `json:"unproved,omitzero"`
	Reason   string `json:"reason,omitzero"`
	By       string `json:"by"`
}

// Cancelled gives a round up before anything of it was paid.
type Cancelled struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// MeritNominated notes, in the recipient's own stream, that a round which forbids stacking has them on its list.
type MeritNominated struct {
	Round      uuid.UUID `json:"round"`
	List       uuid.UUID `json:"list"`
	SchoolYear string    `json:"school_year"`
	Award      string    `json:"award"`
	Stacking   Stacking  `json:"stacking"`
}

// MeritReleased takes that back: the row was excluded, declined, cancelled, not collected, given to somebody else, or came back.
type MeritReleased struct {
	Round uuid.UUID `json:"round"`
	List  uuid.UUID `json:"list"`
	Award string    `json:"award"`
}

// AttachmentUsed notes, in the attachment's own stream, that it proves rows of a list.
type AttachmentUsed struct {
	Hash  []byte    `json:"hash"` // SHA-256 of the file
	Name  string    `json:"name"`
	Round uuid.UUID `json:"round"`
	List  uuid.UUID `json:"list"`
	Rows  int64     `json:"rows"`
	Again uuid.UUID `json:"again,omitzero"` // the entry that used the same attachment first
}
