package fund

import (
	"bytes"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

// YearPublished lays down that what a fund took in and used in a year was made public: which document, of which entry of the book, when
// and where. A provisional one speaks of books that were still open.
type YearPublished struct {
	Year        int         `json:"year"`
	Until       domain.Date `json:"until"`           // the last day that the document speaks of
	Entry       uint64      `json:"entry"`           // the entry of the book up to which it speaks
	Document    []byte      `json:"document"`        // SHA-256 of the document
	Unit        uuid.UUID   `json:"unit,omitzero"`   // whose disclosure the fund's is a part of; nil UUID: the fund's own
	On          domain.Date `json:"on"`              // the day on which it was made public
	Where       string      `json:"where"`           // an address, or where it hangs
	Version     int64       `json:"version"`         // 1, 2, 3 … of that year
	Before      []byte      `json:"before,omitzero"` // the document that this one takes the place of
	Provisional bool        `json:"provisional,omitzero"`
}

// Published is the last publication of a year. Sealed: one of its versions spoke of closed books, which stay closed.
type Published struct {
	Version  int64       `json:"version"`
	Entry    uint64      `json:"entry"`
	Document []byte      `json:"document"`
	Until    domain.Date `json:"until"`
	Sealed   bool        `json:"sealed"`
}

// Publish is what a publication says of one fund.
type Publish struct {
	Year        int
	Entry       uint64
	Document    []byte
	Unit        uuid.UUID
	On          domain.Date
	Where       string
	Provisional bool
}

// LastDay is the last day of a calendar year.
func LastDay(year int) domain.Date { return domain.NewDate(year, time.December, 31) }

const (
	hashLength = 32  // of SHA-256
	longPlace  = 200 // letters of an address
)

// Publish decides to lay down that a year's disclosure is public. Books that are open make it provisional, and whoever publishes says so
// themselves: nobody is to believe that a draft is final.
func (f *Fund) Publish(p Publish, a Asked) ([]domain.Event, error) {
	if err := f.mustBeKnown(); err != nil {
		return nil, err
	}
	if p.Year < 1900 || p.Year > 9998 {
		return nil, domain.Errorf(domain.Invalid, "a disclosure is of a calendar year").On("year")
	}
	where, err := domain.Text("where", p.Where, longPlace)
	if err != nil {
		return nil, err
	}
	on := p.On.Or(a.Day)
	switch err := on.NotAhead(a.Day, "on"); {
	case err != nil:
		return nil, err
	case on < domain.NewDate(p.Year, time.January, 1):
		return nil, domain.Errorf(domain.Invalid, "%d had not begun on %s", p.Year, on).On("on", "year")
	case len(p.Document) != hashLength:
		return nil, domain.Errorf(domain.Invalid, "a document is named by its SHA-256: 64 hexadecimal digits").On("document")
	case p.Entry == 0:
		return nil, domain.Errorf(domain.Invalid, "a disclosure speaks of the book up to an entry").On("entry")
	}
	e := YearPublished{Year: p.Year, Until: min(LastDay(p.Year), on), Entry: p.Entry, Document: p.Document, Unit: p.Unit, On: on, Where: where, Version: 1,
		Provisional: p.Provisional}
	last, again := f.Published[p.Year]
	if again {
		e.Version, e.Before = last.Version+1, last.Document
	}
	switch {
	case !p.Provisional && f.Closed() < LastDay(p.Year):
		return nil, domain.Errorf(domain.Violation, "the books of %s are not closed until %s; close them, or publish it as provisional", f.Code, LastDay(p.Year)).
			On("provisional")
	case again && p.Entry < last.Entry:
		return nil, domain.Errorf(domain.Conflict, "what is public of %d speaks of entry %d already; a later version speaks of a later one", p.Year, last.Entry).On("entry")
	case again && bytes.Equal(p.Document, last.Document):
		return nil, domain.Errorf(domain.Conflict, "this document is public already as version %d", last.Version).On("document")
	case last.Sealed && p.Provisional:
		return nil, domain.Errorf(domain.Conflict, "%d was published with closed books; a later version is not provisional", p.Year).On("provisional")
	}
	return []domain.Event{e}, nil
}

func (f *Fund) yearPublished(e YearPublished) {
	if f.Published == nil {
		f.Published = map[int]Published{}
	}
	f.Published[e.Year] = Published{e.Version, e.Entry, e.Document, e.Until, f.Published[e.Year].Sealed || !e.Provisional}
}

// sealed refuses to open days of a year that was published with closed books: from the day after before on, nothing would be closed any
// more. What comes late goes into the open period, and into the next disclosure.
func (f *Fund) sealed(before domain.Date) error {
	for year, p := range f.Published {
		if p.Sealed && LastDay(year) > before {
			return domain.Errorf(domain.Violation, "the disclosure of a year that this would open is public; book what came late in the open period").On("fund")
		}
	}
	return nil
}
