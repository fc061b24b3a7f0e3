package rest

import (
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"sovang/domain"
)

// limits says who asks too often: a token by all its requests, an address by those that came with a token that does not open.
type limits struct {
	rate int

	mu        sync.Mutex
	tokens    map[uuid.UUID]*rate.Limiter
	strangers map[string]*rate.Limiter
}

// What an address may try of tokens that do not open.
const (
	tries     = 1 // a second
	triesOnce = 10
)

// mostLimited bounds how many limiters are kept. Those that are full again say nothing and go first.
const mostLimited = 10_000

func newLimits(perSecond int) *limits {
	return &limits{rate: perSecond, tokens: map[uuid.UUID]*rate.Limiter{}, strangers: map[string]*rate.Limiter{}}
}

// may counts a request of a token.
func (l *limits) may(token uuid.UUID) bool {
	if l.rate == 0 {
		return true
	}
	return of(l, l.tokens, token, rate.Limit(l.rate), l.rate).Allow()
}

// strangerMayTry says whether an address has tries left; one that never failed always has.
func (l *limits) strangerMayTry(address string) bool {
	l.mu.Lock()
	limiter := l.strangers[address]
	l.mu.Unlock()
	return limiter == nil || limiter.Tokens() >= 1
}

func (l *limits) strangerTried(address string) {
	of(l, l.strangers, address, tries, triesOnce).Allow()
}

func of[K comparable](l *limits, all map[K]*rate.Limiter, key K, every rate.Limit, burst int) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	limiter := all[key]
	if limiter == nil {
		if len(all) >= mostLimited {
			forgetRested(all)
		}
		limiter = rate.NewLimiter(every, burst)
		all[key] = limiter
	}
	return limiter
}

func forgetRested[K comparable](all map[K]*rate.Limiter) {
	now := time.Now()
	for key, limiter := range all {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(all, key)
		}
	}
	if len(all) >= mostLimited { // all of them at once: an attack from many addresses must not fill the memory
		clear(all)
	}
}

// addressOf is where a request comes from. What a proxy says of it anybody can say, so it is not read.
func addressOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

func tooMany(why string) error { return fail(http.StatusTooManyRequests, codeTooMany, why) }

func stranger(why string) error { return fail(http.StatusUnauthorized, codeStranger, why) }

// strange turns the refusal of a token into the answer to a stranger.
func strange(err error) (error, bool) {
	refusal := (*domain.Error)(nil)
	if errors.As(err, &refusal) && refusal.Code == domain.Denied {
		return stranger(refusal.Message), true
	}
	return nil, false
}
