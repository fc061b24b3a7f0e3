// Package eventstore keeps the book: one total order of entries, each accepted once, whole or not at all, and never changed.
//
// It promises that nobody hears "yes" before the disk has it, that an entry acknowledged once is found again after any stop, or the
// loss of it is named, and that the same command id is accepted once for ever. A Log stores messages; a Writer decides commands and
// packs the entries they make into messages; whoever reads, reads the messages back in order.
package eventstore
