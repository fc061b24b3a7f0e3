package projections_test

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain/ledger"
)

// handOver tells that funds change hands: whole to another unit, and back one day.
func (r *random) handOver(i int, f uuid.UUID) {
	whole := ledger.HandOverFund{Fund: f, Unit: id("unit", 1+r.IntN(2)), Code: fmt.Sprintf("QKH-%d", i+1)}
	if r.IntN(3) == 0 {
		whole.Code = fmt.Sprintf("QKH-%d.%d", i+1, r.book.next)
	}
	r.note(nil, ledger.HandOverFunds{Funds: []ledger.HandOverFund{whole}, On: r.booked(), Decision: "Nghị quyết sáp nhập"})
}
