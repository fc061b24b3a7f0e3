package books

import (
	"encoding/csv"
	"io"
	"strconv"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/catalog"
	"sovang/domain/journal"
	"sovang/domain/money"
)

// Postings writes entries as one row a posting: debits positive, credits negative, amounts in whole units.
type Postings struct {
	Only Choice

	w     *csv.Writer
	names names
	begun bool
}

// NewPostings writes to w.
func NewPostings(w io.Writer) *Postings { return &Postings{w: csv.NewWriter(w), names: newNames()} }

// Add writes what an entry did to the books.
func (p *Postings) Add(e domain.Entry) error {
	if !p.begun {
		p.begun = true
		if err := p.w.Write([]string{"entry", "recorded", "booked", "fund", "event", "voucher", "account", "amount", "currency", "id"}); err != nil {
			return err
		}
	}
	p.names.learn(e)
	for _, t := range journal.Transactions(e) {
		if !p.Only.has(t) {
			continue
		}
		name := p.names.fund(t.Fund)
		kind, _, _ := catalog.Name(t.Event)
		paper := ""
		if n := voucher(t.Event); n.No != 0 {
			paper = n.Series + "/" + strconv.FormatInt(n.No, 10)
		}
		for _, posting := range t.Postings {
			m := money.Money{Minor: posting.Amount, Currency: posting.Currency}
			if err := p.w.Write([]string{
				strconv.FormatUint(e.Number, 10), Moment(e.Recorded), posting.Date.ISO(), sheet.Inert(name), kind, sheet.Inert(paper),
				posting.Account.Name(name), m.Decimal().StringFixed(posting.Currency.Exponent()), string(posting.Currency), e.ID.String(),
			}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close writes what is buffered.
func (p *Postings) Close() error {
	p.w.Flush()
	return p.w.Error()
}
