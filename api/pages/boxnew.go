package pages

import (
	"strconv"
	"strings"

	"sovang/api/intake"
	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/ledger"
	"sovang/domain/person"
	"sovang/projections"
)

// boxForm is what a new book of boxes is chosen from: a campaign, and, once that is chosen, where the share of each of its levels goes.
type boxForm struct {
	Desk
	Campaigns []option
	Campaign  string
	Levels    []levelField
	Opens     []option // which level opens the boxes
	Funds     []option // suggested: of the unit and of those above it
}

// levelField is the field for the fund of one level.
type levelField struct {
	Name    string // of the field
	Level   string
	Percent int64
}

func (c *Call) newBoxes() (any, error) {
	d, err := c.desk("campaign")
	if err != nil {
		return nil, err
	}
	p := boxForm{Desk: d, Campaign: c.Query("campaign")}
	if p.Campaigns, err = c.campaignsFor(d.Unit.Unit, campaign.Boxes); err != nil || p.Campaign == "" {
		return p, err
	}
	rule, err := c.levelsOf(p.Campaign)
	if err != nil {
		return nil, err
	}
	for i, l := range rule.Levels {
		p.Levels = append(p.Levels, levelField{levelName(i), l.Name, l.Percent})
		p.Opens = append(p.Opens, option{l.Name, l.Name})
	}
	p.Funds, err = c.fundsAbove(d)
	return p, err
}

func levelName(i int) string { return "level-" + strconv.Itoa(i) }

// levelsOf is the rule of a campaign that is in force today, or its first one.
func (c *Call) levelsOf(code string) (rule campaign.Rule, err error) {
	of, err := c.Read().Campaign(c.Context(), code, projections.AsOf{})
	if err != nil {
		return rule, err
	}
	if rule, _ = ruleOn(of, today()); len(rule.Levels) == 0 && len(of.Rules) > 0 {
		rule.Levels = of.Rules[0].Levels
	}
	return rule, nil
}

// fundsAbove are the funds of a desk's unit and of those above it, by their codes.
func (c *Call) fundsAbove(d Desk) (all []option, err error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	for _, unit := range o.up(d.Unit.Unit) {
		funds, err := c.Read().FundsOf(c.Context(), unit, d.AsOf, nil)
		if err != nil {
			return nil, err
		}
		for _, f := range funds {
			if f.WoundUp == 0 {
				all = append(all, option{f.Code, f.Name})
			}
		}
	}
	return all, nil
}

// beginBoxes begins a book of boxes.
func (c *Call) beginBoxes() (string, error) {
	d, err := c.desk("campaign")
	if err != nil {
		return "", err
	}
	rule, err := c.levelsOf(c.Query("campaign"))
	if err != nil {
		return "", err
	}
	ask := ledger.BeginBoxes{Boxes: c.following("boxes"), Unit: d.Unit.Unit, Campaign: c.Query("campaign"), Level: c.Typed("opens")}
	for i, l := range rule.Levels {
		code := strings.TrimSpace(c.Typed(levelName(i)))
		if code == "" {
			continue
		}
		to, err := c.Read().FundNamed(c.Context(), code)
		if err != nil {
			return "", domain.Errorf(domain.NotFound, "there is no fund %q", code).On(levelName(i))
		}
		ask.Levels = append(ask.Levels, boxes.LevelFund{Level: l.Name, Fund: to})
	}
	if err := c.ask(ask); err != nil {
		return "", err
	}
	return "/boxes/" + ask.Boxes.String() + "?done=begun", nil
}

// doBoxes hands boxes of a book out, or says that some are lost, broken or not returned.
func (c *Call) doBoxes() (string, error) {
	if c.Typed("do") == "hand-out" {
		return c.handOut()
	}
	return c.loseBoxes()
}

// handOut gives boxes to their keepers: a box on a line, with who keeps it, its tier and what kind of keeper that is.
func (c *Call) handOut() (string, error) {
	book, _, err := c.boxesNamed(projections.AsOf{}, nil)
	if err != nil {
		return "", err
	}
	lines := c.pasted("out")
	if err := fewEnough("out", lines); err != nil {
		return "", err
	}
	ask := ledger.HandOutBoxes{Boxes: book.Boxes}
	if ask.On, err = c.day("on"); err != nil {
		return "", err
	}
	codes, keepers := make([]string, len(lines)), make([]string, len(lines))
	for i, line := range lines {
		kind, err := intake.ParseKeeper(cell(line, 3))
		if err != nil {
			return "", domain.InRow("out", i, err)
		}
		codes[i], keepers[i] = cell(line, 0), cell(line, 1)
		ask.Rows = append(ask.Rows, boxes.AskedBox{Box: codes[i], Tier: cell(line, 2), Kind: kind})
	}
	known, err := c.people(book.Unit, person.Collective, codes, keepers)
	if err != nil {
		return "", err
	}
	for i := range ask.Rows {
		ask.Rows[i].Keeper = known.IDs[i]
	}
	if err := c.askWith(known.New, ask); err != nil {
		return "", err
	}
	return c.done("out"), nil
}
