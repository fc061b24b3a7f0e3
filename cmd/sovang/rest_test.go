package main

import (
	"bytes"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"sovang/api/rest"
	"sovang/api/scenarios"
)

// client asks the API of a running serve.
type client struct {
	t       testing.TB
	address string
	token   string
}

// answer is what it was told.
type said struct {
	status int
	header http.Header
	text   string
}

func (a said) json(t testing.TB) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.text), &v); err != nil {
		t.Fatalf("%v in %q", err, a.text)
	}
	return v
}

// ask puts a question; headers stand in pairs.
func (c client) ask(method, path, body string, headers ...string) said {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.address+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	var text bytes.Buffer
	if _, err := io.Copy(&text, resp.Body); err != nil {
		c.t.Fatal(err)
	}
	return said{resp.StatusCode, resp.Header, text.String()}
}

func token(t testing.TB, dir, actor string, args ...string) string {
	t.Helper()
	return strings.TrimSpace(must(t, append([]string{"--data", dir, "token", "issue", actor}, args...)...))
}

// wants fails where an answer has not that status, or its text lacks something.
func (a said) wants(t testing.TB, status int, parts ...string) said {
	t.Helper()
	if a.status != status {
		t.Errorf("the status is %d, want %d: %s", a.status, status, a.text)
	}
	for _, part := range parts {
		if !strings.Contains(a.text, part) {
			t.Errorf("%q is not in %s", part, a.text)
		}
	}
	return a
}

// TestAPI: a donation and what is read of it, once and only once, tried, refused with every field, paged while the ledger grows, and not sent again
// to who has it.
func TestAPI(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	c := client{t, s.address, token(t, dir, "thuquy", "--role", "treasurer")}
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	const gifts = "/api/v1/funds/MH/donations"
	gift := `{"amount":"500000","place":"tien-mat"}`

	before := c.ask("GET", "/api/v1/funds/mh/balance", "").wants(t, 200, `"free":29350346`)
	c.ask("POST", gifts, gift, "Sovang-Dry-Run", "true").wants(t, 200, `"dry_run":true`)
	first := c.ask("POST", "/api/v1/funds/"+scenarios.ID("fund/MH").String()+"/donations", gift, "Idempotency-Key", "a").wants(t, 201)
	entry := first.header.Get("Sovang-Entry")
	if again := c.ask("POST", gifts, gift, "Idempotency-Key", "a").wants(t, 200, `"repeated":true`); again.header.Get("Sovang-Entry") != entry {
		t.Errorf("the repetition is entry %s, not %s", again.header.Get("Sovang-Entry"), entry)
	}
	c.ask("POST", gifts, `{"amount":"600000","place":"tien-mat"}`, "Idempotency-Key", "a").wants(t, 409, `"code":"conflict"`, "Idempotency-Key")
	other := client{t, s.address, token(t, dir, "kế toán", "--role", "treasurer")}
	other.ask("POST", gifts, gift, "Idempotency-Key", "a", "Sovang-Dry-Run", "1").wants(t, 200, `"dry_run":true`) // another's key is another key
	c.ask("GET", first.header.Get("Location"), "", "Sovang-Wait", entry).wants(t, 200, `"amount":500000`)

	c.ask("POST", gifts, `{"amount":true,"plac":"tien-mat","lines":[{"compartment":5}]}`).wants(t, 400, `"/amount"`, `"/lines/0/compartment"`, `"/plac"`)
	c.ask("POST", gifts, `{"place":"tien-mat"}`).wants(t, 400, `"/amount"`, "must be given")
	c.ask("POST", gifts, `{"amount":"1","fund":"x"}`).wants(t, 400, `"/fund"`, "twice")
	c.ask("POST", gifts, `{"amount":"1"`).wants(t, 400, "no JSON")
	c.ask("POST", gifts, gift, "Content-Type", "text/plain").wants(t, 415)
	c.ask("POST", "/api/v1/funds/nobody/donations", gift).wants(t, 404, `"parameter":"fund"`)
	c.ask("POST", gifts, `{"amount":"500000","place":"nowhere"}`).wants(t, 404, `"/place"`)
	c.ask("POST", "/api/v1/funds/MH/payouts", `{"kind":"running","amount":"99000000","place":"tien-mat","content":"in ấn"}`).wants(t, 422, `"code":"violation"`)
	c.ask("GET", "/api/v1/balances?at=yesterday&of=MH", "").wants(t, 400, `"parameter":"of"`)
	c.ask("GET", "/api/v1/balances?as_of=100000", "").wants(t, 404, `"parameter":"as_of"`)
	c.ask("GET", "/api/v1/nothing", "").wants(t, 404)
	if a := c.ask("PUT", "/api/v1/funds", "").wants(t, 405); a.header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("allowed is %q", a.header.Get("Allow"))
	}
	c.ask("GET", "/api/v1/balances", "", "Sovang-Wait", "soon").wants(t, 400)

	after := c.ask("GET", "/api/v1/funds/mh/balance", "").wants(t, 200, `"free":29850346`)
	if before.header.Get("ETag") == after.header.Get("ETag") {
		t.Error("another answer has the same ETag")
	}
	c.ask("GET", "/api/v1/funds/mh/balance", "", "If-None-Match", after.header.Get("ETag")).wants(t, 304)
	c.ask("GET", "/api/v1/funds/mh/balance?as_of="+before.header.Get("Sovang-Entry"), "").wants(t, 200, `"free":29350346`)
	pagesOf(t, c, gifts, gift)

	for _, bad := range []client{{t, s.address, ""}, {t, s.address, "sovang_x"}, {t, s.address, c.token + "x"}} {
		bad.ask("GET", "/api/v1/balances", "").wants(t, 401, `"code":"unauthenticated"`)
	}
	id := strings.Split(c.token, "_")[1]
	must(t, "--data", dir, "token", "revoke", id)
	c.ask("GET", "/api/v1/balances", "").wants(t, 401)
	if list := must(t, "--data", dir, "token", "list"); !strings.Contains(list, "đã thu hồi") || strings.Contains(list, c.token) {
		t.Errorf("the tokens are\n%s", list)
	}
	if r := s.stop(); r.code != exitDone || strings.Contains(r.err, "tien-mat") || strings.Contains(r.err, c.token) {
		t.Errorf("serve ends with %d and has written down what was asked: %s", r.code, r.err)
	}
}

