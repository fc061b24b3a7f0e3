package ledger

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
)

func openFund(v View, c fund.Open, a fund.Asked) ([]domain.Change, error) {
	if err := named(c.Fund, "fund"); err != nil {
		return nil, err
	}
	opened, err := one(fund.StreamOf(c.Fund))(fundOf(v, c.Fund).Open(c, a))
	if err != nil {
		return nil, err
	}
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	claimed, err := claim(v, "fund/"+c.Unit.String(), c.Code, c.Fund)
	if err != nil {
		return nil, err
	}
	return []domain.Change{opened, claimed}, nil
}

// receiveDonation brings together a donation, its donor if new, the slots it pays for and the pledge it keeps.
func receiveDonation(v View, c ReceiveDonation, a fund.Asked) ([]domain.Change, error) {
	changes, err := givers(v, &c)
	if err != nil {
		return nil, err
	}
	if c.Awaiting && c.Pledge != uuid.Nil {
		return nil, domain.Errorf(domain.Invalid, "money that awaits clearing keeps no pledge yet; apply it once it is cleared").On("pledge")
	}
	of, called, err := attributed(v, c.Campaign, c.Given.Or(c.Booked.Or(a.Day)), true)
	if err != nil {
		return nil, err
	}
	c.Campaign = called
	pledgedLines(v, &c.Receive)
	f, opened, err := slotCompartments(v, &c.Receive, a)
	if err != nil {
		return nil, err
	}
	events, err := f.Receive(c.Receive, a)
	if err != nil {
		return nil, err
	}
	if err := filling(of, c.Fund, events[0].(fund.DonationReceived).Lines); err != nil {
		return nil, err
	}
	if c.Pledge != uuid.Nil {
		events[0] = founding(events[0], c.Basis)
	}
	received := events[0].(fund.DonationReceived)
	if len(opened) > 0 {
		events = append(opened, events...)
	}
	if c.Override != nil {
		overridden, err := fund.OverrideBatch(*c.Override, c.Amount)
		if err != nil {
			return nil, domain.Under("override", err)
		}
		events = append(events, overridden)
	}
	changes = append(changes, domain.Change{Stream: fund.StreamOf(c.Fund), Events: events})
	if c.Awaiting {
		return changes, nil
	}
	repaid, paid, err := paySlots(v, f, slotGift{c.Fund, a.ID, received.Donor, received.Currency, received.Lines, received.Booked}, events)
	if err != nil {
		return nil, err
	}
	ours := &changes[len(changes)-1]
	ours.Events = append(ours.Events, repaid...)
	changes = append(changes, paid...)
	if c.Pledge == uuid.Nil {
		return changes, nil
	}
	kept, err := payPledge(v, c, a.ID, received.Booked)
	return append(changes, kept...), err
}

// givers checks the people a donation names, and sets its donor to the one it brings along.
func givers(v View, c *ReceiveDonation) (registered []domain.Change, err error) {
	if c.Donor != uuid.Nil || c.NewDonor != nil {
		if c.Donor, registered, err = knownOrNew(v, c.Donor, "donor", c.NewDonor, "new_donor"); err != nil {
			return nil, err
		}
	}
	if c.Payer != uuid.Nil {
		if err := personKnown(v, c.Payer, "payer"); err != nil {
			return nil, err
		}
	}
	if c.Behind != uuid.Nil {
		if err := personKnown(v, c.Behind, "behind"); err != nil {
			return nil, err
		}
	}
	return registered, giversOfRows(v, c.Rows)
}

// giversOfRows asks for everybody on a collection sheet before it refuses, so that a view misses all it misses at once.
func giversOfRows(v View, rows []fund.AskedGift) (unknown error) {
	for i, r := range rows {
		if r.Donor == uuid.Nil || i >= fund.MaxGifts { // a sheet that is too long is refused for that
			continue
		}
		if err := personKnown(v, r.Donor, "donor"); err != nil && unknown == nil {
			unknown = domain.InRow("rows", i, err)
		}
	}
	return unknown
}

