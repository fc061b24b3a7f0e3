package visit

import (
	"context"
	"crypto/subtle"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/eventstore/vault"
)

// Codes issues, knows and revokes codes. It is safe for many goroutines and for many instances over one bucket.
type Codes struct {
	bucket vault.Keys
	desk   Desk
	now    func() time.Time

	mu   sync.Mutex
	seen map[uuid.UUID]seen
}

// seen is what was read of a code; not a code where there is none.
type seen struct {
	code Code
	at   time.Time
}

const (
	fresh    = 2 * time.Second // so long may a code that was revoked through another instance still open
	mostSeen = 10_000          // ids that are made up would otherwise fill the memory
	mostEach = 64              // codes of one donation, those that were revoked among them
)

// How long codes live.
const (
	LongestHistory = 31 * 24 * time.Hour // printed by the treasurer and carried home
	SentHistory    = 30 * time.Minute    // sent to somebody who waits for it
	VisitTime      = 30 * time.Minute
)

// New keeps the codes of donations in a bucket, and those that pass on a desk; now is the clock, time.Now where nil.
func New(bucket vault.Keys, desk Desk, now func() time.Time) *Codes {
	if now == nil {
		now = time.Now
	}
	return &Codes{bucket: bucket, desk: desk, now: now, seen: map[uuid.UUID]seen{}}
}

// Ask is a code as it is asked for: of a donation (Gift) or of a donor (History).
type Ask struct {
	Kind     Kind      `json:"kind"`
	Donation uuid.UUID `json:"donation,omitzero"`
	Row      string    `json:"row,omitzero"`
	Donor    uuid.UUID `json:"donor,omitzero"`
	Until    time.Time `json:"until,omitzero"` // zero: a Gift, until it is revoked
	By       string    `json:"by"`
}

func (a Ask) checked(now time.Time) (Ask, error) {
	var err error
	if a.By, err = domain.Text("by", a.By, 500); err != nil {
		return a, err
	}
	switch {
	case a.Kind == Gift && a.Donation == uuid.Nil, a.Kind != Gift && a.Donor == uuid.Nil:
		return a, domain.Errorf(domain.Invalid, "a code is of one donation, or of one donor")
	case a.Kind == Gift && !a.Until.IsZero():
		return a, domain.Errorf(domain.Invalid, "the code of a donation opens it until it is revoked").On("until")
	case a.Kind != Gift && (!a.Until.After(now) || a.Until.Sub(now) > LongestHistory):
		return a, domain.Errorf(domain.Invalid, "a code for everything that somebody gave lives for up to %d days", LongestHistory/(24*time.Hour)).On("until")
	}
	return a, nil
}

// Issue makes a code and gives its secret, which cannot be asked for again.
func (c *Codes) Issue(ctx context.Context, a Ask) (secret string, made Code, err error) {
	now := c.now().UTC().Truncate(time.Second)
	if a, err = a.checked(now); err != nil {
		return "", Code{}, err
	}
	secret = newSecret()
	hash, id := hashed(secret)
	made = Code{ID: id, Hash: hash, Kind: a.Kind, Donation: a.Donation, Row: a.Row, Donor: a.Donor, Issued: now, IssuedBy: a.By, Until: a.Until.UTC()}
	value, err := json.Marshal(made)
	if err != nil {
		return "", Code{}, err
	}
	if a.Kind != Gift {
		return secret, made, c.pass(ctx, made, value)
	}
	// The list first: a code that is in no list could not be revoked with the others, and one that is listed and was never kept opens nothing.
	if err := c.enlist(ctx, a.Donation, id); err != nil {
		return "", Code{}, err
	}
	if _, err := c.bucket.Create(ctx, []uuid.UUID{id}, [][]byte{value}); err != nil {
		return "", Code{}, err
	}
	return secret, made, nil
}

// place is where the nth code of something is listed. Whoever creates it first has it, so that two instances never overwrite each other's.
func place(of uuid.UUID, nth int) uuid.UUID {
	return uuid.NewSHA1(of, []byte("visit "+strconv.Itoa(nth)))
}

func (c *Codes) enlist(ctx context.Context, of, id uuid.UUID) error {
	listed, err := c.listed(ctx, of)
	if err != nil {
		return err
	}
	for nth := len(listed); nth < mostEach; nth++ {
		kept, err := c.bucket.Create(ctx, []uuid.UUID{place(of, nth)}, [][]byte{id[:]})
		if err != nil {
			return err
		}
		if uuid.UUID(kept[0]) == id {
			return nil
		}
	}
	return domain.Errorf(domain.Violation, "%d codes were made for this already; use one of those that were printed", mostEach)
}

