package main

import (
	"strings"
	"testing"

	"sovang/api/scenarios"
)

// TestVisitCodes: codes are made, listed and revoked on the command line, alone and beside a serve, and over the API by whoever takes donations there.
func TestVisitCodes(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009", "minh-hoa")))
	gift := scenarios.ID("minh-hoa/gift/2").String()
	alone := strings.TrimSpace(must(t, "--data", dir, "visit", "code", gift))
	s := serveInside(t, "--data", dir, "serve")
	beside := strings.TrimSpace(must(t, "--data", dir, "visit", "code", gift, "--site", "https://quy.example/"))
	if len(alone) != 30 || !strings.HasPrefix(beside, "https://quy.example/g/") || strings.HasSuffix(beside, alone) {
		t.Errorf("the codes are %q and %q", alone, beside)
	}
	if history := must(t, "--data", dir, "visit", "history", "NHT-2", "--site", "http://localhost:8080"); !strings.HasPrefix(history, "http://localhost:8080/h/") {
		t.Errorf("the code for a history is %q", history)
	}
	for _, x := range []struct {
		says string
		args []string
	}{
		{"there is no donation", []string{"code", scenarios.ID("nothing").String()}}, {"is no id", []string{"code", "PT-1"}},
		{"row", []string{"code", gift, "--row", "H-1"}}, {"lives for up to 31 days", []string{"history", "NHT-2", "--days", "32"}}, {"there is no code", []string{"revoke", gift}},
	} {
		if r := sovang(t, append([]string{"--data", dir, "visit"}, x.args...)...); r.code != exitRefused || !strings.Contains(r.err, x.says) {
			t.Errorf("%v ends with %d: %s", x.args, r.code, r.err)
		}
	}
	if r := sovang(t, "--data", dir, "visit", "code", gift, "--site", "quy.example"); r.code != exitUsage || r.out != "" {
		t.Errorf("a code was made for no address: %d %s", r.code, r.out)
	}

	path := "/api/v1/donations/" + gift + "/codes"
	c := client{t, s.address, token(t, dir, "thủ quỹ", "--role", "treasurer", "--unit", "HKH-MH")}
	made := c.ask("POST", path, "").wants(t, 201, `"secret":`).json(t)
	if list := c.ask("GET", path, "").wants(t, 200); strings.Count(list.text, `"id"`) != 3 || strings.Contains(list.text, "secret") || strings.Contains(list.text, "hash") {
		t.Errorf("the codes are %s", list.text)
	}
	id, _ := made["id"].(string)
	for range 2 {
		c.ask("POST", path+"/"+id+"/revocation", "").wants(t, 200, `"revoked_by":"thủ quỹ"`)
	}
	c.ask("POST", path, `{"row":"H-1"}`).wants(t, 404, `"pointer":"/row"`)
	c.ask("POST", path, `{"x":1}`).wants(t, 400)
	c.ask("POST", path+"/"+scenarios.ID("nothing").String()+"/revocation", "").wants(t, 404)
	whole := client{t, s.address, token(t, dir, "thủ quỹ", "--role", "treasurer")}
	taken := whole.ask("POST", "/api/v1/funds/QD/donations", `{"amount":"500000","place":"tien-mat"}`).wants(t, 201).json(t)
	other := "/api/v1/donations/" + taken["id"].(string) + "/codes"
	whole.ask("POST", other, "").wants(t, 201) // at once, whatever the read side has seen by then
	c.ask("POST", other, "").wants(t, 403, `"code":"denied"`)
	client{t, s.address, token(t, dir, "kiểm tra", "--role", "auditor")}.ask("POST", path, "").wants(t, 403, `"code":"denied"`)
	if list := must(t, "--data", dir, "visit", "list", gift); strings.Count(list, "còn hiệu lực") != 2 || !strings.Contains(list, "đã thu hồi") || strings.Contains(list, alone) {
		t.Errorf("the list is %s", list)
	}
	s.stop()
}
