package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/eventstore"
)

// BatchOverrides lie among the entries of its donations, first to last: those that say of this batch of the fund that it was posted though it differed
// from what was counted, the oldest first. There is one for each time that it was posted, nearly always none or one.
func (r *Reader) BatchOverrides(ctx context.Context, log eventstore.Log, batch, of uuid.UUID, first, last uint64, asOf AsOf) ([]fund.BatchOverridden, error) {
	_, found, err := r.Find(ctx, FindQuery{Facts: []string{"fund.batch-overridden"}, Whose: []uuid.UUID{of}, After: first - 1, Before: last + 1, AsOf: asOf})
	if err != nil {
		return nil, err
	}
	all := []fund.BatchOverridden{}
	for i := len(found) - 1; i >= 0; i-- {
		line, err := r.Line(ctx, log, found[i].Entry, asOf, nil)
		if err != nil {
			return nil, err
		}
		e, err := eventstore.Decode(line)
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", found[i].Entry, err)
		}
		for _, c := range e.Changes {
			for _, event := range c.Events {
				if o, ok := event.(fund.BatchOverridden); ok && o.Batch == batch {
					all = append(all, o)
				}
			}
		}
	}
	return all, nil
}
