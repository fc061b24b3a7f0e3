package projections

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// TransfersLately is what goes between some funds and others now: all that is under way, in order, and of what was accepted or refused the latest.
type TransfersLately struct {
	AsOf     AsOf       `json:"as_of"`
	UnderWay []Transfer `json:"under_way"`
	Ended    []Transfer `json:"ended"` // the last one first
	More     bool       `json:"more"`  // others ended before
}

// TransfersLately lists the transfers that some funds sent or were sent: those under way, and so many of the others.
func (r *Reader) TransfersLately(ctx context.Context, funds []uuid.UUID, most int, asOf AsOf, at *domain.Date) (t TransfersLately, err error) {
	t = TransfersLately{UnderWay: []Transfer{}, Ended: []Transfer{}}
	err = r.viewAt(ctx, asOf, at, func(v *view) error {
		t.AsOf = v.asOf
		keys := map[int64]bool{}
		for _, f := range funds {
			k, ok, err := v.key(f, fundName)
			if err != nil || !ok {
				return notFound(err, "fund", f)
			}
			keys[k] = true
		}
		all, err := v.sentAll()
		if err != nil {
			return err
		}
		var under, ended []sent
		for _, s := range all {
			switch {
			case !keys[s.fund] && !keys[s.to]:
			case s.ended == 0:
				under = append(under, s)
			default:
				ended = append(ended, s)
			}
		}
		slices.SortStableFunc(ended, func(a, b sent) int { return cmp.Compare(b.ended, a.ended) })
		if t.More = len(ended) > most; t.More {
			ended = ended[:most]
		}
		if t.UnderWay, err = v.transfersOf(under); err == nil {
			t.Ended, err = v.transfersOf(ended)
		}
		return err
	})
	return t, err
}

// sent is a transfer in brief: when it was sent, between which funds, the entry that accepted or refused it, 0: it is under way; what it was, in minor units.
type sent struct{ n, fund, to, ended, amount, currency int64 }

// ways is all transfers of a generation in brief, as of an entry. What has ended stays so.
type ways struct {
	mu  sync.Mutex
	db  string
	n   int64
	all []sent
}

// mostSent is how many transfers readers keep in brief: 5 MB.
const mostSent = 100_000

func (w *ways) get(db string, n int64) (since int64, all []sent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.db != db || w.n > n {
		return 0, nil
	}
	return w.n, w.all
}

func (w *ways) put(db string, n int64, all []sent) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(all) <= mostSent && (w.db != db || w.n < n) {
		w.db, w.n, w.all = db, n, all
	}
}

// sentAll is all transfers as the view knows them, in order. As of an entry, and on all days, only those are looked at that were under way as of an earlier one, or came since.
func (v *view) sentAll() ([]sent, error) {
	if v.at != nil {
		return v.sentWhere("")
	}
	since, known := v.r.ways.get(v.db, v.n)
	if since == v.n {
		return known, nil
	}
	all := slices.Clone(known)
	var open []int64
	at := map[int64]int{}
	for i, s := range all {
		if s.ended == 0 {
			open, at[s.n] = append(open, s.n), i
		}
	}
	for some := range slices.Chunk(open, 500) {
		now, err := v.sentWhere(" AND " + oneOf("t.n", some))
		if err != nil {
			return nil, err
		}
		for _, s := range now {
			all[at[s.n]] = s
		}
	}
	newer, err := v.sentWhere(" AND t.n > " + itoa(since))
	if err != nil {
		return nil, err
	}
	all = append(all, newer...)
	v.r.ways.put(v.db, v.n, all)
	return all, nil
}

func (v *view) sentWhere(where string) (all []sent, err error) {
	err = v.rows(func(r readdb.Row) error {
		var s sent
		err := r.Scan(&s.n, &s.fund, &s.to, &s.ended, &s.amount, &s.currency)
		all = append(all, s)
		return err
	}, `SELECT t.n, t.fund, t.to_fund, COALESCE((SELECT MAX(x.n) FROM @transfer_ends x WHERE x.id = e.id AND x.kind IN (1, 3) AND x.n <= $1 AND x.booked <= $2), 0), t.amount, t.currency
		FROM @transfers t CROSS JOIN @entries e WHERE e.n = t.n AND t.n <= $1 AND t.booked <= $2`+where+" ORDER BY t.n", v.n, v.lastDay())
	return all, err
}

// transfersOf tells those in full, as they stand there.
func (v *view) transfersOf(those []sent) ([]Transfer, error) {
	found := make([]Transfer, 0, len(those))
	place := map[uint64]int{}
	for i, s := range those {
		place[uint64(s.n)] = i
	}
	for some := range slices.Chunk(those, 500) {
		var entries []int64
		for _, s := range some {
			entries = append(entries, s.n)
		}
		in, err := v.transfersWhere("$1 = 0 AND "+oneOf("t.n", entries), 0)
		if err != nil {
			return nil, err
		}
		found = append(found, in...)
	}
	slices.SortFunc(found, func(a, b Transfer) int { return cmp.Compare(place[a.Entry], place[b.Entry]) })
	return found, nil
}
