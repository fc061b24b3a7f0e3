package ledger

import (
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/money"
)

// BeginBoxes begins a unit's book of savings boxes in a campaign, named by its code.
type BeginBoxes struct {
	Boxes    uuid.UUID         `json:"boxes"`
	Unit     uuid.UUID         `json:"unit"`
	Campaign string            `json:"campaign"`
	Level    string            `json:"level"`
	Levels   []boxes.LevelFund `json:"levels"` // a compartment that is left out is the unrestricted one
}

// HandOutBoxes gives boxes to their keepers.
type HandOutBoxes struct {
	Boxes uuid.UUID        `json:"boxes"`
	On    domain.Date      `json:"on,omitzero"`
	Rows  []boxes.AskedBox `json:"rows"`
}

// OpenBoxes opens and counts boxes. What is donated is split by the campaign's rule in force on that day: the opener's share is one
// donation, a collection sheet; the others' shares lie in the same place and are held for them.
type OpenBoxes struct {
	Boxes    uuid.UUID          `json:"boxes"`
	On       domain.Date        `json:"on,omitzero"` // the booking day where left out
	Counters []string           `json:"counters"`
	Minutes  string             `json:"minutes"`
	Rows     []boxes.AskedCount `json:"rows"`
	Place    string             `json:"place,omitzero"` // needed where something is donated
	Booked   domain.Date        `json:"booked,omitzero"`
}

// LoseBoxes says that boxes are lost, broken or not returned.
type LoseBoxes struct {
	Boxes uuid.UUID         `json:"boxes"`
	On    domain.Date       `json:"on,omitzero"`
	Rows  []boxes.AskedLoss `json:"rows"`
}

// AcceptBoxes takes a level's share of an opening, known by the opening's command, into the level's own fund.
type AcceptBoxes struct {
	Boxes       uuid.UUID   `json:"boxes"`
	Opening     uuid.UUID   `json:"opening"`
	Level       string      `json:"level"`
	Compartment string      `json:"compartment,omitzero"` // the level's, where left out
	Place       string      `json:"place"`
	Booked      domain.Date `json:"booked,omitzero"`
}

func boxesOf(v View, id uuid.UUID) *boxes.Book { return v.State(boxes.StreamOf(id)).(*boxes.Book) }

// boxesNow is a book of boxes with the funds and compartments in which its levels' money lies by now: the boxes are with the families, whatever
// became of a fund since they were handed out.
func boxesNow(v View, id uuid.UUID) *boxes.Book {
	book := *boxesOf(v, id)
	book.Levels = slices.Clone(book.Levels)
	for i := range book.Levels {
		l := &book.Levels[i]
		l.Fund, l.Compartment = goesOn(v, l.Fund, l.Compartment)
	}
	return &book
}

func decideBeginBoxes(v View, _ Request, _ time.Time, c BeginBoxes) ([]domain.Change, error) {
	if err := named(c.Boxes, "boxes"); err != nil {
		return nil, err
	}
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	of, err := campaignNamed(v, c.Campaign)
	if err != nil {
		return nil, err
	}
	e := boxes.Begun{Unit: c.Unit, Campaign: of, Level: c.Level, Levels: append([]boxes.LevelFund(nil), c.Levels...)}
	for i := range e.Levels {
		if l := &e.Levels[i]; l.Compartment == "" {
			l.Compartment = fund.UnrestrictedIn(money.VND)
		}
	}
	begun, err := only(boxes.StreamOf(c.Boxes))(boxesOf(v, c.Boxes).Begin(e))
	if err != nil {
		return nil, err
	}
	for i, l := range e.Levels {
		if err := compartmentThere(v, l.Fund, l.Compartment); err != nil {
			return nil, domain.InRow("levels", i, err)
		}
		if err := notASlots(fundOf(v, l.Fund), l.Compartment); err != nil {
			return nil, domain.InRow("levels", i, err)
		}
		if l.Level == c.Level && fundOf(v, l.Fund).Unit != c.Unit {
			return nil, domain.Errorf(domain.Invalid, "what the opening unit keeps goes into a fund of its own").On(fmt.Sprintf("levels[%d].fund", i))
		}
	}
	return begun, nil
}

