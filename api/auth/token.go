// Package auth says who knocks at the API. A token is a secret that stands for an actor, narrowed to a role, to a unit and what is below it, and to a
// time; who that actor may be and what they may do is in the ledger's own duties.
//
// It promises that a secret is shown once and kept nowhere (what is kept is its SHA-256, beside the keys, where it can be forgotten), that a token that
// was revoked or has run out opens nothing, and that what does not open says only that it does not.
package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/staff"
	"sovang/eventstore/vault"
)

// Token is what is kept of one. The actor of every request that comes with it is its own.
type Token struct {
	ID        uuid.UUID  `json:"id"`
	Hash      []byte     `json:"hash"` // SHA-256 of the secret
	Actor     string     `json:"actor"`
	Role      staff.Role `json:"role"`
	Unit      uuid.UUID  `json:"unit,omitzero"` // nil UUID: of the whole book
	Issued    time.Time  `json:"issued"`
	IssuedBy  string     `json:"issued_by"`
	Expires   time.Time  `json:"expires"`
	Revoked   time.Time  `json:"revoked,omitzero"`
	RevokedBy string     `json:"revoked_by,omitempty"`

	key string // of the actor, where it is known
}

// ActorKey is domain.ActorKey of the actor, which every request asks for.
func (t Token) ActorKey() string {
	if t.key == "" {
		return domain.ActorKey(t.Actor)
	}
	return t.key
}

// Live says whether the token opens anything at that moment.
func (t Token) Live(now time.Time) bool { return t.Revoked.IsZero() && now.Before(t.Expires) }

// Longest is how long a token may live: whoever has one that nobody renews for a year is somebody who has left.
const Longest = 366 * 24 * time.Hour

// Bucket is where tokens are kept: bytes under ids, durable when a call returns.
type Bucket interface {
	vault.Keys
	IDs(context.Context) ([]uuid.UUID, error)
}

// Tokens issues, knows and revokes tokens. It is safe for many goroutines.
type Tokens struct {
	bucket Bucket
	now    func() time.Time

	mu   sync.Mutex
	seen map[uuid.UUID]seen
}

type seen struct {
	token Token
	ok    bool
	at    time.Time
}

// fresh is how long what was read of a token is believed: so long may one that was revoked through another instance still open, where that was not heard.
const fresh = 2 * time.Second

// mostSeen bounds what is remembered; ids that are made up would otherwise fill the memory.
const mostSeen = 10_000

// New keeps tokens in a bucket; now is the clock, time.Now where nil.
func New(bucket Bucket, now func() time.Time) *Tokens {
	if now == nil {
		now = time.Now
	}
	return &Tokens{bucket: bucket, now: now, seen: map[uuid.UUID]seen{}}
}

// Ask is a token as it is asked for.
type Ask struct {
	Actor   string     `json:"actor"`
	Role    staff.Role `json:"role"`
	Unit    uuid.UUID  `json:"unit,omitzero"`
	Expires time.Time  `json:"expires"`
	By      string     `json:"by"`
}

// begins is how a secret begins, so that one that was committed or mailed by mistake is found by whoever looks for it.
const begins = "sovang_"

// Issue makes a token and gives its secret, which cannot be asked for again.
func (t *Tokens) Issue(ctx context.Context, a Ask) (secret string, made Token, err error) {
	if a.Actor, err = domain.Text("actor", a.Actor, 500); err != nil {
		return "", Token{}, err
	}
	if a.By, err = domain.Text("by", a.By, 500); err != nil {
		return "", Token{}, err
	}
	if !staff.Working.Has(a.Role) { // donors and the public need no account for what they may see
		return "", Token{}, domain.Errorf(domain.Invalid, "%q is no role that works in the books; there are %s", a.Role, staff.Working).On("role")
	}
	now := t.now().UTC().Truncate(time.Second)
	if lives := a.Expires.Sub(now); lives <= 0 || lives > Longest {
		return "", Token{}, domain.Errorf(domain.Invalid, "a token lives for 1 to %d days", Longest/(24*time.Hour)).On("expires")
	}
	random := make([]byte, 32)
	rand.Read(random) // never fails: without chance the program ends
	id := uuid.New()
	secret = begins + strings.ReplaceAll(id.String(), "-", "") + "_" + base64.RawURLEncoding.EncodeToString(random)
	hash := sha256.Sum256([]byte(secret))
	made = Token{ID: id, Hash: hash[:], Actor: a.Actor, Role: a.Role, Unit: a.Unit, Issued: now, IssuedBy: a.By, Expires: a.Expires.UTC().Truncate(time.Second)}
	value, err := json.Marshal(made)
	if err != nil {
		return "", Token{}, err
	}
	if _, err := t.bucket.Create(ctx, []uuid.UUID{id}, [][]byte{value}); err != nil {
		return "", Token{}, err
	}
	return secret, made, nil
}

