package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

type reportTrail struct {
	reportFlags
	atFlag
	ID   string `arg:"" help:"Id of a donation or a payout: report donor and report payouts show them."`
	Row  string `help:"Of a payout that paid a list, or of a donation that was a collection sheet: only this row, by its code." placeholder:"CODE"`
	Rows int    `help:"Rows of a list named one by one." default:"200" placeholder:"N"`
}

// Run follows money in either direction: a donation to what it paid, a payout to who gave.
func (c *reportTrail) Run(ctx context.Context, p Process, g *globals) error {
	id, err := uuid.Parse(c.ID)
	if err != nil {
		return domain.Errorf(domain.Invalid, "%q is no id of a donation or a payout", c.ID).On("id")
	}
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		q := projections.TraceQuery{ID: id, Row: c.Row, AsOf: asOf, At: at, Rows: c.Rows}
		t, err := r.TraceDonation(ctx, q)
		if err == nil {
			return fateSheet(ctx, r, t)
		}
		if domain.CodeOf(err) != domain.NotFound || noRow(err) {
			return nil, err
		}
		back, err := r.TracePayout(ctx, q)
		if err != nil {
			if pieces, failed := r.TraceGoods(ctx, id, asOf, at); failed == nil { // a delivery of goods
				return pieceSheet(ctx, r, pieces)
			}
			return nil, err
		}
		return sourceSheet(ctx, r, back)
	})
}

var trailColumns = []sheet.Column{
	{Key: "what", Title: "Việc"}, {Key: "fund", Title: "Quỹ"}, {Key: "compartment", Title: "Ngăn"}, {Key: "amount", Title: "Số tiền"},
	{Key: "currency", Title: "Tiền"}, {Key: "who", Title: "Ai"}, {Key: "date", Title: "Ngày"}, {Key: "path", Title: "Qua"},
	{Key: "entry", Title: "Bút toán"}, {Key: "id", Title: "Id"},
}

// fates are the words for what became of đồng.
var fates = map[projections.FateKind]string{
	projections.FateFree: "còn trong quỹ", projections.FateReserved: "đã giữ để chi", projections.FatePaid: "đã chi", projections.FateTransit: "đang chuyển",
	projections.FateShortfall: "phí trên đường", projections.FateCovering: "bù cho khoản đã chi", projections.FateSold: "đã bán ngoại tệ", projections.FateLost: "mất",
	projections.FateReversed: "đã hủy", projections.FateRefunded: "trả lại người cho", projections.FateVoid: "bù khoản thiếu",
}

func fateSheet(ctx context.Context, r *projections.Reader, t projections.DonationTrace) (*sheet.Sheet, error) {
	d := t.Donation
	amount, row := d.Amount, ""
	if t.Row != nil {
		amount, row = t.Row.Amount, "dòng "+t.Row.Code+", "
	}
	s := &sheet.Sheet{Name: "trail", Title: "Đường đi của khoản ủng hộ " + row + sheet.Amount(d.Currency, amount).String() + " ngày " + d.Given.String(),
		AsOf: t.AsOf.Entry, Columns: trailColumns}
	f := fateRows{ctx, r, s}
	for _, fate := range t.Fates {
		if err := f.add(fate); err != nil {
			return nil, err
		}
	}
	for _, back := range t.Returned {
		s.Add(sheet.Term{Key: "returned", Title: "đã trả về, chi lại"}, nil, nil, sheet.Amount(d.Currency, back.Amount), d.Currency, back.Row, back.BackOn, nil, back.Back, back.Payout)
	}
	s.Note = "Theo quy ước vào trước – chi trước."
	if t.Direct {
		s.Note = "Trực tiếp đến người được nêu tên."
	}
	if text := corrected(d.Currency, d.HeldBy, d.Redated, d.Redesignated); text != "" {
		s.Note += "\nĐính chính: " + text + "."
	}
	return s, nil
}

type fateRows struct {
	ctx context.Context
	r   *projections.Reader
	s   *sheet.Sheet
}

