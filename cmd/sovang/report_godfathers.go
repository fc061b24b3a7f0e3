package main

import (
	"context"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/domain/sponsorship"
	"sovang/projections"
)

type reportGodfathers struct {
	reportFlags
	Unit    string `help:"Only the slots of this unit, by code or id." placeholder:"CODE"`
	Sponsor string `help:"Only the slots of this sponsor, by code or id." placeholder:"CODE"`
	Year    string `help:"Only this school year." placeholder:"2024-2025"`
	Slots   bool   `help:"Show every slot instead of the counts."`
}

// Run shows the Three Godfathers: the three kinds counted apart, what is only memo never among the booked money.
func (c *reportGodfathers) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.GodfathersQuery{SchoolYear: c.Year, AsOf: asOf, OnlyCounts: !c.Slots}
		var err error
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		if c.Sponsor != "" {
			if q.Sponsor, err = r.PersonNamed(ctx, c.Sponsor); err != nil {
				return nil, err
			}
		}
		found, err := r.Godfathers(ctx, q)
		if err != nil {
			return nil, err
		}
		if c.Slots {
			return slotSheet(ctx, r, found)
		}
		return godfatherSheet(found), nil
	})
}

func godfatherSheet(g projections.Godfathers) *sheet.Sheet {
	s := &sheet.Sheet{Name: "godfathers", Title: "Ba đỡ đầu", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "kind", Title: "Đối tượng"}, {Key: "slots", Title: "Suất"}, {Key: "taken", Title: "Có người đỡ đầu"}, {Key: "waiting", Title: "Đang chờ"},
		{Key: "association", Title: "Qua hội"}, {Key: "direct", Title: "Trực tiếp"}, {Key: "school", Title: "Qua trường"},
		{Key: "expected", Title: "Dự kiến qua hội"}, {Key: "paid", Title: "Đã ghi sổ"}, {Key: "memo", Title: "Ngoài sổ"}, {Key: "currency", Title: "Tiền"}, {Key: "children", Title: "Số em"},
	}}
	var slots, taken, children int64
	var paths [3]int64
	for _, k := range g.Counts {
		t := k.Sponsored()
		via := [3]int64{k.Paths[sponsorship.ViaAssociation], k.Paths[sponsorship.Direct], k.Paths[sponsorship.ViaSchool]}
		s.Add(term(k.Kind), k.Slots, t, k.Slots-t-k.States[projections.SlotHeld], via[0], via[1], via[2], in(k.Currency, k.Expected[sponsorship.ViaAssociation]), in(k.Currency, k.Paid),
			in(k.Currency, k.Expected[sponsorship.Direct]+k.Expected[sponsorship.ViaSchool]), k.Currency, k.Children)
		slots, taken, children = slots+k.Slots, taken+t, children+k.Children
		for i := range via {
			paths[i] += via[i]
		}
	}
	if len(s.Rows) > 1 {
		s.Total = []any{"Cộng", slots, taken, nil, paths[0], paths[1], paths[2], money.Money{}, money.Money{}, money.Money{}, nil, children}
	}
	return s
}

// states are the words for how a slot stands.
var states = map[projections.SlotState]string{
	projections.SlotOpen: "đang chờ", projections.SlotHeld: "đang giữ chỗ", projections.SlotAwaiting: "chờ khoản đầu", projections.SlotActive: "đang đỡ đầu", projections.SlotEnded: "đã thôi",
	projections.SlotPaused: "tạm dừng", projections.SlotNotice: "sắp thôi", projections.SlotClosed: "em đã thôi",
}

// routes are the words for how a sponsor's money reaches the child.
var routes = map[sponsorship.Path]string{
	sponsorship.ViaAssociation: "qua hội", sponsorship.Direct: "trực tiếp", sponsorship.ViaSchool: "qua trường",
}

// slotSheet names the sponsor, and the child by the public code of the slot alone: no name of a pupil is shown beside a circumstance.
func slotSheet(ctx context.Context, r *projections.Reader, g projections.Godfathers) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "slots", Title: "Suất đỡ đầu", AsOf: g.AsOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "kind", Title: "Đối tượng"}, {Key: "need", Title: "Nhu cầu"}, {Key: "school_year", Title: "Năm học"},
		{Key: "state", Title: "Tình trạng"}, {Key: "sponsor", Title: "Người đỡ đầu"}, {Key: "since", Title: "Từ"}, {Key: "path", Title: "Đường tiền"},
		{Key: "instalment", Title: "Mỗi kỳ"}, {Key: "instalments", Title: "Số kỳ"}, {Key: "paid", Title: "Đã nộp"}, {Key: "currency", Title: "Tiền"}, {Key: "slot", Title: "Id"},
	}}
	for _, x := range g.Slots {
		name, err := who(ctx, r, x.Sponsor)
		if err != nil {
			return nil, err
		}
		s.Add(x.Code, term(x.Kind), x.Need, x.SchoolYear, sheet.Term{Key: string(x.State), Title: states[x.State]}, name, x.Since, sheet.Term{Key: string(x.Path), Title: routes[x.Path]},
			in(x.Currency, x.Instalment), x.Instalments, in(x.Currency, x.Paid), x.Currency, x.Slot)
	}
	return s, nil
}
