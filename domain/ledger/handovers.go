package ledger

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/money"
)

// HandOverFunds hands funds over by one balanced document: whole to another unit, or into other funds.
type HandOverFunds struct {
	Funds    []HandOverFund `json:"funds"`
	On       domain.Date    `json:"on,omitzero"`
	Decision string         `json:"decision"` // who decided it, and the document's number
}

// HandOverFund is what becomes of one fund: it passes on whole to a unit, or is taken over by another fund.
type HandOverFund struct {
	Fund         uuid.UUID             `json:"fund"`
	Unit         uuid.UUID             `json:"unit,omitzero"`          // passes on whole, to this unit
	Code         string                `json:"code,omitzero"`          // … and is called so from then on, where the unit has a fund of its code
	Into         uuid.UUID             `json:"into,omitzero"`          // or is taken over by this fund
	Compartments []HandOverCompartment `json:"compartments,omitempty"` // of a fund that is taken over: those that do not go their own way
	Places       []HandOverPlace       `json:"places,omitempty"`
}

// HandOverCompartment says in which compartment of the other fund the money of a compartment goes on. One that is there must have the very
// same restriction, and naming it is the decision to put the two together; one that is not there is opened.
type HandOverCompartment struct {
	From string `json:"from"`
	Into string `json:"into"`
}

// HandOverPlace says in which place of the other fund the money of a place lies from then on. One that is not there is opened.
type HandOverPlace struct {
	From string `json:"from"`
	Into string `json:"into"`
}

// MaxHandOver is the largest number of funds in one hand-over.
const MaxHandOver = 200

// handOver decides what becomes of funds, all in one entry: v shows what the same decision has come to before it. Every fund stands in the
// plan once. Refusals name the row of the plan: funds[i].…
func handOver(v View, plan []HandOverFund, on domain.Date, decision string, a fund.Asked) ([]domain.Change, error) {
	switch {
	case len(plan) == 0:
		return nil, domain.Errorf(domain.Invalid, "no fund is named").On("funds")
	case len(plan) > MaxHandOver:
		return nil, domain.Errorf(domain.Invalid, "at most %d funds are handed over at once", MaxHandOver).On("funds")
	}
	decision, err := domain.Text("decision", decision, 500)
	if err != nil {
		return nil, err
	}
	seen := make(map[uuid.UUID]int, len(plan))
	for i, h := range plan {
		if first, twice := seen[h.Fund]; twice {
			return nil, domain.Errorf(domain.Invalid, "this fund stands in row %d already", first+1).On(fmt.Sprintf("funds[%d].fund", i))
		}
		seen[h.Fund] = i
	}
	d := newDraft(v, a.ID)
	for i, h := range plan {
		if err := h.decide(d, on, decision, a); err != nil {
			return nil, inPlan(i, err)
		}
	}
	return d.changes, nil
}

// inPlan says in whose row of a plan a refusal is; but all rows have the same day.
func inPlan(i int, err error) error {
	if refusal, ok := errors.AsType[*domain.Error](err); ok && slices.Equal(refusal.Fields, []string{"booked"}) {
		return inPlaceOf("booked", "on", err)
	}
	return domain.InRow("funds", i, err)
}

func (h HandOverFund) decide(d *draft, on domain.Date, decision string, a fund.Asked) error {
	if err := fundExists(d, h.Fund, "fund"); err != nil {
		return err
	}
	switch {
	case (h.Unit == uuid.Nil) == (h.Into == uuid.Nil):
		return domain.Errorf(domain.Invalid, "a fund passes on whole to a unit, or is taken over by another fund").On("unit", "into")
	case h.Into != uuid.Nil && h.Code != "":
		return domain.Errorf(domain.Invalid, "a fund that is taken over has no code from then on").On("code")
	case h.Unit != uuid.Nil && len(h.Compartments)+len(h.Places) > 0:
		return domain.Errorf(domain.Invalid, "a fund that passes on whole keeps its compartments and places").On("compartments")
	}
	if h.Into != uuid.Nil {
		return h.takeOver(d, on, decision, a)
	}
	return h.passOn(d, on, decision, a)
}

