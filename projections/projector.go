package projections

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"sovang/domain"
	"sovang/eventstore"
	"sovang/eventstore/vault"
	"sovang/projections/readdb"
)

// Version is the version of the read model as a whole: raise it with every change of a table or of what is put into one. The next
// start then builds the new one beside the old.
const Version = 7

// errMovedOn: the checkpoint is not where this projector left it.
var errMovedOn = errors.New("another projector has moved on")

// Options of a Projector. Zero values are the documented defaults.
type Options struct {
	Vault *vault.Vault     // opens the names of people; needed
	Batch int              // entries in a transaction; 0: 4,000
	Grace time.Duration    // how long a generation that is not in use any more is kept; 0: ten minutes
	Now   func() time.Time // nil: time.Now
	Log   *slog.Logger     // nil: slog.Default()
	// Poll is how often an instance that is not the projector looks how far the projector has come; 0: 50 ms.
	Poll time.Duration
}

func (o Options) withDefaults() Options {
	if o.Batch == 0 {
		o.Batch = 4000
	}
	if o.Grace == 0 {
		o.Grace = 10 * time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Poll == 0 {
		o.Poll = 50 * time.Millisecond
	}
	return o
}

// Projector keeps the read model up with the log and serves it. One of several instances writes; the others follow what it writes.
//
// A fact it does not know, a gap in the log or a lost key stops it with an error that names the entry; what was read until then goes on
// being served. A database or a log that went away is tried again until it is back.
type Projector struct {
	store *readdb.Store
	log   eventstore.Log
	opts  Options

	served   atomic.Pointer[served]
	building sync.Mutex  // held by the one rebuild of this process
	switched atomic.Bool // the last rebuild has put its generation in place
	folding  sync.Mutex  // held while rows are written to the generation in use, and while another takes its place

	asked chan struct{} // holds a token when somebody has begun to wait

	mu      sync.Mutex
	reached uint64
	waiters map[chan struct{}]uint64 // closed when the entry is reached, or stopped is set
	stopped error
	retired []retired

	tidied  time.Time // by watch
	unclean bool      // names were deleted, and traces of them may be left; of the one who projects
}

// served is the generation that queries are answered from.
type served struct{ db *readdb.DB }

type retired struct {
	db *readdb.DB
	at time.Time
}

// Open opens the generation in use, if there is one. Nothing is read from the log until Run.
func Open(ctx context.Context, store *readdb.Store, log eventstore.Log, opts Options) (*Projector, error) {
	p := &Projector{store: store, log: log, opts: opts.withDefaults(), asked: make(chan struct{}, 1), waiters: map[chan struct{}]uint64{}}
	if p.opts.Vault == nil {
		return nil, errors.New("the read side needs the vault")
	}
	return p, p.openActive(ctx)
}

// openActive serves the generation that the store says is in use, if it is not that one already.
func (p *Projector) openActive(ctx context.Context) error {
	name, err := p.store.Active(ctx)
	if err != nil || name == "" {
		return err
	}
	if now := p.served.Load(); now != nil && now.db.Name() == name {
		return nil
	}
	db, entry, err := p.openGeneration(ctx, name)
	if readdb.Damaged(err) {
		p.opts.Log.Warn("the read side is damaged, and is made anew from the log", "generation", name, "error", err)
		return nil
	}
	if err != nil {
		return err
	}
	p.serve(db, entry)
	return nil
}

func (p *Projector) openGeneration(ctx context.Context, name string) (db *readdb.DB, entry uint64, err error) {
	if db, err = p.store.Open(ctx, name); err != nil {
		return nil, 0, err
	}
	if _, err := db.Row(ctx, "SELECT entry FROM @checkpoint WHERE one = 1", nil, &entry); err != nil {
		return nil, 0, errors.Join(err, db.Close())
	}
	return db, entry, nil
}

// Serving says whether there is a generation to answer from. There is none before the first is built, and where the one in use is damaged
// beyond opening.
func (p *Projector) Serving() bool { return p.served.Load() != nil }

// serve puts a generation in the place of the one served now, which queries under way still use for a while.
func (p *Projector) serve(db *readdb.DB, entry uint64) {
	was := p.served.Swap(&served{db})
	p.mu.Lock()
	if was != nil {
		p.retired = append(p.retired, retired{was.db, p.opts.Now()})
	}
	p.mu.Unlock()
	p.reach(entry)
	if was != nil {
		was.db.Retire()
	}
}

// Reached is the number of the last entry that queries see.
func (p *Projector) Reached() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.reached
}

