package ledger_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

var yearlyFrom2023 = func() fund.AdoptDeed { c := yearly; c.From = ngày("2023-01-01"); return c }()

func onDay(c fund.Pay, day string) fund.Pay { c.Booked = ngày(day); return c }

func redating(given, booked string) fund.Redate {
	c := fund.Redate{Fund: quỹXã, Document: id(24), Reason: "ghi nhầm ngày", Approver: "chủ tịch"}
	if given != "" {
		c.Given = ngày(given)
	}
	if booked != "" {
		c.Booked = ngày(booked)
	}
	return c
}

func TestADocumentGetsOtherDays(t *testing.T) {
	b := village(t, booked(giving(đồng(100)), "2024-11-05"), redating("2024-11-01", "2024-11-07"), redating("", "2024-11-06"))
	f := b.fundState(quỹXã)
	if days := f.Exceptions.Redated[id(24)]; days != (fund.Days{Given: ngày("2024-11-01"), Booked: ngày("2024-11-06")}) {
		t.Errorf("its days are %v", days)
	}
	if cash := f.Places["cash"]; cash.Balance != 100 || cash.Days[ngày("2024-11-06")] != 100 || cash.Days[ngày("2024-11-05")] != 0 || cash.Days[ngày("2024-11-07")] != 0 {
		t.Errorf("the box by days: %v", cash.Days)
	}
	if _, err := b.do(func() fund.Close {
		c := closing("2024-11-05")
		return c
	}()); err != nil {
		t.Errorf("the box held nothing on the 5th: %v", err)
	}
}

// A donation that had to wait has the booking day of its clearing; until then it has none.
func TestAClearedDonationGetsAnotherDay(t *testing.T) {
	waiting := giving(đồng(100))
	waiting.Awaiting, waiting.Place, waiting.Given = true, "", ngày("2024-11-01")
	b := village(t, waiting)
	if _, err := b.do(redating("", "2024-11-10")); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a booking day for what is not booked: %v", err)
	}
	if _, err := b.do(fund.Clear{Fund: quỹXã, Donation: id(24), Place: "bank", Booked: ngày("2024-11-12")}); err != nil {
		t.Fatal(err)
	}
	entry, err := b.do(redating("2024-11-02", "2024-11-10"))
	if err != nil {
		t.Fatal(err)
	}
	e := entry.Changes[0].Events[0].(fund.Redated)
	if e.Place != "bank" || e.BookedWas != ngày("2024-11-12") || e.GivenWas != ngày("2024-11-01") || e.Shares[0].Amount != 100 {
		t.Errorf("re-dated: %+v", e)
	}
}

func TestDaysThatAreRefused(t *testing.T) {
	old := booked(giving(đồng(100)), "2024-10-05")
	shut := func() fund.Close { c := closing("2024-10-31"); c.Counts[1].Counted = đồng(100); return c }()
	when := func(c fund.Redate) func(last) ledger.Command { return func(last) ledger.Command { return c } }
	for name, tt := range map[string]refusal{
		"nothing changes": {
			given: []ledger.Command{old}, when: when(redating("2024-10-05", "2024-10-05")), code: domain.Invalid, field: "booked"},
		"nothing is named": {
			given: []ledger.Command{old}, when: when(redating("", "")), code: domain.Invalid, field: "booked"},
		"the latest days again": {
			given: []ledger.Command{old, redating("", "2024-10-06")}, when: when(redating("", "2024-10-06")), code: domain.Invalid, field: "booked"},
		"tomorrow": {
			given: []ledger.Command{old}, when: when(redating("", "2024-11-21")), code: domain.Invalid, field: "booked"},
		"given tomorrow": {
			given: []ledger.Command{old}, when: when(redating("2024-11-21", "")), code: domain.Invalid, field: "given"},
		"out of a closed period": {
			given: []ledger.Command{old, shut}, when: when(redating("", "2024-11-01")), code: domain.Violation, field: "booked", says: "only the day on which it was given"},
		"into a closed period": {
			given: []ledger.Command{booked(giving(đồng(100)), "2024-11-05"), closing("2024-10-31")}, when: when(redating("", "2024-10-30")),
			code: domain.Violation, field: "booked", says: "closed until 31/10/2024"},
		"a payout that was given": {
			given: []ledger.Command{giving(đồng(100)), paying(đồng(5))},
			when:  func(l last) ledger.Command { c := redating("2024-11-01", ""); c.Document = l(0); return c },
			code:  domain.Invalid, field: "given"},
		"a document that is not there": {
			when: when(redating("", "2024-11-01")), code: domain.NotFound, field: "document"},
		"a document of another fund": {
			given: []ledger.Command{old}, when: when(func() fund.Redate { c := redating("", "2024-11-01"); c.Fund = quỹHuyện; return c }()),
			code: domain.NotFound, field: "document"},
		"the booking day of what explains a bank line": {
			given: []ledger.Command{fund.ReceiveUnidentified{Fund: quỹXã, Amount: đồng(50), Place: "bank"},
				func() ledger.ReceiveDonation {
					c := giving(đồng(50))
					c.Place, c.Unidentified = "", id(24)
					return c
				}()},
			when: func(l last) ledger.Command { c := redating("", "2024-11-01"); c.Document = l(0); return c },
			code: domain.Violation, field: "booked", says: "bank line"},
		"an award into a year that has had its cap": {
			given: []ledger.Command{booked(giving(đồng(5_000)), "2023-12-01"), yearlyFrom2023, onDay(paying(đồng(800)), "2024-11-01"), onDay(paying(đồng(300)), "2023-12-30")},
			when:  func(l last) ledger.Command { c := redating("", "2024-01-02"); c.Document = l(0); return c },
			code:  domain.Violation, field: "amount", says: "Điều 5"},
		"an award out of the deed's window": {
			given: []ledger.Command{booked(giving(đồng(5_000)), "2023-12-01"), newYear, onDay(paying(đồng(800)), "2024-01-05")},
			when:  func(l last) ledger.Command { c := redating("", "2024-03-01"); c.Document = l(0); return c },
			code:  domain.Violation, field: "booked", says: "01/03/2024"},
		"nobody approves": {
			given: []ledger.Command{old}, when: when(func() fund.Redate { c := redating("", "2024-11-01"); c.Approver = ""; return c }()),
			code: domain.Invalid, field: "approver"},
	} {
		t.Run(name, tt.check)
	}
	within := func(l uuid.UUID) fund.Redate { c := redating("", "2024-02-28"); c.Document = l; return c }
	b := village(t, booked(giving(đồng(5_000)), "2023-12-01"), newYear, yearly, onDay(paying(đồng(800)), "2024-01-05"))
	if _, err := b.do(within(b.last(0))); err != nil {
		t.Errorf("within the window and the year's cap: %v", err)
	}
	b = village(t, old, shut)
	if _, err := b.do(redating("2024-10-02", "")); err != nil {
		t.Errorf("of what was booked in a closed period the day it was given may be corrected: %v", err)
	}
}
