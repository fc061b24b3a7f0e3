package pledge

import (
	"github.com/google/uuid"

	"sovang/domain"
)

// State is how a pledge stands at a day: its stage, or Fulfilled, which nobody decides.
type State = Stage

// Fulfilled is a pledge of which everything agreed was paid.
const Fulfilled State = "fulfilled"

// InstalmentState is how one instalment or period stands at a day.
type InstalmentState string

// The states of an instalment.
const (
	Ahead   InstalmentState = "ahead"   // not due yet
	Due     InstalmentState = "due"     // due, and its day is today or, in a standing pledge, its period has not ended
	Overdue InstalmentState = "overdue" // due on an earlier day
	Lapsed  InstalmentState = "lapsed"  // a period of a standing pledge that ended unpaid: no debt
	Rested  InstalmentState = "rested"  // it would have been due while the pledge rests or rested
	Kept    InstalmentState = "kept"    // paid in full
	Dropped InstalmentState = "dropped" // the pledge ended before it was paid
)

// Expected is one instalment or period at a day.
type Expected struct {
	No     int             `json:"no"`
	Due    domain.Date     `json:"due,omitzero"` // when it falls due, rests considered; 0: not while the pledge rests
	Amount int64           `json:"amount"`
	Paid   int64           `json:"paid"`
	State  InstalmentState `json:"state"`
}

// Fulfilment is how a pledge stands at a day. Amounts are minor units.
type Fulfilment struct {
	State       State       `json:"state"`
	Pledged     int64       `json:"pledged"` // in all, as it was agreed; 0 of a standing pledge without an end
	Due         int64       `json:"due"`     // what fell due by the day, lapsed periods among it
	Kept        int64       `json:"kept"`    // Σ min(applied, due): what of Due was paid
	Paid        int64       `json:"paid"`    // all that is applied
	Prepaid     int64       `json:"prepaid"` // of Paid: towards what is not due yet, and on a slot all that is more than was pledged
	Over        int64       `json:"over"`    // of Paid: more than was pledged
	Lapsed      int64       `json:"lapsed"`  // of Due
	Overdue     int64       `json:"overdue"`
	OverdueDays int         `json:"overdue_days"` // since the oldest that is overdue
	WrittenOff  int64       `json:"written_off"`
	Left        int64       `json:"left"`              // still expected, due or not; of a standing pledge, in the period of the day and the next
	NextDue     domain.Date `json:"next_due,omitzero"` // the next day on which something not yet paid falls due
	NextAmount  int64       `json:"next_amount"`
}

// Rate is Kept / Due: Σ min(applied, due by T) / Σ due by T. false where nothing was due yet.
func (p Fulfilment) Rate() (float64, bool) {
	if p.Due == 0 {
		return 0, false
	}
	return float64(p.Kept) / float64(p.Due), true
}

// falls is the day on which what was agreed for a day falls due: the end of a rest it lies in; false while the rest goes on.
func (p *Pledge) falls(due domain.Date) (domain.Date, bool) {
	for _, r := range p.Rests {
		if due < r.From || r.Until != 0 && due >= r.Until {
			continue
		}
		if r.Until == 0 {
			return 0, false
		}
		due = r.Until
	}
	return due, true
}

// By gives the pledge as it stood at the end of a day: what was laid down for later days left out. events are those of its stream.
func By(day domain.Date, events []domain.Event) *Pledge {
	p := &Pledge{}
	for _, e := range events {
		on := domain.Date(0)
		switch e := e.(type) {
		case Made:
			on = e.Made
		case Activated:
			on = e.On
		case Paused:
			on = e.From
		case Resumed:
			on = e.On
		case PaymentApplied:
			on = e.Booked
		case PaymentUnapplied:
			on = e.Booked
		case Cancelled:
			on = e.On
		case WrittenOff:
			on = e.On
		}
		if on <= day {
			p.Evolve(uuid.Nil, e)
		}
	}
	return p
}

