package pages

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sovang/api/rest"
	"sovang/domain"
)

// failure is what keeps a page from being shown where it is no refusal of the ledger: a status, and the word for it.
type failure struct {
	status int
	word   string
}

func (f *failure) Error() string { return f.word }

// Failure is what the page of an error shows.
type Failure struct {
	Status   int
	Word     string // what happened, in the language of the page
	Sentence string // the ledger's own, where it is one
}

// refusalOf is why a form was refused and the status of the page that says so; nil where err is no refusal.
func refusalOf(err error) (int, *Refusal) {
	for _, w := range accountWords {
		if errors.Is(err, w.err) {
			return w.status, &Refusal{Word: w.word, Fields: w.fields}
		}
	}
	refusal, ok := errors.AsType[*domain.Error](err)
	if !ok || refusal.Code == domain.Internal {
		return 0, nil
	}
	return rest.StatusOf(refusal.Code), &Refusal{Word: "refused." + string(refusal.Code), Sentence: refusal.Message, Fields: refusal.Fields}
}

// fail shows a page that says what is wrong. What is ours is told in one plain sentence, and logged whole.
func (c *Call) fail(err error) {
	if err == errStranger && c.status == 0 {
		c.askWho()
		return
	}
	f := failureOf(err)
	if f.Status == http.StatusInternalServerError {
		c.site.o.Log.Error("a page failed", "page", c.page.Path, "error", err)
	}
	if c.status != 0 {
		return // the answer has begun
	}
	c.Data = f
	c.page = &Page{Path: c.page.Path} // whoever may not see a page does not learn its title
	if err := c.render(f.Status, "error"); err != nil {
		c.site.o.Log.Error("the page of an error failed", "error", err)
		c.status = http.StatusInternalServerError
		http.Error(c.w, http.StatusText(c.status), c.status)
	}
}

func failureOf(err error) Failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return Failure{Status: f.status, Word: f.word}
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return Failure{Status: http.StatusServiceUnavailable, Word: "error.slow"}
	}
	for _, w := range accountWords {
		if errors.Is(err, w.err) {
			return Failure{Status: w.status, Word: w.word}
		}
	}
	refusal, ok := errors.AsType[*domain.Error](err)
	if !ok || refusal.Code == domain.Internal {
		return Failure{Status: http.StatusInternalServerError, Word: "error.internal"}
	}
	f := Failure{Status: rest.StatusOf(refusal.Code), Word: "error." + string(refusal.Code), Sentence: refusal.Message}
	if refusal == errNoPage {
		f.Sentence = ""
	}
	return f
}

// Again is a form that came when its sender was signed in no more, with all that was typed.
type Again struct {
	To     string
	Fields []Field
}

// Field is one thing that was typed.
type Field struct{ Name, Value string }

// askWho sends a stranger to sign in. Who sent a form loses nothing: it is shown to be sent again once they have signed in beside it.
func (c *Call) askWho() {
	here := c.Request.URL.RequestURI()
	if c.Request.Method != http.MethodPost {
		c.status = http.StatusSeeOther
		http.Redirect(c.w, c.Request, "/sign-in?to="+url.QueryEscape(here), http.StatusSeeOther)
		return
	}
	if err := c.readForm(); err != nil {
		c.fail(err)
		return
	}
	again := Again{To: here}
	for name, values := range c.form {
		for _, value := range values {
			if !slices.Contains(secrets, name) {
				again.Fields = append(again.Fields, Field{name, value})
			}
		}
	}
	slices.SortStableFunc(again.Fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	c.Data, c.page = again, &Page{Path: c.page.Path}
	if err := c.render(http.StatusUnauthorized, "again"); err != nil {
		c.fail(err)
	}
}

// secrets are fields of forms that are never shown again.
var secrets = []string{"password", "chosen", "again"}
