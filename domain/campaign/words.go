package campaign

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Kind is how a campaign brings money.
type Kind string

// The kinds.
const (
	Appeal    Kind = "appeal"     // a call for gifts
	DaySalary Kind = "day-salary" // one day's salary of the staff of units
	Boxes     Kind = "boxes"      // savings pigs and chickens
	Levy      Kind = "levy"       // households of a clan or village
	Occasion  Kind = "occasion"   // a day or month on which gifts are given and awards handed over
)

// Kinds lists them.
var Kinds = []Kind{Appeal, DaySalary, Boxes, Levy, Occasion}

// StreamOf names a campaign's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("campaign", id) }
