// Package campaign is the occasions that gifts, boxes, rosters and awards are attributed to: what was appealed for, when, under which
// closing rule, and how savings boxes are split between levels.
//
// It promises that a rule of splitting, once in force on a day, is in force on that day for ever: another rule begins on a later day.
package campaign

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Opened begins a campaign.
type Opened struct {
	Unit        uuid.UUID      `json:"unit"`
	Code        string         `json:"code"` // unique over the book; what documents name it by
	Name        string         `json:"name"`
	Kind        Kind           `json:"kind"`
	Appeal      string         `json:"appeal,omitzero"`       // the text that was printed
	ClosingRule string         `json:"closing_rule,omitzero"` // what was printed of the money that is left at the end
	From        domain.Date    `json:"from"`
	Until       domain.Date    `json:"until,omitzero"`     // the last day; not given: until it is closed
	Agreement   string         `json:"agreement,omitzero"` // the cooperation agreement it cites
	Occasion    string         `json:"occasion,omitzero"`  // Tết, khai giảng, 1/6, Tháng khuyến học …
	Currency    money.Currency `json:"currency,omitzero"`  // of the target
	Target      int64          `json:"target,omitzero"`    // what it hopes to bring, in minor units; not given: it names no sum
	Fills       []Pot          `json:"fills,omitempty"`    // where its gifts go, fund by fund; a fund that is not named is free to choose
}

// Pot is a compartment of a fund.
type Pot struct {
	Fund        uuid.UUID `json:"fund"`
	Compartment string    `json:"compartment"`
}

// RuleSet is the next version of how what boxes brought is split, in force from a day on.
type RuleSet struct {
	From      domain.Date `json:"from"`
	Levels    []Level     `json:"levels"`
	Remainder string      `json:"remainder"`          // the level that takes what rounding leaves
	Voluntary bool        `json:"voluntary,omitzero"` // families keep what was counted and give back what they wish
	Basis     string      `json:"basis,omitzero"`     // the plan or decision that says so
}

// Level is one level's part, in whole percent of a hundred.
type Level struct {
	Name    string `json:"name"`
	Percent int64  `json:"percent"`
}

// Extended gives a campaign another last day, also one that was closed: it goes on then.
type Extended struct {
	Until  domain.Date `json:"until,omitzero"` // not given: until it is closed
	Reason string      `json:"reason"`
}

// Closed ends a campaign: that is its last day, whatever was planned.
type Closed struct {
	On     domain.Date `json:"on"`
	Reason string      `json:"reason,omitzero"`
}
