package projections_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
	"sovang/projections"
	"sovang/projections/readdb"
)

// sponsoredBook is a book with a fund, two children and a slot for each (100 a month), of which the first has a sponsor.
type sponsoredBook struct {
	*book
	fund, sponsor uuid.UUID
	children      [2]uuid.UUID
	slots         [2]uuid.UUID
}

func newSponsoredBook(t *testing.T, wish sponsorship.Wish) sponsoredBook {
	b := sponsoredBook{book: newBook(t)}
	b.fund = b.found(1)
	who := b.people(4)
	b.sponsor, b.children, b.slots = who[0], [2]uuid.UUID(who[1:3]), [2]uuid.UUID{id("slot", 1), id("slot", 2)}
	for i, slot := range b.slots {
		b.must(ledger.OpenSlot{Slot: slot, Unit: id("unit", 1), Fund: b.fund, Code: []string{"S-1/2024-2025", "S-2/2024-2025"}[i], Child: b.children[i], Kind: sponsorship.Poor,
			Need: "học phí", SchoolYear: "2024-2025", Instalment: money.Dong(100), Instalments: 9, First: b.today() - 20, Schedule: "tháng", On: b.today() - 30, Path: sponsorship.ViaAssociation})
		for range 2 { // two people give their word
			b.must(ledger.VerifyChildren{Children: []uuid.UUID{b.children[i]}})
		}
	}
	b.must(ledger.TakeSlot{Slot: b.slots[0], Sponsor: b.sponsor, From: b.today() - 20, Wish: wish})
	return b
}

func (b sponsoredBook) give(slot uuid.UUID, amount int64, booked domain.Date) uuid.UUID {
	return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: b.fund, Donor: b.sponsor, Amount: money.Dong(amount), Place: "cash", Booked: booked,
		Lines: []fund.AskedLine{{Slot: slot, Amount: money.Dong(amount)}}}})
}

// pays is the sponsorship of a slot's last sponsor, at a day and as of an entry.
func pays(t *testing.T, r *projections.Reader, slot uuid.UUID, entry uint64, at domain.Date) projections.SponsorshipInfo {
	t.Helper()
	g, err := r.Godfathers(t.Context(), projections.GodfathersQuery{Slot: slot, AsOf: projections.AsOf{Entry: entry}, At: &at})
	if err != nil {
		t.Fatal(err)
	}
	all := g.Slots[0].Sponsorships
	return all[len(all)-1]
}

// onBothStores reads what a book has come to from SQLite and from PostgreSQL.
func (b sponsoredBook) onBothStores(t *testing.T, check func(t *testing.T, r *projections.Reader)) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		check(t, b.project(t, open(t), projections.Options{}).Reader())
	})
}

// TestRedatedPayment: a slot is paid from the day on which its donation came, as it was known then; the trail of a payout names that day, too.
func TestRedatedPayment(t *testing.T) {
	b := newSponsoredBook(t, sponsorship.Wish{})
	today := b.today()
	given := b.give(b.slots[0], 100, today-10)
	paid := b.must(fund.Pay{Fund: b.fund, Kind: fund.Award, Award: fund.Support, Recipient: b.children[0], Slot: b.slots[0], Amount: money.Dong(60), Place: "cash",
		From: []fund.AskedShare{{Compartment: "slot-S-1-2024-2025"}}})
	before := b.writer.Position().Entry
	b.must(fund.Redate{Fund: b.fund, Document: given, Booked: today - 5, Given: today - 6, Reason: "sao kê", Approver: "chủ tịch"})
	b.onBothStores(t, func(t *testing.T, r *projections.Reader) {
		for _, tt := range []struct {
			entry uint64
			at    domain.Date
			paid  int64
		}{{before, today - 11, 0}, {before, today - 10, 100}, {0, today - 10, 0}, {0, today - 6, 0}, {0, today - 5, 100}, {0, today, 100}} {
			if got := pays(t, r, b.slots[0], tt.entry, tt.at); got.Paid != tt.paid || got.Arrears != 100-tt.paid {
				t.Errorf("as of %d at %s %+v, want %d paid", tt.entry, tt.at, got.Standing, tt.paid)
			}
		}
		for entry, want := range map[uint64]domain.Date{before: today - 10, 0: today - 6} {
			trace, err := r.TracePayout(t.Context(), projections.TraceQuery{ID: paid, AsOf: projections.AsOf{Entry: entry}})
			if err != nil {
				t.Fatal(err)
			}
			if len(trace.Sources) != 1 || trace.Sources[0].Given != want {
				t.Errorf("as of %d the payout comes from %+v, want what was given on %s", entry, trace.Sources, want)
			}
		}
	})
}

// TestCarriedMoneyThatWent: what was carried over to the next child's slot counts there until its donation, or a part of it, goes back.
func TestCarriedMoneyThatWent(t *testing.T) {
	b := newSponsoredBook(t, sponsorship.Wish{Rest: sponsorship.ToNextChild})
	today := b.today()
	given := b.give(b.slots[0], 300, today-10)
	b.must(ledger.ExitChild{Child: b.children[0], Reason: "chuyển tỉnh", Offers: []ledger.Offer{{Slot: b.slots[0], Next: b.slots[1]}}})
	b.must(ledger.TakeSlot{Slot: b.slots[1], Sponsor: b.sponsor})
	before := b.writer.Position().Entry
	b.book.days(2)
	b.must(fund.Refund{Fund: b.fund, Donation: given, Amount: money.Dong(120), Place: "cash", Reason: "xin lại", Approver: "chủ tịch"})
	b.onBothStores(t, func(t *testing.T, r *projections.Reader) {
		for _, tt := range []struct {
			entry   uint64
			at      domain.Date
			carried int64
		}{{before, today, 300}, {0, today, 300}, {0, today + 1, 300}, {0, today + 2, 180}} {
			if got := pays(t, r, b.slots[1], tt.entry, tt.at); got.Carried != tt.carried || got.Paid != tt.carried {
				t.Errorf("as of %d at %s %+v, want %d carried over", tt.entry, tt.at, got, tt.carried)
			}
		}
		if got := pays(t, r, b.slots[0], 0, today+2); got.Paid != 180 {
			t.Errorf("the first slot was paid %d, want 180", got.Paid)
		}
	})
}
