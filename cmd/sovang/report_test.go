package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"sovang/api/sheet"
	"sovang/domain/sponsorship"
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

// TestPeopleAsOf: who was not known then is not found then, and the sheet says of which entry it speaks.
func TestPeopleAsOf(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	find := func(more ...string) string {
		return must(t, append([]string{"--data", dir, "report", "donor", "Mầm non số 1"}, more...)...)
	}
	if now := find(); !strings.Contains(now, "QD01") {
		t.Errorf("a name finds nobody:\n%s", now)
	}
	if then := find("--as-of", "3"); !strings.HasPrefix(then, "Người có tên như vậy (bút toán 3)\nKhông có dòng nào.") {
		t.Errorf("before anybody was registered:\n%s", then)
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

// TestSmallGroupsAreKeptBack: no published number may tell of fewer than five children, not by subtraction either.
func TestSmallGroupsAreKeptBack(t *testing.T) {
	for title, tt := range map[string]struct {
		groups []int64
		shown  []bool
	}{
		"all large":                    {[]int64{989, 264, 578}, []bool{true, true, true}},
		"nobody is no secret":          {[]int64{989, 0, 578}, []bool{true, true, true}},
		"one small takes the next":     {[]int64{989, 4, 578}, []bool{true, false, false}},
		"two small hide one another":   {[]int64{989, 4, 1}, []bool{true, false, false}},
		"one small and nothing else":   {[]int64{0, 3, 0}, []bool{true, false, true}},
		"five is the fewest published": {[]int64{5, 5, 5}, []bool{true, true, true}},
	} {
		if got := toldApart(tt.groups); !slices.Equal(got, tt.shown) {
			t.Errorf("%s: %v", title, got)
		}
	}
	g := projections.Godfathers{Circumstances: []projections.CircumstanceCount{{Circumstance: "poor", Children: 100, Sponsored: 97}, {Circumstance: "disabled", Children: 3, Sponsored: 3},
		{Circumstance: "orphaned", Children: 20, Sponsored: 10}}}
	for i, want := range [][2]any{{int64(100), nil}, {few, nil}, {int64(20), int64(10)}} {
		if row := circumstanceSheet(g, true).Rows[i]; row[1] != want[0] || row[2] != want[1] {
			t.Errorf("published: %v", row)
		}
		if row := circumstanceSheet(g, false).Rows[i]; row[1] != g.Circumstances[i].Children || row[2] != g.Circumstances[i].Sponsored {
			t.Errorf("inside: %v", row)
		}
	}
	paths := func(association, direct, school int64) projections.GodfatherCount {
		slots := association + direct + school
		return projections.GodfatherCount{Kind: sponsorship.Poor, Currency: "VND", Slots: slots, Children: slots, States: map[projections.SlotState]int64{projections.SlotActive: slots},
			Paths: map[sponsorship.Path]int64{sponsorship.ViaAssociation: association, sponsorship.Direct: direct, sponsorship.ViaSchool: school}}
	}
	two := godfatherSheet(projections.Godfathers{Counts: []projections.GodfatherCount{paths(100, 50, 3), paths(80, 40, 30)}}, true)
	if row := two.Rows[0]; row[4] != int64(100) || row[5] != nil || row[6] != nil || two.Total[5] != nil || two.Total[6] != nil || two.Total[4] != int64(180) {
		t.Errorf("published: %v, in all %v", row, two.Total)
	}
	if row := two.Rows[1]; row[5] != int64(40) || row[6] != int64(30) {
		t.Errorf("published: %v", row)
	}
	few3 := godfatherSheet(projections.Godfathers{Counts: []projections.GodfatherCount{paths(100, 0, 0), paths(3, 0, 0), paths(50, 0, 0)}}, true)
	if few3.Rows[1][1] != few || few3.Rows[2][1] != few || few3.Rows[0][1] != int64(100) {
		t.Errorf("published: %v", few3.Rows)
	}
}
