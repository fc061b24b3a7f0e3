package ledger_test

import (
	"testing"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
)

// What one decision costs, without a log: the floor under every figure of the event store.
func BenchmarkDecideDonation(b *testing.B) {
	s := newStory(func(int) int { return 0 })
	f := s.funds[0].id
	c := ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Donor: s.people[0], Amount: dong(500_000), Place: "cash"}}
	b.ReportAllocs()
	for n := range b.N {
		var id uuid.UUID
		id[0], id[1], id[2], id[3], id[15] = byte(n), byte(n>>8), byte(n>>16), byte(n>>24), 1
		changes, err := ledger.Decide(s.book, ledger.Request{ID: id, Actor: "thủ quỹ", Command: c}, recorded)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range changes {
			for _, e := range c.Events {
				s.State(c.Stream).Evolve(id, e)
			}
		}
	}
}

func BenchmarkDigest(b *testing.B) {
	c := ledger.ReceiveDonation{Receive: fund.Receive{Fund: id(1), Donor: id(2), Amount: dong(500_000), Place: "cash"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ledger.Digest(c); err != nil {
			b.Fatal(err)
		}
	}
}
