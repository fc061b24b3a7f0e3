// Package law is what the law asks of these books, as dated data: each parameter with the day from which it is in force, its value, its source and
// whether that source was read.
//
// It promises that a question about a day is answered by the law of that day, and that what nobody has confirmed says so wherever it is shown. A new
// decree is a new line of the table, never another value in an old one.
package law

import (
	"time"

	"sovang/domain"
)

// Name names a parameter for programs.
type Name string

// The parameters.
const (
	Decree           Name = "decree"            // that governs charity and social funds
	Disclosure       Name = "disclosure"        // before which day a year is published
	AdminCap         Name = "admin-cap"         // the administrative share at the most
	AdminBase        Name = "admin-base"        // of what
	Suppression      Name = "suppression"       // groups smaller than this are not published
	ChildConsent     Name = "child-consent"     // from which age on a child is asked, too
	AnswerWithdrawal Name = "answer-withdrawal" // how soon a withdrawal of consent is answered
	CarryOut         Name = "carry-out"         // and carried out
)

// Law is what was in force on a day. What no rule speaks of yet is zero.
type Law struct {
	Decree            string // by its number
	DisclosureMonth   time.Month
	DisclosureDay     int   // a year is published before this day of the next one
	AdminPercent      int64 // of the base, at the most
	BaseWithoutKind   bool  // the base leaves out goods,
	BaseWithoutState  bool  // money of the State's commissions,
	BaseWithoutNamed  bool  // and donations to named recipients
	SuppressBelow     int
	ChildConsentAge   int // in years
	AnswerWorkingDays int
	CarryOutDays      int
}

// Rule is one parameter from one day on.
type Rule struct {
	Name      Name
	From      domain.Date // the zero Date: always
	Value     string      // as screens show it
	Source    string
	Confirmed bool // false: taken from the press or from memory; look it up before you rely on it
	set       func(*Law)
}

// Rules lists all of them, parameter by parameter, older ones first.
func Rules() []Rule { return append([]Rule(nil), rules...) }

// On is the law of a day.
func On(day domain.Date) Law {
	var l Law
	for _, r := range rules {
		if r.From <= day {
			r.set(&l)
		}
	}
	return l
}

// InForce says whether a rule is the one of its parameter on a day.
func (r Rule) InForce(day domain.Date) bool {
	last, found := domain.Date(0), false
	for _, other := range rules {
		if other.Name == r.Name && other.From <= day {
			last, found = other.From, true
		}
	}
	return found && r.From == last
}

// DisclosureDue is the day before which what became of a calendar year is to be published; the zero Date where no law says.
func (l Law) DisclosureDue(year int) domain.Date {
	if l.DisclosureDay == 0 {
		return 0
	}
	return domain.NewDate(year+1, l.DisclosureMonth, l.DisclosureDay)
}

// AdminMost is the administrative share of a base at the most, in the base's minor units, rounded down; false where no law says.
func (l Law) AdminMost(base int64) (int64, bool) {
	return base/100*l.AdminPercent + base%100*l.AdminPercent/100, l.AdminPercent > 0
}

// AnswerBy is the last day on which a withdrawal of consent that came on a day can be answered in time; the zero Date where no law says. Public
// holidays are counted as working days, which can only make the day too early.
func (l Law) AnswerBy(came domain.Date) domain.Date {
	if l.AnswerWorkingDays == 0 {
		return 0
	}
	for n := 0; n < l.AnswerWorkingDays; {
		if came++; weekday(came) != time.Saturday && weekday(came) != time.Sunday {
			n++
		}
	}
	return came
}

// CarryOutBy is the last day on which it can be carried out in time.
func (l Law) CarryOutBy(came domain.Date) domain.Date {
	if l.CarryOutDays == 0 {
		return 0
	}
	return came + domain.Date(l.CarryOutDays)
}

// weekday of a day; 1970-01-01 was a Thursday.
func weekday(d domain.Date) time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }
