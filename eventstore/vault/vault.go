// Package vault seals personal data with a key per person and can destroy that key.
//
// It promises that what it sealed opens only with the right person and field; that a key is durable before anything sealed with it is
// handed out, so that the log never holds a box whose key a crash could take; that a destroyed key stays destroyed, whoever asks for a
// new one; and that a key somebody destroyed (ErrForgotten) is never mistaken for one that was lost (ErrNoKey).
//
// Forgetting has an order: first person.forgotten is appended, then Destroy is called. A crash between leaves a wish to carry out
// again, which Destroy allows any number of times.
package vault

import (
	"bytes"
	"cmp"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
)

// What can be wrong with a key or a box.
var (
	// ErrForgotten: the key was destroyed on purpose. What it sealed reads as forgotten.
	ErrForgotten = errors.New("this person has been forgotten")
	// ErrNoKey: there is no key and nobody destroyed it. Something was lost: the reader must stop.
	ErrNoKey = errors.New("a key is missing that nobody destroyed; restore the key bucket from a backup")
	// ErrMaster: the keys are wrapped with another master key.
	ErrMaster = errors.New("the keys are wrapped with another master key")
	// ErrBroken: a box or a key is not what was sealed for that person and field.
	ErrBroken = errors.New("sealed data is broken, or was sealed for another person or field")
)

// Vault seals and opens. It keeps no key in memory, so that one destroyed by another process is gone at once. It is safe for
// concurrent use.
type Vault struct {
	keys   Keys
	master Master
	wrap   cipher.AEAD
}

// New gives a vault over keys. A master key other than the one the keys were wrapped with is found here (ErrMaster), by a key that
// seals nothing and is made with the first vault.
func New(ctx context.Context, keys Keys, master Master) (*Vault, error) {
	wrap, err := aead(master.key[:])
	if err != nil {
		return nil, err
	}
	v := &Vault{keys: keys, master: master, wrap: wrap}
	// Looked for before it is made: whoever only reads must be able to with a full disk.
	kept, err := keys.Get(ctx, []uuid.UUID{uuid.Nil})
	if err != nil {
		return nil, fmt.Errorf("the keys cannot be read: %w", err)
	}
	if kept[0] != nil {
		_, err := v.unwrap(uuid.Nil, kept[0])
		if err != nil {
			return nil, err
		}
		return v, nil
	}
	_, wrong, err := v.made(ctx, []uuid.UUID{uuid.Nil})
	if err := cmp.Or(err, wrong[0]); err != nil {
		return nil, err
	}
	return v, nil
}

func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Plain is personal data to be sealed: a field of one person. A memo that belongs to no person has its command's id instead.
type Plain struct {
	Person uuid.UUID
	Field  string
	Data   []byte
}

// Box is sealed data to be opened.
type Box struct {
	Person uuid.UUID
	Field  string
	Sealed domain.Sealed
}

// Opened is what became of one box: its data, or ErrForgotten, ErrNoKey, ErrMaster or ErrBroken.
type Opened struct {
	Data []byte
	Err  error
}

// Seal seals one field of one person, whose key it makes on first use. ErrForgotten where the key was destroyed.
func (v *Vault) Seal(ctx context.Context, person uuid.UUID, field string, plain []byte) (domain.Sealed, error) {
	sealed, err := v.SealAll(ctx, []Plain{{person, field, plain}})
	if err != nil {
		return domain.Sealed{}, err
	}
	return sealed[0], nil
}

// SealAll seals many fields of many people; the keys that are not there yet are made in one batch. All are sealed or none.
func (v *Vault) SealAll(ctx context.Context, plains []Plain) ([]domain.Sealed, error) {
	sealed, wrong, err := v.sealEach(ctx, plains)
	if err := cmp.Or(err, errors.Join(wrong...)); err != nil {
		return nil, err
	}
	return sealed, nil
}

