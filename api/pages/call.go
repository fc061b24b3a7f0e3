package pages

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/api/account"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/projections"
)

// Call is one request for a page, and what its template is shown with: as . beside the page's own .Data.
type Call struct {
	Request *http.Request
	Lang    Lang
	Data    any      // what Show gave
	Refused *Refusal // of the form that was sent; nil: none was, or it was accepted

	site *Site
	page *Page
	w    http.ResponseWriter
	// account is who is signed in, and roles what they hold today, anywhere.
	account  account.Account
	roles    staff.Set
	topRoles staff.Set  // at the top of the tree
	form     url.Values // as it was sent
	unread   error      // why a file of text that came with it cannot be read
	id       uuid.UUID
	asOf     *projections.AsOf
	found    found // what Do found out about rows, for Show
	// understood is a list of awards that Do has read, for Show.
	understood *typedAwards
	status     int
	bytes      int
}

// Refusal is why a form was not carried out.
type Refusal struct {
	Word     string // what pages say of it
	Sentence string // the ledger's own
	Fields   []string
	Marks    []Mark // the fields of the form that the page has marked, once it is known which
}

// About says whether the refusal speaks of a field of the form.
func (r *Refusal) About(field string) bool {
	if r != nil {
		for _, f := range r.Fields {
			if f == field {
				return true
			}
		}
	}
	return false
}

// Context ends with the request, or when it has taken too long.
func (c *Call) Context() context.Context { return c.Request.Context() }

// Read is the read side.
func (c *Call) Read() *projections.Reader { return c.site.o.Read }

// Path gives what stands for a name in the page's path.
func (c *Call) Path(name string) string { return c.Request.PathValue(name) }

// Query gives a parameter of the address, without blanks around it.
func (c *Call) Query(name string) string {
	return strings.TrimSpace(c.Request.URL.Query().Get(name))
}

// Typed gives what was typed into a field of the form, "" where none was sent.
func (c *Call) Typed(field string) string { return c.form.Get(field) }

// ID is the id of the command that the form asks for. The page that shows the form makes it, so a form sent twice asks for one command.
func (c *Call) ID() uuid.UUID {
	if c.id == uuid.Nil {
		if sent, err := uuid.Parse(c.form.Get("id")); err == nil && sent != uuid.Nil {
			c.id = sent
		} else {
			c.id = uuid.Must(uuid.NewV7())
		}
	}
	return c.id
}

// AsOf is the entry that the page speaks of: as_of of the address, else the last one.
func (c *Call) AsOf() (projections.AsOf, error) {
	if c.asOf == nil {
		asOf, err := c.Read().AsOf(c.Context(), c.Query("as_of"))
		if err != nil {
			return asOf, err
		}
		c.asOf = &asOf
	}
	return *c.asOf, nil
}

// At is the day that the page speaks of, at of the address; nil: of all there is.
func (c *Call) At() (*domain.Date, error) {
	text := c.Query("at")
	if text == "" {
		return nil, nil
	}
	day, err := domain.ParseDate(text)
	if err != nil {
		return nil, domain.Under("at", err)
	}
	return &day, nil
}

// Known is the entry that the page speaks of and the moment it was recorded, for its foot.
func (c *Call) Known() projections.AsOf {
	if c.asOf != nil {
		return *c.asOf
	}
	return projections.AsOf{Entry: c.site.o.Reached()}
}

// Wrong marks a field of which the refusal speaks.
func (c *Call) Wrong(field string) template.HTMLAttr {
	if c.Refused.About(field) {
		return `aria-invalid="true" aria-errormessage="refused"`
	}
	return ""
}

// Chosen says whether that was chosen of a list in the form that was sent.
func (c *Call) Chosen(field, value string) bool { return c.form.Get(field) == value }

// T gives a word or sentence in the language of the page.
func (c *Call) T(key string, args ...any) (string, error) { return c.Lang.say(key, args...) }

// say is T for what stands once in the tables and cannot be missing: a test looks.
func (c *Call) say(key string, args ...any) string {
	text, err := c.T(key, args...)
	if err != nil {
		panic(err)
	}
	return text
}

// Indent is what stands before a unit in a list, by how deep it lies.
func (c *Call) Indent(level int) string { return strings.Repeat("\u2003", level) }

