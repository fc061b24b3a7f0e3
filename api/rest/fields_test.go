package rest

import (
	"bytes"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sovang/domain/ledger"
)

var update = flag.Bool("update", false, "write what the source says of fields into source.json")

// TestFieldsAreDescribed: every field, every parameter and every object of the document is described, by what the source says beside it, which source.json
// has word for word, or by what its name means everywhere.
func TestFieldsAreDescribed(t *testing.T) {
	said := map[string]map[string]string{}
	comments := commentsOf(t)
	for _, of := range spoken() {
		if found := comments[typeKey(of)]; len(found) > 0 {
			said[typeKey(of)] = found
		}
	}
	text, err := json.Marshal(said, json.Deterministic(true), jsontext.WithIndent("\t"))
	if err != nil {
		t.Fatal(err)
	}
	if text = append(text, '\n'); *update {
		if err := os.WriteFile("source.json", text, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Log("source.json is written; run the test again without -update")
		return
	}
	if !bytes.Equal(text, sourceText) {
		t.Error("source.json is not what the source says; go test ./api/rest -run TestFieldsAreDescribed -update writes it")
	}
	doc := New(Options{}).api.OpenAPI()
	for name, of := range doc.Components.Schemas.Map() {
		if of.Type == huma.TypeObject && of.Description == "" {
			t.Errorf("%s is not described", name)
		}
		for field, p := range of.Properties {
			if p.Description == "" && p.Ref == "" {
				t.Errorf("%s.%s is not described: say beside the field what it is, or in fieldWords what every %q is", name, field, field)
			}
		}
	}
	for path, item := range doc.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Delete} {
			if op == nil {
				continue
			}
			for _, p := range op.Parameters {
				if p.Description == "" {
					t.Errorf("%s %s does not describe its parameter %s", op.Method, path, p.Name)
				}
			}
		}
	}
}

// TestFieldWordsAreUsed: no word stands for a field that there is not.
func TestFieldWordsAreUsed(t *testing.T) {
	used := map[string]bool{}
	for _, of := range spoken() {
		for _, f := range fieldsOfStruct(of) {
			used[f.name], used[f.name+"/"+shape(f.typ)] = true, true
		}
	}
	for name := range fieldWords {
		if !used[name] {
			t.Errorf("there is no field %s", name)
		}
	}
}

// TestExamples: what the document gives as examples is read as a request is, lacks no field that a request needs, and is of a command that has a resource.
func TestExamples(t *testing.T) {
	shown := 0
	for path, item := range New(Options{}).api.OpenAPI().Paths {
		if item.Post == nil || item.Post.RequestBody == nil || item.Post.RequestBody.Content["application/json"] == nil {
			continue
		}
		body := item.Post.RequestBody.Content["application/json"]
		if body.Example == nil {
			continue
		}
		shown++
		command := strings.Trim(strings.TrimPrefix(item.Post.Description, "The command "), "`.")
		given := body.Example.(map[string]any)
		text, err := json.Marshal(given)
		if err == nil {
			_, err = ledger.Decode(command, text)
		}
		if err != nil {
			t.Errorf("the example of %s: %v", command, err)
		}
		schema := New(Options{}).api.OpenAPI().Components.Schemas.Map()[title(camel(command))+"Request"]
		for _, name := range schema.Required {
			if _, ok := given[name]; !ok {
				t.Errorf("the example of %s (%s) lacks %s", command, path, name)
			}
		}
		for name := range given {
			if schema.Properties[name] == nil {
				t.Errorf("the example of %s gives %s, which the path has", command, name)
			}
		}
	}
	if shown != len(examples) {
		t.Errorf("%d of %d examples are shown", shown, len(examples))
	}
}

// spoken are the structs that requests and answers consist of, and those embedded in them.
func spoken() (all []reflect.Type) {
	seen := map[reflect.Type]bool{}
	var walk func(t reflect.Type)
	walk = func(of reflect.Type) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Array:
			walk(of.Elem())
		case reflect.Struct:
			if seen[of] || plain(of) != nil {
				return
			}
			seen[of], all = true, append(all, of)
			for _, f := range fieldsOfStruct(of) {
				walk(f.of)
				walk(f.typ)
			}
		}
	}
	for _, name := range ledger.Names() {
		walk(ledger.Type(name))
	}
	for _, r := range resources() {
		for _, g := range r.gets {
			walk(g.answer)
		}
	}
	for _, of := range []any{Accepted{}, Problem{}, Row{}, DonationCode{}, DonationCodes{}, codeAsked{}} {
		walk(reflect.TypeOf(of))
	}
	return all
}

// commentsOf reads what the source says of every struct, under "", and of its fields.
func commentsOf(t *testing.T) map[string]map[string]string {
	t.Helper()
	all := map[string]map[string]string{}
	for _, root := range []string{"../../domain", "../../projections", "../../eventstore", ".", "../auth", "../visit"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, d := range f.Decls {
				if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.TYPE {
					for _, spec := range g.Specs {
						noteStruct(all, f.Name.Name, g, spec.(*ast.TypeSpec))
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// noteStruct notes what is said of one struct. Its own comment begins with its name, which a reader of the document does not need.
func noteStruct(all map[string]map[string]string, pkg string, g *ast.GenDecl, spec *ast.TypeSpec) {
	of, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	said := map[string]string{}
	doc := spec.Doc
	if doc == nil {
		doc = g.Doc
	}
	words := strings.Fields(doc.Text())
	if len(words) > 1 && words[0] == spec.Name.Name {
		words = words[1:]
		if words[0] == "is" && len(words) > 1 {
			words = words[1:]
		}
	}
	if len(words) > 0 {
		said[""] = strings.Join(words, " ")
	}
	for _, f := range of.Fields.List {
		text := strings.Join(strings.Fields(f.Doc.Text()+" "+f.Comment.Text()), " ")
		for _, name := range f.Names {
			if text != "" {
				said[name.Name] = text
			}
		}
	}
	all[pkg+"."+spec.Name.Name] = said
}
