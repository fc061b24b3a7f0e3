package roster

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
)

// Change is what a correction asks of one row, by its code: another amount or person, or that it be struck. A code that the roster
// does not have is a new row.
type Change struct {
	Code   string
	Person uuid.UUID // nil UUID: as it is
	Amount int64     // 0: as it is
	Struck bool
}

// Correction is what a correction asks. Named is the reason of the difference between the new sum and what was remitted.
type Correction struct {
	Rows                    []Change
	Reason, Approver, Named string
}

// Correct makes the next version. Once a donation stands behind the roster a correction names who approved it, and the difference where the
// sums are not the same any more; of an estimate there is nothing to correct.
func (r *Roster) Correct(c Correction) ([]domain.Event, error) {
	if err := r.recorded(); err != nil {
		return nil, err
	}
	e := Corrected{Version: r.Version + 1, Rows: make([]Was, 0, len(c.Rows))}
	var err error
	if e.Reason, err = domain.Text("reason", c.Reason, longestText); err != nil {
		return nil, err
	}
	if e.Approver, err = domain.OptionalText("approver", c.Approver, longestText); err != nil {
		return nil, err
	}
	switch {
	case len(c.Rows) == 0 || len(c.Rows) > MaxChunk:
		return nil, domain.Errorf(domain.Invalid, "1 to %d rows are corrected at a time", MaxChunk).On("rows")
	case r.Donation != uuid.Nil && e.Approver == "":
		return nil, domain.Errorf(domain.Invalid, "a donation stands behind this roster: say who approved the correction").On("approver")
	}
	next := r.Clone().(*Roster)
	if e.Rows, err = next.change(c.Rows); err != nil {
		return nil, err
	}
	if len(next.Rows) > mostRows {
		return nil, domain.Errorf(domain.Invalid, "a roster has at most %d rows", mostRows).On("rows")
	}
	if next.Sum() == 0 {
		return nil, domain.Errorf(domain.Violation, "nobody would stand on the roster; detach it from its donation instead").On("rows")
	}
	if r.Donation != uuid.Nil {
		e.Difference = r.Remitted - next.Sum()
		if e.Named, err = r.named(e.Difference, next.Sum(), r.Remitted, c.Named, "difference_reason"); err != nil {
			return nil, err
		}
	} else if strings.TrimSpace(c.Named) != "" {
		return nil, domain.Errorf(domain.Invalid, "no donation stands behind this roster: there is no difference to name").On("difference_reason")
	}
	return []domain.Event{e}, nil
}

// change carries the changes out on r, which is a copy, and says what was and is. First all rows leave the page that are touched, then they
// come back one after another: two employees may change places.
func (r *Roster) change(changes []Change) ([]Was, error) {
	rows, was, seen := make([]int64, len(changes)), make([]Was, len(changes)), map[string]bool{}
	for i, c := range changes {
		key := strings.ToUpper(strings.TrimSpace(c.Code))
		if seen[key] {
			return nil, domain.InRow("rows", i, domain.Errorf(domain.Invalid, "row %q is corrected twice here", c.Code).On("code"))
		}
		seen[key], rows[i] = true, -1
		if n, ok := r.Codes[key]; ok {
			rows[i] = n
			was[i] = Was{Row: n, Code: r.Rows[n].Code, WasPerson: r.Rows[n].Person, WasAmount: r.Rows[n].Amount}
			r.Rows[n].Amount = 0
		}
	}
	p := r.page()
	for i, c := range changes {
		var err error
		if rows[i] < 0 {
			err = r.changeNew(p, c, &was[i])
		} else {
			err = r.changeRow(p, c, &was[i])
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
	}
	return was, nil
}

func (r *Roster) changeNew(p *page, c Change, w *Was) error {
	if c.Struck {
		return domain.Errorf(domain.NotFound, "the roster has no row %q", c.Code).On("code")
	}
	row, err := p.add(Row{Code: c.Code, Person: c.Person, Amount: c.Amount})
	if err != nil {
		return err
	}
	*w = Was{Row: int64(len(r.Rows)), Code: row.Code, Person: row.Person, Amount: row.Amount}
	r.put(row)
	return nil
}

func (r *Roster) changeRow(p *page, c Change, w *Was) error {
	w.Person, w.Amount = w.WasPerson, w.WasAmount
	if c.Person != uuid.Nil {
		w.Person = c.Person
	}
	if c.Amount != 0 {
		w.Amount = c.Amount
	}
	switch {
	case c.Struck && (c.Person != uuid.Nil || c.Amount != 0):
		return domain.Errorf(domain.Invalid, "a row is struck or changed, not both").On("struck")
	case c.Struck:
		w.Amount = 0
	}
	if w.Amount == w.WasAmount && (w.Person == w.WasPerson || w.Amount == 0) {
		return domain.Errorf(domain.Invalid, "row %q says that already", w.Code).On("code")
	}
	row := &r.Rows[w.Row]
	row.Person, row.Amount = w.Person, w.Amount
	if c.Struck {
		return nil
	}
	return p.put(*row)
}

// recorded refuses a roster that is not there, or an estimate.
func (r *Roster) recorded() error {
	switch {
	case !r.Exists():
		return domain.Errorf(domain.NotFound, "there is no such roster").On("roster")
	case r.Version == 0:
		return domain.Errorf(domain.Violation, "this is an estimate so far; record what everybody gave first").On("roster")
	}
	return nil
}

// People lists who a correction brings onto the roster, by the number of the change, and who was not in that row before.
func (r *Roster) People(changes []Change) map[int]uuid.UUID {
	found := map[int]uuid.UUID{}
	for i, c := range changes {
		n, ok := r.Codes[strings.ToUpper(strings.TrimSpace(c.Code))]
		if c.Person != uuid.Nil && !(ok && r.Rows[n].Person == c.Person) {
			found[i] = c.Person
		}
	}
	return found
}
