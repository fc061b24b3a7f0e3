package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLostKeys: what the keys are wrapped with, and the keys themselves, are missed at once, and nothing is made in their place.
func TestLostKeys(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	master := filepath.Join(dir, "master.key")
	if err := os.Rename(master, master+".away"); err != nil {
		t.Fatal(err)
	}
	if r := sovang(t, "--data", dir, "report", "units"); r.code != exitInternal || !strings.Contains(r.err, "master.key is not there") {
		t.Errorf("no master key: %d, %q", r.code, r.err)
	}
	if _, err := os.Stat(master); err == nil {
		t.Error("a master key was made that opens nothing")
	}
	if err := os.Rename(master+".away", master); err != nil {
		t.Fatal(err)
	}
	must(t, "--data", dir, "report", "units")
	if err := os.RemoveAll(filepath.Join(dir, "nats", "jetstream", "$G", "streams", "KV_keys-main")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if r := sovang(t, "--data", dir, "report", "units"); r.code != exitInternal || !strings.Contains(r.err, "the bucket of keys is empty") {
			t.Errorf("no keys: %d, %q", r.code, r.err)
		}
	}
}
