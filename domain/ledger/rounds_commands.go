package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/money"
)

// OpenRound begins an award round.
type OpenRound struct {
	Round      uuid.UUID      `json:"round"`
	Unit       uuid.UUID      `json:"unit"`
	Fund       uuid.UUID      `json:"fund"`
	Code       string         `json:"code"`
	Programme  string         `json:"programme"`
	Criteria   string         `json:"criteria"`
	Awards     []string       `json:"awards"`
	Recipients []string       `json:"recipients"`
	Budget     money.Money    `json:"budget"`
	From       []string       `json:"from,omitempty"` // compartments, in order; unrestricted where left out
	Stacking   award.Stacking `json:"stacking,omitzero"`
	SchoolYear string         `json:"school_year,omitzero"`
	Occasion   string         `json:"occasion,omitzero"`
	Campaign   string         `json:"campaign,omitzero"`
	ClaimDays  int64          `json:"claim_days,omitzero"`
}

// Nominate adds rows to a round's list. A row may leave out what the round allows only one of.
type Nominate struct {
	Round uuid.UUID       `json:"round"`
	Rows  []fund.AskedRow `json:"rows"`
}

// ExcludeRows takes rows off the list before it is frozen.
type ExcludeRows struct {
	Round  uuid.UUID   `json:"round"`
	Rows   []string    `json:"rows"`         // their codes
	How    fund.RowEnd `json:"how,omitzero"` // excluded where left out, or declined
	Reason string      `json:"reason"`
}

// FreezeRound ends nominating.
type FreezeRound struct {
	Round uuid.UUID `json:"round"`
}

// ReviseRound begins a new version of a frozen list. The new, empty list is known by the command's id.
type ReviseRound struct {
	Round  uuid.UUID `json:"round"`
	Reason string    `json:"reason"`
}

// ApproveRound signs the frozen list and sets its money aside.
type ApproveRound struct {
	Round    uuid.UUID `json:"round"`
	Hash     string    `json:"hash"` // of the frozen list, hexadecimal
	Override string    `json:"override,omitzero"`
}

// AnnounceRound says when the recipients were told.
type AnnounceRound struct {
	Round uuid.UUID   `json:"round"`
	On    domain.Date `json:"on,omitzero"`
}

// PayRound pays rows of the approved list in one decision: all that are open, or all but Except, or Only the named ones.
type PayRound struct {
	Round    uuid.UUID   `json:"round"`
	Place    string      `json:"place"`
	Except   []string    `json:"except,omitempty"` // they were called and did not come
	Only     []string    `json:"only,omitempty"`
	Witness  string      `json:"witness"`
	Booked   domain.Date `json:"booked,omitzero"`
	Content  string      `json:"content,omitzero"`
	Override string      `json:"override,omitzero"`
}

// ProveRows says that a signed list proves the payment of rows: of those named, or of all paid ones that nothing proves yet.
type ProveRows struct {
	Round      uuid.UUID `json:"round"`
	Rows       []string  `json:"rows,omitempty"`
	Attachment string    `json:"attachment"` // SHA-256 of the file, hexadecimal
	Name       string    `json:"name"`
}

// GiveUpRows ends awards that were not collected in time, all or those named, and gives their money free.
type GiveUpRows struct {
	Round  uuid.UUID `json:"round"`
	Rows   []string  `json:"rows,omitempty"`
	Reason string    `json:"reason,omitzero"`
}

// CancelRows ends approved awards before they are paid, and gives their money free.
type CancelRows struct {
	Round  uuid.UUID   `json:"round"`
	Rows   []string    `json:"rows"`
	How    fund.RowEnd `json:"how,omitzero"` // cancelled where left out, or declined
	Reason string      `json:"reason"`
}

// SubstituteRow gives an approved award to somebody else.
type SubstituteRow struct {
	Round         uuid.UUID `json:"round"`
	Row           string    `json:"row"`
	Recipient     uuid.UUID `json:"recipient"`
	RecipientKind string    `json:"recipient_kind,omitzero"` // as it was, where left out
	Institution   string    `json:"institution,omitzero"`
	Level         string    `json:"level,omitzero"`
	Reason        string    `json:"reason"`
	Approver      string    `json:"approver"`
	Override      string    `json:"override,omitzero"`
}

// CloseRound ends a round in which nothing is left to pay.
type CloseRound struct {
	Round  uuid.UUID `json:"round"`
	Reason string    `json:"reason,omitzero"` // why paid rows have no signed list
}

// CancelRound gives a round up before anything of it was paid.
type CancelRound struct {
	Round  uuid.UUID `json:"round"`
	Reason string    `json:"reason"`
}
