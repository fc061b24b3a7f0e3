package rest

import (
	"context"
	"errors"
	"hash/fnv"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

// get is a report as a resource.
type get struct {
	path    string // below Base
	report  string // what the command line calls it: who may see the one may see the other
	summary string
	query   reflect.Type // a struct whose fields are parameters of the path and the query
	answer  reflect.Type
	run     func(*call, reflect.Value) (any, error)
	write   func(*call, any) error // nil: as JSON
}

// reads makes a get of a function from the parameters Q to the answer A.
func reads[Q, A any](path, report, summary string, run func(*call, Q) (A, error)) get {
	return get{path: path, report: report, summary: summary, query: reflect.TypeFor[Q](), answer: reflect.TypeFor[A](), run: func(c *call, q reflect.Value) (any, error) {
		return run(c, q.Interface().(Q))
	}}
}

// when is the two axes of time, parameters of every read.
type when struct {
	AsOf string       `query:"as_of" doc:"What was known then: an entry's number, a date (the end of that day in Vietnam) or a moment. The last entry where left out."`
	At   *domain.Date `query:"at" doc:"What was true of then: only what is booked by the end of this day."`
}

// param is one parameter of a read.
type param struct {
	name, in, doc string
	words         []string // that it may say; none: any
	typ           reflect.Type
	index         []int
}

func paramsOf(t reflect.Type) []param {
	var all []param
	for f := range t.Fields() {
		if f.Anonymous {
			for _, inner := range paramsOf(f.Type) {
				inner.index = append(slices.Clone(f.Index), inner.index...)
				all = append(all, inner)
			}
			continue
		}
		p := param{doc: f.Tag.Get("doc"), typ: f.Type, index: f.Index}
		if words := f.Tag.Get("enum"); words != "" {
			p.words = strings.Split(words, ",")
		}
		if p.name = f.Tag.Get("path"); p.name != "" {
			p.in = "path"
		} else {
			p.name, p.in = f.Tag.Get("query"), "query"
		}
		all = append(all, p)
	}
	return all
}

func (s *Server) addGet(kept schemas, tag string, g get) {
	op := &huma.Operation{Method: http.MethodGet, Path: Base + g.path, OperationID: readName(g.path), Summary: g.summary, Tags: []string{tag},
		Description: "As `sovang report " + g.report + "` has it."}
	params := paramsOf(g.query)
	for _, p := range params {
		op.Parameters = append(op.Parameters, p.document())
	}
	op.Parameters = append(op.Parameters, getParameters()...)
	op.Responses = responses(kept, map[int]string{http.StatusOK: "As of the entry that Sovang-Entry names."}, kept.of(g.answer))
	op.Responses["304"] = &huma.Response{Description: "Nothing has been entered since the answer with that ETag."}
	s.add(op, Route{Method: op.Method, Path: op.Path, Report: g.report}, func(c *call) error { return c.get(g, params) })
}

// get reads one report: the parameters, then how far the read side has to be, then whether the caller has the answer already.
func (c *call) get(g get, params []param) error {
	q, err := c.params(g.query, params)
	if err != nil {
		return err
	}
	if err := c.wait(); err != nil {
		return err
	}
	if c.r.URL.RawQuery == "" && c.has(c.s.o.Reached()) {
		return nil
	}
	if c.read, err = c.s.o.Read.Hold(c.ctx); err != nil {
		return err
	}
	defer c.read.Close()
	latest, err := c.read.AsOf(c.ctx, "")
	if err != nil {
		return err
	}
	if c.asOf = latest; c.r.URL.RawQuery != "" {
		if err := c.since(); err != nil {
			return err
		}
	}
	if c.has(latest.Entry) {
		return nil
	}
	c.w.Header().Set("ETag", c.tag(latest.Entry))
	c.w.Header().Set(entryHeader, strconv.FormatUint(c.asOf.Entry, 10))
	answer, err := g.run(c, q)
	if err == nil {
		err = c.within(answer)
	}
	if err != nil {
		return err
	}
	if g.write != nil {
		return g.write(c, answer)
	}
	if line, ok := answer.(Line); ok {
		c.send(http.StatusOK, line)
		return nil
	}
	return c.json(http.StatusOK, answer)
}

// has answers a caller who has the answer already that reads see when that entry is the last one.
func (c *call) has(latest uint64) bool {
	known := c.r.Header.Values("If-None-Match")
	if len(known) == 0 {
		return false
	}
	tag := c.tag(latest)
	if !matches(known, tag) {
		return false
	}
	entry := c.asOf.Entry
	if entry == 0 {
		entry = latest
	}
	c.w.Header().Set("ETag", tag)
	c.w.Header().Set(entryHeader, strconv.FormatUint(entry, 10))
	c.w.WriteHeader(http.StatusNotModified)
	return true
}

// since finds the entry of as_of, or of the cursor: the pages of one list speak of one entry, however the ledger grows.
func (c *call) since() (err error) {
	query := c.r.URL.Query()
	text := query.Get("as_of")
	if cursor := query.Get("cursor"); cursor != "" {
		from, err := c.cursor(cursor)
		if err != nil {
			return err
		}
		text = strconv.FormatUint(from.Entry, 10)
	}
	if text != "" {
		c.asOf, err = c.read.AsOf(c.r.Context(), text)
	}
	return err
}

// tag names an answer: what is in the ledger decides it, also of an answer about the past, for somebody may have been forgotten since.
func (c *call) tag(entry uint64) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(c.r.URL.Path + "?" + c.r.URL.RawQuery + "#" + string(c.who.Role) + c.who.Unit.String()))
	return `"` + strconv.FormatUint(entry, 10) + "-" + strconv.FormatInt(projections.Version, 10) + "-" + strconv.FormatUint(h.Sum64(), 36) + `"`
}

