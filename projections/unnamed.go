package projections

import "context"

// Unnamed is the last entry by which somebody may no longer be named as before: they took a consent back, or were forgotten; 0: there is none. What was made as of an
// entry before it may still name them.
func (r *Reader) Unnamed(ctx context.Context) (last uint64, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		_, err := v.row("SELECT COALESCE(MAX(n), 0) FROM @consents WHERE what > 1", nil, &last)
		return err
	})
	return last, err
}
