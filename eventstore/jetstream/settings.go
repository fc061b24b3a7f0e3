package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/nats-io/nats.go/jetstream"

	"sovang/domain"
	"sovang/eventstore"
)

// prepare makes the book's streams where they are not there yet, and refuses those that could forget or did.
func (s *Store) prepare(ctx context.Context, c *session) error {
	info, err := s.streamInfo(ctx, c, s.logSettings())
	if err != nil {
		return fmt.Errorf("the stream %s: %w", s.stream(), err)
	}
	if err := check(s.stream(), s.subject(), &info.Config); err != nil {
		return err
	}
	if err := intact(s.stream(), &info.State); err != nil {
		return err
	}
	if max := c.write.MaxPayload(); max < eventstore.MaxEntry+headerRoom {
		return domain.Errorf(domain.Invalid, "the NATS server takes messages up to %d bytes; an entry may need %d: raise max_payload", max, eventstore.MaxEntry+headerRoom)
	}
	if info, err = s.streamInfo(ctx, c, s.bucketSettings()); err != nil {
		return fmt.Errorf("the bucket %s: %w", s.bucketStream(), err)
	}
	if err := checkBucket(s.bucketStream(), &info.Config); err != nil {
		return err
	}
	if _, err = s.streamInfo(ctx, c, s.deskSettings()); err != nil {
		return fmt.Errorf("the bucket %s: %w", s.deskStream(), err)
	}
	return nil
}

// streamInfo looks at a stream, made with these settings if it is not there yet. What is there is never updated.
func (s *Store) streamInfo(ctx context.Context, c *session, settings jetstream.StreamConfig) (*jetstream.StreamInfo, error) {
	stream, err := c.js.Stream(ctx, settings.Name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = c.js.CreateStream(ctx, settings)
	}
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // somebody else made it meanwhile
		stream, err = c.js.Stream(ctx, settings.Name)
	}
	if err != nil {
		return nil, err
	}
	return stream.CachedInfo(), nil
}

func (s *Store) logSettings() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name: s.stream(), Subjects: []string{s.subject()}, Description: "the book " + s.o.Book + " of Sổ Vàng: never delete, purge or limit",
		Storage: jetstream.FileStorage, Retention: jetstream.LimitsPolicy, Discard: jetstream.DiscardNew,
		MaxMsgs: -1, MaxBytes: -1, MaxMsgsPerSubject: -1, MaxMsgSize: -1, MaxConsumers: -1, Replicas: s.o.Replicas,
		DenyDelete: true, DenyPurge: true, AllowDirect: true,
	}
}

// check refuses settings with which a stream could lose a message or take one that the program did not mean.
func check(name, subject string, c *jetstream.StreamConfig) error {
	var wrong []string
	fault := func(is bool, what string) {
		if is {
			wrong = append(wrong, what)
		}
	}
	fault(len(c.Subjects) != 1 || c.Subjects[0] != subject, fmt.Sprintf("subjects are %q and must be %q alone", c.Subjects, subject))
	fault(c.Storage != jetstream.FileStorage, "storage must be file")
	fault(c.Retention != jetstream.LimitsPolicy, "retention must be limits")
	fault(c.Discard != jetstream.DiscardNew, "discard must be new")
	fault(c.MaxMsgs > 0, "max-msgs must be unlimited")
	fault(c.MaxBytes > 0, "max-bytes must be unlimited")
	fault(c.MaxMsgsPerSubject > 0, "max-msgs-per-subject must be unlimited")
	fault(c.MaxAge != 0, "max-age must be none")
	fault(c.MaxMsgSize > 0 && c.MaxMsgSize < eventstore.MaxEntry+headerRoom, "max-msg-size is too small")
	fault(!c.DenyDelete, "deny-delete must be on")
	fault(!c.DenyPurge, "deny-purge must be on")
	fault(!c.AllowDirect, "allow-direct must be on")
	fault(c.AllowRollup, "rollup must be off")
	fault(c.AllowMsgTTL || c.SubjectDeleteMarkerTTL != 0, "message TTL must be off")
	fault(c.AllowMsgCounter, "counters must be off")
	fault(c.AllowMsgSchedules, "schedules must be off")
	fault(c.NoAck, "acks must be on")
	fault(c.Sealed, "it must not be sealed")
	fault(c.FirstSeq > 1, "the first sequence must be 1")
	fault(c.PersistMode == jetstream.AsyncPersistMode, "persist mode must not be async")
	fault(c.Mirror != nil || len(c.Sources) > 0, "it must not be filled from other streams")
	fault(c.SubjectTransform != nil, "subjects must not be transformed")
	fault(c.RePublish != nil, "republish must be off")
	return refuse(name, "could forget what was acknowledged, or take what nobody decided", wrong)
}

func refuse(name, why string, wrong []string) error {
	if len(wrong) == 0 {
		return nil
	}
	return domain.Errorf(domain.Violation, "the stream %s %s: %s", name, why, strings.Join(wrong, "; "))
}

// intact finds what a stream itself knows to have lost.
func intact(name string, s *jetstream.StreamState) error {
	switch {
	case s.Msgs == 0 && s.LastSeq == 0:
		return nil
	case s.FirstSeq != 1:
		return fmt.Errorf("%w: the stream %s begins with message %d; messages 1 to %d are missing", eventstore.ErrLost, name, s.FirstSeq, s.FirstSeq-1)
	case s.NumDeleted > 0:
		return fmt.Errorf("%w: %d messages of the stream %s are missing: %v", eventstore.ErrLost, s.NumDeleted, name, s.Deleted)
	case s.Lost != nil:
		return fmt.Errorf("%w: the stream %s says that it lost messages %v", eventstore.ErrLost, name, s.Lost.Msgs)
	case s.Msgs != s.LastSeq:
		return fmt.Errorf("%w: the stream %s has %d messages, but the last is number %d", eventstore.ErrLost, name, s.Msgs, s.LastSeq)
	}
	return nil
}
