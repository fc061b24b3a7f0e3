package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/api/apply"
	"sovang/api/scenarios"
	"sovang/domain/ledger"
)

// TestMain lets the test binary be the program itself, so that tests can kill it.
func TestMain(m *testing.M) {
	if os.Getenv("SOVANG_TEST_AS_PROGRAM") != "" {
		main()
		return
	}
	// The settings of whoever runs the tests are not theirs.
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "SOVANG_") {
			os.Unsetenv(name)
		}
	}
	os.Setenv("XDG_CONFIG_HOME", "/nowhere")
	code := m.Run()
	os.RemoveAll(example.dir)
	os.Exit(code)
}

// result is what a run of the program left.
type result struct {
	code     int
	out, err string
}

// sovang runs the program inside the test.
func sovang(t testing.TB, args ...string) result {
	t.Helper()
	return sovangWith(t, t.Context(), "", args...)
}

func sovangWith(t testing.TB, ctx context.Context, in string, args ...string) result {
	t.Helper()
	var out, err bytes.Buffer
	code := Run(ctx, Process{Args: args, In: strings.NewReader(in), Out: &out, Err: &err})
	return result{code, out.String(), err.String()}
}

// must runs the program and wants it to be done.
func must(t testing.TB, args ...string) string {
	t.Helper()
	r := sovang(t, args...)
	if r.code != exitDone {
		t.Fatalf("sovang %s ends with %d:\n%s%s", strings.Join(args, " "), r.code, r.out, r.err)
	}
	return r.out
}

// program is the program as a process of its own.
func program(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), "SOVANG_TEST_AS_PROGRAM=1")
	return c
}

// report reads a report in JSON.
type report struct {
	AsOf  uint64           `json:"as_of_entry"`
	Rows  []map[string]any `json:"rows"`
	Total map[string]any   `json:"total"`
	Name  string           `json:"report"`
}

func readReport(t testing.TB, args ...string) report {
	t.Helper()
	return parseReport(t, must(t, append(args, "--format", "json")...))
}

func parseReport(t testing.TB, text string) report {
	t.Helper()
	var r report
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return r
}

// row finds the row in which the columns have these values.
func (r report) row(t testing.TB, columns ...string) map[string]any {
	t.Helper()
next:
	for _, row := range r.Rows {
		for i := 0; i < len(columns); i += 2 {
			if row[columns[i]] != columns[i+1] {
				continue next
			}
		}
		return row
	}
	t.Fatalf("no row with %v in %v", columns, r.Rows)
	return nil
}

func number64(t testing.TB, row map[string]any, column string) int64 {
	t.Helper()
	n, ok := row[column].(float64)
	if !ok {
		t.Fatalf("%s of %v is no number", column, row)
	}
	return int64(n)
}

// lines writes the commands of cases as a file.
func lines(t testing.TB, requests []ledger.Request) string {
	t.Helper()
	var text []byte
	for _, r := range requests {
		var err error
		if text, err = apply.Append(text, r); err != nil {
			t.Fatal(err)
		}
	}
	return writeFile(t, "commands.jsonl", string(text))
}

func writeFile(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// longest is the case whose thousands of awards take longer than all the others together.
const longest = "quang-ninh-2025-h1"

// everyCase gives the commands of all cases.
func everyCase(t testing.TB) []ledger.Request {
	return casesThat(t, func(string) bool { return true })
}

// cases gives the commands of the named cases, of all but the longest without names.
func cases(t testing.TB, names ...string) []ledger.Request {
	return casesThat(t, func(name string) bool {
		return slices.Contains(names, name) || len(names) == 0 && name != longest
	})
}

func casesThat(t testing.TB, wanted func(name string) bool) (requests []ledger.Request) {
	t.Helper()
	all, err := scenarios.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if wanted(c.Name) {
			requests = append(requests, c.Requests...)
		}
	}
	return requests
}

// gift is the line of a donation of so many đồng to a fund, anonymous, in cash.
func gift(key, fund, amount string) string {
	return `{"id":"` + uuid.NewSHA1(uuid.NameSpaceURL, []byte(key)).String() + `","actor":"test","command":"fund.receive","data":{"fund":"` +
		scenarios.ID("fund/"+fund).String() + `","amount":"` + amount + `","place":"tien-mat"}}` + "\n"
}

func itoa(n int) string { return strconv.Itoa(n) }

// readTally reads what apply says at its end.
func readTally(text string, fresh, before *int) (int, error) {
	return fmt.Sscanf(text, "%d applied, %d were there before", fresh, before)
}

// masterText makes the master key of a data directory and gives its text.
func masterText(dir string) (string, error) {
	if _, err := masterKey(dir, false); err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(dir, "master.key"))
	return string(text), err
}

func writeTo(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
