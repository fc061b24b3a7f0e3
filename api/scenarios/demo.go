package scenarios

import (
	"fmt"

	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// Person is somebody whose day can be tried in the demonstration.
type Person struct {
	Name string
	Role staff.Role
}

// DemoUnit is where they work.
const DemoUnit = "HKH-QN"

// DemoPeople are those who work in one province of the demonstration. The first grants the others their roles.
var DemoPeople = []Person{
	{"Hoàng Minh Đức", staff.Chair}, {"Nguyễn Thu Hà", staff.Treasurer}, {"Phạm Văn Khoa", staff.Approver}, {"Lý Thị Mai", staff.Auditor},
	{"Bùi Quang Huy", staff.Cashier}, {"Tạ Ngọc Anh", staff.Registrar},
}

// Demo gives them their roles, after all cases: from then on duties are in force in that province. The ids are the same on every run.
func Demo() Case {
	b := &book{name: "demo-people"}
	b.on(2026, 1, 5)
	for _, p := range DemoPeople {
		b.ask(string(p.Role), ledger.GrantRole{Unit: ID("unit/" + DemoUnit), Actor: p.Name, Role: p.Role, From: b.day, Basis: "Quyết định phân công nhiệm kỳ 2026–2031"})
		b.requests[len(b.requests)-1].Actor = DemoPeople[0].Name
	}
	return Case{b.name, fmt.Sprintf("Những người làm việc ở %s", DemoUnit), b.requests}
}
