package books_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/unit"
	"sovang/projections"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// signed has somebody do something that bears others' names, after each of them has signed it.
func (y *year) signed(who string, c ledger.Command, signers ...string) uuid.UUID {
	y.t.Helper()
	name, data, err := ledger.Encode(c)
	if err != nil {
		y.t.Fatal(err)
	}
	id := y.next(len(signers) + 1)
	for _, s := range signers {
		y.does(s, ledger.Sign{Command: name, ID: id, Data: data})
	}
	return y.does(who, c)
}

// next is the id of the request after so many, by which what it makes is known.
func (y *year) next(n int) uuid.UUID { return the(fmt.Sprint("request ", y.asked+n)) }

// The people who serve.
const (
	president = "Chủ tịch tỉnh"
	inspector = "Trưởng ban Kiểm tra"
	keeper    = "Kế toán tỉnh"
	lan       = "Lan, kế toán An Bình"
	hung      = "Hùng, chủ tịch An Bình"
	tam       = "Tám, thủ quỹ An Bình"
	sau       = "Sáu, kế toán Bình Minh"
	bay       = "Bảy, chủ tịch Bình Minh"
	chin      = "Chín, thủ quỹ Bình Minh"
)

// province founds an association of a province with a hamlet's branch and two communes below it, gives everybody a role and every fund its places.
func (y *year) province() {
	y.on("02/01/2025")
	for _, u := range []ledger.FoundUnit{
		{Unit: the("tỉnh"), Kind: unit.Association, Code: "HKH-T", Name: "Hội Khuyến học tỉnh"},
		{Unit: the("An Bình"), Parent: the("tỉnh"), Kind: unit.Association, Code: "HKH-AB", Name: "Hội Khuyến học xã An Bình"},
		{Unit: the("Bình Minh"), Parent: the("tỉnh"), Kind: unit.Association, Code: "HKH-BM", Name: "Hội Khuyến học xã Bình Minh"},
		{Unit: the("thôn Thượng"), Parent: the("Bình Minh"), Kind: unit.Branch, Code: "CH-TH", Name: "Chi hội thôn Thượng"},
	} {
		y.does(president, u)
	}
	grant := func(by, at, who string, role staff.Role) {
		y.does(by, ledger.GrantRole{Unit: the(at), Actor: who, Role: role, Basis: "QĐ 01/2025"})
	}
	grant(president, "tỉnh", president, staff.Chair)
	grant(president, "tỉnh", keeper, staff.Treasurer)
	grant(president, "tỉnh", inspector, staff.Auditor)
	for _, commune := range []struct{ unit, books, chair, box string }{{"An Bình", lan, hung, tam}, {"Bình Minh", sau, bay, chin}} {
		grant(president, commune.unit, commune.chair, staff.Chair)
		grant(commune.chair, commune.unit, commune.books, staff.Treasurer)
		grant(commune.chair, commune.unit, commune.box, staff.Cashier)
	}
	for _, f := range []struct {
		by, name, unit, code, title, honours string
	}{
		{keeper, "quỹ tỉnh", "tỉnh", "QKH-T", "Quỹ khuyến học tỉnh", ""},
		{lan, "quỹ An Bình", "An Bình", "QKH-AB", "Quỹ khuyến học xã An Bình", ""},
		{lan, "Tô Hiệu", "An Bình", "TH", "Quỹ học bổng Tô Hiệu", "Tô Hiệu"},
		{sau, "quỹ Bình Minh", "Bình Minh", "QKH-BM", "Quỹ khuyến học xã Bình Minh", ""},
		{sau, "ba đỡ đầu", "Bình Minh", "BDD-BM", "Quỹ Ba đỡ đầu xã Bình Minh", ""},
	} {
		y.does(f.by, fund.Open{Fund: the(f.name), Unit: the(f.unit), Code: f.code, Name: f.title, Form: fund.AssociationFund, Honours: f.honours})
		y.does(f.by, fund.OpenPlace{Fund: the(f.name), Place: "ket", Kind: fund.Cash, Name: "Két"})
	}
	y.does(sau, fund.OpenCompartment{Fund: the("quỹ Bình Minh"), Compartment: "vung-cao", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "học sinh vùng cao"}})
	var people []ledger.Registration
	for i, p := range []struct {
		name, unit string
		kind       person.Kind
	}{
		{"bà Hiền", "An Bình", person.Individual}, {"ông Bình", "Bình Minh", person.Individual}, {"công ty", "An Bình", person.Enterprise},
		{"sở", "tỉnh", person.Agency},
		{"Mai", "Bình Minh", person.Individual}, {"Sơn", "An Bình", person.Individual}, {"Đào", "Bình Minh", person.Individual},
	} {
		people = append(people, ledger.Registration{Person: the(p.name), Unit: the(p.unit), Kind: p.kind, Code: fmt.Sprintf("N-%02d", i+1), Card: person.Card{Name: p.name}})
	}
	y.does(keeper, ledger.RegisterPeople{People: people})
}

