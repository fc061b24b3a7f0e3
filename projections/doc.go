// Package projections is the read side: rows folded from the log, and the reports made of them.
//
// It promises that every report is of one moment: as of an entry, with everything up to it and nothing after it, whatever is written
// meanwhile; that sums in it are exact to the đồng; and that what it stores can be dropped and is made again from the log, to the same
// reports. Rows and the checkpoint that says how far they reach are one transaction. A fact it does not know stops it, and it goes on
// answering as of the entry before.
//
// One file per read model holds the rows it writes and the queries over them. Projector keeps the rows up with the log; Reader answers;
// Index is what the writer asks to find old entries. Reports know two axes of time: AsOf (what was known after an entry) and At (what
// had been booked by the end of a day), which may be combined.
package projections
