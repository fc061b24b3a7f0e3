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
	"sovang/domain/pledge"
)

var (
	hứa, hứaKhác = id(-301), id(-302)
	making       = ledger.MakePledge{Pledge: hứa, Donor: donor, Fund: quỹXã, Amount: đồng(900), Due: ngày("2024-12-01")}
	quarterly    = ledger.MakePledge{Pledge: hứa, Donor: donor, Fund: quỹXã, Kind: pledge.Instalments, Amount: đồng(1_000), Count: 3, Months: 3, Due: ngày("2024-12-01")}
)

func pledging(c ledger.MakePledge, change func(*ledger.MakePledge)) ledger.MakePledge {
	change(&c)
	return c
}

func (b *book) pledged(p uuid.UUID) *pledge.Pledge {
	return b.State(pledge.StreamOf(p)).(*pledge.Pledge)
}

func TestPledgesThatAreRefused(t *testing.T) {
	another := pledging(making, func(c *ledger.MakePledge) { c.Pledge = hứaKhác })
	three := func(amounts ...money.Money) func(*ledger.MakePledge) {
		return func(c *ledger.MakePledge) {
			c.Count, c.Months = 0, 0
			for i, a := range amounts {
				c.Instalments = append(c.Instalments, ledger.AskedInstalment{Due: c.Due + domain.Date(i), Amount: a})
			}
		}
	}
	for name, tt := range map[string]struct {
		given []ledger.Command
		when  func(last func(int) uuid.UUID) ledger.Command
		code  domain.Code
		field string
		says  string
	}{
		"counted and named": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, func(c *ledger.MakePledge) { c.Instalments = make([]ledger.AskedInstalment, 2) })
		}, code: domain.Invalid, field: "count"},
		"counted without end": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, func(c *ledger.MakePledge) { c.Count = 1 << 40 })
		}, code: domain.Invalid, field: "instalments"},
		"counted without months": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, func(c *ledger.MakePledge) { c.Months = 0 })
		}, code: domain.Invalid, field: "months"},
		"counted without a first day": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, func(c *ledger.MakePledge) { c.Due = 0 })
		}, code: domain.Invalid, field: "due"},
		"months without a count": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, func(c *ledger.MakePledge) { c.Count, c.Instalments = 0, make([]ledger.AskedInstalment, 2) })
		}, code: domain.Invalid, field: "count"},
		"some with an amount and some without": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, three(đồng(1), money.Money{}))
		}, code: domain.Invalid, field: "instalments"},
		"instalments that add up to something else": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, three(đồng(500), đồng(499)))
		}, code: domain.Invalid, field: "instalments", says: "add up to 999 đ, the pledge is 1.000 đ"},
		"instalments in two currencies": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, three(đồng(500), usd(500)))
		}, code: domain.Invalid, field: "instalments[1].amount"},
		"instalments beyond all bounds": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, three(đồng(money.Max), đồng(money.Max)))
		}, code: domain.Invalid, field: "instalments[1].amount"},
		"two đồng in three parts": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(quarterly, func(c *ledger.MakePledge) { c.Amount = đồng(2) })
		}, code: domain.Invalid, field: "amount"},
		"instalments of a one-off pledge": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(making, func(c *ledger.MakePledge) { c.Count = 2 })
		}, code: domain.Invalid, field: "kind"},
		"a code that is none": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(making, func(c *ledger.MakePledge) { c.Code = "KH7QX4M3" })
		}, code: domain.Invalid, field: "code"},
		"a code that another pledge has": {given: []ledger.Command{pledging(another, func(c *ledger.MakePledge) { c.Code = "KH7QX4M2" })},
			when: func(func(int) uuid.UUID) ledger.Command {
				return pledging(making, func(c *ledger.MakePledge) { c.Code = "kh7q-x4m2" })
			}, code: domain.Conflict, field: "code", says: "KH7QX4M2"},
		"a campaign that nobody opened": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(making, func(c *ledger.MakePledge) { c.Campaign = "XUAN-2024" })
		}, code: domain.NotFound, field: "campaign"},
		"a slot that is not there": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(making, func(c *ledger.MakePledge) { c.Slot = id(-999) })
		}, code: domain.NotFound, field: "slot"},
		"a slot and a compartment": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(making, func(c *ledger.MakePledge) { c.Slot, c.Compartment = id(-999), "storm" })
		}, code: domain.Invalid, field: "slot"},
		"nobody": {when: func(func(int) uuid.UUID) ledger.Command {
			return pledging(making, func(c *ledger.MakePledge) { c.Donor = uuid.Nil })
		}, code: domain.Invalid, field: "donor"},

		"counted by a code that is another's": {given: []ledger.Command{pledging(making, func(c *ledger.MakePledge) { c.Code = "KH7QX4M2" }), giving(đồng(900))},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.ApplyPayment{Pledge: hứa, Donation: last(0), Basis: pledge.ByReference, Code: "KHB3T9WR"}
			}, code: domain.Conflict, field: "code"},
		"counted by a code that nobody says": {given: []ledger.Command{making, giving(đồng(900))},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.ApplyPayment{Pledge: hứa, Donation: last(0), Basis: pledge.ByReference}
			}, code: domain.Invalid, field: "code"},
		"counted on a basis that is none": {given: []ledger.Command{making, giving(đồng(900))},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.ApplyPayment{Pledge: hứa, Donation: last(0), Basis: "horoscope"}
			}, code: domain.Invalid, field: "basis"},
		"the same amount of somebody else": {given: []ledger.Command{quarterly, ledger.ReceiveDonation{Receive: fund.Receive{Fund: quỹXã, Donor: an, Amount: đồng(333), Place: "cash"}}},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.ApplyPayment{Pledge: hứa, Donation: last(0), Instalment: 1, Basis: pledge.BySame}
			}, code: domain.Violation, field: "donation"},
		"the same amount, but it is another": {given: []ledger.Command{quarterly, giving(đồng(334))},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.ApplyPayment{Pledge: hứa, Donation: last(0), Instalment: 1, Basis: pledge.BySame}
			}, code: domain.Conflict, field: "instalment"},
		"moved from where it is not": {given: []ledger.Command{quarterly, pledging(another, func(*ledger.MakePledge) {}), giving(đồng(333))},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.MovePayment{Donation: last(0), From: hứa, To: hứaKhác, Reason: "nhầm"}
			}, code: domain.NotFound, field: "donation"},
		"moved to where it is": {given: []ledger.Command{quarterly, pledgeGiving(đồng(333), hứa)},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.MovePayment{Donation: last(0), From: hứa, To: hứa, Reason: "nhầm"}
			}, code: domain.Invalid, field: "to_instalment"},
		"moved to a pledge of another fund": {given: []ledger.Command{quarterly, pledging(another, func(c *ledger.MakePledge) { c.Fund = quỹHuyện }), pledgeGiving(đồng(333), hứa)},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.MovePayment{Donation: last(0), From: hứa, To: hứaKhác, Reason: "nhầm"}
			}, code: domain.Violation, field: "to"},
		"moved without a reason": {given: []ledger.Command{quarterly, pledgeGiving(đồng(333), hứa)},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.MovePayment{Donation: last(0), From: hứa, To: hứa, ToInstalment: 2}
			}, code: domain.Invalid, field: "reason"},
		"more taken back than there is": {given: []ledger.Command{quarterly, pledgeGiving(đồng(333), hứa)},
			when: func(last func(int) uuid.UUID) ledger.Command {
				return ledger.UnapplyPayment{Pledge: hứa, Donation: last(0), Amount: đồng(334), Reason: "nhầm"}
			}, code: domain.Violation, field: "amount"},
		"written off by who asks": {given: []ledger.Command{making},
			when: func(func(int) uuid.UUID) ledger.Command {
				return ledger.WriteOffPledge{Pledge: hứa, Reason: "x", Approver: " THỦ  quỹ"}
			}, code: domain.Denied, field: "approver"},
		"written off tomorrow": {given: []ledger.Command{making},
			when: func(func(int) uuid.UUID) ledger.Command {
				return ledger.WriteOffPledge{Pledge: hứa, Reason: "x", Approver: "chủ tịch", On: ngày("2024-11-21")}
			}, code: domain.Invalid, field: "on"},
		"received by the code of another pledge": {given: []ledger.Command{making},
			when: func(func(int) uuid.UUID) ledger.Command {
				c := pledgeGiving(đồng(5), hứa)
				c.Basis, c.PledgeCode = pledge.ByReference, "KHB3T9WR"
				return c
			}, code: domain.Conflict, field: "code"},
	} {
		t.Run(name, func(t *testing.T) {
			b := village(t, tt.given...)
			_, err := b.do(tt.when(b.last))
			refusal, ok := errors.AsType[*domain.Error](err)
			if !ok || refusal.Code != tt.code || !slices.Contains(refusal.Fields, tt.field) || !strings.Contains(refusal.Message, tt.says) {
				t.Errorf("got %v, want %q on %q that says %q", err, tt.code, tt.field, tt.says)
			}
		})
	}
}

func pledgeGiving(amount money.Money, p uuid.UUID) ledger.ReceiveDonation {
	c := giving(amount)
	c.Pledge = p
	return c
}

func TestPledgesThatAreMade(t *testing.T) {
	b := village(t, quarterly)
	made := b.pledged(hứa)
	if got := made.Plan.Instalments; len(got) != 3 || got[0].Amount != 333 || got[2].Amount != 334 || got[1].Due.ISO() != "2025-03-01" || got[2].Due.ISO() != "2025-06-01" {
		t.Errorf("three a quarter apart, the last with the remainder: %+v", got)
	}
	if owner := b.State(domain.Stream("code/pledge/" + made.Code)); made.Code == "" || !pledge.ValidCode(made.Code) || owner == nil {
		t.Errorf("no code of its own: %q", made.Code)
	}
	// Somebody has taken the code that would have been its own: it gets the next one.
	b = village(t, pledging(making, func(c *ledger.MakePledge) { c.Pledge, c.Code = hứaKhác, pledge.CodeFor(hứa, 0) }), making)
	if got := b.pledged(hứa).Code; got != pledge.CodeFor(hứa, 1) {
		t.Errorf("the code is %s, want the second of its own", got)
	}
	// Amounts given one by one need no total.
	b = village(t, pledging(quarterly, func(c *ledger.MakePledge) {
		c.Amount, c.Count, c.Months, c.Due = money.Money{}, 0, 0, 0
		c.Instalments = []ledger.AskedInstalment{{Due: ngày("2024-12-01"), Amount: đồng(10)}, {Due: ngày("2025-01-01"), Amount: đồng(20)}}
	}))
	if p := b.pledged(hứa).Plan; p.Amount != 30 || p.Due.ISO() != "2024-12-01" {
		t.Errorf("got %+v", p)
	}
}

