package ledger_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/unit"
)

// mergedUnits merges the village into the district, whose fund takes over the village's.
func mergedUnits() ledger.MergeUnits {
	return ledger.MergeUnits{Units: []uuid.UUID{hộiXã}, Into: hộiHuyện, Decision: sápNhập, Funds: []ledger.HandOverFund{{Fund: quỹXã, Into: quỹHuyện,
		Compartments: []ledger.HandOverCompartment{{From: "storm", Into: "storm"}}, Places: []ledger.HandOverPlace{{From: "cash", Into: "cash"}}}}}
}

// TestAMergerTakesFundsOver: the unit ends and its fund goes on behind the same walls, in one entry; an award that comes back later goes there too.
func TestAMergerTakesFundsOver(t *testing.T) {
	b := village(t, giving(đồng(30), into("storm", đồng(20)), into("unrestricted", đồng(10))), paying(đồng(12), "storm"))
	award := b.last(0)
	e := b.must(t, mergedUnits())
	b.expect(t, quỹXã, map[string]int64{}, map[string]int64{})
	b.expect(t, quỹHuyện, map[string]int64{"unrestricted": 10, "storm": 8}, map[string]int64{"cash": 18})
	for _, s := range []domain.Stream{unit.StreamOf(hộiXã), unit.StreamOf(hộiHuyện), fund.StreamOf(quỹXã), fund.StreamOf(quỹHuyện)} {
		if !slices.ContainsFunc(e.Changes, func(c domain.Change) bool { return c.Stream == s }) {
			t.Errorf("the entry says nothing of %s", s)
		}
	}
	b.must(t, fund.Return{Fund: quỹXã, Payout: award, Amount: đồng(5), Place: "cash", Reason: "vắng"})
	b.expect(t, quỹXã, map[string]int64{}, map[string]int64{})
	b.expect(t, quỹHuyện, map[string]int64{"unrestricted": 10, "storm": 13}, map[string]int64{"cash": 23})
	if _, err := b.do(giving(đồng(5))); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a gift to the fund of a unit that is no more: %v", err)
	}
}

// TestMergersThatMustWait: a fund with something open is not taken over, and with it nothing of the merger happens; one that passes on whole may have it.
func TestMergersThatMustWait(t *testing.T) {
	always := func(last) ledger.Command { return mergedUnits() }
	reserved := fund.Reserve{Fund: quỹXã, Amount: đồng(4), Recipient: an, Approver: "chủ tịch"}
	sent := fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(3), Place: "cash"}
	for name, tt := range map[string]refusal{
		"a reservation":   {[]ledger.Command{giving(đồng(10)), reserved}, always, domain.Violation, "funds[0].fund", "reservations"},
		"a transfer sent": {[]ledger.Command{giving(đồng(10)), sent}, always, domain.Violation, "funds[0].fund", "transfers under way"},
		"a transfer to it": {[]ledger.Command{ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Amount: đồng(10), Place: "cash"}},
			fund.Send{Fund: quỹHuyện, To: quỹXã, Amount: đồng(3), Place: "cash"}}, always, domain.Conflict, "funds[0].fund", "under way to this fund"},
	} {
		t.Run(name, tt.check)
	}
	b := village(t, giving(đồng(10)), reserved, sent)
	whole := mergedUnits()
	whole.Funds = []ledger.HandOverFund{{Fund: quỹXã, Code: "KH-XA"}}
	b.must(t, whole)
	if f := b.fundState(quỹXã); f.Unit != hộiHuyện || f.Code != "KH-XA" || len(f.Reservations) != 1 || f.Successor != nil {
		t.Errorf("it passed on as %+v", f)
	}
	b.must(t, fund.Accept{Fund: quỹHuyện, Transfer: b.last(1), Place: "cash"})
}
