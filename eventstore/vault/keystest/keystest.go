// Package keystest is what every vault.Keys must do, as one suite that all of them pass.
package keystest

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"sovang/eventstore/vault"
)

func id(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "key/", n)) }

// many makes the ids from first on, and a value for each that says who keeps it.
func many(first, n int, by string) (ids []uuid.UUID, values [][]byte) {
	for i := range n {
		ids, values = append(ids, id(first+i)), append(values, fmt.Append(nil, by, " ", first+i))
	}
	return ids, values
}

// Run runs the suite; open gives empty Keys.
func Run(t *testing.T, open func(testing.TB) vault.Keys) {
	for title, test := range map[string]func(*testing.T, vault.Keys){
		"nothing is nil":              nothing,
		"the first one stays":         firstStays,
		"thousands in a batch":        thousands,
		"two at once agree":           agree,
		"replaced for ever":           replaced,
		"replaced where nothing was":  replacedNothing,
		"what is given is a copy":     copies,
		"no ids, nothing to do":       none,
		"others stand by a replacing": others,
	} {
		t.Run(title, func(t *testing.T) { test(t, open(t)) })
	}
}

func create(t *testing.T, k vault.Keys, ids []uuid.UUID, values [][]byte) [][]byte {
	t.Helper()
	kept, err := k.Create(t.Context(), ids, values)
	if err != nil || len(kept) != len(ids) {
		t.Fatalf("%d of %d were kept: %v", len(kept), len(ids), err)
	}
	return kept
}

func expect(t *testing.T, k vault.Keys, ids []uuid.UUID, want [][]byte) {
	t.Helper()
	got, err := k.Get(t.Context(), ids)
	if err != nil || len(got) != len(ids) {
		t.Fatalf("got %d of %d: %v", len(got), len(ids), err)
	}
	for i := range ids {
		if !bytes.Equal(got[i], want[i]) || (got[i] == nil) != (want[i] == nil) {
			t.Fatalf("under id %d is %q, want %q", i, got[i], want[i])
		}
	}
}

func nothing(t *testing.T, k vault.Keys) {
	ids, values := many(0, 3, "a")
	create(t, k, ids[1:2], values[1:2])
	expect(t, k, ids, [][]byte{nil, values[1], nil})
}

func firstStays(t *testing.T, k vault.Keys) {
	ids, values := many(0, 6, "a")
	create(t, k, ids[:3], values[:3])
	_, late := many(0, 6, "b")
	want := [][]byte{values[0], values[1], values[2], late[3], late[4], late[5]}
	for range 2 { // the second time is a repetition after a lost answer
		for i, kept := range create(t, k, ids, late) {
			if !bytes.Equal(kept, want[i]) {
				t.Fatalf("id %d: %q is kept, want %q", i, kept, want[i])
			}
		}
	}
	expect(t, k, ids, want)
}

func thousands(t *testing.T, k vault.Keys) {
	ids, values := many(0, 3_000, "a")
	create(t, k, ids, values)
	expect(t, k, ids, values)
}

// Two processes that seal the same people for the first time must end with the same keys.
func agree(t *testing.T, k vault.Keys) {
	var group sync.WaitGroup
	kept := make([][][]byte, 4)
	ids, _ := many(0, 200, "")
	for by := range kept {
		group.Go(func() {
			_, values := many(0, 200, fmt.Sprint(by))
			var err error
			if kept[by], err = k.Create(t.Context(), ids, values); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if t.Failed() {
		return
	}
	for by := range kept {
		expect(t, k, ids, kept[by])
	}
}

func replaced(t *testing.T, k vault.Keys) {
	ids, values := many(0, 2, "a")
	create(t, k, ids, values)
	tombstone := []byte{0}
	for range 2 {
		if err := k.Replace(t.Context(), ids[0], tombstone); err != nil {
			t.Fatal(err)
		}
		expect(t, k, ids, [][]byte{tombstone, values[1]})
	}
	if kept := create(t, k, ids, values); !bytes.Equal(kept[0], tombstone) {
		t.Errorf("after its destruction a key was kept again: %q", kept[0])
	}
}

func replacedNothing(t *testing.T, k vault.Keys) {
	ids, values := many(0, 1, "a")
	if err := k.Replace(t.Context(), ids[0], []byte{0}); err != nil {
		t.Fatal(err)
	}
	if kept := create(t, k, ids, values); !bytes.Equal(kept[0], []byte{0}) {
		t.Errorf("%q is kept", kept[0])
	}
}

func copies(t *testing.T, k vault.Keys) {
	ids, values := many(0, 1, "a")
	want := bytes.Clone(values[0])
	kept := create(t, k, ids, values)
	clear(values[0])
	clear(kept[0])
	expect(t, k, ids, [][]byte{want})
}

func none(t *testing.T, k vault.Keys) {
	create(t, k, nil, nil)
	expect(t, k, nil, nil)
}

func others(t *testing.T, k vault.Keys) {
	ids, values := many(0, 50, "a")
	create(t, k, ids, values)
	for i := 0; i < 50; i += 2 {
		if err := k.Replace(t.Context(), ids[i], []byte{0}); err != nil {
			t.Fatal(err)
		}
		values[i] = []byte{0}
	}
	expect(t, k, ids, values)
}
