package jetstream

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Desk is the bucket of what is under way and passes: sessions of people who are signed in, drafts of forms. It lies beside the log, so that all
// instances see it, and what nobody has touched for DeskAge is gone.
type Desk struct{ s *Store }

// DeskAge is how long something lies on the desk.
const DeskAge = 31 * 24 * time.Hour

// Desk gives the book's desk.
func (s *Store) Desk() *Desk { return &Desk{s} }

func (s *Store) deskStream() string { return "KV_desk-" + s.o.Book }

func (d *Desk) subject(key string) string { return "$KV.desk-" + d.s.o.Book + "." + key }

func (s *Store) deskSettings() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: s.deskStream(), Subjects: []string{"$KV.desk-" + s.o.Book + ".>"}, Description: "sessions and drafts of the book " + s.o.Book + " of Sổ Vàng: they pass",
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew, MaxAge: DeskAge,
		MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: 1, MaxMsgSize: -1, MaxConsumers: -1, Replicas: s.o.Replicas,
		DenyDelete: true, DenyPurge: true, AllowDirect: false, // a replica that lags would show a session that has ended
	}
}

// Put lays something under a key (letters, digits, ".", "-" and "_"), whatever was there. It is durable when the call returns. Nothing, an empty
// value, takes away what was there.
func (d *Desk) Put(ctx context.Context, key string, value []byte) error {
	if err := d.s.room(0); err != nil {
		return err
	}
	c, err := d.s.session()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, d.s.o.Timeout)
	defer cancel()
	_, err = c.js.PublishMsg(ctx, &nats.Msg{Subject: d.subject(key), Data: value})
	return err
}

// Get gives what lies under a key, nil where nothing does.
func (d *Desk) Get(ctx context.Context, key string) ([]byte, error) {
	c, err := d.s.session()
	if err != nil {
		return nil, err
	}
	stream, err := c.js.Stream(ctx, d.s.deskStream())
	if err != nil {
		return nil, err
	}
	m, err := stream.GetLastMsgForSubject(ctx, d.subject(key))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, nil
	}
	if err != nil || len(m.Data) == 0 {
		return nil, err
	}
	return m.Data, nil
}

// Look gives what lies under a key with its revision, and a revision that Swap takes where nothing does: what was there may have been taken away.
func (d *Desk) Look(ctx context.Context, key string) (value []byte, revision uint64, err error) {
	c, err := d.s.session()
	if err != nil {
		return nil, 0, away(err)
	}
	stream, err := c.js.Stream(ctx, d.s.deskStream())
	if err != nil {
		return nil, 0, away(err)
	}
	m, err := stream.GetLastMsgForSubject(ctx, d.subject(key))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, away(err)
	}
	if len(m.Data) > 0 {
		value = m.Data
	}
	return value, m.Sequence, nil
}

// Swap lays something under a key if what lies there still has that revision; ok is false where somebody else was first. It is durable when the call
// returns; where the call fails it may lie there or not, and Look tells.
func (d *Desk) Swap(ctx context.Context, key string, revision uint64, value []byte) (now uint64, ok bool, err error) {
	if err := d.s.room(0); err != nil {
		return 0, false, err
	}
	c, err := d.s.session()
	if err != nil {
		return 0, false, away(err)
	}
	ctx, cancel := context.WithTimeout(ctx, d.s.o.Timeout)
	defer cancel()
	ack, err := c.js.PublishMsg(ctx, &nats.Msg{Subject: d.subject(key), Data: value}, jetstream.WithExpectLastSequencePerSubject(revision))
	switch {
	case err == nil:
		return ack.Sequence, true, nil
	case isConflict(err):
		return 0, false, nil
	}
	return 0, false, away(err)
}

// Keys lists the keys that begin with a text which ends with a point, in no order. Under some of them nothing may lie any more.
func (d *Desk) Keys(ctx context.Context, below string) (keys []string, err error) {
	c, err := d.s.session()
	if err != nil {
		return nil, away(err)
	}
	stream, err := c.js.Stream(ctx, d.s.deskStream())
	if err != nil {
		return nil, away(err)
	}
	info, err := stream.Info(ctx, jetstream.WithSubjectFilter(d.subject(below)+">"))
	if err != nil {
		return nil, away(err)
	}
	for subject := range info.State.Subjects {
		keys = append(keys, strings.TrimPrefix(subject, d.subject("")))
	}
	return keys, nil
}
