package projections

import (
	"sync"

	"github.com/google/uuid"

	"sovang/projections/readdb"
)

// keepLasting bounds how much of each sort readers keep in memory of what never changes: some 3 MB. Beyond it they begin anew.
const keepLasting = 50_000

// lasting is what readers know of a generation that stays as it is, whatever is entered: whose key an id is, what a key stands for.
type lasting[K comparable, V any] struct {
	mu    sync.RWMutex
	db    string
	known map[K]V
}

func (l *lasting[K, V]) get(db string, k K) (v V, ok bool) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if l.db != db {
		return v, false
	}
	v, ok = l.known[k]
	return v, ok
}

func (l *lasting[K, V]) put(db string, k K, v V) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.db != db || len(l.known) >= keepLasting {
		l.db, l.known = db, map[K]V{}
	}
	l.known[k] = v
}

// named is an id as the name of a thing of that kind.
type named struct {
	id   uuid.UUID
	kind int64
}

// keyed is the key of an id, and the entry from which on there is what it names; 0: whatever the entry.
type keyed struct{ k, since int64 }

// asked runs a query whose text is made in one place, since it may have been asked ahead.
func (v *view) asked(scan func(readdb.Row) error, a readdb.Ask) error {
	return v.Query(scan, a.Query, a.Args...)
}

// aheadMost bounds how much is asked ahead for a list: a round trip less is nothing beside it.
const aheadMost = 64

// idAsks are the questions for the ids of keys that are not known yet.
func (v *view) idAsks(asks []readdb.Ask, keys ...int64) []readdb.Ask {
	for _, k := range keys {
		if _, ok := v.knownID(k); !ok {
			asks = append(asks, idAsk(k))
		}
	}
	return asks
}

func idAsk(k int64) readdb.Ask {
	return readdb.Ask{Query: "SELECT id FROM @names WHERE k = $1", Args: []any{k}}
}

func (v *view) knownID(k int64) (uuid.UUID, bool) {
	if k == 0 {
		return uuid.Nil, true
	}
	if id, ok := v.names[k]; ok {
		return id, true
	}
	return v.r.ids.get(v.db, k)
}
