package rest

import (
	"context"
	"sync/atomic"
	"time"
)

// deadlines gives contexts that end after a while, one for all who ask within a second: a timer and a context for each request cost as much as reading
// its command.
type deadlines struct{ shared atomic.Pointer[deadline] }

// deadline is a context, and until when it is given.
type deadline struct {
	ctx   context.Context
	given time.Time
}

// together is for how long requests share a deadline: by so much more than it should one of them may be waited for.
const together = time.Second

// after gives a context that ends when d is over, or up to a second later.
func (s *deadlines) after(d time.Duration) context.Context {
	now := time.Now()
	shared := s.shared.Load()
	if shared != nil && now.Before(shared.given) {
		return shared.ctx
	}
	ctx, cancel := context.WithDeadline(context.Background(), now.Add(d+together))
	context.AfterFunc(ctx, cancel) // until then others may stand on it
	s.shared.CompareAndSwap(shared, &deadline{ctx, now.Add(together)})
	return ctx
}
