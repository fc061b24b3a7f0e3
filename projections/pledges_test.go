package projections_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
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
	switch p := c.Pledge; r.IntN(7) {
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
	case 5:
		r.named(i, f, c)
	case 4:
		r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: r.dong(300_000), Place: "bank", Pledge: p}})
	}
}

// named lets a bank line and a donation name a pledge by its code, and takes what another donation paid back by hand.
func (r *random) named(i int, f uuid.UUID, c ledger.MakePledge) {
	code := pledge.CodeFor(c.Pledge, 0)
	line, ok := r.book.try(fund.ReceiveUnidentified{Fund: f, Amount: r.dong(200_000), Place: "bank", Memo: "ung ho " + code[:4] + "-" + code[4:] + " nguyen van a"})
	if ok {
		r.unidentified[i] = append(r.unidentified[i], line)
	}
	r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: r.dong(200_000), Place: "bank", Reference: "FT1 " + code}})
	d, ok := r.book.try(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: c.Donor, Amount: r.dong(200_000), Place: "bank"}})
	if ok && r.note(nil, ledger.ApplyPayment{Pledge: c.Pledge, Donation: d, Amount: money.Dong(1)}) {
		r.note(nil, ledger.UnapplyPayment{Pledge: c.Pledge, Donation: d, Reason: "nhầm"})
	}
	r.note(&r.donations[i], ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: c.Donor, Amount: c.Amount, Place: "bank"}})
}

// comparePledge: what is reported of a pledge on the day of the last entry is what its state says.
func (w *world) comparePledge(t *testing.T, p projections.PledgeInfo, asOf projections.AsOf) {
	t.Helper()
	state := w.states[domain.StreamOf("pledge", p.Pledge)].(*pledge.Pledge)
	want := state.At(w.today)
	if diff := cmp.Diff(want, p.Fulfilment); diff != "" || p.Code != state.Code {
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

// TestMatches: what is for which pledge is said by code first, then by donor, amount and day; what one has paid is not offered to the next; and
// what the treasurer took back stays with the treasurer.
func TestMatches(t *testing.T) {
	b := newBook(t)
	f := b.found(1)
	folk := b.people(3)
	give := func(donor uuid.UUID, amount int64, reference string) uuid.UUID {
		return b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: money.Dong(amount), Place: "bank", Reference: reference}})
	}
	early := give(folk[0], 77, "FT0 KH7QX4M2") // before the pledge was made: no text can name it
	b.must(ledger.MakePledge{Pledge: id("p"), Donor: folk[0], Fund: f, Amount: money.Dong(1_000), Due: b.today() + 5, Code: "kh7q-x4m2"})
	b.must(ledger.MakePledge{Pledge: id("q"), Donor: folk[1], Fund: f, Kind: pledge.Instalments, Amount: money.Dong(600), Count: 3, Months: 1, Due: b.today()})
	byCode := give(uuid.Nil, 300, "FT1 kh 7qx4m2")
	line := b.must(fund.ReceiveUnidentified{Fund: f, Amount: money.Dong(400), Place: "bank", Memo: "KH 7Q-X4M2 (ct1111)"})
	b.must(fund.ReceiveUnidentified{Fund: f, Amount: money.Dong(400), Place: "bank", Memo: "KH7QX4M3"})
	same, again, other := give(folk[1], 200, ""), give(folk[1], 200, ""), give(folk[1], 150, "")
	undone := give(folk[1], 200, "")
	b.must(ledger.ApplyPayment{Pledge: id("q"), Donation: undone, Instalment: 3})
	b.must(ledger.UnapplyPayment{Pledge: id("q"), Donation: undone, Reason: "thư viện, không phải cam kết"})
	give(folk[2], 5, "") // promised nothing: not asked about
	ask := func(r *projections.Reader, chosen map[uuid.UUID]uuid.UUID) map[uuid.UUID]pledge.Match {
		all, err := r.Matches(t.Context(), projections.MatchQuery{Fund: f, Window: 15, Chosen: chosen})
		if err != nil {
			t.Fatal(err)
		}
		found := map[uuid.UUID]pledge.Match{}
		for _, m := range all {
			found[m.ID] = m.Match
		}
		return found
	}
	r := b.built(t)
	want := map[uuid.UUID]pledge.Match{
		early:  {Pledge: id("p"), Basis: pledge.ByOldest, Why: pledge.OldestOfMany},
		byCode: {Pledge: id("p"), Basis: pledge.ByReference, Certain: true, Why: pledge.CodeInText},
		line:   {Pledge: id("p"), Basis: pledge.ByReference, Certain: true, Why: pledge.CodeInText},
		same:   {Pledge: id("q"), No: 1, Basis: pledge.BySame, Certain: true, Why: pledge.OnlyOne},
		again:  {Pledge: id("q"), Basis: pledge.ByOldest, Why: pledge.OldestOfMany},
		other:  {Pledge: id("q"), Basis: pledge.ByOldest, Why: pledge.OldestOfMany},
		undone: {Pledge: id("q"), Basis: pledge.ByOldest, Why: pledge.TakenBack},
	}
	if diff := cmp.Diff(want, ask(r, nil)); diff != "" {
		t.Error(diff)
	}
	if m := ask(r, map[uuid.UUID]uuid.UUID{undone: id("q")})[undone]; m.Pledge != id("q") || m.Basis != pledge.ByChoice || !m.Certain {
		t.Errorf("the treasurer's choice is overridden: %+v", m)
	}
	b.must(ledger.ReceiveDonation{Basis: pledge.ByReference, PledgeCode: "KH7QX4M2", Receive: fund.Receive{Fund: f, Donor: folk[0], Amount: money.Dong(400), Unidentified: line, Pledge: id("p")}})
	b.must(ledger.ApplyPayment{Pledge: id("q"), Donation: same, Instalment: 1, Basis: pledge.BySame})
	after := ask(b.built(t), nil)
	if _, there := after[line]; there || after[same] != (pledge.Match{}) {
		t.Errorf("what was counted is offered again: %+v", after)
	}
}

