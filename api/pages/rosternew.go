package pages

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/roster"
	"sovang/projections"
)

// rosterForm is what a new roster, or an estimate of one, is chosen from.
type rosterForm struct {
	Desk
	Campaigns []option
	MayGuess  bool // whoever asks may estimate
}

func (c *Call) newRoster() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := rosterForm{Desk: d, MayGuess: c.mayThere("roster.estimate", d.Unit.Unit)}
	p.Campaigns, err = c.campaignsFor(d.Unit.Unit, campaign.DaySalary, campaign.Appeal, campaign.Occasion)
	if len(p.Campaigns) > 1 {
		p.Campaigns = p.Campaigns[1:] // a roster is of a campaign
	}
	return p, err
}

// doNewRoster writes down what everybody gave, or what is expected.
func (c *Call) doNewRoster() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	giver, err := c.someDonor("giver")
	if err != nil {
		return "", err
	}
	switch c.Typed("do") {
	case "estimate":
		return c.estimateRoster(giver)
	case "record":
		return c.recordRoster(giver, d)
	}
	return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", c.Typed("do")).On("do")
}

func (c *Call) estimateRoster(giver uuid.UUID) (string, error) {
	ask := ledger.EstimateRoster{Roster: c.following("roster"), Giver: giver, Campaign: c.Typed("campaign"), Basis: c.Typed("basis")}
	var err error
	if ask.Day, err = c.day("day"); err != nil {
		return "", err
	}
	if ask.Amount, err = c.amount("amount", string(money.VND)); err != nil {
		return "", err
	}
	people, err := c.number("employees")
	if ask.Employees = int64(people); err == nil {
		err = c.ask(ask)
	}
	return "/rosters/" + ask.Roster.String() + "?done=estimate", err
}

// typedEmployee is one employee as typed: a code, a name or none, and the amount; or, of a correction, that they are struck.
type typedEmployee struct {
	code, who string
	amount    money.Money
	struck    bool
}