// sealEach is SealAll that says beside each item what is wrong with its key.
func (v *Vault) sealEach(ctx context.Context, plains []Plain) (sealed []domain.Sealed, wrong []error, err error) {
	ids, at := people(plains, func(p Plain) uuid.UUID { return p.Person })
	keys, unusable, err := v.made(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	sealed, wrong = make([]domain.Sealed, len(plains)), make([]error, len(plains))
	for i, p := range plains {
		if wrong[i] = unusable[at[i]]; wrong[i] != nil {
			continue
		}
		box, err := aead(keys[at[i]])
		if err != nil {
			return nil, nil, err
		}
		sealed[i].Box = box.Seal(nil, nil, p.Data, bound(p.Person, p.Field))
	}
	return sealed, wrong, nil
}

// Open opens one box.
func (v *Vault) Open(ctx context.Context, person uuid.UUID, field string, sealed domain.Sealed) ([]byte, error) {
	opened, err := v.OpenAll(ctx, []Box{{person, field, sealed}})
	if err != nil {
		return nil, err
	}
	return opened[0].Data, opened[0].Err
}

// OpenAll opens many boxes with one look-up of their keys. The error is of the look-up; what is wrong with one box stands beside it.
func (v *Vault) OpenAll(ctx context.Context, boxes []Box) ([]Opened, error) {
	ids, at := people(boxes, func(b Box) uuid.UUID { return b.Person })
	values, err := v.keys.Get(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("the keys cannot be read: %w", err)
	}
	opened := make([]Opened, len(boxes))
	for i, b := range boxes {
		opened[i].Data, opened[i].Err = v.open(b, values[at[i]])
	}
	return opened, nil
}

func (v *Vault) open(b Box, value []byte) ([]byte, error) {
	key, err := v.unwrap(b.Person, value)
	if err != nil {
		return nil, err
	}
	box, err := aead(key)
	if err != nil {
		return nil, err
	}
	data, err := box.Open(nil, nil, b.Sealed.Box, bound(b.Person, b.Field))
	if err != nil {
		return nil, fmt.Errorf("%w: %s of %s", ErrBroken, b.Field, b.Person)
	}
	return data, nil
}

// Destroy ends a person's key for ever; a tombstone takes its place. It is called after person.forgotten is in the log, and again
// whenever it is not known whether an earlier call came to its end.
func (v *Vault) Destroy(ctx context.Context, person uuid.UUID) error {
	if person == uuid.Nil {
		return domain.Errorf(domain.Internal, "the key that tells master keys apart is nobody's to destroy")
	}
	if err := v.keys.Replace(ctx, person, tombstone); err != nil {
		return fmt.Errorf("the key of %s could not be destroyed: %w", person, err)
	}
	return nil
}

// Forgotten says of each person whether their key has been destroyed.
func (v *Vault) Forgotten(ctx context.Context, persons []uuid.UUID) ([]bool, error) {
	values, err := v.keys.Get(ctx, persons)
	if err != nil {
		return nil, fmt.Errorf("the keys cannot be read: %w", err)
	}
	forgotten := make([]bool, len(persons))
	for i := range values {
		forgotten[i] = bytes.Equal(values[i], tombstone)
	}
	return forgotten, nil
}

// A value is one byte of form, and for a key eight bytes that name the master key, a nonce and the wrapped key.
const (
	formTombstone = 0
	formKey       = 1
	nameSize      = 8
)

var tombstone = []byte{formTombstone}

// made gives the keys of these people, making those that are not there; wrong says why one cannot be used. It asks to create them all
// at once instead of looking first: most people are sealed for the first time, and whoever was there before keeps the key they had.
func (v *Vault) made(ctx context.Context, ids []uuid.UUID) (keys [][]byte, wrong []error, err error) {
	keys, wrong = make([][]byte, len(ids)), make([]error, len(ids))
	values := make([][]byte, len(ids))
	for i, id := range ids {
		var key [32]byte
		rand.Read(key[:]) // never fails: the program stops where the system has no randomness
		values[i] = v.wrapped(id, key[:])
	}
	kept, err := v.keys.Create(ctx, ids, values)
	if err != nil {
		return keys, wrong, fmt.Errorf("the keys cannot be kept: %w", err)
	}
	for i, id := range ids {
		keys[i], wrong[i] = v.unwrap(id, kept[i])
	}
	return keys, wrong, nil
}

func (v *Vault) wrapped(person uuid.UUID, key []byte) []byte {
	value := append([]byte{formKey}, v.master.name()...)
	return v.wrap.Seal(value, nil, key, person[:])
}

func (v *Vault) unwrap(person uuid.UUID, value []byte) ([]byte, error) {
	switch {
	case len(value) == 0:
		return nil, fmt.Errorf("%w: %s", ErrNoKey, person)
	case bytes.Equal(value, tombstone):
		return nil, ErrForgotten
	case value[0] != formKey || len(value) < 1+nameSize:
		return nil, fmt.Errorf("%w: the key of %s", ErrBroken, person)
	case !bytes.Equal(value[1:1+nameSize], v.master.name()):
		return nil, fmt.Errorf("%w: they need %x, given is %x", ErrMaster, value[1:1+nameSize], v.master.name())
	}
	key, err := v.wrap.Open(nil, nil, value[1+nameSize:], person[:])
	if err != nil {
		return nil, fmt.Errorf("%w: the key of %s", ErrBroken, person)
	}
	return key, nil
}

// bound is the associated data of a box: it cannot be moved to another person or another field.
func bound(person uuid.UUID, field string) []byte { return append(person[:], field...) }

// people lists each person once and says for every item where in the list its person is.
func people[T any](items []T, person func(T) uuid.UUID) (ids []uuid.UUID, at []int) {
	first := make(map[uuid.UUID]int, len(items))
	at = make([]int, len(items))
	for i, item := range items {
		id := person(item)
		n, known := first[id]
		if !known {
			n = len(ids)
			first[id], ids = n, append(ids, id)
		}
		at[i] = n
	}
	return ids, at
}
