package ledger_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/unit"
)

// The rules of money, told as given, when, then. Every rule is one line of a table; the given is a small village.

var (
	hộiXã, hộiHuyện = id(-201), id(-202)
	quỹXã, quỹHuyện = id(-203), id(-204)
	an, bình        = id(-205), id(-206)
	donor           = id(-207)
	đồng            = money.Dong
	usd             = func(cents int64) money.Money { return money.Money{Minor: cents, Currency: "USD"} }
	ngày            = func(text string) domain.Date { d, _ := domain.ParseDate(text); return d }
	award           = fund.Pay{Fund: quỹXã, Kind: fund.Award, Award: fund.Scholarship, Recipient: an, Place: "cash"}
	gift            = ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹXã, Donor: donor, Place: "cash"}}
)

func giving(amount money.Money, lines ...fund.AskedLine) ledger.ReceiveDonation {
	c := gift
	c.Amount, c.Lines = amount, lines
	return c
}

func paying(amount money.Money, from ...string) fund.Pay {
	c := award
	c.Amount = amount
	for _, code := range from {
		c.From = append(c.From, fund.AskedShare{Compartment: code})
	}
	return c
}

func into(compartment string, amount money.Money) fund.AskedLine {
	return fund.AskedLine{Compartment: compartment, Amount: amount}
}

// village is two units with a fund each: unrestricted money in đồng and dollars, a purpose, a child's own, an endowment with its
// income, administration; a cash box and two accounts.
func village(t *testing.T, given ...ledger.Command) *book {
	t.Helper()
	b := newBook()
	for _, c := range append(villageCommands(), given...) {
		if _, err := b.do(c); err != nil {
			t.Fatalf("given %T: %v", c, err)
		}
	}
	return b
}

func villageCommands() []ledger.Command {
	commands := []ledger.Command{
		ledger.FoundUnit{Unit: hộiXã, Kind: unit.Association, Code: "XA", Name: "Hội Khuyến học xã", From: ngày("2024-01-01")},
		ledger.FoundUnit{Unit: hộiHuyện, Kind: unit.Association, Code: "HUYEN", Name: "Hội Khuyến học huyện", From: ngày("2024-01-01")},
	}
	for _, p := range []uuid.UUID{an, bình, donor} {
		commands = append(commands, ledger.RegisterPeople{People: []ledger.Registration{{
			Person: p, Unit: hộiXã, Kind: person.Individual, Sealed: domain.Sealed{Box: []byte{1}}}}})
	}
	for _, f := range []struct{ fund, unit uuid.UUID }{{quỹXã, hộiXã}, {quỹHuyện, hộiHuyện}} {
		commands = append(commands,
			fund.Open{Fund: f.fund, Unit: f.unit, Code: "KH", Name: "Quỹ khuyến học", Form: fund.AssociationFund, Currencies: []money.Currency{"VND", "USD"}},
			fund.OpenPlace{Fund: f.fund, Place: "cash", Kind: fund.Cash, Name: "Két"},
			fund.OpenPlace{Fund: f.fund, Place: "bank", Kind: fund.Bank, Name: "Tài khoản"},
			fund.OpenPlace{Fund: f.fund, Place: "usd", Kind: fund.Bank, Name: "Tài khoản USD", Currency: "USD"},
			fund.OpenCompartment{Fund: f.fund, Compartment: "storm", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "bão số 3"}},
			fund.OpenCompartment{Fund: f.fund, Compartment: "an", Restriction: fund.Restriction{Kind: fund.Beneficiary, Beneficiary: an}},
			fund.OpenCompartment{Fund: f.fund, Compartment: "root", Restriction: fund.Restriction{Kind: fund.Endowment, Wording: "quỹ gốc"}},
			fund.OpenCompartment{Fund: f.fund, Compartment: "root-income", Restriction: fund.Restriction{Kind: fund.Income, Endowment: "root"}},
			fund.OpenCompartment{Fund: f.fund, Compartment: "office", Restriction: fund.Restriction{Kind: fund.Administration}})
	}
	return commands
}

