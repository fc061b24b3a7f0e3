package projections

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/statistic"
	"sovang/projections/readdb"
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
	BookedAwards         Booked = "awards-paid"     // what scholarships, support and rewards came to, what came back taken off
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
	b := beside{v: v, known: map[besideKey]int64{}, days: map[domain.Date]*booksOfDay{}}
	for i := range figures {
		f := &figures[i]
		of, ok := counterparts[f.Measure]
		if !ok || f.Is.Decimals != 0 || isMoney(of) && f.In != string(money.VND) {
			continue
		}
		books, err := b.books(f)
		if err != nil {
			return err
		}
		is, err := b.through(f, of, books, books.end)
		if err == nil && of != BookedBoxesKept { // a stock is what there is at the end
			var before int64
			before, err = b.through(f, of, books, f.From-1)
			is -= before
		}
		if err != nil {
			return err
		}
		f.Booked = &BookedFigure{Is: is, Of: of, Units: int64(len(books.units)), Gap: f.Is.Value - is}
	}
	return nil
}

func isMoney(of Booked) bool {
	return slices.Contains([]Booked{BookedDonations, BookedAwards, BookedScholarships, BookedRewards, BookedBoxesCounted, BookedKept}, of)
}

// beside reads the books once for each day that figures ask about, and what they say once for each unit and levels.
type beside struct {
	v     *view
	known map[besideKey]int64
	days  map[domain.Date]*booksOfDay
	dong  map[int64][]int64 // the compartments in đồng of each fund
}

type besideKey struct {
	unit     uuid.UUID
	levels   statistic.Levels
	of       Booked
	end, day domain.Date
}

// booksOfDay is what is read of a day at the most once, of all units: who lies below whom, whose which fund is, what flowed, what became of boxes.
type booksOfDay struct {
	v     *view
	tree  *tree
	own   map[uuid.UUID][]fundKey // by whose they are
	funds map[uuid.UUID][]fundKey // by where a roll-up counts them
	flows flowSums
	boxes map[uuid.UUID]BoxTotals
}

func (b *beside) on(day domain.Date) *booksOfDay {
	if b.days[day] == nil {
		b.days[day] = &booksOfDay{v: b.v.on(day)}
	}
	return b.days[day]
}

// booksAsked is whose books a figure speaks of: those of its own unit, or of all below it too, as the tree stood at the period's end. A fund
// that came over within the period brings its whole period along: another unit's books do not have it any more.
type booksAsked struct {
	units []uuid.UUID
	funds []fundKey
	end   domain.Date
}

func (b *beside) books(f *FigureInfo) (asked booksAsked, err error) {
	end := f.Until
	if b.v.at != nil {
		end = min(end, *b.v.at)
	}
	asked.units, asked.end = []uuid.UUID{f.Unit}, end
	day := b.on(end)
	if err := day.read(); err != nil {
		return asked, err
	}
	if f.Levels != statistic.Below {
		asked.funds = day.own[f.Unit]
		return asked, nil
	}
	asked.units = day.unitsBelow(f.Unit)
	for _, unit := range asked.units {
		asked.funds = append(asked.funds, day.funds[unit]...)
	}
	return asked, nil
}

// read reads the day's tree and funds, once.
func (d *booksOfDay) read() error {
	if d.tree != nil {
		return nil
	}
	t, err := d.v.tree(uuid.Nil)
	if err != nil {
		return err
	}
	all, err := d.v.funds(uuid.Nil, uuid.Nil)
	if err != nil {
		return err
	}
	d.tree, d.own, d.funds = t, map[uuid.UUID][]fundKey{}, map[uuid.UUID][]fundKey{}
	for _, fund := range all {
		d.own[fund.unit] = append(d.own[fund.unit], fund)
		if at, ok := t.funds[fund.k]; ok {
			d.funds[t.nodes[at].id] = append(d.funds[t.nodes[at].id], fund)
		}
	}
	return nil
}

