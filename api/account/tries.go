package account

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// tries says who tries too often: for one name, and from one address. What succeeded is given back.
type tries struct {
	mu    *sync.Mutex
	names map[string]*rate.Limiter
	from  map[string]*rate.Limiter
}

// What may be tried for a name and from an address: so many at once, and then one in so long.
const (
	nameTries = 5
	nameEvery = 20 * time.Second
	fromTries = 30
	fromEvery = 2 * time.Second
)

// mostTries bounds how many limiters are kept. Those that are full again say nothing and go first.
const mostTries = 10_000

func newTries() tries {
	return tries{&sync.Mutex{}, map[string]*rate.Limiter{}, map[string]*rate.Limiter{}}
}

// take counts a try before its password is looked at, so that many at once are many. ok is false where it is one too many; succeed gives back what a
// right password should not have cost.
func (t tries) take(now time.Time, name, address string) (succeed func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	forName := limiter(t.names, name, nameEvery, nameTries, now).ReserveN(now, 1)
	forAddress := limiter(t.from, address, fromEvery, fromTries, now).ReserveN(now, 1)
	if forName.DelayFrom(now) > 0 || forAddress.DelayFrom(now) > 0 {
		forName.CancelAt(now)
		forAddress.CancelAt(now)
		return nil, false
	}
	return func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		forAddress.CancelAt(now)
		delete(t.names, name)
	}, true
}

func limiter(all map[string]*rate.Limiter, key string, every time.Duration, burst int, now time.Time) *rate.Limiter {
	l := all[key]
	if l == nil {
		if len(all) >= mostTries {
			for k, old := range all {
				if old.TokensAt(now) >= float64(old.Burst()) {
					delete(all, k)
				}
			}
			if len(all) >= mostTries { // all of them at once: an attack from many addresses must not fill the memory
				clear(all)
			}
		}
		l = rate.NewLimiter(rate.Every(every), burst)
		all[key] = l
	}
	return l
}
