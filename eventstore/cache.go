package eventstore

import (
	"container/list"

	"github.com/google/uuid"

	"sovang/domain"
)

// cache keeps values up to a total cost and drops what was not used for longest.
type cache[K comparable, V any] struct {
	limit, cost int
	byKey       map[K]*list.Element
	order       *list.List // of cached[K, V]; the last used first
	dropped     func(K, V) // may be nil
}

type cached[K comparable, V any] struct {
	key   K
	value V
	cost  int
}

func newCache[K comparable, V any](limit int, dropped func(K, V)) *cache[K, V] {
	return &cache[K, V]{limit: limit, byKey: map[K]*list.Element{}, order: list.New(), dropped: dropped}
}

func (c *cache[K, V]) get(k K) (v V, ok bool) {
	e, ok := c.byKey[k]
	if !ok {
		return v, false
	}
	c.order.MoveToFront(e)
	return e.Value.(cached[K, V]).value, true
}

func (c *cache[K, V]) put(k K, v V, cost int) {
	c.remove(k)
	c.byKey[k] = c.order.PushFront(cached[K, V]{k, v, cost})
	c.cost += cost
	for c.cost > c.limit && c.order.Len() > 1 {
		last := c.order.Back().Value.(cached[K, V])
		c.remove(last.key)
		if c.dropped != nil {
			c.dropped(last.key, last.value)
		}
	}
}

func (c *cache[K, V]) remove(k K) {
	if e, ok := c.byKey[k]; ok {
		c.order.Remove(e)
		delete(c.byKey, k)
		c.cost -= e.Value.(cached[K, V]).cost
	}
}

// recent keeps the entries that were stored or read last, up to a total size of their lines.
type recent struct {
	limit, size int
	byID        map[uuid.UUID]*domain.Entry
	order       []recentEntry // the oldest first
}

type recentEntry struct {
	entry *domain.Entry
	size  int
}

func (r *recent) put(e *domain.Entry, size int) {
	if r.byID[e.ID] != nil {
		return
	}
	r.byID[e.ID] = e
	r.order = append(r.order, recentEntry{e, size})
	for r.size += size; r.size > r.limit && len(r.order) > 1; {
		oldest := r.order[0]
		delete(r.byID, oldest.entry.ID)
		r.size -= oldest.size
		r.order[0] = recentEntry{}
		r.order = r.order[1:]
	}
}
