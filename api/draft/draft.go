// Package draft keeps on the desk what people have begun and not finished: forms that are filled in for longer than one request, and commands that wait
// for somebody's signature.
//
// It promises that what was kept survives a reload, a restart and a session that ended; that of two windows which write the same draft the later one
// hears of the earlier instead of losing its rows; that nobody is shown another's drafts; and that a draft is gone a month after it was last touched, for
// names may stand in it.
package draft

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sovang/domain"
)

// Desk is where drafts lie: under a key, durable when a call returns, gone by itself after a while. An empty value takes it away.
type Desk interface {
	// Look gives what lies under a key, and its revision for Swap.
	Look(ctx context.Context, key string) (value []byte, revision uint64, err error)
	// Swap puts something in the place of a revision; ok is false where another is there.
	Swap(ctx context.Context, key string, revision uint64, value []byte) (now uint64, ok bool, err error)
	// Keys lists the keys below one that ends with a point.
	Keys(ctx context.Context, below string) ([]string, error)
}

// Drafts are the drafts of one kind of form.
type Drafts[T any] struct {
	desk Desk
	kind string
	now  func() time.Time
}

// New keeps drafts of a kind: letters, for it stands in keys.
func New[T any](desk Desk, kind string) *Drafts[T] {
	return &Drafts[T]{desk, kind, time.Now}
}

// Draft is one of them.
type Draft[T any] struct {
	ID       uuid.UUID
	Owner    uuid.UUID // the account that began it
	Revision uint64    // goes up with every change, by whichever window
	Touched  time.Time
	Form     T
}

// kept is how a draft lies on the desk.
type kept[T any] struct {
	Touched time.Time `json:"touched"`
	Form    T         `json:"form"`
}

// ErrMoved is the refusal of a change to a draft that was changed elsewhere meanwhile.
var ErrMoved = domain.Errorf(domain.Conflict, "this draft was changed in another window meanwhile")

func (d *Drafts[T]) below(owner uuid.UUID) string {
	return "draft." + d.kind + "." + owner.String() + "."
}

// Get gives a draft of an account; not_found where there is none, any more.
func (d *Drafts[T]) Get(ctx context.Context, owner, id uuid.UUID) (Draft[T], error) {
	found, err := d.look(ctx, d.below(owner)+id.String())
	if err == nil && found.Touched.IsZero() {
		err = domain.Errorf(domain.NotFound, "there is no such draft; it was put away, or a month went by")
	}
	found.ID, found.Owner = id, owner
	return found, err
}

// look gives the zero Touched where nothing lies there.
func (d *Drafts[T]) look(ctx context.Context, key string) (found Draft[T], err error) {
	value, revision, err := d.desk.Look(ctx, key)
	found.Revision = revision
	if err != nil || value == nil {
		return found, err
	}
	var k kept[T]
	err = json.Unmarshal(value, &k)
	found.Touched, found.Form = k.Touched, k.Form
	return found, err
}

// Begin keeps a new draft. Where one with that id is there already, as after a double click, it stays as it is.
func (d *Drafts[T]) Begin(ctx context.Context, owner, id uuid.UUID, form T) error {
	there, err := d.look(ctx, d.below(owner)+id.String())
	if err != nil || !there.Touched.IsZero() {
		return err
	}
	there.ID, there.Owner, there.Form = id, owner, form
	if _, err := d.Keep(ctx, there); err != nil && !errors.Is(err, ErrMoved) {
		return err
	}
	return nil
}

// Keep keeps a draft in the place of the revision that it names, and gives the new one. ErrMoved: another window was first.
func (d *Drafts[T]) Keep(ctx context.Context, changed Draft[T]) (revision uint64, err error) {
	value, err := json.Marshal(kept[T]{d.now().UTC(), changed.Form})
	if err != nil {
		return 0, err
	}
	return d.swap(ctx, d.below(changed.Owner)+changed.ID.String(), changed.Revision, value)
}

// Discard puts a draft away, if it still is as whoever does so has seen it.
func (d *Drafts[T]) Discard(ctx context.Context, seen Draft[T]) error {
	_, err := d.swap(ctx, d.below(seen.Owner)+seen.ID.String(), seen.Revision, nil)
	return err
}

func (d *Drafts[T]) swap(ctx context.Context, key string, revision uint64, value []byte) (uint64, error) {
	now, ok, err := d.desk.Swap(ctx, key, revision, value)
	if err == nil && !ok {
		err = ErrMoved
	}
	return now, err
}

// All gives the drafts of an account, the one touched last first.
func (d *Drafts[T]) All(ctx context.Context, owner uuid.UUID) (all []Draft[T], err error) {
	keys, err := d.desk.Keys(ctx, d.below(owner))
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		id, err := uuid.Parse(strings.TrimPrefix(key, d.below(owner)))
		if err != nil {
			continue
		}
		found, err := d.look(ctx, key)
		if err != nil {
			return nil, err
		}
		if !found.Touched.IsZero() {
			found.ID, found.Owner = id, owner
			all = append(all, found)
		}
	}
	slices.SortFunc(all, func(a, b Draft[T]) int { return b.Touched.Compare(a.Touched) })
	return all, nil
}
