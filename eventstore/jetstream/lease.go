package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"sovang/eventstore"
)

// Lease is one instance's part in choosing which of several writes a book. It implements eventstore.Lease.
//
// The holder's id lies in a KV bucket, under the book's name, and each renewal is an update of the revision before. No clock is compared with
// another: the holder counts from before it asked for a renewal and stops a third of the term early; whoever wants to take over counts a whole
// term from when it saw the last renewal. Even so two may believe that they hold it, one of them stopped in between, say. Then the fence
// of the log decides, and what is lost is time.
type Lease struct {
	s    *Store
	id   string
	nc   *nats.Conn // its own: questions must not stand in the way of an ack
	js   jetstream.JetStream
	subs []*nats.Subscription
	now  func() time.Time

	round sync.Mutex    // one look or put at a time
	wake  chan struct{} // somebody has put something, or somebody waits: look
	end   context.CancelFunc
	ended chan struct{} // closed when the loop has ended; nil: there is none

	mu         sync.Mutex
	part       part
	holder     string    // "": nobody
	revision   uint64    // 0: never put
	since      time.Time // when the revision was seen, or, of our own, asked for
	asked      time.Time // the first of our puts without an answer
	unanswered uint64    // the revision of a holder that failed to answer a question
	changed    chan struct{}
	reign      context.Context // ends with the holder
	depose     context.CancelFunc
	answer     func(context.Context, []byte) []byte
	questions  sync.WaitGroup // under way
	gate       chan struct{}

	taken atomic.Uint64
}

// part is what an instance does about the lease.
type part int

const (
	follows part = iota // looks who holds it
	stands              // takes it where nobody does
	left
)

const (
	answering     = 256             // questions answered at the same time
	attemptTime   = 5 * time.Second // for one attempt to have a question answered
	leaseRenewals = 3               // in a term
	shortest      = 5 * time.Millisecond
)

// What is answered in place of outcomes.
var (
	notMine = []byte("-") // nothing was decided: somebody else writes
	unknown = []byte("?") // it may have been
)

// Lease joins the instances that share the book. It follows who writes and does not stand for it itself before Stand is called or somebody waits in vain.
func (s *Store) Lease(ctx context.Context) (*Lease, error) {
	l, err := s.lease(ctx, time.Now)
	if err != nil {
		return nil, err
	}
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l.end, l.ended = cancel, make(chan struct{})
	go l.run(background)
	return l, nil
}

// lease is Lease without the loop that looks and renews.
func (s *Store) lease(ctx context.Context, now func() time.Time) (*Lease, error) {
	l := &Lease{s: s, id: uuid.NewString(), now: now, wake: make(chan struct{}, 1), end: func() {}, changed: make(chan struct{}), gate: make(chan struct{}, answering)}
	l.reign, l.depose = context.WithCancel(context.Background())
	var err error
	if l.nc, err = nats.Connect(s.o.URL, manners(s.o.Log, nil)...); err != nil {
		return nil, fmt.Errorf("the NATS server at %s cannot be reached: %w", s.o.URL, err)
	}
	if err := l.open(ctx); err != nil {
		l.nc.Close()
		return nil, fmt.Errorf("the lease of the book %s: %w", s.o.Book, err)
	}
	return l, nil
}

func (l *Lease) open(ctx context.Context) (err error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	if l.js, err = jetstream.New(l.nc); err != nil {
		return err
	}
	if _, err = l.s.streamInfo(ctx, &session{js: l.js}, l.settings()); err != nil {
		return err
	}
	for subject, hear := range map[string]nats.MsgHandler{
		l.news():                      func(*nats.Msg) { l.poke() },
		questionsOf(l.s.o.Book, l.id): l.hear,
	} {
		sub, err := l.nc.Subscribe(subject, hear)
		if err != nil {
			return err
		}
		l.subs = append(l.subs, sub)
	}
	if err = l.nc.FlushWithContext(ctx); err != nil { // whoever reads our id in the bucket must find us
		return err
	}
	return l.look(ctx)
}

const leases = "KV_leases"

func (l *Lease) subject() string { return "$KV.leases." + l.s.o.Book }

// news is where it is said that the lease has another holder, or none.
func (l *Lease) news() string { return "writer." + l.s.o.Book }

func questionsOf(book, id string) string { return "writer." + book + "." + id }

func (l *Lease) settings() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: leases, Subjects: []string{"$KV.leases.>"}, Description: "which instance writes which book of Sổ Vàng",
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: 1, MaxMsgSize: -1, MaxConsumers: -1, Replicas: l.s.o.Replicas,
		DenyDelete: true, DenyPurge: true, AllowDirect: false, // a replica that lags would show a holder of before
	}
}

// ID is what this instance is called among those that share the book, for as long as it runs.
func (l *Lease) ID() string { return l.id }

// Holder is who holds the lease, "" where nobody is known to.
func (l *Lease) Holder() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.mine() || l.theirs() {
		return l.holder
	}
	return ""
}

