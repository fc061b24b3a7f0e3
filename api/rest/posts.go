package rest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
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
	types := map[string]reflect.Type{}
	for _, f := range fieldsOfStruct(t) {
		types[f.name] = f.typ
	}
	for _, name := range parameters(p.path) {
		if types[name] == nil {
			panic("rest: " + p.command + " has no field " + name)
		}
		inPath[name] = true
		op.Parameters = append(op.Parameters, pathParameter(name, types[name]))
	}
	body := kept.object(t, inPath)
	for _, name := range p.fresh {
		body.Required = without(body.Required, name)
	}
	name := title(camel(p.command)) + "Request"
	kept.components[name] = body
	op.RequestBody = &huma.RequestBody{Required: len(body.Required) > 0, Content: map[string]*huma.MediaType{
		"application/json": {Schema: &huma.Schema{Ref: "#/components/schemas/" + name}}}}
	op.Parameters = append(op.Parameters, postParameters()...)
	accepted := kept.of(reflect.TypeFor[Accepted]())
	op.Responses = responses(kept, map[int]string{http.StatusOK: "It had been accepted before, or this was a dry run.", http.StatusCreated: "It is in the ledger."}, accepted)
	s.add(op, Route{Method: op.Method, Path: op.Path, Command: p.command}, func(c *call) error { return c.post(p, types) })
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

// post has a command decided.
func (c *call) post(p post, types map[string]reflect.Type) error {
	request, made, data, err := c.request(p, types)
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
	outcomes, err := do(c.r.Context(), []ledger.Request{request})
	if err != nil {
		return err
	}
	o := outcomes[0]
	if o.Err != nil {
		if usedBefore(o.Err) {
			return fail(http.StatusConflict, string(domain.Conflict), "this Idempotency-Key was used before for another command of the same kind; take a new one")
		}
		return alsoWrong(o.Err, p.command, data)
	}
	return c.accepted(p, Accepted{Entry: o.Entry, ID: request.ID, Repeated: o.Repeated, DryRun: dry, Made: made}, data)
}

// usedBefore says whether the id of a command was, with other content. Ids come from keys, and it is the key that the caller knows.
func usedBefore(err error) bool {
	refusal, ok := errors.AsType[*domain.Error](err)
	return ok && refusal.Code == domain.Conflict && len(refusal.Fields) == 1 && refusal.Fields[0] == "id"
}

func (c *call) accepted(p post, a Accepted, data []byte) error {
	if a.DryRun {
		return c.json(http.StatusOK, a)
	}
	c.w.Header().Set(entryHeader, strconv.FormatUint(a.Entry, 10))
	c.w.Header().Set("Location", c.location(p, a, data))
	if a.Repeated {
		return c.json(http.StatusOK, a)
	}
	return c.json(http.StatusCreated, a)
}

// location is where what a command made is found: the entry, where it made nothing that has a page of its own.
func (c *call) location(p post, a Accepted, data []byte) string {
	if p.makes == "" {
		return Base + "/entries/" + strconv.FormatUint(a.Entry, 10)
	}
	path := p.makes
	for _, name := range parameters(p.makes) {
		id := a.ID.String()
		if name != "id" {
			id = member(data, name)
		}
		path = strings.ReplaceAll(path, "{"+name+"}", id)
	}
	return Base + path
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

// request reads the command that is asked for. made are the ids that were given to what is new, data is the command's JSON.
func (c *call) request(p post, types map[string]reflect.Type) (r ledger.Request, made map[string]uuid.UUID, data []byte, err error) {
	if r, err = c.meta(p); err != nil {
		return r, nil, nil, err
	}
	body, err := c.body()
	if err != nil {
		return r, nil, nil, err
	}
	if data, err = c.withPath(p, types, body); err != nil {
		return r, nil, nil, err
	}
	if data, made = withFresh(p.fresh, data, r.ID); made == nil {
		data = bytes.TrimSpace(data)
	}
	r.Command, err = ledger.Decode(p.command, data)
	if err != nil {
		err = alsoWrong(err, p.command, data)
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
	return uuid.NewSHA1(keySpace, []byte(domain.ActorKey(c.who.Actor)+"\x00"+command+"\x00"+key)), nil
}

// dryRun says whether nothing is to be written.
func (c *call) dryRun() (bool, error) {
	asked := c.r.Header.Get("Sovang-Dry-Run")
	if asked == "" {
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

// body reads the JSON object of a request; none at all is an empty one.
func (c *call) body() ([]byte, error) {
	if c.r.ContentLength != 0 || c.r.Header.Get("Content-Type") != "" {
		media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
		if err != nil || media != "application/json" {
			return nil, fail(http.StatusUnsupportedMediaType, codeMedia, "a command is application/json")
		}
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, MostBody))
	if err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); !errors.As(err, &tooLarge) {
			err = fail(http.StatusBadRequest, string(domain.Invalid), "the body did not arrive whole")
		}
		return nil, err
	}
	if data = bytes.TrimSpace(data); len(data) == 0 {
		return []byte("{}"), nil
	}
	if !jsontext.Value(data).IsValid() {
		return nil, brokenBody(data)
	}
	if data[0] != '{' {
		return nil, fail(http.StatusBadRequest, string(domain.Invalid), "the body is a JSON object with the command's fields")
	}
	return data, nil
}

// brokenBody says where a body stops being JSON.
func brokenBody(data []byte) error {
	var v jsontext.Value
	err := json.Unmarshal(data, &v)
	if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return &fieldErrors{domain.Invalid, []FieldError{{Pointer: string(s.JSONPointer), Detail: "this field stands twice"}}}
		}
		return fail(http.StatusBadRequest, string(domain.Invalid), "the body is no JSON from byte "+strconv.FormatInt(s.ByteOffset, 10)+" on")
	}
	return fail(http.StatusBadRequest, string(domain.Invalid), "the body is no JSON")
}

