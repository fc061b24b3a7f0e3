package ledger

import (
	"iter"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
)

// draft is a view in which what a decision has come to so far has happened already: for decisions that change several streams one after
// the other. The states of the view beneath stay as they are.
type draft struct {
	View
	entry   uuid.UUID
	states  map[domain.Stream]domain.State
	changes []domain.Change
}

func newDraft(v View, entry uuid.UUID) *draft {
	return &draft{View: v, entry: entry, states: map[domain.Stream]domain.State{}}
}

// State implements View.
func (d *draft) State(s domain.Stream) domain.State {
	if state, ok := d.states[s]; ok {
		return state
	}
	return d.View.State(s)
}

// Each implements View.
func (d *draft) Each(kind string) iter.Seq2[domain.Stream, domain.State] {
	return func(yield func(domain.Stream, domain.State) bool) {
		var own []domain.Stream // those that were changed, or begun, here
		for s := range Each(d.states, kind) {
			own = append(own, s)
		}
		for s, state := range d.View.Each(kind) {
			for ; len(own) > 0 && own[0] < s; own = own[1:] {
				if !yield(own[0], d.states[own[0]]) {
					return
				}
			}
			if len(own) > 0 && own[0] == s {
				state, own = d.states[s], own[1:]
			}
			if !yield(s, state) {
				return
			}
		}
		for _, s := range own {
			if !yield(s, d.states[s]) {
				return
			}
		}
	}
}

// add lets events happen.
func (d *draft) add(s domain.Stream, events ...domain.Event) {
	if len(events) == 0 {
		return
	}
	if _, ok := d.states[s]; !ok {
		d.states[s] = d.View.State(s).Clone()
	}
	for _, e := range events {
		d.states[s].Evolve(d.entry, e)
	}
	if i := slices.IndexFunc(d.changes, func(c domain.Change) bool { return c.Stream == s }); i >= 0 {
		d.changes[i].Events = append(d.changes[i].Events, events...)
		return
	}
	d.changes = append(d.changes, domain.Change{Stream: s, Events: events})
}
