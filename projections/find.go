package projections

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/projections/readdb"
)

// FindQuery asks for entries by what they are like: every condition that is given must hold. The zero query is of all entries.
type FindQuery struct {
	Actor  string      // who wrote it, in any case and spacing
	Facts  []string    // it holds one of these facts, by their names
	Whose  []uuid.UUID // it changed one of these funds or units
	About  uuid.UUID   // it speaks of this: what has its own history, or what an entry made and others changed
	From   domain.Date // recorded on this day or later; 0: any
	To     domain.Date // recorded on this day or earlier; 0: any
	After  uint64      // only entries with higher numbers
	Before uint64      // only entries with lower numbers; 0: any
	Limit  int         // 0: 50
	AsOf   AsOf
	At     *domain.Date // only those whose facts are booked by the end of this day; nil: all

	// Uncovered adds to Facts the entries that made positions which no money stood behind.
	Uncovered bool

	booked *[2]domain.Date // only those that may be booked on these days or between
}

// Find lists entries, the newest first. What is found does not change as the log grows, but for what is newer: the number of the last one is the next
// query's Before.
func (r *Reader) Find(ctx context.Context, q FindQuery) (AsOf, []EntryInfo, error) {
	found := []EntryInfo{}
	asOf := q.AsOf
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		asOf = v.asOf
		x, err := v.finding(q)
		if err != nil || x.after >= x.through {
			return err
		}
		if x.q.About != uuid.Nil {
			err = x.about(q.About)
		} else {
			err = x.walk()
		}
		found = append(found, x.found...)
		return err
	})
	return asOf, found, err
}

// finder walks the log backwards, stretch by stretch.
type finder struct {
	*view
	q              FindQuery
	after, through int64
	limit          int
	whose          map[int64]bool // keys of funds and units; nil: whatever they changed
	uncovered      []int64        // entries that are looked for besides those with the facts
	found          []EntryInfo
}

func (v *view) finding(q FindQuery) (*finder, error) {
	for _, name := range q.Facts {
		if !slices.Contains(catalog.Names(), name) {
			return nil, domain.Errorf(domain.Invalid, "%q is no fact that the log knows", name).On("fact")
		}
	}
	x := &finder{view: v, q: q, after: int64(q.After), through: v.n, limit: cmp.Or(q.Limit, 50)}
	if q.Before > 0 {
		x.through = min(x.through, int64(q.Before)-1)
	}
	if q.To != 0 {
		last, err := v.lastBy(startOf(q.To+1).UnixMicro() - 1)
		if err != nil {
			return nil, err
		}
		x.through = min(x.through, last)
	}
	if q.From != 0 {
		first, err := v.lastBy(startOf(q.From).UnixMicro() - 1)
		if err != nil {
			return nil, err
		}
		x.after = max(x.after, first)
	}
	if q.Uncovered {
		if err := v.flowsBetween("@flow_now x CROSS JOIN @flows f WHERE x.kind = $1 AND f.k = x.k AND f.kind = x.kind", flowMade, x.after, x.through, func(_, _ int64, c cell) {
			x.uncovered = append(x.uncovered, c.n)
		}); err != nil {
			return nil, err
		}
	}
	var unit int64
	if q.About != uuid.Nil { // what a fund or a unit has been through, the marks know
		about, err := v.row("SELECT k FROM @names WHERE id = $1 AND kind IN ($2, $3)", []any{q.About[:], unitName, fundName}, &unit)
		if err != nil {
			return nil, err
		}
		if about {
			if q.Whose != nil {
				return nil, domain.Errorf(domain.Invalid, "look for what one fund or unit has been through, or for an id in it").On("about")
			}
			x.q.About, q.Whose = uuid.Nil, []uuid.UUID{q.About}
		}
	}
	if q.Whose == nil {
		return x, nil
	}
	x.whose = map[int64]bool{}
	for _, id := range q.Whose {
		var k int64
		ok, err := v.row("SELECT k FROM @names WHERE id = $1", []any{id[:]}, &k)
		if err != nil {
			return nil, err
		}
		if ok {
			x.whose[k] = true
		}
	}
	return x, nil
}

// walk looks through the stretches, but for those that are known to hold none of the facts.
func (x *finder) walk() error {
	facts, skip := factsKey(x.q.Facts), func(int64) bool { return false }
	var without []int64
	if len(x.q.Facts) > 0 {
		known, besides := x.r.barren.get(x.db, facts), map[int64]bool{}
		for _, n := range x.uncovered {
			besides[n/markChunk] = true
		}
		skip = func(chunk int64) bool { return marked(known, chunk) && !besides[chunk] }
		defer func() { x.r.barren.add(x.db, facts, without) }()
	}
	return x.stretches(x.after, x.through, skip, func(chunk int64, cells []byte) (bool, error) {
		s := stretch{first: max(chunk*markChunk, x.after+1), last: min(chunk*markChunk+markChunk-1, x.through)}
		if err := x.look(&s, chunk, cells); err != nil {
			return false, err
		}
		if s.facts == nil && chunk*markChunk+markChunk-1 <= x.n {
			without = append(without, chunk)
		}
		if s.actors == nil || s.facts == nil && s.besides == nil || s.whose != nil && len(s.whose) == 0 {
			return true, nil
		}
		err := x.take(s)
		return len(x.found) < x.limit, err
	})
}

