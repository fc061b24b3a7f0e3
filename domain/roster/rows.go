package roster

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// page is a roster being written: what the rows so far leave room for.
type page struct {
	codes  map[string]bool
	people map[uuid.UUID]string // who stands on it, with their code
	sum    int64
	giver  uuid.UUID
}

func (r *Roster) page() *page {
	p := &page{codes: make(map[string]bool, len(r.Rows)), people: make(map[uuid.UUID]string, len(r.Rows)), giver: r.Giver}
	for _, row := range r.Rows {
		p.codes[strings.ToUpper(row.Code)] = true
		if row.Amount > 0 {
			p.sum += row.Amount
			p.people[row.Person] = row.Code
		}
	}
	return p
}

// add takes a new row in.
func (p *page) add(row Row) (Row, error) {
	code, err := domain.CodeText("code", row.Code)
	if err != nil {
		return Row{}, err
	}
	if telling(code) {
		return Row{}, domain.Errorf(domain.Invalid, "this looks like an identity or telephone number, which must not stand in the log").On("code")
	}
	if key := strings.ToUpper(code); p.codes[key] {
		return Row{}, domain.Errorf(domain.Conflict, "the roster has a row %q already", code).On("code")
	} else {
		p.codes[key] = true
	}
	row.Code = code
	return row, p.put(row)
}

// put counts a row in, whose code is settled.
func (p *page) put(row Row) error {
	switch other, twice := p.people[row.Person]; {
	case row.Amount <= 0:
		return domain.Errorf(domain.Invalid, "whoever stands on a roster gave more than nothing").On("amount")
	case row.Amount > money.Max-p.sum:
		return domain.Errorf(domain.Violation, "the roster adds up to more than this ledger takes").On("amount")
	case row.Person == uuid.Nil:
	case row.Person == p.giver:
		return domain.Errorf(domain.Invalid, "the unit is no employee of its own").On("person")
	case twice:
		return domain.Errorf(domain.Conflict, "this person stands in row %q already", other).On("person")
	}
	p.people[row.Person] = row.Code
	p.sum += row.Amount
	return nil
}

// telling says whether a code is digits alone of the length of an identity card or a telephone: a code stays readable for ever.
func telling(code string) bool {
	return len(code) >= 9 && len(code) <= 12 && strings.Trim(code, "0123456789") == ""
}
