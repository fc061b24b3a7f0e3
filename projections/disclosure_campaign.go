package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections/readdb"
)

// CampaignDisclosure is what is made public when a campaign ends: what was appealed for, what came, what the đồng of just these donations were used
// for, what is left, and what was printed of that. It names nobody who has not consented.
type CampaignDisclosure struct {
	AsOf        AsOf           `json:"as_of"`
	At          *domain.Date   `json:"at,omitempty"`
	Root        string         `json:"root,omitempty"` // of the log through that entry; whoever writes the document sets it
	Code        string         `json:"code"`
	Name        string         `json:"name"`
	Unit        string         `json:"unit"`
	UnitName    string         `json:"unit_name"`
	From        domain.Date    `json:"from"`
	Until       domain.Date    `json:"until,omitzero"`
	Closed      bool           `json:"closed"` // until then everything is provisional
	Appeal      string         `json:"appeal,omitempty"`
	ClosingRule string         `json:"closing_rule,omitempty"`
	Agreement   string         `json:"agreement,omitempty"`
	Occasion    string         `json:"occasion,omitempty"`
	Money       []CampaignEnd  `json:"money"` // by currency, đồng first
	Left        []Unspent      `json:"left"`  // of the campaign's own đồng, where they lie
	Gifts       DisclosedGifts `json:"gifts"`
	Corrections Corrections    `json:"corrections"`
	Boxes       BoxTotals      `json:"boxes"` // counted and declared: in none of the sums
	Law         DisclosureLaw  `json:"law"`
}

// CampaignEnd is one currency of a campaign: Income = Use + Left + InTransit + Other, each as its total. What became of currency that was sold
// stands in đồng, as Sold says.
type CampaignEnd struct {
	Currency    string            `json:"currency"`
	Income      []DisclosedIncome `json:"income"`
	IncomeTotal int64             `json:"income_total"` // less what was reversed
	Use         []DisclosedUse    `json:"use"`          // of these donations' own đồng
	UseTotal    int64             `json:"use_total"`
	Left        int64             `json:"left"`     // free, wherever it is now
	Reserved    int64             `json:"reserved"` // of Left
	InTransit   int64             `json:"in_transit"`
	Sold        int64             `json:"sold"`    // in the currency
	Other       int64             `json:"other"`   // standing in for đồng that are not followed further, or void
	SentOn      Counted           `json:"sent_on"` // of Income: went on to other funds, whatever became of it there
	Moved       []MovedOn         `json:"moved"`   // of Income: has another purpose since, and why
}

// MovedOn is đồng that have another purpose since.
type MovedOn struct {
	Basis  fund.Basis `json:"basis"`
	Clause string     `json:"clause,omitempty"` // where it is to be published
	Amount int64      `json:"amount"`
}

// CampaignDisclosureQuery asks for the report at a campaign's end.
type CampaignDisclosureQuery struct {
	Campaign string // its code
	AsOf     AsOf
	At       *domain.Date // only what was booked by the end of this day; nil: all
}

// CampaignDisclosure reports a campaign as it is made public.
func (r *Reader) CampaignDisclosure(ctx context.Context, q CampaignDisclosureQuery) (CampaignDisclosure, error) {
	d := CampaignDisclosure{At: q.At, Money: []CampaignEnd{}, Left: []Unspent{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		if d.AsOf = v.asOf; q.Campaign == "" {
			return domain.Errorf(domain.Invalid, "a campaign is named by its code").On("campaign")
		}
		found, keys, err := v.campaigns(CampaignsQuery{Code: q.Campaign})
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return domain.Errorf(domain.NotFound, "there is no campaign %q by that day", q.Campaign).On("campaign")
		}
		c := &found[0]
		if err := v.campaignPromises(c); err != nil {
			return err
		}
		d.Code, d.Name, d.From, d.Until, d.Closed, d.Appeal, d.ClosingRule = c.Code, c.Name, c.From, c.Until, c.Closed, c.Appeal, c.ClosingRule
		d.Agreement, d.Occasion, d.Boxes = c.Agreement, c.Occasion, c.Boxes
		x := &campaignDiscloser{doc: &d, word: keys[0].word}
		x.discloser = discloser{tracer: newTracer(v, 1), doc: &Disclosure{Year: domain.DateOf(v.asOf.Recorded).Year()}, until: domain.Date(v.lastDay()), funds: map[int64]*fundKey{},
			kinds: map[int64]string{}, only: x.word}
		for _, part := range []func() error{x.whose, x.came, x.spent, x.told} {
			if err := part(); err != nil {
				return err
			}
		}
		at := x.tree.units[c.Unit]
		d.Unit, d.UnitName = at.Code, at.Name
		return nil
	})
	return d, err
}

