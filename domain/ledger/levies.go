package ledger

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/campaign"
	"sovang/domain/fund"
	"sovang/domain/levy"
	"sovang/domain/money"
)

// BeginLevy begins a levy of a unit's households, in a campaign, named by its code, or in none.
type BeginLevy struct {
	Levy        uuid.UUID   `json:"levy"`
	Unit        uuid.UUID   `json:"unit"`
	Fund        uuid.UUID   `json:"fund"`
	Compartment string      `json:"compartment,omitzero"` // unrestricted where left out
	Campaign    string      `json:"campaign,omitzero"`
	Year        int         `json:"year,omitzero"` // this year where left out
	Basis       levy.Basis  `json:"basis"`
	Rate        money.Money `json:"rate,omitzero"` // for a household or a head
}

// ListHouseholds puts households on a levy's list.
type ListHouseholds struct {
	Levy uuid.UUID             `json:"levy"`
	Rows []levy.AskedHousehold `json:"rows"`
}

// ExemptHouseholds says of which households nothing is expected.
type ExemptHouseholds struct {
	Levy uuid.UUID             `json:"levy"`
	On   domain.Date           `json:"on,omitzero"`
	Rows []levy.AskedExemption `json:"rows"`
}

// WaiveHousehold expects less of one household.
type WaiveHousehold struct {
	Levy      uuid.UUID   `json:"levy"`
	Household string      `json:"household"`
	Amount    money.Money `json:"amount,omitzero"` // all it has not given yet, where left out
	On        domain.Date `json:"on,omitzero"`
	Reason    string      `json:"reason"`
	Approver  string      `json:"approver"`
}

// MoveHousehold says that a household has moved away.
type MoveHousehold struct {
	Levy      uuid.UUID   `json:"levy"`
	Household string      `json:"household"`
	On        domain.Date `json:"on,omitzero"`
	Reason    string      `json:"reason,omitzero"`
}

// PayLevy books what households gave as one donation, a collection sheet with one receipt.
type PayLevy struct {
	Levy   uuid.UUID           `json:"levy"`
	Rows   []levy.AskedPayment `json:"rows"`
	Place  string              `json:"place"`
	Given  domain.Date         `json:"given,omitzero"`
	Booked domain.Date         `json:"booked,omitzero"`
}

func levyOf(v View, id uuid.UUID) *levy.Levy { return v.State(levy.StreamOf(id)).(*levy.Levy) }

func decideBeginLevy(v View, _ Request, recorded time.Time, c BeginLevy) ([]domain.Change, error) {
	if err := named(c.Levy, "levy"); err != nil {
		return nil, err
	}
	if c.Year == 0 {
		c.Year = domain.DateOf(recorded).Year()
	}
	if c.Compartment == "" {
		c.Compartment = fund.UnrestrictedIn(money.VND)
	}
	e := levy.Begun{Unit: c.Unit, Fund: c.Fund, Compartment: c.Compartment, Year: c.Year, Basis: c.Basis}
	if err := unitLive(v, c.Unit, "unit"); err != nil {
		return nil, err
	}
	if err := compartmentThere(v, c.Fund, c.Compartment); err != nil {
		return nil, err
	}
	if err := notASlots(fundOf(v, c.Fund), c.Compartment); err != nil {
		return nil, err
	}
	if fundOf(v, c.Fund).Compartments[c.Compartment].Currency != money.VND {
		return nil, domain.Errorf(domain.Invalid, "a levy is in đồng").On("compartment")
	}
	if c.Campaign != "" {
		var err error
		if e.Campaign, err = campaignNamed(v, c.Campaign); err != nil {
			return nil, err
		}
	}
	return only(levy.StreamOf(c.Levy))(levyOf(v, c.Levy).Begin(e, c.Rate))
}

func decideListHouseholds(v View, _ Request, _ time.Time, c ListHouseholds) ([]domain.Change, error) {
	if err := named(c.Levy, "levy"); err != nil {
		return nil, err
	}
	listed, err := only(levy.StreamOf(c.Levy))(levyOf(v, c.Levy).List(c.Rows))
	if err != nil {
		return nil, err
	}
	var unknown error // the first; but everybody is asked for, so that a view misses all it misses at once
	for i, row := range c.Rows {
		if row.Head == uuid.Nil {
			continue
		}
		if err := personKnown(v, row.Head, fmt.Sprintf("rows[%d].head", i)); err != nil && unknown == nil {
			unknown = err
		}
	}
	return listed, unknown
}

