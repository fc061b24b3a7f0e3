package rest

import (
	"encoding"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// field is one member of a JSON object, as the encoder of the ledger sees a struct.
type field struct {
	name     string
	typ      reflect.Type
	index    []int
	optional bool
	of       reflect.Type // the struct that declares it, which may be embedded
	goName   string       // what it is called there
}

// fieldsOfStruct lists the members of a struct's JSON, those of embedded structs among them, the nearest first where a name occurs twice.
func fieldsOfStruct(t reflect.Type) []field {
	var all []field
	var walk func(t reflect.Type, at []int)
	walk = func(t reflect.Type, at []int) {
		var inner []reflect.StructField
		for f := range t.Fields() {
			tag, tagged := f.Tag.Lookup("json")
			name, options, _ := strings.Cut(tag, ",")
			switch {
			case tag == "-":
			case f.Anonymous && !tagged && deref(f.Type).Kind() == reflect.Struct:
				inner = append(inner, f)
			case !f.IsExported():
			default:
				if name == "" {
					name = f.Name
				}
				if !slices.ContainsFunc(all, func(g field) bool { return g.name == name }) {
					optional := strings.Contains(options, "omitzero") || strings.Contains(options, "omitempty")
					all = append(all, field{name, f.Type, append(slices.Clone(at), f.Index...), optional, t, f.Name})
				}
			}
		}
		for _, f := range inner {
			walk(deref(f.Type), append(slices.Clone(at), f.Index...))
		}
	}
	walk(t, nil)
	return all
}

func deref(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}

var (
	uuidType  = reflect.TypeFor[uuid.UUID]()
	moneyType = reflect.TypeFor[money.Money]()
	dateType  = reflect.TypeFor[domain.Date]()
	timeType  = reflect.TypeFor[time.Time]()
	bytesType = reflect.TypeFor[[]byte]()
	anyType   = reflect.TypeFor[any]()
	lineType  = reflect.TypeFor[Line]()
	jsonType  = reflect.TypeFor[jsontext.Value]() // a command within a command

	textReader = reflect.TypeFor[encoding.TextUnmarshaler]()
	textWriter = reflect.TypeFor[encoding.TextMarshaler]()
)

// plain are the types that are one value in JSON, whatever they are in Go.
func plain(t reflect.Type) *huma.Schema {
	switch t {
	case uuidType:
		return &huma.Schema{Type: "string", Format: "uuid"}
	case moneyType:
		return &huma.Schema{Type: "string", Description: `An exact amount: digits, a point before decimals, a currency where it is not VND: "1000000", "25.50 USD". Whole đồng may be a number, too.`,
			Examples: []any{"1000000"}}
	case dateType:
		return &huma.Schema{Type: "string", Format: "date"}
	case timeType:
		return &huma.Schema{Type: "string", Format: "date-time"}
	case bytesType:
		return &huma.Schema{Type: "string", ContentEncoding: "base64"}
	case anyType, jsonType, lineType:
		return &huma.Schema{}
	}
	if p := reflect.PointerTo(t); p.Implements(textReader) || p.Implements(textWriter) {
		return &huma.Schema{Type: "string"}
	}
	if t.Kind() == reflect.Array && t.Elem().Kind() == reflect.Uint8 {
		return &huma.Schema{Type: "string", ContentEncoding: "base64"}
	}
	return nil
}

// schemas makes the schemas of Go types and keeps those of named structs as components.
type schemas struct {
	components map[string]*huma.Schema
	names      map[string]reflect.Type
	asked      bool // of what is asked for, whose words are bound: all of that comes before what is answered
}

func (s schemas) of(t reflect.Type) *huma.Schema {
	if p := plain(t); p != nil {
		return p
	}
	switch t.Kind() {
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Bool:
		return &huma.Schema{Type: "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &huma.Schema{Type: "integer", Format: "int64"}
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		zero := 0.0
		return &huma.Schema{Type: "integer", Format: "int64", Minimum: &zero}
	case reflect.Float32, reflect.Float64:
		return &huma.Schema{Type: "number", Format: "double"}
	case reflect.String:
		if s.asked {
			return &huma.Schema{Type: "string", Enum: choices[t]}
		}
		return &huma.Schema{Type: "string"}
	case reflect.Slice, reflect.Array:
		return &huma.Schema{Type: "array", Items: s.of(t.Elem())}
	case reflect.Map:
		return &huma.Schema{Type: "object", AdditionalProperties: s.of(t.Elem())}
	case reflect.Struct:
		name := componentName(t)
		if other := s.names[name]; other != nil && other != t {
			panic("rest: " + name + " is the name of " + t.String() + " and of " + other.String())
		}
		if s.names[name] = t; s.components[name] == nil {
			s.components[name] = &huma.Schema{} // so that a type that holds itself finds its name
			s.components[name] = s.object(t, nil)
		}
		return &huma.Schema{Ref: "#/components/schemas/" + name}
	}
	panic("rest: no schema for " + t.String())
}

// field is the schema of a field with what is said of it. Of a reference nothing can be: the component says what it is.
func (s schemas) field(f field) *huma.Schema {
	p := s.of(f.typ)
	if p.Ref == "" {
		p.Description = strings.TrimSpace(f.describe() + " " + p.Description)
	}
	return p
}

// object is the schema of a struct, without the members that are given elsewhere.
func (s schemas) object(t reflect.Type, without map[string]bool) *huma.Schema {
	o := &huma.Schema{Type: "object", Description: sentenceOf(sourceWords[typeKey(t)][""]), Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	for _, f := range fieldsOfStruct(t) {
		if without[f.name] {
			continue
		}
		o.Properties[f.name] = s.field(f)
		if !f.optional {
			o.Required = append(o.Required, f.name)
		}
	}
	return o
}

// componentName is what a type is called in the document: package and name, of a generic one also its parameter.
func componentName(t reflect.Type) string {
	name, parameter, generic := strings.Cut(strings.TrimSuffix(t.Name(), "]"), "[")
	if generic {
		if i := strings.LastIndexByte(parameter, '/'); i >= 0 {
			parameter = parameter[i+1:]
		}
		_, parameter, _ = strings.Cut(parameter, ".")
		return parameter + name
	}
	path := t.PkgPath()
	switch last := path[strings.LastIndexByte(path, '/')+1:]; last {
	case "rest", "projections":
		return name
	default:
		return strings.ToUpper(last[:1]) + last[1:] + name
	}
}
