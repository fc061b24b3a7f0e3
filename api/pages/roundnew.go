package pages

import (
	"slices"
	"strconv"
	"time"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
)

// mostPaying is how many compartments the form of a new round has room for, in their order.
const mostPaying = 4

// roundForm is what a new round is chosen from.
type roundForm struct {
	Desk
	Kinds, Recipients  []option
	From               []option
	More               []option // the same, and none
	Campaigns, Stacked []option
	Year               string // the school year that runs today
}

// Nexts are the fields of the compartments after the first.
func (roundForm) Nexts() (all []string) {
	for i := 1; i < mostPaying; i++ {
		all = append(all, payingField(i))
	}
	return all
}

func payingField(i int) string { return "from[" + strconv.Itoa(i) + "]" } // as the command has it, so that a refusal finds it

func (c *Call) newRound() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := roundForm{Desk: d, Kinds: chooseWords(c, "award.", fund.Scholarship, fund.Support, fund.Reward), Recipients: chooseWords(c, "recipient.", domain.RecipientKinds...),
		Stacked: append([]option{{"", c.say("roundnew.stacks")}}, chooseWords(c, "stacking.", award.OnceAYear, award.OnceAYearPerKind)...), Year: schoolYear(d.Today)}
	if p.From, err = c.targets(d); err != nil {
		return nil, err
	}
	p.More = append([]option{{"", c.say("forms.none")}}, p.From...)
	p.Campaigns, err = c.campaignsFor(d.Unit.Unit)
	return p, err
}

// schoolYear is the school year in which a day lies, which begins in August.
func schoolYear(day domain.Date) string {
	year := day.Year()
	if month, _ := day.MonthDay(); month < time.August {
		year--
	}
	return strconv.Itoa(year) + "-" + strconv.Itoa(year+1)
}

// openRound begins a round: what for, for whom, how much at most, and what pays it in which order.
func (c *Call) openRound() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	ask := ledger.OpenRound{Round: c.following("round"), Unit: d.Unit.Unit, Code: c.Typed("code"), Programme: c.Typed("programme"), Criteria: c.Typed("criteria"),
		Awards: c.form["awards"], Recipients: c.form["recipients"], Stacking: award.Stacking(c.Typed("stacking")), SchoolYear: c.Typed("school_year"),
		Occasion: c.Typed("occasion"), Campaign: c.Typed("campaign")}
	currency := string(money.VND)
	for i := range mostPaying {
		field := payingField(i)
		if i > 0 && c.Typed(field) == "" {
			continue
		}
		in, compartment, holds, err := c.target(field, d)
		switch {
		case err != nil:
			return "", err
		case i == 0:
			ask.Fund, currency = in, holds
		case in != ask.Fund:
			return "", domain.Errorf(domain.Invalid, "all compartments that pay a round are of one fund").On(field)
		}
		ask.From = append(ask.From, compartment)
	}
	if ask.Budget, err = c.amount("budget", currency); err != nil {
		return "", err
	}
	days, err := c.number("claim_days")
	if err != nil {
		return "", err
	}
	ask.ClaimDays = int64(days)
	return "/rounds/" + ask.Round.String() + "?done=open", c.ask(ask)
}

// Ticked says whether that was ticked among several of one name in the form that was sent, or stands so before any was.
func (c *Call) Ticked(field, value, before string) bool {
	if c.form == nil {
		return value == before
	}
	return slices.Contains(c.form[field], value)
}
