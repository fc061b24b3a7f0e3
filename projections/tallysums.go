package projections

import (
	"database/sql"
	"sync"

	"sovang/projections/readdb"
)

// tallySums is what the cells of all chunks before one add up to, by what a roll-up can tell apart: pot, kind, about and the day it was booked on. Cells of a chunk
// that is full never change, so a view that knows all of them is given the sums for the cells. They are read by many and changed by nobody.
type tallySums struct {
	db    string
	until int64   // the first chunk that is not in them
	cells []tally // n is 0
	vast  bool    // they would be too many to keep: nearly each gift has a day and a fund of its own
}

const (
	mostTallySums = 100_000 // cells: 6 MB
	sumAnew       = 256     // chunks that stand beside sums before new ones are made: some thirty thousand entries
)

// summed is the last sums that were made.
type summed struct {
	most, anew int64
	mu         sync.Mutex
	last       tallySums
}

func (s *summed) get(db string) tallySums {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.db != db {
		return tallySums{db: db}
	}
	return s.last
}

// put keeps sums. Of two that were made at once the one stays that knows more.
func (s *summed) put(t tallySums) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.last.db != t.db || t.vast || s.last.until < t.until && !s.last.vast {
		s.last = t
	}
}

// eachTally gives what roll-ups add up of the entries up to the view's: cells, and in the place of many their sums.
func (v *view) eachTally(each func(*tally)) error {
	full := v.n / tallyChunk // the first chunk that the view may not know whole
	s := v.r.tallies.get(v.db)
	if s.until > full {
		s = tallySums{vast: true} // what was known long ago: it is read as it is
	}
	for i := range s.cells {
		each(&s.cells[i])
	}
	var sums *summing
	if !s.vast && full-s.until >= v.r.tallies.anew {
		sums = s.summing(v.r.tallies.most)
	}
	var cells sql.RawBytes
	err := v.rows(func(r readdb.Row) error {
		var chunk int64
		if err := r.Scan(&chunk, &cells); err != nil {
			return err
		}
		return unpack(chunk, cells, func(c *tally) bool {
			if c.n > v.n {
				return false
			}
			if each(c); chunk < full && sums != nil {
				sums.add(c)
			}
			return true
		})
	}, "SELECT chunk, cells FROM @tallies WHERE chunk >= $1 AND chunk <= $2 ORDER BY chunk", s.until, full)
	if err == nil && sums != nil {
		v.r.tallies.put(sums.through(v.db, full))
	}
	return err
}

// summing is sums that are being made.
type summing struct {
	most int64
	by   map[alike]sum
}

// alike is what cells are added up by.
type alike struct{ pot, about, booked, kind int32 }

// summing begins with what is summed already.
func (s *tallySums) summing(most int64) *summing {
	m := &summing{most: most, by: make(map[alike]sum, len(s.cells))}
	for i := range s.cells {
		m.add(&s.cells[i])
	}
	return m
}

func (m *summing) add(c *tally) {
	if int64(len(m.by)) > m.most {
		return
	}
	of := alike{int32(c.pot), int32(c.about), int32(c.booked), int32(c.kind)} // keys and days of the tables are no longer than that
	s := m.by[of]
	m.by[of] = sum{s.amount + c.amount, s.count + c.count}
}

// through is the sums of all chunks before one.
func (m *summing) through(db string, until int64) tallySums {
	if int64(len(m.by)) > m.most {
		return tallySums{db: db, vast: true}
	}
	s := tallySums{db: db, until: until, cells: make([]tally, 0, len(m.by))}
	for of, is := range m.by {
		s.cells = append(s.cells, tally{pot: int64(of.pot), about: int64(of.about), booked: int64(of.booked), kind: int64(of.kind), amount: is.amount, count: is.count})
	}
	return s
}
