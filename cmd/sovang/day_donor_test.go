package main

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sovang/api/scenarios"
	"sovang/domain/ledger"
	"sovang/domain/person"
)

// TestDonorsDay: whoever has a receipt opens that gift and sees where its đồng are, as the ledger's own report says; whoever sponsors children sees them
// as far as they agreed; anybody sees what units were given and gave, and a crowd of them at once; and no page names who has not agreed.
func TestDonorsDay(t *testing.T) {
	dir, requests := furnished(t), demonstration(t)
	address := serveDemo(t, dir)
	b := openTab(t, address)
	public := []string{"/", "/u/HKH-QN", "/u/HKH-QN/2026", "/u/QN-HG-K1", "/u/QN-DM", "/u/HKH-VN", "/g", "/h"} // /demo is walked with those who sign in
	b.walk("anybody", []string{"/u/QN-HG-K1", "/u/QN-DM"})
	b.opensTheGift(dir)
	b.sponsors()
	namesNobody(t, address, requests, public)
	crowd(t, address)
	t.Logf("%d pages without a violation", b.checked)
}

// opensTheGift types the code of a receipt on the first page and compares what is shown with the report.
func (b *tab) opensTheGift(dir string) {
	b.t.Helper()
	issue := func(key string) string {
		return strings.TrimSpace(must(b.t, "--data", dir, "visit", "code", scenarios.ID("demo-people/"+key).String()))
	}
	code := issue("gift/QUY-SM/9")
	b.open("/")
	b.do(chromedp.SendKeys(chromedp.CSS("#code"), strings.ToLower(code)))
	b.press(`form[action="/g"] button`)
	b.sees("Khoản ủng hộ 120.000.000 đ", "còn trong quỹ", "đã giữ để chi", "đã trao, có ký nhận", "được trả về ngày 10/10/2026", "theo quy ước vào trước – chi trước", "Phiếu thu")
	for what, sum := range sums(b.t, dir, scenarios.DemoGift.String()) {
		b.sees(sum)
		b.t.Logf("%s %s", what, sum)
	}
	gift := "/g/" + code
	direct, awaited := "/g/"+issue("paid/TE-01"), "/g/"+issue("awaiting")
	b.walk("donor", []string{gift + "?as_of=4200", direct, awaited})
	b.open(direct)
	b.sees("Tiền đi trực tiếp")
	b.open(awaited)
	b.sees("Tiền chưa về")
	b.open("/")
	b.do(chromedp.SendKeys(chromedp.CSS("#code"), "PT-1"))
	b.press(`form[action="/g"] button`)
	b.sees("Chưa ghi")
	if typed, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`document.querySelector("#code").value`)); err != nil || typed != "PT-1" {
		b.t.Errorf("%q is left of what was typed, %v", typed, err)
	}
}

// sums are what the trail of a donation comes to: what is free or under way, and what is set aside.
func sums(t *testing.T, dir, donation string) map[string]string {
	t.Helper()
	minor := map[string]int64{}
	for _, row := range parseReport(t, must(t, "--data", dir, "report", "trail", donation, "--format", "json")).Rows {
		switch what, _ := row["what"].(string); {
		case what == "reserved":
			minor["reserved"] += number64(t, row, "amount")
		case what == "free" || strings.Contains(what, "transit"):
			minor["waiting"] += number64(t, row, "amount")
		}
	}
	if minor["reserved"] == 0 || minor["waiting"] == 0 {
		t.Fatalf("the trail comes to %v", minor)
	}
	return map[string]string{"reserved": grouped(minor["reserved"]) + " đ", "waiting": grouped(minor["waiting"]) + " đ"}
}

