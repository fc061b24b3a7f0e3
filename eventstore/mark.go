package eventstore

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
)

// mark is the high-water mark: what was acknowledged, kept outside the log. Being behind the log is normal, since it is written after
// acks and at most each second; being ahead of it is loss.
type mark struct {
	Position
	Digest string `json:"digest"` // SHA-256 of the last message's bytes
}

func digestOf(data []byte) string {
	sum := sha256.Sum256(data)
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

const markFile = "high-water"

func readMark(dir string) (m mark, err error) {
	if dir == "" {
		return m, nil
	}
	data, err := os.ReadFile(filepath.Join(dir, markFile))
	if errors.Is(err, os.ErrNotExist) {
		return m, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &m)
	}
	if err != nil {
		return m, fmt.Errorf("the high-water mark %s cannot be read: %w", filepath.Join(dir, markFile), err)
	}
	return m, nil
}

func (m mark) write(dir string) error {
	data, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return replaceFile(filepath.Join(dir, markFile), func(w io.Writer) error {
		_, err := w.Write(append(data, '\n'))
		return err
	})
}

// check compares the mark with the log's end: a lower end, or another message under the same sequence, is loss.
func (m mark) check(ctx context.Context, log Log) error {
	last, err := log.Last(ctx)
	if err != nil {
		return err
	}
	if m.Sequence > last {
		return fmt.Errorf("%w: message %d with entry %d had been acknowledged, but the log ends at message %d", ErrLost, m.Sequence, m.Entry, last)
	}
	if m.Sequence == 0 || m.Digest == "" {
		return nil
	}
	message, err := log.Get(ctx, m.Sequence)
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: message %d with entry %d is not there", ErrLost, m.Sequence, m.Entry)
	}
	if err == nil && digestOf(message.Data) != m.Digest {
		err = fmt.Errorf("%w: message %d is not the one that was acknowledged with entry %d", ErrLost, m.Sequence, m.Entry)
	}
	return err
}

// replaceFile puts a file in another's place so that after a crash one of the two is there, whole.
func replaceFile(path string, write func(io.Writer) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".new*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails once it was renamed
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename in a directory last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// keeper writes the files beside the log without holding up the loop: one write at a time, the newest values.
type keeper struct {
	busy    chan error // of the write under way; nil: none
	written uint64     // sequence of the last mark
}

func (k *keeper) tick(l *loop) {
	if l.w.o.Dir == "" {
		return
	}
	if k.busy != nil {
		select {
		case err := <-k.busy:
			k.busy = nil
			if err != nil {
				l.w.o.Log.Error("the files beside the log cannot be written", "error", err)
			}
		default:
			return
		}
	}
	var write []func() error
	if l.w.o.Index != nil && l.at.Entry >= l.snapshotted+l.w.o.Every {
		s := l.snapshot()
		write = append(write, func() error {
			err := s.write(l.w.o.Dir)
			l.w.hook("snapshot")
			return err
		})
	}
	if m, ok := k.mark(l); ok {
		write = append(write, func() error { return m.write(l.w.o.Dir) })
	}
	if len(write) == 0 {
		return
	}
	k.busy = make(chan error, 1)
	go func() {
		var err error
		for _, w := range write {
			err = errors.Join(err, w())
		}
		k.busy <- err
	}()
}

// mark is the mark to write now, if the last one is not good any more.
func (k *keeper) mark(l *loop) (mark, bool) {
	if l.at.Sequence == k.written || l.lastData == nil {
		return mark{}, false
	}
	k.written = l.at.Sequence
	return mark{l.at, digestOf(l.lastData)}, true
}

// close writes what a proper stop leaves behind. After a loss nothing is written: the old mark is the evidence.
func (k *keeper) close(l *loop, proper bool) {
	if k.busy != nil {
		<-k.busy
	}
	if l.w.o.Dir == "" || !proper {
		return
	}
	var err error
	if m, ok := k.mark(l); ok {
		err = m.write(l.w.o.Dir)
	}
	if l.w.o.Index != nil && l.at.Entry > l.snapshotted {
		err = errors.Join(err, l.snapshot().write(l.w.o.Dir))
	}
	l.w.err = err
}
