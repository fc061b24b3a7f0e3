package ledger_test

import (
	"slices"
	"testing"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
)

func (d *diary) slot(name string) *sponsorship.Slot {
	return d.State(sponsorship.StreamOf(word(name))).(*sponsorship.Slot)
}

// What a slot is told of a donation that came on another day than was thought.
func TestAPaymentGetsTheDayOfItsDonation(t *testing.T) {
	redate := func(document string, booked domain.Date) fund.Redate {
		return fund.Redate{Fund: word("fund"), Document: word(document), Booked: booked, Reason: "sao kê ghi ngày khác", Approver: "chủ tịch"}
	}
	bookedOn := func(g ledger.ReceiveDonation, day domain.Date) ledger.ReceiveDonation {
		g.Booked = day
		return g
	}
	for title, tt := range map[string]struct {
		given []ledger.Command
		when  fund.Redate
		then  []domain.Date // the booking days of the slot's payments
		paid  map[domain.Date]int64
	}{
		"earlier": {[]ledger.Command{giftOf("donor", "slot", 500_000)}, redate("given 0", day0-7), []domain.Date{day0 - 7},
			map[domain.Date]int64{day0 - 8: 0, day0 - 7: 500_000, day0: 500_000}},
		"later": {[]ledger.Command{bookedOn(giftOf("donor", "slot", 500_000), day0-7)}, redate("given 0", day0-2), []domain.Date{day0 - 2},
			map[domain.Date]int64{day0 - 7: 0, day0 - 2: 500_000}},
		"a second time": {[]ledger.Command{giftOf("donor", "slot", 500_000), redate("given 0", day0-7)}, redate("given 0", day0-3), []domain.Date{day0 - 3},
			map[domain.Date]int64{day0 - 7: 0, day0 - 3: 500_000}},
		"what is left after a refund": {[]ledger.Command{giftOf("donor", "slot", 500_000), refunding("given 0", 200_000)}, redate("given 0", day0-7),
			[]domain.Date{day0 - 7}, map[domain.Date]int64{day0 - 7: 300_000}},
		"another's stays": {[]ledger.Command{giftOf("donor", "slot", 500_000), giftOf("second donor", "slot", 100_000)}, redate("given 1", day0-7),
			[]domain.Date{day0, day0 - 7}, map[domain.Date]int64{day0 - 1: 100_000, day0: 600_000}},
		"the day it was given, alone": {[]ledger.Command{giftOf("donor", "slot", 500_000)},
			fund.Redate{Fund: word("fund"), Document: word("given 0"), Given: day0 - 7, Reason: "x", Approver: "chủ tịch"}, []domain.Date{day0},
			map[domain.Date]int64{day0 - 1: 0}},
	} {
		t.Run(title, func(t *testing.T) {
			d := sponsored(t)
			d.must("take", taking("slot", "donor", sponsorship.Wish{}))
			for i, c := range tt.given {
				d.must("given "+string(rune('0'+i)), c)
			}
			d.must("redate", tt.when)
			s := d.slot("slot")
			var days []domain.Date
			for _, p := range s.Payments {
				days = append(days, p.Booked)
			}
			if !slices.Equal(days, tt.then) {
				t.Errorf("paid on %v, want %v", days, tt.then)
			}
			for day, want := range tt.paid {
				if got := s.Standing(s.Live, day).Paid; got != want {
					t.Errorf("on %s %d is paid, want %d", day, got, want)
				}
			}
		})
	}
}

func refunding(donation string, amount int64) fund.Refund {
	return fund.Refund{Fund: word("fund"), Donation: word(donation), Amount: money.Dong(amount), Place: "cash", Reason: "xin lại", Approver: "chủ tịch"}
}

