package levy

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Basis is how what is expected of a household is found.
type Basis string

// The bases.
const (
	ByHousehold Basis = "household" // the rate
	ByHead      Basis = "head"      // the rate for each head
	ByList      Basis = "list"      // as the list says, household by household
)

// StreamOf names a levy's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("levy", id) }
