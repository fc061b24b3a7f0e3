package projections

import (
	"context"
	"strconv"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// Already is how many awards somebody on a round's list has had elsewhere: numbers, never a record.
type Already struct {
	Code        string    `json:"code"`
	Recipient   uuid.UUID `json:"recipient"`
	Award       string    `json:"award"` // that the round would give
	Scholarship int64     `json:"scholarship"`
	Support     int64     `json:"support"`
	Reward      int64     `json:"reward"`
	Waiting     int64     `json:"waiting"` // on other lists that stand, not yet paid
}

// AlreadyQuery asks who on a round's list has had awards.
type AlreadyQuery struct {
	Round uuid.UUID
	Year  string // "2024-2025": from 1 August to 31 July; "2024": the calendar year; "": the round's school year, else the calendar year
	AsOf  AsOf
	At    *domain.Date // only what was booked by the end of this day
	All   bool         // also those who had none
}

// AlreadyAwarded reports, for the chooser, over all units: the year it speaks of and one line a row.
func (r *Reader) AlreadyAwarded(ctx context.Context, q AlreadyQuery) (asOf AsOf, year string, all []Already, err error) {
	all = []Already{}
	err = r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		asOf = v.asOf
		k, ok, err := v.key(q.Round, roundName)
		if err != nil || !ok {
			return notFound(err, "round", q.Round)
		}
		found, err := v.rounds("r.k = $1 AND r.n <= $2", k, v.n)
		if err != nil || len(found) == 0 {
			return notFound(err, "round", q.Round)
		}
		o := found[0]
		if year = q.Year; year == "" {
			if year = o.SchoolYear; year == "" {
				year = strconv.Itoa(domain.DateOf(asOf.Recorded).Year())
			}
		}
		from, to, err := yearOf(year)
		if err != nil {
			return err
		}
		if q.At != nil {
			to = min(to, *q.At)
		}
		if err := v.roundRows(&o, RoundQuery{Rows: true}); err != nil {
			return err
		}
		lists := map[int64]*listRowsFate{}
		for _, row := range o.Rows {
			a := Already{Code: row.Code, Recipient: row.Recipient, Award: row.Award}
			if err := v.already(&a, k, from, to, lists); err != nil {
				return err
			}
			if q.All || a.Scholarship+a.Support+a.Reward+a.Waiting > 0 {
				all = append(all, a)
			}
		}
		return nil
	})
	return asOf, year, all, err
}

// yearOf is the first and the last day of a year.
func yearOf(text string) (from, to domain.Date, err error) {
	if year, err := domain.SchoolYear(text); err == nil {
		return domain.NewDate(year, time.August, 1), domain.NewDate(year+1, time.July, 31), nil
	}
	if year, err := strconv.Atoi(text); err == nil && year >= 1900 && year <= 9998 && text == strconv.Itoa(year) {
		return domain.NewDate(year, time.January, 1), domain.NewDate(year, time.December, 31), nil
	}
	return 0, 0, domain.Errorf(domain.Invalid, "%q is no year; write 2024-2025 (1 August to 31 July) or 2024", text).On("year")
}

// already counts what a person has had outside one round: rows of lists and single payouts that did not come back whole. lists keeps what was
// loaded for the ones before.
func (v *view) already(a *Already, round int64, from, to domain.Date, lists map[int64]*listRowsFate) error {
	k, ok, err := v.key(a.Recipient, personName)
	if err != nil || !ok {
		return err
	}
	had := func(award string) {
		switch fund.AwardKind(award) {
		case fund.Scholarship:
			a.Scholarship++
		case fund.Support:
			a.Support++
		case fund.Reward:
			a.Reward++
		}
	}
	var on []int64
	if err := v.rows(func(r readdb.Row) error {
		var list int64
		err := r.Scan(&list)
		on = append(on, list)
		return err
	}, `SELECT x.k FROM @list_rows x WHERE x.recipient = $1 AND x.n <= $2 UNION SELECT y.k FROM @list_substitutions y WHERE y.recipient = $1 AND y.n <= $2
		ORDER BY 1`, k, v.n); err != nil {
		return err
	}
	for _, list := range on {
		if err := v.alreadyOn(list, k, round, lists, func(one awarded) error { return v.hadOne(one, from, to, had, &a.Waiting) }); err != nil {
			return err
		}
	}
	singles, err := v.payoutsWhere("p.recipient = $1 AND p.list = 0 AND p.n <= $2", k, v.n)
	for _, p := range singles {
		if p.payout.Booked >= from && p.payout.Booked <= to && p.payout.Returned < p.amount {
			had(string(p.payout.Award))
		}
	}
	return err
}

// alreadyOn goes through a person's rows on a list of another round, or of none.
func (v *view) alreadyOn(list, person, round int64, known map[int64]*listRowsFate, each func(awarded) error) error {
	l := known[list]
	if l == nil {
		found, err := v.fates("l.k = $1 AND l.n <= $2", list, v.n)
		if err != nil || len(found) == 0 {
			return err
		}
		l, known[list] = found[0], found[0]
	}
	if l.round == round {
		return nil
	}
	return v.awardedTo(l, person, func(one awarded) error {
		if one.recipient != person {
			return nil
		}
		return each(one)
	})
}

func (v *view) hadOne(one awarded, from, to domain.Date, had func(string), waiting *int64) error {
	switch one.state {
	case RowPaid, RowProved:
		var booked domain.Date
		if _, err := v.row(numbered("SELECT "+stands("e.booked")+" FROM @entries e WHERE e.n = $1", 2), []any{one.paid, v.n}, &booked); err != nil {
			return err
		}
		award, err := v.word(one.award)
		if err == nil && booked >= from && booked <= to {
			had(award)
		}
		return err
	case RowNominated, RowFrozen, RowApproved, RowAnnounced, RowAbsent:
		*waiting++
	}
	return nil
}
