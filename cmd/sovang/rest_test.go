package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/api/rest"
	"sovang/api/scenarios"
	"sovang/domain/ledger"
	"sovang/domain/staff"
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

// TestBulk: lines are answered one by one while more are read, a refusal ends it or is passed over, and nobody asks for another.
func TestBulk(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	c := client{t, s.address, token(t, dir, "thủ quỹ", "--role", "treasurer")}
	const count = 40
	var all strings.Builder
	for i := range count {
		fmt.Fprintf(&all, `{"id":"%s","command":"fund.receive","data":{"fund":"%s","amount":"%d","place":"tien-mat"}}`+"\n",
			scenarios.ID("bulk/"+itoa(i)), scenarios.ID("fund/MH"), 1000*(i+1))
	}
	whole := all.String()
	const ndjson = "application/x-ndjson"
	ask := func(path, body string, headers ...string) []string {
		t.Helper()
		return strings.Split(strings.TrimSpace(c.ask("POST", path, body, append(headers, "Content-Type", ndjson)...).wants(t, 200).text), "\n")
	}
	if rows := ask("/api/v1/commands", whole, "Sovang-Dry-Run", "true"); len(rows) != count || strings.Contains(strings.Join(rows, ""), "problem") {
		t.Fatalf("the trial says %d lines: %v", len(rows), rows)
	}
	if rows := ask("/api/v1/commands", whole); len(rows) != count || !strings.Contains(rows[count-1], `"entry":`+itoa(len(cases(t, "minh-hoa"))+count)) {
		t.Fatalf("it says %d lines, the last %s", len(rows), rows[len(rows)-1])
	}
	bad := strings.Replace(whole, "\n", "\n{\"command\":\"no\"}\n", 1)
	if rows := ask("/api/v1/commands", bad); len(rows) != 2 || !strings.Contains(rows[0], "repeated") || !strings.Contains(rows[1], `"line":2,"problem"`) {
		t.Errorf("stopping, it says %v", rows)
	}
	if rows := ask("/api/v1/commands?on_error=continue", bad); len(rows) != count+1 || !strings.Contains(rows[1], "problem") || strings.Contains(strings.Join(rows[2:], ""), "problem") {
		t.Errorf("going on, it says %d lines", len(rows))
	}
	other := client{t, s.address, token(t, dir, "ai khác", "--role", "treasurer")}
	other.ask("POST", "/api/v1/commands", strings.ReplaceAll(whole, `{"id"`, `{"actor":"thủ quỹ","id"`), "Content-Type", ndjson).wants(t, 200, `"code":"denied"`, `"/actor"`)
	found := `{"id":"` + uuid.NewString() + `","command":"unit.found","data":{"kind":"clan","code":"X","name":"X","unit":"` + uuid.NewString() + `"}}`
	c.ask("POST", "/api/v1/commands", found, "Content-Type", ndjson).wants(t, 200, `"code":"denied"`, "unit.found is for the registrar or chair")
	c.ask("POST", "/api/v1/commands?on_error=perhaps", whole, "Content-Type", ndjson).wants(t, 400)
	c.ask("POST", "/api/v1/commands", whole).wants(t, 415)
	c.ask("POST", "/api/v1/commands", strings.Repeat("x", 2<<20), "Content-Type", ndjson).wants(t, 200, "longer than")
	lineByLine(t, c, strings.SplitAfter(whole, "\n")[:3])
	if r := s.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
}

