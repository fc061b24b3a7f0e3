package projections_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

// world is every state that the log adds up to, and what was given by whom.
type world struct {
	today  domain.Date // of the last entry
	states map[domain.Stream]domain.State
	given  map[uuid.UUID]map[string]int64 // donor → fund and currency → booked
	awaits map[uuid.UUID]fund.DonationReceived
	papers map[string]int64 // fund and series → how many numbers
	voided map[string]int64
	kept   map[keeping]fund.GiftRow
}

func newWorld() *world {
	return &world{0, map[domain.Stream]domain.State{}, map[uuid.UUID]map[string]int64{}, map[uuid.UUID]fund.DonationReceived{}, map[string]int64{}, map[string]int64{}, map[keeping]fund.GiftRow{}}
}

func (w *world) add(e domain.Entry) {
	w.today = domain.DateOf(e.Recorded)
	for _, c := range e.Changes {
		if w.states[c.Stream] == nil {
			w.states[c.Stream] = ledger.New(c.Stream)
		}
		for _, event := range c.Events {
			w.states[c.Stream].Evolve(e.ID, event)
			switch event := event.(type) {
			case fund.DonationReceived:
				if event.Awaiting {
					w.awaits[e.ID] = event
				} else if len(event.Rows) == 0 {
					w.give(c.Stream, event.Donor, string(event.Currency), event.Amount)
				}
				for _, r := range event.Rows {
					w.give(c.Stream, r.Donor, string(event.Currency), r.Amount)
				}
			case fund.DonationCleared:
				d := w.awaits[event.Donation]
				w.give(c.Stream, d.Donor, string(d.Currency), d.Amount)
			case fund.HeldReceived:
				for _, r := range event.Rows {
					w.kept[keeping{e.ID, event.For, r.Code}] = r
				}
			case fund.HeldReturned:
				delete(w.kept, keeping{event.Held, event.For, event.Row})
			case fund.HeldHandedOver:
				maps.DeleteFunc(w.kept, func(k keeping, _ fund.GiftRow) bool { return k.id == event.Held && k.to == event.For })
			case fund.ReceiptVoided:
				w.voided[string(c.Stream)+" "+event.Receipt.Series]++
			}
		}
	}
}

// keeping names one gift that a fund keeps for another.
type keeping struct {
	id, to uuid.UUID
	row    string
}

func (w *world) give(s domain.Stream, donor uuid.UUID, currency string, amount int64) {
	if w.given[donor] == nil {
		w.given[donor] = map[string]int64{}
	}
	w.given[donor][string(s)+" "+currency] += amount
}

// TestReportsAreTheState compares what is reported of donors, receipts, transfers, reservations, slots and pledges with what the log
// adds up to, as of entries of the past too.
func TestReportsAreTheState(t *testing.T) {
	for _, seed := range []uint64{31, 32, 33} {
		b := history(t, seed, 500)
		f := factsOf(t, b.log)
		r := b.built(t)
		w := newWorld()
		for e := range entries(t, b.log) {
			w.add(e)
			if e.Number > 30 && e.Number%53 == 0 || e.Number == f.last {
				w.compare(t, r, f, projections.AsOf{Entry: e.Number})
			}
		}
	}
}

