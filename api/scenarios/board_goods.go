package scenarios

import (
	"fmt"

	"sovang/domain/goods"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/staff"
)

// goods are warm jackets that a company declared and rice that the association valued, handed out at Tết; one jacket came back.
func (b *board) goods() {
	f := ID("fund/QN-TET")
	for _, i := range []goods.OpenItem{{Item: "ao-am", Name: "Áo ấm", Measure: "chiếc"}, {Item: "gao", Name: "Gạo", Measure: "bao 10 kg"}} {
		i.Fund = f
		b.as(staff.Registrar, "board/goods/"+i.Item, i)
	}
	b.as(staff.Treasurer, "board/goods/in", ledger.ReceiveGoods{Receive: goods.Receive{Fund: f, Donor: ID("board/donor/NHT-TET-1"), Booked: b.day, ValuedBy: "Tổ định giá của Hội",
		Lots:    []goods.AskedLot{{Item: "ao-am", Pieces: 60, UnitValue: money.Dong(250_000), Valuation: goods.Declared}, {Item: "gao", Pieces: 100, UnitValue: money.Dong(180_000), Valuation: goods.Estimated}},
		Content: "quà Tết cho học sinh hải đảo"}})
	var rows []goods.AskedRow
	for n := range 12 {
		rows = append(rows, goods.AskedRow{Recipient: ID(fmt.Sprint("board/pupil/", n+1))})
	}
	given := b.as(staff.Cashier, "board/goods/out", goods.Give{Fund: f, Each: []goods.Quantity{{Item: "ao-am", Pieces: 1}, {Item: "gao", Pieces: 2}}, Rows: rows, RecipientKind: "pupil", Booked: b.day,
		Occasion: "Tết Bính Ngọ", Content: "trao tại đảo Cô Tô"})
	b.as(staff.Cashier, "board/goods/back", goods.Return{Fund: f, Of: given, Part: goods.Part{Row: "5", Item: "ao-am"}, Booked: b.day, Reason: "áo không vừa, đổi cho bạn khác"})
}
