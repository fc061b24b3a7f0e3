package books_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"sovang/api/books"
	"sovang/api/scenarios"
)

// TestBeancount: bean-check finds nothing wrong in all cases and the demonstration, and every account has there what its postings add up to.
func TestBeancount(t *testing.T) {
	var text, rows bytes.Buffer
	theirs, ours := books.NewBeancount(&text), books.NewPostings(&rows)
	for _, e := range entries(t, scenarios.Demo()) {
		if err := theirs.Add(e); err != nil {
			t.Fatal(err)
		}
		if err := ours.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range []books.Writer{theirs, ours} {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(t.TempDir(), "so.beancount")
	if err := os.WriteFile(path, text.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), "bean-check", "--no-cache", path).CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("bean-check: %v\n%.3000s", err, out)
	}
	names := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^1900-01-01 open (\S+)\n  name: "([^"]+)"$`).FindAllStringSubmatch(text.String(), -1) {
		names[m[1]] = m[2]
	}
	got := map[string]string{}
	out, err := exec.CommandContext(t.Context(), "bean-query", "--no-errors", "-f", "csv", path, "SELECT account, currency, sum(number * 100) AS hundredfold GROUP BY account, currency").Output()
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(out))
	r.TrimLeadingSpace = true
	balances, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range balances[1:] {
		got[names[strings.TrimSpace(b[0])]+" "+strings.TrimSpace(b[1])] = strings.TrimSpace(b[2]) // it rounds what it shows to whole units
	}
	want, _ := sums(t, &rows)
	if len(want) < 100 {
		t.Errorf("only %d accounts were compared", len(want))
	}
	for account, sum := range want {
		if theirs, err := decimal.NewFromString(got[account]); err != nil || !theirs.Equal(decimal.RequireFromString(sum).Shift(2)) {
			t.Errorf("%s: beancount says a hundredth of %q, we say %q", account, got[account], sum)
		}
	}
}
