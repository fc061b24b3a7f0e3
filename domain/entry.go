package domain

import (
	"encoding/hex"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Event is a fact that a decision laid down, in the past tense: one of the types that the catalog names. It is never changed
// once written; a correction is another event.
type Event any

// Stream names the history of one aggregate inside a book, as "kind/id": "fund/0192…", "slot/…", "code/unit/HKH-QN".
type Stream string

// StreamOf names the stream of the aggregate of that kind and id.
func StreamOf(kind string, id uuid.UUID) Stream {
	var room [64]byte // every decision names some: one allocation each
	name := append(append(room[:0], kind...), '/')
	name = hex.AppendEncode(name, id[0:4])
	for _, part := range [][]byte{id[4:6], id[6:8], id[8:10], id[10:16]} {
		name = hex.AppendEncode(append(name, '-'), part)
	}
	return Stream(name)
}

// Kind is what stands before the first slash.
func (s Stream) Kind() string {
	kind, _, _ := strings.Cut(string(s), "/")
	return kind
}

// ID is the id after the slash; the nil UUID where something else stands there.
func (s Stream) ID() uuid.UUID {
	_, text, _ := strings.Cut(string(s), "/")
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil
	}
	return id
}

// State is what the events of one stream add up to: only what a later rule will ask, so that it stays small.
type State interface {
	// Evolve takes in one event of the entry with that id. It changes the state in place, cannot fail, and ignores no event of
	// its stream.
	Evolve(entry uuid.UUID, e Event)
	// Clone gives a deep copy: evolving one leaves the other alone.
	Clone() State
}

// Change is the events that one decision adds to one stream.
type Change struct {
	Stream Stream
	Events []Event
}

// Entry is one decision: accepted whole or not at all, in the book's single order. What an entry created (a donation, a payout, a
// transfer, a reservation) is known by the entry's own id, which is the id of the command that asked for it.
type Entry struct {
	Number   uint64    // 1, 2, 3 … without gaps over the whole book
	ID       uuid.UUID // the command's id: accepted once, for ever
	Digest   [32]byte  // SHA-256 of the canonical command, personal fields replaced by the person's id
	At       time.Time // when the caller says it happened; a claim
	Recorded time.Time // when the book took it in; never runs backwards. Microseconds, UTC
	Actor    string    // who asked
	Why      string    // the reason given, if any
	Changes  []Change
}
