package projections

import (
	"context"
	"database/sql"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/projections/readdb"
)

// CampaignMoney is what was attributed to a campaign in one currency. Booked is what entered the books and stands; Reversed and
// Refunded went back.
type CampaignMoney struct {
	Currency string `json:"currency"`
	Gifts    int64  `json:"gifts"` // donations; of a collection sheet its rows, once whatever levels share them
	Booked   int64  `json:"booked"`
	Reversed int64  `json:"reversed"`
	Refunded int64  `json:"refunded"`
	Payouts  int64  `json:"payouts"`  // of a list its rows
	PaidOut  int64  `json:"paid_out"` // less what came back
}

// CampaignRule is one version of a campaign's split.
type CampaignRule struct {
	From      domain.Date      `json:"from"`
	Levels    []campaign.Level `json:"levels"`
	Remainder string           `json:"remainder"`
	Voluntary bool             `json:"voluntary,omitempty"`
	Basis     string           `json:"basis,omitempty"`
}

// CampaignInfo is one campaign. What boxes held, Boxes.Counted, was declared and never booked; what levies expect is neither.
type CampaignInfo struct {
	Campaign    uuid.UUID       `json:"campaign"`
	Unit        uuid.UUID       `json:"unit"`
	Code        string          `json:"code"`
	Name        string          `json:"name"`
	Kind        campaign.Kind   `json:"kind"`
	From        domain.Date     `json:"from"`
	Until       domain.Date     `json:"until,omitzero"` // its last day, as planned or as it was closed
	Closed      bool            `json:"closed,omitempty"`
	Appeal      string          `json:"appeal,omitempty"`
	ClosingRule string          `json:"closing_rule,omitempty"`
	Agreement   string          `json:"agreement,omitempty"`
	Occasion    string          `json:"occasion,omitempty"`
	Target      int64           `json:"target,omitempty"`   // what it hopes to bring; 0: it names no sum
	Currency    string          `json:"currency,omitempty"` // of the target
	Rules       []CampaignRule  `json:"rules"`
	Money       []CampaignMoney `json:"money"`
	Boxes       BoxTotals       `json:"boxes"`
	Waiting     int64           `json:"waiting"` // shares of boxes that other levels have not accepted
	Households  int64           `json:"households"`
	Expected    int64           `json:"expected"` // of households
	Rosters     int64           `json:"rosters"`  // of one day's salary; estimates are none
	Employees   int64           `json:"employees"`
}

// campaignKey is a campaign's own key and that of its code, by which documents name it.
type campaignKey struct{ k, word int64 }

// CampaignsQuery asks for campaigns.
type CampaignsQuery struct {
	Unit uuid.UUID
	Code string
	AsOf AsOf
	At   *domain.Date // only what was booked, or happened, by the end of this day; nil: all
	On   domain.Date  // only those that run on this day; 0: all
	// Hoping is only those that have named a sum to hope for.
	Hoping bool
	// Bare leaves out their sums, and what is counted and expected beside the books: a campaign of a million gifts has none cheaper.
	Bare bool
}

// CampaignReport is campaigns in the order of their first days.
type CampaignReport struct {
	AsOf      AsOf           `json:"as_of"`
	Campaigns []CampaignInfo `json:"campaigns"`
}

// Campaigns reports what was attributed to campaigns.
func (r *Reader) Campaigns(ctx context.Context, q CampaignsQuery) (CampaignReport, error) {
	report := CampaignReport{Campaigns: []CampaignInfo{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		report.AsOf = v.asOf
		found, keys, err := v.campaigns(q)
		for i := range found {
			switch {
			case err != nil:
			case q.Bare:
				err = v.campaignRules(&found[i], keys[i].k)
			default:
				err = v.campaign(&found[i], keys[i])
			}
		}
		report.Campaigns = found
		return err
	})
	return report, err
}

// Campaign reports one campaign with its rules, and none of its sums.
func (r *Reader) Campaign(ctx context.Context, code string, asOf AsOf) (c CampaignInfo, err error) {
	err = r.view(ctx, asOf, func(v *view) error {
		found, keys, err := v.campaigns(CampaignsQuery{Code: code})
		if err != nil || len(found) == 0 {
			return err
		}
		c = found[0]
		return v.campaignRules(&c, keys[0].k)
	})
	return c, err
}

