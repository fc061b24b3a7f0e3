package ledger_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
)

// Campaigns, savings boxes and levies, told in the village of the rules: a commune that opens boxes and a district that gets a part of
// them.

var (
	đợt, sổ, suất = id(-301), id(-302), id(-303)
	heo           = ledger.OpenCampaign{Campaign: đợt, Unit: hộiXã, Code: "HEO-2024", Name: "Nuôi heo đất 2024", Kind: campaign.Boxes, From: ngày("2024-01-10")}
	sáuMươi       = ledger.SetCampaignRule{Campaign: đợt, Levels: []campaign.Level{{Name: "xã", Percent: 60}, {Name: "huyện", Percent: 40}}, Remainder: "xã"}
	mởSổ          = ledger.BeginBoxes{Boxes: sổ, Unit: hộiXã, Campaign: "heo-2024", Level: "xã", Levels: []boxes.LevelFund{
		{Level: "xã", Fund: quỹXã}, {Level: "huyện", Fund: quỹHuyện, Compartment: "storm"}}}
	phát = ledger.HandOutBoxes{Boxes: sổ, On: ngày("2024-02-01"), Rows: []boxes.AskedBox{{Box: "H1", Keeper: an}, {Box: "H2", Keeper: bình}, {Box: "H3"}}}
)

func khui(rows ...boxes.AskedCount) ledger.OpenBoxes {
	return ledger.OpenBoxes{Boxes: sổ, On: ngày("2024-10-02"), Counters: []string{"Bà Hoa", "Ông Lâm"}, Minutes: "BB 03", Rows: rows, Place: "cash",
		Booked: ngày("2024-10-03")}
}

func đếm(box string, counted, donated int64) boxes.AskedCount {
	return boxes.AskedCount{AskedBox: boxes.AskedBox{Box: box}, Counted: đồng(counted), Donated: đồng(donated)}
}

