package ledger_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
)

// published is the disclosure of 2023, told on 20 November 2024.
func published(document string, entry uint64) ledger.PublishDisclosure {
	return ledger.PublishDisclosure{Funds: []uuid.UUID{quỹXã}, Year: 2023, Entry: entry, Document: strings.Repeat(document, 64), On: ngày("2024-03-20"), Where: "khuyenhoc.example"}
}

func provisional(c ledger.PublishDisclosure) ledger.PublishDisclosure {
	c.Provisional = true
	return c
}

func TestRefusalsOfPublication(t *testing.T) {
	reopen := fund.Reopen{Fund: quỹXã, Approver: "chủ tịch", Reason: "bổ sung"}
	for name, tt := range map[string]refusal{
		"open books that are said to be final": {
			when: func(last) ledger.Command { return published("a", 5) },
			code: domain.Violation, field: "provisional", says: "not closed until 31/12/2023"},
		"books that are closed for a part of the year": {
			given: []ledger.Command{closing("2023-12-30")},
			when:  func(last) ledger.Command { return published("a", 5) },
			code:  domain.Violation, field: "provisional"},
		"the same document again": {
			given: []ledger.Command{closing("2023-12-31"), published("a", 5)},
			when:  func(last) ledger.Command { return published("a", 6) },
			code:  domain.Conflict, field: "document", says: "version 1"},
		"a version of an earlier entry": {
			given: []ledger.Command{closing("2023-12-31"), published("a", 5)},
			when:  func(last) ledger.Command { return published("b", 4) },
			code:  domain.Conflict, field: "entry"},
		"a draft after the final one": {
			given: []ledger.Command{closing("2023-12-31"), published("a", 5)},
			when:  func(last) ledger.Command { return provisional(published("b", 6)) },
			code:  domain.Conflict, field: "provisional"},
		"opening a year that is public": {
			given: []ledger.Command{closing("2023-12-31"), published("a", 5)},
			when:  func(last) ledger.Command { return reopen },
			code:  domain.Violation, field: "fund", says: "is public"},
		"opening it by the close of more than that year": {
			given: []ledger.Command{closing("2024-01-31"), published("a", 5)},
			when:  func(last) ledger.Command { return reopen },
			code:  domain.Violation, field: "fund"},
		"a year that had not begun": {
			when: func(last) ledger.Command {
				c := provisional(published("a", 5))
				c.Year = 2024
				c.On = ngày("2023-12-31")
				return c
			},
			code: domain.Invalid, field: "on"},
		"tomorrow": {
			when: func(last) ledger.Command { c := provisional(published("a", 5)); c.On = ngày("2024-11-21"); return c },
			code: domain.Invalid, field: "on"},
		"no hash": {
			when: func(last) ledger.Command { c := provisional(published("a", 5)); c.Document = "abc"; return c },
			code: domain.Invalid, field: "document"},
		"a short hash": {
			when: func(last) ledger.Command { c := provisional(published("a", 5)); c.Document = "abcd"; return c },
			code: domain.Invalid, field: "document"},
		"no entry": {
			when: func(last) ledger.Command { return provisional(published("a", 0)) },
			code: domain.Invalid, field: "entry"},
		"nowhere": {
			when: func(last) ledger.Command { c := provisional(published("a", 5)); c.Where = " "; return c },
			code: domain.Invalid, field: "where"},
		"no fund": {
			when: func(last) ledger.Command { c := provisional(published("a", 5)); c.Funds = nil; return c },
			code: domain.Invalid, field: "funds"},
		"a fund twice": {
			when: func(last) ledger.Command {
				c := provisional(published("a", 5))
				c.Funds = []uuid.UUID{quỹHuyện, quỹXã, quỹXã}
				return c
			},
			code: domain.Invalid, field: "funds[2]"},
		"a fund that is not there": {
			when: func(last) ledger.Command {
				c := provisional(published("a", 5))
				c.Funds = append(c.Funds, id(-998))
				return c
			},
			code: domain.NotFound, field: "funds[1]"},
		"a unit that is not there": {
			when: func(last) ledger.Command { c := provisional(published("a", 5)); c.Unit = id(-998); return c },
			code: domain.NotFound, field: "unit"},
		"too many funds": {
			when: func(last) ledger.Command {
				c := provisional(published("a", 5))
				c.Funds = make([]uuid.UUID, ledger.MostPublished+1)
				return c
			},
			code: domain.Invalid, field: "funds"},
	} {
		t.Run(name, tt.check)
	}
}

// TestPublication: a draft seals nothing, the final version names it, a later one names that; and only the year that is public stays closed.
func TestPublication(t *testing.T) {
	b := village(t, provisional(published("a", 5)), closing("2023-12-31"), fund.Reopen{Fund: quỹXã, Approver: "chủ tịch", Reason: "bổ sung"},
		closing("2023-12-31"), published("b", 9), published("c", 9), closing("2024-06-30"), fund.Reopen{Fund: quỹXã, Approver: "chủ tịch", Reason: "bổ sung"})
	p := b.fundState(quỹXã).Published[2023]
	if p.Version != 3 || !p.Sealed || p.Entry != 9 || p.Until != ngày("2023-12-31") || p.Document[0] != 0xcc {
		t.Errorf("what is public of 2023: %+v", p)
	}
	e, err := b.do(provisional(ledger.PublishDisclosure{Funds: []uuid.UUID{quỹXã, quỹHuyện}, Unit: hộiXã, Year: 2024, Entry: 12, Document: strings.Repeat("d", 64), Where: "bảng tin"}))
	if err != nil || len(e.Changes) != 2 {
		t.Fatalf("%d changes, %v", len(e.Changes), err)
	}
	now, ok := e.Changes[1].Events[0].(fund.YearPublished)
	if today := ngày("2024-11-20"); !ok || now.Unit != hộiXã || now.On != today || now.Until != today || now.Version != 1 || now.Before != nil || !now.Provisional {
		t.Errorf("published as %+v", e.Changes[1].Events[0])
	}
}
