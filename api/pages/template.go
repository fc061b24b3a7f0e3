package pages

import (
	"embed"
	"fmt"
	"html/template"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages' templates by name, each with the layout around it.
type templates map[string]*template.Template

// With is a call and one thing more, for a part that is shown of each of several things.
func (c *Call) With(value any) any {
	return struct {
		*Call
		Value any
	}{c, value}
}

// parseTemplates reads the template of every page. One that is not there would be found only by a visitor.
func parseTemplates(pages []Page, a assets) (templates, error) {
	layout, err := template.New("layout.html").Funcs(template.FuncMap{"asset": a.path}).ParseFS(templateFiles, "templates/layout.html", "templates/part_*.html")
	if err != nil {
		return nil, err
	}
	all := templates{}
	add := func(name string) error {
		if all[name] != nil {
			return nil
		}
		t, err := layout.Clone()
		if err == nil {
			all[name], err = t.ParseFS(templateFiles, "templates/"+name+".html")
		}
		return err
	}
	for _, p := range pages {
		if p.Send != nil {
			continue
		}
		if err := add(p.Template); err != nil {
			return nil, fmt.Errorf("the page %s: %w", p.Path, err)
		}
	}
	if err := add("again"); err != nil {
		return nil, err
	}
	return all, add("error")
}
