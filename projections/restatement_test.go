package projections_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// TestRestatement closes September and then does everything that can still change it; and something of October, which does not.
func TestRestatement(t *testing.T) {
	b := newBook(t)
	f := b.found(1)
	who := b.people(2)
	b.days(9) // 10 September
	gift := func(amount int64, given domain.Date) uuid.UUID {
		return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: who[0], Amount: money.Dong(amount), Place: "cash", Given: given}})
	}
	wrong, refunded, dated, moved := gift(1000, 0), gift(2000, 0), gift(4000, 0), b.must(ledger.ReceiveDonation{Receive: fund.Receive{
		Fund: f, Amount: money.Dong(8000), Place: "cash", Lines: []fund.AskedLine{{Compartment: "hoc-bong", Percent: 100}}}})
	waiting := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(300), Awaiting: true}})
	pay := fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: who[1], Amount: money.Dong(500), From: []fund.AskedShare{{Compartment: "unrestricted"}}, Place: "cash"}
	paid := b.must(pay)
	september := b.today()
	b.days(25) // 5 October
	closing := b.must(fund.Close{Fund: f, Until: september, Counts: b.placesAt(f, september)})

	reversal := b.must(fund.Reverse{Fund: f, Donation: wrong, Cause: fund.KeyingError, Cover: true, Reason: "nhầm", Approver: "chủ tịch"})
	refund := b.must(fund.Refund{Fund: f, Donation: refunded, Amount: money.Dong(1500), Place: "cash", Approver: "chủ tịch", Reason: "theo ý"})
	back := b.must(fund.Return{Fund: f, Payout: paid, Amount: money.Dong(200), Place: "cash", Reason: "vắng"})
	days := b.must(fund.Redate{Fund: f, Document: dated, Given: september - 2, Reason: "đọc lại", Approver: "chủ tịch"})
	late := gift(16_000, september)
	cleared := b.must(fund.Clear{Fund: f, Donation: waiting, Place: "bank"})
	into := b.must(fund.Redesignate{Fund: f, Compartment: "hoc-bong", Into: "unrestricted", Amount: money.Dong(3000), Donation: moved, Basis: fund.DonorConsent,
		Reason: "thư của người tặng", Approver: "chủ tịch"})
	paper := b.must(fund.ReplaceReceipt{Fund: f, Donation: dated, Reason: "rách", Approver: "chủ tịch"})
	october := gift(32_000, 0)
	b.must(pay)
	gone := b.must(fund.Reverse{Fund: f, Donation: october, Cause: fund.KeyingError, Cover: true, Reason: "nhầm", Approver: "chủ tịch"})
	reopening := b.must(fund.Reopen{Fund: f, Approver: "chủ tịch", Reason: "bổ sung"})
	added := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(7), Place: "cash", Booked: september}})

	entry := map[uuid.UUID]uint64{}
	for e := range entries(t, b.log) {
		entry[e.ID] = e.Number
	}
	r := b.built(t)
	s, err := r.Restatement(t.Context(), projections.RestatementQuery{Fund: f, Day: september})
	if err != nil {
		t.Fatal(err)
	}
	if s.Close != entry[closing] || s.From != 0 || s.Until != september {
		t.Errorf("the period is %v to %v, closed by entry %d", s.From, s.Until, s.Close)
	}
	got, want := map[string]string{}, map[string]string{}
	for _, c := range s.Changes {
		got[fmt.Sprint(c.Entry, " ", c.Kind)] += fmt.Sprint(c.Amount, ": ", c.Was.Amount, " → ", c.Is.Amount)
	}
	for _, x := range []struct {
		id   uuid.UUID
		kind projections.RestatedKind
		says string
	}{
		{reversal, projections.RestatedReversal, "1000: 1000 → 0"}, {reversal, projections.RestatedVoid, "1000: 1000 → 0"},
		{refund, projections.RestatedRefund, "1500: 2000 → 500"}, {back, projections.RestatedReturn, "200: 500 → 300"},
		{days, projections.RestatedRedating, "4000: 4000 → 4000"}, {late, projections.RestatedLate, "16000: 0 → 16000"},
		{cleared, projections.RestatedLate, "300: 0 → 300"}, {into, projections.RestatedRedesignation, "3000: 3000 → 3000"},
		{paper, projections.RestatedVoid, "4000: 4000 → 0"}, {reopening, projections.RestatedReopening, "0: 0 → 0"}, {added, projections.RestatedAdded, "7: 0 → 7"},
	} {
		want[fmt.Sprint(entry[x.id], " ", x.kind)] = x.says
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("what changed September (the reversal of October's gift is entry %d):\n%s", entry[gone], diff)
	}
	for _, sum := range s.Sums {
		if sum.Kind == projections.RestatedLate && (sum.Count != 2 || sum.Amount != 16_300) {
			t.Errorf("late gifts add up to %+v", sum)
		}
	}
	if before, err := r.Restatement(t.Context(), projections.RestatementQuery{Fund: f, Close: entry[closing], AsOf: projections.AsOf{Entry: entry[refund]}}); err != nil || len(before.Changes) != 3 {
		t.Errorf("by the refund %d changes were known: %v", len(before.Changes), err)
	}
	for _, q := range []projections.RestatementQuery{{Fund: f, Day: september + 1}, {Fund: f, Close: entry[late]}} {
		if _, err := r.Restatement(t.Context(), q); domain.CodeOf(err) != domain.NotFound {
			t.Errorf("%+v: %v", q, err)
		}
	}
}
