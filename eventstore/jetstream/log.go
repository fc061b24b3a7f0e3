package jetstream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"sovang/eventstore"
)

const (
	headerRoom  = 1 << 10         // bytes of a message that its headers may take
	askTime     = 5 * time.Second // for what is no publish
	silentMost  = 3               // publishes without an answer before the server inside is opened again
	replayMost  = 10              // failures in a row before a replay that does not follow gives up
	replayPause = time.Second
)

// What the server answers, by code: its texts change.
const (
	codeInsufficientResources = 10047
	codeStoreFailed           = 10077
)

// MaxMessage implements eventstore.Log.
func (s *Store) MaxMessage() int {
	c, err := s.session()
	if err != nil {
		return eventstore.MaxEntry + 1
	}
	return int(c.write.MaxPayload()) - headerRoom
}

// Append implements eventstore.Log.
func (s *Store) Append(ctx context.Context, after uint64, data []byte) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, nats.ErrConnectionClosed
	}
	if s.current.Load() == nil {
		if err := s.reopen(ctx); err != nil {
			return 0, err
		}
	}
	if err := s.room(int64(len(data))); err != nil {
		return 0, s.settle(ctx, after, err)
	}
	sequence, err := s.publish(ctx, after, data)
	if err == nil || errors.Is(err, eventstore.ErrConflict) {
		s.doubt, s.silent = nil, 0
		return sequence, err
	}
	doubted := s.doubt != nil && *s.doubt == after
	s.doubt = &after
	switch {
	case errors.Is(err, errNoRoom) && !doubted: // refused before it could be stored
		s.doubt = nil
		return 0, fmt.Errorf("%w: %w", eventstore.ErrFull, err)
	case errors.Is(err, errNotStored):
		return 0, s.settle(ctx, after, fmt.Errorf("%w: %w", eventstore.ErrFull, err))
	}
	s.silent++
	if s.silent%silentMost == 0 && s.o.URL != "" {
		if c := s.current.Load(); c != nil { // it may look sound and be dead
			_ = c.write.ForceReconnect()
		}
	}
	if s.silent >= silentMost && s.o.URL == "" {
		// A full disk leaves the server deaf even after there is space again: only opening it anew helps.
		s.o.Log.Warn("the NATS server inside does not answer and is opened again", "error", err)
		return 0, s.settle(ctx, after, fmt.Errorf("%w: the NATS server inside did not take it in %d attempts", eventstore.ErrFull, silentMost))
	}
	return 0, fmt.Errorf("%w: %w", eventstore.ErrUncertain, err)
}

// What a server with a full disk answers, if it answers.
var (
	errNoRoom    = errors.New("the NATS server has no room")
	errNotStored = errors.New("the NATS server could not write")
)

func (s *Store) publish(ctx context.Context, after uint64, data []byte) (uint64, error) {
	c, err := s.session()
	if err != nil {
		return 0, err
	}
	limited, cancel := c.linked(ctx, s.o.Timeout)
	defer cancel()
	ack, err := c.js.PublishMsg(limited, &nats.Msg{Subject: s.subject(), Data: data},
		jetstream.WithExpectLastSequencePerSubject(after), jetstream.WithExpectStream(s.stream()), jetstream.WithRetryAttempts(0))
	if err == nil {
		return ack.Sequence, nil
	}
	if refusal, ok := errors.AsType[*jetstream.APIError](err); ok {
		switch refusal.ErrorCode {
		case jetstream.JSErrCodeStreamWrongLastSequence, jetstream.JSErrCodeStreamWrongLastSequenceConstant:
			return 0, eventstore.ErrConflict
		case codeInsufficientResources:
			return 0, fmt.Errorf("%w: %w", errNoRoom, err)
		case codeStoreFailed:
			return 0, fmt.Errorf("%w: %w", errNotStored, err)
		}
	}
	if errors.Is(err, context.Canceled) && ctx.Err() == nil {
		err = nats.ErrDisconnected // before there was an answer
	}
	return 0, err
}

// settle answers ErrFull, which promises that nothing was stored. Where an earlier publish with the same fence had no answer that is only
// true once the server it went to is gone and the log still ends at the fence.
func (s *Store) settle(ctx context.Context, after uint64, full error) error {
	if s.doubt == nil || *s.doubt != after {
		return full
	}
	if s.o.URL != "" {
		return fmt.Errorf("%w: %w", eventstore.ErrUncertain, full)
	}
	if err := s.reopen(ctx); err != nil {
		return fmt.Errorf("%w: %w", eventstore.ErrUncertain, err)
	}
	last, err := s.Last(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", eventstore.ErrUncertain, err)
	}
	s.doubt = nil
	if last != after {
		return eventstore.ErrConflict
	}
	return full
}

// reopen ends the server inside and everything on its way to it, and starts it again over the same files.
func (s *Store) reopen(ctx context.Context) error {
	if c := s.current.Swap(nil); c != nil {
		c.close()
	}
	c, err := s.connect(ctx)
	if err != nil {
		return err
	}
	s.current.Store(c)
	s.silent = 0
	return nil
}

// Last implements eventstore.Log. It asks the stream's leader.
func (s *Store) Last(ctx context.Context) (uint64, error) {
	c, err := s.session()
	if err != nil {
		return 0, away(err)
	}
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	stream, err := c.js.Stream(ctx, s.stream())
	if err != nil {
		return 0, away(err)
	}
	return stream.CachedInfo().State.LastSeq, nil
}

