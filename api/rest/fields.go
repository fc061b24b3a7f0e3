package rest

import (
	_ "embed"
	"maps"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// What the document says of a field is what its name means wherever it stands (fieldWords), and what the source says beside it (source.json: a test writes it
// with -update, and fails where it is not what the source says).

//go:embed source.json
var sourceText []byte

// sourceWords are the comments of the source by type, "fund.Receive", and field; that of the type itself under "".
var sourceWords = func() (m map[string]map[string]string) {
	if err := json.Unmarshal(sourceText, &m); err != nil {
		panic(err) // a broken build
	}
	return m
}()

// typeKey is what a type is called in source.json, a generic one without its parameter.
func typeKey(t reflect.Type) string {
	name, _, _ := strings.Cut(t.Name(), "[")
	return t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:] + "." + name
}

// describe is what is said of a field: "" where nobody has said anything.
func (f field) describe() string {
	text, beside := fieldWords[f.name+"/"+shape(f.typ)], sentenceOf(sourceWords[typeKey(f.of)][f.goName])
	if text == "" {
		text = fieldWords[f.name]
	}
	return strings.TrimSpace(strings.TrimSuffix(text, beside) + " " + beside)
}

// shape tells apart fields that have a name in common and not a meaning.
func shape(t reflect.Type) string {
	switch t = deref(t); t {
	case reflect.TypeFor[uuid.UUID]():
		return "id"
	case reflect.TypeFor[domain.Date]():
		return "date"
	case reflect.TypeFor[money.Money]():
		return "money"
	}
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Slice, reflect.Map:
		return "list"
	case reflect.Bool:
		return "flag"
	}
	return "number"
}

// sentenceOf makes a sentence of a comment.
func sentenceOf(comment string) string {
	text := strings.Join(strings.Fields(comment), " ")
	if text == "" {
		return ""
	}
	text = strings.NewReplacer("nil UUID", "none").Replace(text)
	r, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(r)) + text[size:]
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// fieldWords are what names of fields mean wherever they stand, or where they are of that shape.
var fieldWords = func() map[string]string {
	m := maps.Clone(fieldsToL)
	maps.Copy(m, fieldsFromM)
	return m
}()
