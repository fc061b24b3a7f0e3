package sponsorship

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Payer finds the sponsorship that money of a donor counts for: the live one, or, where the donor carried the slot before and somebody
// else does now, or nobody, the donor's own that ended. So late money finds the time it is late for. False: nobody's.
func (s *Slot) Payer(donor uuid.UUID) (Sponsorship, bool) {
	if s.Taken() && s.Live.Sponsor == donor {
		return s.Live, true
	}
	if donor != uuid.Nil {
		for _, p := range slices.Backward(s.Past) {
			if p.Sponsor == donor {
				return p, true
			}
		}
	}
	return s.Live, s.Taken()
}

// Payable refuses a slot for which no money of a donor can be booked: one that is not there, that has no sponsor and never had the donor
// as one, or whose money reaches the child past the association.
func (s *Slot) Payable(currency money.Currency, donor uuid.UUID) error {
	if err := s.exists(); err != nil {
		return err
	}
	_, carried := s.Payer(donor)
	switch {
	case s.Path != ViaAssociation:
		return domain.Errorf(domain.Violation, "the money of this slot reaches the child directly or through the school; it is noted and never booked").On("slot")
	case !carried:
		return domain.Errorf(domain.Violation, "this slot has no sponsor whom a payment could be for").On("slot")
	case s.Currency != currency:
		return domain.Errorf(domain.Invalid, "this slot is in %s, the payment in %s", s.Currency, currency).On("amount")
	}
	return nil
}

// Pay counts a donation's part for the sponsorship it is for. More than was promised is prepaid.
func (s *Slot) Pay(donation, donor uuid.UUID, currency money.Currency, amount int64, booked domain.Date) ([]domain.Event, error) {
	if err := s.Payable(currency, donor); err != nil {
		return nil, err
	}
	if amount <= 0 {
		return nil, domain.Errorf(domain.Invalid, "a payment must be more than nothing").On("amount")
	}
	of, _ := s.Payer(donor)
	return []domain.Event{PaidFor{Sponsorship: of.ID, Donation: donation, Currency: currency, Amount: amount, Booked: booked}}, nil
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

// TakeBackCarried takes back a part of what had been carried over to a position: the donation it came from, or that much of it, has gone.
func (s *Slot) TakeBackCarried(position int64, donation uuid.UUID, amount int64, booked domain.Date) []domain.Event {
	i := s.carriedTo(position)
	if i < 0 || s.Carried[i].Stands() == 0 || amount <= 0 {
		return nil
	}
	c := s.Carried[i]
	return []domain.Event{CarriedBack{Donation: donation, Sponsor: c.Sponsor, Position: position, Currency: s.Currency, Amount: min(amount, c.Stands()), On: booked}}
}

func (s *Slot) carriedTo(position int64) int {
	return slices.IndexFunc(s.Carried, func(c Carried) bool { return c.Position == position })
}

// Redate counts what a donation has paid for anew that was booked on another day than was thought: for the same, on the right day.
// What it had paid on a third day stays there.
func (s *Slot) Redate(donation uuid.UUID, was, booked domain.Date) (events []domain.Event) {
	var again []domain.Event
	for _, p := range s.Payments {
		if p.Donation == donation && p.Booked == was && was != booked {
			events = append(events, PaymentReversed{Sponsorship: p.Sponsorship, Donation: donation, Currency: s.Currency, Amount: p.Amount, Booked: was})
			again = append(again, PaidFor{Sponsorship: p.Sponsorship, Donation: donation, Currency: s.Currency, Amount: p.Amount, Booked: booked})
		}
	}
	return append(events, again...)
}

// NoteMemo notes money that reached the child past the association.
func (s *Slot) NoteMemo(m MemoNoted) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	of := s.Live
	if m.Sponsorship != uuid.Nil {
		var ok bool
		if of, ok = s.Sponsorship(m.Sponsorship); !ok {
			return nil, domain.Errorf(domain.NotFound, "this slot has no such sponsorship").On("sponsorship")
		}
	}
	switch {
	case s.Path == ViaAssociation:
		return nil, domain.Errorf(domain.Violation, "the money of this slot goes through the association: receive it as a donation").On("slot")
	case of.ID == uuid.Nil:
		return nil, domain.Errorf(domain.Conflict, "this slot has no sponsor").On("slot")
	case m.Amount <= 0 || m.Amount > money.Max:
		return nil, domain.Errorf(domain.Invalid, "%s is no amount that a child can have been given", money.Money{Minor: m.Amount, Currency: m.Currency}).On("amount")
	case m.Currency != s.Currency:
		return nil, domain.Errorf(domain.Invalid, "this slot is in %s, the memo in %s", s.Currency, m.Currency).On("amount")
	case m.On < of.From:
		return nil, domain.Errorf(domain.Violation, "the sponsorship began on %s; nothing of it was given before", of.From).On("on")
	case len(m.Proof) != 0 && len(m.Proof) != 32:
		return nil, domain.Errorf(domain.Invalid, "the proof is named by its SHA-256: 32 bytes").On("proof")
	}
	m.Sponsorship = of.ID
	return []domain.Event{m}, nil
}