// Expect lists the instalments as they stand at a day. Of a standing pledge it opens the period of the day and one ahead, and those for
// which something was prepaid.
func (p *Pledge) Expect(day domain.Date) (all []Expected) {
	last := 0
	for _, a := range p.Applied {
		last = max(last, a.Instalment)
	}
	for no := 1; ; no++ {
		x, ok := p.Plan.At(no)
		if !ok {
			return all
		}
		e := Expected{No: no, Amount: x.Amount, Paid: p.paidFor(no)}
		var falls bool
		e.Due, falls = p.falls(x.Due)
		if p.Plan.Kind == Standing && (!falls || e.Due != x.Due) {
			e.Due, falls = 0, false // a period that begins in a rest passes
		}
		over := p.Plan.Kind == Standing && MonthsAfter(p.Plan.Due, no*p.Plan.Months) <= day // the next one has begun, or would have
		e.State = p.stateOf(e, falls, over, day)
		all = append(all, e)
		if p.Plan.Kind == Standing && x.Due > day && no >= last {
			return all
		}
	}
}

func (p *Pledge) stateOf(e Expected, falls, over bool, day domain.Date) InstalmentState {
	switch ended := p.Stage == Cancel || p.Stage == ClosedShort; {
	case e.Paid >= e.Amount:
		return Kept
	case over && falls && !(ended && e.Due >= p.Ended):
		return Lapsed
	case ended:
		return Dropped
	case !falls:
		return Rested
	case e.Due > day:
		return Ahead
	case e.Due == day || p.Plan.Kind == Standing:
		return Due
	}
	return Overdue
}

// At says how the pledge stands at a day.
func (p *Pledge) At(day domain.Date) Fulfilment {
	at := Fulfilment{State: p.Stage, Paid: p.Paid(), Over: p.paidFor(0), WrittenOff: p.Off}
	at.Pledged, _ = p.Plan.Total()
	all := p.Expect(day)
	for _, e := range all {
		at.add(p, e, day)
	}
	if p.Slot != uuid.Nil { // the child's next months: nothing is too much
		at.Over = 0
	}
	at.Prepaid = at.Paid - at.Over - at.Kept
	if p.Stage == Active || p.Stage == Resting {
		at.State = p.outcome(all, day)
	}
	return at
}

func (at *Fulfilment) add(p *Pledge, e Expected, day domain.Date) {
	ended := p.Stage == Cancel || p.Stage == ClosedShort
	// What a cancelled pledge would have asked for later was never due; what a pledge was closed short of stays what it was.
	if e.Due != 0 && e.Due <= day && !(p.Stage == Cancel && e.Due >= p.Ended) {
		at.Due += e.Amount
		at.Kept += min(e.Paid, e.Amount)
	}
	lacks := max(0, e.Amount-e.Paid)
	switch e.State {
	case Lapsed:
		at.Lapsed += lacks
		return
	case Overdue:
		if at.Overdue += lacks; at.OverdueDays == 0 {
			at.OverdueDays = int(day - e.Due)
		}
	case Kept:
		return
	}
	if ended || e.State == Rested && p.Plan.Kind == Standing {
		return
	}
	at.Left += lacks
	if at.NextDue == 0 && e.State != Overdue && e.Due >= day {
		at.NextDue, at.NextAmount = e.Due, lacks
	}
}

// outcome is the state of a pledge that nobody ended: fulfilled where all was paid, closed short where a standing one ran out and was not.
func (p *Pledge) outcome(all []Expected, day domain.Date) State {
	kept, over := true, true
	for _, e := range all {
		passed := e.State == Rested && p.Plan.Kind == Standing && p.Stage == Active
		kept = kept && (e.State == Kept || passed)
		over = over && (e.State == Kept || e.State == Lapsed || passed)
	}
	_, more := p.Plan.At(len(all) + 1)
	switch {
	case more: // a standing pledge of which not all periods are open yet
	case kept:
		return Fulfilled
	case over:
		return ClosedShort
	}
	return p.Stage
}
