package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"io"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"sovang/api/post"
	"sovang/api/scenarios"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// papered is the demonstration, in which a donor's address is known.
func papered(t testing.TB) (dir string) {
	t.Helper()
	dir = furnished(t)
	must(t, "--data", dir, "apply", lines(t, []ledger.Request{{ID: uuid.NewSHA1(scenarios.DemoGift, []byte("card")), Actor: "Tạ Ngọc Anh", Command: ledger.DescribePerson{Person: scenarios.ID("year/NHT-HANH"),
		Card: person.Card{Name: "Bà Lê Thị Hồng Hạnh", Phone: "0912 345 678", Email: "hong.hanh@example.vn", Address: "Tổ 3, khu 2, phường Bãi Cháy"}}}}))
	return dir
}

// paperOf finds the number of a donation's receipt in the register.
func paperOf(t testing.TB, dir, fund string, donation uuid.UUID) (series, no string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(must(t, "--data", dir, "report", "receipts", "--fund", fund, "--format", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r[len(r)-1] == donation.String() {
			i := strings.LastIndexAny(r[0], "/ ")
			return r[0][:i], r[0][i+1:]
		}
	}
	t.Fatalf("no paper of %s is for %s: %v", fund, donation, rows[:min(len(rows), 3)])
	return "", ""
}

// pdf prints what is shown, as the style of the page wants it, keeps it, and gives how many pages it has.
func (b *tab) pdf(name string) (pages int) {
	b.t.Helper()
	ask := page.PrintToPDFParams{PreferCSSPageSize: new(bool), PrintBackground: new(bool)}
	*ask.PreferCSSPageSize, *ask.PrintBackground = true, true
	var printed []byte
	b.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		got, err := chromedp.Call(ctx, page.PrintToPDF, ask)
		printed = got.Data
		return err
	}))
	if err := os.WriteFile(filepath.Join(screens, name+".pdf"), printed, 0o644); err != nil {
		b.t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(printed, -1))
}

// signs puts somebody's signature under a command that waits for it.
func signs(t testing.TB, dir, who string, id uuid.UUID, command ledger.Command) {
	t.Helper()
	name, data, err := ledger.Encode(command)
	if err != nil {
		t.Fatal(err)
	}
	must(t, "--data", dir, "apply", lines(t, []ledger.Request{{ID: uuid.New(), Actor: who, Command: ledger.Sign{Command: name, ID: id, Data: data}}}))
}

