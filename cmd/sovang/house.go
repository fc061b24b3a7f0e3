package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/api/account"
	"sovang/api/auth"
	codes "sovang/api/visit"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/eventstore/jetstream"
	"sovang/eventstore/vault"
	"sovang/projections"
)

// house is everything that runs while a ledger is open, from the bottom up: the log and the lock of the directory, the keys, the read side and who
// keeps it up, the writer. It closes from the top down. It is a door.
type house struct {
	dir      string
	book     string
	where    string // for people: what it runs on
	began    time.Time
	database string // that the read models lie in
	log      *slog.Logger
	store    *jetstream.Store
	vault    *vault.Vault
	trial    *vault.Vault // seals what is only tried: its keys are forgotten with the process
	read     *readSide
	lease    *jetstream.Lease // nil: nobody else can write this book
	writer   *eventstore.Writer
	tokens   *auth.Tokens
	people   *account.Accounts // who signs in to the pages
	visits   *codes.Codes

	proof  sync.Mutex
	proved time.Time // when ready was last proven
}

// String says what is open where.
func (h *house) String() string { return h.where }

// door opens the way into the ledger: through the serve that has the directory open, else by opening the house itself.
func (g *globals) door(ctx context.Context, p Process) (door, error) {
	v, err := visit(ctx, dataDir(g.Data), g.Book)
	if err == nil {
		return v, nil
	}
	if !errors.Is(err, errNobody) {
		return nil, err
	}
	h, err := openHouse(ctx, g, p)
	if err != nil {
		return nil, err // not h: a nil house in an interface would be a door
	}
	return h, nil
}

// bookDir holds what of a data directory belongs to one book: its snapshot, its high-water mark and its read side.
func bookDir(dir, book string) string { return filepath.Join(dir, "book-"+book) }

// openHouse opens everything. What was opened is closed again where a later step fails.
func openHouse(ctx context.Context, g *globals, p Process) (_ *house, err error) {
	h := &house{dir: dataDir(g.Data), book: g.Book, log: g.logTo(p), began: time.Now(), database: databaseOf(g)}
	h.where = fmt.Sprintf("book %q of %s", h.book, h.dir)
	defer func() {
		if err != nil {
			err = errors.Join(err, h.Close(context.WithoutCancel(ctx)))
		}
	}()
	h.store, err = jetstream.Open(ctx, jetstream.Options{Dir: h.dir, Book: h.book, URL: g.NATS, Synced: g.SyncAck, Replicas: g.Replicas, Log: h.log})
	if err != nil {
		return nil, err
	}
	if err := h.openKeys(ctx); err != nil {
		return nil, err
	}
	h.tokens, h.people = auth.New(h.store.Tokens(), nil), account.New(h.store.Accounts(), nil)
	h.visits = codes.New(h.store.Visits(), h.store.Desk(), nil)
	dir := bookDir(h.dir, h.book)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if h.read, err = openReadSide(ctx, g, h.store, h.vault, h.log); err != nil {
		return nil, err
	}
	o := eventstore.Options{Index: h.read.projector.Index(), Seal: h.seal, Dir: dir, Log: h.log}
	if g.NATS != "" {
		if h.lease, err = h.store.Lease(ctx); err != nil {
			return nil, err
		}
		if err := h.store.Tokens().Watch(h.tokens.Hear); err != nil {
			return nil, err
		}
		o.Lease = h.lease
	}
	if h.writer, err = eventstore.Open(ctx, h.store, o); err != nil {
		return nil, err
	}
	if h.lease != nil {
		h.lease.Answer(h.writer.Answer)
	}
	return h, nil
}

// writes says which instance writes the book, "" where nobody else could.
func (h *house) writes() string {
	switch {
	case h.lease == nil:
		return ""
	case h.lease.Mine():
		return h.lease.ID() + " (this instance)"
	}
	return h.lease.Holder()
}

// masterVariable names the variable with which an operator gives the master key instead of the file beside the data.
const masterVariable = "SOVANG_MASTER_KEY"

// openKeys opens the vault. The first key is kept before the first entry is, so a log without it has lost its bucket of keys; and where it is
// kept, the master key it is wrapped with must be there too: another one, made now, would open nothing and be taken for it in backups.
func (h *house) openKeys(ctx context.Context) error {
	first, err := h.store.Keys().Get(ctx, []uuid.UUID{uuid.Nil})
	if err != nil {
		return fmt.Errorf("the keys cannot be read: %w", err)
	}
	begun := first[0] != nil
	if !begun {
		last, err := h.store.Last(ctx)
		if err != nil {
			return err
		}
		if last > 0 {
			return fmt.Errorf("%w: the bucket of keys is empty or has lost its beginning, and the log of the book %q has %d messages; without keys no name can be read",
				vault.ErrNoKey, h.book, last)
		}
	}
	master, err := masterKey(h.dir, begun)
	if err != nil {
		return err
	}
	if h.vault, err = vault.New(ctx, h.store.Keys(), master); err != nil {
		return err
	}
	h.trial, err = vault.New(ctx, vault.NewMemory(), master)
	return err
}

