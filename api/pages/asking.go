package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections"
)

// asking is one field of a form as the templates "ask" and "choose" draw it: its label, what was typed into it, and whether the refusal speaks of it.
type asking struct {
	*Call
	Form    string // what the form's button asks for ("do"); "": the page has this form alone
	Name    string
	Word    string // of the label
	Hint    string // word of the hint; "": none
	Flags   string // required, area, date, tick, file
	Options []option
	Default string // what stands in it before anything was typed
	Fill    []any  // what the label's word takes
}

// Label is what stands beside the field.
func (a asking) Label() (string, error) { return a.T(a.Word, a.Fill...) }

// option is one thing to choose.
type option struct{ Value, Label string }

// Ask is a field to type into; flags are required, area, date or tick.
func (c *Call) Ask(form, name, word, hint, flags string) asking {
	return asking{Call: c, Form: form, Name: name, Word: word, Hint: hint, Flags: flags}
}

// Choose is a field to choose from.
func (c *Call) Choose(form, name, word, hint string, options []option) asking {
	return asking{Call: c, Form: form, Name: name, Word: word, Hint: hint, Options: options}
}

// With is the field with something in it before anything was typed.
func (a asking) With(text string) asking {
	a.Default = text
	return a
}

// Key is the field's id on the page: several forms may have one of that name.
func (a asking) Key() string {
	if a.Form == "" {
		return a.Name
	}
	return a.Name + "-" + a.Form
}

// Has says whether a flag is set.
func (a asking) Has(flag string) bool { return slices.Contains(strings.Fields(a.Flags), flag) }

// Value is what was typed into the field of this form, else, where the page has this form alone, what its address says of it.
func (a asking) Value() string {
	switch {
	case a.form == nil && a.Form == "":
		return cmp.Or(a.Query(a.Name), a.Default)
	case a.form == nil:
		return a.Default
	case a.Form == "" || a.Call.Chosen("do", a.Form):
		return a.Typed(a.Name)
	}
	return a.Default
}

// Bad marks the field where the refusal of this form speaks of it, as it stands or within what the command is made of, or of a row of it.
func (a asking) Bad() template.HTMLAttr {
	if a.Refused == nil || a.Form != "" && !a.Call.Chosen("do", a.Form) {
		return ""
	}
	for _, f := range a.Refused.Fields {
		if f == a.Name || strings.HasSuffix(f, "]."+a.Name) || strings.HasPrefix(f, a.Name+"[") || a.Has("area") && (f == "rows" || strings.HasPrefix(f, "rows[")) {
			return `aria-invalid="true" aria-errormessage="refused"`
		}
	}
	return ""
}

// FormID is the id of the command that one of several forms of a page asks for.
func (c *Call) FormID(form string) uuid.UUID {
	if form == "" || c.Chosen("do", form) {
		return c.ID()
	}
	return c.following(form)
}

// words of values that can be chosen, in the language of the page.
func chooseWords[T ~string](c *Call, prefix string, values ...T) (all []option) {
	for _, v := range values {
		all = append(all, option{string(v), c.say(prefix + string(v))})
	}
	return all
}

// chooseNames is names to choose from, themselves.
func chooseNames(names []string) (all []option) {
	for _, n := range names {
		all = append(all, option{n, n})
	}
	return all
}

// targets are the compartments of a desk's funds that money can be promised or given to: the fund's id and the compartment, with a blank between.
func (c *Call) targets(d Desk) (all []option, err error) {
	for _, f := range d.Funds {
		found, err := c.compartmentsOf(f.Fund, d)
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			all = append(all, option{f.Fund.String() + " " + k.Compartment, f.Name + ": " + c.wordingOf(k)})
		}
	}
	return all, nil
}

// wordingOf is what a compartment is called where it is chosen.
func (c *Call) wordingOf(k projections.CompartmentBalance) string {
	text := cmp.Or(k.Wording, c.say("restriction."+string(k.Restriction)))
	if k.Currency != "VND" {
		text += " (" + k.Currency + ")"
	}
	return text
}

