package eventstore

import (
	"context"
	"errors"
	"fmt"
	"os"

	"sovang/domain"
)

// restore brings the loop to the log's end: from the snapshot where it is sound, else from the first entry. What the read side has not
// reached is read in any case, for the ids in it.
func (l *loop) restore(ctx context.Context) error {
	m, err := readMark(l.w.o.Dir)
	if err != nil {
		return err
	}
	if err := m.check(ctx, l.w.log); err != nil {
		return err
	}
	if l.w.o.Index != nil {
		l.indexed = l.w.o.Index.Reached()
		if err := l.w.sameBook(ctx, l.indexed); err != nil {
			return err
		}
		l.useSnapshot(ctx)
	}
	from, err := l.firstNeeded(ctx)
	if err != nil {
		return err
	}
	if err := l.replay(ctx, from); err != nil {
		return err
	}
	if most := max(m.Entry, l.indexed); most > l.at.Entry {
		return fmt.Errorf("%w: entries %d to %d had been acknowledged, but the log ends at entry %d", ErrLost, l.at.Entry+1, most, l.at.Entry)
	}
	l.trust()
	l.ahead = l.at
	l.keeper.written = m.Sequence
	l.advance()
	return nil
}

// sameBook makes sure that the read side was made from this log, by the entry that it ends with. Numbers alone would fit a log that was
// put back from an older copy and went on another way; streams and ids would then be looked up in a history that never was. A log that
// ends before that entry is told later, with what is missing.
func (w *Writer) sameBook(ctx context.Context, reached uint64) error {
	if reached == 0 {
		return nil
	}
	at, err := w.o.Index.Locate(ctx, reached)
	if err != nil {
		return err
	}
	m, err := w.log.Get(ctx, at.Sequence)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	e, _, err := entryAt(m, at.Index)
	if err != nil {
		return fmt.Errorf("%w: the read side ends with entry %d in message %d, line %d, which cannot be read: %w", ErrLost, reached, at.Sequence, at.Index+1, err)
	}
	number, known, err := w.o.Index.Accepted(ctx, e.ID)
	if err == nil && (e.Number != reached || !known || number != reached) {
		err = fmt.Errorf("%w: the entry %d that the read side ends with is not the one in message %d of the log (entry %d, %s)", ErrLost, reached, at.Sequence, e.Number, e.ID)
	}
	return err
}

// useSnapshot starts from the snapshot if there is a sound one of this book.
func (l *loop) useSnapshot(ctx context.Context) {
	if l.w.o.Dir == "" {
		return
	}
	s, err := readSnapshot(l.w.o.Dir)
	if err == nil {
		err = s.belongs(ctx, l.w.log)
	}
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) {
			l.w.o.Log.Warn("the snapshot is not used; the log is read from its start", "reason", err)
		}
		return
	}
	for name, state := range s.states {
		l.book.put(name, state, 0)
	}
	l.seen, l.at, l.snapshotted = s.seen, s.at, s.at.Entry
}

// belongs checks that the message the snapshot ends with is in the log, with that entry as its last.
func (s *snapshot) belongs(ctx context.Context, log Log) error {
	m, err := log.Get(ctx, s.at.Sequence)
	if err != nil {
		return err
	}
	var last domain.Entry
	for e, err := range Entries(m) {
		if err != nil {
			return err
		}
		last = e
	}
	if last.Number != s.at.Entry || !last.Recorded.Equal(s.at.Recorded) {
		return fmt.Errorf("message %d ends with entry %d, not with entry %d as the snapshot says", m.Sequence, last.Number, s.at.Entry)
	}
	return nil
}

// firstNeeded is the first message to read: after the snapshot, or where the read side stopped if that is earlier.
func (l *loop) firstNeeded(ctx context.Context) (uint64, error) {
	switch {
	case l.indexed >= l.at.Entry:
		return l.at.Sequence + 1, nil
	case l.indexed == 0:
		return 1, nil
	}
	at, err := l.w.o.Index.Locate(ctx, l.indexed)
	return at.Sequence, err
}

// replay reads the log from a message to its end. Entries up to the snapshot only enter the tail; later ones are folded.
func (l *loop) replay(ctx context.Context, from uint64) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages := make(chan foreign, 16)
	failed := make(chan error, 1)
	go func() { // decoding is what takes long: it goes on while the states are folded
		defer close(messages)
		failed <- l.w.decodeFrom(ctx, from, messages)
	}()
	for f := range messages {
		for i := range f.entries {
			e, at := &f.entries[i], Location{f.message.Sequence, i}
			switch {
			case e.Number > l.at.Entry:
				if err := l.fold(e, at); err != nil {
					return err
				}
			case e.Number > l.indexed:
				l.tail.add(e, at)
			}
		}
		if f.message.Sequence > l.at.Sequence {
			l.at.Sequence = f.message.Sequence
		}
		l.lastData = f.message.Data
	}
	return <-failed
}

func (w *Writer) decodeFrom(ctx context.Context, from uint64, out chan<- foreign) error {
	for m, err := range w.log.Read(ctx, from, false) {
		if err != nil {
			return err
		}
		f := foreign{message: m}
		for e, err := range Entries(m) {
			if err != nil {
				return err
			}
			f.entries = append(f.entries, e)
		}
		select {
		case out <- f:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
