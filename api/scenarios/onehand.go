package scenarios

import (
	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// inOneHand lets one person in a small branch keep both the books and the cash box, with the reason that an inspection finds.
func inOneHand(b *book) {
	const both = "Đỗ Thị Tám"
	for _, g := range []struct {
		role     staff.Role
		override string
	}{{staff.Cashier, ""}, {staff.Treasurer, "chi hội chỉ có một người làm được sổ; Ban Kiểm tra đếm két mỗi quý"}} {
		b.ask("one-hand-"+string(g.role), ledger.GrantRole{Unit: ID("unit/QN-HG"), Actor: both, Role: g.role, From: b.day, Basis: "Biên bản họp Ban Chấp hành ngày 5/1/2026", Override: g.override})
		b.requests[len(b.requests)-1].Actor = centre
	}
}
