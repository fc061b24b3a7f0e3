package main

import (
	"context"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/projections"
)

type reportBalances struct {
	reportFlags
	atFlag
	scope
}

// Run shows every compartment: what came, what went, what is free.
func (c *reportBalances) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		b, err := c.balances(ctx, r, asOf, c.scope)
		if err != nil {
			return nil, err
		}
		return balanceSheet(b), nil
	})
}

func (a atFlag) balances(ctx context.Context, r *projections.Reader, asOf projections.AsOf, s scope) (b projections.Balances, err error) {
	q := projections.BalancesQuery{AsOf: asOf}
	if q.At, err = a.date(); err != nil {
		return b, err
	}
	if q.Fund, q.Unit, err = s.find(ctx, r); err != nil {
		return b, err
	}
	return r.Balances(ctx, q)
}

func balanceSheet(b projections.Balances) *sheet.Sheet {
	s := &sheet.Sheet{Name: "balances", Title: "Số dư quỹ", AsOf: b.AsOf.Entry, Columns: []sheet.Column{
		{Key: "fund", Title: "Quỹ"}, {Key: "compartment", Title: "Ngăn"}, {Key: "restriction", Title: "Điều kiện"}, {Key: "currency", Title: "Tiền"},
		{Key: "received", Title: "Thu"}, {Key: "paid", Title: "Chi"}, {Key: "sent", Title: "Chuyển đi"}, {Key: "in_transit", Title: "Đang đi"}, {Key: "moved", Title: "Đổi ngăn"}, {Key: "handed", Title: "Bàn giao"},
		{Key: "free", Title: "Còn"}, {Key: "reserved", Title: "Đã giữ"}, {Key: "available", Title: "Khả dụng"}, {Key: "uncovered", Title: "Thiếu"},
		{Key: "donations", Title: "Lượt ủng hộ"},
	}}
	var free, available int64
	only := true
	for _, f := range b.Funds {
		for _, c := range f.Compartments {
			only = only && c.Currency == string(money.VND)
			free, available = free+c.Free, available+c.Available
			paid := c.Refunded + c.Lost + c.Sold
			for _, k := range c.Paid {
				paid += k.Amount - k.Returned
			}
			received := c.Donated - c.Reversed + c.Interest + c.Arrived + c.Exchanged
			s.Add(f.Code, c.Compartment, term(c.Restriction), c.Currency, sheet.Amount(c.Currency, received), sheet.Amount(c.Currency, paid),
				sheet.Amount(c.Currency, c.Sent-c.Refused-c.InTransit), sheet.Amount(c.Currency, c.InTransit), sheet.AmountOrBlank(c.Currency, c.MovedIn-c.MovedOut+c.Repaid-c.Repaying),
				sheet.AmountOrBlank(c.Currency, c.TakenOver-c.HandedOver), sheet.Amount(c.Currency, c.Free), sheet.Amount(c.Currency, c.Reserved),
				sheet.Amount(c.Currency, c.Available), sheet.Amount(c.Currency, c.Uncovered), c.Donations)
		}
		for _, t := range f.Currencies {
			if t.Held != 0 || t.Unidentified != 0 {
				s.Note += equation(f.Code, t)
			}
			if t.Held != 0 {
				s.Add(f.Code, nil, term("held"), t.Currency, nil, nil, nil, nil, nil, nil, sheet.Amount(t.Currency, t.Held), nil, nil, nil, nil)
			}
		}
	}
	if only && len(s.Rows) > 1 {
		s.Total = []any{"Cộng", nil, nil, nil, nil, nil, nil, nil, nil, nil, money.Dong(free), nil, money.Dong(available), nil, nil}
	}
	return s
}

// equation says why what lies in a fund's places is more than its own.
func equation(code string, t projections.CurrencyBalance) string {
	text := code + ": còn " + sheet.Amount(t.Currency, t.Free).String()
	if t.Uncovered != 0 {
		text += " − thiếu " + sheet.Amount(t.Currency, t.Uncovered).String()
	}
	if t.Unidentified != 0 {
		text += " + chưa rõ " + sheet.Amount(t.Currency, t.Unidentified).String()
	}
	if t.Held != 0 {
		text += " + giữ hộ " + sheet.Amount(t.Currency, t.Held).String()
	}
	return text + " = " + sheet.Amount(t.Currency, t.Places).String() + " ở các nơi giữ tiền.\n"
}

type reportPlaces struct {
	reportFlags
	atFlag
	scope
}

// Run shows where the money lies.
func (c *reportPlaces) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		b, err := c.balances(ctx, r, asOf, c.scope)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "places", Title: "Nơi giữ tiền", AsOf: b.AsOf.Entry, Columns: []sheet.Column{
			{Key: "fund", Title: "Quỹ"}, {Key: "place", Title: "Nơi"}, {Key: "kind", Title: "Loại"}, {Key: "name", Title: "Tên"},
			{Key: "currency", Title: "Tiền"}, {Key: "in", Title: "Vào"}, {Key: "out", Title: "Ra"}, {Key: "balance", Title: "Tồn"},
			{Key: "unidentified", Title: "Chưa rõ"}, {Key: "held", Title: "Giữ hộ"},
		}}
		for _, f := range b.Funds {
			for _, k := range f.Places {
				s.Add(f.Code, k.Place, term(k.Kind), k.Name, k.Currency, sheet.Amount(k.Currency, k.In), sheet.Amount(k.Currency, k.Out), sheet.Amount(k.Currency, k.Balance), sheet.AmountOrBlank(k.Currency, k.Unidentified), sheet.AmountOrBlank(k.Currency, k.Held))
			}
		}
		return s, nil
	})
}

type reportAccounts struct {
	reportFlags
	atFlag
	scope
}

// Run shows the accounts of the double entry.
func (c *reportAccounts) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q, err := projections.BalancesQuery{AsOf: asOf}, error(nil)
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if q.Fund, q.Unit, err = c.find(ctx, r); err != nil {
			return nil, err
		}
		a, err := r.Accounts(ctx, q)
		if err != nil {
			return nil, err
		}
		units, err := unitCodes(ctx, r, asOf)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "accounts", Title: "Tài khoản", AsOf: a.AsOf.Entry, Columns: []sheet.Column{
			{Key: "account", Title: "Tài khoản"}, {Key: "currency", Title: "Tiền"}, {Key: "balance", Title: "Số dư"},
		}}
		for _, b := range a.Accounts {
			s.Add(b.Of.Name(units[b.Of.Fund]), b.Currency, sheet.Amount(b.Currency, b.Amount))
		}
		return s, nil
	})
}
