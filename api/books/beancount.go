package books

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"sovang/domain/catalog"
	"sovang/domain/journal"
	"sovang/domain/money"
)

// Beancount writes entries as a ledger that beancount reads. Its accounts are named after the parts of ours, each begun with a capital.
type Beancount struct {
	text

	opened map[string]string // what it calls our accounts
	ours   map[string]string // and the other way round
}

// NewBeancount writes to w.
func NewBeancount(w io.Writer) *Beancount {
	b := &Beancount{opened: map[string]string{}, ours: map[string]string{}}
	b.text = newText(w, "; Sổ Vàng. Transactions stand in the order in which the book took them in; entry is its number there.\noption \"title\" \"Sổ Vàng\"\n", b.transaction)
	return b
}

func (b *Beancount) transaction(t journal.Transaction) {
	name := b.names.fund(t.Fund)
	accounts := make([]string, len(t.Postings))
	for i, p := range t.Postings {
		accounts[i] = b.account(p.Account, name)
	}
	kind, _, _ := catalog.Name(t.Event)
	paper := ""
	if n := voucher(t.Event); n.No != 0 {
		paper = name + "/" + n.Series + "/" + strconv.FormatInt(n.No, 10)
	}
	b.print("\n" + t.Date.ISO() + " * " + quoted(paper) + " " + quoted(kind) + "\n  entry: " + strconv.FormatUint(t.Entry.Number, 10) + "\n  id: " + quoted(t.Entry.ID.String()) + "\n")
	for i, p := range t.Postings {
		m := money.Money{Minor: p.Amount, Currency: p.Currency}
		b.print(fmt.Sprintf("  %-60s  %16s %s\n", accounts[i], m.Decimal().StringFixed(p.Currency.Exponent()), p.Currency))
	}
}

// account is what beancount calls an account, opened before it is first used: on a day before all others, for documents may be re-dated.
func (b *Beancount) account(a journal.Account, fund string) string {
	ours := a.Name(fund)
	if theirs := b.opened[ours]; theirs != "" {
		return theirs
	}
	_, rest, _ := strings.Cut(ours, ":")
	root := map[journal.Class]string{journal.Assets: "Assets", journal.Liabilities: "Liabilities", journal.Equity: "Equity", journal.Income: "Income", journal.Expense: "Expenses"}[a.Class]
	parts := strings.Split(rest, ":")
	for i := range parts {
		parts[i] = part(parts[i])
	}
	theirs := root + ":" + strings.Join(parts, ":")
	for n := 2; b.ours[theirs] != ""; n++ { // two of ours that differ only in what beancount does not allow
		theirs = root + ":" + strings.Join(parts, ":") + "-" + strconv.Itoa(n)
	}
	b.opened[ours], b.ours[theirs] = theirs, ours
	b.print("\n1900-01-01 open " + theirs + "\n  name: " + quoted(ours) + "\n")
	return theirs
}

// part is one part of an account as beancount allows it: letters, digits and strokes, a capital or a digit first.
func part(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return '-'
	}, text)
	first := []rune(text)
	if len(first) == 0 || !unicode.IsLetter(first[0]) && !(first[0] >= '0' && first[0] <= '9') {
		return "X" + text
	}
	first[0] = unicode.ToUpper(first[0])
	return string(first)
}

func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ").Replace(text) + `"`
}
