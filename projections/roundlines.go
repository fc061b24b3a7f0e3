package projections

import (
	"cmp"
	"context"
	"encoding/hex"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/projections/readdb"
)

// RoundLine is an award round in a list of rounds: how far it has come, told by its steps alone, so that how long its list is does not matter. Counts and
// Rows of the Round are empty.
type RoundLine struct {
	Round
	Entry      uint64      `json:"entry"`       // that opened it
	ListRows   int64       `json:"list_rows"`   // of the list as it stands: nominated so far, or frozen
	ListAmount int64       `json:"list_amount"` // 0 while it is not frozen
	PaidRows   int64       `json:"paid_rows"`
	PaidAmount int64       `json:"paid_amount"`
	OpenRows   int64       `json:"open_rows"` // of an approved list: neither paid nor given up
	OpenAmount int64       `json:"open_amount"`
	Frozen     domain.Date `json:"frozen,omitzero"`
	Hash       string      `json:"hash,omitempty"` // of the frozen list
	Approver   string      `json:"approver,omitempty"`
}

// RoundLinesQuery asks for rounds, the youngest first.
type RoundLinesQuery struct {
	Units  []uuid.UUID // only theirs; nil: of all
	Stage  award.Stage // "": all
	Before uint64      // only those that were opened before this entry; 0: from the youngest on
	Limit  int         // at most so many; 0: all
	AsOf   AsOf
	At     *domain.Date
}

// RoundLines is a part of the rounds of some units, and how many there are in each stage.
type RoundLines struct {
	AsOf   AsOf                  `json:"as_of"`
	Rounds []RoundLine           `json:"rounds"`
	More   bool                  `json:"more"`   // there are older ones
	Stages map[award.Stage]int64 `json:"stages"` // of the units, whatever stage was asked for
}

// RoundLines lists award rounds without walking through their lists.
func (r *Reader) RoundLines(ctx context.Context, q RoundLinesQuery) (RoundLines, error) {
	found := RoundLines{Rounds: []RoundLine{}, Stages: map[award.Stage]int64{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		found.AsOf = v.asOf
		keys, err := v.roundKeys(q, found.Stages)
		if err != nil {
			return err
		}
		if found.More = q.Limit > 0 && len(keys) > q.Limit; found.More {
			keys = keys[:q.Limit]
		}
		for _, k := range keys {
			line, err := v.roundLine(k)
			if err != nil {
				return err
			}
			line.AsOf, line.At = v.asOf, q.At
			found.Rounds = append(found.Rounds, line)
		}
		return nil
	})
	return found, err
}

// fewUnits is how many units are named in a query.
const fewUnits = 50

// roundKeys is the keys of the rounds that are asked for, and one more than the limit at most; it counts the stages of all.
func (v *view) roundKeys(q RoundLinesQuery, stages map[award.Stage]int64) (keys []int64, err error) {
	known, err := v.unitKeys(q.Units)
	if err != nil {
		return nil, err
	}
	units := map[int64]bool{}
	for _, k := range known {
		units[k] = true
	}
	of := ""
	if q.Units != nil && len(known) <= fewUnits { // numbers of our own: the steps of others' rounds are not looked at
		of = " AND r.unit IN (" + cmp.Or(listed(known), "-1") + ")"
	}
	err = v.rows(func(r readdb.Row) error {
		var k, n, unit, what int64
		if err := r.Scan(&k, &n, &unit, &what); err != nil {
			return err
		}
		if q.Units != nil && !units[unit] {
			return nil
		}
		stage := stageAfter(what)
		stages[stage]++
		if (q.Stage == "" || q.Stage == stage) && (q.Before == 0 || n < int64(q.Before)) && (q.Limit == 0 || len(keys) <= q.Limit) {
			keys = append(keys, k)
		}
		return nil
	}, `SELECT r.k, r.n, r.unit, COALESCE((SELECT e.what FROM @round_events e WHERE e.k = r.k AND e.n <= $1 AND e.day <= $2 AND e.what IN (2, 3, 4, 7, 8)
			ORDER BY e.n DESC, e.what DESC LIMIT 1), 0) FROM @rounds r WHERE r.n <= $1`+of+` ORDER BY r.n DESC, r.k`, v.n, v.lastDay())
	return keys, err
}

// stageAfter is the stage of a round in which that was the last step of those that lead from one stage to the next.
func stageAfter(what int64) award.Stage {
	switch what {
	case roundFrozen:
		return award.IsFrozen
	case roundApproved:
		return award.IsApproved
	case roundClosed:
		return award.IsClosed
	case roundCancelled:
		return award.IsOff
	}
	return award.Nominating
}

func (v *view) roundLine(k int64) (line RoundLine, err error) {
	found, err := v.rounds("r.k = $1 AND r.n <= $2", k, v.n)
	if err != nil {
		return line, err
	}
	if len(found) == 0 {
		return line, missingIf(true, "round", k)
	}
	line.Round = found[0]
	steps, err := v.roundSteps(k)
	if err != nil {
		return line, err
	}
	s := stageOf(steps)
	line.Stage, line.Version, line.Announced = s.name, s.version, s.announced
	if line.List, err = v.id(s.list); err != nil {
		return line, err
	}
	for _, x := range steps {
		switch x.what {
		case roundNominated:
			line.ListRows += x.rows
		case roundRevised:
			line.ListRows, line.ListAmount, line.Hash, line.Frozen = 0, 0, "", 0
		case roundFrozen:
			line.ListRows, line.ListAmount, line.Hash, line.Frozen = x.rows, x.amount, hex.EncodeToString(x.hash), x.day
		case roundApproved:
			err = v.wordsInto(wordInto{x.by, &line.Approver})
		case roundPaid:
			line.PaidRows, line.PaidAmount = line.PaidRows+x.rows, line.PaidAmount+x.amount
		}
		if err != nil {
			return line, err
		}
	}
	if line.Stage == string(award.Nominating) && s.list != 0 { // those that have left the list again
		var gone int64
		if _, err = v.row("SELECT CAST(COALESCE(SUM(to_row - from_row), 0) AS BIGINT) FROM @list_ends WHERE k = $1 AND n <= $2", []any{s.list, v.n}, &gone); err != nil {
			return line, err
		}
		line.ListRows -= gone
	}
	if line.Stage == string(award.IsApproved) {
		if err := v.openRows(&line, s.list); err != nil {
			return line, err
		}
	}
	_, err = v.row("SELECT n FROM @rounds WHERE k = $1", []any{k}, &line.Entry)
	return line, err
}

// openRows counts what of an approved list is still to be paid, by the spans of its rows that are paid or given up.
func (v *view) openRows(line *RoundLine, list int64) error {
	line.OpenRows, line.OpenAmount = line.ListRows-line.PaidRows, line.ListAmount-line.PaidAmount
	var frozen int64
	if _, err := v.row("SELECT n FROM @list_freezes WHERE k = $1", []any{list}, &frozen); err != nil {
		return err
	}
	ended, err := v.spansBy("SELECT from_row, to_row, n, how FROM @list_ends WHERE k = $1 AND n <= $2 ORDER BY from_row", list)
	for _, s := range ended {
		if s.n < frozen { // those were not frozen with it
			continue
		}
		var amount int64
		if err == nil {
			_, err = v.row("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM @list_rows WHERE k = $1 AND row_no >= $2 AND row_no < $3", []any{list, s.from, s.to}, &amount)
		}
		line.OpenRows, line.OpenAmount = line.OpenRows-(s.to-s.from), line.OpenAmount-amount
	}
	return err
}
