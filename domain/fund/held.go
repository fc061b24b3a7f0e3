package fund

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// Hold decides to keep money in a place of this fund for another: nobody's positions here, and none of this fund's balance. Rows say
// whose gift it is.
func (f *Fund) Hold(forFund uuid.UUID, c money.Currency, rows []GiftRow, place, campaign string, givenOn, booked domain.Date, a Asked) ([]domain.Event, error) {
	if err := f.mustExist(); err != nil {
		return nil, err
	}
	day, err := f.bookable(booked, a)
	if err != nil {
		return nil, err
	}
	if _, err := f.place(place, c, "place"); err != nil {
		return nil, err
	}
	return []domain.Event{HeldReceived{forFund, c, giftSum(rows), rows, place, givenOn.Or(day), day, campaign}}, nil
}

func giftSum(rows []GiftRow) (sum int64) {
	for _, r := range rows {
		sum += r.Amount
	}
	return sum
}

// HandOver decides that what is held leaves for the fund it is for, with the rows that were not given back. was is the old fact.
func (f *Fund) HandOver(id uuid.UUID, was HeldReceived, booked domain.Date, a Asked) (HeldHandedOver, []GiftRow, error) {
	held, err := f.holds(id, was.For)
	if err != nil {
		return HeldHandedOver{}, nil, err
	}
	day, err := f.bookable(booked, a)
	if err != nil {
		return HeldHandedOver{}, nil, err
	}
	if err := f.keeping(held, money.Money{Minor: held.Amount, Currency: held.Currency}); err != nil {
		return HeldHandedOver{}, nil, err
	}
	rows := slices.DeleteFunc(slices.Clone(was.Rows), func(r GiftRow) bool { return slices.Contains(held.Returned, r.Code) })
	return HeldHandedOver{id, was.For, held.Currency, held.Amount, held.Place, day, f.number(held.Place, outgoing, day)}, rows, nil
}

func (f *Fund) holds(id, forFund uuid.UUID) (Held, error) {
	for _, h := range f.Held {
		if h.ID == id && h.For == forFund {
			return h, nil
		}
	}
	return Held{}, domain.Errorf(domain.NotFound, "this fund holds nothing of that opening for that fund, or has handed it over").On("held")
}

// ReturnHeld decides to give one row's held money back. was is the old fact.
func (f *Fund) ReturnHeld(c ReturnHeld, was HeldReceived, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	held, err := f.holds(c.Held, c.For)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(was.Rows, func(r GiftRow) bool { return r.Code == c.Row })
	switch {
	case at < 0:
		return nil, domain.Errorf(domain.NotFound, "there is no row %q in it", c.Row).On("row")
	case slices.Contains(held.Returned, c.Row):
		return nil, domain.Errorf(domain.Conflict, "the money of row %q has been given back", c.Row).On("row")
	}
	amount := money.Money{Minor: was.Rows[at].Amount, Currency: held.Currency}
	if err := f.keeping(held, amount); err != nil {
		return nil, err
	}
	return []domain.Event{HeldReturned{c.Held, c.For, c.Row, amount.Currency, amount.Minor, held.Place, day, c.Reason,
		f.number(held.Place, outgoing, day)}}, nil
}

func (f *Fund) heldEvent(entry uuid.UUID, e domain.Event) {
	switch e := e.(type) {
	case HeldReceived:
		f.Numbered += e.Amount // soon enough
		f.Held = append(f.Held, Held{ID: entry, For: e.For, Currency: e.Currency, Amount: e.Amount, Place: e.Place})
		f.flow(e.Place, e.Booked, e.Amount)
	case HeldHandedOver:
		f.heldLess(e.Held, e.For, e.Amount, "")
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	case HeldReturned:
		f.heldLess(e.Held, e.For, e.Amount, e.Row)
		f.flow(e.Place, e.Booked, -e.Amount)
		f.numbered(e.Voucher)
	}
}

func (f *Fund) heldLess(id, forFund uuid.UUID, amount int64, row string) {
	for i := range f.Held {
		if h := &f.Held[i]; h.ID == id && h.For == forFund {
			if h.Amount -= amount; row != "" {
				h.Returned = append(h.Returned, row)
			}
		}
	}
	f.Held = slices.DeleteFunc(f.Held, func(h Held) bool { return h.Amount == 0 })
}