// TestDayOfPaper: a treasurer looks at the register, prints a receipt and prints it again, has it replaced; who has the code on the paper sees that gift.
func TestDayOfPaper(t *testing.T) {
	dir := papered(t)
	series, no, gift := cashReceipt(t, dir)
	letters := t.TempDir()
	address := serveDemo(t, dir, post.Folder{Dir: letters})
	b := openTab(t, address)
	b.open("/demo")
	b.press(`button[value="treasurer"]`)
	one := "/receipt?fund=QN-HB&series=" + series + "&no=" + no
	b.walk("treasurer", []string{"/receipts?fund=QN-HB&series=" + series + "&day=1999-01-01", one})

	b.open(one)
	b.sees("Hồng Hạnh", "chưa in lần nào", "bảy trăm năm mươi nghìn đồng")
	b.press(`form[action="/receipts/print"] button`)
	b.sees("Phiếu thu", "Mẫu số: C40-BB", "Tổ 3, khu 2, phường Bãi Cháy", series, "00000"+no, "Bảy trăm năm mươi nghìn đồng.", "750.000 đ")
	b.lacks("BẢN SAO")
	if n := b.pdf("receipt-original"); n != 1 {
		t.Errorf("a receipt has %d pages", n)
	}
	code := b.reads(".secret")
	if page := browse(t, address).ask("GET", "/g/"+code, "").wants(t, 200, "750.000 đ"); strings.Contains(page.text, "Hồng Hạnh") {
		t.Error("the page of a gift names its donor")
	}
	b.open(one)
	b.sees("In nữa là BẢN SAO", "Nguyễn Thu Hà", "còn dùng được")
	b.press(`form[action="/receipts/print"] button`)
	b.sees("BẢN SAO", "750.000 đ")
	b.pdf("receipt-copy")

	b.open(one)
	b.press(`button[value="open-all"]`)
	b.sees("Mã này chỉ hiện một lần", address+"/h/")
	b.check("a code for all that a donor gave")
	b.picture("treasurer-receipt-codes")
	b.walk("donor", []string{"/h/send?done=1"})
	b.open("/h/send")
	b.do(chromedp.SendKeys(chromedp.CSS("#code"), strings.ToLower(code)), chromedp.SendKeys(chromedp.CSS("#contact"), "Hong.Hanh@example.vn"))
	b.press(`main button`)
	b.sees("thư đang trên đường đến bạn")
	sent := letterIn(t, letters)
	b.open(regexp.MustCompile(`/h/[0-9A-Z-]{30}`).FindString(sent))
	b.press(`main button`)
	b.sees("750.000 đ")
	b.check("the history")

	b.open(one)
	b.do(chromedp.SendKeys(chromedp.CSS("#reason"), "ghi sai tên người nộp"), chromedp.SendKeys(chromedp.CSS("#approver"), "Phạm Văn Khoa"))
	b.press(`button:not([name]):not(.plain):not(.second):is(form:has(#reason) button)`)
	b.sees("Chờ ký: Thay phiếu thu", "ghi sai tên người nộp", "Phạm Văn Khoa")
	b.look("treasurer-unsigned-paper")
	waiting, err := uuid.Parse(b.here("/signatures/"))
	if err != nil {
		t.Fatal(err)
	}
	signs(t, dir, "Phạm Văn Khoa", waiting, fund.ReplaceReceipt{Fund: scenarios.ID("fund/QN-HB"), Donation: gift, Reason: "ghi sai tên người nộp", Approver: "Phạm Văn Khoa"})
	serving{address: address}.shows(t, "/readyz", "ready") // pages have seen it then
	b.open(one)
	b.sees("đủ chữ ký")
	b.press(`main a[href^="/signatures/"]`)
	b.press(`button[value="carry"]`)
	b.sees("Hủy vì: ghi sai tên người nộp. Người duyệt: Phạm Văn Khoa", "thay bằng "+series)
	b.open("/receipts?fund=QN-HB&series=" + series)
	b.sees("+ 1 hủy", "không thiếu số nào", "thay cho "+series+" "+no)
	b.picture("treasurer-register-with-void")
	if report := must(t, "--data", dir, "report", "receipts", "--fund", "QN-HB", "--series", series); !strings.Contains(report, "1 hủy") || !strings.Contains(report, "ghi sai tên người nộp") {
		t.Errorf("the ledger's own register says %s", report)
	}
}

// cashReceipt is a receipt for cash of a donor whose card is known, and the donation that it is for.
func cashReceipt(t testing.TB, dir string) (series, no string, gift uuid.UUID) {
	gift = uuid.NewSHA1(scenarios.DemoGift, []byte("cash"))
	must(t, "--data", dir, "apply", lines(t, []ledger.Request{{ID: gift, Actor: "Nguyễn Thu Hà", Command: ledger.ReceiveDonation{Receive: fund.Receive{Fund: scenarios.ID("fund/QN-HB"),
		Donor: scenarios.ID("year/NHT-HANH"), Amount: money.Dong(750_000), Place: "tien-mat"}}}}))
	series, no = paperOf(t, dir, "QN-HB", gift)
	return series, no, gift
}

// reads gives the text, or the value, of the first thing that a selector finds.
func (b *tab) reads(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`(e => e.value || e.textContent)(document.querySelector("`+strings.ReplaceAll(selector, `"`, `\"`)+`"))`))
	if err != nil {
		b.t.Fatalf("%s: %v", selector, err)
	}
	return text
}

// lacks fails where the page shows a text.
func (b *tab) lacks(text string) {
	b.t.Helper()
	body, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	if err != nil || strings.Contains(body, text) {
		b.t.Errorf("%q is on the page, %v:\n%s", text, err, body)
	}
}

