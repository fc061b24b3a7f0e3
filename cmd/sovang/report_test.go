package main

import (
	"bytes"
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
