package rest

import (
	"bytes"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// post is a command as a resource.
type post struct {
	path    string // below Base; a parameter is the field of the command that has its name
	command string
	summary string
	makes   string   // where what it makes is found: {id} is the command's own id; "" where that is only the entry
	fresh   []string // fields with the id of something new: the server gives one where they are left out
}

// Accepted is the answer to a command.
type Accepted struct {
	Entry    uint64               `json:"entry"` // the entry that it made, now or the first time; of a dry run, that it would make
	ID       uuid.UUID            `json:"id"`    // of the command and of what it made
	Repeated bool                 `json:"repeated,omitzero"`
	DryRun   bool                 `json:"dry_run,omitzero"`
	Made     map[string]uuid.UUID `json:"made,omitempty"` // ids that the server gave, by their fields
}

// parameters gives the names in braces of a path.
func parameters(path string) []string {
	var names []string
	for rest := path; ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return names
		}
		name, after, _ := strings.Cut(after, "}")
		names, rest = append(names, name), after
	}
}

func (s *Server) addPost(kept schemas, tag string, p post) {
	t := ledger.Type(p.command)
	if t == nil {
		panic("rest: no command " + p.command)
	}
	op := &huma.Operation{Method: http.MethodPost, Path: Base + p.path, OperationID: camel(p.command), Summary: p.summary, Tags: []string{tag},
		Description: "The command `" + p.command + "`."}
	inPath := map[string]bool{}
	types, fields := map[string]reflect.Type{}, map[string]field{}
	for _, f := range fieldsOfStruct(t) {
		types[f.name], fields[f.name] = f.typ, f
	}
	for _, name := range parameters(p.path) {
		if types[name] == nil {
			panic("rest: " + p.command + " has no field " + name)
		}
		inPath[name] = true
		op.Parameters = append(op.Parameters, pathParameter(fields[name]))
	}
	body := kept.object(t, inPath)
	for _, name := range p.fresh {
		body.Required = without(body.Required, name)
	}
	name := title(camel(p.command)) + "Request"
	kept.components[name] = body
	op.RequestBody = &huma.RequestBody{Required: len(body.Required) > 0, Content: map[string]*huma.MediaType{
		"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/" + name}, Example: exampleOf(p.command)}}}
	op.Parameters = append(op.Parameters, postParameters()...)
	accepted := kept.of(reflect.TypeFor[Accepted]())
	op.Responses = responses(kept, map[int]string{http.StatusOK: "It had been accepted before, or this was a dry run.", http.StatusCreated: "It is in the ledger."}, accepted)
	w := newWay(p, types)
	s.add(op, Route{Method: op.Method, Path: op.Path, Command: p.command}, func(c *call) error {
		err := c.post(w)
		if err != nil {
			for _, name := range w.names {
				c.stands(name)
			}
		}
		return err
	})
}

func without(all []string, name string) []string {
	var rest []string
	for _, n := range all {
		if n != name {
			rest = append(rest, n)
		}
	}
	return rest
}

// way is a post as requests take it: what is the same for all of them is found out once.
type way struct {
	post
	types map[string]reflect.Type // of the command's fields
	names []string                // of the path's parameters, which are fields
	made  []string                // of Location, in turn: text, the name of a field, text, …
}

func newWay(p post, types map[string]reflect.Type) *way {
	w := &way{post: p, types: types, names: parameters(p.path)}
	if p.makes == "" {
		return w
	}
	rest := p.makes
	for _, name := range parameters(p.makes) {
		before, after, _ := strings.Cut(rest, "{"+name+"}")
		w.made, rest = append(w.made, before, name), after
	}
	w.made = append(w.made, rest)
	w.made[0] = Base + w.made[0]
	return w
}

