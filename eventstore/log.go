package eventstore

import (
	"context"
	"errors"
	"iter"
)

// The sizes that every log and every reader can rely on.
const (
	MaxEntry   = 512 << 10 // bytes of one entry's line
	MaxEntries = 1000      // entries in one message
)

// What a Log answers when it does not do as asked. Everything else that a Log gives back is temporary.
var (
	// ErrConflict: the message the writer wanted to follow is not the last one. Read the tail and decide again.
	ErrConflict = errors.New("somebody else wrote to the book")
	// ErrUncertain: no answer came. The message may be stored now, later or never; only the same bytes with the same fence, published
	// until there is an ack or a conflict, tell.
	ErrUncertain = errors.New("the log did not answer; whether it stored the message is not known")
	// ErrFull: nothing was stored and nothing will be, by this attempt or an earlier one with the same fence.
	ErrFull = errors.New("the ledger cannot be written now, and nothing was")
	// ErrLost: what was acknowledged once is not there any more. Never temporary: all writing stops.
	ErrLost = errors.New("the log has lost what it had acknowledged")
	// ErrUnreadable: the log holds what this program does not know; a newer one may. Writing stops.
	ErrUnreadable = errors.New("the log holds an entry that this program cannot read")
	// ErrAway: the log or the keys, or what finds old entries, cannot be reached now. Whoever asks again later is answered.
	ErrAway = errors.New("what the ledger stands on cannot be reached now")
	// ErrNotFound: there is no message with that sequence.
	ErrNotFound = errors.New("the log has no such message")
)

// Message is one commit: one or more entries that were written together, a line each.
type Message struct {
	Sequence uint64 // 1, 2, 3 … without gaps
	Data     []byte // must not be changed
}

// Location is where an entry stands: in which message, as which of its lines (from 0).
type Location struct {
	Sequence uint64
	Index    int
}

// Log is one book's messages in order.
type Log interface {
	// Append stores data as the message that follows the one with sequence after (0: as the first), on the disk before it returns the
	// new sequence. It fails with ErrConflict, ErrUncertain, ErrFull or ErrLost, and may be asked again with the same arguments
	// after ErrUncertain: it is stored at most once, and a second attempt after a stored first one is a conflict. It does not keep data.
	Append(ctx context.Context, after uint64, data []byte) (uint64, error)
	// Read gives the messages from a sequence on, in order and without gaps: up to what was the last one when it began or, if it
	// follows, for ever. It ends with an error that says why it could not go on: ErrLost at a gap, ctx's error.
	Read(ctx context.Context, from uint64, follow bool) iter.Seq2[Message, error]
	// Get gives one message, ErrNotFound if there is none.
	Get(ctx context.Context, sequence uint64) (Message, error)
	// Last is the sequence of the last message, 0 for an empty log.
	Last(ctx context.Context) (uint64, error)
	// MaxMessage is how many bytes one message can hold, more than MaxEntry.
	MaxMessage() int
}
