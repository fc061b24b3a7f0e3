package boxes

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// KeeperKind is who keeps a box.
type KeeperKind string

// The kinds of keeper.
const (
	Family KeeperKind = "family"
	Class  KeeperKind = "class"
	Unit   KeeperKind = "unit"
)

// Fate is why a box is not opened.
type Fate string

// The fates.
const (
	Missing     Fate = "lost"
	Broken      Fate = "broken"
	NotReturned Fate = "not-returned"
)

// Kinds and Fates list what there is.
var (
	Kinds = []KeeperKind{Family, Class, Unit}
	Fates = []Fate{Missing, Broken, NotReturned}
)

// StreamOf names the stream of a book of boxes.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("boxes", id) }
