package sponsorship

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Slot is the state of one slot's stream. The zero Slot is one that was never opened. It has room for one live sponsorship and for
// no more: that is how a child cannot be promised twice.
type Slot struct {
	Code     string         `json:"code"`
	Fund     uuid.UUID      `json:"fund"`
	Currency money.Currency `json:"currency"`
	Path     Path           `json:"path"`
	Hold     Hold           `json:"hold"`
	Live     Sponsorship    `json:"live"`
	Ended    domain.Date    `json:"ended"`    // when the last sponsorship before this one ended
	Payments []Payment      `json:"payments"` // what was paid for and not reversed, in order
}

// Hold keeps the slot for one sponsor until a moment in Unix microseconds. Nothing is written when it runs out.
type Hold struct {
	Sponsor uuid.UUID `json:"sponsor"`
	Until   int64     `json:"until"`
}

// Sponsorship is the live one, known by the entry that took the slot; the zero Sponsorship is none.
type Sponsorship struct {
	ID      uuid.UUID   `json:"id"`
	Sponsor uuid.UUID   `json:"sponsor"`
	From    domain.Date `json:"from"`
}

// Payment is what one donation has paid for one sponsorship.
type Payment struct {
	Sponsorship uuid.UUID `json:"sponsorship"`
	Donation    uuid.UUID `json:"donation"`
	Amount      int64     `json:"amount"`
}

// Exists says whether the slot was opened.
func (s *Slot) Exists() bool { return s.Path != "" }

// Taken says whether a sponsorship is live.
func (s *Slot) Taken() bool { return s.Live.ID != uuid.Nil }

// Active says whether the live sponsorship has had its first payment.
func (s *Slot) Active() bool {
	return s.Taken() && slices.ContainsFunc(s.Payments, func(p Payment) bool { return p.Sponsorship == s.Live.ID })
}

// HeldFor gives the sponsor for whom the slot is held at that moment, the nil UUID where it is free.
func (s *Slot) HeldFor(now time.Time) uuid.UUID {
	if now.UnixMicro() >= s.Hold.Until {
		return uuid.Nil
	}
	return s.Hold.Sponsor
}

func (s *Slot) exists() error {
	if !s.Exists() {
		return domain.Errorf(domain.NotFound, "there is no such slot").On("slot")
	}
	return nil
}

// open refuses a slot that is not there, is sponsored, or is held for somebody else.
func (s *Slot) open(sponsor uuid.UUID, now time.Time) error {
	if err := s.exists(); err != nil {
		return err
	}
	if s.Taken() {
		return domain.Errorf(domain.Conflict, "this slot has a sponsor").On("slot")
	}
	if holder := s.HeldFor(now); holder != uuid.Nil && holder != sponsor {
		return domain.Errorf(domain.Conflict, "this slot is held for another sponsor until %s", local(s.Hold.Until)).On("slot")
	}
	return nil
}

// HoldFor keeps the slot for a sponsor until a moment after now; the holder may move that moment.
func (s *Slot) HoldFor(sponsor uuid.UUID, until, now time.Time) ([]domain.Event, error) {
	if err := s.open(sponsor, now); err != nil {
		return nil, err
	}
	switch {
	case !until.After(now):
		return nil, domain.Errorf(domain.Invalid, "a hold must end later than now").On("until")
	case until.Sub(now) > LongestHold:
		return nil, domain.Errorf(domain.Invalid, "a hold keeps other sponsors from a child; it may last %d days at most", LongestHold/day).On("until")
	}
	return []domain.Event{Held{Sponsor: sponsor, Until: until.UnixMicro()}}, nil
}

// LongestHold bounds how long a sponsor may think while a child waits.
const (
	LongestHold = 60 * day
	day         = 24 * time.Hour
)

// ReleaseHold gives a hold up before it runs out.
func (s *Slot) ReleaseHold(sponsor uuid.UUID, now time.Time) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if sponsor == uuid.Nil || s.HeldFor(now) != sponsor {
		return nil, domain.Errorf(domain.Conflict, "this slot is not held for this sponsor").On("slot", "sponsor")
	}
	return []domain.Event{HoldReleased{Sponsor: sponsor}}, nil
}

// Take begins a sponsorship on a day not before the last one ended.
func (s *Slot) Take(sponsor uuid.UUID, from domain.Date, now time.Time) ([]domain.Event, error) {
	if err := s.open(sponsor, now); err != nil {
		return nil, err
	}
	if from < s.Ended {
		return nil, domain.Errorf(domain.Violation, "the sponsorship before ended on %s; another cannot begin before that", s.Ended).On("from")
	}
	return []domain.Event{Taken{Sponsor: sponsor, From: from}}, nil
}

