package main

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"
)

// as signs in as somebody of the demonstration.
func (b *tab) as(role string) {
	b.t.Helper()
	b.open("/demo")
	b.press(`button[value="` + role + `"]`)
}

// writes puts a text into a field of the page, in the place of what stood there.
func (b *tab) writes(selector, text string) {
	b.t.Helper()
	b.do(chromedp.SetValue(chromedp.CSS(selector), text))
}

// unfolds opens what is folded.
func (b *tab) unfolds(selector string) {
	b.t.Helper()
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

// look checks the page that is shown, and keeps a picture of it.
func (b *tab) look(name string) {
	b.t.Helper()
	b.check(name)
	b.picture(name)
}

// reported fails where a report of the ledger does not say something.
func (b *tab) reported(dir, says string, report ...string) {
	b.t.Helper()
	if text := must(b.t, append([]string{"--data", dir, "report"}, report...)...); !strings.Contains(text, says) {
		b.t.Errorf("report %s does not say %q:\n%s", strings.Join(report, " "), says, text)
	}
}

// TestDayAtTheDesk is a treasurer's day in a real browser, from what waits on: a transfer is taken in, boxes are counted by two, a gift is counted towards a
// pledge, a month is closed with a difference that an auditor signs. What came of it stands in the ledger's reports.
func TestDayAtTheDesk(t *testing.T) {
	dir := furnished(t)
	b := openTab(t, serveDemo(t, dir))
	b.as("treasurer")
	b.sees("Việc đang chờ", "khoản chuyển đến chờ nhận", "cam kết quá hạn", "dòng ngân hàng chưa rõ", "quỹ chưa khóa sổ")
	b.walk("desk", []string{"/pledges?only=due", "/pledges?unit=QN-VD-HO"}) // the pages themselves TestEveryPage looks at
	b.deskTransfer(dir)
	b.deskPledge(dir)
	b.deskPromises(dir)
	b.deskMovements(dir)
	b.deskBoxes(dir)
	b.deskCloses(dir)
	t.Logf("%d pages without a violation", b.checked)
}

// deskTransfer takes in what a ward has sent up, though a part of it was lost to a fee on the way.
func (b *tab) deskTransfer(dir string) {
	b.t.Helper()
	b.open("/today")
	b.press(`.todo a[href^="/transfers"]`)
	b.press("main tbody a")
	b.sees("5.000.000 đ", "QN-HG", "đang trên đường")
	b.look("desk-transfer")
	b.writes("#received", "5tr1")
	b.press(`button[value="accept"]`)
	b.sees("Chưa ghi")
	b.writes("#received", "4tr990")
	b.press(`button[value="accept"]`)
	b.sees("Đã nhận vào quỹ", "4.990.000 đ")
	b.reported(dir, "4.990.000", "receipts", "--fund", "QN-HB")
}

// deskPledge counts a gift towards what is overdue by the number of its receipt, and takes it back.
func (b *tab) deskPledge(dir string) {
	b.t.Helper()
	b.open("/today")
	b.press(`.todo a[href*="only=overdue"]`)
	b.press(`main tbody a[href^="/pledges/"]`)
	b.sees("30.000.000 đ", "quá hạn")
	b.look("desk-pledge")
	b.press(`button[value="apply"]`)
	b.sees("Chưa ghi", "hãy chọn một khoản ủng hộ")
	b.writes("#receipt", b.receipt(dir))
	b.writes("#amount", "2tr")
	b.press(`button[value="apply"]`)
	b.sees("Đã tính vào cam kết", "2.000.000 đ", "thủ quỹ chọn")
	b.look("desk-pledge-applied")
	code := b.here("/pledges/")
	b.reported(dir, "2.000.000", "pledges", "--pledge", code)
	b.do(chromedp.Click(chromedp.CSS(`input[name="counted"]`)))
	b.writes("#reason-unapply", "nhầm cam kết")
	b.press(`button[value="unapply"]`)
	b.sees("Đã rút ra", "nhầm cam kết")

	b.unfolds("details.do:last-of-type summary") // the last of what can be done: to write off, which an approver signs
	b.writes("#reason-write-off", "doanh nghiệp đã giải thể")
	b.press(`button[value="write-off"]`)
	b.sees("Chờ ký", "doanh nghiệp đã giải thể", "30.000.000 đ")
	b.look("desk-unsigned")
}

// deskPromises writes down what a new donor promises, and hands savings boxes out.
func (b *tab) deskPromises(dir string) {
	b.t.Helper()
	b.open("/pledges")
	b.press(`a.button[href^="/pledges/new"]`)
	b.writes("#donor", "Bà Vũ Thị Hòa Bình")
	b.writes("#amount", "10tr")
	b.press("form[method=post] p.actions button")
	b.sees("Chưa ghi", "Bà Vũ Thị Hòa Bình")
	b.do(chromedp.Click(chromedp.CSS("#new")))
	b.writes("#kind", "instalments")
	b.writes("#due", "2027-01-15")
	b.writes("#count", "3")
	b.writes("#months", "2")
	b.look("desk-pledge-new")
	b.press("form[method=post] p.actions button")
	b.sees("Đã lập cam kết", "Bà Vũ Thị Hòa Bình", "15/05/2027", "3.333.334 đ")
	b.reported(dir, "3.333.334", "pledges", "--pledge", b.here("/pledges/"))

	b.open("/boxes?unit=QN-BC-K1")
	b.press("main h2 a")
	b.unfolds("details.do summary")
	b.writes("#out-hand-out", "BC-31; Gia đình ông Chiến; tổ 1\nBC-32; Lớp 4B; tổ 2; lớp")
	b.look("desk-hand-out")
	b.press(`button[value="hand-out"]`)
	b.sees("Đã ghi phát heo", "BC-31", "Gia đình ông Chiến", "Lớp 4B")
	b.reported(dir, "BC-32", "boxes", "--boxes")
}

// deskMovements pays a cost, and books what of it came back on its voucher.
func (b *tab) deskMovements(dir string) {
	b.t.Helper()
	b.open("/payouts?fund=QN-HB")
	b.unfolds("#do-reserve summary")
	b.unfolds("#do-pay summary")
	b.look("desk-pay")
	b.writes("#kind-pay", "running")
	b.writes("#content-pay", "Thuê hội trường trao học bổng")
	b.writes("#amount-pay", "nhiều")
	b.press(`button[value="pay"]`)
	b.sees("Chưa ghi")
	b.look("desk-pay-refused")
	b.writes("#amount-pay", "1tr25")
	b.press(`button[value="pay"]`)
	b.sees("Đã chi", "1.250.000 đ", "Thuê hội trường")
	b.press("main h2 ~ div tbody tr:first-child th a")
	b.sees("1.250.000 đ", "Việc với khoản này")
	b.unfolds("#do-redate summary")
	b.unfolds("#do-return summary")
	b.look("desk-payout")
	b.writes("#amount-return", "250k")
	b.writes("#reason-return", "hội trường bớt giá")
	b.press(`button[value="return"]`)
	b.sees("Đã ghi tiền được trả lại")
	b.reported(dir, "1.250.000", "payouts", "--fund", "QN-HB")
	b.reported(dir, "250.000", "receipts", "--fund", "QN-HB")

	b.open("/bank")
	b.unfolds("#do-drop summary")
	b.unfolds("#do-clear summary")
	b.look("desk-awaiting")
	b.open("/funds?fund=QN-HB")
	for _, form := range []string{"hand-over", "rest", "deed"} {
		b.unfolds("#do-" + form + " summary")
	}
	b.look("desk-decided")
}

// here is what the address of the page says behind a beginning.
func (b *tab) here(begin string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.t.Fatal(err)
	}
	u, err := url.Parse(text)
	if err != nil || !strings.HasPrefix(u.Path, begin) {
		b.t.Fatalf("this is %s, %v", text, err)
	}
	return strings.TrimPrefix(u.Path, begin)
}

