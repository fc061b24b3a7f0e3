package projections

import "sync"

// keepWorkedOut bounds how many slots and pledges readers keep as they stand: about 40 MB. What alone is more is not kept.
const keepWorkedOut = 25_000

// workedOut is how slots and pledges stand, as it was last worked out of all that happened to them. It is given again only for the same generation of the tables,
// the same question, the same day, and the same last entry that is about any of them: whatever else was entered meanwhile changes nothing of it. What is kept is read
// by many and changed by nobody.
type workedOut[K comparable, T any] struct {
	mu   sync.Mutex
	kept map[K]stood[T]
	all  int
}

type stood[T any] struct {
	value T
	count int
}

func (s *workedOut[K, T]) get(of K) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.kept[of]
	return v.value, ok
}

// put keeps what stands for count things. Where it is too much together, what was kept before goes.
func (s *workedOut[K, T]) put(of K, value T, count int) {
	if count > keepWorkedOut {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all+count > keepWorkedOut || s.kept == nil {
		s.kept, s.all = map[K]stood[T]{}, 0
	}
	s.all += count - s.kept[of].count
	s.kept[of] = stood[T]{value, count}
}

// lastAbout is the last entry, of those the view knows, that has rows in any of some tables; each has an index of n.
func (v *view) lastAbout(tables ...string) (last int64, err error) {
	for _, table := range tables {
		var n int64
		if _, err = v.row("SELECT COALESCE(MAX(n), 0) FROM @"+table+" WHERE n <= $1", []any{v.n}, &n); err != nil {
			return 0, err
		}
		last = max(last, n)
	}
	return last, nil
}
