package eventstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// Index finds what the writer does not keep in memory: entries that the read side holds. It may lag behind the log; what it has not
// reached yet the writer knows itself.
type Index interface {
	// Accepted gives the number of the entry that the command with that id made.
	Accepted(ctx context.Context, id uuid.UUID) (number uint64, ok bool, err error)
	// StreamEntries gives the numbers of all entries that changed a stream, in order.
	StreamEntries(ctx context.Context, s domain.Stream) ([]uint64, error)
	// Locate says where an entry stands in the log.
	Locate(ctx context.Context, number uint64) (Location, error)
	// Reached is the number of the last entry it holds. It is asked often and answers at once.
	Reached() uint64
}

// Options of a Writer. The zero Options are a writer that keeps everything in memory and folds the whole log at its start.
type Options struct {
	// Index is the read side; nil: the writer remembers every entry since the first.
	Index Index
	// Seal seals the personal data of requests, in place, before they enter the writer; an error stands beside its request and is the
	// answer to it. May be nil.
	Seal func(context.Context, []*ledger.Request) []error
	// Lease shares the book with other instances: what is asked here is decided by the one that holds it. nil: there are none.
	Lease Lease
	// Now is the clock; time.Now where nil.
	Now func() time.Time
	// Dir keeps the snapshot and the high-water mark; "": neither is kept.
	Dir string
	// Every is how many entries lie between snapshots; 0: 200,000.
	Every uint64
	// Log is slog.Default() where nil.
	Log *slog.Logger

	memory   int                // bytes of cached states; the constant where 0
	patience time.Duration      // the constant where 0
	hook     func(point string) // where a test stops the process
}

// Outcome is the answer to one request.
type Outcome struct {
	ID       uuid.UUID
	Number   uint64 // of the entry that the command made, now or the first time; 0 where it was refused
	Repeated bool   // the command had been accepted before: nothing new was written
	Err      error  // a refusal (*domain.Error), ErrNotAttempted, or why nothing could be decided
}

// What Submit and its outcomes can say besides refusals.
var (
	// ErrNotAttempted is the outcome of requests after the refused one of the same call.
	ErrNotAttempted = errors.New("not attempted, since an earlier request of the same call was refused")
	// ErrClosed: the writer is closed or closing.
	ErrClosed = errors.New("the ledger is closing and takes no more commands")
)

// Writer decides commands and appends the entries they make: the only one who writes to a book, as far as it knows. It is safe for
// any number of callers.
//
// One loop decides, in memory, against the state that will be once everything decided so far is stored ("ahead"), while one message
// at a time is on its way to the disk; what was decided meanwhile is the next message. Every answer waits for the message that
// everything it rests on is stored with, or for proof that nobody else wrote.
type Writer struct {
	Metrics Metrics

	log     Log
	shelf   *shelf
	o       Options
	submits chan *job
	results chan result
	loads   chan []loaded
	closing chan struct{}
	begun   sync.Once
	done    chan struct{} // closed when the loop has ended; err says why
	err     error
	ctx     context.Context // ends when nothing may be tried any more
	cancel  context.CancelFunc
	reached atomic.Pointer[Position]

	elsewhere atomic.Uint64 // the last entry that the holder of the lease told of
}

// Position is how far a book has come.
type Position struct {
	Sequence uint64    `json:"sequence"` // of the last message
	Entry    uint64    `json:"entry"`    // number of the last entry
	Recorded time.Time `json:"recorded"` // when the last entry was taken in
}

