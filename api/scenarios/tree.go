package scenarios

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/statistic"
	"sovang/domain/unit"
)

// tree puts the associations of the other cases where they belong, under the centre, and founds what lies below one of them since there are no
// districts: communes, and in the communes branches, committees and a clan. Money goes up and down between them in the Month of Encouragement of
// Learning, so that totals over levels have something to eliminate. Names and sums below the province are invented.
func tree(b *book) {
	b.on(1996, 10, 2)
	b.ask("unit/HKH-VN", ledger.FoundUnit{Unit: ID("unit/HKH-VN"), Kind: unit.Association, Code: "HKH-VN", Name: "Hội Khuyến học Việt Nam", From: b.day})
	b.ask("unit/HKH-SL", ledger.FoundUnit{Unit: ID("unit/HKH-SL"), Kind: unit.Association, Code: "HKH-SL", Name: "Hội Khuyến học tỉnh Sơn La", Parent: ID("unit/HKH-VN"), From: b.day})
	place := func(parent string, day domain.Date, codes string) {
		for code := range strings.FieldsSeq(codes) {
			b.ask("place/"+code, ledger.MoveUnit{Unit: ID("unit/" + code), Parent: ID("unit/" + parent), From: day})
		}
	}
	place("HKH-VN", domain.NewDate(2004, 1, 15), "HKH-TB")
	place("HKH-TB", domain.NewDate(2004, 1, 15), "HKH-TB-H")
	place("HKH-TB-H", domain.NewDate(2004, 1, 15), "HKH-TB-X")
	place("HKH-CD", domain.NewDate(2011, 1, 15), "CH-CD")
	place("HKH-SL", domain.NewDate(2024, 6, 1), "HO-THAO")
	place("HKH-VN", domain.NewDate(2024, 8, 20), "HKH-QN")
	place("HKH-VN", domain.NewDate(2024, 9, 16), "HKH-PT HKH-PT-1 HKH-PT-2")
	place("HKH-PT", domain.NewDate(2024, 9, 16), "HKH-PT-3 HKH-PT-4 HKH-PT-5")
	place("HKH-VN", domain.NewDate(2024, 10, 29), "HKH-HD HKH-HD-1 HKH-HD-2 HKH-HD-3 HKH-HD-4 HKH-HD-5 HKH-HD-7")
	t := grove{book: b, month: "THANG-KH-2025"}
	t.found()
	t.flows()
	t.pigs()
	t.figures()
	t.merger()
}

// grove is what lies below one province.
type grove struct {
	*book
	month string // the campaign
}

func (t *grove) found() {
	t.on(2025, 7, 1)
	for _, u := range []struct{ code, name, parent, kind string }{
		{"QN-HG", "Hội Khuyến học phường Hồng Gai", "HKH-QN", "association"},
		{"QN-BC", "Hội Khuyến học phường Bãi Cháy", "HKH-QN", "association"},
		{"QN-VD", "Hội Khuyến học đặc khu Vân Đồn", "HKH-QN", "association"},
		{"QN-HG-K1", "Chi hội khuyến học khu phố 1, Hồng Gai", "QN-HG", "branch"},
		{"QN-HG-K2", "Chi hội khuyến học khu phố 2, Hồng Gai", "QN-HG", "branch"},
		{"QN-HG-TH", "Ban khuyến học Trường Tiểu học Minh Họa, Hồng Gai", "QN-HG", "committee"},
		{"QN-BC-K1", "Chi hội khuyến học khu phố 1, Bãi Cháy", "QN-BC", "branch"},
		{"QN-VD-T1", "Chi hội khuyến học thôn Đông, Vân Đồn", "QN-VD", "branch"},
		{"QN-VD-HO", "Ban khuyến học dòng họ Phạm, Vân Đồn", "QN-VD", "clan"},
	} {
		id := ID("unit/" + u.code)
		t.ask("unit/"+u.code, ledger.FoundUnit{Unit: id, Kind: unit.Kind(u.kind), Code: u.code, Name: u.name, Parent: ID("unit/" + u.parent), From: t.day})
		form := fund.AssociationFund
		if u.kind == "clan" {
			form = fund.ClanFund
		}
		t.ask("fund/"+u.code, fund.Open{Fund: t.fund(u.code), Unit: id, Code: u.code, Name: "Quỹ · " + u.name, Form: form, From: t.day})
		t.places(t.fund(u.code), u.code)
	}
	t.ask("campaign", ledger.OpenCampaign{Campaign: ID("campaign/" + t.month), Unit: ID("unit/HKH-QN"), Code: t.month, Name: "Tháng khuyến học 2025", Kind: campaign.Appeal,
		Occasion: "Tháng khuyến học", From: t.day, Until: domain.NewDate(2025, 12, 31)})
}