func given(to, by string, n int64, compartment, campaign string) ledger.ReceiveDonation {
	r := fund.Receive{Fund: the(to), Donor: the(by), Amount: đồng(n), Place: "ket", Campaign: campaign}
	if compartment != "" {
		r.Lines = []fund.AskedLine{{Compartment: compartment}}
	}
	return ledger.ReceiveDonation{Receive: r}
}

// replay holds what was reported at each entry, to be asked again later.
type replay struct {
	y       *year
	readers map[string]*projections.Reader
	wait    map[string]*projections.Projector
	gifts   []uuid.UUID
	told    []string // told[n]: what was reported when entry n was the last
}

// replayed follows the log with a read side on each database, from the first entry on.
func (y *year) replayed() *replay {
	re := &replay{y, map[string]*projections.Reader{}, map[string]*projections.Projector{}, nil, []string{""}}
	stores := map[string]*readdb.Store{
		"sqlite":   readdb.SQLite(y.t.TempDir(), projections.Version),
		"postgres": postgres(y.t),
	}
	for name, store := range stores {
		p, err := projections.Open(y.t.Context(), store, y.log, projections.Options{Vault: y.keys})
		if err != nil {
			y.t.Fatal(err)
		}
		ctx, stop := context.WithCancel(y.t.Context())
		ended := make(chan error, 1)
		go func() { ended <- p.Run(ctx) }()
		y.t.Cleanup(func() {
			stop()
			if err := errors.Join(<-ended, p.Close()); err != nil {
				y.t.Error(err)
			}
		})
		re.readers[name], re.wait[name] = p.Reader(), p
	}
	y.stored = func(entry uint64) {
		y.t.Helper()
		first := ""
		for name := range stores {
			if err := re.wait[name].Wait(y.t.Context(), entry); err != nil {
				y.t.Fatal(err)
			}
			told := re.report(re.readers[name], projections.AsOf{})
			if first == "" {
				first = told
			}
			if told != first {
				y.t.Errorf("entry %d: one database says\n%s\nthe other\n%s", entry, told, first)
			}
		}
		re.told = append(re.told, first)
	}
	return re
}

// followed has donations traced from the moment they are given.
func (re *replay) followed(gifts ...uuid.UUID) { re.gifts = append(re.gifts, gifts...) }

// report is balances, units, the roll-up, the accounts, the children and where each donation went, as of an entry.
func (re *replay) report(r *projections.Reader, asOf projections.AsOf) string {
	re.y.t.Helper()
	ctx := re.y.t.Context()
	var all []any
	add := func(report any, err error) {
		if err != nil {
			re.y.t.Fatal(err)
		}
		all = append(all, report)
	}
	add(r.Balances(ctx, projections.BalancesQuery{AsOf: asOf}))
	add(r.Units(ctx, asOf))
	add(r.Rollup(ctx, projections.RollupQuery{AsOf: asOf}))
	add(r.Accounts(ctx, projections.BalancesQuery{AsOf: asOf}))
	add(r.Godfathers(ctx, projections.GodfathersQuery{AsOf: asOf, At: &lastDay}))
	for _, gift := range re.gifts {
		trace, err := r.TraceDonation(ctx, projections.TraceQuery{ID: gift, AsOf: asOf})
		if domain.CodeOf(err) == domain.NotFound {
			continue // it had not been given yet
		}
		add(trace, err)
	}
	text, err := json.Marshal(all, json.Deterministic(true))
	if err != nil {
		re.y.t.Fatal(err)
	}
	return string(text)
}

