package pages

import (
	"encoding/hex"

	"github.com/google/uuid"

	"sovang/domain"
)

// deed is one command that a page offers beside others, as the template "deeds" draws it: folded until somebody wants it, with its fields in the order of the paper.
type deed struct {
	*Call
	Do     string // what the button asks for
	Word   string
	Button string // word of what the button is called
	Lead   string // what is to be known first; "": nothing
	Fields []asking
	Carry  []Field // what goes with it and is not typed
	Open   bool    // shown unfolded
	Main   bool    // the button is one of those that the page is there for
	Files  bool    // one of the fields is a file
}

// Unfolded says whether the form is shown open: it was sent and refused, or the page wants it so.
func (d deed) Unfolded() bool { return d.Open || d.Refused != nil && d.Call.Chosen("do", d.Do) }

// on puts a form on the page of a call.
func (d deed) on(c *Call) deed {
	d.Call = c
	for i := range d.Fields {
		d.Fields[i].Form = d.Do
		d.Files = d.Files || d.Fields[i].Has("file")
	}
	return d
}

// deed is a form of the page whose button is called what it is called; hint may be "".
func (c *Call) deed(do, word, hint string, fields ...asking) deed {
	d := deed{Do: do, Word: word, Button: word, Fields: fields}
	if hint != "" {
		d.Lead = c.say(hint)
	}
	return d.on(c)
}

// whyAndWhen are the fields with which most papers end.
func (c *Call) whyAndWhen() []asking {
	return []asking{c.Ask("", "reason", "desk.reason", "", "required"), c.Ask("", "on", "forms.on", "", "date")}
}

// fileHash is the hash of a file that came with a form; nil where none did.
func (c *Call) fileHash(field string) ([]byte, error) {
	sum, err := hex.DecodeString(c.Typed(field))
	if err != nil {
		return nil, domain.Errorf(domain.Invalid, "the form cannot be read").On(field)
	}
	return sum, nil
}

// ticked are the ids that were ticked in a list.
func (c *Call) ticked(field string) (ids []uuid.UUID, err error) {
	for _, text := range c.form[field] {
		id, err := uuid.Parse(text)
		if err != nil {
			return nil, domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On(field)
		}
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil, domain.Errorf(domain.Invalid, "tick at least one line of the list").On(field)
	}
	return ids, nil
}