// TestPapers: of one form one print, whoever sends it how often; what is printed again is a copy; codes are revoked where they were made; and nobody
// prints whose work it is not, or what is of another's unit.
func TestPapers(t *testing.T) {
	dir := papered(t)
	series, no, _ := cashReceipt(t, dir)
	address := serveDemo(t, dir)
	as := func(role string) *browser {
		b := browse(t, address)
		b.ask("POST", "/demo", form("role", role)).to(t, "/today")
		return b
	}
	treasurer, cashier, auditor := as("treasurer"), as("cashier"), as("auditor")
	one, id := "/receipt?"+form("fund", "QN-HB", "series", series, "no", no), uuid.NewString()
	ask := form("id", id, "fund", "QN-HB", "series", series, "from", no, "to", no, "codes", "yes")
	var clicks sync.WaitGroup
	for range 2 { // a double click
		clicks.Go(func() { treasurer.ask("POST", "/receipts/print", ask).to(t, "/receipts/print/"+id) })
	}
	clicks.Wait()
	first := treasurer.ask("GET", "/receipts/print/"+id, "").wants(t, 200, "750.000", "noindex")
	if again := treasurer.ask("GET", "/receipts/print/"+id, ""); again.text != first.text || strings.Contains(first.text, "BẢN SAO") {
		t.Errorf("an answer that was lost is another one, or a copy: %s", again.text)
	}
	if codes := strings.Count(treasurer.ask("GET", one, "").text, "còn dùng được"); codes != 1 {
		t.Errorf("one print made %d codes", codes)
	}
	cashier.ask("GET", "/receipts/print/"+id, "").wants(t, 404, "không còn nữa")
	cashier.ask("POST", "/receipts/print", ask).to(t, "/receipts/print/"+id)
	other := uuid.NewString()
	cashier.ask("POST", "/receipts/print", form("id", other, "fund", "QN-HB", "series", series, "from", no)).to(t, "/receipts/print/"+other)
	if page := cashier.ask("GET", "/receipts/print/"+other, "").wants(t, 200, "BẢN SAO"); strings.Contains(page.text, "/g/") {
		t.Error("a code was made that nobody asked for")
	}
	treasurer.ask("POST", "/receipts/print", form("id", uuid.NewString(), "fund", "QN-HB", "series", series, "from", "1", "to", "101")).wants(t, 400, `value="101"`, `aria-invalid="true"`)
	treasurer.ask("POST", "/receipts/print", form("id", uuid.NewString(), "fund", "QN-HB", "series", series, "from", "9999")).wants(t, 404, `value="9999"`)
	treasurer.ask("POST", "/receipts/print", form("id", uuid.NewString(), "fund", "QN-HB", "series", series, "from", "mười")).wants(t, 400, "mười")

	list := regexp.MustCompile(`(?m)^(B[NC]/\d+)/(\d+),[^,]*,list,`).FindStringSubmatch(must(t, "--data", dir, "report", "receipts", "--fund", "QN-HB", "--format", "csv"))
	paid := uuid.NewString()
	treasurer.ask("POST", "/receipts/print", form("id", paid, "fund", "QN-HB", "series", list[1], "from", list[2], "list", "yes")).to(t, "/receipts/print/"+paid)
	treasurer.ask("GET", "/receipts/print/"+paid, "").wants(t, 200, "CHỨNG TỪ CHI QUA NGÂN HÀNG", "DANH SÁCH KÝ NHẬN", "Ký nhận", "danh sách ký nhận", `<td class="n">2</td>`)

	code := find(t, first.text, `/g/([0-9A-Z-]{30})`)
	stranger := browse(t, address)
	stranger.ask("GET", "/g/"+code, "").wants(t, 200, "750.000")
	listed := treasurer.ask("GET", one, "").wants(t, 200, "Thu hồi")
	codes := regexp.MustCompile(`name="code" value="([^"]+)"`).FindAllStringSubmatch(listed.text, -1) // the newest first: that of the cashier's copy
	revoke := form("do", "revoke", "code", codes[len(codes)-1][1])
	auditor.ask("POST", one, revoke).wants(t, 403)
	treasurer.ask("POST", one, form("do", "revoke", "code", uuid.NewString())).wants(t, 404)
	treasurer.ask("POST", one, revoke).wants(t, 303)
	treasurer.ask("GET", one, "").wants(t, 200, "đã thu hồi")
	stranger.ask("GET", "/g/"+code, "").wants(t, 404)

	if page := auditor.ask("GET", one, "").wants(t, 200, "Hồng Hạnh"); strings.Contains(page.text, "/receipts/print\"") || strings.Contains(page.text, "approver") {
		t.Error("an auditor is offered to print, or to make it void")
	}
	auditor.ask("POST", "/receipts/print", ask).wants(t, 403)
	for _, path := range []string{"/receipts?fund=MH", "/receipt?fund=MH&series=PT/2026&no=1"} {
		treasurer.ask("GET", path, "").wants(t, 403)
	}
	treasurer.ask("POST", "/receipts/print", form("id", uuid.NewString(), "fund", "MH", "series", "PT/2026", "from", "1")).wants(t, 403)
	treasurer.ask("POST", one, form("do", "replace", "id", uuid.NewString(), "reason", "nhầm", "approver", "")).wants(t, 400, `value="nhầm"`)
	stranger.ask("GET", "/receipts", "").wants(t, 303)
}

