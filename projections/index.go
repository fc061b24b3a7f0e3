package projections

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/projections/readdb"
)

// Index is how the writer finds old entries through the read side.
type Index struct{ p *Projector }

var _ eventstore.Index = Index{}

// Index gives the projector's index of entries.
func (p *Projector) Index() Index { return Index{p} }

// Reached implements eventstore.Index.
func (x Index) Reached() uint64 { return x.p.Reached() }

// Accepted implements eventstore.Index.
func (x Index) Accepted(ctx context.Context, id uuid.UUID) (number uint64, ok bool, err error) {
	s := x.p.served.Load()
	if s == nil {
		return 0, false, nil
	}
	ok, err = s.db.Row(ctx, "SELECT n FROM @entries WHERE id = $1", []any{id[:]}, &number)
	return number, ok, away(err)
}

// StreamEntries implements eventstore.Index, for the kinds of stream that are walked.
func (x Index) StreamEntries(ctx context.Context, stream domain.Stream) (numbers []uint64, err error) {
	s := x.p.served.Load()
	if s == nil {
		return nil, nil
	}
	scan := func(r readdb.Row) error {
		var n uint64
		if err := r.Scan(&n); err != nil {
			return err
		}
		numbers = append(numbers, n)
		return nil
	}
	if stream.Kind() == "code" {
		err = s.db.Query(ctx, scan, "SELECT n FROM @codes WHERE stream = $1 ORDER BY n", string(stream))
		return numbers, away(err)
	}
	id := streamID(stream)
	// Whatever kind the id was first spoken of as: somebody may give a child and its slot the same id. Entries too many do no harm, for
	// a stream's name stands in each; an entry too few would forget that a slot is taken.
	err = s.db.Query(ctx, scan, "SELECT n FROM @streams WHERE k = (SELECT x.k FROM @names x WHERE x.id = $1) ORDER BY n", id[:])
	return numbers, away(err)
}

// Locate implements eventstore.Index. What the rows hold counts, not what Reached says: rows are there a moment before it is told, and whoever has just been given
// the number of an entry by them finds it.
func (x Index) Locate(ctx context.Context, number uint64) (eventstore.Location, error) {
	var first, sequence uint64
	s := x.p.served.Load()
	if s == nil || number == 0 {
		return eventstore.Location{}, notReached(number)
	}
	ok, err := s.db.Row(ctx, `SELECT first_n, seq FROM @messages WHERE first_n <= $1 AND EXISTS (SELECT 1 FROM @entries WHERE n = $1)
		ORDER BY first_n DESC LIMIT 1`, []any{number}, &first, &sequence)
	if err == nil && !ok {
		err = notReached(number)
	}
	return eventstore.Location{Sequence: sequence, Index: int(number - first)}, away(err)
}

func notReached(number uint64) error {
	return domain.Errorf(domain.NotFound, "the read side has not reached entry %d", number)
}

// away marks an error that only says that the database cannot be reached now.
func away(err error) error {
	if readdb.Away(err) {
		return fmt.Errorf("%w: %w", eventstore.ErrAway, err)
	}
	return err
}
