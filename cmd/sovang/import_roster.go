package main

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"

	"sovang/api/intake"
	"sovang/api/sheet"
	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

type importRoster struct {
	importFlags
	Campaign   string            `required:"" help:"The campaign, by its code." placeholder:"CODE"`
	Date       string            `help:"The day of the salary, where the rows do not say; today if left out." placeholder:"DATE"`
	Names      bool              `help:"Register employees by name, sealed; --no-names keeps numbers and codes alone." default:"true" negatable:""`
	Difference map[string]string `help:"Why a unit's remittance is not what its roster adds up to." placeholder:"UNIT=REASON" mapsep:"none"`
	Correct    string            `help:"Correct rosters that are known to what the file says, for this reason." placeholder:"REASON"`
	Approver   string            `help:"Who approved the correction." placeholder:"NAME"`
}

// Run imports rosters. Each unit is taken for itself: one that is refused leaves the others alone.
func (c *importRoster) Run(ctx context.Context, p Process, g *globals) (err error) {
	to := intake.Rostering{Nameless: !c.Names, Reasons: map[string]string{}, Correct: c.Correct, Approver: c.Approver}
	if c.Date != "" {
		if to.Day, err = intake.ParseDate(c.Date); err != nil {
			return err
		}
	}
	for unit, reason := range c.Difference {
		to.Reasons[strings.ToUpper(unit)] = reason
	}
	i, err := c.open(ctx, p, g, intake.Rosters)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.door.Close(context.WithoutCancel(ctx))) }()
	to.Target, to.Campaign = i.target, strings.ToUpper(c.Campaign)
	var plans []intake.RosterPlan
	err = g.readingBeside(ctx, i.door, func(r *projections.Reader) error {
		known := remittances{ctx: ctx, r: r, fund: to.Fund, campaign: to.Campaign}
		plans = intake.PlanRosters(i.table, to, i.known, intake.Remittances{Of: known.of, Rows: known.rows})
		return known.err
	})
	if err != nil {
		return err
	}
	outcomes, err := c.perform(ctx, p, i, plans)
	if err != nil {
		return err
	}
	return c.present(p, i.table, plans, outcomes)
}

// remittances answers an import out of the read side. The first error stays.
type remittances struct {
	ctx      context.Context
	r        *projections.Reader
	fund     uuid.UUID
	campaign string
	err      error
}

func (m *remittances) of(giver uuid.UUID) []intake.Remitted {
	rosters, err := m.r.Rosters(m.ctx, projections.RostersQuery{Giver: giver})
	m.err = errors.Join(m.err, err)
	behind := map[uuid.UUID]uuid.UUID{}
	for _, x := range rosters {
		if x.State == projections.RosterAttached {
			behind[x.Donation] = x.Roster
		}
	}
	h, err := m.r.Donor(m.ctx, projections.DonorQuery{Donor: giver, Fund: m.fund})
	m.err = errors.Join(m.err, err)
	var found []intake.Remitted
	for _, d := range h.Donations {
		if d.State == projections.DonationBooked && d.Row == "" && (d.Campaign == "" || d.Campaign == m.campaign) {
			found = append(found, intake.Remitted{Donation: d.ID, Amount: sheet.Amount(d.Currency, d.Amount-d.Reversed-d.Refunded), Roster: behind[d.ID]})
		}
	}
	return found
}

func (m *remittances) rows(roster uuid.UUID) map[string]int64 {
	b, err := m.r.RosterBook(m.ctx, roster, projections.AsOf{}, nil)
	if domain.CodeOf(err) == domain.NotFound || err == nil && b.Roster.Version == 0 {
		return nil
	}
	m.err = errors.Join(m.err, err)
	rows := make(map[string]int64, len(b.Rows))
	for _, row := range b.Rows {
		rows[strings.ToUpper(row.Code)] = row.Amount
	}
	return rows
}

// perform tries or submits the commands of each unit that was not refused. What one unit's commands come to is one outcome: the first
// refusal, else the last entry, repeated only where all of it was there before.
func (c *importRoster) perform(ctx context.Context, p Process, i *importing, plans []intake.RosterPlan) ([]outcome, error) {
	var all []ledger.Request
	var unit []int // of each request
	for n, plan := range plans {
		for _, request := range plan.Requests {
			all, unit = append(all, request), append(unit, n)
		}
	}
	results := make([]outcome, len(plans))
	for n := range results {
		results[n].Repeated = true
	}
	take := func(first int, some []outcome) {
		for k, o := range some {
			r := &results[unit[first+k]]
			switch {
			case r.Err != nil:
			case o.Err != nil:
				*r = outcome{Err: o.Err}
			default:
				r.Entry, r.Repeated = max(r.Entry, o.Entry), r.Repeated && o.Repeated
			}
		}
	}
	if len(all) == 0 {
		return results, nil
	}
	if c.Preview {
		tried, err := i.door.Try(ctx, all)
		take(0, tried)
		return results, err
	}
	return results, i.commit(ctx, p, all, take)
}

// present shows a row for each unit and ends refused where one of them was.
func (c *importRoster) present(p Process, t *intake.Table, plans []intake.RosterPlan, outcomes []outcome) error {
	s := sheet.Sheet{Name: "import", Columns: []sheet.Column{
		{Key: "line", Title: "Dòng"}, {Key: "result", Title: "Kết quả"}, {Key: "unit", Title: "Đơn vị"}, {Key: "employees", Title: "Số người"},
		{Key: "roster", Title: "Theo danh sách"}, {Key: "remitted", Title: "Đã nộp"}, {Key: "difference", Title: "Chênh lệch"}, {Key: "reason", Title: "Lý do"},
		{Key: "entry", Title: "Bút toán"}, {Key: "note", Title: "Ghi chú"},
	}}
	counts, sums := map[string]int{}, map[money.Currency]int64{}
	for n, plan := range plans {
		o, result, note, entry, difference := outcomes[n], sheet.Term{Key: "new", Title: "mới"}, plan.Note, any(nil), any(nil)
		if plan.Err != nil {
			o.Err = plan.Err
		}
		switch {
		case o.Err != nil:
			result, note = sheet.Term{Key: "refused", Title: "từ chối"}, told(o.Err)
		case o.Repeated:
			result, entry = sheet.Term{Key: "there before", Title: "đã có"}, numbered(o.Entry)
		case c.Commit && o.Entry > 0:
			entry = o.Entry
		}
		if plan.Remitted != (money.Money{}) {
			difference = sheet.AmountOrBlank(string(plan.Sum.Currency), plan.Remitted.Minor-plan.Sum.Minor)
		}
		if counts[result.Key]++; result.Key == "new" {
			sums[plan.Sum.Currency] += plan.Sum.Minor
		}
		s.Add(int64(plan.Line), result, plan.Unit, int64(plan.Employees), plan.Sum, plan.Remitted, difference, plan.Reason, entry, note)
	}
	if err := s.Write(p.Out, c.Format); err != nil {
		return err
	}
	c.summarise(p, t, counts, sums)
	if counts["refused"] > 0 {
		return errTold
	}
	return nil
}