// last is the id of the n-th last accepted command: what it made is known by that id.
func (b *book) last(n int) uuid.UUID { return id(int(b.number) - n) }

func (b *book) fundState(f uuid.UUID) *fund.Fund { return b.State(fund.StreamOf(f)).(*fund.Fund) }

func (b *book) free(f uuid.UUID, compartment string) int64 {
	return b.fundState(f).Compartments[compartment].Free.Len()
}

// last is the id of the n-th last command that was given.
type last = func(n int) uuid.UUID

// refusal is a rule told by what it forbids.
type refusal struct {
	given []ledger.Command
	when  func(last) ledger.Command
	code  domain.Code
	field string
	says  string
}

func (tt refusal) check(t *testing.T) {
	t.Helper()
	b := village(t, tt.given...)
	before := b.fundState(quỹXã).Clone()
	_, err := b.do(tt.when(b.last))
	refused, ok := errors.AsType[*domain.Error](err)
	if !ok {
		t.Fatalf("not refused: %v", err)
	}
	if refused.Code != tt.code || (tt.field != "" && !slices.Contains(refused.Fields, tt.field)) || !strings.Contains(refused.Message, tt.says) {
		t.Errorf("refused with %s %q on %v; want %s on %q saying %q", refused.Code, refused.Message, refused.Fields, tt.code, tt.field, tt.says)
	}
	if !same(before, b.fundState(quỹXã)) {
		t.Error("the refusal changed the state")
	}
}