// withPath puts what the path says into the command.
func (c *call) withPath(p post, types map[string]reflect.Type, body []byte) ([]byte, error) {
	names := parameters(p.path)
	if len(names) == 0 {
		return body, nil
	}
	front := []byte{'{'}
	for _, name := range names {
		c.parameter[name] = true
		text := c.r.PathValue(name)
		switch {
		case types[name] == uuidType:
			id, err := c.named(name, text)
			if err != nil {
				return nil, err
			}
			text = id.String()
		case types[name].Kind() == reflect.Int64:
			if _, err := strconv.ParseInt(text, 10, 64); err != nil {
				return nil, domain.Errorf(domain.Invalid, "this is no whole number").On(name)
			}
		}
		if len(front) > 1 {
			front = append(front, ',')
		}
		front = append(append(front, '"'), name...)
		front = append(front, '"', ':')
		if types[name].Kind() == reflect.Int64 {
			front = append(front, text...)
			continue
		}
		quoted, err := jsontext.AppendQuote(front, text)
		if err != nil {
			return nil, domain.Errorf(domain.Invalid, "this is no text").On(name)
		}
		front = quoted
	}
	rest := bytes.TrimSpace(body[1:])
	if rest[0] != '}' {
		front = append(front, ',')
	}
	data := append(front, rest...)
	if !jsontext.Value(data).IsValid() { // the body was JSON: what it can be now is a field that stands in the path and in the body
		return nil, brokenBody(data)
	}
	return data, nil
}

// withFresh gives an id to what is new and has none: it comes from the command's, so that a repetition gives the same. Names of lists end with
// [], and a name may go through objects: people[].person, new_donor.person.
func withFresh(fresh []string, data []byte, id uuid.UUID) ([]byte, map[string]uuid.UUID) {
	var made map[string]uuid.UUID
	for _, path := range fresh {
		v, ids := freshen(strings.Split(path, "."), data, id, "")
		if len(ids) == 0 {
			continue
		}
		if data = v; made == nil {
			made = map[string]uuid.UUID{}
		}
		for field, given := range ids {
			made[field] = given
		}
	}
	return data, made
}

// freshen gives the value with ids where they are missing, and which ones; a value of another form stays as it is, for the decoder to refuse.
func freshen(path []string, data jsontext.Value, id uuid.UUID, at string) (jsontext.Value, map[string]uuid.UUID) {
	name, list := strings.CutSuffix(path[0], "[]")
	var members map[string]jsontext.Value
	if data.Kind() != '{' || json.Unmarshal(data, &members) != nil {
		return data, nil
	}
	where := strings.TrimPrefix(at+"."+name, ".")
	value, there := members[name]
	made := map[string]uuid.UUID{}
	switch {
	case len(path) == 1 && !there:
		made[where] = uuid.NewSHA1(id, []byte(where))
		value = jsontext.Value(`"` + made[where].String() + `"`)
	case len(path) == 1 || !there:
		return data, nil
	case list:
		var items []jsontext.Value
		if json.Unmarshal(value, &items) != nil {
			return data, nil
		}
		for i := range items {
			item, ids := freshen(path[1:], items[i], id, where+"["+strconv.Itoa(i)+"]")
			items[i] = item
			for field, given := range ids {
				made[field] = given
			}
		}
		value, _ = json.Marshal(items)
	default:
		value, made = freshen(path[1:], value, id, where)
	}
	if len(made) == 0 {
		return data, nil
	}
	members[name] = value
	text, err := json.Marshal(members, json.Deterministic(true))
	if err != nil {
		return data, nil
	}
	return text, made
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
