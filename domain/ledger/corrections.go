package ledger

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/sponsorship"
)

func redesignate(v View, c fund.Redesignate, a fund.Asked) ([]domain.Change, error) {
	var given fund.Given
	if c.Donation != uuid.Nil {
		var err error
		if given, err = givenIn(v, c.Fund, c.Donation); err != nil {
			return nil, err
		}
	}
	f := fundOf(v, c.Fund)
	if into, ok := f.Compartments[c.Into]; ok && into.Restriction.Slot != uuid.Nil && c.Basis == fund.SignedWish {
		return nil, domain.Errorf(domain.Violation, "what a sponsor wished for the next child is carried over to the slot that this sponsor has: use slot.carry").On("into")
	}
	changes, err := only(fund.StreamOf(c.Fund))(f.Redesignate(c, given, a))
	if err != nil || c.Donation == uuid.Nil {
		return changes, err
	}
	e := changes[0].Events[0].(fund.Redesignated)
	if f.Compartments[e.Compartment].Restriction.Slot != uuid.Nil { // what leaves the slot has not paid for it
		changes = append(changes, uncounted(v, f, e.Donation, leaving(f, given, e), e.Booked)...)
	}
	if slot := f.Compartments[e.Into].Restriction.Slot; slot != uuid.Nil {
		_, was, _ := find[fund.DonationReceived](v, c.Donation) // given for the slot now, it is counted there as if it had come now
		line := fund.Line{Compartment: e.Into, From: e.From, Amount: e.Amount}
		now := slotGift{c.Fund, c.Donation, was.Donor, e.Currency, []fund.Line{line}, e.Booked}
		repaid, paid, err := paySlot(v, f, now, line, changes[0].Events)
		if err != nil {
			return nil, inPlaceOf("slot", "into", err)
		}
		changes[0].Events = append(changes[0].Events, repaid...)
		changes = append(changes, paid)
	}
	return changes, nil
}

func redate(v View, c fund.Redate, a fund.Asked) ([]domain.Change, error) {
	if err := named(c.Document, "document"); err != nil {
		return nil, err
	}
	of, was, ok := dated(v, c.Document)
	if !ok || of != c.Fund {
		return nil, domain.Errorf(domain.NotFound, "this fund has no such donation or payout").On("document")
	}
	changes, err := only(fund.StreamOf(c.Fund))(fundOf(v, c.Fund).Redate(c, was, a))
	if err != nil || was.What != fund.DonationDocument {
		return changes, err
	}
	e := changes[0].Events[0].(fund.Redated)
	for _, share := range e.Shares {
		if slot := fundOf(v, c.Fund).Compartments[share.Compartment].Restriction.Slot; slot != uuid.Nil {
			if events := slotOf(v, slot).Redate(c.Document, e.BookedWas, e.Booked); len(events) > 0 {
				changes = append(changes, domain.Change{Stream: sponsorship.StreamOf(slot), Events: events})
			}
		}
	}
	return append(changes, repaidOn(v, c.Document, e.Booked, e.Reason)...), nil
}

// dated finds a donation or a payout by its id; not one that still awaits clearing, for it has no booking day yet.
func dated(v View, document uuid.UUID) (of uuid.UUID, was fund.Dated, ok bool) {
	if of, received, ok := find[fund.DonationReceived](v, document); ok {
		if !received.Awaiting {
			return of, fund.DatedDonation(received), true
		}
		_, cleared, ok := find[fund.DonationCleared](v, fundOf(v, of).Exceptions.Cleared[document])
		return of, fund.DatedClearing(received, cleared), ok
	}
	if of, made, ok := find[fund.PayoutMade](v, document); ok {
		_, _, fee := find[fund.CurrencySold](v, document) // a sale's fee has the sale's day
		return of, fund.DatedPayout(made), !fee
	}
	of, paid, ok := find[fund.ListPaid](v, document)
	return of, fund.DatedList(paid), ok
}

func returnHeld(v View, c fund.ReturnHeld, a fund.Asked) ([]domain.Change, error) {
	if err := named(c.Held, "held"); err != nil {
		return nil, err
	}
	was, ok := heldFor(v, c.Fund, c.Held, c.For)
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "this fund holds nothing of that opening for that fund").On("held")
	}
	return only(fund.StreamOf(c.Fund))(fundOf(v, c.Fund).ReturnHeld(c, was, a))
}

// heldFor finds what an entry brought into a fund's keeping for another: one opening may hold for several.
func heldFor(v View, fundID, held, forFund uuid.UUID) (fund.HeldReceived, bool) {
	entry, _ := v.Entry(held)
	for _, change := range entry.Changes {
		if change.Stream != fund.StreamOf(fundID) {
			continue
		}
		for _, e := range change.Events {
			if e, ok := e.(fund.HeldReceived); ok && e.For == forFund {
				return e, true
			}
		}
	}
	return fund.HeldReceived{}, false
}
