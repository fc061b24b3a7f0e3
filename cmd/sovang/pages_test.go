package main

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"testing"
)

// browser is one without script that keeps its cookies.
type browser struct {
	t       testing.TB
	address string
	host    string // that it believes to speak to, "": the address
	client  http.Client
}

func browse(t testing.TB, address string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, address: address, client: http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// ask sends a request with a form, "" for none, and headers in pairs.
func (b *browser) ask(method, path, form string, headers ...string) said {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.address+path, strings.NewReader(form))
	if err != nil {
		b.t.Fatal(err)
	}
	if b.host != "" {
		r.Host = b.host
	}
	if form != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body := io.Reader(resp.Body)
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if body, err = gzip.NewReader(body); err != nil {
			b.t.Fatal(err)
		}
	}
	text, err := io.ReadAll(body)
	if err != nil {
		b.t.Fatal(err)
	}
	return said{resp.StatusCode, resp.Header, string(text)}
}

// TestPages: what is true of every page: two languages, nothing from elsewhere, nothing inline, errors that say what is wrong.
func TestPages(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	b := browse(t, s.address)

	front := b.ask("GET", "/", "").wants(t, 200, `<html lang="vi">`, "Quỹ khuyến học xã Minh Họa", "29.350.346 đ", "Theo bút toán")
	policy := front.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("the policy is %q", policy)
	}
	if found := regexp.MustCompile(`<script>|<style|\sstyle=|\son[a-z]+=|(src|href)="(https?:)?//`).FindString(front.text); found != "" {
		t.Errorf("the page has %q in itself", found)
	}
	b.ask("GET", "/", "", "Accept-Encoding", "gzip").wants(t, 200, "Minh Họa")
	b.ask("GET", "/?look=minh+hoa", "").wants(t, 200, "Quỹ khuyến học xã Minh Họa", "Tìm thấy")
	b.ask("GET", "/?look=%22%3E%3Cscript%3E", "").wants(t, 200, "&lt;script&gt;", "Tìm thấy 0")

	for _, path := range regexp.MustCompile(`"(/static/[^"]+)"`).FindAllStringSubmatch(front.text, -1) {
		a := b.ask("GET", path[1], "").wants(t, 200)
		if !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is asked for again: %q", path[1], a.header.Get("Cache-Control"))
		}
	}
	b.ask("GET", "/static/style.css", "").wants(t, 404)
	b.ask("GET", "/nothing", "").wants(t, 404, "Không có trang này", "noindex")
	b.ask("POST", "/", "a=b").wants(t, 404)
	b.ask("POST", "/", "a=b", "Sec-Fetch-Site", "cross-site").wants(t, 403, "đến từ một trang khác")

	if a := b.ask("GET", "/?lang=en&look=x", "").wants(t, 303); a.header.Get("Location") != "/?look=x" {
		t.Errorf("another language leads to %q", a.header.Get("Location"))
	}
	b.ask("GET", "/", "").wants(t, 200, `<html lang="en">`, "Every đồng given", "As of entry")
	b.ask("GET", "/?lang=xx", "").wants(t, 200, `<html lang="en">`)
}
