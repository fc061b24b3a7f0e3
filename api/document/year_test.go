package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

var update = flag.Bool("update", false, "write the golden files anew")

// small is a disclosure with something in every section.
func small() projections.Disclosure {
	day := domain.NewDate(2024, time.September, 5)
	count := func(n, amount int64) projections.Counted { return projections.Counted{Count: n, Amount: amount} }
	return projections.Disclosure{
		AsOf: projections.AsOf{Entry: 1234, Recorded: time.Date(2025, 3, 1, 2, 3, 4, 0, time.UTC)}, Root: strings.Repeat("ab", 32), Year: 2024, From: domain.NewDate(2024, 1, 1),
		Until: domain.NewDate(2024, 12, 31), Provisional: true, Unit: "HKH-XA", UnitName: "Hội Khuyến học xã", Tree: true,
		Funds: []projections.DisclosedFund{{Code: "KH", Name: "Quỹ khuyến học", Unit: "HKH-XA", UnitName: "Hội Khuyến học xã", Form: fund.AssociationFund, Closed: day, Provisional: true}},
		Money: []projections.DisclosedMoney{{Currency: "VND",
			Opening: projections.DisclosedBalance{Own: 100, Total: 100, Places: []projections.BalanceByPlace{{Kind: fund.Cash, Amount: 100}},
				Restrictions: []projections.BalanceByPurpose{{Restriction: fund.Unrestricted, Free: 100}}},
			Income: []projections.DisclosedIncome{{Source: "individual", Count: 7, Amount: 1_500_000, Reversals: 1, Reversed: 200_000, Net: 1_300_000},
				{Source: "interest", Count: 1, Amount: 5_000, Net: 5_000}},
			IncomeTotal: 1_305_000,
			Use: []projections.DisclosedUse{{Kind: "award", Award: fund.Scholarship, Count: 6, Amount: 600_000, Returns: 1, Returned: 100_000, Net: 500_000},
				{Kind: "award", Award: fund.Reward, Few: true, Amount: 50_000, Net: 50_000}, {Kind: "running", Count: 1, Amount: 30_000, Net: 30_000}},
			UseTotal: 580_000, Transfers: []projections.DisclosedTransfer{{Way: "sent", Level: "above", Counted: count(1, 25_000)}}, SentTotal: 25_000, Eliminated: count(2, 80_000),
			Closing: projections.DisclosedBalance{Own: 690_100, InTransit: 10_000, Total: 700_100, Held: 3_000, Places: []projections.BalanceByPlace{{Kind: fund.Bank, Amount: 693_100}},
				Restrictions: []projections.BalanceByPurpose{{Restriction: fund.Unrestricted, Free: 290_100}, {Restriction: fund.Purpose, Free: 400_000, Reserved: 1_000}}},
			Office: projections.Office{Running: 30_000, Cost: 30_000, Donated: 1_300_000, Named: 100_000, Base: 1_200_000, CapPercent: 5, Most: 60_000, Holds: true}}},
		Goods: []projections.DisclosedGoods{{Item: "xe-dap", Name: "Xe đạp", Measure: "chiếc", Currency: "VND", Valuation: "declared", Received: count(5, 10_000_000),
			Given: count(3, 6_000_000), Closing: count(2, 4_000_000)}},
		Unspent: []projections.Unspent{{Fund: "KH", Restriction: fund.Purpose, Compartment: "storm", Wording: "bão số 3", Currency: "VND", Free: 400_000, Reserved: 1_000, Since: day}},
		Gifts: projections.DisclosedGifts{Listed: []projections.DisclosedGift{{Booked: day, Name: "=Công ty Ánh Dương", Named: true, Source: "enterprise", Currency: "VND", Amount: 900_000},
			{Booked: day + 1, Name: "nhà hảo tâm", Source: "individual", Currency: "VND", Amount: 300_000}},
			Hidden: []projections.GiftSum{{Currency: "VND", Counted: count(5, 100_000)}}, Back: []projections.GiftSum{{Currency: "VND", Counted: count(1, 200_000)}}},
		Groups: []projections.Group{{By: "level", Award: fund.Scholarship, Currency: "VND", Key: "primary", Counted: count(6, 600_000)},
			{By: "level", Award: fund.Reward, Currency: "VND", Small: true, Counted: count(0, 50_000)}},
		Corrections: projections.Corrections{Changes: []projections.Correction{{Kind: projections.RestatedReversal, Fund: "KH", Entry: 99, Of: 42, Booked: day, Currency: "VND", Amount: 200_000,
			Was: projections.Stand{Amount: 200_000, Booked: day - 3}, Is: projections.Stand{Booked: day - 3}, Why: "keying-error", AfterClose: true}},
			Sums: []projections.RestatedSum{{Kind: projections.RestatedReversal, Currency: "VND", Count: 1, Amount: 200_000}}},
		Apart:     []projections.Apart{{What: "boxes-kept", Currency: "VND", Counted: count(11, 990_000)}},
		Published: []projections.EarlierVersion{{Version: 1, Document: strings.Repeat("cd", 32), Entry: 1000, On: day, Where: "bảng tin", Provisional: true, Funds: 1}},
		Law: projections.DisclosureLaw{Decree: "93/2019/NĐ-CP", Due: domain.NewDate(2025, 3, 31), Threshold: 5,
			Rules: []projections.LawRule{{Name: "admin-cap", Value: "5 %", From: domain.NewDate(2020, 1, 15), Source: "báo chí"}}},
	}
}

