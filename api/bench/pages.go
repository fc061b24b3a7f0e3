package bench

import (
	"compress/gzip"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sovang/api/pages"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/staff"
)

// What a page may take of the server, and weigh on the way with its style and script.
const (
	slowestPage  = 20 * time.Millisecond
	heaviestPage = 100 << 10
)

// everyPage fills a book and measures each page of it that somebody with every role may see.
func (r *run) everyPage() error {
	p, err := r.server(large)
	if err != nil {
		return err
	}
	if err := r.filledBook(p); err != nil {
		return err
	}
	if err := r.warm(); err != nil {
		return err
	}
	r.tell("every page")
	b, err := r.browser(p)
	if err != nil {
		return err
	}
	defer b.conn.hangUp()
	return b.lookAround()
}

// filledBook fills a book with everything that pages show, unless a run before has done so and it was kept.
func (r *run) filledBook(p *Program) error {
	filled := filepath.Join(r.dir(large), "filled")
	if r.Keep != "" {
		switch said, err := os.ReadFile(filled); {
		case err == nil && string(said) == strconv.Itoa(r.Gifts):
			return nil
		case err == nil:
			return domain.Errorf(domain.Conflict, "the book that was kept has %s gifts", said).On("keep", "gifts")
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
	}
	if err := r.fill(p); err != nil {
		return err
	}
	if err := r.kinds(p); err != nil {
		return err
	}
	if err := r.grants(p); err != nil {
		return err
	}
	if r.Keep == "" {
		return nil
	}
	return os.WriteFile(filled, []byte(strconv.Itoa(r.Gifts)), 0o600)
}

// browser asks for pages as a browser does that has signed in.
type browser struct {
	*run
	conn    *caller
	cookies map[string]string
	table   []pages.Page
	assets  int64 // what style and script weigh on the way
	bare    int   // and unpacked
	lines   map[string]Line
	next    []string // where the pages that were seen lead
	known   map[string]bool
}

// onlooker is who sees every page: nobody grants a role to themselves.
const onlooker = "bench onlooker"

// grants gives one person every role in every unit.
func (r *run) grants(p *Program) error {
	var grants []ledger.Request
	for n := range funds {
		grants = append(grants, ask(r.ids.next(), ledger.GrantRole{Unit: id(ofUnit, n), Actor: actor, Role: staff.Chair, From: day, Basis: "đo tốc độ"}))
		for _, role := range []staff.Role{staff.Chair, staff.Treasurer, staff.Cashier, staff.Approver, staff.Auditor, staff.Registrar} {
			grants = append(grants, ask(r.ids.next(), ledger.GrantRole{Unit: id(ofUnit, n), Actor: onlooker, Role: role, From: day, Basis: "đo tốc độ", Override: "một người xem mọi trang"}))
		}
	}
	if err := p.Submit(r.ctx, grants); err != nil {
		return err
	}
	_, err := p.Sync(r.ctx)
	return err
}

// browser signs in: as who has every role in every unit, and as a donor who sees what they gave.
func (r *run) browser(p *Program) (_ *browser, err error) {
	site, err := pages.New(pages.Options{})
	if err != nil {
		return nil, err
	}
	conns, err := call(p, 1)
	if err != nil {
		return nil, err
	}
	b := &browser{run: r, conn: conns[0], cookies: map[string]string{}, table: site.Pages(), lines: map[string]Line{}, known: map[string]bool{}}
	if err := b.signIn(p); err != nil {
		b.conn.hangUp()
		return nil, err
	}
	return b, nil
}

func (b *browser) signIn(p *Program) error {
	const password = "đo tốc độ của mọi trang"
	link, err := p.Link(b.ctx, onlooker)
	if err != nil {
		return err
	}
	if _, _, err := b.send(link, url.Values{"chosen": {password}, "again": {password}}); err != nil {
		return err
	}
	gift, err := p.Code(b.ctx, visit.Ask{Kind: visit.Gift, Donation: id(ofGift, 1), By: actor})
	if err != nil {
		return err
	}
	history, err := p.Code(b.ctx, visit.Ask{Kind: visit.History, Donor: id(ofDonor, 1), Until: time.Now().Add(time.Hour), By: actor})
	if err != nil {
		return err
	}
	b.next = []string{"/g/" + gift, "/h", "/h/" + history, "/rounds/" + id(ofRound, 0).String(), "/rounds/" + id(ofRound, 0).String() + "/nominate", "/people/" + id(ofDonor, 1).String()}
	_, _, err = b.send("/h", url.Values{"code": {history}})
	return err
}

// send asks for a page, or sends a form, and gives the answer with its text.
func (b *browser) send(path string, form url.Values) (resp *http.Response, text string, err error) {
	method, headers, body := "GET", "Accept-Encoding: gzip\r\n", []byte(nil)
	if form != nil {
		method, body = "POST", []byte(form.Encode())
		headers += "Content-Type: application/x-www-form-urlencoded\r\n"
	}
	if len(b.cookies) > 0 {
		var all []string
		for name, value := range b.cookies {
			all = append(all, name+"="+value)
		}
		headers += "Cookie: " + strings.Join(all, "; ") + "\r\n"
	}
	resp, err = b.conn.exchange(method, path, headers, body)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		b.cookies[c.Name] = c.Value
	}
	from := io.Reader(resp.Body)
	if resp.Header.Get("Content-Encoding") == "gzip" {
		if from, err = gzip.NewReader(resp.Body); err != nil {
			return nil, "", err
		}
	}
	said, err := io.ReadAll(from)
	_, rest := io.Copy(io.Discard, resp.Body)
	if err = errors.Join(err, rest); err == nil && (resp.StatusCode >= 500 || form != nil && resp.StatusCode >= 400) {
		err = fmt.Errorf("%s %s is answered %s: %.500s", method, path, resp.Status, said)
	}
	return resp, string(said), err
}

