package pages

import (
	"context"
	"errors"
	"net/http"

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

// fail shows a page that says what is wrong. What is ours is told in one plain sentence, and logged whole.
func (c *Call) fail(err error) {
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
