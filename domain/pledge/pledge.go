package pledge

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Stage is how a pledge ended, if it has. That it is paid, due or overdue is computed at a date and never kept.
type Stage string

// The stages.
const (
	Active      Stage = "active"
	Cancel      Stage = "cancelled"
	ClosedShort Stage = "closed short"
)

// Pledge is the state of one pledge's stream. The zero Pledge is one that was never made.
type Pledge struct {
	Stage       Stage          `json:"stage"`
	Fund        uuid.UUID      `json:"fund"`
	Compartment string         `json:"compartment"`
	Currency    money.Currency `json:"currency"`
	Amount      int64          `json:"amount"`
	Applied     []Application  `json:"applied"` // what stands, in the order in which it was applied
}

// Application is how much of a donation is counted towards a pledge.
type Application struct {
	Donation uuid.UUID `json:"donation"`
	Amount   int64     `json:"amount"`
}

// StreamOf names a pledge's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("pledge", id) }

// Exists says whether the pledge was made.
func (p *Pledge) Exists() bool { return p.Stage != "" }

// Paid is what stands applied; it may be more than was pledged.
func (p *Pledge) Paid() (sum int64) {
	for _, a := range p.Applied {
		sum += a.Amount
	}
	return sum
}

// Lacks is what is still expected, never less than nothing.
func (p *Pledge) Lacks() int64 { return max(0, p.Amount-p.Paid()) }

// From is how much of a donation stands applied here.
func (p *Pledge) From(donation uuid.UUID) (sum int64) {
	for _, a := range p.Applied {
		if a.Donation == donation {
			sum += a.Amount
		}
	}
	return sum
}

func (p *Pledge) active() error {
	switch p.Stage {
	case Active:
		return nil
	case Cancel:
		return domain.Errorf(domain.Conflict, "this pledge was cancelled").On("pledge")
	case ClosedShort:
		return domain.Errorf(domain.Conflict, "what was left of this pledge was written off").On("pledge")
	}
	return domain.Errorf(domain.NotFound, "there is no such pledge").On("pledge")
}

const longestText = 1000

// Make records a one-off pledge. That donor, fund and compartment exist is seen by the caller.
func (p *Pledge) Make(m Made) ([]domain.Event, error) {
	if p.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this pledge was made before").On("pledge")
	}
	switch {
	case m.Amount <= 0:
		return nil, domain.Errorf(domain.Invalid, "a pledge must be of more than nothing").On("amount")
	case m.Due == 0:
		return nil, domain.Errorf(domain.Invalid, "a pledge needs the day it is due").On("due")
	case m.Due < m.Made:
		return nil, domain.Errorf(domain.Invalid, "a pledge made on %s cannot be due on %s", m.Made, m.Due).On("due")
	}
	return []domain.Event{m}, nil
}

// Apply counts that much of a donation towards the pledge. It may come to more than was pledged: the surplus keeps its compartment.
// That the donation has that much to give is seen by the caller (Payment.Unapplied).
func (p *Pledge) Apply(donation uuid.UUID, currency money.Currency, amount int64, booked domain.Date) ([]domain.Event, error) {
	if err := p.active(); err != nil {
		return nil, err
	}
	switch {
	case currency != p.Currency:
		return nil, domain.Errorf(domain.Invalid, "the pledge is in %s, the donation in %s", p.Currency, currency).On("amount")
	case amount <= 0:
		return nil, domain.Errorf(domain.Invalid, "more than nothing must be applied").On("amount")
	}
	return []domain.Event{PaymentApplied{Donation: donation, Currency: currency, Amount: amount, Booked: booked}}, nil
}

// Unapply takes back that much of what a donation was counted for; all of it where amount is 0. It is taken back from a cancelled or
// written-off pledge too: a reversed donation has paid for nothing.
func (p *Pledge) Unapply(donation uuid.UUID, amount int64, reason string) ([]domain.Event, error) {
	if !p.Exists() {
		return nil, p.active()
	}
	applied := p.From(donation)
	if amount == 0 {
		amount = applied
	}
	switch {
	case applied == 0:
		return nil, domain.Errorf(domain.NotFound, "nothing of this donation is applied to this pledge").On("donation")
	case amount < 0 || amount > applied:
		return nil, domain.Errorf(domain.Violation, "%d of this donation is applied; %d cannot be taken back", applied, amount).On("amount")
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	return []domain.Event{PaymentUnapplied{Donation: donation, Currency: p.Currency, Amount: amount, Reason: reason}}, nil
}

// CancelAll ends a pledge to which nothing is applied.
func (p *Pledge) CancelAll(reason, by string) ([]domain.Event, error) {
	if err := p.active(); err != nil {
		return nil, err
	}
	if p.Paid() > 0 {
		return nil, domain.Errorf(domain.Violation, "%d was applied to this pledge; what is left can be written off, not cancelled", p.Paid()).On("pledge")
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	if by, err = domain.Text("by", by, longestText); err != nil {
		return nil, err
	}
	return []domain.Event{Cancelled{Reason: reason, By: by}}, nil
}

// WriteOff closes the pledge short of what it lacks; the figure that was pledged stays.
func (p *Pledge) WriteOff(reason, approver string) ([]domain.Event, error) {
	if err := p.active(); err != nil {
		return nil, err
	}
	if p.Lacks() == 0 {
		return nil, domain.Errorf(domain.Violation, "this pledge lacks nothing that could be written off").On("pledge")
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	if approver, err = domain.Text("approver", approver, longestText); err != nil {
		return nil, err
	}
	return []domain.Event{WrittenOff{Currency: p.Currency, Amount: p.Lacks(), Reason: reason, Approver: approver}}, nil
}

// Evolve implements domain.State.
func (p *Pledge) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Made:
		*p = Pledge{Stage: Active, Fund: e.Fund, Compartment: e.Compartment, Currency: e.Currency, Amount: e.Amount}
	case PaymentApplied:
		p.Applied = append(p.Applied, Application{Donation: e.Donation, Amount: e.Amount})
	case PaymentUnapplied:
		p.unapplied(e)
	case Cancelled:
		p.Stage = Cancel
	case WrittenOff:
		p.Stage = ClosedShort
	}
}

func (p *Pledge) unapplied(e PaymentUnapplied) {
	left := e.Amount
	for i := len(p.Applied) - 1; i >= 0; i-- {
		if a := &p.Applied[i]; a.Donation == e.Donation {
			part := min(a.Amount, left)
			a.Amount, left = a.Amount-part, left-part
		}
	}
	p.Applied = slices.DeleteFunc(p.Applied, func(a Application) bool { return a.Amount == 0 })
}

// Clone implements domain.State.
func (p *Pledge) Clone() domain.State {
	q := *p
	q.Applied = slices.Clone(p.Applied)
	return &q
}
