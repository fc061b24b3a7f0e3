package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/levy"
	"sovang/projections/readdb"
)

// What happened to a household (levy_events.what).
const (
	householdExempt int64 = iota + 1
	householdWaived
	householdMoved
	householdPaid
	householdTakenBack
)

func (f *fold) levyEvent(k int64, event domain.Event) {
	nth := int64(0)
	row := func(what int64, day domain.Date, household string, amount int64, approver, reason string) {
		f.t.levyEvents.add(k, f.at.n, nth, what, int64(day), amount, f.word(approver), household, reason)
		nth++
	}
	switch e := event.(type) {
	case levy.Begun:
		f.t.levies.add(k, f.at.n, f.key(e.Unit), f.key(e.Fund), f.key(e.Campaign), int64(e.Year), f.word(string(e.Basis)), e.Rate, e.Compartment)
	case levy.HouseholdsListed:
		for i, r := range e.Rows {
			f.t.households.add(k, f.at.n, int64(i), f.key(r.Head), r.Heads, r.Expected, r.Code)
		}
	case levy.HouseholdsExempted:
		for _, r := range e.Rows {
			row(householdExempt, e.On, r.Household, 0, "", r.Reason)
		}
	case levy.Waived:
		row(householdWaived, e.On, e.Household, e.Amount, e.Approver, e.Reason)
	case levy.HouseholdMoved:
		row(householdMoved, e.On, e.Household, 0, "", e.Reason)
	case levy.Paid:
		for _, r := range e.Rows {
			row(householdPaid, e.On, r.Household, r.Amount, "", "")
		}
	case levy.TakenBack:
		for _, r := range e.Rows {
			row(householdTakenBack, e.On, r.Household, r.Amount, "", "")
		}
	}
}

// HouseholdInfo is one household of a levy as of a report's entry and day. Expected is what is expected of it: nothing of an exempt one, of
// one that moved away what it had given by then.
type HouseholdInfo struct {
	Household string      `json:"household"`
	Head      uuid.UUID   `json:"head,omitzero"`
	Heads     int64       `json:"heads,omitempty"`
	Listed    int64       `json:"listed"` // what the list or the rate says
	Waived    int64       `json:"waived"`
	Expected  int64       `json:"expected"`
	Paid      int64       `json:"paid"`
	Exempt    bool        `json:"exempt,omitempty"`
	Moved     domain.Date `json:"moved,omitzero"`
	Reason    string      `json:"reason,omitempty"`
}

// LevyInfo is one levy. Gave counts the households that gave anything; Full those that gave what was expected of them, or more; More is
// what was given beyond it. Open is what is still expected: an expectation, never a debt.
type LevyInfo struct {
	Levy        uuid.UUID       `json:"levy"`
	Unit        uuid.UUID       `json:"unit"`
	Fund        uuid.UUID       `json:"fund"`
	FundCode    string          `json:"fund_code"`
	Compartment string          `json:"compartment"`
	Campaign    string          `json:"campaign,omitempty"`
	Year        int64           `json:"year"`
	Basis       levy.Basis      `json:"basis"`
	Rate        int64           `json:"rate,omitempty"`
	Households  int64           `json:"households"`
	Exempt      int64           `json:"exempt"`
	Moved       int64           `json:"moved"`
	Gave        int64           `json:"gave"`
	Full        int64           `json:"full"`
	Listed      int64           `json:"listed"`
	Waived      int64           `json:"waived"`
	Expected    int64           `json:"expected"`
	Paid        int64           `json:"paid"`
	More        int64           `json:"more"`
	Open        int64           `json:"open"`
	Rows        []HouseholdInfo `json:"rows,omitempty"`
}

// LeviesQuery asks for levies.
type LeviesQuery struct {
	Unit     uuid.UUID
	Campaign string // its code
	Year     int
	AsOf     AsOf
	At       *domain.Date // only what happened by the end of this day; nil: all
	Rows     bool         // every household too: for the treasurer, never for publication
}

// LevyReport is levies.
type LevyReport struct {
	AsOf   AsOf       `json:"as_of"`
	Levies []LevyInfo `json:"levies"`
}

// Levies reports levies in the order in which they were begun.
func (r *Reader) Levies(ctx context.Context, q LeviesQuery) (LevyReport, error) {
	report := LevyReport{Levies: []LevyInfo{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		report.AsOf = v.asOf
		keys, err := v.levies(q, &report)
		for i := range report.Levies {
			l := &report.Levies[i]
			if err == nil {
				err = v.households(keys[i], l)
			}
			l.count()
			if !q.Rows {
				l.Rows = nil
			}
		}
		return err
	})
	return report, err
}