func (f fateRows) add(x projections.Fate) error {
	what := sheet.Term{Key: string(x.Kind), Title: fates[x.Kind]}
	if x.Kind == projections.FatePaid {
		what = sheet.Term{Key: strings.Trim("paid "+string(x.Payout)+" "+string(x.Award), " "), Title: "đã chi: " + term(x.Payout).Title}
		if x.Award != "" {
			what.Title = "đã " + term(fund.Award).Title + " " + term(x.Award).Title
		}
	}
	if len(x.Rows) == 0 {
		name, err := who(f.ctx, f.r, x.Recipient)
		if err != nil {
			return err
		}
		f.s.Add(what, x.FundCode, x.Compartment, sheet.Amount(x.Currency, x.Amount), x.Currency, name, x.Booked, path(x.Path), numbered(x.Entry), x.ID)
	}
	named := int64(0)
	for _, row := range x.Rows {
		name, err := who(f.ctx, f.r, row.Recipient)
		if err != nil {
			return err
		}
		paid := sheet.Term{Key: "paid award " + string(row.Award), Title: "đã trao " + term(row.Award).Title}
		f.s.Add(paid, x.FundCode, x.Compartment, sheet.Amount(x.Currency, row.Amount), x.Currency, name, x.Booked, path(x.Path), x.Entry, x.ID)
		named += row.Amount
	}
	if rest := x.Amount - named; len(x.Rows) > 0 && rest > 0 {
		f.s.Add(what, x.FundCode, x.Compartment, sheet.Amount(x.Currency, rest), x.Currency, "… và "+sheet.Count(x.RowCount-int64(len(x.Rows)))+" suất khác", x.Booked, path(x.Path), x.Entry, x.ID)
	}
	for _, into := range x.Into {
		if err := f.add(into); err != nil {
			return err
		}
	}
	return nil
}

// numbered is an entry's number, or an empty cell where no entry moved the đồng.
func numbered(entry uint64) any {
	if entry == 0 {
		return nil
	}
	return entry
}

// steps are the words for how đồng went from one compartment to another.
var steps = map[projections.StepKind]string{projections.StepTransfer: "chuyển", projections.StepHandOver: "bàn giao", projections.StepCover: "bù", projections.StepSale: "bán",
	projections.StepRedesignation: "chuyển mục đích", projections.StepRepay: "trả bù", projections.StepRelief: "được trả bù",
}

// path says through which funds đồng went.
func path(way []projections.Step) sheet.Term {
	var keys, titles []string
	for _, s := range way {
		where := " " + s.FundCode + "/" + s.Compartment
		keys, titles = append(keys, string(s.Kind)+where), append(titles, steps[s.Kind]+where)
	}
	return sheet.Term{Key: strings.Join(keys, " → "), Title: strings.Join(titles, " → ")}
}

// sources are the words for what paid.
var sources = map[projections.SourceKind]string{
	projections.SourceDonation: "ủng hộ", projections.SourceInterest: "lãi", projections.SourceUncovered: "chưa có nguồn",
}

func sourceSheet(ctx context.Context, r *projections.Reader, t projections.PayoutTrace) (*sheet.Sheet, error) {
	currency := t.Payout.Currency
	s := &sheet.Sheet{Name: "trail", Title: "Nguồn của khoản chi " + sheet.Amount(currency, t.Amount).String() + " ngày " + t.Payout.Booked.String(),
		AsOf: t.AsOf.Entry, Columns: trailColumns}
	for _, x := range t.Sources {
		name := "nhà hảo tâm"
		if x.Anonymity == fund.Named {
			var err error
			if name, err = who(ctx, r, x.Donor); err != nil {
				return nil, err
			}
		}
		if x.Row != "" {
			name = strings.TrimSpace(x.Row + " " + name)
		}
		s.Add(sheet.Term{Key: string(x.Kind), Title: sources[x.Kind]}, x.FundCode, x.Compartment, sheet.Amount(currency, x.Amount), currency, name, x.Given, path(x.Path), numbered(x.Entry), x.ID)
	}
	if t.Back > 0 {
		s.Note = "Đã trả về " + sheet.Amount(currency, t.Back).String() + ".\n"
	}
	s.Note += "Theo quy ước vào trước – chi trước."
	if text := corrected(currency, "", t.Payout.Redated, nil); text != "" {
		s.Note += "\nĐính chính: " + text + "."
	}
	return s, nil
}

// noRow: there is such a donation, and it has no such row.
func noRow(err error) bool {
	refusal, ok := errors.AsType[*domain.Error](err)
	return ok && slices.Contains(refusal.Fields, "row")
}