func (v *view) campaigns(q CampaignsQuery) (found []CampaignInfo, keys []campaignKey, err error) {
	unit, named, err := v.unitAndCampaign(q.Unit, q.Code)
	if err != nil {
		return nil, nil, err
	}
	found = []CampaignInfo{}
	err = v.rows(func(r readdb.Row) error {
		var c CampaignInfo
		var id, unit []byte
		var kind string
		var key campaignKey
		var end, closed sql.NullInt64
		if err := r.Scan(&key.k, &key.word, &id, &unit, &c.Code, &c.Name, &kind, &c.From, &c.Until, &c.Appeal, &c.ClosingRule, &c.Agreement, &c.Occasion, &c.Target, &c.Currency,
			&end, &closed); err != nil {
			return err
		}
		c.Campaign, c.Unit, c.Kind = uuid.UUID(id), uuid.UUID(unit), campaign.Kind(kind)
		if end.Valid {
			c.Closed, c.Until = closed.Int64 != 0, domain.Date(end.Int64)
		}
		if (q.On == 0 || c.From <= q.On && (c.Until == 0 || c.Until >= q.On)) && (!q.Hoping || c.Target > 0) {
			found, keys = append(found, c), append(keys, key)
		}
		return nil
	}, `SELECT c.k, c.word, x.id, u.id, c.code, c.name, w.word, c.from_day, c.until_day, c.appeal, c.closing_rule, c.agreement, c.occasion, c.target, c.currency,
			(SELECT z.day FROM @campaign_ends z WHERE z.k = c.k AND z.n <= $1 ORDER BY z.n DESC LIMIT 1),
			(SELECT z.closed FROM @campaign_ends z WHERE z.k = c.k AND z.n <= $1 ORDER BY z.n DESC LIMIT 1)
		FROM @campaigns c JOIN @names x ON x.k = c.k JOIN @names u ON u.k = c.unit JOIN @words w ON w.k = c.kind
		WHERE c.n <= $1 AND ($2 = 0 OR c.unit = $2) AND ($3 = 0 OR c.k = $3) AND c.from_day <= $4 ORDER BY c.from_day, c.n`, v.n, unit, named, v.lastDay())
	return found, keys, err
}

func (v *view) campaign(c *CampaignInfo, key campaignKey) error {
	if err := v.campaignRules(c, key.k); err != nil {
		return err
	}
	sums := &campaignSums{}
	for _, part := range []func(*campaignSums, int64) error{v.campaignGifts, v.campaignChanges, v.campaignPaid, v.campaignReturns} {
		if err := part(sums, key.word); err != nil {
			return err
		}
	}
	c.Money = append([]CampaignMoney{}, sums.money...)
	for i := range c.Money {
		m := &c.Money[i]
		m.Booked -= m.Reversed + m.Refunded
		if err := v.wordsInto(wordInto{sums.currencies[i], &m.Currency}); err != nil {
			return err
		}
	}
	return v.campaignPromises(c)
}

func (v *view) campaignRules(c *CampaignInfo, k int64) error {
	c.Rules = []CampaignRule{}
	last := int64(0)
	return v.rows(func(r readdb.Row) error {
		var n, remainder, voluntary int64
		var rule CampaignRule
		var l campaign.Level
		if err := r.Scan(&n, &rule.From, &l.Percent, &remainder, &voluntary, &l.Name, &rule.Basis); err != nil {
			return err
		}
		if n != last {
			last, rule.Voluntary = n, voluntary != 0
			c.Rules = append(c.Rules, rule)
		}
		at := &c.Rules[len(c.Rules)-1]
		if at.Levels = append(at.Levels, l); remainder != 0 {
			at.Remainder = l.Name
		}
		return nil
	}, "SELECT n, since, percent, remainder, voluntary, level, basis FROM @campaign_rules WHERE k = $1 AND n <= $2 ORDER BY n, nth", k, v.n)
}

// campaignSums gathers money by currency.
type campaignSums struct {
	currencies []int64
	money      []CampaignMoney
}

func (s *campaignSums) of(currency int64) *CampaignMoney {
	i := slices.Index(s.currencies, currency)
	if i < 0 {
		i = len(s.money)
		s.currencies, s.money = append(s.currencies, currency), append(s.money, CampaignMoney{})
	}
	return &s.money[i]
}

// again says that donation d is another level's share of boxes whose opener booked a share of its own: the families have been counted there.
const again = `EXISTS (SELECT 1 FROM @held h JOIN @entries o ON o.id = h.id JOIN @donations y ON y.n = o.n WHERE h.n = d.n AND h.kind = 2)`

