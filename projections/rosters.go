package projections

import (
	"sovang/domain"
	"sovang/domain/roster"
)

// What happened to a roster (roster_steps.what).
const (
	rosterEstimated int64 = iota + 1
	rosterRecorded
	rosterCorrected
	rosterAttached
	rosterDetached
	rosterUndone
	rosterNamed
)

// rosterStep is one row of roster_steps; what is left out is 0.
type rosterStep struct {
	what, amount, employees, difference int64
	day, since                          domain.Date // since: from which day on it is so; 0: whatever the day, for it is a correction
	of, version                         int64
	approver, reason, named             string
	donation                            []byte
}

func (f *fold) rosterEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case roster.Estimated:
		f.t.rosters.add(k, f.at.n, f.key(e.Giver), f.word(string(e.Currency)), f.word(e.Campaign))
		f.rosterStep(k, rosterStep{what: rosterEstimated, amount: e.Amount, employees: e.Employees, day: e.Day, since: e.Made, of: f.key(e.Of), reason: e.Basis})
	case roster.RowsRecorded:
		f.t.rosters.add(k, f.at.n, f.key(e.Giver), f.word(string(e.Currency)), f.word(e.Campaign))
		step := rosterStep{what: rosterRecorded, employees: int64(len(e.Rows)), day: e.Day, since: e.Day, version: 1}
		for i, r := range e.Rows {
			step.amount += r.Amount
			f.t.rosterRows.add(k, e.First+int64(i), f.at.n, r.Amount, f.key(r.Person), r.Code)
		}
		f.rosterStep(k, step)
	case roster.Corrected:
		step := rosterStep{what: rosterCorrected, difference: e.Difference, version: e.Version, approver: e.Approver, reason: e.Reason, named: e.Named}
		for _, w := range e.Rows {
			step.amount += w.Amount - w.WasAmount
			step.employees += bit(w.Amount > 0) - bit(w.WasAmount > 0)
			f.t.rosterRows.add(k, w.Row, f.at.n, w.Amount, f.key(w.Person), w.Code)
		}
		f.rosterStep(k, step)
	case roster.Attached:
		f.rosterStep(k, rosterStep{what: rosterAttached, amount: e.Remitted, difference: e.Difference, named: e.Named, donation: e.Donation[:]})
	case roster.Detached:
		f.rosterStep(k, rosterStep{what: rosterDetached, reason: e.Reason, donation: e.Donation[:]})
	case roster.RemittanceUndone:
		f.rosterStep(k, rosterStep{what: rosterUndone, amount: e.Left, since: e.Booked, reason: e.Reason, donation: e.Donation[:]})
	case roster.DifferenceNamed:
		f.rosterStep(k, rosterStep{what: rosterNamed, difference: e.Difference, named: e.Named})
	}
}

func (f *fold) rosterStep(k int64, s rosterStep) {
	f.t.rosterSteps.add(k, f.at.n, s.amount, s.employees, s.difference, int64(s.day), int64(s.since), s.of, s.version, f.word(s.approver), s.what,
		s.reason, s.named, s.donation)
}
