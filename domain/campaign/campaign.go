package campaign

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Campaign is the state of one campaign's stream. The zero Campaign is one that was never opened.
type Campaign struct {
	Unit  uuid.UUID   `json:"unit"`
	Code  string      `json:"code"`
	Kind  Kind        `json:"kind"`
	From  domain.Date `json:"from"`
	Until domain.Date `json:"until"`
	Over  bool        `json:"over"` // it was closed
	Fills []Pot       `json:"fills"`
	Rules []Rule      `json:"rules"` // oldest first
}

// Exists says whether the campaign was opened.
func (c *Campaign) Exists() bool { return c.Code != "" }

const (
	longestText = 4000 // an appeal is a printed page
	mostFills   = 50
)

// Open begins the campaign. That the unit exists, that the compartments do and that the code is free is seen by the caller.
func (c *Campaign) Open(o Opened) ([]domain.Event, error) {
	if c.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this campaign was opened before, as %s", c.Code).On("campaign")
	}
	if !slices.Contains(Kinds, o.Kind) {
		return nil, domain.Errorf(domain.Invalid, "%q is no kind of campaign; there are appeal, day-salary, boxes, levy and occasion", o.Kind).On("kind")
	}
	var err error
	if o.Code, err = domain.CodeText("code", o.Code); err != nil {
		return nil, err
	}
	o.Code = strings.ToUpper(o.Code)
	if o.Name, err = domain.Text("name", o.Name, 200); err != nil {
		return nil, err
	}
	for _, text := range []struct {
		field string
		of    *string
		most  int
	}{{"appeal", &o.Appeal, longestText}, {"closing_rule", &o.ClosingRule, longestText}, {"agreement", &o.Agreement, 500}, {"occasion", &o.Occasion, 200}} {
		if *text.of, err = domain.OptionalText(text.field, *text.of, text.most); err != nil {
			return nil, err
		}
	}
	if o.Until != 0 && o.Until < o.From {
		return nil, domain.Errorf(domain.Invalid, "the campaign would end on %s, before it begins on %s", o.Until, o.From).On("until")
	}
	if err := target(o); err != nil {
		return nil, err
	}
	return []domain.Event{o}, fills(o.Fills)
}

// target refuses a sum to hope for that is none.
func target(o Opened) error {
	if o.Target == 0 && o.Currency == "" {
		return nil
	}
	if _, err := money.ParseCurrency(string(o.Currency)); err != nil || o.Target <= 0 {
		return domain.Errorf(domain.Invalid, "what a campaign hopes for is more than nothing, in a currency that is known here").On("target")
	}
	return nil
}

func fills(pots []Pot) error {
	if len(pots) > mostFills {
		return domain.Errorf(domain.Invalid, "a campaign fills at most %d compartments", mostFills).On("fills")
	}
	for i, p := range pots {
		if slices.Contains(pots[:i], p) {
			return domain.Errorf(domain.Invalid, "compartment %q stands here twice", p.Compartment).On(fmt.Sprintf("fills[%d].compartment", i))
		}
	}
	return nil
}

// SetRule gives the next version of the split, in force from its day on.
func (c *Campaign) SetRule(r RuleSet) ([]domain.Event, error) {
	if err := c.goesOn("campaign"); err != nil {
		return nil, err
	}
	var err error
	if r.Basis, err = domain.OptionalText("basis", r.Basis, 500); err != nil {
		return nil, err
	}
	if r.Levels, err = levels(r.Levels); err != nil {
		return nil, err
	}
	if r.Remainder, err = remainder(r.Levels, r.Remainder); err != nil {
		return nil, err
	}
	if n := len(c.Rules); n > 0 && r.From <= c.Rules[n-1].From {
		return nil, domain.Errorf(domain.Violation, "a rule is in force from %s on; another begins on a later day", c.Rules[n-1].From).On("from")
	}
	if r.From < c.From || c.Until != 0 && r.From > c.Until {
		return nil, domain.Errorf(domain.Violation, "the rule would begin on %s, outside the campaign", r.From).On("from")
	}
	return []domain.Event{r}, nil
}

