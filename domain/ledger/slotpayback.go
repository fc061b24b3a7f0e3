package ledger

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/sponsorship"
)

// slotShare is how much of a donation's đồng counts for one slot: as a payment, or as a part of what was carried over to it.
type slotShare struct {
	slot    uuid.UUID
	paid    owned
	carried []carriedShare
}

type carriedShare struct {
	position int64
	owned
}

// owned is positions of a donation as it was given, by compartment: each once, however often it has been at one place.
type owned map[string]fund.Set

func (o owned) add(home fund.Piece) {
	set := o[home.Compartment]
	for _, s := range home.Spans {
		for _, t := range set.Without([]fund.Span{s}) {
			set.Add(t)
		}
	}
	o[home.Compartment] = set
}

func (o owned) without(others owned) (sum int64) {
	for compartment, set := range o {
		sum += fund.Total(others[compartment].Without(set))
	}
	return sum
}

// uncounted takes back from slots what đồng of a donation counted for there, wherever they were on their way: as payments, and as what was
// carried over from a child who left. f is the fund before they went.
func uncounted(v View, f *fund.Fund, donation uuid.UUID, stays []fund.Stay, booked domain.Date) (changes []domain.Change) {
	for _, share := range slotShares(v, f, stays) {
		s := slotOf(v, share.slot)
		var events []domain.Event
		all := owned{}
		for _, c := range share.carried {
			events = append(events, s.TakeBackCarried(c.position, donation, c.without(all), booked)...)
			for compartment, set := range c.owned {
				all.add(fund.Piece{Compartment: compartment, Spans: set})
			}
		}
		if paid := min(share.paid.without(all), s.PaidBy(donation)); paid > 0 {
			back, err := s.ReversePayment(donation, paid, booked)
			if err != nil { // not more than it has paid is taken back
				continue
			}
			events = append(events, back...)
		}
		if len(events) > 0 {
			changes = append(changes, domain.Change{Stream: sponsorship.StreamOf(share.slot), Events: events})
		}
	}
	return changes
}

func slotShares(v View, f *fund.Fund, stays []fund.Stay) (shares []*slotShare) {
	bySlot := map[uuid.UUID]*slotShare{}
	for _, stay := range stays {
		slot := f.Compartments[stay.At.Compartment].Restriction.Slot
		if slot == uuid.Nil {
			continue
		}
		if bySlot[slot] == nil {
			bySlot[slot] = &slotShare{slot: slot, paid: owned{}}
			shares = append(shares, bySlot[slot])
		}
		bySlot[slot].count(slotOf(v, slot), stay)
	}
	return shares
}

// count notes a stay behind the slot's wall. Spent, returned and behind it again is the same money a second time.
func (x *slotShare) count(s *sponsorship.Slot, stay fund.Stay) {
	at := stay.At.Spans[0]
	rest := fund.Set{at}
	home := func(part fund.Span) fund.Piece {
		from := stay.Home.Spans[0].From() + part.From() - at.From()
		return fund.Piece{Compartment: stay.Home.Compartment, Spans: []fund.Span{{from, from + part.Len()}}}
	}
	for _, c := range s.Carried {
		if both, ok := at.Intersect(fund.Span{c.Position, c.Position + c.Amount}); ok {
			i := slices.IndexFunc(x.carried, func(have carriedShare) bool { return have.position == c.Position })
			if i < 0 {
				i, x.carried = len(x.carried), append(x.carried, carriedShare{c.Position, owned{}})
			}
			x.carried[i].add(home(both))
			rest.Remove(both)
		}
	}
	for _, part := range rest {
		x.paid.add(home(part))
	}
}

// leaving is the stays behind a slot's wall that end as a donor takes money of a donation out by consent.
func leaving(f *fund.Fund, given fund.Given, e fund.Redesignated) (ends []fund.Stay) {
	for _, line := range given.Lines {
		stands := f.Exceptions.Gone[e.Donation][line.Compartment].Without([]fund.Span{line.Span()})
		for _, stay := range f.Stays(fund.Piece{Compartment: line.Compartment, Spans: stands}) {
			if stay.Now.Compartment != e.Compartment || stay.At.Compartment != e.Compartment {
				continue
			}
			now := stay.Now.Spans[0]
			for _, part := range fund.Set(e.Spans).Within(now) {
				from, to := part.From()-now.From(), part.To()-now.From()
				ends = append(ends, fund.Stay{Home: fund.Piece{Compartment: stay.Home.Compartment, Spans: fund.Part(stay.Home.Spans, from, to)},
					At:  fund.Piece{Compartment: stay.At.Compartment, Spans: fund.Part(stay.At.Spans, from, to)},
					Now: fund.Piece{Compartment: stay.Now.Compartment, Spans: []fund.Span{part}}})
			}
		}
	}
	return ends
}
