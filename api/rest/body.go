package rest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
)

// texts are places to read commands into. What a command keeps of its text it copies.
var texts = sync.Pool{New: func() any { return new(make([]byte, 0, 1024)) }}

// body reads the body of a request behind what stands in b.
func (c *call) body(b []byte) ([]byte, error) {
	if media := c.r.Header["Content-Type"]; len(media) != 1 || media[0] != jsonMedia[0] {
		if err := c.media(); err != nil {
			return b, err
		}
	}
	if n := c.r.ContentLength; n >= 0 && n <= MostBody {
		at := len(b)
		b = slices.Grow(b, int(n)+1)[:at+int(n)]
		if _, err := io.ReadFull(c.r.Body, b[at:]); err != nil {
			return b, fail(http.StatusBadRequest, string(domain.Invalid), "the body did not arrive whole")
		}
		return b, nil
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.w, c.r.Body, MostBody))
	if err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); !errors.As(err, &tooLarge) {
			err = fail(http.StatusBadRequest, string(domain.Invalid), "the body did not arrive whole")
		}
		return b, err
	}
	return append(b, data...), nil
}

// media refuses a body that says to be something else than a command.
func (c *call) media() error {
	if c.r.ContentLength == 0 && c.r.Header.Get("Content-Type") == "" {
		return nil
	}
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return fail(http.StatusUnsupportedMediaType, codeMedia, "a command is application/json")
	}
	return nil
}

// object is the body as a JSON object; none at all is an empty one.
func object(data []byte) ([]byte, error) {
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

// front writes the beginning of the command, what the path says; false where that must be looked up or looks wrong.
func (w *way) front(r *http.Request, b []byte) ([]byte, bool) {
	for i, name := range w.names {
		if w.types[name] != uuidType {
			return b[:0], false
		}
		id, err := uuid.Parse(r.PathValue(name))
		if err != nil {
			return b[:0], false
		}
		before := byte(',')
		if i == 0 {
			before = '{'
		}
		b = append(append(append(b, before, '"'), name...), `":"`...)
		b = append(appendID(b, id), '"')
	}
	return b, true
}

// joined makes one object of the text of a command that begins with front bytes from the path and goes on with the body: the brace between them, whose
// place it gives, becomes a comma. Nothing is checked that the decoder checks; nil where the body is no such thing.
func joined(text []byte, front int) (data []byte, brace int) {
	text = bytes.TrimRight(text, blanks)
	rest := bytes.TrimLeft(text[min(front, len(text)):], blanks)
	if len(rest) < 2 || rest[0] != '{' {
		return nil, 0
	}
	brace = len(text) - len(rest)
	if front == 0 {
		return rest, brace
	}
	text[brace] = ','
	if bytes.TrimLeft(rest[1:], blanks)[0] == '}' {
		text[brace] = ' '
	}
	return text, brace
}

// blanks are the white space of JSON.
const blanks = " \t\r\n"

// withPath puts what the path says into the command.
func (c *call) withPath(w *way, body []byte) ([]byte, error) {
	if len(w.names) == 0 {
		return body, nil
	}
	front := []byte{'{'}
	for _, name := range w.names {
		c.stands(name)
		text := c.r.PathValue(name)
		switch {
		case w.types[name] == uuidType:
			id, err := c.named(name, text)
			if err != nil {
				return nil, err
			}
			text = id.String()
		case w.types[name].Kind() == reflect.Int64:
			if _, err := strconv.ParseInt(text, 10, 64); err != nil {
				return nil, domain.Errorf(domain.Invalid, "this is no whole number").On(name)
			}
		}
		if len(front) > 1 {
			front = append(front, ',')
		}
		front = append(append(front, '"'), name...)
		front = append(front, '"', ':')
		if w.types[name].Kind() == reflect.Int64 {
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
