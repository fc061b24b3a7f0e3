package main

import (
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sovang/api/scenarios"
)

// sent is a form as a page shows it: where it goes, and what is in it before anybody types.
type sent struct {
	to     string
	fields url.Values
	typed  []string // names of fields that somebody can fill
}

var (
	formTags   = regexp.MustCompile(`(?s)<form\s([^>]*)>(.*?)</form>`)
	fieldTags  = regexp.MustCompile(`(?s)<(input|textarea|button)\s([^>]*)>|<select\s([^>]*)>(.*?)</select>`)
	optionTags = regexp.MustCompile(`<option value="([^"]*)"( selected)?`)
	linkTags   = regexp.MustCompile(`<a [^>]*href="(/[^"#]*)"`)
	idsInPaths = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+|=[^&]*`)
)

func attribute(tag, name string) string {
	m := regexp.MustCompile(`(?:^|\s)` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// formsOf finds the forms of a page that ask for something, one for each button that says what is to be done.
func formsOf(path, page string) (all []sent) {
	for _, f := range formTags.FindAllStringSubmatch(page, -1) {
		if attribute(f[1], "method") != "post" {
			continue
		}
		s := sent{to: path, fields: url.Values{}}
		if to := attribute(f[1], "action"); to != "" {
			s.to = to
		}
		var buttons [][2]string
		for _, m := range fieldTags.FindAllStringSubmatch(f[2], -1) {
			tag := m[2] + m[3]
			name, value, kind := attribute(tag, "name"), attribute(tag, "value"), attribute(tag, "type")
			switch {
			case name == "":
			case m[1] == "button":
				buttons = append(buttons, [2]string{name, value})
			case kind == "checkbox" || kind == "radio":
				if strings.Contains(tag, " checked") || kind == "radio" && !s.fields.Has(name) {
					s.fields.Set(name, value)
				}
			case kind == "hidden":
				s.fields.Add(name, value)
			default:
				if m[3] != "" {
					for i, o := range optionTags.FindAllStringSubmatch(m[4], -1) {
						if i == 0 || o[2] != "" {
							value = html.UnescapeString(o[1])
						}
					}
				}
				s.fields.Add(name, value)
				s.typed = append(s.typed, name)
			}
		}
		if len(buttons) == 0 {
			all = append(all, s)
		}
		for _, b := range buttons {
			one := sent{s.to, url.Values{}, s.typed}
			for name, values := range s.fields {
				one.fields[name] = slices.Clone(values)
			}
			one.fields.Set(b[0], b[1])
			all = append(all, one)
		}
	}
	return all
}

// ends says whether a form would end what the test goes on with: a session, or an account.
func (s sent) ends() bool {
	do := s.fields.Get("do")
	return strings.HasPrefix(s.to, "/sign-") || s.to == "/demo" || do == "leave" || do == "close" || do == "link" || do == "password"
}

// TestRefusalsAreTold: whatever people send with the forms that they find, empty or wrong, is answered in Vietnamese, without a fault of the program.
func TestRefusalsAreTold(t *testing.T) {
	t.Parallel()
	address := serveDemo(t, furnished(t))
	tried, refused, said := 0, 0, map[string]bool{}
	for _, p := range scenarios.DemoPeople {
		b := browse(t, address)
		b.ask("POST", "/demo", form("role", string(p.Role)))
		seen, forms := map[string]int{}, map[string]bool{}
		for todo := []string{"/today"}; len(todo) > 0; todo = todo[1:] {
			page := b.ask("GET", todo[0], "")
			if page.status != 200 || !strings.Contains(page.header.Get("Content-Type"), "html") {
				continue
			}
			for _, link := range linkTags.FindAllStringSubmatch(page.text, -1) {
				to := html.UnescapeString(link[1])
				if kind := idsInPaths.ReplaceAllString(to, "*"); !strings.HasPrefix(to, "/api/") && !strings.HasPrefix(to, "/static/") && !strings.Contains(to, "lang=") && seen[kind] < 2 {
					seen[kind]++
					todo = append(todo, to)
				}
			}
			for _, f := range formsOf(todo[0], page.text) {
				kind := idsInPaths.ReplaceAllString(f.to, "*") + " " + f.fields.Get("do") + " " + strings.Join(f.typed, " ")
				if f.ends() || forms[kind] {
					continue
				}
				forms[kind] = true
				for _, wrong := range wrongs(f) {
					tried++
					answer := b.ask("POST", f.to, wrong.Encode())
					if answer.status >= 500 || answer.status == 401 {
						t.Errorf("%s of %s answers %d to %s", f.to, p.Role, answer.status, wrong.Encode())
					}
					if answer.status < 400 {
						continue
					}
					refused++
					for _, m := range regexp.MustCompile(`<p( lang="en")?>([^<]+)</p>`).FindAllStringSubmatch(answer.text, -1) {
						if m[1] != "" {
							t.Errorf("%s of %s says in English: %s", f.to, p.Role, m[2])
						}
						said[m[2]] = true
					}
				}
			}
		}
	}
	if refused < 20 {
		t.Errorf("of %d forms %d were refused", tried, refused)
	}
	t.Logf("%d forms were sent, %d refused, in %d sentences", tried, refused, len(said))
}

// wrongs are ways in which a form can be sent wrong: as it stands, with nothing in it, and with each field filled with what it cannot take.
func wrongs(f sent) (all []url.Values) {
	with := func(change func(url.Values)) {
		v := url.Values{}
		for name, values := range f.fields {
			v[name] = slices.Clone(values)
		}
		change(v)
		all = append(all, v)
	}
	with(func(v url.Values) {
		for _, name := range f.typed {
			v.Set(name, "")
		}
	})
	for _, name := range f.typed {
		with(func(v url.Values) { v.Set(name, "31/02/2026 ???") })
	}
	with(func(v url.Values) {
		for _, name := range f.typed {
			v.Set(name, "-5")
		}
	})
	return all
}
