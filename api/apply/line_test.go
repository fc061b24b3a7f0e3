package apply

import (
	"io"
	"reflect"
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

// TestScan: what is read in one go is what the long way reads, and what may be wrong goes the long way.
func TestScan(t *testing.T) {
	for change, quick := range map[[2]string]bool{
		{"", ""}: true,
		{`"at":"2024-10-29T08:00:00+07:00",`, ""}:     true,
		{`"actor":"thủ quỹ",`, ""}:                    true,
		{`"why"`, " \"why\" "}:                        true,
		{`"id":`, "\t\"id\" : "}:                      true,
		{`}}`, "} } "}:                                true,
		{`"thủ quỹ"`, `"th\u1ee7 quỹ"`}:               false,
		{`"why":"x"`, `"why":null`}:                   false,
		{`"why":"x",`, `"why":"x","why":"x",`}:        false,
		{`"why":"x"`, `"because":"x"`}:                false,
		{`"why":"x"`, "\"why\":\"\xff\""}:             false,
		{`}}`, `},"why":"y"}`}:                        false,
		{`}}`, `}}}`}:                                 false,
		{`"name":"Hội"`, `"name":"Hội","name":"Hội"`}: false,
		{`"actor":"thủ quỹ"`, `"actor":""`}:           false,
	} {
		text := []byte(strings.Replace(found, change[0], change[1], 1))
		got, ok := scan(text, "kế toán")
		if ok != quick {
			t.Errorf("%s: in one go %v", text, ok)
		}
		if want, err := decode(text, "kế toán"); ok && (err != nil || !reflect.DeepEqual(got, want)) {
			t.Errorf("%s: %+v, and the long way %+v, %v", text, got, want, err)
		}
	}
}

// TestReady: a line is there when all of it is, and what was read is counted.
func TestReady(t *testing.T) {
	out, in := io.Pipe()
	go func() {
		_, _ = io.WriteString(in, found+"\n"+found+"\n"+found[:10])
		_, _ = io.WriteString(in, found[10:])
		_ = in.Close()
	}()
	r := NewReader(out)
	for n, ready := range []bool{false, true, false} {
		if r.Ready() != ready {
			t.Errorf("before line %d it is ready: %v", n+1, !ready)
		}
		if _, line, err := r.Next(); err != nil || line != n+1 {
			t.Fatalf("line %d, %v", line, err)
		}
	}
	if want := int64(3*len(found) + 2); r.Read() != want {
		t.Errorf("%d bytes were read, not %d", r.Read(), want)
	}
}

// TestLongLine: a line that does not fit the buffer, between two that do.
func TestLongLine(t *testing.T) {
	long := strings.Replace(found, `"why":"x"`, `"why":"`+strings.Repeat("y", 200<<10)+`"`, 1)
	r := NewReader(strings.NewReader(found + "\n" + long + "\n" + long + "\n" + found))
	for n, why := range []int{1, 200 << 10, 200 << 10, 1} {
		if req, line, err := r.Next(); err != nil || line != n+1 || len(req.Why) != why {
			t.Fatalf("line %d says why in %d bytes, %v", line, len(req.Why), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(found)
	f.Add(`{"id":"00000000-0000-4000-8000-000000000001","actor":"a","command":"fund.receive","data":{"fund":"00000000-0000-4000-8000-000000000001","amount":5}}`)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Parse([]byte(text))
		if quick, ok := scan([]byte(text), ""); ok {
			if long, err := decode([]byte(text), ""); err != nil || !reflect.DeepEqual(quick, long) {
				t.Fatalf("%q is %+v in one go, and the long way %+v, %v", text, quick, long, err)
			}
		}
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
