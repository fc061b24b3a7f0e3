package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"sovang/domain"
)

// cost is what one hash takes: 19 MiB and two passes, as OWASP has it for argon2id.
var cost = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hashesAtOnce bounds the memory: whoever signs in while others do waits for them.
const hashesAtOnce = 2

// nobodys is the hash of a password that nobody has, at the same cost, so that a name without an account takes as long as one with.
const nobodys = "$argon2id$v=19$m=19456,t=2,p=1$c292YW5nLW5vYm9keSEhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// Fit refuses a password that is too short, too long or the actor's name, with ErrShort.
func Fit(actor, password string) error {
	if n := utf8.RuneCountInString(norm.NFC.String(password)); n < 10 || n > 200 || strings.TrimSpace(password) == "" || domain.SameActor(password, actor) {
		return ErrShort
	}
	return nil
}

// hash makes what is kept of a password. It fails with ErrShort.
func (s *Accounts) hash(ctx context.Context, actor, password string) (string, error) {
	if err := Fit(actor, password); err != nil {
		return "", err
	}
	password = norm.NFC.String(password)
	if err := s.enter(ctx); err != nil {
		return "", err
	}
	defer func() { <-s.gate }()
	return argon2id.CreateHash(password, cost)
}

// matches says whether a password is the one of a hash; of no hash none is, after the same time.
func (s *Accounts) matches(ctx context.Context, password, hash string) (bool, error) {
	if len(password) > 4*200 {
		return false, nil // it costs the same to refuse for every name
	}
	if err := s.enter(ctx); err != nil {
		return false, err
	}
	defer func() { <-s.gate }()
	if hash == "" {
		_, err := argon2id.ComparePasswordAndHash(password, nobodys)
		return false, err
	}
	return argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
}

func (s *Accounts) enter(ctx context.Context) error {
	select {
	case s.gate <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