// Taken is how often this instance has taken the lease.
func (l *Lease) Taken() uint64 { return l.taken.Load() }

// Answer says how this instance answers what others pass on to it while it holds the lease; a nil answer is one that is not known.
func (l *Lease) Answer(answer func(ctx context.Context, question []byte) []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.answer = answer
}

// Stand has this instance take the lease as soon as nobody holds it.
func (l *Lease) Stand() {
	l.mu.Lock()
	if l.part == follows {
		l.part = stands
	}
	l.mu.Unlock()
	l.poke()
}

// Mine implements eventstore.Lease.
func (l *Lease) Mine() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mine()
}

func (l *Lease) mine() bool {
	return l.part != left && l.holder == l.id && l.now().Before(l.since.Add(l.s.o.Term-l.beat()))
}

// theirs says whether somebody else holds it and may be asked.
func (l *Lease) theirs() bool {
	return l.holder != "" && l.holder != l.id && l.now().Before(l.since.Add(l.s.o.Term))
}

func (l *Lease) beat() time.Duration { return l.s.o.Term / leaseRenewals }

// Held implements eventstore.Lease. Where nobody holds the lease, this instance stands for it.
func (l *Lease) Held(ctx context.Context) (mine bool, err error) {
	for {
		l.mu.Lock()
		mine, theirs, changed := l.mine(), l.theirs() && l.revision != l.unanswered, l.changed
		if !mine && !theirs && l.part == follows {
			l.part = stands
		}
		l.mu.Unlock()
		if mine || theirs {
			return mine, nil
		}
		l.poke()
		again := time.NewTimer(l.beat()) // a lease ends without a word
		select {
		case <-changed:
		case <-again.C:
		case <-ctx.Done():
			err = eventstore.ErrNobody
		}
		again.Stop()
		if err != nil {
			return false, err
		}
	}
}

// MaxQuestion implements eventstore.Lease.
func (l *Lease) MaxQuestion() int { return int(l.nc.MaxPayload()) - headerRoom }

// Ask implements eventstore.Lease. It waits no longer for a holder who is deposed.
func (l *Lease) Ask(ctx context.Context, question []byte) ([]byte, error) {
	l.mu.Lock()
	theirs, holder, revision, reign := l.theirs(), l.holder, l.revision, l.reign
	l.mu.Unlock()
	if !theirs {
		return nil, eventstore.ErrNobody
	}
	ctx, cancel := context.WithTimeout(ctx, attemptTime)
	defer cancel()
	stop := context.AfterFunc(reign, cancel)
	defer stop()
	m, err := l.nc.RequestWithContext(ctx, questionsOf(l.s.o.Book, holder), question)
	switch {
	case err == nil && len(m.Data) > 1:
		return m.Data, nil
	case err == nil && string(m.Data) == string(notMine), errors.Is(err, nats.ErrNoResponders):
		err = eventstore.ErrNobody
	case err == nil:
		err = eventstore.ErrUncertain
	default:
		err = fmt.Errorf("%w: %w", eventstore.ErrUncertain, err)
	}
	l.mu.Lock()
	l.unanswered = max(l.unanswered, revision) // until it renews
	l.mu.Unlock()
	return nil, err
}

// hear answers a question of another instance, beside those that are being answered. Its caller has asked as often as it must.
func (l *Lease) hear(m *nats.Msg) {
	l.mu.Lock()
	answer := l.answer
	if answer == nil || !l.mine() {
		l.mu.Unlock()
		_ = m.Respond(notMine)
		return
	}
	l.questions.Add(1)
	l.mu.Unlock()
	l.gate <- struct{}{}
	go func() {
		defer l.questions.Done()
		text := answer(context.Background(), m.Data)
		if text == nil {
			text = unknown
		}
		<-l.gate
		if err := m.Respond(text); err != nil {
			l.s.o.Log.Warn("an instance that asked hears no answer", "error", err)
		}
	}()
}

// run looks and renews in time until ctx ends.
func (l *Lease) run(ctx context.Context) {
	defer close(l.ended)
	for failures := 0; ; {
		next := l.beat() / 4
		err := l.step(ctx)
		switch {
		case err == nil:
			failures, next = 0, l.next()
		case failures == 0 && ctx.Err() == nil:
			l.s.o.Log.Warn("the lease of the book cannot be looked at or renewed now; it is tried again", "error", err)
			failures++
		}
		again := time.NewTimer(max(next, shortest))
		select {
		case <-again.C:
		case <-l.wake:
		case <-ctx.Done():
		}
		again.Stop()
		if ctx.Err() != nil {
			return
		}
	}
}

// next is when there is something to do: a renewal, or a lease that may have ended.
func (l *Lease) next() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.mine():
		return l.since.Add(l.beat()).Sub(l.now())
	case l.theirs():
		return min(l.beat(), l.since.Add(l.s.o.Term).Sub(l.now()))
	}
	return l.beat() / 4
}

