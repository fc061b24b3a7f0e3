package ledger_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

func same(a, b domain.State) bool { return reflect.DeepEqual(a, b) }

// accepted does a command that must be accepted and gives its first fund event.
func accepted[E domain.Event](t *testing.T, b *book, c ledger.Command) E {
	t.Helper()
	entry, err := b.do(c)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	for _, change := range entry.Changes {
		for _, e := range change.Events {
			if e, ok := e.(E); ok {
				return e
			}
		}
	}
	t.Fatalf("%T made no %T: %+v", c, *new(E), entry.Changes)
	panic("unreachable")
}

func spans(pairs ...int64) (s []fund.Span) {
	for i := 0; i < len(pairs); i += 2 {
		s = append(s, fund.Span{pairs[i], pairs[i+1]})
	}
	return s
}

func TestMoneyGoesOutInTheOrderItCameIn(t *testing.T) {
	b := village(t, giving(đồng(100)), giving(đồng(50)))
	if e := accepted[fund.PayoutMade](t, b, paying(đồng(120))); !cmp.Equal(e.Pieces, []fund.Piece{{Compartment: "unrestricted", Spans: spans(0, 120)}}) {
		t.Errorf("the payout took %v", e.Pieces)
	}
}

func TestReturnedMoneyGoesOutAgainFirst(t *testing.T) {
	b := village(t, giving(đồng(100)), paying(đồng(40)), paying(đồng(20)))
	back := accepted[fund.PayoutReturned](t, b, fund.Return{Fund: quỹXã, Payout: b.last(1), Amount: đồng(10), Place: "cash"})
	if !cmp.Equal(back.Freed, []fund.Piece{{Compartment: "unrestricted", Spans: spans(30, 40)}}) {
		t.Errorf("freed %v, not the highest of the payout", back.Freed)
	}
	again := accepted[fund.PayoutMade](t, b, paying(đồng(15)))
	if !cmp.Equal(again.Pieces, []fund.Piece{{Compartment: "unrestricted", Spans: spans(30, 40, 60, 65)}}) {
		t.Errorf("the next payout took %v", again.Pieces)
	}
}

func TestAPercentageIsAnInputAndTheLastLineTakesTheRemainder(t *testing.T) {
	b := village(t)
	e := accepted[fund.DonationReceived](t, b, giving(đồng(1_000_001),
		fund.AskedLine{Compartment: "storm", Percent: 10}, fund.AskedLine{Compartment: "an", Percent: 20}, fund.AskedLine{Compartment: "unrestricted", Percent: 70}))
	var got []int64
	for _, l := range e.Lines {
		got = append(got, l.Amount)
	}
	if !cmp.Equal(got, []int64{100_000, 200_000, 700_001}) {
		t.Error(got)
	}
}