// matches says whether the caller has that answer (RFC 9110: a weak tag matches too).
func matches(headers []string, tag string) bool {
	for _, header := range headers {
		for one := range strings.SplitSeq(header, ",") {
			if one = strings.TrimPrefix(strings.TrimSpace(one), "W/"); one == tag || one == "*" {
				return true
			}
		}
	}
	return false
}

// wait lets callers read what they wrote: Sovang-Wait names the entry that the read side is to show first.
func (c *call) wait() error {
	text := c.r.Header.Get("Sovang-Wait")
	if text == "" {
		return nil
	}
	entry, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		return fail(http.StatusBadRequest, string(domain.Invalid), "Sovang-Wait is the number of an entry")
	}
	ctx, cancel := context.WithTimeout(c.r.Context(), longest)
	defer cancel()
	err = c.s.o.Wait(ctx, entry)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fail(http.StatusGatewayTimeout, codeTimeout, "entry "+text+" cannot be seen yet; what was acknowledged is stored all the same")
	case err != nil && c.r.Context().Err() == nil:
		return fail(http.StatusServiceUnavailable, codeUnavailable, "the read side stands still; what was acknowledged is stored all the same")
	}
	return err
}

// query gives the parameters of the query, of which only the named are known and each stands once.
func (c *call) query(names ...string) (url.Values, error) {
	if c.r.URL.RawQuery == "" {
		return nil, nil
	}
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return nil, fail(http.StatusBadRequest, string(domain.Invalid), "the query cannot be read")
	}
	var wrong []FieldError
	for name, values := range query {
		switch {
		case !slices.Contains(names, name):
			wrong = append(wrong, FieldError{Parameter: name, Detail: "there is no such parameter; there are " + strings.Join(names, ", ")})
		case len(values) > 1:
			wrong = append(wrong, FieldError{Parameter: name, Detail: "this stands more than once"})
		}
		c.stands(name)
	}
	return query, several(wrong)
}

func several(wrong []FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	return &fieldErrors{domain.Invalid, wrong}
}

// params reads the parameters of a read, and says of all that are wrong how.
func (c *call) params(t reflect.Type, params []param) (reflect.Value, error) {
	q := reflect.New(t).Elem()
	names := make([]string, 0, len(params))
	for _, p := range params {
		c.stands(p.name)
		if p.in == "query" {
			names = append(names, p.name)
		}
	}
	query, err := c.query(names...)
	if err != nil {
		return q, err
	}
	var wrong []FieldError
	for _, p := range params {
		text := query.Get(p.name)
		if p.in == "path" {
			text = c.r.PathValue(p.name)
		}
		if text == "" {
			continue
		}
		if why := p.set(q.FieldByIndex(p.index), text); why != "" {
			wrong = append(wrong, FieldError{Parameter: p.name, Detail: why})
		}
	}
	return q, several(wrong)
}