func decideExemptHouseholds(v View, _ Request, recorded time.Time, c ExemptHouseholds) ([]domain.Change, error) {
	if err := named(c.Levy, "levy"); err != nil {
		return nil, err
	}
	today := domain.DateOf(recorded)
	return only(levy.StreamOf(c.Levy))(levyOf(v, c.Levy).Exempt(c.On.Or(today), today, c.Rows))
}

func decideWaiveHousehold(v View, r Request, recorded time.Time, c WaiveHousehold) ([]domain.Change, error) {
	if err := named(c.Levy, "levy"); err != nil {
		return nil, err
	}
	today := domain.DateOf(recorded)
	e := levy.Waived{Household: c.Household, On: c.On.Or(today), Reason: c.Reason, Approver: c.Approver}
	waived, err := only(levy.StreamOf(c.Levy))(levyOf(v, c.Levy).Waive(e, today, c.Amount))
	if err == nil && domain.SameActor(c.Approver, r.Actor) {
		return nil, domain.Errorf(domain.Denied, "a waiver is approved by somebody else than who asks for it").On("approver")
	}
	return waived, err
}

func decideMoveHousehold(v View, _ Request, recorded time.Time, c MoveHousehold) ([]domain.Change, error) {
	if err := named(c.Levy, "levy"); err != nil {
		return nil, err
	}
	today := domain.DateOf(recorded)
	e := levy.HouseholdMoved{Household: c.Household, On: c.On.Or(today), Reason: c.Reason}
	return only(levy.StreamOf(c.Levy))(levyOf(v, c.Levy).Move(e, today))
}

func decidePayLevy(v View, r Request, recorded time.Time, c PayLevy) ([]domain.Change, error) {
	if err := named(c.Levy, "levy"); err != nil {
		return nil, err
	}
	a := fund.Asked{ID: r.ID, Day: domain.DateOf(recorded)}
	state, on := levyOf(v, c.Levy), c.Given.Or(c.Booked.Or(a.Day))
	paid, heads, err := state.Pay(on, c.Rows)
	if err != nil {
		return nil, err
	}
	of := &campaign.Campaign{}
	if state.Campaign != uuid.Nil {
		of = campaignOf(v, state.Campaign)
		if err := of.Takes(on, "given"); err != nil {
			return nil, err
		}
		if !of.Filling(state.Fund, state.Compartment) {
			return nil, domain.Errorf(domain.Violation, "campaign %s does not fill compartment %q", of.Code, state.Compartment).On("levy")
		}
	}
	fundID, compartment := goesOn(v, state.Fund, state.Compartment)
	gift := fund.Receive{Fund: fundID, Lines: []fund.AskedLine{{Compartment: compartment}}, Place: c.Place, Given: on, Booked: c.Booked, Campaign: of.Code}
	sum := int64(0)
	for i, row := range paid.Rows {
		sum += row.Amount
		gift.Rows = append(gift.Rows, fund.AskedGift{Code: row.Household, Donor: heads[i], Amount: money.Dong(row.Amount)})
	}
	gift.Amount = money.Dong(sum)
	received, err := one(fund.StreamOf(fundID))(fundOf(v, fundID).Receive(gift, a))
	return []domain.Change{{Stream: levy.StreamOf(c.Levy), Events: []domain.Event{paid}}, received}, err
}

// untakeLevy notes in a levy that a sheet of its, or one row of it, was reversed or refunded.
func untakeLevy(v View, donation uuid.UUID, row string, booked domain.Date) []domain.Change {
	entry, _ := v.Entry(donation)
	for _, change := range entry.Changes {
		for _, e := range change.Events {
			if was, ok := e.(levy.Paid); ok {
				if back := v.State(change.Stream).(*levy.Levy).TakeBack(donation, was, row, booked); len(back) > 0 {
					return []domain.Change{{Stream: change.Stream, Events: back}}
				}
			}
		}
	}
	return nil
}
