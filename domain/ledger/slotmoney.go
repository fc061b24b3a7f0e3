package ledger

import (
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
)

// slotGift is a donation that has just taken its positions, as far as slots are concerned.
type slotGift struct {
	fund, donation, donor uuid.UUID
	currency              money.Currency
	lines                 []fund.Line
	booked                domain.Date
}

// paySlots counts each line of a donation that is for a slot, and lets late money repay the bridge that stood in. events is what the
// donation did to the fund. It gives what more happens to the fund, and the changes of the slots.
func paySlots(v View, f *fund.Fund, g slotGift, events []domain.Event) (repaid []domain.Event, changes []domain.Change, err error) {
	for i, line := range g.lines {
		slot := f.Compartments[line.Compartment].Restriction.Slot
		if slot == uuid.Nil {
			continue
		}
		back, paid, err := paySlot(v, f, g, line, slices.Concat(events, repaid))
		if err != nil {
			return nil, nil, domain.InRow("lines", i, err)
		}
		repaid, changes = append(repaid, back...), append(changes, paid)
	}
	return repaid, changes, nil
}

// payLiveSlots is paySlots that passes over slots which nobody carries any more.
func payLiveSlots(v View, f *fund.Fund, g slotGift, events []domain.Event) (repaid []domain.Event, changes []domain.Change) {
	for _, line := range g.lines {
		if f.Compartments[line.Compartment].Restriction.Slot == uuid.Nil {
			continue
		}
		if back, paid, err := paySlot(v, f, g, line, slices.Concat(events, repaid)); err == nil {
			repaid, changes = append(repaid, back...), append(changes, paid)
		}
	}
	return repaid, changes
}

func paySlot(v View, f *fund.Fund, g slotGift, line fund.Line, events []domain.Event) ([]domain.Event, domain.Change, error) {
	slot := f.Compartments[line.Compartment].Restriction.Slot
	s := slotOf(v, slot)
	if err := s.Payable(g.currency, g.donor); err != nil {
		return nil, domain.Change{}, err
	}
	if !answers(v, g.fund, s.Fund) {
		return nil, domain.Change{}, domain.Errorf(domain.Violation, "the money of this slot is booked by another fund").On("slot")
	}
	paid, err := s.Pay(g.donation, g.donor, g.currency, line.Amount, g.booked)
	if err != nil {
		return nil, domain.Change{}, err
	}
	e := paid[0].(sponsorship.PaidFor)
	owed := s.Relieves(e)
	if s.Closed && owed < line.Amount {
		return nil, domain.Change{}, domain.Errorf(domain.Violation, "the child of this slot left on %s: late money repays the bridge, of which %s is open, and nothing beyond that is taken",
			s.ClosedOn, money.Money{Minor: owed, Currency: g.currency}).On("slot")
	}
	late := lateMoney{sponsorship: e.Sponsorship, slot: slot, compartment: line.Compartment, owed: owed}
	if owed > 0 {
		late.others = othersMoney(v, slot, e.Sponsorship)
	}
	repaid, amount := relieved(v, f, late, g, events)
	if amount > 0 {
		paid = append(paid, sponsorship.BridgeRelieved{Sponsorship: e.Sponsorship, Donation: g.donation, Currency: g.currency, Amount: amount, Booked: g.booked})
	}
	return repaid, domain.Change{Stream: sponsorship.StreamOf(slot), Events: paid}, nil
}

// othersMoney is what is free in a slot's compartment and another sponsorship's: it repays nothing that this one owes.
func othersMoney(v View, slot, sponsorship uuid.UUID) (sum int64) {
	s := slotOf(v, slot)
	for _, of := range append(slices.Clone(s.Past), s.Live) {
		if of.ID != uuid.Nil && of.ID != sponsorship {
			_, left := leftOf(v, slot, of)
			sum += left.Len()
		}
	}
	return sum
}

// lateMoney is what has come in of a sponsorship for which bridges stood in with owed. others is what is free beside it in the slot's
// compartment and not its own.
type lateMoney struct {
	sponsorship, slot uuid.UUID
	compartment       string
	owed, others      int64
}