// receipt is the number of one of a gift of two million đồng or more to the fund in this year, as it is printed.
func (b *tab) receipt(dir string) string {
	b.t.Helper()
	for _, line := range strings.Split(must(b.t, "--data", dir, "report", "receipts", "--fund", "QN-HB", "--format", "csv"), "\n") {
		if cells := strings.Split(line, ","); len(cells) > 4 && cells[2] == "donation" && len(cells[3]) > 7 && strings.HasPrefix(cells[1], "2026") {
			return cells[0]
		}
	}
	b.t.Fatal("there is no such receipt")
	return ""
}

// deskBoxes is an opening day: the treasurer counts, sees the split, and books it when the cashier has signed.
func (b *tab) deskBoxes(dir string) {
	b.t.Helper()
	b.open("/boxes?unit=QN-BC-K1")
	b.press(`main h2 a`)
	b.look("desk-boxes")
	b.press(`a.button[href$="/open"]`)
	b.look("desk-opening")
	b.writes("#minutes", "BB 07/2026")
	b.writes("tbody tr:nth-child(1) input[name=counted]", "250k")
	b.writes("tbody tr:nth-child(1) input[name=donated]", "100k")
	b.writes("tbody tr:nth-child(2) input[name=counted]", "300.000")
	b.writes("tbody tr:nth-child(2) input[name=donated]", "400k")
	b.writes("#counter", "Bùi Quang Huy")
	b.press(`button[value="preview"]`)
	b.sees("Chưa ghi", "400.000 đ") // more is donated than there was
	b.writes("tbody tr:nth-child(2) input[name=donated]", "200k")
	b.press(`button[value="preview"]`)
	b.sees("Xem trước, chưa ghi", "2 con, đếm được 550.000 đ, góp quỹ 300.000 đ", "giữ hộ")
	b.look("desk-opening-preview")
	b.press(`button[value="open"]`)
	b.sees("Chờ ký", "BB 07/2026", "Bùi Quang Huy")
	waiting := "/signatures/" + b.here("/signatures/")
	b.press(`button[value="carry"]`)
	b.sees("Chưa ghi") // nobody has signed

	b.as("cashier")
	b.sees("Chờ chữ ký của bạn", "Khui heo")
	b.press(`.todo a[href^="/signatures/"]`)
	b.sees("BC-10", "250.000 đ", "550.000 đ")
	b.look("desk-sign")
	b.press(`button[value="sign"]`)
	b.sees("Đã ký")
	b.as("treasurer")
	b.sees("đủ chữ ký")
	b.open(waiting)
	b.press(`button[value="carry"]`)
	b.open("/boxes?unit=QN-BC-K1")
	b.press(`main h2 a`)
	b.sees("BB 07/2026", "Nguyễn Thu Hà, Bùi Quang Huy")
	b.reported(dir, "BB 07/2026", "boxes", "--openings")

	b.open("/boxes?unit=QN-BC") // the ward takes in its share
	b.sees("Phần chờ nhận")
	b.press("main .card button")
	b.sees("Phần của quỹ đã được nhận")
}

