package fund

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Asked is what a decision knows beside the state and the command: the id that what it creates will have, and the day in Vietnam on
// which the book takes it in.
type Asked struct {
	ID  uuid.UUID
	Day domain.Date
}

// mustExist refuses a fund that was never opened, and one that was wound up.
func (f *Fund) mustExist() error {
	if s := f.Successor; s != nil {
		return domain.Errorf(domain.Violation, "the fund %s was wound up on %s; ask its successor %s (%s)", f.Code, s.On, s.Code, s.Into).On("fund")
	}
	return f.mustBeKnown()
}

// mustBeKnown refuses a fund that was never opened. One that was wound up can still be closed for a period, and give back.
func (f *Fund) mustBeKnown() error {
	if !f.Exists() {
		return domain.Errorf(domain.NotFound, "there is no such fund").On("fund")
	}
	return nil
}

// positive refuses nothing, less than nothing and amounts without a currency.
func positive(m money.Money, field string) error {
	if !m.Positive() {
		if m == (money.Money{}) {
			return domain.Errorf(domain.Invalid, "an amount is needed").On(field)
		}
		return domain.Errorf(domain.Invalid, "%s is not more than nothing", m).On(field)
	}
	if _, err := money.ParseCurrency(string(m.Currency)); err != nil {
		return domain.Errorf(domain.Invalid, "currency %q is not known here", m.Currency).On(field)
	}
	if m.Minor > money.Max {
		return domain.Errorf(domain.Invalid, "%s is larger than this ledger takes", m).On(field)
	}
	return nil
}

func given(text, what, field string) error {
	if strings.TrimSpace(text) == "" {
		return domain.Errorf(domain.Invalid, "%s is needed", what).On(field)
	}
	return nil
}

// mostNumbered bounds the positions of a fund, so that no sum over them can overflow: a thousand times the largest amount.
const mostNumbered = 1000 * money.Max

// bookable gives the booking day: the asked one, or today. A closed period takes none, and nothing is booked ahead of its day.
func (f *Fund) bookable(asked domain.Date, a Asked) (domain.Date, error) {
	if f.Numbered > mostNumbered {
		return 0, domain.Errorf(domain.Violation, "more money went through this fund than this ledger can number").On("fund")
	}
	day := asked.Or(a.Day)
	if err := day.Bookable(a.Day, f.Closed()); err != nil {
		return 0, err
	}
	return day, nil
}

func (f *Fund) compartment(code string, c money.Currency, field string) (*Compartment, error) {
	found, ok := f.Compartments[code]
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "the fund has no compartment %q", code).On(field)
	}
	if found.Currency != c {
		return nil, domain.Errorf(domain.Invalid, "compartment %q holds %s, not %s", code, found.Currency, c).On(field)
	}
	return found, nil
}

func (f *Fund) place(code string, c money.Currency, field string) (*Place, error) {
	found, ok := f.Places[code]
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "the fund has no place %q; open the cash box or account first", code).On(field)
	}
	if found.Currency != c {
		return nil, domain.Errorf(domain.Invalid, "place %q holds %s, not %s", code, found.Currency, c).On(field)
	}
	return found, nil
}

// holding is the place that money of this fund is to leave by a decision; there must be as much in it beside what is kept there for
// other funds.
func (f *Fund) holding(code string, m money.Money, field string) error {
	p, err := f.place(code, m.Currency, field)
	if err != nil {
		return err
	}
	kept := int64(0)
	for _, h := range f.Held {
		if h.Place == code {
			kept += h.Amount
		}
	}
	in := func(n int64) money.Money { return money.Money{Minor: n, Currency: m.Currency} }
	switch {
	case p.Balance < m.Minor:
		return domain.Errorf(domain.Violation, "%s is to leave %q, which holds %s", m, code, in(p.Balance)).On(field)
	case p.Balance-kept < m.Minor:
		return domain.Errorf(domain.Violation, "%s is to leave %q, which holds %s, of which %s is kept for other funds", m, code, in(p.Balance), in(kept)).On(field)
	}
	return nil
}

