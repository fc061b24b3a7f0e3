package fund

import (
	"fmt"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// TestListSumIsBounded: however many rows a list has, its sum stays a sum.
func TestListSumIsBounded(t *testing.T) {
	l := &List{}
	for chunk := range 20 {
		c := RecordList{Fund: uuid.New(), List: uuid.New(), First: int64(len(l.Rows))}
		if chunk > 0 {
			c.Fund = l.Fund
		}
		for i := range MaxChunk {
			c.Rows = append(c.Rows, AskedRow{Code: fmt.Sprint(chunk, "-", i), Recipient: uuid.New(), Award: Reward, Amount: money.Dong(money.Max)})
		}
		events, err := l.Record(c)
		if domain.CodeOf(err) == domain.Violation {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			l.Evolve(uuid.New(), e)
		}
		if sum := l.Sum(); sum.Minor < 0 || sum.Minor < money.Max {
			t.Fatalf("after %d rows the list adds up to %s", len(l.Rows), sum)
		}
	}
	t.Errorf("%d rows of the largest amount were taken", len(l.Rows))
}
