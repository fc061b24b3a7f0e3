// Package account knows who signs in. An account stands for an actor of the log, is opened by a password, and says nothing of what the actor may do:
// roles are facts, and the table of duties binds whoever signed in as it binds a token.
//
// It promises that a password or a link is kept nowhere (what is kept is its hash, beside the keys, where it can be forgotten), that what does not open
// tells nobody whether there is such an account, that guessing is slow for whoever guesses and cheap for the server, and that one name of an actor
// has one account at most.
package account

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/person"
	"sovang/eventstore/vault"
	"sovang/projections"
)

// Account is what is kept of one.
type Account struct {
	ID       uuid.UUID `json:"id"`
	Actor    string    `json:"actor"`              // as the log names them
	Password string    `json:"password,omitempty"` // its argon2id hash; "": none was chosen yet
	Made     time.Time `json:"made"`
	MadeBy   string    `json:"made_by"`
	Link     []byte    `json:"link,omitempty"` // SHA-256 of the secret of a link with which a password may be chosen; nil: there is none
	LinkEnds time.Time `json:"link_ends,omitzero"`
	Closed   time.Time `json:"closed,omitzero"`
	ClosedBy string    `json:"closed_by,omitempty"`
	Round    int64     `json:"round"` // sessions of an earlier round have ended
}

// Open says whether somebody can sign in with it.
func (a Account) Open() bool { return a.Closed.IsZero() && a.Password != "" }

// Invited says whether its link opens at that moment.
func (a Account) Invited(now time.Time) bool {
	return a.Closed.IsZero() && a.Link != nil && now.Before(a.LinkEnds)
}

// How long a link opens: the first one as long as whoever starts the program needs, that of an invitation until it has been passed on.
const (
	LinkLives  = 72 * time.Hour
	FirstLives = 24 * time.Hour
)

// The refusals. None says more than that.
var (
	ErrWrong  = errors.New("no account opens with this name and password")
	ErrLink   = errors.New("the link is not known, has been used or has run out")
	ErrMany   = errors.New("too many tries: wait a moment")
	ErrShort  = errors.New("a password has 10 to 200 letters and is not the name")
	ErrExists = errors.New("there is an account with this name")
)

// Bucket is where accounts are kept: bytes under ids, durable when a call returns.
type Bucket interface {
	vault.Keys
	IDs(context.Context) ([]uuid.UUID, error)
}

// Accounts makes, knows and closes accounts. It is safe for many goroutines.
type Accounts struct {
	bucket Bucket
	now    func() time.Time
	gate   chan struct{} // hashes under way
	tries  tries

	mu   sync.Mutex // of changes
	seen sync.Map   // uuid.UUID → seen
}

type seen struct {
	account Account
	at      time.Time
}

// fresh is how long what was read of an account is believed: so long may a session that was ended through another instance go on.
const fresh = 2 * time.Second

// New keeps accounts in a bucket; now is the clock, time.Now where nil.
func New(bucket Bucket, now func() time.Time) *Accounts {
	if now == nil {
		now = time.Now
	}
	return &Accounts{bucket: bucket, now: now, gate: make(chan struct{}, hashesAtOnce), tries: newTries()}
}

// names is the space of the ids that names give.
var names = uuid.MustParse("5f0c0a64-3ad5-4c5e-9b0e-7d1c1c8f2f11")

// idOf is the id of the account of a name: with or without its marks, in any writing, a name is the same name to whoever types it.
func idOf(actor string) uuid.UUID {
	return uuid.NewSHA1(names, []byte(projections.Fold(domain.ActorKey(actor))))
}

// firstLink is where the link of the first administrator is kept, which belongs to no account yet.
var firstLink = uuid.Nil

// secret makes a link's secret for an id, and the hash that is kept of it.
func secretFor(id uuid.UUID) (secret string, hash []byte) {
	random := make([]byte, 24)
	rand.Read(random) // never fails: without chance the program ends
	secret = base64.RawURLEncoding.EncodeToString(append(id[:], random...))
	sum := sha256.Sum256([]byte(secret))
	return secret, sum[:]
}

func idIn(secret string) (uuid.UUID, bool) {
	raw, err := base64.RawURLEncoding.DecodeString(secret)
	if err != nil || len(raw) != 40 {
		return uuid.Nil, false
	}
	return uuid.UUID(raw[:16]), true
}

func opens(a Account, secret string, now time.Time) bool {
	sum := sha256.Sum256([]byte(secret))
	return a.Invited(now) && subtle.ConstantTimeCompare(sum[:], a.Link) == 1
}

// read gives the account with an id as it is kept; ok is false where there is none.
func (s *Accounts) read(ctx context.Context, id uuid.UUID) (a Account, ok bool, err error) {
	values, err := s.bucket.Get(ctx, []uuid.UUID{id})
	if err != nil || values[0] == nil {
		return a, false, err
	}
	if err := json.Unmarshal(values[0], &a); err != nil {
		return a, false, domain.Errorf(domain.Internal, "the account %s cannot be read: %v", id, err)
	}
	return a, true, nil
}

