package pages

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

// fundTasks are what is decided about whole funds: their deed, what is left in a compartment, who answers for them from now on.
func (c *Call) fundTasks(p *fundsShown, balances holdings) error {
	unit := p.Unit.Unit
	funds := make([]option, len(p.Funds))
	for i, f := range p.Funds {
		funds[i] = option{f.Fund.String(), f.Name + " (" + f.Code + ")"}
	}
	approver, err := c.approver("deed", unit)
	if err != nil || len(funds) == 0 {
		return err
	}
	p.offer(c, unit, "fund.adopt-deed", deed{Do: "deed", Lead: c.say("task.lead.deed"), Fields: []asking{c.Choose("deed", "fund", "desk.fund", "", funds), c.Ask("deed", "title", "said.title", "", "required"),
		c.Ask("deed", "from", "task.deed.from", "", "date"), approver, c.Ask("deed", "clauses", "task.clauses", "task.clauses.hint", "area required")}})
	if err := c.restTask(p, balances); err != nil {
		return err
	}
	p.offer(c, unit, "fund.hand-over", deed{Do: "hand-over", Lead: c.say("task.lead.hand-over"), Fields: []asking{c.Choose("hand-over", "fund", "desk.fund", "", funds),
		c.Ask("hand-over", "unit", "task.hand.unit", "task.hand.unit.hint", ""), c.Ask("hand-over", "code", "task.hand.code", "task.hand.code.hint", ""),
		c.Ask("hand-over", "into", "task.hand.into", "task.hand.into.hint", ""), c.Ask("hand-over", "on", "task.hand.on", "", "date"),
		c.Ask("hand-over", "decision", "task.hand.decision", "", "required"), c.Ask("hand-over", "ways", "task.hand.ways", "task.hand.ways.hint", "area")}})
	return nil
}

// restTask moves what is left in a compartment where no single donor is asked: by the rule that was printed, or to the nearest purpose.
func (c *Call) restTask(p *fundsShown, balances holdings) error {
	from := c.compartmentsToChoose(p.Desk, balances, func(k projections.CompartmentBalance) bool { return payable(k) && k.Restriction != fund.Unrestricted })
	if len(from) == 0 {
		return nil
	}
	into := c.compartmentsToChoose(p.Desk, balances, func(k projections.CompartmentBalance) bool {
		return k.Restriction != fund.Endowment && k.Restriction != fund.Slot && k.Restriction != fund.Beneficiary
	})
	fields, err := c.reasoned("rest", p.Unit.Unit, c.Choose("rest", "compartment", "task.compartment.from", "", from), c.Choose("rest", "into", "task.compartment.into", "", into),
		c.Ask("rest", "amount", "task.amount", "task.amount.rest", ""), c.Choose("rest", "basis", "task.basis", "", chooseWords(c, "said.basis.", fund.ClosingRule, fund.NearestUse, fund.SignedWish)),
		c.Ask("rest", "clause", "task.clause", "", "required"))
	p.offer(c, p.Unit.Unit, "fund.redesignate", deed{Do: "rest", Lead: c.say("task.lead.rest"), Fields: fields})
	return err
}

// doFundTask does what one of those forms asks for.
func (c *Call) doFundTask() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	if c.Typed("do") == "rest" {
		ask, err := c.movingRest(d)
		if err != nil {
			return "", err
		}
		return c.askSigned(d.Unit.Unit, d.at("/funds", "done", "rest"), ask)
	}
	of, err := c.uuid("fund")
	if _, mine := d.Of(of); err == nil && !mine {
		err = domain.Errorf(domain.Invalid, "the form names nothing here; open the page again").On("fund")
	}
	if err != nil {
		return "", err
	}
	if c.Typed("do") == "deed" {
		ask := fund.AdoptDeed{Fund: of, Title: strings.TrimSpace(c.Typed("title")), Approver: c.Typed("approver")}
		if ask.From, err = c.day("from"); err != nil {
			return "", err
		}
		if ask.Clauses, err = c.clauses(); err != nil {
			return "", err
		}
		return c.askSigned(d.Unit.Unit, d.at("/funds", "done", "deed"), ask)
	}
	ask, err := c.handingOver(of)
	if err != nil {
		return "", err
	}
	return c.done("hand-over"), c.ask(ask)
}

// movingRest reads what is to leave a compartment, and for which.
func (c *Call) movingRest(d Desk) (ask fund.Redesignate, err error) {
	in, from, err := c.chosenIn("compartment", d)
	if err != nil {
		return ask, err
	}
	other, into, err := c.chosenIn("into", d)
	switch {
	case err != nil:
		return ask, err
	case from == "" || into == "":
		return ask, domain.Errorf(domain.Invalid, "choose the fund and the compartment").On("compartment")
	case in != other:
		return ask, domain.Errorf(domain.Invalid, "both compartments are of one fund; from fund to fund money is sent").On("into")
	}
	ask = fund.Redesignate{Fund: in, Compartment: from, Into: into, Basis: fund.Basis(c.Typed("basis")), Clause: strings.TrimSpace(c.Typed("clause")), Reason: c.Typed("reason"), Approver: c.Typed("approver")}
	b, err := c.balanceOf(in, projections.AsOf{})
	if err != nil {
		return ask, err
	}
	k, _ := compartmentNamed(b, from)
	if ask.Amount, err = c.amount("amount", cmp.Or(k.Currency, string(money.VND))); err != nil {
		return ask, err
	}
	ask.Booked, err = c.day("booked")
	return ask, err
}

