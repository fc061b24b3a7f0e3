package main

import (
	"context"
	"strconv"
	"strings"

	"sovang/api/sheet"
	"sovang/projections"
)

type reportRound struct {
	reportFlags
	atFlag
	Round string `arg:"" optional:"" help:"The round, by code or id; all rounds if left out."`
	Rows  bool   `help:"Show every row." xor:"what"`
	Steps bool   `help:"Show what was done, by whom." xor:"what"`
	Diff  bool   `help:"Show how the list differs from the version before." xor:"what"`
}

// Run shows an award round, or all of them.
func (c *reportRound) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		if c.Round == "" {
			rounds, err := r.Rounds(ctx, asOf, at)
			return roundsSheet(rounds, asOf), err
		}
		id, err := r.RoundNamed(ctx, c.Round)
		if err != nil {
			return nil, err
		}
		o, err := r.Round(ctx, projections.RoundQuery{Round: id, AsOf: asOf, At: at, Rows: c.Rows})
		switch {
		case err != nil:
			return nil, err
		case c.Rows:
			return roundRowSheet(ctx, r, o)
		case c.Steps:
			return stepSheet(o), nil
		case c.Diff:
			asOf, diffs, err := r.ListDiff(ctx, o.List, asOf, nil)
			if err != nil {
				return nil, err
			}
			return diffSheet(ctx, r, o, asOf, diffs)
		}
		return stateSheet(o), nil
	})
}

func roundsSheet(rounds []projections.Round, asOf projections.AsOf) *sheet.Sheet {
	s := &sheet.Sheet{Name: "rounds", Aside: []string{"occasion", "version", "id"}, Title: "Các đợt xét trao", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Đợt"}, {Key: "programme", Title: "Chương trình"}, {Key: "occasion", Title: "Dịp"}, {Key: "fund", Title: "Quỹ"}, {Key: "stage", Title: "Bước"},
		{Key: "version", Title: "Bản"}, {Key: "budget", Title: "Dự kiến chi"}, {Key: "rows", Title: "Suất"}, {Key: "amount", Title: "Số tiền"},
		{Key: "paid_rows", Title: "Đã trao"}, {Key: "paid_amount", Title: "Tiền đã trao"}, {Key: "id", Title: "Id"},
	}}
	for _, o := range rounds {
		t := totals(o)
		s.Add(o.Code, o.Programme, o.Occasion, o.FundCode, term(o.Stage), o.Version, sheet.Amount(o.Currency, o.Budget), t.rows, sheet.Amount(o.Currency, t.amount), t.paidRows,
			sheet.Amount(o.Currency, t.paid), o.ID)
	}
	return s
}

// roundTotals is the awards of a round that stand, and those that were paid.
type roundTotals struct{ rows, amount, paidRows, paid, returned int64 }

func totals(o projections.Round) (t roundTotals) {
	for _, k := range o.Counts {
		switch k.State {
		case projections.RowExcluded, projections.RowDeclined, projections.RowCancelled, projections.RowUnclaimed, projections.RowRevised:
			continue
		case projections.RowPaid, projections.RowProved, projections.RowReturned:
			t.paidRows, t.paid = t.paidRows+k.Rows, t.paid+k.Amount
		}
		t.rows, t.amount, t.returned = t.rows+k.Rows, t.amount+k.Amount, t.returned+k.Returned
	}
	return t
}

// stateSheet counts the rows of a round by their state.
func stateSheet(o projections.Round) *sheet.Sheet {
	s := &sheet.Sheet{Name: "round", Title: "Đợt " + o.Code + ": " + o.Programme, AsOf: o.AsOf.Entry, Columns: []sheet.Column{
		{Key: "state", Title: "Tình trạng"}, {Key: "award", Title: "Hình thức"}, {Key: "recipient_kind", Title: "Đối tượng"}, {Key: "rows", Title: "Suất"},
		{Key: "amount", Title: "Số tiền"}, {Key: "returned", Title: "Trả về"}, {Key: "substituted", Title: "Thay người"},
	}}
	for _, k := range o.Counts {
		s.Add(term(k.State), term(k.Award), term(k.RecipientKind), k.Rows, sheet.Amount(o.Currency, k.Amount), sheet.AmountOrBlank(o.Currency, k.Returned), k.Substituted)
	}
	t := totals(o)
	s.Total = []any{"Còn trong danh sách", nil, nil, t.rows, sheet.Amount(o.Currency, t.amount), sheet.AmountOrBlank(o.Currency, t.returned), nil}
	s.Note = strings.Join(roundNotes(o), "\n")
	return s
}