// lineByLine waits for the answer to each line before it sends the next, and leaves in the middle.
func lineByLine(t *testing.T, c client, commands []string) {
	t.Helper()
	out, in := io.Pipe()
	r, err := http.NewRequestWithContext(t.Context(), "POST", c.address+"/api/v1/commands", out)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-ndjson")
	r.Header.Set("Authorization", "Bearer "+c.token)
	go io.WriteString(in, commands[0])
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(resp.Body)
	for i := range commands {
		if i > 0 {
			if _, err := io.WriteString(in, commands[i]); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := answers.ReadString('\n'); err != nil || !strings.Contains(text, `"line":`+itoa(i+1)) {
			t.Fatalf("line %d is answered by %q, %v", i+1, text, err)
		}
	}
	resp.Body.Close()
	in.CloseWithError(io.ErrClosedPipe)
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

// TestRoutesAndRoles walks all routes with a token of every role: what the table of duties denies is denied before anything else is looked at, and
// nothing else is. Nothing of what was asked is in the program's log.
func TestRoutesAndRoles(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve", "--rate", "0")
	may := map[string]staff.Set{}
	for _, d := range ledger.Duties() {
		may[d.Command] = d.Roles
	}
	for _, r := range staff.Reads {
		may["report "+r.Report] = r.Roles
	}
	walked, secrets := 0, []string{marked, "127.0.0.1", "Go-http-client"}
	for _, role := range staff.Working.List() {
		c := client{t, s.address, token(t, dir, "ai đó "+marked, "--role", string(role))}
		secrets = append(secrets, c.token, strings.SplitN(c.token, "_", 3)[2])
		for _, route := range rest.New(rest.Options{}).Routes() {
			if route.Bulk {
				continue
			}
			name, body := route.Command, `{"`+marked+`":"`+marked+`"}`
			if route.As != "" {
				name = route.As
			}
			if route.Report != "" {
				name, body = "report "+route.Report, ""
			}
			a := c.ask(route.Method, regexp.MustCompile(`\{[^}]*\}`).ReplaceAllString(route.Path, marked)+"?"+marked+"="+marked, body,
				"Sovang-Dry-Run", "true", "Idempotency-Key", marked, "X-Forwarded-For", marked)
			if denied := a.status == 403; denied == may[name].Has(role) {
				t.Errorf("%s %s (%s) answers a %s with %d: %s", route.Method, route.Path, name, role, a.status, a.text)
			}
			walked++
		}
	}
	if walked < 1000 {
		t.Errorf("only %d were walked", walked)
	}
	c := client{t, s.address, token(t, dir, marked, "--role", "treasurer")}
	c.ask("POST", "/api/v1/people", `{"people":[{"unit":"`+scenarios.ID("unit/HKH-MH").String()+`","kind":"individual","card":{"name":"`+marked+`"}}]}`).wants(t, 201)
	c.ask("GET", "/api/v1/people?search="+marked, "").wants(t, 200)
	c.ask("POST", "/api/v1/commands", `{"`+marked+`"}`, "Content-Type", "application/x-ndjson").wants(t, 200)
	c.ask("GET", "/api/v1/"+marked+"?"+marked, "").wants(t, 404)
	r := s.stop()
	if n := strings.Count(r.err, `"msg":"request"`); n < walked {
		t.Errorf("of %d requests %d are in the log", walked, n)
	}
	for _, secret := range append(secrets, c.token) {
		if i := strings.Index(r.err, secret); i >= 0 {
			t.Errorf("%q is in the log: %.300s", secret, r.err[max(0, i-150):])
		}
	}
}

// marked is what no line of the program's log may hold: it stands where names, addresses, keys, queries and bodies do.
const marked = "Nguyen7731Van"

// TestBoundToAUnit: a token of a unit reads and asks for that unit and what is below it, and for nothing else.
func TestBoundToAUnit(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "quang-dien-2009", "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	whole := client{t, s.address, token(t, dir, "thủ quỹ", "--role", "treasurer")}
	fund := whole.ask("GET", "/api/v1/funds/MH", "").wants(t, 200).json(t)
	c := client{t, s.address, token(t, dir, "thủ quỹ", "--role", "treasurer", "--unit", fund["unit"].(string))}
	const gift = `{"amount":"500000","place":"tien-mat"}`
	for _, path := range []string{"/api/v1/funds/MH/balance", "/api/v1/balances?fund=MH", "/api/v1/people/NHT-2/donations", "/api/v1/law", "/api/v1/units/" + fund["unit"].(string),
		"/api/v1/donations/" + scenarios.ID("minh-hoa/gift/2").String() + "/trail"} {
		c.ask("GET", path, "").wants(t, 200)
	}
	for _, path := range []string{"/api/v1/funds/QD/balance", "/api/v1/balances", "/api/v1/balances?fund=QD", "/api/v1/people?search=a", "/api/v1/entries", "/api/v1/units"} {
		c.ask("GET", path, "").wants(t, 403, `"code":"denied"`)
		whole.ask("GET", path, "").wants(t, 200)
	}
	c.ask("POST", "/api/v1/funds/MH/donations", gift).wants(t, 201)
	c.ask("POST", "/api/v1/funds/QD/donations", gift).wants(t, 403, `"code":"denied"`)
	whole.ask("POST", "/api/v1/funds/QD/donations", gift).wants(t, 201)
	line := fmt.Sprintf(`{"id":"%s","command":"fund.receive","data":{"fund":"%s","amount":"1000","place":"tien-mat"}}`, uuid.New(), scenarios.ID("fund/QD"))
	c.ask("POST", "/api/v1/commands", line, "Content-Type", "application/x-ndjson").wants(t, 200, `"code":"denied"`)
	s.stop()
}

// TestDismissed: where duties are in force, a token reads what its actor holds its role for today, and nothing any more when that ends.
func TestDismissed(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	as := func(actor, role string) client {
		return client{t, s.address, token(t, dir, actor, "--role", role)}
	}
	treasurer, chair, other := as("vũ thị  hoa", "treasurer"), as("Trần Văn Minh", "chair"), as("ai khác", "treasurer")
	const branch, whole = "/api/v1/funds/CH-MH-1/balance", "/api/v1/balances"
	treasurer.ask("GET", branch, "").wants(t, 200)
	treasurer.ask("GET", whole, "").wants(t, 200) // no root of this book has duties: it is whose who issued the token
	as("Vũ Thị Hoa", "auditor").ask("GET", branch, "").wants(t, 403, `"code":"denied"`, "auditor")
	other.ask("GET", branch, "").wants(t, 403, `"code":"denied"`)
	other.ask("GET", "/api/v1/funds/MH/balance", "").wants(t, 200) // above, no duties are in force
	signed(t, treasurer, chair)
	unit := other.ask("GET", "/api/v1/units/CH-MH-1", "").wants(t, 403)
	if strings.Contains(unit.text, "thôn Một") {
		t.Errorf("the refusal shows what it refuses: %s", unit.text)
	}
	chair.ask("POST", "/api/v1/units/CH-MH-1/staff/ends", `{"actor":"Vũ Thị Hoa","role":"treasurer","reason":"nghỉ việc"}`).wants(t, 201)
	for deadline := time.Now().Add(20 * time.Second); treasurer.ask("GET", branch, "").status != 403; {
		if time.Now().After(deadline) {
			t.Fatal("who was dismissed reads on")
		}
		time.Sleep(50 * time.Millisecond) // what reads remember of roles runs out by the clock and tells nobody
	}
	treasurer.ask("GET", whole, "").wants(t, 403, `"code":"denied"`)
	treasurer.ask("GET", "/api/v1/law", "").wants(t, 200)
	chair.ask("GET", branch, "").wants(t, 200)
	s.stop()
}

// signed: a command that lacks a signature tells what is to be signed, as it is to be sent; signed, the same key asks for it again.
func signed(t *testing.T, treasurer, chair client) {
	t.Helper()
	const path, body = "/api/v1/funds/CH-MH-1/reservations", `{"amount":"20000","kind":"running","approver":"trần văn minh"}`
	if refusal := treasurer.ask("POST", path, body).wants(t, 403).json(t); refusal["sign"] != nil || refusal["id"] == nil {
		t.Errorf("without a key it is to be signed: %v", refusal)
	}
	said := treasurer.ask("POST", path, body, "Idempotency-Key", "k", "Sovang-Dry-Run", "true").wants(t, 403, `"id"`, `"who":["trần văn minh"]`)
	asked, err := json.Marshal(said.json(t)["sign"].(map[string]any))
	if err != nil {
		t.Fatal(err)
	}
	var sign struct{ Command, ID, Data jsontext.Value }
	if err := json.Unmarshal(asked, &sign, json.MatchCaseInsensitiveNames(true)); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf(`{"command":%s,"id":%s,"data":%s}`, sign.Command, sign.ID, sign.Data)
	treasurer.ask("POST", "/api/v1/signatures", text).wants(t, 403)
	chair.ask("POST", "/api/v1/signatures", text).wants(t, 201)
	treasurer.ask("POST", path, strings.Replace(body, "2", "3", 1), "Idempotency-Key", "k").wants(t, 403) // another amount is another command
	treasurer.ask("POST", path, body, "Idempotency-Key", "k").wants(t, 201, string(sign.ID))
}

// TestNothingIsOurFault: whatever is asked, the answer is a problem that tells what is wrong with the request, never that the program is.
func TestNothingIsOurFault(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	s := serveInside(t, "--data", dir, "serve", "--rate", "0")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	var clients []client
	for _, role := range staff.Working.List() {
		clients = append(clients, client{t, s.address, token(t, dir, "ai đó", "--role", string(role))})
	}
	routes := rest.New(rest.Options{}).Routes()
	words := []string{"MH", "mh", "NHT-2", "0", "1", "-1", "99999999999999999999", "2026-03-17", "0000-00-00", "true", scenarios.ID("fund/MH").String(), scenarios.ID("minh-hoa/gift/2").String(),
		"%00", "%ff", "..", "'", "a b", "📖", strings.Repeat("x", 600), "eyJlIjoxMjMsImYiOjc1LCJvIjoxfQ", "null", "[]"}
	names := strings.Fields("as_of at limit cursor fund unit donor campaign from to row rows by year state search why dry_run close period series actor facts about after since until kind account depth")
	rapid.Check(t, func(r *rapid.T) {
		route := rapid.SampledFrom(routes).Draw(r, "route")
		word := rapid.SampledFrom(words)
		path := regexp.MustCompile(`\{[^}]*\}`).ReplaceAllStringFunc(route.Path, func(string) string { return url.PathEscape(word.Draw(r, "path")) })
		query := url.Values{}
		for range rapid.IntRange(0, 3).Draw(r, "parameters") {
			query.Add(rapid.SampledFrom(names).Draw(r, "name"), word.Draw(r, "value"))
		}
		if len(query) > 0 {
			path += "?" + query.Encode()
		}
		body := ""
		if route.Method == "POST" {
			body = mangled(r, route.Command)
		}
		media := "application/json"
		if route.Bulk {
			media = "application/x-ndjson"
		}
		c := rapid.SampledFrom(clients).Draw(r, "who")
		a := c.ask(route.Method, path, body, "Content-Type", media, rapid.SampledFrom([]string{"Sovang-Wait", "Idempotency-Key", "If-None-Match", "Sovang-Dry-Run", "X"}).Draw(r, "header"),
			rapid.SampledFrom([]string{"1", "true", "*", "x", ""}).Draw(r, "its value"))
		if a.status >= 500 || strings.Contains(a.text, `"status":500`) {
			r.Fatalf("%s %s with %q answers %d: %s", route.Method, path, body, a.status, a.text)
		}
		if a.status >= 400 && a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Sovang-Entry") == "" {
			r.Fatalf("%s %s answers %d as %q", route.Method, path, a.status, a.header)
		}
	})
	if r := s.stop(); r.code != exitDone || strings.Contains(r.err, `"level":"ERROR"`) || strings.Contains(r.err, "level=ERROR") {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
}

// mangled is a body as nobody should send it: fields of the command with what does not belong there, cut off, or not JSON at all.
func mangled(r *rapid.T, command string) string {
	values := []string{`"MH"`, `"500000"`, `-1`, `1e300`, `null`, `[]`, `[{}]`, `{}`, `true`, `"2026-03-17"`, `"` + scenarios.ID("fund/MH").String() + `"`, `"\u0000"`, `"\ud800"`, `[[1]]`,
		`{"unit":"x","card":{"name":""}}`, `[{"compartment":"unrestricted","percent":101}]`, `"9223372036854775808"`, `9223372036854775807`}
	var fields []string
	if t := ledger.Type(command); t != nil {
		for f := range t.Fields() {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
				fields = append(fields, name)
			}
		}
	}
	fields = append(fields, "amount", "place", "fund", "nothing")
	var b strings.Builder
	for i := range rapid.IntRange(0, 6).Draw(r, "fields") {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(`"` + rapid.SampledFrom(fields).Draw(r, "field") + `":` + rapid.SampledFrom(values).Draw(r, "content"))
	}
	body := "{" + b.String() + "}"
	return body[:rapid.SampledFrom([]int{len(body), len(body), len(body), len(body) / 2, 0}).Draw(r, "cut")]
}
