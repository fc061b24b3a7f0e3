package projections

import (
	"context"
	"errors"

	"sovang/projections/readdb"
)

// ErrRebuilding: another instance is building the read model anew.
var ErrRebuilding = errors.New("the read model is being rebuilt already")

// bulkBatch is how many entries a rebuild writes at once.
const bulkBatch = 20_000

// Rebuild makes the read model anew from the log, beside the one in use, and then puts it in its place in one step. progress, if not
// nil, is called after each batch with how many messages of how many are done. A crash before the switch leaves the old one in use.
//
// Keys that are destroyed while it runs are met again before the switch: what is written until then is folded with the writer of the
// old one standing still.
func (p *Projector) Rebuild(ctx context.Context, progress func(done, all uint64)) (err error) {
	if !p.building.TryLock() {
		if !p.switched.Load() {
			return ErrRebuilding
		}
		p.building.Lock() // the other one is done, and only puts its locks away
	}
	defer p.building.Unlock()
	p.switched.Store(false)
	release, ok, err := p.store.Lock(ctx, "rebuild")
	if err != nil {
		return err
	}
	if !ok {
		return ErrRebuilding
	}
	defer func() { err = errors.Join(err, release()) }()
	name, err := p.load(ctx, progress)
	if err != nil {
		return err
	}
	db, err := p.store.Open(ctx, name)
	if err != nil {
		return err
	}
	if err := p.takeOver(ctx, db); err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// load fills a new generation with what the log holds now, and seals it.
func (p *Projector) load(ctx context.Context, progress func(done, all uint64)) (string, error) {
	db, err := p.store.Create(ctx)
	if err != nil {
		return "", err
	}
	if err := p.fill(ctx, db, bulkBatch, progress); err != nil {
		return "", errors.Join(err, db.Close())
	}
	return db.Name(), p.store.Seal(ctx, db)
}

// fill folds the log, up to its present end, into a generation.
func (p *Projector) fill(ctx context.Context, db *readdb.DB, batch int, progress func(done, all uint64)) error {
	all, err := p.log.Last(ctx)
	if err != nil {
		return err
	}
	b, err := beginBuild(ctx, db, p.opts.Vault)
	if err != nil {
		return err
	}
	defer b.close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	entries := follow(ctx, p.log, uint64(b.fold.at.message)+1, false, batch)
	for done := false; !done; {
		select {
		case <-entries.ready:
		case <-ctx.Done():
			return ctx.Err()
		}
		var c chunk
		c, done = entries.take()
		if err := b.step(ctx, p.log, c); err != nil {
			return err
		}
		if err := p.store.Touch(ctx, db.Name(), p.opts.Now()); err != nil {
			return err
		}
		if progress != nil {
			progress(uint64(b.fold.at.message), max(all, uint64(b.fold.at.message)))
		}
	}
	return nil
}

// takeOver brings a sealed generation up to the one in use and switches. The tail is folded twice: first beside the running projector,
// then, what came meanwhile, with it standing still.
func (p *Projector) takeOver(ctx context.Context, db *readdb.DB) error {
	if err := p.fill(ctx, db, p.opts.Batch, nil); err != nil {
		return err
	}
	p.folding.Lock()
	defer p.folding.Unlock()
	if err := p.fill(ctx, db, p.opts.Batch, nil); err != nil {
		return err
	}
	var entry uint64
	if _, err := db.Row(ctx, "SELECT entry FROM @checkpoint WHERE one = 1", nil, &entry); err != nil {
		return err
	}
	if err := p.store.Activate(ctx, db.Name()); err != nil {
		return err
	}
	p.switched.Store(true) // before anybody can see what it made, and ask for another
	p.serve(db, entry)
	return nil
}
