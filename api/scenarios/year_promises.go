package scenarios

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/pledge"
)

// promises are pledges that were kept, are due soon, are overdue, and rest.
func (y *year) promises() {
	to := fundOf("HKH-QN")
	make := func(key, donor string, day domain.Date, p ledger.MakePledge) uuid.UUID {
		p.Pledge, p.Fund = ID("year/pledge/"+key), to
		y.when(day, func() {
			p.Donor, p.Made = y.known[donor], y.day
			y.ask("pledge/"+key, p)
		})
		return p.Pledge
	}
	kept := make("kept", "DN-CANG", in(2026, 3, 2), ledger.MakePledge{Amount: money.Dong(60_000_000), Due: in(2026, 10, 30), Agreement: "Thỏa thuận hợp tác 04/2026"})
	y.when(in(2026, 10, 29), func() {
		y.ask("pledge/kept/applied", ledger.ApplyPayment{Pledge: kept, Donation: ID(y.name + "/gift/DN-CANG/10")})
	})
	make("due", "DN-THAN", in(2026, 2, 10), ledger.MakePledge{Kind: pledge.Instalments, Amount: money.Dong(150_000_000), Count: 3, Months: 12, Due: in(2026, 12, 5), Campaign: "",
		Agreement: "Thỏa thuận hợp tác 02/2026"})
	make("overdue", "DN-DL", in(2026, 2, 10), ledger.MakePledge{Amount: money.Dong(30_000_000), Due: in(2026, 9, 30)})
	make("part", "QUY-SM", in(2026, 9, 20), ledger.MakePledge{Kind: pledge.Instalments, Amount: money.Dong(90_000_000), Count: 3, Months: 3, Due: in(2026, 10, 15)})
	standing := make("standing", "NHT-BAO", in(2026, 2, 2), ledger.MakePledge{Kind: pledge.Standing, Amount: money.Dong(500_000), Months: 1, Due: in(2026, 2, 5)})
	y.when(in(2026, 7, 12), func() {
		y.ask("pledge/standing/paid", ledger.ReceiveDonation{Receive: fund.Receive{Fund: to, Donor: y.known["NHT-BAO"], Amount: money.Dong(1_500_000), Place: "ngan-hang", Given: y.day,
			Booked: y.day, Pledge: standing}})
	})
	make("rests", "NHT-HANH", in(2026, 3, 1), ledger.MakePledge{Kind: pledge.Standing, Amount: money.Dong(1_000_000), Months: 3, Due: in(2026, 4, 1)})
	y.when(in(2026, 8, 30), func() {
		y.ask("pledge/rests/pause", ledger.PausePledge{Pledge: ID("year/pledge/rests"), From: y.day + 1, Reason: "gia đình có việc", By: "nhà hảo tâm"})
	})
	make("draft", "DN-HS", in(2026, 11, 3), ledger.MakePledge{Amount: money.Dong(24_000_000), Due: in(2027, 2, 1), Draft: true})
}

// salaries: schools and an agency give one day's salary; one roster does not agree with what was remitted, one is only expected yet.
func (y *year) salaries() {
	for i, s := range []struct {
		code, name string
		staff      int
		missing    int64 // of the remittance
	}{{"TH-HL", "Trường Tiểu học Hạ Long", 14, 0}, {"THPT-HG", "Trường THPT Hòn Gai", 21, 150_000}, {"THCS-BC", "Trường THCS Bãi Cháy", 0, 0}} {
		roster := ID("year/roster/" + s.code)
		y.when(in(2026, 10, 16+i), func() {
			giver, first := y.person("CQ-"+s.code, "HKH-QN", s.name, person.Agency)
			y.ask("salary/giver/"+s.code, ledger.RegisterPeople{People: []ledger.Registration{*first}})
			var rows []ledger.RosterRow
			sum := int64(0)
			for n := range s.staff {
				amount := int64(170+n*13%60) * 1000
				rows, sum = append(rows, ledger.RosterRow{Code: fmt.Sprintf("%s-%02d", s.code, n+1), Amount: money.Dong(amount)}), sum+amount
			}
			if len(rows) == 0 {
				return
			}
			y.ask("salary/roster/"+s.code, ledger.RecordRoster{Roster: roster, Giver: giver, Campaign: "NGAY-LUONG-2026", Day: y.day, Rows: rows})
			gift := y.ask("salary/gift/"+s.code, ledger.ReceiveDonation{Receive: fund.Receive{Fund: fundOf("HKH-QN"), Donor: giver, Amount: money.Dong(sum - s.missing), Place: "ngan-hang",
				Given: y.day, Booked: y.day, Campaign: "NGAY-LUONG-2026"}})
			attach := ledger.AttachRoster{Roster: roster, Donation: gift}
			if s.missing > 0 {
				attach.Reason = "một người nộp sau ngày chốt"
			}
			y.ask("salary/attach/"+s.code, attach)
		})
	}
	y.possible(in(2026, 12, 15), in(2026, 11, 19), func() {
		y.ask("salary/expected", ledger.EstimateRoster{Roster: ID("year/roster/THCS-BC"), Giver: y.known["CQ-THCS-BC"], Campaign: "NGAY-LUONG-2026", Day: in(2026, 12, 15),
			Amount: money.Dong(4_800_000), Employees: 24, Basis: "bảng lương tháng 10"})
	})
}

