package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// redesignated makes positions of one compartment those of another, one for one, with the same owners.
func (f *fold) redesignated(in *fundRows, e fund.Redesignated) {
	from, into, booked := f.compartment(in, e.Compartment), f.compartment(in, e.Into), int64(e.Booked)
	f.consume(&taking{f.at.n, useMoved, 0}, from, e.Spans)
	f.segment(into, e.From, e.Amount, f.at.n, segmentMoved)
	f.flow(&from.pot, flowMovedOut, e.Amount, 1, booked)
	f.flow(&into.pot, flowMovedIn, e.Amount, 1, booked)
	paired(e.Spans, []fund.Span{{e.From, e.From + e.Amount}}, func(s, to fund.Span) {
		f.t.lineage.add(to.From(), to.To(), s.From(), s.To(), f.at.n, int64(0), int64(0), int64(0), int64(0), into.k, from.k)
	})
	f.t.redesignations.add(f.at.n, f.at.nth, e.Amount, in.k, from.k, into.k, booked, f.word(string(e.Basis)), f.word(e.Approver), idOrNil(e.Donation),
		e.Clause, e.Reason)
	if d := e.Donation; d != uuid.Nil && f.at.moved != d { // one mark is enough for all that an entry moves of it
		f.at.moved = d
		f.t.donationChanges.add(d[:], f.at.n, donationRedesignated, e.Amount, booked, int64(0), int64(0), int64(0), int64(0), f.word(string(e.Basis)),
			f.word(e.Approver), "", e.Reason)
	}
}

// bridgeRepaid gives what a bridge had paid for a slot to the owners of late money; whose it was own as much in the bridge anew.
func (f *fold) bridgeRepaid(in *fundRows, e fund.BridgeRepaid) {
	by, over, booked := f.compartment(in, e.By.Compartment), f.compartment(in, e.Over.Compartment), int64(e.Booked)
	f.consume(&taking{f.at.n, useRepay, 0}, by, e.By.Spans)
	f.flow(&by.pot, flowRepaying, e.Amount, 1, booked)
	f.written(f.t.covers)
	next := e.From
	for _, s := range e.Over.Spans {
		f.relieve(over, s, next)
		next += s.Len()
	}
	if next != e.From+e.Amount {
		f.fail(domain.Errorf(domain.Internal, "late money of %d takes the place of %d", e.Amount, next-e.From))
	}
	f.segment(over, e.From, e.Amount, f.at.n, segmentRelief)
	f.flow(&over.pot, flowRepaid, e.Amount, 1, booked)
	for _, s := range e.Over.Spans {
		f.endCovers(over, s)
	}
	paired(e.By.Spans, e.Over.Spans, func(b, o fund.Span) {
		f.t.covers.add(o.From(), o.To(), b.From(), f.at.n, over.k, by.k)
	})
	f.t.repayments.add(f.at.n, f.at.nth, e.Amount, in.k, f.key(e.Slot), by.k, over.k, booked)
}

// relieve notes whose the positions from next on are: of whoever owned s until now. That is settled here, once, so that no reader has
// to ask who stood in for whom at that moment.
func (f *fold) relieve(c *compartment, s fund.Span, next int64) {
	own := func(to int64) {
		if at := s.From(); at < to {
			f.t.reliefs.add(next, next+to-at, at, f.at.n, c.k, c.k, int64(1))
			next += to - at
			s[0] = to
		}
	}
	for _, o := range f.within("covers", "by_pos", "by_c", c, s) {
		in, _ := s.Intersect(fund.Span{o.from, o.to})
		own(in.From())
		by := o.x + in.From() - o.from
		if o.kind == 0 { // nobody stood behind them
			by = 0
		}
		f.t.reliefs.add(next, next+in.Len(), by, f.at.n, c.k, o.kind, int64(0))
		next += in.Len()
		s[0] = in.To()
	}
	own(s.To())
}

// Redesignation is đồng that changed their compartment inside a fund and kept their owners.
type Redesignation struct {
	Entry       uint64      `json:"entry"`
	ID          uuid.UUID   `json:"id"`
	Compartment string      `json:"compartment"`
	Into        string      `json:"into"`
	Amount      int64       `json:"amount"`
	Donation    uuid.UUID   `json:"donation,omitzero"` // where only this donation's đồng moved
	Basis       fund.Basis  `json:"basis"`
	Clause      string      `json:"clause,omitempty"`
	Booked      domain.Date `json:"booked"`
	Reason      string      `json:"reason"`
	Approver    string      `json:"approver,omitempty"`

	c, into int64
}

// redesignated is what an entry moved of a donation.
func (v *view) redesignated(n int64, donation uuid.UUID) ([]Redesignation, error) {
	return v.redesignations("x.n = $1 AND x.donation = $2 ORDER BY x.nth", n, donation[:])
}

func (v *view) redesignations(where string, args ...any) ([]Redesignation, error) {
	var found []Redesignation
	var keys [][4]int64
	err := v.rows(func(r readdb.Row) error {
		var m Redesignation
		var k [4]int64
		var id, donation []byte
		if err := r.Scan(&m.Entry, &id, &m.Amount, &k[0], &k[1], &m.Booked, &k[2], &k[3], &donation, &m.Clause, &m.Reason); err != nil {
			return err
		}
		if m.ID = uuid.UUID(id); len(donation) > 0 {
			m.Donation = uuid.UUID(donation)
		}
		m.c, m.into = k[0], k[1]
		found, keys = append(found, m), append(keys, k)
		return nil
	}, `SELECT x.n, e.id, x.amount, x.c, x.into_c, x.booked, x.basis, x.approver, x.donation, x.clause, x.reason
		FROM @redesignations x JOIN @entries e ON e.n = x.n WHERE `+where, args...)
	for i := range found {
		m, k := &found[i], keys[i]
		var basis string
		if err == nil {
			m.Compartment, err = v.compartmentCode(k[0])
		}
		if err == nil {
			m.Into, err = v.compartmentCode(k[1])
		}
		if err == nil {
			err = v.wordsInto(wordInto{k[2], &basis}, wordInto{k[3], &m.Approver})
			m.Basis = fund.Basis(basis)
		}
	}
	return found, err
}
