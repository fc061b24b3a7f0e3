package main

import (
	"context"
	"io"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/api/post"
	"sovang/api/scenarios"
)

// form encodes fields, which stand in pairs.
func form(fields ...string) string {
	v := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return v.Encode()
}

// to fails where an answer does not lead there.
func (a said) to(t testing.TB, place string) {
	t.Helper()
	if a.wants(t, 303); a.header.Get("Location") != place {
		t.Errorf("it leads to %q, want %q", a.header.Get("Location"), place)
	}
}

func find(t testing.TB, text, pattern string) string {
	t.Helper()
	found := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("%s is not in %s", pattern, text)
	}
	return found[1]
}

// TestSignIn: the first administrator by the link that the first start prints, as a fact in the log; an invitation with a role; what one may not do is
// not shown and refused; nothing typed is lost with a session; signing out everywhere.
func TestSignIn(t *testing.T) {
	const password, chair, treasurer = "mười con heo đất", "Trần Thị Bình", "Vũ Văn Hòa"
	dir := t.TempDir()
	s := serveInside(t, "--data", dir, "serve")
	admin := browse(t, s.address)
	link := find(t, s.out.String(), `(/setup/\S+)`)

	admin.ask("GET", "/today", "").to(t, "/sign-in?to=%2Ftoday")
	admin.ask("GET", "/setup/x", "").wants(t, 404, "Liên kết không đúng")
	admin.ask("GET", link, "").wants(t, 200, "Người quản trị đầu tiên", "noindex")
	fields := []string{"name", chair, "kind", "association", "unit_name", "Hội Khuyến học xã An", "unit_code", "HKH-AN", "chosen", password, "again", password}
	admin.ask("POST", link, form(append(fields[:8:8], "chosen", "ngắn", "again", "ngắn")...)).wants(t, 400, "từ 10 đến 200", "Hội Khuyến học xã An", `aria-invalid="true"`)
	admin.ask("POST", link, form(append(fields[:8:8], "chosen", password, "again", "x")...)).wants(t, 400, "không giống nhau")
	admin.ask("POST", link, form("name", chair, "kind", "club", "unit_name", "x", "unit_code", "X", "chosen", password, "again", password)).
		wants(t, 400, "Chưa ghi", "Không có loại đơn vị “club”.", `Xem lại: <a href="#kind">Loại</a>`)
	admin.ask("POST", link, form("name", chair, "kind", "clan", "unit_name", "x", "unit_code", "X Y", "chosen", password, "again", password)).
		wants(t, 400, "không có dấu cách; “X Y” có ký tự “ ”.", `<a href="#unit_code">Mã</a>`)
	admin.ask("POST", link, form(fields...)).to(t, "/today")
	admin.ask("GET", "/today", "").wants(t, 200, "Hội Khuyến học xã An", "chủ tịch", chair, "/accounts")
	admin.ask("GET", link, "").wants(t, 404)
	if report := must(t, "--data", dir, "report", "staff"); !strings.Contains(report, chair) {
		t.Errorf("the first administrator is no fact: %s", report)
	}

	page := admin.ask("GET", "/accounts", "").wants(t, 200, "Mời một người")
	unit, id := find(t, page.text, `<option value="([0-9a-f-]{36})"`), find(t, page.text, `name="id" value="([^"]+)"`)
	invite := form("do", "invite", "id", id, "name", treasurer, "role", "treasurer", "unit", unit, "basis", "Biên bản số 1")
	admin.ask("POST", "/accounts", form("do", "invite", "id", id, "name", treasurer, "role", "treasurer", "unit", unit)).wants(t, 400, treasurer, "basis", "Chỗ này phải điền.", `<a href="#basis">Căn cứ (quyết định, biên bản)</a>`)
	admin.ask("POST", "/accounts", invite).to(t, "/accounts")
	invitation := find(t, admin.ask("GET", "/accounts", "").wants(t, 200, "Liên kết cho "+treasurer, "đã mời").text, `http://[^/]+(/invitation/[^<]+)<`)
	if again := admin.ask("GET", "/accounts", ""); strings.Contains(again.text, "/invitation/") {
		t.Error("a link is shown twice")
	}
	admin.ask("POST", "/accounts", invite).wants(t, 409, "đã có tài khoản")

	clerk := browse(t, s.address)
	clerk.ask("POST", invitation, form("chosen", password, "again", password)).to(t, "/today")
	shown := clerk.ask("GET", "/today", "").wants(t, 200, "kế toán", treasurer)
	if strings.Contains(shown.text, `href="/accounts"`) {
		t.Error("who may not deal with accounts is shown the way there")
	}
	clerk.ask("GET", "/accounts", "").wants(t, 403, "không dành cho bạn")
	clerk.ask("POST", "/accounts", form("do", "invite", "name", "x", "id", uuid.NewString())).wants(t, 403)

	clerk.ask("POST", "/me", form("do", "leave")).to(t, "/")
	clerk.ask("POST", "/me", form("do", "password", "password", password, "note", "đã gõ <rồi>")).wants(t, 401, "không mất gì cả", "đã gõ &lt;rồi&gt;", `action="/me"`)
	clerk.ask("POST", "/sign-in?to=//evil.example", form("name", "vu van hoa", "password", password+"!")).wants(t, 403, "không đúng", "vu van hoa")
	clerk.ask("POST", "/sign-in?to=//evil.example", form("name", "vu van hoa", "password", password)).to(t, "/today")
	two := browse(t, s.address)
	two.ask("POST", "/sign-in?to=/me", form("name", treasurer, "password", password)).to(t, "/me")
	clerk.ask("POST", "/me", form("do", "password", "password", password, "chosen", password+" mới", "again", password+" mới")).to(t, "/me?done=1")
	clerk.ask("GET", "/me", "").wants(t, 200)
	two.ask("GET", "/me", "").to(t, "/sign-in?to=%2Fme")
	clerk.ask("POST", "/sign-out", "a=b").to(t, "/")
	clerk.ask("GET", "/me", "").to(t, "/sign-in?to=%2Fme")

	lost := strings.TrimSpace(must(t, "--data", dir, "account", "link", chair))
	admin.ask("GET", "/today", "").to(t, "/sign-in?to=%2Ftoday")
	admin.ask("POST", lost, form("chosen", password, "again", password)).to(t, "/today")

	s.stop()
	again := serveInside(t, "--data", dir, "serve")
	if strings.Contains(again.out.String(), "/setup/") {
		t.Error("a ledger with accounts prints the first link again")
	}
	admin.address = again.address
	admin.ask("GET", "/today", "").wants(t, 200, chair) // sessions outlive the program
}

