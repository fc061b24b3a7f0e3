package pages

import (
	"html/template"
	"strings"
	"testing"
	"time"
)

// TestSpelledOut: a template that was spelled out says what it says of itself, wherever it says it.
func TestSpelledOut(t *testing.T) {
	const text = `{{define "part"}}{{$c := index . 0}}<i title="{{$c.T "when.show"}}">{{$c.T "entry.head" ($c.Count 12345)}}</i>{{end -}}
<title>{{.T "title.balances"}}</title>
{{- range $i, $r := .Data.Rows}}
<td data-head="{{$.T "balances.received"}}">{{$.Amount .Currency .Amount}}{{with .Below}}, {{$.Amount "VND" ($.Less .)}}{{end}}</td>
{{- template "part" ($.List $ $i)}}
{{- else}}{{.T "front.nothing"}}{{end}}
{{if .T "when.show" | len}}{{$.Indent 2}}{{.Word "award." "scholarship"}} {{.Word "award." "<none>"}} {{$.Moment .Data.On}} {{.T (print "award." "reward")}}{{end}}`
	type row struct {
		Currency      string
		Amount, Below int64
	}
	for _, rows := range [][]row{nil, {{"VND", 1_500_000, -7}, {"USD", 12, 0}}} {
		for _, l := range []Lang{Vietnamese, English} {
			c := &Call{Lang: l, Data: map[string]any{"Rows": rows, "On": time.Unix(1_800_000_000, 0)}}
			var said [2]string
			for i := range said {
				made, err := template.New("x").Funcs(spoken(l)).Parse(text)
				if i == 1 && err == nil {
					err = spellOut(made, l)
				}
				var b strings.Builder
				if err == nil {
					err = made.Execute(&b, c)
				}
				if err != nil {
					t.Fatal(err)
				}
				said[i] = b.String()
			}
			if said[0] != said[1] || !strings.Contains(said[1], l.mustSay(t, "title.balances")) {
				t.Errorf("it says\n%s\nand spelled out\n%s", said[0], said[1])
			}
		}
	}
}

func (l Lang) mustSay(t *testing.T, key string) string {
	text, err := l.say(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestSpellingKnowsItsWords: a word that is not there is found before anybody asks for the page.
func TestSpellingKnowsItsWords(t *testing.T) {
	made := template.Must(template.New("x").Funcs(spoken(Vietnamese)).Parse(`{{if .Data}}<p>{{$.T "no.such.word"}}</p>{{end}}`))
	if err := spellOut(made, Vietnamese); err == nil || !strings.Contains(err.Error(), "no.such.word") {
		t.Errorf("it is refused with %v", err)
	}
}

func BenchmarkRender(b *testing.B) {
	const text = `{{range .Data}}<tr>{{range .}}<td class="n" data-head="{{$.T "balances.received"}}">{{$.Amount "VND" .}}</td>{{end}}</tr>{{end}}`
	c := &Call{Lang: Vietnamese, Data: make([][8]int64, 100)}
	for _, spelled := range []bool{false, true} {
		made := template.Must(template.New("x").Funcs(spoken(c.Lang)).Parse(text))
		name := "asked"
		if spelled {
			name = "spelled"
			if err := spellOut(made, c.Lang); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				var page strings.Builder
				if err := made.Execute(&page, c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
