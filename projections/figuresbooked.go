package projections

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/statistic"
)

// BookedFigure is what these books say of the same measure, period and levels as a declared figure: to stand beside it, never to be added to it.
type BookedFigure struct {
	Is    int64  `json:"is"` // whole units, đồng where it is money
	Of    Booked `json:"of"`
	Units int64  `json:"units"` // whose books were asked
	Gap   int64  `json:"gap"`   // declared − booked, in the declared figure's own decimals
}

// Booked says what of the books a figure is compared with.
type Booked string

// What figures are compared with.
const (
	BookedDonations      Booked = "donations"       // in đồng, what was reversed and refunded taken off; transfers are no donations
	BookedAwards         Booked = "awards"          // what scholarships, support and rewards came to, what came back taken off
	BookedScholarships   Booked = "scholarships"    // what they came to
	BookedRewards        Booked = "rewards"         // what they came to
	BookedScholarshipNo  Booked = "scholarships-no" // how many were paid and not given back altogether
	BookedPupilsRewarded Booked = "pupil-rewards"   // rewards to pupils: one who got two counts twice
	BookedBoxesOpened    Booked = "boxes-opened"
	BookedBoxesKept      Booked = "boxes-kept" // handed out and neither opened nor lost
	BookedBoxesCounted   Booked = "boxes-counted"
	BookedKept           Booked = "boxes-money-kept" // counted and not donated
)

// counterparts are the measures of which the books say something.
var counterparts = map[string]Booked{
	"fund-mobilised": BookedDonations, "awarded": BookedAwards, "scholarships": BookedScholarshipNo, "scholarships-paid": BookedScholarships,
	"pupils-rewarded": BookedPupilsRewarded, "rewards-paid": BookedRewards, "boxes-opened": BookedBoxesOpened, "boxes-kept": BookedBoxesKept,
	"boxes-counted": BookedBoxesCounted, "kept-by-families": BookedKept,
}

// bookedBeside puts beside each figure what the books say of the same.
func (v *view) bookedBeside(figures []FigureInfo) error {
	b := beside{v: v, known: map[besideKey]int64{}, flows: map[domain.Date]flowSums{}, below: map[besideKey][]uuid.UUID{}}
	for i := range figures {
		f := &figures[i]
		of, ok := counterparts[f.Measure]
		if !ok || f.Is.Decimals != 0 || isMoney(of) && f.In != string(money.VND) {
			continue
		}
		units, err := b.units(f)
		if err != nil {
			return err
		}
		is, err := b.through(f, of, units, f.Until)
		if err == nil && of != BookedBoxesKept { // a stock is what there is at the end
			var before int64
			before, err = b.through(f, of, units, f.From-1)
			is -= before
		}
		if err != nil {
			return err
		}
		f.Booked = &BookedFigure{Is: is, Of: of, Units: int64(len(units)), Gap: f.Is.Value - is}
	}
	return nil
}

func isMoney(of Booked) bool {
	return slices.Contains([]Booked{BookedDonations, BookedAwards, BookedScholarships, BookedRewards, BookedBoxesCounted, BookedKept}, of)
}

// beside reads the books once for each unit, levels and day that figures ask about.
type beside struct {
	v     *view
	known map[besideKey]int64
	flows map[domain.Date]flowSums
	below map[besideKey][]uuid.UUID
}

type besideKey struct {
	unit   uuid.UUID
	levels statistic.Levels
	of     Booked
	day    domain.Date
}

// units are those whose books a figure speaks of: its own unit's, or those of all below it too, as the tree stood at the period's end.
func (b *beside) units(f *FigureInfo) ([]uuid.UUID, error) {
	if f.Levels == statistic.Own {
		return []uuid.UUID{f.Unit}, nil
	}
	k := besideKey{unit: f.Unit, day: f.Until}
	if _, ok := b.below[k]; !ok {
		then := *b.v
		then.at = &f.Until
		units, err := then.unitsBelow(f.Unit)
		if err != nil {
			return nil, err
		}
		b.below[k] = units
	}
	return b.below[k], nil
}

