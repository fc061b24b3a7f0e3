package projections_test

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// handOver tells that funds change hands: whole to another unit, and back one day; or a small one is taken over, and what it paid comes back later.
func (r *random) handOver(i int, f uuid.UUID) {
	switch r.IntN(3) {
	case 0:
		r.takenOver(i, f)
	case 1:
		r.comesLate(f)
	default:
		whole := ledger.HandOverFund{Fund: f, Unit: id("unit", 1+r.IntN(2)), Code: fmt.Sprintf("QKH-%d", i+1)}
		if r.IntN(3) == 0 {
			whole.Code = fmt.Sprintf("QKH-%d.%d", i+1, r.book.next)
		}
		r.note(nil, ledger.HandOverFunds{Funds: []ledger.HandOverFund{whole}, On: r.booked(), Decision: "Nghị quyết sáp nhập"})
	}
}

// ended is a small fund that was taken over, with what it was given and what it paid.
type ended struct {
	fund           uuid.UUID
	gifts, payouts []uuid.UUID
	into           uuid.UUID
}

// takenOver tells of a small fund from its opening to its end.
func (r *random) takenOver(i int, into uuid.UUID) {
	b := r.book
	n := 100 + b.next
	e := ended{fund: id("fund", n), into: into}
	b.must(fund.Open{Fund: e.fund, Unit: id("unit", 1), Code: fmt.Sprintf("CU-%d", n), Name: "Quỹ xã cũ", Form: fund.AssociationFund})
	b.must(fund.OpenPlace{Fund: e.fund, Place: "cash", Kind: fund.Cash, Name: "Két cũ"})
	b.must(fund.OpenCompartment{Fund: e.fund, Compartment: "hoc-bong", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "Học bổng", Programme: true}})
	for range 1 + r.IntN(3) {
		a, c := r.dong(90_000), r.dong(50_000)
		e.gifts = append(e.gifts, b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: e.fund, Donor: pick(r, r.folk[:len(r.folk)-1]), Amount: money.Dong(a.Minor + c.Minor), Place: "cash",
			Lines: []fund.AskedLine{{Compartment: "unrestricted", Amount: a}, {Compartment: "hoc-bong", Amount: c}}}}))
		r.note(&e.payouts, fund.Pay{Fund: e.fund, Kind: fund.Award, Award: fund.Support, Recipient: pick(r, r.folk), Amount: r.dong(40_000), Place: "cash",
			From: []fund.AskedShare{{Compartment: r.compartment()}}})
	}
	if r.IntN(2) == 0 { // some of it has been on its way before
		if sent, ok := b.try(fund.Send{Fund: e.fund, To: into, Amount: r.dong(20_000), Place: "cash"}); ok {
			b.must(fund.Accept{Fund: into, Transfer: sent, Place: "bank"})
		}
	}
	plan := ledger.HandOverFund{Fund: e.fund, Into: into}
	if r.IntN(2) == 0 {
		plan.Compartments = []ledger.HandOverCompartment{{From: "hoc-bong", Into: "hoc-bong"}}
		plan.Places = []ledger.HandOverPlace{{From: "cash", Into: "cash"}}
	}
	if r.note(nil, ledger.HandOverFunds{Funds: []ledger.HandOverFund{plan}, Decision: "Nghị quyết sáp nhập"}) {
		r.ended = append(r.ended, e)
		r.comesLate(into)
	}
}

// comesLate tells what still happens to a fund that was taken over.
func (r *random) comesLate(f uuid.UUID) {
	e := pick(r, r.ended)
	if e.fund == uuid.Nil {
		return
	}
	back := fund.Return{Fund: e.fund, Payout: pick(r, e.payouts), Place: pick(r, []string{"cash", "bank"}), Reason: "trả lại"}
	if r.IntN(2) == 0 {
		back.Amount = r.dong(10_000)
	}
	r.note(nil, back)
	if r.IntN(2) == 0 {
		r.note(nil, fund.Reverse{Fund: e.fund, Donation: pick(r, e.gifts), Cause: pick(r, []fund.Cause{fund.KeyingError, fund.Bounced}), Cover: true, Place: "bank",
			Line: r.compartment(), Amount: r.dong(30_000), Reason: "nhầm", Approver: "chủ tịch"})
	}
}
