package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAuditorsDay: an auditor signs in, slides back, finds where one person stood for two, opens that entry, compares two points in time, and takes the books
// to hledger, which has for every account what the page has. What others may not see, they do not.
func TestAuditorsDay(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	b := openTab(t, address)
	b.open("/demo")
	b.press(`button[value="auditor"]`)
	b.open("/entries")
	b.slide()

	b.open("/findings?kind=override&of=QN-HG") // where one person keeps the books and the cash box
	b.sees("Giao nhiệm vụ kiêm nhiệm, ngoại lệ")
	b.press(`table a[href^="/entries/"]`)
	b.sees("Nguyên văn như đã lưu", "Bằng chứng có trong sổ", "Giao nhiệm vụ", "không làm tiền dịch chuyển")
	entry, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("location.pathname"))
	if err != nil {
		t.Fatal(err)
	}
	b.sees("chi hội chỉ có một người làm được sổ")
	b.open("/differences?unit=HKH-QN&from=1000&to=" + strings.TrimPrefix(entry, "/entries/"))
	b.sees("Chênh lệch", "Đã ghi ở giữa", "Theo điều đã ghi")
	b.open("/proof?from=7")
	b.sees("nối tiếp")

	b.walk("auditor-day", []string{"/entries?actor=nobody", entry, "/findings?kind=void&from=2030-01-01", "/differences?from=100&to=100",
		"/postings?fund=QN-HB", "/postings?fund=QN-HB&account=" + placeOf(t, address), "/postings?fund=QN-HB&from=2030-01-01", "/proof?from=7&kept=" + strings.Repeat("0", 64)})
	t.Logf("%d pages without a violation", b.checked)

	booksAgree(t, dir, address)
	auditorsRefusals(t, dir, address)
}

// placeOf is the account of a place of the fund QN-HB, as its journal names it.
func placeOf(t *testing.T, address string) string {
	t.Helper()
	v := browse(t, address)
	v.ask("POST", "/demo", form("role", "auditor")).to(t, "/today")
	page := v.ask("GET", "/postings?fund=QN-HB", "").wants(t, 200)
	found := regexp.MustCompile(`<option value="(assets:QN-HB:place:[^"]+)"`).FindStringSubmatch(page.text)
	if found == nil {
		t.Fatalf("the journal has no place: %s", page.text)
	}
	return found[1]
}

// booksAgree: hledger adds the export up to what the page says, now and at an entry and a day in the past; the other formats come whole.
func booksAgree(t *testing.T, dir, address string) {
	t.Helper()
	v := browse(t, address)
	v.ask("POST", "/demo", form("role", "auditor")).to(t, "/today")
	for _, when := range []string{"", "&as_of=4400", "&at=2026-03-31", "&as_of=4500&at=2026-06-30"} {
		page := v.ask("GET", "/postings?fund=QN-HB"+when, "").wants(t, 200)
		link := regexp.MustCompile(`href="(/export/hledger[^"]+)"`).FindStringSubmatch(page.text)
		if link == nil {
			t.Fatal("the journal has no export")
		}
		file := v.ask("GET", strings.ReplaceAll(link[1], "&amp;", "&"), "").wants(t, 200)
		if d := file.header.Get("Content-Disposition"); !strings.Contains(d, "QN-HB.journal") {
			t.Errorf("the export is called %q", d)
		}
		want, got := closings(page.text), hledgerSays(t, dir, file.text)
		if len(want) < 2 {
			t.Fatalf("%s: the page has only %d accounts", when, len(want))
		}
		for account, amount := range want {
			if got[account] != amount {
				t.Errorf("%s: %s is %d on the page, and %d for hledger", when, account, amount, got[account])
			}
			delete(got, account)
		}
		for account, amount := range got {
			if amount != 0 {
				t.Errorf("%s: hledger has %d in %s, which the page has not", when, amount, account)
			}
		}
	}
	v.ask("GET", "/export/beancount?fund=QN-HB", "").wants(t, 200, "1900-01-01 open Assets:HKH-QN-QN-HB:Place:", "option \"title\"")
	v.ask("GET", "/export/csv", "").wants(t, 200, "entry,recorded,booked", "QN-HB")
	v.ask("GET", "/export/xls", "").wants(t, 404)
	v.ask("GET", "/export/csv?as_of=999999", "").wants(t, 404)
}