// again asks both databases about every entry of the past.
func (re *replay) again() {
	re.y.t.Helper()
	for n := 1; n < len(re.told); n++ {
		for name, r := range re.readers {
			if now := re.report(r, projections.AsOf{Entry: uint64(n)}); now != re.told[n] {
				re.y.t.Errorf("%s, as of entry %d: now it says\n%s\nthen it said\n%s", name, n, now, re.told[n])
			}
		}
	}
}

// TestAYearInAProvince: an appeal and what was pledged to it, the opening of the savings pigs, a sponsored child, an award round, the merger
// of two communes with four funds, an award that comes back after it, the close and the disclosure. Whatever was reported at an entry is
// reported as of that entry for ever after, from either database.
func TestAYearInAProvince(t *testing.T) {
	y := newYear(t)
	past := y.replayed()
	y.province()

	// An appeal for pupils of the highlands: a pledge in two instalments, of which one comes, and two gifts.
	y.on("03/02/2025")
	y.does(sau, ledger.OpenCampaign{Campaign: the("vùng cao"), Unit: the("Bình Minh"), Code: "VC-2025", Name: "Vì học sinh vùng cao", Kind: campaign.Appeal,
		ClosingRule: "Còn lại chuyển cho học sinh vùng cao năm sau", Until: day("30/11/2025")})
	y.does(sau, ledger.MakePledge{Pledge: the("lời hứa"), Donor: the("công ty"), Fund: the("quỹ Bình Minh"), Compartment: "vung-cao", Kind: "instalments", Campaign: "VC-2025",
		Amount: đồng(10_000_000), Due: day("01/03/2025"), Count: 2, Months: 6})
	y.on("01/03/2025")
	pledged := given("quỹ Bình Minh", "công ty", 5_000_000, "vung-cao", "VC-2025")
	pledged.Pledge = the("lời hứa")
	past.followed(y.next(1), y.next(4))
	first := y.does(sau, pledged)
	y.does(chin, given("quỹ Bình Minh", "ông Bình", 2_000_000, "", ""))
	y.does(lan, given("Tô Hiệu", "bà Hiền", 20_000_000, "", ""))
	y.does(tam, given("quỹ An Bình", "bà Hiền", 3_000_000, "", ""))
	y.does(keeper, fund.OpenCompartment{Fund: the("quỹ tỉnh"), Compartment: "pho-cap", Restriction: fund.Restriction{Kind: fund.Purpose, Wording: "xóa mù chữ, Nhà nước giao", Commissioned: true}})
	y.does(keeper, given("quỹ tỉnh", "sở", 50_000_000, "pho-cap", ""))

	// The pigs are opened: sixty in a hundred stay with the commune, the rest is the province's.
	y.on("20/03/2025")
	y.does(lan, ledger.OpenCampaign{Campaign: the("heo"), Unit: the("An Bình"), Code: "HEO-2025", Name: "Nuôi heo đất", Kind: campaign.Boxes})
	y.does(lan, ledger.SetCampaignRule{Campaign: the("heo"), Levels: []campaign.Level{{Name: "xã", Percent: 60}, {Name: "tỉnh", Percent: 40}}, Remainder: "xã"})
	y.does(lan, ledger.BeginBoxes{Boxes: the("sổ heo"), Unit: the("An Bình"), Campaign: "HEO-2025", Level: "xã",
		Levels: []boxes.LevelFund{{Level: "xã", Fund: the("quỹ An Bình")}, {Level: "tỉnh", Fund: the("quỹ tỉnh")}}})
	y.does(lan, ledger.HandOutBoxes{Boxes: the("sổ heo"), Rows: []boxes.AskedBox{{Box: "H1"}, {Box: "H2"}, {Box: "H3"}}})
	y.on("15/05/2025")
	opening := y.signed(tam, ledger.OpenBoxes{Boxes: the("sổ heo"), Counters: []string{tam, lan, "cô Thu, phụ huynh"}, Minutes: "BB 01 ngày 15/05/2025", Place: "ket",
		Rows: []boxes.AskedCount{counted("H1", 1_000_001), counted("H2", 500_000), counted("H3", 250_000)}}, lan)
	y.on("20/05/2025")
	y.does(keeper, ledger.AcceptBoxes{Boxes: the("sổ heo"), Opening: opening, Level: "tỉnh", Place: "ket"})

	// Mai is sponsored by ông Bình.
	y.on("01/06/2025")
	y.does(sau, ledger.OpenSlot{Slot: the("suất của Mai"), Unit: the("Bình Minh"), Fund: the("ba đỡ đầu"), Code: "BDD25-01", Child: the("Mai"), Kind: sponsorship.Poor,
		Need: "sinh hoạt phí", SchoolYear: "2025-2026", Steps: []ledger.AskedStep{{First: day("05/06/2025"), Every: 1, Count: 9, Amount: đồng(500_000)}}, Path: sponsorship.ViaAssociation})
	y.does(bay, ledger.VerifyChildren{Children: []uuid.UUID{the("Mai")}})
	y.does(chin, ledger.VerifyChildren{Children: []uuid.UUID{the("Mai")}})
	y.does(sau, ledger.TakeSlot{Slot: the("suất của Mai"), Sponsor: the("ông Bình")})
	sponsored := ledger.ReceiveDonation{Receive: fund.Receive{Fund: the("ba đỡ đầu"), Donor: the("ông Bình"), Amount: đồng(1_500_000), Place: "ket",
		Lines: []fund.AskedLine{{Slot: the("suất của Mai")}}}}
	y.does(chin, sponsored)
	y.does(chin, fund.Pay{Fund: the("ba đỡ đầu"), Kind: fund.Award, Award: fund.Support, Recipient: the("Mai"), Slot: the("suất của Mai"), Amount: đồng(500_000),
		From: []fund.AskedShare{{Compartment: "slot-BDD25-01"}}, Place: "ket"})

	// A round of awards for three pupils, out of the highlands' money first.
	y.on("10/06/2025")
	y.does(sau, ledger.OpenRound{Round: the("đợt"), Unit: the("Bình Minh"), Fund: the("quỹ Bình Minh"), Code: "HB-2025", Programme: "Học bổng hè", Criteria: "vượt khó",
		Awards: []string{"scholarship"}, Recipients: []string{"pupil"}, Budget: đồng(6_000_000), From: []string{"vung-cao", "unrestricted"}, SchoolYear: "2024-2025"})
	var rows []fund.AskedRow
	for i, name := range []string{"Mai", "Sơn", "Đào"} {
		rows = append(rows, fund.AskedRow{Code: fmt.Sprintf("R%d", i+1), Recipient: the(name), RecipientKind: "pupil", Award: fund.Scholarship, Amount: đồng(2_000_000), Institution: "THCS Bình Minh"})
	}
	y.does(sau, ledger.Nominate{Round: the("đợt"), Rows: rows})
	y.does(sau, ledger.FreezeRound{Round: the("đợt")})
	y.does(bay, ledger.ApproveRound{Round: the("đợt"), Hash: y.frozen("đợt")})
	y.does(bay, ledger.AnnounceRound{Round: the("đợt")})
	round := y.signed(chin, ledger.PayRound{Round: the("đợt"), Place: "ket", Witness: president}, president)
	proof := strings.Repeat("ab", 32)
	y.does(sau, ledger.ProveRows{Round: the("đợt"), Attachment: proof, Name: "danh-sach-ky-nhan.pdf"})
	y.does(sau, ledger.CloseRound{Round: the("đợt")})
	// Transfers: the province sends a million to each commune; of An Bình's money some goes up. Whole, they are no income and no use of the tree.
	y.on("15/06/2025")
	sent := y.does(keeper, fund.Send{Fund: the("quỹ tỉnh"), To: the("quỹ Bình Minh"), Amount: đồng(300_000), Place: "ket"})

	// A merger on 1 July, into a commune that is founded for it. What is under way or set aside does not get lost on the way: a fund that is to be
	// taken over must have nothing open.
	y.on("01/07/2025")
	y.does(president, ledger.FoundUnit{Unit: the("Hòa Bình"), Parent: the("tỉnh"), Kind: unit.Association, Code: "HKH-HB", Name: "Hội Khuyến học xã Hòa Bình"})
	y.does(president, ledger.GrantRole{Unit: the("Hòa Bình"), Actor: hung, Role: staff.Chair, Basis: "QĐ 77/2025"})
	y.does(hung, ledger.GrantRole{Unit: the("Hòa Bình"), Actor: lan, Role: staff.Treasurer, Basis: "QĐ 77/2025"})
	y.does(hung, ledger.GrantRole{Unit: the("Hòa Bình"), Actor: tam, Role: staff.Cashier, Basis: "QĐ 77/2025"})
	y.does(lan, fund.Open{Fund: the("quỹ Hòa Bình"), Unit: the("Hòa Bình"), Code: "QKH-HB", Name: "Quỹ khuyến học xã Hòa Bình", Form: fund.AssociationFund})
	y.does(lan, fund.OpenPlace{Fund: the("quỹ Hòa Bình"), Place: "ket", Kind: fund.Cash, Name: "Két"})
	merger := ledger.MergeUnits{Units: []uuid.UUID{the("An Bình"), the("Bình Minh")}, Into: the("Hòa Bình"), Decision: "NQ 1656/NQ-UBTVQH15",
		Funds: []ledger.HandOverFund{
			{Fund: the("quỹ An Bình"), Into: the("quỹ Hòa Bình"), Places: []ledger.HandOverPlace{{From: "ket", Into: "ket"}}},
			{Fund: the("quỹ Bình Minh"), Into: the("quỹ Hòa Bình"), Places: []ledger.HandOverPlace{{From: "ket", Into: "ket"}},
				Compartments: []ledger.HandOverCompartment{{From: "vung-cao", Into: "vung-cao"}}},
			{Fund: the("Tô Hiệu"), Unit: the("Hòa Bình")}, {Fund: the("ba đỡ đầu"), Unit: the("Hòa Bình")},
		}}
	y.mayNot(hung, merger, "HKH-BM")
	y.mayNot(president, merger, "transfer")
	y.does(sau, fund.Accept{Fund: the("quỹ Bình Minh"), Transfer: sent, Place: "ket"})
	y.does(president, merger)
	y.mayNot(president, merger, "is no more since 01/07/2025")
	y.mayNot(tam, given("quỹ Bình Minh", "ông Bình", 1_000_000, "", ""), "QKH-HB")
	y.mayNot(chin, given("quỹ Hòa Bình", "ông Bình", 1_000_000, "", ""), chin)

	// Đào's family gives the award back in August: to the fund that took over, behind the wall that the enterprise's money stands behind. What was
	// promised to the old fund comes to the new one; Mai is paid for as before, by those who serve now.
	y.on("20/08/2025")
	y.does(tam, fund.Return{Fund: the("quỹ Bình Minh"), Payout: round, Row: "R3", Place: "ket", Reason: "gia đình chuyển đi"})
	y.on("01/09/2025")
	second := given("quỹ Hòa Bình", "công ty", 5_000_000, "vung-cao", "VC-2025")
	second.Pledge = the("lời hứa")
	y.does(lan, second)
	y.does(tam, fund.Pay{Fund: the("ba đỡ đầu"), Kind: fund.Award, Award: fund.Support, Recipient: the("Mai"), Slot: the("suất của Mai"), Amount: đồng(500_000),
		From: []fund.AskedShare{{Compartment: "slot-BDD25-01"}}, Place: "ket"})
	y.does(lan, ledger.CloseCampaign{Campaign: the("vùng cao"), Reason: "đủ"})

	// Of the enterprise's five million, four reached Mai and Sơn and one waits again behind its wall, in the fund that took over. In the tree nothing is
	// counted twice: what was given is what was used and what is left.
	y.went(first, map[string]int64{"Mai": 2_000_000, "Sơn": 2_000_000, "vung-cao": 1_000_000})
	y.tree("tỉnh", 88_250_001, 5_000_000, 83_250_001)
	y.tree("Hòa Bình", 37_550_001, 5_000_000, 32_850_001)

	// The year is closed: what the boxes hold was counted.
	y.on("05/01/2026")
	for name, by := range map[string]string{"quỹ tỉnh": keeper, "quỹ Hòa Bình": lan, "Tô Hiệu": lan, "ba đỡ đầu": lan} {
		y.does(by, fund.Close{Fund: the(name), Until: day("31/12/2025"), Counts: []fund.AskedCount{{Place: "ket", Counted: y.lying(name)}}})
	}

	// And what was done is made public: bà Hiền is named, since she consented, until she does not any more; ông Bình was never asked.
	y.on("10/02/2026")
	y.does(lan, ledger.GiveConsent{Person: the("bà Hiền"), Purpose: person.DonorLists, Case: person.Adult, By: person.Self, Evidence: "HS 12/2026", Wording: "1"})
	public := y.disclosed()
	y.names(public, "bà Hiền", "công ty", "sở")
	for _, u := range public.Unspent {
		if u.Fund == "QKH-HB" && u.Since != day("01/03/2025") {
			t.Errorf("what the enterprise gave in March waits since %s, though a merger came between", u.Since)
		}
	}
	if office := public.Money[0].Office; office.State != 50_000_000 || office.Named != 1_500_000 || office.Base != 36_750_001 {
		t.Errorf("the office is measured by %+v", office)
	}
	text, err := json.Marshal(public, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(text)
	y.does(president, ledger.PublishDisclosure{Funds: []uuid.UUID{the("quỹ tỉnh"), the("quỹ Hòa Bình"), the("Tô Hiệu"), the("ba đỡ đầu")}, Unit: the("tỉnh"), Year: 2025,
		Entry: public.AsOf.Entry, Document: hex.EncodeToString(hash[:]), Where: "bảng tin trụ sở"})
	y.mayNot(lan, fund.Reopen{Fund: the("quỹ Hòa Bình"), Approver: hung, Reason: "quên một khoản"}, hung)
	y.on("15/02/2026")
	y.does(lan, ledger.WithdrawConsent{Person: the("bà Hiền"), Purpose: person.DonorLists, Reason: "đổi ý"})
	y.names(y.disclosed(), "công ty", "sở")

	past.again()
	agreed(t, y.entries())
}

func counted(box string, n int64) boxes.AskedCount {
	return boxes.AskedCount{AskedBox: boxes.AskedBox{Box: box}, Counted: đồng(n)}
}

// day is a date as people write it.
func day(text string) domain.Date {
	d, err := domain.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// frozen is the hash of a round's frozen list, as its approver reads it.
func (y *year) frozen(round string) string {
	y.t.Helper()
	r, err := y.reads().Round(y.t.Context(), projections.RoundQuery{Round: the(round)})
	if err != nil {
		y.t.Fatal(err)
	}
	hash := ""
	for _, step := range r.Steps {
		if step.What == "frozen" {
			hash = step.Hash
		}
	}
	return hash
}

// lastDay is the day about which children are asked, so that what is due on it does not depend on the day of asking.
var lastDay = day("31/12/2025")

func postgres(t *testing.T) *readdb.Store {
	store, err := readdb.Postgres(t.Context(), pgtest.Start(t).Database(t), projections.Version)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// lying is what a fund's box holds by the books.
func (y *year) lying(name string) money.Money {
	y.t.Helper()
	b, err := y.reads().Balances(y.t.Context(), projections.BalancesQuery{Fund: the(name)})
	if err != nil {
		y.t.Fatal(err)
	}
	return đồng(b.Funds[0].Places[0].Balance)
}

// disclosed is what the whole province makes public of 2025.
func (y *year) disclosed() projections.Disclosure {
	y.t.Helper()
	d, err := y.reads().Disclosure(y.t.Context(), projections.DisclosureQuery{Unit: the("tỉnh"), Tree: true, Year: 2025})
	if err != nil {
		y.t.Fatal(err)
	}
	return d
}

// names checks who is named among the givers.
func (y *year) names(d projections.Disclosure, want ...string) {
	y.t.Helper()
	named := map[string]bool{}
	for _, g := range d.Gifts.Listed {
		if g.Named {
			named[g.Name] = true
		}
	}
	if got := slices.Sorted(maps.Keys(named)); !slices.Equal(got, want) {
		y.t.Errorf("%s: the disclosure names %q, want %q", y.now.In(domain.Vietnam).Format("02/01/2006"), got, want)
	}
}

// tree checks what a unit and all below it were given, used and hold.
func (y *year) tree(unit string, income, use, closing int64) {
	y.t.Helper()
	r, err := y.reads().Rollup(y.t.Context(), projections.RollupQuery{Unit: the(unit)})
	if err != nil {
		y.t.Fatal(err)
	}
	if f := r.Totals[0]; len(r.Totals) != 1 || f.Income() != income || f.Use() != use || f.Closing != closing {
		y.t.Errorf("%s: the tree of %s got %d, used %d and holds %d; want %d, %d and %d", y.now.In(domain.Vietnam).Format("02/01/2006"), unit,
			f.Income(), f.Use(), f.Closing, income, use, closing)
	}
}