// masterKey is the one that the operator gives, else the one beside the data; begun: keys are wrapped with one, and none may be made.
func masterKey(dir string, begun bool) (vault.Master, error) {
	if text := os.Getenv(masterVariable); text != "" {
		return vault.ParseMaster(text)
	}
	path := filepath.Join(dir, "master.key")
	if _, err := os.Stat(path); begun && errors.Is(err, fs.ErrNotExist) {
		return vault.Master{}, domain.Errorf(domain.Internal, "the master key %s is not there, and the keys of the book are wrapped with it: put it back, or give it in %s", path, masterVariable)
	}
	return vault.OwnMaster(path)
}

type trying struct{}

// seal seals what requests say of people; a trial must not leave keys behind.
func (h *house) seal(ctx context.Context, requests []*ledger.Request) []error {
	if ctx.Value(trying{}) != nil {
		return h.trial.SealRequests(ctx, requests)
	}
	return h.vault.SealRequests(ctx, requests)
}

// Submit implements door. A person whose forgetting was accepted has lost their key and their name in the read side when it returns: the projector
// destroys the one before it commits the other, and does both again after a crash in between.
func (h *house) Submit(ctx context.Context, requests []ledger.Request) ([]outcome, error) {
	decided, err := h.writer.Submit(ctx, requests...)
	var outcomes []outcome
	for i, d := range decided {
		if errors.Is(d.Err, eventstore.ErrNotAttempted) {
			break
		}
		if _, ok := errors.AsType[*domain.Error](d.Err); d.Err != nil && !ok {
			return outcomes, d.Err
		}
		outcomes = append(outcomes, outcome{Entry: d.Number, Repeated: d.Repeated, Err: d.Err})
		if _, forget := requests[i].Command.(ledger.ForgetPerson); forget && d.Err == nil {
			if err := h.read.projector.Wait(ctx, d.Number); err != nil {
				return outcomes, err
			}
		}
	}
	return outcomes, err
}

// Try implements door.
func (h *house) Try(ctx context.Context, requests []ledger.Request) ([]outcome, error) {
	trials, err := h.writer.DryRun(context.WithValue(ctx, trying{}, true), requests...)
	outcomes := make([]outcome, len(trials))
	for i, t := range trials {
		outcomes[i] = outcome{Entry: t.Number, Repeated: t.Repeated, Err: t.Err}
	}
	return outcomes, err
}

// Sync implements door.
func (h *house) Sync(ctx context.Context) (uint64, error) {
	if err := h.writer.Sync(ctx); err != nil {
		return 0, err
	}
	entry := h.writer.Position().Entry
	return entry, h.read.projector.Wait(ctx, entry)
}

// Rebuild implements door.
func (h *house) Rebuild(ctx context.Context, progress func(done, all uint64)) error {
	err := h.read.projector.Rebuild(ctx, progress)
	if errors.Is(err, projections.ErrRebuilding) {
		return domain.Errorf(domain.Conflict, "%v; wait for that one", err)
	}
	if err != nil {
		return err
	}
	_, err = h.Sync(ctx)
	return err
}

// Entries implements door.
func (h *house) Entries(ctx context.Context, each func(line []byte) error) error {
	for m, err := range h.store.Read(ctx, 1, false) {
		if err != nil {
			return err
		}
		for line := range eventstore.Lines(m) {
			if err := each(line); err != nil {
				return err
			}
		}
	}
	return nil
}

// Root implements door.
func (h *house) Root(ctx context.Context, entry uint64) (projections.Root, error) {
	return h.read.reader.Root(ctx, h.store, projections.AsOf{Entry: entry})
}

// ready proves that the house can write and has shown what it wrote. A proof holds for a second: whoever asks often does not write often.
func (h *house) ready(ctx context.Context) error {
	h.proof.Lock()
	defer h.proof.Unlock()
	if time.Since(h.proved) < time.Second {
		return nil
	}
	err := h.prove(ctx)
	if err == nil {
		h.proved = time.Now()
	}
	return err
}

func (h *house) prove(ctx context.Context) error {
	if err := h.writer.Err(); err != nil {
		return err
	}
	if err := h.store.Ready(ctx); err != nil {
		return err
	}
	if h.lease != nil {
		if _, err := h.lease.Held(ctx); err != nil {
			return err
		}
	}
	if err := h.read.projector.Ready(ctx); err != nil {
		return err
	}
	_, err := h.Sync(ctx)
	return err
}

// leave gives the lease back to whoever writes next.
func (h *house) leave(ctx context.Context) {
	if err := h.lease.Leave(ctx); err != nil {
		h.log.Warn("another instance writes only when the lease has ended", "error", err)
	}
}

// Close implements door: from the top down, each step whatever became of the one before.
func (h *house) Close(ctx context.Context) error {
	var errs []error
	if h.lease != nil { // first, so that another instance goes on at once
		h.leave(ctx)
	}
	if h.writer != nil {
		errs = append(errs, h.writer.Close(ctx))
	}
	if h.lease != nil {
		h.lease.Close()
	}
	if h.read != nil {
		errs = append(errs, h.read.close())
	}
	if h.store != nil {
		errs = append(errs, h.store.Close())
	}
	return errors.Join(errs...)
}
