package grid

import (
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
)

// RowID is the id of the command that row no of a batch makes, from 1: the gift is known by it, and whoever knows the batch finds its gifts.
func RowID(batch uuid.UUID, no int) uuid.UUID {
	return uuid.NewSHA1(batch, fmt.Appendf(nil, "row %d", no))
}

func newDonor(batch uuid.UUID, no int) uuid.UUID {
	return uuid.NewSHA1(RowID(batch, no), []byte("donor"))
}

// Mark is how a batch is called where its rows are listed: the end of its id, which differs more than the beginning.
func Mark(batch uuid.UUID) string {
	text := strings.ToUpper(batch.String())
	return text[len(text)-8:]
}

// Freeze takes the rows as they were understood, so that the batch asks for the same whatever is known of people later. It must have no fault.
func (f *Form) Freeze(batch uuid.UUID, s Sheet) {
	f.Gifts, f.State, f.Override = make([]Gift, len(s.Lines)), Posting, f.override(batch, s)
	rows := make([]Row, len(s.Lines))
	for i, l := range s.Lines {
		f.Gifts[i], rows[i] = l.Gift, l.Row
	}
	f.Rows = rows // without the empty ones, so that gift i is row i
}

// override is what the ledger is told of a batch that differs from what was counted; nil where it does not.
func (f Form) override(batch uuid.UUID, s Sheet) *fund.BatchOverride {
	if s.Matches() {
		return nil
	}
	o := &fund.BatchOverride{Batch: batch, Donations: int64(s.Count), Sum: s.Money(s.Sum), Reason: strings.TrimSpace(f.Reason)}
	if s.Counted >= 0 {
		o.Counted = &s.Counted
	}
	if s.CountedSum >= 0 {
		sum := s.Money(s.CountedSum)
		o.CountedSum = &sum
	}
	return o
}

// Thaw opens a batch again of which the first rows were booked and the next was refused.
func (f *Form) Thaw(booked int) {
	for _, g := range f.Gifts[:booked] {
		f.BookedSum += g.Amount.Minor
	}
	f.Booked, f.Rows, f.Gifts, f.State = f.Booked+booked, f.Rows[booked:], nil, Open
	f.Override = nil
}

// Done ends a batch all of whose rows are in the books. Names go from the draft: they stand where they belong.
func (f *Form) Done() {
	f.Thaw(len(f.Gifts))
	f.Rows, f.State = nil, Posted
}

// Requests are the commands of a batch that was frozen, in the order of its rows; new donors are kept by that unit. Where what was counted differs, each
// says so, and the first brings along, as a fact of its own, why it was posted all the same: whoever inspects finds it there.
func (f Form) Requests(batch, unit uuid.UUID, s Sheet) []ledger.Request {
	why := "lô " + Mark(batch)
	if differs := f.Differs(s); differs != "" {
		why += "; " + differs
	}
	requests := make([]ledger.Request, len(f.Gifts))
	for i, g := range f.Gifts {
		no := f.Booked + i + 1
		c := ledger.ReceiveDonation{Receive: fund.Receive{Fund: f.Fund, Donor: g.Donor, Amount: g.Amount, Place: f.Place, Given: s.Day, Booked: s.Day,
			Campaign: f.Campaign, Anonymity: g.Anonymity, Reference: g.Note}}
		if f.Compartment != "" {
			c.Lines = []fund.AskedLine{{Compartment: f.Compartment, Amount: g.Amount}}
		}
		if g.New != "" {
			c.NewDonor = &ledger.Registration{Person: g.Donor, Unit: unit, Kind: g.Kind, Card: person.Card{Name: g.New}}
		}
		if i == 0 {
			c.Override = f.Override
		}
		requests[i] = ledger.Request{ID: RowID(batch, no), Why: fmt.Sprintf("%s; dòng %d", why, no), Command: c}
	}
	return requests
}

// Differs says in what a batch differs from what was counted beforehand, and why it is posted all the same; "" where it does not.
func (f Form) Differs(s Sheet) string {
	o := f.override(uuid.Nil, s)
	if o == nil {
		return ""
	}
	e := fund.BatchOverridden{Currency: s.currency(), Donations: o.Donations, Amount: o.Sum.Minor, Counted: o.Counted}
	if o.CountedSum != nil {
		e.CountedAmount = &o.CountedSum.Minor
	}
	return Overridden(e) + ": " + f.Reason
}

// Overridden says what was counted beforehand and what was posted.
func Overridden(e fund.BatchOverridden) string {
	in := func(n int64) string { return money.Money{Minor: n, Currency: e.Currency}.String() }
	counted := "không kiểm đếm trước"
	if e.Counted != nil || e.CountedAmount != nil {
		counted = "kiểm đếm"
		if e.Counted != nil {
			counted += fmt.Sprintf(" %d khoản", *e.Counted)
		}
		if e.CountedAmount != nil {
			counted += " " + in(*e.CountedAmount)
		}
	}
	return fmt.Sprintf("%s, ghi %d khoản %s", counted, e.Donations, in(e.Amount))
}

func (s Sheet) currency() money.Currency {
	if s.Currency == "" {
		return money.VND
	}
	return s.Currency
}

// Money is an amount of the batch.
func (s Sheet) Money(minor int64) money.Money {
	return money.Money{Minor: minor, Currency: s.currency()}
}

// Postable refuses a batch with a fault of its head or of a row, one without gifts, and one that differs from what was counted where no reason is given.
func (f Form) Postable(s Sheet) error {
	switch {
	case s.Fault != nil:
		return s.Fault
	case len(s.Lines) == 0:
		return domain.Errorf(domain.Invalid, "there is no gift in this batch yet").On("rows")
	case s.Faults > 0:
		return domain.Errorf(domain.Invalid, "rows are marked in which something is not right; nothing of the batch was written").On("rows")
	case !s.Matches() && strings.TrimSpace(f.Reason) == "":
		return domain.Errorf(domain.Violation, "count and sum are not those that were counted; look again, or say why it is posted all the same").On("reason")
	}
	_, err := domain.OptionalText("reason", f.Reason, 300)
	return err
}

// CountLess says how many gifts are more or fewer than counted: "+2", "−1".
func (s Sheet) CountLess() string {
	return signed(int64(s.Count)-s.Counted, func(n int64) string { return money.Grouped(fmt.Sprint(n)) })
}

// SumLess says how much is more or less than counted.
func (s Sheet) SumLess() string {
	return signed(s.Sum-s.CountedSum, func(n int64) string { return s.Money(n).String() })
}

func signed(n int64, as func(int64) string) string {
	if n < 0 {
		return "−" + as(-n)
	}
	return "+" + as(n)
}
