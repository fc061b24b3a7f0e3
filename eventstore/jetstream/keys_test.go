package jetstream_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"sovang/eventstore/jetstream"
	"sovang/eventstore/vault"
	"sovang/eventstore/vault/keystest"
)

func TestKeysKeepTheirContract(t *testing.T) {
	keystest.Run(t, func(t testing.TB) vault.Keys { return open(t, jetstream.Options{}).Keys() })
}

// TestWatchedKeys: what is put under an id is told, of this part of the bucket alone.
func TestWatchedKeys(t *testing.T) {
	s := open(t, jetstream.Options{})
	heard := make(chan string, 10)
	if err := s.Tokens().Watch(func(id uuid.UUID, value []byte) { heard <- id.String() + " " + string(value) }); err != nil {
		t.Fatal(err)
	}
	id := uuid.New()
	if _, err := s.Keys().Create(t.Context(), []uuid.UUID{uuid.New()}, [][]byte{[]byte("a key")}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Tokens().Create(t.Context(), []uuid.UUID{id}, [][]byte{[]byte("one")}); err != nil {
		t.Fatal(err)
	}
	if err := s.Tokens().Replace(t.Context(), id, []byte("two")); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"one", "two"} {
		if got := <-heard; got != id.String()+" "+want {
			t.Errorf("%q is told, not %q", got, want)
		}
	}
}

// What a person was sealed with outlives a stop; a destroyed key does not, and another master key opens nothing.
func TestSealedDataOutlivesAStop(t *testing.T) {
	dir := t.TempDir()
	master, err := vault.OwnMaster(dir + "/master.key")
	if err != nil {
		t.Fatal(err)
	}
	an, binh := uuid.New(), uuid.New()
	s := open(t, jetstream.Options{Dir: dir})
	v, err := vault.New(t.Context(), s.Keys(), master)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := v.SealAll(t.Context(), []vault.Plain{{Person: an, Field: "card", Data: []byte("An")}, {Person: binh, Field: "card", Data: []byte("Bình")}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(v.Destroy(t.Context(), an), s.Close()); err != nil {
		t.Fatal(err)
	}
	s = open(t, jetstream.Options{Dir: dir})
	if master, err = vault.OwnMaster(dir + "/master.key"); err != nil {
		t.Fatal(err)
	}
	if v, err = vault.New(t.Context(), s.Keys(), master); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(t.Context(), an, "card", sealed[0]); !errors.Is(err, vault.ErrForgotten) {
		t.Errorf("the forgotten one: %v", err)
	}
	if got, err := v.Open(t.Context(), binh, "card", sealed[1]); err != nil || string(got) != "Bình" {
		t.Errorf("the other one: %q, %v", got, err)
	}
	if _, err := vault.New(t.Context(), s.Keys(), vault.Master{}); !errors.Is(err, vault.ErrMaster) {
		t.Errorf("another master key: %v", err)
	}
}