// grouped writes 1.234.567.
func grouped(n int64) string {
	digits := fmt.Sprint(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return digits
}

// sponsors sees the children of one who sponsors two: one by name, the other without, and what is due for it; and a gift of theirs.
func (b *tab) sponsors() {
	b.t.Helper()
	b.open("/demo")
	b.press(`button[value="sponsor"]`)
	b.sees("Các em bạn đỡ đầu", "QN26-01", "QN26-02", "Một em học sinh", "Đến hạn, chưa góp", "Hội còn nợ bạn báo cáo")
	b.open("/h")
	b.press(`tbody th a`)
	b.sees("Khoản ủng hộ", "Phiếu thu")
	stranger := browse(b.t, b.address)
	stranger.ask("GET", "/h", "").wants(b.t, 200, "Mã dùng một lần")
}

// namesNobody looks for the names of everybody who has not agreed to be named in public.
func namesNobody(t *testing.T, address string, requests []ledger.Request, paths []string) {
	t.Helper()
	agreed, names := map[string]bool{}, map[string]string{}
	add := func(r *ledger.Registration) {
		if r != nil && r.Kind == person.Individual {
			names[r.Person.String()] = r.Card.Name
		}
	}
	for _, r := range requests {
		switch c := r.Command.(type) {
		case ledger.ReceiveDonation:
			add(c.NewDonor)
		case ledger.OpenSlot:
			add(c.NewChild)
		case ledger.RegisterPeople:
			for i := range c.People {
				add(&c.People[i])
			}
		case ledger.GiveConsent:
			agreed[c.Person.String()] = agreed[c.Person.String()] || c.Purpose == person.DonorLists
		}
	}
	named := map[string]bool{}
	for id, name := range names {
		if agreed[id] {
			named[name] = true
		}
	}
	shown := 0
	for _, path := range paths {
		text := browse(t, address).ask("GET", path, "").text
		for id, name := range names {
			if !strings.Contains(text, name) {
				continue
			}
			if shown++; !agreed[id] && !named[name] {
				t.Errorf("%s names %s, who has not agreed", path, name)
			}
		}
	}
	if shown == 0 {
		t.Error("nobody is named who has agreed")
	}
}

// crowd is a thousand strangers at once.
func crowd(t *testing.T, address string) {
	t.Helper()
	const many = 1000
	paths := []string{"/", "/u/HKH-QN", "/u/QN-HG", "/u/HKH-QN/2026"}
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: many, MaxIdleConnsPerHost: many}, Timeout: time.Minute}
	defer client.CloseIdleConnections()
	took, failed := make([]time.Duration, many), make([]error, many)
	var all sync.WaitGroup
	begun := time.Now()
	for n := range many {
		all.Go(func() {
			resp, err := client.Get(address + paths[n%len(paths)])
			if err == nil {
				if resp.Body.Close(); resp.StatusCode != http.StatusOK {
					err = fmt.Errorf("%s: %s", paths[n%len(paths)], resp.Status)
				}
			}
			took[n], failed[n] = time.Since(begun), err
		})
	}
	all.Wait()
	for _, err := range failed {
		if err != nil {
			t.Fatal(err)
		}
	}
	slices.Sort(took)
	t.Logf("a thousand strangers were answered within %s, half of them within %s", took[many-1].Round(time.Millisecond), took[many/2].Round(time.Millisecond))
}

// TestCampaignTarget: the sum that a campaign hopes for stands in its report and on the pages, with how far it has come; none at all says nothing of it.
func TestCampaignTarget(t *testing.T) {
	dir := t.TempDir()
	must(t, "--data", dir, "apply", lines(t, cases(t, "minh-hoa")))
	unit := scenarios.ID("unit/HKH-MH").String()
	open := func(code, target string) string {
		return `{"id":"` + scenarios.ID(code).String() + `","actor":"test","command":"campaign.open","data":{"campaign":"` + scenarios.ID("x"+code).String() + `","unit":"` + unit + `","code":"` + code +
			`","name":"Áo ấm ` + code + `","kind":"appeal"` + target + "}}\n"
	}
	if r := sovang(t, "--data", dir, "apply", writeFile(t, "x.jsonl", open("A0", `,"target":"0"`))); r.code != exitRefused || !strings.Contains(r.err, "target") {
		t.Errorf("a target of nothing is taken: %d, %s", r.code, r.err)
	}
	text := open("A1", `,"target":"1000000"`) + open("A2", "") + strings.Replace(gift("áo", "MH", "250000"), `"place"`, `"campaign":"A1","place"`, 1)
	must(t, "--data", dir, "apply", writeFile(t, "y.jsonl", text))
	r := parseReport(t, must(t, "--data", dir, "report", "campaigns", "--unit", "HKH-MH", "--format", "json"))
	if n := number64(t, r.row(t, "code", "A1"), "target"); n != 1_000_000 {
		t.Errorf("the report says %d", n)
	}
	s := serveInside(t, "--data", dir, "serve")
	s.shows(t, "/readyz", "ready")
	for _, path := range []string{"/", "/u/HKH-MH"} {
		text := s.shows(t, path, "Áo ấm A1", `<progress max="100" value="25"`, "250.000 đ trên 1.000.000 đ (25\u00a0%)")
		if n := len(regexp.MustCompile("<progress").FindAllString(text, -1)); n != 1 {
			t.Errorf("%s shows %d campaigns on their way", path, n)
		}
	}
	s.stop()
}
