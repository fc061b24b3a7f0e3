// Package rest is the JSON API: every command and every report of the ledger as resources under /api/v1.
//
// It promises that a request with an Idempotency-Key is done once for ever, that a dry run writes nothing, that every answer says as of which entry
// it speaks (Sovang-Entry), that a refusal names every field that is wrong as far as is known (problem+json), that no answer tells anything from
// inside the program, and that nothing of it is open to who has no token.
package rest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/api/auth"
	"sovang/api/visit"
	"sovang/domain/ledger"
	"sovang/eventstore"
	"sovang/projections"
)

// Base is where the API begins; another version of it would begin elsewhere.
const Base = "/api/v1"

// Outcome is the answer to one command.
type Outcome struct {
	Entry    uint64 // of the entry it made, now or the first time; 0 where it was refused
	Repeated bool   // it had been accepted before
	Err      error  // a refusal
}

// Options is what the API stands on: the door of the house, and its read side.
type Options struct {
	// Submit has requests decided in order up to the first refusal, Try says what it would answer, refusals passed over, and writes nothing.
	Submit func(context.Context, []ledger.Request) ([]Outcome, error)
	Try    func(context.Context, []ledger.Request) ([]Outcome, error)
	// Wait returns when reads see the entry with that number; Reached is the last one they see.
	Wait    func(ctx context.Context, entry uint64) error
	Reached func() uint64
	Last    func() uint64 // that is stored
	Read    *projections.Reader
	Entries eventstore.Log // as they are stored
	Tokens  *auth.Tokens
	Visits  *visit.Codes // with which donors see their gifts
	Log     *slog.Logger // nil: slog.Default()
	// Leaving is closed when the program is to stop: a bulk under way then takes no more lines. nil: never.
	Leaving <-chan struct{}
	// Rate is how many requests a second one token may make, in bursts of as many; 0: any number.
	Rate int
}

// The bounds of one request.
const (
	MostBody = 1 << 20          // bytes of a command
	patience = 20 * time.Second // for one answer
	longest  = 10 * time.Second // that Sovang-Wait waits
)

// Server serves the API.
type Server struct {
	o      Options
	mux    *http.ServeMux
	api    huma.API
	limits *limits
	duties duties
	routes []Route
	ends   deadlines

	offices looked
}

// Route is one way into the API.
type Route struct {
	Method, Path string
	Command      string // that a POST asks for
	Report       string // that a GET shows, as the command line calls it
	Bulk         bool   // takes commands of every kind
	File         bool   // a GET that sends a file of its own kind, not JSON
	As           string // neither: for the roles of this command
}

// New makes a server with all resources.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Server{o: o, mux: http.NewServeMux(), limits: newLimits(o.Rate), duties: dutiesTable()}
	s.api = humago.New(s.mux, document())
	kept := schemas{s.api.OpenAPI().Components.Schemas.Map(), map[string]reflect.Type{}, true}
	all := resources()
	for _, r := range all {
		for _, p := range r.posts {
			s.addPost(kept, r.tag, p)
		}
	}
	kept.asked = false
	for _, r := range all {
		for _, g := range r.gets {
			s.addGet(kept, r.tag, g)
		}
	}
	s.addBulk(kept)
	s.addExports(kept)
	s.addRollupFile(kept)
	s.addVisits(kept)
	s.addDocument()
	return s
}

// Routes lists every route, for who has to know that none is forgotten.
func (s *Server) Routes() []Route { return s.routes }

// handler answers one request; an error is written as a problem.
type handler func(*call) error

// add registers an operation with the document and its handler with the mux.
func (s *Server) add(op *huma.Operation, r Route, h handler) {
	s.api.OpenAPI().AddOperation(op)
	s.routes = append(s.routes, r)
	answer := s.answer
	if r.Command != "" {
		answer = s.take
	}
	s.handle(r.Method+" "+r.Path, func(w *answerWriter, req *http.Request) {
		w.route = r.Path
		answer(w, req, r, h)
	})
}

// handle registers a handler with the mux.
func (s *Server) handle(pattern string, h func(*answerWriter, *http.Request)) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		a := w.(*answerWriter)
		a.looking = false
		h(a, r)
	})
}