// unitsBelow is a unit and all below it on the view's day.
func (v *view) unitsBelow(top uuid.UUID) ([]uuid.UUID, error) {
	tree, err := v.unitTree()
	if err != nil {
		return nil, err
	}
	children := map[uuid.UUID][]uuid.UUID{}
	for _, u := range tree {
		if u.Ended == 0 {
			children[u.Parent] = append(children[u.Parent], u.Unit)
		}
	}
	all := []uuid.UUID{top}
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all, nil
}

// through is what the books of these units say through a day, or through the view's where that is before.
func (b *beside) through(f *FigureInfo, of Booked, units []uuid.UUID, day domain.Date) (int64, error) {
	if b.v.at != nil {
		day = min(day, *b.v.at)
	}
	k := besideKey{f.Unit, f.Levels, of, day}
	if is, ok := b.known[k]; ok {
		return is, nil
	}
	then := *b.v
	then.at, then.days = &day, map[int64]domain.Date{}
	var is int64
	var err error
	switch of {
	case BookedDonations:
		is, err = b.donated(&then, units)
	case BookedBoxesOpened, BookedBoxesKept, BookedBoxesCounted, BookedKept:
		is, err = then.boxesOf(units, of)
	default:
		is, err = then.awardsOf(units, of)
	}
	b.known[k] = is
	return is, err
}

// donated is donations in đồng through the view's day, less what was reversed or refunded of them.
func (b *beside) donated(then *view, units []uuid.UUID) (int64, error) {
	flows, ok := b.flows[*then.at]
	if !ok {
		var err error
		if flows, err = then.flows(0, then.at); err != nil {
			return 0, err
		}
		b.flows[*then.at] = flows
	}
	is := int64(0)
	for _, unit := range units {
		funds, err := then.funds(uuid.Nil, unit)
		if err != nil {
			return 0, err
		}
		for _, f := range funds {
			compartments, err := then.compartments(f.k)
			if err != nil {
				return 0, err
			}
			for _, c := range compartments {
				if x := flows[c.k]; c.currency == string(money.VND) {
					is += x[flowDonated].amount - x[flowReversed].amount - x[flowRefunded].amount
				}
			}
		}
	}
	return is, nil
}

// awardsOf is awards paid through the view's day, in đồng or in number.
func (v *view) awardsOf(units []uuid.UUID, of Booked) (is int64, err error) {
	w := awardWalk{v: v, by: []string{"award", "recipient"}, counts: map[AwardCount]*AwardCount{}, rounds: map[int64]Round{}}
	for _, unit := range units {
		if err := w.walk(AwardsQuery{Unit: unit}); err != nil {
			return 0, err
		}
	}
	for c := range maps.Values(w.counts) {
		amount, number := c.Paid-c.Returned, c.PaidRows-c.ReturnedRows
		if c.Currency != string(money.VND) {
			amount = 0
		}
		switch award := fund.AwardKind(c.Award); {
		case of == BookedAwards, of == BookedScholarships && award == fund.Scholarship, of == BookedRewards && award == fund.Reward:
			is += amount
		case of == BookedScholarshipNo && award == fund.Scholarship, of == BookedPupilsRewarded && award == fund.Reward && c.RecipientKind == "pupil":
			is += number
		}
	}
	return is, nil
}

// boxesOf is what became of savings boxes through the view's day.
func (v *view) boxesOf(units []uuid.UUID, of Booked) (is int64, err error) {
	for _, unit := range units {
		report := BoxReport{}
		keys, err := v.boxBooks(BoxesQuery{Unit: unit}, &report)
		if err != nil {
			return 0, err
		}
		for i, k := range keys {
			if err := v.boxBook(k, &report.Books[i]); err != nil {
				return 0, err
			}
			t := report.Books[i].Total
			is += map[Booked]int64{BookedBoxesOpened: t.Opened, BookedBoxesKept: t.Out, BookedBoxesCounted: t.Counted, BookedKept: t.Kept}[of]
		}
	}
	return is, nil
}
