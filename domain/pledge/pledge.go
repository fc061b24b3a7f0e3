package pledge

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Stage is what was decided about a pledge. That it is paid, due, overdue or fulfilled is computed at a date and never kept.
type Stage string

// The stages.
const (
	Draft       Stage = "draft"
	Active      Stage = "active"
	Resting     Stage = "paused"
	Cancel      Stage = "cancelled"
	ClosedShort Stage = "closed short"
)

// Pledge is the state of one pledge's stream. The zero Pledge is one that was never made.
type Pledge struct {
	Stage       Stage          `json:"stage"`
	Donor       uuid.UUID      `json:"donor"`
	Fund        uuid.UUID      `json:"fund"`
	Compartment string         `json:"compartment"`
	Slot        uuid.UUID      `json:"slot"`
	Currency    money.Currency `json:"currency"`
	Code        string         `json:"code"`
	Campaign    string         `json:"campaign"`
	Made        domain.Date    `json:"made"`
	Plan        Plan           `json:"plan"`
	Rests       []Rest         `json:"rests"`   // in order, the draft among them
	Ended       domain.Date    `json:"ended"`   // when it was cancelled or closed
	Off         int64          `json:"off"`     // what was written off
	Applied     []Application  `json:"applied"` // what stands, in the order in which it was applied
}

// Rest is days on which nothing falls due; Until is the first day on which something does again, 0 while nobody knows.
type Rest struct {
	From  domain.Date `json:"from"`
	Until domain.Date `json:"until"`
}

// Application is how much of a donation is counted towards an instalment.
type Application struct {
	Donation   uuid.UUID   `json:"donation"`
	Instalment int         `json:"instalment"` // 0: more than was pledged
	Amount     int64       `json:"amount"`
	Booked     domain.Date `json:"booked"`
	Basis      Basis       `json:"basis,omitzero"`
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

// paidFor is what stands applied to one instalment.
func (p *Pledge) paidFor(no int) (sum int64) {
	for _, a := range p.Applied {
		if a.Instalment == no {
			sum += a.Amount
		}
	}
	return sum
}

// From is how much of a donation stands applied here.
func (p *Pledge) From(donation uuid.UUID) (sum int64) {
	for _, a := range p.Applied {
		if a.Donation == donation {
			sum += a.Amount
		}
	}
	return sum
}

// live refuses a pledge that was never made or has ended.
func (p *Pledge) live() error {
	switch p.Stage {
	case Draft, Active, Resting:
		return nil
	case Cancel:
		return domain.Errorf(domain.Conflict, "this pledge was cancelled").On("pledge")
	case ClosedShort:
		return domain.Errorf(domain.Conflict, "what was left of this pledge was written off").On("pledge")
	}
	return domain.Errorf(domain.NotFound, "there is no such pledge").On("pledge")
}

const longestText = 1000

// Make records a pledge. That donor, fund, compartment and slot exist, and that the code is free, is seen by the caller.
func (p *Pledge) Make(m Made) ([]domain.Event, error) {
	if p.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this pledge was made before").On("pledge")
	}
	if err := m.agreed(); err != nil {
		return nil, err
	}
	var err error
	if m.Code, err = CodeText("code", m.Code); err != nil {
		return nil, err
	}
	if m.Campaign, err = domain.OptionalText("campaign", m.Campaign, longestText); err != nil {
		return nil, err
	}
	if m.Agreement, err = domain.OptionalText("agreement", m.Agreement, longestText); err != nil {
		return nil, err
	}
	return []domain.Event{m}, nil
}

// Activate ends the draft on a day.
func (p *Pledge) Activate(on domain.Date) ([]domain.Event, error) {
	if err := p.live(); err != nil {
		return nil, err
	}
	switch {
	case p.Stage != Draft:
		return nil, domain.Errorf(domain.Conflict, "this pledge is no draft").On("pledge")
	case on < p.Made:
		return nil, domain.Errorf(domain.Invalid, "the draft was made on %s; it cannot be activated before", p.Made).On("on")
	}
	return []domain.Event{Activated{On: on}}, nil
}

// Pause lets an active pledge rest from a day on.
func (p *Pledge) Pause(from domain.Date, reason, by string) ([]domain.Event, error) {
	if err := p.live(); err != nil {
		return nil, err
	}
	if p.Stage != Active {
		return nil, domain.Errorf(domain.Conflict, "this pledge is %s; only an active one can be paused", p.Stage).On("pledge")
	}
	earliest := p.Made
	if n := len(p.Rests); n > 0 {
		earliest = p.Rests[n-1].Until
	}
	if from < earliest {
		return nil, domain.Errorf(domain.Invalid, "it cannot rest before %s", earliest).On("from")
	}
	reason, by, err := reasoned(reason, by, "by")
	if err != nil {
		return nil, err
	}
	return []domain.Event{Paused{From: from, Reason: reason, By: by}}, nil
}

