package rest

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// FuzzCommand: whatever stands in a body, the decoder and whoever says what is wrong with it end, and every command that is refused by its form says why.
func FuzzCommand(f *testing.F) {
	f.Add("fund.receive", `{"amount":"500000","place":"tien-mat","new_donor":{"unit":"x"}}`)
	f.Add("person.register", `{"people":[{"card":{"name":"A"}},null,{}]}`)
	f.Add("list.record", `{"rows":[{"code":1}],"first":-1e9,"rows":[]}`)
	f.Add("pledge.make", "{\"amount\":1e400,\"a/b~\":\"\\u0061\\ud800\"}")
	fresh := map[string][]string{}
	for _, r := range resources() {
		for _, p := range r.posts {
			fresh[p.command] = p.fresh
		}
	}
	f.Fuzz(func(t *testing.T, command, body string) {
		if ledger.Type(command) == nil {
			return
		}
		data := []byte(body)
		if !jsontext.Value(data).IsValid() {
			if err := brokenBody(data); err == nil {
				t.Error("no JSON is no error")
			}
			return
		}
		data, _ = withFresh(fresh[command], data, uuid.Max)
		_, err := ledger.Decode(command, data)
		wrong := wrongFields(command, data)
		if err == nil {
			return
		}
		if p := problemOf(alsoWrong(err, command, data), func(string) bool { return false }); p.Status != 400 || p.Detail == "" {
			t.Errorf("%s %s: %v is %+v, and wrong are %+v", command, body, err, p, wrong)
		}
	})
}

// FuzzCursor: a cursor that we did not give is refused, and no cursor breaks anything.
func FuzzCursor(f *testing.F) {
	f.Add("eyJlIjoxMjMsImYiOjc1LCJvIjoxfQ")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		c := &call{r: httptest.NewRequest("GET", "/x?limit=3", nil), parameter: map[string]bool{}}
		k, err := c.cursor(text)
		if err != nil && domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%q is refused with %v", text, err)
		}
		if err == nil && k.Of != c.list() {
			t.Errorf("%q is taken for this list", text)
		}
	})
}

func TestCursorComesBack(t *testing.T) {
	c := &call{r: httptest.NewRequest("GET", "/x?limit=3&at=2024-01-01", nil), parameter: map[string]bool{}}
	c.asOf.Entry = 17
	k, err := c.cursor(c.next(5, 2))
	if err != nil || k.Entry != 17 || k.From != 5 || k.Skip != 2 {
		t.Errorf("it comes back as %+v, %v", k, err)
	}
	other := &call{r: httptest.NewRequest("GET", "/x?limit=3&at=2024-01-02", nil), parameter: map[string]bool{}}
	if _, err := other.cursor(c.next(5, 2)); err == nil || !strings.Contains(err.Error(), "cursor") {
		t.Errorf("a cursor of another list is %v", err)
	}
}
