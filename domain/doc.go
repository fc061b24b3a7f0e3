// Package domain holds what every rule of the ledger speaks of: events, streams, entries, dates, sealed personal data and errors.
//
// It promises purity. Nothing at or below this package reads a clock, a disk, a network or a source of randomness: time and ids
// arrive in the command, so that a decision made today can be made again, to the same bytes, by an auditor in ten years. A test
// (TestArrows, at the top of the module) keeps it so.
package domain
