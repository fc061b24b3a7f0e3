package staff

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// Granted gives somebody a role in a unit and in everything below it. The grant is known by the entry's id.
type Granted struct {
	Actor  string      `json:"actor"`           // the name under which they act, as it is written
	Person uuid.UUID   `json:"person,omitzero"` // who they are, where they are registered
	Role   Role        `json:"role"`
	From   domain.Date `json:"from"`
	Until  domain.Date `json:"until,omitzero"` // the last day; open where left out
	By     string      `json:"by"`
	Basis  string      `json:"basis"`
	// Beside are roles that they hold and that should not lie in one hand with this one; Override says why they do here.
	Beside   []Role `json:"beside,omitempty"`
	Override string `json:"override,omitzero"`
}

// Ended takes a role back.
type Ended struct {
	Grant  uuid.UUID   `json:"grant"`
	Actor  string      `json:"actor"` // as the grant has it
	Role   Role        `json:"role"`
	On     domain.Date `json:"on"` // the first day on which it is held no more
	By     string      `json:"by"`
	Reason string      `json:"reason"`
}

// Enrolled puts a name on the book's roll: under it somebody serves in that unit, whoever else is called so.
type Enrolled struct {
	Actor  string    `json:"actor"`
	Person uuid.UUID `json:"person,omitzero"`
	Unit   uuid.UUID `json:"unit"`
}

// Signed is somebody's signature under one command, before it is asked for.
type Signed struct {
	Actor   string `json:"actor"`
	Command string `json:"command"` // its name
	Digest  []byte `json:"digest"`  // SHA-256 of the command without personal fields
}