// TestYear: the three forms of a disclosure stay as they are, and the hash is that of the canonical JSON.
func TestYear(t *testing.T) {
	for _, format := range []sheet.Format{sheet.Table, sheet.CSV, sheet.JSON} {
		var out bytes.Buffer
		if err := Year(&out, small(), Options{Format: format}); err != nil {
			t.Fatal(err)
		}
		golden(t, "year."+string(format), out.Bytes())
	}
	data, hash, err := canonical(small())
	if sum := sha256.Sum256(data); err != nil || hash != hex.EncodeToString(sum[:]) {
		t.Errorf("the hash is %s, %v", hash, err)
	}
	other := small()
	other.Money[0].Closing.Total++
	if _, another, err := canonical(other); err != nil || another == hash {
		t.Errorf("another document has the hash %s, %v", another, err)
	}
	var out bytes.Buffer
	if err := Year(&out, small(), Options{Format: "xml"}); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("another format: %v", err)
	}
}

// TestLongLists: a table says what it leaves out, and leaves nothing out when it is asked for all.
func TestLongLists(t *testing.T) {
	d := small()
	for range firstRows {
		d.Gifts.Listed = append(d.Gifts.Listed, d.Gifts.Listed[1])
	}
	var short, all bytes.Buffer
	if err := Year(&short, d, Options{Format: sheet.Table}); err != nil {
		t.Fatal(err)
	}
	if err := Year(&all, d, Options{Format: sheet.Table, Wide: true}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(short.String(), "Còn 2 khoản nữa") || strings.Contains(all.String(), "nữa") || strings.Count(all.String(), "nhà hảo tâm") != firstRows+1 {
		t.Errorf("short:\n%s", short.String())
	}
}

// TestCampaign: a campaign's report in its three forms.
func TestCampaign(t *testing.T) {
	y := small()
	d := projections.CampaignDisclosure{AsOf: y.AsOf, Root: y.Root, Code: "BAO-SO-3", Name: "Sau bão số 3", Unit: "HKH-XA", UnitName: "Hội Khuyến học xã", From: y.From, Until: y.Until,
		Closed: true, Appeal: "Giúp học sinh vùng bão", ClosingRule: "còn lại vào quỹ học bổng", Money: []projections.CampaignEnd{{Currency: "VND", Income: y.Money[0].Income[:1],
			IncomeTotal: 1_300_000, Use: y.Money[0].Use[:1], UseTotal: 600_000, Left: 650_000, Reserved: 1_000, InTransit: 50_000,
			SentOn: projections.Counted{Count: 1, Amount: 50_000}, Moved: []projections.MovedOn{{Basis: fund.ClosingRule, Clause: "còn lại vào quỹ học bổng", Amount: 20_000}}}},
		Left: y.Unspent, Gifts: y.Gifts, Corrections: y.Corrections, Law: y.Law}
	for _, format := range []sheet.Format{sheet.Table, sheet.CSV, sheet.JSON} {
		var out bytes.Buffer
		if err := Campaign(&out, d, Options{Format: format}); err != nil {
			t.Fatal(err)
		}
		golden(t, "campaign."+string(format), out.Bytes())
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s:\n%s", name, diff)
	}
}