// rosterLines reads lines of a roster: code; name; amount, or code; amount. Of a correction - as the amount strikes the line.
func (c *Call) rosterLines(field string, currency string, striking bool) (rows []typedEmployee, err error) {
	lines := c.pasted(field)
	if err := fewEnough(field, lines); err != nil {
		return nil, err
	}
	for i, line := range lines {
		r, last := typedEmployee{code: line[0]}, len(line)-1
		for last > 0 && line[last] == "" {
			last--
		}
		if last > 1 {
			r.who = line[1]
		}
		switch text := line[last]; {
		case last == 0:
			err = domain.Errorf(domain.Invalid, "an amount is needed").On("amount")
		case striking && (text == "-" || text == "–" || text == "0"):
			r.struck = true
		default:
			r.amount, err = typedAmount("amount", text, currency)
		}
		if err != nil {
			return nil, domain.InRow("rows", i, err)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// employees finds whom lines of a roster name; nobody is registered where a line names nobody.
func (c *Call) employees(unit uuid.UUID, rows []typedEmployee) (named, error) {
	codes, names := make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		codes[i], names[i] = r.code, r.who
	}
	return c.people(unit, person.Individual, codes, names)
}

// recordRoster writes down what everybody gave, held against what was counted beforehand.
func (c *Call) recordRoster(giver uuid.UUID, d Desk) (string, error) {
	rows, err := c.rosterLines("gave", string(money.VND), false)
	if err != nil {
		return "", err
	}
	why, err := c.countedBeforehand(rows)
	if err != nil {
		return "", err
	}
	known, err := c.employees(d.Unit.Unit, rows)
	if err != nil {
		return "", err
	}
	id, day := c.following("roster"), domain.Date(0)
	if day, err = c.day("day"); err != nil {
		return "", err
	}
	var all []ledger.Command
	first := 0
	for some := range slices.Chunk(rows, roster.MaxChunk) {
		ask := ledger.RecordRoster{Roster: id, Giver: giver, Campaign: c.Typed("campaign"), Day: day, First: int64(first)}
		for i, r := range some {
			ask.Rows = append(ask.Rows, ledger.RosterRow{Code: r.code, Person: known.IDs[first+i], Amount: r.amount})
		}
		all, first = append(all, ask), first+len(some)
	}
	return "/rosters/" + id.String() + "?done=record", c.askBecause(why, known.New, all...)
}

// countedBeforehand holds lines against how many people and how much were counted beforehand. Where they differ, a reason has to be given: it stands in the log.
func (c *Call) countedBeforehand(rows []typedEmployee) (why string, err error) {
	count, err := c.number("count")
	if err != nil {
		return "", err
	}
	counted, err := c.amount("sum", string(money.VND))
	if err != nil {
		return "", err
	}
	sum := int64(0)
	for _, r := range rows {
		sum += r.amount.Minor
	}
	if (c.Typed("count") == "" || count == len(rows)) && (c.Typed("sum") == "" || counted.Minor == sum) {
		return "", nil
	}
	reason := strings.TrimSpace(c.Typed("why"))
	if reason == "" {
		return "", domain.Errorf(domain.Violation, "%d people and %s stand here, not what was counted beforehand; look again, or say why it is written down all the same",
			len(rows), money.Dong(sum)).On("count", "sum")
	}
	return fmt.Sprintf("kiểm đếm %s người %s, ghi %d người %s: %s", c.Typed("count"), c.Typed("sum"), len(rows), money.Dong(sum), reason), nil
}

// correctRoster makes the next version of a roster. Once a gift stands behind it an approver signs.
func (c *Call) correctRoster(id uuid.UUID) (string, error) {
	book, err := c.Read().RosterBook(c.Context(), id, projections.AsOf{}, nil)
	if err != nil {
		return "", err
	}
	giver, err := c.Read().Person(c.Context(), book.Roster.Giver)
	if err != nil {
		return "", err
	}
	rows, err := c.rosterLines("rows", book.Roster.Currency, true)
	if err != nil {
		return "", err
	}
	known, err := c.employees(giver.Unit, rows)
	if err != nil {
		return "", err
	}
	ask := ledger.CorrectRoster{Roster: id, Reason: c.Typed("reason"), Approver: c.Typed("approver"), DifferenceReason: strings.TrimSpace(c.Typed("difference_reason"))}
	for i, r := range rows {
		ask.Rows = append(ask.Rows, ledger.RosterChange{Code: r.code, Person: known.IDs[i], Amount: r.amount, Struck: r.struck})
	}
	if len(known.New) > 0 { // they are registered at once: a signature is for people who are known
		if err := c.registered(known.New); err != nil {
			return "", err
		}
	}
	return c.askSigned(giver.Unit, c.done("correct"), ask)
}

// tellCorrection adds whose roster is corrected, and what each line was.
func (c *Call) tellCorrection(p *signatureShown, a ledger.CorrectRoster) error {
	book, err := c.Read().RosterBook(c.Context(), a.Roster, projections.AsOf{}, nil)
	if err != nil {
		return err
	}
	giver, err := c.names().Of(book.Roster.Giver)
	if err != nil {
		return err
	}
	p.Facts = []fact{{"rosters.giver", giver}, {"rosters.campaign", book.Roster.Campaign}}
	was := map[string]int64{}
	for _, r := range book.Rows {
		was[strings.ToUpper(r.Code)] = r.Amount
	}
	var rows strings.Builder
	for _, r := range a.Rows {
		before, now := "–", r.Amount.String()
		if n, ok := was[strings.ToUpper(r.Code)]; ok {
			before = c.Amount(book.Roster.Currency, n)
		}
		if r.Struck {
			now = "–"
		} else if r.Amount == (money.Money{}) {
			now = before
		}
		rows.WriteString(r.Code + ": " + before + " → " + now + "\n")
	}
	p.Facts = append(p.Facts, fact{"unsigned.rows", rows.String()})
	return nil
}
