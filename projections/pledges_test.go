package projections_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections"
)

// pledge makes a pledge of some kind and a donation for it, and lets something happen to it.
func (r *random) pledge(i int, f uuid.UUID) {
	donor, today := pick(r, r.folk), r.book.today()
	c := ledger.MakePledge{Pledge: id("pledge", r.book.next), Donor: donor, Fund: f, Amount: r.dong(500_000), Due: today + 30}
	switch r.IntN(4) {
	case 0:
		c.Kind, c.Count, c.Months, c.Made, c.Due = pledge.Instalments, 2+r.IntN(4), 1, today-100, today-90
		c.Amount.Minor += int64(c.Count)
	case 1:
		c.Kind, c.Months, c.Made, c.Due = pledge.Standing, 1, today-100, today-70
		if r.IntN(2) == 0 {
			c.Until = today + 20
		}
	case 2:
		c.Draft = r.IntN(2) == 0
	}
	if !r.note(nil, c) {
		return
	}
	r.pledges = append(r.pledges, c.Pledge)
	if c.Draft {
		r.note(nil, ledger.ActivatePledge{Pledge: c.Pledge})
	}
	d, ok := r.book.try(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: r.dong(300_000), Place: "cash", Booked: r.booked()}})
	if !ok {
		return
	}
	r.donations[i] = append(r.donations[i], d)
	r.note(nil, ledger.ApplyPayment{Pledge: c.Pledge, Donation: d, Amount: pick(r, []money.Money{{}, r.dong(200_000)})})
	switch p := c.Pledge; r.IntN(6) {
	case 0:
		r.note(nil, ledger.UnapplyPayment{Pledge: p, Donation: d, Reason: "nhầm"})
		r.note(nil, ledger.CancelPledge{Pledge: p, Reason: "đổi ý", By: "donor"})
	case 1:
		r.note(nil, ledger.WriteOffPledge{Pledge: p, Reason: "không thu được", Approver: "chủ tịch"})
	case 2:
		r.note(nil, ledger.PausePledge{Pledge: p, Reason: "tạm ngừng kinh doanh", By: "donor"})
		r.book.days(3)
		r.note(nil, ledger.ResumePledge{Pledge: p})
	case 3:
		r.note(nil, ledger.MovePayment{Donation: d, From: p, To: pick(r, r.pledges), Reason: "nhầm cam kết"})
	case 4:
		r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: r.dong(300_000), Place: "bank", Pledge: p}})
	}
}

// comparePledge: what is reported of a pledge on the day of the last entry is what its state says.
func (w *world) comparePledge(t *testing.T, p projections.PledgeInfo, asOf projections.AsOf) {
	t.Helper()
	state := w.states[domain.StreamOf("pledge", p.Pledge)].(*pledge.Pledge)
	want := state.At(w.today)
	if diff := cmp.Diff(want, p.Position); diff != "" || p.Code != state.Code {
		t.Errorf("%v: pledge %s (%s) is reported otherwise than its state has it:\n%s", asOf, p.Pledge, p.Code, diff)
	}
}

// TestPledgesMoveNoMoney: with and without what is promised, applied, moved and written off, every balance is the same.
func TestPledgesMoveNoMoney(t *testing.T) {
	b := newBook(t)
	f := b.found(1)
	donor := b.people(1)[0]
	d := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: money.Dong(700_000), Place: "cash"}})
	balances := func() any {
		r := b.built(t)
		all, err := r.Balances(t.Context(), projections.BalancesQuery{})
		if err != nil {
			t.Fatal(err)
		}
		accounts, err := r.Accounts(t.Context(), projections.BalancesQuery{})
		if err != nil {
			t.Fatal(err)
		}
		return []any{all.Funds, accounts.Accounts}
	}
	before := balances()
	p, q := id("p"), id("q")
	b.must(ledger.MakePledge{Pledge: p, Donor: donor, Fund: f, Kind: pledge.Instalments, Amount: money.Dong(1_000_000), Count: 3, Months: 1, Due: b.today()})
	b.must(ledger.MakePledge{Pledge: q, Donor: donor, Fund: f, Kind: pledge.Standing, Amount: money.Dong(50_000), Months: 1, Due: b.today()})
	b.must(ledger.ApplyPayment{Pledge: p, Donation: d})
	b.must(ledger.MovePayment{Donation: d, From: p, To: q, Amount: money.Dong(100_000), Reason: "nhầm"})
	b.days(2)
	b.must(ledger.PausePledge{Pledge: q, Reason: "x", By: "y"})
	b.must(ledger.WriteOffPledge{Pledge: p, Reason: "x", Approver: "chủ tịch"})
	if diff := cmp.Diff(before, balances()); diff != "" {
		t.Errorf("a promise moved money:\n%s", diff)
	}
	found, err := b.built(t).Pledges(t.Context(), projections.PledgesQuery{Donor: donor})
	if err != nil || len(found) != 2 || found[0].Paid != 600_000 || found[0].WrittenOff != 400_000 || found[1].Paid != 100_000 || found[1].Kept != 50_000 {
		t.Errorf("got %+v, %v", found, err)
	}
	sums := projections.SumPledges(found, projections.ByFund)
	if len(sums) != 1 || sums[0].Paid != 700_000 || sums[0].Count != 2 {
		t.Errorf("in all: %+v", sums)
	}
}