func (v *view) campaignGifts(s *campaignSums, word int64) error {
	return v.rows(func(r readdb.Row) error {
		var currency, gifts, amount int64
		err := r.Scan(&currency, &gifts, &amount)
		m := s.of(currency)
		m.Gifts, m.Booked = m.Gifts+gifts, m.Booked+amount
		return err
	}, numbered(`SELECT d.currency, CAST(SUM(CASE WHEN `+again+` THEN 0 WHEN d.rows = 0 THEN 1 ELSE d.rows END) AS BIGINT), CAST(SUM(d.amount) AS BIGINT)
		FROM @donations d JOIN @entries e ON e.n = d.n WHERE d.campaign > 0 AND d.campaign = $1 AND d.n <= $2 AND d.awaiting = 0 AND `+stands("d.booked")+` <= $3
		GROUP BY d.currency ORDER BY d.currency`, 2), word, v.n, v.lastDay())
}

// campaignChanges takes in awaiting donations that came, and what went back.
func (v *view) campaignChanges(s *campaignSums, word int64) error {
	return v.rows(func(r readdb.Row) error {
		var currency, kind, count, given, changed int64
		err := r.Scan(&currency, &kind, &count, &given, &changed)
		switch m := s.of(currency); kind {
		case donationCleared:
			m.Gifts, m.Booked = m.Gifts+count, m.Booked+given
		case donationReversed:
			m.Reversed += changed
		case donationRefunded:
			m.Refunded += changed
		}
		return err
	}, numbered(`SELECT d.currency, x.kind, COUNT(*), CAST(SUM(d.amount) AS BIGINT), CAST(SUM(x.amount) AS BIGINT)
		FROM @donations d JOIN @entries e ON e.n = d.n JOIN @donation_changes x ON x.id = e.id
		WHERE d.campaign > 0 AND d.campaign = $1 AND x.n <= $2 AND x.kind IN (1, 3, 4) AND CASE x.kind WHEN 1 THEN `+stands("x.booked")+` ELSE x.booked END <= $3
		GROUP BY d.currency, x.kind ORDER BY d.currency, x.kind`, 2), word, v.n, v.lastDay())
}

func (v *view) campaignPaid(s *campaignSums, word int64) error {
	return v.rows(func(r readdb.Row) error {
		var currency, payouts, amount int64
		err := r.Scan(&currency, &payouts, &amount)
		m := s.of(currency)
		m.Payouts, m.PaidOut = m.Payouts+payouts, m.PaidOut+amount
		return err
	}, numbered(`SELECT p.currency, CAST(SUM(CASE p.rows WHEN 0 THEN 1 ELSE p.rows END) AS BIGINT), CAST(SUM(p.amount) AS BIGINT)
		FROM @campaign_payouts c JOIN @payouts p ON p.n = c.n JOIN @entries e ON e.n = p.n
		WHERE c.campaign = $1 AND p.n <= $2 AND `+stands("p.booked")+" <= $3 GROUP BY p.currency ORDER BY p.currency", 2), word, v.n, v.lastDay())
}

func (v *view) campaignReturns(s *campaignSums, word int64) error {
	return v.rows(func(r readdb.Row) error {
		var currency, amount int64
		err := r.Scan(&currency, &amount)
		s.of(currency).PaidOut -= amount
		return err
	}, `SELECT p.currency, CAST(SUM(b.amount) AS BIGINT) FROM @campaign_payouts c JOIN @payouts p ON p.n = c.n JOIN @entries e ON e.n = p.n
		JOIN @payout_returns b ON b.id = e.id WHERE c.campaign = $1 AND b.n <= $2 AND b.booked <= $3 GROUP BY p.currency ORDER BY p.currency`,
		word, v.n, v.lastDay())
}

// campaignPromises takes in what is counted and expected beside the books.
func (v *view) campaignPromises(c *CampaignInfo) error {
	var books BoxReport
	keys, err := v.boxBooks(BoxesQuery{Campaign: c.Code}, &books)
	for i := range books.Books {
		b := &books.Books[i]
		if err == nil {
			err = v.boxBook(keys[i], b)
		}
		c.Boxes.plus(b.Total)
		for _, s := range b.Shares {
			c.Waiting += s.Waiting
		}
	}
	if err != nil {
		return err
	}
	var levies LevyReport
	keys, err = v.levies(LeviesQuery{Campaign: c.Code}, &levies)
	for i := range levies.Levies {
		l := &levies.Levies[i]
		if err == nil {
			err = v.households(keys[i], l)
		}
		l.count()
		c.Households, c.Expected = c.Households+l.Households, c.Expected+l.Expected
	}
	if err != nil {
		return err
	}
	rosters, err := v.rostersOf(RostersQuery{Campaign: c.Code})
	for _, x := range rosters {
		if x.Version > 0 {
			c.Rosters, c.Employees = c.Rosters+1, c.Employees+x.Employees
		}
	}
	return err
}