// Open reads what is needed of the log (all of it, or what came after a usable snapshot) and starts the writer. It fails with ErrLost
// where the log ends before what was acknowledged, and with the entry's name where it meets a fact it does not know.
func Open(ctx context.Context, log Log, o Options) (*Writer, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Every == 0 {
		o.Every = 200_000
	}
	if o.memory == 0 {
		o.memory = memory
	}
	if o.patience == 0 {
		o.patience = patience
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	w := &Writer{
		log: log, shelf: newShelf(log), o: o,
		submits: make(chan *job, 1024), results: make(chan result, 1), loads: make(chan []loaded, 16),
		closing: make(chan struct{}), done: make(chan struct{}),
	}
	w.ctx, w.cancel = context.WithCancel(context.WithoutCancel(ctx))
	l := newLoop(w)
	if err := l.restore(ctx); err != nil {
		w.cancel()
		return nil, err
	}
	go l.run()
	if o.Lease != nil {
		go w.follow()
	}
	return w, nil
}

// Submit has requests decided in order, up to the first refusal, and gives one outcome for each. Each accepted request is an entry
// of its own; they are not one transaction. A request that was accepted before is answered with the number of then.
//
// An error besides the outcomes says that the writer stopped or the caller's context ended before all answers were known: requests
// without an outcome may have been accepted, and asking again with the same ids tells.
func (w *Writer) Submit(ctx context.Context, requests ...ledger.Request) ([]Outcome, error) {
	if len(requests) == 0 {
		return nil, nil
	}
	j := newJob(len(requests))
	w.prepare(ctx, requests, j.asked)
	if w.o.Lease != nil && !w.o.Lease.Mine() {
		return w.forward(ctx, j.asked)
	}
	if err := w.do(ctx, j); err != nil {
		return nil, err
	}
	return j.outcomes, j.err
}

// prepare does outside the loop what needs no state: it makes the digests and seals. What is wrong in itself is a refusal in its turn.
func (w *Writer) prepare(ctx context.Context, requests []ledger.Request, into []asked) {
	for i, r := range requests {
		into[i].request = r
		if into[i].refused = proper(&r); into[i].refused == nil {
			into[i].digest, into[i].refused = ledger.Digest(r.Command)
		}
	}
	if w.o.Seal == nil {
		return
	}
	open := make([]*ledger.Request, len(into))
	for i := range into {
		open[i] = &into[i].request
	}
	for i, err := range w.o.Seal(ctx, open) {
		if into[i].refused == nil {
			into[i].refused = err
		}
	}
}

func proper(r *ledger.Request) error {
	if r.ID == uuid.Nil {
		return domain.Errorf(domain.Invalid, "a command needs an id").On("id")
	}
	if year := r.At.UTC().Year(); !r.At.IsZero() && (year < 1900 || year > 9999) {
		return domain.Errorf(domain.Invalid, "the year %d cannot be", year).On("at")
	}
	return nil
}

// do puts a job before the loop and waits until it is done. A caller who leaves takes nothing back.
func (w *Writer) do(ctx context.Context, j *job) error {
	select {
	case <-w.closing:
		return w.ended()
	default:
	}
	select {
	case w.submits <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-w.done:
		return w.ended()
	}
	select {
	case <-j.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w before the answer was known; the same ids asked again will tell", ctx.Err())
	case <-w.done:
	}
	select {
	case <-j.done:
		return nil
	default:
		return w.ended()
	}
}

func (w *Writer) ended() error {
	select {
	case <-w.done:
		if w.err != nil {
			return w.err
		}
	default:
	}
	return ErrClosed
}

// Position is how far the book has come: everything up to there is stored.
func (w *Writer) Position() Position { return *w.reached.Load() }

// Done is closed when the writer has stopped, by Close or because it must not go on; Err then says why.
func (w *Writer) Done() <-chan struct{} { return w.done }

// Err is why the writer stopped by itself; nil while it runs and after a proper Close.
func (w *Writer) Err() error {
	select {
	case <-w.done:
		return w.err
	default:
		return nil
	}
}

// Close answers what was asked, then writes the snapshot and the high-water mark. When ctx ends first, publishes without an answer are
// given up: their callers get ErrUncertain. The log stays open.
func (w *Writer) Close(ctx context.Context) error {
	w.begun.Do(func() { close(w.closing) })
	select {
	case <-w.done:
	case <-ctx.Done():
		w.cancel()
		<-w.done
	}
	w.cancel()
	return w.err
}

func (w *Writer) hook(point string) {
	if w.o.hook != nil {
		w.o.hook(point)
	}
}