// Stopped is why the projector does not go on, nil while it does.
func (p *Projector) Stopped() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stopped
}

// Ready says why reports cannot be answered now or do not go on, nil where they can and do.
func (p *Projector) Ready(ctx context.Context) error {
	if err := p.Stopped(); err != nil {
		return err
	}
	s := p.served.Load()
	if s == nil {
		return errNothingYet()
	}
	var entry uint64
	_, err := s.db.Row(ctx, "SELECT entry FROM @checkpoint WHERE one = 1", nil, &entry)
	return away(err)
}

// stop is an error that trying again does not mend.
type stop struct{ error }

func (s stop) Unwrap() error { return s.error }

// Run keeps the read model up with the log until ctx ends (then it returns nil) or something stops it for good.
func (p *Projector) Run(ctx context.Context) error {
	wait := time.Duration(0)
	for {
		moved, err := p.follow(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if s, ok := errors.AsType[stop](err); ok { // what was read until then goes on being served
			p.stand(s.error)
			return s.error
		}
		if wait = min(2*wait+10*time.Millisecond, 2*time.Second); moved {
			wait = 10 * time.Millisecond
		}
		if err != nil && !errors.Is(err, errMovedOn) && !errors.Is(err, errSwitched) {
			p.opts.Log.Warn("the read side lost its database or the log and tries again", "error", err, "in", wait)
		}
		if !sleep(ctx, wait/2+rand.N(wait)) {
			return nil
		}
	}
}

// sleep waits, and says false when ctx ended first.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// follow is one attempt at being the projector, or at following the one that is. moved says whether anything was achieved.
func (p *Projector) follow(ctx context.Context) (moved bool, err error) {
	if err := p.openActive(ctx); err != nil {
		return false, err
	}
	if p.served.Load() == nil {
		return p.first(ctx)
	}
	before := p.Reached()
	name := p.served.Load().db.Name()
	release, ok, err := p.store.Lock(ctx, name)
	if err != nil {
		return false, err
	}
	if !ok {
		return p.watch(ctx)
	}
	defer func() { err = errors.Join(err, release()) }()
	err = p.project(ctx)
	if readdb.Damaged(err) && ctx.Err() == nil { // everything in it can be made again
		p.opts.Log.Warn("the read side is damaged, and is made anew from the log", "generation", name, "error", err)
		err = p.Rebuild(ctx, nil)
	}
	return p.Reached() > before, err
}

// first builds the first generation, or waits for the instance that does.
func (p *Projector) first(ctx context.Context) (bool, error) {
	err := p.Rebuild(ctx, nil)
	if errors.Is(err, ErrRebuilding) {
		return false, errMovedOn
	}
	return err == nil, err
}

// watch looks how far the projector has come, until this instance can be it or another generation is in use.
func (p *Projector) watch(ctx context.Context) (bool, error) {
	s := p.served.Load()
	var entry uint64
	if _, err := s.db.Row(ctx, "SELECT entry FROM @checkpoint WHERE one = 1", nil, &entry); err != nil {
		return false, err
	}
	p.reach(entry)
	if now := p.opts.Now(); now.Sub(p.tidied) > p.opts.Grace/4 {
		p.tidied = now
		p.tidy(ctx)
	}
	if !sleep(ctx, p.opts.Poll) {
		return false, ctx.Err()
	}
	return true, errMovedOn
}

// errSwitched: another generation is in use now.
var errSwitched = errors.New("another generation of the read model is in use")

// project folds the log into the generation in use until something goes wrong or another generation takes its place.
func (p *Projector) project(ctx context.Context) error {
	s := p.served.Load()
	b, err := beginBuild(ctx, s.db, p.opts.Vault)
	if err != nil {
		return err
	}
	defer b.close()
	if err := sameLog(ctx, p.log, s.db, b.fold.at); err != nil {
		return err
	}
	if err := b.fold.tx.Scrub(ctx); err != nil { // a crash may have come between a forgetting and the end of its traces
		p.unclean = true
	}
	p.tidy(ctx) // commands of a moment never live until the ticker
	p.reach(uint64(b.fold.at.n))
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	tidy := time.NewTicker(p.opts.Grace / 4)
	defer tidy.Stop()
	rest := time.NewTimer(0)
	defer rest.Stop()
	entries := follow(ctx, p.log, uint64(b.fold.at.message)+1, true, p.opts.Batch)
	for {
		select {
		case <-tidy.C:
			p.tidy(ctx)
			p.clean(ctx, b)
			continue
		case <-entries.ready:
		case <-p.asked:
		case <-rest.C:
		}
		if entries.nothing() {
			continue
		}
		if left := p.mayRest(entries); left > 0 {
			rest.Reset(left)
			continue
		}
		batch, done := entries.take()
		if err := p.step(ctx, s, b, batch); err != nil {
			return err
		}
		if done {
			return errors.New("the log ended")
		}
	}
}

// sameLog makes sure that the log is the one the rows were folded from: that it still holds the message at the checkpoint, with the same
// entry at its end. Another entry there means that the log has lost its end and was written on.
func sameLog(ctx context.Context, log eventstore.Log, db *readdb.DB, at at) error {
	if at.message == 0 {
		return nil
	}
	last, err := log.Last(ctx)
	if err != nil {
		return err
	}
	if int64(last) < at.message {
		return stop{fmt.Errorf("%w: the log ends at message %d, of which the read side had read message %d (entry %d)",
			eventstore.ErrLost, last, at.message, at.n)}
	}
	m, err := log.Get(ctx, uint64(at.message))
	if err != nil {
		return err
	}
	var end domain.Entry
	for e, err := range eventstore.Entries(m) {
		if err != nil {
			return stop{err}
		}
		end = e
	}
	var id []byte
	if _, err := db.Row(ctx, "SELECT id FROM @entries WHERE n = $1", []any{at.n}, &id); err != nil {
		return err
	}
	if int64(end.Number) != at.n || string(id) != string(end.ID[:]) || end.Recorded.UnixMicro() != at.recorded {
		return stop{fmt.Errorf("%w: message %d of the log ends with entry %d (%s), where the read side had read entry %d; rebuild it when the log is sound",
			eventstore.ErrLost, at.message, end.Number, end.ID, at.n)}
	}
	return nil
}

// step folds one batch into the generation in use and tells who waits for it.
func (p *Projector) step(ctx context.Context, s *served, b *build, batch chunk) error {
	p.folding.Lock()
	defer p.folding.Unlock()
	if p.served.Load() != s {
		return errSwitched
	}
	if err := b.step(ctx, p.log, batch); err != nil {
		return err
	}
	p.clean(ctx, b)
	p.reach(uint64(b.fold.at.n))
	return nil
}

// clean takes what was deleted out of the files, and with it the older generations, which still show the names of those who were
// forgotten since. Who waits for a forgetting waits for this too. What cannot be done now is tried again later.
func (p *Projector) clean(ctx context.Context, b *build) {
	p.unclean, b.forgot = p.unclean || b.forgot, false
	if !p.unclean {
		return
	}
	ctx = context.WithoutCancel(ctx) // what is seen to be forgotten is gone, though the program is about to end
	err := errors.Join(b.fold.tx.Scrub(ctx), p.dropOlder(ctx))
	if p.unclean = err != nil; p.unclean {
		p.opts.Log.Warn("deleted names are not overwritten everywhere yet", "error", err)
	}
}

// dropOlder drops all generations of this version but the one in use, without grace. One that is being built meets the forgetting itself before
// it is switched to.
func (p *Projector) dropOlder(ctx context.Context) (err error) {
	if !p.building.TryLock() {
		return ErrRebuilding
	}
	defer p.building.Unlock()
	release, ok, err := p.store.Lock(ctx, "rebuild")
	if err != nil {
		return err
	}
	if !ok {
		return ErrRebuilding
	}
	defer func() { err = errors.Join(err, release()) }()
	return p.store.DropOlder(ctx)
}

// tidy closes and drops generations whose time of grace is over. Nothing depends on it, so its failures wait for the next time.
func (p *Projector) tidy(ctx context.Context) {
	now := p.opts.Now()
	var err error
	p.mu.Lock()
	kept := p.retired[:0]
	for _, r := range p.retired {
		if now.Sub(r.at) < p.opts.Grace {
			kept = append(kept, r)
			continue
		}
		err = errors.Join(err, r.db.Close())
	}
	p.retired = kept
	p.mu.Unlock()
	if s := p.served.Load(); s != nil {
		err = errors.Join(err, p.store.Touch(ctx, s.db.Name(), now))
	}
	if err = errors.Join(err, p.store.Sweep(ctx, now, p.opts.Grace)); err != nil && ctx.Err() == nil {
		p.opts.Log.Warn("an old generation of the read model could not be dropped", "error", err)
	}
}

// Close closes the databases. Run must have ended.
func (p *Projector) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	var err error
	for _, r := range p.retired {
		err = errors.Join(err, r.db.Close())
	}
	p.retired = nil
	if s := p.served.Swap(nil); s != nil {
		err = errors.Join(err, s.db.Close())
	}
	return err
}
