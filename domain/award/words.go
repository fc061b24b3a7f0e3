// Package award decides award rounds: who may be nominated, and that four different people propose, approve, pay and witness.
//
// It promises that nothing is approved but the list whose hash was signed, that no more is approved than the budget, that a step which one
// person took for two says so in its fact, and that a round which forbids stacking never has somebody whom another such round of the same
// school year has. Rows stand in the payout list, money in the fund; domain/ledger brings the three together.
package award

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Stacking says whether a recipient may have more than one award in a school year.
type Stacking string

// The rules; the empty one is MayStack.
const (
	MayStack         Stacking = ""
	OnceAYear        Stacking = "once-a-year"
	OnceAYearPerKind Stacking = "once-a-year-per-kind"
)

// Stage is how far a round has come.
type Stage string

// The stages.
const (
	Nominating Stage = "nominating"
	IsFrozen   Stage = "frozen"
	IsApproved Stage = "approved"
	IsClosed   Stage = "closed"
	IsOff      Stage = "cancelled"
)

// awards are the kinds of award, as the fund's lists have them.
var awards = []string{"scholarship", "support", "reward"}

// StreamOf names a round's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("round", id) }

// merits and attachments are where the ids of their streams come from.
var (
	merits      = uuid.MustParse("2f6a1c0e-93b4-5c0d-a1f5-0d5e3a7c4b19")
	attachments = uuid.MustParse("7d6cf1b2-1d0f-5a34-9d5a-4b4f3ce0a6e1")
)

// MeritOf names the stream of a person's nominations. It has an id of its own, so that whoever looks the person up does not walk through
// the lists they stood on.
func MeritOf(person uuid.UUID) domain.Stream {
	return domain.StreamOf("merit", uuid.NewSHA1(merits, person[:]))
}

// AttachmentOf names the stream of an attachment by the SHA-256 of its file.
func AttachmentOf(hash []byte) domain.Stream {
	return domain.StreamOf("attachment", uuid.NewSHA1(attachments, hash))
}
