package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPrecedence: flag, then environment, then file. The place where the ledger would be shows which one won.
func TestPrecedence(t *testing.T) {
	blocked := func(name string) string { // a file where a directory is needed: its name comes back in the error
		return writeFile(t, name, "")
	}
	fromFile, fromEnv, fromFlag := blocked("from-file"), blocked("from-env"), blocked("from-flag")
	config := writeFile(t, "config.json", `{"data":"`+fromFile+`"}`)
	wins := func(want string, args ...string) {
		t.Helper()
		r := sovang(t, append(args, "report", "units")...)
		if r.code == exitDone || !strings.Contains(r.err, want) {
			t.Errorf("ends with %d, %q; want %s to win", r.code, r.err, want)
		}
	}
	wins(fromFile, "--config", config)
	t.Setenv("SOVANG_CONFIG", config)
	wins(fromFile)
	t.Setenv("SOVANG_DATA", fromEnv)
	wins(fromEnv)
	wins(fromFlag, "--data", fromFlag)
}

func TestSettingsRefused(t *testing.T) {
	for text, says := range map[string]string{
		`{"dta":"/tmp/x"}`: `there is no setting "dta"`,
		`{"data":`:         "config.json",
	} {
		r := sovang(t, "--config", writeFile(t, "config.json", text), "report", "units")
		if r.code != exitUsage || !strings.Contains(r.err, says) {
			t.Errorf("%s: ends with %d, %q", text, r.code, r.err)
		}
	}
	if r := sovang(t, "--config", filepath.Join(t.TempDir(), "none.json"), "report", "units"); r.code != exitUsage || !strings.Contains(r.err, "none.json") {
		t.Errorf("a missing file that was named: %d, %q", r.code, r.err)
	}
}

func TestUsage(t *testing.T) {
	for _, args := range [][]string{{}, {"nonsense"}, {"serve", "--nonsense"}, {"apply"}, {"import", "donations", "x.csv", "--fund", "A"},
		{"import", "donations", "x.csv", "--fund", "A", "--preview", "--commit"}, {"report", "balances", "--format", "pdf"}, {"person", "forget", "x"}} {
		if r := sovang(t, args...); r.code != exitUsage {
			t.Errorf("%v ends with %d, want %d: %s", args, r.code, exitUsage, r.err)
		}
	}
	if r := sovang(t, "--help"); r.code != exitDone || !strings.Contains(r.out, "rebuild") {
		t.Errorf("--help ends with %d: %s", r.code, r.out)
	}
}

func TestInUse(t *testing.T) {
	dir := t.TempDir()
	h, err := openHouse(t.Context(), &globals{Data: dir, Book: "main"}, Process{Err: os.Stderr})
	if err != nil {
		t.Fatal(err)
	}
	r := sovang(t, "--data", dir, "report", "units")
	if r.code != exitRefused || !strings.Contains(r.err, "is in use by another process") || !strings.Contains(r.err, "[conflict]") {
		t.Errorf("ends with %d, %q", r.code, r.err)
	}
	l, err := listenSocket(dir) // somebody listens and never answers
	if err != nil {
		t.Fatal(err)
	}
	r = sovang(t, "--data", dir, "report", "units")
	if r.code != exitRefused || !strings.Contains(r.err, "does not answer") || !strings.Contains(r.err, "[conflict]") {
		t.Errorf("ends with %d, %q", r.code, r.err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	must(t, "--data", dir, "report", "units")
}
