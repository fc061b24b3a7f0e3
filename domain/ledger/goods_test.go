package ledger_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/position"
)

var (
	bikes   = goods.OpenItem{Fund: quỹXã, Item: "xe-dap", Name: "Xe đạp", Measure: "chiếc"}
	fifty   = ledger.ReceiveGoods{Receive: goods.Receive{Fund: quỹXã, Donor: donor, Lots: []goods.AskedLot{{Item: "xe-dap", Pieces: 50, UnitValue: đồng(2_000_000), Valuation: goods.Declared}}}}
	oneBike = goods.Give{Fund: quỹXã, Each: []goods.Quantity{{Item: "xe-dap", Pieces: 1}}, Rows: []goods.AskedRow{{Recipient: an}}}
	stolen  = goods.Lose{Fund: quỹXã, Goods: oneBike.Each, Reason: "mất trộm", Approver: "chủ tịch"}
)

// TestGoodsMeet: what a store asks of people, campaigns, the fund's books and whoever approves.
func TestGoodsMeet(t *testing.T) {
	given := []ledger.Command{bikes, fifty}
	for name, tt := range map[string]struct {
		given []ledger.Command
		when  func(b *book) ledger.Command
		code  domain.Code
		field string
	}{
		"of a fund that is not there": {nil, func(*book) ledger.Command { c := bikes; c.Fund = id(-999); return c }, domain.NotFound, "fund"},
		"of no fund":                  {nil, func(*book) ledger.Command { c := bikes; c.Fund = uuid.Nil; return c }, domain.Invalid, "fund"},
		"the store of another fund":   {given, func(*book) ledger.Command { c := oneBike; c.Fund = quỹHuyện; return c }, domain.NotFound, "each[0].item"},
		"a donor nobody knows":        {given, func(*book) ledger.Command { c := fifty; c.Donor = id(-999); return c }, domain.NotFound, "donor"},
		"a recipient nobody knows": {given, func(*book) ledger.Command {
			c := oneBike
			c.Rows = []goods.AskedRow{{Recipient: an}, {Recipient: id(-999)}}
			return c
		}, domain.NotFound, "rows[1].recipient"},
		"a campaign nobody opened":       {given, func(*book) ledger.Command { c := fifty; c.Campaign = "KHAI-GIANG"; return c }, domain.NotFound, "campaign"},
		"given in a campaign of nobody":  {given, func(*book) ledger.Command { c := oneBike; c.Campaign = "KHAI-GIANG"; return c }, domain.NotFound, "campaign"},
		"a loss approved by who records": {given, func(*book) ledger.Command { c := stolen; c.Approver = " Thủ  Quỹ"; return c }, domain.Denied, "approver"},
		"what another store gave":        {given, func(b *book) ledger.Command { return goods.Return{Fund: quỹHuyện, Of: b.last(0), Reason: "x"} }, domain.NotFound, "of"},
		"a donation of money reversed": {append(slices.Clone(given), giving(đồng(5))), func(b *book) ledger.Command {
			return goods.Reverse{Fund: quỹXã, Document: b.last(0), Reason: "x", Approver: "y"}
		}, domain.NotFound, "document"},
		"a delivery reversed as money": {given, func(b *book) ledger.Command {
			return fund.Reverse{Fund: quỹXã, Donation: b.last(0), Cause: fund.KeyingError, Reason: "x"}
		}, domain.NotFound, "donation"},
		"reversed by who records": {given, func(b *book) ledger.Command {
			return goods.Reverse{Fund: quỹXã, Document: b.last(0), Reason: "x", Approver: "thủ quỹ"}
		}, domain.Denied, "approver"},
		"another value by who records": {given, func(b *book) ledger.Command {
			return goods.Revalue{Fund: quỹXã, Delivery: b.last(0), UnitValue: đồng(1), Valuation: goods.Declared, Reason: "x", Approver: "thủ quỹ"}
		}, domain.Denied, "approver"},
		"booked where the books are closed": {append(slices.Clone(given), fund.Close{Fund: quỹXã, Until: ngày("2020-01-31"), Counts: []fund.AskedCount{{Place: "bank", Counted: đồng(0)}, {Place: "cash", Counted: đồng(0)}, {Place: "usd", Counted: money.Money{Currency: "USD"}}}}),
			func(*book) ledger.Command { c := fifty; c.Booked = ngày("2020-01-31"); return c }, domain.Violation, "booked"},
	} {
		t.Run(name, func(t *testing.T) {
			b := village(t, tt.given...)
			_, err := b.do(tt.when(b))
			refusal, ok := errors.AsType[*domain.Error](err)
			if !ok || refusal.Code != tt.code || !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("got %v, want %s on %s", err, tt.code, tt.field)
			}
		})
	}
}

// TestGoodsToThousands: a list as long as may be is one decision, well below what an entry holds, and money is as it was.
func TestGoodsToThousands(t *testing.T) {
	b := village(t, bikes)
	lots := fifty
	lots.Lots = []goods.AskedLot{{Item: "xe-dap", Pieces: goods.MaxRows, UnitValue: đồng(2_000_000), Valuation: goods.Declared}}
	give := oneBike
	give.Rows = nil
	for i := range goods.MaxRows {
		p := id(-10_000 - i)
		if _, err := b.do(ledger.RegisterPeople{People: []ledger.Registration{{Person: p, Unit: hộiXã, Kind: person.Individual, Sealed: domain.Sealed{Box: []byte{1}}}}}); err != nil {
			t.Fatal(err)
		}
		give.Rows = append(give.Rows, goods.AskedRow{Code: fmt.Sprintf("2026-2027/HS-%05d", i), Recipient: p})
	}
	before := b.fundState(quỹXã).Clone()
	for _, c := range []ledger.Command{lots, give} {
		e, err := b.do(c)
		if err != nil {
			t.Fatal(err)
		}
		if text, err := json.Marshal(e.Changes); err != nil || len(text) > 400<<10 {
			t.Fatalf("the entry has %d bytes, %v", len(text), err)
		}
	}
	item := b.State(goods.StreamOf(quỹXã)).(*goods.Store).Items["xe-dap"]
	if item.Free.Len() != 0 {
		t.Errorf("%d are left", item.Free.Len())
	}
	if _, err := b.do(goods.Return{Fund: quỹXã, Of: b.last(0), Part: goods.Part{Row: give.Rows[1234].Code}, Reason: "trả"}); err != nil {
		t.Fatal(err)
	}
	if want := (position.Set{{1234, 1235}}); !slices.Equal(item.Free, want) {
		t.Errorf("row 1234 gave back %v", item.Free)
	}
	if diff := cmp.Diff(before, domain.State(b.fundState(quỹXã))); diff != "" {
		t.Errorf("goods moved money: %s", diff)
	}
}
