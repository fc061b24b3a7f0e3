package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestChairDay: a chair's day in a real browser: totals over the tree with what moved inside left out, what they are a head and over whom, declared beside
// booked; the Three Godfathers, a slot that is held and let go. What pages say is what the reports of the command line say.
func TestChairDay(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir)
	b := openTab(t, address)
	b.open("/demo")
	b.press(`button[value="chair"]`)
	b.walk("chair", []string{"/rollup", "/rollup?year=2025&unit=QN-HG", "/godfathers", "/godfathers?state=waiting&year=2025-2026", "/godfathers/QN25-TET-E3", "/signatures", "/running"})
	b.forms()

	chair := plays(t, address, "chair")
	report := must(t, "--data", dir, "report", "rollup", "--unit", "HKH-QN", "--since", "2025-01-01", "--at", "2025-12-31", "--format", "csv")
	if !strings.Contains(report, "HKH-QN") {
		t.Fatalf("the report is %s", report)
	}
	year := chair.ask("GET", "/rollup?year=2025", "").wants(t, 200, "Đã loại trừ", "chuyển giữa các đơn vị trong cây", "Riêng Hội Khuyến học tỉnh Quảng Ninh", "gồm 3 cấp dưới", "/rollup?unit=QN-HG")
	whole := find(t, must(t, "--data", dir, "report", "rollup", "--unit", "HKH-QN", "--since", "2025-01-01", "--at", "2025-12-31"), `Đã loại trừ ([0-9.]+ đ)`)
	if !strings.Contains(year.text, "Đã loại trừ "+whole) {
		t.Errorf("the report eliminates %s, the page does not", whole)
	}
	chair.ask("GET", "/rollup?unit=QN-HG&year=2025", "").wants(t, 200, "Theo số đã ghi sổ (thực thu)", "Theo số đơn vị công bố", "18.400 người", "Báo cáo năm 2025 của hội cơ sở", "6.120 người", "không bao giờ cộng")
	chair.ask("GET", "/rollup?unit=QN-HG-K2&year=2025", "").wants(t, 200, "Chưa ai khai dân số", "chưa khai báo số liệu nào")
	chair.ask("GET", "/rollup?unit=HKH-HD", "").wants(t, 403)
	chair.ask("GET", "/rollup?year=x", "").wants(t, 400, "không phải là năm")
	chair.ask("GET", "/rollup?year=2025&at=2024-01-01", "").wants(t, 400)

	if file := chair.ask("GET", "/rollup/csv?year=2025&unit=HKH-QN", "").wants(t, 200, "(total)"); file.text != report {
		t.Errorf("the file of the page is not what the report writes: %.400s\n%.400s", file.text, report)
	}
	chair.ask("GET", "/rollup/csv?unit=HKH-HD", "").wants(t, 403)

	chair.ask("GET", "/running", "").wants(t, 200, "Sẵn sàng", "Chỉ chương trình này ghi được", "Bản chụp trạng thái", "SQLite", "0 bút toán")
	plays(t, address, "treasurer").ask("GET", "/running", "").wants(t, 403)

	board := chair.ask("GET", "/godfathers", "").wants(t, 200, "Học sinh nghèo vượt khó", "Học sinh mồ côi, khuyết tật vươn lên", "Học sinh giỏi thành tài", "đang trống", "Chậm nộp không phải là nợ")
	for _, name := range []string{"Triệu Mỹ Duyên", "Nông Văn Thắng", "Hà Gia Hưng"} {
		if strings.Contains(board.text, name) {
			t.Errorf("the board names a child: %s", name)
		}
	}
	gap := chair.ask("GET", "/godfathers/QN25-TET-E3", "").wants(t, 200, "Nguyễn Đình Lâm", "người đỡ đầu chuyển công tác", "TET-E3")
	if strings.Contains(gap.text, `value="hold"`) || strings.Contains(gap.text, "Hà Gia Hưng") {
		t.Error("a chair is shown how to hold a slot, or the name of a child")
	}
	chair.ask("GET", "/godfathers/NOBODY", "").wants(t, 404)
	chair.ask("GET", "/godfathers?unit=QN-VD", "").wants(t, 200, "Chưa có suất đỡ đầu nào")

	registrar, day := plays(t, address, "registrar"), time.Now().AddDate(0, 0, 5).Format("2006-01-02")
	hold := form("do", "hold", "id", "8f8b2f64-6a0e-4c7d-9f0c-6c2f2f8f0011", "sponsor", "DD-TET", "until", day)
	chair.ask("POST", "/godfathers/QN25-TET-P1", hold).wants(t, 403, "Chưa ghi")
	registrar.ask("POST", "/godfathers/QN25-TET-P1", form("do", "hold", "sponsor", "NOBODY", "until", day)).wants(t, 404, "NOBODY", "Chưa ghi")
	registrar.ask("POST", "/godfathers/QN25-TET-P1", form("do", "hold", "sponsor", "DD-TET", "until", "2020-01-01")).wants(t, 400, `aria-invalid="true"`)
	registrar.ask("POST", "/godfathers/QN25-TET-P1", hold).to(t, "/godfathers/QN25-TET-P1?done=hold")
	registrar.ask("POST", "/godfathers/QN25-TET-P1", hold).to(t, "/godfathers/QN25-TET-P1?done=hold")
	held := registrar.ask("GET", "/godfathers/QN25-TET-P1", "").wants(t, 200, "đang giữ chỗ", "Nguyễn Đình Lâm", `value="release"`)
	chair.ask("GET", "/godfathers?state=held", "").wants(t, 200, "QN25-TET-P1")
	for range 2 {
		release := form("do", "release", "id", find(t, held.text, `name="id" value="([^"]+)"><input type="hidden" name="sponsor"`), "sponsor", find(t, held.text, `type="hidden" name="sponsor" value="([^"]+)"`))
		registrar.ask("POST", "/godfathers/QN25-TET-P1", release).to(t, "/godfathers/QN25-TET-P1?done=release")
	}
	chair.ask("GET", "/godfathers?state=waiting", "").wants(t, 200, "QN25-TET-P1")
}

// forms proposes a child, and looks at forms unfolded, which nobody sees who only follows links: of children, slots, stores and units.
func (b *tab) forms() {
	b.t.Helper()
	unfolded := func(who string, paths ...string) {
		b.as(who)
		for _, path := range paths {
			b.open(path)
			b.unfoldsAll()
			b.check(who + " unfolds " + path)
			b.picture("unfolded" + regexp.MustCompile(`[^a-z]+`).ReplaceAllString(path, "-"))
		}
	}
	b.looks(360, "dark")
	unfolded("treasurer", "/goods", "/godfathers/QN26-01")
	unfolded("chair", "/units/HKH-QN", "/units")
	b.looks(1280, "light")
	unfolded("registrar", "/godfathers/QN25-TET-P1", "/godfathers/QN26-07", "/children?unit=HKH-QN")
	b.writes("#rows-propose", "Lò Thị Sen; 2014")
	b.press(`button[value="propose"]`)
	b.sees("Đã đề nghị", "Lò Thị Sen")
	b.press(`main table a[href^="/children/"]`)
	b.unfoldsAll()
	b.check("registrar unfolds a child")
	b.picture("unfolded-child")
	b.as("chair")
}

// unfoldsAll opens every form of the page.
func (b *tab) unfoldsAll() {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`{for (const d of document.querySelectorAll("main details.do")) d.open = true}`))
}