// Resume ends the rest on a day.
func (p *Pledge) Resume(on domain.Date) ([]domain.Event, error) {
	if err := p.live(); err != nil {
		return nil, err
	}
	if p.Stage != Resting {
		return nil, domain.Errorf(domain.Conflict, "this pledge is %s; only a paused one can be resumed", p.Stage).On("pledge")
	}
	if from := p.Rests[len(p.Rests)-1].From; on <= from {
		return nil, domain.Errorf(domain.Invalid, "it rests from %s on; it is resumed after that day", from).On("on")
	}
	return []domain.Event{Resumed{On: on}}, nil
}

// CancelAll ends a pledge to which nothing is applied, or a standing one, of which nothing is left to write off.
func (p *Pledge) CancelAll(reason, by string, on domain.Date) ([]domain.Event, error) {
	if err := p.live(); err != nil {
		return nil, err
	}
	if paid := p.Paid(); paid > 0 && p.Plan.Kind != Standing {
		return nil, domain.Errorf(domain.Violation, "%s was applied to this pledge; what is left can be written off, not cancelled",
			money.Money{Minor: paid, Currency: p.Currency}).On("pledge")
	}
	reason, by, err := reasoned(reason, by, "by")
	if err != nil {
		return nil, err
	}
	return []domain.Event{Cancelled{Reason: reason, By: by, On: on}}, nil
}

// WriteOff closes the pledge short of what it lacks; the figure that was pledged stays. That the approver is not who asks is seen by
// the caller.
func (p *Pledge) WriteOff(reason, approver string, on domain.Date) ([]domain.Event, error) {
	if err := p.live(); err != nil {
		return nil, err
	}
	if p.Plan.Kind == Standing {
		return nil, domain.Errorf(domain.Violation, "missed periods of a standing pledge lapse and leave nothing to write off; cancel it").On("pledge")
	}
	if p.Lacks() == 0 {
		return nil, domain.Errorf(domain.Violation, "this pledge lacks nothing that could be written off").On("pledge")
	}
	reason, approver, err := reasoned(reason, approver, "approver")
	if err != nil {
		return nil, err
	}
	return []domain.Event{WrittenOff{Currency: p.Currency, Amount: p.Lacks(), Reason: reason, Approver: approver, On: on}}, nil
}

func reasoned(reason, who, field string) (string, string, error) {
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return "", "", err
	}
	who, err = domain.Text(field, who, longestText)
	return reason, who, err
}

// Evolve implements domain.State.
func (p *Pledge) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Made:
		*p = Pledge{Stage: Active, Donor: e.Donor, Fund: e.Fund, Compartment: e.Compartment, Slot: e.Slot, Currency: e.Currency, Code: e.Code,
			Campaign: e.Campaign, Made: e.Made, Plan: e.plan()}
		if e.Draft {
			p.Stage, p.Rests = Draft, []Rest{{}}
		}
	case Activated:
		p.rested(e.On)
	case Paused:
		p.Stage, p.Rests = Resting, append(p.Rests, Rest{From: e.From})
	case Resumed:
		p.rested(e.On)
	case PaymentApplied:
		p.Applied = append(p.Applied, Application{e.Donation, e.Instalment, e.Amount, e.Booked, e.Basis})
	case PaymentUnapplied:
		p.unapplied(e)
	case Cancelled:
		p.Stage, p.Ended = Cancel, e.On
	case WrittenOff:
		p.Stage, p.Ended, p.Off = ClosedShort, e.On, e.Amount
	}
}

func (p *Pledge) rested(until domain.Date) {
	p.Stage = Active
	if n := len(p.Rests); n > 0 {
		p.Rests[n-1].Until = until
	}
}

func (p *Pledge) unapplied(e PaymentUnapplied) {
	left := e.Amount
	for i := len(p.Applied) - 1; i >= 0; i-- {
		if a := &p.Applied[i]; a.Donation == e.Donation && a.Instalment == e.Instalment {
			part := min(a.Amount, left)
			a.Amount, left = a.Amount-part, left-part
		}
	}
	p.Applied = slices.DeleteFunc(p.Applied, func(a Application) bool { return a.Amount == 0 })
}

// Clone implements domain.State.
func (p *Pledge) Clone() domain.State {
	q := *p
	q.Applied, q.Rests = slices.Clone(p.Applied), slices.Clone(p.Rests)
	q.Plan.Instalments = slices.Clone(p.Plan.Instalments)
	return &q
}