// relieved asks the fund, as it stands after events, to repay its bridges with so much and no more, and not with what is others': what
// bridges paid while nobody was late is nobody's to repay.
func relieved(v View, f *fund.Fund, late lateMoney, g slotGift, events []domain.Event) (repaid []domain.Event, amount int64) {
	if late.owed <= 0 {
		return nil, 0
	}
	after := f.Clone().(*fund.Fund)
	for _, e := range events {
		if opened, ok := e.(fund.CompartmentOpened); ok && after.Compartments[opened.Compartment] != nil {
			continue // f has it already
		}
		after.Evolve(g.donation, e)
	}
	c := after.Compartments[late.compartment]
	c.Reserved = max(c.Reserved+late.others, c.Free.Len()-late.owed)
	owes := func(payout uuid.UUID) bool { return stoodInFor(v, payout) == late.sponsorship }
	for _, e := range after.RepayBridge(late.slot, late.compartment, g.booked, owes) {
		repaid, amount = append(repaid, e), amount+e.(fund.BridgeRepaid).Amount
	}
	return repaid, amount
}

// stoodInFor is the sponsorship whose arrears a payout from a bridge stood in for; the nil UUID where nobody was late.
func stoodInFor(v View, payout uuid.UUID) uuid.UUID {
	entry, _ := v.Entry(payout)
	for _, change := range entry.Changes {
		for _, e := range change.Events {
			if b, ok := e.(sponsorship.Bridged); ok {
				return b.Sponsorship
			}
		}
	}
	return uuid.Nil
}

// payableSlot refuses payouts for a slot that is not there, or from the day on which its child left.
func payableSlot(v View, slot uuid.UUID, on domain.Date) (*sponsorship.Slot, error) {
	s := slotOf(v, slot)
	switch {
	case !s.Exists():
		return s, domain.Errorf(domain.NotFound, "there is no such slot").On("slot")
	case s.Closed && on >= s.ClosedOn:
		return s, domain.Errorf(domain.Violation, "the child of this slot left on %s; nothing is paid for it from that day on", s.ClosedOn).On("slot")
	}
	return s, nil
}

// reservableFor checks what is set aside for a slot. A bridge pays when it is needed and waits for nobody.
func reservableFor(v View, slot uuid.UUID, f *fund.Fund, e fund.AmountReserved, today domain.Date) error {
	if _, err := payableSlot(v, slot, today); err != nil {
		return err
	}
	for _, share := range e.Shares {
		if f.Compartments[share.Compartment].Restriction.Bridge {
			return domain.Errorf(domain.Violation, "%q is a bridge: it pays when a sponsor is late, and nothing of it is set aside", share.Compartment).On("from")
		}
	}
	return nil
}

// paidToSlot checks a payout for a slot, and notes on the slot what a bridge pays of it.
func paidToSlot(v View, slot, fundID, payout uuid.UUID, made fund.PayoutMade) ([]domain.Change, error) {
	s, err := payableSlot(v, slot, made.Booked)
	if err != nil {
		return nil, err
	}
	bridge := fromBridges(fundOf(v, fundID), made.Pieces)
	switch {
	case made.Recipient != s.Child:
		return nil, domain.Errorf(domain.Violation, "this slot is another child's").On("recipient")
	case bridge == 0:
		return nil, nil
	case s.Fund != uuid.Nil && !answers(v, fundID, s.Fund):
		return nil, domain.Errorf(domain.Violation, "the money of this slot is booked by another fund; late money could not repay this bridge").On("slot")
	case s.Currency != made.Currency:
		return nil, domain.Errorf(domain.Invalid, "this slot is in %s, the payout in %s", s.Currency, made.Currency).On("amount")
	}
	return only(sponsorship.StreamOf(slot))(s.Bridge(sponsorship.Bridged{Payout: payout, Currency: made.Currency, Amount: bridge, Booked: made.Booked}))
}

// fromBridges is how many of the positions lie in bridge compartments.
func fromBridges(f *fund.Fund, pieces []fund.Piece) (n int64) {
	for _, p := range pieces {
		if f.Compartments[p.Compartment].Restriction.Bridge {
			n += p.Len()
		}
	}
	return n
}

