package scenarios

import (
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
)

// levels is what the commune shares with others: savings boxes opened twice, of which the school gets a part, with a box counted wrongly, one
// lost and one that nobody had handed out; and a levy of a hamlet's households.
func (w *walk) levels() {
	drive, book, school := ID("campaign/HEO-MH-2026"), ID("boxes/MH"), ID("fund/MH-TH")
	w.ask("campaign", ledger.OpenCampaign{Campaign: drive, Unit: ID("unit/HKH-MH"), Code: "HEO-MH-2026", Name: "Nuôi heo đất xã Minh Họa 2026", Kind: campaign.Boxes,
		Appeal: "Mỗi nhà một heo đất, mỗi ngày một nghìn đồng", ClosingRule: "phần còn lại mua áo ấm", From: w.on(3, 20), Occasion: "Tháng khuyến học"})
	w.ask("campaign/rule", ledger.SetCampaignRule{Campaign: drive, Remainder: "xã", Voluntary: true, Basis: "kế hoạch 05/KH-HKH",
		Levels: []campaign.Level{{Name: "xã", Percent: 70}, {Name: "trường", Percent: 30}}})
	w.ask("boxes", ledger.BeginBoxes{Boxes: book, Unit: ID("unit/HKH-MH"), Campaign: "HEO-MH-2026", Level: "xã", Levels: []boxes.LevelFund{
		{Level: "xã", Fund: w.fund}, {Level: "trường", Fund: school, Compartment: "ao-am"}}})
	w.ask("boxes/out", ledger.HandOutBoxes{Boxes: book, On: w.day, Rows: []boxes.AskedBox{
		{Box: "MH-01", Keeper: w.who("NHT-1"), Tier: "thôn 1"}, {Box: "MH-02", Tier: "thôn 1"}, {Box: "MH-03", Tier: "thôn 2"}, {Box: "MH-04", Kind: boxes.Class, Tier: "trường"}}})
	found := func(box string, counted, donated int64) boxes.AskedCount {
		return boxes.AskedCount{AskedBox: boxes.AskedBox{Box: box}, Counted: money.Dong(counted), Donated: money.Dong(donated)}
	}
	stray := found("LA-01", 80_000, 50_000)
	stray.Stray, stray.Tier = true, "thôn 2"
	open := func(key string, rows ...boxes.AskedCount) ledger.OpenBoxes {
		return ledger.OpenBoxes{Boxes: book, On: w.day, Counters: []string{"Trưởng ban khuyến học", "Kế toán hội"}, Minutes: "BB " + key + "/2026", Rows: rows,
			Place: "tien-mat", Booked: w.day}
	}
	w.on(5, 19)
	opening := w.ask("boxes/open", open("01", found("MH-01", 900_001, 500_001), found("MH-02", 200_000, 100_000), stray))
	w.ask("boxes/wrong", fund.Reverse{Fund: w.fund, Donation: opening, Row: "MH-02", Cause: fund.KeyingError, Booked: w.on(5, 20), Reason: "đếm nhầm", Approver: "Chủ tịch Hội"})
	w.ask("boxes/wrong/held", fund.ReturnHeld{Fund: w.fund, Held: opening, For: school, Row: "MH-02", Booked: w.day, Reason: "đếm nhầm"})
	w.ask("boxes/accept", ledger.AcceptBoxes{Boxes: book, Opening: opening, Level: "trường", Place: "tien-mat", Booked: w.on(5, 22)})
	w.ask("boxes/lose", ledger.LoseBoxes{Boxes: book, On: w.day, Rows: []boxes.AskedLoss{{Box: "MH-03", Fate: boxes.Broken, Reason: "vỡ trong mưa bão"}}})
	w.ask("boxes/open/2", open("02", found("MH-04", 420_000, 420_000))) // the school has not accepted its part yet
	w.ask("campaign/pay", fund.Pay{Fund: w.fund, Kind: fund.Award, Award: fund.Reward, Recipient: w.who("HS-3"), RecipientKind: "pupil", Amount: money.Dong(200_000),
		Place: "tien-mat", Booked: w.on(5, 25), Campaign: "HEO-MH-2026", Content: "khen thưởng em nuôi heo giỏi"})
	w.ask("campaign/close", ledger.CloseCampaign{Campaign: drive, On: w.on(5, 31), Reason: "đã khui hết heo"})
	w.households()
}

func (w *walk) households() {
	id := ID("levy/MH")
	w.ask("levy", ledger.BeginLevy{Levy: id, Unit: ID("unit/HKH-MH"), Fund: w.fund, Compartment: "sach-vo", Year: 2026, Basis: levy.ByHead, Rate: money.Dong(20_000)})
	w.ask("levy/list", ledger.ListHouseholds{Levy: id, Rows: []levy.AskedHousehold{
		{Code: "H1", Head: w.who("NHT-1"), Heads: 5}, {Code: "H2", Heads: 4}, {Code: "H3", Heads: 3}, {Code: "H4", Heads: 6}}})
	w.ask("levy/exempt", ledger.ExemptHouseholds{Levy: id, On: w.day, Rows: []levy.AskedExemption{{Household: "H3", Reason: "hộ nghèo"}}})
	w.on(6, 1)
	sheet := w.ask("levy/pay", ledger.PayLevy{Levy: id, Given: w.day, Booked: w.day, Place: "tien-mat", Rows: []levy.AskedPayment{
		{Household: "H1", Amount: money.Dong(150_000)}, {Household: "H2", Amount: money.Dong(50_000)}, {Household: "H4", Amount: money.Dong(20_000)}}})
	w.ask("levy/wrong", fund.Reverse{Fund: w.fund, Donation: sheet, Row: "H4", Cause: fund.KeyingError, Booked: w.on(6, 2), Reason: "nhầm hộ", Approver: "Chủ tịch Hội"})
	w.ask("levy/waive", ledger.WaiveHousehold{Levy: id, Household: "H2", On: w.day, Reason: "mùa màng thất bát", Approver: "Trưởng thôn"})
	w.ask("levy/move", ledger.MoveHousehold{Levy: id, Household: "H4", On: w.day, Reason: "chuyển vào Nam"})
}
