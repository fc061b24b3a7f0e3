package projections

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections/readdb"
)

// tree is the units below one, or all of the book, as they lie on the view's day.
type tree struct {
	nodes []node
	order []int         // parents before children, siblings by code
	funds map[int64]int // a fund's key → the node of the unit whose it is that day
}

// node is one unit.
type node struct {
	*unitPast
	name, kind string
	parent     int64
	level      int
	ended      bool
	below      []int
}

// register is what tables say of units and funds over time. Their rows are only ever added to, so that one reading of them serves every
// report until there are more.
type register struct {
	rows  [7]int64 // of each table when it was read
	units []unitPast
	byKey map[int64]int // into units, which stand in the order of their codes
	funds []fundPast
	fund  map[int64]int // into funds, by key
}

// idOf is the unit of a key; the nil UUID where there is none.
func (r *register) idOf(k int64) uuid.UUID {
	if at, ok := r.byKey[k]; ok {
		return r.units[at].id
	}
	return uuid.Nil
}

type unitPast struct {
	k, n, since    int64
	id             uuid.UUID
	code           string
	names          past[string]
	kinds          past[int64]
	places         past[unitPlace]
	endN, endSince int64 // 0: it has not ended
	how            int64 // it ended: a word
	heirs          []int64
}

// unitPlace is under which unit one lies.
type unitPlace struct {
	parent    int64
	caretaker bool
}

// endedBy says whether the unit is no more on the view's day.
func (u *unitPast) endedBy(v *view) bool {
	return u.endN > 0 && u.endN <= v.n && u.endSince <= v.lastDay()
}

type fundPast struct {
	k, n  int64
	units past[int64] // the one that opened it first
	// Of one that was wound up: the entry, its day, and the fund that took it over. endN 0: it was not.
	endN, endDay, into int64
}

// past is what was true since which days.
type past[T any] []since[T]

type since[T any] struct {
	n, since int64
	value    T
}

// on is what is true on a day, as known to entry n: the latest that has begun, of one day the one recorded last. Before anything has begun it
// is what begins first.
func (p past[T]) on(n, day int64) (value T) {
	var best *since[T]
	for i := range p {
		s := &p[i]
		switch {
		case s.n > n:
		case best == nil,
			s.since <= day && (best.since > day || s.since > best.since || s.since == best.since && s.n >= best.n),
			s.since > day && best.since > day && s.since < best.since:
			best = s
		}
	}
	if best != nil {
		value = best.value
	}
	return value
}

// tree arranges the units and funds known to the view.
func (v *view) tree(top uuid.UUID) (*tree, error) {
	all, err := v.register()
	if err != nil {
		return nil, err
	}
	t := &tree{nodes: make([]node, len(all.units))}
	first := -1
	for i := range all.units {
		u := &all.units[i]
		t.nodes[i] = node{unitPast: u, name: u.names.on(v.n, v.lastDay()), parent: u.places.on(v.n, v.lastDay()).parent}
		if t.nodes[i].kind, err = v.word(u.kinds.on(v.n, v.lastDay())); err != nil {
			return nil, err
		}
		if u.endedBy(v) {
			if t.nodes[i].ended = true; len(u.heirs) == 1 {
				t.nodes[i].parent = u.heirs[0]
			}
		}
		if u.id == top && u.n <= v.n {
			first = i
		}
	}
	if top != uuid.Nil && first < 0 {
		return nil, domain.Errorf(domain.NotFound, "there is no unit %s as of entry %d", top, v.n).On("unit")
	}
	t.arrange(all.byKey, first, v.n)
	in := make([]bool, len(t.nodes))
	for _, i := range t.order {
		in[i] = true
	}
	t.funds = make(map[int64]int, len(all.funds))
	for i := range all.funds {
		f := &all.funds[i]
		if at, ok := t.counted(v, all, f); ok && in[at] && f.n <= v.n {
			t.funds[f.k] = at
		}
	}
	return t, nil
}

// counted is the node where a fund counts: its unit's on the view's day. Where that unit ended and handed the fund over, what it had goes on in the
// fund that took it over. A unit with one successor lies below it, and its fund with it; one with several lies below none of them, so that each
// fund counts with the successor that has its money.
func (t *tree) counted(v *view, all *register, f *fundPast) (at int, ok bool) {
	at, ok = all.byKey[f.units.on(v.n, v.lastDay())]
	if !ok || f.endN == 0 || f.endN > v.n || f.endDay > v.lastDay() || !t.nodes[at].ended || f.endDay < t.nodes[at].endSince {
		return at, ok
	}
	next, ok := t.counted(v, all, &all.funds[all.fund[f.into]])
	if !ok || t.under(all.byKey, at, next) {
		return at, true
	}
	return next, true
}

// under says whether a node lies below another, or is it.
func (t *tree) under(byKey map[int64]int, at, top int) bool {
	for range len(t.nodes) {
		if at == top {
			return true
		}
		above, ok := byKey[t.nodes[at].parent]
		if !ok {
			return false
		}
		at = above
	}
	return false
}

// arrange puts units below their parents and walks from the first, or from every root.
func (t *tree) arrange(byKey map[int64]int, first int, n int64) {
	var roots []int
	for i := range t.nodes {
		if t.nodes[i].n > n {
			continue
		}
		if parent, ok := byKey[t.nodes[i].parent]; ok && parent != i {
			t.nodes[parent].below = append(t.nodes[parent].below, i)
		} else {
			roots = append(roots, i)
		}
	}
	if first >= 0 {
		roots = []int{first}
	}
	seen := make([]bool, len(t.nodes))
	var walk func(i, level int)
	walk = func(i, level int) {
		if seen[i] || t.nodes[i].n > n {
			return
		}
		seen[i] = true
		t.nodes[i].level = level
		t.order = append(t.order, i)
		for _, b := range t.nodes[i].below {
			walk(b, level+1)
		}
	}
	for _, i := range roots {
		walk(i, 0)
	}
	if first < 0 { // a unit that went on in one below it stands in a circle with it; nothing of the book is left out
		for i := range t.nodes {
			walk(i, 0)
		}
	}
}

