package scenarios

import (
	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// Person is somebody whose day can be tried in the demonstration.
type Person struct {
	Name string
	Role staff.Role
	Unit string // its code
}

// DemoPeople are those whose day can be tried: who works in one province, and who inspects all of them.
var DemoPeople = []Person{
	{"Hoàng Minh Đức", staff.Chair, "HKH-QN"}, {"Nguyễn Thu Hà", staff.Treasurer, "HKH-QN"}, {"Phạm Văn Khoa", staff.Approver, "HKH-QN"},
	{"Lý Thị Mai", staff.Auditor, "HKH-VN"}, {"Bùi Quang Huy", staff.Cashier, "HKH-QN"}, {"Tạ Ngọc Anh", staff.Registrar, "HKH-QN"},
}

// DemoGift is the donation whose way can be tried, of Quỹ Sao Mai: part of it was given and signed for, part came back, part waits; DemoSponsor is who sponsors two children, Ông Trịnh Quốc Bảo.
var (
	DemoGift    = ID(demo + "/gift/QUY-SM/9")
	DemoSponsor = ID("year/NHT-BAO")
)

// demo is what the ids of the demonstration's own commands come from.
const demo = "demo-people"

// centre is who gives the first roles, at the top of the tree.
const centre = "Đặng Hải Nam"

// Demo lets a year go by in their province and gives them their roles, after all cases: from then on duties are in force below the centre. The ids are
// the same on every run.
func Demo() Case {
	b := &book{name: demo}
	lived(b)
	b.on(2026, 1, 5)
	grant := func(key, by, to, unit string, role staff.Role) {
		b.ask(key, ledger.GrantRole{Unit: ID("unit/" + unit), Actor: to, Role: role, From: b.day, Basis: "Quyết định phân công nhiệm kỳ 2026–2031"})
		b.requests[len(b.requests)-1].Actor = by
	}
	grant("centre", centre, centre, "HKH-VN", staff.Chair)
	for _, p := range DemoPeople {
		grant(string(p.Role), centre, p.Name, p.Unit, p.Role)
	}
	inOneHand(b)
	boardOf(b)
	if b.err != nil {
		panic(b.err) // all of it stands in the program
	}
	return Case{b.name, "Những người làm việc ở Quảng Ninh", b.requests}
}
