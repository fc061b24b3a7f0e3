package ledger_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/domain/unit"
)

var (
	hộiMới    = id(-208)
	sápNhập   = "Nghị quyết 1660/NQ-UBTVQH15, biên bản bàn giao số 3"
	lậpHội    = ledger.FoundUnit{Unit: hộiMới, Kind: unit.Association, Code: "MOI", Name: "Hội Khuyến học xã mới"}
	quỹTôHiệu = id(-209)
)

// handing hands over funds by one document.
func handing(funds ...ledger.HandOverFund) ledger.HandOverFunds {
	return ledger.HandOverFunds{Funds: funds, Decision: sápNhập}
}

// merged lets the village's fund be taken over by the district's; both keep what they call their compartments.
func merged(compartments ...ledger.HandOverCompartment) ledger.HandOverFunds {
	return handing(ledger.HandOverFund{Fund: quỹXã, Into: quỹHuyện, Compartments: compartments})
}

func named(id uuid.UUID) fund.Open {
	return fund.Open{Fund: id, Unit: hộiXã, Code: "TH", Name: "Quỹ Tô Hiệu", Form: fund.AssociationFund, Honours: "Tô Hiệu"}
}

func TestHandOversAreRefused(t *testing.T) {
	always := func(c ledger.Command) func(last) ledger.Command { return func(last) ledger.Command { return c } }
	for name, tt := range map[string]refusal{
		"nothing to hand over":         {nil, always(handing()), domain.Invalid, "funds", "no fund"},
		"without a decision":           {nil, always(ledger.HandOverFunds{Funds: []ledger.HandOverFund{{Fund: quỹXã, Into: quỹHuyện}}}), domain.Invalid, "decision", ""},
		"neither unit nor fund":        {nil, always(handing(ledger.HandOverFund{Fund: quỹXã})), domain.Invalid, "funds[0].unit", "or is taken over"},
		"both":                         {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Unit: hộiHuyện, Into: quỹHuyện})), domain.Invalid, "funds[0].into", ""},
		"twice":                        {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Into: quỹHuyện}, ledger.HandOverFund{Fund: quỹXã, Unit: hộiHuyện})), domain.Invalid, "funds[1].fund", "row 1"},
		"a fund that is not there":     {nil, always(handing(ledger.HandOverFund{Fund: id(-999), Into: quỹHuyện})), domain.NotFound, "funds[0].fund", ""},
		"a unit that is not there":     {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Unit: hộiMới})), domain.NotFound, "funds[0].unit", ""},
		"into itself":                  {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Into: quỹXã})), domain.Invalid, "funds[0].into", "another one"},
		"its own unit":                 {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Unit: hộiXã})), domain.Conflict, "funds[0].unit", "already"},
		"a code that the unit has":     {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Unit: hộiHuyện})), domain.Conflict, "funds[0].code", "KH"},
		"a code for a fund that ends":  {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Into: quỹHuyện, Code: "X"})), domain.Invalid, "funds[0].code", ""},
		"compartments of a whole fund": {nil, always(handing(ledger.HandOverFund{Fund: quỹXã, Unit: hộiHuyện, Places: []ledger.HandOverPlace{{From: "cash", Into: "bank"}}})), domain.Invalid, "funds[0].compartments", "keeps"},
		"a day ahead":                  {nil, always(ledger.HandOverFunds{Funds: merged().Funds, Decision: sápNhập, On: ngày("2024-11-21")}), domain.Invalid, "on", ""},
		"before a booking": {[]ledger.Command{giving(đồng(10))},
			always(ledger.HandOverFunds{Funds: merged().Funds, Decision: sápNhập, On: ngày("2024-11-19")}), domain.Violation, "on", "20/11/2024"},
		"a named fund into another": {[]ledger.Command{named(quỹTôHiệu)}, always(handing(ledger.HandOverFund{Fund: quỹTôHiệu, Into: quỹHuyện})), domain.Violation, "funds[0].into", "survives"},
		"with a reservation": {[]ledger.Command{giving(đồng(10)), fund.Reserve{Fund: quỹXã, Amount: đồng(4), Recipient: an, Approver: "chủ tịch"}},
			always(merged()), domain.Violation, "funds[0].fund", "reservations"},
		"with a transfer sent": {[]ledger.Command{giving(đồng(10)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(3), Place: "cash"}},
			always(merged()), domain.Violation, "funds[0].fund", "transfers under way"},
		"with a transfer to it": {[]ledger.Command{
			ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Amount: đồng(10), Place: "cash"}},
			fund.Send{Fund: quỹHuyện, To: quỹXã, Amount: đồng(3), Place: "cash"}}, always(merged()), domain.Conflict, "funds[0].fund", "under way to this fund"},
		"with an unexplained line": {[]ledger.Command{fund.ReceiveUnidentified{Fund: quỹXã, Amount: đồng(3), Place: "bank"}}, always(merged()), domain.Violation, "funds[0].fund", "explained"},
		"with a donation that waits": {[]ledger.Command{ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹXã, Amount: đồng(3), Awaiting: true}}},
			always(merged()), domain.Violation, "funds[0].fund", "await"},
		"with a deficit": {[]ledger.Command{fund.Charge{Fund: quỹXã, Kind: fund.Fee, Amount: đồng(3), Place: "bank"}}, always(merged()), domain.Violation, "funds[0].fund", "deficit"},
		"with an advance": {[]ledger.Command{giving(đồng(10)), fund.OpenPlace{Fund: quỹXã, Place: "hien", Kind: fund.Advance, Name: "Cô Hiền"},
			fund.Move{Fund: quỹXã, From: "cash", To: "hien", Amount: đồng(2)}}, always(merged()), domain.Violation, "funds[0].fund", "advances"},
		"with goods in store": {[]ledger.Command{goods.OpenItem{Fund: quỹXã, Item: "xe", Name: "Xe đạp", Measure: "chiếc"},
			ledger.ReceiveGoods{Receive: goods.Receive{Fund: quỹXã, Lots: []goods.AskedLot{{Item: "xe", Pieces: 2, UnitValue: đồng(2_000_000), Valuation: goods.Declared}}}}}, always(merged()), domain.Violation, "funds[0].fund", "Xe đạp"},
		"a compartment that it has not": {nil, always(merged(ledger.HandOverCompartment{From: "sach", Into: "storm"})), domain.NotFound, "funds[0].compartments", "sach"},
		"a compartment twice": {nil, always(merged(ledger.HandOverCompartment{From: "storm", Into: "a"}, ledger.HandOverCompartment{From: "storm", Into: "b"})), domain.Invalid,
			"funds[0].compartments[1].from", "twice"},
		"behind another wall": {[]ledger.Command{giving(đồng(10), into("storm", đồng(10)))}, always(merged(ledger.HandOverCompartment{From: "storm", Into: "office"})), domain.Violation,
			"funds[0].compartments", "bound"},
		"free money behind a wall": {[]ledger.Command{giving(đồng(10))}, always(merged(ledger.HandOverCompartment{From: "unrestricted", Into: "storm"})), domain.Violation,
			"funds[0].compartments", "nowhere else"},
		"into a place of another currency": {[]ledger.Command{giving(đồng(10))},
			always(handing(ledger.HandOverFund{Fund: quỹXã, Into: quỹHuyện, Places: []ledger.HandOverPlace{{From: "cash", Into: "usd"}}})), domain.Invalid, "funds[0].places", "USD"},
		"after it was wound up, a donation": {[]ledger.Command{merged()}, always(giving(đồng(5))), domain.Violation, "fund", quỹHuyện.String()},
		"after it was wound up, once more":  {[]ledger.Command{merged()}, always(merged()), domain.Violation, "funds[0].fund", "wound up"},
		"after it was wound up, a transfer to it": {[]ledger.Command{merged(), ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Amount: đồng(10), Place: "cash"}}},
			always(fund.Send{Fund: quỹHuyện, To: quỹXã, Amount: đồng(3), Place: "cash"}), domain.Violation, "to", "wound up"},
		"after it was wound up, a return into no place": {[]ledger.Command{giving(đồng(10)), paying(đồng(4)), merged()},
			func(n last) ledger.Command { return fund.Return{Fund: quỹXã, Payout: n(1), Place: "két cũ"} }, domain.NotFound, "place", "KH has no place"},
		"after it was wound up, a reversal that nothing covers": {[]ledger.Command{giving(đồng(10)), merged()},
			func(n last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: n(1), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"}
			}, domain.Violation, "cover", "successor KH"},
		"after it was wound up, a reversal covered by its own": {[]ledger.Command{giving(đồng(10)), merged()},
			func(n last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: n(1), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch", Cover: true}
			}, domain.Violation, "cover", "did not come from it"},
	} {
		t.Run(name, tt.check)
	}
}