func (t *grove) fund(code string) uuid.UUID { return ID("fund/" + code) }

// flows: every level receives, keeps most and passes a part on; the province helps the island back.
func (t *grove) flows() {
	for i, g := range []struct {
		fund, donor string
		kind        person.Kind
		amount      int64
	}{
		{"QN-HG", "Công ty Than Minh Họa", person.Enterprise, 60_000_000}, {"QN-HG-K1", "Bà con khu phố 1", person.Collective, 12_400_000},
		{"QN-HG-K2", "Bà con khu phố 2", person.Collective, 9_600_000}, {"QN-HG-TH", "Hội cha mẹ học sinh", person.Collective, 15_000_000},
		{"QN-BC", "Khách sạn Minh Họa", person.Enterprise, 45_000_000}, {"QN-BC-K1", "Bà con khu phố 1", person.Collective, 8_000_000},
		{"QN-VD", "Đồn biên phòng Minh Họa", person.Armed, 20_000_000}, {"QN-VD-T1", "Bà con thôn Đông", person.Collective, 5_500_000},
		{"QN-VD-HO", "Ông Phạm Văn Biển (Praha)", person.Overseas, 30_000_000},
	} {
		t.on(2025, 9, 10+i)
		donor := ID("tree/donor/" + g.fund)
		t.ask("gift/"+g.fund, ledger.ReceiveDonation{
			Receive:  fund.Receive{Fund: t.fund(g.fund), Donor: donor, Amount: money.Dong(g.amount), Place: "ngan-hang", Given: t.day, Booked: t.day, Campaign: t.month},
			NewDonor: &ledger.Registration{Person: donor, Unit: ID("unit/" + g.fund), Kind: g.kind, Code: "NHT-" + g.fund, Card: person.Card{Name: g.donor}}})
	}
	send := func(day int, from, to string, amount int64) uuid.UUID {
		t.on(2025, 10, day)
		return t.ask("send/"+from+"/"+to, fund.Send{Fund: t.fund(from), To: t.fund(to), Amount: money.Dong(amount), Place: "ngan-hang", Booked: t.day,
			Content: "nộp về quỹ cấp trên Tháng khuyến học 2025"})
	}
	accept := func(sent uuid.UUID, to string) {
		t.ask("accept/"+sent.String(), fund.Accept{Fund: t.fund(to), Transfer: sent, Place: "ngan-hang", Booked: t.day})
	}
	for i, s := range []struct {
		from, to string
		amount   int64
	}{{"QN-HG-K1", "QN-HG", 3_720_000}, {"QN-HG-K2", "QN-HG", 2_880_000}, {"QN-BC-K1", "QN-BC", 2_400_000}, {"QN-VD-T1", "QN-VD", 1_650_000},
		{"QN-HG", "QN-HB", 6_000_000}, {"QN-BC", "QN-HB", 4_500_000}} {
		accept(send(2+i, s.from, s.to, s.amount), s.to)
	}
	accept(send(10, "QN-HB", "QN-VD", 8_000_000), "QN-VD")
	send(12, "QN-HB", "QN-VD-T1", 2_000_000) // still under way
	t.awards()
}

