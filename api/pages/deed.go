package pages

import (
	"encoding/hex"

	"github.com/google/uuid"

	"sovang/domain"
)

// deed is one command that a page offers beside others, as the template "deeds" draws it: folded until somebody wants it, with its fields in the order of the paper. What its
// button is called is what it is called.
type deed struct {
	*Call
	Do     string // what the button asks for
	Word   string
	Hint   string // word of what is to be known first; "": nothing
	Fields []asking
	Open   bool // shown unfolded
	Files  bool // one of the fields is a file
}

// Unfolded says whether the form is shown open: it was sent and refused, or the page wants it so.
func (d deed) Unfolded() bool { return d.Open || d.Refused != nil && d.Call.Chosen("do", d.Do) }

// deed is a form of the page; hint may be "".
func (c *Call) deed(do, word, hint string, fields ...asking) deed {
	d := deed{Call: c, Do: do, Word: word, Hint: hint, Fields: fields}
	for i := range d.Fields {
		d.Fields[i].Form = do
		d.Files = d.Files || d.Fields[i].Has("file")
	}
	return d
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
