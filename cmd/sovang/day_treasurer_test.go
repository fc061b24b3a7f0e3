package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// keys types with the keyboard, into whatever has the focus.
func (b *tab) keys(text string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(text))
}

// until waits for something to be true of the page: it says so by changing, and is asked at every change.
func (b *tab) until(what, condition string) {
	b.t.Helper()
	said, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`new Promise((say) => {
		const late = setTimeout(() => say("never; the focus is on " + document.activeElement.outerHTML + "\n" + document.body.innerText), 15000);
		const look = () => { if (`+condition+`) { clearTimeout(late); watch.disconnect(); say(""); } };
		const watch = new MutationObserver(look);
		watch.observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
		look();
	})`, chromedp.EvalAwaitPromise))
	if err != nil || said != "" {
		b.t.Fatalf("%s: %v %s", what, err, said)
	}
}

// focused gives a property of what has the focus.
func (b *tab) focused(what string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("String(document.activeElement."+what+")"))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

const barHas = `document.querySelector("[data-bar]")?.innerText.includes(`

// TestDayOfTheTreasurer: gifts are counted, typed from the keyboard, kept over a reload, refused while they are not what was counted, posted once, and one
// of them is taken back; the reports agree.
func TestDayOfTheTreasurer(t *testing.T) {
	address := serveDemo(t, furnished(t))
	b := openTab(t, address)
	b.open("/demo")
	b.press(`button[value="treasurer"]`)

	b.open("/grid")
	b.do(chromedp.SetValue(chromedp.CSS("#fund"), fundOption(b, "QN-HB")), chromedp.SetValue(chromedp.CSS("#day"), "2026-02-03"), chromedp.Focus(chromedp.CSS("#count")))
	b.keys("4" + kb.Tab + "3tr4")
	b.press("main form.gridhead button")
	grid := b.shown()
	b.walk("treasurer-begun", []string{grid})

	b.open(grid)
	b.do(chromedp.Focus(chromedp.CSS("#who-0")))
	b.keys("Cụ Đinh Văn Tám" + kb.Tab)
	for b.focused("name") != "amount" {
		b.keys(kb.Tab)
	}
	b.keys("500k" + kb.Enter)
	if at := b.focused("id"); at != "who-1" {
		t.Errorf("after Enter the focus is on %q", at)
	}
	b.until("the amount is said in words", `document.querySelector(".echo").textContent.includes("năm trăm nghìn đồng")`)
	b.until("the bar runs", barHas+`"1 khoản, 500.000 đ")`)

	// Somebody whom the book knows, without marks, by the arrows.
	b.keys("cong ty")
	b.until("people are suggested", `document.querySelectorAll("#people:not([hidden]) li").length > 0`)
	b.check("suggestions")
	b.keys(kb.ArrowDown + kb.Enter)
	if !strings.Contains(b.focused("name"), "amount") {
		t.Errorf("after choosing the focus is on %q", b.focused("name"))
	}
	b.keys("1tr5" + kb.Enter)
	b.do(chromedp.Focus(chromedp.CSS("#who-2")))
	b.keys("Cụ Đinh Văn Tám" + kb.Tab)
	for b.focused("name") != "amount" {
		b.keys(kb.Tab)
	}
	b.keys("500k" + kb.Enter)
	b.until("the same new donor is told", `document.body.innerText.includes("Giống dòng 1")`)
	b.keys(kb.Tab + "900k" + kb.Enter)
	b.until("all is typed and saved", barHas+`"Khớp") && document.body.innerText.includes("chín trăm nghìn đồng") && !document.querySelector("form[data-unsaved]")`)

	b.open(grid) // a reload
	b.sees("4 khoản, 3.400.000 đ", "năm trăm nghìn đồng", "Khớp với số đã đếm")

	// Not what was counted: refused, and nothing typed is lost.
	b.do(chromedp.SetValue(chromedp.CSS("#sum"), "3tr5"))
	b.press(`.bar button[value="post"]`)
	b.sees("Số khoản và tổng tiền không khớp", "−100.000 đ")
	b.check("refused")
	b.picture("treasurer-refused")
	b.do(chromedp.SetValue(chromedp.CSS("#sum"), "3.400.000"))
	b.leave(`const p = document.querySelector(".bar button[value=post]"); p.click(); p.click()`)
	b.do(chromedp.WaitVisible(chromedp.CSS(`main a[href^="/receipts"]`))) // the first click's way there is given up for the second's
	b.sees("4 khoản, 3.400.000 đ", "PT/2026")
	batch := b.shown()
	if want := strings.Replace(grid, "/grid/", "/batch/", 1); batch != want {
		t.Fatalf("it goes on at %s, not %s", batch, want)
	}
	b.open("/grid")
	b.sees("Đã ghi trong tháng qua")
	b.walk("treasurer-posted", []string{batch + "?row=1"})

	// One is taken back: the approver whom it names signs, the treasurer carries it out.
	b.open(batch + "?row=1")
	b.do(chromedp.Focus(chromedp.CSS("#reason")))
	b.keys("gõ nhầm người" + kb.Tab + "Phạm Văn Khoa")
	b.press(`button[value="reverse"]`)
	b.sees("Chờ ký", "Còn chờ", "Phạm Văn Khoa")
	waits := b.shown()
	b.check("waits")
	b.press(`form[action="/sign-out"] button`)
	b.open("/demo")
	b.press(`button[value="approver"]`)
	b.open(waits)
	b.press(`button[value="sign"]`)
	b.press(`form[action="/sign-out"] button`)
	b.open("/demo")
	b.press(`button[value="treasurer"]`)
	b.open(waits)
	b.press(`button[value="carry"]`)
	b.open(batch)
	b.sees("đã đảo", "Đã đảo 500.000 đ")
	b.walk("treasurer-back", []string{batch})
	t.Logf("%d looks without a violation", b.checked)
}

// leave runs what leads to another page, and waits for it.
func (b *tab) leave(script string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Evaluate[chromedp.Void]("{"+script+"}")); err != nil {
		b.t.Fatal(err)
	}
}

// shown is the page that is shown, without its address.
func (b *tab) shown() string {
	b.t.Helper()
	where, err := chromedp.Run(b.ctx, chromedp.Location())
	if err != nil {
		b.t.Fatal(err)
	}
	where, _, _ = strings.Cut(strings.TrimPrefix(where, b.address), "#")
	return where
}

// fundOption is the value with which a fund is chosen.
func fundOption(b *tab, code string) string {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("#fund option")].find(o => o.textContent.includes("(`+code+`)")).value`))
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}
