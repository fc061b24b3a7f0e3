package eventstore_test

import (
	"testing"

	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/storetest"
)

func TestSmoke(t *testing.T) {
	log := &memory.Log{}
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		out, err := w.Submit(t.Context(), storetest.Fund(1)...)
		t.Log(out, err)
		out, err = w.Submit(t.Context(), storetest.Gift(1, 50_000, 1), storetest.Gift(1, -50_000, 2), storetest.Gift(1, 1))
		t.Log(out, err)
	}
	tr, err := w.DryRun(t.Context(), storetest.Gift(1, 50_000, 1), storetest.Gift(1, -50_000, 2), storetest.Gift(1, 1))
	t.Log(tr, err)
	if err := w.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for m := range log.Read(t.Context(), 1, false) {
		t.Logf("%s", m.Data)
	}
	w, err = eventstore.Open(t.Context(), log, eventstore.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(w.Position())
	out, err := w.Submit(t.Context(), storetest.Fund(1)...)
	t.Log(out, err)
}
