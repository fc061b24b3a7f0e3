package ledger

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/sponsorship"
)

// MostChildren is how many children one decision proposes or verifies.
const MostChildren = 500

// eachChild decides about a list of children, each once. Everybody is asked for before anybody is refused, so that a view misses all it
// misses at once.
func eachChild(v View, children []uuid.UUID, decide func(uuid.UUID, *sponsorship.Child) ([]domain.Event, error)) ([]domain.Change, error) {
	if n := len(children); n == 0 || n > MostChildren {
		return nil, domain.Errorf(domain.Invalid, "1 to %d children stand in a list, not %d", MostChildren, n).On("children")
	}
	for _, child := range children {
		childOf(v, child)
		personOf(v, child)
	}
	var changes []domain.Change
	first := map[uuid.UUID]int{}
	for i, child := range children {
		field := fmt.Sprintf("children[%d]", i)
		if child == uuid.Nil {
			return nil, domain.Errorf(domain.Invalid, "this must be given").On(field)
		}
		if before, twice := first[child]; twice {
			return nil, domain.Errorf(domain.Invalid, "this child stands in children[%d] already", before).On(field)
		}
		first[child] = i
		events, err := decide(child, childOf(v, child))
		if err != nil {
			return nil, inPlaceOf("child", field, err)
		}
		changes = append(changes, domain.Change{Stream: sponsorship.ChildStream(child), Events: events})
	}
	return changes, nil
}

// past is the day on which something was done: today where nothing is said, and never a day to come.
func past(on domain.Date, recorded time.Time) (domain.Date, error) {
	today := domain.DateOf(recorded)
	return on.Or(today), on.NotAhead(today, "on")
}

func decideProposeChildren(v View, r Request, recorded time.Time, c ProposeChildren) ([]domain.Change, error) {
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	on, err := past(c.On, recorded)
	if err != nil {
		return nil, err
	}
	return eachChild(v, c.Children, func(id uuid.UUID, child *sponsorship.Child) ([]domain.Event, error) {
		if err := personOf(v, id).Known("child"); err != nil {
			return nil, err
		}
		return child.Propose(sponsorship.Proposed{Unit: c.Unit, By: r.Actor, On: on})
	})
}

func decideVerifyChildren(v View, r Request, recorded time.Time, c VerifyChildren) ([]domain.Change, error) {
	on, err := past(c.On, recorded)
	if err != nil {
		return nil, err
	}
	return eachChild(v, c.Children, func(_ uuid.UUID, child *sponsorship.Child) ([]domain.Event, error) {
		return child.Verify(sponsorship.Verified{By: r.Actor, On: on})
	})
}

func decideExitChild(v View, r Request, recorded time.Time, c ExitChild) ([]domain.Change, error) {
	if err := named(c.Child, "child"); err != nil {
		return nil, err
	}
	today := domain.DateOf(recorded)
	child, on := childOf(v, c.Child), c.On.Or(today)
	for _, slot := range child.Slots {
		askForSlot(v, slot)
	}
	for _, o := range c.Offers {
		askForSlot(v, o.Next)
		childOf(v, slotOf(v, o.Next).Child)
	}
	exited, err := child.Exit(sponsorship.Exited{Reason: c.Reason, On: on}, today)
	if err != nil {
		return nil, err
	}
	d := newDraft(v, r.ID)
	d.add(sponsorship.ChildStream(c.Child), exited...)
	x := exit{d, r, recorded, exited[0].(sponsorship.Exited), map[uuid.UUID]uuid.UUID{}}
	if err := x.offers(child, c.Offers); err != nil {
		return nil, err
	}
	for _, slot := range child.Slots {
		if err := x.close(slot); err != nil {
			return nil, err
		}
	}
	return d.changes, nil
}

// askForSlot asks for whatever a decision about a slot's money may need.
func askForSlot(v View, slot uuid.UUID) {
	s := slotOf(v, slot)
	for _, p := range s.Payments {
		_, _, _ = donationOf(v, p.Donation)
	}
	for _, c := range s.Carried {
		_, _ = v.Entry(c.Entry)
	}
}

// exit is a child's exit as far as it has been decided.
type exit struct {
	*draft
	r        Request
	recorded time.Time
	exited   sponsorship.Exited
	next     map[uuid.UUID]uuid.UUID // slot of the child → the one its sponsor is offered
}

