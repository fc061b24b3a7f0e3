package pages

import (
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/projections"
)

func (s *Site) frontPages() []Page {
	return []Page{{Path: "/{$}", For: Anybody(), Template: "front", Menu: "menu.front", Show: (*Call).front}}
}

// frontPage is what anybody sees first: the units and what their funds were given, gave and hold. No person is in it.
type frontPage struct {
	asOf      projections.AsOf
	Units     []frontUnit
	Campaigns []unitCampaign // that run on its day and named a sum
	Funds     int
	folded    []string // of each unit and its funds, as people search
}

type frontUnit struct {
	Code, Name string
	Level      int
	Funds      []frontFund
}

// frontFund is one fund in one currency. Amounts are minor units.
type frontFund struct {
	Code, Name, Currency   string
	Donations              int64
	Received, Given, Holds int64
}

// frontShown is the front page for whoever asks: those units that they look for.
type frontShown struct {
	When
	Look         string
	Units        []frontUnit
	Campaigns    []unitCampaign // where nothing is looked for
	All, Funds   int
	Found, Left  int
	PageOfAUnit  bool // there is one
	NothingAtAll bool
}

// mostUnits is how many units the front page shows; whoever wants another one looks for it by name.
const mostUnits = 60

func (c *Call) front() (any, error) {
	all, err := c.unitsThen()
	if err != nil {
		return nil, err
	}
	c.asOf = &all.asOf
	when, err := c.when("look")
	if err != nil {
		return nil, err
	}
	shown := frontShown{When: when, Look: c.Query("look"), All: len(all.Units), Funds: all.Funds, PageOfAUnit: c.Has("/u/{unit}"), NothingAtAll: len(all.Units) == 0}
	look := projections.Fold(shown.Look)
	if look == "" {
		shown.Campaigns = all.Campaigns
	}
	for i, u := range all.Units {
		if look == "" || strings.Contains(all.folded[i], look) {
			if shown.Found++; len(shown.Units) < mostUnits {
				shown.Units = append(shown.Units, u)
			}
		}
	}
	shown.Left = shown.Found - len(shown.Units)
	return shown, nil
}

// unitsThen gives the units as of the entry and the day that are asked for; as they are now, they may have been read for others.
func (c *Call) unitsThen() (p frontPage, err error) {
	if c.now() {
		return c.site.front.get(c.site.o.Reached(), func() (frontPage, error) {
			now, err := c.Read().AsOf(c.Context(), "")
			if err != nil || now.Entry == 0 {
				return p, err
			}
			return c.lookAtUnits(now, nil)
		})
	}
	asOf, err := c.AsOf()
	if err != nil {
		return p, err
	}
	at, err := c.At()
	if err != nil {
		return p, err
	}
	return c.lookAtUnits(asOf, at)
}

// lookAtUnits reads the units as they stand in their tree, those that are no more left out.
func (c *Call) lookAtUnits(asOf projections.AsOf, at *domain.Date) (p frontPage, err error) {
	p.asOf = asOf
	branches, err := c.Read().UnitBranches(c.Context(), uuid.Nil, asOf, at)
	if err != nil {
		return p, err
	}
	balances, err := c.Read().Balances(c.Context(), projections.BalancesQuery{AsOf: asOf, At: at})
	if err != nil {
		return p, err
	}
	today := domain.DateOf(asOf.Recorded)
	if at != nil {
		today = *at
	}
	if p.Campaigns, err = c.runningCampaigns(projections.CampaignsQuery{AsOf: asOf, At: at, On: today, Hoping: true}); err != nil {
		return p, err
	}
	funds := map[uuid.UUID][]frontFund{}
	for _, b := range balances.Funds {
		funds[b.Unit] = append(funds[b.Unit], frontFunds(b)...)
	}
	for _, b := range branches {
		if b.Ended != 0 && b.Ended <= today {
			continue
		}
		u := frontUnit{Code: b.Code, Name: b.Name, Level: min(b.Level, 4), Funds: funds[b.Unit]}
		text := u.Code + " " + u.Name
		for _, f := range u.Funds {
			text += " " + f.Code + " " + f.Name
		}
		p.Units, p.folded, p.Funds = append(p.Units, u), append(p.folded, projections.Fold(text)), p.Funds+len(u.Funds)
	}
	return p, nil
}

// mostRunning is how many campaigns the front page shows.
const mostRunning = 6

// runningCampaigns are the first of those that are asked for and have named a sum to hope for, the newest first.
func (c *Call) runningCampaigns(q projections.CampaignsQuery) (all []unitCampaign, err error) {
	found, err := c.Read().Campaigns(c.Context(), q)
	for i := len(found.Campaigns) - 1; i >= 0; i-- {
		for _, one := range campaignRows(found.Campaigns[i]) {
			if one.Target > 0 && len(all) < mostRunning {
				all = append(all, one)
			}
		}
	}
	return all, err
}

func frontFunds(b projections.FundBalance) (all []frontFund) {
	for _, t := range b.Currencies {
		f := frontFund{Code: b.Code, Name: b.Name, Currency: t.Currency, Holds: t.Free}
		for _, k := range b.Compartments {
			if k.Currency != t.Currency {
				continue
			}
			f.Donations += k.Donations
			f.Received += k.Donated - k.Reversed
			for _, paid := range k.Paid {
				if paid.Award != "" {
					f.Given += paid.Amount - paid.Returned
				}
			}
		}
		all = append(all, f)
	}
	return all
}
