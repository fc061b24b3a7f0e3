package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/api/sheet"
	"sovang/projections"
)

type reportRosters struct {
	reportFlags
	atFlag
	Campaign string `help:"Only those of this campaign, by code." placeholder:"CODE"`
	Giver    string `help:"Only those of this unit as a donor, by code or id." placeholder:"CODE"`
	Rows     bool   `xor:"what" help:"Show who stands on them instead, employee by employee."`
	Changes  bool   `xor:"what" help:"Show how they were corrected instead: was, is, why."`
}

// Run shows one day's salary: what rosters add up to, what was remitted, and every difference with its reason. What a roster says is never part of a
// balance, and nobody owes it.
func (c *reportRosters) Run(ctx context.Context, p Process, g *globals) error {
	return c.run(ctx, p, g, func(r *projections.Reader, asOf projections.AsOf) (*sheet.Sheet, error) {
		at, err := c.date()
		if err != nil {
			return nil, err
		}
		q := projections.RostersQuery{Campaign: strings.ToUpper(c.Campaign), AsOf: asOf, At: at}
		if c.Giver != "" {
			if q.Giver, err = r.PersonNamed(ctx, c.Giver); err != nil {
				return nil, err
			}
		}
		found, err := r.Rosters(ctx, q)
		if err != nil {
			return nil, err
		}
		names := naming{ctx: ctx, r: r, known: map[uuid.UUID]string{}}
		switch {
		case c.Rows:
			return rosterRowsSheet(names, asOf, q, found)
		case c.Changes:
			return rosterChangesSheet(names, asOf, q, found)
		}
		return rosterSheet(names, asOf, found)
	})
}

// naming is who, asked once for each person.
type naming struct {
	ctx   context.Context
	r     *projections.Reader
	known map[uuid.UUID]string
}

func (n naming) of(id uuid.UUID) (string, error) {
	name, ok := n.known[id]
	if ok {
		return name, nil
	}
	name, err := who(n.ctx, n.r, id)
	n.known[id] = name
	return name, err
}

// standings are the words for how far a roster has come.
var standings = map[projections.RosterState]string{
	projections.RosterEstimated: "dự kiến", projections.RosterRecorded: "chưa gắn khoản nộp", projections.RosterAttached: "đã nộp", projections.RosterReversed: "khoản nộp đã hủy",
}

func rosterSheet(names naming, asOf projections.AsOf, found []projections.RosterInfo) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "rosters", Aside: []string{"day", "version", "fund", "donation", "id"}, Title: "Một ngày lương", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "campaign", Title: "Đợt"}, {Key: "unit", Title: "Đơn vị"}, {Key: "day", Title: "Ngày"}, {Key: "state", Title: "Tình trạng"},
		{Key: "employees", Title: "Số người"}, {Key: "expected", Title: "Dự kiến"}, {Key: "roster", Title: "Theo danh sách"}, {Key: "remitted", Title: "Đã nộp"},
		{Key: "difference", Title: "Chênh lệch"}, {Key: "reason", Title: "Lý do"}, {Key: "currency", Title: "Tiền"}, {Key: "receipt", Title: "Phiếu thu"},
		{Key: "fund", Title: "Quỹ"}, {Key: "version", Title: "Lần"}, {Key: "donation", Title: "Khoản ủng hộ"}, {Key: "id", Title: "Id"},
	}}
	var total rosterTotal
	for _, x := range found {
		unit, err := names.of(x.Giver)
		if err != nil {
			return nil, err
		}
		expected, reason := any(nil), x.Named
		if x.Estimate != nil {
			expected = sheet.Amount(x.Currency, x.Estimate.Amount)
		}
		if x.Unnamed {
			reason = "(chưa nêu) " + reason
		}
		s.Add(x.Campaign, unit, x.Day, sheet.Term{Key: string(x.State), Title: standings[x.State]}, x.Employees, expected, sheet.Amount(x.Currency, x.Sum),
			sheet.AmountOrBlank(x.Currency, x.Remitted), sheet.AmountOrBlank(x.Currency, x.Difference), strings.TrimSpace(reason), x.Currency, number(x.Receipt), x.FundCode, x.Version, x.Donation, x.Roster)
		total.add(x)
	}
	if len(found) > 1 && len(total.currencies) == 1 {
		t := total.currencies[0]
		s.Total = []any{"Cộng", nil, nil, nil, total.employees, nil, sheet.Amount(t.currency, t.sum), sheet.Amount(t.currency, t.remitted), sheet.AmountOrBlank(t.currency, t.difference), nil, nil, nil, nil, nil, nil, nil}
	}
	s.Note = total.note()
	return s, nil
}

