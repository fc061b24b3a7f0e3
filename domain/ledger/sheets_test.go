package ledger_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

func sheet(amounts ...int64) ledger.ReceiveDonation {
	c, sum := gift, int64(0)
	c.Donor = uuid.Nil
	for i, n := range amounts {
		c.Rows = append(c.Rows, fund.AskedGift{Code: fmt.Sprint("HEO-", i+1), Donor: donor, Amount: đồng(n)})
		sum += n
	}
	c.Amount = đồng(sum)
	return c
}

func undoing(row string) fund.Reverse {
	return fund.Reverse{Fund: quỹXã, Donation: id(24), Row: row, Cause: fund.KeyingError, Reason: "đếm nhầm", Approver: "chủ tịch"}
}

// A sheet is one donation with one receipt; a row taken back is exactly its positions, and the receipt is replaced by one for the rest.
func TestOneRowOfASheetIsTakenBack(t *testing.T) {
	b := village(t, sheet(30, 20, 50))
	entry, err := b.do(undoing("HEO-2"))
	if err != nil {
		t.Fatal(err)
	}
	e := entry.Changes[0].Events[0].(fund.DonationReversed)
	if e.Row != "HEO-2" || e.Amount != 20 || !slices.Equal(e.Gone[0].Spans, []fund.Span{{30, 50}}) || !slices.Equal(e.Void[0].Spans, []fund.Span{{30, 50}}) {
		t.Errorf("taken back: %+v", e)
	}
	issued := entry.Changes[0].Events[2].(fund.ReceiptIssued)
	if issued.Amount != 80 || issued.Receipt.No != 2 || issued.Replaces.No != 1 {
		t.Errorf("the receipt for the rest: %+v", issued)
	}
	if _, err := b.do(undoing("")); err != nil { // all that is left of it
		t.Fatal(err)
	}
	if free := b.free(quỹXã, "unrestricted"); free != 0 {
		t.Errorf("%d đ are left", free)
	}
}

func TestOneRowOfASheetIsGivenBack(t *testing.T) {
	b := village(t, sheet(30, 20, 50), paying(đồng(35)))
	back := fund.Refund{Fund: quỹXã, Donation: id(24), Row: "HEO-3", Place: "cash", Approver: "chủ tịch", Reason: "gia đình xin lại"}
	entry, err := b.do(back)
	if err != nil {
		t.Fatal(err)
	}
	if e := entry.Changes[0].Events[0].(fund.DonationRefunded); e.Row != "HEO-3" || e.Amount != 50 || !slices.Equal(e.Gone[0].Spans, []fund.Span{{50, 100}}) {
		t.Errorf("given back: %+v", e)
	}
	back.Row = "HEO-2"
	if _, err := b.do(back); domain.CodeOf(err) != domain.Violation {
		t.Errorf("a row of which a part was spent was given back: %v", err)
	}
}

func TestSheetsThatAreRefused(t *testing.T) {
	changed := func(change func(*ledger.ReceiveDonation)) func(last) ledger.Command {
		return func(last) ledger.Command {
			c := sheet(30, 20)
			change(&c)
			return c
		}
	}
	for name, tt := range map[string]refusal{
		"rows that do not add up": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Amount = đồng(51) }),
			code: domain.Invalid, field: "rows", says: "the rows add up to 50 đ, the donation is 51 đ"},
		"a code twice": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Rows[1].Code = " HEO-1 " }),
			code: domain.Invalid, field: "rows[1].code", says: `"HEO-1" stands in row 1 already`},
		"no code": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Rows[1].Code = " " }),
			code: domain.Invalid, field: "rows[1].code"},
		"a row of nothing": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Rows[1].Amount = đồng(0) }),
			code: domain.Invalid, field: "rows[1].amount"},
		"a row in dollars": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Rows[1].Amount = usd(20) }),
			code: domain.Invalid, field: "rows[1].amount"},
		"a row of somebody nobody knows": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Rows[1].Donor = id(-999) }),
			code: domain.NotFound, field: "rows[1].donor"},
		"two lines": {
			when: changed(func(c *ledger.ReceiveDonation) {
				c.Lines = []fund.AskedLine{into("unrestricted", đồng(25)), into("storm", đồng(25))}
			}),
			code: domain.Invalid, field: "lines"},
		"not counted yet": {
			when: changed(func(c *ledger.ReceiveDonation) { c.Awaiting, c.Place = true, "" }),
			code: domain.Invalid, field: "awaiting"},
		"too many rows": {
			when: func(last) ledger.Command { return sheet(make([]int64, fund.MaxGifts+1)...) },
			code: domain.Invalid}, // for having nothing in it, before it is counted
		"a row that is not there": {
			given: []ledger.Command{sheet(30, 20)},
			when:  func(last) ledger.Command { return undoing("HEO-3") },
			code:  domain.NotFound, field: "row"},
		"a row taken back twice": {
			given: []ledger.Command{sheet(30, 20), undoing("HEO-1")},
			when:  func(last) ledger.Command { return undoing("HEO-1") },
			code:  domain.Conflict, field: "row"},
		"a part of a row": {
			given: []ledger.Command{sheet(30, 20)},
			when:  func(last) ledger.Command { c := undoing("HEO-1"); c.Amount = đồng(10); return c },
			code:  domain.Invalid, field: "amount"},
		"a part of a sheet without its row": {
			given: []ledger.Command{sheet(30, 20)},
			when:  func(last) ledger.Command { c := undoing(""); c.Amount = đồng(30); return c },
			code:  domain.Invalid, field: "row"},
		"a row of what is no sheet": {
			given: []ledger.Command{giving(đồng(5))},
			when:  func(last) ledger.Command { return undoing("HEO-1") },
			code:  domain.NotFound, field: "row"},
		"a spent row, without cover": {
			given: []ledger.Command{sheet(30, 20), paying(đồng(10))},
			when:  func(last) ledger.Command { return undoing("HEO-1") },
			code:  domain.Violation, field: "cover", says: "10 đ of the donation has been spent"},
	} {
		t.Run(name, tt.check)
	}
}

// The bound is met by rows, and by bytes: what fits is well below what an entry holds.
func TestASheetFitsAnEntry(t *testing.T) {
	full := func(n int, code string) ledger.ReceiveDonation {
		c := gift
		c.Amount = money.Dong(int64(n) * 1_000_000)
		for i := range n {
			c.Rows = append(c.Rows, fund.AskedGift{Code: fmt.Sprintf("%s%04d", code, i), Donor: donor, Amount: money.Dong(1_000_000)})
		}
		return c
	}
	b := village(t)
	entry, err := b.do(full(fund.MaxGifts, "HEO-"))
	if err != nil {
		t.Fatal(err)
	}
	rows := entry.Changes[0].Events[0].(fund.DonationReceived).Rows
	written, err := json.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	if weight := fund.GiftsWeigh(rows); weight < len(written)-2 || weight > fund.MaxSheet {
		t.Errorf("%d rows weigh %d, in the log %d", len(rows), weight, len(written))
	}
	for name, c := range map[string]ledger.ReceiveDonation{"rows": full(fund.MaxGifts+1, ""), "bytes": full(fund.MaxGifts, "Ấp-Tân-Hoà-B-hộ-số-")} {
		if _, err := b.do(c); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("too many %s: %v", name, err)
		}
	}
}
