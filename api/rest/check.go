package rest

import (
	"errors"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sovang/domain"
	"sovang/domain/ledger"
)

// wrongFields finds every field of a body that a command's type cannot take: unknown, missing, or of another form. It is asked after something was
// refused, to tell the caller all of it at once; what decides is the ledger's own decoder and rules.
func wrongFields(command string, data []byte) []FieldError {
	w := wrongs{}
	w.value(ledger.Type(command), data, "")
	return w
}

// mostWrong bounds how many fields are told: a list of a thousand rows may have one mistake a thousand times.
const mostWrong = 100

type wrongs []FieldError

func (w *wrongs) add(at, detail string) {
	if len(*w) < mostWrong {
		*w = append(*w, FieldError{Pointer: at, Detail: detail})
	}
}

func (w *wrongs) value(t reflect.Type, data jsontext.Value, at string) {
	if t.Kind() == reflect.Pointer {
		if data.Kind() == 'n' {
			return
		}
		t = t.Elem()
	}
	switch {
	case plain(t) != nil:
		w.leaf(t, data, at)
	case t.Kind() == reflect.Struct:
		w.object(t, data, at)
	case t.Kind() == reflect.Slice:
		var items []jsontext.Value
		if err := json.Unmarshal(data, &items); err != nil {
			w.add(at, "a list is to stand here")
			return
		}
		for i, item := range items {
			w.value(t.Elem(), item, at+"/"+strconv.Itoa(i))
		}
	default:
		w.leaf(t, data, at)
	}
}

func (w *wrongs) object(t reflect.Type, data jsontext.Value, at string) {
	var members map[string]jsontext.Value
	if err := json.Unmarshal(data, &members); err != nil {
		if s, ok := errors.AsType[*jsontext.SyntacticError](err); ok && errors.Is(err, jsontext.ErrDuplicateName) {
			w.add(at+string(s.JSONPointer), "this field stands twice")
			return
		}
		w.add(at, "an object is to stand here")
		return
	}
	for _, f := range fieldsOfStruct(t) {
		value, there := members[f.name]
		delete(members, f.name)
		switch {
		case there:
			w.value(f.typ, value, at+"/"+f.name)
		case !f.optional:
			w.add(at+"/"+f.name, "this must be given")
		}
	}
	for name := range members {
		w.add(at+"/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(name), "there is no such field")
	}
}

// leaf tries one value alone.
func (w *wrongs) leaf(t reflect.Type, data jsontext.Value, at string) {
	err := json.Unmarshal(data, reflect.New(t).Interface())
	if err == nil {
		return
	}
	detail := "this cannot be read here"
	if ours, ok := errors.AsType[*domain.Error](err); ok {
		detail = ours.Message
	} else if t == uuidType {
		detail = "an id is to stand here, such as 01937b1e-8a1c-7c44-9f2b-6a1d6c2f9a10"
	} else if s, ok := errors.AsType[*json.SemanticError](err); ok && s.Err == nil {
		detail = expected(t)
	}
	w.add(at, detail)
}

func expected(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text is to stand here"
	case reflect.Bool:
		return "true or false is to stand here"
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint64, reflect.Uint32:
		return "a whole number is to stand here"
	}
	return "this cannot stand here"
}
