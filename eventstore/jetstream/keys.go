package jetstream

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"sovang/domain"
)

// Keys is the bucket of wrapped keys: a KV bucket apart from the log, because it must be able to forget. It implements vault.Keys.
type Keys struct {
	s     *Store
	below string // what stands before an id in its subject
}

// Keys gives the book's bucket of keys.
func (s *Store) Keys() *Keys { return &Keys{s: s} }

// Tokens gives the part of the same bucket that holds the tokens of the API: what must last beside the log, and must be able to forget, is in one place.
func (s *Store) Tokens() *Keys { return &Keys{s, "token."} }

// Accounts gives the part of it that holds the accounts of people who sign in.
func (s *Store) Accounts() *Keys { return &Keys{s, "account."} }

// Visits gives the part that holds the codes with which donors see their gifts.
func (s *Store) Visits() *Keys { return &Keys{s, "visit."} }

// Papers gives the part that holds which receipts and vouchers were printed.
func (s *Store) Papers() *Keys { return &Keys{s, "paper."} }

func (s *Store) bucket() string { return "keys-" + s.o.Book }

func (s *Store) bucketStream() string { return "KV_" + s.bucket() }

func (k *Keys) subject(id uuid.UUID) string { return k.prefix() + id.String() }

func (k *Keys) prefix() string { return "$KV." + k.s.bucket() + "." + k.below }

// The history keeps a value until it is erased: what a limit pushes out would only be marked, and could be read from the disk.
const keyHistory = 64

func (s *Store) bucketSettings() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: s.bucketStream(), Subjects: []string{"$KV." + s.bucket() + ".>"}, Description: "wrapped keys of the people in book " + s.o.Book,
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: keyHistory, MaxMsgSize: -1, MaxConsumers: -1, Replicas: s.o.Replicas,
		DenyDelete: false, DenyPurge: true, AllowRollup: false, AllowDirect: s.o.URL == "", // a replica that lags would say that a key is not there
	}
}

// checkBucket refuses a bucket that could lose a key by itself, or that could not erase one.
func checkBucket(name string, c *jetstream.StreamConfig) error {
	var wrong []string
	if c.Storage != jetstream.FileStorage || c.Retention != jetstream.LimitsPolicy || c.MaxMsgs > 0 || c.MaxBytes > 0 || c.MaxAge != 0 ||
		c.AllowMsgTTL || c.SubjectDeleteMarkerTTL != 0 || c.AllowRollup || c.NoAck || c.Mirror != nil || len(c.Sources) > 0 {
		wrong = append(wrong, "it must be a file bucket without limits, TTL, rollup or sources")
	}
	if c.DenyDelete || c.MaxMsgsPerSubject < 2 && c.MaxMsgsPerSubject != -1 {
		wrong = append(wrong, "it must be able to erase a key and keep a history of at least 2")
	}
	return refuse(name, "cannot be the bucket of keys", wrong)
}

const keysAtOnce = 64 // looks, or publishes, under way at the same time

// Get gives what is kept under each id, nil where nothing is.
func (k *Keys) Get(ctx context.Context, ids []uuid.UUID) ([][]byte, error) {
	_, stream, err := k.stream(ctx)
	if err != nil {
		return nil, away(err)
	}
	values := make([][]byte, len(ids))
	errs := make([]error, len(ids))
	var wait sync.WaitGroup
	gate := make(chan struct{}, keysAtOnce)
	for i, id := range ids {
		gate <- struct{}{}
		wait.Go(func() {
			defer func() { <-gate }()
			m, err := stream.GetLastMsgForSubject(ctx, k.subject(id))
			if err == nil {
				values[i] = m.Data
			} else if !errors.Is(err, jetstream.ErrMsgNotFound) {
				errs[i] = away(err)
			}
		})
	}
	wait.Wait()
	return values, errors.Join(errs...)
}