// campaignNamed finds the campaign that something begun today belongs to: it must be given, and not be over.
func campaignNamed(v View, text string) (uuid.UUID, error) {
	if text == "" {
		return uuid.Nil, domain.Errorf(domain.Invalid, "this must be given").On("campaign")
	}
	c, id, err := campaignCalled(v, text)
	if err != nil {
		return uuid.Nil, err
	}
	if c.Over {
		return uuid.Nil, domain.Errorf(domain.Violation, "campaign %s was closed on %s", c.Code, c.Until).On("campaign")
	}
	return id, nil
}

func decideHandOutBoxes(v View, _ Request, recorded time.Time, c HandOutBoxes) ([]domain.Change, error) {
	if err := named(c.Boxes, "boxes"); err != nil {
		return nil, err
	}
	book, today := boxesOf(v, c.Boxes), domain.DateOf(recorded)
	events, err := book.HandOut(c.On.Or(today), today, c.Rows)
	if err != nil {
		return nil, err
	}
	if err := campaignOf(v, book.Campaign).Takes(c.On.Or(today), "on"); err != nil {
		return nil, err
	}
	if err := keepersKnown(v, c.Rows); err != nil {
		return nil, err
	}
	return []domain.Change{{Stream: boxes.StreamOf(c.Boxes), Events: events}}, nil
}

// keepersKnown refuses the first keeper whom nobody registered; but everybody is asked for, so that a view misses all it misses at once.
func keepersKnown(v View, rows []boxes.AskedBox) (unknown error) {
	for i, row := range rows {
		if row.Keeper == uuid.Nil {
			continue
		}
		if err := personKnown(v, row.Keeper, fmt.Sprintf("rows[%d].keeper", i)); err != nil && unknown == nil {
			unknown = err
		}
	}
	return unknown
}

func decideOpenBoxes(v View, r Request, recorded time.Time, c OpenBoxes) ([]domain.Change, error) {
	if err := named(c.Boxes, "boxes"); err != nil {
		return nil, err
	}
	book, a := boxesNow(v, c.Boxes), fund.Asked{ID: r.ID, Day: domain.DateOf(recorded)}
	on := c.On.Or(c.Booked.Or(a.Day))
	of := &campaign.Campaign{}
	if book.Exists() {
		of = campaignOf(v, book.Campaign)
	}
	events, sheets, err := book.Open(boxes.Opened{On: on, Counters: c.Counters, Minutes: c.Minutes}, a.Day, c.Rows, ruleOn(of, on))
	if err != nil {
		return nil, err
	}
	if err := of.Takes(on, "on"); err != nil {
		return nil, err
	}
	keepers := make([]boxes.AskedBox, len(c.Rows))
	for i, row := range c.Rows {
		keepers[i] = row.AskedBox
	}
	if err := keepersKnown(v, keepers); err != nil {
		return nil, err
	}
	changes := []domain.Change{{Stream: boxes.StreamOf(c.Boxes), Events: events}}
	if len(sheets) == 0 {
		return changes, nil
	}
	into, _ := book.FundOf(book.Level)
	booked, err := booksOpening(v, c, of, into, sheets, on, a)
	return append(changes, domain.Change{Stream: fund.StreamOf(into.Fund), Events: booked}), err
}

// ruleOn is the campaign's rule of that day, as boxes need it.
func ruleOn(c *campaign.Campaign, day domain.Date) boxes.Rule {
	r, no := c.RuleOn(day)
	rule := boxes.Rule{No: no, Voluntary: r.Voluntary, Parts: r.Parts}
	for _, l := range r.Levels {
		rule.Levels = append(rule.Levels, l.Name)
	}
	return rule
}

// booksOpening books the opener's share as one collection sheet, and holds the others'.
func booksOpening(v View, c OpenBoxes, of *campaign.Campaign, into boxes.LevelFund, sheets []boxes.Sheet, on domain.Date, a fund.Asked) ([]domain.Event, error) {
	f := fundOf(v, into.Fund)
	var events []domain.Event
	for _, s := range sheets {
		if s.To.Level != into.Level {
			held, err := f.Hold(s.To.Fund, money.VND, giftRows(s.Rows), c.Place, of.Code, on, c.Booked, a)
			if err != nil {
				return nil, err
			}
			events = append(events, held...)
			continue
		}
		was, _ := boxesOf(v, c.Boxes).FundOf(into.Level) // what a campaign fills was said of the fund as it was then
		if !of.Filling(was.Fund, was.Compartment) {
			return nil, domain.Errorf(domain.Violation, "campaign %s does not fill compartment %q", of.Code, was.Compartment).On("boxes")
		}
		received, err := f.Receive(fund.Receive{
			Fund: into.Fund, Amount: money.Dong(s.Sum), Lines: []fund.AskedLine{{Compartment: into.Compartment}}, Place: c.Place,
			Given: on, Booked: c.Booked, Campaign: of.Code, Rows: askedGifts(giftRows(s.Rows)),
		}, a)
		if err != nil {
			return nil, err
		}
		events = append(received, events...)
	}
	return events, nil
}

