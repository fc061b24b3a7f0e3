package sponsorship

import (
	"time"

	"sovang/domain"
)

// TermEnd is a day of the school year on which a term ends.
type TermEnd struct {
	Month time.Month
	Day   int
}

// Terms are the ends of a school year's terms, unless a slot says otherwise: the first term ends on 15 January, the second on 31 May.
var Terms = []TermEnd{{time.January, 15}, {time.May, 31}}

// TermsOf lists the days on which terms of a slot end: its own, or those of every school year that its schedule reaches into.
func TermsOf(own []domain.Date, year string, steps []Step) []domain.Date {
	if len(own) > 0 {
		return own
	}
	first, err := domain.SchoolYear(year)
	if err != nil {
		return nil
	}
	until := first
	if all := Instalments(steps); len(all) > 0 {
		last := all[len(all)-1].Due
		if until = last.Year(); last < domain.NewDate(last.Year(), time.August, 1) {
			until-- // a school year begins in August
		}
	}
	var ends []domain.Date
	for y := first; y <= max(first, until); y++ {
		for _, t := range Terms {
			ends = append(ends, domain.NewDate(y+1, t.Month, t.Day))
		}
	}
	return ends
}

const mostTerms = 60

// termed checks the terms that a slot brings along.
func (o *Opened) termed() error {
	if len(o.Terms) > mostTerms {
		return domain.Errorf(domain.Invalid, "a slot has at most %d terms", mostTerms).On("terms")
	}
	for i, end := range o.Terms {
		if end == 0 || i > 0 && end <= o.Terms[i-1] {
			return domain.Errorf(domain.Invalid, "terms end one after the other").On("terms")
		}
	}
	return nil
}

// ReportDue says whether the sponsor of a spell is to be told about a term that ended on a day: one whose end fell into it.
func (s Spell) ReportDue(term domain.Date) bool {
	return s.From <= term && (s.To == 0 || term <= s.To)
}