// slotCompartments turns the slots that a donation names into compartments, and opens those that are not there yet: on a copy of the
// fund, for the decision may still be refused.
func slotCompartments(v View, c *fund.Receive, a fund.Asked) (*fund.Fund, []domain.Event, error) {
	f := fundOf(v, c.Fund)
	if !f.Exists() {
		return f, nil, nil // Receive says so
	}
	var opened []domain.Event
	lines := append([]fund.AskedLine(nil), c.Lines...)
	for i, line := range lines {
		if line.Slot == uuid.Nil {
			continue
		}
		field := fmt.Sprintf("lines[%d].slot", i)
		slot := slotOf(v, line.Slot)
		if line.Compartment != "" {
			return nil, nil, domain.Errorf(domain.Invalid, "a line names a compartment or a slot").On(field)
		}
		if !slot.Exists() {
			return nil, nil, domain.Errorf(domain.NotFound, "there is no such slot").On(field)
		}
		lines[i].Compartment = slotCompartment(f, line.Slot, c.Amount.Currency)
		if lines[i].Compartment == "" {
			e := fund.CompartmentOpened{
				Compartment: slotCode(f, slot.Code, line.Slot), Currency: c.Amount.Currency,
				Restriction: fund.Restriction{Kind: fund.Slot, Slot: line.Slot, Wording: slot.Code},
			}
			f = f.Clone().(*fund.Fund)
			f.Evolve(a.ID, e)
			opened, lines[i].Compartment = append(opened, e), e.Compartment
		}
	}
	c.Lines = lines
	return f, opened, nil
}

func slotCompartment(f *fund.Fund, slot uuid.UUID, c money.Currency) string {
	for code, inside := range f.Compartments { // at most one of a currency: a second is refused
		if inside.Restriction.Slot == slot && inside.Currency == c {
			return code
		}
	}
	return ""
}

// slotCode makes a compartment's code of a slot's public one: what a compartment's code may not have becomes a hyphen.
func slotCode(f *fund.Fund, public string, slot uuid.UUID) string {
	code := "slot-" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' {
			return r
		}
		return '-'
	}, public)
	if _, taken := f.Compartments[code]; taken || len(code) > 50 {
		return "slot-" + slot.String()
	}
	return code
}

func clearDonation(v View, c fund.Clear, a fund.Asked) ([]domain.Change, error) {
	f := fundOf(v, c.Fund)
	events, err := f.Clear(c, a)
	if err != nil {
		return nil, err
	}
	cleared := events[0].(fund.DonationCleared)
	_, awaited, _ := find[fund.DonationReceived](v, c.Donation)
	given := slotGift{c.Fund, c.Donation, awaited.Donor, cleared.Currency, cleared.Lines, cleared.Booked}
	// A sponsorship may have ended while the money was on its way: it stays behind the slot's wall, but pays for nobody.
	repaid, paid := payLiveSlots(v, f, given, events)
	return append([]domain.Change{{Stream: fund.StreamOf(c.Fund), Events: append(events, repaid...)}}, paid...), nil
}

// donationOf finds a cleared donation by its id, and the fund that has it.
func donationOf(v View, id uuid.UUID) (uuid.UUID, fund.Given, error) {
	if err := named(id, "donation"); err != nil {
		return uuid.Nil, fund.Given{}, err
	}
	of, e, ok := find[fund.DonationReceived](v, id)
	switch {
	case !ok:
		return uuid.Nil, fund.Given{}, domain.Errorf(domain.NotFound, "there is no such donation").On("donation")
	case !e.Awaiting:
		return of, fund.Given{Currency: e.Currency, Lines: e.Lines, Place: e.Place, Receipt: e.Receipt, Rows: e.Rows}, nil
	}
	_, cleared, ok := find[fund.DonationCleared](v, fundOf(v, of).Exceptions.Cleared[id])
	if !ok {
		return uuid.Nil, fund.Given{}, domain.Errorf(domain.Violation, "this donation awaits clearing, or was dropped").On("donation")
	}
	return of, fund.Given{Currency: cleared.Currency, Lines: cleared.Lines, Place: cleared.Place, Receipt: cleared.Receipt}, nil
}

