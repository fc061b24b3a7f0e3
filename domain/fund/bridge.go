package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// bridged notes what a bridge compartment paid for a slot.
func (f *Fund) bridged(slot uuid.UUID, pieces []Piece) {
	if slot == uuid.Nil {
		return
	}
	for _, p := range pieces {
		if f.Compartments[p.Compartment].Restriction.Bridge {
			f.Bridged[slot] = append(f.Bridged[slot], Piece{p.Compartment, append([]Span(nil), p.Spans...)})
		}
	}
}

// unbridged: what came back of a payout is free again, and owed to the bridge no more.
func (f *Fund) unbridged(freed []Piece) {
	for _, back := range freed {
		if !f.Compartments[back.Compartment].Restriction.Bridge {
			continue
		}
		for slot, pieces := range f.Bridged {
			f.Bridged[slot] = lessPiece(pieces, back)
		}
	}
}

// lessPiece is pieces without the positions of gone, empty ones dropped.
func lessPiece(pieces []Piece, gone Piece) []Piece {
	var rest []Piece
	for _, p := range pieces {
		if p.Compartment == gone.Compartment {
			p.Spans = Set(ascending(gone.Spans)).without(p.Spans)
		}
		if len(p.Spans) > 0 {
			rest = append(rest, p)
		}
	}
	return rest
}

// Owed is what bridges have paid for a slot and late money has not repaid.
func (f *Fund) Owed(slot uuid.UUID) int64 { return Sum(f.Bridged[slot]) }

// RepayBridge decides "trả bù": free, unreserved đồng of the slot's compartment take the place of what bridges paid for the slot,
// the earliest first; an equal segment, owned by whoever owned what was paid, is new in the bridge. It is asked of a state in which
// the late money has arrived; nothing to repay, or nothing to repay with, is no event.
func (f *Fund) RepayBridge(slot uuid.UUID, compartment string, booked domain.Date) []domain.Event {
	from, ok := f.Compartments[compartment]
	if !ok || from.Restriction.Slot != slot {
		return nil
	}
	var events []domain.Event
	available := max(from.Available(), 0)
	offset, next := int64(0), map[string]int64{}
	for _, p := range f.Bridged[slot] {
		bridge := f.Compartments[p.Compartment]
		if bridge.Currency != from.Currency || available == 0 {
			continue
		}
		n := min(p.Len(), available)
		start, ok := next[p.Compartment]
		if !ok {
			start = bridge.Next
		}
		events = append(events, BridgeRepaid{
			Slot: slot, Currency: from.Currency, Amount: n, By: Piece{compartment, Part(from.Free, offset, offset+n)},
			Over: Piece{p.Compartment, Part(p.Spans, 0, n)}, From: start, Booked: booked,
		})
		offset, available, next[p.Compartment] = offset+n, available-n, start+n
	}
	return events
}

func (f *Fund) bridgeRepaid(e BridgeRepaid) {
	f.spent([]Piece{e.By})
	f.Exceptions.Covers = append(f.Exceptions.Covers, Cover{e.By, e.Over})
	into := Span{e.From, e.From + e.Amount}
	f.segment(e.Over.Compartment, into)
	f.Exceptions.Moved = append(f.Exceptions.Moved, Moved{e.Over, e.Over.Compartment, into})
	f.Bridged[e.Slot] = lessPiece(f.Bridged[e.Slot], e.Over)
}

func (f *Fund) redesignated(e Redesignated) {
	from := Piece{e.Compartment, e.Spans}
	f.spent([]Piece{from})
	into := Span{e.From, e.From + e.Amount}
	f.segment(e.Into, into)
	f.Exceptions.Moved = append(f.Exceptions.Moved, Moved{from, e.Into, into})
}

func (f *Fund) redated(e Redated) {
	sign := int64(1)
	if e.What == PayoutDocument {
		sign = -1
		f.paidOutOf(e.Currency, e.BookedWas, e.Shares, -1)
		f.paidOutOf(e.Currency, e.Booked, e.Shares, 1)
	}
	f.flow(e.Place, e.BookedWas, -sign*e.Amount)
	f.flow(e.Place, e.Booked, sign*e.Amount)
}

func (f *Fund) paidOutOf(c money.Currency, day domain.Date, shares []DatedShare, sign int64) {
	for _, s := range shares {
		f.paidOut(c, day, s.Kind, sign*s.Amount)
	}
}

// paidOut adds up what a deed's caps are measured by, of đồng only: other currencies are not capped.
func (f *Fund) paidOut(c money.Currency, day domain.Date, k PayoutKind, amount int64) {
	if c != money.VND {
		return
	}
	year := f.Paid[day.Year()]
	year.All += amount
	switch k {
	case Award:
		year.Awards += amount
	case RunningCost, Fee:
		year.Running += amount
	}
	f.Paid[day.Year()] = year
}
