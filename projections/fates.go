package projections

import (
	"math"
	"sort"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// RowState is how far an award of a list has come.
type RowState string

// The states of a row. Who was substituted is not a state: the row goes on with somebody else.
const (
	RowNominated RowState = "nominated"
	RowExcluded  RowState = "excluded"
	RowDeclined  RowState = "declined"
	RowFrozen    RowState = "frozen"
	RowApproved  RowState = "approved"
	RowAnnounced RowState = "announced"
	RowAbsent    RowState = "absent"
	RowPaid      RowState = "paid"
	RowProved    RowState = "proved"
	RowReturned  RowState = "returned"
	RowUnclaimed RowState = "unclaimed"
	RowCancelled RowState = "cancelled"
	RowRevised   RowState = "revised" // another version of the list took this one's place
)

// rowStates is the order in which reports show them.
var rowStates = []RowState{RowNominated, RowFrozen, RowApproved, RowAnnounced, RowAbsent, RowPaid, RowProved, RowReturned, RowExcluded, RowDeclined,
	RowUnclaimed, RowCancelled, RowRevised}

// listRowsFate is what became of the rows of one list by the view's entry and day: exceptions to what an untouched row is.
type listRowsFate struct {
	k, round, fund, currency int64
	untouched                RowState
	paid, ended              []rowSpan // ascending
	absent, proved           []rowSpan
	back                     map[int64]int64
	others                   map[int64]substitute
}

// rowSpan is rows from … to-1 to which entry n did something.
type rowSpan struct{ from, to, n, word int64 }

type substitute struct{ recipient, kind, institution, level int64 }

// within finds the span that a row is in, among ascending, disjoint ones.
func within(spans []rowSpan, row int64) (rowSpan, bool) {
	i := sort.Search(len(spans), func(i int) bool { return spans[i].to > row })
	if i < len(spans) && spans[i].from <= row {
		return spans[i], true
	}
	return rowSpan{}, false
}

// fates loads what became of the rows of the lists that a condition on @lists l selects.
func (v *view) fates(where string, args ...any) ([]*listRowsFate, error) {
	var lists []*listRowsFate
	err := v.rows(func(r readdb.Row) error {
		l := &listRowsFate{back: map[int64]int64{}, others: map[int64]substitute{}}
		lists = append(lists, l)
		return r.Scan(&l.k, &l.round, &l.fund, &l.currency)
	}, "SELECT l.k, l.round, l.fund, l.currency FROM @lists l WHERE "+where+" ORDER BY l.k", args...)
	for _, l := range lists {
		if err == nil {
			err = v.fate(l)
		}
	}
	return lists, err
}

func (v *view) fate(l *listRowsFate) (err error) {
	if l.untouched, err = v.untouched(l); err != nil {
		return err
	}
	for _, of := range []struct {
		into  *[]rowSpan
		query string
	}{
		{&l.paid, "SELECT from_row, to_row, n, 0 FROM @list_payments WHERE k = $1 AND n <= $2 ORDER BY from_row"},
		{&l.ended, "SELECT from_row, to_row, n, how FROM @list_ends WHERE k = $1 AND n <= $2 ORDER BY from_row"},
		{&l.proved, "SELECT from_row, to_row, n, 0 FROM @list_proofs WHERE k = $1 AND n <= $2 ORDER BY from_row"},
		{&l.absent, "SELECT from_row, to_row, n, 0 FROM @list_absences WHERE k = $1 AND n <= $2 ORDER BY n, from_row"},
	} {
		if *of.into, err = v.spansBy(of.query, l.k); err != nil {
			return err
		}
	}
	return v.fateOfRows(l)
}

// spansBy reads spans, without those whose entry is not booked by the view's day.
func (v *view) spansBy(query string, k int64) ([]rowSpan, error) {
	var all []rowSpan
	err := v.rows(func(r readdb.Row) error {
		var s rowSpan
		err := r.Scan(&s.from, &s.to, &s.n, &s.word)
		all = append(all, s)
		return err
	}, query, k, v.n)
	var kept []rowSpan
	for _, s := range all {
		there, failed := v.entryBy(s.n)
		if err == nil {
			err = failed
		}
		if there {
			kept = append(kept, s)
		}
	}
	return kept, err
}

// fateOfRows reads what happens to single rows: money that came back, and substitutions.
func (v *view) fateOfRows(l *listRowsFate) error {
	type back struct{ row, n, amount int64 }
	var backs []back
	err := v.rows(func(r readdb.Row) error {
		var b back
		err := r.Scan(&b.row, &b.n, &b.amount)
		backs = append(backs, b)
		return err
	}, "SELECT row_no, n, amount FROM @list_returns WHERE k = $1 AND n <= $2", l.k, v.n)
	for _, b := range backs {
		there, failed := v.entryBy(b.n)
		if err == nil {
			err = failed
		}
		if there {
			l.back[b.row] += b.amount
		}
	}
	if err != nil {
		return err
	}
	return v.rows(func(r readdb.Row) error {
		var row int64
		var s substitute
		err := r.Scan(&row, &s.recipient, &s.kind, &s.institution, &s.level)
		l.others[row] = s
		return err
	}, "SELECT row_no, recipient, recipient_kind, institution, level FROM @list_substitutions WHERE k = $1 AND n <= $2 ORDER BY row_no, n", l.k, v.n)
}

// untouched is what a row of the list is to which nothing of its own has happened.
func (v *view) untouched(l *listRowsFate) (RowState, error) {
	if l.round == 0 {
		var n int64
		ok, err := v.row("SELECT n FROM @list_freezes WHERE k = $1 AND n <= $2", []any{l.k, v.n}, &n)
		if err != nil || !ok {
			return RowNominated, err
		}
		if there, err := v.entryBy(n); err != nil || !there {
			return RowNominated, err
		}
		return RowFrozen, nil
	}
	steps, err := v.roundSteps(l.round)
	stage := stageOf(steps)
	if err == nil && stage.list != 0 && stage.list != l.k {
		return RowRevised, nil
	}
	return stage.row, err
}

// roundStep is one thing that happened to a round.
type roundStep struct {
	n, what, list, rows, amount, by, witness, same int64
	day                                            domain.Date
	override, reason                               string
	hash                                           []byte
}

// roundSteps is what happened to a round by the view's entry and day, in order.
func (v *view) roundSteps(k int64) ([]roundStep, error) {
	var all []roundStep
	err := v.rows(func(r readdb.Row) error {
		var s roundStep
		err := r.Scan(&s.n, &s.what, &s.list, &s.rows, &s.amount, &s.day, &s.by, &s.witness, &s.same, &s.override, &s.reason, &s.hash)
		all = append(all, s)
		return err
	}, "SELECT n, what, list, rows, amount, day, by_whom, witness, same, override, reason, hash FROM @round_events WHERE k = $1 AND n <= $2 ORDER BY n, what", k, v.n)
	var kept []roundStep
	for _, s := range all {
		there, failed := v.by(s.day), error(nil)
		if s.what == roundPaid {
			there, failed = v.entryBy(s.n)
		}
		if err == nil {
			err = failed
		}
		if there {
			kept = append(kept, s)
		}
	}
	return kept, err
}

// stage is how far a round has come: for itself, for an untouched row, and with which list.
type stage struct {
	name      string
	row       RowState
	list      int64
	version   int64
	announced domain.Date
}

func stageOf(steps []roundStep) stage {
	s := stage{"nominating", RowNominated, 0, 1, 0}
	for _, step := range steps {
		switch step.what {
		case roundNominated:
			s.list = step.list
		case roundRevised:
			s.list, s.version, s.name, s.row = step.list, s.version+1, "nominating", RowNominated
		case roundFrozen:
			s.name, s.row = "frozen", RowFrozen
		case roundApproved:
			s.name, s.row = "approved", RowApproved
		case roundAnnounced:
			s.announced, s.row = step.day, RowAnnounced
		case roundClosed:
			s.name = "closed"
		case roundCancelled:
			s.name, s.row = "cancelled", RowCancelled
		}
	}
	return s
}

// awarded is one row of a list with what became of it.
type awarded struct {
	row, amount, recipient, kind, award, institution, level, score int64
	code                                                           string
	state                                                          RowState
	paid, back                                                     int64 // the entry that paid it, 0 for none; what came back
	substituted                                                    bool
}

// awarded reads the rows of a list, and leaves out those that were neither recorded nor paid by the view's day.
func (v *view) awarded(l *listRowsFate, each func(awarded) error) error {
	return v.awardedTo(l, 0, each)
}

// awardedTo is awarded for the rows that were meant for one person, or became theirs; 0: for everybody.
func (v *view) awardedTo(l *listRowsFate, recipient int64, each func(awarded) error) error {
	return v.awardedOf(l, rowSpan{to: math.MaxInt64}, recipient, each)
}

// awardedOf is awardedTo for a span of the rows.
func (v *view) awardedOf(l *listRowsFate, of rowSpan, recipient int64, each func(awarded) error) error {
	where, args := "", []any{l.k, v.n, of.from, of.to}
	if recipient != 0 {
		where = ` AND (recipient = $5 OR EXISTS (SELECT 1 FROM @list_substitutions s WHERE s.k = l.k AND s.row_no = l.row_no AND s.recipient = $5))`
		args = append(args, recipient)
	}
	var rows []awarded
	var recorded []int64
	err := v.rows(func(r readdb.Row) error {
		var a awarded
		var n int64
		err := r.Scan(&a.row, &a.amount, &a.recipient, &a.kind, &a.award, &a.institution, &a.level, &a.score, &a.code, &n)
		rows, recorded = append(rows, a), append(recorded, n)
		return err
	}, "SELECT row_no, amount, recipient, recipient_kind, award, institution, level, score, code, n FROM @list_rows l WHERE k = $1 AND n <= $2 AND row_no >= $3 AND row_no < $4"+where+" ORDER BY row_no", args...)
	for i := range rows {
		if err != nil {
			return err
		}
		a := &rows[i]
		there, failed := v.entryBy(recorded[i])
		if failed == nil {
			failed = v.stateOf(l, a)
		}
		if err = failed; err == nil && (there || a.paid > 0) {
			err = each(*a)
		}
	}
	return err
}

func (v *view) stateOf(l *listRowsFate, a *awarded) error {
	if s, ok := l.others[a.row]; ok {
		a.recipient, a.kind, a.substituted = s.recipient, s.kind, true
		if s.institution != 0 {
			a.institution = s.institution
		}
		if s.level != 0 {
			a.level = s.level
		}
	}
	a.state, a.back = l.untouched, l.back[a.row]
	if s, ok := within(l.paid, a.row); ok {
		a.paid, a.state = s.n, RowPaid
		if _, proved := within(l.proved, a.row); proved {
			a.state = RowProved
		}
		if a.back == a.amount {
			a.state = RowReturned
		}
		return nil
	}
	if s, ok := within(l.ended, a.row); ok {
		how, err := v.word(s.word)
		a.state = RowState(how)
		return err
	}
	for _, s := range l.absent {
		if s.from <= a.row && a.row < s.to {
			a.state = RowAbsent
		}
	}
	return nil
}

// wordsOf splits what a column joined.
func wordsOf(text string) []string { return strings.Fields(text) }

// idsOf is id for several keys.
func (v *view) idsOf(pairs ...idInto) error {
	for _, p := range pairs {
		id, err := v.id(p.k)
		if err != nil {
			return err
		}
		*p.into = id
	}
	return nil
}

type idInto struct {
	k    int64
	into *uuid.UUID
}