// What two slots count when money that came to the second one, by the wish of a sponsor whose child left or by a donor's consent, goes.
func TestWhatWentIsCountedNowhere(t *testing.T) {
	consent := func(donation, from, into string, amount int64) fund.Redesignate {
		return fund.Redesignate{Fund: word("fund"), Donation: word(donation), Compartment: from, Into: into, Amount: money.Dong(amount), Basis: fund.DonorConsent,
			Reason: "người tặng đồng ý", Approver: "chủ tịch"}
	}
	reversing := func(donation string, amount int64) fund.Reverse {
		c := fund.Reverse{Fund: word("fund"), Donation: word(donation), Cause: fund.KeyingError, Reason: "nhầm", Approver: "chủ tịch", Cover: true}
		if amount > 0 {
			c.Amount = money.Dong(amount)
		}
		return c
	}
	bounced := func(donation string) fund.Reverse {
		return fund.Reverse{Fund: word("fund"), Donation: word(donation), Cause: fund.Bounced, Reason: "ngân hàng trả lại"}
	}
	free := func(amount int64) ledger.ReceiveDonation {
		g := giftOf("donor", "slot", amount)
		g.Lines = nil
		return g
	}
	carried := []ledger.Command{giftOf("donor", "slot", 600_000), payout("child", "slot", "slot-S24-1", 200_000), giftOf("donor", "slot", 100_000), // 600,000 and 100,000 given, 500,000 left
		ledger.ExitChild{Child: word("child"), Reason: "chuyển tỉnh", Offers: []ledger.Offer{{Slot: word("slot"), Next: word("slot 2")}}}, taking("slot 2", "donor", sponsorship.Wish{})}
	took2 := taking("slot 2", "donor", sponsorship.Wish{})
	for title, tt := range map[string]struct {
		given        []ledger.Command
		paid, paid2  int64 // counted as payments, in the first and in the second slot
		over2, stand int64 // what of the carried stands in the second slot, and all that is paid there
	}{
		"nothing":                            {carried, 700_000, 0, 500_000, 500_000},
		"a carried gift is reversed":         {append(carried, reversing("given 2", 0)), 600_000, 0, 400_000, 400_000},
		"a part of a carried gift":           {append(carried, refunding("given 0", 150_000)), 550_000, 0, 350_000, 350_000},
		"a gift of which only a part was":    {append(carried, free(900_000), reversing("given 0", 0)), 100_000, 0, 100_000, 100_000},
		"what was carried and spent bounces": {append(carried, payout("second child", "slot 2", "slot-S24-2", 500_000), bounced("given 2")), 600_000, 0, 400_000, 400_000},
		"what was spent at the first alone":  {append(carried, reversing("given 0", 400_000), free(900_000), reversing("given 0", 0)), 100_000, 0, 100_000, 100_000},
		"new money of the second stays":      {append(carried, giftOf("donor", "slot 2", 50_000), reversing("given 2", 0)), 600_000, 50_000, 400_000, 450_000},
		"the donor takes it elsewhere":       {append(carried, consent("given 2", "slot-S24-2", "sach-vo", 60_000)), 700_000, 0, 440_000, 440_000},
		"elsewhere, and then it is reversed": {append(carried, consent("given 2", "slot-S24-2", "sach-vo", 60_000), reversing("given 2", 0)), 600_000, 0, 400_000, 400_000},
		"from slot to slot by consent":       {[]ledger.Command{giftOf("donor", "slot", 500_000), took2, giftOf("donor", "slot 2", 1), consent("given 0", "slot-S24-1", "slot-S24-2", 200_000)}, 300_000, 200_001, 0, 200_001},
		"from slot to slot, and half of that is given back": {[]ledger.Command{giftOf("donor", "slot", 500_000), took2, giftOf("donor", "slot 2", 1), consent("given 0", "slot-S24-1", "slot-S24-2", 200_000),
			refunding("given 0", 100_000)}, 200_000, 200_001, 0, 200_001},
		"from slot to slot, and all of it is given back": {[]ledger.Command{giftOf("donor", "slot", 500_000), took2, giftOf("donor", "slot 2", 1), consent("given 0", "slot-S24-1", "slot-S24-2", 200_000),
			refunding("given 0", 500_000)}, 0, 1, 0, 1},
		"to the slot by consent, then to the next child": {[]ledger.Command{free(500_000), giftOf("donor", "slot", 1), consent("given 0", "unrestricted", "slot-S24-1", 300_000), carried[3], carried[4]},
			300_001, 0, 300_001, 300_001},
		"to the slot by consent, to the next child, and back": {[]ledger.Command{free(500_000), giftOf("donor", "slot", 1), consent("given 0", "unrestricted", "slot-S24-1", 300_000), carried[3], carried[4],
			refunding("given 0", 500_000)}, 1, 0, 1, 1},
	} {
		t.Run(title, func(t *testing.T) {
			d := sponsored(t)
			d.must("take", taking("slot", "donor", sponsorship.Wish{Rest: sponsorship.ToNextChild}))
			for i, c := range tt.given {
				d.must("given "+string(rune('0'+i)), c)
			}
			sum := func(s *sponsorship.Slot) (n int64) {
				for _, p := range s.Payments {
					n += p.Amount
				}
				return n
			}
			first, second := d.slot("slot"), d.slot("slot 2")
			over := int64(0)
			for _, c := range second.Carried {
				over += c.Stands()
			}
			if stand := second.Standing(second.Live, day0).Paid; sum(first) != tt.paid || sum(second) != tt.paid2 || over != tt.over2 || stand != tt.stand {
				t.Errorf("paid %d and %d, %d of the carried stands, %d in all; want %d, %d, %d, %d", sum(first), sum(second), over, stand, tt.paid, tt.paid2, tt.over2, tt.stand)
			}
		})
	}
}

func TestAWishIsCarriedOver(t *testing.T) {
	d := sponsored(t)
	d.must("take", taking("slot", "donor", sponsorship.Wish{Rest: sponsorship.ToNextChild}))
	d.must("take 2", taking("slot 2", "donor", sponsorship.Wish{}))
	d.must("gift", giftOf("donor", "slot", 100_000))
	d.must("gift 2", giftOf("donor", "slot 2", 100_000))
	d.refuses("as if it were a purpose", "x", fund.Redesignate{Fund: word("fund"), Compartment: "slot-S24-1", Into: "slot-S24-2", Basis: fund.SignedWish, Clause: "cho em khác",
		Reason: "em đã thôi", Approver: "chủ tịch"}, domain.Violation, "into")
}
