package projections

import (
	"sovang/domain"
	"sovang/domain/campaign"
)

func (f *fold) campaignEvent(k int64, event domain.Event) {
	switch e := event.(type) {
	case campaign.Opened:
		f.t.campaigns.add(k, f.at.n, f.key(e.Unit), f.word(string(e.Kind)), int64(e.From), int64(e.Until), f.word(e.Code), e.Target, string(e.Currency), e.Code, e.Name, e.Appeal,
			e.ClosingRule, e.Agreement, e.Occasion)
		for i, p := range e.Fills {
			f.t.campaignFills.add(k, int64(i), f.at.n, f.key(p.Fund), p.Compartment)
		}
	case campaign.RuleSet:
		for i, l := range e.Levels {
			f.t.campaignRules.add(k, f.at.n, int64(i), int64(e.From), l.Percent, bit(l.Name == e.Remainder), bit(e.Voluntary), l.Name, e.Basis)
		}
	case campaign.Extended:
		f.t.campaignEnds.add(k, f.at.n, int64(e.Until), int64(0), e.Reason)
	case campaign.Closed:
		f.t.campaignEnds.add(k, f.at.n, int64(e.On), int64(1), e.Reason)
	}
}

// attributed notes that this entry's payout names a campaign.
func (f *fold) attributed(code string) {
	if code != "" {
		f.t.campaignPayouts.add(f.at.n, f.word(code))
	}
}

// bit is a truth as tables have it.
func bit(true bool) int64 {
	if true {
		return 1
	}
	return 0
}