// LevyUnit is the unit whose levy that is.
func (r *Reader) LevyUnit(ctx context.Context, id uuid.UUID) (uuid.UUID, error) {
	return r.keeper(ctx, id, "@levies", domain.Errorf(domain.NotFound, "there is no levy %s", id).On("levy"))
}

func (v *view) levies(q LeviesQuery, report *LevyReport) ([]int64, error) {
	unit, named, err := v.unitAndCampaign(q.Unit, q.Campaign)
	if err != nil {
		return nil, err
	}
	var keys, funds, bases []int64
	err = v.rows(func(r readdb.Row) error {
		var l LevyInfo
		var k, fund, basis int64
		var id, unit []byte
		err := r.Scan(&k, &id, &unit, &fund, &l.Compartment, &l.Campaign, &l.Year, &basis, &l.Rate)
		l.Levy, l.Unit = scannedID(id), scannedID(unit)
		keys, funds, bases = append(keys, k), append(funds, fund), append(bases, basis)
		report.Levies = append(report.Levies, l)
		return err
	}, `SELECT l.k, x.id, u.id, l.fund, l.compartment, COALESCE(c.code, ''), l.year, l.basis, l.rate
		FROM @levies l JOIN @names x ON x.k = l.k JOIN @names u ON u.k = l.unit LEFT JOIN @campaigns c ON c.k = l.campaign
		WHERE l.n <= $1 AND ($2 = 0 OR l.unit = $2) AND ($3 = 0 OR l.campaign = $3) AND ($4 = 0 OR l.year = $4) ORDER BY l.n, l.k`, v.n, unit, named, q.Year)
	for i := range report.Levies {
		l := &report.Levies[i]
		var basis string
		if err == nil {
			l.Fund, l.FundCode, err = v.fundOf(funds[i])
		}
		if err == nil {
			err = v.wordsInto(wordInto{bases[i], &basis})
			l.Basis = levy.Basis(basis)
		}
	}
	return keys, err
}

// households reads the households of a levy in the order of its list, and what happened to each by the view's day.
func (v *view) households(k int64, l *LevyInfo) error {
	at := map[string]int{}
	var heads []int64
	if err := v.rows(func(r readdb.Row) error {
		var h HouseholdInfo
		var head int64
		err := r.Scan(&h.Household, &head, &h.Heads, &h.Listed)
		h.Expected = h.Listed
		at[h.Household] = len(l.Rows)
		l.Rows, heads = append(l.Rows, h), append(heads, head)
		return err
	}, "SELECT code, head, heads, expected FROM @households WHERE k = $1 AND n <= $2 ORDER BY n, nth", k, v.n); err != nil {
		return err
	}
	for i := range l.Rows {
		var err error
		if l.Rows[i].Head, err = v.id(heads[i]); err != nil {
			return err
		}
	}
	return v.rows(func(r readdb.Row) error {
		var what, amount int64
		var day domain.Date
		var household, reason string
		if err := r.Scan(&what, &day, &amount, &household, &reason); err != nil {
			return err
		}
		i, ok := at[household]
		if !ok {
			return domain.Errorf(domain.Internal, "the read side knows household %s of a levy, but not from its list", household)
		}
		l.Rows[i].happened(what, day, amount, reason)
		return nil
	}, "SELECT what, day, amount, household, reason FROM @levy_events WHERE k = $1 AND n <= $2 AND day <= $3 ORDER BY n, nth", k, v.n, v.lastDay())
}

func (h *HouseholdInfo) happened(what int64, day domain.Date, amount int64, reason string) {
	switch what {
	case householdExempt:
		h.Exempt, h.Reason = true, reason
	case householdWaived:
		h.Waived, h.Reason = h.Waived+amount, reason
	case householdMoved:
		h.Moved, h.Reason = day, reason
	case householdPaid:
		h.Paid += amount
	case householdTakenBack:
		h.Paid -= amount
	}
}

// count adds the households up.
func (l *LevyInfo) count() {
	for i := range l.Rows {
		h := &l.Rows[i]
		switch h.Expected = h.Listed - h.Waived; {
		case h.Exempt:
			h.Expected = 0
			l.Exempt++
		case h.Moved != 0:
			h.Expected = min(h.Expected, h.Paid)
		}
		if h.Moved != 0 {
			l.Moved++
		}
		if h.Paid > 0 {
			l.Gave++
		}
		if h.Paid >= h.Expected && !h.Exempt && h.Moved == 0 && h.Expected > 0 {
			l.Full++
		}
		l.Households++
		l.Listed, l.Waived, l.Expected, l.Paid = l.Listed+h.Listed, l.Waived+h.Waived, l.Expected+h.Expected, l.Paid+h.Paid
		l.More += max(h.Paid-h.Expected, 0)
		l.Open += max(h.Expected-h.Paid, 0)
	}
}
