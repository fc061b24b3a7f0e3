package pledge

import (
	"fmt"
	"time"

	"sovang/domain"
	"sovang/domain/money"
)

// Kind is how what is pledged is spread over time.
type Kind string

// The kinds.
const (
	OneOff      Kind = ""            // one amount, one day
	Instalments Kind = "instalments" // known amounts on known days
	Standing    Kind = "standing"    // an amount each period; missed periods lapse
)

// Instalment is what is expected on a day.
type Instalment struct {
	Due    domain.Date `json:"due"`
	Amount int64       `json:"amount"`
}

// Plan is what was agreed. Instalments and periods are numbered from 1.
type Plan struct {
	Kind        Kind         `json:"kind"`
	Amount      int64        `json:"amount"` // in all; of a standing pledge, a period
	Due         domain.Date  `json:"due"`    // the first day
	Months      int          `json:"months"`
	Until       domain.Date  `json:"until"`
	Instalments []Instalment `json:"instalments"`
}

// The bounds of a plan.
const (
	MostInstalments = 240  // twenty years of months; all of them can be taken back in one entry
	longestPeriod   = 120  // months
	mostPeriods     = 2400 // two hundred years of months: no reckoning goes further
)

// At gives the instalment or period of that number; false where there is none.
func (p *Plan) At(no int) (Instalment, bool) {
	switch {
	case no < 1:
	case p.Kind == Instalments && no <= len(p.Instalments):
		return p.Instalments[no-1], true
	case p.Kind == OneOff && no == 1:
		return Instalment{p.Due, p.Amount}, true
	case p.Kind == Standing && no <= mostPeriods:
		due := MonthsAfter(p.Due, (no-1)*p.Months)
		return Instalment{due, p.Amount}, p.Until == 0 || due <= p.Until
	}
	return Instalment{}, false
}

// Total is what is pledged in all, and false for a standing pledge without an end.
func (p *Plan) Total() (int64, bool) {
	if p.Kind != Standing {
		return p.Amount, true
	}
	if p.Until == 0 {
		return 0, false
	}
	n := 0
	for {
		if _, ok := p.At(n + 1); !ok {
			return int64(n) * p.Amount, true
		}
		n++
	}
}

// MonthsAfter is the same day of the month so many months later; the month's last day where it has no such day.
func MonthsAfter(d domain.Date, months int) domain.Date {
	t := time.Unix(int64(d)*24*60*60, 0).UTC()
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return domain.NewDate(first.Year(), first.Month(), min(t.Day(), last))
}

// Spread shares an amount over so many instalments, in whole units; the last takes the remainder.
func Spread(amount int64, n int) []int64 {
	parts := make([]int64, n)
	for i := range parts {
		parts[i] = amount / int64(n)
	}
	parts[n-1] += amount % int64(n)
	return parts
}

func (m Made) plan() Plan {
	return Plan{m.Kind, m.Amount, m.Due, m.Months, m.Until, m.Instalments}
}

// agreed refuses a plan that nobody could keep.
func (m Made) agreed() error {
	switch {
	case m.Amount <= 0:
		return domain.Errorf(domain.Invalid, "a pledge must be of more than nothing").On("amount")
	case m.Amount > money.Max:
		return domain.Errorf(domain.Invalid, "a pledge cannot be of more than %d", money.Max).On("amount")
	case m.Due == 0:
		return domain.Errorf(domain.Invalid, "a pledge needs the day it is due").On("due")
	case m.Due < m.Made:
		return domain.Errorf(domain.Invalid, "a pledge made on %s cannot be due on %s", m.Made, m.Due).On("due")
	}
	switch m.Kind {
	case OneOff:
		return m.without(m.Months != 0, m.Until != 0, len(m.Instalments) > 0)
	case Instalments:
		if err := m.without(m.Months != 0, m.Until != 0, false); err != nil {
			return err
		}
		return m.inOrder()
	case Standing:
		switch {
		case m.Months < 1 || m.Months > longestPeriod:
			return domain.Errorf(domain.Invalid, "a standing pledge has periods of 1 to %d months", longestPeriod).On("months")
		case m.Until != 0 && m.Until < m.Due:
			return domain.Errorf(domain.Invalid, "it would end on %s, before its first period on %s", m.Until, m.Due).On("until")
		}
		return m.without(false, false, len(m.Instalments) > 0)
	}
	return domain.Errorf(domain.Invalid, "a pledge is %s, %s, or one-off, which is left out; not %q", Instalments, Standing, m.Kind).On("kind")
}

func (m Made) without(months, until, instalments bool) error {
	not := func(field string) error {
		return domain.Errorf(domain.Invalid, "a pledge of this kind has no %s", field).On(field)
	}
	switch {
	case months:
		return not("months")
	case until:
		return not("until")
	case instalments:
		return not("instalments")
	}
	return nil
}

// inOrder refuses instalments that are none, out of order, or add up to something else.
func (m Made) inOrder() error {
	if n := len(m.Instalments); n == 0 || n > MostInstalments {
		return domain.Errorf(domain.Invalid, "a pledge has 1 to %d instalments, not %d", MostInstalments, n).On("instalments")
	}
	sum, before := int64(0), domain.Date(0)
	for i, x := range m.Instalments {
		switch at := func(field string) string { return fmt.Sprintf("instalments[%d].%s", i, field) }; {
		case x.Amount <= 0 || x.Amount > money.Max:
			return domain.Errorf(domain.Invalid, "an instalment must be of more than nothing").On(at("amount"))
		case x.Due <= before:
			return domain.Errorf(domain.Invalid, "instalments stand in the order of their days, one a day").On(at("due"))
		}
		sum, before = sum+x.Amount, x.Due
	}
	if sum != m.Amount {
		return domain.Errorf(domain.Invalid, "the instalments add up to %s, the pledge is %s", money.Money{Minor: sum, Currency: m.Currency},
			money.Money{Minor: m.Amount, Currency: m.Currency}).On("instalments")
	}
	if m.Instalments[0].Due != m.Due {
		return domain.Errorf(domain.Invalid, "the first instalment is due on %s, the pledge on %s", m.Instalments[0].Due, m.Due).On("due")
	}
	return nil
}