// StrikeMemo takes a memo back.
func (s *Slot) StrikeMemo(memo uuid.UUID, reason string) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	reason, err := domain.Text("reason", reason, longestText)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(s.Memos, func(m Memo) bool { return m.ID == memo })
	if i < 0 {
		return nil, domain.Errorf(domain.NotFound, "this slot has no such memo, or it was struck").On("memo")
	}
	m := s.Memos[i]
	return []domain.Event{MemoStruck{Memo: memo, Sponsorship: m.Sponsorship, Currency: s.Currency, Amount: m.Amount, On: m.On, Reason: reason}}, nil
}

// Bridge decides that a bridge compartment pays for the child: while nobody carries the slot or the sponsorship is paused, or, as far as the
// sponsor is late and the bridge has not stood in yet.
func (s *Slot) Bridge(b Bridged) ([]domain.Event, error) {
	if err := s.exists(); err != nil {
		return nil, err
	}
	if s.Taken() && !s.Live.paused(b.Booked) {
		if len(s.Steps) > 0 {
			late := max(s.Standing(s.Live, b.Booked).Arrears-s.Live.Bridged-s.unbacked(s.Live), 0)
			if b.Amount > late {
				in := func(n int64) money.Money { return money.Money{Minor: n, Currency: s.Currency} }
				return nil, domain.Errorf(domain.Violation, "a bridge pays what a sponsor is late with: %s on %s that it has not paid yet, not %s",
					in(late), b.Booked, in(b.Amount)).On("amount")
			}
		}
		b.Sponsorship = s.Live.ID
	}
	return []domain.Event{b}, nil
}

// unbacked is what late money had repaid the bridges and was then taken back, bounced say: the child has had it, and what was paid for it
// is uncovered or another's by now. A bridge does not pay it twice.
func (s *Slot) unbacked(of Sponsorship) int64 {
	paid := int64(0)
	for _, p := range s.Payments {
		if p.Sponsorship == of.ID {
			paid += p.Amount
		}
	}
	for _, c := range s.Carried {
		if c.Sponsor == of.Sponsor {
			paid += c.Stands()
		}
	}
	return max(of.Relieved-paid, 0)
}

// Relieves is how much of the slot's money goes to the bridges that stood in for the sponsorship a payment is for.
func (s *Slot) Relieves(p PaidFor) int64 {
	of, _ := s.Sponsorship(p.Sponsorship)
	if of.Wish.LateMoneyStays {
		return 0
	}
	return of.Bridged
}

func (s *Slot) paymentEvent(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case PaidFor:
		s.Payments = append(s.Payments, Payment{Sponsorship: e.Sponsorship, Donation: e.Donation, Amount: e.Amount, Booked: e.Booked})
	case PaymentReversed:
		s.reversed(e)
	case MemoNoted:
		s.Memos = append(s.Memos, Memo{ID: entry, Sponsorship: e.Sponsorship, Amount: e.Amount, On: e.On})
	case MemoStruck:
		s.Memos = slices.DeleteFunc(s.Memos, func(m Memo) bool { return m.ID == e.Memo })
	case Bridged:
		s.bridged(e.Sponsorship, e.Amount)
	case BridgeRelieved:
		s.bridged(e.Sponsorship, -e.Amount)
		if of := s.carries(e.Sponsorship); of != nil {
			of.Relieved += e.Amount
		}
	case BridgeReturned:
		s.bridged(e.Sponsorship, -e.Amount)
	case CarriedOver:
		s.Carried = append(s.Carried, Carried{Sponsor: e.Sponsor, Entry: entry, Position: e.Position, Amount: e.Amount, On: e.On})
	case CarriedBack:
		if i := s.carriedTo(e.Position); i >= 0 {
			s.Carried[i].Back += e.Amount
		}
	}
}

func (s *Slot) bridged(sponsorship uuid.UUID, amount int64) {
	if of := s.carries(sponsorship); of != nil {
		of.Bridged += amount
	}
}

// carries is the sponsorship of that id, live or ended, to be changed; nil where there is none.
func (s *Slot) carries(sponsorship uuid.UUID) *Sponsorship {
	if sponsorship != uuid.Nil && s.Live.ID == sponsorship {
		return &s.Live
	}
	for i := range s.Past {
		if sponsorship != uuid.Nil && s.Past[i].ID == sponsorship {
			return &s.Past[i]
		}
	}
	return nil
}

func (s *Slot) reversed(e PaymentReversed) {
	left := e.Amount
	for _, thatDay := range []bool{true, false} { // a payment that gets another day is taken back on its own, and no other of the same donation
		for i := len(s.Payments) - 1; i >= 0; i-- {
			if p := &s.Payments[i]; p.Donation == e.Donation && p.Sponsorship == e.Sponsorship && (p.Booked == e.Booked) == thatDay {
				part := min(p.Amount, left)
				p.Amount, left = p.Amount-part, left-part
			}
		}
	}
	s.Payments = slices.DeleteFunc(s.Payments, func(p Payment) bool { return p.Amount == 0 })
}