// bridgeReturned notes on the slot that what a bridge had paid, and nobody had repaid, came back. f is the fund before it did.
func bridgeReturned(v View, slot uuid.UUID, f *fund.Fund, payout uuid.UUID, e fund.PayoutReturned) []domain.Change {
	owed := f.OwedOf(slot, slices.Concat(e.Freed, e.Healed)...)
	entry, _ := v.Entry(payout)
	for _, change := range entry.Changes {
		for _, was := range change.Events {
			if b, ok := was.(sponsorship.Bridged); ok {
				of, _ := slotOf(v, slot).Sponsorship(b.Sponsorship)
				amount := min(owed, of.Bridged)
				if amount == 0 {
					return nil
				}
				return []domain.Change{{Stream: sponsorship.StreamOf(slot), Events: []domain.Event{
					sponsorship.BridgeReturned{Sponsorship: b.Sponsorship, Payout: payout, Currency: e.Currency, Amount: amount, Booked: e.Booked}}}}
			}
		}
	}
	return nil
}

// bookedBy is the fund that books a slot's money by now: the one it was opened with, or its successor; the nil UUID where nothing is booked.
func bookedBy(v View, s *sponsorship.Slot) uuid.UUID {
	if s.Fund == uuid.Nil {
		return uuid.Nil
	}
	in, _ := goesOn(v, s.Fund, "")
	return in
}

// leftOf is the positions in a slot's compartment that are free and still one sponsorship's: of the donations that paid for it, and of
// what was carried over for its sponsor. They are followed through every fund that was wound up on the way.
func leftOf(v View, slot uuid.UUID, of sponsorship.Sponsorship) (compartment string, left fund.Set) {
	s := slotOf(v, slot)
	in := bookedBy(v, s)
	f := fundOf(v, in)
	if compartment = slotCompartment(f, slot, s.Currency); compartment == "" {
		return "", nil
	}
	free := slices.Clone(f.Compartments[compartment].Free)
	take := func(was uuid.UUID, owned fund.Piece) {
		for _, at := range freeBy(v, was, in, compartment, owned) {
			for _, span := range free.Within(at) {
				left.Add(span)
				free.Remove(span)
			}
		}
	}
	for _, p := range s.Payments {
		if p.Sponsorship != of.ID {
			continue
		}
		was, given, err := donationOf(v, p.Donation)
		if err != nil {
			continue
		}
		for _, line := range given.Lines {
			// Whichever line it is: its donor may have given it to the slot later, and it may have come back to it from the bridge.
			stands := fundOf(v, was).Exceptions.Gone[p.Donation][line.Compartment].Without([]fund.Span{line.Span()})
			take(was, fund.Piece{Compartment: line.Compartment, Spans: stands})
		}
	}
	for _, c := range s.Carried {
		if c.Sponsor == of.Sponsor {
			take(carriedIn(v, slot, c))
		}
	}
	return compartment, left
}

// carriedIn is where something was carried over: in a fund that may have been wound up since.
func carriedIn(v View, slot uuid.UUID, c sponsorship.Carried) (uuid.UUID, fund.Piece) {
	entry, _ := v.Entry(c.Entry)
	for _, change := range entry.Changes {
		for _, e := range change.Events {
			moved, ok := e.(fund.Redesignated)
			if ok && moved.From == c.Position && fundOf(v, change.Stream.ID()).Compartments[moved.Into].Restriction.Slot == slot {
				return change.Stream.ID(), fund.Piece{Compartment: moved.Into, Spans: []fund.Span{{c.Position, c.Position + c.Amount}}}
			}
		}
	}
	return uuid.Nil, fund.Piece{}
}

// freeBy is the free positions of a compartment of the fund in where the đồng are that came in at some positions of the fund was: that fund, or
// one that was wound up and goes on in it.
func freeBy(v View, was, in uuid.UUID, compartment string, home ...fund.Piece) fund.Set {
	for was != in {
		ended := fundOf(v, was)
		if ended.Successor == nil {
			return nil
		}
		home = fundOf(v, ended.Successor.Into).Continued(was, ended.NowOf(home...)...)
		was = ended.Successor.Into
	}
	return fundOf(v, in).FreeOf(compartment, home...)
}

