package projections_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
)

// TestHiddenGiftsStayHidden: the amount of a donation whose giver hides it is not what kinds of givers, the disclosures of single funds or the
// corrections leave over.
func TestHiddenGiftsStayHidden(t *testing.T) {
	b := newBook(t)
	b.now = time.Date(2024, 11, 10, 1, 0, 0, 0, time.UTC)
	f := b.found(1)
	g := id("fund", "second")
	b.must(fund.Open{Fund: g, Unit: id("unit", 1), Code: "HAI", Name: "Quỹ hai", Form: fund.AssociationFund, Currencies: []money.Currency{money.VND}})
	b.must(fund.OpenPlace{Fund: g, Place: "bank", Kind: fund.Bank, Name: "Ngân hàng", Currency: money.VND})
	firm, someone := id("person", "firm"), id("person", "someone")
	b.must(ledger.RegisterPeople{People: []ledger.Registration{
		{Person: firm, Unit: id("unit", 1), Kind: person.Enterprise, Card: person.Card{Name: "Công ty A"}},
		{Person: someone, Unit: id("unit", 1), Kind: person.Individual, Card: person.Card{Name: "Bà B"}},
	}})
	give := func(in, donor uuid.UUID, amount int64, how fund.Anonymity) uuid.UUID {
		return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: in, Amount: money.Dong(amount), Place: "bank", Donor: donor, Anonymity: how}})
	}
	hidden := give(f, firm, 7_000_000, fund.Hidden)
	give(f, firm, 1_000_000, fund.Named)
	for range 4 {
		give(f, someone, 30_000, fund.Named)
	}
	for n := range 5 {
		give(g, someone, int64(11_000*(n+1)), fund.Hidden)
	}
	give(g, someone, 40_000, fund.Named)
	b.must(fund.Redate{Fund: f, Document: hidden, Given: b.today() - 1, Reason: "ghi nhầm ngày", Approver: "chủ tịch"})
	b.must(fund.Reverse{Fund: f, Donation: hidden, Amount: money.Dong(2_000_000), Cause: fund.KeyingError, Reason: "ghi nhầm", Approver: "chủ tịch"})
	r := b.built(t)
	ask := func(q projections.DisclosureQuery) (d projections.Disclosure, sum projections.GiftSum) {
		q.Year = 2024
		d, err := r.Disclosure(t.Context(), q)
		if err != nil || len(d.Gifts.Hidden) != 1 {
			t.Fatalf("%+v, %v", d.Gifts, err)
		}
		disclosed(t, fmt.Sprint(q), d)
		return d, d.Gifts.Hidden[0]
	}
	d, first := ask(projections.DisclosureQuery{Fund: f})
	if first.Count != 5 || first.Amount != 5_120_000 {
		t.Errorf("hidden among those without a name: %+v", first)
	}
	for _, s := range d.Money[0].Income {
		if s.Source != "anonymous" && s != (projections.DisclosedIncome{Source: "enterprise", Count: 1, Amount: 1_000_000, Net: 1_000_000}) {
			t.Errorf("what is not listed of it was hidden: %+v", s)
		}
	}
	kinds := map[projections.RestatedKind]bool{}
	for _, c := range d.Corrections.Changes {
		kinds[c.Kind] = true
		if c.Amount != 0 || c.Was.Amount != 0 || c.Is.Amount != 0 || !c.Withheld {
			t.Errorf("a correction tells what is hidden: %+v", c)
		}
	}
	if !kinds[projections.RestatedReversal] || !kinds[projections.RestatedRedating] {
		t.Errorf("what was corrected: %v", kinds)
	}
	_, second := ask(projections.DisclosureQuery{Fund: g})
	_, both := ask(projections.DisclosureQuery{Unit: id("unit", 1)})
	if both.Amount != first.Amount+second.Amount || both.Count != first.Count+second.Count {
		t.Errorf("the unit hides %+v, its funds %+v and %+v: the difference is somebody's", both, first, second)
	}
}
