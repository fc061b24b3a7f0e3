package rest

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"sovang/domain/ledger"
	"sovang/eventstore"
)

// TestEveryCommandHasARoute: what can be asked of the ledger can be asked of the API, each command by one resource.
func TestEveryCommandHasARoute(t *testing.T) {
	by := map[string][]string{}
	for _, r := range New(Options{}).Routes() {
		if r.Command != "" {
			by[r.Command] = append(by[r.Command], r.Method+" "+r.Path)
		}
	}
	for _, name := range ledger.Names() {
		if len(by[name]) != 1 {
			t.Errorf("%s has the resources %v: name it once in a file of api/rest", name, by[name])
		}
		delete(by, name)
	}
	for name := range by {
		t.Errorf("there is no command %s", name)
	}
}

// TestDocument: every reference of the document leads somewhere, every operation has a name of its own, and every parameter of a path is described.
func TestDocument(t *testing.T) {
	s := New(Options{})
	text, err := json.Marshal(s.api.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	for _, ref := range regexp.MustCompile(`"#/components/schemas/([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		if s.api.OpenAPI().Components.Schemas.Map()[ref[1]] == nil {
			t.Errorf("there is no schema %s", ref[1])
		}
		if !regexp.MustCompile(`^[A-Za-z0-9]+$`).MatchString(ref[1]) {
			t.Errorf("%s is no name that every generator takes", ref[1])
		}
	}
	names := map[string]string{}
	for path, item := range s.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op == nil {
				continue
			}
			if names[op.OperationID] != "" {
				t.Errorf("%s names %s and %s", op.OperationID, names[op.OperationID], path)
			}
			names[op.OperationID] = path
			described := 0
			for _, p := range op.Parameters {
				if p.In == "path" {
					described++
				}
			}
			if described != strings.Count(path, "{") {
				t.Errorf("%s %s describes %d parameters of its path", op.Method, path, described)
			}
		}
	}
	if len(names) < 150 {
		t.Errorf("only %d operations", len(names))
	}
}

func TestPointer(t *testing.T) {
	for field, want := range map[string]string{"amount": "/amount", "lines[1].amount": "/lines/1/amount", "people[2].card.name": "/people/2/card/name", "": ""} {
		if got := pointer(field); got != want {
			t.Errorf("%q is %q, want %q", field, got, want)
		}
	}
}

// TestProblemOf: who can ask again later is told so, and who must not is not.
func TestProblemOf(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
	}{
		{fmt.Errorf("a token: %w", eventstore.ErrAway), http.StatusServiceUnavailable},
		{eventstore.ErrNobody, http.StatusServiceUnavailable},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, http.StatusServiceUnavailable},
		{fmt.Errorf("a query: %w", driver.ErrBadConn), http.StatusServiceUnavailable},
		{context.DeadlineExceeded, http.StatusGatewayTimeout},
		{eventstore.ErrUncertain, http.StatusGatewayTimeout},
		{errors.New("else"), http.StatusInternalServerError},
	} {
		w := httptest.NewRecorder()
		s := &Server{o: Options{Log: slog.New(slog.DiscardHandler), Reached: func() uint64 { return 0 }}}
		s.problem(&answerWriter{ResponseWriter: w}, httptest.NewRequest(http.MethodGet, "/", nil), c.err, nil)
		if retry := w.Header().Get("Retry-After") != ""; w.Code != c.status || retry != (c.status != http.StatusInternalServerError) {
			t.Errorf("%v is answered %d, Retry-After %v", c.err, w.Code, retry)
		}
	}
}
