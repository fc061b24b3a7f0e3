// Package boxes is the savings boxes (heo đất) of one unit in one campaign: handed out, brought in, opened and counted by two, or lost.
//
// It promises that a box is opened once, that what was counted is never taken for what was donated, and that what is donated is split
// between levels exactly to the đồng. Boxes hold đồng; amounts are whole đồng.
package boxes

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Begun begins a unit's book of boxes.
type Begun struct {
	Unit     uuid.UUID   `json:"unit"`
	Campaign uuid.UUID   `json:"campaign"`
	Level    string      `json:"level"`  // which of the levels opens the boxes here
	Levels   []LevelFund `json:"levels"` // where each level's share goes
}

// LevelFund is the fund, and its compartment, that a level's share goes to.
type LevelFund struct {
	Level       string    `json:"level"`
	Fund        uuid.UUID `json:"fund"`
	Compartment string    `json:"compartment"`
}

// HandedOut is boxes given to their keepers.
type HandedOut struct {
	On   domain.Date `json:"on"`
	Rows []KeptRow   `json:"rows"`
}

// KeptRow is a box and who keeps it.
type KeptRow struct {
	Box    string     `json:"box"`
	Kind   KeeperKind `json:"kind"`
	Keeper uuid.UUID  `json:"keeper,omitzero"` // nil UUID: not registered
	Tier   string     `json:"tier,omitzero"`
}

// BroughtIn is boxes that came to an opening though none of them had been handed out.
type BroughtIn struct {
	On   domain.Date `json:"on"`
	Rows []KeptRow   `json:"rows"`
}

// Opened is boxes opened and counted before two people or more. Shares are what the levels get of what was donated, by the campaign's
// rule of that number; the donation of the opener's share, and what is held for the others, stand in the same entry, by which this opening
// is known.
type Opened struct {
	On       domain.Date  `json:"on"`
	Counters []string     `json:"counters"`
	Minutes  string       `json:"minutes"` // number and day of the minutes
	Rule     int          `json:"rule"`
	Rows     []CountedRow `json:"rows"`
	Shares   []Share      `json:"shares"`
}

// CountedRow is what was found in a box, and how much of it was donated; its keeper keeps the rest.
type CountedRow struct {
	Box     string `json:"box"`
	Counted int64  `json:"counted"`
	Donated int64  `json:"donated,omitzero"`
}

// Share is one level's part of an opening.
type Share struct {
	Level  string    `json:"level"`
	Fund   uuid.UUID `json:"fund,omitzero"` // nil UUID: a level that gets nothing and has no fund here
	Amount int64     `json:"amount"`
}

// Lost is boxes that will not be opened, as far as anybody knows.
type Lost struct {
	On   domain.Date `json:"on"`
	Rows []LostRow   `json:"rows"`
}

// LostRow is what became of a box.
type LostRow struct {
	Box    string `json:"box"`
	Fate   Fate   `json:"fate"`
	Reason string `json:"reason"`
}

// Accepted is another level's taking its share of an opening: its donation, with the families' rows, stands in the same entry.
type Accepted struct {
	Opening uuid.UUID   `json:"opening"`
	Level   string      `json:"level"`
	Fund    uuid.UUID   `json:"fund"`
	Amount  int64       `json:"amount"` // what had not been given back meanwhile
	On      domain.Date `json:"on"`     // the booking day
}