// change reads an account, changes it and keeps it. Changes through two instances in the same moment are rare, and the later one stays.
func (s *Accounts) change(ctx context.Context, id uuid.UUID, how func(*Account) error) (Account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok, err := s.read(ctx, id)
	if err != nil {
		return a, err
	}
	if !ok {
		return a, domain.Errorf(domain.NotFound, "there is no such account").On("account")
	}
	if err := how(&a); err != nil {
		return a, err
	}
	return a, s.replace(ctx, a)
}

func (s *Accounts) replace(ctx context.Context, a Account) error {
	value, err := json.Marshal(a)
	if err == nil {
		err = s.bucket.Replace(ctx, a.ID, value)
	}
	if err == nil {
		s.seen.Store(a.ID, seen{a, s.now()})
	}
	return err
}

// Get gives an account by its id, as it was a moment ago at the earliest.
func (s *Accounts) Get(ctx context.Context, id uuid.UUID) (Account, error) {
	now := s.now()
	if known, ok := s.seen.Load(id); ok && now.Sub(known.(seen).at) < fresh {
		return known.(seen).account, nil
	}
	a, ok, err := s.read(ctx, id)
	if err == nil && !ok {
		err = domain.Errorf(domain.NotFound, "there is no such account").On("account")
	}
	if err == nil {
		s.seen.Store(id, seen{a, now}) // ids come from sessions, which are ours: there are no more of them than accounts
	}
	return a, err
}

// All lists the accounts by name.
func (s *Accounts) All(ctx context.Context) ([]Account, error) {
	ids, err := s.bucket.IDs(ctx)
	if err != nil {
		return nil, err
	}
	ids = slices.DeleteFunc(ids, func(id uuid.UUID) bool { return id == firstLink })
	if len(ids) == 0 {
		return nil, nil
	}
	values, err := s.bucket.Get(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Account, len(ids))
	for i, value := range values {
		if err := json.Unmarshal(value, &all[i]); err != nil {
			return nil, domain.Errorf(domain.Internal, "the account %s cannot be read: %v", ids[i], err)
		}
	}
	slices.SortFunc(all, func(a, b Account) int {
		return strings.Compare(person.Order(a.Actor, person.Individual), person.Order(b.Actor, person.Individual))
	})
	return all, nil
}

// First makes the link with which the first account is made, "" where there are accounts. An earlier one opens nothing from then on.
func (s *Accounts) First(ctx context.Context) (secret string, err error) {
	all, err := s.All(ctx)
	if err != nil || len(all) > 0 {
		return "", err
	}
	secret, hash := secretFor(firstLink)
	now := s.now().UTC()
	return secret, s.replace(ctx, Account{ID: firstLink, Made: now, Link: hash, LinkEnds: now.Add(FirstLives)})
}

// OpensFirst fails with ErrLink unless the secret is that of the first link and there is no account yet.
func (s *Accounts) OpensFirst(ctx context.Context, secret string) error {
	a, ok, err := s.read(ctx, firstLink)
	if err != nil {
		return err
	}
	if !ok || !opens(a, secret, s.now()) {
		return ErrLink
	}
	if all, err := s.All(ctx); err != nil || len(all) > 0 {
		return errors.Join(err, ErrLink)
	}
	return nil
}

// Found makes the first account, with a password. The first link opens nothing from then on.
func (s *Accounts) Found(ctx context.Context, secret, actor, password string) (Account, error) {
	if err := s.OpensFirst(ctx, secret); err != nil {
		return Account{}, err
	}
	a, err := s.fresh(actor, actor)
	if err != nil {
		return a, err
	}
	if a.Password, err = s.hash(ctx, a.Actor, password); err != nil {
		return a, err
	}
	return a, s.create(ctx, a)
}

func (s *Accounts) fresh(actor, by string) (a Account, err error) {
	if actor, err = domain.Text("actor", actor, 200); err != nil {
		return a, err
	}
	return Account{ID: idOf(actor), Actor: actor, Made: s.now().UTC().Truncate(time.Second), MadeBy: by}, nil
}

// create keeps a new account; two with one name are one too many.
func (s *Accounts) create(ctx context.Context, a Account) error {
	value, err := json.Marshal(a)
	if err != nil {
		return err
	}
	kept, err := s.bucket.Create(ctx, []uuid.UUID{a.ID}, [][]byte{value})
	if err == nil && string(kept[0]) != string(value) {
		return ErrExists
	}
	if err == nil {
		s.seen.Store(a.ID, seen{a, s.now()})
	}
	return err
}