// set reads one parameter; what is wrong with it comes back as a sentence.
func (p param) set(v reflect.Value, text string) (why string) {
	switch v.Interface().(type) {
	case string:
		if len(text) > 500 {
			return "this is longer than 500 bytes"
		}
		if len(p.words) > 0 && !slices.Contains(p.words, text) {
			return "this is " + strings.Join(p.words[:len(p.words)-1], ", ") + " or " + p.words[len(p.words)-1]
		}
		v.SetString(text)
	case int, int64:
		n, err := strconv.ParseInt(text, 10, 63)
		if err != nil || n < 0 {
			return "this is no whole number from 0 on"
		}
		v.SetInt(n)
	case uint64:
		n, err := strconv.ParseUint(text, 10, 63)
		if err != nil {
			return "this is no whole number from 0 on"
		}
		v.SetUint(n)
	case bool:
		if text != "true" && text != "false" {
			return "this is true or false"
		}
		v.SetBool(text == "true")
	case []string:
		v.Set(reflect.ValueOf(strings.Split(text, ",")))
	case uuid.UUID:
		id, err := uuid.Parse(text)
		if err != nil {
			return "this is no id"
		}
		v.Set(reflect.ValueOf(id))
	case *domain.Date:
		d, err := domain.ParseDate(text)
		if err != nil {
			return "this is no date; write 2024-10-29"
		}
		v.Set(reflect.ValueOf(&d))
	}
	return ""
}

// named finds what a parameter of the path names: an id, or a code where the ledger has one for such things.
func (c *call) named(parameter, text string) (uuid.UUID, error) {
	id, err := c.find(parameter, text)
	if err == nil {
		c.concerns = append(c.concerns, concern{parameter, id})
	}
	return id, err
}

func (c *call) find(parameter, text string) (uuid.UUID, error) {
	c.stands(parameter)
	if id, err := uuid.Parse(text); err == nil {
		return id, nil
	}
	r, ctx := c.read, c.ctx
	find := map[string]func(context.Context, string) (uuid.UUID, error){"fund": r.FundNamed, "for": r.FundNamed, "unit": r.UnitNamed, "person": r.PersonNamed,
		"donor": r.PersonNamed, "sponsor": r.PersonNamed, "giver": r.PersonNamed, "child": r.PersonNamed, "pledge": r.PledgeNamed, "round": r.RoundNamed, "cluster": r.ClusterNamed}[parameter]
	if find == nil {
		return uuid.Nil, domain.Errorf(domain.Invalid, "this is no id").On(parameter)
	}
	id, err := find(ctx, text)
	if last := c.s.o.Last(); domain.CodeOf(err) == domain.NotFound && c.route.Command != "" && last > c.s.o.Reached() {
		if err := c.s.o.Wait(ctx, last); err != nil { // what is asked next may rest on what was just made
			return uuid.Nil, err
		}
		id, err = find(ctx, text)
	}
	return id, refusalOn(parameter, err)
}

// refusalOn says of a refusal that it is about that parameter.
func refusalOn(parameter string, err error) error {
	if refusal, ok := errors.AsType[*domain.Error](err); ok {
		return domain.Errorf(refusal.Code, "%s", refusal.Message).On(parameter)
	}
	return err
}

// optional is named for parameters that may be left out.
func (c *call) optional(parameter, text string) (uuid.UUID, error) {
	if text == "" {
		return uuid.Nil, nil
	}
	return c.named(parameter, text)
}

// readName is the name of a read in generated programs: GET /funds/{fund}/payouts is getFundPayouts.
func readName(path string) string {
	name := "get"
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if inner, ok := strings.CutPrefix(part, "{"); ok {
			part = "by-" + strings.TrimSuffix(inner, "}")
		}
		name += title(camel(part))
	}
	return name
}

// camel writes fund.pay-list as fundPayList.
func camel(name string) string {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '-' || r == '_' })
	for i := range parts {
		if i > 0 {
			parts[i] = title(parts[i])
		}
	}
	return strings.Join(parts, "")
}

func title(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
