package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sovang/api/scenarios"
)

// screens is where pictures of the pages are kept, for who wants to see them.
const screens = "../../build/screens"

// axe is the checker of accessibility, brought by .ci/tools.
const axe = "../../.cache/axe/node_modules/axe-core/axe.min.js"

// heaviest is what a page may weigh on the way, with its style and script, and slowest how long the server may take for it here, where it is measured
// with everything else running.
const heaviest, slowest = 100 << 10, 500 * time.Millisecond

// tab is a tab of a real browser. All tests share one browser.
type tab struct {
	t       *testing.T
	ctx     context.Context
	address string
	axe     string
	checked int
}

func openTab(t *testing.T, address string) *tab {
	t.Helper()
	source, err := os.ReadFile(axe)
	if err != nil {
		t.Fatalf("%v: run .ci/tools, which brings it", err)
	}
	if err := os.MkdirAll(screens, 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(chromedp.NoSandbox, chromedp.DisableGPU)) // containers have no user namespaces
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // the browser lives as long as the context that starts it
		t.Fatal(err)
	}
	return &tab{t: t, ctx: ctx, address: address, axe: string(source)}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		where, _ := chromedp.Run(b.ctx, chromedp.Location())
		b.t.Fatalf("at %s: %v", where, err)
	}
}

// open shows a page.
func (b *tab) open(path string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	resp, err := chromedp.RunResponse(ctx, chromedp.Navigate(b.address+path))
	if err != nil || resp.Status >= 500 {
		b.t.Fatalf("%s: %v, %v", path, resp, err)
	}
}

// press presses a button or follows a link, and waits for the page that comes.
func (b *tab) press(selector string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(selector))); err != nil {
		b.t.Fatalf("%s: %v", selector, err)
	}
}

// sees fails where the page does not show a text.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	body, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("document.body.innerText"))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, text := range texts {
		if !strings.Contains(strings.ToLower(body), strings.ToLower(text)) {
			b.t.Errorf("%q is not on the page:\n%s", text, body)
		}
	}
}

// looks sets how the page is looked at: how wide, and in which light.
func (b *tab) looks(width int64, light string) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, 800), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: light}}})
		return err
	}))
}

// check fails where the page that is shown breaks a rule of accessibility (WCAG 2.2 AA and best practices), or where it is wider than the screen.
func (b *tab) check(what string) {
	b.t.Helper()
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]string](b.axe+`;axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v => v.id + ": " + v.help + " " +
		v.nodes.slice(0, 3).map(n => n.html.slice(0, 200) + " " + (n.any[0] || n.all[0] || n.none[0] || {message: ""}).message).join(" | ")))`, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
	for _, violation := range found {
		b.t.Errorf("%s: %s", what, violation)
	}
	b.fits(what)
	b.checked++
}

// fits fails where the page is wider than the screen.
func (b *tab) fits(what string) {
	b.t.Helper()
	wide, err := chromedp.Run(b.ctx, chromedp.Evaluate[int]("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
	if err != nil || wide > 0 {
		b.t.Errorf("%s is %d px wider than the screen: %v", what, wide, err)
	}
}

// picture keeps what is shown.
func (b *tab) picture(name string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(screens, name+".png"), png, 0o644)
	}
	if err != nil {
		b.t.Fatal(err)
	}
}

// TestBrowser walks every page in a real browser, in both languages and both lights, narrow and wide; and does what people do on them, from the link
// of the first start on. Nothing may break a rule of accessibility, weigh too much or take too long.
func TestBrowser(t *testing.T) {
	address := serveDemo(t, furnished(t))
	tryingIsForHere(t, address)
	b := openTab(t, address)
	everybody := []string{"/", "/?look=quang+ninh", "/?look=nobody", "/sign-in", "/nothing", "/demo"}
	signedIn := []string{"/today", "/me", "/sign-out", "/balances", "/balances?unit=QN-HG", "/balances?fund=QN-HB&as_of=200&at=2025-10-05", "/balances?fund=nobody", "/accounts", "/entries", "/entries?as_of=120"}

	b.walk("stranger", everybody[1:5]) // what else there is of the pages, TestEveryPage looks at
	for _, p := range scenarios.DemoPeople {
		b.open("/demo")
		b.press(`button[value="` + string(p.Role) + `"]`)
		b.sees("Hôm nay", p.Name, p.Unit)
		switch string(p.Role) {
		case "chair":
			b.walk("chair", signedIn[4:8])
		case "auditor":
			b.walk("auditor", signedIn[9:])
			b.slide()
		}
		b.press(`form[action="/sign-out"] button`)
	}
	b.weigh(append(everybody[:4:4], signedIn...))
	t.Logf("%d pages without a violation", b.checked)
}

// walk looks at pages in both languages and both lights, on a phone and on a laptop. What one look says of light holds in the other language, too.
func (b *tab) walk(who string, paths []string) {
	b.t.Helper()
	for _, look := range []struct {
		language, light string
		width           int64
	}{{"vi", "light", 360}, {"en", "dark", 1280}} {
		b.looks(look.width, look.light)
		b.open("/?lang=" + look.language)
		for _, path := range paths {
			plain := strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(strings.ToLower(path), "-"), "-")
			what := fmt.Sprintf("%s-%s-%s-%d", who, plain, look.language, look.width)
			b.open(path)
			b.check(what)
			b.picture(what)
		}
	}
	b.looks(1280, "light")
	b.open("/?lang=vi")
}

// slide pulls the slider over the history and sees the book as it stood.
func (b *tab) slide() {
	b.t.Helper()
	b.open("/entries")
	ctx, cancel := context.WithTimeout(b.ctx, 30*time.Second)
	defer cancel()
	_, err := chromedp.RunResponse(ctx, chromedp.Evaluate[chromedp.Void](`{const s = document.querySelector("input[type=range]");
		s.value = 7; s.dispatchEvent(new Event("input", {bubbles: true})); s.dispatchEvent(new Event("change", {bubbles: true}))}`))
	if err != nil {
		b.t.Fatal(err)
	}
	b.sees("sau bút toán 7,")
}

// weigh asks for pages as a browser does and looks at their size and their time.
func (b *tab) weigh(paths []string) {
	b.t.Helper()
	v := browse(b.t, b.address)
	v.ask("POST", "/demo", form("role", "auditor"))
	assets := int64(0)
	for _, m := range regexp.MustCompile(`"(/static/[^"]+)"`).FindAllStringSubmatch(v.ask("GET", "/sign-in", "").text, -1) {
		assets += v.weight(m[1])
	}
	for _, path := range paths {
		began := time.Now()
		weight := v.weight(path)
		took := time.Since(began)
		b.t.Logf("%-60s %6.1f kB with style and script, %5.1f ms", path, float64(weight+assets)/1024, float64(took.Microseconds())/1000)
		if weight+assets > heaviest {
			b.t.Errorf("%s weighs %d bytes", path, weight+assets)
		}
		if took > slowest {
			b.t.Errorf("%s takes %s", path, took)
		}
	}
}

// weight is what an answer weighs on the way.
func (b *browser) weight(path string) int64 {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), "GET", b.address+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "gzip")
	resp, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.ContentLength
}
