package projections

import (
	"context"
	"errors"
	"fmt"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/eventstore/vault"
	"sovang/projections/readdb"
)

// build is a fold with its session.
type build struct {
	fold   *fold
	forgot bool // names were deleted since the last scrub
}

func beginBuild(ctx context.Context, db *readdb.DB, v *vault.Vault) (*build, error) {
	tx, err := db.Begin(ctx)
	if err != nil {
		return nil, err
	}
	f, err := newFold(ctx, tx, v)
	if err == nil {
		err = tx.Commit(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, tx.Close())
	}
	return &build{fold: f}, nil
}

func (b *build) close() { _ = b.fold.tx.Close() }

// step folds a batch and commits it with the checkpoint. After an error the build must be thrown away.
func (b *build) step(ctx context.Context, log eventstore.Log, batch chunk) error {
	f := b.fold
	f.ctx = ctx
	if len(batch.entries) == 0 {
		return batch.err
	}
	if err := f.tx.Next(ctx); err != nil {
		return err
	}
	if err := f.claim(); err != nil {
		return err
	}
	from := f.at.n
	f.learn(batch.entries)
	if err := b.foldAll(batch); err != nil {
		return err
	}
	b.forgot = b.forgot || f.forgets()
	if err := f.write(from); err != nil {
		return permanent(err)
	}
	if err := b.explained(ctx, log); err != nil {
		return err
	}
	if err := f.tx.Commit(ctx); err != nil {
		return err
	}
	return batch.err
}

func (b *build) foldAll(batch chunk) error {
	f := b.fold
	next := 0
	for i := range batch.entries {
		e := &batch.entries[i]
		for next < len(batch.messages) && batch.messages[next].at == i {
			m := batch.messages[next]
			if int64(m.sequence) != f.at.message+1 {
				return stop{domain.Errorf(domain.Internal, "message %d of the log follows message %d: something is missing", m.sequence, f.at.message)}
			}
			f.message(m.sequence, e.Number)
			next++
		}
		if int64(e.Number) != f.at.n+1 {
			return stop{domain.Errorf(domain.Internal, "entry %d (%s) follows entry %d: something is missing", e.Number, e.ID, f.at.n)}
		}
		f.leaf(batch.leaves[i])
		if err := f.entry(e); err != nil {
			return permanent(fmt.Errorf("entry %d (%s): %w", e.Number, e.ID, err))
		}
	}
	return nil
}

// explained makes sure, at the end of the log, that no name is missing without a forgetting.
func (b *build) explained(ctx context.Context, log eventstore.Log) error {
	if b.fold.unopened == 0 {
		return nil
	}
	last, err := log.Last(ctx)
	if err != nil || b.fold.at.message < int64(last) {
		return err
	}
	return permanent(b.fold.missingKeys())
}

// permanent marks our own errors, about what the log says, as such that no second attempt mends; those of databases pass.
func permanent(err error) error {
	if _, ours := errors.AsType[*domain.Error](err); ours || readdb.Hopeless(err) {
		return stop{err}
	}
	return err
}
