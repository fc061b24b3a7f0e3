package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
)

// ProposeChildren proposes registered people (at most 500 at a time) as children who may be sponsored. Whoever asks is the proposer.
type ProposeChildren struct {
	Unit     uuid.UUID   `json:"unit"`
	Children []uuid.UUID `json:"children"`
	On       domain.Date `json:"on,omitzero"`
}

// VerifyChildren gives the word of whoever asks for children (at most 500 at a time). Two people's are needed, and not the proposer's.
type VerifyChildren struct {
	Children []uuid.UUID `json:"children"`
	On       domain.Date `json:"on,omitzero"`
}

// ExitChild ends a child's sponsorships: no payment from that day on, what is reserved is released, what is left follows the sponsors' wishes,
// and a sponsor may be offered another child.
type ExitChild struct {
	Child  uuid.UUID   `json:"child"`
	Reason string      `json:"reason"`
	On     domain.Date `json:"on,omitzero"`
	Offers []Offer     `json:"offers,omitempty"`
}

// Offer holds another child's slot for the sponsor of a slot that the exit ends.
type Offer struct {
	Slot  uuid.UUID `json:"slot"`
	Next  uuid.UUID `json:"next"`
	Until string    `json:"until,omitzero"` // RFC 3339; two weeks where left out
}

// AskedStep is a step of a schedule as it is asked for: so much, first on a day, then every so many months, so many times.
type AskedStep struct {
	First  domain.Date `json:"first"`
	Every  int64       `json:"every,omitzero"`
	Count  int64       `json:"count,omitzero"` // once where left out
	Amount money.Money `json:"amount"`
	Heads  int64       `json:"heads,omitzero"` // a pool: so many give the amount each
}

// OpenSlot opens a sponsorship slot, with the child registered in the same decision if need be, and proposed. Its schedule is steps, or an instalment so
// many times, which has dates where First says when the first one is due.
type OpenSlot struct {
	Slot              uuid.UUID        `json:"slot"`
	Unit              uuid.UUID        `json:"unit"`
	Fund              uuid.UUID        `json:"fund,omitzero"`
	Code              string           `json:"code"`
	Child             uuid.UUID        `json:"child"`
	NewChild          *Registration    `json:"new_child,omitempty"`
	Kind              sponsorship.Kind `json:"kind"`
	Need              string           `json:"need"`
	SchoolYear        string           `json:"school_year"`
	Instalment        money.Money      `json:"instalment,omitzero"`
	Instalments       int64            `json:"instalments,omitzero"`
	First             domain.Date      `json:"first,omitzero"`
	Every             int64            `json:"every,omitzero"` // months; one where left out
	Steps             []AskedStep      `json:"steps,omitempty"`
	Schedule          string           `json:"schedule,omitzero"`
	Path              sponsorship.Path `json:"path"`
	Renewal           string           `json:"renewal,omitzero"`
	Renewed           string           `json:"renewed,omitzero"`
	Terms             []domain.Date    `json:"terms,omitempty"`
	Previous          uuid.UUID        `json:"previous,omitzero"`
	On                domain.Date      `json:"on,omitzero"`
	FirstRefusalUntil string           `json:"first_refusal_until,omitzero"` // RFC 3339: the sponsor of the previous slot has the first word until then
}

// HoldSlot keeps a slot for a sponsor until a moment.
type HoldSlot struct {
	Slot    uuid.UUID   `json:"slot"`
	Sponsor uuid.UUID   `json:"sponsor"`
	Until   string      `json:"until"`           // RFC 3339
	Knows   []uuid.UUID `json:"knows,omitempty"` // the child's slots of other sponsors that this one was shown
}

// ReleaseHold gives a hold up.
type ReleaseHold struct {
	Slot    uuid.UUID `json:"slot"`
	Sponsor uuid.UUID `json:"sponsor"`
}

// QueueForSlot puts a sponsor into the line for a slot that somebody else has.
type QueueForSlot struct {
	Slot    uuid.UUID `json:"slot"`
	Sponsor uuid.UUID `json:"sponsor"`
}

// LeaveQueue takes a sponsor out of the line.
type LeaveQueue struct {
	Slot    uuid.UUID `json:"slot"`
	Sponsor uuid.UUID `json:"sponsor"`
}

// TakeSlot begins a sponsorship, known by the command's id.
type TakeSlot struct {
	Slot       uuid.UUID        `json:"slot"`
	Sponsor    uuid.UUID        `json:"sponsor"`
	NewSponsor *Registration    `json:"new_sponsor,omitempty"`
	From       domain.Date      `json:"from,omitzero"`
	Wish       sponsorship.Wish `json:"wish,omitzero"`
	Knows      []uuid.UUID      `json:"knows,omitempty"` // the child's slots of other sponsors that this one was shown
}

// PauseSponsorship lets nothing fall due from a day on.
type PauseSponsorship struct {
	Slot   uuid.UUID   `json:"slot"`
	Reason string      `json:"reason"`
	On     domain.Date `json:"on,omitzero"`
}

// ResumeSponsorship ends a pause.
type ResumeSponsorship struct {
	Slot uuid.UUID   `json:"slot"`
	On   domain.Date `json:"on,omitzero"`
}

// GiveNotice says until when a sponsorship goes on.
type GiveNotice struct {
	Slot   uuid.UUID   `json:"slot"`
	By     string      `json:"by"`
	Reason string      `json:"reason"`
	On     domain.Date `json:"on,omitzero"`
	Until  domain.Date `json:"until"`
}

// EndSponsorship ends the live sponsorship of a slot; the first of the line is asked.
type EndSponsorship struct {
	Slot   uuid.UUID   `json:"slot"`
	Reason string      `json:"reason"`
	By     string      `json:"by"`
	On     domain.Date `json:"on,omitzero"`
}

// NoteMemo notes money that reached the child past the association; known by the command's id.
type NoteMemo struct {
	Slot        uuid.UUID   `json:"slot"`
	Sponsorship uuid.UUID   `json:"sponsorship,omitzero"` // the live one where left out
	Amount      money.Money `json:"amount"`
	On          domain.Date `json:"on,omitzero"`
	Proof       []byte      `json:"proof,omitzero"` // SHA-256, base64
}

// StrikeMemo takes a memo back.
type StrikeMemo struct {
	Slot   uuid.UUID `json:"slot"`
	Memo   uuid.UUID `json:"memo"`
	Reason string    `json:"reason"`
}

// SendReport notes that the sponsor was told about a term of the child's.
type SendReport struct {
	Slot       uuid.UUID   `json:"slot"`
	Term       domain.Date `json:"term"`       // the day on which the term ends
	Attachment []byte      `json:"attachment"` // SHA-256 of the report, base64
	On         domain.Date `json:"on,omitzero"`
}

// CarryOver moves what is left of a sponsor's money in a closed slot to the slot that this sponsor holds or carries now, where the recorded wish is
// the next child.
type CarryOver struct {
	Slot uuid.UUID `json:"slot"`
	Next uuid.UUID `json:"next"`
}