// takeOver lets another fund take this one over, once nothing is under way to it either.
func (h HandOverFund) takeOver(d *draft, on domain.Date, decision string, a fund.Asked) error {
	if err := fundExists(d, h.Into, "into"); err != nil {
		return err
	}
	plan := fund.Plan{Compartments: map[string]string{}, Places: map[string]string{},
		Late: func(payout uuid.UUID) bool { return stoodInFor(d, payout) != uuid.Nil }}
	for i, c := range h.Compartments {
		if _, twice := plan.Compartments[c.From]; twice {
			return domain.Errorf(domain.Invalid, "%q stands twice", c.From).On(fmt.Sprintf("compartments[%d].from", i))
		}
		plan.Compartments[c.From] = c.Into
	}
	for i, p := range h.Places {
		if _, twice := plan.Places[p.From]; twice {
			return domain.Errorf(domain.Invalid, "%q stands twice", p.From).On(fmt.Sprintf("places[%d].from", i))
		}
		plan.Places[p.From] = p.Into
	}
	ours, theirs, err := fundOf(d, h.Fund).WindUp(h.Fund, fundOf(d, h.Into), h.Into, plan, on, decision, a)
	if err != nil {
		return err
	}
	if err := expecting(d, h.Fund); err != nil {
		return err
	}
	d.add(fund.StreamOf(h.Into), theirs...)
	d.add(fund.StreamOf(h.Fund), ours...)
	return nil
}

// expecting refuses a fund to which other funds have something under way, or whose store holds goods.
func expecting(v View, id uuid.UUID) error {
	for _, state := range v.Each("fund") {
		f := state.(*fund.Fund)
		for _, t := range f.Transfers {
			if t.To == id && t.Stage == fund.InTransit {
				return domain.Errorf(domain.Conflict, "%s has a transfer under way to this fund; accept or refuse it first", f.Code).On("fund")
			}
		}
		for _, held := range f.Held {
			if held.For == id {
				return domain.Errorf(domain.Conflict, "%s holds money for this fund; accept it first", f.Code).On("fund")
			}
		}
	}
	for _, item := range v.State(goods.StreamOf(id)).(*goods.Store).Items {
		if item.Free.Len() > 0 {
			return domain.Errorf(domain.Violation, "the fund's store holds %s; give it out first, or let the fund pass on whole", item.Name).On("fund")
		}
	}
	return nil
}

// passOn claims the fund's code under its new unit. Two funds of one unit that are called alike could not be told apart.
func (h HandOverFund) passOn(d *draft, on domain.Date, decision string, a fund.Asked) error {
	if err := unitLive(d, h.Unit, "unit"); err != nil {
		return err
	}
	f := fundOf(d, h.Fund)
	events, err := f.PassOn(h.Unit, h.Code, on, decision, a)
	if err != nil {
		return err
	}
	as := events[0].(fund.PassedOn).Code
	stream := code.StreamOf("fund/"+h.Unit.String(), as)
	claimed := d.State(stream).(*code.Code)
	if claimed.Owner != h.Fund { // it may come back to a unit that had it once
		events, err := claimed.Claim(h.Fund)
		if err != nil {
			return domain.Errorf(domain.Conflict, "the unit has a fund %q already; say by which code this one is known from then on", as).On("code")
		}
		d.add(stream, events...)
	}
	d.add(fund.StreamOf(h.Fund), events...)
	return nil
}

func decideHandOver(v View, c HandOverFunds, a fund.Asked) ([]domain.Change, error) {
	return handOver(v, c.Funds, c.On.Or(a.Day), c.Decision, a)
}

// goesOn is the fund and compartment in which the money of a compartment lies by now: its own, unless its fund was wound up.
func goesOn(v View, fundID uuid.UUID, compartment string) (uuid.UUID, string) {
	for s := fundOf(v, fundID).Successor; s != nil; s = fundOf(v, fundID).Successor {
		fundID = s.Into
		if into, ok := s.Compartments[compartment]; ok {
			compartment = into
		}
	}
	return fundID, compartment
}

// answers says whether a fund answers for what another one promised, or did when the money came: it is that fund, or one that took it over.
func answers(v View, fundID, promised uuid.UUID) bool {
	for fundID != promised {
		s := fundOf(v, promised).Successor
		if s == nil {
			return false
		}
		promised = s.Into
	}
	return true
}

