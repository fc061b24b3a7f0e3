package ledger_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

func moving(from, into string, basis fund.Basis) fund.Redesignate {
	c := fund.Redesignate{Fund: quỹXã, Compartment: from, Into: into, Basis: basis, Reason: "hết mục đích", Approver: "chủ tịch"}
	if basis == fund.DonorConsent {
		c.Donation = id(24)
	} else {
		c.Clause = "Điều 4 thư kêu gọi: phần còn lại dùng cho học bổng"
	}
	return c
}

var books = fund.OpenCompartment{Fund: quỹXã, Compartment: "books", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "sách"}}

func TestWhatMayBeRedesignated(t *testing.T) {
	storm, free := giving(đồng(100), into("storm", đồng(100))), giving(đồng(100))
	for name, tt := range map[string]struct {
		given []ledger.Command
		when  fund.Redesignate
		spans []fund.Span
	}{
		"by the printed closing rule, the lowest free đồng": {
			given: []ledger.Command{storm, books, paying(đồng(30), "storm")},
			when:  moving("storm", "books", fund.ClosingRule), spans: []fund.Span{{30, 100}}},
		"the remainder to the nearest purpose": {
			given: []ledger.Command{storm, books}, when: moving("storm", "books", fund.NearestUse), spans: []fund.Span{{0, 100}}},
		"a donor who restricts their own gift": {
			given: []ledger.Command{free, giving(đồng(50)), books}, when: moving("unrestricted", "books", fund.DonorConsent), spans: []fund.Span{{0, 100}}},
		"a donor's gift alone, though others' are lower": {
			given: []ledger.Command{storm, giving(đồng(7), into("storm", đồng(7))), books, paying(đồng(60), "storm")},
			when:  moving("storm", "unrestricted", fund.DonorConsent), spans: []fund.Span{{60, 100}}},
		"a named child's money, with the donor's consent": {
			given: []ledger.Command{giving(đồng(9), into("an", đồng(9)))}, when: moving("an", "unrestricted", fund.DonorConsent), spans: []fund.Span{{0, 9}}},
		"what is reserved stays": {
			given: []ledger.Command{storm, books, fund.Reserve{Fund: quỹXã, Amount: đồng(40), Recipient: an, From: []fund.AskedShare{{Compartment: "storm"}}, Approver: "chủ tịch"}},
			when:  moving("storm", "books", fund.ClosingRule), spans: []fund.Span{{0, 60}}},
	} {
		t.Run(name, func(t *testing.T) {
			b := village(t, tt.given...)
			from := b.fundState(quỹXã).Compartments[tt.when.Into].Next
			entry, err := b.do(tt.when)
			if err != nil {
				t.Fatal(err)
			}
			e := entry.Changes[0].Events[0].(fund.Redesignated)
			if !slices.Equal(e.Spans, tt.spans) || e.Amount != fund.Total(tt.spans) || e.From != from || e.Booked != domain.DateOf(recorded) {
				t.Errorf("moved %+v, want %v", e, tt.spans)
			}
		})
	}
}

