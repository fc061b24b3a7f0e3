package projections

import (
	"go/ast"
	"go/parser"
	gotoken "go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
)

func TestAnIDThatWasNotReadIsNone(t *testing.T) {
	id := uuid.New()
	if got := scannedID(id[:]); got != id {
		t.Errorf("%s was read as %s", id, got)
	}
	if got := scannedID(nil); got != uuid.Nil {
		t.Errorf("nothing was read as %s", got)
	}
}

// TestRowsThatCannotBeReadDoNotPanic: a slice is made an id by conversion only where the error of its Scan was looked at before.
func TestRowsThatCannotBeReadDoNotPanic(t *testing.T) {
	files := gotoken.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatal(len(names), err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			body, ok := n.(*ast.BlockStmt)
			if !ok {
				return true
			}
			unlooked := false // an error of Scan is at hand, and nobody has looked at it
			for _, s := range body.List {
				switch s := s.(type) {
				case *ast.AssignStmt:
					if len(s.Rhs) == 1 && calls(s.Rhs[0], "Scan") {
						unlooked = true
						continue
					}
				case *ast.IfStmt:
					unlooked = unlooked && !isErr(s.Cond)
				}
				ast.Inspect(s, func(n ast.Node) bool {
					if unlooked && converts(n) {
						t.Errorf("%s: what was not scanned is made an id; use scannedID", files.Position(n.Pos()))
					}
					return true
				})
			}
			return true
		})
	}
}

func calls(x ast.Expr, method string) bool {
	c, ok := x.(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := c.Fun.(*ast.SelectorExpr)
	return ok && s.Sel.Name == method
}

// isErr: a condition that speaks of err.
func isErr(x ast.Expr) (found bool) {
	ast.Inspect(x, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == "err"
		return true
	})
	return found
}

// converts: uuid.UUID(x), which panics where x is a slice of fewer than sixteen bytes.
func converts(n ast.Node) bool {
	c, ok := n.(*ast.CallExpr)
	if !ok {
		return false
	}
	s, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == "uuid" && s.Sel.Name == "UUID"
}
