package projections

import (
	"context"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
	"sovang/projections/readdb"
)

// MonthsQuery asks what flowed through the compartments of a fund in one currency in some months: Count of them, the last being the one of Until.
type MonthsQuery struct {
	Fund     uuid.UUID
	Currency money.Currency
	Until    domain.Date
	Count    int
	AsOf     AsOf
}

// Months reports for each month, the oldest first, what was booked in it, of all compartments in that currency together: by which Balances of its last
// day differ from those of the last day before it.
func (r *Reader) Months(ctx context.Context, q MonthsQuery) (months []CompartmentBalance, err error) {
	err = r.view(ctx, q.AsOf, func(v *view) error {
		k, ok, err := v.key(q.Fund, fundName)
		if err != nil || !ok {
			return notFound(err, "fund", q.Fund)
		}
		flows, err := v.months(k, q)
		if err != nil {
			return err
		}
		for _, s := range flows {
			months = append(months, compartmentKey{currency: string(q.Currency)}.balance(s))
		}
		return nil
	})
	return months, err
}

// months is the sums of each month by kind: from the sums of whole months as of the last entry, else from the days.
func (v *view) months(in int64, q MonthsQuery) ([]sums, error) {
	found := make([]sums, q.Count)
	for i := range found {
		found[i] = sums{}
	}
	if v.n != v.latest {
		return found, v.monthsThrough(found, in, q)
	}
	last := monthOf(q.Until)
	first := last - int64(q.Count) + 1
	return found, v.rows(func(r readdb.Row) error {
		var month, kind int64
		var s sum
		err := r.Scan(&month, &kind, &s.amount, &s.count)
		if err == nil {
			found[month-first][kind] = s
		}
		return err
	}, `SELECT y.month, y.kind, CAST(SUM(y.amount) AS BIGINT), CAST(SUM(y.count) AS BIGINT) FROM @compartments c JOIN @words w ON w.k = c.currency
		JOIN @flow_now x ON x.k = c.k JOIN @flow_months y ON y.k = x.k AND y.kind = x.kind AND y.month >= $2 AND y.month <= $3
		WHERE c.fund = $1 AND w.word = $4 GROUP BY y.month, y.kind`, in, first, last, string(q.Currency))
}

// monthsThrough is months as of an earlier entry: what flowed by the end of each, less what had by the end of the one before.
func (v *view) monthsThrough(found []sums, in int64, q MonthsQuery) error {
	compartments, err := v.compartments(in)
	if err != nil {
		return err
	}
	year, month := q.Until.Year(), time.Month(monthOf(q.Until)%12+1)
	before := sums{}
	for i := -1; i < len(found); i++ {
		flows, err := v.flowsAt(in, domain.NewDate(year, month+time.Month(i+2-len(found)), 1)-1)
		if err != nil {
			return err
		}
		by := sums{}
		for _, c := range compartments {
			if c.currency == string(q.Currency) {
				for kind, s := range flows[c.k] {
					by[kind] = sum{by[kind].amount + s.amount, by[kind].count + s.count}
				}
			}
		}
		if i >= 0 {
			for kind, s := range by {
				found[i][kind] = sum{s.amount - before[kind].amount, s.count - before[kind].count}
			}
		}
		before = by
	}
	return nil
}