// returnedLate is a return to a fund that was wound up: what is free by it goes on to its successor in the same entry, and on from there. Place
// is one of the last successor's, since that is where the money comes in.
func returnedLate(v View, c fund.Return, a fund.Asked) ([]domain.Change, error) {
	currency, err := paidIn(v, c)
	if err != nil {
		return nil, err
	}
	last, _ := goesOn(v, c.Fund, "")
	room, ok := fundOf(v, last).Places[c.Place]
	if !ok || room.Currency != currency {
		return nil, domain.Errorf(domain.NotFound, "%s was wound up; its successor %s has no place %q for %s; name the place in which the money came back",
			fundOf(v, c.Fund).Code, fundOf(v, last).Code, c.Place, currency).On("place")
	}
	place := c.Place
	c.Place = fundOf(v, c.Fund).Passage(currency, room.Kind)
	changes, err := returned(v, c, a)
	if err != nil {
		return nil, err
	}
	d := newDraft(v, a.ID)
	for _, change := range changes {
		d.add(change.Stream, change.Events...)
	}
	for id := c.Fund; id != last; {
		f := fundOf(d, id)
		next := f.Successor.Into
		through := place
		if next != last {
			through = fundOf(d, next).Passage(currency, room.Kind)
		}
		if through == "" {
			return nil, domain.Errorf(domain.Violation, "the successor %s has no place for %s", fundOf(d, next).Code, currency).On("place")
		}
		ours, theirs, err := f.GoOn(id, fundOf(d, next), through, c.Booked, a)
		if err != nil {
			return nil, err
		}
		d.add(fund.StreamOf(next), theirs...)
		d.add(fund.StreamOf(id), ours...)
		id = next
	}
	return d.changes, nil
}

// paidIn is the currency of what a payout paid; that this fund made it is decided elsewhere.
func paidIn(v View, c fund.Return) (money.Currency, error) {
	if _, made, ok := find[fund.PayoutMade](v, c.Payout); ok {
		return made.Currency, nil
	}
	if _, paid, ok := find[fund.ListPaid](v, c.Payout); ok {
		return paid.Currency, nil
	}
	return "", domain.Errorf(domain.NotFound, "this fund has made no such payout").On("payout")
}

// reversedLate is the reversal of a donation to a fund that was wound up. All of it went on, so that all of it has to be covered: by free đồng of
// the successor that did not come from this fund, handed back for it in the same entry. Place is one of the successor's.
func reversedLate(v View, c fund.Reverse, given fund.Given, a fund.Asked) ([]domain.Change, error) {
	f := fundOf(v, c.Fund)
	amount, err := f.Uncovered(c, given)
	if err != nil {
		return nil, err
	}
	last, place := c.Fund, given.Place
	for s := f.Successor; s != nil; s = fundOf(v, last).Successor {
		last, place = s.Into, s.Places[place]
	}
	if c.Place != "" {
		place = c.Place
	}
	successor, fact := fundOf(v, last), c.Cause == fund.Bounced
	room, ok := successor.Places[place]
	switch {
	case !fact && !c.Cover:
		return nil, domain.Errorf(domain.Violation, "%s was wound up and all of the donation went on; ask for it to be covered by the free money of its successor %s", f.Code, successor.Code).On("cover")
	case !ok || room.Currency != amount.Currency:
		return nil, domain.Errorf(domain.NotFound, "%s was wound up; say from which place of its successor %s the money leaves", f.Code, successor.Code).On("place")
	}
	d := newDraft(v, a.ID)
	if amount.Minor > 0 {
		theirs, ours, err := successor.HandBack(last, f, c.Fund, amount, place, fact, c.Booked, a)
		if err != nil {
			return nil, err
		}
		d.add(fund.StreamOf(last), theirs...)
		d.add(fund.StreamOf(c.Fund), ours...)
	}
	c.Place = f.Passage(amount.Currency, room.Kind)
	changes, err := reversed(d, c, given, a)
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		d.add(change.Stream, change.Events...)
	}
	return d.changes, nil
}
