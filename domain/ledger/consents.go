package ledger

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/law"
	"sovang/domain/person"
)

// GiveConsent lays down what somebody consents to, and for a child or whoever is represented, what their guardian does.
type GiveConsent struct {
	Person   uuid.UUID      `json:"person"`
	Purpose  person.Purpose `json:"purpose"`
	Case     person.Case    `json:"case"`
	By       person.Giver   `json:"by"`
	Evidence string         `json:"evidence"` // where the signed paper is to be found; nothing personal
	Wording  string         `json:"wording"`  // version of the text that was signed
	From     domain.Date    `json:"from,omitzero"`
	Until    domain.Date    `json:"until,omitzero"` // the last day; until it is withdrawn where left out
}

// WithdrawConsent ends a consent at once.
type WithdrawConsent struct {
	Person  uuid.UUID      `json:"person"`
	Purpose person.Purpose `json:"purpose,omitzero"` // every one where left out
	On      domain.Date    `json:"on,omitzero"`      // when it was asked for
	Reason  string         `json:"reason,omitzero"`
}

// AnswerWithdrawal says that whoever withdrew has been told.
type AnswerWithdrawal struct {
	Person   uuid.UUID      `json:"person"`
	Purpose  person.Purpose `json:"purpose"`
	On       domain.Date    `json:"on,omitzero"`
	Evidence string         `json:"evidence,omitzero"`
}

// decideConsent decides the commands about what a person lets be shown; false for any other command.
func decideConsent(v View, r Request, recorded time.Time) (changes []domain.Change, ok bool, err error) {
	today := domain.DateOf(recorded)
	of := func(id uuid.UUID, decide func(*person.Person) ([]domain.Event, error)) ([]domain.Change, bool, error) {
		if err := named(id, "person"); err != nil {
			return nil, true, err
		}
		changes, err := only(person.StreamOf(id))(decide(personOf(v, id)))
		return changes, true, err
	}
	switch c := r.Command.(type) {
	case GiveConsent:
		return of(c.Person, func(p *person.Person) ([]domain.Event, error) {
			from := c.From.Or(today)
			return p.GiveConsent(person.ConsentGiven{Purpose: c.Purpose, Case: c.Case, By: c.By, Evidence: c.Evidence, Wording: c.Wording,
				From: from, Until: c.Until}, today, law.On(today).ChildConsentAge)
		})
	case WithdrawConsent:
		return of(c.Person, func(p *person.Person) ([]domain.Event, error) {
			return p.WithdrawConsent(person.ConsentWithdrawn{Purpose: c.Purpose, On: c.On.Or(today), Reason: c.Reason}, today)
		})
	case AnswerWithdrawal:
		return of(c.Person, func(p *person.Person) ([]domain.Event, error) {
			return p.AnswerWithdrawal(person.WithdrawalAnswered{Purpose: c.Purpose, On: c.On.Or(today), Evidence: c.Evidence}, today)
		})
	}
	return nil, false, nil
}