// TestMoneyKeepsThePledgesWall: a donation that keeps a pledge and says nothing else goes where the pledge goes, also what is more than was
// pledged; and however it is counted, moved and taken back, no đồng and no receipt is touched.
func TestMoneyKeepsThePledgesWall(t *testing.T) {
	b := village(t, pledging(making, func(c *ledger.MakePledge) { c.Compartment = "storm" }), pledging(quarterly, func(c *ledger.MakePledge) { c.Pledge = hứaKhác }))
	gift := pledgeGiving(đồng(1_200), hứa)
	gift.Basis, gift.PledgeCode = pledge.ByReference, b.pledged(hứa).Code
	if _, err := b.do(gift); err != nil {
		t.Fatal(err)
	}
	donation := b.last(0)
	if b.free(quỹXã, "storm") != 1_200 || b.free(quỹXã, "unrestricted") != 0 {
		t.Error("the donation did not go where the pledge goes")
	}
	if at := b.pledged(hứa).At(ngày("2024-11-20")); at.Paid != 1_200 || at.Over != 300 || at.State != pledge.Fulfilled {
		t.Errorf("got %+v", at)
	}
	before := b.fundState(quỹXã).Clone()
	for _, c := range []ledger.Command{
		ledger.MovePayment{Donation: donation, From: hứa, To: hứaKhác, Amount: đồng(400), Reason: "của năm sau"},
		ledger.MovePayment{Donation: donation, From: hứaKhác, FromInstalment: 1, To: hứaKhác, ToInstalment: 3, Reason: "đợt cuối"},
		ledger.UnapplyPayment{Pledge: hứaKhác, Donation: donation, Instalment: 2, Amount: đồng(7), Reason: "nhầm"},
	} {
		if _, err := b.do(c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	payment := b.State(pledge.PaymentOf(donation)).(*pledge.Payment)
	if payment.Towards[hứa] != 800 || payment.Towards[hứaKhác] != 393 || b.pledged(hứa).From(donation) != 800 || b.pledged(hứaKhác).From(donation) != 393 {
		t.Errorf("the donation says %v, the pledges %d and %d", payment.Towards, b.pledged(hứa).From(donation), b.pledged(hứaKhác).From(donation))
	}
	if lacks, _ := b.pledged(hứaKhác).LacksIn(3); lacks != 1 {
		t.Errorf("the last instalment lacks %d", lacks)
	}
	if diff := cmp.Diff(before, domain.State(b.fundState(quỹXã))); diff != "" {
		t.Errorf("counting touched the fund:\n%s", diff)
	}
	if _, err := b.do(fund.Redate{Fund: quỹXã, Document: donation, Booked: ngày("2024-11-01"), Reason: "sao kê ghi 01/11", Approver: "chủ tịch"}); err != nil {
		t.Fatal(err)
	}
	if at := b.pledged(hứa); at.From(donation) != 800 || at.Applied[0].Booked != ngày("2024-11-01") || at.Applied[0].Basis != pledge.ByReference {
		t.Errorf("a re-dated donation is counted as %+v", at.Applied)
	}
}
