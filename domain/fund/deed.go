package fund

import (
	"fmt"
	"slices"

	"sovang/domain"
	"sovang/domain/money"
)

// A deed says what the fund may be used for. Its clauses are checked where a decision spends or promises money; a fact of bank or court
// is never refused by one.

// AdoptDeed decides a deed, or its next version, from a day on.
func (f *Fund) AdoptDeed(c AdoptDeed, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Title, "a title", "title"), readable(c.Title, "title"),
		given(c.Approver, "an approver", "approver"), readable(c.Approver, "approver")); err != nil {
		return nil, err
	}
	from := c.From.Or(a.Day)
	if n := len(f.Deeds); n > 0 && from < f.Deeds[n-1].From {
		return nil, domain.Errorf(domain.Violation, "a deed is in force from %s; the next version begins no earlier", f.Deeds[n-1].From).On("from")
	}
	if len(c.Clauses) == 0 || len(c.Clauses) > 200 {
		return nil, domain.Errorf(domain.Invalid, "a deed has 1 to 200 clauses").On("clauses")
	}
	clauses, seen := make([]Clause, len(c.Clauses)), map[string]bool{}
	for i, clause := range c.Clauses {
		clean, err := clause.clean()
		if err == nil && seen[clean.No] {
			err = domain.Errorf(domain.Invalid, "two clauses are called %q", clean.No).On("no")
		}
		if err != nil {
			return nil, domain.InRow("clauses", i, err)
		}
		clauses[i], seen[clean.No] = clean, true
	}
	return []domain.Event{DeedAdopted{from, c.Title, clauses, c.Approver}}, nil
}

// clean is the clause with what was left out filled in; it refuses a rule that lacks what it is checked by, or has what another needs.
func (c Clause) clean() (Clause, error) {
	var err error
	if c.No, err = domain.Text("no", c.No, 100); err != nil {
		return c, err
	}
	if c.Text, err = domain.Text("text", c.Text, 1000); err != nil {
		return c, err
	}
	capped := c.Rule == AwardCap || c.Rule == YearCap
	if capped {
		if c.Currency, err = currencyOr(c.Currency, money.VND); err != nil {
			return c, err
		}
	}
	for _, belongs := range []struct {
		there, wanted bool
		field         string
	}{
		{len(c.Recipients) > 0, c.Rule == RecipientsRule, "recipients"}, {len(c.Awards) > 0, c.Rule == AwardsRule, "awards"},
		{c.Cap != 0, capped || c.Rule == RunningShare, "cap"}, {c.Currency != "", capped, "currency"},
		{c.Opens != 0, c.Rule == WindowRule, "opens"}, {c.Closes != 0, c.Rule == WindowRule, "closes"},
	} {
		if belongs.there && !belongs.wanted {
			return c, domain.Errorf(domain.Invalid, "a clause with the rule %q has no such field", c.Rule).On(belongs.field)
		}
		if belongs.wanted && !belongs.there {
			return c, domain.Errorf(domain.Invalid, "the rule %q is checked by this", c.Rule).On(belongs.field)
		}
	}
	return c, c.fits()
}

func (c Clause) fits() error {
	switch c.Rule {
	case "":
		return nil
	case RecipientsRule:
		for i, kind := range c.Recipients {
			if err := domain.RecipientKind(kind, fmt.Sprintf("recipients[%d]", i)); err != nil || kind == "" {
				return firstOf(err, given(kind, "a kind of recipient", fmt.Sprintf("recipients[%d]", i)))
			}
		}
		return nil
	case AwardsRule:
		for i, kind := range c.Awards {
			if err := awardKind(kind, fmt.Sprintf("awards[%d]", i)); err != nil {
				return err
			}
		}
		return nil
	case AwardCap:
		return positive(money.Money{Minor: c.Cap, Currency: c.Currency}, "cap")
	case YearCap:
		if c.Currency != money.VND {
			return domain.Errorf(domain.Invalid, "a year's awards are capped in VND").On("currency")
		}
		return positive(money.Money{Minor: c.Cap, Currency: c.Currency}, "cap")
	case WindowRule:
		return firstOf(c.Opens.valid("opens"), c.Closes.valid("closes"))
	case RunningShare:
		if c.Cap < 1 || c.Cap > 100 {
			return domain.Errorf(domain.Invalid, "a share is 1 to 100 percent").On("cap")
		}
		return nil
	}
	return domain.Errorf(domain.Invalid, "a rule is %s, %s, %s, %s, %s or %s, or left out, not %q",
		RecipientsRule, AwardsRule, AwardCap, YearCap, WindowRule, RunningShare, c.Rule).On("rule")
}

