package projections

import (
	"sovang/domain"
	"sovang/domain/sponsorship"
)

// What happened to a slot (slot_events.what).
const (
	slotHeld int64 = iota + 1
	slotHoldReleased
	slotTaken
	slotPaidFor
	slotPaymentReversed
	slotEnded
)

func (f *fold) slotOpened(k int64, e sponsorship.Opened) {
	f.t.slots.add(k, f.at.n, f.key(e.Unit), f.key(e.Fund), f.key(e.Child), f.word(string(e.Kind)), f.word(e.Need), f.word(e.SchoolYear),
		f.word(string(e.Currency)), e.Instalment, e.Instalments, f.word(e.Schedule), f.word(string(e.Path)), int64(e.Opened), e.Code)
}

func (f *fold) slotEvent(k int64, event domain.Event) {
	row := func(what, sponsor, amount, until, day int64, by, reason string, donation any) {
		f.t.slotEvents.add(k, f.at.n, what, sponsor, amount, until, day, f.word(by), f.at.nth, reason, donation)
	}
	switch e := event.(type) {
	case sponsorship.Held:
		row(slotHeld, f.key(e.Sponsor), 0, e.Until, f.at.day, "", "", nil)
	case sponsorship.HoldReleased:
		row(slotHoldReleased, f.key(e.Sponsor), 0, 0, f.at.day, "", "", nil)
	case sponsorship.Taken:
		row(slotTaken, f.key(e.Sponsor), 0, 0, int64(e.From), "", "", nil)
	case sponsorship.PaidFor:
		row(slotPaidFor, 0, e.Amount, 0, int64(e.Booked), "", "", e.Donation[:])
	case sponsorship.PaymentReversed:
		row(slotPaymentReversed, 0, e.Amount, 0, int64(e.Booked), "", "", e.Donation[:])
	case sponsorship.Ended:
		row(slotEnded, 0, 0, 0, int64(e.On), e.By, e.Reason, nil)
	}
}
