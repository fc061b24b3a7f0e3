package unit

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Kind is what kind of unit this is.
type Kind string

// The kinds.
const (
	Association Kind = "association"
	Branch      Kind = "branch"
	Committee   Kind = "committee"
	Clan        Kind = "clan"
	School      Kind = "school"
	College     Kind = "college"
	Enterprise  Kind = "enterprise"
	Agency      Kind = "agency"
	Armed       Kind = "armed-forces"
	Family      Kind = "family"
)

// Kinds lists them.
var Kinds = []Kind{Association, Branch, Committee, Clan, School, College, Enterprise, Agency, Armed, Family}

// StreamOf names a unit's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("unit", id) }

// How is how a unit ended.
type How string

// The ways to end.
const (
	Merged    How = "merged"    // with others, or by itself, into one
	Split     How = "split"     // into several
	Dissolved How = "dissolved" // into none, or what was left into one
)
