package ledger

import (
	"errors"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/code"
	"sovang/domain/fund"
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
	return h.passOn(d, on, decision, a)
}

// passOn claims the fund's code under its new unit. Two funds of one unit that are called alike could not be told apart.
func (h HandOverFund) passOn(d *draft, on domain.Date, decision string, a fund.Asked) error {
	if err := unitExists(d, h.Unit, "unit"); err != nil {
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