func TestWhatMayNotBeRedesignated(t *testing.T) {
	storm, free := giving(đồng(100), into("storm", đồng(100))), giving(đồng(100))
	when := func(c fund.Redesignate, change func(*fund.Redesignate)) func(last) ledger.Command {
		return func(last) ledger.Command {
			if change != nil {
				change(&c)
			}
			return c
		}
	}
	for name, tt := range map[string]refusal{
		"a board that restricts": {
			given: []ledger.Command{free}, when: when(moving("unrestricted", "storm", fund.ClosingRule), nil),
			code: domain.Violation, field: "basis", says: "only the donor can restrict"},
		"endowment principal": {
			given: []ledger.Command{giving(đồng(5), into("root", đồng(5)))}, when: when(moving("root", "unrestricted", fund.DonorConsent), nil),
			code: domain.Violation, field: "compartment", says: "principal"},
		"into endowment principal": {
			given: []ledger.Command{storm}, when: when(moving("storm", "root", fund.DonorConsent), nil),
			code: domain.Violation, field: "into"},
		"a named child's money by a closing rule": {
			given: []ledger.Command{giving(đồng(9), into("an", đồng(9)))}, when: when(moving("an", "storm", fund.ClosingRule), nil),
			code: domain.Violation, field: "basis", says: "named child"},
		"a purpose's money to a named child, by the board": {
			given: []ledger.Command{storm}, when: when(moving("storm", "an", fund.NearestUse), nil),
			code: domain.Violation, field: "basis"},
		"a recorded wish about a purpose": {
			given: []ledger.Command{storm}, when: when(moving("storm", "unrestricted", fund.SignedWish), nil),
			code: domain.Violation, field: "basis"},
		"a nearest purpose that is none": {
			given: []ledger.Command{storm}, when: when(moving("storm", "office", fund.NearestUse), nil),
			code: domain.Violation, field: "into"},
		"consent of nobody": {
			given: []ledger.Command{storm, books},
			when:  when(moving("storm", "books", fund.DonorConsent), func(c *fund.Redesignate) { c.Donation = uuid.Nil }),
			code:  domain.Invalid, field: "donation"},
		"a closing rule that is not told": {
			given: []ledger.Command{storm, books}, when: when(moving("storm", "books", fund.ClosingRule), func(c *fund.Redesignate) { c.Clause = " " }),
			code: domain.Invalid, field: "clause"},
		"nobody approves": {
			given: []ledger.Command{storm, books}, when: when(moving("storm", "books", fund.ClosingRule), func(c *fund.Redesignate) { c.Approver = "" }),
			code: domain.Invalid, field: "approver"},
		"no basis": {
			given: []ledger.Command{storm, books}, when: when(moving("storm", "books", ""), nil),
			code: domain.Invalid, field: "basis"},
		"where it is": {
			given: []ledger.Command{storm}, when: when(moving("storm", "storm", fund.ClosingRule), nil),
			code: domain.Invalid, field: "into"},
		"into another currency": {
			given: []ledger.Command{storm}, when: when(moving("storm", "unrestricted-usd", fund.DonorConsent), nil),
			code: domain.Invalid, field: "into"},
		"more than is free": {
			given: []ledger.Command{storm, books}, when: when(moving("storm", "books", fund.ClosingRule), func(c *fund.Redesignate) { c.Amount = đồng(101) }),
			code: domain.Violation, field: "amount", says: "101 đ is asked, 100 đ is free"},
		"more than is free of the donation": {
			given: []ledger.Command{storm, storm, books, paying(đồng(90), "storm")},
			when:  when(moving("storm", "books", fund.DonorConsent), func(c *fund.Redesignate) { c.Amount = đồng(11) }),
			code:  domain.Violation, field: "amount", says: "10 đ of the donation is free"},
		"less than nothing": {
			given: []ledger.Command{storm, books}, when: when(moving("storm", "books", fund.ClosingRule), func(c *fund.Redesignate) { c.Amount = đồng(-5) }),
			code: domain.Invalid, field: "amount"},
		"a donation that is elsewhere": {
			given: []ledger.Command{free, storm, books}, when: when(moving("storm", "books", fund.DonorConsent), nil),
			code: domain.Violation, field: "compartment"},
		"a donation of another fund": {
			given: []ledger.Command{func() ledger.Command { c := storm; c.Fund = quỹHuyện; return c }(), storm, books},
			when:  when(moving("storm", "books", fund.DonorConsent), nil),
			code:  domain.NotFound, field: "donation"},
		"unrestricted money that is owed": {
			given: []ledger.Command{free, books, fund.Charge{Fund: quỹXã, Kind: fund.Seizure, Amount: đồng(5), Compartment: "storm", Place: "cash"},
				fund.Charge{Fund: quỹXã, Kind: fund.Seizure, Amount: đồng(200), Compartment: "storm", Place: "cash"}, giving(đồng(1), into("books", đồng(1)))},
			when: when(moving("unrestricted", "books", fund.DonorConsent), nil),
			code: domain.Violation, field: "compartment"},
	} {
		t.Run(name, tt.check)
	}
}

// What a donor moved is theirs where it is now: refunded from there, and void there when the gift is reversed.
func TestARedesignatedDonationIsFollowed(t *testing.T) {
	b := village(t, giving(đồng(100), into("storm", đồng(100))), books, moving("storm", "books", fund.DonorConsent))
	refund := fund.Refund{Fund: quỹXã, Donation: id(24), Amount: đồng(30), Place: "cash", Approver: "chủ tịch", Reason: "xin lại"}
	entry, err := b.do(refund)
	if err != nil {
		t.Fatal(err)
	}
	e := entry.Changes[0].Events[0].(fund.DonationRefunded)
	if e.Pieces[0].Compartment != "books" || e.Gone[0].Compartment != "storm" || !slices.Equal(e.Pieces[0].Spans, []fund.Span{{70, 100}}) {
		t.Errorf("given back: %+v", e)
	}
	if _, err := b.do(fund.Reverse{Fund: quỹXã, Donation: id(24), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"}); err != nil {
		t.Fatal(err)
	}
	if b.free(quỹXã, "books") != 0 || b.fundState(quỹXã).Exceptions.Gone[id(24)]["storm"].Len() != 100 {
		t.Error("the gift is not gone")
	}
}
