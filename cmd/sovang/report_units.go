package main

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/unit"
	"sovang/projections"
)

type reportUnits struct {
	reportFlags
	atFlag
	Unit string `help:"This unit and all below it, by code or id; one that has ended, too." placeholder:"CODE"`
	Tree bool   `help:"As a tree: each below the one above it."`
}

// Run shows the units of a day with their funds; those that have ended say who came after them.
func (c *reportUnits) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		_, top, err := (scope{Unit: c.Unit}).find(ctx, r)
		if err != nil {
			return nil, err
		}
		units, err := r.UnitBranches(ctx, top, asOf, at)
		if err != nil {
			return nil, err
		}
		if !c.Tree {
			projections.ByCode(units)
		}
		called, err := unitsCalled(ctx, r, asOf, at)
		if err != nil {
			return nil, err
		}
		funds, err := r.FundsAt(ctx, asOf, at)
		if err != nil {
			return nil, err
		}
		of := map[uuid.UUID][]string{}
		for _, f := range funds {
			if f.WoundUp == 0 {
				of[f.Unit] = append(of[f.Unit], f.Code)
			}
		}
		s := &sheet.Sheet{Name: "units", Title: "Đơn vị", AsOf: asOf.Entry, Aside: []string{"level", "caretaker", "ended", "successors", "unit"}, Columns: []sheet.Column{
			{Key: "level", Title: "Cấp"}, {Key: "code", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "kind", Title: "Loại"}, {Key: "parent", Title: "Trực thuộc"},
			{Key: "caretaker", Title: "Coi hộ"}, {Key: "from", Title: "Từ"}, {Key: "funds", Title: "Quỹ"}, {Key: "how", Title: "Nay"}, {Key: "ended", Title: "Thôi từ"},
			{Key: "successors", Title: "Kế tục"}, {Key: "unit", Title: "Id"},
		}}
		if c.Tree { // which unit is above is seen
			s.Aside = append(s.Aside, "parent")
		}
		for _, u := range units {
			code := sheet.Term{Key: u.Code, Title: u.Code}
			if c.Tree {
				code.Title = strings.Repeat("– ", u.Level) + u.Code + caretaking(u.Caretaker)
			}
			s.Add(int64(u.Level), code, u.Name, term(u.Kind), above(called, u.Parent, u.Caretaker), u.Caretaker, u.From, strings.Join(of[u.Unit], " "),
				sheet.Term{Key: string(u.How), Title: ended(u.UnitInfo, called.codes)}, u.Ended, called.codes(u.Into, " "), u.Unit)
		}
		return s, nil
	})
}

// unitNames are units as of an entry and a day, by id.
type unitNames map[uuid.UUID]projections.UnitInfo

func unitsCalled(ctx context.Context, r *projections.Reader, asOf projections.AsOf, at *domain.Date) (unitNames, error) {
	all, err := r.UnitsAt(ctx, asOf, at)
	called := make(unitNames, len(all))
	for _, u := range all {
		called[u.Unit] = u
	}
	return called, err
}

func (n unitNames) codes(units []uuid.UUID, between string) string {
	return n.list(units, between, func(u projections.UnitInfo) string { return u.Code })
}

func (n unitNames) names(units []uuid.UUID, between string) string {
	return n.list(units, between, func(u projections.UnitInfo) string { return u.Code + " " + u.Name })
}

func (n unitNames) list(units []uuid.UUID, between string, call func(projections.UnitInfo) string) string {
	all := make([]string, len(units))
	for i, id := range units {
		all[i] = call(n[id])
	}
	return strings.Join(all, between)
}

// above is the unit above another.
func above(called unitNames, parent uuid.UUID, caretaker bool) any {
	if parent == uuid.Nil {
		return nil
	}
	code := called[parent].Code
	return sheet.Term{Key: code, Title: code + caretaking(caretaker)}
}

// caretaking marks a unit that the one above only looks after.
func caretaking(yes bool) string {
	if yes {
		return " (coi hộ)"
	}
	return ""
}

// endings are how units end, as screens have it.
var endings = map[unit.How]string{unit.Merged: "đã sáp nhập vào", unit.Split: "đã chia thành", unit.Dissolved: "đã giải thể"}

// ended says what became of a unit; "" of one that lives.
func ended(u projections.UnitInfo, call func([]uuid.UUID, string) string) string {
	if u.Ended == 0 {
		return ""
	}
	since := " từ " + u.Ended.String()
	switch {
	case u.How != unit.Dissolved:
		return endings[u.How] + " " + call(u.Into, ", ") + since
	case len(u.Into) > 0:
		return endings[u.How] + since + ", bàn giao cho " + call(u.Into, ", ")
	}
	return endings[u.How] + since
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
