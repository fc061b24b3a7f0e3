package main

import (
	"context"

	"sovang/api/rest"
	"sovang/domain/ledger"
	"sovang/projections"
)

// door is how a subcommand gets into the ledger: through the house when it is ours to open (*house), or through the socket of the serve that has it
// open (*visitor). Both give the same answers.
type door interface {
	// Submit has requests decided in order up to the first refusal: one outcome for each that was decided. The error is of the way, not of
	// the requests; asking again with the same ids tells what became of them.
	Submit(ctx context.Context, requests []ledger.Request) ([]outcome, error)
	// Try says what Submit would answer, refusals passed over, and writes nothing.
	Try(ctx context.Context, requests []ledger.Request) ([]outcome, error)
	// Sync returns when the read side shows everything that the log held at the call, and gives the number of the last entry.
	Sync(ctx context.Context) (entry uint64, err error)
	// Rebuild builds the read side anew beside the one that serves and switches. It reports how much of how much is in.
	Rebuild(ctx context.Context, progress func(done, all uint64)) error
	// Entries gives the line of every entry of the log in order, as stored. A line is good until each returns; each's error ends it.
	Entries(ctx context.Context, each func(line []byte) error) error
	// Tokens issues, lists and revokes tokens of the API.
	Tokens(ctx context.Context, q tokenAsk) (tokenAnswer, error)
	// Link makes a link with which an actor chooses a password for the pages, and their account where there is none: the path of it.
	Link(ctx context.Context, q linkAsk) (path string, err error)
	// Visits issues, lists and revokes the codes with which donors see their gifts.
	Visits(ctx context.Context, q visitAsk) (visitAnswer, error)
	// Root gives the root of the log as of an entry that the read side shows; 0: the last one.
	Root(ctx context.Context, entry uint64) (projections.Root, error)
	// Look gives a part of a report that is read from the log beside the read side.
	Look(ctx context.Context, q lookAsk) (lookAnswer, error)
	// Close leaves. It may be called once.
	Close(ctx context.Context) error
}

// outcome is the answer to one request.
type outcome = rest.Outcome
