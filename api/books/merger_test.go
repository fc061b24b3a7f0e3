package books_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/domain/unit"
	"sovang/projections"
)

// given lets somebody give to a fund, free or behind a wall.
func (y *year) given(to, donor string, n int64, wall string) uuid.UUID {
	y.t.Helper()
	return y.does("thủ quỹ", ledger.ReceiveDonation{Receive: fund.Receive{Fund: the(to), Donor: the(donor), Amount: đồng(n), Place: "ket", Lines: []fund.AskedLine{{Compartment: wall}}}})
}

func (y *year) awarded(of, pupil string, n int64, wall string) uuid.UUID {
	y.t.Helper()
	return y.does("thủ quỹ", fund.Pay{Fund: the(of), Kind: fund.Award, Award: fund.Scholarship, Recipient: the(pupil), Amount: đồng(n), From: []fund.AskedShare{{Compartment: wall}}, Place: "ket"})
}

// fates is where a donation's đồng are, by fund and compartment, or by who got them; they add up to the donation.
func (y *year) fates(r *projections.Reader, donation uuid.UUID, at *domain.Date) map[string]int64 {
	y.t.Helper()
	trace, err := r.TraceDonation(y.t.Context(), projections.TraceQuery{ID: donation, At: at})
	if err != nil {
		y.t.Fatal(err)
	}
	found, sum := map[string]int64{}, int64(0)
	for _, f := range trace.Fates {
		where := f.FundCode + " " + f.Compartment
		if f.Kind == projections.FatePaid {
			where = map[uuid.UUID]string{the("Mai"): "Mai", the("Sơn"): "Sơn"}[f.Recipient]
		}
		if f.Kind == projections.FateReversed {
			where = "reversed"
		}
		found[where] += f.Amount
		sum += f.Amount
	}
	if sum != trace.Donation.Amount {
		y.t.Errorf("the trace adds up to %d, not to %d", sum, trace.Donation.Amount)
	}
	return found
}

