package projections

import (
	"context"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/domain/unit"
)

// RollupQuery asks what a unit and all units below it had, got, spent and passed on.
type RollupQuery struct {
	Unit  uuid.UUID    // nil: every unit of the book
	Since *domain.Date // the first day of the movements; nil: from the beginning
	At    *domain.Date // the last day, and the day of the tree; nil: all, and the tree as it is known last
	AsOf  AsOf
	Depth int // units that lie deeper below the top are counted in the one at this depth; 0: each has a row
}

// Rollup is the sums over a tree of units. Rows are a unit's own figures, so that they add up to the totals: money that moved between two funds
// of the tree stands in a row as sent and received inside, and in a total once, as eliminated.
type Rollup struct {
	AsOf   AsOf            `json:"as_of"`
	Since  *domain.Date    `json:"since,omitempty"`
	At     *domain.Date    `json:"at,omitempty"`
	Unit   uuid.UUID       `json:"unit,omitzero"`
	Units  int             `json:"units"` // of the tree, those without money included
	Rows   []RollupRow     `json:"rows"`
	Totals []RollupFigures `json:"totals"` // one a currency
}

// RollupRow is one unit of the tree, parents before children, siblings in the order of their codes.
type RollupRow struct {
	Unit    uuid.UUID       `json:"unit"`
	Code    string          `json:"code"`
	Name    string          `json:"name"`
	Kind    unit.Kind       `json:"kind"`
	Level   int             `json:"level"`           // 0: the top
	Below   int             `json:"below,omitempty"` // how many units below it are counted in this row
	Ended   bool            `json:"ended,omitempty"` // it was a unit no more on that day; it stands below its successor
	Figures []RollupFigures `json:"figures"`         // one a currency in which something moved or is held
}

// RollupFigures are the sums of one currency, in minor units. It holds that
//
//	Closing = Opening + Income() − Use() + Received + ReceivedInside − Sent − SentInside
//
// Money on its way is the sender's until it is accepted: InTransit is part of Closing.
type RollupFigures struct {
	Currency string `json:"currency"`
	Opening  int64  `json:"opening"`

	Donations []GiverSum `json:"donations"`
	Reversed  int64      `json:"reversed"` // donations that were taken back: by mistake, bounced, unlawful
	Undone    int64      `json:"undone"`   // how many gifts went back altogether, refunds included; they stand in the counts of donations
	Interest  int64      `json:"interest"`
	Exchanged int64      `json:"exchanged"` // đồng that sold currency brought

	Paid      []Paid `json:"paid"`
	Shortfall int64  `json:"shortfall"` // lost under way: the sender's fee
	Refunded  int64  `json:"refunded"`
	Lost      int64  `json:"lost"`
	Sold      int64  `json:"sold"` // currency that was sold

	Received       int64 `json:"received"` // accepted from funds outside the tree
	Sent           int64 `json:"sent"`     // accepted by funds outside the tree
	ReceivedInside int64 `json:"received_inside"`
	SentInside     int64 `json:"sent_inside"` // in a total as much as was received inside: what is eliminated

	Closing      int64 `json:"closing"`
	InTransit    int64 `json:"in_transit"`   // of the closing: on its way and not yet accepted
	Unidentified int64 `json:"unidentified"` // beside the closing: bank lines nobody can explain
	Held         int64 `json:"held"`         // beside the closing: kept for other funds
}

// GiverSum is what one kind of givers gave.
type GiverSum struct {
	Kind   person.Kind `json:"kind"` // "": anonymous; GiverSheet
	Amount int64       `json:"amount"`
	Count  int64       `json:"count"` // gifts, rows of sheets one by one
}

// GiverSheet stands for the many whose gifts were counted together: the rows of collection sheets of boxes and levies.
const GiverSheet person.Kind = "sheet"

// Income is what came from outside the funds: donations less what was taken back, interest, what sold currency brought.
func (f *RollupFigures) Income() int64 { return f.Donated() - f.Reversed + f.Interest + f.Exchanged }

// Donated is the donations of all kinds of givers.
func (f *RollupFigures) Donated() (sum int64) {
	for _, g := range f.Donations {
		sum += g.Amount
	}
	return sum
}

// Use is what went out of the funds for good, other than to funds.
func (f *RollupFigures) Use() int64 {
	use := f.Shortfall + f.Refunded + f.Lost + f.Sold
	for _, p := range f.Paid {
		use += p.Amount - p.Returned
	}
	return use
}

// Eliminated is what moved inside the tree and is counted on neither side of a total.
func (f *RollupFigures) Eliminated() int64 { return min(f.SentInside, f.ReceivedInside) }

// Rollup adds up the funds of a tree of units. A fund counts where it belongs on the day, a unit that has ended
// with its successor; one with several successors lies where it lay, and each fund of its with the successor that took it over.
func (r *Reader) Rollup(ctx context.Context, q RollupQuery) (result Rollup, err error) {
	err = r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		result, err = v.rolledUp(q)
		return err
	})
	return result, err
}

// rolledUp is Rollup for a view of the same day.
func (v *view) rolledUp(q RollupQuery) (Rollup, error) {
	result := Rollup{AsOf: v.asOf, Since: q.Since, At: q.At, Unit: q.Unit, Rows: []RollupRow{}, Totals: []RollupFigures{}}
	if q.Since != nil && q.At != nil && *q.Since > *q.At+1 {
		return result, domain.Errorf(domain.Invalid, "the period ends on %s, before it begins on %s", *q.At, *q.Since).On("since")
	}
	if q.Depth < 0 {
		return result, domain.Errorf(domain.Invalid, "a depth is counted from 1").On("depth")
	}
	t, err := v.tree(q.Unit)
	if err != nil {
		return result, err
	}
	result.Units = len(t.order)
	sums, err := v.rollup(t, q.Since)
	if err != nil {
		return result, err
	}
	return result, v.rollupRows(&result, t, sums, q.Depth)
}

// rollupRows makes a row of each unit down to the depth, and the totals.
func (v *view) rollupRows(result *Rollup, t *tree, s *rollupSums, depth int) error {
	total := make([]rollupAccount, len(s.currencies))
	for i := 0; i < len(t.order); {
		at := t.order[i]
		n := &t.nodes[at]
		row := RollupRow{Unit: n.id, Code: n.code, Name: n.name, Kind: unit.Kind(n.kind), Level: n.level, Ended: n.ended, Figures: []RollupFigures{}}
		own := s.of(at)
		for i++; depth > 0 && n.level >= depth && i < len(t.order) && t.nodes[t.order[i]].level > n.level; i++ {
			for c, more := range s.of(t.order[i]) {
				own[c].add(&more)
			}
			row.Below++
		}
		for c := range own {
			if !own[c].empty() {
				total[c].add(&own[c])
				row.Figures = append(row.Figures, own[c].figures(s.currencies[c]))
			}
		}
		if len(row.Figures) == 0 && row.Below == 0 && (n.ended || n.since > v.lastDay()) {
			continue
		}
		result.Rows = append(result.Rows, row)
	}
	for c := range total {
		if !total[c].empty() {
			result.Totals = append(result.Totals, total[c].figures(s.currencies[c]))
		}
	}
	return nil
}
