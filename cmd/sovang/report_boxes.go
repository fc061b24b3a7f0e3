package main

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain/money"
	"sovang/projections"
)

type reportBoxes struct {
	reportFlags
	atFlag
	Unit     string `help:"Only the boxes of this unit, by code or id." placeholder:"CODE"`
	Campaign string `help:"Only those of this campaign, by code." placeholder:"CODE"`
	Levels   bool   `help:"How what was donated is split between levels, and what waits for them." xor:"what"`
	Openings bool   `help:"Every opening, with the id by which a level accepts its share." xor:"what"`
	Boxes    bool   `help:"Every box." xor:"what"`
}

// Run shows savings boxes: what was counted is declared, what was donated is booked.
func (c *reportBoxes) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		q := projections.BoxesQuery{Campaign: c.Campaign, AsOf: asOf, Rows: c.Boxes}
		var err error
		if q.At, err = c.date(); err != nil {
			return nil, err
		}
		if _, q.Unit, err = (scope{Unit: c.Unit}).find(ctx, r); err != nil {
			return nil, err
		}
		found, err := r.Boxes(ctx, q)
		if err != nil {
			return nil, err
		}
		names, err := unitCode(ctx, r, asOf)
		switch {
		case err != nil:
			return nil, err
		case c.Levels:
			return levelSheet(found, names), nil
		case c.Openings:
			return openingSheet(found, names), nil
		case c.Boxes:
			return boxSheet(found, names), nil
		}
		return tierSheet(found, names), nil
	})
}

// unitCode calls units by their codes.
func unitCode(ctx context.Context, r *projections.Reader, asOf projections.AsOf) (map[uuid.UUID]string, error) {
	units, err := r.Units(ctx, asOf)
	codes := make(map[uuid.UUID]string, len(units))
	for _, u := range units {
		codes[u.Unit] = u.Code
	}
	return codes, err
}

func tierSheet(found projections.BoxReport, units map[uuid.UUID]string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "boxes", Aside: []string{"strays", "out", "lost", "boxes"}, Title: "Heo đất", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "campaign", Title: "Đợt"}, {Key: "unit", Title: "Đơn vị"}, {Key: "level", Title: "Cấp khui"}, {Key: "tier", Title: "Nhóm"},
		{Key: "handed_out", Title: "Đã phát"}, {Key: "strays", Title: "Ngoài sổ"}, {Key: "opened", Title: "Đã khui"}, {Key: "out", Title: "Còn giữ"},
		{Key: "lost", Title: "Mất, vỡ, không trả"}, {Key: "counted", Title: "Đếm được (khai báo)"}, {Key: "kept", Title: "Gia đình giữ lại"},
		{Key: "donated", Title: "Góp quỹ"}, {Key: "rate", Title: "Tỷ lệ góp"}, {Key: "boxes", Title: "Id"},
	}}
	line := func(t projections.BoxTotals, head ...any) []any {
		return append(head, t.HandedOut, t.Strays, t.Opened, t.Out, t.Lost+t.Broken+t.NotBack, money.Dong(t.Counted), money.Dong(t.Kept), money.Dong(t.Donated), donatedPart(t))
	}
	for _, b := range found.Books {
		for _, t := range b.Tiers {
			s.Add(append(line(t, b.Campaign, units[b.Unit], b.Level, term(t.Tier)), b.Boxes)...)
		}
	}
	if len(s.Rows) > 1 {
		s.Total = append(line(found.Total, "Cộng", nil, nil, nil), nil)
	}
	return s
}

// donatedPart is which part of what was counted was donated; an empty cell where nothing was counted.
func donatedPart(t projections.BoxTotals) any {
	if t.Counted == 0 {
		return nil
	}
	return float64(t.Donated) / float64(t.Counted)
}