// find gives the event of that type which an old entry laid down in a fund, and the fund.
func find[E domain.Event](v View, id uuid.UUID) (of uuid.UUID, found E, ok bool) {
	entry, _ := v.Entry(id)
	for _, change := range entry.Changes {
		for _, e := range change.Events {
			if found, ok = e.(E); ok {
				return uuid.MustParse(strings.TrimPrefix(string(change.Stream), "fund/")), found, true
			}
		}
	}
	return uuid.Nil, found, false
}

// givenIn is donationOf, in that fund and no other.
func givenIn(v View, fundID, donation uuid.UUID) (fund.Given, error) {
	of, given, err := donationOf(v, donation)
	if err == nil && of != fundID {
		err = domain.Errorf(domain.NotFound, "this fund has no such donation").On("donation")
	}
	return given, err
}

func reverse(v View, c fund.Reverse, a fund.Asked) ([]domain.Change, error) {
	given, err := givenIn(v, c.Fund, c.Donation)
	if err != nil {
		return nil, err
	}
	if fundOf(v, c.Fund).Successor != nil {
		return reversedLate(v, c, given, a)
	}
	return reversed(v, c, given, a)
}

func reversed(v View, c fund.Reverse, given fund.Given, a fund.Asked) ([]domain.Change, error) {
	f := fundOf(v, c.Fund)
	events, err := f.Reverse(c, given, a)
	if err != nil {
		return nil, err
	}
	e := events[0].(fund.DonationReversed)
	changes := append([]domain.Change{{Stream: fund.StreamOf(c.Fund), Events: events}}, untakeLevy(v, c.Donation, c.Row, e.Booked)...)
	return undone(v, f, c.Donation, given, e.Gone, e.Booked, c.Reason, changes...)
}

func refund(v View, c fund.Refund, a fund.Asked) ([]domain.Change, error) {
	given, err := givenIn(v, c.Fund, c.Donation)
	if err != nil {
		return nil, err
	}
	f := fundOf(v, c.Fund)
	events, err := f.Refund(c, given, a)
	if err != nil {
		return nil, err
	}
	e := events[0].(fund.DonationRefunded)
	changes := append([]domain.Change{{Stream: fund.StreamOf(c.Fund), Events: events}}, untakeLevy(v, c.Donation, c.Row, e.Booked)...)
	return undone(v, f, c.Donation, given, e.Home(), e.Booked, c.Reason, changes...)
}

// undone takes back what a donation, or the part of it that is gone now, had done elsewhere: paid for slots, kept pledges. f is the fund before
// it went.
func undone(v View, f *fund.Fund, donation uuid.UUID, given fund.Given, gone []fund.Piece, booked domain.Date, reason string,
	changes ...domain.Change) ([]domain.Change, error) {
	changes = append(changes, uncounted(v, f, donation, f.Stays(gone...), booked)...)
	stands := -fund.Sum(gone)
	for _, line := range given.Lines {
		stands += line.Amount - f.Exceptions.Gone[donation][line.Compartment].Len()
	}
	changes = append(changes, unremitted(v, donation, fund.Sum(gone), stands, booked, reason)...)
	unapplied, err := unapplyReversed(v, donation, stands, booked, reason)
	return append(changes, unapplied...), err
}

func replaceReceipt(v View, c fund.ReplaceReceipt, a fund.Asked) ([]domain.Change, error) {
	given, err := givenIn(v, c.Fund, c.Donation)
	if err != nil {
		return nil, err
	}
	return only(fund.StreamOf(c.Fund))(fundOf(v, c.Fund).ReplaceReceipt(c, given, a))
}