func giftRows(gifts []boxes.Gift) []fund.GiftRow {
	rows := make([]fund.GiftRow, len(gifts))
	for i, g := range gifts {
		rows[i] = fund.GiftRow{Code: g.Box, Donor: g.Keeper, Amount: g.Amount}
	}
	return rows
}

func askedGifts(rows []fund.GiftRow) []fund.AskedGift {
	asked := make([]fund.AskedGift, len(rows))
	for i, r := range rows {
		asked[i] = fund.AskedGift{Code: r.Code, Donor: r.Donor, Amount: money.Dong(r.Amount)}
	}
	return asked
}

func decideLoseBoxes(v View, _ Request, recorded time.Time, c LoseBoxes) ([]domain.Change, error) {
	if err := named(c.Boxes, "boxes"); err != nil {
		return nil, err
	}
	today := domain.DateOf(recorded)
	return only(boxes.StreamOf(c.Boxes))(boxesOf(v, c.Boxes).Lose(c.On.Or(today), today, c.Rows))
}

// A level's share leaves the opener's place and becomes the families' donation in the level's fund, in one entry: at no moment is it in
// both, or in neither.
func decideAcceptBoxes(v View, r Request, recorded time.Time, c AcceptBoxes) ([]domain.Change, error) {
	if err := named(c.Boxes, "boxes"); err != nil {
		return nil, err
	}
	a := fund.Asked{ID: r.ID, Day: domain.DateOf(recorded)}
	book := boxesNow(v, c.Boxes)
	to, _ := book.FundOf(c.Level)
	accepted := boxes.Accepted{Opening: c.Opening, Level: c.Level, Fund: to.Fund}
	if _, err := book.Accept(accepted); err != nil {
		return nil, err
	}
	from, _ := book.FundOf(book.Level)
	held, ok := heldFor(v, from.Fund, c.Opening, to.Fund)
	if !ok {
		return nil, domain.Errorf(domain.NotFound, "nothing of that opening waits for level %q", c.Level).On("opening")
	}
	left, rows, err := fundOf(v, from.Fund).HandOver(c.Opening, held, c.Booked, a)
	if err != nil {
		return nil, err
	}
	accepted.Amount, accepted.On = left.Amount, left.Booked
	events, err := receiveHeld(v, c, to, held, left.Amount, rows, a)
	if err != nil {
		return nil, err
	}
	ours, err := book.Accept(accepted)
	return []domain.Change{
		{Stream: boxes.StreamOf(c.Boxes), Events: ours},
		{Stream: fund.StreamOf(from.Fund), Events: []domain.Event{left}},
		{Stream: fund.StreamOf(to.Fund), Events: events},
	}, err
}

func receiveHeld(v View, c AcceptBoxes, to boxes.LevelFund, held fund.HeldReceived, sum int64, rows []fund.GiftRow, a fund.Asked) ([]domain.Event, error) {
	compartment := c.Compartment
	if compartment == "" {
		compartment = to.Compartment
	}
	if err := notASlots(fundOf(v, to.Fund), compartment); err != nil {
		return nil, err
	}
	events, err := fundOf(v, to.Fund).Receive(fund.Receive{
		Fund: to.Fund, Amount: money.Dong(sum), Lines: []fund.AskedLine{{Compartment: compartment}}, Place: c.Place,
		Given: held.Given, Booked: c.Booked, Campaign: held.Campaign, Rows: askedGifts(rows),
	}, a)
	if err != nil {
		return nil, err
	}
	received := events[0].(fund.DonationReceived)
	received.Held = c.Opening
	events[0] = received
	return events, nil
}