// target reads what was chosen among targets, of funds of the page's desk.
func (c *Call) target(field string, d Desk) (in uuid.UUID, compartment, currency string, err error) {
	id, compartment, _ := strings.Cut(c.Typed(field), " ")
	in, failed := uuid.Parse(id)
	if _, mine := d.Of(in); failed != nil || !mine {
		return in, "", "", domain.Errorf(domain.Invalid, "choose the fund and the compartment").On(field)
	}
	found, err := c.compartmentsOf(in, d)
	if err != nil {
		return in, "", "", err
	}
	for _, k := range found {
		if k.Compartment == compartment {
			return in, compartment, k.Currency, nil
		}
	}
	return in, "", "", domain.Errorf(domain.Invalid, "choose the fund and the compartment").On(field)
}

// campaignsFor are the campaigns that run today in a unit or above it and are of one of those kinds; all where none is named. The first choice is none.
func (c *Call) campaignsFor(unit uuid.UUID, kinds ...campaign.Kind) (all []option, err error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	found, err := c.Read().CampaignsOn(c.Context(), o.up(unit), today())
	all = []option{{"", c.say("forms.none")}}
	for _, x := range found {
		if len(kinds) == 0 || slices.Contains(kinds, x.Kind) {
			all = append(all, option{x.Code, x.Name + " (" + x.Code + ")"})
		}
	}
	return all, err
}

// donorOrNew reads who gives: somebody registered, by code or name, or, where the form says so, somebody new who is registered on the way.
func (c *Call) donorOrNew(field string, unit uuid.UUID) (id uuid.UUID, newcomer *ledger.Registration, err error) {
	if c.Typed("new") == "" {
		id, err = c.someDonor(field)
		return id, nil, err
	}
	name := strings.TrimSpace(c.Typed(field))
	if name == "" {
		return id, nil, nobodyTyped(field)
	}
	return uuid.Nil, &ledger.Registration{Person: c.following("newcomer"), Unit: unit, Kind: person.Kind(c.Typed("kind-of")), Card: person.Card{Name: name}}, nil
}

// someDonor is donorTyped where somebody has to be named.
func (c *Call) someDonor(field string) (uuid.UUID, error) {
	id, err := c.donorTyped(field)
	if err == nil && id == uuid.Nil {
		err = nobodyTyped(field)
	}
	return id, err
}

func nobodyTyped(field string) error {
	return domain.Errorf(domain.Invalid, "type who it is: a code, or a name").On(field)
}

// pasted are the lines of a field, each cut into cells at tabs and semicolons; empty lines are left out.
func (c *Call) pasted(field string) (lines [][]string) {
	for _, line := range strings.Split(c.Typed(field), "\n") {
		cells := strings.FieldsFunc(strings.ReplaceAll(line, ";", "\t"), func(r rune) bool { return r == '\r' })
		if len(cells) == 0 || strings.TrimSpace(cells[0]) == "" {
			continue
		}
		cut := strings.Split(cells[0], "\t")
		for i := range cut {
			cut[i] = strings.TrimSpace(cut[i])
		}
		lines = append(lines, cut)
	}
	return lines
}

// cell is the cell of a line, "" where it ends before.
func cell(line []string, i int) string {
	if i < len(line) {
		return line[i]
	}
	return ""
}

// mostPasted bounds the lines of one form.
const mostPasted = 2000

// fewEnough refuses no lines and too many.
func fewEnough(field string, lines [][]string) error {
	if len(lines) == 0 || len(lines) > mostPasted {
		return domain.Errorf(domain.Invalid, "type or paste 1 to %d lines", mostPasted).On(field)
	}
	return nil
}

// named are people as they were typed in lines: each found, or new. Nobody is guessed: a code is that person; a name that nobody bears is registered; of a name that somebody bears already
// it has to be said who is meant, by = (whoever is registered) or + (somebody new) before it.
type named struct {
	IDs []uuid.UUID
	New []ledger.Registration
}

