package ledger

import (
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
)

func decideOpenSlot(v View, _ Request, recorded time.Time, c OpenSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	child, changes, err := knownOrNew(v, c.Child, "child", c.NewChild, "new_child")
	if err != nil {
		return nil, err
	}
	opened, err := one(sponsorship.StreamOf(c.Slot))(slotOf(v, c.Slot).Open(sponsorship.Opened{
		Unit: c.Unit, Fund: c.Fund, Code: c.Code, Child: child, Kind: c.Kind, Need: c.Need, SchoolYear: c.SchoolYear,
		Currency: c.Instalment.Currency, Instalment: c.Instalment.Minor, Instalments: c.Instalments, Schedule: c.Schedule,
		Path: c.Path, Opened: domain.DateOf(recorded),
	}))
	if err != nil {
		return nil, err
	}
	if err := unitExists(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	if c.Fund != uuid.Nil {
		if err := fundExists(v, c.Fund, "fund"); err != nil {
			return nil, err
		}
	}
	claimed, err := claim(v, "slot", opened.Events[0].(sponsorship.Opened).Code, c.Slot)
	if err != nil {
		return nil, err
	}
	return append(changes, opened, claimed), nil
}

// Whether a hold still stands is judged by the book's own clock, recorded: a caller's claim of the time could take a slot away from
// the one it is held for.
func decideHoldSlot(v View, _ Request, recorded time.Time, c HoldSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	until, err := time.Parse(time.RFC3339, c.Until)
	if err != nil {
		return nil, domain.Errorf(domain.Invalid, "%q is no moment; write 2024-11-01T17:00:00+07:00", c.Until).On("until")
	}
	if err := personKnown(v, c.Sponsor, "sponsor"); err != nil {
		return nil, err
	}
	return only(sponsorship.StreamOf(c.Slot))(slotOf(v, c.Slot).HoldFor(c.Sponsor, until, recorded))
}

func decideReleaseHold(v View, _ Request, recorded time.Time, c ReleaseHold) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	return only(sponsorship.StreamOf(c.Slot))(slotOf(v, c.Slot).ReleaseHold(c.Sponsor, recorded))
}

func decideTakeSlot(v View, _ Request, recorded time.Time, c TakeSlot) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	sponsor, changes, err := knownOrNew(v, c.Sponsor, "sponsor", c.NewSponsor, "new_sponsor")
	if err != nil {
		return nil, err
	}
	taken, err := one(sponsorship.StreamOf(c.Slot))(slotOf(v, c.Slot).Take(sponsor, c.From.Or(domain.DateOf(recorded)), recorded))
	if err != nil {
		return nil, err
	}
	return append(changes, taken), nil
}

func decideEndSponsorship(v View, _ Request, recorded time.Time, c EndSponsorship) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	return only(sponsorship.StreamOf(c.Slot))(slotOf(v, c.Slot).End(c.Reason, c.By, c.On.Or(domain.DateOf(recorded))))
}

// payForSlot counts a part of a donation that a fund receives for the live sponsorship of a slot. The slot's money must be booked by
// that fund.
func payForSlot(v View, slot, fund, donation uuid.UUID, part money.Money, booked domain.Date) (domain.Change, error) {
	s := slotOf(v, slot)
	if err := s.Payable(part.Currency); err != nil {
		return domain.Change{}, err
	}
	if s.Fund != fund {
		return domain.Change{}, domain.Errorf(domain.Violation, "the money of this slot is booked by another fund").On("slot")
	}
	return one(sponsorship.StreamOf(slot))(s.Pay(donation, part.Currency, part.Minor, booked))
}

// reverseSlotPayment takes back what a donation had paid for a slot, up to amount; false where it had paid nothing.
func reverseSlotPayment(v View, slot, donation uuid.UUID, amount int64, booked domain.Date) (domain.Change, bool) {
	s := slotOf(v, slot)
	events, err := s.ReversePayment(donation, min(amount, s.PaidBy(donation)), booked)
	if err != nil { // nothing to take back
		return domain.Change{}, false
	}
	return domain.Change{Stream: sponsorship.StreamOf(slot), Events: events}, true
}