// stretch is what of one stretch may be looked for: between two entries, by these actors, with these combinations of facts, and only these entries.
type stretch struct {
	first, last   int64
	actors, facts []int64 // keys of words; nil: none is there
	whose         []int64 // entries; nil: all of them
	besides       []int64 // entries that are looked for whatever their facts
	twoDays       []int64 // keys of facts whose entries may be booked on other days than they say
}

// look finds out from the marks of a stretch what to ask the entries for.
func (x *finder) look(s *stretch, chunk int64, cells []byte) error {
	if x.whose != nil {
		s.whose = []int64{}
	}
	for _, n := range x.uncovered {
		if n >= s.first && n <= s.last {
			s.besides = append(s.besides, n)
		}
	}
	var failed error
	err := eachMark(chunk, cells, func(m *mark) {
		if failed != nil {
			return
		}
		switch {
		case m.is(markWhose) && x.whose[m.key()]:
			s.whose = append(s.whose, m.entries...)
		case m.is(markActor):
			var who string
			if who, failed = x.word(m.key()); x.q.Actor == "" || domain.SameActor(who, x.q.Actor) {
				s.actors = append(s.actors, m.key())
			}
		case m.is(markFacts):
			var facts string
			if facts, failed = x.word(m.key()); x.wanted(facts) {
				s.facts = append(s.facts, m.key())
			}
			if x.q.booked != nil && holds(facts, onTwoDays) {
				s.twoDays = append(s.twoDays, m.key())
			}
		}
	})
	return cmp.Or(err, failed)
}

// wanted says whether one of these facts is looked for.
func (x *finder) wanted(facts string) bool {
	return len(x.q.Facts) == 0 && !x.q.Uncovered || holds(facts, x.q.Facts)
}

// holds says whether one of these names is among facts.
func holds(facts string, names []string) bool {
	for name := range strings.FieldsSeq(facts) {
		if slices.Contains(names, name) {
			return true
		}
	}
	return false
}

// take adds the entries of a stretch that are looked for.
func (x *finder) take(s stretch) error {
	where := "e.n >= " + itoa(s.first) + " AND e.n <= " + itoa(s.last) + x.like(s)
	if s.whose != nil {
		slices.Sort(s.whose)
		if where = x.those(slices.Compact(s.whose), s); where == "" {
			return nil
		}
		where += x.like(s)
	}
	some, err := x.entries(where+x.standing(1)+" ORDER BY e.n DESC LIMIT "+itoa(int64(x.limit-len(x.found))), x.args()...)
	x.found = append(x.found, some...)
	return err
}

// like narrows by actor and facts: numbers of our own, so they stand in the query.
func (x *finder) like(s stretch) string {
	where := ""
	if x.q.Actor != "" {
		where += " AND e.actor IN (" + listed(s.actors) + ")"
	}
	if len(x.q.Facts) > 0 || x.q.Uncovered {
		where += " AND (" + oneOf("e.what", s.facts) + " OR " + oneOf("e.n", s.besides) + ")"
	}
	if x.q.booked != nil {
		where += " AND (e.booked >= " + itoa(int64(x.q.booked[0])) + " AND e.booked <= " + itoa(int64(x.q.booked[1])) + " OR " + oneOf("e.what", s.twoDays) + ")"
	}
	return where
}

// oneOf says that a column is one of these; none is.
func oneOf(column string, all []int64) string {
	if len(all) == 0 {
		return "1 = 0"
	}
	return column + " IN (" + listed(all) + ")"
}

// those names entries that lie in a stretch; "" where none does.
func (x *finder) those(entries []int64, s stretch) string {
	entries = slices.DeleteFunc(entries, func(n int64) bool { return n < s.first || n > s.last })
	if len(entries) == 0 {
		return ""
	}
	return "e.n IN (" + listed(entries) + ")"
}

func listed(all []int64) string {
	b := make([]byte, 0, 8*len(all))
	for i, n := range all {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, itoa(n)...)
	}
	return string(b)
}

// mentions are the tables that say which entries changed what another entry made. Each is looked into by the id.
var mentions = []string{"donation_changes", "redates", "payout_returns", "held", "unidentified", "transfer_ends", "reservation_changes", "share_accepts", "goods_moves", "lot_values",
	"staff_ends"}

