package pages

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/projections"
)

func (s *Site) campaignPages() []Page {
	return []Page{
		{Path: "/campaigns", For: Report("campaigns"), Template: "campaigns", Menu: "menu.campaigns", Under: Recording, Unlisted: true, Show: (*Call).campaigns, Do: (*Call).openCampaign},
		{Path: "/campaigns/{campaign}", For: Report("campaigns"), Template: "campaign", Unlisted: true, Show: (*Call).campaign, Do: (*Call).doCampaign},
	}
}

// campaignsShown is the campaigns of a unit, the newest first, with how far each has come.
type campaignsShown struct {
	Desk
	tasks
	Rows        []campaignRow
	Next, First string // addresses of the part that follows, and of the beginning
}

// campaignRow is one campaign with its sums, one for each currency.
type campaignRow struct {
	projections.CampaignInfo
	Sums  []unitCampaign
	State string // before, runs, over
}

// campaignsAPart is how many campaigns a page shows.
const campaignsAPart = 20

func (c *Call) campaigns() (any, error) {
	d, err := c.desk()
	if err != nil {
		return nil, err
	}
	p := campaignsShown{Desk: d}
	found, err := c.Read().Campaigns(c.Context(), projections.CampaignsQuery{Unit: d.Unit.Unit, AsOf: d.AsOf, At: d.At, Bare: true})
	if err != nil {
		return nil, err
	}
	slices.Reverse(found.Campaigns)
	part, next := pageOf(found.Campaigns, c.Query("after"), campaignsAPart, func(x projections.CampaignInfo) string { return x.Code }, func(projections.CampaignInfo) bool { return true })
	p.Next, p.First = c.parts(d.When, next)
	for _, x := range part {
		row, err := c.campaignRow(x, d.When, d.Day())
		if err != nil {
			return nil, err
		}
		p.Rows = append(p.Rows, row)
	}
	if d.Open() {
		err = c.openTask(&p)
	}
	return p, err
}

// campaignRow adds to a campaign what it has brought. As of now that may be some seconds old where it is many gifts; what was said of it is not.
func (c *Call) campaignRow(x projections.CampaignInfo, h When, day domain.Date) (row campaignRow, err error) {
	make := func() (projections.CampaignInfo, error) {
		found, err := c.Read().Campaigns(c.Context(), projections.CampaignsQuery{Code: x.Code, AsOf: h.AsOf, At: h.At})
		if err != nil || len(found.Campaigns) == 0 {
			return x, err
		}
		return found.Campaigns[0], nil
	}
	sums := x
	if c.now() {
		sums, err = c.site.campaigns.get(x.Code, c.site.o.Reached(), make)
	} else {
		sums, err = make()
	}
	x.Money, x.Boxes, x.Waiting, x.Households, x.Expected, x.Rosters, x.Employees = sums.Money, sums.Boxes, sums.Waiting, sums.Households, sums.Expected, sums.Rosters, sums.Employees
	row = campaignRow{CampaignInfo: x, Sums: campaignRows(x), State: "runs"}
	switch {
	case x.From > day:
		row.State = "before"
	case x.Closed || x.Until != 0 && x.Until < day:
		row.State = "over"
	}
	return row, err
}

// openTask is the form that begins a campaign.
func (c *Call) openTask(p *campaignsShown) error {
	balances, err := c.heldBy(p.Desk)
	if err != nil {
		return err
	}
	fills := c.compartmentsToChoose(p.Desk, balances, func(k projections.CompartmentBalance) bool {
		return k.Restriction != fund.Slot && k.Restriction != fund.Income
	})
	fields := []asking{c.Ask("open", "name", "campaigns.name", "", "required"), c.Ask("open", "code", "campaigns.code", "campaigns.code.hint", "required"),
		c.Choose("open", "kind", "campaigns.kind", "", chooseWords(c, "campaigns.kind.", campaign.Kinds...)), c.Ask("open", "target", "campaigns.target", "campaigns.target.hint", ""),
		c.Ask("open", "from", "campaigns.from", "", "date"), c.Ask("open", "until", "campaigns.until", "", "date")}
	if len(fills) > 0 {
		fields = append(fields, c.Choose("open", "fills", "campaigns.fills", "campaigns.fills.hint", append([]option{c.none("campaigns.fills.any")}, fills...)))
	}
	fields = append(fields, c.Ask("open", "agreement", "campaigns.agreement", "", ""), c.Ask("open", "occasion", "campaigns.occasion", "", ""),
		c.Ask("open", "appeal", "campaigns.appeal", "campaigns.appeal.hint", "area"), c.Ask("open", "closing_rule", "campaigns.closing", "campaigns.closing.hint", "area"))
	p.offer(c, p.Unit.Unit, "campaign.open", deed{Do: "open", Lead: c.say("task.lead.open"), Fields: fields})
	return nil
}