// listed gives the ids of all codes of something, in the order in which they were made.
func (c *Codes) listed(ctx context.Context, of uuid.UUID) (ids []uuid.UUID, err error) {
	for nth := 0; nth < mostEach; nth += 8 {
		places := make([]uuid.UUID, 8)
		for i := range places {
			places[i] = place(of, nth+i)
		}
		values, err := c.bucket.Get(ctx, places)
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			if v == nil {
				return ids, nil
			}
			id, err := uuid.FromBytes(v)
			if err != nil {
				return nil, domain.Errorf(domain.Internal, "the list of codes of %s cannot be read", of)
			}
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// Of lists the codes of a donation or of a donor, in the order in which they were made, without their secrets. Those of a donor are the ones of the last
// month.
func (c *Codes) Of(ctx context.Context, of uuid.UUID) ([]Code, error) {
	ids, err := c.listed(ctx, of)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return c.passingOf(ctx, of)
	}
	values, err := c.bucket.Get(ctx, ids)
	if err != nil {
		return nil, err
	}
	all := make([]Code, 0, len(ids))
	for i, value := range values {
		if value == nil {
			continue // it was listed, and the program died before it was kept
		}
		code, err := read(ids[i], value)
		if err != nil {
			return nil, err
		}
		all = append(all, code)
	}
	return slices.Clip(all), nil
}

func read(id uuid.UUID, value []byte) (code Code, err error) {
	if err = json.Unmarshal(value, &code); err != nil {
		err = domain.Errorf(domain.Internal, "the code %s cannot be read: %v", id, err)
	}
	return code, err
}

// Open gives the code of that kind that a secret belongs to, however it was typed. It fails with Stranger where there is none that opens now.
func (c *Codes) Open(ctx context.Context, kind Kind, typed string) (Code, error) {
	secret, ok := Read(typed)
	if !ok {
		return Code{}, Stranger()
	}
	hash, id := hashed(secret)
	code, err := c.look(ctx, kind, id)
	if err != nil {
		return Code{}, err
	}
	if subtle.ConstantTimeCompare(hash, code.Hash) != 1 || code.Kind != kind || !code.Live(c.now()) {
		return Code{}, Stranger()
	}
	return code, nil
}

// Use opens a History, once: it gives the secret of a visit to everything that its donor gave. Of two who use it at once one gets in.
func (c *Codes) Use(ctx context.Context, typed string) (secret string, visit Code, err error) {
	code, err := c.Open(ctx, History, typed)
	if err != nil {
		return "", Code{}, err
	}
	first, err := c.takeOnce(ctx, code.ID)
	if err != nil {
		return "", Code{}, err
	}
	if !first {
		return "", Code{}, Stranger()
	}
	code.Used = c.now().UTC().Truncate(time.Second)
	if err := c.keep(ctx, code); err != nil { // for whoever lists codes; used up it is already
		return "", Code{}, err
	}
	return c.Issue(ctx, Ask{Kind: Visit, Donor: code.Donor, Until: c.now().Add(VisitTime), By: code.IssuedBy})
}

// look reads a code, or believes what was read a moment ago. What is not there is a code that never opens.
func (c *Codes) look(ctx context.Context, kind Kind, id uuid.UUID) (Code, error) {
	now := c.now()
	c.mu.Lock()
	known, have := c.seen[id]
	c.mu.Unlock()
	if have && now.Sub(known.at) < fresh {
		return known.code, nil
	}
	value, err := c.fetch(ctx, kind, id)
	if err != nil {
		return Code{}, err
	}
	known = seen{at: now}
	if len(value) > 0 {
		if known.code, err = read(id, value); err != nil {
			return Code{}, err
		}
	}
	c.remember(id, known)
	return known.code, nil
}

func (c *Codes) remember(id uuid.UUID, s seen) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.seen) >= mostSeen {
		clear(c.seen)
	}
	c.seen[id] = s
}

func (c *Codes) keep(ctx context.Context, code Code) error {
	value, err := json.Marshal(code)
	if err != nil {
		return err
	}
	if code.Kind == Gift {
		err = c.bucket.Replace(ctx, code.ID, value)
	} else {
		err = c.desk.Put(ctx, codeKey(code.ID), value)
	}
	if err != nil {
		return err
	}
	c.remember(code.ID, seen{code, c.now()})
	return nil
}

// Revoke ends a code. What it was stays known; asked again it changes nothing.
func (c *Codes) Revoke(ctx context.Context, id uuid.UUID, by string) (Code, error) {
	by, err := domain.Text("by", by, 500)
	if err != nil {
		return Code{}, err
	}
	value, err := c.fetch(ctx, Gift, id)
	if err == nil && len(value) == 0 {
		value, err = c.fetch(ctx, History, id)
	}
	if err != nil {
		return Code{}, err
	}
	if len(value) <= len(uuid.UUID{}) { // nothing, or a place in a list
		return Code{}, domain.Errorf(domain.NotFound, "there is no code %s", id).On("code")
	}
	code, err := read(id, value)
	if err != nil || !code.Revoked.IsZero() {
		return code, err
	}
	code.Revoked, code.RevokedBy = c.now().UTC().Truncate(time.Second), by
	return code, c.keep(ctx, code)
}
