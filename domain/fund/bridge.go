package fund

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/position"
)

// bridged notes what a bridge compartment paid for a slot.
func (f *Fund) bridged(payout, slot uuid.UUID, pieces []Piece) {
	if slot == uuid.Nil {
		return
	}
	for _, p := range pieces {
		if f.Compartments[p.Compartment].Restriction.Bridge {
			f.Bridged[slot] = append(f.Bridged[slot], Stood{payout, Piece{p.Compartment, slices.Clone(p.Spans)}})
		}
	}
}

// unbridged: what came back of a payout is free again, or owed no more, and late money has nothing to repay there.
func (f *Fund) unbridged(lists ...[]Piece) {
	for _, back := range slices.Concat(lists...) {
		if !f.Compartments[back.Compartment].Restriction.Bridge {
			continue
		}
		for slot := range f.Bridged {
			f.repaid(slot, back)
		}
	}
}

// repaid takes positions out of what late money of a slot has to repay.
func (f *Fund) repaid(slot uuid.UUID, positions Piece) {
	if f.Bridged[slot] = less(f.Bridged[slot], positions); len(f.Bridged[slot]) == 0 {
		delete(f.Bridged, slot)
	}
}

// less is what stood in without the positions of gone, empty ones dropped.
func less(stood []Stood, gone Piece) []Stood {
	var rest []Stood
	for _, b := range stood {
		if b.Paid.Compartment == gone.Compartment {
			b.Paid.Spans = Set(position.Ascending(gone.Spans)).Without(b.Paid.Spans)
		}
		if len(b.Paid.Spans) > 0 {
			rest = append(rest, b)
		}
	}
	return rest
}

// Owed is what bridges have paid for a slot and late money has not repaid.
func (f *Fund) Owed(slot uuid.UUID) int64 { return owedIn(f.Bridged[slot]) }

func owedIn(stood []Stood) (n int64) {
	for _, b := range stood {
		n += b.Paid.Len()
	}
	return n
}

// OwedOf is how many of these positions are among what bridges have paid for a slot and late money has not repaid.
func (f *Fund) OwedOf(slot uuid.UUID, positions ...Piece) int64 {
	rest := f.Bridged[slot]
	for _, p := range positions {
		rest = less(rest, p)
	}
	return f.Owed(slot) - owedIn(rest)
}

// RepayBridge decides "trả bù": free, unreserved đồng of the slot's compartment take the place of what bridges paid for the slot,
// the earliest first; an equal segment, owned by whoever owned what was paid, is new in the bridge. What nobody's đồng stand behind is
// passed over: it is the next unrestricted đồng's to fill, and stays owed until then. It is asked of a state in which the late money has
// arrived; nothing to repay, or nothing to repay with, is no event. owes says of which payouts: a bridge also stands in while nobody
// carries the slot, and that is no later sponsor's to repay.
func (f *Fund) RepayBridge(slot uuid.UUID, compartment string, booked domain.Date, owes func(payout uuid.UUID) bool) []domain.Event {
	from, ok := f.Compartments[compartment]
	if !ok || from.Restriction.Slot != slot {
		return nil
	}
	var events []domain.Event
	available := max(from.Available(), 0)
	offset, next := int64(0), map[string]int64{}
	for _, b := range f.Bridged[slot] {
		if !owes(b.Payout) {
			continue
		}
		p := b.Paid
		bridge := f.Compartments[p.Compartment]
		p.Spans = f.owed(p).Without(p.Spans)
		if bridge.Currency != from.Currency || available == 0 || len(p.Spans) == 0 {
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

// homeward takes what came back of a bridge's payments, and belongs to a slot since late money repaid it, behind that slot's wall: its
// donor gave it for that child and nobody else.
func (f *Fund) homeward(freed []Piece, day domain.Date) (events []domain.Event) {
	next := map[string]int64{}
	for _, p := range freed {
		if !f.Compartments[p.Compartment].Restriction.Bridge {
			continue
		}
		behind := f.behind(p)
		for _, code := range sortedKeys(behind) {
			into, spans := f.Compartments[code], behind[code]
			if into.Restriction.Kind != Slot {
				continue
			}
			start, ok := next[code]
			if !ok {
				start = into.Next
			}
			next[code] = start + spans.Len()
			events = append(events, Redesignated{
				Compartment: p.Compartment, Spans: spans, Into: code, From: start, Currency: into.Currency, Amount: spans.Len(),
				Basis: SignedWish, Clause: "trả bù", Booked: day, Reason: "tiền của suất trở về suất",
			})
		}
	}
	return events
}

// behind tells, of the positions of a piece that something covers, which compartment's đồng covered each last.
func (f *Fund) behind(p Piece) map[string]Set {
	last := map[string]Set{}
	for _, c := range f.Exceptions.Covers {
		if c.Over.Compartment != p.Compartment {
			continue
		}
		for _, s := range c.Over.Spans {
			for _, own := range p.Spans {
				both, ok := own.Intersect(s)
				if !ok {
					continue
				}
				for code, set := range last {
					set.Remove(both)
					last[code] = set
				}
				set := last[c.By.Compartment]
				set.Add(both)
				last[c.By.Compartment] = set
			}
		}
	}
	for code, set := range last {
		if set.Len() == 0 {
			delete(last, code)
		}
	}
	return last
}

func (f *Fund) bridgeRepaid(e BridgeRepaid) {
	f.spent([]Piece{e.By})
	into := Span{e.From, e.From + e.Amount}
	f.segment(e.Over.Compartment, into)
	f.moved(e.Over, e.Over.Compartment, into, "") // whose they were till now: before the cover that makes them another's
	f.own([]Cover{{e.By, e.Over}})
	f.repaid(e.Slot, e.Over)
}
