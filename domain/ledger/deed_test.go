package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

func deed(clauses ...fund.Clause) fund.AdoptDeed {
	for i := range clauses {
		if clauses[i].No == "" {
			clauses[i].No = "Điều 5"
		}
		if clauses[i].Text == "" {
			clauses[i].Text = "Quy định của quỹ"
		}
	}
	return fund.AdoptDeed{Fund: quỹXã, Title: "Quy chế quỹ", From: ngày("2024-01-01"), Clauses: clauses, Approver: "chủ tịch"}
}

var (
	capped   = deed(fund.Clause{Text: "Mỗi suất không quá 500 đ", Rule: fund.AwardCap, Cap: 500})
	yearly   = deed(fund.Clause{Rule: fund.YearCap, Cap: 1_000})
	pupils   = deed(fund.Clause{Rule: fund.RecipientsRule, Recipients: []string{"pupil", "collective"}})
	rewards  = deed(fund.Clause{Rule: fund.AwardsRule, Awards: []fund.AwardKind{fund.Reward}})
	newYear  = deed(fund.Clause{Rule: fund.WindowRule, Opens: 1101, Closes: 228})
	summer   = deed(fund.Clause{Rule: fund.WindowRule, Opens: 601, Closes: 831})
	frugal   = deed(fund.Clause{Rule: fund.RunningShare, Cap: 5})
	running  = fund.Pay{Fund: quỹXã, Kind: fund.RunningCost, Place: "cash"}
	lastYear = func() fund.Pay { c := paying(đồng(1_000)); c.Booked = ngày("2023-12-20"); return c }()
	promised = fund.Reserve{Fund: quỹXã, Amount: đồng(600), Recipient: an, Approver: "chủ tịch"}
)

func ofKind(c fund.Pay, kind string) fund.Pay { c.RecipientKind = kind; return c }

func costing(n int64) fund.Pay { c := running; c.Amount = đồng(n); return c }