// valid refuses what is no day of any year.
func (d MonthDay) valid(field string) error {
	month, day := int64(d)/100, int64(d)%100
	if month >= 1 && month <= 12 && day >= 1 && day <= [...]int64{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1] {
		return nil
	}
	return domain.Errorf(domain.Invalid, "%d is no day of a year; 205 is 5 February", d).On(field)
}

// holds says whether a day is in the window, which may go on over New Year.
func (c Clause) holds(day domain.Date) bool {
	month, dayOfMonth := day.MonthDay()
	at := MonthDay(int64(month)*100 + int64(dayOfMonth))
	if c.Opens <= c.Closes {
		return c.Opens <= at && at <= c.Closes
	}
	return c.Opens <= at || at <= c.Closes
}

// breaks is the refusal that cites the clause.
func (c Clause) breaks(field, format string, args ...any) error {
	return domain.Errorf(domain.Violation, "%s: “%s” — %s", c.No, c.Text, fmt.Sprintf(format, args...)).On(field)
}

// deedOn is the clauses in force on a day.
func (f *Fund) deedOn(day domain.Date) []Clause {
	for _, deed := range slices.Backward(f.Deeds) {
		if deed.From <= day {
			return deed.Clauses
		}
	}
	return nil
}

// proposed is one award as a clause looks at it.
type proposed struct {
	row       string // its code, of a list
	award     AwardKind
	recipient string // pupil …; "" where it was not said
	amount    money.Money
}

// forbids says whether a clause forbids an award whenever it is paid.
func (c Clause) forbids(p proposed) error {
	who := "the recipient"
	if p.row != "" {
		who = fmt.Sprintf("%q", p.row)
	}
	switch c.Rule {
	case RecipientsRule:
		if p.recipient == "" {
			return c.breaks("recipient_kind", "say what kind of recipient %s is", who)
		}
		if !slices.Contains(c.Recipients, p.recipient) {
			return c.breaks("recipient_kind", "%s is a %s", who, p.recipient)
		}
	case AwardsRule:
		if !slices.Contains(c.Awards, p.award) {
			return c.breaks("award", "%s would get a %s", who, p.award)
		}
	case AwardCap:
		if p.amount.Currency == c.Currency && p.amount.Minor > c.Cap {
			return c.breaks("amount", "%s would get %s", who, p.amount)
		}
	}
	return nil
}

// ForbiddenByDeed refuses, with the clause cited, what the deed in force on that day forbids of rows of a list, whenever they are paid:
// recipients, kinds of award, the amount of each. What depends on the day and the sum is checked where money is reserved or paid.
func (f *Fund) ForbiddenByDeed(l *List, rows Set, day domain.Date) error {
	for _, clause := range f.deedOn(day) {
		for _, s := range rows {
			for i, r := range l.Rows[s.From():s.To()] {
				p := proposed{r.Code, r.Award, r.RecipientKind, money.Money{Minor: r.Amount, Currency: l.Currency}}
				if err := clause.forbids(p); err != nil {
					return domain.InRow("rows", int(s.From())+i, err)
				}
			}
		}
	}
	return nil
}

