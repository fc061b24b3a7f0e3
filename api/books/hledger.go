package books

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"sovang/domain/catalog"
	"sovang/domain/journal"
	"sovang/domain/money"
)

// Journal writes entries as a journal that hledger reads, strictly checked.
type Journal struct {
	text

	declared map[string]bool
}

// NewJournal writes to w.
func NewJournal(w io.Writer) *Journal {
	j := &Journal{declared: map[string]bool{}}
	j.text = newText(w, "; Sổ Vàng. Transactions stand in the order in which the book took them in; the tag entry is its number there.\ndecimal-mark .\ntag entry\ntag id\n", j.transaction)
	return j
}

func (j *Journal) transaction(t journal.Transaction) {
	name := j.names.fund(t.Fund)
	accounts := make([]string, len(t.Postings))
	for i, p := range t.Postings {
		accounts[i] = p.Account.Name(name)
		j.declare("commodity "+sample(p.Currency), "")
		j.declare("account "+accounts[i], kindOf(p.Account))
	}
	kind, _, _ := catalog.Name(t.Event)
	j.print("\n" + t.Date.ISO() + " * ")
	if n := voucher(t.Event); n.No != 0 {
		j.print("(" + name + "/" + n.Series + "/" + strconv.FormatInt(n.No, 10) + ") ")
	}
	j.print(kind + "  ; entry:" + strconv.FormatUint(t.Entry.Number, 10) + ", id:" + t.Entry.ID.String() + "\n")
	for i, p := range t.Postings {
		m := money.Money{Minor: p.Amount, Currency: p.Currency}
		j.print(fmt.Sprintf("    %-60s  %16s %s\n", accounts[i], m.Decimal().StringFixed(p.Currency.Exponent()), p.Currency))
	}
}

// declare writes a directive once.
func (j *Journal) declare(directive, comment string) {
	if j.declared[directive] {
		return
	}
	j.declared[directive] = true
	j.print("\n" + directive + comment + "\n")
}

// sample is an amount that shows how a currency is written.
func sample(c money.Currency) string {
	if c.Exponent() == 0 {
		return "1000. " + string(c)
	}
	return "1000." + fmt.Sprintf("%0*d", c.Exponent(), 0) + " " + string(c)
}

// kindOf tells hledger the type of an account: the names at the top are ours, in the singular for expense.
func kindOf(a journal.Account) string {
	return "  ; type:" + map[journal.Class]string{journal.Assets: "A", journal.Liabilities: "L", journal.Equity: "E", journal.Income: "R", journal.Expense: "X"}[a.Class]
}

// Moment is an instant as exports write it.
func Moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }
