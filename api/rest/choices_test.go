package rest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sovang/domain/ledger"
	"sovang/domain/money"
)

// TestChoices: every word that a command may say is in the document, and no other: the words of each type are those that its package declares.
func TestChoices(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(typ reflect.Type, at string)
	walk = func(typ reflect.Type, at string) {
		if seen[typ] || plain(typ) != nil {
			return
		}
		seen[typ] = true
		switch {
		case typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice:
			walk(typ.Elem(), at)
		case typ.Kind() == reflect.Struct:
			for _, f := range fieldsOfStruct(typ) {
				walk(f.typ, at+"."+f.name)
			}
		case typ.Kind() == reflect.String && typ.PkgPath() != "" && typ != reflect.TypeFor[money.Currency]():
			declared, said := declaredWords(t, typ), []string{}
			for _, w := range choices[typ] {
				said = append(said, w.(string))
			}
			slices.Sort(declared)
			slices.Sort(said)
			if !slices.Equal(declared, said) {
				t.Errorf("%s may say %q, and %s declares %q: list them in choices.go", at, said, typ, declared)
			}
		}
	}
	for _, name := range ledger.Names() {
		walk(ledger.Type(name), name)
	}
}

// declaredWords are the constants of a type in the source of its package.
func declaredWords(t *testing.T, typ reflect.Type) (words []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", strings.TrimPrefix(typ.PkgPath(), "sovang/"), "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			name, isNamed := spec.Type.(*ast.Ident)
			value, isText := spec.Values[0].(*ast.BasicLit)
			if isNamed && isText && name.Name == typ.Name() {
				word, err := strconv.Unquote(value.Value)
				if err != nil {
					t.Fatal(err)
				}
				words = append(words, word)
			}
			return true
		})
	}
	return words
}