func TestCampaignsAreKnownAndOpen(t *testing.T) {
	closed := []ledger.Command{heo, ledger.CloseCampaign{Campaign: đợt, On: ngày("2024-10-10")}}
	filling := heo
	filling.Fills = []campaign.Pot{{Fund: quỹXã, Compartment: "storm"}}
	of := func(code, given string, lines ...fund.AskedLine) ledger.ReceiveDonation {
		c := giving(đồng(1000), lines...)
		c.Campaign, c.Given = code, ngày(given)
		return c
	}
	spend := func(code, booked string) fund.Pay {
		c := paying(đồng(10), "unrestricted")
		c.Campaign, c.Booked = code, ngày(booked)
		return c
	}
	for name, tt := range map[string]struct {
		given []ledger.Command
		when  ledger.Command
		code  domain.Code
		field string
	}{
		"a donation of a campaign":              {[]ledger.Command{heo}, of("heo-2024", "2024-10-02"), "", ""},
		"a donation of no campaign":             {nil, of("HEO-2024", "2024-10-02"), domain.NotFound, "campaign"},
		"a donation before it began":            {[]ledger.Command{heo}, of("HEO-2024", "2024-01-09"), domain.Violation, "campaign"},
		"a donation after it ended":             {closed, of("HEO-2024", "2024-10-11"), domain.Violation, "campaign"},
		"a late one, given on its last day":     {closed, of("HEO-2024", "2024-10-10"), "", ""},
		"a donation into what it does not fill": {[]ledger.Command{filling}, of("HEO-2024", "2024-10-02"), domain.Violation, "lines[0].compartment"},
		"a donation into what it fills":         {[]ledger.Command{filling}, of("HEO-2024", "2024-10-02", into("storm", đồng(1000))), "", ""},
		"a payout of a campaign":                {[]ledger.Command{heo, giving(đồng(100))}, spend("heo-2024", "2024-10-02"), "", ""},
		"a payout of one that ended":            {append(closed, giving(đồng(100))), spend("HEO-2024", "2024-11-02"), "", ""},
		"a payout before it began":              {[]ledger.Command{heo, giving(đồng(100))}, spend("HEO-2024", "2024-01-09"), domain.Violation, "campaign"},
		"a payout of no campaign":               {[]ledger.Command{giving(đồng(100))}, spend("HEO-2024", "2024-10-02"), domain.NotFound, "campaign"},
		"a list of no campaign":                 {nil, fund.PayList{Fund: quỹXã, List: id(-1), Place: "cash", Campaign: "HEO-2024"}, domain.NotFound, "campaign"},
		"a code that is taken":                  {[]ledger.Command{heo}, func() ledger.Command { c := heo; c.Campaign = id(-9); c.Code = "Heo-2024"; return c }(), domain.Conflict, "code"},
		"a campaign of no unit":                 {nil, func() ledger.Command { c := heo; c.Unit = id(-9); return c }(), domain.NotFound, "unit"},
		"a campaign that fills nothing there is": {nil, func() ledger.Command {
			c := heo
			c.Fills = []campaign.Pot{{Fund: quỹXã, Compartment: "moon"}}
			return c
		}(), domain.NotFound, "fills[0].compartment"},
		"a campaign that fills no fund there is": {nil, func() ledger.Command {
			c := heo
			c.Fills = []campaign.Pot{{Fund: id(-9), Compartment: "moon"}}
			return c
		}(), domain.NotFound, "fills[0].fund"},
		"a rule of no campaign":              {nil, sáuMươi, domain.NotFound, "campaign"},
		"boxes of no campaign":               {nil, mởSổ, domain.NotFound, "campaign"},
		"boxes of one that ended":            {closed, mởSổ, domain.Violation, "campaign"},
		"boxes of a unit for another's fund": {[]ledger.Command{heo}, func() ledger.Command { c := mởSổ; c.Unit = hộiHuyện; return c }(), domain.Invalid, "levels[0].fund"},
		"boxes for a compartment that is not": {[]ledger.Command{heo}, func() ledger.Command {
			c := mởSổ
			c.Levels = []boxes.LevelFund{{Level: "xã", Fund: quỹXã, Compartment: "moon"}}
			return c
		}(), domain.NotFound, "levels[0].compartment"},
		"a box for somebody who is not":        {[]ledger.Command{heo, mởSổ}, ledger.HandOutBoxes{Boxes: sổ, On: ngày("2024-02-01"), Rows: []boxes.AskedBox{{Box: "H1"}, {Box: "H2", Keeper: id(-9)}}}, domain.NotFound, "rows[1].keeper"},
		"a box handed out before the campaign": {[]ledger.Command{heo, mởSổ}, ledger.HandOutBoxes{Boxes: sổ, On: ngày("2024-01-01"), Rows: []boxes.AskedBox{{Box: "H1"}}}, domain.Violation, "on"},
		"an opening without a place":           {[]ledger.Command{heo, sáuMươi, mởSổ, phát}, func() ledger.Command { c := khui(đếm("H1", 10, 10)); c.Place = ""; return c }(), domain.NotFound, "place"},
		"an opening after the campaign":        {append(slices.Clone([]ledger.Command{heo, sáuMươi, mởSổ, phát}), ledger.CloseCampaign{Campaign: đợt, On: ngày("2024-10-01")}), khui(đếm("H1", 10, 10)), domain.Violation, "on"},
		"a stray box of somebody who is not":   {[]ledger.Command{heo, sáuMươi, mởSổ, phát}, khui(boxes.AskedCount{AskedBox: boxes.AskedBox{Box: "S", Keeper: id(-9)}, Counted: đồng(5), Stray: true}), domain.NotFound, "rows[0].keeper"},
		"an opening by one alone": {[]ledger.Command{heo, sáuMươi, mởSổ, phát}, func() ledger.Command {
			c := khui(đếm("H1", 10, 10))
			c.Counters = []string{"Bà Hoa", "BÀ HOA"}
			return c
		}(), domain.Violation, "counters[1]"},
		"an opening without a rule": {[]ledger.Command{heo, mởSổ, phát}, khui(đếm("H1", 10, 10)), domain.Violation, "on"},
	} {
		t.Run(name, func(t *testing.T) {
			b := village(t, tt.given...)
			_, err := b.do(tt.when)
			refusal, _ := errors.AsType[*domain.Error](err)
			if domain.CodeOf(err) != tt.code || refusal != nil && !slices.Equal(refusal.Fields, []string{tt.field}) {
				t.Errorf("got %v [%s], want %q on %s", err, domain.CodeOf(err), tt.code, tt.field)
			}
		})
	}
}

