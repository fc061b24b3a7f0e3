package projections

import (
	"slices"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// Kinds of flow through a compartment. Names in comments say what a positive amount means. They stand in tables: never renumber.
const (
	flowDonated     int64 = 1 // lines of donations that got positions
	flowInterest    int64 = 2 // income of the money itself
	flowArrived     int64 = 3 // accepted transfers
	flowExchanged   int64 = 4 // đồng that sold currency brought
	flowMade        int64 = 5 // positions that no money stood behind when they were made
	flowScholarship int64 = 6 // paid, by kind; the same with flowReturned added came back
	flowSupport     int64 = 7
	flowReward      int64 = 8
	flowAwardOther  int64 = 9
	flowProgramme   int64 = 10
	flowRunning     int64 = 11
	flowFee         int64 = 12
	flowSeizure     int64 = 13
	flowReturned    int64 = 20 // + kind of payout
	flowSent        int64 = 40 // put on its way to another fund
	flowRefused     int64 = 41 // came back before acceptance
	flowSettled     int64 = 42 // accepted by the other fund, shortfall not included
	flowShortfall   int64 = 43 // lost under way: the sender's fee
	flowSold        int64 = 44 // currency sold
	flowCovering    int64 = 45 // made owner of positions that were spent
	flowVoid        int64 = 46 // free positions of reversed donations
	flowRefunded    int64 = 47 // given back at the donor's wish
	flowHealed      int64 = 48 // came back of what had been uncovered: void
	flowLost        int64 = 49
	flowUnbacked    int64 = 50 // spent positions whose donation was reversed without cover
	flowReserved    int64 = 51 // set aside: up and down
	flowReversed    int64 = 52 // of donations' own lines, spent or free
	flowFilled      int64 = 53 // uncovered positions that got an owner again
	flowWorth       int64 = 54 // what sold currency stood in the books for, in đồng
	flowUndone      int64 = 55 // donations, or rows of sheets, that went back altogether: what they had been, where they began
	flowMovedOut    int64 = 56 // re-designated: left for another compartment of the fund
	flowMovedIn     int64 = 57 // re-designated: came from another compartment of the fund
	flowRepaying    int64 = 58 // late money of a slot that took the place of what a bridge had paid
	flowRepaid      int64 = 59 // came back to the bridge by that
	// A hand-over is a transfer that is under way at no time: both sides stand in one entry, on one day, and add up to the same. A roll-up takes
	// the two off each other wherever both funds are in its tree; which fund the other one is, the tallies say.
	flowHandedOver int64 = 60 // went on in another fund
	flowTakenOver  int64 = 61 // came from another fund that way
)

// numbering is the kinds of flow that number new positions: what they add up to is the next position.
const numbering = "(1, 2, 3, 4, 5, 57, 59, 61)"

var numbers = map[int64]bool{flowDonated: true, flowInterest: true, flowArrived: true, flowExchanged: true, flowMade: true, flowMovedIn: true,
	flowRepaid: true, flowTakenOver: true}

// Kinds of flow through a place.
const (
	flowIn           int64 = 70
	flowOut          int64 = 71
	flowUnidentified int64 = 72 // bank lines nobody can explain: up and down
	flowHeld         int64 = 73 // kept for other funds: up and down
)

// paidAs is the kind of flow of a payout.
func paidAs(kind fund.PayoutKind, award fund.AwardKind) int64 {
	switch kind {
	case fund.ProgrammeCost:
		return flowProgramme
	case fund.RunningCost:
		return flowRunning
	case fund.Fee:
		return flowFee
	case fund.Seizure:
		return flowSeizure
	}
	switch award {
	case fund.Scholarship:
		return flowScholarship
	case fund.Support:
		return flowSupport
	case fund.Reward:
		return flowReward
	}
	return flowAwardOther
}

// pot is a compartment or a place: something money flows through.
type pot struct {
	k      int64
	totals []*total
}

// total is what a kind of flow adds up to.
type total struct {
	pot  *pot
	kind int64
	n    int64 // the last entry that changed it
	sum
	told  sum // of that, what cells say
	run   openRun
	dirty bool
}

func (p *pot) total(kind int64) *total {
	for _, t := range p.totals {
		if t.kind == kind {
			return t
		}
	}
	t := &total{pot: p, kind: kind}
	p.totals = append(p.totals, t)
	return t
}

// flow is a change of one entry to one total.
type flow struct {
	pot           *pot
	kind          int64
	amount, count int64
	booked        int64
	followed      bool // another one of the same kind follows in this entry, booked on another day
	follows       bool // … or came before
}

// day is one cell of flow_days.
type day struct{ k, kind, booked, recorded int64 }

// month is one cell of flow_months.
type month struct{ k, kind, month int64 }

// monthOf counts months from the year 0; startOfMonth is the first day of the one that a day is in.
func monthOf(d domain.Date) int64 {
	month, _ := d.MonthDay()
	return int64(d.Year())*12 + int64(month) - 1
}

func startOfMonth(d domain.Date) domain.Date {
	_, day := d.MonthDay()
	return d - domain.Date(day-1)
}

type sum struct{ amount, count int64 }

// flow notes that an amount went through a pot; several of one kind in one entry are one.
func (f *fold) flow(p *pot, kind, amount, count, booked int64) {
	f.flowAbout(p, kind, 0, amount, count, booked)
}

// flowAbout is flow for what roll-ups tell apart: about is the other fund (its key) of a transfer or hand-over, or the giver's kind of a donation.
func (f *fold) flowAbout(p *pot, kind, about, amount, count, booked int64) {
	if p == nil || amount == 0 {
		return
	}
	f.tally(p, kind, about, amount, count, booked)
	if f.at.stands == 0 {
		f.at.stands = booked
	}
	follows := false
	for i := range f.changed {
		c := &f.changed[i]
		if c.pot == p && c.kind == kind {
			if c.booked == booked {
				c.amount += amount
				c.count += count
				return
			}
			c.followed, follows = true, true
		}
	}
	f.changed = append(f.changed, flow{p, kind, amount, count, booked, false, follows})
}

// settle writes the flows of the entry that was just folded.
func (f *fold) settle() {
	for _, c := range f.changed {
		t := c.pot.total(c.kind)
		t.amount += c.amount
		t.count += c.count
		if !t.dirty {
			t.dirty = true
			f.dirty = append(f.dirty, t)
		}
		if !c.followed {
			f.put(t, cell{f.at.n, c.booked, sum{t.amount - t.told.amount, t.count - t.told.count}})
			t.told = t.sum
		}
		t.n = f.at.n
		if c.followed || c.follows {
			f.t.flowShifts.add(f.at.n, c.amount, c.count, c.pot.k, c.booked, c.kind)
		}
		cell := day{c.pot.k, c.kind, c.booked, f.at.day}
		s := f.days[cell]
		f.days[cell] = sum{s.amount + c.amount, s.count + c.count}
	}
	f.changed = f.changed[:0]
	f.settleTallies()
	f.settleLows()
}

func (f *fold) flushFlows() {
	for _, t := range f.dirty {
		f.t.flowNow.add(t.n, t.amount, t.count, t.pot.k, t.kind)
		f.writeRun(t)
		t.dirty = false
	}
	f.dirty = f.dirty[:0]
	months := map[month]sum{}
	for d, s := range f.days {
		f.t.flowDays.add(s.amount, s.count, d.k, d.booked, d.recorded, d.kind)
		m := month{d.k, d.kind, monthOf(domain.Date(d.booked))}
		was := months[m]
		months[m] = sum{was.amount + s.amount, was.count + s.count}
	}
	for m, s := range months {
		f.t.flowMonths.add(s.amount, s.count, m.k, m.month, m.kind)
	}
	clear(f.days)
	f.flushTallies()
	f.flushMarks()
}

func (f *fold) resumeFlows() {
	pots := map[int64]*pot{}
	for _, in := range f.funds {
		for _, c := range in.compartments {
			pots[c.k] = &c.pot
		}
		for _, p := range in.places {
			pots[p.k] = p
		}
	}
	f.rows(func(r readdb.Row) error {
		t := &total{}
		var k int64
		if err := r.Scan(&t.n, &t.amount, &t.count, &k, &t.kind); err != nil {
			return err
		}
		t.told = t.sum
		t.pot = pots[k]
		t.pot.totals = append(t.pot.totals, t)
		return nil
	}, "SELECT n, total, count, k, kind FROM @flow_now")
}

// flushFree writes how the free positions of compartments changed: mostly the end of the last span.
func (f *fold) flushFree() {
	for _, c := range f.moved {
		c.moved = false
		same := 0
		for same < len(c.free) && same < len(c.savedFree) && c.free[same] == c.savedFree[same] {
			same++
		}
		if same < len(c.savedFree) {
			f.exec("DELETE FROM @free WHERE c = $1 AND from_pos >= $2", c.k, c.savedFree[same].From())
		}
		for _, s := range c.free[same:] {
			f.t.free.add(c.k, s.From(), s.To())
		}
		c.savedFree = append(c.savedFree[:same], c.free[same:]...)
	}
	f.moved = f.moved[:0]
}

// settleLows notes the lowest free position of compartments where it changed other than by money that came in.
func (f *fold) settleLows() {
	for _, c := range f.lowered {
		c.touched = false
		low := c.next
		if len(c.free) > 0 {
			low = c.free[0].From()
		}
		if low != c.low {
			c.low = low
			f.t.lows.add(f.at.n, low, c.k)
		}
	}
	f.lowered = f.lowered[:0]
}

func (f *fold) touchFree(c *compartment) {
	if !c.moved {
		c.moved = true
		f.moved = append(f.moved, c)
	}
}

func (f *fold) touchLow(c *compartment) {
	f.touchFree(c)
	if !c.touched {
		c.touched = true
		f.lowered = append(f.lowered, c)
	}
}

// compartment is a pot whose positions are followed.
type compartment struct {
	pot
	currency  int64
	next      int64 // the next position
	free      fund.Set
	savedFree []fund.Span
	low       int64 // the last low in the table
	moved     bool
	touched   bool
}

func (f *fold) resumeFree(byKey map[int64]*compartment) {
	f.rows(func(r readdb.Row) error {
		var k, from, to int64
		if err := r.Scan(&k, &from, &to); err != nil {
			return err
		}
		byKey[k].free = append(byKey[k].free, fund.Span{from, to})
		return nil
	}, "SELECT c, from_pos, to_pos FROM @free ORDER BY c, from_pos")
	f.rows(func(r readdb.Row) error {
		var k, next int64
		if err := r.Scan(&k, &next); err != nil {
			return err
		}
		if c := byKey[k]; c != nil {
			c.next = next
		}
		return nil
	}, "SELECT k, CAST(SUM(total) AS BIGINT) FROM @flow_now WHERE kind IN "+numbering+" GROUP BY k")
	f.rows(func(r readdb.Row) error {
		var k, low int64
		if err := r.Scan(&k, &low); err != nil {
			return err
		}
		byKey[k].low = low
		return nil
	}, "SELECT x.c, x.low FROM @compartments k JOIN @lows x ON x.c = k.k AND x.n = (SELECT MAX(y.n) FROM @lows y WHERE y.c = k.k)")
	for _, c := range byKey {
		c.savedFree = slices.Clone(c.free)
	}
}
