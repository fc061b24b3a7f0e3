package fund

import (
	"maps"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// on is what the place held at the end of a day.
func (p *Place) on(day domain.Date) (sum int64) {
	for d, amount := range p.Days {
		if d <= day {
			sum += amount
		}
	}
	return sum
}

// Close decides the close of a period: every place counted, every difference signed.
func (f *Fund) Close(c Close, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustBeKnown(), readable(c.Signed, "signed"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	if c.Until <= f.Closed() {
		return nil, domain.Errorf(domain.Conflict, "the books are closed until %s already", f.Closed()).On("until")
	}
	if c.Until >= a.Day {
		return nil, domain.Errorf(domain.Invalid, "%s is not over; a period is closed when its last day has passed", c.Until).On("until")
	}
	counted := map[string]money.Money{}
	for i, count := range c.Counts {
		if _, err := f.place(count.Place, count.Counted.Currency, "counted"); err != nil {
			return nil, domain.InRow("counts", i, err)
		}
		if _, twice := counted[count.Place]; twice {
			return nil, domain.Errorf(domain.Invalid, "%q is counted twice", count.Place).On("counts")
		}
		counted[count.Place] = count.Counted
	}
	e := PeriodClosed{Until: c.Until, Signed: c.Signed, Reason: c.Reason}
	for _, code := range sortedKeys(f.Places) {
		p := f.Places[code]
		found, ok := counted[code]
		if !ok {
			return nil, domain.Errorf(domain.Invalid, "%q has not been counted", code).On("counts")
		}
		book := p.on(c.Until)
		if found.Minor != book && (c.Signed == "" || c.Reason == "") {
			return nil, domain.Errorf(domain.Violation, "the books have %s in %q, %s was counted; the difference must be explained and signed",
				money.Money{Minor: book, Currency: p.Currency}, code, money.Money{Minor: found.Minor, Currency: p.Currency}).On("signed", "reason")
		}
		e.Counts = append(e.Counts, Count{code, book, found.Minor})
	}
	return []domain.Event{e}, nil
}

// Reopen decides to undo the last close.
func (f *Fund) Reopen(c Reopen, _ Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustBeKnown(), given(c.Approver, "an approver", "approver"), given(c.Reason, "a reason", "reason"),
		readable(c.Approver, "approver"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	if len(f.Closes) == 0 {
		return nil, domain.Errorf(domain.NotFound, "no period is closed").On("fund")
	}
	before := domain.Date(0)
	if n := len(f.Closes); n > 1 {
		before = f.Closes[n-2]
	}
	if err := f.sealed(before); err != nil {
		return nil, err
	}
	return []domain.Event{PeriodReopened{f.Closed(), before, c.Approver, c.Reason}}, nil
}

// receiptOf is the receipt that stands for a donation now; No 0 where it was voided.
func (f *Fund) receiptOf(donation uuid.UUID, g Given) Number {
	if now, changed := f.Exceptions.Receipts[donation]; changed {
		return now
	}
	return g.Receipt
}

// ReplaceReceipt decides to void the receipt of a donation and to issue another that names it. No money moves; after a close the new
// number is in the open period.
func (f *Fund) ReplaceReceipt(c ReplaceReceipt, g Given, a Asked) ([]domain.Event, error) {
	if err := firstOf(f.mustExist(), given(c.Approver, "an approver", "approver"), given(c.Reason, "a reason", "reason"),
		readable(c.Approver, "approver"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	day, err := f.bookable(c.Booked, a)
	if err != nil {
		return nil, err
	}
	now := f.receiptOf(c.Donation, g)
	if now.No == 0 {
		return nil, domain.Errorf(domain.Conflict, "the donation has no receipt to replace").On("donation")
	}
	stays := int64(0)
	for _, l := range g.Lines {
		stays += Total(f.Exceptions.Gone[c.Donation][l.Compartment].Without([]Span{l.Span()}))
	}
	return []domain.Event{
		ReceiptVoided{now, c.Donation, c.Reason, c.Approver},
		ReceiptIssued{f.number(g.Place, incoming, day), c.Donation, now, g.Currency, stays, day},
	}, nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