// post has a command decided.
func (c *call) post(w *way) error {
	text := texts.Get().(*[]byte)
	defer texts.Put(text)
	request, made, data, err := c.request(w, text)
	if err != nil {
		return err
	}
	dry, err := c.dryRun()
	if err != nil {
		return err
	}
	do := c.s.o.Submit
	if dry {
		do = c.s.o.Try
	}
	outcomes, err := do(c.ctx, []ledger.Request{request})
	if err != nil {
		return err
	}
	o := outcomes[0]
	if o.Err != nil {
		if usedBefore(o.Err) {
			return fail(http.StatusConflict, string(domain.Conflict), "this Idempotency-Key was used before for another command of the same kind; take a new one")
		}
		return c.refusal(alsoWrong(o.Err, w.command, data), &request, data)
	}
	c.accepted(w, Accepted{Entry: o.Entry, ID: request.ID, Repeated: o.Repeated, DryRun: dry, Made: made}, data)
	return nil
}

// usedBefore says whether the id of a command was, with other content. Ids come from keys, and it is the key that the caller knows.
func usedBefore(err error) bool {
	refusal, ok := errors.AsType[*domain.Error](err)
	return ok && refusal.Code == domain.Conflict && len(refusal.Fields) == 1 && refusal.Fields[0] == "id"
}

func (c *call) accepted(w *way, a Accepted, data []byte) {
	h := c.w.Header()
	status := http.StatusCreated
	if a.DryRun || a.Repeated {
		status = http.StatusOK
	}
	if a.DryRun {
		c.s.reached(h)
	} else {
		h[entryHeader] = []string{strconv.FormatUint(a.Entry, 10)}
		h["Location"] = []string{c.location(w, a, data)}
	}
	c.send(status, a.append(make([]byte, 0, 128)))
}

// append writes the answer as the general encoder does, without asking what it consists of each time.
func (a Accepted) append(b []byte) []byte {
	b = strconv.AppendUint(append(b, `{"entry":`...), a.Entry, 10)
	b = append(appendID(append(b, `,"id":"`...), a.ID), '"')
	if a.Repeated {
		b = append(b, `,"repeated":true`...)
	}
	if a.DryRun {
		b = append(b, `,"dry_run":true`...)
	}
	if len(a.Made) > 0 {
		b = append(b, `,"made":{`...)
		for i, field := range slices.Sorted(maps.Keys(a.Made)) {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(append(append(b, '"'), field...), `":"`...) // the names of fields need no escapes
			b = append(appendID(b, a.Made[field]), '"')
		}
		b = append(b, '}')
	}
	return append(b, '}')
}

func appendID(b []byte, id uuid.UUID) []byte {
	b = append(hex.AppendEncode(b, id[:4]), '-')
	b = append(hex.AppendEncode(b, id[4:6]), '-')
	b = append(hex.AppendEncode(b, id[6:8]), '-')
	b = append(hex.AppendEncode(b, id[8:10]), '-')
	return hex.AppendEncode(b, id[10:])
}

// location is where what a command made is found: the entry, where it made nothing that has a page of its own.
func (c *call) location(w *way, a Accepted, data []byte) string {
	b := make([]byte, 0, 128)
	if w.makes == "" {
		return string(strconv.AppendUint(append(b, Base+"/entries/"...), a.Entry, 10))
	}
	for i, part := range w.made {
		switch {
		case i%2 == 0:
			b = append(b, part...)
		case part == "id":
			b = appendID(b, a.ID)
		default:
			b = append(b, member(data, part)...)
		}
	}
	return string(b)
}

// member is the text of one member of an object.
func member(data []byte, name string) string {
	var members map[string]jsontext.Value
	var text string
	if json.Unmarshal(data, &members) == nil {
		_ = json.Unmarshal(members[name], &text)
	}
	return text
}

// request reads the command that is asked for, with text as the place for it. made are the ids that were given to what is new, data is the command's
// JSON.
func (c *call) request(w *way, text *[]byte) (r ledger.Request, made map[string]uuid.UUID, data []byte, err error) {
	if r, err = c.meta(w.post); err != nil {
		return r, nil, nil, err
	}
	front, plain := w.front(c.r, (*text)[:0])
	body, err := c.body(front)
	*text = body
	if err != nil {
		return r, nil, nil, err
	}
	if plain {
		joint, brace := joined(body, len(front))
		if joint != nil {
			data, made = withFresh(w.fresh, joint, r.ID)
			if r.Command, err = ledger.Decode(w.command, data); err == nil {
				return r, made, data, nil
			}
			body[brace] = '{'
		}
	}
	return c.slowly(w, r, body[len(front):])
}

