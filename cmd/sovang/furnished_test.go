package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"sovang/api/scenarios"
	"sovang/domain/ledger"
)

// demonstration is a year of the demonstration, with the cases that it goes on from.
func demonstration(t testing.TB) []ledger.Request {
	t.Helper()
	return append(cases(t, "tan-quang-2022", "phong-my-2015", "chau-duc-2011", "thai-binh-2004", "son-la-clan", "quang-ninh-2024", "quang-ninh-2024-slots", "hai-duong-2024",
		"phu-tho-2024", "minh-hoa", "levels-2025"), scenarios.Demo().Requests...)
}

// example is the ledger that is furnished once for all tests that need one; TestMain removes it.
var example struct {
	once sync.Once
	dir  string
}

// furnished is a ledger of a test's own as the demonstration has it.
func furnished(t testing.TB) (dir string) {
	t.Helper()
	example.once.Do(func() {
		made, err := os.MkdirTemp("", "sovang-example-")
		if err != nil {
			t.Fatal(err)
		}
		must(t, "--data", made, "apply", lines(t, demonstration(t)))
		example.dir = made
	})
	if example.dir == "" {
		t.Fatal("the example could not be furnished")
	}
	dir = t.TempDir()
	if err := copyAll(dir, example.dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// copyAll copies a directory of files with the rights that they have: a key that others may read is refused.
func copyAll(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == from {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.Mkdir(filepath.Join(to, name), info.Mode().Perm())
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), text, info.Mode().Perm())
	})
}
