package books

import (
	"bufio"
	"io"

	"sovang/domain"
	"sovang/domain/journal"
)

// text writes entries, transaction by transaction, for a program that reads plain text.
type text struct {
	Only Choice

	w     *bufio.Writer
	names names
	head  string // what stands before all; "" once it is written
	write func(journal.Transaction)
}

func newText(w io.Writer, head string, write func(journal.Transaction)) text {
	return text{w: bufio.NewWriterSize(w, 256<<10), names: newNames(), head: head, write: write}
}

// Add writes what an entry did to the books. Entries come in their order; those that moved no money write nothing.
func (x *text) Add(e domain.Entry) error {
	x.print(x.head)
	x.head = ""
	x.names.learn(e)
	for _, t := range journal.Transactions(e) {
		if x.Only.has(t) {
			x.write(t)
		}
	}
	_, err := x.w.WriteString("") // the first error of a buffered writer stays
	return err
}

// Close writes what is buffered.
func (x *text) Close() error { return x.w.Flush() }

func (x *text) print(text string) { _, _ = x.w.WriteString(text) } // the error stays in the writer and comes out in Add or Close
