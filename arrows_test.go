// Package sovang_test holds what is true of the whole module: which floor may lean on which, and what the lowest floor may never touch.
package sovang_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A package imports its own floor and those below.
var floor = map[string]int{"domain": 1, "eventstore": 2, "projections": 3, "api": 4, "cmd": 5}

// only says where outside packages are at home; cmd wires, so it is free.
var only = map[string]string{
	"github.com/nats-io/":           "eventstore/jetstream",
	"github.com/jackc/pgx/":         "projections/readdb",
	"modernc.org/sqlite":            "projections/readdb",
	"github.com/pressly/goose/":     "projections/readdb",
	"golang.org/x/mod/sumdb/":       "eventstore/merkle",
	"html/template":                 "api",
	"rsc.io/":                       "api/picture",
	"github.com/alecthomas/kong":    "cmd",
	"github.com/jedib0t/go-pretty/": "api",
}

// What domain may import beside itself and the harmless part of the standard library.
var pure = []string{
	"github.com/google/uuid", "github.com/shopspring/decimal", "github.com/go-json-experiment/json", "golang.org/x/text/unicode/norm",
}

// No decision depends on a clock, a disk, a network, a database or chance.
var impure = []string{"context", "os", "io/ioutil", "io/fs", "net", "database/sql", "math/rand", "crypto/rand", "syscall", "log", "plugin", "unsafe", "runtime"}

var impureCalls = map[string][]string{
	"time":                   {"Now", "Since", "Until", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Sleep", "Local"},
	"github.com/google/uuid": {"New", "NewString", "NewUUID", "NewRandom", "NewRandomFromReader", "NewV6", "NewV7", "NewV7FromReader", "NewDCEGroup", "NewDCEPerson", "NewDCESecurity"},
}

// Aggregates meet in ledger, catalog, journal and the read side, never in each other.
var aggregates = []string{"unit", "person", "fund", "sponsorship", "pledge", "code", "campaign", "roster", "boxes", "levy",
	"award", "goods", "cluster", "statistic", "staff"}

var vague = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "service", "services", "manager", "managers", "misc", "base", "types"}

type pkg struct {
	ImportPath, Dir, Name string
	GoFiles               []string
	Imports               []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Name,GoFiles,Imports", "./...").Output()
	if err != nil {
		if failed, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%w\n%s", err, failed.Stderr)
		}
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 10 {
		t.Fatalf("go list names %d packages: this test would show nothing", len(all))
	}
	return all
}

// inside is the path below the module: "domain/fund"; "" for the module itself, and false for a stranger.
func inside(path string) (string, bool) {
	rest, ok := strings.CutPrefix(path, "sovang")
	return strings.TrimPrefix(rest, "/"), ok && (rest == "" || rest[0] == '/')
}

func top(path string) string {
	first, _, _ := strings.Cut(path, "/")
	return first
}

func within(path, home string) bool { return path == home || strings.HasPrefix(path, home+"/") }

func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		here, _ := inside(p.ImportPath)
		if here == "" {
			continue // this test
		}
		if floor[top(here)] == 0 {
			t.Errorf("%s stands on no floor", p.ImportPath)
		}
		for _, imported := range p.Imports {
			if why := wrong(here, imported); why != "" {
				t.Errorf("%s imports %s: %s", here, imported, why)
			}
		}
	}
}

func wrong(here, imported string) string {
	if there, ours := inside(imported); ours {
		switch {
		case floor[top(there)] > floor[top(here)]:
			return "a higher floor"
		case isAggregate(here) && isAggregate(there):
			return "aggregates do not know each other"
		}
		return ""
	}
	for prefix, home := range only {
		if (imported == prefix || strings.HasPrefix(imported, prefix)) && !within(here, home) && top(here) != "cmd" {
			return "only " + home + " knows it"
		}
	}
	if top(here) == "domain" {
		return wrongInDomain(imported)
	}
	return ""
}

func isAggregate(path string) bool {
	name, ok := strings.CutPrefix(path, "domain/")
	return ok && slices.Contains(aggregates, name)
}

