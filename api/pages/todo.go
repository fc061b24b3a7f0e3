package pages

import (
	"fmt"
	"net/url"
	"time"

	"github.com/google/uuid"

	"sovang/api/draft"
	"sovang/api/grid"
	"sovang/domain"
	"sovang/domain/award"
	"sovang/projections"
)

// todo is one kind of thing that waits in a unit for who can do something about it.
type todo struct {
	Word   string // what waits
	Count  int
	Amount string // what it comes to, where that says something
	Path   string // where it is done
	Note   string // what else is to be said of it
	Warn   bool   // it should have been done
}

// today is the day in Vietnam.
func today() domain.Date { return domain.DateOf(time.Now()) }

// todoAhead is what is asked once for all units of a page, since for each alone as much would be read as for all.
type todoAhead struct {
	drafts           []draft.Draft[grid.Form]
	frozen, approved []projections.RoundLine
	unclear          []projections.WaitsIn
}

// desks are the units of a page as desks of today, with their funds.
func (c *Call) desks(seats []Seat, asOf projections.AsOf) (all []Desk, err error) {
	for _, seat := range seats {
		d := Desk{Today: today()}
		d.AsOf, d.Last = asOf, asOf.Entry
		d.Unit.Unit, d.Unit.Code = seat.Unit, seat.Code
		if d.Funds, err = c.Read().FundsOf(c.Context(), seat.Unit, asOf, nil); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

// lookAhead asks what todos are made of, of the units in which whoever asks may do something about it.
func (c *Call) lookAhead(desks []Desk, asOf projections.AsOf) (a todoAhead, err error) {
	if c.MayAsk("fund.receive") {
		if a.drafts, err = c.site.grids.All(c.Context(), c.account.ID); err != nil {
			return a, err
		}
	}
	approve, pay, funds := []uuid.UUID{}, []uuid.UUID{}, []uuid.UUID{}
	for _, d := range desks {
		if c.mayThere("round.approve", d.Unit.Unit) {
			approve = append(approve, d.Unit.Unit)
		}
		if c.mayThere("round.pay", d.Unit.Unit) {
			pay = append(pay, d.Unit.Unit)
		}
		if c.mayThere("fund.clear", d.Unit.Unit) {
			funds = append(funds, d.ids()...)
		}
	}
	if a.frozen, err = c.roundsOf(approve, award.IsFrozen, asOf); err != nil {
		return a, err
	}
	if a.approved, err = c.roundsOf(pay, award.IsApproved, asOf); err != nil {
		return a, err
	}
	a.unclear, err = countOnce(&c.site.counted, asOf.Entry, today(), fmt.Sprint("unexplained", funds), func() ([]projections.WaitsIn, error) {
		return c.Read().Unexplained(c.Context(), funds, asOf)
	})
	return a, err
}

func (c *Call) roundsOf(units []uuid.UUID, stage award.Stage, asOf projections.AsOf) ([]projections.RoundLine, error) {
	return countOnce(&c.site.counted, asOf.Entry, today(), fmt.Sprint("rounds", stage, units), func() ([]projections.RoundLine, error) {
		found, err := c.Read().RoundLines(c.Context(), projections.RoundLinesQuery{Units: units, Stage: stage, AsOf: asOf})
		return found.Rounds, err
	})
}

// todos are what waits in a unit for whoever asks: only what they may do something about there. Nothing of it is asked of the donations one by one.
func (c *Call) todos(d Desk, ahead todoAhead) (all []todo, err error) {
	with := func(look func(Desk, todoAhead) ([]todo, error)) func(Desk) ([]todo, error) {
		return func(d Desk) ([]todo, error) { return look(d, ahead) }
	}
	once := func(word string, look func(Desk) ([]todo, error)) func(Desk) ([]todo, error) {
		return func(d Desk) ([]todo, error) {
			return countOnce(&c.site.counted, d.AsOf.Entry, d.Today, word+" "+d.Unit.Code, func() ([]todo, error) { return look(d) })
		}
	}
	for _, look := range []struct {
		command string
		look    func(Desk) ([]todo, error)
	}{
		{"round.approve", with(c.roundsToDo)}, {"round.pay", with(c.listsToDo)}, {"fund.receive", with(c.draftsToDo)}, {"fund.receive", c.papersToDo},
		{"fund.accept", once("transfers", c.transfersToDo)}, {"pledge.apply", once("pledges", c.pledgesToDo)}, {"boxes.open", once("boxes", c.boxesToDo)},
		{"fund.clear", with(c.linesToDo)}, {"roster.attach", once("rosters", c.rostersToDo)}, {"fund.close", once("closes", c.closesToDo)},
	} {
		if !c.mayThere(look.command, d.Unit.Unit) {
			continue
		}
		some, err := look.look(d)
		if err != nil {
			return nil, err
		}
		for _, x := range some {
			if x.Count > 0 {
				all = append(all, x)
			}
		}
	}
	return all, nil
}

// at is the address of a page of the desk's unit.
func (d Desk) at(path string, more ...string) string {
	q := url.Values{"unit": {d.Unit.Code}}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	return path + "?" + q.Encode()
}

// sums are amounts by currency, told one after another.
type sums struct {
	order []string
	by    map[string]int64
}

func (s *sums) add(currency string, amount int64) {
	if s.by == nil {
		s.by = map[string]int64{}
	}
	if _, known := s.by[currency]; !known {
		s.order = append(s.order, currency)
	}
	s.by[currency] += amount
}

func (c *Call) told(s sums) (text string) {
	for _, currency := range s.order {
		if text != "" {
			text += ", "
		}
		text += c.Amount(currency, s.by[currency])
	}
	return text
}

// counted is something to be done with how much of it waits in funds.
func (c *Call) counted(one todo, found []projections.WaitsIn) todo {
	var sum sums
	for _, w := range found {
		one.Count += int(w.Count)
		sum.add(w.Currency, w.Amount)
	}
	one.Amount = c.told(sum)
	return one
}

// ids are those of the desk's funds.
func (d Desk) ids() (ids []uuid.UUID) {
	for _, f := range d.Funds {
		ids = append(ids, f.Fund)
	}
	return ids
}

func (c *Call) transfersToDo(d Desk) ([]todo, error) {
	found, err := c.Read().UnderWay(c.Context(), d.ids(), d.AsOf)
	return []todo{c.counted(todo{Word: "todo.transfers", Path: d.at("/transfers")}, found)}, err
}

func (c *Call) pledgesToDo(d Desk) ([]todo, error) {
	late := todo{Word: "todo.pledges.overdue", Path: d.at("/pledges", "only", "overdue"), Warn: true}
	due := todo{Word: "todo.pledges.due", Path: d.at("/pledges", "only", "due")}
	var overdue, soon sums
	day := d.Day()
	for _, f := range d.Funds {
		if err := c.Read().WalkPledges(c.Context(), projections.PledgesQuery{Fund: f.Fund, Kept: true, AsOf: d.AsOf, At: &day}, func(x *projections.PledgeInfo) {
			if x.Overdue > 0 {
				late.Count++
				overdue.add(x.Currency, x.Overdue)
			}
			if dueSoon(x, d.Today) {
				due.Count++
				soon.add(x.Currency, x.NextAmount)
			}
		}); err != nil {
			return nil, err
		}
	}
	late.Amount, due.Amount = c.told(overdue), c.told(soon)
	return []todo{late, due}, nil
}

func (c *Call) linesToDo(d Desk, ahead todoAhead) ([]todo, error) {
	unclear := []projections.WaitsIn{}
	for _, w := range ahead.unclear {
		if _, here := d.Of(w.Fund); here {
			unclear = append(unclear, w)
		}
	}
	awaiting, err := c.awaitingToDo(d)
	return []todo{c.counted(todo{Word: "todo.bank", Path: d.at("/bank")}, unclear), awaiting}, err
}

func (c *Call) awaitingToDo(d Desk) (todo, error) {
	awaiting := todo{Word: "todo.awaiting", Path: d.at("/bank")}
	var sum sums
	for _, f := range d.Funds {
		all, err := c.Read().Awaiting(c.Context(), f.Fund)
		if err != nil {
			return awaiting, err
		}
		for _, x := range all {
			awaiting.Count++
			sum.add(x.Currency, x.Amount)
		}
	}
	awaiting.Amount = c.told(sum)
	return awaiting, nil
}
