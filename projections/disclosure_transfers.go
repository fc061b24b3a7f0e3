package projections

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// Where another unit stands, seen from the one whose disclosure it is.
const (
	levelAbove   = "above"
	levelBelow   = "below"
	levelBeside  = "beside" // under the same parent
	levelSame    = "same"   // another fund of the same unit
	levelOutside = "outside"
)

// passed is a transfer that reached its end: accepted by one fund, settled by the other, each on a day of its own books.
type passed struct {
	amount            int64
	from, to          int64 // funds
	currency          string
	accepted, settled domain.Date // 0: not yet, as the view knows it
}

// transfers divides what was received and sent by where the other unit stands; transfers between two funds of the disclosure are in neither
// sum. Where the sender's books were closed when the other accepted, the same money would stand with both for a while: it counts where it is.
func (x *discloser) transfers() error {
	all, err := x.passed()
	if err != nil {
		return err
	}
	for _, t := range all {
		_, ours := x.funds[t.from]
		_, theirs := x.funds[t.to]
		m := x.doc.of(t.currency)
		switch {
		case ours && theirs:
			m.Opening.early(t, x.from-1)
			m.Closing.early(t, x.until)
			if x.in(t.accepted) {
				m.Eliminated.add(1, t.amount)
			}
		case theirs && x.in(t.accepted):
			level, err := x.level(t.to, t.from)
			if err != nil {
				return err
			}
			m.transfer("received", level, t.amount)
		case ours && x.in(t.settled):
			level, err := x.level(t.from, t.to)
			if err != nil {
				return err
			}
			m.transfer("sent", level, t.amount)
		}
	}
	return nil
}

// early takes off the sender's money under way what the receiver has already.
func (b *DisclosedBalance) early(t passed, day domain.Date) {
	if t.accepted != 0 && t.accepted <= day && (t.settled == 0 || t.settled > day) {
		b.InTransit, b.Total = b.InTransit-t.amount, b.Total-t.amount
	}
}

func (m *DisclosedMoney) transfer(way, level string, amount int64) {
	for i := range m.Transfers {
		if t := &m.Transfers[i]; t.Way == way && t.Level == level {
			t.add(1, amount)
			return
		}
	}
	m.Transfers = append(m.Transfers, DisclosedTransfer{way, level, Counted{1, amount}})
}

// passed is every transfer from or to the funds that was accepted by the view's entry.
func (x *discloser) passed() ([]passed, error) {
	var found []passed
	var currencies []int64
	seen := map[int64]bool{}
	err := x.each(func(in int64) error {
		return x.rows(func(r readdb.Row) error {
			var n, currency int64
			var t passed
			if err := r.Scan(&n, &t.amount, &t.from, &t.to, &currency, &t.accepted, &t.settled); err != nil {
				return err
			}
			if _, ours := x.funds[t.from]; !ours {
				if _, ours = x.funds[t.to]; !ours {
					return nil
				}
			}
			if !seen[n] {
				seen[n] = true
				found, currencies = append(found, t), append(currencies, currency)
			}
			return nil
		}, `SELECT t.n, a.amount, t.fund, t.to_fund, t.currency, a.booked, COALESCE(s.booked, 0) FROM @transfers t JOIN @entries e ON e.n = t.n
			JOIN @transfer_ends a ON a.id = e.id AND a.kind = 1 AND a.n <= $2 LEFT JOIN @transfer_ends s ON s.id = e.id AND s.kind = 2 AND s.n <= $2
			WHERE ($1 = 0 OR t.fund = $1 OR t.to_fund = $1) AND t.n <= $2 ORDER BY t.n`, in, x.n)
	})
	if err == nil {
		err = x.handedOver(&found, &currencies)
	}
	for i := range found {
		if err == nil {
			err = x.wordsInto(wordInto{currencies[i], &found[i].currency})
		}
	}
	return found, err
}

// handedOver adds what went from one fund to another without being under way: by a hand-over, whose two sides stand in one entry. Only compartments to which
// something was handed over are looked at: what came to all others are transfers, and there are thousands of those.
func (x *discloser) handedOver(found *[]passed, currencies *[]int64) error {
	return x.rows(func(r readdb.Row) error {
		var n, currency int64
		var t passed
		if err := r.Scan(&n, &t.from, &t.to, &currency, &t.amount, &t.accepted); err != nil {
			return err
		}
		_, ours := x.funds[t.from]
		_, theirs := x.funds[t.to]
		if t.settled = t.accepted; (ours || theirs) && t.accepted <= x.until {
			*found, *currencies = append(*found, t), append(*currencies, currency)
		}
		return nil
	}, numbered(`SELECT l.n, s.fund, c.fund, c.currency, CAST(SUM(l.to_pos - l.from_pos) AS BIGINT), MAX(`+stands("e.booked")+`)
		FROM @compartments c JOIN @lineage l ON l.c = c.k JOIN @compartments s ON s.k = l.src_c JOIN @entries e ON e.n = l.n
		WHERE l.n <= $1 AND c.fund <> s.fund AND c.k IN (SELECT x.k FROM @flow_now x WHERE x.kind = $2)
			AND l.n NOT IN (SELECT z.n FROM @transfer_ends z WHERE z.kind = 1)
		GROUP BY l.n, s.fund, c.fund, c.currency ORDER BY l.n, s.fund, c.fund, c.currency`, 1), x.n, flowTakenOver)
}

// sight says where units stand to each other on the view's day.
type sight struct {
	units   map[uuid.UUID]unitRow
	parents map[int64]int64
}

func (v *view) sight() (*sight, error) {
	s := &sight{map[uuid.UUID]unitRow{}, map[int64]int64{}}
	tree, err := v.unitTree()
	for _, u := range tree {
		s.units[u.Unit], s.parents[u.k] = u, u.parent
	}
	return s, err
}

// under says whether a unit lies below another.
func (s *sight) under(unit, top int64) bool {
	for range len(s.parents) {
		if unit = s.parents[unit]; unit == 0 || unit == top {
			return unit == top
		}
	}
	return false
}

// level is where the unit of the other fund stands, seen from ours: the unit of the disclosure, or the fund's own.
func (x *discloser) level(ours, other int64) (string, error) {
	here := x.unit
	if here == 0 {
		id, err := x.unitOfFund(ours)
		if err != nil {
			return "", err
		}
		here = x.tree.units[id].k
	}
	id, err := x.unitOfFund(other)
	switch there := x.tree.units[id].k; {
	case err != nil:
		return "", err
	case here == there:
		return levelSame, nil
	case x.tree.under(here, there):
		return levelAbove, nil
	case x.tree.under(there, here):
		return levelBelow, nil
	case x.tree.parents[here] != 0 && x.tree.parents[here] == x.tree.parents[there]:
		return levelBeside, nil
	}
	return levelOutside, nil
}

// unitOfFund is whose a fund is on the view's day.
func (x *discloser) unitOfFund(k int64) (uuid.UUID, error) {
	if f, ok := x.funds[k]; ok {
		return f.unit, nil
	}
	if id, ok := x.others[k]; ok {
		return id, nil
	}
	id, err := x.id(k)
	if err != nil {
		return uuid.Nil, err
	}
	found, err := x.view.funds(id, uuid.Nil)
	if err == nil && len(found) > 0 {
		x.others[k] = found[0].unit
	}
	return x.others[k], err
}
