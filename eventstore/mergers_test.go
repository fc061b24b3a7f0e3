package eventstore_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/eventstore/memory"
)

// province is units in a book, each known by its number.
type province struct {
	t *testing.T
	w *eventstore.Writer
}

func numbered(n int) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, "unit ", n)) }

// newProvince founds n units under unit 0.
func newProvince(t *testing.T, n int) *province {
	w, err := eventstore.Open(t.Context(), &memory.Log{}, eventstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(context.WithoutCancel(t.Context())) })
	p := &province{t, w}
	var founding []ledger.Request
	for i := range n + 1 {
		c := ledger.FoundUnit{Unit: numbered(i), Kind: unit.Branch, Code: fmt.Sprint("U", i), Name: fmt.Sprint("Chi hội ", i), From: domain.NewDate(2020, time.January, 1)}
		if i > 0 {
			c.Parent = numbered(0)
		}
		founding = append(founding, ledger.Request{ID: uuid.New(), Actor: "văn thư", Command: c})
	}
	for chunk := range slices.Chunk(founding, 500) {
		outcomes, err := w.Submit(t.Context(), chunk...)
		if err != nil || slices.ContainsFunc(outcomes, func(o eventstore.Outcome) bool { return o.Err != nil }) {
			t.Fatal(err, outcomes)
		}
	}
	return p
}

func merge(into int, units ...int) ledger.Request {
	c := ledger.MergeUnits{Into: numbered(into), Decision: "Nghị quyết 1679/NQ-UBTVQH15", Reason: "sắp xếp đơn vị hành chính"}
	for _, u := range units {
		c.Units = append(c.Units, numbered(u))
	}
	return ledger.Request{ID: uuid.New(), Actor: "văn thư", Command: c}
}

// TestTheLargestMergerFitsAnEntry: as many units as end at once, with as many below as come to lie elsewhere at once; one more is refused.
func TestTheLargestMergerFitsAnEntry(t *testing.T) {
	last := ledger.MostEnded + 1
	p := newProvince(t, last+ledger.MostRehung+1)
	largest := merge(last)
	for i := range ledger.MostEnded {
		c := largest.Command.(ledger.MergeUnits)
		c.Units = append(c.Units, numbered(i+1))
		largest.Command = c
	}
	var moves []ledger.Request
	for i := range ledger.MostRehung + 1 {
		moves = append(moves, ledger.Request{ID: uuid.New(), Actor: "văn thư", Command: ledger.MoveUnit{Unit: numbered(last + 1 + i), Parent: numbered(1 + i%ledger.MostEnded)}})
	}
	if _, err := p.w.Submit(t.Context(), moves...); err != nil {
		t.Fatal(err)
	}
	outcomes, err := p.w.Submit(t.Context(), largest)
	if err != nil || domain.CodeOf(outcomes[0].Err) != domain.Invalid {
		t.Fatalf("more than fit: %v, %v", outcomes, err)
	}
	back := ledger.Request{ID: uuid.New(), Actor: "văn thư", Command: ledger.MoveUnit{Unit: numbered(last + 1), Parent: numbered(0)}}
	trials, err := p.w.DryRun(t.Context(), back, largest)
	if err != nil || trials[0].Err != nil || trials[1].Err != nil || len(trials[1].Entry.Changes) != ledger.MostEnded+ledger.MostRehung+1 {
		t.Fatalf("a dry run: %v, %v", trials, err)
	}
	outcomes, err = p.w.Submit(t.Context(), back, largest)
	if err != nil || outcomes[0].Err != nil || outcomes[1].Err != nil {
		t.Fatalf("%v, %v", outcomes, err)
	}
}

// TestOfTwoMergersAtOnceOneIsRefused: a commune has one successor.
func TestOfTwoMergersAtOnceOneIsRefused(t *testing.T) {
	for range 20 {
		p := newProvince(t, 4)
		asked := []ledger.Request{merge(2, 1), merge(3, 1, 4), merge(1, 4)}
		codes := make([]domain.Code, len(asked))
		var all sync.WaitGroup
		for i, r := range asked {
			all.Go(func() {
				outcomes, err := p.w.Submit(t.Context(), r)
				if err != nil {
					t.Error(err)
					return
				}
				codes[i] = domain.CodeOf(outcomes[0].Err)
			})
		}
		all.Wait()
		switch fmt.Sprint(codes) {
		case fmt.Sprint([]domain.Code{"", domain.Conflict, domain.Violation}), fmt.Sprint([]domain.Code{domain.Conflict, "", domain.Violation}),
			fmt.Sprint([]domain.Code{"", domain.Conflict, ""}):
		default:
			t.Fatalf("the three were answered %q", codes)
		}
		trials, err := p.w.DryRun(t.Context(), merge(0, 1))
		if err != nil || domain.CodeOf(trials[0].Err) != domain.Conflict {
			t.Fatalf("%v, %v", trials, err)
		}
	}
}
