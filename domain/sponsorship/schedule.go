package sponsorship

import (
	"fmt"
	"slices"
	"time"

	"sovang/domain"
	"sovang/domain/money"
)

// Step is a part of a schedule: an amount that falls due first on a day, then every so many months, so many times. Schedules of every
// shape are lists of steps: a million a month to age 18 (every 1, count 100), 36 million prepaid for three school years (once), 500,000
// in nine school months, a million a quarter with more from the next level on (two steps), 20,000 a month from each of 35 teachers.
type Step struct {
	First  domain.Date `json:"first"`
	Every  int64       `json:"every,omitzero"` // months; 0 for what is due once
	Count  int64       `json:"count"`
	Amount int64       `json:"amount"`         // minor units
	Heads  int64       `json:"heads,omitzero"` // of a pooled sponsorship: how many give the amount each
}

// Each is what falls due each time.
func (s Step) Each() int64 { return s.Amount * max(s.Heads, 1) }

// Instalment is what falls due on one day.
type Instalment struct {
	Due    domain.Date
	Amount int64 // minor units
}

// Instalments spells a schedule out, by day.
func Instalments(steps []Step) []Instalment {
	var all []Instalment
	for _, s := range steps {
		for i := range s.Count {
			all = append(all, Instalment{months(s.First, i*s.Every), s.Each()})
		}
	}
	slices.SortStableFunc(all, func(a, b Instalment) int { return int(a.Due - b.Due) })
	return all
}

// months is a day so many months later: the same day of the month, or the last one of a shorter month.
func months(d domain.Date, n int64) domain.Date {
	first := time.Unix(int64(d)*24*60*60, 0).UTC()
	year, month, dayOfMonth := first.Date()
	last := time.Date(year, month+time.Month(n)+1, 0, 0, 0, 0, 0, time.UTC)
	return domain.NewDate(last.Year(), last.Month(), min(dayOfMonth, last.Day()))
}

// Spell is the time of one sponsorship, as far as what is due depends on it.
type Spell struct {
	From   domain.Date `json:"from"`
	After  domain.Date `json:"after"` // when the sponsorship before it ended; 0 where there was none
	To     domain.Date `json:"to"`    // when it ended, or will by the notice given; 0 where it goes on
	Pauses []Pause     `json:"pauses"`
}

// Pause is the days from From to before To on which nothing falls due; To is 0 while it lasts.
type Pause struct {
	From domain.Date `json:"from"`
	To   domain.Date `json:"to"`
}

// DueBy is what has fallen due by the end of a day for a sponsorship: the instalments of its own time, and the one before it whose
// time was running when it began, unless somebody else carried the slot then.
func (s Spell) DueBy(all []Instalment, at domain.Date) (sum int64) {
	for i, x := range all {
		next := domain.Date(0) // the day on which this one's time is over
		for _, y := range all[i+1:] {
			if y.Due > x.Due {
				next = y.Due
				break
			}
		}
		running := x.Due < s.From && x.Due >= s.After && (next == 0 || next > s.From)
		if x.Due <= at && (running || x.Due >= s.From) && (s.To == 0 || x.Due < s.To) && !s.paused(x.Due) && s.From <= at {
			sum += x.Amount
		}
	}
	return sum
}

func (s Spell) paused(on domain.Date) bool {
	return slices.ContainsFunc(s.Pauses, func(p Pause) bool { return on >= p.From && (p.To == 0 || on < p.To) })
}

// Standing is how a sponsorship's payments stand at a day. What is late is a fact to be shown, never a debt: it neither lapses nor becomes a
// receivable.
type Standing struct {
	Due     int64 `json:"due"` // by that day
	Paid    int64 `json:"paid"`
	Arrears int64 `json:"arrears"`
	Prepaid int64 `json:"prepaid"`
}

// StandingOf compares what is due with what was paid.
func StandingOf(due, paid int64) Standing {
	return Standing{Due: due, Paid: paid, Arrears: max(due-paid, 0), Prepaid: max(paid-due, 0)}
}

const (
	mostSteps  = 20
	mostMonths = 120
	mostHeads  = 100_000
)

// stepped checks a schedule of steps and lets the totals of the slot say what it adds up to.
func (o *Opened) stepped() error {
	if len(o.Steps) == 0 {
		return nil
	}
	if len(o.Steps) > mostSteps {
		return domain.Errorf(domain.Invalid, "a schedule has at most %d steps", mostSteps).On("steps")
	}
	total, count := int64(0), int64(0)
	for i, s := range o.Steps {
		if err := s.check(); err != nil {
			return domain.InRow("steps", i, err)
		}
		if s.Each() > (money.Max-total)/s.Count {
			return domain.Errorf(domain.Invalid, "the instalments together are larger than this ledger takes").On(fmt.Sprintf("steps[%d].amount", i))
		}
		total, count = total+s.Each()*s.Count, count+s.Count
	}
	if count > mostInstalments {
		return domain.Errorf(domain.Invalid, "a slot is paid in 1 to %d instalments", mostInstalments).On("steps")
	}
	o.Instalment, o.Instalments = o.Steps[0].Each(), count
	return nil
}

func (s Step) check() error {
	switch {
	case s.First == 0:
		return domain.Errorf(domain.Invalid, "a step has a day on which it is first due").On("first")
	case s.Count < 1 || s.Count > mostInstalments:
		return domain.Errorf(domain.Invalid, "a step falls due 1 to %d times", mostInstalments).On("count")
	case s.Every < 0 || s.Every > mostMonths || s.Every == 0 && s.Count > 1:
		return domain.Errorf(domain.Invalid, "a step that falls due %d times does so every 1 to %d months", s.Count, mostMonths).On("every")
	case s.Heads < 0 || s.Heads > mostHeads:
		return domain.Errorf(domain.Invalid, "%d is no number of people who give together", s.Heads).On("heads")
	case s.Amount <= 0:
		return domain.Errorf(domain.Invalid, "an instalment must be more than nothing").On("amount")
	case s.Amount > money.Max/max(s.Heads, 1):
		return domain.Errorf(domain.Invalid, "the instalments together are larger than this ledger takes").On("amount")
	}
	return nil
}

// Total is what a slot promises in all: that of the steps, or of the instalments without dates.
func Total(steps []Step, instalment, instalments int64) (sum int64) {
	for _, s := range steps {
		sum += s.Each() * s.Count
	}
	if len(steps) == 0 {
		return instalment * instalments
	}
	return sum
}