// pagesOf reads a list page by page while the ledger grows, and whole as of the first page's entry: the same.
func pagesOf(t *testing.T, c client, gifts, gift string) {
	t.Helper()
	var ids []any
	var of string
	path := "/api/v1/people/NHT-2/donations?limit=1"
	for next, n := path, 0; next != ""; n++ {
		page := c.ask("GET", next, "").wants(t, 200)
		if e := page.header.Get("Sovang-Entry"); of == "" {
			of = e
		} else if e != of {
			t.Errorf("page %d speaks of entry %s, the first of %s", n, e, of)
		}
		v := page.json(t)
		for _, d := range v["donations"].([]any) {
			ids = append(ids, d.(map[string]any)["id"])
		}
		c.ask("POST", gifts, strings.Replace(gift, "{", `{"donor":"6ab920ea-38bc-56c3-a74f-093b7a8dd36d",`, 1)).wants(t, 201)
		if next, _ = v["next"].(string); next != "" {
			next = path + "&cursor=" + next
		}
	}
	var whole []any
	for _, d := range c.ask("GET", "/api/v1/people/NHT-2/donations?as_of="+of, "").wants(t, 200).json(t)["donations"].([]any) {
		whole = append(whole, d.(map[string]any)["id"])
	}
	if len(whole) < 3 || !slices.Equal(ids, whole) {
		t.Errorf("page by page %v, whole %v", ids, whole)
	}
	c.ask("GET", "/api/v1/people/NHT-1/donations?limit=1&cursor=eyJlIjoxMjMsImYiOjc1LCJvIjoxfQ", "").wants(t, 400, `"parameter":"cursor"`)
}

// TestEveryReportHasAResource: what the command line shows the API shows, too.
func TestEveryReportHasAResource(t *testing.T) {
	shown := map[string]bool{}
	for _, r := range rest.New(rest.Options{}).Routes() {
		shown[r.Report] = true
	}
	for field := range reflect.TypeFor[reportCmd]().Fields() {
		name := field.Tag.Get("name")
		if name == "" {
			name = strings.ToLower(field.Name)
		}
		if !shown[name] {
			t.Errorf("report %s is no resource: name it in a file of api/rest", name)
		}
		delete(shown, name)
	}
	delete(shown, "")
	for name := range shown {
		t.Errorf("a resource shows the report %q, which there is not", name)
	}
}