// what is free where, and what lies in which place.
func (b *book) holds(f uuid.UUID) (free, placed map[string]int64) {
	free, placed = map[string]int64{}, map[string]int64{}
	for code, c := range b.fundState(f).Compartments {
		if n := c.Free.Len(); n > 0 {
			free[code] = n
		}
	}
	for code, p := range b.fundState(f).Places {
		if p.Balance != 0 {
			placed[code] = p.Balance
		}
	}
	return free, placed
}

func (b *book) expect(t *testing.T, f uuid.UUID, free, placed map[string]int64) {
	t.Helper()
	haveFree, havePlaced := b.holds(f)
	if !maps.Equal(haveFree, free) || !maps.Equal(havePlaced, placed) {
		t.Errorf("%s has %v free in %v; want %v in %v", b.fundState(f).Code, haveFree, havePlaced, free, placed)
	}
}

func (b *book) must(t *testing.T, c ledger.Command) domain.Entry {
	t.Helper()
	e, err := b.do(c)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	return e
}

// TestATakenOverFundGoesOnInAnother: walls stay walls, an endowment keeps its income, two compartments become one only where the plan says so.
func TestATakenOverFundGoesOnInAnother(t *testing.T) {
	b := village(t, giving(đồng(10)), giving(đồng(20), into("storm", đồng(5)), into("root", đồng(8)), into("an", đồng(7))),
		ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹXã, Amount: usd(250), Place: "usd"}},
		fund.ReceiveInterest{Fund: quỹXã, Of: "root", Amount: đồng(2), Place: "bank"},
		ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Amount: đồng(100), Place: "cash", Lines: []fund.AskedLine{into("storm", đồng(60)), into("unrestricted", đồng(40))}}})
	e := b.must(t, ledger.HandOverFunds{Decision: sápNhập, Funds: []ledger.HandOverFund{{Fund: quỹXã, Into: quỹHuyện,
		Compartments: []ledger.HandOverCompartment{{From: "storm", Into: "storm"}}, Places: []ledger.HandOverPlace{{From: "bank", Into: "bank"}, {From: "cash", Into: "ket-cu"}}}}})
	b.expect(t, quỹXã, map[string]int64{}, map[string]int64{})
	b.expect(t, quỹHuyện, map[string]int64{"unrestricted": 50, "unrestricted-usd": 250, "storm": 65, "an.KH": 7, "root.KH": 8, "root-income.KH": 2},
		map[string]int64{"cash": 100, "ket-cu": 30, "bank": 2, "usd.KH": 250})
	f := b.fundState(quỹHuyện)
	if r := f.Compartments["root-income.KH"].Restriction; r.Kind != fund.Income || r.Endowment != "root.KH" {
		t.Errorf("the income is of %+v", r)
	}
	if p := f.Places["ket-cu"]; p.Kind != fund.Cash || p.Name != "Két" {
		t.Errorf("the cash box is %+v", p)
	}
	for _, c := range e.Changes {
		if c.Stream.Kind() != "fund" {
			t.Errorf("%s is none of it", c.Stream)
		}
	}
	if s := b.fundState(quỹXã).Successor; s == nil || s.Into != quỹHuyện || s.On != ngày("2024-11-20") || s.Compartments["office"] != "office.KH" {
		t.Errorf("it goes on in %+v", s)
	}
	if _, err := b.do(fund.Close{Fund: quỹXã, Until: ngày("2024-11-19"), Counts: []fund.AskedCount{{Place: "cash", Counted: đồng(0)}, {Place: "bank", Counted: đồng(0)},
		{Place: "usd", Counted: usd(0)}}}); err != nil {
		t.Errorf("its periods can be closed: %v", err)
	}
}