// keeping is the place in which money of another fund lies that is to leave it; a fact of the bank may have taken it.
func (f *Fund) keeping(h Held, m money.Money) error {
	p, err := f.place(h.Place, m.Currency, "held")
	if err == nil && p.Balance < m.Minor {
		err = domain.Errorf(domain.Violation, "%s is to leave %q, which holds %s", m, h.Place, money.Money{Minor: p.Balance, Currency: m.Currency}).On("held")
	}
	return err
}

// Directions of money, which choose the series of a document together with the kind of place.
const (
	incoming = true
	outgoing = false
)

// number is the next number for a document about money that comes into a place or leaves it, in the series of that year: PT and PC
// for cash, BC and BN for everything else.
func (f *Fund) number(place string, in bool, day domain.Date) Number {
	cash := f.Places[place].Kind == Cash
	kind := "BN"
	switch {
	case in && cash:
		kind = "PT"
	case in:
		kind = "BC"
	case cash:
		kind = "PC"
	}
	series := kind + "/" + strconv.Itoa(day.Year())
	return Number{series, f.Series[series] + 1}
}

// code accepts the short names of compartments, places and funds: lower-case letters, digits, dots and hyphens, at most 60.
func code(text, field string) error {
	if text == "" || len(text) > 60 {
		return domain.Errorf(domain.Invalid, "a code of 1 to 60 characters is needed").On(field)
	}
	for _, r := range text {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.') {
			return domain.Errorf(domain.Invalid, "%q has %q; a code has letters without marks, digits, points and hyphens", text, r).On(field)
		}
	}
	return nil
}

// readable bounds free text that goes into the log.
func readable(text, field string) error {
	_, err := domain.OptionalText(field, text, 500)
	return err
}

// firstOf is the first refusal among several checks.
func firstOf(checks ...error) error {
	for _, err := range checks {
		if err != nil {
			return err
		}
	}
	return nil
}

// filled ends every decision that brings money in, or that is a fact: while something is uncovered, unrestricted đồng fill it, oldest
// deficit first.
func (f *Fund) filled(fund uuid.UUID, a Asked, c money.Currency, events ...domain.Event) []domain.Event {
	indebted := len(f.Deficits) > 0
	for _, e := range events {
		indebted = indebted || owes(e)
	}
	if !indebted {
		return events
	}
	after := f.clone()
	for _, e := range events {
		after.Evolve(a.ID, e)
	}
	if covers := after.fill(fund, c); len(covers) > 0 {
		events = append(events, DeficitCovered{c, covers})
	}
	return events
}

func owes(e domain.Event) bool {
	switch e := e.(type) {
	case PayoutMade:
		return len(e.Uncovered) > 0
	case LossRecorded:
		return len(e.Uncovered) > 0
	case DonationReversed:
		return len(e.Uncovered) > 0
	}
	return false
}

// fill pairs the deficits of a currency, oldest first, with the lowest free unrestricted positions.
func (f *Fund) fill(fund uuid.UUID, c money.Currency) []Cover {
	from := f.unrestricted(c)
	if from == nil {
		return nil
	}
	code := UnrestrictedIn(c)
	free := append(Set(nil), from.Free...)
	var covers []Cover
	for _, d := range f.Deficits {
		if f.Compartments[d.Compartment].Currency != c {
			continue
		}
		usable := free
		if d.Reversal {
			usable = from.untainted(fund, free)
		}
		by := usable.Lowest(Total(d.Spans))
		if len(by) == 0 {
			continue
		}
		for _, s := range by {
			free.Remove(s)
		}
		covers = append(covers, Cover{Piece{code, by}, Piece{d.Compartment, Part(d.Spans, 0, Total(by))}})
	}
	return covers
}

// untainted is the free positions that cannot have come from this fund in the first place: a reversed donation must not be covered by
// its own đồng, come back by transfer.
func (c *Compartment) untainted(fund uuid.UUID, free Set) Set {
	clean := append(Set(nil), free...)
	for _, a := range c.Arrived {
		for _, via := range a.Via {
			if via == fund {
				clean.Remove(a.Span)
			}
		}
	}
	return clean
}
