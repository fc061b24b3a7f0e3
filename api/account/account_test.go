package account

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"sovang/eventstore/jetstream"
)

// open is accounts and a desk in a real store, and a clock that the test turns.
func open(t *testing.T) (*Accounts, *jetstream.Store, *time.Time) {
	t.Helper()
	store, err := jetstream.Open(t.Context(), jetstream.Options{Dir: t.TempDir(), Reserve: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	now := time.Now()
	return New(store.Accounts(), func() time.Time { return now }), store, &now
}

const good, other = "mười con heo đất", "chín con gà trống"

func wants(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("the error is %v, want %v", err, want)
	}
}

// TestAccounts: the first link makes one account and no more; links work once and run out; who has a name with or without its marks enters; a change
// of password ends every session; a closed account opens nothing.
func TestAccounts(t *testing.T) {
	s, _, now := open(t)
	ctx := t.Context()
	old, err := s.First(ctx)
	wants(t, err, nil)
	link, err := s.First(ctx)
	wants(t, err, nil)
	wants(t, s.OpensFirst(ctx, old), ErrLink) // the program was started again
	wants(t, s.OpensFirst(ctx, link), nil)
	_, err = s.Found(ctx, link, "Trần Văn Minh", "ngắn")
	wants(t, err, ErrShort)
	_, err = s.Found(ctx, link, "Trần Văn Minh", "TRẦN  VĂN MINH")
	wants(t, err, ErrShort)
	chair, err := s.Found(ctx, link, "Trần Văn Minh", good)
	wants(t, err, nil)
	_, err = s.Found(ctx, link, "Kẻ Thứ Hai", good)
	wants(t, err, ErrLink)
	if again, err := s.First(ctx); again != "" || err != nil {
		t.Errorf("there is another first link: %q, %v", again, err)
	}

	for _, name := range []string{"Trần Văn Minh", "tran van minh", " TRẦN VĂN  MINH "} {
		if a, err := s.Enter(ctx, name, good, "a"); err != nil || a.ID != chair.ID {
			t.Errorf("%q does not enter: %v", name, err)
		}
	}
	_, err = s.Enter(ctx, "Trần Văn Minh", other, "a")
	wants(t, err, ErrWrong)
	_, err = s.Enter(ctx, "Nobody At All", good, "a")
	wants(t, err, ErrWrong)

	invitation, invited, err := s.Invite(ctx, "Vũ Thị Hoa", "Trần Văn Minh")
	wants(t, err, nil)
	_, _, err = s.Invite(ctx, "Vu Thi Hoa", "Trần Văn Minh")
	wants(t, err, ErrExists)
	_, err = s.Enter(ctx, "Vũ Thị Hoa", "", "a")
	wants(t, err, ErrWrong)
	_, err = s.Accept(ctx, invitation+"A", good)
	wants(t, err, ErrLink)
	_, err = s.Accept(ctx, invitation, good)
	wants(t, err, nil)
	_, err = s.Accept(ctx, invitation, other)
	wants(t, err, ErrLink)

	before, _ := s.Get(ctx, invited.ID)
	after, err := s.ChangePassword(ctx, invited.ID, good, other, "a")
	wants(t, err, nil)
	if after.Round == before.Round {
		t.Error("sessions outlive the password")
	}
	_, err = s.ChangePassword(ctx, invited.ID, good, other, "a")
	wants(t, err, ErrWrong)

	late, _, err := s.Relink(ctx, invited.ID)
	wants(t, err, nil)
	_, err = s.Enter(ctx, "Vũ Thị Hoa", other, "a")
	wants(t, err, ErrWrong)
	*now = now.Add(LinkLives + time.Second)
	_, err = s.Accept(ctx, late, good)
	wants(t, err, ErrLink)
	wants(t, s.Close(ctx, chair.ID, "Vũ Thị Hoa"), nil)
	_, err = s.Enter(ctx, "Trần Văn Minh", good, "b")
	wants(t, err, ErrWrong)
	if all, err := s.All(ctx); err != nil || len(all) != 2 {
		t.Errorf("there are %d accounts: %v", len(all), err)
	}
}

// TestTries: guessing is slow for a name and from an address, whether there is such an account or not; many at once are many; a right password
// costs nothing; and time heals.
func TestTries(t *testing.T) {
	s, _, now := open(t)
	ctx := t.Context()
	if _, err := s.Open(ctx, "Lê Văn Bình"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"Lê Văn Bình", "Không Có Ai"} {
		var wait sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			wait.Go(func() { _, errs[i] = s.Enter(ctx, name, good, "from "+name) })
		}
		wait.Wait()
		wrong, many := 0, 0
		for _, err := range errs {
			wrong += one(errors.Is(err, ErrWrong))
			many += one(errors.Is(err, ErrMany))
		}
		if wrong != nameTries || many != len(errs)-nameTries {
			t.Errorf("of %d tries for %s, %d were looked at and %d were too many", len(errs), name, wrong, many)
		}
	}
	*now = now.Add(nameEvery)
	_, err := s.Enter(ctx, "Không Có Ai", good, "elsewhere")
	wants(t, err, ErrWrong)

	tries := newTries()
	for i := range fromTries {
		if _, ok := tries.take(*now, uuid.NewString(), "one"); !ok {
			t.Fatalf("try %d from one address is refused", i)
		}
	}
	if _, ok := tries.take(*now, "x", "one"); ok {
		t.Error("an address may try without end")
	}
	for range 3 * fromTries {
		succeed, ok := tries.take(*now, "y", "two")
		if !ok {
			t.Fatal("a right password was counted")
		}
		succeed()
	}
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// TestSignInCosts: sixteen who sign in at once take the memory of two.
func TestSignInCosts(t *testing.T) {
	s, _, _ := open(t)
	var most, wait = 0, sync.WaitGroup{}
	var mu sync.Mutex
	for range 4 {
		wait.Go(func() {
			if err := s.enter(context.Background()); err != nil {
				t.Error(err)
			}
			mu.Lock()
			most = max(most, len(s.gate))
			mu.Unlock()
			<-s.gate
		})
	}
	wait.Wait()
	if most > hashesAtOnce {
		t.Errorf("%d hashes were made at once", most)
	}
	if !strings.Contains(nobodys, "m=19456,t=2,p=1") {
		t.Error("a name without an account does not cost what one with does")
	}
	if right, err := s.matches(t.Context(), good, ""); right || err != nil {
		t.Errorf("nobody's password is known: %v, %v", right, err)
	}
}

// TestDesk: what lies there is there until it is taken away.
func TestDesk(t *testing.T) {
	_, store, _ := open(t)
	desk := store.Desk()
	for _, value := range []string{"a", "b", ""} {
		if err := desk.Put(t.Context(), "session.x-_1", []byte(value)); err != nil {
			t.Fatal(err)
		}
		if got, err := desk.Get(t.Context(), "session.x-_1"); err != nil || string(got) != value {
			t.Errorf("%q lies there: %v", got, err)
		}
	}
	if got, err := desk.Get(t.Context(), "nothing"); err != nil || got != nil {
		t.Errorf("%q lies where nothing was put: %v", got, err)
	}
}
