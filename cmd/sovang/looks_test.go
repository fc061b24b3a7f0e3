package main

import (
	"context"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"sovang/api/pages"
	"sovang/api/post"
	"sovang/api/scenarios"
)

// TestEveryPage looks at every page of the table in a real browser, in both languages and lights, on a phone and on a laptop: as whoever of the
// demonstration sees most of it, and as the first administrator does when nothing has been recorded yet. Nothing may break a rule of accessibility or be
// wider than the screen. A page that no link leads to is named in opensByName; one that is not looked at fails the test.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	t.Run("a year", pagesOfAYear)
	t.Run("the first day", pagesOfTheFirstDay)
}

// noPages are rows of the table that answer with something else, and with what.
var noPages = map[string]string{
	"/grid/people": "names for the script that suggests them",
}

// sight is a page of the table as it is looked at: by whom, at which address; and how much there is to be seen.
type sight struct {
	who, address string
	much         int
}

// sights are the pages that were found, by the path that the table has for them.
type sights struct {
	t       *testing.T
	address string
	mux     *http.ServeMux // knows which row of the table an address is
	table   []pages.Page
	best    map[string]sight
}

func look(t *testing.T, address string) *sights {
	t.Helper()
	site, err := pages.New(pages.Options{Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	s := &sights{t: t, address: address, mux: http.NewServeMux(), table: site.Pages(), best: map[string]sight{}}
	for _, p := range s.table {
		s.mux.HandleFunc(p.Path, http.NotFound)
	}
	return s
}

// row is the row of the table to which an address belongs, "" where it is of no page.
func (s *sights) row(address string) string {
	r, err := http.NewRequestWithContext(s.t.Context(), "GET", address, nil)
	if err != nil {
		return ""
	}
	_, row := s.mux.Handler(r)
	return row
}

// mostAlike is how many addresses of one page somebody looks at to find the one with most on it.
const mostAlike = 3

// follow goes wherever links lead somebody, and keeps of each page the address at which most is to be seen.
func (s *sights) follow(who string, b *browser, from ...string) {
	s.t.Helper()
	alike, known := map[string]int{}, map[string]bool{}
	for next := from; len(next) > 0; next = next[1:] {
		row := s.row(next[0])
		if row == "" || known[next[0]] || alike[row] == mostAlike || strings.Contains(next[0], "lang=") || noPages[row] != "" {
			continue
		}
		known[next[0]] = true
		alike[row]++
		a := b.ask("GET", next[0], "")
		if a.status != http.StatusOK || !strings.Contains(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		s.found(row, sight{who, next[0], len(a.text)})
		for _, link := range linkTags.FindAllStringSubmatch(a.text, -1) {
			next = append(next, strings.ReplaceAll(link[1], "&amp;", "&"))
		}
	}
}

func (s *sights) found(row string, x sight) {
	if x.much > s.best[row].much {
		s.best[row] = x
	}
}

// named is a page to which no link leads.
func (s *sights) named(who, address string) {
	s.t.Helper()
	row := s.row(address)
	if row == "" {
		s.t.Fatalf("%s is no page", address)
	}
	s.best[row] = sight{who, address, 1 << 30}
}

// of are the addresses at which somebody looks.
func (s *sights) of(who string) (all []string) {
	for _, x := range s.best {
		if x.who == who {
			all = append(all, x.address)
		}
	}
	slices.Sort(all)
	return all
}

// pagesOfAYear are those of the demonstration.
func pagesOfAYear(t *testing.T) {
	dir := furnished(t)
	address := serveDemo(t, dir, post.Folder{Dir: t.TempDir()})
	s, b := look(t, address), openTab(t, address)
	s.opensByName(dir)
	s.follow("", browse(t, address), "/", "/g", "/h", "/h/send", "/sign-in", "/demo")
	sponsor := browse(t, address)
	sponsor.ask("POST", "/demo", form("role", "sponsor")).to(t, "/h")
	s.follow("sponsor", sponsor, "/h")
	for _, p := range scenarios.DemoPeople {
		s.follow(string(p.Role), plays(t, address, string(p.Role)), "/today", "/sign-out", "/boxes?unit=QN-BC-K1", "/levies?unit=QN-VD-HO")
	}
	everybody := []string{"", "sponsor"}
	for _, p := range scenarios.DemoPeople {
		everybody = append(everybody, string(p.Role))
	}
	for _, who := range everybody {
		if who != "" {
			b.as(who)
		}
		paths := s.of(who)
		if who == "treasurer" {
			paths = append(paths, s.prints(b))
		}
		b.regard("full", s, paths)
	}
	for _, p := range s.table {
		if p.Path == "/setup/{link}" { // it is there as long as nobody is: on the first day
			continue
		}
		if _, seen := s.best[p.Path]; !seen && p.Send == nil && noPages[p.Path] == "" {
			t.Errorf("nobody looks at %s: let a link of the demonstration lead there, or open it in opensByName", p.Path)
		}
	}
	for path := range noPages {
		if !slices.ContainsFunc(s.table, func(p pages.Page) bool { return p.Path == path }) {
			t.Errorf("%s is no row of the table", path)
		}
	}
	t.Logf("%d pages of %d rows, %d looks without a violation", len(s.best), len(s.table), b.checked)
}

// opensByName makes what no link leads to: a gift with its code, a code for all that a donor gave, an invitation, a batch that is typed and one that is
// posted, a command that waits for a signature.
func (s *sights) opensByName(dir string) {
	s.t.Helper()
	s.named("", "/g/"+strings.TrimSpace(must(s.t, "--data", dir, "visit", "code", scenarios.DemoGift.String())))
	s.named("", "/h/"+strings.TrimSpace(must(s.t, "--data", dir, "visit", "history", scenarios.DemoSponsor.String())))
	s.named("", strings.TrimSpace(must(s.t, "--data", dir, "account", "link", scenarios.DemoPeople[0].Name)))

	s.named("registrar", "/rounds/HE-2026/nominate")                // of the few rounds that links lead to first none is being nominated
	s.named("registrar", "/people/"+scenarios.DemoSponsor.String()) // records are looked for, and listed nowhere
	treasurer := plays(s.t, s.address, "treasurer")
	rows := [][5]string{{"Phạm Thị Ân", "500k", "", "", ""}, {"Công ty Mới", "1tr", "Tết", "benefactor", "new:enterprise"}, {"", "400k", "", "", ""}}
	posted := treasurer.begin("QN-HB", "3", "1tr9")
	posted.post(posted.sent("post", "3", "1tr9", "", rows...)).to(s.t, "/batch/"+posted.id)
	s.named("treasurer", "/batch/"+posted.id)
	typed := treasurer.begin("QN-HB", "4", "2tr")
	typed.post(typed.sent("save", "4", "2tr", "", append(rows, [5]string{"Phạm Thị Ân", "nhiều", "", "", ""})...)).wants(s.t, 303)
	s.named("treasurer", "/grid/"+typed.id)

	pledge := find(s.t, treasurer.ask("GET", "/pledges?only=overdue", "").text, `href="(/pledges/[A-Z0-9]+)"`)
	waits := treasurer.ask("POST", pledge, form("id", uuid.NewString(), "do", "write-off", "reason", "doanh nghiệp đã giải thể", "approver", "Phạm Văn Khoa")).wants(s.t, 303)
	s.named("treasurer", waits.header.Get("Location"))
}

// prints prints receipts in the tab, for what was printed is shown to whoever printed it; it gives the page that shows them.
func (s *sights) prints(b *tab) string {
	s.t.Helper()
	b.open(s.best["/receipts/print"].address)
	b.press(`form[action="/receipts/print"] button, main form[method="post"] button`)
	s.named("treasurer", b.shown())
	return b.shown()
}

// pagesOfTheFirstDay are those of a book in which nobody stands but the first administrator, and the one hand to whom they gave every other role.
func pagesOfTheFirstDay(t *testing.T) {
	const password, chair, hand = "mười con heo đất", "Trần Thị Bình", "Vũ Văn Hòa"
	dir := t.TempDir()
	served := serveInside(t, "--data", dir, "serve")
	b := openTab(t, served.address)
	s := look(t, served.address)
	begin := find(t, served.out.String(), `(/setup/\S+)`)
	s.named("", begin)
	s.follow("", browse(t, served.address), "/", "/g", "/h", "/sign-in")
	b.regard("empty", s, s.of(""))

	first := browse(t, served.address)
	first.ask("POST", begin, form("name", chair, "kind", "association", "unit_name", "Hội Khuyến học xã An", "unit_code", "HKH-AN", "chosen", password, "again", password)).to(t, "/today")
	for _, role := range []string{"treasurer", "cashier", "approver", "auditor", "registrar"} {
		must(t, "--data", dir, "--actor", chair, "staff", "grant", hand, role, "--unit", "HKH-AN", "--basis", "Biên bản số 1", "--override", "hội mới có hai người")
	}
	other := browse(t, served.address)
	other.ask("POST", strings.TrimSpace(must(t, "--data", dir, "account", "link", hand)), form("chosen", password, "again", password)).to(t, "/today")
	clear(s.best)
	s.follow(chair, first, "/today", "/u/HKH-AN", "/u/HKH-AN/2026")
	s.follow(hand, other, "/today")
	for _, who := range []string{chair, hand} {
		b.open("/sign-in")
		b.writes("#name", who)
		b.writes("#password", password)
		b.press(`form[action^="/sign-in"] button`)
		b.sees("Hôm nay")
		b.regard("empty", s, s.of(who))
		b.press(`form[action="/sign-out"] button`)
	}
	firstFund(t, dir, first, other)
	for _, p := range s.table {
		if _, seen := s.best[p.Path]; !seen && p.Menu != "" && p.Path != "/demo" {
			t.Errorf("nobody looks at %s on the first day", p.Path)
		}
	}
	t.Logf("%d pages, %d looks without a violation", len(s.best), b.checked)
}

// firstFund: the first fund is opened on a page, once however often it is sent, with the places of which its treasurer knows; a refused form keeps what was
// typed, and who may open no places is not shown how.
func firstFund(t *testing.T, dir string, chair, treasurer *browser) {
	t.Helper()
	page := treasurer.ask("GET", "/funds", "").wants(t, 200, "Mở quỹ đầu tiên", `name="bank"`)
	if seen := chair.ask("GET", "/funds", "").wants(t, 200, "Mở quỹ đầu tiên"); strings.Contains(seen.text, `name="bank"`) {
		t.Error("a chair is shown how to open places")
	}
	unit, id := find(t, page.text, `name="unit" value="([^"]+)"`), find(t, page.text, `name="id" value="([^"]+)"`)
	open := func(code string) string {
		return form("do", "fund", "id", id, "unit", unit, "code", code, "name", "Quỹ khuyến học xã An", "form", "association", "cash", "Két xã", "bank", "BIDV 0123")
	}
	treasurer.ask("POST", "/funds", open("AN XA")).wants(t, 400, "Chưa ghi", "Quỹ khuyến học xã An", "AN XA", "BIDV 0123")
	for range 2 {
		treasurer.ask("POST", "/funds", open("AN")).to(t, "/funds?done=fund")
	}
	shown := treasurer.ask("GET", "/funds?done=fund", "").wants(t, 200, "Đã mở quỹ", "Két xã", "BIDV 0123", "quỹ của hội")
	fund := find(t, shown.text, `name="of" value="([^"]+)"`)
	wall := form("do", "compartment", "id", uuid.NewString(), "of", fund, "kind", "purpose", "compartment", "sach-vo", "wording", "sách vở lớp 1")
	chair.ask("POST", "/funds", wall).wants(t, 403, "Chưa ghi")
	for range 2 {
		treasurer.ask("POST", "/funds", wall).to(t, "/funds?done=compartment")
	}
	treasurer.ask("POST", "/funds", form("do", "place", "id", uuid.NewString(), "of", fund, "kind", "savings", "place", "so-1", "title", "Sổ tiết kiệm")).to(t, "/funds?done=place")
	treasurer.ask("GET", "/funds", "").wants(t, 200, "sách vở lớp 1", "Sổ tiết kiệm", "tiết kiệm")
	if report := must(t, "--data", dir, "report", "balances", "--fund", "AN"); !strings.Contains(report, "sach-vo") {
		t.Errorf("the report of balances is %s", report)
	}
	batch := treasurer.begin("AN", "1", "500k") // gifts can be entered
	batch.post(batch.sent("post", "1", "500k", "", [5]string{"Bác Tư", "500k", "", "", "new:individual"})).to(t, "/batch/"+batch.id)
	treasurer.ask("GET", "/funds", "").wants(t, 200, "500.000 đ")
}

// everyScreen asks for pictures in every light and width and as they are printed, of the pages that its pattern matches; without it one is kept of each
// page and language.
const everyScreen = "SCREENS"

// regard looks at pages in both languages: on a phone by day, on a laptop by night, and whether they fit a phone in the other language, too.
func (b *tab) regard(state string, s *sights, paths []string) {
	b.t.Helper()
	for _, language := range []string{"vi", "en"} {
		width, light := int64(360), "light"
		if language == "en" {
			width, light = 1280, "dark"
		}
		b.looks(width, light)
		b.open("/?lang=" + language)
		for _, path := range paths {
			if only := os.Getenv(everyScreen); only != "" && !regexp.MustCompile(only).MatchString(s.row(path)) {
				continue
			}
			name := "page-" + strings.Trim(regexp.MustCompile(`[^a-z0-9]+`).ReplaceAllString(s.row(path), "-"), "-") + "-" + state + "-" + language
			b.open(path)
			b.check(name)
			if os.Getenv(everyScreen) != "" {
				b.everyLook(name)
				b.looks(width, light)
				continue
			}
			b.picture(name + "-" + light)
			if width != 360 {
				b.looks(360, light)
				b.fits(name)
				b.looks(width, light)
			}
		}
	}
	b.looks(1280, "light")
	b.open("/?lang=vi")
}

// everyLook keeps pictures of the page that is shown in both lights, narrow and wide, and as it is printed.
func (b *tab) everyLook(name string) {
	b.t.Helper()
	for _, width := range []int64{360, 1280} {
		for _, light := range []string{"light", "dark"} {
			b.looks(width, light)
			b.fits(name)
			b.picture(name + "-" + light + "-" + strconv.FormatInt(width, 10))
		}
	}
	b.do(chromedp.EmulateViewport(794, 1123), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error { // A4
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	}))
	b.picture(name + "-print")
}