// from is the unit at a place of the order and all below it.
func (t *tree) from(place int) []int {
	level := t.nodes[t.order[place]].level
	for end := place + 1; end < len(t.order); end++ {
		if t.nodes[t.order[end]].level <= level {
			return t.order[place:end]
		}
	}
	return t.order[place:]
}

type registerKey struct{ db string }

// register reads what is known of units and funds, or remembers it.
func (v *view) register() (*register, error) {
	r := &register{byKey: map[int64]int{}, fund: map[int64]int{}}
	into := make([]any, len(r.rows))
	for i := range into {
		into[i] = &r.rows[i]
	}
	_, err := v.row(`SELECT (SELECT COUNT(*) FROM @units), (SELECT COUNT(*) FROM @unit_names), (SELECT COUNT(*) FROM @unit_kinds), (SELECT COUNT(*) FROM @unit_places),
		(SELECT COUNT(*) FROM @unit_ends) + (SELECT COUNT(*) FROM @unit_heirs), (SELECT COUNT(*) FROM @funds),
		(SELECT COUNT(*) FROM @fund_units) + (SELECT COUNT(*) FROM @fund_ends)`, nil, into...)
	if err != nil {
		return nil, err
	}
	if was, ok := v.r.words.Load(registerKey{v.db}); ok && was.(*register).rows == r.rows {
		return was.(*register), nil
	}
	for _, read := range []func(*register) error{v.registerUnits, v.registerPasts, v.registerEnds, v.registerFunds} {
		if err := read(r); err != nil {
			return nil, err
		}
	}
	v.r.words.Store(registerKey{v.db}, r)
	return r, nil
}

func (v *view) registerUnits(r *register) error {
	err := v.rows(func(rows readdb.Row) error {
		var u unitPast
		var id []byte
		err := rows.Scan(&u.k, &u.n, &u.since, &u.code, &id)
		if err == nil {
			u.id = uuid.UUID(id)
			r.units = append(r.units, u)
		}
		return err
	}, "SELECT u.k, u.n, u.since, u.code, x.id FROM @units u JOIN @names x ON x.k = u.k")
	slices.SortFunc(r.units, func(a, b unitPast) int { return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.k, b.k)) })
	for i := range r.units {
		r.byKey[r.units[i].k] = i
	}
	return err
}

func (v *view) registerPasts(r *register) error {
	err := v.rows(func(rows readdb.Row) error {
		var k int64
		var s since[string]
		err := rows.Scan(&k, &s.n, &s.since, &s.value)
		u := &r.units[r.byKey[k]]
		u.names = append(u.names, s)
		return err
	}, "SELECT k, n, since, name FROM @unit_names")
	if err == nil {
		err = v.rows(func(rows readdb.Row) error {
			var k int64
			var s since[int64]
			err := rows.Scan(&k, &s.n, &s.since, &s.value)
			u := &r.units[r.byKey[k]]
			u.kinds = append(u.kinds, s)
			return err
		}, "SELECT k, n, since, kind FROM @unit_kinds")
	}
	if err == nil {
		err = v.rows(func(rows readdb.Row) error {
			var k, caretaker int64
			var s since[unitPlace]
			err := rows.Scan(&k, &s.n, &s.since, &s.value.parent, &caretaker)
			s.value.caretaker = caretaker == 1
			u := &r.units[r.byKey[k]]
			u.places = append(u.places, s)
			return err
		}, "SELECT k, n, since, parent, caretaker FROM @unit_places")
	}
	return err
}

func (v *view) registerEnds(r *register) error {
	err := v.rows(func(rows readdb.Row) error {
		var k, n, since, how int64
		err := rows.Scan(&k, &n, &since, &how)
		u := &r.units[r.byKey[k]]
		u.endN, u.endSince, u.how = n, since, how
		return err
	}, "SELECT k, n, since, how FROM @unit_ends")
	if err == nil {
		err = v.rows(func(rows readdb.Row) error {
			var k, heir int64
			err := rows.Scan(&k, &heir)
			u := &r.units[r.byKey[k]]
			u.heirs = append(u.heirs, heir)
			return err
		}, "SELECT k, heir FROM @unit_heirs ORDER BY k, nth")
	}
	return err
}

func (v *view) registerFunds(r *register) error {
	err := v.rows(func(rows readdb.Row) error {
		var f fundPast
		var s since[int64]
		err := rows.Scan(&f.k, &f.n, &s.since, &s.value)
		s.n, s.since = f.n, -1<<40
		f.units = past[int64]{s}
		r.fund[f.k] = len(r.funds)
		r.funds = append(r.funds, f)
		return err
	}, "SELECT k, n, since, unit FROM @funds")
	if err == nil {
		err = v.rows(func(rows readdb.Row) error {
			var k int64
			var s since[int64]
			err := rows.Scan(&k, &s.n, &s.since, &s.value)
			f := &r.funds[r.fund[k]]
			f.units = append(f.units, s)
			return err
		}, "SELECT k, n, since, unit FROM @fund_units")
	}
	if err == nil {
		err = v.rows(func(rows readdb.Row) error {
			var k, n, day, into int64
			err := rows.Scan(&k, &n, &day, &into)
			f := &r.funds[r.fund[k]]
			f.endN, f.endDay, f.into = n, day, into
			return err
		}, "SELECT k, n, day, into_fund FROM @fund_ends")
	}
	return err
}