// follow moves what is left of a sponsorship's money in a slot to another compartment of the same fund, and says how much that is.
func follow(d *draft, r Request, recorded time.Time, slot uuid.UUID, of sponsorship.Sponsorship, into string) (int64, error) {
	s := slotOf(d, slot)
	compartment, left := leftOf(d, slot, of)
	if left.Len() == 0 {
		return 0, nil
	}
	clause := of.Wish.Words
	if clause == "" {
		clause = string(of.Wish.Rest)
	}
	in := bookedBy(d, s)
	moved, err := fundOf(d, in).FollowWish(fund.Parting{
		Fund: in, Compartment: compartment, Spans: left, Into: into, Clause: clause, Reason: "em của suất " + s.Code + " đã thôi", Approver: r.Actor,
	}, fund.Asked{ID: r.ID, Day: domain.DateOf(recorded)})
	if err != nil || len(moved) == 0 {
		return 0, err
	}
	d.add(fund.StreamOf(in), moved...)
	return moved[0].(fund.Redesignated).Amount, nil
}

// carry moves what is left of a sponsorship's money behind the wall of the slot that its sponsor is offered or carries next.
func carry(d *draft, r Request, recorded time.Time, slot, next uuid.UUID, of sponsorship.Sponsorship) (int64, error) {
	s, to := slotOf(d, slot), slotOf(d, next)
	if _, left := leftOf(d, slot, of); left.Len() == 0 || s.Fund == uuid.Nil {
		return 0, nil
	}
	in := bookedBy(d, s)
	if bookedBy(d, to) != in || to.Currency != s.Currency {
		return 0, domain.Errorf(domain.Violation, "the next slot (%s) is not booked by the same fund in the same currency; what is left cannot go there", to.Code).On("next")
	}
	f := fundOf(d, in)
	into := slotCompartment(f, next, s.Currency)
	if into == "" {
		into = slotCode(f, to.Code, next)
		d.add(fund.StreamOf(in), fund.CompartmentOpened{Compartment: into, Currency: s.Currency,
			Restriction: fund.Restriction{Kind: fund.Slot, Slot: next, Wording: to.Code}})
	}
	position := fundOf(d, in).Compartments[into].Next
	amount, err := follow(d, r, recorded, slot, of, into)
	if err != nil || amount == 0 {
		return 0, err
	}
	d.add(sponsorship.StreamOf(next), sponsorship.CarriedOver{From: slot, Sponsorship: of.ID, Sponsor: of.Sponsor, Currency: s.Currency, Amount: amount,
		Position: position, On: domain.DateOf(recorded)})
	return amount, nil
}

func decideCarryOver(v View, r Request, recorded time.Time, c CarryOver) ([]domain.Change, error) {
	if err := named(c.Slot, "slot"); err != nil {
		return nil, err
	}
	if err := named(c.Next, "next"); err != nil {
		return nil, err
	}
	askForSlot(v, c.Slot)
	s, next := slotOf(v, c.Slot), slotOf(v, c.Next)
	switch {
	case !s.Exists():
		return nil, domain.Errorf(domain.NotFound, "there is no such slot").On("slot")
	case !next.Exists():
		return nil, domain.Errorf(domain.NotFound, "there is no such slot").On("next")
	case !s.Closed:
		return nil, domain.Errorf(domain.Violation, "the child of this slot has not left; the money is theirs").On("slot")
	}
	d := newDraft(v, r.ID)
	theirs := []uuid.UUID{next.Live.Sponsor, next.HeldFor(recorded)}
	var sum int64
	for _, of := range s.Past {
		if of.Wish.Rest != sponsorship.ToNextChild || !slices.Contains(theirs, of.Sponsor) {
			continue
		}
		amount, err := carry(d, r, recorded, c.Slot, c.Next, of)
		if err != nil {
			return nil, err
		}
		sum += amount
	}
	if sum == 0 {
		return nil, domain.Errorf(domain.Violation, "nothing is left that its sponsor wished for the next child, or the next slot is not that sponsor's").On("slot", "next")
	}
	return d.changes, nil
}