// Payable refuses a slot for which no money can be booked: one that is not there, that has no sponsor, or whose money reaches the
// child past the association.
func (s *Slot) Payable(currency money.Currency) error {
	if err := s.exists(); err != nil {
		return err
	}
	switch {
	case s.Path != ViaAssociation:
		return domain.Errorf(domain.Violation, "the money of this slot reaches the child directly or through the school; it is noted and never booked").On("slot")
	case !s.Taken():
		return domain.Errorf(domain.Violation, "this slot has no sponsor whom a payment could be for").On("slot")
	case s.Currency != currency:
		return domain.Errorf(domain.Invalid, "this slot is in %s, the payment in %s", s.Currency, currency).On("amount")
	}
	return nil
}

// Pay counts a donation's part for the live sponsorship. More than was promised is prepaid.
func (s *Slot) Pay(donation uuid.UUID, currency money.Currency, amount int64, booked domain.Date) ([]domain.Event, error) {
	if err := s.Payable(currency); err != nil {
		return nil, err
	}
	if amount <= 0 {
		return nil, domain.Errorf(domain.Invalid, "a payment must be more than nothing").On("amount")
	}
	return []domain.Event{PaidFor{Sponsorship: s.Live.ID, Donation: donation, Currency: currency, Amount: amount, Booked: booked}}, nil
}

// PaidBy is how much of a donation has been counted here and not taken back.
func (s *Slot) PaidBy(donation uuid.UUID) (amount int64) {
	for _, p := range s.Payments {
		if p.Donation == donation {
			amount += p.Amount
		}
	}
	return amount
}

// ReversePayment takes back that much of what a donation had paid for, from the sponsorship it had paid for, ended or not.
func (s *Slot) ReversePayment(donation uuid.UUID, amount int64, booked domain.Date) ([]domain.Event, error) {
	if amount <= 0 {
		return nil, domain.Errorf(domain.Invalid, "a reversal must be of more than nothing").On("amount")
	}
	if paid := s.PaidBy(donation); amount > paid {
		return nil, domain.Errorf(domain.Violation, "the donation has paid %d for this slot; %d cannot be taken back", paid, amount).On("amount")
	}
	var events []domain.Event
	for _, p := range slices.Backward(s.Payments) {
		if p.Donation != donation || amount == 0 {
			continue
		}
		part := min(p.Amount, amount)
		amount -= part
		events = append(events, PaymentReversed{Sponsorship: p.Sponsorship, Donation: donation, Currency: s.Currency, Amount: part, Booked: booked})
	}
	return events, nil
}

// End ends the live sponsorship; the slot can be taken again.
func (s *Slot) End(reason, by string, on domain.Date) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if !s.Taken() {
		return nil, domain.Errorf(domain.Conflict, "this slot has no sponsor").On("slot")
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	if by != BySponsor && by != ByChild && by != ByAssociation {
		return nil, domain.Errorf(domain.Invalid, "a sponsorship is ended by sponsor, child or association, not by %q", by).On("by")
	}
	if on < s.Live.From {
		return nil, domain.Errorf(domain.Violation, "the sponsorship began on %s; it cannot end before", s.Live.From).On("on")
	}
	return []domain.Event{Ended{Sponsorship: s.Live.ID, Reason: reason, By: by, On: on}}, nil
}

// Evolve implements domain.State.
func (s *Slot) Evolve(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Opened:
		*s = Slot{Code: e.Code, Fund: e.Fund, Currency: e.Currency, Path: e.Path}
	case Held:
		s.Hold = Hold(e)
	case HoldReleased:
		s.Hold = Hold{}
	case Taken:
		s.Live, s.Hold = Sponsorship{ID: entry, Sponsor: e.Sponsor, From: e.From}, Hold{}
	case PaidFor:
		s.Payments = append(s.Payments, Payment{Sponsorship: e.Sponsorship, Donation: e.Donation, Amount: e.Amount})
	case PaymentReversed:
		s.reversed(e)
	case Ended:
		s.Live, s.Ended = Sponsorship{}, e.On
	}
}

func (s *Slot) reversed(e PaymentReversed) {
	left := e.Amount
	for i := len(s.Payments) - 1; i >= 0; i-- {
		if p := &s.Payments[i]; p.Donation == e.Donation && p.Sponsorship == e.Sponsorship {
			part := min(p.Amount, left)
			p.Amount, left = p.Amount-part, left-part
		}
	}
	s.Payments = slices.DeleteFunc(s.Payments, func(p Payment) bool { return p.Amount == 0 })
}

// Clone implements domain.State.
func (s *Slot) Clone() domain.State {
	t := *s
	t.Payments = slices.Clone(s.Payments)
	return &t
}

func local(micros int64) string {
	return time.UnixMicro(micros).In(domain.Vietnam).Format("15:04 02/01/2006")
}