// errStranger is all that is said to whoever has no token that opens: not whether there ever was one.
func errStranger() error {
	return domain.Errorf(domain.Denied, "this needs a token that is known, has not run out and was not revoked")
}

// Who gives the token that a secret belongs to. It fails with Denied where there is none that opens now.
func (t *Tokens) Who(ctx context.Context, secret string) (Token, error) {
	id, ok := idOf(secret)
	if !ok {
		return Token{}, errStranger()
	}
	found, err := t.look(ctx, id)
	if err != nil {
		return Token{}, err
	}
	hash := sha256.Sum256([]byte(secret))
	if subtle.ConstantTimeCompare(hash[:], found.Hash) != 1 || !found.Live(t.now()) {
		return Token{}, errStranger()
	}
	return found, nil
}

func idOf(secret string) (uuid.UUID, bool) {
	rest, ok := strings.CutPrefix(secret, begins)
	if !ok || len(secret) > 200 {
		return uuid.Nil, false
	}
	text, _, ok := strings.Cut(rest, "_")
	id, err := uuid.Parse(text)
	return id, ok && err == nil
}

// Met says whether a secret has opened something here not long ago: who asks with it tries no secrets. Whether it opens now Who says.
func (t *Tokens) Met(secret string) bool {
	id, ok := idOf(secret)
	if !ok {
		return false
	}
	t.mu.Lock()
	known := t.seen[id]
	t.mu.Unlock()
	hash := sha256.Sum256([]byte(secret))
	return known.ok && subtle.ConstantTimeCompare(hash[:], known.token.Hash) == 1
}

func (t *Tokens) look(ctx context.Context, id uuid.UUID) (Token, error) {
	now := t.now()
	t.mu.Lock()
	known, have := t.seen[id]
	t.mu.Unlock()
	if !have || now.Sub(known.at) >= fresh {
		var err error
		if known, err = t.read(ctx, id, now); err != nil {
			return Token{}, err
		}
		t.remember(id, known)
	}
	if !known.ok {
		return Token{}, errStranger()
	}
	return known.token, nil
}

// read looks up what is kept of a token.
func (t *Tokens) read(ctx context.Context, id uuid.UUID, now time.Time) (seen, error) {
	values, err := t.bucket.Get(ctx, []uuid.UUID{id})
	if err != nil {
		return seen{}, err
	}
	known := seen{ok: values[0] != nil, at: now}
	if known.ok {
		if err := json.Unmarshal(values[0], &known.token); err != nil {
			return seen{}, domain.Errorf(domain.Internal, "the token %s cannot be read: %v", id, err)
		}
		known.token.key = domain.ActorKey(known.token.Actor)
	}
	return known, nil
}

func (t *Tokens) remember(id uuid.UUID, s seen) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.seen) >= mostSeen {
		clear(t.seen)
	}
	t.seen[id] = s
}

// Hear takes in what another instance says that it puts under an id. It can close and never open: what was revoked there opens nothing here from then
// on, and whatever else it is is looked up when it is needed.
func (t *Tokens) Hear(id uuid.UUID, value []byte) {
	said := seen{ok: true, at: t.now()}
	if json.Unmarshal(value, &said.token) == nil && !said.token.Revoked.IsZero() {
		t.remember(id, said)
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.seen, id)
}

// Revoke ends a token. What it was stays known; asked again it changes nothing.
func (t *Tokens) Revoke(ctx context.Context, id uuid.UUID, by string) (Token, error) {
	values, err := t.bucket.Get(ctx, []uuid.UUID{id})
	if err != nil {
		return Token{}, err
	}
	if values[0] == nil {
		return Token{}, domain.Errorf(domain.NotFound, "there is no token %s", id).On("token")
	}
	var found Token
	if err := json.Unmarshal(values[0], &found); err != nil {
		return Token{}, err
	}
	if found.Revoked.IsZero() {
		found.Revoked, found.RevokedBy = t.now().UTC().Truncate(time.Second), by
		value, err := json.Marshal(found)
		if err != nil {
			return Token{}, err
		}
		if err := t.bucket.Replace(ctx, id, value); err != nil {
			return Token{}, err
		}
	}
	t.remember(id, seen{found, true, t.now()})
	return found, nil
}

// All lists every token there ever was, in the order in which they were issued.
func (t *Tokens) All(ctx context.Context) ([]Token, error) {
	ids, err := t.bucket.IDs(ctx)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	values, err := t.bucket.Get(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Token, len(ids))
	for i, value := range values {
		if err := json.Unmarshal(value, &all[i]); err != nil {
			return nil, domain.Errorf(domain.Internal, "the token %s cannot be read: %v", ids[i], err)
		}
	}
	slices.SortFunc(all, func(a, b Token) int {
		if c := a.Issued.Compare(b.Issued); c != 0 {
			return c
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	return all, nil
}
