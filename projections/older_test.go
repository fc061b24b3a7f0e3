package projections_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections"
	"sovang/projections/readdb"
)

// TestForgottenNameLeavesOlderGenerations: when the forgetting can be seen, the name is in no file any more: not in a generation that was
// rebuilt from, nor in one that a crash left half built, nor in a write-ahead log.
func TestForgottenNameLeavesOlderGenerations(t *testing.T) {
	b := small(t)
	dir := t.TempDir()
	b.must(ledger.DescribePerson{Person: id("person", 1), Card: person.Card{Name: "Huỳnh Thị Độc Nhất"}})
	p := b.project(t, readdb.SQLite(dir, projections.Version), projections.Options{})
	b.caughtUp(t, p)
	if err := p.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	half, err := os.ReadFile(filepath.Join(dir, readFile("_g1.db")))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, readFile("_g7.db")), half, 0o600); err != nil {
		t.Fatal(err)
	}
	if holding(t, dir) == "" {
		t.Fatal("the name was nowhere to begin with")
	}
	b.must(ledger.ForgetPerson{Person: id("person", 1)})
	b.caughtUp(t, p)
	if file := holding(t, dir); file != "" {
		t.Errorf("%s still holds the name", file)
	}
}

// holding is the first file that the name stands in.
func holding(t *testing.T, dir string) string {
	t.Helper()
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
				return filepath.Base(file)
			}
		}
	}
	return ""
}

// TestDamagedReadSide: whatever becomes of its files, the read side is made again from the log and shows the same.
func TestDamagedReadSide(t *testing.T) {
	b := history(t, 6, 150)
	f := factsOf(t, b.log)
	want := reports(t, b.built(t), f, projections.AsOf{})
	file := func(dir string) string { return filepath.Join(dir, readFile("_g1.db")) }
	for name, spoil := range map[string]func(dir string) error{
		"gone":    func(dir string) error { return os.Remove(file(dir)) },
		"empty":   func(dir string) error { return os.Truncate(file(dir), 0) },
		"half":    func(dir string) error { return os.Truncate(file(dir), 40960) },
		"no SQL":  func(dir string) error { return os.WriteFile(file(dir), make([]byte, 100_000), 0o600) },
		"a bit":   func(dir string) error { return flip(file(dir), 150_000) },
		"no name": func(dir string) error { return os.WriteFile(filepath.Join(dir, readFile(".active")), nil, 0o600) },
		"bad name": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, readFile(".active")), []byte("../x"), 0o600)
		},
	} {
		dir := t.TempDir()
		first, err := projections.Open(t.Context(), readdb.SQLite(dir, projections.Version), b.log, projections.Options{Vault: b.vault})
		if err != nil {
			t.Fatal(err)
		}
		run(t, first, f.last)
		if err := spoil(dir); err != nil {
			t.Fatal(err)
		}
		p := b.project(t, readdb.SQLite(dir, projections.Version), projections.Options{Log: quiet()})
		b.caughtUp(t, p)
		same(t, name, want, reports(t, p.Reader(), f, projections.AsOf{}))
	}
}

// flip turns one bit of a file.
func flip(path string, at int64) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	var b [1]byte
	if _, err = f.ReadAt(b[:], at); err == nil {
		b[0] ^= 0x10
		_, err = f.WriteAt(b[:], at)
	}
	return errors.Join(err, f.Close())
}

// readFile is the name of a file of this version's read model.
func readFile(end string) string { return fmt.Sprintf("read_v%d%s", projections.Version, end) }
