package paper

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"

	"sovang/domain"
)

// own are the forms that come with the program.
//
//go:embed forms
var own embed.FS

// Form is how a kind of paper looks from a day on.
type Form struct {
	Series string      `json:"series"`          // the kind: PT, PC, BC, BN
	From   domain.Date `json:"from"`            // the first booking day that it is for
	Code   string      `json:"code,omitzero"`   // C40-BB
	Basis  string      `json:"basis,omitzero"`  // the circular that it belongs to
	Title  string      `json:"title"`           // PHIẾU THU
	File   string      `json:"file"`            // the template
	Signed []string    `json:"signed,omitzero"` // who signs, from left to right
}

// Sheet is what a form is filled in with.
type Sheet struct {
	Form
	Unit, UnitAddress string // whose paper it is
	Fund              string
	Book              string // the series
	No                int64
	Day               domain.Date // of booking
	Person, Address   string      // who paid, or who was paid; "" as on paper: dots
	Content           string
	Amount, Words     string // in figures and spelt out
	Attached          string // what is attached
	Original          bool   // else it is a copy and says so
	Void              string // why it is void; "": it stands
	Instead           string // the number that stands in its place
	Replaces          string // the number in whose place it stands
	Code              string // that opens the gift, as it is typed
	Link              string // the same as an address
	Square            template.HTML
	Rows              []Row  // of a list that is signed for
	Total             string // of its amounts
}

// Row is one line of a list that is signed for.
type Row struct {
	No                        int64
	Code, Name, Where, Amount string
}

// Forms are all forms, and the templates they are drawn with.
type Forms struct {
	forms []Form
	t     *template.Template
}

// ReadForms reads the forms that come with the program, and lets files of the same names in another file system stand in for them; nil: there is none.
// forms.json lists them.
func ReadForms(instead fs.FS) (*Forms, error) {
	f := &Forms{t: template.New("").Funcs(template.FuncMap{"upper": strings.ToUpper, "first": firstLarge, "number": number})}
	read := func(name string) ([]byte, error) {
		if instead != nil {
			text, err := fs.ReadFile(instead, name)
			if err == nil || !errors.Is(err, fs.ErrNotExist) {
				return text, err
			}
		}
		return own.ReadFile("forms/" + name)
	}
	list, err := read("forms.json")
	if err == nil {
		err = json.Unmarshal(list, &f.forms, json.RejectUnknownMembers(true))
	}
	if err != nil {
		return nil, fmt.Errorf("forms.json: %w", err)
	}
	for _, one := range append([]Form{{File: "head.html"}, {File: "foot.html"}}, f.forms...) {
		if f.t.Lookup(one.File) != nil {
			continue
		}
		text, err := read(one.File)
		if err != nil {
			return nil, fmt.Errorf("the form %s: %w", one.File, err)
		}
		if _, err := f.t.New(one.File).Parse(string(text)); err != nil {
			return nil, fmt.Errorf("the form %s: %w", one.File, err)
		}
	}
	// A fault in a template would otherwise be found by whoever prints.
	for _, one := range f.forms {
		if _, err := f.Fill(Sheet{Form: one, No: 1, Rows: []Row{{No: 1}}}); err != nil {
			return nil, fmt.Errorf("the form %s: %w", one.File, err)
		}
	}
	return f, nil
}

// For gives the form of a paper of that series which was booked on a day: the last one that had begun by then, else the first one.
func (f *Forms) For(series string, booked domain.Date) (found Form, ok bool) {
	kind, _, _ := strings.Cut(series, "/")
	for _, one := range f.forms {
		if one.Series == kind && (!ok || one.From <= booked && one.From >= found.From) {
			found, ok = one, true
		}
	}
	return found, ok
}

// Fill draws a paper.
func (f *Forms) Fill(s Sheet) (template.HTML, error) {
	var b bytes.Buffer
	err := f.t.ExecuteTemplate(&b, s.File, s)
	return template.HTML(b.String()), err // html/template made it
}

// Number is the paper's number as people say it: PT/2026 17.
func (s Sheet) Number() string { return fmt.Sprintf("%s %d", s.Book, s.No) }

// Cash says whether the money goes from hand to hand, and somebody signs for it.
func (s Sheet) Cash() bool { return s.Form.Series == "PT" || s.Form.Series == "PC" }

// DayWords is the day as papers say it.
func (s Sheet) DayWords() string {
	month, day := s.Day.MonthDay()
	return fmt.Sprintf("Ngày %02d tháng %02d năm %d", day, int(month), s.Day.Year())
}

// firstLarge begins a text with a capital.
func firstLarge(text string) string {
	for i, r := range text {
		return string(unicode.ToUpper(r)) + text[i+len(string(r)):]
	}
	return ""
}

// number shows a number on seven places, as stamps do.
func number(n int64) string { return fmt.Sprintf("%07d", n) }
