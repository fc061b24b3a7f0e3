package projections

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/projections/readdb"
)

func (f *fold) deedAdopted(in *fundRows, e fund.DeedAdopted) {
	f.t.deeds.add(in.k, f.at.n, int64(e.From), f.word(e.Approver), e.Title)
	for i, c := range e.Clauses {
		var awards []string
		for _, a := range c.Awards {
			awards = append(awards, string(a))
		}
		f.t.deedClauses.add(in.k, f.at.n, int64(i), c.Cap, f.word(string(c.Currency)), f.word(string(c.Rule)), int64(c.Opens), int64(c.Closes),
			c.No, c.Text, strings.Join(c.Recipients, " "), strings.Join(awards, " "))
	}
}

// Deed is one version of a fund's deed.
type Deed struct {
	Entry    uint64        `json:"entry"`
	ID       uuid.UUID     `json:"id"`
	Version  int           `json:"version"` // from 1, in the order of adoption
	From     domain.Date   `json:"from"`
	Title    string        `json:"title"`
	Approver string        `json:"approver"`
	Clauses  []fund.Clause `json:"clauses"`
}

// Deeds is a fund's deed through time. InForce is the version that binds on the day asked for, nil where none does.
type Deeds struct {
	AsOf     AsOf         `json:"as_of"`
	At       *domain.Date `json:"at,omitempty"`
	Fund     uuid.UUID    `json:"fund"`
	FundCode string       `json:"fund_code"`
	InForce  *Deed        `json:"in_force,omitempty"`
	Versions []Deed       `json:"versions"`
}

// DeedQuery asks for a fund's deed.
type DeedQuery struct {
	Fund uuid.UUID
	AsOf AsOf
	At   *domain.Date // the day on which clauses are to bind; nil: that of the report's entry
}

// Deed reports the clauses that bind a fund on a day, and every version of its deed.
func (r *Reader) Deed(ctx context.Context, q DeedQuery) (Deeds, error) {
	d := Deeds{At: q.At, Fund: q.Fund, Versions: []Deed{}}
	err := r.view(ctx, q.AsOf, func(v *view) error {
		d.AsOf = v.asOf
		k, ok, err := v.key(q.Fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", q.Fund)
		}
		if _, d.FundCode, err = v.fundOf(k); err != nil {
			return err
		}
		if err := v.deeds(&d, k); err != nil {
			return err
		}
		day := domain.DateOf(v.asOf.Recorded)
		if q.At != nil {
			day = *q.At
		}
		for i := range d.Versions { // a later version begins no earlier
			if d.Versions[i].From <= day {
				d.InForce = &d.Versions[i]
			}
		}
		return nil
	})
	return d, err
}

func (v *view) deeds(d *Deeds, k int64) error {
	var approvers []int64
	err := v.rows(func(r readdb.Row) error {
		x := Deed{Version: len(d.Versions) + 1, Clauses: []fund.Clause{}}
		var id []byte
		var approver int64
		err := r.Scan(&x.Entry, &id, &x.From, &approver, &x.Title)
		x.ID = scannedID(id)
		d.Versions, approvers = append(d.Versions, x), append(approvers, approver)
		return err
	}, "SELECT d.n, e.id, d.since, d.approver, d.title FROM @deeds d JOIN @entries e ON e.n = d.n WHERE d.fund = $1 AND d.n <= $2 ORDER BY d.n", k, v.n)
	for i := range d.Versions {
		if err == nil {
			err = v.wordsInto(wordInto{approvers[i], &d.Versions[i].Approver})
		}
		if err == nil {
			err = v.clauses(&d.Versions[i], k)
		}
	}
	return err
}

func (v *view) clauses(d *Deed, k int64) error {
	var keys [][2]int64
	err := v.rows(func(r readdb.Row) error {
		var c fund.Clause
		var words [2]int64
		var recipients, awards string
		err := r.Scan(&c.No, &c.Text, &words[0], &words[1], &c.Cap, &c.Opens, &c.Closes, &recipients, &awards)
		c.Recipients = strings.Fields(recipients)
		for _, a := range strings.Fields(awards) {
			c.Awards = append(c.Awards, fund.AwardKind(a))
		}
		d.Clauses, keys = append(d.Clauses, c), append(keys, words)
		return err
	}, "SELECT no, words, rule, currency, cap, opens, closes, recipients, awards FROM @deed_clauses WHERE fund = $1 AND n = $2 ORDER BY nth", k, int64(d.Entry))
	for i := range d.Clauses {
		var rule, currency string
		if err == nil {
			err = v.wordsInto(wordInto{keys[i][0], &rule}, wordInto{keys[i][1], &currency})
			d.Clauses[i].Rule, d.Clauses[i].Currency = fund.ClauseRule(rule), money.Currency(currency)
		}
	}
	return err
}
