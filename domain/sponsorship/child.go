package sponsorship

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// Child is the state of one child's stream: a person as somebody who may be sponsored. The zero Child is one nobody proposed.
type Child struct {
	Unit      uuid.UUID   `json:"unit"`     // that proposed the child
	Proposer  string      `json:"proposer"` // "" for one who is not proposed, or has exited
	Proposed  domain.Date `json:"proposed"`
	Verifiers []string    `json:"verifiers"`
	Slots     []uuid.UUID `json:"slots"` // in the order in which they were opened
	Exited    domain.Date `json:"exited"`
}

// Verifications is how many people, none of them the proposer, verify a child.
const Verifications = 2

const longestActor = 200 // of whoever proposes or verifies: their name stands once for every child of a list

// Verified says whether enough people have verified the child, who has not exited since.
func (c *Child) Verified() bool { return c.Proposer != "" && len(c.Verifiers) >= Verifications }

// Propose proposes a child, or proposes one anew who had exited: a return is verified again.
func (c *Child) Propose(p Proposed) ([]domain.Event, error) {
	if c.Proposer != "" {
		return nil, domain.Errorf(domain.Conflict, "this child was proposed on %s", c.Proposed).On("child")
	}
	var err error
	if p.By, err = domain.Text("actor", p.By, longestActor); err != nil {
		return nil, err
	}
	return []domain.Event{p}, nil
}

// Verify adds one person's word. Proposer and both verifiers are three people.
func (c *Child) Verify(v Verified) ([]domain.Event, error) {
	by, err := domain.Text("actor", v.By, longestActor)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Proposer == "" && c.Exited != 0:
		return nil, domain.Errorf(domain.Violation, "this child left on %s; propose them anew", c.Exited).On("child")
	case c.Proposer == "":
		return nil, domain.Errorf(domain.NotFound, "nobody has proposed this child").On("child")
	case c.Verified():
		return nil, domain.Errorf(domain.Conflict, "this child is verified already").On("child")
	case v.On < c.Proposed:
		return nil, domain.Errorf(domain.Violation, "this child was proposed on %s and verified after that", c.Proposed).On("on")
	case domain.SameActor(by, c.Proposer):
		return nil, domain.Errorf(domain.Denied, "%s proposed this child; two others verify", by).On("child")
	case slices.ContainsFunc(c.Verifiers, func(v string) bool { return domain.SameActor(by, v) }):
		return nil, domain.Errorf(domain.Denied, "%s has verified this child; a second person does", by).On("child")
	}
	return []domain.Event{Verified{By: by, On: v.On}}, nil
}

// Sponsorable refuses a child who was not verified or has exited.
func (c *Child) Sponsorable() error {
	switch {
	case c.Verified():
		return nil
	case c.Proposer == "" && c.Exited != 0:
		return domain.Errorf(domain.Violation, "the child of this slot left on %s", c.Exited).On("slot")
	case c.Proposer == "":
		return domain.Errorf(domain.Violation, "nobody has proposed the child of this slot, and two people verify a child before it has a sponsor").On("slot")
	}
	return domain.Errorf(domain.Violation, "the child of this slot is verified by %d of %d people; a sponsor waits until then", len(c.Verifiers), Verifications).On("slot")
}

// List notes a slot of the child, once.
func (c *Child) List(slot uuid.UUID) []domain.Event {
	if slices.Contains(c.Slots, slot) {
		return nil
	}
	return []domain.Event{SlotListed{Slot: slot}}
}

// Exit ends the child's time with the movement.
func (c *Child) Exit(e Exited, today domain.Date) ([]domain.Event, error) {
	reason, err := domain.Text("reason", e.Reason, longestText)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Proposer == "" && c.Exited != 0:
		return nil, domain.Errorf(domain.Conflict, "this child left on %s", c.Exited).On("child")
	case c.Proposer == "":
		return nil, domain.Errorf(domain.NotFound, "nobody has proposed this child").On("child")
	case e.On > today:
		return nil, domain.Errorf(domain.Invalid, "%s has not come yet", e.On).On("on")
	}
	e.Reason = reason
	return []domain.Event{e}, nil
}

// Evolve implements domain.State.
func (c *Child) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Proposed:
		c.Unit, c.Proposer, c.Proposed, c.Verifiers = e.Unit, e.By, e.On, nil
	case Verified:
		c.Verifiers = append(c.Verifiers, e.By)
	case SlotListed:
		c.Slots = append(c.Slots, e.Slot)
	case Exited:
		c.Proposer, c.Verifiers, c.Exited = "", nil, e.On
	}
}

// Clone implements domain.State.
func (c *Child) Clone() domain.State {
	d := *c
	d.Verifiers, d.Slots = slices.Clone(c.Verifiers), slices.Clone(c.Slots)
	return &d
}
