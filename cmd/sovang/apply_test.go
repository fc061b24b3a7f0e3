package main

import (
	"fmt"
	"strings"
	"testing"

	"sovang/api/scenarios"
)

// TestApply: a broken or refused line stops with its number; what stood before it stands, what came after was not tried, and the whole file can be applied
// again.
func TestApply(t *testing.T) {
	dir := t.TempDir()
	requests := cases(t, "quang-dien-2009")
	setUp, all := lines(t, requests), itoa(len(requests))
	if out := must(t, "--data", dir, "apply", setUp); out != all+" applied, 0 were there before\n" {
		t.Errorf("says %q", out)
	}
	if out := must(t, "--data", dir, "apply", setUp); out != "0 applied, "+all+" were there before\n" {
		t.Errorf("again says %q", out)
	}
	fund := scenarios.ID("fund/QD").String()
	for name, c := range map[string]struct{ line, says string }{
		"no JSON":         {`{"id":`, "line 2: the line is broken"},
		"unknown command": {strings.Replace(gift("x", "QD", "1"), "fund.receive", "fund.recieve", 1), `line 2: there is no command "fund.recieve" (command) [invalid]`},
		"unknown field":   {strings.Replace(gift("x", "QD", "1"), `"place"`, `"plcae"`, 1), "line 2: the command has no such field (plcae) [invalid]"},
		"no actor":        {strings.Replace(gift("x", "QD", "1"), `"actor":"test",`, "", 1), "line 2: who asks for this is missing (actor) [invalid]"},
		"field twice":     {strings.Replace(gift("x", "QD", "1"), `"actor":"test",`, `"actor":"test","actor":"x",`, 1), `line 2: the field "actor" stands twice`},
		"negative":        {gift("x", "QD", "-5"), "(amount) [invalid]"},
		"zero":            {gift("x", "QD", "0"), "(amount) [invalid]"},
		"half a đồng":     {gift("x", "QD", "0.5"), "fractions"},
		"other currency":  {gift("x", "QD", "5 USD"), `no compartment "unrestricted-usd"`},
		"no currency":     {gift("x", "QD", "5 XYZ"), `"XYZ" is not known here`},
		"too long":        {`{"id":"` + strings.Repeat("x", 1<<20), "line 2: the line is longer"},
		"lines do not add up": {`{"id":"0192f0c4-0000-7000-8000-000000000001","actor":"test","command":"fund.receive","data":{"fund":"` + fund +
			`","amount":"100","place":"tien-mat","lines":[{"compartment":"unrestricted","amount":"99"}]}}`, "the lines add up to 99 đ, the donation is 100 đ (lines) [invalid]"},
		"more than is free": {`{"id":"0192f0c4-0000-7000-8000-000000000002","actor":"test","command":"fund.pay","data":{"fund":"` + fund +
			`","kind":"running","amount":"99999999999","place":"tien-mat"}}`, "[violation]"},
		"same id, other content": {"", "was used before for another command"},
	} {
		before, after := gift("before "+name, "QD", "1000"), gift("after "+name, "QD", "1000")
		if c.says == "was used before for another command" {
			before = gift("same", "QD", "1000")
			c.line = gift("same", "QD", "2000")
		}
		file := writeFile(t, "broken.jsonl", before+strings.TrimSuffix(c.line, "\n")+"\n"+after)
		r := sovang(t, "--data", dir, "apply", file)
		if r.code != exitRefused || !strings.Contains(r.err, c.says) || !strings.Contains(r.err, "line 2") || r.out != "1 applied, 0 were there before\n" {
			t.Errorf("%s: ends with %d, %q, %q", name, r.code, r.out, r.err)
		}
		if r := sovang(t, "--data", dir, "apply", file); r.code != exitRefused || r.out != "0 applied, 1 were there before\n" {
			t.Errorf("%s: again ends with %d, %q, %q", name, r.code, r.out, r.err)
		}
	}
}

// TestApplyStandardInput reads a dash, comments and a byte order mark.
func TestApplyStandardInput(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009")))
	in := "\ufeff# gifts\n\n" + gift("a", "QD", "1000") + strings.TrimSuffix(gift("b", "QD", "1000"), "\n")
	if r := sovangWith(t, t.Context(), in, "--data", dir, "apply", "-"); r.code != exitDone || r.out != "2 applied, 0 were there before\n" {
		t.Errorf("ends with %d, %q, %q", r.code, r.out, r.err)
	}
	if r := sovang(t, "--data", dir, "apply", "/nowhere/x.jsonl"); r.code != exitRefused || !strings.Contains(r.err, "(file) [not_found]") {
		t.Errorf("a missing file: %d, %q", r.code, r.err)
	}
	var many strings.Builder
	for i := range 2500 {
		many.WriteString(gift(fmt.Sprint("many", i), "QD", "1000"))
	}
	if out := must(t, "--data", dir, "apply", writeFile(t, "many.jsonl", many.String())); out != "2500 applied, 0 were there before\n" {
		t.Errorf("says %q", out)
	}
	if got := number64(t, readReport(t, "--data", dir, "report", "balances").row(t, "fund", "QD"), "free"); got != 99_820_000+2_502_000 {
		t.Errorf("the fund holds %d", got)
	}
}
