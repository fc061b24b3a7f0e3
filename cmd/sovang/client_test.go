package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// generator is a well-kept generator of clients; it reads OpenAPI 3.0.
const generator = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"

// TestGeneratedClient: a generator takes the whole document, and a program on a client that it made works with a running serve. The client of two
// kinds of resources is compiled, not that of all: it is the same code many times.
func TestGeneratedClient(t *testing.T) {
	dir, work := t.TempDir(), t.TempDir()
	furnished := cases(t, "minh-hoa")
	must(t, "--data", dir, "apply", lines(t, furnished))
	s := serveInside(t, "--data", dir, "serve")
	if status, text := s.get(t, "/readyz"); status != 200 {
		t.Fatalf("not ready: %d, %s", status, text)
	}
	_, document := s.get(t, "/api/v1/openapi-3.0.json")
	write(t, filepath.Join(work, "api.json"), document)
	for from, to := range map[string]string{"go.mod.txt": "go.mod", "go.sum.txt": "go.sum", "main.go.txt": "main.go", "generate.yaml": "generate.yaml"} {
		text, err := os.ReadFile(filepath.Join("testdata", "client", from))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(work, to), string(text))
	}
	if err := os.Mkdir(filepath.Join(work, "ledgerclient"), 0o700); err != nil {
		t.Fatal(err)
	}
	run(t, work, "run", generator, "-generate", "types,client,std-http", "-package", "whole", "-o", "whole.txt", "api.json")
	if testing.Short() { // what is compiled and run is for the whole run
		s.stop()
		return
	}
	run(t, work, "run", generator, "-config", "generate.yaml", "api.json")
	run(t, work, "build", "-trimpath", "-o", "client", ".")
	token := token(t, dir, "chương trình", "--role", "treasurer")
	out, err := exec.CommandContext(t.Context(), filepath.Join(work, "client"), s.address, token).CombinedOutput()
	entry := itoa(len(furnished) + 1)
	if want := "201 " + entry + "\n250000 VND booked\nfree MH\n200 " + entry + "\n250000 VND booked\nfree MH\ninvalid /amount\n"; err != nil || string(out) != want {
		t.Errorf("the client says %q, %v; want %q", out, err, want)
	}
	if r := s.stop(); r.code != exitDone {
		t.Errorf("serve ends with %d: %s", r.code, r.err)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run has the go command do something outside the module.
func run(t testing.TB, dir string, args ...string) {
	t.Helper()
	c := exec.CommandContext(t.Context(), "go", args...)
	c.Dir, c.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}
