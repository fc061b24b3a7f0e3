package projections

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/unit"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
	"sovang/projections/readdb"
	"sovang/projections/readdb/pgtest"
)

// TestCheckpointIsSwapped lets two projectors write to one read model with no lock between them: at each step the checkpoint lets one
// through, and the other begins again from there.
func TestCheckpointIsSwapped(t *testing.T) {
	log := &memory.Log{}
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close(context.WithoutCancel(t.Context())) })
	u, f := uuid.New(), uuid.New()
	submit := func(c ledger.Command) {
		out, err := w.Submit(t.Context(), ledger.Request{ID: uuid.New(), Actor: "x", Command: c})
		if err = errors.Join(err, out[0].Err); err != nil {
			t.Fatal(err)
		}
	}
	submit(ledger.FoundUnit{Unit: u, Kind: unit.Branch, Code: "U", Name: "Chi hội"})
	submit(fund.Open{Fund: f, Unit: u, Code: "F", Name: "Quỹ", Form: fund.AssociationFund})
	submit(fund.OpenPlace{Fund: f, Place: "cash", Kind: fund.Cash, Name: "Két"})
	master, err := vault.OwnMaster(filepath.Join(t.TempDir(), "key"))
	if err != nil {
		t.Fatal(err)
	}
	v, err := vault.New(t.Context(), vault.NewMemory(), master)
	if err != nil {
		t.Fatal(err)
	}
	store, err := readdb.Postgres(t.Context(), pgtest.Shared(t).Database(t), Version)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var both [2]*Projector
	for i := range both {
		if both[i], err = Open(t.Context(), store, log, Options{Vault: v, Batch: 2}); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			if err := both[0].Rebuild(t.Context(), nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	moved := [2]int{}
	for i, p := range both {
		wait.Go(func() {
			for ctx.Err() == nil {
				if err := p.project(ctx); errors.Is(err, errMovedOn) {
					moved[i]++
				} else if ctx.Err() == nil {
					t.Errorf("projector %d: %v", i, err)
					return
				}
			}
		})
	}
	const gifts = 300
	for range gifts {
		submit(ledger.ReceiveDonation{Receive: fund.Receive{Fund: f, Amount: money.Dong(5), Place: "cash"}})
	}
	for _, p := range both {
		if err := p.Wait(t.Context(), w.Position().Entry); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	wait.Wait()
	got, err := both[0].Reader().Balances(t.Context(), BalancesQuery{})
	if err != nil || got.Funds[0].Currencies[0].Free != 5*gifts || got.Funds[0].Compartments[0].Donations != gifts {
		t.Errorf("%+v, %v", got, err)
	}
	if moved[0]+moved[1] == 0 {
		t.Error("the two never met; the test shows nothing")
	}
	t.Logf("one stepped back for the other %d times", moved[0]+moved[1])
}