// What every answer says. The values are shared by all answers: nobody changes a value of a header in place.
var (
	nosniff    = []string{"nosniff"}
	nothing    = []string{"default-src 'none'; frame-ancestors 'none'"}
	noReferrer = []string{"no-referrer"}
	private    = []string{"private, no-cache"}
	jsonMedia  = []string{"application/json"}
)

// ServeHTTP serves one request: what is true of all of them is done here.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	a := &answerWriter{ResponseWriter: w, looking: true}
	header := w.Header()
	header["X-Content-Type-Options"] = nosniff
	header["Content-Security-Policy"] = nothing
	header["Referrer-Policy"] = noReferrer
	header["Cache-Control"] = private
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.o.Log.Error("a request broke the program", "route", a.route, "panic", p, "stack", string(debug.Stack()))
			if a.looking = false; a.status == 0 {
				s.problem(a, r, fail(http.StatusInternalServerError, "internal", "this is a fault of the program; its log says more"), nil)
			}
		}
		s.logged(a, r, time.Since(began))
	}()
	if s.mux.ServeHTTP(a, r); a.looking {
		s.noRoute(a, r)
	}
}

// reached says as of which entry an answer speaks that speaks of nothing in particular.
func (s *Server) reached(h http.Header) {
	h[entryHeader] = []string{strconv.FormatUint(s.o.Reached(), 10)}
}

// logged writes a line about the request: no address, no query, no body, for they hold names.
func (s *Server) logged(a *answerWriter, r *http.Request, took time.Duration) {
	level := slog.LevelInfo
	if a.status >= http.StatusInternalServerError {
		level = slog.LevelError
	}
	if !s.o.Log.Enabled(r.Context(), level) {
		return
	}
	token := ""
	if a.token != uuid.Nil {
		token = a.token.String()
	}
	s.o.Log.LogAttrs(r.Context(), level, "request", slog.String("method", method(r)), slog.String("route", a.route), slog.Int("status", a.status),
		slog.Duration("took", took), slog.Int64("bytes", a.bytes), slog.String("token", token), slog.String("entry", a.Header().Get(entryHeader)))
}

// method is the request's method if it is one; what a stranger invents is not written down.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "?"
}

// noRoute answers what no resource takes: the mux has said by its status whether the path or only the method is unknown.
func (s *Server) noRoute(a *answerWriter, r *http.Request) {
	if a.status != 0 {
		return // the same path, written as it should be
	}
	allow := a.Header().Get("Allow")
	if a.looking = false; a.refused == http.StatusMethodNotAllowed {
		s.problem(a, r, fail(http.StatusMethodNotAllowed, codeMethod, "this resource takes "+allow), nil)
		return
	}
	s.problem(a, r, fail(http.StatusNotFound, codeNoRoute, "there is no such resource; "+Base+"/openapi.json lists them"), nil)
}

// answerWriter remembers what was answered, for the log. What the mux says of a request that no resource takes is kept back: we say it.
type answerWriter struct {
	http.ResponseWriter
	status  int
	bytes   int64
	route   string
	token   uuid.UUID
	looking bool // no resource has taken it yet
	refused int  // the status that the mux refused it with meanwhile
}

// WriteHeader implements http.ResponseWriter.
func (a *answerWriter) WriteHeader(status int) {
	if a.looking && status >= http.StatusBadRequest {
		a.refused = status
		return
	}
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Write implements http.ResponseWriter.
func (a *answerWriter) Write(b []byte) (int, error) {
	if a.refused != 0 && a.looking {
		return len(b), nil
	}
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += int64(n)
	return n, err
}

// Unwrap lets an http.ResponseController reach the connection.
func (a *answerWriter) Unwrap() http.ResponseWriter { return a.ResponseWriter }

const entryHeader = "Sovang-Entry"

// call is one request that is let in.
type call struct {
	s         *Server
	w         *answerWriter
	r         *http.Request
	ctx       context.Context // ends when an answer is late
	whole     context.Context // of the connection: a bulk takes longer than one answer may
	route     Route
	who       auth.Token
	read      *projections.Reader // for a GET one sight of the tables, whatever it asks
	asOf      projections.AsOf    // of a read: the entry it speaks of
	parameter map[string]bool     // what stands in the path or the query
	concerns  []concern           // what was asked for by name
}

// stands notes that a parameter stands in the path or the query.
func (c *call) stands(parameter string) {
	if c.parameter == nil {
		c.parameter = map[string]bool{}
	}
	c.parameter[parameter] = true
}

// answer lets a request in and has it handled.
func (s *Server) answer(w *answerWriter, r *http.Request, route Route, h handler) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	s.reached(w.Header())
	s.run(&call{s: s, w: w, r: r.WithContext(ctx), ctx: ctx, whole: r.Context(), route: route}, h)
}

