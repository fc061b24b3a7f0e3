package eventstore

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"

	"github.com/go-json-experiment/json"

	"sovang/domain"
	"sovang/domain/staff"
)

// stateVersion stands for how events fold into states. Raise it when that changes: the next start then folds the log from the first
// entry. What the states hold need not be told: it goes into the version by itself.
const stateVersion = 4

// version names the states of this program: how they come about and what they look like.
func version() string {
	shapes := sha256.New()
	for _, kind := range []domain.Stream{"fund/", "staff/", staff.RollStream, "unit/"} {
		if state := emptyState(kind); state != nil {
			shape(shapes, reflect.TypeOf(state), map[reflect.Type]bool{})
		}
	}
	return fmt.Sprintf("%d-%x", stateVersion, shapes.Sum(nil)[:8])
}

// shape writes down a type with everything in it, names and tags too.
func shape(w io.Writer, t reflect.Type, seen map[reflect.Type]bool) {
	fmt.Fprintln(w, t, t.Kind())
	if seen[t] {
		return
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Map:
		shape(w, t.Key(), seen)
		shape(w, t.Elem(), seen)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		shape(w, t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			fmt.Fprintln(w, f.Name, f.Tag)
			shape(w, f.Type, seen)
		}
	}
}

// snapshot is the folded state at one entry: it saves reading the log from the start, and can be thrown away at any time.
type snapshot struct {
	at     Position
	states map[domain.Stream]domain.State
	seen   *bloom
}

// SnapshotFile is what the snapshot is called in the directory of its book.
const SnapshotFile = "snapshot"

type snapshotHead struct {
	Version string   `json:"version"`
	At      Position `json:"at"`
	Streams int      `json:"streams"`
	Layers  []uint64 `json:"layers"` // of the filter: how many keys each has
	Words   []int    `json:"words"`  // and how many words
}

type snapshotState struct {
	Stream domain.Stream `json:"stream"`
	State  domain.State  `json:"state"`
}

// snapshot copies what is stored now.
func (l *loop) snapshot() *snapshot {
	s := &snapshot{at: l.at, states: map[domain.Stream]domain.State{}, seen: l.seen.clone()}
	for name, h := range l.book.streams {
		if !h.walked {
			s.states[name] = h.confirmed.Clone()
		}
	}
	l.snapshotted = l.at.Entry
	return s
}

// write replaces the file: a line of JSON as a head, one for each state, the filter's words, and the SHA-256 of all that. It goes out as it
// is made, for the filter of ten million ids is as large as all else that a small ledger has in memory.
func (s *snapshot) write(dir string) error {
	return replaceFile(filepath.Join(dir, SnapshotFile), func(file io.Writer) error {
		sum := sha256.New()
		b := bufio.NewWriterSize(io.MultiWriter(file, sum), 1<<16)
		if err := s.writeTo(b); err != nil {
			return err
		}
		if err := b.Flush(); err != nil {
			return err
		}
		_, err := file.Write(sum.Sum(nil))
		return err
	})
}

func (s *snapshot) writeTo(b *bufio.Writer) error {
	head := snapshotHead{Version: version(), At: s.at, Streams: len(s.states)}
	for _, l := range s.seen.layers {
		head.Layers = append(head.Layers, l.count)
		head.Words = append(head.Words, len(l.bits))
	}
	if err := json.MarshalWrite(b, head); err != nil {
		return err
	}
	_ = b.WriteByte('\n') // what it fails with, Flush says
	for name, state := range s.states {
		if err := json.MarshalWrite(b, snapshotState{name, state}); err != nil {
			return fmt.Errorf("the state of %s: %w", name, err)
		}
		_ = b.WriteByte('\n')
	}
	var word [8]byte
	for _, l := range s.seen.layers {
		for _, bits := range l.bits {
			binary.LittleEndian.PutUint64(word[:], bits)
			_, _ = b.Write(word[:])
		}
	}
	return nil
}

// readSnapshot gives nil, and why, where there is none that can be used.
func readSnapshot(dir string) (*snapshot, error) {
	data, err := os.ReadFile(filepath.Join(dir, SnapshotFile))
	if err != nil {
		return nil, err
	}
	if len(data) < sha256.Size {
		return nil, errors.New("the snapshot is cut off")
	}
	data, want := data[:len(data)-sha256.Size], data[len(data)-sha256.Size:]
	if sum := sha256.Sum256(data); !bytes.Equal(sum[:], want) {
		return nil, errors.New("the snapshot is damaged")
	}
	text, rest, _ := bytes.Cut(data, []byte("\n"))
	var head snapshotHead
	if err := json.Unmarshal(text, &head); err != nil {
		return nil, err
	}
	if head.Version != version() {
		return nil, fmt.Errorf("the snapshot has states of version %s, this program of version %s", head.Version, version())
	}
	s := &snapshot{at: head.At, states: make(map[domain.Stream]domain.State, head.Streams), seen: &bloom{}}
	for range head.Streams {
		text, rest, _ = bytes.Cut(rest, []byte("\n"))
		if err := s.readState(text); err != nil {
			return nil, err
		}
	}
	for i, words := range head.Words {
		l := layer{bits: make([]uint64, words), count: head.Layers[i]}
		for k := range l.bits {
			l.bits[k] = binary.LittleEndian.Uint64(rest[8*k:])
		}
		rest = rest[8*words:]
		s.seen.layers = append(s.seen.layers, l)
	}
	return s, nil
}

func (s *snapshot) readState(text []byte) error {
	var name struct {
		Stream domain.Stream `json:"stream"`
	}
	if err := json.Unmarshal(text, &name); err != nil {
		return err
	}
	line := snapshotState{State: emptyState(name.Stream)}
	if err := json.Unmarshal(text, &line); err != nil {
		return fmt.Errorf("the state of %s: %w", name.Stream, err)
	}
	s.states[name.Stream] = line.State
	return nil
}
