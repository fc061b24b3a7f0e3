package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
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
		f.t.donationChanges.add(e.Of[:], f.at.n, donationRedated, int64(0), int64(e.Booked), int64(0), int64(0), int64(0), int64(0), int64(0),
			f.word(e.Approver), "", e.Reason)
	}
	if e.Booked == e.BookedWas {
		return
	}
	move := func(p *pot, kind, about, amount, count int64) {
		f.flowAbout(p, kind, about, -amount, -count, int64(e.BookedWas))
		f.flowAbout(p, kind, about, amount, count, int64(e.Booked))
	}
	if what == redatedDonation {
		move(in.places[e.Place], flowIn, 0, e.Amount, 1)
		count, giver := f.gifts(e.Of), giverRedated
		if _, sheet := f.found(e.Of); sheet {
			giver = giverSheet
		}
		for _, s := range e.Shares {
			move(&f.compartment(in, s.Compartment).pot, flowDonated, giver, s.Amount, count)
			count = 0
		}
		return
	}
	move(in.places[e.Place], flowOut, 0, e.Amount, 1)
	n, list := f.found(e.Of)
	count := int64(1)
	for _, s := range e.Shares {
		c, kind := f.compartment(in, s.Compartment), paidAs(s.Kind, s.Award)
		if list {
			count = f.countedIn(&c.pot, kind, n)
		}
		move(&c.pot, kind, 0, s.Amount, count)
		count = 0
	}
}

// countedIn is what an entry added to the count of a flow.
func (f *fold) countedIn(p *pot, kind, n int64) int64 {
	t := p.total(kind)
	return f.through(t, n).count - f.through(t, n-1).count
}

// Redating is one correction of a document's days: what they were, what they are, why.
type Redating struct {
	Entry     uint64      `json:"entry"`
	ID        uuid.UUID   `json:"id"`
	GivenWas  domain.Date `json:"given_was,omitzero"`
	Given     domain.Date `json:"given,omitzero"`
	BookedWas domain.Date `json:"booked_was"`
	Booked    domain.Date `json:"booked"`
	Reason    string      `json:"reason"`
	Approver  string      `json:"approver"`
}

// redatings lists the re-datings of a donation or payout, in order.
func (v *view) redatings(of uuid.UUID) ([]Redating, error) {
	var found []Redating
	var approvers []int64
	err := v.rows(func(r readdb.Row) error {
		var d Redating
		var id []byte
		var approver int64
		err := r.Scan(&d.Entry, &id, &d.GivenWas, &d.Given, &d.BookedWas, &d.Booked, &approver, &d.Reason)
		d.ID = scannedID(id)
		found, approvers = append(found, d), append(approvers, approver)
		return err
	}, `SELECT z.n, e.id, z.given_was, z.given, z.booked_was, z.booked, z.approver, z.reason FROM @redates z JOIN @entries e ON e.n = z.n
		WHERE z.id = $1 AND z.n <= $2 ORDER BY z.n`, of[:], v.n)
	for i := range found {
		if err == nil {
			err = v.wordsInto(wordInto{approvers[i], &found[i].Approver})
		}
	}
	return found, err
}
