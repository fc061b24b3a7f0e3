package main

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sovang/domain/ledger"
)

// TestManual runs every command of the manual in its order, with the files that it shows, and compares the answers. "…" stands for any text.
func TestManual(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "manual.md"))
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("SOVANG_DATA", filepath.Join(t.TempDir(), "data"))
	commands := 0
	for _, block := range regexp.MustCompile("(?ms)^```(\\w+) ?(\\S*)\n(.*?)^```").FindAllStringSubmatch(string(text), -1) {
		switch kind, name, body := block[1], block[2], block[3]; {
		case name != "":
			if err := os.WriteFile(name, []byte(body), 0o600); err != nil {
				t.Fatal(err)
			}
		case kind == "console":
			for _, step := range strings.Split("\n"+body, "\n$ sovang ")[1:] {
				commands++
				line, want, _ := strings.Cut(strings.TrimRight(step, "\n"), "\n")
				tryManual(t, line, want)
			}
		}
	}
	if commands < 15 {
		t.Errorf("only %d commands were found", commands)
	}
	for _, name := range ledger.Names() {
		if !strings.Contains(string(text), "| `"+name+"` |") {
			t.Errorf("the manual does not speak of %s", name)
		}
	}
	_, reports, _ := strings.Cut(string(text), "\n## Reports\n")
	reports, _, _ = strings.Cut(reports, "\n## ")
	for field := range reflect.TypeFor[reportCmd]().Fields() {
		name := field.Tag.Get("name")
		if name == "" {
			name = strings.ToLower(field.Name)
		}
		if !strings.Contains(reports, "`"+name+"`") {
			t.Errorf("the manual does not speak of report %s", name)
		}
	}
}

func tryManual(t *testing.T, line, want string) {
	t.Helper()
	line, end, _ := strings.Cut(line, " # ends with ")
	r := sovang(t, words(line)...)
	if code := itoa(r.code); code != end && !(end == "" && code == "0") {
		t.Errorf("sovang %s ends with %s: %s", line, code, r.err)
	}
	got := strings.TrimRight(r.out, "\n")
	if r.err != "" {
		got = strings.TrimLeft(got+"\n"+strings.TrimRight(r.err, "\n"), "\n")
	}
	pattern := strings.ReplaceAll(regexp.QuoteMeta(want), "…", "(?s:.*)")
	if !regexp.MustCompile("^" + pattern + "$").MatchString(got) {
		t.Errorf("sovang %s:\n%s", line, cmp.Diff(want, got))
	}
}

// words splits a command line as a shell does, quotes included.
func words(line string) []string {
	var all []string
	for _, m := range regexp.MustCompile(`"([^"]*)"|(\S+)`).FindAllStringSubmatch(line, -1) {
		all = append(all, m[1]+m[2])
	}
	return all
}
