package visit_test

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"sovang/api/visit"
	"sovang/domain"
	"sovang/eventstore/vault"
)

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.t }

func (c *clock) pass(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.t = c.t.Add(d) }

// desk is a desk in memory.
type desk struct {
	mu sync.Mutex
	on map[string][]byte
	at map[string]uint64
}

func newDesk() *desk { return &desk{on: map[string][]byte{}, at: map[string]uint64{}} }

func (d *desk) Get(_ context.Context, key string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.on[key], nil
}

func (d *desk) Put(_ context.Context, key string, value []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.on[key] = value
	d.at[key]++
	return nil
}

func (d *desk) Swap(_ context.Context, key string, revision uint64, value []byte) (uint64, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at[key] != revision {
		return 0, false, nil
	}
	d.on[key] = value
	d.at[key]++
	return d.at[key], true, nil
}

func (d *desk) Keys(_ context.Context, below string) (keys []string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for key := range d.on {
		if strings.HasPrefix(key, below) {
			keys = append(keys, key)
		}
	}
	return keys, nil
}

func begin() (*visit.Codes, *vault.Memory, *clock) {
	bucket, at := vault.NewMemory(), &clock{t: time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	return visit.New(bucket, newDesk(), at.now), bucket, at
}

func issue(t *testing.T, c *visit.Codes, a visit.Ask) (string, visit.Code) {
	t.Helper()
	secret, code, err := c.Issue(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return secret, code
}

// stranger: what opens nothing says the same, whatever the reason.
func stranger(t *testing.T, c *visit.Codes, kind visit.Kind, typed string) {
	t.Helper()
	if got, err := c.Open(t.Context(), kind, typed); err == nil || err.Error() != visit.Stranger().Error() || got.ID != uuid.Nil {
		t.Errorf("%q opens %v, %v", typed, got, err)
	}
}

func TestGift(t *testing.T) {
	c, _, at := begin()
	gift := uuid.New()
	first, one := issue(t, c, visit.Ask{Kind: visit.Gift, Donation: gift, Row: "H-1", By: "thủ quỹ"})
	second, other := issue(t, c, visit.Ask{Kind: visit.Gift, Donation: gift, By: "thủ quỹ"})
	if first == second || strings.Contains(first, one.ID.String()) {
		t.Fatalf("the codes %s and %s", first, second)
	}
	for _, typed := range []string{first, strings.ToLower(first), strings.ReplaceAll(first, "-", " "), " " + strings.ReplaceAll(strings.ReplaceAll(first, "0", "o"), "1", "l")} {
		if got, err := c.Open(t.Context(), visit.Gift, typed); err != nil || got.Donation != gift || got.Row != "H-1" {
			t.Errorf("%q opens %v, %v", typed, got, err)
		}
	}
	stranger(t, c, visit.History, first)
	stranger(t, c, visit.Gift, first[:len(first)-1]+"7")
	for _, typed := range []string{"", "x", strings.Repeat("A", 26), strings.Repeat("A", 1000), "ABCDE-ABCDE-ABCDE-ABCDE-ÀBCDEF", one.ID.String()} {
		stranger(t, c, visit.Gift, typed)
	}
	if _, err := c.Revoke(t.Context(), one.ID, "kế toán"); err != nil {
		t.Fatal(err)
	}
	again, err := c.Revoke(t.Context(), one.ID, "ai khác")
	if err != nil || again.RevokedBy != "kế toán" {
		t.Errorf("revoked twice: %v, %v", again, err)
	}
	stranger(t, c, visit.Gift, first)
	at.pass(365 * 24 * time.Hour)
	if _, err := c.Open(t.Context(), visit.Gift, second); err != nil {
		t.Errorf("the other code of the donation: %v", err)
	}
	all, err := c.Of(t.Context(), gift)
	if err != nil || len(all) != 2 || all[0].ID != one.ID || all[1].ID != other.ID || all[0].Live(at.now()) || !all[1].Live(at.now()) {
		t.Errorf("the list is %v, %v", all, err)
	}
	if _, err := c.Revoke(t.Context(), uuid.New(), "kế toán"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a code that there is not: %v", err)
	}
}

// A history opens once, and what it opens ends soon.
func TestHistory(t *testing.T) {
	c, _, at := begin()
	donor := uuid.New()
	secret, _ := issue(t, c, visit.Ask{Kind: visit.History, Donor: donor, Until: at.now().Add(time.Hour), By: "thủ quỹ"})
	var wait sync.WaitGroup
	var mu sync.Mutex
	var opened []string
	for range 8 {
		wait.Go(func() {
			if in, _, err := c.Use(context.Background(), secret); err == nil {
				mu.Lock()
				opened = append(opened, in)
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if len(opened) != 1 {
		t.Fatalf("%d of 8 got in", len(opened))
	}
	stranger(t, c, visit.History, secret)
	if got, err := c.Open(t.Context(), visit.Visit, opened[0]); err != nil || got.Donor != donor {
		t.Errorf("the visit: %v, %v", got, err)
	}
	at.pass(visit.VisitTime)
	stranger(t, c, visit.Visit, opened[0])
	late, _ := issue(t, c, visit.Ask{Kind: visit.History, Donor: donor, Until: at.now().Add(time.Hour), By: "thủ quỹ"})
	at.pass(time.Hour)
	stranger(t, c, visit.History, late)
	ended, code := issue(t, c, visit.Ask{Kind: visit.History, Donor: uuid.New(), Until: at.now().Add(time.Hour), By: "thủ quỹ"})
	if _, err := c.Revoke(t.Context(), code.ID, "x"); err != nil {
		t.Error(err)
	}
	stranger(t, c, visit.History, ended)
	if all, err := c.Of(t.Context(), donor); err != nil || len(all) != 2 || all[0].Used.IsZero() || !all[1].Used.IsZero() {
		t.Errorf("the list is %v, %v: visits are not in it", all, err)
	}
}

// What is kept does not tell the code, and another instance over the same bucket knows what this one made.
func TestNothingIsKeptOfTheSecret(t *testing.T) {
	c, bucket, at := begin()
	gift := uuid.New()
	secret, code := issue(t, c, visit.Ask{Kind: visit.Gift, Donation: gift, By: "thủ quỹ"})
	values, err := bucket.Get(t.Context(), []uuid.UUID{code.ID})
	if err != nil || bytes.Contains(values[0], []byte(secret)) || bytes.Contains(values[0], []byte(strings.ReplaceAll(secret, "-", ""))) {
		t.Fatalf("kept as %s, %v", values[0], err)
	}
	other := visit.New(bucket, newDesk(), at.now)
	if got, err := other.Open(t.Context(), visit.Gift, secret); err != nil || got.Donation != gift {
		t.Errorf("the other instance: %v, %v", got, err)
	}
	if _, err := other.Revoke(t.Context(), code.ID, "x"); err != nil {
		t.Fatal(err)
	}
	at.pass(3 * time.Second)
	stranger(t, c, visit.Gift, secret)
}

// Many who make codes for one donation at once overwrite nobody's, and there is a bound.
func TestManyAtOnce(t *testing.T) {
	c, bucket, at := begin()
	gift := uuid.New()
	var wait sync.WaitGroup
	for range 4 {
		mine := visit.New(bucket, newDesk(), at.now)
		wait.Go(func() {
			for range 15 {
				if _, _, err := mine.Issue(context.Background(), visit.Ask{Kind: visit.Gift, Donation: gift, By: "x"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wait.Wait()
	if all, err := c.Of(t.Context(), gift); err != nil || len(all) != 60 {
		t.Fatalf("%d codes are listed, %v", len(all), err)
	}
	for range 4 {
		issue(t, c, visit.Ask{Kind: visit.Gift, Donation: gift, By: "x"})
	}
	if _, _, err := c.Issue(t.Context(), visit.Ask{Kind: visit.Gift, Donation: gift, By: "x"}); domain.CodeOf(err) != domain.Violation {
		t.Errorf("one more than there may be: %v", err)
	}
}

func TestAskedWrongly(t *testing.T) {
	c, _, at := begin()
	for _, a := range []visit.Ask{
		{Kind: visit.Gift, By: "x"}, {Kind: visit.History, Until: at.now().Add(time.Hour), By: "x"}, {Kind: visit.Gift, Donation: uuid.New()},
		{Kind: visit.Gift, Donation: uuid.New(), Until: at.now().Add(time.Hour), By: "x"}, {Kind: visit.History, Donor: uuid.New(), By: "x"},
		{Kind: visit.History, Donor: uuid.New(), Until: at.now().Add(32 * 24 * time.Hour), By: "x"},
	} {
		if _, _, err := c.Issue(t.Context(), a); domain.CodeOf(err) != domain.Invalid {
			t.Errorf("%+v: %v", a, err)
		}
	}
}

// Reading what was read changes nothing, and whatever is typed never breaks it.
func TestRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code, ok := visit.Read(rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9A-Za-z -]{20,40}`)).Draw(t, "typed"))
		if again, still := visit.Read(code); ok && (again != code || !still) {
			t.Fatalf("%q is read as %q", code, again)
		}
	})
}