// about lists the entries that speak of something: its own history, the entry that made it, and those that changed that.
func (x *finder) about(id uuid.UUID) error {
	bounds := " n > " + itoa(x.after) + " AND n <= " + itoa(x.through)
	named := "(SELECT k FROM @names WHERE id = $1) AND"
	asks := []string{"@entries WHERE id = $1 AND", "@streams WHERE k = " + named, "@donations WHERE donor = " + named, "@payouts WHERE recipient = " + named}
	for _, table := range mentions {
		asks = append(asks, "@"+table+" WHERE id = $1 AND")
	}
	var all []int64
	for _, ask := range asks {
		if err := x.rows(func(r readdb.Row) error {
			var n int64
			err := r.Scan(&n)
			all = append(all, n)
			return err
		}, "SELECT n FROM "+ask+bounds, id[:]); err != nil {
			return err
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	slices.Reverse(all)
	return x.among(all)
}

// among takes those of some entries, the newest first, that are looked for.
func (x *finder) among(all []int64) error {
	for len(all) > 0 && len(x.found) < x.limit {
		next := all[:min(len(all), 200)]
		all = all[len(next):]
		some, err := x.entries("e.n IN ("+listed(next)+")"+x.standing(1)+" ORDER BY e.n DESC", x.args()...)
		if err != nil {
			return err
		}
		for _, e := range some {
			ok, err := x.matches(e)
			if err != nil {
				return err
			}
			if ok && len(x.found) < x.limit {
				x.found = append(x.found, e)
			}
		}
	}
	return nil
}

func (x *finder) matches(e EntryInfo) (bool, error) {
	if x.q.Actor != "" && !domain.SameActor(e.Actor, x.q.Actor) || !x.wanted(strings.Join(e.Facts, " ")) && !slices.Contains(x.uncovered, int64(e.Entry)) {
		return false, nil
	}
	if x.whose == nil {
		return true, nil
	}
	n, changed := int64(e.Entry), false
	err := x.stretches(n-1, n, nil, func(chunk int64, cells []byte) (bool, error) {
		return false, eachMark(chunk, cells, func(m *mark) {
			changed = changed || m.is(markWhose) && x.whose[m.key()] && slices.Contains(m.entries, n)
		})
	})
	return changed, err
}

// EntryCount is how many entries hold a fact, or were written by somebody.
type EntryCount struct {
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

// EntryCounts is how many entries there are after one through another, and by whom and with which facts, the most frequent first. An entry that
// holds several facts counts with each.
type EntryCounts struct {
	After   uint64       `json:"after"`
	Through AsOf         `json:"through"`
	Entries int64        `json:"entries"`
	Facts   []EntryCount `json:"facts"`
	Actors  []EntryCount `json:"actors"`
}

// CountEntries counts the entries after one through that of asOf.
func (r *Reader) CountEntries(ctx context.Context, after uint64, asOf AsOf) (c EntryCounts, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		c = EntryCounts{After: after, Through: v.asOf, Entries: max(0, v.n-int64(after))}
		sums := map[int64]int64{}
		err := v.stretches(int64(after), v.n, nil, func(chunk int64, cells []byte) (bool, error) {
			first, last := chunk*markChunk, chunk*markChunk+markChunk-1
			if first <= int64(after) || last > v.n {
				return true, v.countSome(max(first, int64(after)+1), min(last, v.n), sums)
			}
			return true, countMarks(cells, sums)
		})
		if err != nil {
			return err
		}
		return v.named(&c, sums)
	})
	return c, err
}

// countSome counts a part of a stretch from the entries themselves.
func (v *view) countSome(first, last int64, sums map[int64]int64) error {
	return v.rows(func(r readdb.Row) error {
		var actor, what, count int64
		err := r.Scan(&actor, &what, &count)
		sums[actor<<2|markActor] += count
		sums[what<<2|markFacts] += count
		return err
	}, "SELECT actor, what, COUNT(*) FROM @entries WHERE n >= $1 AND n <= $2 GROUP BY actor, what", first, last)
}

func (v *view) named(c *EntryCounts, sums map[int64]int64) error {
	facts, actors := map[string]int64{}, map[string]int64{}
	for of, count := range sums {
		text, err := v.word(of >> 2)
		if err != nil {
			return err
		}
		if of&markOfMany == markActor {
			actors[text] += count
			continue
		}
		for name := range strings.FieldsSeq(text) {
			facts[name] += count
		}
	}
	c.Facts, c.Actors = mostFirst(facts), mostFirst(actors)
	return nil
}

func mostFirst(counts map[string]int64) []EntryCount {
	all := make([]EntryCount, 0, len(counts))
	for name, count := range counts {
		all = append(all, EntryCount{name, count})
	}
	slices.SortFunc(all, func(a, b EntryCount) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return all
}