func TestRefusals(t *testing.T) {
	for name, tt := range map[string]refusal{
		"a donation of nothing": {
			when: func(last) ledger.Command { return giving(đồng(0)) },
			code: domain.Invalid, field: "amount"},
		"a donation of less than nothing": {
			when: func(last) ledger.Command { return giving(đồng(-5)) },
			code: domain.Invalid, field: "amount", says: "-5 đ is not more than nothing"},
		"a currency that is not known": {
			when: func(last) ledger.Command { return giving(money.Money{Minor: 5, Currency: "XXX"}) },
			code: domain.Invalid, field: "amount"},
		"dollars in a đồng box": {
			when: func(last) ledger.Command { return giving(usd(500), into("unrestricted-usd", usd(500))) },
			code: domain.Invalid, field: "place", says: `"cash" holds VND, not USD`},
		"lines in two currencies": {
			when: func(last) ledger.Command { return giving(đồng(500), into("unrestricted", usd(500))) },
			code: domain.Invalid, field: "lines[0].amount"},
		"lines that do not add up": {
			when: func(last) ledger.Command {
				return giving(đồng(500), into("unrestricted", đồng(300)), into("storm", đồng(199)))
			},
			code: domain.Invalid, field: "lines", says: "the lines add up to 499 đ, the donation is 500 đ"},
		"two lines to one compartment": {
			when: func(last) ledger.Command {
				return giving(đồng(2), into("storm", đồng(1)), into("storm", đồng(1)))
			},
			code: domain.Invalid, field: "lines[1].compartment"},
		"a compartment that is not there": {
			when: func(last) ledger.Command { return giving(đồng(500), into("strom", đồng(500))) },
			code: domain.NotFound, field: "lines[0].compartment"},
		"a donor that nobody registered": {
			when: func(last) ledger.Command { c := giving(đồng(5)); c.Donor = id(-999); return c },
			code: domain.NotFound, field: "donor"},
		"a donation from tomorrow": {
			when: func(last) ledger.Command { c := giving(đồng(5)); c.Booked = ngày("2024-11-21"); return c },
			code: domain.Invalid, field: "booked"},
		"one đồng too many": {
			given: []ledger.Command{giving(đồng(1_000_000))},
			when:  func(last) ledger.Command { return paying(đồng(1_000_001)) },
			code:  domain.Violation, says: "1.000.001 đ is to leave \"cash\", which holds 1.000.000 đ"},
		"more than is free, though the box would have it": {
			given: []ledger.Command{giving(đồng(1_000_000)), giving(đồng(50), into("storm", đồng(50)))},
			when:  func(last) ledger.Command { return paying(đồng(1_000_001)) },
			code:  domain.Violation, field: "amount", says: `1.000.001 đ is asked, 1.000.000 đ is free in "unrestricted"`},
		"what is reserved for another": {
			given: []ledger.Command{giving(đồng(100)), fund.Reserve{Fund: quỹXã, Amount: đồng(60), Recipient: bình, Approver: "chủ tịch"}},
			when:  func(last) ledger.Command { return paying(đồng(41)) },
			code:  domain.Violation, says: "40 đ is available"},
		"a reservation paid to another": {
			given: []ledger.Command{giving(đồng(100)), fund.Reserve{Fund: quỹXã, Amount: đồng(60), Recipient: bình, Approver: "chủ tịch"}},
			when:  func(l last) ledger.Command { c := paying(đồng(60)); c.Reservation = l(0); return c },
			code:  domain.Violation, field: "reservation"},
		"endowment principal": {
			given: []ledger.Command{giving(đồng(100), into("root", đồng(100)))},
			when:  func(last) ledger.Command { return paying(đồng(1), "root") },
			code:  domain.Violation, field: "from[0].compartment", says: "principal"},
		"endowment principal, sent away": {
			given: []ledger.Command{giving(đồng(100), into("root", đồng(100)))},
			when: func(last) ledger.Command {
				return fund.Send{Fund: quỹXã, To: quỹHuyện, Compartment: "root", Amount: đồng(1), Basis: "x", Place: "cash"}
			},
			code: domain.Violation, field: "compartment"},
		"one child's money for another": {
			given: []ledger.Command{giving(đồng(100), into("an", đồng(100)))},
			when:  func(last) ledger.Command { c := paying(đồng(1), "an"); c.Recipient = bình; return c },
			code:  domain.Violation, field: "from[0].compartment"},
		"a purpose's money for the bank's fee": {
			given: []ledger.Command{giving(đồng(100), into("storm", đồng(100)))},
			when: func(last) ledger.Command {
				return fund.Charge{Fund: quỹXã, Kind: fund.Fee, Amount: đồng(1), Compartment: "storm", Place: "cash"}
			},
			code: domain.Violation, field: "compartment"},
		"a purpose's money for a feast": {
			given: []ledger.Command{giving(đồng(100), into("storm", đồng(100)))},
			when: func(last) ledger.Command {
				return fund.Pay{Fund: quỹXã, Kind: fund.ProgrammeCost, Amount: đồng(1), From: []fund.AskedShare{{Compartment: "storm"}}, Place: "cash"}
			},
			code: domain.Violation, says: "does not name programme costs"},
		"a donation reversed twice": {
			given: []ledger.Command{giving(đồng(100)), fund.Reverse{Fund: quỹXã, Donation: id(24), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"}},
			when: func(l last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: l(1), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"}
			},
			code: domain.Conflict, field: "donation"},
		"a spent donation, without cover": {
			given: []ledger.Command{giving(đồng(100)), paying(đồng(30)), giving(đồng(100))},
			when: func(l last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: l(2), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch"}
			},
			code: domain.Violation, field: "cover", says: "30 đ of the donation has been spent"},
		"a spent donation that only its own đồng could cover": {
			given: []ledger.Command{giving(đồng(100)), paying(đồng(30)), giving(đồng(100), into("unrestricted", đồng(29)), into("storm", đồng(71)))},
			when: func(l last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: l(2), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch", Cover: true}
			},
			code: domain.Violation, field: "cover"},
		"a donation covered by its own đồng, which came back by transfer, filled a deficit and came back again": {
			given: []ledger.Command{giving(đồng(10)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(10), Place: "cash"},
				fund.Accept{Fund: quỹHuyện, Transfer: id(25), Place: "cash"}, fund.Charge{Fund: quỹXã, Kind: fund.Seizure, Amount: đồng(10), Place: "bank"},
				fund.Send{Fund: quỹHuyện, To: quỹXã, Amount: đồng(10), Place: "cash"}, fund.Accept{Fund: quỹXã, Transfer: id(28), Place: "cash"},
				fund.Return{Fund: quỹXã, Payout: id(27), Place: "bank"}},
			when: func(last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: id(24), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch", Cover: true}
			},
			code: domain.Violation, field: "cover", says: "0 đ is available"},
		"a donation covered by its own đồng, which came back by transfer and were re-designated": {
			given: []ledger.Command{giving(đồng(10)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(10), Purpose: "bão", Place: "cash"},
				fund.Accept{Fund: quỹHuyện, Transfer: id(25), Compartment: "bao", Place: "cash"},
				fund.Send{Fund: quỹHuyện, To: quỹXã, Compartment: "bao", Amount: đồng(10), Basis: "thoả thuận", Place: "cash"},
				fund.Accept{Fund: quỹXã, Transfer: id(27), Compartment: "bao", Place: "cash"},
				fund.Redesignate{Fund: quỹXã, Compartment: "bao", Into: "unrestricted", Basis: fund.ClosingRule, Clause: "Điều 4", Reason: "hết bão", Approver: "chủ tịch"}},
			when: func(last) ledger.Command {
				return fund.Reverse{Fund: quỹXã, Donation: id(24), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch", Cover: true}
			},
			code: domain.Violation, field: "cover", says: "0 đ is available"},
		"a transfer accepted twice": {
			given: []ledger.Command{giving(đồng(100)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(40), Place: "cash"},
				fund.Accept{Fund: quỹHuyện, Transfer: id(25), Place: "cash"}},
			when: func(l last) ledger.Command { return fund.Accept{Fund: quỹHuyện, Transfer: l(1), Place: "cash"} },
			code: domain.Conflict, field: "transfer"},
		"a transfer accepted by another": {
			given: []ledger.Command{giving(đồng(100)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(40), Place: "cash"}},
			when:  func(l last) ledger.Command { return fund.Accept{Fund: quỹXã, Transfer: l(0), Place: "cash"} },
			code:  domain.NotFound, field: "transfer"},
		"bound money put where it is not bound": {
			given: []ledger.Command{giving(đồng(100)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(40), Purpose: "lũ", Place: "cash"}},
			when: func(l last) ledger.Command {
				return fund.Accept{Fund: quỹHuyện, Transfer: l(0), Compartment: "unrestricted", Place: "cash"}
			},
			code: domain.Violation, field: "compartment"},
		"a receiver who restricts free money": {
			given: []ledger.Command{giving(đồng(100)), fund.Send{Fund: quỹXã, To: quỹHuyện, Amount: đồng(40), Place: "cash"}},
			when: func(l last) ledger.Command {
				return fund.Accept{Fund: quỹHuyện, Transfer: l(0), Compartment: "storm", Place: "cash"}
			},
			code: domain.Violation, says: "only a donor can restrict"},
		"restricted money sent for no reason": {
			given: []ledger.Command{giving(đồng(100), into("storm", đồng(100)))},
			when: func(last) ledger.Command {
				return fund.Send{Fund: quỹXã, To: quỹHuyện, Compartment: "storm", Amount: đồng(40), Place: "cash"}
			},
			code: domain.Violation, field: "basis"},
		"a booking in a closed period": {
			given: []ledger.Command{closing("2024-10-31")},
			when:  func(last) ledger.Command { c := giving(đồng(5)); c.Booked = ngày("2024-10-31"); return c },
			code:  domain.Violation, field: "booked", says: "closed until 31/10/2024"},
		"a period that has not ended": {
			when: func(last) ledger.Command { return closing("2024-11-20") },
			code: domain.Invalid, field: "until"},
		"a close with an uncounted box": {
			when: func(last) ledger.Command { c := closing("2024-10-31"); c.Counts = c.Counts[1:]; return c },
			code: domain.Invalid, field: "counts"},
		"a close with a difference that nobody signed": {
			given: []ledger.Command{booked(giving(đồng(100)), "2024-10-30")},
			when:  func(last) ledger.Command { return closing("2024-10-31") },
			code:  domain.Violation, field: "signed", says: "the books have 100 đ in \"cash\", 0 đ was counted"},
		"interest on an endowment without a compartment for its income": {
			given: []ledger.Command{fund.OpenCompartment{Fund: quỹXã, Compartment: "root2", Restriction: fund.Restriction{Kind: fund.Endowment, Wording: "gốc"}}},
			when: func(last) ledger.Command {
				return fund.ReceiveInterest{Fund: quỹXã, Of: "root2", Amount: đồng(5), Place: "bank"}
			},
			code: domain.Violation, field: "of"},
		"more than an unexplained line": {
			given: []ledger.Command{fund.ReceiveUnidentified{Fund: quỹXã, Amount: đồng(50), Place: "bank"}},
			when:  func(l last) ledger.Command { c := giving(đồng(51)); c.Unidentified, c.Place = l(0), ""; return c },
			code:  domain.Violation, field: "amount"},
		"a code with a space": {
			when: func(last) ledger.Command {
				return fund.OpenPlace{Fund: quỹXã, Place: "my box", Kind: fund.Cash, Name: "x"}
			},
			code: domain.Invalid, field: "place"},
		"a text with a line break": {
			when: func(last) ledger.Command { c := giving(đồng(5)); c.Campaign = "a\nb"; return c },
			code: domain.Invalid, field: "campaign"},
		"a batch without a reason that is not what was counted": {
			when: func(last) ledger.Command { return unlike(5, 6, "") },
			code: domain.Invalid, field: "override.reason"},
		"a batch that is what was counted": {
			when: func(last) ledger.Command { return unlike(5, 5, "vì sao") },
			code: domain.Invalid, field: "override.reason", says: "is what was counted"},
		"a batch of less than the donation that begins it": {
			when: func(last) ledger.Command { c := unlike(5, 6, "thiếu"); c.Override.Sum = đồng(4); return c },
			code: domain.Invalid, field: "override.sum"},
		"a batch counted in another currency": {
			when: func(last) ledger.Command {
				c := unlike(5, 6, "thiếu")
				dollars := usd(6)
				c.Override.CountedSum = &dollars
				return c
			},
			code: domain.Invalid, field: "override.counted_sum"},
		"a fund that is not there": {
			when: func(last) ledger.Command { c := giving(đồng(5)); c.Fund = id(-998); return c },
			code: domain.NotFound, field: "fund"},
	} {
		t.Run(name, tt.check)
	}
}

// unlike is a donation that begins a batch of which less or more was counted.
func unlike(amount, counted int64, reason string) ledger.ReceiveDonation {
	c, one, sum := giving(đồng(amount)), int64(1), đồng(counted)
	c.Override = &fund.BatchOverride{Batch: id(-900), Donations: 1, Sum: đồng(amount), Counted: &one, CountedSum: &sum, Reason: reason}
	return c
}

// TestBatchOverridden: why a batch is posted stands in the entry of its first donation, and moves no đồng.
func TestBatchOverridden(t *testing.T) {
	b := village(t)
	if _, err := b.do(unlike(500, 600, "tờ 100 rách")); err != nil {
		t.Fatal(err)
	}
	one, counted := int64(1), int64(600)
	want := fund.BatchOverridden{Batch: id(-900), Currency: money.VND, Donations: 1, Amount: 500, Counted: &one, CountedAmount: &counted, Reason: "tờ 100 rách"}
	events := b.entries[b.last(0)].Changes[0].Events
	if diff := cmp.Diff([]domain.Event{events[0], want}, events); diff != "" || b.free(quỹXã, "unrestricted") != 500 {
		t.Errorf("%d are free, the entry has (-want +got):\n%s", b.free(quỹXã, "unrestricted"), diff)
	}
}

func closing(until string) fund.Close {
	return fund.Close{Fund: quỹXã, Until: ngày(until), Counts: []fund.AskedCount{
		{Place: "bank", Counted: đồng(0)}, {Place: "cash", Counted: đồng(0)}, {Place: "usd", Counted: usd(0)}}}
}

func booked(c ledger.ReceiveDonation, day string) ledger.ReceiveDonation {
	c.Booked = ngày(day)
	return c
}