// Amount shows minor units of a currency: 1.234.567 đ, and −150.000 đ where it is below nothing.
func (c *Call) Amount(currency string, minor int64) string {
	return strings.Replace(money.Money{Minor: minor, Currency: money.Currency(currency)}.String(), "-", "−", 1)
}

// Less is the same amount without its sign, where it is below nothing.
func (c *Call) Less(minor int64) int64 { return max(minor, -minor) }

// Reached is the last entry that pages see.
func (c *Call) Reached() uint64 { return c.site.o.Reached() }

// Count shows a number: 1.234.567.
func (c *Call) Count(n any) string {
	switch n := n.(type) {
	case int:
		return money.Grouped(strconv.Itoa(n))
	case int64:
		return money.Grouped(strconv.FormatInt(n, 10))
	case uint64:
		return money.Grouped(strconv.FormatUint(n, 10))
	}
	return ""
}

// Title is the word for the page's title.
func (c *Call) Title() string {
	if c.page.Template == "" {
		return "error.title"
	}
	return "title." + c.page.Template
}

// Unlisted says whether search engines must leave the page out.
func (c *Call) Unlisted() bool { return c.page.Unlisted || c.page.Template == "" }

// Here is the page's address in another language.
func (c *Call) Here(l Lang) string {
	q := c.Request.URL.Query()
	q.Set("lang", string(l))
	return c.Request.URL.Path + "?" + q.Encode()
}

// Part is the pages of a part of the menu. Where it has no Word they stand in the menu itself.
type Part struct {
	Word    string
	Here    bool // one of them is shown
	Entries []Entry
}

// Entry is one line of the menu.
type Entry struct {
	Path, Word string
	Here       bool
}

// Menu is the pages that whoever asks may see. A part of one page is no part: its page stands in the menu itself.
func (c *Call) Menu() (menu []Part) {
	for _, g := range groups {
		part := Part{Word: "menu.under." + string(g)}
		for i := range c.site.pages {
			if p := &c.site.pages[i]; p.Menu != "" && p.Under == g && c.May(p.For) {
				part.Entries = append(part.Entries, Entry{strings.TrimSuffix(p.Path, "{$}"), p.Menu, p == c.page})
				part.Here = part.Here || p == c.page
			}
		}
		if g == "" || len(part.Entries) == 1 {
			part.Word = ""
		}
		if len(part.Entries) > 0 {
			menu = append(menu, part)
		}
	}
	return menu
}

// Has says whether there is a page with that path in the table, for what links to it.
func (c *Call) Has(path string) bool {
	for i := range c.site.pages {
		if c.site.pages[i].Path == path {
			return true
		}
	}
	return false
}

// recognize finds out who asks.
func (c *Call) recognize() error {
	a, ok, err := c.site.o.Sessions.Who(c.Context())
	if err != nil || !ok {
		return err
	}
	o, err := c.offices()
	c.account, c.roles, c.topRoles = a, o.roles(a.Actor, nil), o.roles(a.Actor, o.roots())
	return err
}

// errStranger: the page is not for whoever has not said who they are.
var errStranger = errors.New("sign in first")

// admit refuses who may not see the page.
func (c *Call) admit() error {
	if err := c.recognize(); err != nil {
		return err
	}
	switch {
	case c.May(c.page.For):
		return nil
	case c.Who() == "":
		return errStranger
	}
	return domain.Errorf(domain.Denied, "this page is for the %s", c.page.For.roles)
}

// show renders the page.
func (c *Call) show() (err error) {
	if c.Data, err = c.page.Show(c); err != nil || c.status != 0 { // it has answered by itself
		return err
	}
	return c.render(http.StatusOK, c.page.Template)
}

// do carries out the form and goes on elsewhere, so that loading the next page again sends nothing again. Refused, the page is shown again with what
// was typed.
func (c *Call) do() error {
	if err := c.readForm(); err != nil {
		return err
	}
	to, err := "", c.unread
	if err == nil {
		to, err = c.page.Do(c)
	}
	if err == nil && c.status != 0 { // it has answered by itself
		return nil
	}
	if err == nil && to == "" { // it asked for a look at what was typed
		return c.show()
	}
	if err == nil {
		c.status = http.StatusSeeOther
		http.Redirect(c.w, c.Request, to, http.StatusSeeOther)
		return nil
	}
	status, refusal := refusalOf(err)
	if refusal == nil {
		return err
	}
	c.Refused = refusal
	c.settle()
	if c.Data, err = c.page.Show(c); err != nil {
		return err
	}
	return c.render(status, c.page.Template)
}