// people finds whom lines name, among those of a unit and of where whoever asks works. A newcomer's id comes from the form, the row's key and the name, so that a form sent twice
// registers nobody twice.
func (c *Call) people(unit uuid.UUID, kind person.Kind, keys, typed []string) (n named, err error) {
	n.IDs = make([]uuid.UUID, len(typed))
	own, names := make([]uuid.UUID, len(typed)), []string{}
	for i, text := range typed {
		if bare := strings.TrimSpace(strings.TrimLeft(text, "+=")); bare != "" {
			own[i] = c.following("person\n" + strings.ToUpper(keys[i]) + "\n" + bare)
			names = append(names, bare)
		}
	}
	if len(names) == 0 {
		return n, nil
	}
	registered, err := c.Read().PeopleWith(c.Context(), slices.DeleteFunc(slices.Clone(own), func(id uuid.UUID) bool { return id == uuid.Nil }))
	if err != nil {
		return n, err
	}
	units := []uuid.UUID{unit}
	seats, err := c.Seats()
	for _, s := range seats {
		if !slices.Contains(units, s.Unit) {
			units = append(units, s.Unit)
		}
	}
	if err != nil {
		return n, err
	}
	called, err := c.Read().Called(c.Context(), units, names)
	if err != nil {
		return n, err
	}
	for i, text := range typed {
		if own[i] == uuid.Nil {
			continue
		}
		bare := strings.TrimSpace(strings.TrimLeft(text, "+="))
		if _, ours := registered[own[i]]; ours {
			n.IDs[i] = own[i]
			continue
		}
		if n.IDs[i], err = whichOf(text, bare, called[bare], own[i]); err != nil {
			return n, domain.InRow("rows", i, err)
		}
		if n.IDs[i] == own[i] {
			n.New = append(n.New, ledger.Registration{Person: own[i], Unit: unit, Kind: kind, Card: person.Card{Name: bare}})
		}
	}
	return n, nil
}

// whichOf says who is meant by a name: one of those who bear it, or somebody new.
func whichOf(text, bare string, bearers []projections.Person, own uuid.UUID) (uuid.UUID, error) {
	byCode := len(bearers) == 1 && strings.EqualFold(bearers[0].Code, bare)
	switch {
	case strings.HasPrefix(text, "+"), len(bearers) == 0 && !strings.HasPrefix(text, "="):
		return own, nil
	case len(bearers) == 0:
		return uuid.Nil, domain.Errorf(domain.NotFound, "nobody is registered under %q", bare).On("who")
	case len(bearers) > 1:
		return uuid.Nil, domain.Errorf(domain.Invalid, "several people are called %q; type the code of the one that is meant", bare).On("who")
	case byCode, strings.HasPrefix(text, "="):
		return bearers[0].ID, nil
	}
	return uuid.Nil, domain.Errorf(domain.Invalid, "somebody called %q is registered; write = before the name where it is them, + where it is somebody else", bare).On("who")
}

// mostRegistered is how many people are registered in one entry.
const mostRegistered = 500

// askWith asks for commands after registering those whom it brings: all or nothing, for the ledger is asked first what it would say.
func (c *Call) askWith(newcomers []ledger.Registration, commands ...ledger.Command) error {
	return c.askBecause("", newcomers, commands...)
}

// askBecause is askWith with a reason that stands in the log.
func (c *Call) askBecause(why string, newcomers []ledger.Registration, commands ...ledger.Command) error {
	requests := c.requestsWith(why, newcomers, commands)
	if len(requests) > 1 {
		if err := c.triedAll(requests); err != nil {
			return err
		}
	}
	return c.Submit(c.Who(), requests...)
}

// triedAll is what the ledger would say of requests that follow each other: the first refusal.
func (c *Call) triedAll(requests []ledger.Request) error {
	outcomes, err := c.site.o.Try(c.Context(), requests)
	for _, o := range outcomes {
		if o.Err != nil {
			return o.Err
		}
	}
	return err
}

// requestsWith are the commands of a form: those that register newcomers have ids of their own, for who is new differs when the form is sent again; the last command has the form's.
func (c *Call) requestsWith(why string, newcomers []ledger.Registration, commands []ledger.Command) (all []ledger.Request) {
	for some := range slices.Chunk(newcomers, mostRegistered) {
		who := ""
		for _, r := range some {
			who += r.Person.String()
		}
		all = append(all, ledger.Request{ID: c.following("people\n" + who), Actor: c.Who(), Command: ledger.RegisterPeople{People: some}})
	}
	for i, command := range commands {
		id := c.ID()
		if i < len(commands)-1 {
			id = c.following("step " + strconv.Itoa(i))
		}
		all = append(all, ledger.Request{ID: id, Actor: c.Who(), Why: why, Command: command})
	}
	return all
}

// registered registers newcomers alone, ahead of what will name them.
func (c *Call) registered(newcomers []ledger.Registration) error {
	return c.Submit(c.Who(), c.requestsWith("", newcomers, nil)...)
}

// DonorKinds are the kinds of donor to choose from, for templates.
func (c *Call) DonorKinds() []option { return chooseWords(c, "donor.", person.Kinds...) }