func listOf(v View, id uuid.UUID) *fund.List { return v.State(fund.ListStream(id)).(*fund.List) }

func reserve(v View, c fund.Reserve, a fund.Asked) ([]domain.Change, error) {
	var changes []domain.Change
	if c.List != uuid.Nil {
		list := listOf(v, c.List)
		if list.Round != uuid.Nil {
			return nil, domain.Errorf(domain.Violation, "this list belongs to an award round; it is approved by round.approve").On("list")
		}
		frozen, err := list.Bind(c.Fund, c.Hash)
		if err != nil {
			return nil, err
		}
		if sum := list.Sum(); c.Amount == (money.Money{}) {
			c.Amount = sum
		} else if c.Amount != sum {
			return nil, domain.Errorf(domain.Invalid, "the list adds up to %s", sum).On("amount")
		}
		if err := fundOf(v, c.Fund).ForbiddenByDeed(list, fund.Set{{0, int64(len(list.Rows))}}, a.Day); err != nil {
			return nil, err
		}
		if len(frozen) > 0 {
			changes = append(changes, domain.Change{Stream: fund.ListStream(c.List), Events: frozen})
		}
	} else if c.Recipient != uuid.Nil {
		if err := personKnown(v, c.Recipient, "recipient"); err != nil {
			return nil, err
		}
	}
	reserved, err := one(fund.StreamOf(c.Fund))(fundOf(v, c.Fund).Reserve(c, a))
	if err == nil && c.Slot != uuid.Nil {
		err = reservableFor(v, c.Slot, fundOf(v, c.Fund), reserved.Events[0].(fund.AmountReserved), a.Day)
	}
	return append(changes, reserved), err
}

func pay(v View, c fund.Pay, a fund.Asked) ([]domain.Change, error) {
	var err error
	if _, c.Campaign, err = attributed(v, c.Campaign, c.Booked.Or(a.Day), false); err != nil {
		return nil, err
	}
	events, err := fundOf(v, c.Fund).Pay(c, a)
	if err != nil {
		return nil, err
	}
	if c.Recipient != uuid.Nil {
		// Consent and forgetting gate what is shown, never what is paid: a forgotten person's award may still be paid out.
		if !personOf(v, c.Recipient).Exists() {
			return nil, domain.Errorf(domain.NotFound, "there is no such person").On("recipient")
		}
	}
	changes := []domain.Change{{Stream: fund.StreamOf(c.Fund), Events: events}}
	if c.Slot == uuid.Nil {
		return changes, nil
	}
	bridged, err := paidToSlot(v, c.Slot, c.Fund, a.ID, events[0].(fund.PayoutMade))
	return append(changes, bridged...), err
}

func recordList(v View, c fund.RecordList) ([]domain.Change, error) {
	if err := named(c.List, "list"); err != nil {
		return nil, err
	}
	if err := fundExists(v, c.Fund, "fund"); err != nil {
		return nil, err
	}
	recorded, err := one(fund.ListStream(c.List))(listOf(v, c.List).Record(c))
	if err != nil {
		return nil, err
	}
	if err := recipientsThere(v, c.Rows); err != nil {
		return nil, err
	}
	return []domain.Change{recorded}, nil
}

// recipientsThere refuses the first row whose recipient was never registered; but everybody is asked for, so that a view misses all it
// misses at once.
func recipientsThere(v View, rows []fund.AskedRow) error {
	var unknown error
	for i, row := range rows {
		if !personOf(v, row.Recipient).Exists() && unknown == nil {
			unknown = domain.Errorf(domain.NotFound, "there is no such person").On(fmt.Sprintf("rows[%d].recipient", i))
		}
	}
	return unknown
}

