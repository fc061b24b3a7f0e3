package projections

import (
	"sync"
	"sync/atomic"

	"github.com/google/uuid"

	"sovang/projections/readdb"
)

// keepLasting bounds what readers keep in memory of what never changes: about 10 MB. Beyond it they begin anew.
const keepLasting = 50_000

// lasting is what readers know of a generation that stays as it is, whatever is entered: whose key an id is, what a key stands for.
type lasting struct {
	known atomic.Pointer[sync.Map]
	count atomic.Int64
}

func newLasting() *lasting {
	l := &lasting{}
	l.known.Store(&sync.Map{})
	return l
}

func (l *lasting) load(key any) (any, bool) { return l.known.Load().Load(key) }

func (l *lasting) store(key, value any) {
	if l.count.Add(1) > keepLasting {
		l.count.Store(1)
		l.known.Store(&sync.Map{})
	}
	l.known.Load().Store(key, value)
}

// What lasts is known by its generation.
type (
	idKey struct {
		db string
		k  int64
	}
	keyKey struct {
		db   string
		id   uuid.UUID
		kind int64
	}
	wallsKey struct {
		db string
		k  int64
	}
)

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
	if id, ok := v.r.lasting.load(idKey{v.db, k}); ok {
		return id.(uuid.UUID), true
	}
	return uuid.Nil, false
}
