package auth

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/staff"
	"sovang/eventstore/vault"
)

// clock is a clock that a test turns.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func issued(t *testing.T) (*Tokens, *vault.Memory, *clock, string, Token) {
	t.Helper()
	c := &clock{time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)}
	bucket := vault.NewMemory()
	tokens := New(bucket, c.now)
	secret, made, err := tokens.Issue(t.Context(), Ask{Actor: "thủ quỹ", Role: staff.Treasurer, Expires: c.at.Add(48 * time.Hour), By: "chủ tịch"})
	if err != nil {
		t.Fatal(err)
	}
	return tokens, bucket, c, secret, made
}

func TestToken(t *testing.T) {
	tokens, bucket, c, secret, made := issued(t)
	who, err := tokens.Who(t.Context(), secret)
	if err != nil || who.ID != made.ID || who.Actor != "thủ quỹ" {
		t.Fatalf("it is %+v, %v", who, err)
	}
	kept, err := bucket.Get(t.Context(), []uuid.UUID{made.ID})
	if err != nil || strings.Contains(string(kept[0]), secret) || strings.Contains(string(kept[0]), strings.SplitN(secret, "_", 3)[2]) {
		t.Errorf("the secret is kept: %s, %v", kept[0], err)
	}
	for _, bad := range []string{"", "x", secret[:len(secret)-1], secret + "x", strings.ToUpper(secret), begins + uuid.NewString() + "_x", begins} {
		if _, err := tokens.Who(t.Context(), bad); domain.CodeOf(err) != domain.Denied {
			t.Errorf("%q opens with %v", bad, err)
		}
	}
	c.at = c.at.Add(48 * time.Hour)
	if _, err := tokens.Who(t.Context(), secret); domain.CodeOf(err) != domain.Denied {
		t.Errorf("after its time it opens with %v", err)
	}
}

// TestRevoked: here it opens nothing at once, through another instance after what that one remembers.
func TestRevoked(t *testing.T) {
	tokens, bucket, c, secret, made := issued(t)
	other := New(bucket, c.now)
	if _, err := other.Who(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	for range 2 { // asked again it changes nothing
		if _, err := tokens.Revoke(t.Context(), made.ID, "chủ tịch"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tokens.Who(t.Context(), secret); domain.CodeOf(err) != domain.Denied {
		t.Errorf("it opens with %v", err)
	}
	c.at = c.at.Add(fresh)
	if _, err := other.Who(t.Context(), secret); domain.CodeOf(err) != domain.Denied {
		t.Errorf("through another instance it opens with %v", err)
	}
	all, err := other.All(context.Background())
	if err != nil || len(all) != 1 || all[0].RevokedBy != "chủ tịch" {
		t.Errorf("the list is %+v, %v", all, err)
	}
	if _, err := tokens.Revoke(t.Context(), uuid.New(), "x"); domain.CodeOf(err) != domain.NotFound {
		t.Errorf("a token that there is not is revoked with %v", err)
	}
}

// TestHeard: what was revoked through another instance opens nothing from the moment it is heard, and nothing that is heard opens anything.
func TestHeard(t *testing.T) {
	tokens, bucket, c, secret, made := issued(t)
	other := New(bucket, c.now)
	if _, err := other.Who(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	revoked, err := tokens.Revoke(t.Context(), made.ID, "chủ tịch")
	if err != nil {
		t.Fatal(err)
	}
	value, err := json.Marshal(revoked)
	if err != nil {
		t.Fatal(err)
	}
	other.Hear(made.ID, value)
	if _, err := other.Who(t.Context(), secret); domain.CodeOf(err) != domain.Denied {
		t.Errorf("it opens with %v", err)
	}
	open, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range [][]byte{open, []byte("no token"), nil} {
		other.Hear(made.ID, said)
		if _, err := other.Who(t.Context(), secret); domain.CodeOf(err) != domain.Denied {
			t.Errorf("after %q it opens with %v", said, err)
		}
	}
}

func TestAskedAmiss(t *testing.T) {
	tokens, _, c, _, _ := issued(t)
	for field, a := range map[string]Ask{
		"actor":   {Role: staff.Treasurer, Expires: c.at.Add(time.Hour), By: "x"},
		"role":    {Actor: "x", Role: "king", Expires: c.at.Add(time.Hour), By: "x"},
		"expires": {Actor: "x", Role: staff.Chair, Expires: c.at, By: "x"},
		"by":      {Actor: "x", Role: staff.Chair, Expires: c.at.Add(time.Hour)},
	} {
		if _, _, err := tokens.Issue(t.Context(), a); domain.CodeOf(err) != domain.Invalid || !strings.Contains(err.Error(), field) {
			t.Errorf("without %s: %v", field, err)
		}
	}
	if _, _, err := tokens.Issue(t.Context(), Ask{Actor: "x", Role: staff.Chair, Expires: c.at.Add(Longest + time.Hour), By: "x"}); domain.CodeOf(err) != domain.Invalid {
		t.Errorf("for ever: %v", err)
	}
}

// FuzzSecret: no text that we did not give opens anything or breaks anything.
func FuzzSecret(f *testing.F) {
	f.Add("sovang_0123456789abcdef0123456789abcdef_x")
	tokens := New(vault.NewMemory(), nil)
	f.Fuzz(func(t *testing.T, secret string) {
		if _, err := tokens.Who(t.Context(), secret); domain.CodeOf(err) != domain.Denied {
			t.Errorf("%q opens with %v", secret, err)
		}
	})
}
