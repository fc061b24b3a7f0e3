package pages

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWords: what one language says the other says too, with the same things put into it, and each key stands in one list.
func TestWords(t *testing.T) {
	verbs, keys := regexp.MustCompile(`%[a-z%]`), 0
	for _, list := range wordLists {
		keys += len(list)
	}
	if keys != len(words) {
		t.Errorf("%d keys stand in more lists than one", keys-len(words))
	}
	for key, word := range words {
		if a, b := fmt.Sprint(verbs.FindAllString(word.vi, -1)), fmt.Sprint(verbs.FindAllString(word.en, -1)); a != b {
			t.Errorf("%q takes %s in one language and %s in the other", key, a, b)
		}
		if strings.TrimSpace(word.vi) == "" || strings.TrimSpace(word.en) == "" {
			t.Errorf("%q says nothing in one of the languages", key)
		}
	}
}

// TestWordsOfTemplates: every word that a template or the code names outright is there, and none is kept that nobody says.
func TestWordsOfTemplates(t *testing.T) {
	named := map[string]bool{}
	quoted := regexp.MustCompile(`"([a-z_]+(?:[.-][a-z0-9_-]+)*\.?)"`)
	read := func(text string) {
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			named[m[1]] = true
		}
	}
	said := regexp.MustCompile(`\.T "([^"]+)"`)
	err := fs.WalkDir(templateFiles, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templateFiles.ReadFile(path)
		for _, m := range said.FindAllStringSubmatch(string(text), -1) {
			if _, ok := words[m[1]]; !ok {
				t.Errorf("%s says %q, which is no word", path, m[1])
			}
		}
		read(string(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		if strings.HasPrefix(name, "words_") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		read(string(text))
	}
	// Some words are put together: those of titles from templates, those of refusals from codes.
	begun := slices.DeleteFunc(slices.Collect(maps.Keys(named)), func(n string) bool { return !strings.HasSuffix(n, ".") })
	begun = append(begun, "title.", "refused.")
	for key := range words {
		if !named[key] && !slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(key, b) }) {
			t.Errorf("nobody says %q", key)
		}
	}
}

// TestTable: every page can be reached, has a title and is for somebody.
func TestTable(t *testing.T) {
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range s.Pages() {
		if p.For == (Access{}) {
			t.Errorf("%s is for nobody: its report or command stands in no row of the table of duties", p.Path)
		}
		if p.Send != nil {
			continue
		}
		for _, word := range []string{"title." + p.Template, p.Menu} {
			if _, err := Vietnamese.say(word); err != nil && word != "" {
				t.Errorf("%s: %v", p.Path, err)
			}
		}
	}
}

// TestScriptIsLittle: the script adds comfort and carries nothing.
func TestScriptIsLittle(t *testing.T) {
	text, err := joined("script.js")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "\n"); n > 400 {
		t.Errorf("the script has %d lines", n)
	}
}

// TestManual: what the manual calls by the words on the screen is called so there.
func TestManual(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "manual.md"))
	if err != nil {
		t.Fatal(err)
	}
	manual := regexp.MustCompile(`(?m)^\s*\* `).ReplaceAllString(string(text), "")
	manual = strings.ReplaceAll(manual, "**", "")
	var said strings.Builder
	for _, word := range words {
		said.WriteString(strings.ToLower(word.vi) + "\n")
	}
	checked := 0
	for _, m := range regexp.MustCompile(`\*([^*\n]+)\*`).FindAllStringSubmatch(manual, -1) {
		if !regexp.MustCompile(`[À-ỹ]`).MatchString(m[1]) || strings.ContainsAny(m[1], "|`") {
			continue // no Vietnamese, and so no name on a screen
		}
		checked++
		if !strings.Contains(said.String(), strings.ToLower(m[1])) {
			t.Errorf("the manual speaks of %q, which no page says", m[1])
		}
	}
	if checked < 5 {
		t.Errorf("%d names of the screen were found in the manual", checked)
	}
}

// TestStyleOfParts: a class alone is styled in one part of the sheet, so that no part changes the pages of another.
func TestStyleOfParts(t *testing.T) {
	parts, err := fs.Glob(staticFiles, "static/style.css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	alone, styled := regexp.MustCompile(`(?m)^(\.[a-z-]+) \{`), map[string]string{}
	for _, part := range parts {
		text, err := staticFiles.ReadFile(part)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range alone.FindAllStringSubmatch(string(text), -1) {
			if first, ok := styled[m[1]]; ok && first != part {
				t.Errorf("%s and %s both style %s", first, part, m[1])
			}
			styled[m[1]] = part
		}
	}
}