// What the deed says is cited when it is broken.
func TestWhatTheDeedForbids(t *testing.T) {
	rich := giving(đồng(100_000))
	list := fund.RecordList{Fund: quỹXã, List: id(-300), Rows: []fund.AskedRow{
		{Code: "HS1", Recipient: an, RecipientKind: "pupil", Award: fund.Reward, Amount: đồng(400)},
		{Code: "HS2", Recipient: bình, RecipientKind: "teacher", Award: fund.Scholarship, Amount: đồng(600)}}}
	hash := fund.HashRows(nil, []fund.ListRow{{Code: "HS1", Recipient: an, RecipientKind: "pupil", Award: fund.Reward, Amount: 400},
		{Code: "HS2", Recipient: bình, RecipientKind: "teacher", Award: fund.Scholarship, Amount: 600}})
	payRows := fund.PayList{Fund: quỹXã, List: id(-300), Hash: hash, Place: "cash"}
	reserveRows := fund.Reserve{Fund: quỹXã, List: id(-300), Hash: hash, Approver: "chủ tịch"}
	when := func(c ledger.Command) func(last) ledger.Command { return func(last) ledger.Command { return c } }
	for name, tt := range map[string]refusal{
		"an award above the cap": {
			given: []ledger.Command{rich, capped}, when: when(paying(đồng(501))),
			code: domain.Violation, field: "amount", says: "Điều 5: “Mỗi suất không quá 500 đ” — the recipient would get 501 đ"},
		"a row above the cap": {
			given: []ledger.Command{rich, capped, list}, when: when(payRows),
			code: domain.Violation, field: "rows[1].amount", says: `"HS2" would get 600 đ`},
		"a row above the cap, reserved": {
			given: []ledger.Command{rich, capped, list}, when: when(reserveRows), code: domain.Violation, field: "rows[1].amount"},
		"more than a year's awards": {
			given: []ledger.Command{rich, yearly, paying(đồng(900))}, when: when(paying(đồng(101))),
			code: domain.Violation, field: "amount", says: "900 đ"},
		"more than a year's awards, with what is promised": {
			given: []ledger.Command{rich, yearly, promised}, when: when(paying(đồng(401))),
			code: domain.Violation, field: "amount", says: "600 đ promised"},
		"a promise beyond the year's awards": {
			given: []ledger.Command{rich, yearly, paying(đồng(401))}, when: when(promised), code: domain.Violation, field: "amount"},
		"a recipient whom the deed does not name": {
			given: []ledger.Command{rich, pupils}, when: when(ofKind(paying(đồng(5)), "teacher")),
			code: domain.Violation, field: "recipient_kind", says: "the recipient is a teacher"},
		"a recipient of whom nobody said what they are": {
			given: []ledger.Command{rich, pupils}, when: when(paying(đồng(5))), code: domain.Violation, field: "recipient_kind"},
		"a row for whom the deed does not name": {
			given: []ledger.Command{rich, pupils, list}, when: when(payRows), code: domain.Violation, field: "rows[1].recipient_kind"},
		"a kind of award": {
			given: []ledger.Command{rich, rewards}, when: when(paying(đồng(5))), code: domain.Violation, field: "award", says: "scholarship"},
		"a day outside the window": {
			given: []ledger.Command{rich, summer}, when: when(paying(đồng(5))), code: domain.Violation, field: "booked", says: "20/11/2024"},
		"too much for the office": {
			given: []ledger.Command{rich, frugal, paying(đồng(9_500))}, when: when(costing(501)), code: domain.Violation, field: "amount",
			says: "501 đ would be running costs, of 10.001 đ paid out and promised in 2024"},
		"too much for the office, with what is promised": {
			given: []ledger.Command{rich, frugal, promised}, when: when(costing(32)), code: domain.Violation, field: "amount", says: "of 632 đ"},
		"too much for the office, with what the year before paid": {
			given: []ledger.Command{rich, frugal, lastYear}, when: when(costing(51)), code: domain.Violation, field: "amount", says: "1.000 đ paid out the year before"},
		"an office beside which there is nothing": {
			given: []ledger.Command{rich, frugal}, when: when(costing(1)), code: domain.Violation, field: "amount", says: "reserve the awards first"},
		"the office itself promised is no award": {
			given: []ledger.Command{rich, frugal, fund.Reserve{Fund: quỹXã, Kind: fund.RunningCost, Amount: đồng(1_000), Approver: "chủ tịch"}},
			when:  when(costing(5)), code: domain.Violation, field: "amount"},
	} {
		t.Run(name, tt.check)
	}
}

func TestWhatTheDeedAllows(t *testing.T) {
	rich := giving(đồng(100_000))
	for name, given := range map[string][]ledger.Command{
		"the cap itself":                                            {capped, paying(đồng(500))},
		"a cost above the cap on awards":                            {capped, costing(501)},
		"a window that goes on over New Year":                       {newYear, paying(đồng(5))},
		"what was promised, up to the year's":                       {yearly, promised, func() ledger.Command { c := paying(đồng(600)); c.Reservation = id(26); return c }(), paying(đồng(400))},
		"again what came back":                                      {yearly, paying(đồng(1_000)), fund.Return{Fund: quỹXã, Payout: id(26), Place: "cash"}, paying(đồng(1_000))},
		"last year's awards apart":                                  {yearly, func() ledger.Command { c := paying(đồng(1_000)); c.Booked = ngày("2024-11-19"); return c }()},
		"a recipient whom it names":                                 {pupils, ofKind(paying(đồng(5)), "pupil")},
		"the office's share":                                        {frugal, paying(đồng(9_500)), costing(500)},
		"the year's first cost, by what is promised":                {frugal, promised, costing(31)},
		"the year's first cost, by what the year before paid":       {frugal, lastYear, costing(50)},
		"the office's share, when the year has paid more than that": {frugal, lastYear, paying(đồng(9_500)), costing(500)},
		"a fact of the bank":                                        {frugal, fund.Charge{Fund: quỹXã, Kind: fund.Fee, Amount: đồng(5), Place: "cash"}},
		"before it is in force":                                     {func() ledger.Command { c := capped; c.From = ngày("2025-01-01"); return c }(), paying(đồng(501))},
		"the version in force": {capped, func() ledger.Command {
			c := deed(fund.Clause{Rule: fund.AwardCap, Cap: 900})
			c.From = ngày("2024-11-01")
			return c
		}(), paying(đồng(900))},
		"a clause that nothing can check": {deed(fund.Clause{Text: "Quỹ hoạt động không vì lợi nhuận"}), paying(đồng(501))},
	} {
		t.Run(name, func(t *testing.T) { village(t, append([]ledger.Command{rich}, given...)...) })
	}
}

func TestDeedsThatAreRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		clause fund.Clause
		field  string
	}{
		"no number":                   {fund.Clause{No: " ", Text: "x"}, "no"},
		"no words":                    {fund.Clause{No: "1", Text: " "}, "text"},
		"a rule that is none":         {fund.Clause{No: "1", Text: "x", Rule: "fairness"}, "rule"},
		"a cap of nothing":            {fund.Clause{No: "1", Text: "x", Rule: fund.AwardCap}, "cap"},
		"a cap of less than nothing":  {fund.Clause{No: "1", Text: "x", Rule: fund.AwardCap, Cap: -1}, "cap"},
		"a cap in nobody's money":     {fund.Clause{No: "1", Text: "x", Rule: fund.AwardCap, Cap: 1, Currency: "XXX"}, "currency"},
		"a year's cap in dollars":     {fund.Clause{No: "1", Text: "x", Rule: fund.YearCap, Cap: 1, Currency: "USD"}, "currency"},
		"a share of 101 percent":      {fund.Clause{No: "1", Text: "x", Rule: fund.RunningShare, Cap: 101}, "cap"},
		"a window without an end":     {fund.Clause{No: "1", Text: "x", Rule: fund.WindowRule, Opens: 101}, "closes"},
		"a window until 31 February":  {fund.Clause{No: "1", Text: "x", Rule: fund.WindowRule, Opens: 101, Closes: 231}, "closes"},
		"nobody may receive":          {fund.Clause{No: "1", Text: "x", Rule: fund.RecipientsRule}, "recipients"},
		"a recipient that is none":    {fund.Clause{No: "1", Text: "x", Rule: fund.RecipientsRule, Recipients: []string{"pupil", "cat"}}, "recipients[1]"},
		"an award that is none":       {fund.Clause{No: "1", Text: "x", Rule: fund.AwardsRule, Awards: []fund.AwardKind{"prize"}}, "awards[0]"},
		"a cap that no rule looks at": {fund.Clause{No: "1", Text: "x", Cap: 5}, "cap"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := village(t).do(fund.AdoptDeed{Fund: quỹXã, Title: "Quy chế", Clauses: []fund.Clause{{No: "0", Text: "y"}, tt.clause}, Approver: "chủ tịch"})
			refused, ok := errors.AsType[*domain.Error](err)
			if !ok || refused.Code != domain.Invalid || !slices.Contains(refused.Fields, "clauses[1]."+tt.field) {
				t.Errorf("refused with %v, want %q", err, tt.field)
			}
		})
	}
	for name, change := range map[string]func(*fund.AdoptDeed){
		"no title":        func(c *fund.AdoptDeed) { c.Title = "" },
		"nobody approves": func(c *fund.AdoptDeed) { c.Approver = "" },
		"no clause":       func(c *fund.AdoptDeed) { c.Clauses = nil },
		"two of a number": func(c *fund.AdoptDeed) { c.Clauses = append(c.Clauses, c.Clauses[0]) },
		"an endless one":  func(c *fund.AdoptDeed) { c.Clauses = make([]fund.Clause, 201) },
		"before the last": func(c *fund.AdoptDeed) { c.From = ngày("2023-12-31") },
	} {
		t.Run(name, func(t *testing.T) {
			b, c := village(t, capped), capped
			c.Clauses = slices.Clone(capped.Clauses)
			change(&c)
			if _, err := b.do(c); err == nil || domain.CodeOf(err) == domain.Internal || strings.Contains(err.Error(), "%!") {
				t.Errorf("refused with %v", err)
			}
		})
	}
}