func wrongInDomain(imported string) string {
	for _, p := range impure {
		if within(imported, p) {
			return "decisions are pure"
		}
	}
	if strings.Contains(top(imported), ".") && !slices.ContainsFunc(pure, func(p string) bool { return within(imported, p) }) {
		return "domain does without"
	}
	return ""
}

func TestDomainHasNoClockAndNoDice(t *testing.T) {
	calls := 0
	for _, p := range packages(t) {
		here, _ := inside(p.ImportPath)
		if top(here) != "domain" {
			continue
		}
		for _, name := range p.GoFiles {
			file := filepath.Join(p.Dir, name)
			fset := token.NewFileSet()
			parsed, err := parser.ParseFile(fset, file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			names := importNames(parsed)
			ast.Inspect(parsed, func(n ast.Node) bool {
				selector, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if from, ok := selector.X.(*ast.Ident); ok {
					calls++
					if slices.Contains(impureCalls[names[from.Name]], selector.Sel.Name) {
						t.Errorf("%s: %s.%s: time and ids arrive in the command", fset.Position(n.Pos()), from.Name, selector.Sel.Name)
					}
				}
				return true
			})
		}
	}
	if calls == 0 {
		t.Error("nothing was looked at")
	}
}

// importNames says which import a name in a file stands for.
func importNames(f *ast.File) map[string]string {
	names := map[string]string{}
	for _, imported := range f.Imports {
		path := strings.Trim(imported.Path.Value, `"`)
		name := filepath.Base(path)
		if imported.Name != nil {
			name = imported.Name.Name
		}
		names[name] = path
	}
	return names
}

func TestNamesAndInits(t *testing.T) {
	for _, p := range packages(t) {
		here, _ := inside(p.ImportPath)
		for part := range strings.SplitSeq(here, "/") {
			if slices.Contains(vague, part) {
				t.Errorf("%s: a name that says nothing", here)
			}
		}
		for _, name := range p.GoFiles {
			file := filepath.Join(p.Dir, name)
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range parsed.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
					t.Errorf("%s: init hides what the program does when", file)
				}
			}
		}
	}
}

// The rules themselves are tried, so that one that lets everything pass is seen.
func TestTheArrowsCatch(t *testing.T) {
	for _, tt := range []struct{ here, imported, why string }{
		{"domain/fund", "sovang/eventstore", "a higher floor"},
		{"eventstore", "sovang/projections", "a higher floor"},
		{"projections", "sovang/api/sheet", "a higher floor"},
		{"domain/fund", "sovang/domain/pledge", "aggregates do not know each other"},
		{"domain/ledger", "sovang/domain/pledge", ""},
		{"domain/fund", "sovang/domain/money", ""},
		{"api", "sovang/domain", ""},
		{"eventstore", "github.com/nats-io/nats.go", "only eventstore/jetstream knows it"},
		{"eventstore/jetstream", "github.com/nats-io/nats.go/jetstream", ""},
		{"cmd/sovang", "github.com/nats-io/nats.go", ""},
		{"domain/fund", "context", "decisions are pure"},
		{"domain", "net/http", "decisions are pure"},
		{"domain", "math/rand/v2", "decisions are pure"},
		{"domain/ledger", "os/exec", "decisions are pure"},
		{"domain/fund", "github.com/jackc/pgx/v5", "only projections/readdb knows it"},
		{"projections", "golang.org/x/mod/sumdb/tlog", "only eventstore/merkle knows it"},
		{"eventstore/merkle", "golang.org/x/mod/sumdb/tlog", ""},
		{"domain/fund", "gopkg.in/yaml.v3", "domain does without"},
		{"domain/catalog", "github.com/go-json-experiment/json/jsontext", ""},
		{"domain", "golang.org/x/text/unicode/norm", ""},
		{"domain", "time", ""},
	} {
		if got := wrong(tt.here, tt.imported); got != tt.why {
			t.Errorf("%s imports %s: %q, want %q", tt.here, tt.imported, got, tt.why)
		}
	}
}