// TestTwoCommunesBecomeOne: on 1 July two communes with four funds become one. The fund that honours a name survives, the two general ones are
// taken over by the new commune's, the fourth brings its restricted money behind the same wall. Traces cross the day, an award that was paid before
// comes back after it, an old gift turns out to be a mistake, and the books agree.
func TestTwoCommunesBecomeOne(t *testing.T) {
	y := newYear(t)
	const treasurer = "thủ quỹ"
	y.on("01/03/2025")
	y.does(treasurer, ledger.FoundUnit{Unit: the("Phong Mỹ"), Kind: unit.Association, Code: "PM", Name: "Hội Khuyến học xã Phong Mỹ"})
	y.does(treasurer, ledger.FoundUnit{Unit: the("Phong An"), Kind: unit.Association, Code: "PA", Name: "Hội Khuyến học xã Phong An"})
	for _, p := range []string{"Mai", "Sơn", "bà Hiền", "ông Bình", "công ty"} {
		y.does(treasurer, ledger.RegisterPeople{People: []ledger.Registration{{Person: the(p), Unit: the("Phong Mỹ"), Kind: person.Individual, Code: "N-" + the(p).String()[:6], Card: person.Card{Name: p}}}})
	}
	storm := fund.OpenCompartment{Compartment: "hoc-bong", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "Học bổng sau bão"}}
	for _, f := range []fund.Open{
		{Fund: the("KH Phong Mỹ"), Unit: the("Phong Mỹ"), Code: "KH", Name: "Quỹ khuyến học Phong Mỹ"},
		{Fund: the("Tô Hiệu"), Unit: the("Phong Mỹ"), Code: "TH", Name: "Quỹ Tô Hiệu", Honours: "Tô Hiệu"},
		{Fund: the("KH Phong An"), Unit: the("Phong An"), Code: "KH", Name: "Quỹ khuyến học Phong An"},
		{Fund: the("bão"), Unit: the("Phong An"), Code: "BAO", Name: "Quỹ học bổng sau bão"},
	} {
		f.Form = fund.AssociationFund
		y.does(treasurer, f)
		y.does(treasurer, fund.OpenPlace{Fund: f.Fund, Place: "ket", Kind: fund.Cash, Name: "Két"})
		storm.Fund = f.Fund
		y.does(treasurer, storm)
	}
	mỹ := y.given("KH Phong Mỹ", "bà Hiền", 3_000_000, "unrestricted")
	mistake := y.given("KH Phong Mỹ", "ông Bình", 500_000, "unrestricted")
	hiệu := y.given("Tô Hiệu", "công ty", 7_000_000, "hoc-bong")
	an := y.given("KH Phong An", "ông Bình", 2_000_000, "unrestricted")
	bão := y.given("bão", "công ty", 9_000_000, "hoc-bong")
	before := y.awarded("bão", "Mai", 1_000_000, "hoc-bong")
	y.awarded("KH Phong Mỹ", "Sơn", 1_200_000, "unrestricted")
	promised := y.does("chủ tịch", fund.Reserve{Fund: the("Tô Hiệu"), Amount: đồng(500_000), From: []fund.AskedShare{{Compartment: "hoc-bong"}}, Recipient: the("Mai"), Approver: "chủ tịch"})

	y.on("01/07/2025")
	y.does(treasurer, ledger.FoundUnit{Unit: the("Phong Điền"), Kind: unit.Association, Code: "PD", Name: "Hội Khuyến học phường Phong Điền"})
	y.does(treasurer, fund.Open{Fund: the("KH"), Unit: the("Phong Điền"), Code: "KH", Name: "Quỹ khuyến học Phong Điền", Form: fund.AssociationFund})
	y.does(treasurer, fund.OpenPlace{Fund: the("KH"), Place: "ket", Kind: fund.Cash, Name: "Két"})
	asks := ledger.HandOverFunds{Decision: "Nghị quyết 1675/NQ-UBTVQH15, biên bản bàn giao số 1", Funds: []ledger.HandOverFund{
		{Fund: the("Tô Hiệu"), Into: the("KH")},
		{Fund: the("KH Phong Mỹ"), Into: the("KH"), Places: []ledger.HandOverPlace{{From: "ket", Into: "ket"}}},
		{Fund: the("KH Phong An"), Into: the("KH"), Places: []ledger.HandOverPlace{{From: "ket", Into: "ket"}}},
		{Fund: the("bão"), Into: the("KH"), Places: []ledger.HandOverPlace{{From: "ket", Into: "ket"}}},
	}}
	y.mayNot(treasurer, asks, "survives", "funds[0].into")
	asks.Funds[0] = ledger.HandOverFund{Fund: the("Tô Hiệu"), Unit: the("Phong Điền")}
	y.does(treasurer, asks)
	y.mayNot(treasurer, ledger.ReceiveDonation{Receive: fund.Receive{Fund: the("bão"), Amount: đồng(5), Place: "ket"}}, "wound up on 01/07/2025", "successor KH")

	// After the merger: the named fund pays what it had promised, the new one pays from what came over, Mai's family gives an award back.
	y.on("05/09/2025")
	y.does(treasurer, fund.Pay{Fund: the("Tô Hiệu"), Kind: fund.Award, Award: fund.Scholarship, Recipient: the("Mai"), Reservation: promised, Amount: đồng(500_000), Place: "ket"})
	y.awarded("KH", "Sơn", 4_000_000, "hoc-bong.BAO")
	y.mayNot(treasurer, fund.Return{Fund: the("bão"), Payout: before, Place: "két cũ"}, "KH has no place")
	y.does(treasurer, fund.Return{Fund: the("bão"), Payout: before, Place: "ket", Reason: "em đã chuyển tỉnh"})
	y.given("KH", "công ty", 600_000, "unrestricted")
	y.does(treasurer, fund.Reverse{Fund: the("KH Phong Mỹ"), Donation: mistake, Cause: fund.KeyingError, Reason: "nhập hai lần", Approver: "chủ tịch", Cover: true, Place: "ket"})

	r := y.reads()
	eve := domain.NewDate(2025, 6, 30)
	for name, tt := range map[string]struct {
		donation uuid.UUID
		at       *domain.Date
		want     map[string]int64
	}{
		"free money of the first commune":  {mỹ, nil, map[string]int64{"Sơn": 1_200_000, "KH unrestricted": 1_800_000}},
		"free money of the second":         {an, nil, map[string]int64{"KH unrestricted": 2_000_000}},
		"restricted money":                 {bão, nil, map[string]int64{"Sơn": 4_000_000, "KH hoc-bong.BAO": 5_000_000}},
		"restricted money, the day before": {bão, &eve, map[string]int64{"Mai": 1_000_000, "BAO hoc-bong": 8_000_000}},
		"what the name stands for":         {hiệu, nil, map[string]int64{"Mai": 500_000, "TH hoc-bong": 6_500_000}},
		"the mistake":                      {mistake, nil, map[string]int64{"reversed": 500_000}},
	} {
		got := y.fates(r, tt.donation, tt.at)
		if len(got) != len(tt.want) {
			t.Errorf("%s went to %v", name, got)
		}
		for where, n := range tt.want {
			if got[where] != n {
				t.Errorf("%s: %d to %s, want %d (%v)", name, got[where], where, n, got)
			}
		}
	}
	b, err := r.Balances(t.Context(), projections.BalancesQuery{Unit: the("Phong Điền")})
	if err != nil || len(b.Funds) != 2 {
		t.Fatal(err, len(b.Funds))
	}
	for _, f := range b.Funds {
		if want := map[string]int64{"KH": 1_800_000 + 500_000 + 2_000_000 + 100_000 + 5_000_000, "TH": 6_500_000}[f.Code]; f.Currencies[0].Free != want || f.Currencies[0].Places != want {
			t.Errorf("%s has %d free and %d in its places, want %d", f.Code, f.Currencies[0].Free, f.Currencies[0].Places, want)
		}
	}
	if old, err := r.Balances(t.Context(), projections.BalancesQuery{Unit: the("Phong Mỹ"), At: &eve}); err != nil || len(old.Funds) != 2 || old.Funds[1].Currencies[0].Free != 7_000_000 {
		t.Errorf("the day before, the first commune had %+v (%v)", old.Funds, err)
	}
	agreed(t, y.entries())
}
