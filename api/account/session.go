package account

import (
	"context"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
)

// How long a session lasts: until nobody has asked for a page for Idle, and never longer than Lasts.
const (
	Idle  = time.Hour
	Lasts = 12 * time.Hour
	noted = time.Minute // how exactly is known when somebody last asked
)

// Desk is where sessions lie: something small under a key, durable when a call returns, gone by itself after a while. An empty value takes it away.
type Desk interface {
	Get(ctx context.Context, key string) ([]byte, error)
	Put(ctx context.Context, key string, value []byte) error
}

// Sessions knows who is signed in. What a browser has is a random token; what is kept is its hash.
type Sessions struct {
	accounts *Accounts
	manager  *scs.SessionManager
	now      func() time.Time
}

// NewSessions keeps sessions on a desk. secure: the pages are reached by HTTPS alone, and so is the cookie.
func NewSessions(accounts *Accounts, desk Desk, secure bool, log *slog.Logger) *Sessions {
	m := scs.New()
	m.Store = &onDesk{desk}
	m.Lifetime = Lasts
	m.HashTokenInStore = true
	m.Cookie.Name, m.Cookie.Secure = "sovang", secure
	if secure {
		m.Cookie.Name = "__Host-sovang"
	}
	m.Cookie.Persist = false // it ends with the browser, which on a village's laptop is everybody's
	m.Cookie.SameSite = http.SameSiteLaxMode
	m.ErrorFunc = func(w http.ResponseWriter, _ *http.Request, err error) {
		log.Error("sessions cannot be reached", "error", err)
		http.Error(w, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
	}
	return &Sessions{accounts, m, accounts.now}
}

// Handler finds the session of each request, and keeps what became of it before the answer begins.
func (s *Sessions) Handler(next http.Handler) http.Handler { return s.manager.LoadAndSave(next) }

// What a session knows.
const (
	whose   = "account"
	inRound = "round"
	lastly  = "asked" // when a page was last asked for, in seconds
)

// Begin signs an account in. The token is a new one, so that one that somebody planted beforehand opens nothing.
func (s *Sessions) Begin(ctx context.Context, a Account) error {
	if err := s.manager.Clear(ctx); err != nil {
		return err
	}
	if err := s.manager.RenewToken(ctx); err != nil {
		return err
	}
	s.manager.Put(ctx, whose, a.ID.String())
	s.manager.Put(ctx, inRound, strconv.FormatInt(a.Round, 10))
	s.manager.Put(ctx, lastly, strconv.FormatInt(s.now().Unix(), 10))
	return nil
}

// End signs out.
func (s *Sessions) End(ctx context.Context) error { return s.manager.Destroy(ctx) }

// Who gives the account that is signed in; ok is false where none is, any more.
func (s *Sessions) Who(ctx context.Context) (a Account, ok bool, err error) {
	text := s.manager.GetString(ctx, whose)
	if text == "" {
		return a, false, nil
	}
	id, err := uuid.Parse(text)
	if err != nil {
		return a, false, err
	}
	if a, err = s.accounts.Get(ctx, id); err != nil {
		return a, false, err
	}
	now, asked := s.now(), s.seconds(ctx, lastly)
	if !a.Closed.IsZero() || s.seconds(ctx, inRound) != a.Round || now.Sub(time.Unix(asked, 0)) > Idle {
		return Account{}, false, s.End(ctx)
	}
	if now.Sub(time.Unix(asked, 0)) > noted {
		s.manager.Put(ctx, lastly, strconv.FormatInt(now.Unix(), 10))
	}
	return a, true, nil
}

func (s *Sessions) seconds(ctx context.Context, key string) int64 {
	n, err := strconv.ParseInt(s.manager.GetString(ctx, key), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// onDesk is a desk as the session manager knows stores. Tokens come hashed.
type onDesk struct{ desk Desk }

type lying struct {
	Ends time.Time `json:"ends"`
	Data []byte    `json:"data"`
}

const sessionKey = "session."

// FindCtx implements scs.CtxStore.
func (d *onDesk) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	value, err := d.desk.Get(ctx, sessionKey+token)
	if err != nil || value == nil {
		return nil, false, err
	}
	var found lying
	if err := json.Unmarshal(value, &found); err != nil {
		return nil, false, err
	}
	return found.Data, time.Now().Before(found.Ends), nil
}

// CommitCtx implements scs.CtxStore.
func (d *onDesk) CommitCtx(ctx context.Context, token string, data []byte, ends time.Time) error {
	value, err := json.Marshal(lying{ends, data})
	if err != nil {
		return err
	}
	return d.desk.Put(ctx, sessionKey+token, value)
}

// DeleteCtx implements scs.CtxStore.
func (d *onDesk) DeleteCtx(ctx context.Context, token string) error {
	return d.desk.Put(ctx, sessionKey+token, nil)
}

// Find implements scs.Store.
func (d *onDesk) Find(token string) ([]byte, bool, error) {
	return d.FindCtx(context.Background(), token)
}

// Commit implements scs.Store.
func (d *onDesk) Commit(token string, data []byte, ends time.Time) error {
	return d.CommitCtx(context.Background(), token, data, ends)
}

// Delete implements scs.Store.
func (d *onDesk) Delete(token string) error { return d.DeleteCtx(context.Background(), token) }

// Keep keeps a text with the session until it is taken.
func (s *Sessions) Keep(ctx context.Context, key, text string) { s.manager.Put(ctx, key, text) }

// Kept gives what is kept, and leaves it there.
func (s *Sessions) Kept(ctx context.Context, key string) string { return s.manager.GetString(ctx, key) }

// Take gives what was kept, once.
func (s *Sessions) Take(ctx context.Context, key string) string {
	return s.manager.PopString(ctx, key)
}
