package ledger

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/money"
)

// OpenCampaign begins a campaign.
type OpenCampaign struct {
	Campaign    uuid.UUID      `json:"campaign"`
	Unit        uuid.UUID      `json:"unit"`
	Code        string         `json:"code"`
	Name        string         `json:"name"`
	Kind        campaign.Kind  `json:"kind"`
	Appeal      string         `json:"appeal,omitzero"`
	ClosingRule string         `json:"closing_rule,omitzero"`
	From        domain.Date    `json:"from,omitzero"`
	Until       domain.Date    `json:"until,omitzero"`
	Agreement   string         `json:"agreement,omitzero"`
	Occasion    string         `json:"occasion,omitzero"`
	Target      money.Money    `json:"target,omitzero"` // what it hopes to bring
	Fills       []campaign.Pot `json:"fills,omitempty"`
}

// SetCampaignRule gives a campaign the next version of its split between levels.
type SetCampaignRule struct {
	Campaign  uuid.UUID        `json:"campaign"`
	From      domain.Date      `json:"from,omitzero"` // the campaign's first day for the first rule, today for a later one
	Levels    []campaign.Level `json:"levels"`
	Remainder string           `json:"remainder,omitzero"` // may be left out where there is one level
	Voluntary bool             `json:"voluntary,omitzero"`
	Basis     string           `json:"basis,omitzero"`
}

// CloseCampaign ends a campaign.
type CloseCampaign struct {
	Campaign uuid.UUID   `json:"campaign"`
	On       domain.Date `json:"on,omitzero"`
	Reason   string      `json:"reason,omitzero"`
}

// ExtendCampaign gives a campaign another last day; without one it goes on until it is closed.
type ExtendCampaign struct {
	Campaign uuid.UUID   `json:"campaign"`
	Until    domain.Date `json:"until,omitzero"`
	Reason   string      `json:"reason"`
}

func campaignOf(v View, id uuid.UUID) *campaign.Campaign {
	return v.State(campaign.StreamOf(id)).(*campaign.Campaign)
}

func decideOpenCampaign(v View, _ Request, recorded time.Time, c OpenCampaign) ([]domain.Change, error) {
	if err := named(c.Campaign, "campaign"); err != nil {
		return nil, err
	}
	opened, err := one(campaign.StreamOf(c.Campaign))(campaignOf(v, c.Campaign).Open(campaign.Opened{
		Unit: c.Unit, Code: c.Code, Name: c.Name, Kind: c.Kind, Appeal: c.Appeal, ClosingRule: c.ClosingRule,
		From: c.From.Or(domain.DateOf(recorded)), Until: c.Until, Agreement: c.Agreement, Occasion: c.Occasion,
		Currency: c.Target.Currency, Target: c.Target.Minor, Fills: c.Fills,
	}))
	if err != nil {
		return nil, err
	}
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	for i, p := range c.Fills {
		if err := compartmentThere(v, p.Fund, p.Compartment); err != nil {
			return nil, domain.InRow("fills", i, err)
		}
	}
	claimed, err := claim(v, "campaign", opened.Events[0].(campaign.Opened).Code, c.Campaign)
	if err != nil {
		return nil, err
	}
	return []domain.Change{opened, claimed}, nil
}

// compartmentThere refuses, on fund or compartment, what was never opened.
func compartmentThere(v View, in uuid.UUID, compartment string) error {
	if err := fundExists(v, in, "fund"); err != nil {
		return err
	}
	if _, ok := fundOf(v, in).Compartments[compartment]; !ok {
		return domain.Errorf(domain.NotFound, "the fund has no compartment %q", compartment).On("compartment")
	}
	return nil
}

// notASlots refuses what many give together behind a slot's wall: a slot has one sponsor, whose money is received as a donation and counted there.
func notASlots(f *fund.Fund, compartment string) error {
	if inside, ok := f.Compartments[compartment]; ok && inside.Restriction.Slot != uuid.Nil {
		return domain.Errorf(domain.Violation, "compartment %q is a sponsorship slot's; its money comes as a donation for the slot", compartment).On("compartment")
	}
	return nil
}

func decideSetCampaignRule(v View, _ Request, recorded time.Time, c SetCampaignRule) ([]domain.Change, error) {
	if err := named(c.Campaign, "campaign"); err != nil {
		return nil, err
	}
	state := campaignOf(v, c.Campaign)
	if c.From == 0 && len(state.Rules) == 0 {
		c.From = state.From
	}
	return only(campaign.StreamOf(c.Campaign))(state.SetRule(campaign.RuleSet{
		From: c.From.Or(domain.DateOf(recorded)), Levels: c.Levels, Remainder: c.Remainder, Voluntary: c.Voluntary, Basis: c.Basis,
	}))
}

func decideCloseCampaign(v View, _ Request, recorded time.Time, c CloseCampaign) ([]domain.Change, error) {
	if err := named(c.Campaign, "campaign"); err != nil {
		return nil, err
	}
	today := domain.DateOf(recorded)
	return only(campaign.StreamOf(c.Campaign))(campaignOf(v, c.Campaign).Close(c.On.Or(today), today, c.Reason))
}

func decideExtendCampaign(v View, _ Request, recorded time.Time, c ExtendCampaign) ([]domain.Change, error) {
	if err := named(c.Campaign, "campaign"); err != nil {
		return nil, err
	}
	return only(campaign.StreamOf(c.Campaign))(campaignOf(v, c.Campaign).Extend(c.Until, domain.DateOf(recorded), c.Reason))
}

// noCampaign is what belongs to none. Like every state, it is only looked at.
var noCampaign = &campaign.Campaign{}

// attributed finds the campaign that a document names by its code: its state (never nil) and its code as it is written; where none is
// named, the empty code. day is that of the gift; coming says that money or goods come in, which only a campaign that is open takes,
// while what an ended one brought may still be paid out in its name.
func attributed(v View, text string, day domain.Date, coming bool) (*campaign.Campaign, string, error) {
	if text == "" {
		return noCampaign, "", nil
	}
	c, _, err := campaignCalled(v, text)
	if err != nil {
		return nil, "", err
	}
	if coming {
		err = c.Takes(day, "campaign")
	} else {
		err = c.Gives(day, "campaign")
	}
	return c, c.Code, err
}

// campaignCalled finds a campaign by its code.
func campaignCalled(v View, text string) (*campaign.Campaign, uuid.UUID, error) {
	text, err := domain.CodeText("campaign", text)
	if err != nil {
		return nil, uuid.Nil, err
	}
	owner := v.State(code.StreamOf("campaign", text)).(*code.Code).Owner
	if owner == uuid.Nil {
		return nil, uuid.Nil, domain.Errorf(domain.NotFound, "there is no campaign %q; open it first", text).On("campaign")
	}
	return campaignOf(v, owner), owner, nil
}

// filling refuses a donation of a campaign that goes into other compartments of the fund than the campaign names.
func filling(c *campaign.Campaign, in uuid.UUID, lines []fund.Line) error {
	for i, line := range lines {
		if !c.Filling(in, line.Compartment) {
			return domain.Errorf(domain.Violation, "campaign %s does not fill compartment %q", c.Code, line.Compartment).
				On(fmt.Sprintf("lines[%d].compartment", i))
		}
	}
	return nil
}