// on is the same view about another day.
func (v *view) on(day domain.Date) *view {
	then := *v
	then.at, then.days = &day, map[int64]domain.Date{}
	return &then
}

// unitsBelow is a unit and all below it on the day, as a roll-up has them: one that has ended lies below its successor.
func (d *booksOfDay) unitsBelow(top uuid.UUID) []uuid.UUID {
	all := []uuid.UUID{top}
	place := slices.IndexFunc(d.tree.order, func(at int) bool { return d.tree.nodes[at].id == top })
	if place < 0 {
		return all
	}
	for _, at := range d.tree.from(place)[1:] {
		if n := &d.tree.nodes[at]; n.since <= d.v.lastDay() {
			all = append(all, n.id)
		}
	}
	return all
}

// through is what these books say through a day.
func (b *beside) through(f *FigureInfo, of Booked, books booksAsked, day domain.Date) (is int64, err error) {
	k := besideKey{f.Unit, f.Levels, of, books.end, day}
	if is, ok := b.known[k]; ok {
		return is, nil
	}
	switch then := b.on(day); of {
	case BookedDonations:
		is, err = b.donated(then, books.funds)
	case BookedBoxesOpened, BookedBoxesKept, BookedBoxesCounted, BookedKept:
		is, err = then.boxesOf(books.units, of)
	default:
		is, err = then.v.awardsOf(books.funds, of)
	}
	b.known[k] = is
	return is, err
}

// donated is donations in đồng through the day, less what was reversed or refunded of them.
func (b *beside) donated(then *booksOfDay, funds []fundKey) (is int64, err error) {
	if then.flows == nil {
		if then.flows, err = then.v.flows(0, then.v.at); err != nil {
			return 0, err
		}
	}
	if b.dong == nil {
		if b.dong, err = b.v.dongCompartments(); err != nil {
			return 0, err
		}
	}
	for _, f := range funds {
		for _, c := range b.dong[f.k] {
			x := then.flows[c]
			is += x[flowDonated].amount - x[flowReversed].amount - x[flowRefunded].amount
		}
	}
	return is, nil
}

// dongCompartments are the compartments in đồng, by fund.
func (v *view) dongCompartments() (map[int64][]int64, error) {
	of := map[int64][]int64{}
	dong, ok, err := v.wordOf(string(money.VND))
	if err != nil || !ok {
		return of, err
	}
	return of, v.rows(func(r readdb.Row) error {
		var k, fund int64
		err := r.Scan(&k, &fund)
		of[fund] = append(of[fund], k)
		return err
	}, "SELECT k, fund FROM @compartments WHERE currency = $1 AND n <= $2", dong, v.n)
}

// awardsOf is awards paid through the view's day, in đồng or in number.
func (v *view) awardsOf(funds []fundKey, of Booked) (is int64, err error) {
	w := awardWalk{v: v, by: []string{"award", "recipient"}, counts: map[AwardCount]*AwardCount{}, rounds: map[int64]Round{}}
	if err := w.over(funds); err != nil {
		return 0, err
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

// boxesOf is what became of savings boxes through the day.
func (d *booksOfDay) boxesOf(units []uuid.UUID, of Booked) (is int64, err error) {
	if d.boxes == nil {
		report := BoxReport{}
		keys, err := d.v.boxBooks(BoxesQuery{}, &report)
		if err != nil {
			return 0, err
		}
		d.boxes = map[uuid.UUID]BoxTotals{}
		for i, k := range keys {
			book := &report.Books[i]
			if err := d.v.boxBook(k, book); err != nil {
				return 0, err
			}
			sum := d.boxes[book.Unit]
			sum.plus(book.Total)
			d.boxes[book.Unit] = sum
		}
	}
	for _, unit := range units {
		t := d.boxes[unit]
		switch of {
		case BookedBoxesOpened:
			is += t.Opened
		case BookedBoxesKept:
			is += t.Out
		case BookedBoxesCounted:
			is += t.Counted
		case BookedKept:
			is += t.Kept
		}
	}
	return is, nil
}
