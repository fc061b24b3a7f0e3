package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

type reportDonor struct {
	reportFlags
	atFlag
	Donor string `arg:"" help:"The donor, by code or id; or part of a name, which lists whoever it fits."`
	Limit int    `help:"At most so many donations, the newest first (${default})." default:"1000" placeholder:"N"`
}

// Run shows what somebody gave. A name that is no code lists people: a name only suggests.
func (c *reportDonor) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		id, err := r.PersonNamed(ctx, c.Donor)
		if err != nil {
			if people, failed := r.People(ctx, projections.PeopleQuery{Search: c.Donor}); failed == nil && len(people) > 0 {
				return peopleSheet(people, asOf), nil
			}
			return nil, err
		}
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		h, err := r.Donor(ctx, projections.DonorQuery{Donor: id, AsOf: asOf, At: at, Limit: c.Limit})
		if err != nil {
			return nil, err
		}
		cut(p, len(h.Donations), c.Limit, "--limit shows more")
		s := donorSheet(h)
		inKind, err := r.Goods(ctx, projections.GoodsQuery{Donor: id, AsOf: asOf, At: at})
		if err != nil {
			return nil, err
		}
		if len(inKind.Items) > 0 { // beside the money, never among it
			s.Note += "Hiện vật:\n" + whereabouts(inKind.Items) + "\n"
		}
		return s, addSoft(s, naming{ctx: ctx, r: r, known: map[uuid.UUID]string{}}, h.Soft)
	})
}

// peopleSheet lists those who were known by then, under the names they have now.
func peopleSheet(people []projections.Person, asOf projections.AsOf) *sheet.Sheet {
	s := &sheet.Sheet{Name: "people", Title: "Người có tên như vậy", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "code", Title: "Mã"}, {Key: "name", Title: "Tên"}, {Key: "kind", Title: "Loại"}, {Key: "id", Title: "Id"},
	}}
	for _, p := range people {
		if p.Entry <= asOf.Entry {
			s.Add(p.Code, p.Name, term(p.Kind), p.ID)
		}
	}
	return s
}

func donorSheet(h projections.DonorHistory) *sheet.Sheet {
	name := h.Donor.Name
	if h.Donor.Forgotten {
		name = "(đã xoá)"
	}
	s := &sheet.Sheet{Name: "donor", Title: "Ủng hộ của " + h.Donor.Code + " " + name, AsOf: h.AsOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "given", Title: "Ngày"}, {Key: "fund", Title: "Quỹ"}, {Key: "amount", Title: "Số tiền"},
		{Key: "currency", Title: "Tiền"}, {Key: "receipt", Title: "Phiếu thu"}, {Key: "state", Title: "Tình trạng"}, {Key: "reversed", Title: "Đã hủy"},
		{Key: "refunded", Title: "Đã trả lại"}, {Key: "row", Title: "Dòng"}, {Key: "campaign", Title: "Đợt"}, {Key: "note", Title: "Đính chính"},
		{Key: "soft", Title: "Góp qua đơn vị"}, {Key: "through", Title: "Đơn vị"}, {Key: "id", Title: "Id"},
	}}
	for _, d := range h.Donations {
		s.Add(d.Entry, d.Given, d.FundCode, sheet.Amount(d.Currency, d.Amount), d.Currency, number(d.Receipt), term(d.State), sheet.AmountOrBlank(d.Currency, d.Reversed),
			sheet.AmountOrBlank(d.Currency, d.Refunded), d.Row, d.Campaign, corrected(d.Currency, d.HeldBy, d.Redated, d.Redesignated), nil, nil, d.ID)
	}
	for _, t := range h.Totals {
		s.Note += "Cộng " + t.FundCode + ": " + sheet.Amount(t.Currency, t.Amount-t.Reversed-t.Refunded).String() + " (" + sheet.Count(t.Count) + " lượt)"
		if t.Held != 0 {
			s.Note += ", quỹ khác đang giữ hộ " + sheet.Amount(t.Currency, t.Held).String()
		}
		s.Note += "\n"
	}
	return s
}

// addSoft adds what somebody gave through their units: in columns of its own, so that nobody adds it to donations, and without a receipt.
func addSoft(s *sheet.Sheet, names naming, soft []projections.SoftCredit) error {
	for _, c := range soft {
		unit, err := names.of(c.Giver)
		if err != nil {
			return err
		}
		s.Add(nil, c.Day, c.FundCode, nil, c.Currency, nil, sheet.Term{Key: "soft " + string(c.State), Title: softly[c.State]}, nil, nil, c.Code, c.Campaign, nil,
			sheet.Amount(c.Currency, c.Amount), unit, nil)
	}
	if len(soft) > 0 {
		s.Note += "Góp qua đơn vị là phần trong khoản ủng hộ của đơn vị: không cộng vào trên, không có phiếu thu riêng.\n"
	}
	return nil
}

// softly are the words for the unit's remittance behind which somebody stands.
var softly = map[projections.RosterState]string{projections.RosterAttached: "trong khoản của đơn vị", projections.RosterReversed: "khoản của đơn vị đã hủy"}

// rights are the words for what gives the right to move đồng to another purpose.
var rights = map[fund.Basis]string{
	fund.DonorConsent: "người tặng đồng ý", fund.ClosingRule: "quy tắc đã in", fund.SignedWish: "nguyện vọng đã ghi", fund.NearestUse: "mục đích gần nhất",
}

// corrected tells what became of a document after it was entered: was, is, why, and the entry that says so.
func corrected(currency, heldBy string, dates []projections.Redating, moves []projections.Redesignation) string {
	var all []string
	if heldBy != "" {
		all = append(all, heldBy+" giữ hộ")
	}
	for _, d := range dates {
		all = append(all, redated(d))
	}
	for _, m := range moves {
		all = append(all, fmt.Sprintf("chuyển %s từ %s sang %s, %s: %s (bút toán %d)", sheet.Amount(currency, m.Amount), m.Compartment, m.Into, rights[m.Basis], m.Reason, m.Entry))
	}
	return strings.Join(all, "; ")
}

func redated(d projections.Redating) string {
	var days []string
	for _, x := range []struct {
		what    string
		was, is domain.Date
	}{{"ngày ủng hộ", d.GivenWas, d.Given}, {"ngày ghi sổ", d.BookedWas, d.Booked}} {
		if x.was != x.is {
			days = append(days, fmt.Sprintf("%s %s → %s", x.what, x.was, x.is))
		}
	}
	return fmt.Sprintf("%s: %s (bút toán %d, %s)", strings.Join(days, ", "), d.Reason, d.Entry, d.Approver)
}