// rosterTotal adds rosters up, each currency apart.
type rosterTotal struct {
	employees, receipts, differing int64
	currencies                     []rosterSum
}

type rosterSum struct {
	currency                  string
	sum, remitted, difference int64
}

func (t *rosterTotal) add(x projections.RosterInfo) {
	t.employees += x.Employees
	if x.State == projections.RosterAttached {
		t.receipts++
	}
	if x.Difference != 0 {
		t.differing++
	}
	for i := range t.currencies {
		if c := &t.currencies[i]; c.currency == x.Currency {
			c.sum, c.remitted, c.difference = c.sum+x.Sum, c.remitted+x.Remitted, c.difference+x.Difference
			return
		}
	}
	t.currencies = append(t.currencies, rosterSum{x.Currency, x.Sum, x.Remitted, x.Difference})
}

func (t *rosterTotal) note() string {
	return fmt.Sprintf("%s đơn vị có phiếu thu, %s chênh lệch. Danh sách không phải là tiền: mỗi đơn vị nộp là một khoản, một phiếu thu; tự nguyện, không ai nợ.\n",
		sheet.Count(t.receipts), sheet.Count(t.differing))
}

func rosterRowsSheet(names naming, asOf projections.AsOf, q projections.RostersQuery, found []projections.RosterInfo) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "roster rows", Title: "Danh sách một ngày lương", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "campaign", Title: "Đợt"}, {Key: "unit", Title: "Đơn vị"}, {Key: "code", Title: "Số"}, {Key: "employee", Title: "Người"}, {Key: "amount", Title: "Số tiền"},
		{Key: "currency", Title: "Tiền"}, {Key: "state", Title: "Tình trạng"}, {Key: "roster", Title: "Id"},
	}}
	return s, eachRoster(names, q, found, func(x projections.RosterInfo, unit string, b projections.RosterBook) error {
		for _, row := range b.Rows {
			name, err := names.of(row.Person)
			if err != nil {
				return err
			}
			s.Add(x.Campaign, unit, row.Code, name, sheet.Amount(x.Currency, row.Amount), x.Currency, sheet.Term{Key: string(x.State), Title: standings[x.State]}, x.Roster)
		}
		return nil
	})
}

// eachRoster reads the rows and corrections of each roster, with the name of the unit that gave.
func eachRoster(names naming, q projections.RostersQuery, found []projections.RosterInfo, tell func(projections.RosterInfo, string, projections.RosterBook) error) error {
	for _, x := range found {
		b, err := names.r.RosterBook(names.ctx, x.Roster, q.AsOf, q.At)
		if err != nil {
			return err
		}
		unit, err := names.of(x.Giver)
		if err != nil {
			return err
		}
		if err := tell(x, unit, b); err != nil {
			return err
		}
	}
	return nil
}

func rosterChangesSheet(names naming, asOf projections.AsOf, q projections.RostersQuery, found []projections.RosterInfo) (*sheet.Sheet, error) {
	s := &sheet.Sheet{Name: "roster changes", Title: "Đính chính danh sách một ngày lương", AsOf: asOf.Entry, Columns: []sheet.Column{
		{Key: "entry", Title: "Bút toán"}, {Key: "unit", Title: "Đơn vị"}, {Key: "version", Title: "Lần"}, {Key: "code", Title: "Số"}, {Key: "was", Title: "Trước là"},
		{Key: "was_amount", Title: "Số tiền trước"}, {Key: "is", Title: "Nay là"}, {Key: "amount", Title: "Số tiền nay"}, {Key: "currency", Title: "Tiền"},
		{Key: "reason", Title: "Lý do"}, {Key: "approver", Title: "Người duyệt"}, {Key: "actor", Title: "Người ghi"}, {Key: "roster", Title: "Id"},
	}}
	return s, eachRoster(names, q, found, func(x projections.RosterInfo, unit string, b projections.RosterBook) error {
		for _, c := range b.Changes {
			was, err := standing(names, c.WasPerson, c.WasAmount)
			if err != nil {
				return err
			}
			is, err := standing(names, c.Person, c.Amount)
			if err != nil {
				return err
			}
			s.Add(c.Entry, unit, c.Version, c.Code, was, sheet.Amount(x.Currency, c.WasAmount), is,
				sheet.Amount(x.Currency, c.Amount), x.Currency, c.Reason, c.Approver, c.Actor, x.Roster)
		}
		return nil
	})
}

// standing is who stands in a row; an amount of nothing is nobody.
func standing(names naming, id uuid.UUID, amount int64) (string, error) {
	if amount == 0 {
		return "(không có)", nil
	}
	return names.of(id)
}