// roundNotes is what stands under a round's table.
func roundNotes(o projections.Round) []string {
	notes := []string{"Bước: " + term(o.Stage).Title + "; bản thứ " + strconv.FormatInt(o.Version, 10) + "; dự kiến chi " + sheet.Amount(o.Currency, o.Budget).String() +
		" từ " + strings.Join(o.From, ", "), "Tiêu chuẩn: " + o.Criteria}
	if o.Stacking != "" {
		notes = append(notes, "Không trùng trong năm học "+o.SchoolYear+" ("+term(o.Stacking).Title+")")
	}
	if o.Announced != 0 {
		notes = append(notes, "Thông báo ngày "+o.Announced.String())
	}
	for _, x := range o.Steps {
		switch {
		case x.What == "frozen":
			notes = append(notes, "Danh sách chốt: "+x.Hash)
		case x.Again:
			notes = append(notes, "Chứng từ đã dùng trước đó: "+x.Name+" ("+x.Hash+")")
		}
		if x.Same != "" {
			notes = append(notes, "Kiêm nhiệm ở bút toán "+strconv.FormatUint(x.Entry, 10)+": "+x.Same+" — "+x.Override)
		}
	}
	return notes
}

func roundRowSheet(ctx context.Context, r *projections.Reader, o projections.Round) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "round", Title: "Danh sách đợt " + o.Code, AsOf: o.AsOf.Entry, Columns: []sheet.Column{
		{Key: "row", Title: "Suất"}, {Key: "who", Title: "Người nhận"}, {Key: "award", Title: "Hình thức"}, {Key: "recipient_kind", Title: "Đối tượng"},
		{Key: "level", Title: "Cấp"}, {Key: "institution", Title: "Trường, đơn vị"}, {Key: "score", Title: "Điểm"}, {Key: "amount", Title: "Số tiền"},
		{Key: "state", Title: "Tình trạng"}, {Key: "paid", Title: "Trao ở bút toán"}, {Key: "returned", Title: "Trả về"}, {Key: "substituted", Title: "Thay người"},
	}}
	for _, x := range o.Rows {
		name, err := who(ctx, r, x.Recipient)
		if err != nil {
			return nil, err
		}
		score := ""
		if x.Score > 0 {
			score = strconv.FormatInt(x.Score/100, 10) + "." + strconv.FormatInt(100+x.Score%100, 10)[1:]
		}
		s.Add(x.Code, name, term(x.Award), term(x.RecipientKind), term(x.Level), x.Institution, score, sheet.Amount(o.Currency, x.Amount), term(x.State), x.Paid,
			sheet.AmountOrBlank(o.Currency, x.Returned), x.Substituted)
	}
	return s, nil
}

// stepSheet shows who did what.
func stepSheet(o projections.Round) *sheet.Sheet {
	s := &sheet.Sheet{Name: "round", Title: "Đợt " + o.Code + ": các bước", AsOf: o.AsOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "day", Title: "Ngày"}, {Key: "what", Title: "Việc"}, {Key: "by", Title: "Ai"}, {Key: "witness", Title: "Chứng kiến"},
		{Key: "rows", Title: "Suất"}, {Key: "amount", Title: "Số tiền"}, {Key: "reason", Title: "Lý do"}, {Key: "same", Title: "Kiêm nhiệm"},
		{Key: "override", Title: "Lý do kiêm nhiệm"}, {Key: "attachment", Title: "Chứng từ"}, {Key: "again", Title: "Đã dùng trước"}, {Key: "hash", Title: "Mã băm"},
	}}
	for _, x := range o.Steps {
		s.Add(x.Entry, x.Day, term(x.What), x.By, x.Witness, x.Rows, sheet.AmountOrBlank(o.Currency, x.Amount), x.Reason, x.Same, x.Override, x.Name, x.Again, x.Hash)
	}
	return s
}

func diffSheet(ctx context.Context, r *projections.Reader, o projections.Round, asOf projections.AsOf, diffs []projections.RowDiff) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "round", Title: "Đợt " + o.Code + ": bản " + strconv.FormatInt(o.Version, 10) + " khác bản trước", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "row", Title: "Suất"}, {Key: "what", Title: "Thay đổi"}, {Key: "field", Title: "Mục"}, {Key: "before", Title: "Trước"}, {Key: "after", Title: "Sau"},
	}}
	for _, d := range diffs {
		if d.Field == "recipient" {
			for _, side := range []*string{&d.Before, &d.After} {
				name, err := whoNamed(ctx, r, *side)
				if err != nil {
					return nil, err
				}
				*side = name
			}
		}
		s.Add(d.Code, term(d.What), d.Field, d.Before, d.After)
	}
	return s, nil
}
