package visit

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Desk is where codes lie that pass: a code for all that somebody gave, and the visit that it opened. What lies there is durable when a call returns and
// gone by itself a month after it was put there, which is as long as the longest of them lives: nothing has to be cleared away.
type Desk interface {
	Get(ctx context.Context, key string) ([]byte, error)
	Put(ctx context.Context, key string, value []byte) error
	// Swap puts something in the place of a revision, 0 for nothing; ok is false where another is there.
	Swap(ctx context.Context, key string, revision uint64, value []byte) (now uint64, ok bool, err error)
	// Keys lists the keys below one that ends with a point.
	Keys(ctx context.Context, below string) ([]string, error)
}

// Under which keys they lie: the code itself, that it was used, and which codes a donor has.
func codeKey(id uuid.UUID) string       { return "code." + id.String() }
func usedKey(id uuid.UUID) string       { return "code-used." + id.String() }
func codesBelow(of uuid.UUID) string    { return "codes-of." + of.String() + "." }
func codeOfKey(of, id uuid.UUID) string { return codesBelow(of) + id.String() }

// pass keeps a code that passes. It is listed first, as a code of a donation is.
func (c *Codes) pass(ctx context.Context, made Code, value []byte) error {
	if made.Kind == History {
		if err := c.desk.Put(ctx, codeOfKey(made.Donor, made.ID), []byte{'1'}); err != nil {
			return err
		}
	}
	return c.desk.Put(ctx, codeKey(made.ID), value)
}

// passingOf lists the codes for all that a donor gave.
func (c *Codes) passingOf(ctx context.Context, donor uuid.UUID) (all []Code, err error) {
	keys, err := c.desk.Keys(ctx, codesBelow(donor))
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		id, err := uuid.Parse(strings.TrimPrefix(key, codesBelow(donor)))
		if err != nil {
			continue
		}
		value, err := c.desk.Get(ctx, codeKey(id))
		if err != nil {
			return nil, err
		}
		if len(value) == 0 {
			continue // the program died between list and code
		}
		code, err := read(id, value)
		if err != nil {
			return nil, err
		}
		all = append(all, code)
	}
	slices.SortStableFunc(all, func(a, b Code) int { return a.Issued.Compare(b.Issued) })
	return all, nil
}

// takeOnce says whether this is the first to use a code.
func (c *Codes) takeOnce(ctx context.Context, id uuid.UUID) (first bool, err error) {
	_, first, err = c.desk.Swap(ctx, usedKey(id), 0, []byte{'1'})
	return first, err
}

// fetch gives what is kept of a code, nothing where there is none.
func (c *Codes) fetch(ctx context.Context, kind Kind, id uuid.UUID) ([]byte, error) {
	if kind != Gift {
		return c.desk.Get(ctx, codeKey(id))
	}
	values, err := c.bucket.Get(ctx, []uuid.UUID{id})
	if err != nil {
		return nil, err
	}
	return values[0], nil
}
