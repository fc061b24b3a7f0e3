package projections_test

import (
	"maps"
	"testing"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// give, send and support are the few things that stories about owners tell, each as small as it comes.
func (b *book) give(f uuid.UUID, amount int64) uuid.UUID {
	return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(amount), Place: "bank"}})
}

func (b *book) send(from, to uuid.UUID, amount int64) uuid.UUID {
	return b.must(fund.Send{Fund: from, To: to, Amount: money.Dong(amount), Place: "bank"})
}

func (b *book) accept(f, transfer uuid.UUID) {
	b.must(fund.Accept{Fund: f, Transfer: transfer, Place: "bank"})
}

func (b *book) support(f, recipient uuid.UUID, amount int64) uuid.UUID {
	return b.must(fund.Pay{Fund: f, Kind: fund.Award, Award: fund.Support, Recipient: recipient, Amount: money.Dong(amount), Place: "bank",
		From: []fund.AskedShare{{Compartment: "unrestricted"}}})
}

func covering(f, donation uuid.UUID) fund.Reverse {
	return fund.Reverse{Fund: f, Donation: donation, Cause: fund.KeyingError, Cover: true, Reason: "nhập nhầm", Approver: "chủ tịch"}
}

// last is the number of the last entry.
func (b *book) last() uint64 {
	n, err := b.log.Last(b.tb.Context())
	if err != nil {
		b.tb.Fatal(err)
	}
	return n
}

// TestOwnersOfWhatWasSentOn: a donation that was sent on to another fund, and paid there, is reversed. From that entry on the payout is theirs
// whose đồng stand in for it where it came from; as of every entry before it is the first donor's.
func TestOwnersOfWhatWasSentOn(t *testing.T) {
	b := newBook(t)
	here, there := b.found(1), b.found(2)
	pupil := b.people(1)[0]
	mistaken := b.give(here, 100)
	b.accept(there, b.send(here, there, 100))
	paid := b.support(there, pupil, 60)
	standsIn := b.give(here, 250)
	before := b.last()
	b.must(covering(here, mistaken))
	after := b.last()
	b.must(fund.Return{Fund: there, Payout: paid, Place: "bank", Amount: money.Dong(10), Reason: "trả lại"})
	again := b.support(there, pupil, 30)
	r := b.built(t)
	for _, then := range []struct {
		payout uuid.UUID
		asOf   uint64
		want   map[uuid.UUID]int64
	}{
		{paid, before, map[uuid.UUID]int64{mistaken: 60}},
		{paid, after, map[uuid.UUID]int64{standsIn: 60}},
		{paid, 0, map[uuid.UUID]int64{standsIn: 50}},
		{again, 0, map[uuid.UUID]int64{standsIn: 30}},
	} {
		trace, err := r.TracePayout(t.Context(), projections.TraceQuery{ID: then.payout, AsOf: projections.AsOf{Entry: then.asOf}})
		if err != nil {
			t.Fatal(err)
		}
		got := map[uuid.UUID]int64{}
		for _, s := range trace.Sources {
			got[s.ID] += s.Amount
		}
		if !maps.Equal(got, then.want) {
			t.Errorf("as of %d the payout is paid by %v, not %v", then.asOf, got, then.want)
		}
		for id, amount := range then.want {
			donation, err := r.TraceDonation(t.Context(), projections.TraceQuery{ID: id, AsOf: projections.AsOf{Entry: then.asOf}})
			if err != nil {
				t.Fatal(err)
			}
			gave := map[string]int64{}
			paidBy(gave, id, donation.Fates)
			if key := then.payout.String() + " from " + id.String(); gave[key] != amount {
				t.Errorf("as of %d the donation says it gave %d, not %d", then.asOf, gave[key], amount)
			}
		}
	}
}

// TestRingOfFunds: funds have sent each other money, and each covers a reversed donation with what came from the other, in two steps or in three. What
// a cover elsewhere has made a donation's own no fund can see: so a part of it covers itself. Whatever is in such a ring was sent or covers, and
// nothing of it was paid: what was paid has come from the one donation that still stands, and every trace comes to its end.
func TestRingOfFunds(t *testing.T) {
	for name, three := range map[string]bool{"two funds": false, "three funds": true} {
		t.Run(name, func(t *testing.T) {
			b := newBook(t)
			here, there := b.found(1), b.found(2)
			pupil := b.people(1)[0]
			ours, theirs := b.give(here, 100), b.give(there, 100)
			from, underWay := there, b.send(there, here, 100)
			if three {
				from = b.found(3)
				b.must(fund.Refuse{Fund: here, Transfer: underWay, Reason: "qua quỹ huyện"})
				b.accept(from, b.send(there, from, 100))
				underWay = b.send(from, here, 100)
			}
			b.accept(there, b.send(here, there, 100))
			b.accept(here, underWay)
			paid := b.support(there, pupil, 40) // of ours
			part := covering(there, theirs)
			part.Amount = money.Dong(60)
			b.must(part)                 // by the other 60 of ours
			b.must(covering(here, ours)) // by theirs: 40 that stand, and 60 that are ours by now
			r := b.built(t)
			trace, err := r.TracePayout(t.Context(), projections.TraceQuery{ID: paid})
			if err != nil || len(trace.Sources) != 1 || trace.Sources[0].ID != theirs || trace.Sources[0].Amount != 40 {
				t.Errorf("the payout came from %+v, %v", trace.Sources, err)
			}
			for id, want := range map[uuid.UUID]map[projections.FateKind]int64{
				ours:   {projections.FateReversed: 100},
				theirs: {projections.FateReversed: 60, projections.FatePaid: 40},
			} {
				trace, err := r.TraceDonation(t.Context(), projections.TraceQuery{ID: id})
				if err != nil {
					t.Fatal(err)
				}
				got := map[projections.FateKind]int64{}
				for _, f := range trace.Fates {
					got[f.Kind] += f.Amount
				}
				if !maps.Equal(got, want) {
					t.Errorf("a donation is %v, not %v", got, want)
				}
			}
			balances, err := r.Balances(t.Context(), projections.BalancesQuery{})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range balances.Funds {
				if c := f.Currencies[0]; c.Free != 0 || c.Uncovered != 0 || c.Places != 0 {
					t.Errorf("%s has %+v left", f.Code, c)
				}
			}
		})
	}
}
