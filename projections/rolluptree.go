package projections

import (
	"cmp"
	"database/sql"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// tree is the units below one, or all of the book, as they lie on the view's day.
type tree struct {
	nodes []node
	order []int         // parents before children, siblings by code
	funds map[int64]int // a fund's key → the node of the unit whose it is that day
}

// node is one unit.
type node struct {
	k, parent  int64
	id         uuid.UUID
	code, name string
	kind       string
	level      int
	ended      bool
	below      []int
}

// tree reads the units and funds known to the view.
func (v *view) tree(top uuid.UUID) (*tree, error) {
	all, err := v.units()
	if err != nil {
		return nil, err
	}
	byKey := make(map[int64]int, len(all))
	for i := range all {
		byKey[all[i].k] = i
	}
	first := -1
	if top != uuid.Nil {
		if first = slices.IndexFunc(all, func(n node) bool { return n.id == top }); first < 0 {
			return nil, domain.Errorf(domain.NotFound, "there is no unit %s as of entry %d", top, v.n).On("unit")
		}
	}
	t := &tree{nodes: all}
	t.arrange(byKey, first)
	return t, v.treeFunds(t, byKey)
}

// arrange puts units below their parents and walks from the first, or from every root.
func (t *tree) arrange(byKey map[int64]int, first int) {
	var roots []int
	for i := range t.nodes {
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
		if seen[i] { // a circle would have been refused; a day before a correction may still show one
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
	if first < 0 { // nothing of the book is left out
		for i := range t.nodes {
			walk(i, 0)
		}
	}
}

// units reads every unit known to the view, in the order of their codes, with the name and parent of its day.
func (v *view) units() ([]node, error) {
	var all []node
	var kinds []int64
	err := v.rows(func(r *sql.Rows) error {
		var n node
		var id []byte
		var kind int64
		if err := r.Scan(&n.k, &id, &n.code, &n.name, &kind, &n.parent); err != nil {
			return err
		}
		n.id = uuid.UUID(id)
		all, kinds = append(all, n), append(kinds, kind)
		return nil
	}, `SELECT u.k, x.id, u.code, COALESCE((SELECT y.name FROM @unit_names y WHERE y.k = u.k AND y.n <= $1 AND y.since <= $2 ORDER BY y.since DESC, y.n DESC LIMIT 1), ''),
		u.kind, u.parent FROM @units u JOIN @names x ON x.k = u.k WHERE u.n <= $1`, v.n, v.lastDay())
	for i := range all {
		if err == nil {
			all[i].kind, err = v.word(kinds[i])
		}
	}
	slices.SortFunc(all, func(a, b node) int { return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.k, b.k)) })
	return all, err
}

// treeFunds finds the funds of the tree.
func (v *view) treeFunds(t *tree, byKey map[int64]int) error {
	in := make([]bool, len(t.nodes))
	for _, i := range t.order {
		in[i] = true
	}
	t.funds = make(map[int64]int, len(t.order))
	return v.rows(func(r *sql.Rows) error {
		var k, unit int64
		if err := r.Scan(&k, &unit); err != nil {
			return err
		}
		if i, ok := byKey[unit]; ok && in[i] {
			t.funds[k] = i
		}
		return nil
	}, "SELECT f.k, f.unit FROM @funds f WHERE f.n <= $1", v.n)
}
