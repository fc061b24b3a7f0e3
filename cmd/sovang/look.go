package main

import (
	"context"

	"sovang/domain"
	"sovang/projections"
)

// lookAsk is a report that is read from the log beside the read side: a part of it. One of them is asked for.
type lookAsk struct {
	Journal  *projections.JournalQuery  `json:"journal,omitempty"`
	Findings *projections.FindingsQuery `json:"findings,omitempty"`
}

// lookAnswer is that part.
type lookAnswer struct {
	Journal  *projections.Journal  `json:"journal,omitempty"`
	Findings *projections.Findings `json:"findings,omitempty"`
}

// mostLooked bounds a part, so that it fits a line of the protocol.
const mostLooked = 200

// Look implements door.
func (h *house) Look(ctx context.Context, q lookAsk) (a lookAnswer, err error) {
	switch {
	case q.Journal != nil:
		ask := *q.Journal
		ask.Limit = min(max(ask.Limit, 1), mostLooked)
		a.Journal = &projections.Journal{}
		*a.Journal, err = h.read.reader.Journal(ctx, h.store, ask)
	case q.Findings != nil:
		ask := *q.Findings
		ask.Limit = min(max(ask.Limit, 1), mostLooked)
		a.Findings = &projections.Findings{}
		*a.Findings, err = h.read.reader.Findings(ctx, h.store, ask)
	default:
		err = domain.Errorf(domain.Invalid, "what is looked for is missing").On("look")
	}
	return a, err
}

// Look implements door.
func (v *visitor) Look(ctx context.Context, q lookAsk) (found lookAnswer, err error) {
	err = v.ask(ctx, question{Do: doLook, Look: &q}, nil, func(a answer) {
		if a.Look != nil {
			found = *a.Look
		}
	})
	return found, err
}
