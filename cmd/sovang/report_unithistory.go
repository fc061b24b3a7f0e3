package main

import (
	"context"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain/unit"
	"sovang/projections"
)

type reportUnitHistory struct {
	reportFlags
	atFlag
	Unit string `arg:"" help:"The unit, by code or id; one that has ended, too."`
}

// Run shows what happened to a unit, by the days on which it came to be so.
func (c *reportUnitHistory) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		id, err := r.UnitNamed(ctx, c.Unit)
		if err != nil {
			return nil, err
		}
		h, err := r.UnitHistory(ctx, id, asOf, at)
		if err != nil {
			return nil, err
		}
		called, err := unitsCalled(ctx, r, asOf, at)
		if err != nil {
			return nil, err
		}
		s := &sheet.Sheet{Name: "unit-history", Title: "Lịch sử đơn vị " + h.Code + " " + h.Name, AsOf: asOf.Entry, Aside: []string{"caretaker", "how", "reason", "replaced"},
			Columns: []sheet.Column{
				{Key: "since", Title: "Từ"}, {Key: "what", Title: "Việc"}, {Key: "value", Title: "Nội dung"}, {Key: "caretaker", Title: "Coi hộ"}, {Key: "how", Title: "Cách"},
				{Key: "decision", Title: "Quyết định"}, {Key: "reason", Title: "Lý do"}, {Key: "replaced", Title: "Đã ghi lại"}, {Key: "entry", Title: "Bút toán"},
			}}
		for _, x := range h.Steps {
			s.Add(x.Since, sheet.Term{Key: string(x.What), Title: stepTerm(x)}, stepValue(x, called), x.Caretaker, string(x.How), x.Decision, x.Reason, x.Replaced, x.Entry)
		}
		if h.Ended != 0 {
			s.Note = h.Code + " " + ended(h.UnitInfo, called.names) + "."
		}
		return s, nil
	})
}

// came is how a unit came after others, as screens have it.
var came = map[unit.How]string{unit.Merged: "sáp nhập từ", unit.Split: "chia ra từ", unit.Dissolved: "nhận bàn giao của"}

func stepTerm(x projections.UnitStep) string {
	switch x.What {
	case projections.UnitSucceeded:
		return came[x.How]
	case projections.UnitEnded:
		return endings[x.How]
	}
	return map[projections.UnitChange]string{projections.UnitNamed: "tên", projections.UnitTyped: "loại", projections.UnitPlaced: "trực thuộc"}[x.What]
}

// stepValue is what came to be: a name, a kind, the unit above, or the units before or after it.
func stepValue(x projections.UnitStep, called unitNames) sheet.Term {
	var v sheet.Term
	switch x.What {
	case projections.UnitNamed:
		v = sheet.Term{Key: x.Name, Title: x.Name}
	case projections.UnitTyped:
		v = term(x.Kind)
	case projections.UnitPlaced:
		if v.Title = "không đơn vị nào"; x.Parent != uuid.Nil {
			v = sheet.Term{Key: called[x.Parent].Code, Title: called.names([]uuid.UUID{x.Parent}, "")}
		}
		v.Title += caretaking(x.Caretaker)
	case projections.UnitSucceeded, projections.UnitEnded:
		v = sheet.Term{Key: called.codes(x.Units, " "), Title: called.names(x.Units, ", ")}
	}
	if x.Replaced {
		v.Title += " (đã ghi lại)"
	}
	return v
}