func levelSheet(found projections.BoxReport, units map[uuid.UUID]string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "box-levels", Title: "Heo đất: phần của các cấp", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "campaign", Title: "Đợt"}, {Key: "unit", Title: "Đơn vị khui"}, {Key: "level", Title: "Cấp"}, {Key: "fund", Title: "Quỹ"}, {Key: "share", Title: "Được chia"},
		{Key: "accepted", Title: "Đã vào quỹ"}, {Key: "waiting", Title: "Chờ nhận"}, {Key: "given_back", Title: "Trả lại"}, {Key: "boxes", Title: "Id"},
	}}
	var sum projections.BoxShare
	for _, b := range found.Books {
		for _, x := range b.Shares {
			s.Add(b.Campaign, units[b.Unit], x.Level, x.FundCode, money.Dong(x.Amount), money.Dong(x.Accepted), orNone(money.Dong(x.Waiting)), orNone(money.Dong(x.Back)), b.Boxes)
			sum.Amount, sum.Accepted, sum.Waiting, sum.Back = sum.Amount+x.Amount, sum.Accepted+x.Accepted, sum.Waiting+x.Waiting, sum.Back+x.Back
		}
	}
	if len(s.Rows) > 1 {
		s.Total = []any{"Cộng", nil, nil, nil, money.Dong(sum.Amount), money.Dong(sum.Accepted), orNone(money.Dong(sum.Waiting)), orNone(money.Dong(sum.Back)), nil}
	}
	return s
}

func openingSheet(found projections.BoxReport, units map[uuid.UUID]string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "openings", Title: "Heo đất: các lần khui", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "campaign", Title: "Đợt"}, {Key: "unit", Title: "Đơn vị"}, {Key: "on", Title: "Ngày"}, {Key: "minutes", Title: "Biên bản"}, {Key: "counters", Title: "Người khui, đếm"},
		{Key: "opened", Title: "Số con"}, {Key: "counted", Title: "Đếm được"}, {Key: "donated", Title: "Góp quỹ"}, {Key: "waiting", Title: "Chờ nhận"},
		{Key: "entry", Title: "Bút toán"}, {Key: "opening", Title: "Id"},
	}}
	for _, b := range found.Books {
		for _, o := range b.Openings {
			s.Add(b.Campaign, units[b.Unit], o.On, o.Minutes, strings.Join(o.Counters, ", "), o.Boxes, money.Dong(o.Counted), money.Dong(o.Donated),
				strings.Join(o.Waiting, ", "), o.Entry, o.ID)
		}
	}
	return s
}

// boxStates are the words for how a box stands.
var boxStates = map[projections.BoxState]string{
	projections.BoxOut: "còn giữ", projections.BoxOpened: "đã khui", "lost": "mất", "broken": "vỡ", "not-returned": "không trả",
}

// boxSheet names boxes by their codes alone: what a family keeps is its own affair.
func boxSheet(found projections.BoxReport, units map[uuid.UUID]string) *sheet.Sheet {
	s := &sheet.Sheet{Name: "box-list", Title: "Heo đất: từng con", AsOf: found.AsOf.Entry, Columns: []sheet.Column{
		{Key: "campaign", Title: "Đợt"}, {Key: "unit", Title: "Đơn vị"}, {Key: "box", Title: "Mã"}, {Key: "tier", Title: "Nhóm"}, {Key: "kind", Title: "Người giữ"},
		{Key: "out", Title: "Phát ngày"}, {Key: "stray", Title: "Ngoài sổ"}, {Key: "state", Title: "Tình trạng"}, {Key: "on", Title: "Ngày"},
		{Key: "counted", Title: "Đếm được"}, {Key: "donated", Title: "Góp quỹ"}, {Key: "reason", Title: "Lý do"},
	}}
	for _, b := range found.Books {
		for _, x := range b.Rows {
			var counted, donated any
			if x.State == projections.BoxOpened {
				counted, donated = money.Dong(x.Counted), money.Dong(x.Donated)
			}
			s.Add(b.Campaign, units[b.Unit], x.Box, term(x.Tier), sheet.Term{Key: string(x.Kind), Title: keepers[string(x.Kind)]}, x.Out, x.Stray,
				sheet.Term{Key: string(x.State), Title: boxStates[x.State]}, x.On, counted, donated, x.Reason)
		}
	}
	return s
}

// keepers are the words for who keeps a box.
var keepers = map[string]string{"family": "gia đình", "class": "lớp", "unit": "đơn vị"}
