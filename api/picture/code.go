package picture

import (
	"html/template"

	"rsc.io/qr"

	"sovang/domain"
)

// quiet is how many modules stay empty around a square code, as readers need it.
const quiet = 4

// Code draws a text as a QR code, black on white in any light. It fails with Invalid where the text is too long for one.
func Code(a About, text string) (template.HTML, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return "", domain.Errorf(domain.Invalid, "a text of %d bytes is too long for a square code", len(text)).On("text")
	}
	size := float64(code.Size + 2*quiet)
	d := begin(a, "square", size, size)
	d.b.WriteString(`<rect fill="#fff" width="` + n(size) + `" height="` + n(size) + `"/><path fill="#000" shape-rendering="crispEdges" d="`)
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				d.b.WriteString("M" + n(float64(from+quiet)) + " " + n(float64(y+quiet)) + "h" + n(float64(x-from)) + "v1h-" + n(float64(x-from)) + "z")
			}
		}
	}
	d.b.WriteString(`"/>`)
	return d.end(), nil
}
