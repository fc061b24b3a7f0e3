package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"sovang/domain"
)

var (
	an   = uuid.MustParse("0192f2a1-0000-7000-8000-000000000001")
	binh = uuid.MustParse("0192f2a1-0000-7000-8000-000000000002")
)

func master(t *testing.T, word string) Master {
	t.Helper()
	m, err := ParseMaster(strings.Repeat(word, 64/len(word)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func open(t *testing.T, keys Keys) *Vault {
	t.Helper()
	v, err := New(t.Context(), keys, master(t, "ab"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func seal(t *testing.T, v *Vault, person uuid.UUID, field, text string) domain.Sealed {
	t.Helper()
	sealed, err := v.Seal(t.Context(), person, field, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(sealed.Box, []byte(text)) {
		t.Fatal("the box is glass")
	}
	return sealed
}

func TestWhatWasSealedOpensOnlyAsItWasSealed(t *testing.T) {
	keys := NewMemory()
	v := open(t, keys)
	box := seal(t, v, an, "card", "Nguyễn Văn An")
	seal(t, v, binh, "card", "Trần Thị Bình")
	broken := domain.Sealed{Box: bytes.Clone(box.Box)}
	broken.Box[len(broken.Box)/2] ^= 1

	for title, tt := range map[string]struct {
		person uuid.UUID
		field  string
		box    domain.Sealed
		want   string
		err    error
	}{
		"as it was sealed":         {an, "card", box, "Nguyễn Văn An", nil},
		"for somebody else":        {binh, "card", box, "", ErrBroken},
		"in another field":         {an, "memo", box, "", ErrBroken},
		"one bit changed":          {an, "card", broken, "", ErrBroken},
		"cut short":                {an, "card", domain.Sealed{Box: box.Box[:10]}, "", ErrBroken},
		"nothing":                  {an, "card", domain.Sealed{}, "", ErrBroken},
		"for one without a key":    {uuid.MustParse("0192f2a1-0000-7000-8000-000000000009"), "card", box, "", ErrNoKey},
		"a field that runs over":   {an, "car", domain.Sealed{Box: append([]byte("d"), box.Box...)}, "", ErrBroken},
		"the second time the same": {an, "card", box, "Nguyễn Văn An", nil},
	} {
		t.Run(title, func(t *testing.T) {
			got, err := v.Open(t.Context(), tt.person, tt.field, tt.box)
			if string(got) != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("got %q, %v; want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
	again := open(t, keys) // another start, or another instance
	if got, err := again.Open(t.Context(), an, "card", box); string(got) != "Nguyễn Văn An" || err != nil {
		t.Errorf("after a new start: %q, %v", got, err)
	}
	if twice := seal(t, v, an, "card", "Nguyễn Văn An"); bytes.Equal(twice.Box, box.Box) {
		t.Error("the same text gives the same box: boxes could be compared")
	}
}

func TestForget(t *testing.T) {
	keys := NewMemory()
	v := open(t, keys)
	box, other := seal(t, v, an, "card", "An"), seal(t, v, binh, "card", "Bình")
	for range 2 { // a wish that is carried out again after a crash
		if err := v.Destroy(t.Context(), an); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Destroy(t.Context(), uuid.MustParse("0192f2a1-0000-7000-8000-000000000003")); err != nil {
		t.Errorf("one who never had a key cannot be forgotten: %v", err)
	}
	opened, err := v.OpenAll(t.Context(), []Box{{an, "card", box}, {binh, "card", other}, {an, "card", box}})
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(opened[0].Err, ErrForgotten) || !errors.Is(opened[2].Err, ErrForgotten) || string(opened[1].Data) != "Bình" {
		t.Errorf("got %v", opened)
	}
	if _, err := v.Seal(t.Context(), an, "card", []byte("An")); !errors.Is(err, ErrForgotten) {
		t.Errorf("a forgotten person got a new key: %v", err)
	}
	if got, err := v.Forgotten(t.Context(), []uuid.UUID{an, binh}); err != nil || !got[0] || got[1] {
		t.Errorf("forgotten: %v, %v", got, err)
	}
	if v.Destroy(t.Context(), uuid.Nil) == nil {
		t.Error("the check of the master key was destroyed")
	}
}

func TestAnotherMasterKeyIsFoundAtOnce(t *testing.T) {
	keys := NewMemory()
	open(t, keys)
	_, err := New(t.Context(), keys, master(t, "cd"))
	if !errors.Is(err, ErrMaster) || strings.Contains(fmt.Sprint(err), "cdcd") {
		t.Errorf("got %v", err)
	}
}

func TestAKeyCannotBeGivenToAnother(t *testing.T) {
	keys := NewMemory()
	v := open(t, keys)
	box := seal(t, v, an, "card", "An")
	values, _ := keys.Get(t.Context(), []uuid.UUID{an})
	if err := keys.Replace(t.Context(), binh, values[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := v.Open(t.Context(), binh, "card", box); !errors.Is(err, ErrBroken) {
		t.Errorf("got %v", err)
	}
	for _, value := range [][]byte{{2}, {1, 2, 3}, values[0][:20]} {
		if err := keys.Replace(t.Context(), binh, value); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(t.Context(), binh, "card", box); !errors.Is(err, ErrBroken) {
			t.Errorf("a key of %v opens as %v", value, err)
		}
	}
}

// counting notes how often keys are asked for; fails makes Create fail after having kept everything, as a lost answer does.
type counting struct {
	Keys
	creates, gets int
	fails         error
}

func (c *counting) Create(ctx context.Context, ids []uuid.UUID, values [][]byte) ([][]byte, error) {
	c.creates++
	kept, err := c.Keys.Create(ctx, ids, values)
	return kept, errors.Join(err, c.fails)
}

func (c *counting) Get(ctx context.Context, ids []uuid.UUID) ([][]byte, error) {
	c.gets++
	return c.Keys.Get(ctx, ids)
}

func TestThousandsAreOneBatch(t *testing.T) {
	keys := &counting{Keys: NewMemory()}
	v := open(t, keys)
	keys.creates, keys.gets = 0, 0
	plains := make([]Plain, 5000)
	for i := range plains {
		plains[i] = Plain{uuid.NewSHA1(an, fmt.Append(nil, i/2)), []string{"card", "memo"}[i%2], fmt.Append(nil, i)}
	}
	sealed, err := v.SealAll(t.Context(), plains)
	if err != nil {
		t.Fatal(err)
	}
	boxes := make([]Box, len(plains))
	for i, p := range plains {
		boxes[i] = Box{p.Person, p.Field, sealed[i]}
	}
	opened, err := v.OpenAll(t.Context(), boxes)
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range opened {
		if o.Err != nil || string(o.Data) != fmt.Sprint(i) {
			t.Fatalf("box %d: %q, %v", i, o.Data, o.Err)
		}
	}
	if keys.creates != 1 || keys.gets != 1 {
		t.Errorf("%d batches of keys were made and %d looked up", keys.creates, keys.gets)
	}
}

// Whoever only reads must be able to with a full disk: a vault whose first key is there opens without a write.
func TestOpeningAgainWritesNothing(t *testing.T) {
	keys := &counting{Keys: NewMemory()}
	box := seal(t, open(t, keys), an, "card", "An")
	keys.creates, keys.fails = 0, errors.New("the disk is full")
	if got, err := open(t, keys).Open(t.Context(), an, "card", box); err != nil || string(got) != "An" || keys.creates != 0 {
		t.Errorf("got %q, %v, after %d writes", got, err, keys.creates)
	}
}

// Nothing sealed may leave the vault before its key is durable: had the key been lost with the answer, the box would never open.
func TestNothingIsSealedBeforeItsKeyIsDurable(t *testing.T) {
	keys := &counting{Keys: NewMemory()}
	v := open(t, keys)
	keys.fails = errors.New("the connection was lost")
	if sealed, err := v.Seal(t.Context(), an, "card", []byte("An")); err == nil || len(sealed.Box) > 0 {
		t.Fatalf("got %v, %v", sealed, err)
	}
	keys.fails = nil // the key was kept after all; asking again finds it and goes on
	before, _ := keys.Keys.Get(t.Context(), []uuid.UUID{an})
	box := seal(t, v, an, "card", "An")
	after, _ := keys.Keys.Get(t.Context(), []uuid.UUID{an})
	if !bytes.Equal(before[0], after[0]) {
		t.Error("a second key took the place of the first")
	}
	if got, err := v.Open(t.Context(), an, "card", box); err != nil || string(got) != "An" {
		t.Errorf("got %q, %v", got, err)
	}
}

// A crash between person.forgotten in the log and Destroy: the next start destroys again, and what a second instance sealed meanwhile
// is closed with it.
func TestAForgettingThatCrashedIsCarriedOutAgain(t *testing.T) {
	keys := NewMemory()
	before := seal(t, open(t, keys), an, "card", "An")
	other := open(t, keys)
	late := seal(t, other, an, "card", "An, late")
	if err := open(t, keys).Destroy(t.Context(), an); err != nil {
		t.Fatal(err)
	}
	for _, box := range []domain.Sealed{before, late} {
		if _, err := other.Open(t.Context(), an, "card", box); !errors.Is(err, ErrForgotten) {
			t.Errorf("another instance still opens it: %v", err)
		}
	}
}

func BenchmarkSealAndOpenACard(b *testing.B) {
	v, err := New(b.Context(), NewMemory(), Master{})
	if err != nil {
		b.Fatal(err)
	}
	card := []byte(`{"name":"Nguyễn Văn An","phone":"0912345678","address":"Phường Hồng Gai, Quảng Ninh"}`)
	for b.Loop() {
		box, err := v.Seal(b.Context(), an, "card", card)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := v.Open(b.Context(), an, "card", box); err != nil {
			b.Fatal(err)
		}
	}
}
