package scenarios

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// goods is the opening of the school year: bicycles that a company declared, notebooks and chickens that the association estimated, handed out by
// list, stolen and found, given back and given again, and two documents that were keyed wrong.
func (w *walk) goods() {
	begins := w.on(8, 20)
	w.ask("campaign/KHAI-GIANG-2026", ledger.OpenCampaign{Campaign: ID("campaign/KHAI-GIANG-2026"), Unit: ID("unit/HKH-MH"), Code: "KHAI-GIANG-2026",
		Name: "Tiếp bước đến trường 2026", Kind: campaign.Occasion, From: begins, Until: domain.NewDate(2026, 10, 2), Occasion: "khai giảng"})
	for _, i := range []goods.OpenItem{{Item: "xe-dap", Name: "Xe đạp", Measure: "chiếc"}, {Item: "vo", Name: "Vở", Measure: "quyển"},
		{Item: "ga-giong", Name: "Gà giống", Measure: "con"}} {
		i.Fund = w.fund
		w.ask("item/"+i.Item, i)
	}
	pupils, classes := w.pupils()
	bikes := w.delivered(pupils, classes)
	w.on(9, 12)
	theft := w.ask("goods/theft", goods.Lose{Fund: w.fund, Goods: []goods.Quantity{{Item: "xe-dap", Pieces: 2}}, Booked: w.day, Reason: "mất trộm tại kho xã",
		Approver: "Chủ tịch Hội"})
	w.ask("goods/found", goods.Return{Fund: w.fund, Of: theft, Part: goods.Part{Pieces: 1}, Booked: w.on(9, 20), Reason: "công an xã tìm lại"})
	w.ask("goods/moved-away", goods.Return{Fund: w.fund, Of: ID("minh-hoa/goods/ceremony"), Part: goods.Part{Row: "XD-05", Item: "xe-dap"}, Booked: w.on(9, 25),
		Reason: "em chuyển tỉnh, gửi lại xe cho bạn khác"})
	w.ask("goods/next-child", goods.Give{Fund: w.fund, Each: []goods.Quantity{{Item: "xe-dap", Pieces: 1}}, RecipientKind: "pupil", Booked: w.on(9, 28),
		Rows: []goods.AskedRow{{Code: "XD-38", Recipient: w.who("HX-38")}}, Occasion: "khai giảng", Campaign: "KHAI-GIANG-2026"})
	w.ask("goods/invoice", goods.Revalue{Fund: w.fund, Delivery: bikes, Line: 2, UnitValue: money.Dong(7_500), Valuation: goods.Estimated, ValuedBy: "Tổ định giá của Hội",
		Reason: "giá chợ thấp hơn", Approver: "Chủ tịch Hội"})
	w.ask("goods/class", goods.Reverse{Fund: w.fund, Document: ID("minh-hoa/goods/ceremony"), Part: goods.Part{Row: "LOP-2", Item: "vo", Pieces: 10}, Booked: w.day,
		Reason: "ghi 110 quyển, trao 100 quyển", Approver: "Chủ tịch Hội"})
}

// delivered receives and hands out; two bicycles too many were keyed.
func (w *walk) delivered(pupils, classes []goods.AskedRow) (bikes uuid.UUID) {
	bikes = w.ask("goods/bicycles", ledger.ReceiveGoods{Receive: goods.Receive{Fund: w.fund, Donor: w.who("NHT-2"), Booked: w.on(8, 25), Given: w.day,
		Lots: []goods.AskedLot{{Item: "xe-dap", Pieces: 52, UnitValue: money.Dong(2_000_000), Valuation: goods.Declared},
			{Item: "vo", Pieces: 1000, UnitValue: money.Dong(8_000), Valuation: goods.Estimated}},
		ValuedBy: "Tổ định giá của Hội", Campaign: "KHAI-GIANG-2026", Content: "50 xe đạp, 1.000 quyển vở theo biên bản bàn giao"}})
	w.ask("goods/bicycles/two-too-many", goods.Reverse{Fund: w.fund, Document: bikes, Line: 1, Part: goods.Part{Pieces: 2}, Booked: w.on(8, 26),
		Reason: "nhập 52, biên bản ghi 50", Approver: "Chủ tịch Hội"})
	w.ask("goods/chickens", ledger.ReceiveGoods{Receive: goods.Receive{Fund: w.fund, Donor: w.who("NHT-1"), Booked: w.day,
		Lots: []goods.AskedLot{{Item: "ga-giong", Pieces: 200, UnitValue: money.Dong(60_000), Valuation: goods.Estimated}}, ValuedBy: "Tổ định giá của Hội"}})
	w.ask("goods/ceremony", goods.Give{Fund: w.fund, Each: []goods.Quantity{{Item: "xe-dap", Pieces: 1}, {Item: "vo", Pieces: 10}}, RecipientKind: "pupil",
		Rows: append(pupils[:37:37], classes...), Booked: w.on(9, 5), Occasion: "khai giảng", Campaign: "KHAI-GIANG-2026", Content: "trao tại lễ khai giảng"})
	var families []goods.AskedRow
	for i := range 18 {
		families = append(families, goods.AskedRow{Code: fmt.Sprintf("GA-%02d", i+1), Recipient: pupils[i].Recipient})
	}
	w.ask("goods/chickens/out", goods.Give{Fund: w.fund, Each: []goods.Quantity{{Item: "ga-giong", Pieces: 10}}, RecipientKind: "pupil", Rows: families, Booked: w.on(9, 6),
		Occasion: "nuôi gà khuyến học", Content: "phát gà giống cho gia đình các em"})
	return bikes
}

// pupils are 38 who get a bicycle each, and three classes that get notebooks.
func (w *walk) pupils() (pupils, classes []goods.AskedRow) {
	var people []ledger.Registration
	register := func(code, name string, kind person.Kind) uuid.UUID {
		people = append(people, ledger.Registration{Person: w.who(code), Unit: ID("unit/HKH-MH"), Kind: kind, Code: code, Card: person.Card{Name: name}})
		return w.who(code)
	}
	for i := range 38 {
		code := fmt.Sprintf("HX-%02d", i+1)
		pupils = append(pupils, goods.AskedRow{Code: fmt.Sprintf("XD-%02d", i+1), Recipient: register(code, fmt.Sprintf("Em học sinh số %02d", i+1), person.Individual)})
	}
	for i, name := range []string{"Lớp 1A", "Lớp 1B", "Lớp 1C"} {
		pieces := int64(100)
		if i == 1 {
			pieces = 110 // wrong, and corrected later
		}
		classes = append(classes, goods.AskedRow{Code: fmt.Sprintf("LOP-%d", i+1), Recipient: register(fmt.Sprintf("LOP-%d", i+1), name, person.Collective), RecipientKind: "collective",
			Goods: []goods.Quantity{{Item: "vo", Pieces: pieces}}})
	}
	w.ask("goods/people", ledger.RegisterPeople{People: people})
	return pupils, classes
}