// deskCloses closes October: where nothing differs at once, where something does when an auditor has signed; and opens nothing again without an approver.
func (b *tab) deskCloses(dir string) {
	b.t.Helper()
	b.open("/closing?fund=QN-BDD&until=2026-10-31")
	b.writes(`input[name="counted-tien-mat"]`, "0")
	b.writes(`input[name="counted-ngan-hang"]`, "9.000.000")
	b.press(`button[value="close"]`)
	b.sees("Chưa ghi", "9.100.000 đ")
	b.writes(`input[name="counted-ngan-hang"]`, "9.100.000")
	b.press(`button[value="close"]`)
	b.sees("Đã khóa sổ", "Đã khóa đến hết ngày 31/10/2026")
	b.look("desk-closed")

	b.open("/closing?fund=QN-HB&until=2026-10-31")
	books := b.text("main tbody tr:nth-child(1) td.n")
	b.writes(`input[name="counted-ngan-hang"]`, b.text("main tbody tr:nth-child(2) td.n"))
	b.writes(`input[name="counted-tien-mat"]`, strings.Replace(books, "6.500.000", "6.400.000", 1))
	b.unfolds("form details.do summary")
	b.writes(`input[name="reason"]`, "thiếu khi đếm, chưa rõ vì sao")
	b.writes(`select[name="signed"]`, "Lý Thị Mai")
	b.press(`button[value="close"]`)
	b.sees("Chờ ký", "thiếu khi đếm", "Lý Thị Mai")
	waiting := "/signatures/" + b.here("/signatures/")
	b.look("desk-close-unsigned")
	b.as("auditor")
	b.press(`.todo a[href="` + waiting + `"]`)
	b.press(`button[value="sign"]`)
	b.as("treasurer")
	b.open(waiting)
	b.press(`button[value="carry"]`)
	b.open("/closing?fund=QN-HB")
	b.sees("Đã khóa đến hết ngày 31/10/2026", "thiếu khi đếm", "Lý Thị Mai")
	b.reported(dir, "31/10/2026", "restatement", "--fund", "QN-HB")
}

