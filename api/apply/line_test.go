package apply

import (
	"io"
	"strings"
	"testing"

	"sovang/domain"
)

const found = `{"id":"00000000-0000-4000-8000-000000000001","at":"2024-10-29T08:00:00+07:00","actor":"thủ quỹ","why":"x","command":"unit.rename","data":{"unit":"00000000-0000-4000-8000-000000000002","name":"Hội"}}`

func TestReader(t *testing.T) {
	r := NewReader(strings.NewReader("\ufeff" + found + "\r\n\n  # a comment\n" + found))
	for _, want := range []int{1, 4} {
		req, line, err := r.Next()
		if err != nil || line != want || req.Actor != "thủ quỹ" || req.Why != "x" || req.At.Unix() != 1730163600 {
			t.Fatalf("line %d: %+v, %v", line, req, err)
		}
		again, err := Append(nil, req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(again); err != nil {
			t.Errorf("%s: %v", again, err)
		}
	}
	if _, _, err := r.Next(); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	for change, says := range map[[2]string]string{
		{`"id":"00000000-0000-4000-8000-000000000001",`, ``}:                         "a command needs an id",
		{`"id":"00000000-0000-4000-8000-000000000001"`, `"id":"1"`}:                  `"id" holds cannot be read`,
		{`"actor":"thủ quỹ",`, ``}:                                                   "who asks for this is missing",
		{`"command":"unit.rename",`, ``}:                                             "what is asked is missing",
		{`"command":"unit.rename"`, `"command":"unit.reanme"`}:                       `there is no command "unit.reanme"`,
		{`2024-10-29T08:00:00+07:00`, `29/10/2024`}:                                  "is no moment",
		{`"why":"x"`, `"because":"x"`}:                                               `a command has no field "because"`,
		{`"why":"x"`, `"why":"x","why":"y"`}:                                         `the field "why" stands twice`,
		{`,"data":{"unit":"00000000-0000-4000-8000-000000000002","name":"Hội"}`, ``}: "what the command says is missing",
		{`"name":"Hội"`, `"nmae":"Hội"`}:                                             "no such field (nmae)",
		{found, `["x"]`}:                                                             "the line is no JSON object",
		{`{"unit":"00000000-0000-4000-8000-000000000002","name":"Hội"}`, `[]`}:       "a list cannot stand here",
		{`"Hội"`, `5`}: "a number cannot stand here (name)",
		{`}}`, `}`}:    "the line is broken at byte",
	} {
		_, err := Parse([]byte(strings.Replace(found, change[0], change[1], 1)))
		if domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: %v, want %q", change, err, says)
		}
	}
}

func TestReaderBounds(t *testing.T) {
	r := NewReader(strings.NewReader(found + "\n" + strings.Repeat("x", MaxLine+1)))
	if _, _, err := r.Next(); err != nil {
		t.Fatal(err)
	}
	if _, line, err := r.Next(); line != 2 || !strings.Contains(err.Error(), "line 2: the line is longer") {
		t.Errorf("line %d: %v", line, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(found)
	f.Add(`{"id":"00000000-0000-4000-8000-000000000001","actor":"a","command":"fund.receive","data":{"fund":"00000000-0000-4000-8000-000000000001","amount":5}}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse([]byte(text))
		if err != nil {
			if domain.CodeOf(err) == domain.Internal {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		line, err := Append(nil, r)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parse(line)
		if err != nil || again.ID != r.ID || !again.At.Equal(r.At) {
			t.Fatalf("%s reads again as %+v (%v)", line, again, err)
		}
	})
}