// tryingIsForHere: whoever sits at the machine tries every role with one click, and nobody else does; no password opens those accounts.
func tryingIsForHere(t *testing.T, address string) {
	b := browse(t, address)
	b.ask("POST", "/demo", form("role", "public")).wants(t, 400)
	b.ask("POST", "/demo", form("role", "chair")).to(t, "/today")
	b.ask("POST", "/sign-out", "").to(t, "/")
	b.ask("POST", "/sign-in", form("name", scenarios.DemoPeople[0].Name, "password", "")).wants(t, 403)
	b.host = "evil.example"
	b.ask("POST", "/demo", form("role", "chair")).wants(t, 403, "trên chính máy đang chạy")
}

// serveDemo serves what lies in a directory as the demonstration does.
func serveDemo(t testing.TB, dir string, ways ...post.Sender) (address string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	h, err := openHouse(ctx, &globals{Data: dir, Book: "main", Replicas: 1}, Process{Err: t.Output()})
	if err != nil {
		stop()
		t.Fatal(err)
	}
	f := faces{listen: "127.0.0.1:0", demo: true}
	for _, way := range ways {
		f.sender = way
	}
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- h.serve(ctx, Process{Out: io.Discard, Err: io.Discard, Ready: func(a string) { ready <- a }}, f)
	}()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case a := <-ready:
		if status, text := (serving{address: "http://" + a}).get(t, "/readyz"); status != 200 {
			t.Fatalf("not ready: %d, %s", status, text)
		}
		return "http://" + a
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	}
	panic("unreachable")
}