// TestWhatComesBackLateGoesOn: a return of an award that was paid before the merger, along two hand-overs, into the same restriction.
func TestWhatComesBackLateGoesOn(t *testing.T) {
	b := village(t, giving(đồng(20), into("storm", đồng(20))), paying(đồng(12), "storm"), lậpHội)
	award := b.last(1)
	third := id(-210)
	for _, c := range []ledger.Command{
		fund.Open{Fund: third, Unit: hộiMới, Code: "MOI", Name: "Quỹ", Form: fund.AssociationFund}, merged(),
		fund.OpenPlace{Fund: third, Place: "ket", Kind: fund.Cash, Name: "Két"},
	} {
		b.must(t, c)
	}
	b.must(t, fund.Return{Fund: quỹXã, Payout: award, Amount: đồng(3), Place: "cash", Reason: "vắng"})
	b.expect(t, quỹXã, map[string]int64{}, map[string]int64{})
	b.expect(t, quỹHuyện, map[string]int64{"storm.KH": 11}, map[string]int64{"cash": 3, "cash.KH": 8})
	b.must(t, handing(ledger.HandOverFund{Fund: quỹHuyện, Into: third}))
	b.must(t, fund.Return{Fund: quỹXã, Payout: award, Place: "ket", Reason: "trả nốt"})
	b.expect(t, quỹXã, map[string]int64{}, map[string]int64{})
	b.expect(t, quỹHuyện, map[string]int64{}, map[string]int64{})
	b.expect(t, third, map[string]int64{"storm.KH": 20}, map[string]int64{"ket": 9, "cash": 3, "cash.KH": 8})
	if _, err := b.do(fund.Return{Fund: quỹXã, Payout: award, Place: "ket"}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("returned more than was paid: %v", err)
	}
}