// text is what something on the page says.
func (b *tab) text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		b.t.Fatalf("%s: %v", selector, err)
	}
	return strings.TrimSpace(text)
}

// TestDeskRefusals: what one may not do is not shown and refused, another unit's desk stays closed, and a form that is sent twice is one command.
func TestDeskRefusals(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	enter := func(role string) *browser {
		v := browse(t, address)
		v.ask("POST", "/demo", form("role", role)).to(t, "/today")
		return v
	}
	treasurer, auditor, cashier := enter("treasurer"), enter("auditor"), enter("cashier")
	browse(t, address).ask("GET", "/pledges", "").to(t, "/sign-in?to=%2Fpledges")

	transfer := find(t, treasurer.ask("GET", "/transfers", "").wants(t, 200).text, `href="(/transfers/[0-9a-f-]{36})"`)
	if page := auditor.ask("GET", transfer, "").wants(t, 200).text; strings.Contains(page, `value="accept"`) {
		t.Error("an auditor is shown how to accept a transfer")
	}
	auditor.ask("POST", transfer, form("id", uuid.NewString(), "do", "accept", "place", "ngan-hang")).wants(t, 403, "Chưa ghi")
	treasurer.ask("POST", transfer, form("id", uuid.NewString(), "do", "accept", "place", "nowhere")).wants(t, 404, "Chưa ghi", "nowhere")
	treasurer.ask("POST", transfer, form("id", uuid.NewString(), "do", "burn")).wants(t, 400)
	treasurer.ask("POST", transfer, form("id", uuid.NewString(), "do", "refuse", "reason", "")).wants(t, 400, "Chưa ghi")
	accept := form("id", uuid.NewString(), "do", "accept", "place", "ngan-hang")
	for range 2 {
		treasurer.ask("POST", transfer, accept).to(t, transfer+"?done=accept")
	}
	treasurer.ask("POST", transfer, form("id", uuid.NewString(), "do", "accept", "place", "ngan-hang")).wants(t, 409)
	if found := treasurer.ask("GET", "/transfers", "").text; strings.Contains(found, transfer[len("/transfers/"):]+`">16/11/2026`) && strings.Count(found, transfer) != 1 {
		t.Error("the transfer is shown more than once")
	}

	treasurer.ask("GET", "/transfers?unit=HKH-HD", "").wants(t, 403) // another province's
	treasurer.ask("GET", "/pledges?fund=HD", "").wants(t, 403)
	treasurer.ask("GET", "/boxes/"+uuid.NewString(), "").wants(t, 404)
	treasurer.ask("GET", "/boxes/x/open", "").wants(t, 404)
	treasurer.ask("GET", "/levies/"+uuid.NewString(), "").wants(t, 404)
	treasurer.ask("GET", "/rosters/"+uuid.NewString(), "").wants(t, 404)
	treasurer.ask("GET", "/pledges/NOBODY22", "").wants(t, 404)
	treasurer.ask("GET", "/signatures/"+uuid.NewString(), "").wants(t, 404)
	auditor.ask("GET", "/boxes", "").wants(t, 200)

	code := find(t, treasurer.ask("GET", "/pledges?only=overdue", "").text, `href="(/pledges/[A-Z0-9]+)"`)
	off := uuid.NewString()
	waits := treasurer.ask("POST", code, form("id", off, "do", "write-off", "reason", "giải thể", "approver", "Phạm Văn Khoa")).wants(t, 303).header.Get("Location")
	if waits != "/signatures/"+off {
		t.Fatalf("a write-off leads to %q", waits)
	}
	treasurer.ask("POST", code, form("id", off, "do", "write-off", "reason", "giải thể", "approver", "Phạm Văn Khoa")).to(t, waits)
	treasurer.ask("POST", code, form("id", uuid.NewString(), "do", "write-off", "reason", "giải thể", "approver", "Không Ai Cả")).wants(t, 403, "Không Ai Cả")
	treasurer.ask("POST", code, form("id", uuid.NewString(), "do", "write-off", "reason", "", "approver", "Phạm Văn Khoa")).wants(t, 400, "Chưa ghi")
	treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "sign")).wants(t, 403) // it does not name her
	treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "burn")).wants(t, 400)
	treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).wants(t, 422, "Chưa đủ chữ ký")
	cashier.ask("GET", waits, "").wants(t, 404)
	approver := enter("approver")
	approver.ask("GET", "/today", "").wants(t, 200, waits)
	sign := form("id", uuid.NewString(), "do", "sign")
	for range 2 {
		approver.ask("POST", waits, sign).to(t, "/signatures?done=sign")
	}
	approver.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).wants(t, 403) // it is not his
	approver.ask("POST", waits, form("id", uuid.NewString(), "do", "drop")).wants(t, 403)
	treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).to(t, code)
	treasurer.ask("POST", waits, form("id", uuid.NewString(), "do", "carry")).to(t, "/signatures?done=gone") // a second click
	treasurer.ask("GET", code, "").wants(t, 200, "đóng thiếu", "Phạm Văn Khoa")

	bank := treasurer.ask("GET", "/bank", "").wants(t, 200, "FT2611190071").text
	line, came := find(t, bank, `name="line" value="([0-9a-f-]{36})"`), find(t, bank, `name="booked" value="([0-9-]{10})"`)
	treasurer.ask("POST", "/bank", form("id", uuid.NewString(), "do", "explain", "line", line, "left", "1500000", "donor", "Nobody At All")).wants(t, 404, "Nobody At All")
	treasurer.ask("POST", "/bank", form("id", uuid.NewString(), "do", "explain", "line", line, "amount", "9tr")).wants(t, 422, "9.000.000 đ")
	explain := form("id", uuid.NewString(), "do", "explain", "line", line, "left", "1500000", "booked", came, "donor", "DN-CANG")
	for range 2 {
		treasurer.ask("POST", "/bank", explain).to(t, "/bank?done=explained")
	}
	treasurer.ask("GET", "/bank", "").wants(t, 200, "Không có dòng nào chưa rõ")
	gifts := must(t, "--data", dir, "report", "donor", "DN-CANG", "--format", "csv")
	if row := find(t, gifts, `(?m)^(.*1500000.*)$`); !strings.Contains(row, came) {
		t.Errorf("the line that came on %s is not the donor's gift of that day: %s", came, row)
	}
}
