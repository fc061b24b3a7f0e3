package rest

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"sovang/api/auth"
	"sovang/domain"
	"sovang/domain/staff"
	"sovang/projections"
)

// offices is the tree of units, whose each fund is, and who serves where, as the read side has it on one day.
type offices struct {
	at     time.Time
	entry  uint64
	day    domain.Date
	above  map[uuid.UUID][]uuid.UUID // of a unit: its parent, and the successors of one that is no more
	owners map[uuid.UUID]uuid.UUID   // fund → unit
	duties map[uuid.UUID]bool        // units in which a role was ever granted
	roots  []uuid.UUID               // those of them that lie below nothing
	posts  map[office][]uuid.UUID    // units in which somebody holds a role today; empty where they did once
}

// office is somebody, by domain.ActorKey, as a holder of a role.
type office struct {
	actor string
	role  staff.Role
}

// believed is how long a look at the offices holds, as long as a look at a token.
const believed = 2 * time.Second

// looked keeps the last look for many goroutines.
type looked struct {
	mu   sync.Mutex
	last atomic.Pointer[offices]
}

// look gives the offices as they are now, or were two seconds ago. A book that stands still is not looked at again that day. It reads as the caller
// does: who holds a sight of the tables and waited for another could wait for ever.
func (l *looked) look(ctx context.Context, s *Server, read *projections.Reader) (*offices, error) {
	if now := l.last.Load(); now != nil && now.holdsFor(s) {
		return now, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := l.last.Load(); now != nil && now.holdsFor(s) {
		return now, nil
	}
	now, err := officesOf(ctx, read)
	if err == nil {
		l.last.Store(now)
	}
	return now, err
}

func (o *offices) holdsFor(s *Server) bool {
	if o.day != domain.DateOf(time.Now()) {
		return false
	}
	return time.Since(o.at) < believed || o.entry == s.o.Reached()
}

func officesOf(ctx context.Context, read *projections.Reader) (*offices, error) {
	o := &offices{at: time.Now(), above: map[uuid.UUID][]uuid.UUID{}, owners: map[uuid.UUID]uuid.UUID{}, duties: map[uuid.UUID]bool{}, posts: map[office][]uuid.UUID{}}
	o.day = domain.DateOf(o.at)
	now, err := read.AsOf(ctx, "")
	if err != nil {
		return nil, err
	}
	o.entry = now.Entry
	units, err := read.UnitsAt(ctx, now, &o.day)
	if err != nil {
		return nil, err
	}
	for _, u := range units {
		if o.above[u.Unit] = slices.Clone(u.Into); u.Parent != uuid.Nil {
			o.above[u.Unit] = append(o.above[u.Unit], u.Parent)
		}
	}
	funds, err := read.Funds(ctx, now)
	if err != nil {
		return nil, err
	}
	for _, f := range funds {
		o.owners[f.Fund] = f.Unit
	}
	posts, err := read.Posts(ctx, now)
	for _, p := range posts {
		who := office{domain.ActorKey(p.Actor), p.Role}
		if o.duties[p.Unit] = true; p.On(o.day) {
			o.posts[who] = append(o.posts[who], p.Unit)
		} else if o.posts[who] == nil {
			o.posts[who] = []uuid.UUID{}
		}
	}
	for unit := range o.duties {
		if len(o.above[unit]) == 0 {
			o.roots = append(o.roots, unit)
		}
	}
	return o, err
}

// up is a unit and those above it, from below; of a unit that is no more its successors, too: they answer for what it left.
func (o *offices) up(unit uuid.UUID) []uuid.UUID {
	up := []uuid.UUID{unit}
	for i := 0; i < len(up); i++ {
		for _, above := range o.above[up[i]] {
			if !slices.Contains(up, above) {
				up = append(up, above)
			}
		}
	}
	return up
}

// inForce says whether duties are in force in the first of the units, whose line upwards they are.
func (o *offices) inForce(up []uuid.UUID) bool {
	return slices.ContainsFunc(up, func(u uuid.UUID) bool { return o.duties[u] })
}

// holds says whether the token's actor holds its role in one of the units today.
func (o *offices) holds(t auth.Token, up []uuid.UUID) bool {
	held := o.posts[office{domain.ActorKey(t.Actor), t.Role}]
	return slices.ContainsFunc(up, func(u uuid.UUID) bool { return slices.Contains(held, u) })
}

// holdsAll says whether the token's actor may see the whole book: who holds its role in every root that has duties. Where no root has any, the book is its
// operator's, who issued the token; but whoever once held the role and holds it nowhere today is out.
func (o *offices) holdsAll(t auth.Token) bool {
	held, once := o.posts[office{domain.ActorKey(t.Actor), t.Role}]
	if len(o.roots) == 0 {
		return !once || len(held) > 0
	}
	return !slices.ContainsFunc(o.roots, func(root uuid.UUID) bool { return !slices.Contains(held, root) })
}
