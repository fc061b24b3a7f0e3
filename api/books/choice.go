package books

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/journal"
)

// Choice narrows what is written. The zero Choice is everything.
type Choice struct {
	Funds []uuid.UUID // only of these; empty: of all
	Until domain.Date // only what is booked by the end of this day; 0: all
}

func (c Choice) has(t journal.Transaction) bool {
	return (len(c.Funds) == 0 || slices.Contains(c.Funds, t.Fund)) && (c.Until == 0 || t.Date <= c.Until)
}
