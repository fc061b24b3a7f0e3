// Package fund is the owner of money: donations, reservations, payouts, returns, reversals, transfers, receipts and periods of one
// fund are one stream, so that "never below zero" and "no gap in the numbers" are decided and not hoped for.
//
// It keeps one rule. Every đồng that enters a compartment is numbered in order of receipt and paid out in that order; returned money
// goes out again first. A compartment is therefore positions 0, 1, 2, … of which a set is free; a donation owns a few intervals of
// them and a payout uses a few, and where a donation went is where the two overlap.
//
// What no money stands behind ("uncovered", made only by facts that cannot be refused) is positions too: at the end of their
// compartment, used, and owned by nobody until unrestricted đồng cover them. So three laws hold after every event, for every
// currency: each position is exactly one of free, paid, transferred, sold, covering, void, lost; Σ free − Σ uncovered +
// unidentified = Σ places; and nothing but a fact makes any of them worse than it was.
//
// Each method that is named after a command decides it: it reads the state, changes nothing and returns events or a refusal. Evolve
// takes the events in. The state remembers what is open and what was an exception; what a donation or payout was is read from its own
// entry, which the caller passes in.
package fund
