package projections

import (
	"github.com/google/uuid"

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
	slotQueued
	slotQueueLeft
	slotMemoNoted
	slotMemoStruck
	slotBridged
	slotBridgeRelieved
	slotBridgeReturned
	slotPaused
	slotResumed
	slotNoticeGiven
	slotClosed
	slotCarriedOver
	slotReportSent
	slotCarriedBack
)

// What happened to a child (child_events.what).
const (
	childProposed int64 = iota + 1
	childVerified
	childListed
	childExited
)

func (f *fold) slotOpened(k int64, e sponsorship.Opened) {
	f.t.slots.add(k, f.at.n, f.key(e.Unit), f.key(e.Fund), f.key(e.Child), f.word(string(e.Kind)), f.word(e.Need), f.word(e.SchoolYear),
		f.word(string(e.Currency)), e.Instalment, e.Instalments, f.word(e.Schedule), f.word(string(e.Path)), int64(e.Opened), f.key(e.Previous),
		f.word(e.Renewal), f.word(e.Renewed), e.Code)
	for i, s := range e.Steps {
		f.t.slotSteps.add(k, int64(i), int64(s.First), s.Every, s.Count, s.Heads, s.Amount)
	}
	for i, day := range e.Terms {
		f.t.slotSteps.add(k, int64(len(e.Steps)+i), int64(day), int64(0), int64(0), int64(0), int64(0))
	}
}

// slotRow is a row of slot_events.
type slotRow struct {
	what, sponsor, other, amount, moment, day, day2, by, detail int64
	reason                                                      string
	sponsorship, about                                          []byte
}

// slotEvent writes what happened to a slot; false for a fact it does not know.
func (f *fold) slotEvent(k int64, event domain.Event) bool {
	r := slotRow{day: f.at.day}
	switch e := event.(type) {
	case sponsorship.Opened:
		f.slotOpened(k, e)
		return true
	case sponsorship.Held:
		r.what, r.sponsor, r.moment, r.detail = slotHeld, f.key(e.Sponsor), e.Until, f.word(string(e.Cause))
	case sponsorship.HoldReleased:
		r.what, r.sponsor = slotHoldReleased, f.key(e.Sponsor)
	case sponsorship.Queued:
		r.what, r.sponsor = slotQueued, f.key(e.Sponsor)
	case sponsorship.QueueLeft:
		r.what, r.sponsor = slotQueueLeft, f.key(e.Sponsor)
	case sponsorship.Taken:
		r.what, r.sponsor, r.day, r.moment, r.detail = slotTaken, f.key(e.Sponsor), int64(e.From), e.At, f.word(string(e.Wish.Rest))
		r.by, r.reason = f.word(e.Wish.Compartment), e.Wish.Words
		if e.Wish.LateMoneyStays {
			r.amount = 1
		}
	case sponsorship.Paused:
		r.what, r.day, r.reason, r.sponsorship = slotPaused, int64(e.On), e.Reason, e.Sponsorship[:]
	case sponsorship.Resumed:
		r.what, r.day, r.sponsorship = slotResumed, int64(e.On), e.Sponsorship[:]
	case sponsorship.NoticeGiven:
		r.what, r.day, r.day2, r.by, r.reason, r.sponsorship = slotNoticeGiven, int64(e.On), int64(e.Until), f.word(e.By), e.Reason, e.Sponsorship[:]
	case sponsorship.Ended:
		r.what, r.day, r.by, r.reason, r.sponsorship = slotEnded, int64(e.On), f.word(e.By), e.Reason, e.Sponsorship[:]
	case sponsorship.Closed:
		r.what, r.day, r.reason = slotClosed, int64(e.On), e.Reason
	case sponsorship.ReportSent:
		r.what, r.day, r.day2, r.sponsorship, r.about = slotReportSent, int64(e.On), int64(e.Term), e.Sponsorship[:], e.Attachment
	default:
		if !f.slotMoney(&r, event) {
			return false
		}
	}
	f.t.slotEvents.add(k, f.at.n, r.moment, r.amount, f.at.nth, r.what, r.sponsor, r.other, r.day, r.day2, r.by, r.detail, r.reason,
		bytesOrNil(r.sponsorship), bytesOrNil(r.about))
	return true
}

// slotMoney is slotEvent for what is about money, booked or memo.
func (f *fold) slotMoney(r *slotRow, event domain.Event) bool {
	row := func(what int64, of uuid.UUID, amount int64, day domain.Date, about uuid.UUID) {
		r.what, r.sponsorship, r.amount, r.day, r.about = what, of[:], amount, int64(day), about[:]
	}
	switch e := event.(type) {
	case sponsorship.PaidFor:
		row(slotPaidFor, e.Sponsorship, e.Amount, e.Booked, e.Donation)
	case sponsorship.PaymentReversed:
		row(slotPaymentReversed, e.Sponsorship, e.Amount, e.Booked, e.Donation)
	case sponsorship.MemoNoted:
		row(slotMemoNoted, e.Sponsorship, e.Amount, e.On, f.at.id)
	case sponsorship.MemoStruck:
		row(slotMemoStruck, e.Sponsorship, e.Amount, e.On, e.Memo)
		r.reason = e.Reason
	case sponsorship.Bridged:
		row(slotBridged, e.Sponsorship, e.Amount, e.Booked, e.Payout)
	case sponsorship.BridgeRelieved:
		row(slotBridgeRelieved, e.Sponsorship, e.Amount, e.Booked, e.Donation)
	case sponsorship.BridgeReturned:
		row(slotBridgeReturned, e.Sponsorship, e.Amount, e.Booked, e.Payout)
	case sponsorship.CarriedOver:
		row(slotCarriedOver, e.Sponsorship, e.Amount, e.On, uuid.Nil)
		r.sponsor, r.other, r.moment = f.key(e.Sponsor), f.key(e.From), e.Position
	case sponsorship.CarriedBack:
		row(slotCarriedBack, uuid.Nil, e.Amount, e.On, e.Donation)
		r.sponsor, r.moment = f.key(e.Sponsor), e.Position
	default:
		return false
	}
	return true
}

func bytesOrNil(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func (f *fold) childEvent(k int64, event domain.Event) {
	row := func(what, unit, slot, day int64, by, reason string) {
		f.t.childEvents.add(k, f.at.n, f.at.nth, what, unit, slot, day, f.word(by), reason)
	}
	switch e := event.(type) {
	case sponsorship.Proposed:
		row(childProposed, f.key(e.Unit), 0, int64(e.On), e.By, "")
	case sponsorship.Verified:
		row(childVerified, 0, 0, int64(e.On), e.By, "")
	case sponsorship.SlotListed:
		row(childListed, 0, f.key(e.Slot), f.at.day, "", "")
	case sponsorship.Exited:
		row(childExited, 0, 0, int64(e.On), "", e.Reason)
	}
}
