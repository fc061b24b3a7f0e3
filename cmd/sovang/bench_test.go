package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestBench: a quick run ends in half a minute, gives a figure for everything that is measured, leaves nothing behind and touches no ledger. It
// checks that figures come out, never how large they are.
func TestBench(t *testing.T) {
	t.Setenv("SOVANG_TEST_AS_PROGRAM", "1") // the programs under measure are this one
	in, data := t.TempDir(), t.TempDir()
	begun := time.Now()
	r := readReport(t, "--data", data, "bench", "--quick", "--in", in)
	t.Logf("it took %s", time.Since(begun))
	if took := time.Since(begun); took > 30*time.Second && !testing.Short() { // the race detector makes it several times slower
		t.Errorf("it took %s", took)
	}
	var names []string
	for _, row := range r.Rows {
		names = append(names, row["name"].(string))
		if value, ok := row["value"].(float64); !ok || value <= 0 {
			t.Errorf("%s has no figure: %v", row["name"], row)
		}
		if ratio, ok := row["ratio"].(float64); row["limit"] != nil && (!ok || ratio <= 0) {
			t.Errorf("%s has a limit and no ratio: %v", row["name"], row)
		}
	}
	want := "gifts-64-1 gifts-64-8 gifts-256-1 gifts-256-8 dry-run alone http-64 callers-1 callers-2 callers-4 callers-8 callers-16 callers-32 callers-64 callers-128 " +
		"callers-256 key bulk bulk-read list growth memory-fill read-balance read-donor read-trace read-at inside-balance inside-donor inside-trace inside-at memory start stored rebuild-sqlite"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("measured are\n%s\nand not\n%s", got, want)
	}
	if verdict := r.row(t, "name", "dry-run")["reached"]; verdict != "reached" {
		t.Errorf("a dry run wrote: %v", verdict)
	}
	for _, dir := range []string{in, data} {
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("%s has %v (%v)", dir, left, err)
		}
	}
	if r := sovang(t, "bench", "--only", "everything"); r.code != exitRefused || !strings.Contains(r.err, "nothing that is measured") {
		t.Errorf("an unknown name: %d, %s", r.code, r.err)
	}
	if r := sovang(t, "bench", "--gifts", "10"); r.code != exitRefused || !strings.Contains(r.err, "[invalid]") {
		t.Errorf("ten gifts: %d, %s", r.code, r.err)
	}
}

// TestBenchPages: every page of the table has its time and its weight, whatever leads to it; one that is forgotten is an error.
func TestBenchPages(t *testing.T) {
	t.Setenv("SOVANG_TEST_AS_PROGRAM", "1")
	in, kept := t.TempDir(), t.TempDir()
	args := []string{"--data", t.TempDir(), "bench", "--quick", "--only", "pages", "--in", in, "--keep", kept}
	r := readReport(t, args...)
	pages := 0
	for _, row := range r.Rows {
		if value, ok := row["value"].(float64); !ok || value <= 0 {
			t.Errorf("%s has no figure: %v", row["name"], row)
		}
		if strings.HasPrefix(row["name"].(string), "page ") {
			pages++
		}
	}
	if pages < 50 {
		t.Errorf("only %d kinds of page were measured", pages)
	}
	if left, err := os.ReadDir(in); err != nil || len(left) != 0 {
		t.Errorf("%s has %v (%v)", in, left, err)
	}
	if _, err := os.Stat(filepath.Join(kept, "filled")); err != nil {
		t.Errorf("the book was not kept: %v", err)
	}
	if r := sovang(t, "bench", "--only", "gifts", "--keep", kept); r.code != exitRefused || !strings.Contains(r.err, "only the book of pages") {
		t.Errorf("keeping another book: %d, %s", r.code, r.err)
	}
}