// clauses reads a deed, a clause on a line: what it is called, what it says, and, where the ledger is to check it, the rule and its measure.
func (c *Call) clauses() (all []fund.Clause, err error) {
	lines := c.pasted("clauses")
	if err := fewEnough("clauses", lines); err != nil {
		return nil, err
	}
	for i, line := range lines {
		one, err := clauseOf(line)
		if err != nil {
			return nil, domain.InRow("clauses", i, err)
		}
		all = append(all, one)
	}
	return all, nil
}

var clauseRules = []fund.ClauseRule{fund.RecipientsRule, fund.AwardsRule, fund.AwardCap, fund.YearCap, fund.WindowRule, fund.RunningShare}

func clauseOf(line []string) (one fund.Clause, err error) {
	one = fund.Clause{No: cell(line, 0), Text: cell(line, 1)}
	if cell(line, 2) == "" {
		return one, nil
	}
	if one.Rule, err = meant("said.rule.", "rule", cell(line, 2), clauseRules); err != nil {
		return one, err
	}
	measure := cell(line, 3)
	switch one.Rule {
	case fund.RecipientsRule:
		one.Recipients, err = allMeant("recipient.", "recipients", measure, domain.RecipientKinds)
	case fund.AwardsRule:
		one.Awards, err = allMeant("award.", "awards", measure, []fund.AwardKind{fund.Scholarship, fund.Support, fund.Reward})
	case fund.AwardCap, fund.YearCap:
		var cap money.Money
		cap, err = typedAmount("cap", measure, string(money.VND))
		one.Cap = cap.Minor
	case fund.RunningShare:
		var percent int
		percent, err = wholeNumber("cap", strings.TrimSpace(strings.TrimSuffix(measure, "%")))
		one.Cap = int64(percent)
	case fund.WindowRule:
		opens, closes, _ := strings.Cut(measure, "-")
		if one.Opens, err = dayOfYear("opens", opens); err == nil {
			one.Closes, err = dayOfYear("closes", closes)
		}
	}
	return one, err
}

// meant is the value that a word stands for, as pages say it in either language or as the ledger does.
func meant[T ~string](prefix, field, text string, values []T) (T, error) {
	var all []string
	for _, v := range values {
		word := words[prefix+string(v)]
		for _, said := range []string{string(v), word.vi, word.en} {
			if strings.EqualFold(strings.TrimSpace(text), said) {
				return v, nil
			}
		}
		all = append(all, word.vi)
	}
	return "", domain.Errorf(domain.Invalid, "%q is none of: %s", text, strings.Join(all, ", ")).On(field)
}

// allMeant are the values that words with commas between stand for.
func allMeant[T ~string](prefix, field, text string, values []T) (all []T, err error) {
	for _, word := range strings.Split(text, ",") {
		v, err := meant(prefix, field, word, values)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, nil
}

// dayOfYear reads a day of every year, as 05/02.
func dayOfYear(field, text string) (fund.MonthDay, error) {
	day, month, _ := strings.Cut(strings.TrimSpace(text), "/")
	d, noDay := strconv.Atoi(day)
	m, noMonth := strconv.Atoi(month)
	if noDay != nil || noMonth != nil || d < 1 || d > 31 || m < 1 || m > 12 {
		return 0, domain.Errorf(domain.Invalid, "%q is no day of a year; write 05/02", strings.TrimSpace(text)).On(field)
	}
	return fund.MonthDay(100*m + d), nil
}

// handingOver reads what becomes of a fund: it passes on whole to a unit, or another fund takes it over.
func (c *Call) handingOver(of uuid.UUID) (ask ledger.HandOverFunds, err error) {
	one := ledger.HandOverFund{Fund: of, Code: strings.TrimSpace(c.Typed("code"))}
	if text := strings.TrimSpace(c.Typed("unit")); text != "" {
		if one.Unit, err = c.Read().UnitNamed(c.Context(), text); err != nil {
			return ask, domain.Errorf(domain.NotFound, "there is no unit %q", text).On("unit")
		}
	}
	if text := strings.TrimSpace(c.Typed("into")); text != "" {
		if one.Into, err = c.Read().FundNamed(c.Context(), text); err != nil {
			return ask, domain.Errorf(domain.NotFound, "there is no fund %q", text).On("into")
		}
	}
	b, err := c.balanceOf(of, projections.AsOf{})
	if err != nil {
		return ask, err
	}
	for i, line := range c.pasted("ways") {
		from, into := cell(line, 0), cell(line, 1)
		if _, is := compartmentNamed(b, from); is {
			one.Compartments = append(one.Compartments, ledger.HandOverCompartment{From: from, Into: into})
			continue
		}
		if !placeNamed(b, from) {
			return ask, domain.Errorf(domain.NotFound, "the fund has neither a compartment nor a place %q", from).On(fmt.Sprintf("ways[%d]", i))
		}
		one.Places = append(one.Places, ledger.HandOverPlace{From: from, Into: into})
	}
	ask = ledger.HandOverFunds{Funds: []ledger.HandOverFund{one}, Decision: strings.TrimSpace(c.Typed("decision"))}
	ask.On, err = c.day("on")
	return ask, err
}

// placeNamed says whether a fund has a place of that code.
func placeNamed(b projections.FundBalance, code string) bool {
	for _, x := range b.Places {
		if x.Place == code {
			return true
		}
	}
	return false
}
