package eventstore_test

import (
	"errors"
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

// TestReadSideOfAnotherHistory: a log that was put back from an older copy and went on another way has numbers that fit the read side
// and entries that do not: nothing may be looked up there.
func TestReadSideOfAnotherHistory(t *testing.T) {
	written := func(gifts ...int) *memory.Log {
		log := &memory.Log{}
		w, err := eventstore.Open(t.Context(), log, eventstore.Options{})
		if err != nil {
			t.Fatal(err)
		}
		requests := storetest.Fund(1)
		for _, i := range gifts {
			requests = append(requests, gift(i))
		}
		for _, r := range requests { // a message each
			storetest.Must(t, w, r)
		}
		if err := w.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		return log
	}
	read := newIndex(written(1, 2, 3))
	read.catchUp(t, 100)
	for name, gifts := range map[string][]int{"as long": {1, 2, 7}, "longer": {1, 7, 8, 9}} {
		if _, err := eventstore.Open(t.Context(), written(gifts...), eventstore.Options{Index: read}); !errors.Is(err, eventstore.ErrLost) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w, err := eventstore.Open(t.Context(), written(1, 2, 3, 4), eventstore.Options{Index: read})
	if err != nil {
		t.Fatal("the same, and longer:", err)
	}
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}