// campaignDiscloser gathers one campaign. The year's discloser counts and lists its donations, as one that has only this campaign's.
type campaignDiscloser struct {
	discloser
	doc  *CampaignDisclosure
	word int64
	left map[leftOf]*Unspent
}

type leftOf struct{ fund, compartment string }

// whose takes in every fund: the donations of a campaign may be anyone's.
func (x *campaignDiscloser) whose() error {
	var err error
	if x.tree, err = x.view.sight(); err != nil {
		return err
	}
	all, err := x.view.funds(uuid.Nil, uuid.Nil)
	for i := range all {
		x.funds[all[i].k], x.order = &all[i], append(x.order, &all[i])
	}
	if err == nil {
		x.periods, err = x.closings()
	}
	return err
}

// came counts and lists the donations.
func (x *campaignDiscloser) came() error {
	if err := x.gifts(); err != nil {
		return err
	}
	x.doc.Gifts = x.discloser.doc.Gifts
	for _, m := range x.discloser.doc.Money {
		end := x.end(m.Currency)
		end.Income = m.Income
		slices.SortFunc(end.Income, func(a, b DisclosedIncome) int { return rank(sourceOrder, a.Source) - rank(sourceOrder, b.Source) })
		for _, s := range m.Income {
			end.IncomeTotal += s.Net
		}
	}
	return nil
}

func (x *campaignDiscloser) end(currency string) *CampaignEnd {
	i := slices.IndexFunc(x.doc.Money, func(m CampaignEnd) bool { return m.Currency == currency })
	if i < 0 {
		i = len(x.doc.Money)
		x.doc.Money = append(x.doc.Money, CampaignEnd{Currency: currency, Income: []DisclosedIncome{}, Use: []DisclosedUse{}, Moved: []MovedOn{}})
	}
	return &x.doc.Money[i]
}

// spent follows the campaign's đồng. Donations that lie behind one another in a compartment are followed as one.
func (x *campaignDiscloser) spent() error {
	lines, err := x.lines()
	if err != nil {
		return err
	}
	x.left = map[leftOf]*Unspent{}
	paid := map[use]*spending{}
	for _, l := range lines {
		fates, err := x.line(l)
		if err != nil {
			return err
		}
		w, err := x.walls(l.key)
		if err != nil {
			return err
		}
		for _, f := range fates {
			if err := x.became(w.currency, f, paid); err != nil {
				return err
			}
		}
	}
	least := x.threshold()
	for u, s := range paid {
		one := DisclosedUse{Kind: u.kind, Award: u.award, Amount: s.amount, Net: s.amount, Count: int64(len(s.payouts))}
		if one.Few = u.award != "" && s.awards < least; one.Few {
			one.Count = 0
		}
		end := x.end(u.currency)
		end.Use, end.UseTotal = append(end.Use, one), end.UseTotal+s.amount
	}
	for i := range x.doc.Money {
		slices.SortFunc(x.doc.Money[i].Use, func(a, b DisclosedUse) int {
			return cmp.Or(rank(useOrder, a.Kind)-rank(useOrder, b.Kind), rank(awardOrder, string(a.Award))-rank(awardOrder, string(b.Award)))
		})
		slices.SortFunc(x.doc.Money[i].Moved, func(a, b MovedOn) int { return cmp.Or(cmp.Compare(a.Basis, b.Basis), cmp.Compare(a.Clause, b.Clause)) })
	}
	slices.SortFunc(x.doc.Money, func(a, b CampaignEnd) int {
		return cmp.Or(foreign(a.Currency)-foreign(b.Currency), cmp.Compare(a.Currency, b.Currency))
	})
	for _, u := range x.left {
		x.doc.Left = append(x.doc.Left, *u)
	}
	slices.SortFunc(x.doc.Left, func(a, b Unspent) int {
		return cmp.Or(cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.Compartment, b.Compartment), cmp.Compare(a.Currency, b.Currency))
	})
	return nil
}

// lines is the positions of the campaign's donations, adjacent ones together.
func (x *campaignDiscloser) lines() ([]DonationLine, error) {
	var all []DonationLine
	err := x.rows(func(r readdb.Row) error {
		var l DonationLine
		if err := r.Scan(&l.key, &l.From, &l.Amount); err != nil {
			return err
		}
		if i := len(all) - 1; i >= 0 && all[i].key == l.key && all[i].From+all[i].Amount == l.From {
			all[i].Amount += l.Amount
			return nil
		}
		all = append(all, l)
		return nil
	}, numbered(`SELECT compartment, from_pos, amount FROM (SELECT d.compartment AS compartment, d.from_pos AS from_pos, d.amount AS amount FROM @donations d JOIN @entries e ON e.n = d.n
			WHERE d.campaign > 0 AND d.campaign = $1 AND d.n <= $2 AND d.compartment > 0 AND `+stands("d.booked")+` <= $3
		UNION ALL SELECT l.compartment, l.from_pos, l.amount FROM @donations d JOIN @entries e ON e.n = d.n JOIN @donation_lines l ON l.donation = d.n
			WHERE d.campaign > 0 AND d.campaign = $1 AND l.n <= $2 AND `+stands("COALESCE((SELECT y.booked FROM @donation_changes y WHERE y.id = e.id AND y.kind = 1), d.booked)")+` <= $3) lines
		ORDER BY compartment, from_pos`, 2), x.word, x.n, x.lastDay())
	return all, err
}

