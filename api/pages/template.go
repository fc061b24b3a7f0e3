package pages

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages' templates by language and name, each with the layout around it.
type templates map[Lang]map[string]*template.Template

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
	all := templates{Vietnamese: {}, English: {}}
	for _, p := range pages {
		if p.Send != nil {
			continue
		}
		if err := all.add(layout, p.Template); err != nil {
			return nil, fmt.Errorf("the page %s: %w", p.Path, err)
		}
	}
	return all, errors.Join(all.add(layout, "again"), all.add(layout, "error"))
}

// add reads the template of a page, and spells it out in each language.
func (all templates) add(layout *template.Template, name string) error {
	if all[Vietnamese][name] != nil {
		return nil
	}
	page, err := layout.Clone()
	if err == nil {
		page, err = page.ParseFS(templateFiles, "templates/"+name+".html")
	}
	for l, into := range all {
		if err == nil {
			into[name], err = page.Clone()
		}
		if err == nil {
			err = spellOut(into[name].Funcs(spoken(l)), l)
		}
	}
	return err
}
