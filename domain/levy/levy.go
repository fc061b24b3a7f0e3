package levy

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Levy is the state of one levy's stream. The zero Levy is one that was never begun.
type Levy struct {
	Unit        uuid.UUID              `json:"unit"`
	Fund        uuid.UUID              `json:"fund"`
	Compartment string                 `json:"compartment"`
	Campaign    uuid.UUID              `json:"campaign"`
	Basis       Basis                  `json:"basis"`
	Rate        int64                  `json:"rate"`
	Households  map[string]Household   `json:"households"`
	Back        map[uuid.UUID][]string `json:"back"` // donation → households whose row was taken back
}

// Household is what a rule asks of one household.
type Household struct {
	Head     uuid.UUID   `json:"head"`
	Expected int64       `json:"expected"`
	Paid     int64       `json:"paid"`
	Waived   int64       `json:"waived"`
	Exempt   bool        `json:"exempt"`
	Moved    domain.Date `json:"moved"` // 0: it has not
}

// Lacks is what is still expected, never less than nothing.
func (h Household) Lacks() int64 {
	if h.Exempt || h.Moved != 0 {
		return 0
	}
	return max(h.Expected-h.Waived-h.Paid, 0)
}

// Exists says whether the levy was begun.
func (l *Levy) Exists() bool { return l.Unit != uuid.Nil }

const (
	// mostRows is how many households one decision lists, exempts, or takes money from.
	mostRows  = 5000
	mostHeads = 1000
	mostInAll = 1000 * money.Max // bounds what is expected, or was paid, in all
)

// AskedHousehold is a household to list. What is expected of it is said only where the levy goes by a list.
type AskedHousehold struct {
	Code     string      `json:"code"`
	Head     uuid.UUID   `json:"head,omitzero"`
	Heads    int64       `json:"heads,omitzero"`
	Expected money.Money `json:"expected,omitzero"`
}

// AskedExemption is a household to exempt.
type AskedExemption struct {
	Household string `json:"household"`
	Reason    string `json:"reason"`
}

// AskedPayment is what a household gave.
type AskedPayment struct {
	Household string      `json:"household"`
	Amount    money.Money `json:"amount"`
}

// Begin begins the levy. That unit, fund, compartment and campaign are there is seen by the caller.
func (l *Levy) Begin(e Begun, rate money.Money) ([]domain.Event, error) {
	switch {
	case l.Exists():
		return nil, domain.Errorf(domain.Conflict, "this levy was begun before").On("levy")
	case e.Year < 1990 || e.Year > 2200:
		return nil, domain.Errorf(domain.Invalid, "%d is no year of a levy", e.Year).On("year")
	}
	switch e.Basis {
	case ByList:
		if rate != (money.Money{}) {
			return nil, domain.Errorf(domain.Invalid, "a levy that goes by a list has no rate").On("rate")
		}
		return []domain.Event{e}, nil
	case ByHousehold, ByHead:
		if err := inDong(rate, "rate"); err != nil {
			return nil, err
		}
		e.Rate = rate.Minor
		return []domain.Event{e}, nil
	}
	return nil, domain.Errorf(domain.Invalid, "a levy goes by household, by head or by a list, not by %q", e.Basis).On("basis")
}

// inDong refuses what is not a positive amount of đồng.
func inDong(m money.Money, field string) error {
	switch {
	case m == money.Money{}:
		return domain.Errorf(domain.Invalid, "an amount is needed").On(field)
	case m.Currency != money.VND:
		return domain.Errorf(domain.Invalid, "a levy is in đồng, not in %s", m.Currency).On(field)
	case m.Minor <= 0:
		return domain.Errorf(domain.Invalid, "%s is not more than nothing", m).On(field)
	case m.Minor > money.Max:
		return domain.Errorf(domain.Invalid, "%s is larger than this ledger takes", m).On(field)
	}
	return nil
}

// bounded refuses an empty list and one of too many rows.
func (l *Levy) bounded(n int) error {
	if !l.Exists() {
		return domain.Errorf(domain.NotFound, "there is no such levy").On("levy")
	}
	if n == 0 || n > mostRows {
		return domain.Errorf(domain.Invalid, "1 to %d households stand in one decision, not %d", mostRows, n).On("rows")
	}
	return nil
}

// householdCode is a household's code as it is kept.
func householdCode(text, field string) (string, error) {
	code, err := domain.CodeText(field, text)
	return strings.ToUpper(code), err
}

func once(code, field string, seen map[string]bool) error {
	if seen[code] {
		return domain.Errorf(domain.Invalid, "household %s stands here twice", code).On(field)
	}
	seen[code] = true
	return nil
}

