package projections_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/eventstore/vault"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestForgetting: the key is destroyed, the name is gone from the database and from its files, and sums stand.
func TestForgetting(t *testing.T) {
	stores(t, func(t *testing.T, open func(testing.TB) *readdb.Store) {
		b := small(t)
		who := id("person", 1)
		b.must(ledger.DescribePerson{Person: who, Card: person.Card{Name: "Huỳnh Thị Độc Nhất"}})
		p := b.project(t, open(t), projections.Options{})
		found, err := p.Reader().People(t.Context(), projections.PeopleQuery{Search: "HUYNH thi doc"})
		if err != nil || len(found) != 1 || found[0].Name != "Huỳnh Thị Độc Nhất" || found[0].ID != who {
			t.Fatalf("%+v, %v", found, err)
		}
		b.must(ledger.ForgetPerson{Person: who, Reason: "theo yêu cầu"})
		b.caughtUp(t, p)
		gone, err := p.Reader().Person(t.Context(), who)
		if err != nil || gone.Name != "" || !gone.Forgotten {
			t.Fatalf("%+v, %v", gone, err)
		}
		if found, err = p.Reader().People(t.Context(), projections.PeopleQuery{Search: "huynh"}); err != nil || len(found) != 0 {
			t.Fatalf("%+v, %v", found, err)
		}
		if done, err := b.vault.Forgotten(t.Context(), []uuid.UUID{who}); err != nil || !done[0] {
			t.Fatal("the key is still there", err)
		}
		h, err := p.Reader().Donor(t.Context(), projections.DonorQuery{Donor: who})
		if err != nil || len(h.Totals) != 1 || h.Totals[0].Amount != 1_000_000 {
			t.Fatalf("%+v, %v", h, err)
		}
		if err := p.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		if gone, err = p.Reader().Person(t.Context(), who); err != nil || gone.Name != "" || !gone.Forgotten {
			t.Fatalf("%+v, %v", gone, err)
		}
	})
}

// TestForgottenNameLeavesTheFile: nothing of it is left on SQLite's pages or in its log.
func TestForgottenNameLeavesTheFile(t *testing.T) {
	b := small(t)
	dir := t.TempDir()
	b.must(ledger.DescribePerson{Person: id("person", 1), Card: person.Card{Name: "Huỳnh Thị Độc Nhất"}})
	p := b.project(t, readdb.SQLite(dir, projections.Version), projections.Options{})
	b.must(ledger.ForgetPerson{Person: id("person", 1)})
	b.caughtUp(t, p)
	b.days(1)
	b.must(ledger.ReceiveDonation{Receive: fund.Receive{Fund: id("fund", 1), Amount: money.Dong(1), Place: "cash"}})
	b.caughtUp(t, p) // the step after the one that forgot begins when the files are scrubbed
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"Độc Nhất", "doc nhat"} {
			if strings.Contains(string(raw), name) {
				t.Errorf("%s still holds %q", filepath.Base(file), name)
			}
		}
	}
}

// TestLostKey: a key that nobody destroyed stops the read side, which names the entry and goes on being read.
func TestLostKey(t *testing.T) {
	b := small(t)
	lost, err := vault.New(t.Context(), vault.NewMemory(), master(t))
	if err != nil {
		t.Fatal(err)
	}
	p, err := projections.Open(t.Context(), readdb.SQLite(t.TempDir(), projections.Version), b.log, projections.Options{Vault: lost, Log: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if err := p.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "key") || !strings.Contains(err.Error(), "entry 8") {
		t.Errorf("the key is lost: %v", err)
	}
	for n := range 3 { // forgotten afterwards: then a missing key is no loss
		b.must(ledger.ForgetPerson{Person: id("person", n)})
	}
	if err := p.Rebuild(t.Context(), nil); err != nil {
		t.Error(err)
	}
}
