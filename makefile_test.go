package sovang_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestTheMakefileNamesTests: a list by which tests are chosen or left out names tests that there are. A name that fits none is passed over in
// silence, and what it chose would not be run any more.
func TestTheMakefileNamesTests(t *testing.T) {
	text, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	for list, where := range map[string]string{"STORIES": ".", "AT_ONCE": "projections"} {
		tests := testsIn(t, where)
		lines := regexp.MustCompile(`(?m)^`+list+` := (.*)$`).FindAllStringSubmatch(string(text), -1)
		if len(lines) == 0 {
			t.Errorf("the Makefile has no list %s", list)
		}
		for _, line := range lines {
			for name := range strings.SplitSeq(strings.TrimPrefix(line[1], "$("+list+")|"), "|") {
				if !regexp.MustCompile(`(?m)^func ` + name + `\(t \*testing\.T\)`).MatchString(tests) {
					t.Errorf("%s names %s, and no test in %s is called so", list, name, where)
				}
			}
		}
	}
}

// testsIn is the text of all tests of a package, of the module's for its root.
func testsIn(t *testing.T, where string) string {
	var all strings.Builder
	err := filepath.WalkDir(where, func(path string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && where != "." && path != where {
			return filepath.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		all.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}
