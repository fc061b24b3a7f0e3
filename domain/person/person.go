package person

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
)

// Person is the state of one person's stream. The zero Person is one who was never registered. The card is not in it: no rule asks
// what stands on a card.
type Person struct {
	Unit      uuid.UUID `json:"unit"`
	Kind      Kind      `json:"kind"`
	Code      string    `json:"code"`
	Forgotten bool      `json:"forgotten"`

	Consents map[Purpose]Consent `json:"consents,omitzero"`
}

// StreamOf names a person's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("person", id) }

// Exists says whether the person was ever registered, forgotten since or not.
func (p *Person) Exists() bool { return p.Kind != "" }

// Register begins a person with a sealed card. That the unit exists and the code is free is seen by the caller.
func (p *Person) Register(r Registered) ([]domain.Event, error) {
	if p.Forgotten {
		return nil, domain.Errorf(domain.Conflict, "this person was forgotten; a new record needs a new id").On("person")
	}
	if p.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this person is registered already").On("person")
	}
	if !slices.Contains(Kinds, r.Kind) {
		return nil, domain.Errorf(domain.Invalid, "%q is no kind of person or body", r.Kind).On("kind")
	}
	if r.Code != "" {
		var err error
		if r.Code, err = domain.CodeText("code", r.Code); err != nil {
			return nil, err
		}
		if telling(r.Code) {
			return nil, domain.Errorf(domain.Invalid, "this looks like an identity or telephone number, which must not stand in the log; give the person a code").On("code")
		}
	}
	if err := sealed(r.Card); err != nil {
		return nil, err
	}
	return []domain.Event{r}, nil
}

// Describe replaces the card.
func (p *Person) Describe(card domain.Sealed) ([]domain.Event, error) {
	if err := p.Known("person"); err != nil {
		return nil, err
	}
	if err := sealed(card); err != nil {
		return nil, err
	}
	return []domain.Event{Described{Card: card}}, nil
}

// Forget lays down that the person is to be forgotten; the key is destroyed after that. Asking twice is a conflict, so that a caller
// sees that it was done.
func (p *Person) Forget(reason string) ([]domain.Event, error) {
	if err := p.Known("person"); err != nil {
		return nil, err
	}
	reason, err := domain.OptionalText("reason", reason, shortText)
	if err != nil {
		return nil, err
	}
	return []domain.Event{Forgotten{Reason: reason}}, nil
}

// Known refuses, on that field, a person who was never registered (not_found) or has been forgotten (conflict).
func (p *Person) Known(field string) error {
	switch {
	case p.Forgotten:
		return domain.Errorf(domain.Conflict, "this person has been forgotten").On(field)
	case !p.Exists():
		return domain.Errorf(domain.NotFound, "there is no such person").On(field)
	}
	return nil
}

// telling says whether a code is digits alone of the length of an identity card or a telephone: a code stays readable for ever.
func telling(code string) bool {
	return len(code) >= 9 && len(code) <= 12 && strings.Trim(code, "0123456789") == ""
}

// A card that comes here in the clear, or not at all, is a fault of the program: nothing of it may reach the log.
func sealed(card domain.Sealed) error {
	if len(card.Box) == 0 {
		return domain.Errorf(domain.Internal, "a card was not sealed before it was decided").On("card")
	}
	return nil
}

// Evolve implements domain.State.
func (p *Person) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Registered:
		*p = Person{Unit: e.Unit, Kind: e.Kind, Code: e.Code}
	case Forgotten:
		p.Forgotten, p.Consents = true, nil
	case ConsentGiven:
		p.consent(e.Purpose, func(c *Consent) { c.Stands = true })
	case ConsentWithdrawn:
		p.consent(e.Purpose, func(c *Consent) { c.Stands, c.Withdrawn, c.Open = false, max(e.On, c.Withdrawn), true })
	case WithdrawalAnswered:
		p.consent(e.Purpose, func(c *Consent) { c.Open = false })
	case Described: // a card is nothing that a rule asks about
	}
}

// Clone implements domain.State.
func (p *Person) Clone() domain.State {
	q := *p
	q.Consents = maps.Clone(p.Consents)
	return &q
}
