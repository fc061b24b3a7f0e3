package eventstore_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

// counted says which messages were read.
type counted struct {
	eventstore.Log
	lowest uint64
}

func (c *counted) Read(ctx context.Context, from uint64, follow bool) iter.Seq2[eventstore.Message, error] {
	return func(yield func(eventstore.Message, error) bool) {
		for m, err := range c.Log.Read(ctx, from, follow) {
			if err == nil && (c.lowest == 0 || m.Sequence < c.lowest) {
				c.lowest = m.Sequence
			}
			if !yield(m, err) {
				return
			}
		}
	}
}

// filled is a book of so many messages, closed properly, with its directory and read side.
func filled(t *testing.T, messages int) (*memory.Log, *index, string) {
	t.Helper()
	log, dir := &memory.Log{}, t.TempDir()
	read := newIndex(log)
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{Dir: dir, Index: read})
	if err != nil {
		t.Fatal(err)
	}
	storetest.Must(t, w, storetest.Fund(1)...)
	for i := range messages - 1 {
		storetest.Must(t, w, storetest.Gift(1, 10, i))
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return log, read, dir
}

func TestStart(t *testing.T) {
	const messages = 20
	for name, c := range map[string]struct {
		read    int // messages that the read side holds
		spoil   func(t *testing.T, dir string)
		lowest  uint64 // the first message that the start reads; 0: none
		refused string
	}{
		"from the snapshot":                        {read: messages},
		"the read side lags: its tail is read":     {read: 15, lowest: 15},
		"the read side is empty: all ids are read": {read: 0, lowest: 1},
		"no snapshot":                              {read: messages, spoil: remove("snapshot"), lowest: 1},
		"a snapshot of other states":               {read: messages, spoil: older, lowest: 1},
		"a damaged snapshot":                       {read: messages, spoil: edit("snapshot", "unrestricted", "unrestrictad"), lowest: 1},
		"a snapshot that is cut off":               {read: messages, spoil: func(t *testing.T, dir string) { write(t, dir, "snapshot", "x") }, lowest: 1},
		"no mark":                                  {read: messages, spoil: remove("high-water")},
		"a mark ahead of the log":                  {read: messages, spoil: edit("high-water", `"sequence":20`, `"sequence":21`), refused: "the log ends at message 20"},
		"a mark with more entries":                 {read: messages, spoil: edit("high-water", `"entry":22`, `"entry":25`), refused: "entries 23 to 25"},
		"another message under the mark":           {read: messages, spoil: edit("high-water", `"digest":"`, `"digest":"A`), refused: "message 20 is not the one"},
		"a mark that cannot be read":               {read: messages, spoil: func(t *testing.T, dir string) { write(t, dir, "high-water", "?") }, refused: "cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			log, read, dir := filled(t, messages)
			read.catchUp(t, c.read)
			if c.spoil != nil {
				c.spoil(t, dir)
			}
			seen := &counted{Log: log}
			w, err := eventstore.Open(t.Context(), seen, eventstore.Options{Dir: dir, Index: read})
			if c.refused != "" {
				if err == nil || !strings.Contains(err.Error(), c.refused) {
					t.Fatal(err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if seen.lowest != c.lowest {
				t.Errorf("read from message %d, want %d", seen.lowest, c.lowest)
			}
			for i := range messages - 1 {
				outcomes, err := w.Submit(t.Context(), storetest.Gift(1, 10, i))
				if err != nil || !outcomes[0].Repeated || outcomes[0].Number != uint64(4+i) {
					t.Fatalf("gift %d: %+v, %v", i, outcomes, err)
				}
			}
			if n := storetest.Must(t, w, storetest.Gift(1, 10, "new")); n[0] != 23 {
				t.Fatalf("the next entry is %d", n[0])
			}
			if err := w.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, free := storetest.Ledger(t, log); free[storetest.FundID(1)] != 200 {
				t.Fatalf("the fund holds %d", free[storetest.FundID(1)])
			}
		})
	}
}

func remove(name string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// older makes a sound snapshot of an earlier version of the program.
func older(t *testing.T, dir string) {
	t.Helper()
	edit("snapshot", `{"version":"`, `{"version":"9`)(t, dir)
	data, err := os.ReadFile(filepath.Join(dir, "snapshot"))
	if err != nil {
		t.Fatal(err)
	}
	data = data[:len(data)-sha256.Size]
	sum := sha256.Sum256(data)
	write(t, dir, "snapshot", string(data)+string(sum[:]))
}

func edit(name, from, to string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), from, to, 1)
		if text == string(data) {
			t.Fatalf("%s has no %s", name, from)
		}
		write(t, dir, name, text)
	}
}