// step renews the lease, or looks who has it and takes it where nobody does.
func (l *Lease) step(ctx context.Context) error {
	l.round.Lock()
	defer l.round.Unlock()
	ctx, cancel := context.WithTimeout(ctx, l.s.o.Term-l.beat()) // an answer that comes later is of no use to a holder
	defer cancel()
	l.mu.Lock()
	renew := l.part == stands && l.holder == l.id
	l.mu.Unlock()
	if renew {
		return l.put(ctx, l.id)
	}
	if err := l.look(ctx); err != nil {
		return err
	}
	l.mu.Lock()
	take := l.part == stands && !l.theirs()
	l.mu.Unlock()
	if take {
		return l.put(ctx, l.id)
	}
	return nil
}

// put makes holder the last word, if nobody has put another since the revision that is known here.
func (l *Lease) put(ctx context.Context, holder string) error {
	asked := l.now()
	l.mu.Lock()
	revision := l.revision
	if l.asked.IsZero() {
		l.asked = asked
	}
	l.mu.Unlock()
	ack, err := l.js.PublishMsg(ctx, &nats.Msg{Subject: l.subject(), Data: []byte(holder)},
		jetstream.WithExpectLastSequencePerSubject(revision), jetstream.WithExpectStream(leases), jetstream.WithRetryAttempts(0))
	if err == nil { // then those without an answer before were not stored
		l.mu.Lock()
		l.asked = asked
		l.mu.Unlock()
		l.saw(holder, ack.Sequence, asked)
		return nil
	}
	if !isConflict(err) {
		return err
	}
	return l.look(ctx) // another's, or one of ours whose ack was lost
}

// look reads from the leader who holds the lease.
func (l *Lease) look(ctx context.Context) error {
	request, err := json.Marshal(map[string]string{"last_by_subj": l.subject()})
	if err != nil {
		return err
	}
	m, err := l.nc.RequestWithContext(ctx, "$JS.API.STREAM.MSG.GET."+leases, request)
	if err != nil {
		return err
	}
	var answer struct {
		Error   *jetstream.APIError `json:"error"`
		Message *struct {
			Sequence uint64 `json:"seq"`
			Data     []byte `json:"data"`
		} `json:"message"`
	}
	if err := json.Unmarshal(m.Data, &answer); err != nil {
		return err
	}
	switch {
	case answer.Error != nil && answer.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound:
		l.saw("", 0, l.now())
	case answer.Error != nil:
		return answer.Error
	case answer.Message == nil:
		return errors.New("the server's answer has no message")
	default:
		l.saw(string(answer.Message.Data), answer.Message.Sequence, l.now())
	}
	return nil
}

// saw takes in what the bucket holds, as of that moment.
func (l *Lease) saw(holder string, revision uint64, at time.Time) {
	l.mu.Lock()
	if revision == l.revision && holder == l.holder {
		l.mu.Unlock()
		return
	}
	if holder == l.id {
		at = l.asked // of which of our puts this is, is not known; where all were answered, it is an old one, from a server that lags behind, and no lease
	}
	l.asked = time.Time{}
	other := holder != l.holder
	l.holder, l.revision, l.since = holder, revision, at
	close(l.changed)
	l.changed = make(chan struct{})
	if other {
		l.depose()
		l.reign, l.depose = context.WithCancel(context.Background())
	}
	mine := l.mine()
	l.mu.Unlock()
	if !other {
		return
	}
	switch {
	case mine:
		l.taken.Add(1)
		l.s.o.Log.Info("this instance writes the book", "instance", l.id)
		l.tell()
	case holder != "":
		l.s.o.Log.Info("another instance writes the book", "instance", holder)
	}
}

// tell has the others look. Who does not hear it looks a little later by itself.
func (l *Lease) tell() { _ = l.nc.Publish(l.news(), nil) }

// poke has the loop look now.
func (l *Lease) poke() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// Leave ends this instance's part: what it was asked by others is answered, the lease, if it holds it, is given back, and it stands for it no more. It goes on
// following who writes. When ctx ends before, the lease ends with its term.
func (l *Lease) Leave(ctx context.Context) error {
	l.mu.Lock()
	l.part = left
	l.mu.Unlock()
	answered := make(chan struct{})
	go func() { l.questions.Wait(); close(answered) }()
	select {
	case <-answered:
	case <-ctx.Done():
		return ctx.Err()
	}
	l.round.Lock()
	defer l.round.Unlock()
	l.mu.Lock()
	held := l.holder == l.id
	l.mu.Unlock()
	if !held {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, l.s.o.Term)
	defer cancel()
	if err := l.put(ctx, ""); err != nil {
		return fmt.Errorf("the lease of the book was not given back and ends by itself: %w", err)
	}
	l.tell()
	return l.nc.FlushWithContext(ctx)
}

// Close ends the connection. Without Leave before, others wait for the end of the term.
func (l *Lease) Close() {
	l.end()
	if l.ended != nil {
		<-l.ended
	}
	l.nc.Close()
	l.mu.Lock()
	l.part = left
	l.depose()
	l.mu.Unlock()
}