// Close ends the campaign with that day.
func (c *Campaign) Close(on, today domain.Date, reason string) ([]domain.Event, error) {
	if err := c.goesOn("campaign"); err != nil {
		return nil, err
	}
	reason, err := domain.OptionalText("reason", reason, 500)
	switch {
	case err != nil:
		return nil, err
	case on > today:
		return nil, domain.Errorf(domain.Invalid, "%s has not come yet", on).On("on")
	case on < c.From:
		return nil, domain.Errorf(domain.Violation, "the campaign begins on %s and cannot have ended before", c.From).On("on")
	case c.Until != 0 && on > c.Until:
		return nil, domain.Errorf(domain.Violation, "the campaign ended on %s as planned", c.Until).On("on")
	}
	return []domain.Event{Closed{On: on, Reason: reason}}, nil
}

// Extend gives the campaign another last day, no earlier than today: an earlier one is a close. No day at all lets it go on until it is closed.
func (c *Campaign) Extend(until, today domain.Date, reason string) ([]domain.Event, error) {
	if !c.Exists() {
		return nil, domain.Errorf(domain.NotFound, "there is no such campaign").On("campaign")
	}
	reason, err := domain.Text("reason", reason, 500)
	switch {
	case err != nil:
		return nil, err
	case until != 0 && until < today:
		return nil, domain.Errorf(domain.Invalid, "%s is over; close the campaign with that day instead", until).On("until")
	case until != 0 && until < c.From:
		return nil, domain.Errorf(domain.Violation, "the campaign begins on %s", c.From).On("until")
	case until == c.Until && !c.Over:
		return nil, domain.Errorf(domain.Conflict, "the campaign goes on until then already").On("until")
	}
	return []domain.Event{Extended{Until: until, Reason: reason}}, nil
}

func (c *Campaign) goesOn(field string) error {
	switch {
	case !c.Exists():
		return domain.Errorf(domain.NotFound, "there is no such campaign").On(field)
	case c.Over:
		return domain.Errorf(domain.Conflict, "campaign %s was closed on %s", c.Code, c.Until).On(field)
	}
	return nil
}

// Takes says whether what came on that day can be attributed to the campaign.
func (c *Campaign) Takes(day domain.Date, field string) error {
	if c.Until != 0 && day > c.Until {
		return domain.Errorf(domain.Violation, "campaign %s ended on %s; this is of %s", c.Code, c.Until, day).On(field)
	}
	return c.Gives(day, field)
}

// Gives says whether what was paid out on that day can be attributed to the campaign: its money is often paid after its end.
func (c *Campaign) Gives(day domain.Date, field string) error {
	if day < c.From {
		return domain.Errorf(domain.Violation, "campaign %s begins on %s; this is of %s", c.Code, c.From, day).On(field)
	}
	return nil
}

// Filling says whether gifts of the campaign may go into that compartment: where it names compartments of the fund, only into those.
func (c *Campaign) Filling(fund uuid.UUID, compartment string) bool {
	named := false
	for _, p := range c.Fills {
		if p.Fund == fund {
			if named = true; p.Compartment == compartment {
				return true
			}
		}
	}
	return !named
}

// Evolve implements domain.State.
func (c *Campaign) Evolve(_ uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case Opened:
		*c = Campaign{Unit: e.Unit, Code: e.Code, Kind: e.Kind, From: e.From, Until: e.Until, Fills: e.Fills}
	case RuleSet:
		c.Rules = append(c.Rules, Rule{e.From, e.Levels, e.Remainder, e.Voluntary})
	case Closed:
		c.Until, c.Over = e.On, true
	case Extended:
		c.Until, c.Over = e.Until, false
	}
}

// Clone implements domain.State.
func (c *Campaign) Clone() domain.State {
	d := *c
	d.Fills, d.Rules = slices.Clone(c.Fills), slices.Clone(c.Rules)
	for i := range d.Rules {
		d.Rules[i].Levels = slices.Clone(c.Rules[i].Levels)
	}
	return &d
}
