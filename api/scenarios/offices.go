package scenarios

import (
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/domain/unit"
)

// offices is a branch of the commune in which duties are in force: a chair who grants, one who keeps the books, one who keeps the box, an
// inspection; a gift that goes back with the chair's signature. In the commune itself, nobody was ever given a role.
func (w *walk) offices() {
	const chair, treasurer, cashier, auditor = "Trần Văn Minh", "Vũ Thị Hoa", "Lê Văn Bình", "Đỗ Thị Lan"
	w.on(6, 5)
	in, f := ID("unit/CH-MH-1"), ID("fund/CH-MH-1")
	w.ask("offices/unit", ledger.FoundUnit{Unit: in, Kind: unit.Branch, Code: "CH-MH-1", Name: "Chi hội thôn Một, xã Minh Họa", Parent: ID("unit/HKH-MH"), From: w.day})
	w.ask("offices/fund", fund.Open{Fund: f, Unit: in, Code: "CH-MH-1", Name: "Quỹ khuyến học thôn Một", Form: fund.AssociationFund, From: w.day})
	w.ask("offices/place", fund.OpenPlace{Fund: f, Place: "tien-mat", Kind: fund.Cash, Name: "Tiền mặt"})
	grant := func(who string, role staff.Role) {
		w.by(chair, "offices/"+string(role), ledger.GrantRole{Unit: in, Actor: who, Role: role, From: w.day, Basis: "Biên bản đại hội chi hội ngày 5/6/2026"})
	}
	grant(chair, staff.Chair)
	grant(treasurer, staff.Treasurer)
	grant(cashier, staff.Cashier)
	grant(auditor, staff.Auditor)
	gift := w.by(cashier, "offices/gift", ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(300_000), Place: "tien-mat", Given: w.day, Booked: w.day}})
	refund := fund.Refund{Fund: f, Donation: gift, Amount: money.Dong(100_000), Place: "tien-mat", Booked: w.on(6, 6), Approver: chair, Reason: "người ủng hộ xin rút bớt"}
	name, data, err := ledger.Encode(refund)
	if err != nil {
		w.fail(err)
		return
	}
	w.by(chair, "offices/signature", ledger.Sign{Command: name, ID: ID(w.name + "/offices/refund"), Data: jsontext.Value(data)})
	w.by(treasurer, "offices/refund", refund)
}

// by is ask by somebody of a name.
func (w *walk) by(who, key string, c ledger.Command) uuid.UUID {
	id := w.ask(key, c)
	w.requests[len(w.requests)-1].Actor = who
	return id
}