// offerTime is how long a sponsor has the first word about another child.
const offerTime = 14 * 24 * time.Hour

func (x *exit) offers(child *sponsorship.Child, offers []Offer) error {
	for i, o := range offers {
		field := fmt.Sprintf("offers[%d]", i)
		if err := x.offer(child, o); err != nil {
			return domain.Under(field, err)
		}
		x.next[o.Slot] = o.Next
	}
	return nil
}

func (x *exit) offer(child *sponsorship.Child, o Offer) error {
	before, next := slotOf(x, o.Slot), slotOf(x, o.Next)
	of, ok := before.Latest()
	switch {
	case !slices.Contains(child.Slots, o.Slot) || !ok:
		return domain.Errorf(domain.NotFound, "no sponsor carried a slot of this child by that id").On("slot")
	case x.next[o.Slot] != uuid.Nil:
		return domain.Errorf(domain.Invalid, "the sponsor of this slot is offered another child already").On("slot")
	case slices.Contains(child.Slots, o.Next):
		return domain.Errorf(domain.Invalid, "the next slot is another child's").On("next")
	}
	until := x.recorded.Add(offerTime)
	if o.Until != "" {
		var err error
		if until, err = moment(o.Until, "until"); err != nil {
			return err
		}
	}
	if next.Exists() {
		if err := childOf(x, next.Child).Sponsorable(); err != nil {
			return inPlaceOf("slot", "next", err)
		}
	}
	held, err := next.HoldFor(of.Sponsor, until, x.recorded, sponsorship.NextChild)
	if err != nil {
		return inPlaceOf("slot", "next", err)
	}
	x.add(sponsorship.StreamOf(o.Next), held...)
	return nil
}

// close closes one slot: no payment, no reservation, and each sponsor's wish is followed.
func (x *exit) close(slot uuid.UUID) error {
	before := slotOf(x, slot)
	closed, err := before.Close(x.exited.Reason, x.exited.On)
	if err != nil {
		return err
	}
	if len(closed) == 0 { // at an exit before this one
		return nil
	}
	x.add(sponsorship.StreamOf(slot), closed...)
	s := slotOf(x, slot)
	if s.Fund == uuid.Nil {
		return nil
	}
	x.release(slot, bookedBy(x, s))
	for _, of := range s.Past {
		if err := x.part(slot, of); err != nil {
			return err
		}
	}
	return nil
}

// release gives up what is reserved for the slot, the oldest first.
func (x *exit) release(slot, fundID uuid.UUID) {
	reservations := fundOf(x, fundID).Reservations
	var ids []uuid.UUID
	for id, r := range reservations {
		if r.Slot == slot {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b uuid.UUID) int { return cmp.Compare(reservations[a].Order, reservations[b].Order) })
	for _, id := range ids {
		x.add(fund.StreamOf(fundID), fund.ReservationReleased{Reservation: id, Reason: x.exited.Reason})
	}
}

// part lets what is left of one sponsorship's money go where its sponsor wished.
func (x *exit) part(slot uuid.UUID, of sponsorship.Sponsorship) error {
	s := slotOf(x, slot)
	switch of.Wish.Rest {
	case sponsorship.ToUnrestricted:
		return x.follow(slot, of, fund.UnrestrictedIn(s.Currency))
	case sponsorship.ToCompartment:
		into := of.Wish.Compartment
		if ended := fundOf(x, s.Fund).Successor; ended != nil && of.From <= ended.On { // a wish of before speaks of the fund as it was
			_, into = goesOn(x, s.Fund, into)
		}
		return x.follow(slot, of, into)
	case sponsorship.ToNextChild:
		if last, _ := s.Latest(); x.next[slot] != uuid.Nil && last.Sponsor == of.Sponsor {
			_, err := carry(x.draft, x.r, x.recorded, slot, x.next[slot], of)
			return err
		}
	case sponsorship.BackToTheSponsor, sponsorship.NoWish: // it stays where it is: the treasurer refunds it, or somebody has to decide
	}
	return nil
}

func (x *exit) follow(slot uuid.UUID, of sponsorship.Sponsorship, into string) error {
	_, err := follow(x.draft, x.r, x.recorded, slot, of, into)
	return err
}