func (c *Call) readForm() error {
	if (c.page.Files || c.page.Texts) && brings(c.Request) {
		return c.readParts()
	}
	if err := c.Request.ParseForm(); err != nil {
		return unreadable(err)
	}
	c.form = c.Request.PostForm
	return nil
}

// Submit asks the ledger for commands in one go, in somebody's name, and waits until pages show them. The first refusal is the error.
func (c *Call) Submit(actor string, requests ...ledger.Request) error {
	for i := range requests {
		requests[i].Actor = actor
	}
	_, err := c.submit(requests)
	return err
}

// submit is Submit that says how many were accepted before the first refusal. Any other error says nothing of that.
func (c *Call) submit(requests []ledger.Request) (accepted int, err error) {
	outcomes, err := c.site.o.Submit(c.Context(), requests)
	var last uint64
	for _, o := range outcomes {
		if o.Err != nil {
			err = o.Err
			break
		}
		last, accepted = o.Entry, accepted+1
	}
	if accepted == 0 || err != nil && accepted == len(outcomes) {
		return accepted, err
	}
	// It is stored. Where the read side takes longer, the next page says how far it has come.
	wait, cancel := context.WithTimeout(c.Context(), settling)
	defer cancel()
	if err := c.site.o.Wait(wait, last); err != nil {
		c.site.o.Log.Warn("a page goes on before it shows what it has written", "page", c.page.Path, "entry", last, "error", err)
	}
	c.site.offices.drop()
	c.site.front.drop()
	return accepted, err
}

// settle lets a form that was refused be shown beside what it was refused for, where somebody else was first.
func (c *Call) settle() {
	c.asOf = nil
	wait, cancel := context.WithTimeout(c.Context(), settling)
	defer cancel()
	if err := c.site.o.Sync(wait); err != nil {
		c.site.o.Log.Warn("a refused form is shown before reads see all that was accepted", "page", c.page.Path, "error", err)
	}
}

var zippers = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level exists
	return z
}}

// sheets are what pages are written on before they go out: a long one would be made anew, twice as large each time, until it is long enough.
var sheets = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// largestSheet is the largest that is kept for another page.
const largestSheet = 1 << 20

func giveBack(b *bytes.Buffer) {
	if b.Cap() <= largestSheet {
		b.Reset()
		sheets.Put(b)
	}
}

// render writes a page whole or not at all.
func (c *Call) render(status int, name string) error {
	page, packed := sheets.Get().(*bytes.Buffer), sheets.Get().(*bytes.Buffer)
	defer func() { giveBack(page); giveBack(packed) }()
	if err := c.site.templates[c.Lang][name].ExecuteTemplate(page, "layout.html", c); err != nil {
		return err
	}
	if c.Refused != nil {
		if c.Refused.Marks = marks(page.Bytes()); len(c.Refused.Marks) > 0 { // once more, now that it is known what the fields are called
			page.Reset()
			if err := c.site.templates[c.Lang][name].ExecuteTemplate(page, "layout.html", c); err != nil {
				return err
			}
		}
	}
	h := c.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(c.Lang))
	if c.Unlisted() {
		h.Set("X-Robots-Tag", "noindex")
	}
	body := page
	if zips(c.Request) {
		z := zippers.Get().(*gzip.Writer)
		z.Reset(packed)
		_, _ = z.Write(page.Bytes()) // a buffer takes everything
		_ = z.Close()
		zippers.Put(z)
		h.Set("Content-Encoding", "gzip")
		body = packed
	}
	c.status, c.bytes = status, body.Len()
	h.Set("Content-Length", strconv.Itoa(body.Len()))
	c.w.WriteHeader(status)
	if c.Request.Method != http.MethodHead {
		_, _ = body.WriteTo(c.w) // a reader who left is no fault of ours
	}
	return nil
}

func zips(r *http.Request) bool { return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") }

// Moment shows when something was recorded, in Vietnam: 08:15 31/12/2026.
func (c *Call) Moment(t time.Time) string { return t.In(domain.Vietnam).Format("15:04 02/01/2006") }