// TestAnOpeningIsSplit: 60/40 of two boxes is booked here as one sheet with one receipt, held for the district, and stands there, family
// by family, when it is accepted.
func TestAnOpeningIsSplit(t *testing.T) {
	b := village(t, heo, sáuMươi, mởSổ, phát, khui(đếm("H1", 900_001, 500_001), đếm("H2", 300_000, 100_000), đếm("H3", 70_000, 0)))
	opening := b.last(0)
	commune := b.fundState(quỹXã)
	if commune.Compartments["unrestricted"].Free.Len() != 360_001 || commune.Places["cash"].Balance != 600_001 || len(commune.Held) != 1 || commune.Held[0].Amount != 240_000 {
		t.Fatalf("the commune has %v, its box %d, it holds %v", commune.Compartments["unrestricted"].Free, commune.Places["cash"].Balance, commune.Held)
	}
	refusals := []ledger.Command{
		ledger.AcceptBoxes{Boxes: sổ, Opening: opening, Level: "xã", Place: "cash"},
		ledger.AcceptBoxes{Boxes: sổ, Opening: id(-9), Level: "huyện", Place: "cash"},
		ledger.AcceptBoxes{Boxes: sổ, Opening: opening, Level: "huyện", Place: "no such"},
		khui(đếm("H1", 1, 1)),
	}
	for _, c := range refusals {
		if _, err := b.do(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
	accept := ledger.AcceptBoxes{Boxes: sổ, Opening: opening, Level: "huyện", Place: "bank"}
	entry, err := b.do(accept)
	if err != nil {
		t.Fatal(err)
	}
	received := entry.Changes[2].Events[0].(fund.DonationReceived)
	want := []fund.GiftRow{{Code: "H1", Donor: an, Amount: 200_000}, {Code: "H2", Donor: bình, Amount: 40_000}}
	if !slices.Equal(received.Rows, want) || received.Held != opening || received.Campaign != "HEO-2024" || received.Given != ngày("2024-10-02") {
		t.Errorf("the district received %+v", received)
	}
	if _, err := b.do(accept); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a share was accepted twice: %v", err)
	}
	district := b.fundState(quỹHuyện)
	if b.free(quỹHuyện, "storm") != 240_000 || district.Places["bank"].Balance != 240_000 || commune.Places["cash"].Balance != 360_001 || len(b.fundState(quỹXã).Held) != 0 {
		t.Errorf("the district has %d, the commune's box %d", b.free(quỹHuyện, "storm"), commune.Places["cash"].Balance)
	}
}

// What a cash box keeps for another fund is not the commune's to spend, although the commune has as much elsewhere; a fact of the bank is
// never refused, and then there is nothing to hand over until the box is filled again.
func TestMoneyKeptForAnotherFundIsNotSpent(t *testing.T) {
	b := village(t, heo, sáuMươi, mởSổ, phát, khui(đếm("H1", 500_000, 500_000)))
	opening := b.last(0)
	steps := []struct {
		command ledger.Command
		says    string // "" where it is taken
	}{
		{fund.Move{Fund: quỹXã, From: "cash", To: "bank", Amount: đồng(300_000)}, ""},
		{fund.Move{Fund: quỹXã, From: "cash", To: "bank", Amount: đồng(1)}, "200.000 đ is kept for other funds"},
		{paying(đồng(1)), "200.000 đ is kept for other funds"},
		{fund.Charge{Fund: quỹXã, Kind: fund.Seizure, Amount: đồng(1), Place: "cash"}, ""},
		{ledger.AcceptBoxes{Boxes: sổ, Opening: opening, Level: "huyện", Place: "bank"}, "which holds 199.999 đ"},
		{fund.Move{Fund: quỹXã, From: "bank", To: "cash", Amount: đồng(2)}, ""},
		{ledger.AcceptBoxes{Boxes: sổ, Opening: opening, Level: "huyện", Place: "bank"}, ""},
		{paying(đồng(1)), ""},
	}
	for i, s := range steps {
		_, err := b.do(s.command)
		if refused := err != nil; refused != (s.says != "") || refused && !strings.Contains(err.Error(), s.says) {
			t.Errorf("step %d, %T: %v; want %q", i, s.command, err, s.says)
		}
	}
}

// A box that was counted wrongly: its part is given back before the district accepts, and the commune's row is reversed.
func TestAWronglyCountedBoxIsTakenBack(t *testing.T) {
	b := village(t, heo, sáuMươi, mởSổ, phát, khui(đếm("H1", 900_000, 500_000), đếm("H2", 300_000, 100_000)))
	opening := b.last(0)
	for _, c := range []ledger.Command{
		fund.Reverse{Fund: quỹXã, Donation: opening, Row: "H2", Cause: fund.KeyingError, Reason: "đếm nhầm", Approver: "chủ tịch"},
		fund.ReturnHeld{Fund: quỹXã, Held: opening, For: quỹHuyện, Row: "H2", Reason: "đếm nhầm"},
		ledger.AcceptBoxes{Boxes: sổ, Opening: opening, Level: "huyện", Place: "bank"},
	} {
		if _, err := b.do(c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	if b.free(quỹXã, "unrestricted") != 300_000 || b.free(quỹHuyện, "storm") != 200_000 || b.fundState(quỹXã).Places["cash"].Balance != 300_000 {
		t.Errorf("the commune has %d, the district %d", b.free(quỹXã, "unrestricted"), b.free(quỹHuyện, "storm"))
	}
}

// The law of boxes, through the ledger: whatever the rule, the boxes and the openings, the levels together have exactly what was donated,
// each what the rule gives it of the sum, and what was only counted is nowhere.
func TestBoxesAddUp(t *testing.T) {
	rapid.Check(t, func(draw *rapid.T) {
		p := rapid.Int64Range(1, 99).Draw(draw, "percent")
		rule := sáuMươi
		rule.Levels = []campaign.Level{{Name: "xã", Percent: p}, {Name: "huyện", Percent: 100 - p}}
		rule.Remainder = rapid.SampledFrom([]string{"xã", "huyện"}).Draw(draw, "remainder")
		b := village(t, heo, rule, mởSổ)
		donated := int64(0)
		for opening := range rapid.IntRange(1, 4).Draw(draw, "openings") {
			hand, open := ledger.HandOutBoxes{Boxes: sổ, On: ngày("2024-02-01")}, khui()
			for i := range rapid.IntRange(1, 12).Draw(draw, "boxes") {
				code := fmt.Sprintf("B%d-%d", opening, i)
				counted := rapid.Int64Range(0, 2_000_000).Draw(draw, "counted")
				gift := rapid.Int64Range(0, counted).Draw(draw, "donated")
				if i == 0 {
					counted, gift = counted+1000, gift+1000
				}
				hand.Rows = append(hand.Rows, boxes.AskedBox{Box: code})
				open.Rows = append(open.Rows, đếm(code, counted, gift))
				donated += gift
			}
			for _, c := range []ledger.Command{hand, open} {
				if _, err := b.do(c); err != nil {
					draw.Fatal(err)
				}
			}
			if _, err := b.do(ledger.AcceptBoxes{Boxes: sổ, Opening: b.last(0), Level: "huyện", Place: "bank"}); err != nil {
				draw.Fatal(err)
			}
		}
		ours, theirs := b.free(quỹXã, "unrestricted"), b.free(quỹHuyện, "storm")
		want := donated * p / 100
		if rule.Remainder == "xã" {
			want = donated - donated*(100-p)/100
		}
		if ours+theirs != donated || ours != want {
			draw.Fatalf("%d was donated, the commune has %d (by the rule %d), the district %d", donated, ours, want, theirs)
		}
	})
}

func TestALevyIsASheet(t *testing.T) {
	pay := func(rows ...levy.AskedPayment) ledger.PayLevy {
		return ledger.PayLevy{Levy: suất, Rows: rows, Place: "cash", Given: ngày("2024-06-01")}
	}
	many, gifts := ledger.ListHouseholds{Levy: suất}, pay()
	for i := range 2000 {
		code := fmt.Sprint("X", i)
		many.Rows = append(many.Rows, levy.AskedHousehold{Code: code})
		gifts.Rows = append(gifts.Rows, levy.AskedPayment{Household: code, Amount: đồng(200_000)})
	}
	b := village(t, heo,
		ledger.BeginLevy{Levy: suất, Unit: hộiXã, Fund: quỹXã, Compartment: "storm", Campaign: "HEO-2024", Year: 2024, Basis: levy.ByHousehold, Rate: đồng(250_000)},
		ledger.ListHouseholds{Levy: suất, Rows: []levy.AskedHousehold{{Code: "1", Head: an}, {Code: "2", Head: bình}, {Code: "3"}}},
		many, gifts,
		ledger.ExemptHouseholds{Levy: suất, Rows: []levy.AskedExemption{{Household: "3", Reason: "hộ nghèo"}}},
		pay(levy.AskedPayment{Household: "1", Amount: đồng(100_000)}, levy.AskedPayment{Household: "2", Amount: đồng(400_000)}))
	sheet := b.last(0)
	if got := b.free(quỹXã, "storm"); got != 400_500_000 {
		t.Errorf("the fund has %d", got)
	}
	state := func() *levy.Levy { return b.State(levy.StreamOf(suất)).(*levy.Levy) }
	if state().Households["1"].Lacks() != 150_000 || state().Households["2"].Lacks() != 0 || state().Households["3"].Lacks() != 0 {
		t.Errorf("got %+v", state().Households["1"])
	}
	if _, err := b.do(fund.Reverse{Fund: quỹXã, Donation: sheet, Row: "1", Cause: fund.KeyingError, Reason: "nhầm hộ", Approver: "chủ tịch"}); err != nil {
		t.Fatal(err)
	}
	if state().Households["1"].Paid != 0 || state().Households["2"].Paid != 400_000 || b.free(quỹXã, "storm") != 400_400_000 {
		t.Errorf("after a row was reversed: %+v", state().Households["1"])
	}
	if _, err := b.do(fund.Refund{Fund: quỹXã, Donation: sheet, Place: "cash", Approver: "chủ tịch", Reason: "theo ý"}); err != nil {
		t.Fatal(err)
	}
	if state().Households["2"].Paid != 0 {
		t.Errorf("after all was refunded: %+v", state().Households["2"])
	}
	for c, field := range map[ledger.Command]string{
		ledger.MoveHousehold{Levy: id(-9), Household: "1"}:                                                         "levy",
		ledger.WaiveHousehold{Levy: suất, Household: "1", Amount: money.Dong(250_001), Reason: "x", Approver: "y"}: "amount",
		ledger.WaiveHousehold{Levy: suất, Household: "1", Reason: "x", Approver: "THỦ  QUỸ"}:                       "approver",
	} {
		_, err := b.do(c)
		if refusal, ok := errors.AsType[*domain.Error](err); !ok || refusal.Fields[0] != field {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := b.do(ledger.ListHouseholds{Levy: suất, Rows: []levy.AskedHousehold{{Code: "8"}, {Code: "9", Head: uuid.Max}}}); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a stranger is the head of a household: %v", err)
	}
}
