package ledger

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
)

// PublishDisclosure lays down that the disclosure of a year is public: of one fund, or of those (at most 500 at a time) that the disclosure
// of a unit adds up.
type PublishDisclosure struct {
	Funds       []uuid.UUID `json:"funds"`
	Unit        uuid.UUID   `json:"unit,omitzero"` // whose disclosure it is, where it is not a fund's own
	Year        int         `json:"year"`
	Entry       uint64      `json:"entry"`    // the entry of the book up to which the document speaks
	Document    string      `json:"document"` // SHA-256 of the document, hexadecimal
	On          domain.Date `json:"on,omitzero"`
	Where       string      `json:"where"`
	Provisional bool        `json:"provisional,omitzero"` // of books that are not closed
}

// MostPublished is how many funds one decision publishes.
const MostPublished = 500

func publishDisclosure(v View, c PublishDisclosure, a fund.Asked) ([]domain.Change, error) {
	document, err := hex.DecodeString(strings.TrimSpace(c.Document))
	switch {
	case err != nil:
		return nil, domain.Errorf(domain.Invalid, "a document is named by its SHA-256: 64 hexadecimal digits").On("document")
	case len(c.Funds) == 0:
		return nil, domain.Errorf(domain.Invalid, "a disclosure is of one fund or several").On("funds")
	case len(c.Funds) > MostPublished:
		return nil, domain.Errorf(domain.Invalid, "at most %d funds are published in one decision", MostPublished).On("funds")
	}
	if c.Unit != uuid.Nil {
		if err := unitExists(v, c.Unit, "unit"); err != nil {
			return nil, err
		}
	}
	publish := fund.Publish{Year: c.Year, Entry: c.Entry, Document: document, Unit: c.Unit, On: c.On, Where: c.Where, Provisional: c.Provisional}
	seen := make(map[uuid.UUID]bool, len(c.Funds))
	var changes []domain.Change
	for i, id := range c.Funds {
		field := fmt.Sprintf("funds[%d]", i)
		if seen[id] {
			return nil, domain.Errorf(domain.Invalid, "this fund is named twice").On(field)
		}
		seen[id] = true
		if err := fundKnown(v, id, field); err != nil {
			return nil, err
		}
		more, err := only(fund.StreamOf(id))(fundOf(v, id).Publish(publish, a))
		if err != nil {
			return nil, err
		}
		changes = append(changes, more...)
	}
	return changes, nil
}