// take is answer for a command. Whether its caller stays changes nothing, so that it needs no context of its own: the answer is waited for, and heard
// by nobody.
func (s *Server) take(w *answerWriter, r *http.Request, route Route, h handler) {
	s.run(&call{s: s, w: w, r: r, ctx: s.ends.after(patience), route: route}, h)
}

func (s *Server) run(c *call, h handler) {
	c.read = s.o.Read
	err := s.admit(c)
	if err == nil {
		err = h(c)
	}
	if err != nil {
		s.problem(c.w, c.r, err, c.parameter)
	}
}

// admit finds out who asks. Strangers are counted by address, so that nobody tries secrets by the thousand.
func (s *Server) admit(c *call) error {
	kind, secret, _ := strings.Cut(c.r.Header.Get("Authorization"), " ")
	if secret == "" || !strings.EqualFold(kind, "bearer") {
		return stranger("say who asks: Authorization: Bearer and a token")
	}
	address := addressOf(c.r)
	if !s.limits.strangerMayTry(address) && !s.o.Tokens.Met(secret) { // behind a proxy all have one address: whoever came in before does not pay for strangers
		return tooMany("too many tokens that do not open came from this address")
	}
	who, err := s.o.Tokens.Who(c.ctx, secret)
	if err != nil {
		if f, ok := strange(err); ok {
			s.limits.strangerTried(address)
			return f
		}
		return err
	}
	c.who, c.w.token = who, who.ID
	if !s.limits.may(who.ID) {
		return tooMany("this token asks more often than it may")
	}
	switch {
	case c.route.Command != "":
		return s.duties.allows(who.Role, c.route.Command)
	case c.route.As != "":
		return s.duties.allows(who.Role, c.route.As)
	case c.route.Report != "":
		return s.duties.shows(who.Role, c.route.Report)
	}
	return nil // a bulk asks line by line
}

// answers are buffers for what is being written; one that an answer of megabytes went through is not kept.
var answers = sync.Pool{New: func() any { return &bytes.Buffer{} }}

const keptAnswer = 64 << 10

// json writes an answer.
func (c *call) json(status int, v any) error {
	b := answers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() <= keptAnswer {
			answers.Put(b)
		}
	}()
	b.Reset()
	if err := json.MarshalWrite(b, v); err != nil {
		return err
	}
	c.send(status, b.Bytes())
	return nil
}

// chunked is from which length on net/http does not count what a handler writes, and sends it in pieces.
const chunked = 2048

// send writes an answer that is JSON already.
func (c *call) send(status int, data []byte) {
	h := c.w.Header()
	h["Content-Type"] = jsonMedia
	if len(data) > chunked {
		h["Content-Length"] = []string{strconv.Itoa(len(data))}
	}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(data) // a caller who left is no fault of ours
}

// problem writes what is wrong.
func (s *Server) problem(w *answerWriter, r *http.Request, err error, parameter map[string]bool) {
	p := problemOf(err, func(name string) bool { return parameter[name] })
	if p.Status == http.StatusInternalServerError {
		s.o.Log.Error("a request failed", "route", w.route, "error", err)
	}
	if w.status != 0 {
		return // the answer has begun: the connection's end says that it is not whole
	}
	data, failed := json.Marshal(p)
	if failed != nil {
		s.o.Log.Error("a problem cannot be written", "error", failed)
	}
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Del("ETag")
	if h[entryHeader] == nil {
		s.reached(h)
	}
	switch p.Status {
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="sovang"`)
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		h.Set("Retry-After", "1")
	}
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(data)
	}
}