// letterIn waits for the first message in a folder and gives its text.
func letterIn(t testing.TB, dir string) string {
	t.Helper()
	for {
		files, err := filepath.Glob(filepath.Join(dir, "*.eml"))
		if err != nil || t.Context().Err() != nil {
			t.Fatal(err, t.Context().Err())
		}
		if len(files) > 0 {
			return letterText(t, files[0])
		}
		select { // whoever takes messages out of a folder looks again and again
		case <-t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func letterText(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	m, err := mail.ReadMessage(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		t.Fatal(err)
	}
	return "To: " + m.Header.Get("To") + "\n" + string(body)
}

// TestSendMeACode: whoever has the code of a gift and names its donor's own address has a code sent there and nowhere else, three a day; everybody is
// answered alike; what was asked for before a stop is sent; and no address is written down.
func TestSendMeACode(t *testing.T) {
	dir, letters := papered(t), t.TempDir()
	serve := func() serving {
		s := serveInside(t, "--data", dir, "serve", "--mail-to-dir", letters)
		s.shows(t, "/readyz", "ready")
		return s
	}
	_, _, gift := cashReceipt(t, dir)
	code := strings.TrimSpace(must(t, "--data", dir, "visit", "code", gift.String()))
	s := serve()
	b := browse(t, s.address)
	ask := func(code, contact string) said {
		return b.ask("POST", "/h/send", form("code", code, "contact", contact))
	}
	b.ask("GET", "/h", "").wants(t, 200, "/h/send")
	b.ask("GET", "/h/send", "").wants(t, 200, "noindex")
	ask("PT-1", "lan@example.vn").wants(t, 400, "lan@example.vn", `aria-invalid="true"`)
	ask(code, "Bà Hạnh").wants(t, 400, "Bà Hạnh", code)
	for _, x := range [][2]string{{code, "somebody@example.vn"}, {code, "0912 345 679"}, {"XXXXX-XXXXX-XXXXX-XXXXX-XXXXXX", "hong.hanh@example.vn"}} {
		ask(x[0], x[1]).to(t, "/h/send?done=1")
	}
	s.stop()
	if files, _ := filepath.Glob(filepath.Join(letters, "*")); len(files) != 0 {
		t.Fatalf("somebody else's address is written to: %v", files)
	}
	s = serve()
	b.address = s.address
	for range 2 {
		ask(code, " HONG.HANH@example.vn").to(t, "/h/send?done=1")
	}
	s.stop() // and what is under way is sent
	s = serve()
	b.address = s.address
	ask(code, "+84 912.345.678").to(t, "/h/send?done=1")
	s.stop()
	s = serve()
	b.address = s.address
	ask(code, "0912345678").to(t, "/h/send?done=1") // the fourth of the day
	s.stop()
	files, err := filepath.Glob(filepath.Join(letters, "*.eml"))
	if err != nil || len(files) != 3 {
		t.Fatalf("%d messages were sent, %v", len(files), err)
	}
	first, last := letterText(t, files[0]), letterText(t, files[2])
	if !strings.HasPrefix(first, "To: hong.hanh@example.vn\n") || !strings.HasPrefix(last, "To: 0912345678\n") {
		t.Errorf("they go to %q and %q", first, last)
	}
	s = serve()
	b.address = s.address
	secret := regexp.MustCompile(`[0-9A-Z]{5}(-[0-9A-Z]{5,6}){4}`).FindString(first)
	b.ask("POST", "/h", form("code", secret)).to(t, "/h")
	b.ask("GET", "/h", "").wants(t, 200, "750.000")
	browse(t, s.address).ask("POST", "/h", form("code", secret)).wants(t, 404)
	s.stop()
	if s := sovang(t, "--data", dir, "serve", "--smtp", "mail.example"); s.code != exitRefused || !strings.Contains(s.err, "smtp") {
		t.Errorf("a server is sent to that has no address: %d, %s", s.code, s.err)
	}
}
