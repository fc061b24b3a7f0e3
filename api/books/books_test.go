package books_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sovang/api/books"
	"sovang/api/scenarios"
	"sovang/domain"
	"sovang/domain/money"
	"sovang/eventstore"
	"sovang/eventstore/memory"
	"sovang/eventstore/vault"
)

// entries is the log of all cases.
func entries(t *testing.T) []domain.Entry {
	t.Helper()
	master, err := vault.ParseMaster(strings.Repeat("01", 32))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := vault.New(t.Context(), vault.NewMemory(), master)
	if err != nil {
		t.Fatal(err)
	}
	log := &memory.Log{}
	w, err := eventstore.Open(t.Context(), log, eventstore.Options{Seal: keys.SealRequests})
	if err != nil {
		t.Fatal(err)
	}
	cases, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		outcomes, err := w.Submit(t.Context(), c.Requests...)
		if err != nil {
			t.Fatal(err)
		}
		if last := outcomes[len(outcomes)-1]; last.Err != nil {
			t.Fatalf("%s: %v", c.Name, last.Err)
		}
	}
	if err := w.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	var all []domain.Entry
	for m, err := range log.Read(t.Context(), 1, false) {
		if err != nil {
			t.Fatal(err)
		}
		for e, err := range eventstore.Entries(m) {
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, e)
		}
	}
	return all
}

// TestSecondOpinion: hledger finds nothing wrong, and has for every account what the postings add up to.
func TestSecondOpinion(t *testing.T) {
	var text, rows bytes.Buffer
	j, p := books.NewJournal(&text), books.NewPostings(&rows)
	for _, e := range entries(t) {
		if err := j.Add(e); err != nil {
			t.Fatal(err)
		}
		if err := p.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "ledger.journal")
	if err := os.WriteFile(file, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	hledger(t, "check", "-f", file, "--strict")
	want, kinds := sums(t, &rows)
	got := map[string]string{}
	balances, err := csv.NewReader(strings.NewReader(hledger(t, "bal", "-f", file, "--flat", "-N", "-E", "-O", "csv", "--layout", "bare"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range balances[1:] {
		got[b[0]+" "+b[1]] = b[2]
	}
	for account, sum := range want {
		if shown := got[account]; shown != sum && !(sum == "0" || sum == "0.00") {
			t.Errorf("%s: hledger says %q, we say %q", account, shown, sum)
		}
	}
	if len(want) < 60 || len(kinds) < 17 {
		t.Errorf("only %d accounts and %d kinds of event were compared", len(want), len(kinds))
	}
}

func hledger(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command("hledger", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("hledger %s: %v\n%.2000s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// sums adds up the amounts of each account in each currency.
func sums(t *testing.T, rows *bytes.Buffer) (map[string]string, map[string]bool) {
	t.Helper()
	records, err := csv.NewReader(rows).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	minor, kinds := map[string]int64{}, map[string]bool{}
	for _, r := range records[1:] {
		m, err := money.Parse(r[7] + " " + r[8])
		if err != nil {
			t.Fatal(err)
		}
		minor[r[6]+" "+r[8]] += m.Minor
		kinds[r[4]] = true
	}
	sums := map[string]string{}
	for account, n := range minor {
		c := money.Currency(account[len(account)-3:])
		sums[account] = money.Money{Minor: n, Currency: c}.Decimal().StringFixed(c.Exponent())
	}
	return sums, kinds
}