// slowly is request for what is not as nearly all requests are, a code in the path or something wrong: one step after the other tells what is.
func (c *call) slowly(w *way, r ledger.Request, body []byte) (_ ledger.Request, made map[string]uuid.UUID, data []byte, err error) {
	if body, err = object(body); err != nil {
		return r, nil, nil, err
	}
	if data, err = c.withPath(w, body); err != nil {
		return r, nil, nil, err
	}
	if data, made = withFresh(w.fresh, data, r.ID); made == nil {
		data = bytes.TrimSpace(data)
	}
	r.Command, err = ledger.Decode(w.command, data)
	if err != nil {
		err = alsoWrong(err, w.command, data)
	}
	return r, made, data, err
}

// meta reads what stands beside a command: who asks, under which id, when and why.
func (c *call) meta(p post) (ledger.Request, error) {
	r := ledger.Request{Actor: c.who.Actor, Within: c.who.Unit}
	query, err := c.query("why", "at", "dry_run")
	if err != nil {
		return r, err
	}
	r.Why = query.Get("why")
	if at := query.Get("at"); at != "" {
		if r.At, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return r, domain.Errorf(domain.Invalid, "%q is no moment; write 2024-10-29T08:00:00+07:00", at).On("at")
		}
	}
	r.ID, err = c.id(p.command)
	return r, err
}

// route names where an idempotency key holds: all commands of this API, whatever their version of the path.
var keySpace = uuid.MustParse("0d3c1f5e-2f63-5a0b-9a57-1f6b7f3c6f11")

// mostKey bounds an idempotency key.
const mostKey = 255

// id is the command's own: it comes from who asks, what for and the key, so that the same key asks for the same command for ever. Without a
// key every request is another command.
func (c *call) id(command string) (uuid.UUID, error) {
	keys := c.r.Header.Values("Idempotency-Key")
	if len(keys) == 0 {
		return uuid.NewV7()
	}
	key := keys[0]
	if len(keys) > 1 || len(key) == 0 || len(key) > mostKey {
		return uuid.Nil, fail(http.StatusBadRequest, string(domain.Invalid), "an Idempotency-Key is one text of up to "+strconv.Itoa(mostKey)+" bytes")
	}
	return idFrom(c.who.ActorKey(), command, key), nil
}

// idFrom is the UUIDv5, in the space of keys, of texts with a zero byte between them.
func idFrom(texts ...string) (id uuid.UUID) {
	b := append(make([]byte, 0, 512), keySpace[:]...)
	for i, text := range texts {
		if i > 0 {
			b = append(b, 0)
		}
		b = append(b, text...)
	}
	sum := sha1.Sum(b)
	copy(id[:], sum[:])
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return id
}

// dryRun says whether nothing is to be written.
func (c *call) dryRun() (bool, error) {
	asked := c.r.Header.Get("Sovang-Dry-Run")
	if asked == "" && c.r.URL.RawQuery != "" {
		asked = c.r.URL.Query().Get("dry_run")
	}
	switch asked {
	case "":
		return false, nil
	case "true", "1":
		return true, nil
	case "false", "0":
		return false, nil
	}
	return false, domain.Errorf(domain.Invalid, "a dry run is asked for by true, not by %q", asked).On("dry_run")
}

// alsoWrong adds to a refusal of what is wrong in itself every other field that is.
func alsoWrong(err error, command string, data []byte) error {
	refusal, ok := errors.AsType[*domain.Error](err)
	if !ok || refusal.Code != domain.Invalid {
		return err
	}
	wrong := wrongFields(command, data)
	if len(wrong) == 0 {
		return err
	}
	seen := map[string]bool{}
	for _, w := range wrong {
		seen[w.Pointer] = true
	}
	for _, field := range refusal.Fields {
		if at := pointer(field); !seen[at] {
			wrong = append(wrong, FieldError{Pointer: at, Detail: refusal.Message})
		}
	}
	return &fieldErrors{domain.Invalid, wrong}
}