// A read side ahead of the log, a log with a hole in its numbers, and a fact from the future stop the start, each with its name.
func TestStartIsRefused(t *testing.T) {
	t.Run("the read side is ahead", func(t *testing.T) {
		_, read, _ := filled(t, 10)
		read.catchUp(t, 10)
		short, _, _ := filled(t, 5)
		_, err := eventstore.Open(t.Context(), short, eventstore.Options{Index: read})
		if !errors.Is(err, eventstore.ErrLost) || !strings.Contains(err.Error(), "entries 8 to 12") {
			t.Fatal(err)
		}
	})
	t.Run("a hole", func(t *testing.T) {
		whole, _, _ := filled(t, 6)
		holed := &memory.Log{}
		for m := range whole.Read(t.Context(), 1, false) {
			if m.Sequence != 3 {
				last, _ := holed.Last(t.Context())
				if _, err := holed.Append(t.Context(), last, m.Data); err != nil {
					t.Fatal(err)
				}
			}
		}
		if _, err := eventstore.Open(t.Context(), holed, eventstore.Options{}); !errors.Is(err, eventstore.ErrLost) || !strings.Contains(err.Error(), "entry 6 where entry 5 belongs") {
			t.Fatal(err)
		}
	})
	t.Run("a fact from the future", func(t *testing.T) {
		log, _, _ := filled(t, 3)
		future := fmt.Sprintf(`{"n":6,"id":"%s","digest":"%s","at":"2030-01-01T00:00:00.000000Z","recorded":"2030-01-01T00:00:00.000000Z","actor":"x","changes":[{"stream":"unit/x","events":[{"type":"unit.merged","v":1,"data":{}}]}]}`,
			storetest.FundID(9), strings.Repeat("A", 43))
		if _, err := log.Append(t.Context(), 3, []byte(future+"\n")); err != nil {
			t.Fatal(err)
		}
		_, err := eventstore.Open(t.Context(), log, eventstore.Options{})
		if !errors.Is(err, eventstore.ErrUnreadable) || !strings.Contains(err.Error(), "entry 6") || !strings.Contains(err.Error(), "unit.merged") {
			t.Fatal(err)
		}
	})
}

// What happens to the log while a writer runs: others write a fact it does not know, or the log becomes shorter. It stops, and says why.
func TestWriterStops(t *testing.T) {
	t.Run("a fact from the future", func(t *testing.T) {
		log := &memory.Log{}
		w, err := eventstore.Open(t.Context(), log, eventstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Append(t.Context(), 0, []byte("{\"n\":1,\"new\":true}\n")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Submit(t.Context(), storetest.Unit(1)); !errors.Is(err, eventstore.ErrUnreadable) {
			t.Fatal(err)
		}
		<-w.Done()
		if !errors.Is(w.Err(), eventstore.ErrUnreadable) || !errors.Is(w.Close(t.Context()), eventstore.ErrUnreadable) {
			t.Fatal(w.Err())
		}
	})
	t.Run("a shorter log", func(t *testing.T) {
		log, dir := &swapped{Log: &memory.Log{}}, t.TempDir()
		w, err := eventstore.Open(t.Context(), log, eventstore.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		storetest.Must(t, w, storetest.Fund(1)...)
		storetest.Must(t, w, storetest.Gift(1, 1))
		log.Log = &memory.Log{}
		if _, err := w.Submit(t.Context(), storetest.Gift(1, 2, "x")); !errors.Is(err, eventstore.ErrLost) {
			t.Fatal(err)
		}
		<-w.Done()
	})
}

// What a decision needs of the past is not there any more: the writer does not decide without it.
func TestWriterStopsAtAHoleInThePast(t *testing.T) {
	log, read, dir := filled(t, 20)
	read.catchUp(t, 20)
	w, err := eventstore.Open(t.Context(), &holed{Log: log, hole: 7}, eventstore.Options{Dir: dir, Index: read})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Submit(t.Context(), storetest.Gift(1, 10, 4)); err != nil { // a repeat, in message 6
		t.Fatal(err)
	}
	if _, err := w.Submit(t.Context(), storetest.Gift(1, 10, 5)); !errors.Is(err, eventstore.ErrLost) || !strings.Contains(err.Error(), "message 7") {
		t.Fatal(err)
	}
	<-w.Done()
}

type holed struct {
	eventstore.Log
	hole uint64
}

func (h *holed) Get(ctx context.Context, sequence uint64) (eventstore.Message, error) {
	if sequence == h.hole {
		return eventstore.Message{}, eventstore.ErrNotFound
	}
	return h.Log.Get(ctx, sequence)
}

// swapped is a log that can be exchanged.
type swapped struct{ eventstore.Log }
