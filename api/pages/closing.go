package pages

import (
	"slices"
	"time"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/staff"
	"sovang/projections"
)

func (s *Site) closingPages() []Page {
	return []Page{{Path: "/closing", For: Report("places"), Template: "closing", Menu: "menu.closing", Under: Recording, Unlisted: true, Show: (*Call).closing, Do: (*Call).closeBooks}}
}

// closingShown is the closes of a unit's funds, and the form that closes the next period of one.
type closingShown struct {
	Desk
	Books []closingBook
	Until domain.Date // of the form
	Sign  []string    // who may sign a difference
	Board []string    // who may approve a re-opening
}

// closingBook is a fund with its closes, the newest first, and what its places hold by the books at the end of the period that would be closed.
type closingBook struct {
	projections.FundInfo
	Closes []projections.Close
	Closed domain.Date // until when they are closed; 0: not at all
	Public domain.Date // the last day of a year that was published
	Places []closingPlace
	Close  bool // whoever asks may close it
	Reopen bool
}

type closingPlace struct {
	projections.PlaceBalance
	Field string // in the form
}

// lastMonthEnd is the last day of the month before.
func lastMonthEnd(day domain.Date) domain.Date {
	month, _ := day.MonthDay()
	return domain.NewDate(day.Year(), month, 1) - 1
}

// nextEnd is the end of the first month after a day.
func nextEnd(day domain.Date) domain.Date {
	month, d := (day + 1).MonthDay()
	_ = d
	return domain.NewDate((day+1).Year(), month+time.Month(1), 1) - 1
}

func (c *Call) closing() (any, error) {
	d, err := c.desk("until")
	if err != nil {
		return nil, err
	}
	p := closingShown{Desk: d, Until: lastMonthEnd(d.Day())}
	for _, text := range []string{c.Query("until"), c.Typed("until")} {
		if text == "" {
			continue
		}
		if p.Until, err = domain.ParseDate(text); err != nil {
			return nil, domain.Under("until", err)
		}
	}
	for _, f := range d.Funds {
		b, err := c.closingBook(f, p)
		if err != nil {
			return nil, err
		}
		p.Books = append(p.Books, b)
	}
	if p.Sign, err = c.holders(d.Unit.Unit, approving|staff.Of(staff.Auditor)); err != nil {
		return nil, err
	}
	p.Board, err = c.others(d.Unit.Unit, approving)
	return p, err
}

func (c *Call) closingBook(f projections.FundInfo, p closingShown) (b closingBook, err error) {
	b.FundInfo = f
	if b.Closes, err = c.Read().Closes(c.Context(), f.Fund, p.AsOf); err != nil {
		return b, err
	}
	if n := len(b.Closes); n > 0 {
		b.Closed = b.Closes[n-1].Until
	}
	slices.Reverse(b.Closes)
	published, err := c.Read().Publications(c.Context(), projections.PublicationsQuery{Fund: f.Fund, AsOf: p.AsOf})
	if err != nil {
		return b, err
	}
	for _, x := range published.Publications {
		if !x.Provisional {
			b.Public = max(b.Public, x.Until)
		}
	}
	b.Close = p.Open() && p.Until > b.Closed && p.Until < p.Today && f.WoundUp == 0 && c.mayThere("fund.close", p.Unit.Unit)
	b.Reopen = p.Open() && b.Closed != 0 && b.Closed > b.Public && c.mayThere("fund.reopen", p.Unit.Unit)
	if p.Until <= b.Closed {
		return b, nil
	}
	at, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: f.Fund, AsOf: p.AsOf, At: &p.Until})
	for _, x := range at.Funds {
		for _, place := range x.Places {
			b.Places = append(b.Places, closingPlace{place, "counted-" + place.Place})
		}
	}
	return b, err
}

// closeBooks closes a period of a fund, or opens the last one again.
func (c *Call) closeBooks() (string, error) {
	d, err := c.desk()
	if err != nil {
		return "", err
	}
	id, err := c.uuid("of")
	if err != nil {
		return "", err
	}
	f, ok := d.Of(id)
	if !ok {
		return "", domain.Errorf(domain.NotFound, "the unit has no such fund").On("of")
	}
	if c.Typed("do") == "reopen" {
		return c.askSigned(d.Unit.Unit, c.done("reopened"), fund.Reopen{Fund: f.Fund, Approver: c.Typed("approver"), Reason: c.Typed("reason")})
	}
	ask := fund.Close{Fund: f.Fund, Signed: c.Typed("signed"), Reason: c.Typed("reason")}
	if ask.Until, err = c.day("until"); err != nil {
		return "", err
	}
	b, err := c.Read().Balances(c.Context(), projections.BalancesQuery{Fund: f.Fund, At: &ask.Until})
	if err != nil {
		return "", err
	}
	for _, x := range b.Funds {
		for _, place := range x.Places {
			counted, err := c.countedIn(place)
			if err != nil {
				return "", err
			}
			ask.Counts = append(ask.Counts, fund.AskedCount{Place: place.Place, Counted: counted})
		}
	}
	if ask.Reason == "" { // nobody signs where nothing differs
		ask.Signed = ""
	}
	return c.askSigned(d.Unit.Unit, c.done("closed"), ask)
}

// countedIn is what was counted in a place. Nothing typed is no count: an empty box is 0.
func (c *Call) countedIn(place projections.PlaceBalance) (money.Money, error) {
	field := "counted-" + place.Place
	text := c.Typed(field)
	if text == "" {
		return money.Money{}, domain.Errorf(domain.Invalid, "%s has not been counted; type 0 where it is empty", place.Name).On(field)
	}
	if text == "0" {
		return money.Money{Currency: money.Currency(place.Currency)}, nil
	}
	return typedAmount(field, text, place.Currency)
}

func (c *Call) closesToDo(d Desk) ([]todo, error) {
	end := lastMonthEnd(d.Today)
	late := todo{Word: "todo.closing", Path: d.at("/closing")}
	for _, f := range d.Funds {
		closes, err := c.Read().Closes(c.Context(), f.Fund, d.AsOf)
		if err != nil {
			return nil, err
		}
		closed := f.From - 1
		if n := len(closes); n > 0 {
			closed = closes[n-1].Until
		}
		if closed < end {
			late.Count++
			late.Warn = late.Warn || len(closes) > 0 && nextEnd(closed)+45 < d.Today // a month and a half behind
		}
	}
	return []todo{late}, nil
}