// pigs: twelve savings boxes of a street; eight were opened, one was lost, three are still being fed. The ward has yet to accept its share.
func (y *year) pigs() {
	id, levels := ID("year/boxes"), []campaign.Level{{Name: "chi hội", Percent: 60}, {Name: "phường", Percent: 40}}
	box := func(n int) string { return fmt.Sprintf("BC-%02d", n) }
	y.when(in(2026, 1, 10), func() {
		y.ask("pigs/rule", ledger.SetCampaignRule{Campaign: ID("campaign/HEO-BC-2026"), From: y.day, Levels: levels, Remainder: "chi hội", Voluntary: true, Basis: "kế hoạch 02/KH-CH"})
		y.ask("pigs", ledger.BeginBoxes{Boxes: id, Unit: ID("unit/QN-BC-K1"), Campaign: "HEO-BC-2026", Level: "chi hội", Levels: []boxes.LevelFund{
			{Level: "chi hội", Fund: fundOf("QN-BC-K1")}, {Level: "phường", Fund: fundOf("QN-BC")}}})
		var rows []boxes.AskedBox
		for n := range 12 {
			rows = append(rows, boxes.AskedBox{Box: box(n + 1), Tier: fmt.Sprintf("tổ %d", 1+n%3)})
		}
		y.ask("pigs/out", ledger.HandOutBoxes{Boxes: id, On: y.day, Rows: rows})
	})
	y.when(in(2026, 10, 2), func() {
		var rows []boxes.AskedCount
		for n := range 8 {
			counted := int64(350+n*n*37%500) * 1000
			rows = append(rows, boxes.AskedCount{AskedBox: boxes.AskedBox{Box: box(n + 1)}, Counted: money.Dong(counted), Donated: money.Dong(counted * int64(5+n%6) / 10)})
		}
		y.ask("pigs/open", ledger.OpenBoxes{Boxes: id, On: y.day, Counters: []string{"Chi hội trưởng khu phố 1", "Thủ quỹ chi hội"}, Minutes: "BB 03/2026", Place: "tien-mat",
			Booked: y.day, Rows: rows})
		y.ask("pigs/lost", ledger.LoseBoxes{Boxes: id, On: y.day, Rows: []boxes.AskedLoss{{Box: box(9), Fate: boxes.Broken, Reason: "vỡ khi chuyển nhà"}}})
	})
}

// clan: the households of a clan give what was agreed; one is exempt, one was let off, some have not given yet.
func (y *year) clan() {
	id := ID("year/levy")
	y.when(in(2026, 3, 20), func() {
		y.ask("levy", ledger.BeginLevy{Levy: id, Unit: ID("unit/QN-VD-HO"), Fund: fundOf("QN-VD-HO"), Year: 2026, Basis: levy.ByHead, Rate: money.Dong(50_000)})
		var rows []levy.AskedHousehold
		for n := range 10 {
			rows = append(rows, levy.AskedHousehold{Code: fmt.Sprintf("HO-%02d", n+1), Heads: int64(2 + n*3%5)})
		}
		y.ask("levy/list", ledger.ListHouseholds{Levy: id, Rows: rows})
		y.ask("levy/exempt", ledger.ExemptHouseholds{Levy: id, On: y.day, Rows: []levy.AskedExemption{{Household: "HO-05", Reason: "hộ nghèo"}}})
	})
	y.when(in(2026, 4, 18), func() {
		var rows []levy.AskedPayment
		for _, n := range []int64{0, 1, 2, 3, 6} {
			rows = append(rows, levy.AskedPayment{Household: fmt.Sprintf("HO-%02d", n+1), Amount: money.Dong((2 + n*3%5) * 50_000)})
		}
		y.ask("levy/pay", ledger.PayLevy{Levy: id, Given: y.day, Booked: y.day, Place: "tien-mat", Rows: rows})
		y.ask("levy/waive", ledger.WaiveHousehold{Levy: id, Household: "HO-08", On: y.day, Reason: "nhà có người ốm", Approver: "Trưởng ban khuyến học dòng họ"})
	})
}
