package ledger_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/sponsorship"
)

// A bridge has paid twice for a slot, 30 đ each, and late money repaid the first of the two. What comes back of that one was repaid: the
// sponsor owes as much as before, and has it behind the child's wall. What comes back of the other is owed no more.
func TestWhatASponsorOwesAfterAReturn(t *testing.T) {
	s := newStory(func(int) int { return 0 })
	f := s.funds[0]
	do := func(c ledger.Command) domain.Entry {
		t.Helper()
		entry, err := s.do(c)
		if err != nil {
			t.Fatal(err)
		}
		return entry
	}
	give := func(amount int, into string) {
		do(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f.id, Donor: s.people[0], Place: "cash", Amount: dong(amount), Lines: []fund.AskedLine{{Compartment: into}}}})
	}
	slot := s.State(sponsorship.StreamOf(f.slot)).(*sponsorship.Slot)
	pay := func() uuid.UUID {
		return do(fund.Pay{Fund: f.id, Kind: fund.Award, Award: fund.Support, Recipient: slot.Child, Slot: f.slot, Amount: dong(30), Place: "cash",
			From: []fund.AskedShare{{Compartment: "vuot-kho"}}}).ID
	}
	give(100, "vuot-kho")
	first, second := pay(), pay()
	give(30, "suat")
	for _, tt := range []struct {
		returned      uuid.UUID
		owed          int64
		suat, vuotKho fund.Set
	}{
		{first, 30, fund.Set{{30, 60}}, fund.Set{{60, 130}}},
		{second, 0, fund.Set{{30, 60}}, fund.Set{{30, 130}}},
	} {
		do(fund.Return{Fund: f.id, Payout: tt.returned, Place: "cash"})
		inside := s.fundState(f.id).Compartments
		if slot.Live.Bridged != tt.owed || s.fundState(f.id).Owed(f.slot) != tt.owed {
			t.Errorf("the sponsor owes %d, the fund says %d; want %d", slot.Live.Bridged, s.fundState(f.id).Owed(f.slot), tt.owed)
		}
		if !slices.Equal(inside["suat"].Free, tt.suat) || !slices.Equal(inside["vuot-kho"].Free, tt.vuotKho) {
			t.Errorf("free for the child %v, in the bridge %v", inside["suat"].Free, inside["vuot-kho"].Free)
		}
	}
}
