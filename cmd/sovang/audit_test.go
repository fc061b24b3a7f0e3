package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"testing"

	"sovang/domain"
	"sovang/eventstore/merkle"
	"sovang/projections"
)

// TestRoot: the root that audit shows is that of the lines of export jsonl, as of any entry, alone and beside serve, before and after a rebuild.
func TestRoot(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009", "quang-ninh-2024", "hai-duong-2024", "minh-hoa")))
	log := bytes.Split(bytes.TrimSuffix([]byte(must(t, "--data", dir, "export", "jsonl")), []byte("\n")), []byte("\n"))
	var e merkle.Edge
	roots := []merkle.Hash{e.Root()}
	for _, line := range log {
		e.Add(merkle.Leaf(line), func(int, uint64, merkle.Hash) {})
		roots = append(roots, e.Root())
	}
	ask := func(title string) {
		t.Helper()
		for _, n := range []int{1, len(log) / 2, len(log) - 1, len(log)} {
			root := roots[n]
			row := readReport(t, "--data", dir, "audit", "root", "--as-of", strconv.Itoa(n)).Rows[0]
			if row["root"] != hex.EncodeToString(root[:]) || row["base64"] != base64.StdEncoding.EncodeToString(root[:]) || row["recorded"] == "" {
				t.Errorf("%s, as of entry %d: %v, want %x", title, n, row, root)
			}
		}
	}
	ask("alone")
	s := serveInside(t, "--data", dir, "serve")
	ask("beside serve")
	if out := must(t, "--data", dir, "audit", "root", "--recompute"); !strings.Contains(out, "Đã đọc lại toàn bộ sổ đến đó: đúng.") || !strings.Contains(out, hex.EncodeToString(roots[len(log)][:])) {
		t.Errorf("recomputed:\n%s", out)
	}
	if r := sovang(t, "--data", dir, "audit", "root", "--as-of", strconv.Itoa(len(log)+1)); r.code != exitRefused || !strings.Contains(r.err, "there is no entry") {
		t.Errorf("as of an entry to come: %d, %s", r.code, r.err)
	}
	must(t, "--data", dir, "rebuild")
	ask("after a rebuild beside serve")
	s.stop()
	ask("after serve")
}

// linesOnly is a door to a log that somebody else has.
type linesOnly struct {
	door
	lines []string
}

func (d linesOnly) Entries(_ context.Context, each func([]byte) error) error {
	for _, l := range d.lines {
		if err := each([]byte(l)); err != nil {
			return err
		}
	}
	return nil
}

// TestRecompute: what the log makes of itself is held against what was kept; another byte, and a log that ends before, are seen.
func TestRecompute(t *testing.T) {
	var e merkle.Edge
	for _, l := range []string{"a", "b"} {
		e.Add(merkle.Leaf([]byte(l)), func(int, uint64, merkle.Hash) {})
	}
	root := projections.Root{Entry: 2, Hash: e.Root()}
	for title, tt := range map[string]struct {
		lines []string
		code  domain.Code
	}{
		"the same":              {[]string{"a", "b"}, ""},
		"the same, and gone on": {[]string{"a", "b", "c"}, ""},
		"another byte":          {[]string{"a", "B", "c"}, domain.Internal},
		"cut":                   {[]string{"a"}, domain.Internal},
	} {
		if err := recompute(t.Context(), linesOnly{lines: tt.lines}, root); domain.CodeOf(err) != tt.code {
			t.Errorf("%s: %v", title, err)
		}
	}
	if err := recompute(t.Context(), linesOnly{}, projections.Root{Hash: new(merkle.Edge).Root()}); err != nil {
		t.Errorf("of nothing: %v", err)
	}
}

// TestDisclosureCarriesTheRoot of the entry that it speaks of, alone and beside serve.
func TestDisclosureCarriesTheRoot(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	ask := func() {
		t.Helper()
		for _, at := range [][]string{nil, {"--as-of", "20"}} {
			root := readReport(t, append([]string{"--data", dir, "audit", "root"}, at...)...).Rows[0]["root"].(string)
			for _, format := range []string{"table", "json", "csv"} {
				out := must(t, append([]string{"--data", dir, "report", "disclosure", "--fund", "MH", "--year", "2026", "--format", format}, at...)...)
				if !strings.Contains(out, root) {
					t.Errorf("%v as %s does not say %s:\n%s", at, format, root, out)
				}
			}
		}
	}
	ask()
	s := serveInside(t, "--data", dir, "serve")
	defer s.stop()
	ask()
}
