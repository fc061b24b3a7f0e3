package projections

import (
	"encoding/binary"
	"slices"

	"sovang/projections/readdb"
)

// Flows stand packed in runs: up to runCells changes of one kind of flow through one pot, each with its entry, its booking day, its amount and its
// count, told as differences from the one before: some eight bytes where a row of its own takes twenty-five. A run's row says what had
// flowed before it, so that what a flow had come to through any entry is one step into an index and at most runCells small additions.
//
// Where a run ends hangs on the log alone, so that every build makes the same rows.
const runCells = 64

// openRun is the last run of a total, which the next cell goes into.
type openRun struct {
	known  bool // it is in memory
	first  int64
	before sum // what had flowed before it
	cells  []byte
	count  int
	last   cell
}

// cell is what one entry let flow: its place in the log, the booking day, and how much.
type cell struct {
	n, booked int64
	sum
}

// put appends a cell; where the run is full, it is written and another one begins.
func (f *fold) put(t *total, c cell) {
	f.openRun(t)
	r := &t.run
	if r.count == runCells {
		f.writeRun(t)
		*r = openRun{known: true, before: t.told, cells: r.cells[:0]}
	}
	if r.count == 0 {
		r.first, r.last = c.n, cell{n: c.n}
	}
	b := binary.AppendUvarint(r.cells, uint64(c.n-r.last.n))
	b = binary.AppendVarint(b, c.booked-r.last.booked)
	b = binary.AppendVarint(b, c.amount)
	r.cells = binary.AppendVarint(b, c.count)
	r.count, r.last = r.count+1, c
}

// openRun makes sure that the last run of a total is in memory.
func (f *fold) openRun(t *total) {
	r := &t.run
	if r.known {
		return
	}
	r.known = true
	if f.keptRuns = append(f.keptRuns, r); t.n == 0 {
		return
	}
	if f.row("SELECT n, total, count, cells FROM @flows WHERE k = $1 AND kind = $2 ORDER BY n DESC LIMIT 1", []any{t.pot.k, t.kind},
		&r.first, &r.before.amount, &r.before.count, &r.cells) {
		f.fail(eachCell(r.first, r.cells, func(c cell) bool {
			r.count, r.last = r.count+1, c
			return true
		}))
	}
}

func (f *fold) writeRun(t *total) {
	r := &t.run
	f.t.flows.add(r.first, r.before.amount, r.before.count, t.pot.k, t.kind, slices.Clone(r.cells))
}

// keepRuns bounds the runs in memory: about 10 MB. Beyond it they are read again when something flows.
const keepRuns = 20_000

// forgetRuns lets go of the runs in memory when they are many; all of them must have been written.
func (f *fold) forgetRuns() {
	if len(f.keptRuns) <= keepRuns {
		return
	}
	for _, r := range f.keptRuns {
		*r = openRun{}
	}
	f.keptRuns = nil
}

// runOf finds the run of a flow that an entry lies in or comes after: in memory, else in the tables. Where there is none, it has no cells.
func (f *fold) runOf(t *total, n int64) (r openRun) {
	if f.openRun(t); t.run.count > 0 && t.run.first <= n {
		return t.run
	}
	f.written(f.t.flows)
	f.row("SELECT n, total, count, cells FROM @flows WHERE k = $1 AND kind = $2 AND n <= $3 ORDER BY n DESC LIMIT 1", []any{t.pot.k, t.kind, n},
		&r.first, &r.before.amount, &r.before.count, &r.cells)
	return r
}

// through is what a kind of flow had come to through an entry.
func (f *fold) through(t *total, n int64) sum {
	r := f.runOf(t, n)
	s, err := sumThrough(r.before, r.first, r.cells, n)
	f.fail(err)
	return s
}

// sumThrough adds the cells of a run up to an entry to what had flowed before it.
func sumThrough(before sum, first int64, cells []byte, n int64) (sum, error) {
	err := eachCell(first, cells, func(c cell) bool {
		if c.n > n {
			return false
		}
		before.amount, before.count = before.amount+c.amount, before.count+c.count
		return true
	})
	return before, err
}

// eachCell reads the cells of the run that begins with an entry, in order, until each says stop.
func eachCell(first int64, b []byte, each func(cell) bool) error {
	c := cell{n: first}
	for len(b) > 0 {
		step, size := binary.Uvarint(b)
		if size <= 0 {
			return errTorn
		}
		b = b[size:]
		var told [3]int64
		for i := range told {
			if told[i], size = binary.Varint(b); size <= 0 {
				return errTorn
			}
			b = b[size:]
		}
		c.n += int64(step)
		c.booked += told[0]
		c.amount, c.count = told[1], told[2]
		if !each(c) {
			return nil
		}
	}
	return nil
}

// flowThrough is what a kind of flow through a compartment or place had come to through an entry.
func (v *view) flowThrough(k, kind, n int64) (s sum, err error) {
	var first int64
	var cells []byte
	ok, err := v.row("SELECT n, total, count, cells FROM @flows WHERE k = $1 AND kind = $2 AND n <= $3 ORDER BY n DESC LIMIT 1", []any{k, kind, n},
		&first, &s.amount, &s.count, &cells)
	if err != nil || !ok {
		return s, err
	}
	return sumThrough(s, first, cells, n)
}

// flowsBetween gives the single flows of the entries after one through another, by pot and kind in order. from names the pots x (k, kind) that it
// speaks of, and may speak of $1.
func (v *view) flowsBetween(from string, in, after, through int64, each func(k, kind int64, c cell)) error {
	return v.rows(func(r readdb.Row) error {
		var k, kind, first int64
		var cells []byte
		if err := r.Scan(&k, &kind, &first, &cells); err != nil {
			return err
		}
		return eachCell(first, cells, func(c cell) bool {
			if c.n > after && c.n <= through {
				each(k, kind, c)
			}
			return c.n < through
		})
	}, `SELECT f.k, f.kind, f.n, f.cells FROM `+from+` AND f.n <= $3
		AND f.n >= COALESCE((SELECT MAX(y.n) FROM @flows y WHERE y.k = f.k AND y.kind = f.kind AND y.n <= $2), 0) ORDER BY f.k, f.kind, f.n`, in, after, through)
}
