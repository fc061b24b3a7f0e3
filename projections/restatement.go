package projections

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// RestatedKind is how something that was entered after a close changes what had been closed.
type RestatedKind string

// The kinds.
const (
	RestatedLate          RestatedKind = "late"             // a gift of the period, booked in a later one
	RestatedAdded         RestatedKind = "added"            // booked in the period after all, when it had been reopened
	RestatedReversal      RestatedKind = "reversal"         // of a donation booked in the period
	RestatedRefund        RestatedKind = "refund"           // of a donation booked in the period
	RestatedReturn        RestatedKind = "return"           // of a payout booked in the period
	RestatedRefusal       RestatedKind = "transfer-refused" // of a transfer sent in the period
	RestatedRedating      RestatedKind = "redated"          // out of the period, into it, or inside it
	RestatedRedesignation RestatedKind = "redesignated"     // of đồng that came in the period
	RestatedRepayment     RestatedKind = "bridge-repaid"    // late money took the place of what a bridge had paid in the period
	RestatedVoid          RestatedKind = "receipt-voided"   // a number of the period
	RestatedReopening     RestatedKind = "reopened"         // the close itself was undone
)

// Stand is how a thing stood before a change, or stands after it: only what the change is about is set.
type Stand struct {
	Amount      int64       `json:"amount"`
	Given       domain.Date `json:"given,omitzero"`
	Booked      domain.Date `json:"booked,omitzero"`
	Compartment string      `json:"compartment,omitempty"`
	Receipt     Number      `json:"receipt,omitzero"`
	Closed      domain.Date `json:"closed,omitzero"`
}

// Restated is one change: was, is, why.
type Restated struct {
	Kind     RestatedKind `json:"kind"`
	Entry    uint64       `json:"entry"`
	ID       uuid.UUID    `json:"id"`
	Recorded time.Time    `json:"recorded"`
	Actor    string       `json:"actor"`
	Booked   domain.Date  `json:"booked,omitzero"` // the day on which the change itself is booked
	Of       uuid.UUID    `json:"of,omitzero"`     // the donation, payout or transfer that is changed
	OfEntry  uint64       `json:"of_entry,omitempty"`
	Currency string       `json:"currency,omitempty"`
	Amount   int64        `json:"amount"` // how much is changed
	Was      Stand        `json:"was"`
	Is       Stand        `json:"is"`
	Reason   string       `json:"reason,omitempty"`
	Approver string       `json:"approver,omitempty"`
}

// RestatedSum adds up the changes of one kind.
type RestatedSum struct {
	Kind     RestatedKind `json:"kind"`
	Currency string       `json:"currency,omitempty"`
	Count    int64        `json:"count"`
	Amount   int64        `json:"amount"`
}

// Restatement is what was entered after a close and changed what had been closed.
type Restatement struct {
	AsOf     AsOf          `json:"as_of"`
	At       *domain.Date  `json:"at,omitempty"`
	Fund     uuid.UUID     `json:"fund"`
	FundCode string        `json:"fund_code"`
	From     domain.Date   `json:"from,omitzero"` // the first day of the period; 0: from the beginning
	Until    domain.Date   `json:"until"`
	Close    uint64        `json:"close"` // the entry that closed it
	ClosedOn time.Time     `json:"closed_on"`
	Changes  []Restated    `json:"changes"`
	Sums     []RestatedSum `json:"sums"`
}

// RestatementQuery names a period by a day in it, or by the entry that closed it; without either it is the one that was closed last. Where it was closed more than once the first close
// counts, so that what changed it since is there.
type RestatementQuery struct {
	Fund  uuid.UUID
	Day   domain.Date
	Close uint64
	AsOf  AsOf
	At    *domain.Date // only changes that are booked by the end of this day; nil: all
}

