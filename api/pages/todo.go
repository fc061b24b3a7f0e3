package pages

import (
	"net/url"
	"time"

	"sovang/api/draft"
	"sovang/api/grid"
	"sovang/domain"
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

// todos are what waits in a unit for whoever asks: only what they may do something about there. Nothing of it is asked of the donations one by one.
func (c *Call) todos(seat Seat, drafts []draft.Draft[grid.Form], asOf projections.AsOf) (all []todo, err error) {
	funds, err := c.Read().FundsOf(c.Context(), seat.Unit, asOf, nil)
	if err != nil {
		return nil, err
	}
	d := Desk{Funds: funds, Today: today()}
	d.AsOf, d.Last = asOf, asOf.Entry
	d.Unit.Unit, d.Unit.Code = seat.Unit, seat.Code
	for _, look := range []struct {
		command string
		look    func(Desk) ([]todo, error)
	}{
		{"round.approve", c.roundsToDo}, {"round.pay", c.listsToDo}, {"fund.receive", c.draftsToDo(drafts)}, {"fund.receive", c.papersToDo}, {"fund.accept", c.transfersToDo},
		{"pledge.apply", c.pledgesToDo}, {"boxes.open", c.boxesToDo}, {"fund.clear", c.linesToDo}, {"roster.attach", c.rostersToDo}, {"fund.close", c.closesToDo},
	} {
		if !c.mayThere(look.command, seat.Unit) {
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

func (c *Call) transfersToDo(d Desk) ([]todo, error) {
	waiting := todo{Word: "todo.transfers", Path: d.at("/transfers")}
	var sum sums
	for _, f := range d.Funds {
		all, err := c.Read().Transfers(c.Context(), f.Fund, d.AsOf, nil)
		if err != nil {
			return nil, err
		}
		for _, t := range all {
			if t.State == projections.TransferInTransit && t.To == f.Fund {
				waiting.Count++
				sum.add(t.Currency, t.Amount)
			}
		}
	}
	waiting.Amount = c.told(sum)
	return []todo{waiting}, nil
}

func (c *Call) pledgesToDo(d Desk) ([]todo, error) {
	late := todo{Word: "todo.pledges.overdue", Path: d.at("/pledges", "only", "overdue"), Warn: true}
	due := todo{Word: "todo.pledges.due", Path: d.at("/pledges", "only", "due")}
	all, err := c.pledgesOf(d)
	var overdue, soon sums
	for i := range all {
		x := &all[i]
		if x.Overdue > 0 {
			late.Count++
			overdue.add(x.Currency, x.Overdue)
		}
		if dueSoon(x, d.Today) {
			due.Count++
			soon.add(x.Currency, x.NextAmount)
		}
	}
	late.Amount, due.Amount = c.told(overdue), c.told(soon)
	return []todo{late, due}, err
}

func (c *Call) linesToDo(d Desk) ([]todo, error) {
	unclear := todo{Word: "todo.bank", Path: d.at("/bank")}
	var sum sums
	for _, f := range d.Funds {
		lines, err := c.Read().BankLines(c.Context(), projections.BankLinesQuery{Fund: f.Fund, AsOf: d.AsOf})
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			unclear.Count++
			sum.add(l.Currency, l.Left)
		}
	}
	unclear.Amount = c.told(sum)
	awaiting, err := c.awaitingToDo(d)
	return []todo{unclear, awaiting}, err
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
