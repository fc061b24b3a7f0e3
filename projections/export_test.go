package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/person"
)

// NamesBothWays calls people by their public names as a document with a few of them does, and as one with very many does.
func (r *Reader) NamesBothWays(ctx context.Context, people []uuid.UUID, purpose person.Purpose) (singly, atOnce []PublicName, err error) {
	err = r.view(ctx, AsOf{}, func(v *view) error {
		few, err := v.publicNames()
		if err != nil {
			return err
		}
		many, err := v.publicNames()
		if err != nil {
			return err
		}
		if err := many.readAll(purpose); err != nil {
			return err
		}
		for _, id := range people {
			k, ok, err := v.key(id, personName)
			if err != nil || !ok {
				return notFound(err, "person", id)
			}
			for names, into := range map[*publicNames]*[]PublicName{few: &singly, many: &atOnce} {
				name, err := names.of(k, purpose, fund.Named)
				if err != nil {
					return err
				}
				*into = append(*into, name)
			}
		}
		return nil
	})
	return singly, atOnce, err
}

// SumOften has a reader sum up what flowed after every chunk, and keep so many sums at most; 0: as many as it does.
func (r *Reader) SumOften(most int64) {
	if r.tallies.anew = 1; most > 0 {
		r.tallies.most = most
	}
}

// Summed is how many sums a reader keeps, and of how many chunks; −1 where there are too many.
func (r *Reader) Summed() (sums int, chunks int64) {
	if s := r.tallies.last; !s.vast {
		return len(s.cells), s.until
	}
	return -1, 0
}
