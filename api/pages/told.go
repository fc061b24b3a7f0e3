package pages

import (
	"html"
	"html/template"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"sovang/api/sentence"
)

// Told is a sentence of the ledger as a page shows it.
type Told struct {
	Text    string
	Foreign bool // it is in English, on a page in another language
}

// Told puts a refusal of the ledger into the language of the page. One that nobody has translated stays as it is, and says so to who has it read out.
func (c *Call) Told(message string) Told {
	if message == "" || c.Lang == English {
		return Told{Text: message}
	}
	text, ok := sentence.Vietnamese(message)
	if !ok {
		return Told{Text: message, Foreign: true}
	}
	return Told{Text: written(text)}
}

// written begins a sentence as one that stands by itself, and ends it.
func written(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	text = string(unicode.ToUpper(r)) + text[size:]
	if strings.ContainsAny(text[len(text)-1:], ".!?…") {
		return text
	}
	return text + "."
}

// Mark is a field of the form of which a refusal speaks, by the words that stand beside it.
type Mark struct {
	ID, Label string
}

var (
	markedTags = regexp.MustCompile(`<(?:input|select|textarea)\s[^>]*aria-invalid="true"[^>]*>`)
	idOfTag    = regexp.MustCompile(`\sid="([^"]+)"`)
	labelTags  = regexp.MustCompile(`(?s)<label\s[^>]*for="([^"]+)"[^>]*>(.*?)</label>`)
	anyTag     = regexp.MustCompile(`(?s)<[^>]*>`)
)

// marks finds the fields that a page has marked as wrong. The ledger names fields of its commands; what the form calls them stands in the page alone.
func marks(page []byte) (all []Mark) {
	labels := map[string]string{}
	for _, m := range labelTags.FindAllSubmatch(page, -1) {
		text := html.UnescapeString(anyTag.ReplaceAllString(string(m[2]), ""))
		labels[html.UnescapeString(string(m[1]))] = strings.Join(strings.Fields(text), " ")
	}
	for _, tag := range markedTags.FindAll(page, -1) {
		if id := idOfTag.FindSubmatch(tag); id != nil {
			if name := html.UnescapeString(string(id[1])); labels[name] != "" {
				all = append(all, Mark{name, labels[name]})
			}
		}
	}
	return all
}

// Anchor is where a mark leads.
func (m Mark) Anchor() template.URL { return template.URL("#" + m.ID) }
