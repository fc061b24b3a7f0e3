package projections_test

import (
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/domain/unit"
)

// serve tells of a new branch with people in office: a chair by whom the others are named, somebody with two offices, one who leaves. Duties
// are in force in the branch alone.
func (r *random) serve(i int, f uuid.UUID) {
	b := r.book
	branch, n := id("branch", b.next), b.next
	if _, ok := b.try(ledger.FoundUnit{Unit: branch, Kind: unit.Branch, Code: fmt.Sprintf("CH-%d", n), Name: "Chi hội mới", Parent: id("unit", i+1)}); !ok {
		return
	}
	called := func(who string) string { return fmt.Sprintf("%s %d", who, n) }
	grant := func(who string, role staff.Role) ledger.GrantRole {
		return ledger.GrantRole{Unit: branch, Actor: called(who), Role: role, Basis: "đại hội chi hội"}
	}
	chair := ledger.GrantRole{Unit: branch, Actor: "thủ quỹ", Role: staff.Chair, Basis: "đại hội chi hội"}
	b.must(chair) // by the same hand as all else, who may go on speaking of the branch
	treasurer := grant("kế toán", staff.Treasurer)
	treasurer.From, treasurer.Until = b.today()+domain.Date(r.offices.IntN(5)-2), b.today()+domain.Date(3+r.offices.IntN(30))
	treasurer.Person = r.folk[r.offices.IntN(len(r.folk))]
	if _, ok := b.try(treasurer); !ok { // somebody who has been forgotten
		treasurer.Person = uuid.Nil
		b.must(treasurer)
	}
	b.by(called("kế toán"), grant("ai đó", staff.Cashier)) // refused
	cashier := grant("kế toán", staff.Cashier)
	b.by("thủ quỹ", cashier) // refused
	cashier.Override = "chi hội chỉ có hai người"
	b.must(cashier)
	if r.offices.IntN(2) == 0 {
		b.must(ledger.EndRole{Unit: branch, Actor: called("kế toán"), Role: staff.Cashier, On: b.today() + domain.Date(r.offices.IntN(2)), Reason: "đã có thủ quỹ"})
	}
	if r.offices.IntN(4) == 0 {
		b.must(grant("thủ quỹ mới", staff.Cashier))
	}
	reserve := fund.Reserve{Fund: f, Amount: money.Dong(1), Recipient: r.folk[0], Approver: "chủ tịch"}
	name, data, err := ledger.Encode(reserve)
	if err != nil {
		b.tb.Fatal(err)
	}
	under := b.next + 2 // the id of the command after the signature
	b.by("chủ tịch", ledger.Sign{Command: name, ID: id("command", under), Data: jsontext.Value(data)})
	if reservation, ok := b.try(reserve); ok {
		b.must(fund.Release{Fund: f, Reservation: reservation, Reason: "ký thử"})
	}
}