func payList(v View, c fund.PayList, a fund.Asked) ([]domain.Change, error) {
	var err error
	if _, c.Campaign, err = attributed(v, c.Campaign, c.Booked.Or(a.Day), false); err != nil {
		return nil, err
	}
	ours, theirs, err := fundOf(v, c.Fund).PayList(c, listOf(v, c.List), a)
	if err != nil {
		return nil, err
	}
	return []domain.Change{{Stream: fund.StreamOf(c.Fund), Events: ours}, {Stream: fund.ListStream(c.List), Events: theirs}}, nil
}

// returned finds what was paid by the entry that paid it.
func returned(v View, c fund.Return, a fund.Asked) ([]domain.Change, error) {
	missing := domain.Errorf(domain.NotFound, "this fund has made no such payout").On("payout")
	f := fundOf(v, c.Fund)
	if of, made, ok := find[fund.PayoutMade](v, c.Payout); ok {
		if of != c.Fund {
			return nil, missing
		}
		if c.Row != "" {
			return nil, domain.Errorf(domain.Invalid, "the payout was made to one recipient and has no rows").On("row")
		}
		back, err := only(fund.StreamOf(c.Fund))(f.Return(c, fund.PaidBy(made), a))
		if err != nil || made.Slot == uuid.Nil {
			return back, err
		}
		return append(back, bridgeReturned(v, made.Slot, f, c.Payout, back[0].Events[0].(fund.PayoutReturned))...), nil
	}
	of, paid, ok := find[fund.ListPaid](v, c.Payout)
	if !ok || of != c.Fund {
		return nil, missing
	}
	list := listOf(v, paid.List)
	row, err := list.Row(c.Row)
	if err != nil {
		return nil, err
	}
	one, err := fund.PaidToRow(paid, list, row)
	if err != nil {
		return nil, err
	}
	events, err := f.Return(c, one, a)
	if err != nil {
		return nil, err
	}
	back := fund.ListRowReturned{Row: row, Amount: events[0].(fund.PayoutReturned).Amount}
	changes := []domain.Change{
		{Stream: fund.StreamOf(c.Fund), Events: events},
		{Stream: fund.ListStream(paid.List), Events: []domain.Event{back}},
	}
	if list.Round != uuid.Nil && list.Returned[row]+back.Amount == list.Rows[row].Amount { // whoever gave it all back may be chosen again
		merits := meritsOf(v, list.Round, roundOf(v, list.Round), paid.List)
		merits.release(list, fund.Set{{row, row + 1}})
		changes = append(changes, merits.changes()...)
	}
	return changes, nil
}

func send(v View, c fund.Send, a fund.Asked) ([]domain.Change, error) {
	sent, err := only(fund.StreamOf(c.Fund))(fundOf(v, c.Fund).Send(c, a))
	if err != nil {
		return nil, err
	}
	if err := fundExists(v, c.To, "to"); err != nil {
		return nil, err
	}
	if _, ok := fundOf(v, c.To).Compartments[fund.UnrestrictedIn(c.Amount.Currency)]; !ok {
		return nil, domain.Errorf(domain.Violation, "the receiving fund was not opened for %s", c.Amount.Currency).On("amount")
	}
	return sent, nil
}

func accept(v View, c fund.Accept, a fund.Asked) ([]domain.Change, error) {
	sender, _, ok := find[fund.TransferSent](v, c.Transfer)
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "no such transfer was sent to this fund").On("transfer")
	}
	ours, theirs, err := fundOf(v, c.Fund).Accept(c, sender, fundOf(v, sender), a)
	if err != nil {
		return nil, err
	}
	return []domain.Change{{Stream: fund.StreamOf(c.Fund), Events: ours}, {Stream: fund.StreamOf(sender), Events: theirs}}, nil
}

func refuse(v View, c fund.Refuse, a fund.Asked) ([]domain.Change, error) {
	sender, _, ok := find[fund.TransferSent](v, c.Transfer)
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "no such transfer was sent to this fund").On("transfer")
	}
	if err := fundExists(v, c.Fund, "fund"); err != nil {
		return nil, err
	}
	return only(fund.StreamOf(sender))(fundOf(v, sender).Refuse(c, sender, a))
}