func TestADonationTakesItsPositionsWhenItIsClearedAndNotBefore(t *testing.T) {
	waiting := giving(đồng(70))
	waiting.Awaiting, waiting.Place = true, ""
	b := village(t, waiting, giving(đồng(30)))
	first := b.last(1)
	if b.free(quỹXã, "unrestricted") != 30 {
		t.Fatal("an awaiting donation is free money")
	}
	cleared := accepted[fund.DonationCleared](t, b, fund.Clear{Fund: quỹXã, Donation: first, Place: "bank"})
	if cleared.Lines[0].From != 30 || cleared.Receipt != (fund.Number{Series: "BC/2024", No: 1}) {
		t.Errorf("cleared as %+v", cleared)
	}
	// Reversed by the donation's own id, though another entry cleared it.
	accepted[fund.DonationReversed](t, b, fund.Reverse{Fund: quỹXã, Donation: first, Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"})
	if b.free(quỹXã, "unrestricted") != 30 {
		t.Error("the reversal left something behind")
	}
}

func TestReceiptsHaveNoGapsAndVoidsKeepTheirNumber(t *testing.T) {
	b := village(t)
	for no := int64(1); no <= 3; no++ {
		if e := accepted[fund.DonationReceived](t, b, giving(đồng(10))); e.Receipt != (fund.Number{Series: "PT/2024", No: no}) {
			t.Fatalf("receipt %v", e.Receipt)
		}
	}
	second := b.last(1)
	accepted[fund.DonationReversed](t, b, fund.Reverse{Fund: quỹXã, Donation: second, Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"})
	issued := accepted[fund.ReceiptIssued](t, b, fund.ReplaceReceipt{Fund: quỹXã, Donation: b.last(3), Reason: "sai địa chỉ", Approver: "chủ tịch"})
	if issued.Receipt.No != 4 || issued.Replaces.No != 1 {
		t.Errorf("replaced as %+v", issued)
	}
	if _, err := b.do(fund.ReplaceReceipt{Fund: quỹXã, Donation: second, Reason: "x", Approver: "y"}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("the void receipt of a reversed donation was replaced: %v", err)
	}
}

func TestAPartialReversalLeavesAReceiptOfTheRest(t *testing.T) {
	b := village(t, giving(đồng(100), into("storm", đồng(40)), into("unrestricted", đồng(60))))
	issued := accepted[fund.ReceiptIssued](t, b, fund.Reverse{Fund: quỹXã, Donation: b.last(0), Line: "storm", Amount: đồng(10),
		Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"})
	if issued.Amount != 90 || b.free(quỹXã, "storm") != 30 || b.free(quỹXã, "unrestricted") != 60 {
		t.Errorf("left %+v", issued)
	}
}

func TestASpentDonationIsCoveredAndTheAwardStands(t *testing.T) {
	b := village(t, giving(đồng(100), into("storm", đồng(100))), paying(đồng(30), "storm"), giving(đồng(500)))
	e := accepted[fund.DonationReversed](t, b, fund.Reverse{Fund: quỹXã, Donation: b.last(2), Cause: fund.Unlawful, Reason: "tiền phạm pháp", Approver: "chủ tịch", Cover: true})
	want := []fund.Cover{{By: fund.Piece{Compartment: "unrestricted", Spans: spans(0, 30)}, Over: fund.Piece{Compartment: "storm", Spans: spans(0, 30)}}}
	if !cmp.Equal(e.Covers, want) || b.free(quỹXã, "storm") != 0 || b.free(quỹXã, "unrestricted") != 470 {
		t.Errorf("covered as %+v", e)
	}
}

func TestABouncedDonationIsAFactAndWhatNobodyCoversIsADeficit(t *testing.T) {
	b := village(t, giving(đồng(100)), paying(đồng(80)))
	donation := b.last(1)
	accepted[fund.DonationReversed](t, b, fund.Reverse{Fund: quỹXã, Donation: donation, Cause: fund.Bounced, Reason: "ngân hàng trả lại"})
	f := b.fundState(quỹXã)
	if f.Compartments["unrestricted"].Uncovered != 80 || f.Places["cash"].Balance != -80 {
		t.Fatalf("uncovered %d", f.Compartments["unrestricted"].Uncovered)
	}
	if _, err := b.do(paying(đồng(1))); domain.CodeOf(err) != domain.Violation {
		t.Errorf("paid while something is uncovered: %v", err)
	}
	filled := accepted[fund.DeficitCovered](t, b, giving(đồng(200)))
	if filled.Covers[0].Over.Len() != 80 || b.free(quỹXã, "unrestricted") != 120 {
		t.Errorf("filled %+v", filled)
	}
}

func TestAFeeIsNeverRefusedAndAReservationItTookFromIsUnfunded(t *testing.T) {
	b := village(t, giving(đồng(100)), fund.Reserve{Fund: quỹXã, Amount: đồng(60), Recipient: an, Approver: "chủ tịch"},
		fund.Reserve{Fund: quỹXã, Amount: đồng(40), Recipient: an, Approver: "chủ tịch"},
		fund.Charge{Fund: quỹXã, Kind: fund.Fee, Amount: đồng(30), Place: "cash"})
	older, newer := b.last(2), b.last(1)
	draw := paying(đồng(40))
	draw.Reservation = newer
	if _, err := b.do(draw); domain.CodeOf(err) != domain.Violation {
		t.Errorf("the newest reservation was paid though unfunded: %v", err)
	}
	draw.Amount, draw.Reservation = đồng(60), older
	accepted[fund.PayoutMade](t, b, draw)
}

func TestATheftIsSpreadByLargestRemainder(t *testing.T) {
	b := village(t, giving(đồng(100), into("unrestricted", đồng(10)), into("storm", đồng(30)), into("an", đồng(60))),
		fund.RecordLoss{Fund: quỹXã, Place: "cash", Amount: đồng(40), Reason: "mất trộm"})
	loss := b.last(0)
	if _, err := b.do(fund.SpreadLoss{Fund: quỹXã, Loss: loss, Chair: "A", Inspector: "A"}); domain.CodeOf(err) != domain.Denied {
		t.Errorf("one person was chair and inspection: %v", err)
	}
	accepted[fund.LossSpread](t, b, fund.SpreadLoss{Fund: quỹXã, Loss: loss, Chair: "A", Inspector: "B"})
	if s, a, u := b.free(quỹXã, "storm"), b.free(quỹXã, "an"), b.fundState(quỹXã).Compartments["unrestricted"].Uncovered; s != 20 || a != 40 || u != 0 {
		t.Errorf("storm %d, an %d, uncovered %d", s, a, u)
	}
}

func TestATransferKeepsItsRestrictionAndAShortfallIsTheSendersFee(t *testing.T) {
	b := village(t, giving(đồng(100)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(50), Purpose: "bão số 3", Place: "cash"})
	transfer := b.last(0)
	got := accepted[fund.TransferAccepted](t, b, fund.Accept{Fund: quỹHuyện, Transfer: transfer, Compartment: "storm", Received: đồng(49), Place: "bank"})
	if got.Amount != 49 || !cmp.Equal(got.Source.Spans, spans(0, 49)) || b.free(quỹHuyện, "storm") != 49 {
		t.Errorf("accepted %+v", got)
	}
	if _, err := b.do(fund.Refuse{Fund: quỹHuyện, Transfer: transfer, Reason: "muộn"}); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("refused after it was accepted: %v", err)
	}
}

func TestMoneyThatCameRoundThroughAnotherFundCoversNothingOfItsOwn(t *testing.T) {
	b := village(t, giving(đồng(100)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(100), Place: "cash"})
	donation := b.last(1)
	accepted[fund.TransferAccepted](t, b, fund.Accept{Fund: quỹHuyện, Transfer: b.last(0), Place: "cash"})
	accepted[fund.TransferSent](t, b, fund.Send{Fund: quỹHuyện, To: quỹXã, Amount: đồng(100), Place: "cash"})
	accepted[fund.TransferAccepted](t, b, fund.Accept{Fund: quỹXã, Transfer: b.last(0), Place: "cash"})
	reversal := fund.Reverse{Fund: quỹXã, Donation: donation, Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch", Cover: true}
	if _, err := b.do(reversal); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a donation was covered by its own đồng: %v", err)
	}
}

func TestInterestGoesWhereTheDeedSays(t *testing.T) {
	b := village(t)
	for of, want := range map[string]string{"root": "root-income", "storm": "storm", "": "unrestricted"} {
		if e := accepted[fund.InterestReceived](t, b, fund.ReceiveInterest{Fund: quỹXã, Of: of, Amount: đồng(7), Place: "bank"}); e.Compartment != want {
			t.Errorf("interest of %q went to %q", of, e.Compartment)
		}
	}
	accepted[fund.PayoutMade](t, b, func() fund.Pay { c := paying(đồng(7), "root-income"); c.Place = "bank"; return c }())
}

func TestDollarsBecomeĐồngBehindTheSameWall(t *testing.T) {
	dollars := giving(usd(10_000), fund.AskedLine{Compartment: "unrestricted-usd", Worth: đồng(2_400_000)})
	dollars.Place = "usd"
	b := village(t, dollars)
	entry, err := b.do(fund.SellCurrency{Fund: quỹXã, Compartment: "unrestricted-usd", Amount: usd(5_000), Place: "usd", IntoPlace: "bank",
		Credited: đồng(1_250_000), Fee: đồng(11_000)})
	if err != nil {
		t.Fatal(err)
	}
	sold, fee := entry.Changes[0].Events[0].(fund.CurrencySold), entry.Changes[0].Events[1].(fund.PayoutMade)
	if sold.Worth != 1_200_000 || sold.Into != "unrestricted" || fee.Amount != 11_000 || !cmp.Equal(fee.Pieces[0].Spans, spans(0, 11_000)) {
		t.Errorf("sold %+v, fee %+v", sold, fee)
	}
	if p := b.fundState(quỹXã).Places; p["usd"].Balance != 5_000 || p["bank"].Balance != 1_239_000 {
		t.Errorf("usd %d, bank %d", p["usd"].Balance, p["bank"].Balance)
	}
}

func TestAListIsPaidAsOneAndARowOnlyOnce(t *testing.T) {
	list := id(-301)
	rows := []fund.AskedRow{
		{Code: "HS1", Recipient: an, Award: fund.Scholarship, Amount: đồng(30)},
		{Code: "HS2", Recipient: bình, Award: fund.Reward, Amount: đồng(20)},
		{Code: "HS3", Recipient: an, Award: fund.Reward, Amount: đồng(25)},
	}
	b := village(t, giving(đồng(100), into("storm", đồng(40)), into("unrestricted", đồng(60))), fund.RecordList{Fund: quỹXã, List: list, Rows: rows})
	hash := b.State(fund.ListStream(list)).(*fund.List).Hash
	pay := fund.PayList{Fund: quỹXã, List: list, Hash: []byte("another list"), Except: []string{"HS2"}, Place: "cash",
		From: []fund.AskedShare{{Compartment: "storm"}, {Compartment: "unrestricted"}}}
	if _, err := b.do(pay); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a list that nobody approved was paid: %v", err)
	}
	pay.Hash = hash
	e := accepted[fund.ListPaid](t, b, pay)
	wantShares := []fund.ListShare{{Compartment: "storm", Award: fund.Scholarship, Amount: 30, Rows: 1},
		{Compartment: "storm", Award: fund.Reward, Amount: 10, Rows: 1}, {Compartment: "unrestricted", Award: fund.Reward, Amount: 15}}
	if e.Amount != 55 || !cmp.Equal(e.Rows, spans(0, 1, 2, 3)) || !cmp.Equal(e.Shares, wantShares) {
		t.Errorf("paid %+v", e)
	}
	payout := b.last(0)
	for name, again := range map[string]ledger.Command{
		"all rows": fund.PayList{Fund: quỹXã, List: list, Hash: hash, Place: "cash"},
		"one row":  fund.PayList{Fund: quỹXã, List: list, Hash: hash, Only: []string{"HS1"}, Place: "cash"},
		"new rows": fund.RecordList{Fund: quỹXã, List: list, First: 3, Rows: []fund.AskedRow{{Code: "HS4", Recipient: an, Award: fund.Reward, Amount: đồng(1)}}},
	} {
		if _, err := b.do(again); err == nil {
			t.Errorf("%s: accepted after the list was paid", name)
		}
	}
	// The absent row later, and a row that comes back: its own highest positions, though the row straddles two compartments.
	accepted[fund.ListPaid](t, b, fund.PayList{Fund: quỹXã, List: list, Hash: hash, Only: []string{"HS2"}, Place: "cash"})
	back := accepted[fund.PayoutReturned](t, b, fund.Return{Fund: quỹXã, Payout: payout, Row: "HS3", Amount: đồng(17), Place: "cash"})
	if !cmp.Equal(back.Freed, []fund.Piece{{Compartment: "storm", Spans: spans(38, 40)}, {Compartment: "unrestricted", Spans: spans(0, 15)}}) {
		t.Errorf("freed %v", back.Freed)
	}
}

func TestARefundTakesOnlyFreeĐồngOfThatDonation(t *testing.T) {
	b := village(t, giving(đồng(100)), giving(đồng(50)), paying(đồng(90)))
	donation := b.last(2)
	refund := fund.Refund{Fund: quỹXã, Donation: donation, Amount: đồng(11), Place: "cash", Approver: "chủ tịch", Reason: "xin lại"}
	if _, err := b.do(refund); domain.CodeOf(err) != domain.Violation {
		t.Errorf("more was refunded than was free: %v", err)
	}
	refund.Amount = đồng(10)
	if e := accepted[fund.DonationRefunded](t, b, refund); !cmp.Equal(e.Pieces, []fund.Piece{{Compartment: "unrestricted", Spans: spans(90, 100)}}) {
		t.Errorf("refunded %v", e.Pieces)
	}
}

func TestAnUnexplainedLineIsNobodysUntilItIsExplained(t *testing.T) {
	b := village(t, fund.ReceiveUnidentified{Fund: quỹXã, Amount: đồng(50), Place: "bank"})
	line := b.last(0)
	explained := giving(đồng(30))
	explained.Unidentified, explained.Place = line, ""
	accepted[fund.DonationReceived](t, b, explained)
	if f := b.fundState(quỹXã); f.Unidentified[line].Amount != 20 || f.Places["bank"].Balance != 50 || b.free(quỹXã, "unrestricted") != 30 {
		t.Errorf("left %+v", f.Unidentified)
	}
	accepted[fund.UnidentifiedReturned](t, b, fund.ReturnUnidentified{Fund: quỹXã, Line: line, Reason: "chuyển nhầm"})
	if f := b.fundState(quỹXã); len(f.Unidentified) != 0 || f.Places["bank"].Balance != 30 {
		t.Errorf("left %+v", f.Unidentified)
	}
}

func TestAPeriodIsReopenedOneCloseAtATime(t *testing.T) {
	b := village(t, closing("2024-09-30"), closing("2024-10-31"))
	e := accepted[fund.PeriodReopened](t, b, fund.Reopen{Fund: quỹXã, Approver: "chủ tịch", Reason: "sót một khoản"})
	if e.Was != ngày("2024-10-31") || e.Until != ngày("2024-09-30") {
		t.Errorf("%+v", e)
	}
	accepted[fund.DonationReceived](t, b, booked(giving(đồng(5)), "2024-10-15"))
	if _, err := b.do(booked(giving(đồng(5)), "2024-09-30")); domain.CodeOf(err) != domain.Violation {
		t.Errorf("booked behind the close that stands: %v", err)
	}
}

func TestACommandIsReadStrictly(t *testing.T) {
	for name, tt := range map[string]struct{ command, data, field string }{
		"unknown command":   {"fund.recieve", `{}`, "command"},
		"unknown field":     {"fund.receive", `{"fund":"` + uuid.Nil.String() + `","ammount":5}`, "ammount"},
		"half a đồng":       {"fund.receive", `{"amount":"0.5"}`, "amount"},
		"a tenth of a cent": {"fund.receive", `{"lines":[{"amount":"0.001 USD"}]}`, "lines[0].amount"},
		"no date":           {"fund.receive", `{"booked":"31/02/2024"}`, "booked"},
		"no id":             {"fund.receive", `{"fund":"x"}`, "fund"},
		"not JSON":          {"fund.receive", `{`, ""},
	} {
		_, err := ledger.Decode(tt.command, []byte(tt.data))
		e, ok := err.(*domain.Error)
		if !ok || e.Code != domain.Invalid || (tt.field != "" && !cmp.Equal(e.Fields, []string{tt.field})) {
			t.Errorf("%s: %v", name, err)
		}
	}
	nfd, err := ledger.Decode("unit.found", []byte("{\"name\":\"Hô\u0323i\"}"))
	escaped, err2 := ledger.Decode("unit.found", []byte(`{"name":"H\u00f4\u0323i"}`))
	if err != nil || err2 != nil || nfd.(ledger.FoundUnit).Name != "Hội" || escaped.(ledger.FoundUnit).Name != "Hội" {
		t.Errorf("NFD was not composed: %v %v, %v %v", nfd, escaped, err, err2)
	}
}

func TestNoSumCanOverflow(t *testing.T) {
	b := village(t)
	most := đồng(money.Max)
	for range 1000 {
		if _, err := b.do(giving(most)); err != nil {
			t.Fatal(err)
		}
		if _, err := b.do(paying(most)); err != nil {
			t.Fatal(err)
		}
	}
	accepted[fund.DonationReceived](t, b, giving(most))
	if _, err := b.do(giving(đồng(1))); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a fund took more than can be numbered: %v", err)
	}
}
