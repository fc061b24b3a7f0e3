package sponsorship

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

// Kind is one of the three kinds of the Three Godfathers movement.
type Kind string

// The three.
const (
	Poor               Kind = "poor"                 // học sinh nghèo vượt khó
	OrphanedOrDisabled Kind = "orphaned-or-disabled" // học sinh mồ côi, khuyết tật vươn lên
	Excellent          Kind = "excellent"            // học sinh giỏi thành tài
)

// Path is how the money reaches the child. Only ViaAssociation is booked; the others are memo.
type Path string

// The paths.
const (
	ViaAssociation Path = "association"
	Direct         Path = "direct"
	ViaSchool      Path = "school"
)

// Who may end a sponsorship.
const (
	BySponsor     = "sponsor"
	ByChild       = "child"
	ByAssociation = "association"
)

// HoldCause says why a slot is held, where nobody asked for the hold.
type HoldCause string

// The causes.
const (
	AskedFor     HoldCause = ""
	FirstRefusal HoldCause = "first-refusal" // of next year's slot of the same child
	FromQueue    HoldCause = "queue"         // the first of the line is asked
	NextChild    HoldCause = "next-child"    // after an exit
)

// Rest is what becomes of a sponsor's money that is left when the child exits.
type Rest string

// What there is to wish for; NoWish leaves the money where it is until somebody may decide.
const (
	NoWish           Rest = ""
	ToNextChild      Rest = "next-child"
	ToUnrestricted   Rest = "unrestricted"
	ToCompartment    Rest = "compartment"
	BackToTheSponsor Rest = "refund"
)

// Circumstances are the flags of circumstance that are counted. They stand on the sealed card of a person and nowhere else.
var Circumstances = []string{"orphaned", "disabled", "poor", "ethnic-minority"}

// Kinds and Paths list what there is.
var (
	Kinds = []Kind{Poor, OrphanedOrDisabled, Excellent}
	Paths = []Path{ViaAssociation, Direct, ViaSchool}
)

const day = 24 * time.Hour

// Times that bound how long a child waits.
const (
	LongestHold = 60 * day // how long a sponsor may think while a child waits
	AskedTime   = 7 * day  // how long the first of the line has to answer
)

// mostWaiting bounds the line of a slot.
const mostWaiting = 100

// StreamOf names a slot's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("slot", id) }

// ChildStream names the stream of a person as a child who may be sponsored.
func ChildStream(person uuid.UUID) domain.Stream { return domain.StreamOf("child", person) }