// closings are the accounts of a page and their closing balances, with the name of their fund as the export has it.
func closings(page string) map[string]int64 {
	found := map[string]int64{}
	row := regexp.MustCompile(`<tr><th scope="row"><code>([^<]+)</code></th><td class="n"[^>]*>[^<]*</td><td class="n"[^>]*>[^<]*</td><td class="n"[^>]*><strong>([^<]*) đ</strong></td></tr>`)
	for _, m := range row.FindAllStringSubmatch(page, -1) {
		amount, _ := strconv.ParseInt(strings.NewReplacer(".", "", "\u2212", "-").Replace(m[2]), 10, 64)
		found[strings.Replace(m[1], ":QN-HB:", ":HKH-QN/QN-HB:", 1)] = amount
	}
	return found
}

// hledgerSays is what hledger has for each account of a journal.
func hledgerSays(t *testing.T, dir, journal string) map[string]int64 {
	t.Helper()
	file := filepath.Join(dir, "export.journal")
	if err := os.WriteFile(file, []byte(journal), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "hledger", "-f", file, "--strict", "balance", "--flat", "--no-total", "--empty", "-O", "csv").CombinedOutput()
	if err != nil {
		t.Fatalf("hledger: %v: %s", err, out)
	}
	found := map[string]int64{}
	for _, m := range regexp.MustCompile(`"([a-z]+:[^"]+)","(-?[0-9.]+) VND"`).FindAllStringSubmatch(string(out), -1) {
		found[m[1]], _ = strconv.ParseInt(strings.ReplaceAll(m[2], ".", ""), 10, 64)
	}
	return found
}

// auditorsRefusals: what cannot be read says so, a conditional list does not shift while the book grows, and nobody sees more than their role has.
func auditorsRefusals(t *testing.T, dir, address string) {
	t.Helper()
	v := browse(t, address)
	for _, path := range []string{"/entries", "/entries/3", "/postings", "/findings", "/differences", "/proof", "/export/csv"} {
		v.ask("GET", path, "").to(t, "/sign-in?to="+strings.ReplaceAll(path, "/", "%2F"))
	}
	v.ask("POST", "/demo", form("role", "auditor")).to(t, "/today")
	for path, status := range map[string]int{"/entries?fact=nothing": 400, "/entries?of=nobody": 404, "/entries?about=x": 400, "/entries?about=7": 200, "/entries?from=x": 400, "/entries?before=0": 400, "/entries/0": 400,
		"/entries/999999": 404, "/entries/x": 400, "/postings?fund=nobody": 404, "/postings?fund=QN-HB&before=x": 400, "/findings?kind=x": 400, "/findings?of=nobody": 404, "/differences?from=9&to=3": 400, "/proof?kept=zz": 400, "/proof?from=999999": 404} {
		v.ask("GET", path, "").wants(t, status)
	}
	first := v.ask("GET", "/entries?before=60", "").wants(t, 200, `<a href="/entries/59">`)
	if !strings.Contains(first.text, "before=10") {
		t.Error("the part before begins elsewhere")
	}
	root := regexp.MustCompile(`<dd><code class="copy">([0-9a-f]{64})</code>`).FindStringSubmatch(v.ask("GET", "/proof?as_of=50", "").wants(t, 200).text)
	v.ask("GET", "/proof?from=50&kept="+root[1], "").wants(t, 200, "vẫn nguyên từng chữ")
	v.ask("GET", "/proof?from=51&kept="+root[1], "").wants(t, 200, "Khác!")
	if told := must(t, "--data", dir, "audit", "root", "--as-of", "50", "--format", "json"); !strings.Contains(told, root[1]) {
		t.Errorf("audit root has another root than %s: %s", root[1], told)
	}

	clerk := browse(t, address)
	clerk.ask("POST", "/demo", form("role", "treasurer")).to(t, "/today")
	for _, path := range []string{"/entries", "/entries/3", "/proof", "/export/csv"} {
		clerk.ask("GET", path, "").wants(t, 403)
	}
	clerk.ask("GET", "/postings?fund=QN-HB", "").wants(t, 200, "QN-HB")
	clerk.ask("GET", "/findings", "").wants(t, 200)
	clerk.ask("GET", "/differences", "").wants(t, 200)
	for _, page := range []string{"/postings?fund=%s", "/export/hledger?fund=%s", "/findings?of=%s", "/differences?fund=%s"} {
		clerk.ask("GET", fmt.Sprintf(page, "MH"), "").wants(t, 403)
	}
}