// Restatement reports what changed a closed period afterwards.
func (r *Reader) Restatement(ctx context.Context, q RestatementQuery) (Restatement, error) {
	s := Restatement{At: q.At, Fund: q.Fund, Changes: []Restated{}, Sums: []RestatedSum{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		s.AsOf = v.asOf
		k, ok, err := v.key(q.Fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", q.Fund)
		}
		if _, s.FundCode, err = v.fundOf(k); err != nil {
			return err
		}
		if err := v.period(&s, k, q); err != nil {
			return err
		}
		x := restater{newTracer(v, 0), &s, k, int64(s.Close), s.From, s.Until}
		for _, find := range []func() error{x.late, x.cleared, x.donations, x.returns, x.refusals, x.redated, x.redesignated, x.repaid, x.voided, x.reopened, x.added} {
			if err := find(); err != nil {
				return err
			}
		}
		return x.told()
	})
	return s, err
}

// period finds the close that is asked about, and where its period began: after the close that stood before it.
func (v *view) period(s *Restatement, k int64, q RestatementQuery) error {
	var standing []domain.Date
	found := false
	err := v.rows(func(r readdb.Row) error {
		var n int64
		var until, was domain.Date
		if err := r.Scan(&n, &until, &was); err != nil {
			return err
		}
		if was != 0 {
			standing = standing[:max(len(standing)-1, 0)]
			return nil
		}
		from := domain.Date(0)
		if len(standing) > 0 {
			from = standing[len(standing)-1] + 1
		}
		standing = append(standing, until)
		switch last := q.Close == 0 && q.Day == 0; {
		case last, !found && uint64(n) == q.Close, !found && q.Close == 0 && from <= q.Day && q.Day <= until:
			s.From, s.Until, s.Close, found = from, until, uint64(n), true
		}
		return nil
	}, "SELECT n, until_day, was FROM @periods WHERE fund = $1 AND n <= $2 ORDER BY n", k, v.n)
	switch {
	case err != nil:
		return err
	case found:
		at, err := v.recorded(int64(s.Close))
		s.ClosedOn = time.UnixMicro(at).UTC()
		return err
	case q.Close == 0 && q.Day == 0:
		return domain.Errorf(domain.NotFound, "this fund has closed no period").On("period")
	case q.Close != 0:
		return domain.Errorf(domain.NotFound, "entry %d closed no period of this fund", q.Close).On("close")
	}
	return domain.Errorf(domain.NotFound, "%s lies in no period that this fund has closed", q.Day).On("period")
}

// restater gathers the changes of one period.
type restater struct {
	*tracer
	into        *Restatement
	k, closed   int64
	from, until domain.Date
}

func (x *restater) within(day domain.Date) bool { return day != 0 && x.from <= day && day <= x.until }

// note keeps a change whose own booking day the view has come to.
func (x *restater) note(c Restated) {
	if x.by(c.Booked) {
		x.into.Changes = append(x.into.Changes, c)
	}
}

// told names what the changes speak of, puts them in order and adds them up.
func (x *restater) told() error {
	all := x.into.Changes
	slices.SortStableFunc(all, func(a, b Restated) int { return cmp.Compare(a.Entry, b.Entry) })
	for i := range all {
		c := &all[i]
		found, err := x.entries("e.n = $1", int64(c.Entry))
		if err != nil {
			return err
		}
		if c.ID, c.Recorded, c.Actor = found[0].ID, found[0].Recorded, found[0].Actor; c.OfEntry != 0 && c.Of == uuid.Nil {
			if c.Of, err = x.idOf(int64(c.OfEntry)); err != nil {
				return err
			}
		}
		at := slices.IndexFunc(x.into.Sums, func(s RestatedSum) bool { return s.Kind == c.Kind && s.Currency == c.Currency })
		if at < 0 {
			at = len(x.into.Sums)
			x.into.Sums = append(x.into.Sums, RestatedSum{Kind: c.Kind, Currency: c.Currency})
		}
		x.into.Sums[at].Count++
		x.into.Sums[at].Amount += c.Amount
	}
	slices.SortFunc(x.into.Sums, func(a, b RestatedSum) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Currency, b.Currency))
	})
	return nil
}

