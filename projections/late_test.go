package projections_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

// TestLateMoney: a bridge pays for a child whose sponsor is late; the late money takes its place ("trả bù"). Before, the bridge's donor has
// paid the child; since, the sponsor has, and the donor's đồng are in the bridge again, from where they go to somebody else.
func TestLateMoney(t *testing.T) {
	b := newBook(t)
	f := b.found(1)
	who := b.people(4)
	neighbour, sponsor, child, other := who[0], who[1], who[2], who[3]
	slot := id("slot", 1)
	b.must(ledger.OpenSlot{Slot: slot, Unit: id("unit", 1), Fund: f, Code: "S-1/2024-2025", Child: child, Kind: sponsorship.Poor, Need: "học phí",
		SchoolYear: "2024-2025", Instalment: money.Dong(100), Instalments: 9, Schedule: "tháng", Path: sponsorship.ViaAssociation})
	for range 2 { // two people give their word
		b.must(ledger.VerifyChildren{Children: []uuid.UUID{child}})
	}
	b.must(ledger.TakeSlot{Slot: slot, Sponsor: sponsor})
	bridge := []fund.AskedShare{{Compartment: "cau"}}
	given := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: neighbour, Amount: money.Dong(100), Place: "cash",
		Lines: []fund.AskedLine{{Compartment: "cau", Percent: 100}}}})
	paid := b.must(fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: child, Slot: slot, Amount: money.Dong(100), From: bridge, Place: "cash"})
	before := b.writer.Position().Entry
	late := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: sponsor, Amount: money.Dong(60), Place: "cash",
		Lines: []fund.AskedLine{{Slot: slot, Amount: money.Dong(60)}}}})
	after := factsOf(t, b.log).last
	again := b.must(fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: other, Amount: money.Dong(50), From: bridge, Place: "cash"})
	r := b.built(t)

	fates := func(donation uuid.UUID, entry uint64) map[string]int64 {
		trace, err := r.TraceDonation(t.Context(), projections.TraceQuery{ID: donation, AsOf: projections.AsOf{Entry: entry}})
		if err != nil {
			t.Fatal(err)
		}
		found := map[string]int64{}
		for _, x := range trace.Fates {
			key := string(x.Kind)
			for _, s := range x.Path {
				key += " " + string(s.Kind)
			}
			switch x.ID {
			case paid:
				key += " the child"
			case again:
				key += " the other"
			}
			found[key] += x.Amount
		}
		return found
	}
	sources := func(payout uuid.UUID, entry uint64) map[uuid.UUID]int64 {
		trace, err := r.TracePayout(t.Context(), projections.TraceQuery{ID: payout, AsOf: projections.AsOf{Entry: entry}})
		if err != nil {
			t.Fatal(err)
		}
		found := map[uuid.UUID]int64{}
		for _, s := range trace.Sources {
			found[s.Donor] += s.Amount
			if repaid := len(s.Path) == 1 && s.Path[0].Kind == projections.StepRepay; repaid != (s.Donor == sponsor) {
				t.Errorf("the way of %s is %v", s.Donor, s.Path)
			}
		}
		return found
	}
	same(t, "before the late money", map[string]any{"given": map[string]int64{"paid the child": 100}, "paid": map[uuid.UUID]int64{neighbour: 100}},
		map[string]any{"given": fates(given, before), "paid": sources(paid, before)})
	same(t, "with the late money", map[string]any{
		"given": map[string]int64{"free relief": 60, "paid the child": 40}, "late": map[string]int64{"paid repay the child": 60},
		"paid": map[uuid.UUID]int64{neighbour: 40, sponsor: 60},
	}, map[string]any{"given": fates(given, after), "late": fates(late, after), "paid": sources(paid, after)})
	same(t, "when the bridge has paid again", map[string]any{"given": map[string]int64{"free relief": 10, "paid relief the other": 50, "paid the child": 40}},
		map[string]any{"given": fates(given, 0)})
}
