package main

import (
	"strings"
	"testing"
)

// TestInspection: what an inspection asks has the same answer from the ledger alone, beside a running serve, and, where it is a file, over HTTP.
func TestInspection(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009", "minh-hoa")))
	asks := [][]string{
		{"report", "findings", "--format", "csv"}, {"report", "findings", "--kind", "reversal", "--limit", "2"}, {"report", "findings", "--fund", "MH", "--since", "01/01/2020"},
		{"report", "journal", "--fund", "MH", "--format", "csv"}, {"report", "journal", "--fund", "MH", "--account", "assets:MH:place:tien-mat", "--limit", "1000"},
		{"report", "journal", "--fund", "QD", "--since", "01/01/2009", "--until", "31/12/2009"}, {"report", "differences", "--fund", "MH", "--from", "40"},
		{"report", "entries", "--fact", "fund.donation-received", "--fund", "QD", "--limit", "3", "--format", "csv"}, {"report", "entries", "--newest", "--to", "9"},
		{"export", "beancount", "--fund", "MH"}, {"export", "hledger", "--fund", "QD", "--at", "31/12/2009"}, {"export", "csv"}, {"export", "jsonl", "--as-of", "20"},
	}
	alone := make([]result, len(asks))
	for i, args := range asks {
		if alone[i] = sovang(t, append([]string{"--data", dir}, args...)...); alone[i].code != exitDone || strings.Count(alone[i].out, "\n") < 3 {
			t.Errorf("%v ends with %d: %s%s", args, alone[i].code, alone[i].out, alone[i].err)
		}
	}
	for _, args := range [][]string{{"report", "findings", "--kind", "perhaps"}, {"report", "findings", "--fund", "MH", "--unit", "HKH-MH"}, {"report", "differences"},
		{"report", "differences", "--fund", "MH", "--from", "9", "--as-of", "8"}, {"report", "entries", "--fact", "perhaps"}, {"report", "entries", "--about", "perhaps"}, {"export", "jsonl", "--fund", "MH"}} {
		if r := sovang(t, append([]string{"--data", dir}, args...)...); r.code != exitRefused || r.out != "" {
			t.Errorf("%v ends with %d: %s%s", args, r.code, r.out, r.err)
		}
	}
	s := serveInside(t, "--data", dir, "serve", "--rate", "0")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	for i, args := range asks {
		if beside := sovang(t, append([]string{"--data", dir}, args...)...); beside.code != exitDone || beside.out != alone[i].out || beside.err != alone[i].err {
			t.Errorf("%v beside serve ends with %d and is not what it is alone: %.500s%s", args, beside.code, beside.out, beside.err)
		}
	}
	c := client{t, s.address, token(t, dir, "kiểm toán", "--role", "auditor")}
	for path, as := range map[string]int{"/exports/beancount?fund=mh": 9, "/exports/hledger?fund=QD&at=2009-12-31": 10, "/exports/csv": 11, "/exports/jsonl?as_of=20": 12} {
		if a := c.ask("GET", "/api/v1"+path, "").wants(t, 200); a.text != alone[as].out {
			t.Errorf("%s is not what %v writes: %.300s", path, asks[as], a.text)
		}
	}
	inspectedOverHTTP(t, c)
	chair := client{t, s.address, token(t, dir, "chủ tịch", "--role", "auditor", "--unit", "HKH-MH")}
	chair.ask("GET", "/api/v1/exports/csv", "").wants(t, 403, "name a fund or a unit of it")
	chair.ask("GET", "/api/v1/exports/csv?fund=QD", "").wants(t, 403, "another's")
	chair.ask("GET", "/api/v1/findings", "").wants(t, 403)
	chair.ask("GET", "/api/v1/findings?fund=MH", "").wants(t, 200)
	chair.ask("GET", "/api/v1/entries/newest?fund=QD", "").wants(t, 403)
	if r := s.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
}

// inspectedOverHTTP asks the same of the API, wrongly and rightly.
func inspectedOverHTTP(t *testing.T, c client) {
	t.Helper()
	c.ask("GET", "/api/v1/findings?kind=reversal", "").wants(t, 200, `"kind":"reversal"`, `"fact":"fund.donation-reversed"`)
	c.ask("GET", "/api/v1/findings?kind=perhaps", "").wants(t, 400, `"parameter":"kind"`)
	c.ask("GET", "/api/v1/entries/newest?facts=perhaps", "").wants(t, 400, "no fact that the log knows")
	c.ask("GET", "/api/v1/entries/newest?facts=fund.opened&actor=nobody", "").wants(t, 200, `"items":[]`)
	c.ask("GET", "/api/v1/entries/newest?facts=fund.opened,fund.donation-received&fund=QD&limit=2", "").wants(t, 200, `"next":`)
	c.ask("GET", "/api/v1/differences", "").wants(t, 400, `"parameter":"fund"`)
	c.ask("GET", "/api/v1/differences?fund=MH&from=9&as_of=8", "").wants(t, 400, `"parameter":"from"`)
	c.ask("GET", "/api/v1/differences?fund=MH", "").wants(t, 200, `"was":0`)
	c.ask("GET", "/api/v1/funds/MH/journal?account=assets:MH:place:tien-mat&limit=1", "").wants(t, 200, `"balance":`, `"next":`)
	c.ask("GET", "/api/v1/exports/hledger?fund=nobody", "").wants(t, 404, `"parameter":"fund"`)
	c.ask("GET", "/api/v1/exports/paper", "").wants(t, 404)
	a := c.ask("HEAD", "/api/v1/exports/csv", "").wants(t, 200)
	if a.header.Get("Content-Type") != "text/csv; charset=utf-8" || a.text != "" {
		t.Errorf("the head of an export is %v", a.header)
	}
	c.ask("GET", "/api/v1/exports/csv", "", "If-None-Match", a.header.Get("ETag")).wants(t, 304)
}
