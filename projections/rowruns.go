package projections

import (
	"slices"

	"sovang/projections/readdb"
)

// rowRun is rows from … to-1 of a list that differ in who they are for alone.
type rowRun struct{ from, to, amount, n, award, kind int64 }

// listAt is a list of a generation as far as a row. Rows are added at its end and never change, so that what stands for one stands for ever.
type listAt struct {
	db      string
	k, last int64
}

// runsToACount is how many runs weigh as much as one of what keepWorkedOut bounds: they are 48 bytes each.
const runsToACount = 32

// rowRuns is the rows of a list that were recorded by the view's entry, as runs. A list of tens of thousands of rewards has few.
func (v *view) rowRuns(k int64) ([]rowRun, error) {
	at := listAt{db: v.db, k: k}
	if ok, err := v.row("SELECT row_no FROM @list_rows WHERE k = $1 AND n <= $2 ORDER BY row_no DESC LIMIT 1", []any{k, v.n}, &at.last); err != nil || !ok {
		return nil, err
	}
	if runs, ok := v.r.runs.get(at); ok {
		return runs, nil
	}
	var runs []rowRun
	err := v.rows(func(r readdb.Row) error {
		var x rowRun
		err := r.Scan(&x.from, &x.amount, &x.n, &x.award, &x.kind)
		x.to = x.from + 1
		if i := len(runs) - 1; i >= 0 && runs[i].to == x.from && runs[i].amount == x.amount && runs[i].n == x.n && runs[i].award == x.award && runs[i].kind == x.kind {
			runs[i].to = x.to
			return err
		}
		runs = append(runs, x)
		return err
	}, "SELECT row_no, amount, n, award, recipient_kind FROM @list_rows WHERE k = $1 AND n <= $2 ORDER BY row_no", k, v.n)
	if err == nil {
		v.r.runs.put(at, slices.Clip(runs), 1+len(runs)/runsToACount)
	}
	return runs, err
}

// edges are the rows at which the fate of a list's rows may become another one, ascending: between two of them all rows of a run have the same.
func (l *listRowsFate) edges() (all []int64) {
	for _, spans := range [][]rowSpan{l.paid, l.ended, l.absent, l.proved} {
		for _, s := range spans {
			all = append(all, s.from, s.to)
		}
	}
	for row := range l.back {
		all = append(all, row, row+1)
	}
	for row := range l.others {
		all = append(all, row, row+1)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// awardedRuns gives a list's rows as awarded does, many alike at once: the first of them, and how many there are. Who they are for is not told.
func (v *view) awardedRuns(l *listRowsFate, each func(a awarded, rows int64)) error {
	runs, err := v.rowRuns(l.k)
	if err != nil {
		return err
	}
	edges := l.edges()
	for _, x := range runs {
		recorded, err := v.entryBy(x.n)
		if err != nil {
			return err
		}
		for from := x.from; from < x.to; {
			for len(edges) > 0 && edges[0] <= from {
				edges = edges[1:]
			}
			to := x.to
			if len(edges) > 0 {
				to = min(to, edges[0])
			}
			a := awarded{row: from, amount: x.amount, award: x.award, kind: x.kind}
			if err := v.stateOf(l, &a); err != nil {
				return err
			}
			if recorded || a.paid > 0 {
				each(a, to-from)
			}
			from = to
		}
	}
	return nil
}