// TestMatchesOfASuccessor: what was pledged to a fund that was wound up is found for what comes to the fund that took it over, and so on: on both databases.
func TestMatchesOfASuccessor(t *testing.T) {
	b := newBook(t)
	b.found(1)
	folk := b.people(2)
	open := func(name string) uuid.UUID {
		f := id("successor", name)
		b.must(fund.Open{Fund: f, Unit: id("unit", 1), Code: name, Name: name, Form: fund.AssociationFund})
		b.must(fund.OpenPlace{Fund: f, Place: "bank", Kind: fund.Bank, Name: "Ngân hàng"})
		return f
	}
	first, second, third := open("A"), open("B"), open("C")
	b.must(ledger.MakePledge{Pledge: id("p"), Donor: folk[0], Fund: first, Amount: money.Dong(1_000), Due: b.today() + 5, Code: "kh7q-x4m2"})
	b.must(ledger.MakePledge{Pledge: id("q"), Donor: folk[1], Fund: second, Amount: money.Dong(600), Due: b.today() + 5})
	b.must(ledger.HandOverFunds{Decision: "BB", Funds: []ledger.HandOverFund{{Fund: first, Into: second}}})
	b.must(ledger.HandOverFunds{Decision: "BB", Funds: []ledger.HandOverFund{{Fund: second, Into: third}}})
	line := b.must(fund.ReceiveUnidentified{Fund: third, Amount: money.Dong(400), Place: "bank", Memo: "KH 7Q-X4M2"})
	same := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: third, Donor: folk[1], Amount: money.Dong(600), Place: "bank"}})
	want := map[uuid.UUID]pledge.Match{
		line: {Pledge: id("p"), Basis: pledge.ByReference, Certain: true, Why: pledge.CodeInText},
		same: {Pledge: id("q"), No: 1, Basis: pledge.BySame, Certain: true, Why: pledge.OnlyOne},
	}
	for name, r := range map[string]*projections.Reader{
		"sqlite":   b.project(t, readdb.SQLite(t.TempDir(), projections.Version), projections.Options{Vault: b.vault}).Reader(),
		"postgres": b.project(t, postgres(t, pgtest.Shared(t).Database(t)), projections.Options{Vault: b.vault}).Reader(),
	} {
		t.Run(name, func(t *testing.T) {
			for f, want := range map[uuid.UUID]map[uuid.UUID]pledge.Match{third: want, second: {}} {
				all, err := r.Matches(t.Context(), projections.MatchQuery{Fund: f, Window: 15})
				if err != nil {
					t.Fatal(err)
				}
				found := map[uuid.UUID]pledge.Match{}
				for _, m := range all {
					found[m.ID] = m.Match
				}
				kept, err := r.Pledges(t.Context(), projections.PledgesQuery{Fund: f, Kept: true})
				if made, failed := r.Pledges(t.Context(), projections.PledgesQuery{Fund: f}); err != nil || failed != nil || len(kept) != 2 || len(made) > 1 {
					t.Errorf("%d pledges are kept, %d were made to it: %v %v", len(kept), len(made), err, failed)
				}
				if diff := cmp.Diff(want, found); diff != "" {
					t.Errorf("-want +got\n%s", diff)
				}
			}
		})
	}
	b.must(ledger.ReceiveDonation{Basis: pledge.ByReference, PledgeCode: "KH7QX4M2", Receive: fund.Receive{Fund: third, Donor: folk[0], Amount: money.Dong(400), Unidentified: line, Pledge: id("p")}})
	b.must(ledger.ApplyPayment{Pledge: id("q"), Donation: same, Instalment: 1, Basis: pledge.BySame})
}

// A fact of the bank is never refused, also where it takes back twenty years of instalments for a long reason: it fits into an entry.
func TestTheLargestPledgeCanBeUndone(t *testing.T) {
	b := newBook(t)
	f := b.found(1)
	donor := b.people(1)[0]
	b.must(ledger.MakePledge{Pledge: id("p"), Donor: donor, Fund: f, Kind: pledge.Instalments, Amount: money.Dong(money.Max / 2), Count: pledge.MostInstalments, Months: 1, Due: b.today()})
	b.must(ledger.MakePledge{Pledge: id("q"), Donor: donor, Fund: f, Kind: pledge.Instalments, Amount: money.Dong(money.Max / 2), Count: pledge.MostInstalments, Months: 1, Due: b.today()})
	d := b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: donor, Amount: money.Dong(money.Max), Place: "bank", Pledge: id("p")}})
	b.must(ledger.ApplyPayment{Pledge: id("q"), Donation: d})
	b.must(ledger.MovePayment{Donation: d, From: id("q"), To: id("p"), Reason: strings.Repeat("ễ", 1000)})
	b.must(ledger.MovePayment{Donation: d, From: id("p"), To: id("q"), Amount: money.Dong(money.Max / 2), Reason: strings.Repeat("ễ", 1000)})
	b.must(fund.Reverse{Fund: f, Donation: d, Cause: fund.Bounced, Reason: strings.Repeat("ễ", 400)})
	found, err := b.built(t).Pledges(t.Context(), projections.PledgesQuery{Donor: donor})
	if err != nil || len(found) != 2 || found[0].Paid != 0 || found[1].Paid != 0 {
		t.Errorf("%d pledges, %v", len(found), err)
	}
}
