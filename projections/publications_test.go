package projections_test

import (
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// publish makes a year public, with books that are still open as often as not; some of it is refused.
func (r *random) publish(f uuid.UUID) {
	document := id("document", r.book.next)
	r.note(nil, ledger.PublishDisclosure{
		Funds: pick(r, [][]uuid.UUID{{f}, r.funds}), Unit: pick(r, []uuid.UUID{uuid.Nil, id("unit", 1)}), Year: r.book.today().Year() - r.IntN(2),
		Entry: uint64(r.book.next), Document: hex.EncodeToString(append(document[:], document[:]...)), On: r.book.today() - domain.Date(r.IntN(3)),
		Where: fmt.Sprint("bảng tin ", r.book.next), Provisional: r.IntN(3) > 0})
}
