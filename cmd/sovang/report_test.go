package main

import (
	"bytes"
	"strings"
	"testing"

	"sovang/api/sheet"
	"sovang/domain/unit"
	"sovang/projections"
)

// TestWords: what people read in a report, and what programs do.
func TestWords(t *testing.T) {
	if got := number(projections.Number{Series: "PT/2026", No: 1234}); got != "PT/2026/1234" {
		t.Errorf("a number on paper: %s", got)
	}
	if got := term(unit.Association); got != (sheet.Term{Key: "association", Title: "hội khuyến học"}) {
		t.Errorf("an association: %+v", got)
	}
	way := []projections.Step{{Kind: projections.StepTransfer, FundCode: "TINH", Compartment: "unrestricted"}, {Kind: projections.StepCover, FundCode: "XA", Compartment: "sach"}}
	if got := path(way); got != (sheet.Term{Key: "transfer TINH/unrestricted → cover XA/sach", Title: "chuyển TINH/unrestricted → bù XA/sach"}) {
		t.Errorf("a way: %+v", got)
	}
	if numbered(0) != nil || numbered(7) != uint64(7) {
		t.Error("no entry is not entry 0")
	}
}

// TestCut: a report that ends at its limit says so, and one that does not keeps silent.
func TestCut(t *testing.T) {
	var b bytes.Buffer
	p := Process{Err: &b}
	cut(p, 99, 100, "--limit shows more")
	if b.Len() > 0 {
		t.Errorf("all is shown, and yet %q", b.String())
	}
	cut(p, 1000, 1000, "--limit shows more")
	if b.String() != "1.000 rows are shown and there may be more: --limit shows more\n" {
		t.Errorf("%q", b.String())
	}
}

// TestExportAsOf: an export as of an entry ends there, and of an entry that is not there yet is refused, as a report is.
func TestExportAsOf(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	if out := must(t, "--data", dir, "export", "jsonl", "--as-of", "3"); strings.Count(out, "\n") != 3 {
		t.Errorf("three entries are\n%s", out)
	}
	for _, args := range [][]string{{"export", "jsonl"}, {"report", "balances"}} {
		r := sovang(t, append(args, "--data", dir, "--as-of", "99999")...)
		if r.code != exitRefused || r.out != "" || !strings.Contains(r.err, "there is no entry 99999; the last one is") {
			t.Errorf("%v: ends with %d: %s%s", args, r.code, r.out, r.err)
		}
	}
}
