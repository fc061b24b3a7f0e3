package pages

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"testing"

	"sovang/domain/ledger"
)

// unoffered are the commands that no page offers, by the reason why.
var unoffered = map[string][]string{}

// TestOffered: every command of the table of duties is offered by a page, or there is a reason why it is not.
func TestOffered(t *testing.T) {
	offered := map[string]bool{}
	made := regexp.MustCompile(`\b((?:ledger|fund|goods)\.[A-Z][A-Za-z]+)\{`)
	for _, pattern := range []string{"*.go", "../grid/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range made.FindAllStringSubmatch(string(text), -1) {
				offered[m[1]] = true
			}
		}
	}
	excused := map[string]bool{}
	for _, commands := range unoffered {
		for _, c := range commands {
			excused[c] = true
		}
	}
	for _, row := range ledger.Duties() {
		c, err := ledger.Decode(row.Command, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		switch typ := reflect.TypeOf(c).String(); {
		case offered[typ] && excused[row.Command]:
			t.Errorf("%s is offered, and there is a reason why it is not", row.Command)
		case !offered[typ] && !excused[row.Command]:
			t.Errorf("%s is offered by no page", row.Command)
		}
		delete(excused, row.Command)
	}
	for c := range excused {
		t.Errorf("%s is no command", c)
	}
}
