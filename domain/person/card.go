package person

import (
	"strconv"

	"sovang/domain"
)

// Kind is what kind of person or body this is.
type Kind string

// The kinds; the source kinds of donations among them.
const (
	Individual Kind = "individual"
	Enterprise Kind = "enterprise"
	Foundation Kind = "foundation"
	Agency     Kind = "agency"
	Religious  Kind = "religious"
	Armed      Kind = "armed-forces"
	Overseas   Kind = "overseas"
	School     Kind = "school"
	Clan       Kind = "clan"
	Collective Kind = "collective"
)

// Kinds lists them.
var Kinds = []Kind{Individual, Enterprise, Foundation, Agency, Religious, Armed, Overseas, School, Clan, Collective}

// Card is what is known of a person. It exists in the clear only outside the log: before it is sealed and in the table of people.
type Card struct {
	Name          string   `json:"name"`
	Phone         string   `json:"phone,omitzero"`
	Email         string   `json:"email,omitzero"`
	Address       string   `json:"address,omitzero"`
	Born          string   `json:"born,omitzero"` // 02/01/2016, or a year alone
	Guardian      string   `json:"guardian,omitzero"`
	School        string   `json:"school,omitzero"`
	Circumstances []string `json:"circumstances,omitzero"` // orphaned, disabled, poor, ethnic-minority: flags, not types of person
	Note          string   `json:"note,omitzero"`
}

const (
	shortText = 200
	longText  = 2000
	mostFlags = 16
)

// Checked gives the card as it is to be sealed: every text without space around it and in NFC. It refuses a card without a name and
// text of the wrong kind, naming the field.
func (c Card) Checked() (Card, error) {
	var err error
	if c.Name, err = domain.Text("card.name", c.Name, shortText); err != nil {
		return Card{}, err
	}
	for _, f := range []struct {
		name string
		text *string
		most int
	}{
		{"card.phone", &c.Phone, shortText}, {"card.email", &c.Email, shortText}, {"card.address", &c.Address, longText},
		{"card.born", &c.Born, shortText}, {"card.guardian", &c.Guardian, shortText}, {"card.school", &c.School, shortText},
		{"card.note", &c.Note, longText},
	} {
		if *f.text, err = domain.OptionalText(f.name, *f.text, f.most); err != nil {
			return Card{}, err
		}
	}
	if len(c.Circumstances) > mostFlags {
		return Card{}, domain.Errorf(domain.Invalid, "more than %d circumstances", mostFlags).On("card.circumstances")
	}
	flags := make([]string, len(c.Circumstances))
	for i, flag := range c.Circumstances {
		if flags[i], err = domain.Text("card.circumstances["+strconv.Itoa(i)+"]", flag, shortText); err != nil {
			return Card{}, err
		}
	}
	c.Circumstances = flags
	return c, nil
}