// openCampaign begins a campaign of the page's unit.
func (c *Call) openCampaign() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	if c.Typed("do") != "open" {
		return "", c.errNoTask()
	}
	ask := ledger.OpenCampaign{Campaign: c.following("campaign"), Unit: d.Unit.Unit, Code: strings.TrimSpace(c.Typed("code")), Name: c.Typed("name"), Kind: campaign.Kind(c.Typed("kind")),
		Appeal: c.Typed("appeal"), ClosingRule: c.Typed("closing_rule"), Agreement: c.Typed("agreement"), Occasion: c.Typed("occasion")}
	if ask.From, err = c.day("from"); err != nil {
		return "", err
	}
	if ask.Until, err = c.day("until"); err != nil {
		return "", err
	}
	if ask.Target, err = c.amount("target", string(money.VND)); err != nil {
		return "", err
	}
	in, code, err := c.chosenIn("fills", d)
	if err != nil {
		return "", err
	}
	if code != "" {
		ask.Fills = []campaign.Pot{{Fund: in, Compartment: code}}
	}
	return "/campaigns/" + strings.ToUpper(ask.Code) + "?done=open", c.ask(ask)
}

// campaignShown is one campaign: what was said of it, what it has brought, how it is split, and how it goes on.
type campaignShown struct {
	When
	tasks
	campaignRow
	Owner projections.UnitInfo
}

func (c *Call) campaign() (any, error) {
	h, err := c.when()
	if err != nil {
		return nil, err
	}
	x, err := c.campaignNamed(h.AsOf)
	if err != nil {
		return nil, err
	}
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	p := campaignShown{When: h, Owner: o.units[x.Unit]}
	day := Desk{When: h, Today: today()}.Day()
	if p.campaignRow, err = c.campaignRow(x, h, day); err != nil {
		return nil, err
	}
	if !h.Past() && h.At == nil {
		c.campaignTasks(&p)
	}
	return p, nil
}

func (c *Call) campaignNamed(asOf projections.AsOf) (projections.CampaignInfo, error) {
	found, err := c.Read().Campaigns(c.Context(), projections.CampaignsQuery{Code: c.Path("campaign"), AsOf: asOf, Bare: true})
	if err == nil && len(found.Campaigns) == 0 || domain.CodeOf(err) == domain.NotFound {
		err = errNoPage
	}
	if err != nil {
		return projections.CampaignInfo{}, err
	}
	return found.Campaigns[0], nil
}

// campaignTasks: the next split between levels, another last day, the end.
func (c *Call) campaignTasks(p *campaignShown) {
	unit := p.Owner.Unit
	if !p.Closed {
		p.offer(c, unit, "campaign.set-rule", deed{Do: "set-rule", Lead: c.say("task.lead.set-rule"), Fields: []asking{c.Ask("set-rule", "levels", "campaigns.levels", "campaigns.levels.hint", "area required"),
			c.Ask("set-rule", "remainder", "campaigns.remainder", "campaigns.remainder.hint", ""), c.Ask("set-rule", "from", "campaigns.rule.from", "campaigns.rule.from.hint", "date"),
			c.Ask("set-rule", "basis", "campaigns.basis", "", ""), c.Ask("set-rule", "voluntary", "campaigns.voluntary", "", "tick")}})
	}
	p.offer(c, unit, "campaign.extend", deed{Do: "extend", Lead: c.say("task.lead.extend"), Fields: []asking{c.Ask("extend", "until", "campaigns.until", "", "date"), c.Ask("extend", "reason", "desk.reason", "", "required")}})
	if !p.Closed {
		p.offer(c, unit, "campaign.close", deed{Do: "close", Lead: c.say("task.lead.close"), Fields: []asking{c.Ask("close", "on", "campaigns.on", "", "date"), c.Ask("close", "reason", "desk.reason", "", "")}})
	}
}

// doCampaign sets the split of a campaign, gives it another last day, or ends it.
func (c *Call) doCampaign() (string, error) {
	x, err := c.campaignNamed(projections.AsOf{})
	if err != nil {
		return "", err
	}
	var ask ledger.Command
	switch c.Typed("do") {
	case "set-rule":
		ask, err = c.ruleTyped(x.Campaign)
	case "extend":
		e := ledger.ExtendCampaign{Campaign: x.Campaign, Reason: c.Typed("reason")}
		e.Until, err = c.day("until")
		ask = e
	case "close":
		e := ledger.CloseCampaign{Campaign: x.Campaign, Reason: c.Typed("reason")}
		e.On, err = c.day("on")
		ask = e
	default:
		err = c.errNoTask()
	}
	if err != nil {
		return "", err
	}
	return c.done(c.Typed("do")), c.ask(ask)
}

// ruleTyped reads a split: a level and its percent on each line.
func (c *Call) ruleTyped(of uuid.UUID) (ask ledger.SetCampaignRule, err error) {
	ask = ledger.SetCampaignRule{Campaign: of, Remainder: strings.TrimSpace(c.Typed("remainder")), Voluntary: c.Typed("voluntary") != "", Basis: c.Typed("basis")}
	lines := c.pasted("levels")
	if err := fewEnough("levels", lines); err != nil {
		return ask, err
	}
	for i, line := range lines {
		percent, err := wholeNumber("percent", strings.TrimSpace(strings.TrimSuffix(cell(line, 1), "%")))
		if err != nil {
			return ask, domain.InRow("levels", i, err)
		}
		ask.Levels = append(ask.Levels, campaign.Level{Name: cell(line, 0), Percent: int64(percent)})
	}
	ask.From, err = c.day("from")
	return ask, err
}
