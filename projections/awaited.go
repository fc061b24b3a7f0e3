package projections

import (
	"context"

	"github.com/google/uuid"
)

// Awaiting lists the donations to a fund that have not come yet, the oldest first: as the read side has reached, for what waits is kept of the present alone.
func (r *Reader) Awaiting(ctx context.Context, of uuid.UUID) ([]Donation, error) {
	all := []Donation{}
	err := r.view(ctx, AsOf{}, func(v *view) error {
		k, ok, err := v.key(of, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", of)
		}
		// The plus keeps SQLite from going through all donations of the fund.
		all, err = v.donations(v.donationsAsk("+d.fund = $1 AND d.n IN (SELECT a.n FROM @awaiting a) ORDER BY d.n", k), 4)
		return err
	})
	return all, err
}
