package pages

import (
	"time"

	"sovang/domain"
	"sovang/domain/staff"
	"sovang/projections"
)

func (s *Site) todayPages() []Page {
	return []Page{{Path: "/today", For: SignedIn(), Template: "today", Menu: "menu.today", Unlisted: true, Show: (*Call).today}}
}

// todayShown is where the day begins: the units in which whoever asks works, and what may be spent there.
type todayShown struct {
	Day      domain.Date
	Units    []todayUnit
	ToSign   []Waits // waits for the signature of whoever asks
	Asked    []Waits // of theirs, waits for others
	Balances Access
}

type todayUnit struct {
	Seat
	Roles []staff.Role
	Todo  []todo
	Funds []todayFund
}

type todayFund struct {
	Code, Name string
	projections.CurrencyBalance
}

func (c *Call) today() (any, error) {
	o, err := c.offices()
	if err != nil {
		return nil, err
	}
	shown, at := todayShown{Day: domain.DateOf(time.Now()), Balances: Report("balances")}, map[string]int{}
	for _, x := range o.held[domain.ActorKey(c.Who())] {
		if x.From > shown.Day {
			continue
		}
		u := o.units[x.Unit]
		i, ok := at[u.Code]
		if !ok {
			i, at[u.Code] = len(shown.Units), len(shown.Units)
			shown.Units = append(shown.Units, todayUnit{Seat: Seat{u.Unit, u.Code, u.Name}})
		}
		shown.Units[i].Roles = append(shown.Units[i].Roles, x.Role)
	}
	asOf, err := c.AsOf()
	if err != nil || asOf.Entry == 0 {
		return shown, err
	}
	waiting, err := c.waitingHere()
	if err != nil {
		return nil, err
	}
	shown.ToSign, shown.Asked, _ = sortWaits(waiting)
	var seats []Seat
	for _, u := range shown.Units {
		seats = append(seats, u.Seat)
	}
	desks, err := c.desks(seats, asOf)
	if err != nil {
		return nil, err
	}
	ahead, err := c.lookAhead(desks, asOf)
	if err != nil {
		return nil, err
	}
	for i := range shown.Units {
		if shown.Units[i].Todo, err = c.todos(desks[i], ahead); err != nil {
			return nil, err
		}
		if shown.Units[i].Funds, err = c.fundsToday(shown.Units[i].Seat, asOf, shown.Day); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// fundsToday is what the funds of a unit hold.
func (c *Call) fundsToday(unit Seat, asOf projections.AsOf, day domain.Date) ([]todayFund, error) {
	return countOnce(&c.site.counted, asOf.Entry, day, "funds "+unit.Code, func() (all []todayFund, err error) {
		b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Unit: unit.Unit, AsOf: asOf})
		for _, f := range b.Funds {
			for _, t := range f.Currencies {
				all = append(all, todayFund{f.Code, f.Name, t})
			}
		}
		return all, err
	})
}
