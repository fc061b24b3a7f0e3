// Package ledger is where the aggregates meet: every command, the streams it touches, and the one function that decides it.
//
// It promises that a decision depends on nothing but the states and old entries it was shown and the request itself, that it
// touches no state, and that what it returns is accepted whole or not at all.
package ledger

import (
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
)

// Command is one of the command types listed in Commands.
type Command any

// Request is a command with who, when and why. ID makes it once and only once: a second request with the same id and content gets
// the first answer, with other content it is refused.
type Request struct {
	ID      uuid.UUID
	At      time.Time // the caller's claim; data only
	Actor   string
	Why     string
	Within  uuid.UUID // the way in allows no more than what concerns this unit and those below it; nil UUID: no such bound
	Command Command
}

// View shows a decision what has been. What is not at hand yet is remembered by the view and given as empty; the caller then loads
// it and decides again, so that a decision never waits for a disk.
type View interface {
	// State gives the state of a stream, empty for one without events. It must not be changed.
	State(domain.Stream) domain.State
	// Entry gives the entry that the command with that id made, and false where there is none.
	Entry(id uuid.UUID) (domain.Entry, bool)
	// Each walks the streams of a kind whose states always are at hand (unit, fund, staff), in the order of their names, so that a decision
	// that walks them stays the same. A stream without events may be among them. The states must not be changed.
	Each(kind string) iter.Seq2[domain.Stream, domain.State]
}

// Each walks the states of one kind in the order of their streams' names: View.Each over a map.
func Each(states map[domain.Stream]domain.State, kind string) iter.Seq2[domain.Stream, domain.State] {
	return func(yield func(domain.Stream, domain.State) bool) {
		for _, s := range slices.Sorted(maps.Keys(states)) {
			if s.Kind() == kind && !yield(s, states[s]) {
				return
			}
		}
	}
}
