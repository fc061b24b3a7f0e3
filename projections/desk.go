package projections

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/projections/readdb"
)

// WaitsIn is how much of something waits in a fund, in one currency. Amount is minor units.
type WaitsIn struct {
	Fund     uuid.UUID
	Currency string
	Count    int64
	Amount   int64
}

// UnderWay counts the transfers that were sent to some funds and neither accepted nor refused as of an entry, those sent first first.
func (r *Reader) UnderWay(ctx context.Context, funds []uuid.UUID, asOf AsOf) (found []WaitsIn, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		keys, err := v.fundKeys(funds)
		if err != nil {
			return err
		}
		all, err := v.sentAll()
		at := map[[2]int64]int{}
		for _, s := range all {
			of, asked := keys[s.to]
			if err != nil || !asked || s.ended != 0 {
				continue
			}
			i, ok := at[[2]int64{s.to, s.currency}]
			if !ok {
				i, at[[2]int64{s.to, s.currency}] = len(found), len(found)
				found = append(found, WaitsIn{Fund: of})
				err = v.wordsInto(wordInto{s.currency, &found[i].Currency})
			}
			found[i].Count, found[i].Amount = found[i].Count+1, found[i].Amount+s.amount
		}
		return err
	})
	return found, err
}

// Unexplained counts the bank lines of some funds that nobody can explain as of an entry, and what is left of them, the oldest first.
func (r *Reader) Unexplained(ctx context.Context, funds []uuid.UUID, asOf AsOf) (found []WaitsIn, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		keys, err := v.fundKeys(funds)
		if err != nil {
			return err
		}
		var currencies []int64
		err = v.rows(func(row readdb.Row) error {
			var k, currency int64
			var w WaitsIn
			err := row.Scan(&k, &currency, &w.Count, &w.Amount)
			w.Fund = keys[k]
			found, currencies = append(found, w), append(currencies, currency)
			return err
		}, `SELECT p.fund, p.currency, COUNT(*), CAST(SUM(l.rest) AS BIGINT) FROM (
				SELECT MIN(x.n) AS n, MAX(CASE x.kind WHEN 1 THEN x.place ELSE 0 END) AS place, SUM(CASE x.kind WHEN 1 THEN x.amount ELSE -x.amount END) AS rest
				FROM @unidentified x WHERE x.n <= $1 GROUP BY x.id HAVING SUM(CASE x.kind WHEN 1 THEN x.amount ELSE -x.amount END) > 0) l
			CROSS JOIN @places p WHERE p.k = l.place AND `+oneOf("p.fund", slices.Sorted(maps.Keys(keys)))+` GROUP BY p.fund, p.currency ORDER BY MIN(l.n)`, v.n)
		for i := range found {
			if err == nil {
				err = v.wordsInto(wordInto{currencies[i], &found[i].Currency})
			}
		}
		return err
	})
	return found, err
}

// fundKeys are the keys of funds, with their ids.
func (v *view) fundKeys(funds []uuid.UUID) (map[int64]uuid.UUID, error) {
	keys := map[int64]uuid.UUID{}
	for _, id := range funds {
		k, ok, err := v.key(id, fundName)
		if err != nil || !ok {
			return nil, notFound(err, "fund", id)
		}
		keys[k] = id
	}
	return keys, nil
}

// WalkPledges is Pledges for whoever counts them: look sees each, keeps none, changes none, and asks the reader nothing.
func (r *Reader) WalkPledges(ctx context.Context, q PledgesQuery, look func(*PledgeInfo)) error {
	return r.view(ctx, q.AsOf, func(v *view) error {
		all, err := v.pledgesOn(q)
		for i := range all {
			look(&all[i])
		}
		return err
	})
}

// StandingPaper is a numbered paper with no more than what it is worth.
type StandingPaper struct {
	No       int64
	Currency string
	Amount   int64
	Void     bool
}

// StandingPapers gives the papers of a series of a fund from one number to another as of an entry.
func (r *Reader) StandingPapers(ctx context.Context, of uuid.UUID, series string, from, to int64, asOf AsOf) (found []StandingPaper, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		k, ok, err := v.key(of, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", of)
		}
		word, ok, err := v.wordOf(series)
		if err != nil || !ok {
			return err
		}
		var currencies []int64
		err = v.rows(func(row readdb.Row) error {
			var p StandingPaper
			var currency, void int64
			err := row.Scan(&p.No, &currency, &p.Amount, &void)
			p.Void = void > 0
			found, currencies = append(found, p), append(currencies, currency)
			return err
		}, "SELECT r.no, r.currency, r.amount, COALESCE((SELECT x.n FROM @receipt_voids x WHERE x.fund = r.fund AND x.series = r.series AND x.no = r.no AND x.n <= $5), 0) FROM "+
			papersOf(word)+" r WHERE r.n <= $5 ORDER BY r.no", k, word, from, to, v.n)
		for i := range found {
			if err == nil {
				err = v.wordsInto(wordInto{currencies[i], &found[i].Currency})
			}
		}
		return err
	})
	return found, err
}