// Open makes an account that nobody can sign in with but by Begin of a session: for a demonstration, where a click is enough. It may be repeated.
func (s *Accounts) Open(ctx context.Context, actor string) (Account, error) {
	a, err := s.fresh(actor, actor)
	if err != nil {
		return a, err
	}
	if have, ok, err := s.read(ctx, a.ID); err != nil || ok {
		return have, err
	}
	return a, s.create(ctx, a)
}

// Invite makes an account for an actor and a link with which they choose their password. The link is shown once.
func (s *Accounts) Invite(ctx context.Context, actor, by string) (secret string, a Account, err error) {
	if a, err = s.fresh(actor, by); err != nil {
		return "", a, err
	}
	secret, a.Link = secretFor(a.ID)
	a.LinkEnds = a.Made.Add(LinkLives)
	return secret, a, s.create(ctx, a)
}

// Relink makes another link for an account: its password is of no more use, nor is any session. A closed account is open again.
func (s *Accounts) Relink(ctx context.Context, id uuid.UUID) (secret string, a Account, err error) {
	secret, hash := secretFor(id)
	a, err = s.change(ctx, id, func(a *Account) error {
		a.Link, a.LinkEnds = hash, s.now().UTC().Add(LinkLives)
		a.Password, a.Closed, a.ClosedBy = "", time.Time{}, ""
		a.Round++
		return nil
	})
	return secret, a, err
}

// Rescue is Relink for whoever runs the program, by the actor's name; it makes the account where there is none.
func (s *Accounts) Rescue(ctx context.Context, actor, by string) (secret string, a Account, err error) {
	switch _, ok, err := s.read(ctx, idOf(actor)); {
	case err != nil:
		return "", a, err
	case ok:
		return s.Relink(ctx, idOf(actor))
	}
	return s.Invite(ctx, actor, by)
}

// Invited gives the account that a link belongs to. It fails with ErrLink where it opens nothing.
func (s *Accounts) Invited(ctx context.Context, secret string) (Account, error) {
	id, ok := idIn(secret)
	if !ok || id == firstLink {
		return Account{}, ErrLink
	}
	a, ok, err := s.read(ctx, id)
	if err == nil && (!ok || !opens(a, secret, s.now())) {
		err = ErrLink
	}
	return a, err
}

// Accept chooses the password of an account with its link, which opens nothing from then on.
func (s *Accounts) Accept(ctx context.Context, secret, password string) (Account, error) {
	a, err := s.Invited(ctx, secret)
	if err != nil {
		return a, err
	}
	hash, err := s.hash(ctx, a.Actor, password)
	if err != nil {
		return a, err
	}
	return s.change(ctx, a.ID, func(a *Account) error {
		if !opens(*a, secret, s.now()) { // somebody else was first with the same link
			return ErrLink
		}
		a.Password, a.Link, a.LinkEnds = hash, nil, time.Time{}
		a.Round++
		return nil
	})
}

// Enter gives the account that a name and a password open. It fails with ErrWrong, and with ErrMany where too much was tried for that name or from
// that address.
func (s *Accounts) Enter(ctx context.Context, actor, password, address string) (Account, error) {
	id := idOf(actor)
	succeed, ok := s.tries.take(s.now(), id.String(), address)
	if !ok {
		return Account{}, ErrMany
	}
	a, known, err := s.read(ctx, id)
	if err != nil {
		return a, err
	}
	right, err := s.matches(ctx, password, a.Password)
	if err != nil {
		return a, err
	}
	if !right || !known || !a.Open() {
		return Account{}, ErrWrong
	}
	succeed()
	s.seen.Store(id, seen{a, s.now()})
	return a, nil
}

// ChangePassword chooses another password for who knows the old one. All sessions end.
func (s *Accounts) ChangePassword(ctx context.Context, id uuid.UUID, old, chosen, address string) (Account, error) {
	a, err := s.Get(ctx, id)
	if err != nil {
		return a, err
	}
	if _, err := s.Enter(ctx, a.Actor, old, address); err != nil {
		return a, err
	}
	hash, err := s.hash(ctx, a.Actor, chosen)
	if err != nil {
		return a, err
	}
	return s.change(ctx, id, func(a *Account) error {
		a.Password = hash
		a.Round++
		return nil
	})
}

// Leave ends every session of an account, on every machine.
func (s *Accounts) Leave(ctx context.Context, id uuid.UUID) error {
	_, err := s.change(ctx, id, func(a *Account) error { a.Round++; return nil })
	return err
}

// Close ends an account: nobody signs in with it, and its sessions end.
func (s *Accounts) Close(ctx context.Context, id uuid.UUID, by string) error {
	_, err := s.change(ctx, id, func(a *Account) error {
		a.Closed, a.ClosedBy, a.Password, a.Link = s.now().UTC().Truncate(time.Second), by, "", nil
		a.Round++
		return nil
	})
	return err
}
