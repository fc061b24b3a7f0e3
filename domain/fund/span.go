package fund

import "sovang/domain/position"

// Span is positions of one compartment. A position is one minor unit: a đồng.
type Span = position.Span

// Set is the free positions of a compartment, or others that are kept sorted.
type Set = position.Set

// Piece is positions in one compartment of a fund. Spans are in the order in which they were taken, which decides what row of a
// list and what part of a transfer each position is.
type Piece struct {
	Compartment string `json:"compartment"`
	Spans       []Span `json:"spans"`
}

// Len is how many positions the piece has.
func (p Piece) Len() int64 { return Total(p.Spans) }

// Total is how many positions the spans have together.
func Total(spans []Span) int64 { return position.Total(spans) }

// Sum is how many positions the pieces have together.
func Sum(pieces []Piece) (n int64) {
	for _, p := range pieces {
		n += p.Len()
	}
	return n
}

// Part is the positions that stand at offsets from … to-1 of a sequence of spans.
func Part(spans []Span, from, to int64) []Span { return position.Part(spans, from, to) }

// PartOf is Part over the concatenation of several pieces, still piece by piece.
func PartOf(pieces []Piece, from, to int64) []Piece {
	var part []Piece
	for _, p := range pieces {
		if spans := Part(p.Spans, from, to); len(spans) > 0 {
			part = append(part, Piece{p.Compartment, spans})
		}
		from, to = from-p.Len(), to-p.Len()
	}
	return part
}
