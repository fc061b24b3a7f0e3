package projections

import (
	"encoding/binary"
	"slices"

	"sovang/domain"
	"sovang/projections/readdb"
)

// Marks say, for a stretch of the log, who wrote its entries, which facts they hold, and which entries changed which fund or unit. Whoever looks for
// reversals among a million gifts steps over the stretches that have none, and what happened between two entries is counted without reading them.
//
// A stretch is the entries of markChunk numbers, and its key the first of these divided by markChunk. What is in it hangs on the log alone, so that
// every build makes the same rows. A gift costs a byte or two here: an index of the entries for each question would cost ten.
const markChunk = 512

// What a mark is of: an actor (a word), the facts of an entry (a word, as entries.what has it), a fund or unit (a name), which entries it says exactly.
// They stand in tables: never renumber.
const (
	markActor  int64 = 0
	markFacts  int64 = 1
	markWhose  int64 = 2
	markOfMany int64 = 3 // how many kinds a key has room for, less one
)

// mark is one thing of a stretch: how many entries have it, and which these are where it is a fund or unit.
type mark struct {
	of      int64 // key<<2 | what it is of
	count   int64
	entries []int64
}

func (m *mark) is(kind int64) bool { return m.of&markOfMany == kind }
func (m *mark) key() int64         { return m.of >> 2 }

// marks are those of the stretch that is being filled.
type marks struct {
	chunk int64
	all   map[int64]*mark
	dirty bool
}

// mark notes what the entry that is being folded has.
func (f *fold) mark(actor, facts int64, e *domain.Entry) {
	if chunk := f.at.n / markChunk; chunk != f.marks.chunk {
		f.flushMarks()
		f.marks.chunk = chunk
		clear(f.marks.all)
	}
	f.marked(actor<<2|markActor, false)
	f.marked(facts<<2|markFacts, false)
	for _, c := range e.Changes {
		switch c.Stream.Kind() {
		case "fund", "store", "unit", "statistics", "staff":
			f.marked(f.key(streamID(c.Stream))<<2|markWhose, true)
		}
	}
	f.marks.dirty = true
}

func (f *fold) marked(of int64, which bool) {
	m := f.marks.all[of]
	if m == nil {
		m = &mark{of: of}
		f.marks.all[of] = m
	}
	if which {
		if last := len(m.entries) - 1; last >= 0 && m.entries[last] == f.at.n {
			return // two streams of one fund
		}
		m.entries = append(m.entries, f.at.n)
	}
	m.count++
}

// flushMarks writes the stretch that is being filled.
func (f *fold) flushMarks() {
	if f.marks.dirty {
		f.t.marks.add(f.marks.chunk, packMarks(f.marks.chunk, f.marks.all))
		f.marks.dirty = false
	}
}

// packMarks tells marks in the order of their keys, each key as its difference from the one before, each entry likewise.
func packMarks(chunk int64, all map[int64]*mark) []byte {
	keys := make([]int64, 0, len(all))
	for of := range all {
		keys = append(keys, of)
	}
	slices.Sort(keys)
	var b []byte
	before := int64(0)
	for _, of := range keys {
		m := all[of]
		b = binary.AppendUvarint(b, uint64(of-before))
		b = binary.AppendUvarint(b, uint64(m.count))
		last := chunk * markChunk
		for _, n := range m.entries {
			b = binary.AppendUvarint(b, uint64(n-last))
			last = n
		}
		before = of
	}
	return b
}

// eachMark reads the marks of a stretch. What each is given is its own until the next.
func eachMark(chunk int64, b []byte, each func(*mark)) error {
	torn := false
	next := func() int64 {
		x, size := binary.Uvarint(b)
		if size <= 0 {
			torn, b = true, nil
			return 0
		}
		b = b[size:]
		return int64(x)
	}
	m := mark{}
	for len(b) > 0 {
		m.of += next()
		m.count, m.entries = next(), m.entries[:0]
		if m.is(markWhose) && m.count <= markChunk {
			last := chunk * markChunk
			for range m.count {
				last += next()
				m.entries = append(m.entries, last)
			}
		}
		if torn {
			return errTorn
		}
		each(&m)
	}
	return nil
}

// countMarks adds up how many entries of a stretch have which actor and which facts. Which entries changed a fund is passed over.
func countMarks(b []byte, sums map[int64]int64) error {
	of := int64(0)
	for len(b) > 0 {
		step, size := binary.Uvarint(b)
		if size <= 0 {
			return errTorn
		}
		count, more := binary.Uvarint(b[size:])
		if more <= 0 {
			return errTorn
		}
		of, b = of+int64(step), b[size+more:]
		if of&markOfMany != markWhose {
			sums[of] += int64(count)
			continue
		}
		for ; count > 0 && len(b) > 0; b = b[1:] {
			if b[0] < 0x80 { // the last byte of a number
				count--
			}
		}
		if count > 0 {
			return errTorn
		}
	}
	return nil
}

// resumeMarks reads back the last stretch.
func (f *fold) resumeMarks() {
	f.marks.all = map[int64]*mark{}
	var cells []byte
	if f.row("SELECT chunk, cells FROM @marks ORDER BY chunk DESC LIMIT 1", nil, &f.marks.chunk, &cells) {
		f.fail(eachMark(f.marks.chunk, cells, func(m *mark) {
			f.marks.all[m.of] = &mark{m.of, m.count, slices.Clone(m.entries)}
		}))
	}
}

// stretches gives the stretches that lie between two entries, the newest first, a few at a time until each says stop; nil or those alone that skip does not name.
func (v *view) stretches(after, through int64, skip func(chunk int64) bool, each func(chunk int64, cells []byte) (more bool, err error)) error {
	type stretch struct {
		chunk int64
		cells []byte
	}
	top, low := through/markChunk, (after+1)/markChunk
	for most := 8; ; most = min(most*2, 256) {
		var next []int64
		for ; top >= low && len(next) < most; top-- {
			if skip == nil || !skip(top) {
				next = append(next, top)
			}
		}
		if len(next) == 0 {
			return nil
		}
		where, args := "chunk <= $1 AND chunk >= $2", []any{next[0], next[len(next)-1]}
		if next[0]-next[len(next)-1] >= int64(len(next)) {
			where, args = "chunk IN ("+listed(next)+")", nil
		}
		var some []stretch
		err := v.rows(func(r readdb.Row) error {
			var s stretch
			err := r.Scan(&s.chunk, &s.cells)
			some = append(some, s)
			return err
		}, "SELECT chunk, cells FROM @marks WHERE "+where+" ORDER BY chunk DESC", args...)
		if err != nil {
			return err
		}
		for _, s := range some {
			if more, err := each(s.chunk, s.cells); err != nil || !more {
				return err
			}
		}
	}
}
