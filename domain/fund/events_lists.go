package fund

import (
	"github.com/google/uuid"

	"sovang/domain/money"
)

// ListOpened begins the list of an award round. Rows of such a list come, are paid and end through the round alone.
type ListOpened struct {
	Round    uuid.UUID      `json:"round"`
	Fund     uuid.UUID      `json:"fund"`
	Currency money.Currency `json:"currency"`
	Version  int64          `json:"version"`         // 1 for the round's first list
	Before   uuid.UUID      `json:"before,omitzero"` // the list that this one takes the place of
}

// RowEnd is why nothing is paid for a row.
type RowEnd string

// The ends of a row.
const (
	Excluded  RowEnd = "excluded"  // not eligible
	Declined  RowEnd = "declined"  // the recipient does not want it
	Cancelled RowEnd = "cancelled" // after the approval
	Unclaimed RowEnd = "unclaimed" // not collected in time
)

// ListRowsEnded takes rows off the list; their numbers stay.
type ListRowsEnded struct {
	Rows   []Span `json:"rows"`
	How    RowEnd `json:"how"`
	Reason string `json:"reason"`
	By     string `json:"by"`
}

// ListRowSubstituted gives an approved row to somebody else: same award, same amount.
type ListRowSubstituted struct {
	Row           int64     `json:"row"`
	Was           uuid.UUID `json:"was"`
	Recipient     uuid.UUID `json:"recipient"`
	RecipientKind string    `json:"recipient_kind,omitzero"`
	Institution   string    `json:"institution,omitzero"`
	Level         string    `json:"level,omitzero"`
	Reason        string    `json:"reason"`
	Approver      string    `json:"approver"`
	By            string    `json:"by"`
	Same          []string  `json:"same,omitempty"`     // what one person did for two
	Override      string    `json:"override,omitempty"` // and why
}

// ListRowsProved says that a signed list proves the payment of rows. Again names the entry that used the same attachment before.
type ListRowsProved struct {
	Rows       []Span    `json:"rows"`
	Attachment []byte    `json:"attachment"` // SHA-256 of the file
	Name       string    `json:"name"`
	By         string    `json:"by"`
	Again      uuid.UUID `json:"again,omitzero"`
}