// TestAnOldDonationIsReversedBySuccessor: what a wound-up fund was given by mistake is covered by the successor's own free đồng; nobody's award
// and no other donor's đồng move.
func TestAnOldDonationIsReversedBySuccessor(t *testing.T) {
	for _, cause := range []fund.Cause{fund.KeyingError, fund.Bounced} {
		b := village(t, giving(đồng(10), into("storm", đồng(10))), paying(đồng(4), "storm"),
			ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Amount: đồng(7), Place: "bank"}}, merged())
		donation := b.last(3)
		reverse := fund.Reverse{Fund: quỹXã, Donation: donation, Cause: cause, Amount: đồng(7), Cover: cause != fund.Bounced, Place: "bank", Reason: "nhầm", Approver: "chủ tịch"}
		b.must(t, reverse)
		b.expect(t, quỹXã, map[string]int64{}, map[string]int64{})
		b.expect(t, quỹHuyện, map[string]int64{"storm.KH": 6}, map[string]int64{"cash.KH": 6})
		if f := b.fundState(quỹXã); len(f.Deficits) > 0 || len(f.Exceptions.Covers) != 1 {
			t.Errorf("%s: deficits %v, covers %v", cause, f.Deficits, f.Exceptions.Covers)
		}
		reverse.Amount = đồng(3)
		if _, err := b.do(reverse); domain.CodeOf(err) != domain.Violation {
			t.Errorf("%s: covered by nothing: %v", cause, err)
		}
	}
}

// TestAPledgeIsKeptToTheSuccessor: what was pledged to a fund before it was wound up is paid into the one that answers for it.
func TestAPledgeIsKeptToTheSuccessor(t *testing.T) {
	promised := id(-211)
	b := village(t, ledger.MakePledge{Pledge: promised, Donor: donor, Fund: quỹXã, Compartment: "storm", Amount: đồng(50), Due: ngày("2024-12-01")}, merged())
	b.must(t, ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Donor: donor, Amount: đồng(20), Place: "cash", Pledge: promised}})
	b.expect(t, quỹHuyện, map[string]int64{"storm.KH": 20}, map[string]int64{"cash": 20})
	if p := b.State(pledge.StreamOf(promised)).(*pledge.Pledge); len(p.Applied) != 1 || p.Applied[0].Amount != 20 {
		t.Errorf("%+v", p)
	}
	b.must(t, ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹHuyện, Donor: donor, Amount: đồng(15), Place: "cash"}})
	between := b.last(0)
	b.must(t, fund.Open{Fund: quỹTôHiệu, Unit: hộiHuyện, Code: "MOI", Name: "Quỹ mới", Form: fund.AssociationFund, Currencies: []money.Currency{"VND", "USD"}})
	b.must(t, handing(ledger.HandOverFund{Fund: quỹHuyện, Into: quỹTôHiệu}))
	b.must(t, ledger.ApplyPayment{Pledge: promised, Donation: between})
	if p := b.State(pledge.StreamOf(promised)).(*pledge.Pledge); len(p.Applied) != 2 {
		t.Errorf("what came to the fund between is not counted: %+v", p)
	}
}

