package picture

import (
	"html"
	"html/template"
	"strings"
)

// Part is one part of a whole.
type Part struct {
	Name   string
	Tone   Tone
	Amount int64 // not less than 0
}

// Parts draws what a whole consists of as one bar. Parts of nothing are left out of the drawing and its legend, and stand in the table.
func Parts(a About, parts []Part) Picture {
	p := Picture{words: a.words(), Table: Table{Caption: a.Title, Head: []string{a.words().What, a.words().Amount, a.words().Share}, Amounts: 2}}
	whole := int64(0)
	for _, x := range parts {
		whole += x.Amount
	}
	for _, x := range parts {
		p.Table.Rows = append(p.Table.Rows, []string{x.Name, a.words().Money(a.Currency, x.Amount), a.words().Percent(x.Amount, whole)})
	}
	const tall = 26.0
	d := begin(a, "drawing", wide, tall)
	d.rect("bed", "", 0, 0, wide, tall)
	at := 0.0
	var legend strings.Builder
	for i, w := range widths(parts, wide) {
		x := parts[i]
		if x.Amount == 0 {
			continue
		}
		said := a.words().Money(a.Currency, x.Amount)
		d.rect("part tone-"+string(x.Tone), x.Name+": "+said, at, 0, w, tall)
		at += w
		legend.WriteString(`<li><span class="swatch tone-` + string(x.Tone) + `"></span>` + html.EscapeString(x.Name) + ` <b>` + html.EscapeString(said) + `</b> <small>` +
			html.EscapeString(a.words().Percent(x.Amount, whole)) + `</small></li>`)
	}
	p.SVG = d.end()
	if legend.Len() > 0 {
		p.Legend = template.HTML(`<ul class="legend">` + legend.String() + `</ul>`)
	}
	return p
}

// leastWide is what the smallest part has: one that is there can be seen.
const leastWide = 2.0

// widths shares room between parts: together they fill it, each as large as its part but for the smallest, which the larger ones give something. What gives
// may become small itself, and is then given to.
func widths(parts []Part, room float64) []float64 {
	all, small := make([]float64, len(parts)), make([]bool, len(parts))
	for again := true; again; {
		again = false
		rest, left := 0.0, room // what the larger ones are, and what there is for them
		for i, x := range parts {
			if small[i] {
				left -= leastWide
			} else {
				rest += float64(x.Amount)
			}
		}
		for i, x := range parts {
			switch {
			case x.Amount == 0:
				continue
			case small[i]:
				all[i] = leastWide
				continue
			}
			all[i] = float64(x.Amount) / rest * left
			if all[i] < leastWide {
				small[i], again = true, true
			}
		}
	}
	return all
}

// legendOf names the kinds of bars where there are several.
func legendOf(series []Series) template.HTML {
	if len(series) < 2 {
		return ""
	}
	var b strings.Builder
	for _, s := range series {
		b.WriteString(`<li><span class="swatch tone-` + string(s.Tone) + `"></span>` + html.EscapeString(s.Name) + `</li>`)
	}
	return template.HTML(`<ul class="legend">` + b.String() + `</ul>`)
}
