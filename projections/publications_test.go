package projections_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestAFundThatIsNoMoreOwesNoFurtherYears: it owes the year in which another took it over; what comes back later stands in the other's.
func TestAFundThatIsNoMoreOwesNoFurtherYears(t *testing.T) {
	b := newBook(t)
	g, f := b.found(1), id("fund", 9)
	b.must(fund.Open{Fund: f, Unit: id("unit", 1), Code: "CU", Name: "Quỹ xã cũ", Form: fund.AssociationFund})
	first := b.today().Year()
	b.must(ledger.HandOverFunds{Funds: []ledger.HandOverFund{{Fund: f, Into: g}}, Decision: "biên bản bàn giao số 3"})
	b.days(800)
	b.found(2)
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		r := b.project(t, open(t), projections.Options{}).Reader()
		for _, tt := range []struct {
			fund uuid.UUID
			want []int
		}{{f, []int{first}}, {g, []int{first, first + 1}}} {
			got, err := r.Publications(t.Context(), projections.PublicationsQuery{Fund: tt.fund})
			if err != nil {
				t.Fatal(err)
			}
			var years []int
			for _, p := range got.Publications {
				years = append(years, p.Year)
			}
			if !slices.Equal(years, tt.want) {
				t.Errorf("%s owes %v, not %v", tt.fund, years, tt.want)
			}
		}
	})
}

// publish makes a year public, with books that are still open as often as not; some of it is refused.
func (r *random) publish(f uuid.UUID) {
	document := id("document", r.book.next)
	r.note(nil, ledger.PublishDisclosure{
		Funds: pick(r, [][]uuid.UUID{{f}, r.funds}), Unit: pick(r, []uuid.UUID{uuid.Nil, id("unit", 1)}), Year: r.book.today().Year() - r.IntN(2),
		Entry: uint64(r.book.next), Document: hex.EncodeToString(append(document[:], document[:]...)), On: r.book.today() - domain.Date(r.IntN(3)),
		Where: fmt.Sprint("bảng tin ", r.book.next), Provisional: r.IntN(3) > 0})
}