// TestAFundPassesOnWhole: with what is reserved and under way; its code is claimed under its new unit, and another one takes its place where that
// is taken.
func TestAFundPassesOnWhole(t *testing.T) {
	b := village(t, named(quỹTôHiệu), lậpHội, giving(đồng(10)), fund.Reserve{Fund: quỹXã, Amount: đồng(4), Recipient: an, Approver: "chủ tịch"})
	reserved := b.last(0)
	b.must(t, handing(ledger.HandOverFund{Fund: quỹTôHiệu, Unit: hộiMới}, ledger.HandOverFund{Fund: quỹXã, Unit: hộiMới}, ledger.HandOverFund{Fund: quỹHuyện, Unit: hộiMới, Code: "KH-HUYEN"}))
	for f, code := range map[uuid.UUID]string{quỹTôHiệu: "TH", quỹXã: "KH", quỹHuyện: "KH-HUYEN"} {
		if s := b.fundState(f); s.Unit != hộiMới || s.Code != code || s.Since != ngày("2024-11-20") {
			t.Errorf("%s of %s since %s", s.Code, s.Unit, s.Since)
		}
	}
	pay := award
	pay.Amount, pay.Reservation = đồng(4), reserved
	paid := b.must(t, pay)
	if no := paid.Changes[0].Events[slices.IndexFunc(paid.Changes[0].Events, func(e domain.Event) bool { _, ok := e.(fund.PayoutMade); return ok })].(fund.PayoutMade).Voucher; no.No != 1 {
		t.Errorf("voucher %+v", no)
	}
	if _, err := b.do(fund.Open{Fund: id(-212), Unit: hộiMới, Code: "kh", Name: "Quỹ", Form: fund.AssociationFund}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("its code was given away: %v", err)
	}
	b.must(t, handing(ledger.HandOverFund{Fund: quỹXã, Unit: hộiXã})) // and back, under the code it had
}

// TestBoxesAreOpenedForTheSuccessor: boxes that are with the families when a fund is wound up are opened all the same. Levels whose funds have
// become one share as one; another level's part is held for the fund in which its own goes on.
func TestBoxesAreOpenedForTheSuccessor(t *testing.T) {
	mới := fund.Open{Fund: quỹTôHiệu, Unit: hộiHuyện, Code: "MOI", Name: "Quỹ mới", Form: fund.AssociationFund, Currencies: []money.Currency{"VND", "USD"}}
	két := fund.OpenPlace{Fund: quỹTôHiệu, Place: "safe", Kind: fund.Cash, Name: "Két"}
	begun := []ledger.Command{heo, sáuMươi, mởSổ, phát}
	opening := khui(đếm("H1", 500_001, 500_001), đếm("H2", 100_000, 100_000))

	t.Run("the opener's fund goes on in the other level's", func(t *testing.T) {
		b := village(t, append(slices.Clone(begun), merged())...)
		e := b.must(t, opening)
		b.expect(t, quỹHuyện, map[string]int64{"unrestricted": 600_001}, map[string]int64{"cash": 600_001})
		if held := b.fundState(quỹHuyện).Held; len(held) != 0 {
			t.Errorf("a fund holds %v for itself", held)
		}
		if opened := e.Changes[0].Events[0].(boxes.Opened); !slices.Equal(opened.Shares, []boxes.Share{{Level: "xã", Fund: quỹHuyện, Amount: 600_001}}) {
			t.Errorf("shared as %v", opened.Shares)
		}
	})
	t.Run("the other level's fund goes on in a third", func(t *testing.T) {
		b := village(t, append(slices.Clone(begun), mới, két, handing(ledger.HandOverFund{Fund: quỹHuyện, Into: quỹTôHiệu}))...)
		b.must(t, opening)
		id := b.last(0)
		b.must(t, ledger.AcceptBoxes{Boxes: sổ, Opening: id, Level: "huyện", Place: "safe"})
		b.expect(t, quỹXã, map[string]int64{"unrestricted": 360_001}, map[string]int64{"cash": 360_001})
		if free := b.free(quỹTôHiệu, "storm"); free != 240_000 {
			t.Errorf("the successor has %d of its share", free)
		}
	})
}