func (w *world) compare(t *testing.T, r *projections.Reader, f facts, asOf projections.AsOf) {
	t.Helper()
	w.compareStores(t, r, asOf)
	w.compareDonors(t, r, f, asOf)
	w.compareLevels(t, r, asOf)
	w.compareFigures(t, r, asOf)
	for _, id := range f.funds {
		if w.states[fund.StreamOf(id)] != nil { // it may be opened later
			w.compareFund(t, r, id, asOf)
		}
	}
	g, err := r.Godfathers(t.Context(), projections.GodfathersQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	counted := int64(0)
	for _, c := range g.Counts {
		counted += c.Slots
	}
	if counted != int64(len(g.Slots)) {
		t.Errorf("%v: %d slots are counted, %d listed", asOf, counted, len(g.Slots))
	}
	for _, s := range g.Slots {
		w.compareSlot(t, s, g)
	}
	w.compareChildren(t, r, asOf)
	pledges, err := r.Pledges(t.Context(), projections.PledgesQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pledges {
		w.comparePledge(t, p, asOf)
	}
	w.compareRosters(t, r, asOf)
}

func (w *world) compareDonors(t *testing.T, r *projections.Reader, f facts, asOf projections.AsOf) {
	t.Helper()
	for _, id := range f.people {
		h, err := r.Donor(t.Context(), projections.DonorQuery{Donor: id, AsOf: asOf, Limit: 10_000})
		if err != nil {
			t.Fatal(err)
		}
		var kept, held, total int64
		for _, g := range w.kept {
			if g.Donor == id {
				kept += g.Amount
			}
		}
		for _, d := range h.Donations {
			if d.State == projections.DonationHeld {
				held += d.Amount
			}
		}
		for _, t := range h.Totals {
			total += t.Held
		}
		if held != kept || total != kept {
			t.Errorf("%v: of what %s gave %d is held, %d in the list and %d in the totals", asOf, id, kept, held, total)
		}
		listed, reversed, refunded := map[string]int64{}, map[string]int64{}, map[string]int64{}
		for _, d := range h.Donations {
			key := string(fund.StreamOf(d.Fund)) + " " + d.Currency
			if d.State == projections.DonationBooked || d.State == projections.DonationReversed {
				listed[key] += d.Amount
			}
			reversed[key] += d.Reversed
			refunded[key] += d.Refunded
		}
		for _, total := range h.Totals {
			key := string(fund.StreamOf(total.Fund)) + " " + total.Currency
			if total.Amount != w.given[id][key] || listed[key] != w.given[id][key] || reversed[key] != total.Reversed || refunded[key] != total.Refunded {
				t.Errorf("%v: %s gave %s %d in all, %d one by one (reversed %d and %d, refunded %d and %d); the log says %d", asOf, id, key,
					total.Amount, listed[key], total.Reversed, reversed[key], total.Refunded, refunded[key], w.given[id][key])
			}
		}
	}
}

func (w *world) compareFund(t *testing.T, r *projections.Reader, id uuid.UUID, asOf projections.AsOf) {
	t.Helper()
	state := w.states[fund.StreamOf(id)].(*fund.Fund)
	g, err := r.Receipts(t.Context(), projections.RegisterQuery{Fund: id, AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	next := map[string]int64{}
	for _, p := range g.Receipts {
		if next[p.Series]++; p.No != next[p.Series] {
			t.Errorf("%v: %s %d is followed by %d", asOf, p.Series, next[p.Series]-1, p.No)
		}
	}
	for _, s := range g.Series {
		if s.All != state.Series[s.Series] || s.Last != s.All || s.Issued+s.Void != s.All || s.All != next[s.Series] || s.Void != w.voided[string(fund.StreamOf(id))+" "+s.Series] {
			t.Errorf("%v: %+v; the state has %d, %d are listed", asOf, s, state.Series[s.Series], next[s.Series])
		}
	}
	w.comparePapers(t, r, id, g)
	if len(g.Series) != len(state.Series) {
		t.Errorf("%v: series %v, the state has %v", asOf, g.Series, state.Series)
	}
	transfers, err := r.Transfers(t.Context(), id, asOf, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range transfers {
		if from := w.states[fund.StreamOf(x.From)].(*fund.Fund).Transfers[x.ID]; string(from.Stage) != string(x.State) {
			t.Errorf("%v: transfer %s is %s, the state says %s", asOf, x.ID, x.State, from.Stage)
		}
	}
	reservations, err := r.Reservations(t.Context(), id, asOf, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range reservations {
		left := int64(0)
		if s := state.Reservations[x.ID]; s != nil {
			left = s.Left()
		}
		if x.Left != left {
			t.Errorf("%v: reservation %s has %d left, the state %d", asOf, x.ID, x.Left, left)
		}
	}
}

func (w *world) compareChildren(t *testing.T, r *projections.Reader, asOf projections.AsOf) {
	t.Helper()
	children, err := r.Children(t.Context(), projections.ChildrenQuery{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	ofUnit := map[uuid.UUID][]projections.ChildInfo{}
	for _, c := range children.Children {
		ofUnit[c.Unit] = append(ofUnit[c.Unit], c)
	}
	for unit, all := range ofUnit {
		if c, err := r.Children(t.Context(), projections.ChildrenQuery{Unit: unit, AsOf: asOf}); unit != uuid.Nil && (err != nil || !reflect.DeepEqual(c.Children, all)) {
			t.Errorf("%v: the children of unit %s are %+v (%v), among all they are %+v", asOf, unit, c.Children, err, all)
		}
	}
	for _, c := range children.Children {
		state := w.states[sponsorship.ChildStream(c.Child)].(*sponsorship.Child)
		for _, actor := range slices.Concat(state.Verifiers, []string{state.Proposer, "Người chưa từng có"}) {
			if awaits := !state.Verified() && state.Proposer != "" && actor == "Người chưa từng có"; actor != "" && c.Awaits(actor) != awaits {
				t.Errorf("%v: child %s awaits the word of %s: %v, the state says %+v", asOf, c.Child, actor, !awaits, state)
			}
		}
		carried := false
		for _, slot := range state.Slots {
			carried = carried || w.states[sponsorship.StreamOf(slot)].(*sponsorship.Slot).Taken()
		}
		if state.Verified() != (c.State != projections.ChildProposed && c.State != projections.ChildExited) || (state.Exited != 0 && state.Proposer == "") != (c.State == projections.ChildExited) ||
			carried != (c.State == projections.ChildSponsored) || len(c.Slots) != len(state.Slots) {
			t.Errorf("%v: child %s is %s with %d slots, the state says %+v (carried: %v)", asOf, c.Child, c.State, len(c.Slots), state, carried)
		}
	}
}

func (w *world) compareSlot(t *testing.T, s projections.SlotInfo, g projections.Godfathers) {
	t.Helper()
	state := w.states[sponsorship.StreamOf(s.Slot)].(*sponsorship.Slot)
	want := projections.SlotOpen
	switch {
	case state.Closed:
		want = projections.SlotClosed
	case state.Taken() && state.Live.Notice != 0:
		want = projections.SlotNotice
	case state.Taken() && state.Paused():
		want = projections.SlotPaused
	case state.Active():
		want = projections.SlotActive
	case state.Taken():
		want = projections.SlotAwaiting
	case state.HeldFor(g.Moment) != uuid.Nil:
		want = projections.SlotHeld
	case state.Ended != 0:
		want = projections.SlotEnded
	}
	paid := int64(0)
	for _, p := range state.Payments {
		paid += p.Amount
	}
	if of, ok := state.Latest(); ok && s.Standing != state.Standing(of, g.At) {
		t.Errorf("%v: slot %s stands at %+v, the state says %+v", g.AsOf, s.Code, s.Standing, state.Standing(of, g.At))
	}
	if !slices.Equal(s.Waiting, state.Queue) && len(s.Waiting)+len(state.Queue) > 0 {
		t.Errorf("%v: %v wait for slot %s, the state says %v", g.AsOf, s.Waiting, s.Code, state.Queue)
	}
	if s.State != want || s.PaidInAll != paid || s.Sponsorship != state.Live.ID || state.Taken() && s.Sponsor != state.Live.Sponsor {
		t.Errorf("%v: slot %s is %s (paid %d, sponsorship %s), the state says %s (%d, %s)", g.AsOf, s.Code, s.State, s.PaidInAll, s.Sponsorship, want, paid, state.Live.ID)
	}
}
