package pages

import (
	"cmp"
	"slices"

	"github.com/google/uuid"

	"sovang/api/picture"
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/projections"
)

// gathered puts together what one payout took of a donation in several pieces, and what lies in one compartment: what came back in between is no
// reason to tell of it twice. A row of a list that was paid from two pieces is one row.
func gathered(fates []projections.Fate) (all []projections.Fate) {
	type same struct {
		kind        projections.FateKind
		id, fund    uuid.UUID
		compartment string
		booked      domain.Date
	}
	at := map[same]int{}
	for _, x := range fates {
		key := same{x.Kind, x.ID, x.Fund, x.Compartment, x.Booked}
		i, ok := at[key]
		if !ok || x.Recipient != all[i].Recipient || len(x.Into) > 0 {
			at[key], all = len(all), append(all, x)
			continue
		}
		one := &all[i]
		one.Amount, one.Proved, one.RowCount = one.Amount+x.Amount, one.Proved+x.Proved, one.RowCount+x.RowCount
		rows := slices.Clone(one.Rows)
		for _, r := range x.Rows {
			if slices.ContainsFunc(rows, func(o projections.RowShare) bool { return o.Code == r.Code }) {
				one.RowCount--
				continue
			}
			rows = append(rows, r)
		}
		one.Rows = rows
	}
	return all
}

// giftStep is one line of the way of a donation, as text: of a day, or of several where costs of a kind recur.
type giftStep struct {
	Tone   picture.Tone
	Day    domain.Date // 0: it lies there still, or the text says when
	Until  domain.Date // the last day, where there are several
	Amount int64
	Text   string

	order domain.Date
	cost  bool
}

// steps tell the same as text, in the order of time; what still lies there comes last.
func (g *gifting) steps() ([]giftStep, error) {
	all, err := g.fates(g.trace.Fates)
	if err != nil {
		return nil, err
	}
	for _, r := range g.trace.Returned {
		text, err := g.T("gift.returned", r.PaidOn.String(), r.BackOn.String())
		if err != nil {
			return nil, err
		}
		all = append(all, giftStep{Tone: picture.Back, Amount: r.Amount, Text: text, order: r.BackOn})
	}
	slices.SortStableFunc(all, func(a, b giftStep) int {
		if (a.order == 0) != (b.order == 0) {
			return cmp.Compare(b.order, a.order)
		}
		return cmp.Compare(a.order, b.order)
	})
	return costsTogether(all), nil
}

// costsTogether makes one line of costs that recur.
func costsTogether(steps []giftStep) (all []giftStep) {
	at := map[string]int{}
	for _, s := range steps {
		i, ok := at[s.Text]
		if !s.cost || !ok {
			if s.cost {
				at[s.Text] = len(all)
			}
			all = append(all, s)
			continue
		}
		all[i].Amount += s.Amount
		if s.Day != all[i].Day {
			all[i].Until = s.Day
		}
	}
	return all
}

func (g *gifting) fates(fates []projections.Fate) (all []giftStep, err error) {
	for _, x := range fates {
		where, err := g.compartment(x)
		if err != nil {
			return nil, err
		}
		what, err := g.outcome(x)
		if err != nil {
			return nil, err
		}
		text, err := g.T("gift.step", what, where)
		if err != nil {
			return nil, err
		}
		tone := toneOf(x.Kind)
		if x.Proved > 0 && x.Proved == x.Amount {
			tone = picture.Proved
		}
		who, err := g.recipients(x)
		if err != nil {
			return nil, err
		}
		if who != "" {
			text += ": " + who
		}
		all = append(all, giftStep{Tone: tone, Day: x.Booked, Amount: x.Amount, Text: text, order: x.Booked, cost: x.Kind == projections.FatePaid && x.Payout != fund.Award})
		into, err := g.fates(x.Into)
		if err != nil {
			return nil, err
		}
		all = append(all, into...)
	}
	return all, nil
}
