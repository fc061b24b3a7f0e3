package pages

import (
	"slices"
	"strings"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) listPages() []Page {
	return []Page{{Path: "/lists/new", For: Access{roles: Command("list.record").roles & Command("fund.pay-list").roles}, Template: "listnew", Unlisted: true, Texts: true,
		Show: (*Call).newList, Do: (*Call).payNewList}}
}

// listForm is a list that is paid without a round: one hand records and pays it, and the book lists that.
type listForm struct {
	Desk
	Kinds, From, More []option
	Places, Campaigns []option
	Typed             *typedAwards
	Looked            string
}

func (c *Call) newList() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := listForm{Desk: d, Kinds: chooseWords(c, "award.", fund.Reward, fund.Support, fund.Scholarship)}
	if p.From, err = c.targets(d); err != nil {
		return nil, err
	}
	p.More = append([]option{{"", c.say("forms.none")}}, p.From...)
	for _, f := range d.Funds {
		b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: f.Fund})
		if err != nil {
			return nil, err
		}
		for _, one := range b.Funds {
			for _, x := range one.Places {
				p.Places = append(p.Places, option{f.Fund.String() + " " + x.Place, f.Name + ": " + x.Name + ", " + c.Amount(x.Currency, x.Balance)})
			}
		}
	}
	if p.Campaigns, err = c.campaignsFor(d.Unit.Unit); err != nil || c.form == nil {
		return p, err
	}
	if p.Typed = c.understood; p.Typed == nil && strings.TrimSpace(c.Typed("rows")) != "" {
		if _, p.Typed, err = c.listTyped(d); err != nil {
			if _, refusal := refusalOf(err); refusal == nil {
				return nil, err
			}
		}
	}
	p.Looked = c.listLooked()
	return p, nil
}

// listLooked is a digest of all that the look at a list depends on.
func (c *Call) listLooked() string {
	var all []string
	for _, field := range []string{"rows", "award", "from[0]", "from[1]", "place", "booked", "content", "campaign"} {
		all = append(all, c.Typed(field))
	}
	return digestOf(strings.Join(all, "\x00"))
}

// listTyped understands a list and what pays it, and asks the ledger what it would say. made are the commands that record and pay rows.
func (c *Call) listTyped(d Desk) (made func([]fund.AskedRow) []ledger.Command, l *typedAwards, err error) {
	in, compartment, currency, err := c.target("from[0]", d)
	if err != nil {
		return nil, nil, err
	}
	pay := fund.PayList{Fund: in, List: c.following("list"), From: []fund.AskedShare{{Compartment: compartment}}, Content: c.Typed("content"), Campaign: c.Typed("campaign")}
	if c.Typed("from[1]") != "" {
		other, next, _, err := c.target("from[1]", d)
		if err == nil && other != in {
			err = domain.Errorf(domain.Invalid, "all compartments that pay a list are of one fund").On("from[1]")
		}
		if err != nil {
			return nil, nil, err
		}
		pay.From = append(pay.From, fund.AskedShare{Compartment: next})
	}
	from, place, _, err := c.placeChosen("place", d)
	if err == nil && from != in {
		err = domain.Errorf(domain.Invalid, "the money lies in another fund than the compartment that pays").On("place")
	}
	if err != nil {
		return nil, nil, err
	}
	pay.Place = place
	if pay.Booked, err = c.day("booked"); err != nil {
		return nil, nil, err
	}
	l, err = c.readAwards("rows", intake.Awarding{Target: intake.Target{Fund: in, Unit: d.Unit.Unit, Actor: c.Who()}, Name: c.ID().String(), Award: fund.AwardKind(c.Typed("award")), Today: today()})
	made = paidLists(pay, money.Currency(currency))
	if err == nil && l.Wrong == 0 {
		err = c.tryAwards(l, made)
	}
	return made, l, err
}

// paidLists are the commands that record a list in chunks and pay it as it was recorded.
func paidLists(pay fund.PayList, currency money.Currency) func([]fund.AskedRow) []ledger.Command {
	return func(rows []fund.AskedRow) (all []ledger.Command) {
		first := 0
		for some := range slices.Chunk(rows, fund.MaxChunk) {
			all = append(all, fund.RecordList{Fund: pay.Fund, List: pay.List, Currency: currency, First: int64(first), Rows: some})
			first += len(some)
		}
		pay.Hash = hashOf(rows)
		return append(all, pay)
	}
}

// hashOf is the hash of a list as the ledger will compute it: rows that come from a file have no scores.
func hashOf(rows []fund.AskedRow) []byte {
	all := make([]fund.ListRow, len(rows))
	for i, r := range rows {
		all[i] = fund.ListRow{Code: r.Code, Recipient: r.Recipient, RecipientKind: r.RecipientKind, Award: r.Award, Amount: r.Amount.Minor, Institution: r.Institution, Level: r.Level}
	}
	return fund.HashRows(nil, all)
}

// payNewList shows a list as it is understood, and records and pays what was shown and no other.
func (c *Call) payNewList() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	do := c.Typed("do")
	if do != "look" && do != "pay" {
		return "", domain.Errorf(domain.Invalid, "%q is nothing that this form can do", do).On("do")
	}
	made, l, err := c.listTyped(d)
	if c.understood = l; err != nil {
		return "", err
	}
	if do == "look" || c.Typed("looked") != c.listLooked() {
		return "", nil
	}
	if err := l.refusal(); err != nil {
		return "", err
	}
	return c.done("list"), c.askWith(l.new, made(l.asked)...)
}
