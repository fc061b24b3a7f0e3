package sentence

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// elsewhere are the packages whose refusals no page can show: the command line's own, those of the JSON API and its files, what a store says when it
// is started, and tests.
var elsewhere = []string{"cmd", "api/apply", "api/auth", "api/bench", "api/rest", "domain/catalog", "eventstore/jetstream", "eventstore/storetest", "eventstore/vault/keystest"}

// written is what the source says in refusals.
type written struct {
	formats  map[string]string // where each stands
	phrases  map[string]string // what is put into them and is more than a word
	odd      []string          // formats that nobody can look up
	listed   map[string]string // words of the domain's closed lists
	literals []string          // every text
}

// unsaid are lists whose words stand in no refusal.
var unsaid = []string{"Code", "Name", "Class", "Why", "InstalmentState", "HoldCause", "Document", "Currency"}

// source is read once.
var source = sync.OnceValues(readSource)

// readSource reads refusals out of all packages whose refusals a page can show.
func readSource() (written, error) {
	root, all := filepath.Join("..", ".."), written{formats: map[string]string{}, phrases: map[string]string{}, listed: map[string]string{}}
	packages := map[string][]*ast.File{}
	set := token.NewFileSet()
	for _, top := range []string{"domain", "eventstore", "projections", "api"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(root, path)
			switch {
			case err != nil:
				return err
			case d.IsDir() && slices.Contains(elsewhere, filepath.ToSlash(rel)):
				return fs.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
			packages[filepath.Dir(rel)] = append(packages[filepath.Dir(rel)], file)
			return err
		})
		if err != nil {
			return all, err
		}
	}
	for _, files := range packages {
		p := reading{set: set, files: files, all: &all, carriers: map[string][]int{}}
		for _, f := range files {
			p.direct(f)
			p.texts(f)
		}
		for _, f := range files {
			p.carried(f)
		}
	}
	return all, nil
}

func sourceOf(t *testing.T) written {
	t.Helper()
	w, err := source()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// reading is one package. Its carriers are functions that make a refusal of a text that they are given, by name, with the places of such texts.
type reading struct {
	set      *token.FileSet
	files    []*ast.File
	all      *written
	carriers map[string][]int
}

// direct takes what stands in calls of Errorf themselves, and finds the carriers.
func (p *reading) direct(f *ast.File) {
	var inside []carrier
	var look func(ast.Node) bool
	look = func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			if n.Body != nil {
				inside = append(inside, carrier{n.Name.Name, n.Type})
				ast.Inspect(n.Body, look)
				inside = inside[:len(inside)-1]
			}
			return false
		case *ast.AssignStmt:
			if lit, ok := n.Rhs[0].(*ast.FuncLit); ok && len(n.Rhs) == 1 {
				if name, ok := n.Lhs[0].(*ast.Ident); ok {
					inside = append(inside, carrier{name.Name, lit.Type})
					ast.Inspect(lit.Body, look)
					inside = inside[:len(inside)-1]
					return false
				}
			}
		case *ast.CallExpr:
			if called(n) == "Errorf" && !internal(n.Args[0]) {
				p.refusal(n, inside)
			}
		}
		return true
	}
	ast.Inspect(f, look)
}

type carrier struct {
	name string
	kind *ast.FuncType
}

func (p *reading) refusal(call *ast.CallExpr, inside []carrier) {
	text, constant := textOf(call.Args[1])
	switch {
	case constant && text != "%s" && text != "%v": // those hand on what somebody else has said
		p.all.formats[text] = p.where(call)
	case !constant && !p.carries(call.Args[1], inside):
		p.all.odd = append(p.all.odd, p.where(call))
	}
	for _, arg := range call.Args[2:] {
		ast.Inspect(arg, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				p.carries(e, inside)
			}
			return true
		})
	}
}

// carries notes where an expression is a text that the function was given.
func (p *reading) carries(e ast.Expr, inside []carrier) bool {
	name, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	for _, c := range inside {
		at := 0
		for _, field := range c.kind.Params.List {
			for _, param := range field.Names {
				if kind, ok := field.Type.(*ast.Ident); ok && kind.Name == "string" && param.Name == name.Name {
					p.carriers[c.name] = append(p.carriers[c.name], at)
					return true
				}
				at++
			}
		}
	}
	return false
}

// carried takes what carriers are given.
func (p *reading) carried(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, at := range p.carriers[called(call)] {
			if at >= len(call.Args) {
				continue
			}
			if text, ok := textOf(call.Args[at]); ok && strings.Contains(text, " ") {
				p.all.phrases[text] = p.where(call)
			}
		}
		return true
	})
}

// texts takes every text, and the words of closed lists.
func (p *reading) texts(f *ast.File) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if text, ok := textOf(n); ok {
				p.all.literals = append(p.all.literals, text)
			}
		case *ast.ValueSpec:
			kind, ok := n.Type.(*ast.Ident)
			if !ok || !ast.IsExported(kind.Name) || slices.Contains(unsaid, kind.Name) || !strings.Contains(p.where(n), "/domain/") {
				return true
			}
			for _, value := range n.Values {
				if text, ok := textOf(value); ok && text != "" {
					p.all.listed[text] = p.where(n)
				}
			}
		}
		return true
	})
}

func (p *reading) where(n ast.Node) string { return p.set.Position(n.Pos()).String() }

// called is the name of the function that is called, without its package or receiver; of fmt's it is none.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if of, ok := f.X.(*ast.Ident); !ok || of.Name != "fmt" && of.Name != "t" && of.Name != "tb" {
			return f.Sel.Name
		}
	}
	return ""
}

func internal(code ast.Expr) bool {
	if s, ok := code.(*ast.SelectorExpr); ok {
		return s.Sel.Name == "Internal"
	}
	name, ok := code.(*ast.Ident)
	return ok && name.Name == "Internal"
}

// textOf gives a constant text, also one that is put together of several.
func textOf(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok := textOf(e.X)
		b, also := textOf(e.Y)
		return a + b, ok && also && e.Op == token.ADD
	case *ast.ParenExpr:
		return textOf(e.X)
	}
	return "", false
}
