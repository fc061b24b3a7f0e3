package main

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/projections"
)

type reportUnits struct {
	reportFlags
	atFlag
}

// Run shows the units with their funds.
func (c *reportUnits) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		units, err := r.UnitsAt(ctx, asOf, at)
		if err != nil {
			return nil, err
		}
		funds, err := r.FundsAt(ctx, asOf, at)
		if err != nil {
			return nil, err
		}
		of := map[uuid.UUID][]string{}
		for _, f := range funds {
			of[f.Unit] = append(of[f.Unit], f.Code)
		}
		s := &sheet.Sheet{Name: "units", Title: "Đơn vị", AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "code", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "kind", Title: "Loại"}, {Key: "from", Title: "Từ"},
			{Key: "funds", Title: "Quỹ"}, {Key: "unit", Title: "Id"},
		}}
		for _, u := range units {
			s.Add(u.Code, u.Name, term(u.Kind), u.From, strings.Join(of[u.Unit], " "), u.Unit)
		}
		return s, nil
	})
}

type reportFunds struct {
	reportFlags
	atFlag
}

// Run shows the funds. Named ones ("Quỹ Tô Hiệu") say whom they honour: their money is as much behind walls as any other.
func (c *reportFunds) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		funds, err := r.FundsAt(ctx, asOf, at)
		if err != nil {
			return nil, err
		}
		units, err := r.Units(ctx, asOf)
		if err != nil {
			return nil, err
		}
		of := map[uuid.UUID]string{}
		for _, u := range units {
			of[u.Unit] = u.Code
		}
		s := &sheet.Sheet{Name: "funds", Title: "Các quỹ", AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "unit", Title: "Đơn vị"}, {Key: "code", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "honours", Title: "Mang tên"},
			{Key: "form", Title: "Hình thức"}, {Key: "from", Title: "Từ"}, {Key: "wound_up", Title: "Bàn giao"}, {Key: "successor", Title: "Cho quỹ"},
			{Key: "fund", Title: "Id"},
		}}
		called := map[uuid.UUID]string{}
		for _, f := range funds {
			called[f.Fund] = of[f.Unit] + "/" + f.Code
		}
		for _, f := range funds {
			var ended any
			if f.WoundUp != 0 {
				ended = f.WoundUp
			}
			s.Add(of[f.Unit], f.Code, f.Name, f.Honours, term(f.Form), f.From, ended, called[f.Successor], f.Fund)
		}
		return s, nil
	})
}

// unitCodes calls every fund by the codes of its unit and its own, as exports do.
func unitCodes(ctx context.Context, r *projections.Reader, asOf projections.AsOf) (map[uuid.UUID]string, error) {
	units, err := r.Units(ctx, asOf)
	if err != nil {
		return nil, err
	}
	funds, err := r.Funds(ctx, asOf)
	if err != nil {
		return nil, err
	}
	codes, names := map[uuid.UUID]string{}, map[uuid.UUID]string{}
	for _, u := range units {
		codes[u.Unit] = u.Code
	}
	for _, f := range funds {
		names[f.Fund] = codes[f.OpenedBy] + "/" + f.OpenedAs
	}
	return names, nil
}

type reportEntries struct {
	reportFlags
	atFlag
	From  uint64 `help:"From this entry on." placeholder:"N"`
	To    uint64 `help:"Up to this entry." placeholder:"N"`
	Limit int    `help:"At most so many (${default})." default:"100" placeholder:"N"`
}

// Run shows what was decided when, by whom.
func (c *reportEntries) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		entries, err := r.Entries(ctx, projections.EntriesQuery{From: c.From, To: c.To, Limit: c.Limit, AsOf: asOf, At: at})
		if err != nil {
			return nil, err
		}
		cut(p, len(entries), c.Limit, "--from goes on, --limit shows more")
		s := &sheet.Sheet{Name: "entries", Title: "Bút toán", AsOf: asOf.Entry, Columns: []sheet.Column{
			{Key: "entry", Title: "Số"}, {Key: "recorded", Title: "Ghi lúc"}, {Key: "actor", Title: "Ai"}, {Key: "facts", Title: "Việc"}, {Key: "id", Title: "Id"},
		}}
		for _, e := range entries {
			s.Add(e.Entry, e.Recorded, e.Actor, strings.Join(e.Facts, " "), e.ID)
		}
		return s, nil
	})
}