// IDs gives every id under which something is kept, in no order.
func (k *Keys) IDs(ctx context.Context) ([]uuid.UUID, error) {
	_, stream, err := k.stream(ctx)
	if err != nil {
		return nil, away(err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(k.prefix()+"*"))
	if err != nil {
		return nil, away(err)
	}
	var ids []uuid.UUID
	for subject := range info.State.Subjects {
		if id, err := uuid.Parse(strings.TrimPrefix(subject, k.prefix())); err == nil { // beside the keys lies what Ready writes
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Watch tells each of what is put under an id from now on, by whichever instance, as soon as it is asked for: perhaps before it is kept, and perhaps
// though it never will be. What is put while the connection is broken it does not tell.
func (k *Keys) Watch(each func(id uuid.UUID, value []byte)) error {
	c, err := k.s.session()
	if err != nil {
		return err
	}
	_, err = c.write.Subscribe(k.prefix()+"*", func(m *nats.Msg) {
		if id, err := uuid.Parse(strings.TrimPrefix(m.Subject, k.prefix())); err == nil {
			each(id, m.Data)
		}
	})
	if err == nil {
		err = c.write.FlushTimeout(k.s.o.Timeout)
	}
	return err
}

// stream is the bucket as a stream, and the connection it is reached by.
func (k *Keys) stream(ctx context.Context) (*session, jetstream.Stream, error) {
	c, err := k.s.session()
	if err != nil {
		return nil, nil, err
	}
	stream, err := c.js.Stream(ctx, k.s.bucketStream())
	return c, stream, err
}

// Create keeps values[i] under ids[i] wherever nothing is kept yet, and gives what is kept under each id then. A few publishes are under
// way at once; it returns when each has its ack. Time is allowed to those alone: a disk that is slow takes long for thousands, and
// is no fault.
func (k *Keys) Create(ctx context.Context, ids []uuid.UUID, values [][]byte) ([][]byte, error) {
	if err := k.s.room(0); err != nil {
		return nil, err
	}
	kept := make([][]byte, len(ids))
	var there []int // where something was kept before
	for from := 0; from < len(ids); from += keysAtOnce {
		to := min(from+keysAtOnce, len(ids))
		had, err := k.createSome(ctx, ids[from:to], values[from:to], kept[from:to])
		if err != nil {
			return nil, err
		}
		for _, i := range had {
			there = append(there, from+i)
		}
	}
	return kept, k.fill(ctx, ids, kept, there)
}

// createSome publishes values and notes in kept which of them are kept now; it gives the others, where something was kept before.
func (k *Keys) createSome(ctx context.Context, ids []uuid.UUID, values, kept [][]byte) (there []int, err error) {
	c, err := k.s.session()
	if err != nil {
		return nil, away(err)
	}
	patience := askTime + k.s.o.Timeout
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	acks := make([]jetstream.PubAckFuture, len(ids))
	for i, id := range ids {
		m := &nats.Msg{Subject: k.subject(id), Data: values[i]}
		if acks[i], err = c.js.PublishMsgAsync(m, jetstream.WithExpectLastSequencePerSubject(0), jetstream.WithStallWait(patience)); err != nil {
			return nil, away(err)
		}
	}
	for i := range ids {
		select {
		case <-acks[i].Ok():
			kept[i] = values[i]
		case err := <-acks[i].Err():
			if !isConflict(err) {
				return nil, away(err)
			}
			there = append(there, i)
		case <-ctx.Done():
			return nil, away(ctx.Err())
		}
	}
	return there, nil
}

func (k *Keys) fill(ctx context.Context, ids []uuid.UUID, kept [][]byte, there []int) error {
	if len(there) == 0 {
		return nil
	}
	some := make([]uuid.UUID, len(there))
	for n, i := range there {
		some[n] = ids[i]
	}
	values, err := k.Get(ctx, some)
	if err != nil {
		return err
	}
	for n, i := range there {
		if kept[i] = values[n]; kept[i] == nil {
			return domain.Errorf(domain.Internal, "the key of %s is there and cannot be read", ids[i])
		}
	}
	return nil
}

func isConflict(err error) bool {
	refusal, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (refusal.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		refusal.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// Replace keeps value under id whatever was there, and then overwrites the bytes of everything that was there before. A crash in
// between leaves the new value, and old bytes that the next Replace erases.
func (k *Keys) Replace(ctx context.Context, id uuid.UUID, value []byte) error {
	return away(k.replace(ctx, id, value))
}

func (k *Keys) replace(ctx context.Context, id uuid.UUID, value []byte) error {
	c, stream, err := k.stream(ctx)
	if err != nil {
		return err
	}
	last, err := k.put(ctx, c, stream, id, value)
	if err != nil {
		return err
	}
	for {
		old, err := stream.GetMsg(ctx, 1, jetstream.WithGetMsgSubject(k.subject(id)))
		if err != nil {
			return err
		}
		if old.Sequence >= last {
			return nil
		}
		if err := stream.SecureDeleteMsg(ctx, old.Sequence); err != nil {
			return fmt.Errorf("the old key could not be erased: %w", err)
		}
	}
}

// put makes value the last one under id and gives its sequence.
func (k *Keys) put(ctx context.Context, c *session, stream jetstream.Stream, id uuid.UUID, value []byte) (uint64, error) {
	m, err := stream.GetLastMsgForSubject(ctx, k.subject(id))
	if err == nil && bytes.Equal(m.Data, value) {
		return m.Sequence, nil
	}
	if err != nil && !errors.Is(err, jetstream.ErrMsgNotFound) {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, k.s.o.Timeout)
	defer cancel()
	ack, err := c.js.PublishMsg(ctx, &nats.Msg{Subject: k.subject(id), Data: value})
	if err != nil {
		return 0, err
	}
	return ack.Sequence, nil
}

// Ready says whether something can be written now: it publishes a message beside the keys and waits until it is on the disk.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.room(0); err != nil {
		return err
	}
	c, err := s.session()
	if err != nil {
		return err
	}
	_, err = c.js.Publish(ctx, "$KV."+s.bucket()+".ready", nil, jetstream.WithRetryAttempts(0))
	return err
}