// use is what đồng were spent on; spending is how much of it.
type use struct {
	currency, kind string
	award          fund.AwardKind
}

type spending struct {
	amount, awards int64
	payouts        map[uint64]bool
}

// became adds what became of some of the đồng that came in that currency.
func (x *campaignDiscloser) became(currency string, f Fate, paid map[use]*spending) error {
	end := x.end(currency)
	spent := func(kind string) {
		u := use{currency, kind, f.Award}
		if paid[u] == nil {
			paid[u] = &spending{payouts: map[uint64]bool{}}
		}
		paid[u].amount += f.Amount
		paid[u].awards += max(f.RowCount, 1)
		paid[u].payouts[f.Entry] = true
	}
	if err := x.onward(end, f); err != nil {
		return err
	}
	switch f.Kind {
	case FatePaid:
		spent(string(f.Payout))
	case FateLost:
		spent(lossKind)
	case FateShortfall:
		spent(shortfallUse)
	case FateRefunded:
		spent(refundUse)
	case FateTransit:
		end.InTransit += f.Amount
	case FateFree, FateReserved:
		end.Left += f.Amount
		if f.Kind == FateReserved {
			end.Reserved += f.Amount
		}
		return x.leftIn(currency, f)
	case FateSold:
		end.Sold += f.Amount
		for _, into := range f.Into {
			if err := x.became(into.Currency, into, paid); err != nil {
				return err
			}
		}
	case FateReversed: // not income any more
	default:
		end.Other += f.Amount
	}
	return nil
}

// onward notes that đồng went to other funds or other purposes before they came where they are.
func (x *campaignDiscloser) onward(end *CampaignEnd, f Fate) error {
	sent := false
	for _, s := range f.Path {
		switch s.Kind {
		case StepTransfer:
			if !sent {
				sent = true
				end.SentOn.add(1, f.Amount)
			}
		case StepRedesignation:
			var basis int64
			var m MovedOn
			if _, err := x.row("SELECT basis, clause FROM @redesignations WHERE n = $1 ORDER BY nth LIMIT 1", []any{int64(s.Entry)}, &basis, &m.Clause); err != nil {
				return err
			}
			word, err := x.view.word(basis)
			if err != nil {
				return err
			}
			if m.Basis = fund.Basis(word); m.Basis != fund.ClosingRule && m.Basis != fund.NearestUse {
				m.Clause = ""
			}
			if i := slices.IndexFunc(end.Moved, func(o MovedOn) bool { return o.Basis == m.Basis && o.Clause == m.Clause }); i >= 0 {
				end.Moved[i].Amount += f.Amount
				continue
			}
			m.Amount = f.Amount
			end.Moved = append(end.Moved, m)
		}
	}
	return nil
}

// leftIn adds what is left to the compartment that it lies in; those of named recipients are not told apart.
func (x *campaignDiscloser) leftIn(currency string, f Fate) error {
	k, _, err := x.key(f.Fund, fundName)
	if err != nil {
		return err
	}
	u := Unspent{Fund: f.FundCode, Compartment: f.Compartment, Currency: currency}
	var kind int64
	if _, err := x.row("SELECT kind, wording FROM @compartments WHERE fund = $1 AND code = $2", []any{k, f.Compartment}, &kind, &u.Wording); err != nil {
		return err
	}
	word, err := x.view.word(kind)
	if err != nil {
		return err
	}
	if u.Restriction = fund.RestrictionKind(word); u.Restriction == fund.Beneficiary || u.Restriction == fund.Slot {
		u.Compartment, u.Wording = word, ""
	}
	key := leftOf{u.Fund, u.Compartment + " " + currency}
	if x.left[key] == nil {
		x.left[key] = &u
	}
	x.left[key].Free += f.Amount
	if f.Kind == FateReserved {
		x.left[key].Reserved += f.Amount
	}
	return nil
}

// told lists the corrections of the campaign's donations, and the law.
func (x *campaignDiscloser) told() error {
	d := x.discloser.doc
	d.Corrections = Corrections{Changes: []Correction{}, Sums: []RestatedSum{}}
	if err := x.correctedGifts(); err != nil {
		return err
	}
	x.summed()
	x.doc.Corrections = d.Corrections
	err := x.law()
	x.doc.Law = d.Law
	x.doc.Law.Due = 0
	return err
}
