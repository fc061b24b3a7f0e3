package pages

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections"
)

// pledgeForm is what a new pledge is chosen from.
type pledgeForm struct {
	Desk
	Kinds, Targets, Campaigns []option
}

func (c *Call) newPledge() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := pledgeForm{Desk: d, Kinds: chooseWords(c, "pledge.kind.", pledge.OneOff, pledge.Instalments, pledge.Standing)}
	if p.Targets, err = c.targets(d); err != nil {
		return nil, err
	}
	p.Campaigns, err = c.campaignsFor(d.Unit.Unit)
	return p, err
}

// makePledge writes down what somebody promised.
func (c *Call) makePledge() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	ask := ledger.MakePledge{Pledge: c.following("pledge"), Kind: pledge.Kind(c.Typed("kind")), Campaign: c.Typed("campaign"), Agreement: strings.TrimSpace(c.Typed("agreement")),
		Code: strings.TrimSpace(c.Typed("code")), Draft: c.Typed("draft") != ""}
	if ask.Donor, ask.NewDonor, err = c.donorOrNew("donor", d.Unit.Unit); err != nil {
		return "", err
	}
	currency := ""
	if ask.Fund, ask.Compartment, currency, err = c.target("into", d); err != nil {
		return "", err
	}
	if err := c.promised(&ask, currency); err != nil {
		return "", err
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	found, err := c.Read().Pledges(c.Context(), projections.PledgesQuery{Pledge: ask.Pledge})
	if err != nil || len(found) == 0 { // the read side takes longer
		return "/pledges?unit=" + d.Unit.Code + "&done=make", err
	}
	return "/pledges/" + found[0].Code + "?done=make", nil
}

// promised reads how much is promised, and when.
func (c *Call) promised(ask *ledger.MakePledge, currency string) (err error) {
	if ask.Amount, err = c.amount("amount", currency); err != nil {
		return err
	}
	for _, x := range []struct {
		into  *domain.Date
		field string
	}{{&ask.Due, "due"}, {&ask.Until, "until"}, {&ask.Made, "made"}} {
		if *x.into, err = c.day(x.field); err != nil {
			return err
		}
	}
	if ask.Count, err = c.number("count"); err != nil {
		return err
	}
	if ask.Months, err = c.number("months"); err != nil {
		return err
	}
	for i, line := range c.pasted("instalments") {
		x := ledger.AskedInstalment{}
		if x.Due, err = dayOf("due", cell(line, 0)); err == nil {
			x.Amount, err = typedAmount("amount", cell(line, 1), currency)
		}
		if err != nil {
			return domain.InRow("instalments", i, err)
		}
		ask.Instalments = append(ask.Instalments, x)
	}
	if ask.Kind == pledge.Instalments || len(ask.Instalments) == 0 {
		return nil
	}
	return domain.Errorf(domain.Invalid, "only a pledge of the kind %q has instalments", pledge.Instalments).On("kind")
}

// movingPayment reads what is to be counted towards another pledge, or towards another instalment of this one: "donation instalment".
func (c *Call) movingPayment(from uuid.UUID, currency string) (ask ledger.MovePayment, err error) {
	taken, err := c.unapplying(from)
	if err != nil {
		return ask, err
	}
	ask = ledger.MovePayment{Donation: taken.Donation, From: from, FromInstalment: taken.Instalment, Reason: c.Typed("reason")}
	code := strings.TrimSpace(c.Typed("to"))
	if ask.To, err = c.Read().PledgeNamed(c.Context(), code); err != nil {
		return ask, domain.Errorf(domain.NotFound, "there is no pledge %q", code).On("to")
	}
	if ask.ToInstalment, err = c.number("to_instalment"); err != nil {
		return ask, err
	}
	ask.Amount, err = typedAmount("amount", c.Typed("amount"), string(money.Currency(currency)))
	return ask, err
}
