package roster

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Roster is the state of one roster's stream. The zero Roster is one of which nothing was ever said.
type Roster struct {
	Giver    uuid.UUID        `json:"giver"`
	Campaign string           `json:"campaign"`
	Currency money.Currency   `json:"currency"`
	Day      domain.Date      `json:"day"`
	Version  int64            `json:"version"` // 0: an estimate only
	Rows     []Row            `json:"rows"`    // all there ever were; struck ones have no amount
	Codes    map[string]int64 `json:"codes"`   // code in capitals → number of its row
	Donation uuid.UUID        `json:"donation"`
	Remitted int64            `json:"remitted"` // what stands of the donation
	Was      bool             `json:"was"`      // it stands, or stood, behind a donation
	Named    int64            `json:"named"`    // the difference that was named last
}

// The bounds of a roster.
const (
	MaxChunk    = 1000   // rows that one decision records or corrects
	mostRows    = 50_000 // far more than any one unit employs
	longestText = 500
)

// StreamOf names a roster's stream.
func StreamOf(id uuid.UUID) domain.Stream { return domain.StreamOf("roster", id) }

// Exists says whether anything was said of the roster.
func (r *Roster) Exists() bool { return r.Giver != uuid.Nil }

// Sum is what the roster adds up to.
func (r *Roster) Sum() (sum int64) {
	for i := range r.Rows {
		sum += r.Rows[i].Amount
	}
	return sum
}

// Employees is how many stand on it.
func (r *Roster) Employees() (n int64) {
	for i := range r.Rows {
		if r.Rows[i].Amount > 0 {
			n++
		}
	}
	return n
}

func (r *Roster) money(minor int64) money.Money {
	return money.Money{Minor: minor, Currency: r.Currency}
}

// same refuses to speak of another giver, campaign or currency than before.
func (r *Roster) same(giver uuid.UUID, campaign string, currency money.Currency, amount string) error {
	switch {
	case !r.Exists():
		return nil
	case r.Giver != giver:
		return domain.Errorf(domain.Conflict, "this roster is of another unit").On("giver")
	case r.Campaign != campaign:
		return domain.Errorf(domain.Conflict, "this roster is of campaign %s", r.Campaign).On("campaign")
	case r.Currency != currency:
		return domain.Errorf(domain.Invalid, "this roster is in %s, not %s", r.Currency, currency).On(amount)
	}
	return nil
}

// Estimate records what is expected, or expected by now. Once the actual amounts are there, nothing is expected any more. That giver and
// campaign are there is seen by the caller.
func (r *Roster) Estimate(e Estimated) ([]domain.Event, error) {
	if err := r.same(e.Giver, e.Campaign, e.Currency, "amount"); err != nil {
		return nil, err
	}
	basis, err := domain.OptionalText("basis", e.Basis, longestText)
	switch {
	case err != nil:
		return nil, err
	case r.Version > 0:
		return nil, domain.Errorf(domain.Conflict, "the actual amounts were recorded; nothing is to be estimated any more").On("roster")
	case e.Amount <= 0 || e.Amount > money.Max:
		return nil, domain.Errorf(domain.Invalid, "an estimate is of more than nothing, and of no more than this ledger takes").On("amount")
	case e.Employees < 0 || e.Employees > mostRows:
		return nil, domain.Errorf(domain.Invalid, "a roster is of at most %d employees", mostRows).On("employees")
	case e.Day < e.Made:
		return nil, domain.Errorf(domain.Invalid, "%s is over: record what was given, do not estimate it", e.Day).On("day")
	}
	e.Basis = basis
	return []domain.Event{e}, nil
}

// Record adds rows to the first version. today is the day in Vietnam on which the book takes it in.
func (r *Roster) Record(e RowsRecorded, today domain.Date) ([]domain.Event, error) {
	if err := r.same(e.Giver, e.Campaign, e.Currency, "rows[0].amount"); err != nil {
		return nil, err
	}
	switch {
	case r.Version > 1 || r.Was:
		return nil, domain.Errorf(domain.Conflict, "this roster is complete; add to it by a correction").On("roster")
	case e.Day > today:
		return nil, domain.Errorf(domain.Invalid, "%s has not come yet; until then it is an estimate", e.Day).On("day")
	case r.Version > 0 && e.Day != r.Day:
		return nil, domain.Errorf(domain.Conflict, "the rows before these are of %s", r.Day).On("day")
	case e.First != int64(len(r.Rows)):
		return nil, domain.Errorf(domain.Conflict, "the roster has %d rows, these begin at %d", len(r.Rows), e.First).On("first")
	case len(e.Rows) == 0 || len(e.Rows) > MaxChunk:
		return nil, domain.Errorf(domain.Invalid, "1 to %d rows are recorded at a time", MaxChunk).On("rows")
	case len(r.Rows)+len(e.Rows) > mostRows:
		return nil, domain.Errorf(domain.Invalid, "a roster has at most %d rows", mostRows).On("rows")
	}
	p := r.page()
	p.giver = e.Giver
	e.Rows = slices.Clone(e.Rows)
	for i := range e.Rows {
		row, err := p.add(e.Rows[i])
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		e.Rows[i] = row
	}
	return []domain.Event{e}, nil
}

// Evolve implements domain.State.
func (r *Roster) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Estimated:
		r.Giver, r.Campaign, r.Currency, r.Day = e.Giver, e.Campaign, e.Currency, e.Day
	case RowsRecorded:
		r.Giver, r.Campaign, r.Currency, r.Day, r.Version = e.Giver, e.Campaign, e.Currency, e.Day, 1
		for _, row := range e.Rows {
			r.put(row)
		}
	case Corrected:
		for _, w := range e.Rows {
			if w.Row == int64(len(r.Rows)) {
				r.put(Row{Code: w.Code, Person: w.Person, Amount: w.Amount})
				continue
			}
			r.Rows[w.Row].Person, r.Rows[w.Row].Amount = w.Person, w.Amount
		}
		r.Version, r.Named = e.Version, e.Difference
	case Attached:
		r.Donation, r.Remitted, r.Was, r.Named = e.Donation, e.Remitted, true, e.Difference
	case Detached:
		r.Donation, r.Remitted, r.Named = uuid.Nil, 0, 0
	case RemittanceUndone:
		if r.Remitted = e.Left; e.Left == 0 {
			r.Donation, r.Named = uuid.Nil, 0
		}
	case DifferenceNamed:
		r.Named = e.Difference
	}
}

func (r *Roster) put(row Row) {
	if r.Codes == nil {
		r.Codes = map[string]int64{}
	}
	r.Codes[strings.ToUpper(row.Code)] = int64(len(r.Rows))
	r.Rows = append(r.Rows, row)
}

// Clone implements domain.State.
func (r *Roster) Clone() domain.State {
	s := *r
	s.Rows, s.Codes = slices.Clone(r.Rows), maps.Clone(r.Codes)
	return &s
}
