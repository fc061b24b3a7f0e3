package sponsorship

import (
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

// Kinds and Paths list what there is.
var (
	Kinds = []Kind{Poor, OrphanedOrDisabled, Excellent}
	Paths = []Path{ViaAssociation, Direct, ViaSchool}
)

// StreamOf names a slot's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("slot", id) }