var (
	assetsOf = regexp.MustCompile(`(?:href|src)="(/static/[^"]+\.(?:css|js))"`)
	linksOf  = regexp.MustCompile(`href="(/[^"#]*)"`)
)

// lookAround measures the pages of the table that need no more than an address, and those they lead to: each kind of page once, with what it is asked with.
func (b *browser) lookAround() error {
	_, first, err := b.send("/", nil)
	if err != nil {
		return err
	}
	for _, m := range assetsOf.FindAllStringSubmatch(first, -1) {
		resp, text, err := b.send(m[1], nil)
		if err != nil {
			return err
		}
		b.assets, b.bare = b.assets+resp.ContentLength, b.bare+len(text)
	}
	for _, p := range b.table {
		if !strings.Contains(strings.TrimSuffix(p.Path, "{$}"), "{") {
			b.next = append(b.next, strings.TrimSuffix(p.Path, "{$}"))
		}
	}
	for len(b.next) > 0 {
		path := b.next[0]
		b.next = b.next[1:]
		if key, now := b.kind(path); key != "" && !b.known[key] {
			b.known[key] = true
			if err := b.measure(key, now); err != nil {
				return err
			}
		}
	}
	for _, key := range slices.Sorted(maps.Keys(b.lines)) {
		b.add(b.lines[key])
	}
	return b.everyRow()
}

// everyRow makes sure that each row of the table was measured, whatever it was asked with, or is named with a reason.
func (b *browser) everyRow() error {
	seen := map[string]bool{}
	for key := range b.lines {
		row, _, _ := strings.Cut(key, "?")
		seen[row] = true
	}
	for _, p := range b.table {
		if row := strings.TrimSuffix(p.Path, "{$}"); !seen[row] && unreached[row] == "" {
			return fmt.Errorf("page %s was not measured: no link, no form leads to it", row)
		}
	}
	return nil
}

// A page is asked for a hundred times, or as often as a second and a half allow, and nine times at least.
const (
	looks    = 100
	leastOf  = 9
	watching = 1500 * time.Millisecond
)

// measure asks for a page again and again. The first time it may have to be made for everybody; that counts among the slowest.
func (b *browser) measure(key, path string) error {
	var took []time.Duration
	weight, bare, first := int64(0), 0, ""
	for from := time.Now(); len(took) < leastOf || !b.Small && len(took) < looks && time.Since(from) < watching; {
		begun := time.Now()
		resp, text, err := b.send(path, nil)
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return nil // it leads elsewhere, or is not for somebody who asks so
		}
		took = append(took, time.Since(begun))
		if weight, bare = resp.ContentLength+b.assets, len(text)+b.bare; len(took) == 1 {
			first = text
			for _, m := range linksOf.FindAllStringSubmatch(text, -1) {
				b.next = append(b.next, html.UnescapeString(m[1]))
			}
		}
	}
	l := Line{Name: "page " + key, What: fmt.Sprintf("Trang %s, %d kB, không nén %d kB%s", key, kilobytes(weight), kilobytes(int64(bare)), b.of()), Unit: Micros, Value: micros(part(took, 0.5)),
		P50: part(took, 0.5), P99: part(took, 0.99)}
	b.lines[key] = l.must("< 20 ms, < 100 kB", part(took, 0.5) < slowestPage && weight < heaviestPage).small(b.Gifts < 1_000_000)
	if form := forms[key]; form != nil {
		return form(b, path, first)
	}
	return nil
}

func kilobytes(n int64) int64 { return (n + 1023) >> 10 }

// kind is what a page is, its row of the table and what it is asked with, and where it is as it stands now. "": it is none, or one that is not measured.
func (b *browser) kind(address string) (key, now string) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	q := u.Query()
	for _, elsewhere := range []string{"lang", "as_of", "at"} { // the same page in another language, or at another time
		q.Del(elsewhere)
	}
	u.RawQuery = q.Encode()
	for _, p := range b.table { // of two rows that fit, the one that names more of the path is meant
		if row := strings.TrimSuffix(p.Path, "{$}"); fits(row, u.Path) && (key == "" || strings.Count(row, "{") < strings.Count(key, "{")) {
			key = row
		}
	}
	if unreached[key] != "" {
		return "", ""
	}
	if key != "" && len(q) > 0 {
		key += "?" + strings.Join(slices.Sorted(maps.Keys(q)), "&")
	}
	return key, u.String()
}

// fits says whether a path is one of those that a row of the table stands for.
func fits(row, path string) bool {
	want, is := strings.Split(row, "/"), strings.Split(path, "/")
	if len(want) != len(is) {
		return false
	}
	for i := range want {
		if !strings.HasPrefix(want[i], "{") && want[i] != is[i] || strings.HasPrefix(want[i], "{") && is[i] == "" {
			return false
		}
	}
	return true
}
