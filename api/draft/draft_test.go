package draft

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/eventstore/jetstream"
)

type form struct {
	Rows []string `json:"rows"`
}

func open(t *testing.T, dir string) (*jetstream.Desk, func()) {
	t.Helper()
	store, err := jetstream.Open(t.Context(), jetstream.Options{Dir: dir, Book: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return store.Desk(), func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestDraft: what was typed is there after a restart; of two windows the later one hears of the earlier; nobody sees another's.
func TestDraft(t *testing.T) {
	dir := t.TempDir()
	desk, end := open(t, dir)
	drafts := New[form](desk, "grid")
	mine, hers, id := uuid.New(), uuid.New(), uuid.New()
	for range 2 { // a double click
		if err := drafts.Begin(t.Context(), mine, id, form{[]string{"a"}}); err != nil {
			t.Fatal(err)
		}
	}
	one, err := drafts.Get(t.Context(), mine, id)
	if err != nil {
		t.Fatal(err)
	}
	other := one
	one.Form.Rows = []string{"a", "b"}
	if one.Revision, err = drafts.Keep(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	other.Form.Rows = nil
	if _, err := drafts.Keep(t.Context(), other); !errors.Is(err, ErrMoved) {
		t.Errorf("the second window wins: %v", err)
	}
	if err := drafts.Discard(t.Context(), other); !errors.Is(err, ErrMoved) {
		t.Errorf("the second window throws away what it has not seen: %v", err)
	}
	end()

	desk, end = open(t, dir)
	defer end()
	drafts = New[form](desk, "grid")
	all, err := drafts.All(t.Context(), mine)
	if err != nil || len(all) != 1 || !slices.Equal(all[0].Form.Rows, []string{"a", "b"}) || all[0].ID != id || all[0].Owner != mine {
		t.Fatalf("after a restart there is %+v, %v", all, err)
	}
	if all, err := drafts.All(t.Context(), hers); err != nil || len(all) != 0 {
		t.Errorf("somebody else sees %+v, %v", all, err)
	}
	if _, err := drafts.Get(t.Context(), hers, id); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("somebody else opens it: %v", err)
	}
	if err := drafts.Discard(t.Context(), all[0]); err != nil {
		t.Fatal(err)
	}
	if all, err := drafts.All(t.Context(), mine); err != nil || len(all) != 0 {
		t.Errorf("put away, and still there: %+v, %v", all, err)
	}
	if err := drafts.Begin(t.Context(), mine, id, form{}); err != nil {
		t.Errorf("the id cannot be begun again: %v", err)
	}
}

// TestQueue: a command waits as it stands for those it names, and the same id waits for one content.
func TestQueue(t *testing.T) {
	desk, end := open(t, t.TempDir())
	defer end()
	queue, unit := NewQueue(desk), uuid.New()
	r := ledger.Request{ID: uuid.New(), Actor: "Hà", Why: "gõ nhầm", Command: fund.Reverse{Fund: uuid.New(), Donation: uuid.New(), Cause: fund.KeyingError, Reason: "gõ nhầm", Approver: "Khoa"}}
	for range 2 {
		if err := queue.Add(t.Context(), r, unit, "/batch/1"); err != nil {
			t.Fatal(err)
		}
	}
	changed := r
	changed.Why = "khác"
	if err := queue.Add(t.Context(), changed, unit, "/batch/1"); domain.CodeOf(err) != domain.Conflict {
		t.Errorf("another content waits under the same id: %v", err)
	}
	all, err := queue.All(t.Context())
	if err != nil || len(all) != 1 || !slices.Equal(all[0].Signers(), []string{"Khoa"}) || all[0].Unit != unit || all[0].About != "/batch/1" {
		t.Fatalf("%+v waits, %v", all, err)
	}
	again, err := all[0].Request()
	if err != nil {
		t.Fatal(err)
	}
	before, _ := ledger.Digest(r.Command)
	if after, _ := ledger.Digest(again.Command); after != before || again.ID != r.ID || again.Actor != r.Actor {
		t.Errorf("what waits is %+v", again)
	}
	for range 2 {
		if err := queue.Remove(t.Context(), r.ID); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := queue.Get(t.Context(), r.ID); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("it still waits: %v", err)
	}
	if err := queue.Add(t.Context(), r, unit, "/batch/1"); err != nil {
		t.Errorf("it cannot be asked for again: %v", err)
	}
}
