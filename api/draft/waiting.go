package draft

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
)

// Waiting is a command that was thought through and waits until those whom it names have signed it: as it stands, so that they sign that and nothing else. Cards of
// people are in none of the commands that are signed.
type Waiting struct {
	ID      uuid.UUID      `json:"id"` // of the command
	Command string         `json:"command"`
	Data    jsontext.Value `json:"data"`
	Why     string         `json:"why,omitzero"`
	Unit    uuid.UUID      `json:"unit"`           // that it is about: whoever may see it holds a role there
	By      string         `json:"by"`             // the actor who asks for it, and who carries it out once it is signed
	About   string         `json:"about,omitzero"` // the page on which it was asked for, as a path
	Asked   time.Time      `json:"asked"`

	revision uint64
}

// Request is the command as it was asked for.
func (w Waiting) Request() (ledger.Request, error) {
	command, err := ledger.Decode(w.Command, w.Data)
	return ledger.Request{ID: w.ID, Actor: w.By, Why: w.Why, Command: command}, err
}

// Signers are those whose names it bears.
func (w Waiting) Signers() []string {
	r, err := w.Request()
	if err != nil {
		return nil // of a version that knew other commands
	}
	return ledger.Signers(r.Command)
}

// Queue is the commands that wait.
type Queue struct {
	desk Desk
	now  func() time.Time
}

// NewQueue keeps them on a desk.
func NewQueue(desk Desk) *Queue { return &Queue{desk, time.Now} }

const waitingBelow = "waiting."

// Add has a command wait for those it names. The same one again changes nothing; the same id with another content is a conflict.
func (q *Queue) Add(ctx context.Context, r ledger.Request, unit uuid.UUID, about string) error {
	name, data, err := ledger.Encode(r.Command)
	if err != nil {
		return err
	}
	w := Waiting{ID: r.ID, Command: name, Data: data, Why: r.Why, Unit: unit, By: r.Actor, About: about, Asked: q.now().UTC()}
	there, err := q.Get(ctx, r.ID)
	if err == nil {
		if there.Command != name || string(there.Data) != string(data) || there.Why != r.Why || !domain.SameActor(there.By, r.Actor) {
			return domain.Errorf(domain.Conflict, "something else waits to be signed under the same id")
		}
		return nil
	}
	if domain.CodeOf(err) != domain.NotFound {
		return err
	}
	value, err := json.Marshal(w)
	if err != nil {
		return err
	}
	_, ok, err := q.desk.Swap(ctx, waitingBelow+r.ID.String(), there.revision, value)
	if err == nil && !ok {
		err = ErrMoved
	}
	return err
}

// Get gives the command with that id that waits; not_found where none does.
func (q *Queue) Get(ctx context.Context, id uuid.UUID) (w Waiting, err error) {
	value, revision, err := q.desk.Look(ctx, waitingBelow+id.String())
	switch {
	case err != nil:
	case value == nil:
		err = domain.Errorf(domain.NotFound, "nothing waits under that id; it was carried out or put away")
	default:
		err = json.Unmarshal(value, &w)
	}
	w.revision = revision
	return w, err
}

// All gives every command that waits, the oldest first.
func (q *Queue) All(ctx context.Context) (all []Waiting, err error) {
	keys, err := q.desk.Keys(ctx, waitingBelow)
	if err != nil {
		return nil, err
	}
	for _, key := range keys {
		id, err := uuid.Parse(key[len(waitingBelow):])
		if err != nil {
			continue
		}
		w, err := q.Get(ctx, id)
		if err == nil {
			all = append(all, w)
		} else if domain.CodeOf(err) != domain.NotFound {
			return nil, err
		}
	}
	slices.SortFunc(all, func(a, b Waiting) int { return a.Asked.Compare(b.Asked) })
	return all, nil
}

// Remove takes away a command that was carried out, or is wanted no more. One that is not there is no fault.
func (q *Queue) Remove(ctx context.Context, id uuid.UUID) error {
	w, err := q.Get(ctx, id)
	if err != nil {
		if domain.CodeOf(err) == domain.NotFound {
			err = nil
		}
		return err
	}
	_, ok, err := q.desk.Swap(ctx, waitingBelow+id.String(), w.revision, nil)
	if err == nil && !ok {
		err = ErrMoved
	}
	return err
}
