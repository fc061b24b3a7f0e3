// Package pages is what people see of the ledger: pages rendered on the server, in Vietnamese and in English.
//
// It promises that a page shows nobody what the table of duties has not for them, that every page says as of which entry it speaks, that a form
// sent twice asks for one command, that a refused form keeps what was typed into it, and that nothing on a page comes from anywhere else.
package pages

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"sovang/api/account"
	"sovang/api/draft"
	"sovang/api/grid"
	"sovang/api/paper"
	"sovang/api/post"
	"sovang/api/rest"
	"sovang/api/visit"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/eventstore"
	"sovang/projections"
)

// Options is what pages stand on: the same doors as the API's.
type Options struct {
	// Submit has requests decided in order up to the first refusal, Try says what it would answer and writes nothing.
	Submit func(context.Context, []ledger.Request) ([]rest.Outcome, error)
	Try    func(context.Context, []ledger.Request) ([]rest.Outcome, error)
	// Wait returns when reads see the entry with that number; Reached is the last one they see.
	Wait    func(ctx context.Context, entry uint64) error
	Reached func() uint64
	// Sync returns when reads see everything that was accepted so far.
	Sync    func(context.Context) error
	Read    *projections.Reader
	Entries eventstore.Log // as they are stored
	// Accounts and Sessions know who signs in.
	Accounts *account.Accounts
	Sessions *account.Sessions
	// Desk holds drafts of forms, and commands that wait for signatures.
	Desk draft.Desk
	// Visits knows the codes with which donors see their gifts; Root gives the root of the log as of an entry, for documents that name it.
	Visits *visit.Codes
	Root   func(ctx context.Context, entry uint64) (projections.Root, error)
	// Prints knows which papers were printed, Forms how they look. Card is what is known of somebody, Cards of several, for the address on their receipts.
	Prints *paper.Prints
	Forms  *paper.Forms
	Card   func(ctx context.Context, who uuid.UUID) (person.Card, error)
	Cards  func(ctx context.Context, who []uuid.UUID) (map[uuid.UUID]person.Card, error)
	// Send carries codes to donors; nil: none are sent.
	Send post.Sender
	// URL is where people reach the pages, without a stroke at the end: what links that are passed on begin with.
	URL string
	// Running is what the program knows of itself.
	Running func(context.Context) Instance
	// Demo lets whoever sits at this machine try every role of the demonstration.
	Demo bool
	Log  *slog.Logger // nil: slog.Default()
}

// The bounds of one request.
const (
	mostForm = 1 << 20          // bytes of a form
	patience = 20 * time.Second // for one page
	sending  = 30 * time.Minute // for one file
	settling = 2 * time.Second  // that a page waits for what its form has just made to be seen; it says how far it has come
)

// Site serves the pages.
type Site struct {
	o         Options
	pages     []Page
	templates templates
	assets    assets
	mux       *http.ServeMux
	front     kept[frontPage]
	offices   kept[offices]
	units     keptEach[unitPage]
	years     keptEach[yearPage]
	campaigns keptEach[projections.CampaignInfo]
	counted   countedAt
	open      context.Context // ends when the site closes
	close     context.CancelFunc
	making    sync.WaitGroup // of what is made anew for nobody's request
	strangers strangers
	letters   letters
	jobs      jobs
	demo      trying
	waiting   *draft.Queue
	grids     *draft.Drafts[grid.Form]
}

// New makes the site with all pages. It fails where one of them could never be shown.
func New(o Options) (*Site, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Site{o: o, mux: http.NewServeMux(), waiting: draft.NewQueue(o.Desk), grids: draft.New[grid.Form](o.Desk, "grid")}
	s.open, s.close = context.WithCancel(context.Background())
	s.letters.slots = make(chan struct{}, mostLetters)
	s.pages = s.table()
	var err error
	if s.assets, err = readAssets(); err != nil {
		return nil, err
	}
	if s.templates, err = parseTemplates(s.pages, s.assets); err != nil {
		return nil, err
	}
	for i := range s.pages {
		p := &s.pages[i]
		how := (*Call).show
		if p.Send != nil {
			how = p.Send
		}
		s.mux.HandleFunc("GET "+p.Path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, p, how) })
		if p.Do != nil {
			s.mux.HandleFunc("POST "+p.Path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, p, (*Call).do) })
		}
	}
	s.mux.HandleFunc("GET /static/{name}", s.assets.serve)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, &Page{Path: "?", For: Anybody()}, func(*Call) error { return errNoPage })
	})
	return s, nil
}

var errNoPage = domain.Errorf(domain.NotFound, "there is no such page")

// Pages lists the table, for who has to know that none is forgotten.
func (s *Site) Pages() []Page { return s.pages }

// policy is all that a page may load, and where from: this server, and nothing that stands in the page itself.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// ServeHTTP serves one request: what is true of all of them is done here.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	// Not no-store: a browser that goes back shows what was typed, and asks again where it goes forward.
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Cookie, Accept-Encoding")
	if strings.HasPrefix(r.URL.Path, "/static/") { // it is the same for everybody
		s.mux.ServeHTTP(w, r)
		return
	}
	s.o.Sessions.Handler(s.sameSite(s.mux)).ServeHTTP(w, r)
}

// sameSite refuses forms of other sites: they must not act for who is signed in here. Browsers too old to say where a form came from do not send the
// cookie with it.
func (s *Site) sameSite(next http.Handler) http.Handler {
	p := http.NewCrossOriginProtection()
	p.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, &Page{Path: "?", For: Anybody()}, func(*Call) error {
			return domain.Errorf(domain.Denied, "this form came from another site; open the page here and send it again")
		})
	}))
	return p.Handler(next)
}

// serve answers one request for a page, and writes one line about it: no address, no query, no form, for they hold names.
func (s *Site) serve(w http.ResponseWriter, r *http.Request, p *Page, how func(*Call) error) {
	began := time.Now()
	limit := patience
	if p.Send != nil {
		limit = sending
	}
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	r.Body = http.MaxBytesReader(w, r.Body, p.most())
	c := &Call{site: s, page: p, w: w, Request: r.WithContext(ctx), Lang: languageOf(r)}
	defer func() {
		if broken := recover(); broken != nil {
			if broken == http.ErrAbortHandler {
				panic(broken)
			}
			s.o.Log.Error("a page broke the program", "page", p.Path, "panic", broken, "stack", string(debug.Stack()))
			c.fail(errors.New("panic"))
		}
		level := slog.LevelInfo
		if c.status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		s.o.Log.LogAttrs(ctx, level, "page", slog.String("method", r.Method), slog.String("page", p.Path), slog.Int("status", c.status),
			slog.Duration("took", time.Since(began)), slog.Int("bytes", c.bytes))
	}()
	if c.chooseLanguage() {
		return
	}
	err := c.admit()
	if err == nil {
		err = how(c)
	}
	if err != nil {
		c.fail(err)
	}
}
