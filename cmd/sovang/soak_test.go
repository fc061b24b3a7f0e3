package main

import (
	"slices"
	"testing"

	"sovang/projections/readdb/pgserver"
)

// TestSoak: a soak of seconds counts what was acknowledged once in the log and in the read side, rebuilt under load, and its lines come out.
func TestSoak(t *testing.T) {
	soaked(t, []string{"soak", "soak-heap", "soak-memory", "soak-lag", "soak-once"}, "--for", "2s")
}

// TestSoakInterrupted: PostgreSQL is stopped under it, and NATS killed. /readyz says so, whoever asked asks again, serve goes on by itself, and everything stands once.
func TestSoakInterrupted(t *testing.T) {
	if err := pgserver.Installed(); err != nil && testing.Short() {
		t.Skip(err)
	}
	soaked(t, []string{"soak", "soak-heap", "soak-memory", "soak-lag", "soak-postgresql", "soak-nats", "soak-once"}, "--for", "3s", "--interrupt")
}

func soaked(t *testing.T, want []string, flags ...string) {
	t.Setenv("SOVANG_TEST_AS_PROGRAM", "1") // the programs under measure are this one
	r := readReport(t, append([]string{"bench", "--only", "soak", "--in", t.TempDir()}, flags...)...)
	var names []string
	for _, row := range r.Rows {
		names = append(names, row["name"].(string))
	}
	if !slices.Equal(names, want) {
		t.Errorf("told are %v", names)
	}
	if once := r.row(t, "name", "soak-once"); once["reached"] != "reached" || once["value"].(float64) < 100 {
		t.Errorf("%v", once)
	}
}
