// Package statistic is what a unit declares of itself, or somebody of it: members, learning models, boxes, money that families keep, inhabitants.
//
// It promises that a figure is always somebody's (a source and the day it speaks from), that it is never changed, only followed by a correction
// or a withdrawal with a reason, and that it stands beside the books: no figure is ever money of a fund. Values are exact decimals, written
// as a whole number and how many of its digits stand after the point.
package statistic

import "sovang/domain"

// Declared is figures that one source published about one unit. They are numbered in the unit's stream: the first has the number First.
type Declared struct {
	Source     string      `json:"source"`      // who published it, where
	SourceDate domain.Date `json:"source_date"` // the day it was published
	First      int64       `json:"first"`
	Figures    []Figure    `json:"figures"`
}

// Figure is one declared figure.
type Figure struct {
	Measure string      `json:"measure"`         // a code of Measures
	Name    string      `json:"name,omitzero"`   // of a free measure
	Nature  Nature      `json:"nature,omitzero"` // of a free measure
	From    domain.Date `json:"from"`            // the period, both days within
	Until   domain.Date `json:"until"`
	Levels  Levels      `json:"levels"`
	In      string      `json:"in"` // the unit of measure: people, VND …
	Bound   Bound       `json:"bound"`
	Amount
	Note string `json:"note,omitzero"`
}

// Corrected says what a figure is, and that it was another before.
type Corrected struct {
	Figure   int64  `json:"figure"`
	WasBound Bound  `json:"was_bound"`
	Was      Amount `json:"was"`
	Bound    Bound  `json:"bound"`
	Is       Amount `json:"is"`
	Note     string `json:"note,omitzero"`
	Reason   string `json:"reason"`
}

// Withdrawn says that a figure holds no more: it was about something else, or its source took it back.
type Withdrawn struct {
	Figure int64  `json:"figure"`
	Reason string `json:"reason"`
}
