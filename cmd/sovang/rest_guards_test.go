package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestGuards: what is too large, too often or from elsewhere is refused, and the counters tell what happens.
func TestGuards(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve", "--rate", "40")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	c := client{t, s.address, token(t, dir, "thủ quỹ", "--role", "treasurer")}
	other := client{t, s.address, token(t, dir, "kiểm toán", "--role", "auditor")}
	const gifts = "/api/v1/funds/MH/donations"
	gift := `{"amount":"500000","place":"tien-mat"}`
	other.ask("GET", "/api/v1/law", "").wants(t, 200)

	before := s.counters(t)
	made := c.ask("POST", gifts, gift).wants(t, 201)
	c.ask("GET", "/api/v1/funds", "", "Sovang-Wait", made.header.Get("Sovang-Entry")).wants(t, 200)
	after := s.counters(t)
	for name, more := range map[string]float64{"sovang_entries_total": 1, "sovang_messages_total": 1, "sovang_append_seconds_count": 1, "sovang_last_entry": 1, "sovang_read_entry": 1,
		"sovang_conflicts_total": 0, "sovang_lag_entries": 0} {
		if now, there := after[name]; !there || now-before[name] != more {
			t.Errorf("%s goes from %v to %v, want %v more (%v)", name, before[name], now, more, there)
		}
	}
	if after["sovang_group_entries"] < 1 || after["sovang_append_seconds_sum"] <= before["sovang_append_seconds_sum"] {
		t.Errorf("a group has %v entries, appends took %v seconds", after["sovang_group_entries"], after["sovang_append_seconds_sum"])
	}

	c.ask("POST", gifts, `{"place":"`+strings.Repeat("x", 1<<20)+`"}`).wants(t, 413, `"code":"too_large"`)
	for _, method := range []string{"GET", "OPTIONS", "POST"} {
		a := c.ask(method, gifts, "", "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization")
		for name := range a.header {
			if strings.HasPrefix(name, "Access-Control-") || method == "OPTIONS" && a.status < 400 {
				t.Errorf("%s from another origin is answered %d with %s", method, a.status, name)
			}
		}
	}

	for range 20 { // more than an address may try
		client{t, s.address, "sovang_x"}.ask("GET", "/api/v1/law", "")
	}
	client{t, s.address, "sovang_x"}.ask("GET", "/api/v1/law", "").wants(t, 429, `"code":"too_many_requests"`, "address")
	other.ask("GET", "/api/v1/law", "").wants(t, 200) // who has been met does not pay for a stranger at the same address

	var often said
	for range 400 {
		if often = c.ask("GET", "/api/v1/law", ""); often.status != 200 {
			break
		}
	}
	often.wants(t, 429, `"code":"too_many_requests"`, "token")
	if often.header.Get("Retry-After") == "" || often.header.Get("Sovang-Entry") == "" {
		t.Errorf("who asks too often is told %v", often.header)
	}
	other.ask("GET", "/api/v1/law", "").wants(t, 200)
	if r := s.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
}

// counters are what /metrics says of numbers without labels.
func (s serving) counters(t *testing.T) map[string]float64 {
	t.Helper()
	_, text := s.get(t, "/metrics")
	all := map[string]float64{}
	for _, m := range regexp.MustCompile(`(?m)^(sovang_[a-z_]+) (\S+)$`).FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		all[m[1]] = n
	}
	return all
}

// TestStoppedInABulk: serve ends while a bulk waits for its next line; what was answered is stored, and the caller is told to ask the rest again.
func TestStoppedInABulk(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	secret := token(t, dir, "thủ quỹ", "--role", "treasurer")
	out, in := io.Pipe()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", s.address+"/api/v1/commands", out)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-ndjson")
	r.Header.Set("Authorization", "Bearer "+secret)
	go func() {
		_, _ = io.WriteString(in, strings.Replace(gift("stopped", "MH", "5000"), `"actor":"test",`, "", 1))
	}()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := make([]byte, 4096)
	n, err := resp.Body.Read(answer)
	if err != nil || !strings.Contains(string(answer[:n]), `"entry":`) {
		t.Fatalf("the first line is answered by %q, %v", answer[:n], err)
	}
	began := time.Now()
	ended := make(chan result, 1)
	go func() { ended <- s.stop() }()
	rest, err := io.ReadAll(resp.Body)
	if err != nil || !strings.Contains(string(rest), `"code":"unavailable"`) {
		t.Errorf("in the end it is told %q, %v", rest, err)
	}
	in.CloseWithError(io.ErrClosedPipe)
	if r := <-ended; r.code != exitDone || time.Since(began) > 8*time.Second {
		t.Errorf("serve ends with %d after %v: %s", r.code, time.Since(began), r.err)
	}
	if again := must(t, "--data", dir, "apply", write5000(t)); !strings.Contains(again, "0 applied, 1 were there before") {
		t.Errorf("what was answered is not stored: %s", again)
	}
}

func write5000(t *testing.T) string {
	t.Helper()
	path := fmt.Sprintf("%s/again.jsonl", t.TempDir())
	write(t, path, strings.Replace(gift("stopped", "MH", "5000"), `"actor":"test"`, `"actor":"thủ quỹ"`, 1))
	return path
}
