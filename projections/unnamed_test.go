package projections_test

import (
	"testing"

	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestUnnamed: the entry is that of the last consent that was taken back, or of the last forgetting, not of a consent that was given.
func TestUnnamed(t *testing.T) {
	b := newBook(t)
	b.found(1)
	people, last := b.people(2), uint64(0)
	who, other := people[0], people[1]
	step := func(c ledger.Command, counts bool) {
		b.must(c)
		if counts {
			last = b.writer.Position().Entry
		}
		stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
			got, err := b.project(t, open(t), projections.Options{}).Reader().Unnamed(t.Context())
			if err != nil || got != last {
				t.Errorf("%T: %d, %v, not %d", c, got, err, last)
			}
		})
	}
	step(adult(who, person.DonorLists), false)
	step(ledger.WithdrawConsent{Person: who, Purpose: person.DonorLists, Reason: "đổi ý"}, true)
	step(adult(who, person.DonorLists), false)
	step(ledger.ForgetPerson{Person: other, Reason: "theo yêu cầu"}, true)
}