func (t *grove) awards() {
	for i, a := range []struct {
		fund, pupil string
		award       fund.AwardKind
		amount      int64
	}{{"QN-HG", "Đỗ Gia Hân", fund.Scholarship, 3_000_000}, {"QN-HG-TH", "Bùi Nam Khánh", fund.Reward, 300_000}, {"QN-BC", "Ngô Bảo An", fund.Scholarship, 2_500_000},
		{"QN-VD", "Phạm Hải Yến", fund.Support, 4_000_000}, {"QN-VD-HO", "Phạm Minh Quân", fund.Reward, 1_000_000}} {
		t.on(2025, 10, 20+i)
		pupil := ID("tree/pupil/" + a.fund)
		t.ask("pupil/"+a.fund, ledger.RegisterPeople{People: []ledger.Registration{{Person: pupil, Unit: ID("unit/" + a.fund), Kind: person.Individual, Code: "HS-" + a.fund,
			Card: person.Card{Name: a.pupil}}}})
		t.ask("award/"+a.fund, fund.Pay{Fund: t.fund(a.fund), Kind: fund.Award, Award: a.award, Recipient: pupil, RecipientKind: "pupil", Amount: money.Dong(a.amount),
			Place: "ngan-hang", Booked: t.day, Campaign: t.month, Content: "Tháng khuyến học 2025"})
	}
	t.ask("cost", fund.Pay{Fund: t.fund("QN-HG"), Kind: fund.RunningCost, Amount: money.Dong(450_000), Place: "ngan-hang", Booked: t.day, Content: "in giấy khen"})
}

// pigs: a branch opens savings boxes; families keep part of what was in them.
func (t *grove) pigs() {
	t.on(2025, 9, 5)
	id := ID("boxes/QN-HG-K1")
	t.ask("pigs/campaign", ledger.OpenCampaign{Campaign: ID("campaign/HEO-HG-2025"), Unit: ID("unit/QN-HG-K1"), Code: "HEO-HG-2025", Name: "Nuôi heo đất khu phố 1", Kind: campaign.Boxes,
		From: t.day})
	t.ask("pigs/rule", ledger.SetCampaignRule{Campaign: ID("campaign/HEO-HG-2025"), From: t.day, Voluntary: true, Levels: []campaign.Level{{Name: "chi hội", Percent: 100}}})
	t.ask("pigs", ledger.BeginBoxes{Boxes: id, Unit: ID("unit/QN-HG-K1"), Campaign: "HEO-HG-2025", Level: "chi hội", Levels: []boxes.LevelFund{
		{Level: "chi hội", Fund: t.fund("QN-HG-K1")}}})
	t.ask("pigs/out", ledger.HandOutBoxes{Boxes: id, On: t.day, Rows: []boxes.AskedBox{{Box: "HG-01"}, {Box: "HG-02"}, {Box: "HG-03"}}})
	t.on(2025, 12, 20)
	t.ask("pigs/open", ledger.OpenBoxes{Boxes: id, On: t.day, Counters: []string{"Chi hội trưởng khu phố 1", "Thủ quỹ chi hội"}, Minutes: "BB 01/2025", Place: "tien-mat", Booked: t.day,
		Rows: []boxes.AskedCount{{AskedBox: boxes.AskedBox{Box: "HG-01"}, Counted: money.Dong(850_000), Donated: money.Dong(500_000)},
			{AskedBox: boxes.AskedBox{Box: "HG-02"}, Counted: money.Dong(620_000), Donated: money.Dong(200_000)}}})
}

// figures: what the communes say of themselves, the boxes that no book of this ledger has among it.
func (t *grove) figures() {
	t.on(2026, 1, 10)
	for _, c := range []struct{ code, members, population, pigs, mobilised string }{
		{"QN-HG", "6120", "18400", "3", "98500000"}, {"QN-BC", "7340", "22100", "0", "61000000"}, {"QN-VD", "4055", "11900", "12", "70200000"},
	} {
		rows := []statistic.Asked{{Measure: "members", Value: c.members}, {Measure: "population", Value: c.population, Bound: statistic.About},
			{Measure: "boxes-opened", Value: c.pigs}, {Measure: "fund-mobilised", Value: c.mobilised, Note: "cả phần để lại dòng họ, trường, gia đình"}}
		for i := range rows {
			rows[i].Period, rows[i].Levels = "2025", statistic.Below
		}
		t.ask("figures/"+c.code, ledger.DeclareFigures{Unit: ID("unit/" + c.code), Source: "Báo cáo năm 2025 của hội cơ sở (số minh họa)", SourceDate: t.day, Rows: rows})
	}
}