// payableByDeed refuses a payment that the deed in force on its day forbids for its day or its sum. reserved: the money was promised
// before, and is counted among the promises.
func (f *Fund) payableByDeed(k PayoutKind, amount money.Money, day domain.Date, reserved bool) error {
	year := f.Paid[day.Year()]
	for _, c := range f.deedOn(day) {
		switch {
		case c.Rule == WindowRule && k == Award && !c.holds(day):
			return c.breaks("booked", "it would be paid on %s", day)
		case c.Rule == YearCap && k == Award && amount.Currency == c.Currency:
			promised := int64(0)
			if !reserved {
				promised = f.promised()
			}
			if err := c.exceeded(year.Awards, promised, amount); err != nil {
				return err
			}
		case c.Rule == RunningShare && (k == RunningCost || k == Fee) && amount.Currency == money.VND:
			if err := c.overspent(year, f.Paid[day.Year()-1], f.promisedBeside(), amount, day); err != nil {
				return err
			}
		}
	}
	return nil
}

// reservableByDeed refuses a promise with which the year's awards, paid and promised, would be more than the deed allows.
func (f *Fund) reservableByDeed(k PayoutKind, amount money.Money, day domain.Date) error {
	for _, c := range f.deedOn(day) {
		if c.Rule == YearCap && k == Award && amount.Currency == c.Currency {
			if err := c.exceeded(f.Paid[day.Year()].Awards, f.promised(), amount); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c Clause) exceeded(paid, promised int64, amount money.Money) error {
	if paid+promised+amount.Minor <= c.Cap {
		return nil
	}
	return c.breaks("amount", "%s is asked, %s of the year's awards has been paid and %s promised", amount, money.Dong(paid), money.Dong(promised))
}

// overspent measures the office by what the year pays out: what has been paid and what is promised, or what the year before paid, as long
// as that is more. A year's first cost comes before its awards, and by what has been paid alone it could never be booked.
func (c Clause) overspent(year, before YearPaid, promised int64, amount money.Money, day domain.Date) error {
	running, all := year.Running+amount.Minor, year.All+promised+amount.Minor
	if running <= Proportion(max(all, before.All), c.Cap, 100) {
		return nil
	}
	if all == running && before.All == 0 {
		return c.breaks("amount", "nothing but running costs has been paid or promised in %d, and nothing was paid the year before: reserve the awards first", day.Year())
	}
	return c.breaks("amount", "%s would be running costs, of %s paid out and promised in %d and %s paid out the year before", money.Dong(running),
		money.Dong(all), day.Year(), money.Dong(before.All))
}

// promisedBeside is what is reserved for anything but the office, in đồng.
func (f *Fund) promisedBeside() (sum int64) {
	for _, r := range f.Reservations {
		if r.Kind != RunningCost && r.Kind != Fee && r.Currency == money.VND {
			sum += r.Left()
		}
	}
	return sum
}

// promised is what is reserved for awards, in đồng.
func (f *Fund) promised() (sum int64) {
	for _, r := range f.Reservations {
		if r.Kind == Award && r.Currency == money.VND {
			sum += r.Left()
		}
	}
	return sum
}

func (f *Fund) deedAdopted(e DeedAdopted) {
	if n := len(f.Deeds); n > 0 && f.Deeds[n-1].From == e.From {
		f.Deeds = f.Deeds[:n-1]
	}
	f.Deeds = append(f.Deeds, Deed{e.From, e.Clauses})
}

// paidOut adds up what a deed's caps are measured by, of đồng only: other currencies are not capped.
func (f *Fund) paidOut(c money.Currency, day domain.Date, k PayoutKind, amount int64) {
	if c != money.VND {
		return
	}
	year := f.Paid[day.Year()]
	year.All += amount
	switch k {
	case Award:
		year.Awards += amount
	case RunningCost, Fee:
		year.Running += amount
	}
	f.Paid[day.Year()] = year
}
