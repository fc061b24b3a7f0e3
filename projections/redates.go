package projections

import (
	"database/sql"

	"sovang/domain/fund"
)

// What was given another date (redates.what).
const (
	redatedDonation int64 = 1
	redatedPayout   int64 = 2
)

// redated moves the flows of a document from one day to another.
func (f *fold) redated(in *fundRows, e fund.Redated) {
	what := redatedDonation
	if e.What == fund.PayoutDocument {
		what = redatedPayout
	}
	f.at.stands = f.at.day
	f.t.redates.add(e.Of[:], f.at.n, e.Amount, in.k, f.word(string(e.Currency)), int64(e.GivenWas), int64(e.Given), int64(e.BookedWas),
		int64(e.Booked), f.word(e.Approver), what, e.Reason)
	if what == redatedDonation {
		f.t.donationChanges.add(e.Of[:], f.at.n, donationRedated, int64(0), int64(e.Booked), int64(0), int64(0), int64(0), int64(0),
			f.word(e.Approver), "", e.Reason)
	}
	if e.Booked == e.BookedWas {
		return
	}
	move := func(p *pot, kind, amount, count int64) {
		f.flow(p, kind, -amount, -count, int64(e.BookedWas))
		f.flow(p, kind, amount, count, int64(e.Booked))
	}
	if what == redatedDonation {
		move(in.places[e.Place], flowIn, e.Amount, 1)
		count := f.gifts(e.Of)
		for _, s := range e.Shares {
			move(&f.compartment(in, s.Compartment).pot, flowDonated, s.Amount, count)
			count = 0
		}
		return
	}
	move(in.places[e.Place], flowOut, e.Amount, 1)
	n, list := f.found(e.Of)
	count := int64(1)
	for _, s := range e.Shares {
		c, kind := f.compartment(in, s.Compartment), paidAs(s.Kind, s.Award)
		if list {
			count = f.countedIn(c.k, kind, n)
		}
		move(&c.pot, kind, s.Amount, count)
		count = 0
	}
}

// countedIn is what an entry added to the count of a flow.
func (f *fold) countedIn(k, kind, n int64) int64 {
	f.written(f.t.flows)
	var counts []int64
	f.rows(func(r *sql.Rows) error {
		var count int64
		err := r.Scan(&count)
		counts = append(counts, count)
		return err
	}, "SELECT count FROM @flows WHERE k = $1 AND kind = $2 AND n <= $3 ORDER BY n DESC LIMIT 2", k, kind, n)
	switch len(counts) {
	case 0:
		return 0
	case 1:
		return counts[0]
	}
	return counts[0] - counts[1]
}
