package main

import (
	"context"
	"fmt"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/projections"
)

// summary shows what a furnished ledger holds: one row a fund, then the three godfathers.
func (h *house) summary(ctx context.Context, p Process) error {
	b, err := h.read.reader.Balances(ctx, projections.BalancesQuery{})
	if err != nil {
		return err
	}
	s := &sheet.Sheet{Title: "Các quỹ", AsOf: b.AsOf.Entry, Columns: []sheet.Column{
		{Title: "Quỹ"}, {Title: "Tên"}, {Title: "Lượt ủng hộ"}, {Title: "Thu"}, {Title: "Suất đã trao"}, {Title: "Đã trao"}, {Title: "Đã chuyển"}, {Title: "Còn"},
	}}
	for _, f := range b.Funds {
		addFund(s, f)
	}
	if err := s.Write(p.Out, sheet.Table); err != nil {
		return err
	}
	fmt.Fprintln(p.Out)
	g, err := h.read.reader.Godfathers(ctx, projections.GodfathersQuery{OnlyCounts: true})
	if err != nil {
		return err
	}
	if err := godfatherSheet(g, false).Write(p.Out, sheet.Table); err != nil {
		return err
	}
	fmt.Fprintf(p.Out, "\nLook further, beside this or after it (go build -o sovang ./cmd/sovang makes the program):\n"+
		"  sovang --data %[1]s report balances\n  sovang --data %[1]s report donor QD05\n  sovang --data %[1]s report payouts --fund QN-KT\n"+
		"  sovang --data %[1]s export hledger\n\n", h.dir)
	return nil
}

// addFund adds a row for each currency of a fund in which something happened.
func addFund(s *sheet.Sheet, f projections.FundBalance) {
	for _, currency := range f.Currencies {
		var donations, received, awards, awarded, sent int64
		for _, c := range f.Compartments {
			if c.Currency != currency.Currency {
				continue
			}
			donations, sent = donations+c.Donations, sent+c.Accepted
			received += c.Donated - c.Reversed + c.Interest + c.Arrived + c.Exchanged
			for _, k := range c.Paid {
				if k.Award != "" {
					awards, awarded = awards+k.Count, awarded+k.Amount-k.Returned
				}
			}
		}
		c := money.Currency(currency.Currency)
		s.Add(f.Code, f.Name, donations, money.Money{Minor: received, Currency: c}, awards, money.Money{Minor: awarded, Currency: c},
			money.Money{Minor: sent, Currency: c}, money.Money{Minor: currency.Free, Currency: c})
	}
}
