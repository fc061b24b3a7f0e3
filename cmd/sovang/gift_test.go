package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"sovang/api/scenarios"
)

// page asks for a page as a browser does; with #en in English.
func (s serving) page(t testing.TB, path string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, "#en") {
		r.AddCookie(&http.Cookie{Name: "lang", Value: "en"})
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(text)
}

// shows fails where a page does not say all of that.
func (s serving) shows(t testing.TB, path string, parts ...string) string {
	t.Helper()
	resp, text := s.page(t, path)
	if resp.StatusCode != 200 {
		t.Fatalf("%s is answered with %d: %s", path, resp.StatusCode, text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%s does not say %q:\n%s", path, part, text)
		}
	}
	return text
}

// TestGiftPage: a code opens one gift, with its way to the đồng, and no name of anybody who has not agreed to be named; what opens nothing is told alike.
func TestGiftPage(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	s.shows(t, "/readyz", "ready")
	code := func(gift string) string {
		return strings.TrimSpace(must(t, "--data", dir, "visit", "code", scenarios.ID("minh-hoa/gift/"+gift).String()))
	}
	private := []string{"Trần Thị Hiền", "Nguyễn Minh Châu", "Phạm Gia Bảo", "Lò Thị Mây", "Lê Văn Đạt"}
	first := code("1")
	for gift, says := range map[string][]string{
		"1": {"20.000.000 đ", "theo quy ước vào trước – chi trước", "đã hủy", `role="img"`, "Học bổng", "Khoản của bạn", "<caption>"},
		"2": {"15.000.000 đ", "Phiếu thu", "thay bằng", "chi quản lý"},
		"5": {"Khoản này đã hủy"},
		"6": {"600.000 đ", "đã trả lại"},
	} {
		c := first
		if gift != "1" {
			c = code(gift)
		}
		text := s.shows(t, "/g/"+c, says...)
		for _, name := range private {
			if strings.Contains(text, name) {
				t.Errorf("gift %s names %s", gift, name)
			}
		}
	}
	s.shows(t, "/g/"+first+"#en", "A gift of", "first in, first out", "The way of the money")
	s.shows(t, "/g/"+strings.ToLower(first)+"?as_of=60", "20.000.000 đ")
	resp, _ := s.page(t, "/g/"+first)
	if h := resp.Header; h.Get("X-Robots-Tag") != "noindex" || h.Get("Referrer-Policy") != "no-referrer" || strings.Contains(h.Get("Content-Security-Policy"), "unsafe") {
		t.Errorf("the headers are %v", h)
	}

	list := must(t, "--data", dir, "visit", "list", scenarios.ID("minh-hoa/gift/1").String(), "--format", "csv")
	id := list[strings.LastIndex(strings.TrimSpace(list), ",")+1:]
	must(t, "--data", dir, "visit", "revoke", strings.TrimSpace(id))
	_, revoked := s.page(t, "/g/"+first)
	for _, other := range []string{"XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX", "x", "PT-1"} {
		resp, text := s.page(t, "/g/"+other)
		if resp.StatusCode != 404 || strings.ReplaceAll(text, "/g/"+other, "/g/"+first) != revoked {
			t.Errorf("%q is answered with %d, and otherwise than a code that was revoked:\n%s\n%s", other, resp.StatusCode, text, revoked)
		}
	}
	last := 0
	for range 30 {
		resp, _ := s.page(t, "/g/ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZZ")
		last = resp.StatusCode
	}
	if last != 429 {
		t.Errorf("thirty codes that open nothing end with %d", last)
	}
	s.stop()
}

// TestHistoryPage: everything that a donor gave opens to who has a code for it, once and in one browser, and leads to that donor's gifts alone.
func TestHistoryPage(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	s.shows(t, "/readyz", "ready")
	secret := strings.TrimSpace(must(t, "--data", dir, "visit", "history", "NHT-2"))
	own, others := "/h/gift/"+scenarios.ID("minh-hoa/gift/2").String(), "/h/gift/"+scenarios.ID("minh-hoa/gift/1").String()
	b, stranger := browse(t, s.address), browse(t, s.address)
	b.ask("GET", "/h/"+secret, "").wants(t, 200, secret, "noindex") // looked at, not used
	b.ask("GET", own, "").wants(t, 404)
	b.ask("POST", "/h", "code="+secret).wants(t, 303)
	if text := b.ask("GET", "/h", "").wants(t, 200, "15.000.000 đ", own).text; strings.Contains(text, others) || strings.Contains(text, "20.000.000") {
		t.Errorf("another donor's gift is in the history: %s", text)
	}
	b.ask("GET", own, "").wants(t, 200, "Khoản của bạn")
	b.ask("GET", others, "").wants(t, 404)
	stranger.ask("POST", "/h", "code="+secret).wants(t, 404)
	stranger.ask("GET", own, "").wants(t, 404)
	s.stop()
}

// TestUnitPages: anybody sees what a unit was given, gave and has, and the document it publishes, and nobody's name who has not agreed.
func TestUnitPages(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	s.shows(t, "/readyz", "ready")
	private := []string{"Trần Thị Hiền", "Nguyễn Minh Châu", "Phạm Gia Bảo", "Lò Thị Mây"}
	for path, says := range map[string][]string{
		"/u/HKH-MH":          {"Hội Khuyến học", "Thu và chi theo tháng", `role="img"`, "/u/HKH-MH/2026"},
		"/u/hkh-mh?as_of=10": {"HKH-MH"},
		"/u/HKH-MH/2026":     {"CÔNG KHAI THU, CHI NĂM 2026", "TẠM TÍNH", "SHA-256 của văn bản", "Mã gốc của sổ"},
	} {
		text := s.shows(t, path, says...)
		for _, name := range private {
			if strings.Contains(text, name) {
				t.Errorf("%s names %s", path, name)
			}
		}
		if again := s.shows(t, path); again != text {
			t.Errorf("%s is another page when it is asked for again", path)
		}
	}
	document := must(t, "--data", dir, "report", "disclosure", "--unit", "HKH-MH", "--year", "2026", "--format", "json")
	hash := document[strings.LastIndex(document, `"sha256":"`)+10:][:64]
	s.shows(t, "/u/HKH-MH/2026", hash)
	for path, status := range map[string]int{"/u/NOBODY": 404, "/u/HKH-MH/x": 404, "/u/HKH-MH/1": 404, "/u/HKH-MH?as_of=yesterday": 400} {
		if resp, text := s.page(t, path); resp.StatusCode != status {
			t.Errorf("%s is answered with %d: %s", path, resp.StatusCode, text)
		}
	}
	s.stop()
}