// changes reads rows into changes, with the words that their keys stand for.
func (x *restater) changes(scan func(readdb.Row) (c Restated, currency, approver int64, err error), query string, args ...any) ([]Restated, error) {
	var found []Restated
	var keys [][2]int64
	err := x.rows(func(r readdb.Row) error {
		c, currency, approver, err := scan(r)
		found, keys = append(found, c), append(keys, [2]int64{currency, approver})
		return err
	}, query, args...)
	for i := range found {
		if err == nil {
			err = x.wordsInto(wordInto{keys[i][0], &found[i].Currency}, wordInto{keys[i][1], &found[i].Approver})
		}
	}
	return found, err
}

// late: gifts of the period that were booked after it.
func (x *restater) late() error {
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, _ int64, err error) {
		err = r.Scan(&c.Entry, &c.Amount, &currency, &c.Is.Given, &c.Is.Booked, &c.Reason)
		return c, currency, 0, err
	}, `SELECT d.n, d.amount, d.currency, d.given, d.booked, d.reference FROM @donations d
		WHERE d.n > $1 AND d.n <= $2 AND d.fund = $3 AND d.awaiting = 0 ORDER BY d.n`, x.closed, x.n, x.k)
	for _, c := range found {
		if x.within(c.Is.Given) && !x.within(c.Is.Booked) {
			c.Kind, c.Booked, c.OfEntry, c.Is.Amount = RestatedLate, c.Is.Booked, c.Entry, c.Amount
			x.note(c)
		}
	}
	return err
}

// cleared: gifts of the period that had to wait, and were booked after it.
func (x *restater) cleared() error {
	found, err := x.changes(func(r readdb.Row) (c Restated, currency, _ int64, err error) {
		err = r.Scan(&c.Entry, &c.OfEntry, &c.Amount, &currency, &c.Is.Given, &c.Is.Booked)
		return c, currency, 0, err
	}, `SELECT x.n, d.n, d.amount, d.currency, d.given, x.booked FROM @donation_changes x JOIN @entries e ON e.id = x.id JOIN @donations d ON d.n = e.n
		WHERE x.n > $1 AND x.n <= $2 AND x.kind = 1 AND d.fund = $3 ORDER BY x.n`, x.closed, x.n, x.k)
	for _, c := range found {
		if x.within(c.Is.Given) && !x.within(c.Is.Booked) {
			c.Kind, c.Booked, c.Is.Amount = RestatedLate, c.Is.Booked, c.Amount
			x.note(c)
		}
	}
	return err
}

// added: whatever else came into the fund's places, left them or went between them on a day of the period, entered after the close.
func (x *restater) added() error {
	places, err := x.places(x.k)
	if err != nil {
		return err
	}
	money := map[int64]string{}
	for _, p := range places {
		money[p.k] = p.currency
	}
	var entries []int64
	amounts, days, currencies := map[int64]int64{}, map[int64]domain.Date{}, map[int64]string{}
	err = x.flowsBetween("@places p JOIN @flows f ON f.k = p.k WHERE p.fund = $1 AND f.kind IN (70, 71)", x.k, x.closed, x.n, func(k, _ int64, c cell) {
		if booked := domain.Date(c.booked); x.within(booked) && c.amount != 0 {
			if _, ok := amounts[c.n]; !ok {
				entries = append(entries, c.n)
			}
			amounts[c.n], days[c.n], currencies[c.n] = max(amounts[c.n], c.amount), booked, money[k]
		}
	})
	for _, n := range entries {
		c := Restated{Kind: RestatedAdded, Entry: uint64(n), OfEntry: uint64(n), Amount: amounts[n], Booked: days[n], Is: Stand{Amount: amounts[n], Booked: days[n]},
			Currency: currencies[n]}
		if !slices.ContainsFunc(x.into.Changes, func(known Restated) bool { return known.Entry == c.Entry }) {
			x.note(c)
		}
	}
	return err
}
