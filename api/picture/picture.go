// Package picture draws numbers: bars over months, parts of a whole, the way of money, a tree of units, the square code of an address. Pure functions from
// numbers to SVG, for pages whose policy allows neither inline style nor script.
//
// It promises that every picture has a title, a description and the table it was drawn from; that bars begin at zero and what belongs to one whole adds up
// to it; that text from outside is escaped; and that colours are classes, so that one style sheet (Style) serves light, dark and print.
package picture

import (
	_ "embed"
	"html"
	"html/template"
	"strconv"
	"strings"
)

// Style is what the classes of pictures look like, to stand in the style sheet of whoever shows them.
//
//go:embed picture.css
var Style string

// Tone is what a part means, and so its colour.
type Tone string

// The tones. A picture never tells by its colour alone: legend, labels and table say the same.
const (
	Waiting  Tone = "waiting"  // in the fund, free
	Reserved Tone = "reserved" // set aside for something that was approved
	Given    Tone = "given"    // paid out
	Proved   Tone = "proved"   // paid out, and signed for
	Back     Tone = "back"     // came back, or went back to whoever gave it
	Gone     Tone = "gone"     // lost, reversed
	Source   Tone = "source"   // where money comes from
	Through  Tone = "through"  // what it goes through
	Income   Tone = "income"
	Use      Tone = "use"
)

// About is what every picture is told of itself.
type About struct {
	ID       string // unique in its page: letters, digits, hyphens
	Title    string // what it shows, in a few words
	Desc     string // what can be seen in it, in a sentence
	Currency string // of its amounts, "" where it counts
	Words    Words  // the zero Words: Vietnamese
}

// Picture is a drawing with the table behind it.
type Picture struct {
	SVG    template.HTML
	Legend template.HTML // a list beside it, "" where the drawing says all
	Table  Table
	words  Words
}

// Table is the numbers of a picture as they are read.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string // the first cell of each names it; the last ones, as many as Amounts, are amounts
	Amounts int        // how many columns, from the right, are amounts
}

// HTML is the table as it stands in a page.
func (t Table) HTML() template.HTML {
	var b strings.Builder
	b.WriteString("<table><caption>" + html.EscapeString(t.Caption) + "</caption><thead><tr>")
	for i, head := range t.Head {
		b.WriteString(`<th scope="col"` + t.class(i) + ">" + html.EscapeString(head) + "</th>")
	}
	b.WriteString("</tr></thead><tbody>")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, cell := range row {
			if i == 0 {
				b.WriteString(`<th scope="row">` + html.EscapeString(cell) + "</th>")
				continue
			}
			b.WriteString("<td" + t.class(i) + ">" + html.EscapeString(cell) + "</td>")
		}
		b.WriteString("</tr>")
	}
	b.WriteString("</tbody></table>")
	return template.HTML(b.String())
}

func (t Table) class(column int) string {
	if column >= len(t.Head)-t.Amounts {
		return ` class="n"`
	}
	return ""
}

// Figure is the picture with its legend, and the table behind it to be opened.
func (p Picture) Figure() template.HTML {
	if p.SVG == "" {
		return ""
	}
	return `<figure class="picture">` + p.SVG + p.Legend + template.HTML(`<details><summary>`+html.EscapeString(p.words.AsTable)+`</summary><div class="wide" role="region" tabindex="0" aria-label="`+
		html.EscapeString(p.Table.Caption)+`">`) +
		p.Table.HTML() + `</div></details></figure>`
}

// wide is how many units every picture is wide. It is made for 360 pixels, so that its letters can be read on a phone; the style sheet makes them smaller
// where a picture is shown larger.
const wide = 360.0

// pen writes SVG.
type pen struct{ b strings.Builder }

// begin opens a picture of that size; class is drawing, or square.
func begin(a About, class string, width, height float64) *pen {
	p, id := &pen{}, html.EscapeString(a.ID)
	p.b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="` + class + `" viewBox="0 0 ` + n(width) + " " + n(height) + `" role="img" aria-labelledby="` + id + `-t ` + id +
		`-d"><title id="` + id + `-t">` + html.EscapeString(a.Title) + `</title><desc id="` + id + `-d">` + html.EscapeString(a.Desc) + `</desc>`)
	return p
}

func (p *pen) end() template.HTML { return template.HTML(p.b.String() + "</svg>") }

// rect draws a rectangle; tip is shown to whoever points at it, "" for none.
func (p *pen) rect(class, tip string, x, y, w, h float64) {
	p.b.WriteString(`<rect class="` + class + `" x="` + n(x) + `" y="` + n(y) + `" width="` + n(w) + `" height="` + n(h) + `"`)
	p.closing("rect", tip)
}

func (p *pen) path(class, tip, d string) {
	p.b.WriteString(`<path class="` + class + `" d="` + d + `"`)
	p.closing("path", tip)
}

func (p *pen) closing(tag, tip string) {
	if tip == "" {
		p.b.WriteString("/>")
		return
	}
	p.b.WriteString("><title>" + html.EscapeString(tip) + "</title></" + tag + ">")
}

// text writes; anchor is start, middle or end.
func (p *pen) text(class, anchor string, x, y float64, text string) {
	p.b.WriteString(`<text class="` + class + `" text-anchor="` + anchor + `" x="` + n(x) + `" y="` + n(y) + `">` + html.EscapeString(text) + `</text>`)
}

func (p *pen) line(class string, x1, y1, x2, y2 float64) {
	p.b.WriteString(`<line class="` + class + `" x1="` + n(x1) + `" y1="` + n(y1) + `" x2="` + n(x2) + `" y2="` + n(y2) + `"/>`)
}

// n is a length, to a hundredth.
func n(x float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(x, 'f', 2, 64), "0"), ".")
}

// short is a text of at most so many letters, with … where it was cut.
func short(text string, most int) string {
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return strings.TrimRight(string(letters[:most-1]), " ") + "…"
}
