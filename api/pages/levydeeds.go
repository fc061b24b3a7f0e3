package pages

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/levy"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/projections"
)

// levyForm is what a new levy is chosen from.
type levyForm struct {
	Desk
	Targets, Campaigns, Bases []option
}

func (c *Call) newLevy() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := levyForm{Desk: d, Bases: chooseWords(c, "forms.levy.", levy.ByHousehold, levy.ByHead, levy.ByList)}
	if p.Targets, err = c.targets(d); err != nil {
		return nil, err
	}
	p.Campaigns, err = c.campaignsFor(d.Unit.Unit, campaign.Levy, campaign.Appeal, campaign.Occasion)
	return p, err
}

// beginLevy says what households are expected to give in a year.
func (c *Call) beginLevy() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	ask := ledger.BeginLevy{Levy: c.following("levy"), Unit: d.Unit.Unit, Campaign: c.Typed("campaign"), Basis: levy.Basis(c.Typed("basis"))}
	if ask.Fund, ask.Compartment, _, err = c.target("into", d); err != nil {
		return "", err
	}
	if ask.Year, err = c.number("year"); err != nil {
		return "", err
	}
	if ask.Rate, err = c.amount("rate", string(money.VND)); err != nil {
		return "", err
	}
	return "/levies/" + ask.Levy.String() + "?done=begun", c.ask(ask)
}

// doLevy lists, exempts or moves households, waives something for one, or writes down what they gave.
func (c *Call) doLevy() (string, error) {
	do := c.Typed("do")
	if do == "pay" || do == "" {
		return c.payLevy()
	}
	l, err := c.levyNamed(projections.AsOf{}, nil)
	if err != nil {
		return "", err
	}
	on, err := c.day("on")
	if err != nil {
		return "", err
	}
	switch do {
	case "list":
		return c.done("list"), c.listHouseholds(l)
	case "exempt":
		return c.done("exempt"), c.exempt(l.Levy, on)
	case "waive":
		ask := ledger.WaiveHousehold{Levy: l.Levy, Household: strings.TrimSpace(c.Typed("household")), On: on, Reason: c.Typed("reason"), Approver: c.Typed("approver")}
		if ask.Amount, err = c.amount("amount", string(money.VND)); err != nil {
			return "", err
		}
		return c.askSigned(l.Unit, c.done("waive"), ask)
	case "move-away":
		return c.done("moved"), c.ask(ledger.MoveHousehold{Levy: l.Levy, Household: strings.TrimSpace(c.Typed("household")), On: on, Reason: strings.TrimSpace(c.Typed("reason"))})
	}
	return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
}

// listHouseholds puts households on the list: a code, the head, and, as the levy goes, how many heads or what is expected.
func (c *Call) listHouseholds(l projections.LevyInfo) error {
	lines := c.pasted("rows")
	if err := fewEnough("rows", lines); err != nil {
		return err
	}
	ask := ledger.ListHouseholds{Levy: l.Levy}
	codes, heads := make([]string, len(lines)), make([]string, len(lines))
	for i, line := range lines {
		codes[i], heads[i] = cell(line, 0), cell(line, 1)
		row := levy.AskedHousehold{Code: codes[i]}
		var err error
		switch third := cell(line, 2); {
		case third == "":
		case l.Basis == levy.ByHead:
			var n int
			n, err = wholeNumber("heads", third)
			row.Heads = int64(n)
		default:
			row.Expected, err = typedAmount("expected", third, string(money.VND))
		}
		if err != nil {
			return domain.InRow("rows", i, err)
		}
		ask.Rows = append(ask.Rows, row)
	}
	known, err := c.people(l.Unit, person.Individual, codes, heads)
	if err != nil {
		return err
	}
	for i := range ask.Rows {
		ask.Rows[i].Head = known.IDs[i]
	}
	return c.askWith(known.New, ask)
}

// exempt says of which households nothing is expected: a code and the reason on a line.
func (c *Call) exempt(id uuid.UUID, on domain.Date) error {
	lines := c.pasted("rows")
	if err := fewEnough("rows", lines); err != nil {
		return err
	}
	ask := ledger.ExemptHouseholds{Levy: id, On: on}
	for _, line := range lines {
		ask.Rows = append(ask.Rows, levy.AskedExemption{Household: cell(line, 0), Reason: cell(line, 1)})
	}
	return c.ask(ask)
}

// tellWaiver adds of which year it is, and what the household was expected to give and gave.
func (c *Call) tellWaiver(p *signatureShown, a ledger.WaiveHousehold) error {
	unit, err := c.Read().LevyUnit(c.Context(), a.Levy)
	if err != nil {
		return err
	}
	r, err := c.Read().Levies(c.Context(), projections.LeviesQuery{Unit: unit, Rows: true})
	if err != nil {
		return err
	}
	for _, l := range r.Levies {
		if l.Levy != a.Levy {
			continue
		}
		p.Facts = append(p.Facts, fact{"levies.year", c.Number(l.Year)})
		for _, h := range l.Rows {
			if strings.EqualFold(h.Household, a.Household) {
				p.Facts = append(p.Facts, fact{"levies.expected", c.Amount("VND", h.Expected)}, fact{"levies.paid", c.Amount("VND", h.Paid)})
			}
		}
	}
	return nil
}