// Get implements eventstore.Log.
func (s *Store) Get(ctx context.Context, sequence uint64) (eventstore.Message, error) {
	if sequence == 0 {
		return eventstore.Message{}, eventstore.ErrNotFound
	}
	c, err := s.session()
	if err != nil {
		return eventstore.Message{}, away(err)
	}
	request := fmt.Appendf(nil, `{"seq":%d}`, sequence)
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	m, err := c.read.RequestWithContext(ctx, "$JS.API.DIRECT.GET."+s.stream(), request)
	if err != nil {
		return eventstore.Message{}, away(err)
	}
	if m.Header.Get("Status") == "" {
		return eventstore.Message{Sequence: sequence, Data: m.Data}, nil
	}
	return s.getFromLeader(ctx, c, sequence, request) // a replica that lags behind says "not found" too
}

func (s *Store) getFromLeader(ctx context.Context, c *session, sequence uint64, request []byte) (eventstore.Message, error) {
	m, err := c.read.RequestWithContext(ctx, "$JS.API.STREAM.MSG.GET."+s.stream(), request)
	if err != nil {
		return eventstore.Message{}, away(err)
	}
	var answer struct {
		Error   *jetstream.APIError `json:"error"`
		Message *struct {
			Data []byte `json:"data"`
		} `json:"message"`
	}
	if err := json.Unmarshal(m.Data, &answer); err != nil {
		return eventstore.Message{}, err
	}
	switch {
	case answer.Error != nil && answer.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound:
		return eventstore.Message{}, fmt.Errorf("%w: %d", eventstore.ErrNotFound, sequence)
	case answer.Error != nil:
		return eventstore.Message{}, answer.Error
	case answer.Message == nil:
		return eventstore.Message{}, fmt.Errorf("message %d: the server's answer has no message", sequence)
	}
	return eventstore.Message{Sequence: sequence, Data: answer.Message.Data}, nil
}

// Read implements eventstore.Log. While it follows it waits for a server that is away.
func (s *Store) Read(ctx context.Context, from uint64, follow bool) iter.Seq2[eventstore.Message, error] {
	return func(yield func(eventstore.Message, error) bool) {
		r := replay{s: s, next: max(from, 1), follow: follow, yield: yield}
		var err error
		for failures := 0; ; failures++ {
			before := r.next
			if err = r.run(ctx); err == nil || r.left || ctx.Err() != nil || errors.Is(err, eventstore.ErrLost) {
				break
			}
			if r.next > before {
				failures = 0
			}
			if !follow && failures >= replayMost {
				break
			}
			select {
			case <-time.After(replayPause):
			case <-ctx.Done():
			}
		}
		if r.left || err == nil {
			return
		}
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		yield(eventstore.Message{}, err)
	}
}

// replay is one Read under way.
type replay struct {
	s      *Store
	next   uint64
	end    uint64 // of one that does not follow; 0: not known yet
	known  bool
	follow bool
	left   bool // the reader wants no more
	unread int  // how often the server was asked for next, and did not give it
	yield  func(eventstore.Message, error) bool
}

const fewMessages = 4 // are asked for one by one

func (r *replay) run(ctx context.Context) error {
	if !r.follow && !r.known {
		end, err := r.s.Last(ctx)
		if err != nil {
			return err
		}
		r.end, r.known = end, true
	}
	if !r.follow && r.end < r.next+fewMessages {
		return r.few(ctx)
	}
	return r.many(ctx)
}

func (r *replay) few(ctx context.Context) error {
	for r.next <= r.end {
		m, err := r.s.Get(ctx, r.next)
		if errors.Is(err, eventstore.ErrNotFound) {
			return missing(r.next, r.next)
		}
		if err != nil {
			return fmt.Errorf("message %d: %w", r.next, err)
		}
		if !r.give(m) {
			return nil
		}
	}
	return nil
}

func (r *replay) many(ctx context.Context) error {
	c, err := r.s.session()
	if err != nil {
		return err
	}
	consumer, err := c.readJS.OrderedConsumer(ctx, r.s.stream(), jetstream.OrderedConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy, OptStartSeq: r.next, MaxResetAttempts: 3,
	})
	if err != nil {
		return err
	}
	messages, err := consumer.Messages(jetstream.PullMaxMessagesWithBytesLimit(1000, 16<<20))
	if err != nil {
		return err
	}
	defer messages.Stop()
	for r.follow || r.next <= r.end {
		m, err := r.s.within(ctx, messages)
		if errors.Is(err, errSilence) {
			if err := r.overdue(ctx); err != nil || r.left {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		switch sequence := meta.Sequence.Stream; {
		case sequence < r.next: // seen before the consumer was made again
		case sequence > r.next: // JetStream passes over what it cannot read
			return missing(r.next, sequence-1)
		case !r.give(eventstore.Message{Sequence: sequence, Data: m.Data()}):
			return nil
		}
	}
	return nil
}

func missing(first, last uint64) error {
	if first == last {
		return fmt.Errorf("%w: message %d is missing", eventstore.ErrLost, first)
	}
	return fmt.Errorf("%w: messages %d to %d are missing", eventstore.ErrLost, first, last)
}

// give hands a message to the reader; false when the reader has left.
func (r *replay) give(m eventstore.Message) bool {
	r.next, r.unread = m.Sequence+1, 0
	r.left = !r.yield(m, nil)
	return !r.left
}
