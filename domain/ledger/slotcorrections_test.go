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