// List adds households. That their heads are registered is seen by the caller.
func (l *Levy) List(asked []AskedHousehold) ([]domain.Event, error) {
	if err := l.bounded(len(asked)); err != nil {
		return nil, err
	}
	sum := int64(0)
	for _, h := range l.Households {
		sum += h.Expected
	}
	rows, seen := make([]HouseholdRow, len(asked)), map[string]bool{}
	for i, a := range asked {
		row, err := l.listed(a, seen)
		if sum += row.Expected; err == nil && sum > mostInAll {
			err = domain.Errorf(domain.Violation, "the households add up to more than this ledger takes").On("expected")
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		rows[i] = row
	}
	return []domain.Event{HouseholdsListed{rows}}, nil
}

func (l *Levy) listed(a AskedHousehold, seen map[string]bool) (HouseholdRow, error) {
	row := HouseholdRow{Head: a.Head, Heads: a.Heads}
	var err error
	if row.Code, err = householdCode(a.Code, "code"); err != nil {
		return row, err
	}
	if err := once(row.Code, "code", seen); err != nil {
		return row, err
	}
	if _, known := l.Households[row.Code]; known {
		return row, domain.Errorf(domain.Conflict, "household %s is on the list already", row.Code).On("code")
	}
	if a.Heads < 0 || a.Heads > mostHeads || l.Basis == ByHead && a.Heads == 0 {
		return row, domain.Errorf(domain.Invalid, "a household has 1 to %d heads", mostHeads).On("heads")
	}
	if l.Basis != ByList && a.Expected != (money.Money{}) {
		return row, domain.Errorf(domain.Invalid, "what this levy expects follows from its rate").On("expected")
	}
	switch l.Basis {
	case ByHousehold:
		row.Expected = l.Rate
	case ByHead:
		if row.Expected = l.Rate * a.Heads; row.Expected > money.Max {
			return row, domain.Errorf(domain.Invalid, "so many heads at this rate come to more than this ledger takes").On("heads")
		}
	case ByList:
		if a.Expected.Currency == money.VND && a.Expected.Minor == 0 { // on the list, but nothing is expected
			return row, nil
		}
		if err := inDong(a.Expected, "expected"); err != nil {
			return row, err
		}
		row.Expected = a.Expected.Minor
	}
	return row, nil
}

// Exempt decides that nothing is expected of households.
func (l *Levy) Exempt(on, today domain.Date, asked []AskedExemption) ([]domain.Event, error) {
	if err := l.bounded(len(asked)); err != nil {
		return nil, err
	}
	if err := on.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	rows, seen := make([]ExemptRow, len(asked)), map[string]bool{}
	for i, a := range asked {
		code, _, err := l.household(a.Household)
		if err == nil {
			err = once(code, "household", seen)
		}
		if err == nil {
			rows[i].Household = code
			rows[i].Reason, err = domain.Text("reason", a.Reason, 300)
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
	}
	return []domain.Event{HouseholdsExempted{on, rows}}, nil
}

// household finds one of which something is expected.
func (l *Levy) household(text string) (string, Household, error) {
	code, err := householdCode(text, "household")
	if err != nil {
		return "", Household{}, err
	}
	h, known := l.Households[code]
	switch {
	case !known:
		err = domain.Errorf(domain.NotFound, "household %s is not on the list", code).On("household")
	case h.Exempt:
		err = domain.Errorf(domain.Conflict, "household %s is exempt", code).On("household")
	case h.Moved != 0:
		err = domain.Errorf(domain.Conflict, "household %s moved away on %s", code, h.Moved).On("household")
	}
	return code, h, err
}

// Waive decides to expect less of a household: that much, or all that it has not given yet.
func (l *Levy) Waive(e Waived, today domain.Date, amount money.Money) ([]domain.Event, error) {
	if err := l.bounded(1); err != nil {
		return nil, err
	}
	code, h, err := l.household(e.Household)
	if err != nil {
		return nil, err
	}
	if err := e.On.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	if e.Reason, err = domain.Text("reason", e.Reason, 300); err != nil {
		return nil, err
	}
	if e.Approver, err = domain.Text("approver", e.Approver, 200); err != nil {
		return nil, err
	}
	lacks := money.Dong(h.Lacks())
	if amount == (money.Money{}) {
		amount = lacks
	} else if err := inDong(amount, "amount"); err != nil {
		return nil, err
	}
	if amount.Minor > lacks.Minor || lacks.Minor == 0 {
		return nil, domain.Errorf(domain.Violation, "%s is still expected of household %s", lacks, code).On("amount")
	}
	e.Household, e.Amount = code, amount.Minor
	return []domain.Event{e}, nil
}

// Move decides that a household has moved away.
func (l *Levy) Move(e HouseholdMoved, today domain.Date) ([]domain.Event, error) {
	if err := l.bounded(1); err != nil {
		return nil, err
	}
	code, h, err := l.household(e.Household)
	if err != nil && !h.Exempt {
		return nil, err
	}
	if h.Moved != 0 {
		return nil, domain.Errorf(domain.Conflict, "household %s moved away on %s", code, h.Moved).On("household")
	}
	if err := e.On.NotAhead(today, "on"); err != nil {
		return nil, err
	}
	e.Household = code
	e.Reason, err = domain.OptionalText("reason", e.Reason, 300)
	return []domain.Event{e}, err
}

// Pay decides a sheet of what households gave: a part, all, or more than was expected. An exempt household may give, one that has moved
// away may not be written down as if it still lived there. heads are the households' own, row by row.
func (l *Levy) Pay(on domain.Date, asked []AskedPayment) (paid Paid, heads []uuid.UUID, err error) {
	if err := l.bounded(len(asked)); err != nil {
		return Paid{}, nil, err
	}
	sum := int64(0)
	for _, h := range l.Households {
		sum += h.Paid
	}
	paid, heads = Paid{on, make([]PaidRow, len(asked))}, make([]uuid.UUID, len(asked))
	seen := map[string]bool{}
	for i, a := range asked {
		code, h, err := l.payer(a.Household, on)
		if err == nil {
			err = once(code, "household", seen)
		}
		if err == nil {
			err = inDong(a.Amount, "amount")
		}
		if sum += a.Amount.Minor; err == nil && sum > mostInAll {
			err = domain.Errorf(domain.Violation, "the sheet adds up to more than this ledger takes").On("amount")
		}
		if err != nil {
			return Paid{}, nil, domain.InRow("rows", i, err)
		}
		paid.Rows[i], heads[i] = PaidRow{code, a.Amount.Minor}, h.Head
	}
	return paid, heads, nil
}

func (l *Levy) payer(text string, on domain.Date) (string, Household, error) {
	code, h, err := l.household(text)
	switch {
	case h.Moved != 0 && on >= h.Moved:
		return code, h, domain.Errorf(domain.Violation, "household %s moved away on %s; what it gives since is a donation, not its part of this levy",
			code, h.Moved).On("household")
	case h.Exempt, h.Moved != 0:
		return code, h, nil
	}
	return code, h, err
}

// TakeBack notes that rows of a sheet, known by its donation, are gone: the named one, or all that are left.
func (l *Levy) TakeBack(donation uuid.UUID, was Paid, row string, on domain.Date) []domain.Event {
	var rows []PaidRow
	for _, r := range was.Rows {
		if (row == "" || r.Household == row) && !slices.Contains(l.Back[donation], r.Household) {
			rows = append(rows, r)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return []domain.Event{TakenBack{donation, on, rows}}
}

// Evolve implements domain.State.
func (l *Levy) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Begun:
		*l = Levy{Unit: e.Unit, Fund: e.Fund, Compartment: e.Compartment, Campaign: e.Campaign, Basis: e.Basis, Rate: e.Rate,
			Households: map[string]Household{}, Back: map[uuid.UUID][]string{}}
	case HouseholdsListed:
		for _, r := range e.Rows {
			l.Households[r.Code] = Household{Head: r.Head, Expected: r.Expected}
		}
	case HouseholdsExempted:
		for _, r := range e.Rows {
			l.change(r.Household, func(h *Household) { h.Exempt = true })
		}
	case Waived:
		l.change(e.Household, func(h *Household) { h.Waived += e.Amount })
	case HouseholdMoved:
		l.change(e.Household, func(h *Household) { h.Moved = e.On })
	case Paid:
		for _, r := range e.Rows {
			l.change(r.Household, func(h *Household) { h.Paid += r.Amount })
		}
	case TakenBack:
		for _, r := range e.Rows {
			l.change(r.Household, func(h *Household) { h.Paid -= r.Amount })
			l.Back[e.Donation] = append(l.Back[e.Donation], r.Household)
		}
	}
}

func (l *Levy) change(code string, as func(*Household)) {
	h := l.Households[code]
	as(&h)
	l.Households[code] = h
}

// Clone implements domain.State.
func (l *Levy) Clone() domain.State {
	m := *l
	m.Households, m.Back = maps.Clone(l.Households), maps.Clone(l.Back)
	for donation, rows := range m.Back {
		m.Back[donation] = slices.Clone(rows)
	}
	return &m
}
