// Package code keeps codes unique: each code is a stream of its own, claimed once, so that two claims at the same instant cannot
// both succeed.
package code

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
)

// Claimed gives a code to its owner for ever.
type Claimed struct {
	Owner uuid.UUID `json:"owner"`
}

// Code is the state of one code.
type Code struct {
	Owner uuid.UUID `json:"owner"` // nil UUID: free
}

// StreamOf names the stream of a code within a scope ("unit", "slot", or a unit's id for the codes of its people). "hkh-qn" and
// "HKH-QN" are one code: nobody can tell them apart on the telephone.
func StreamOf(scope, code string) domain.Stream {
	return domain.Stream("code/" + scope + "/" + strings.ToUpper(code))
}

// Claim gives the code to owner. It is refused where the code belongs to somebody already, the same owner included.
func (c *Code) Claim(owner uuid.UUID) ([]domain.Event, error) {
	if c.Owner != uuid.Nil {
		return nil, domain.Errorf(domain.Conflict, "this code is taken").On("code")
	}
	return []domain.Event{Claimed{Owner: owner}}, nil
}

// Evolve implements domain.State.
func (c *Code) Evolve(_ uuid.UUID, e domain.Event) {
	if e, ok := e.(Claimed); ok {
		c.Owner = e.Owner
	}
}

// Clone implements domain.State.
func (c *Code) Clone() domain.State { d := *c; return &d }
