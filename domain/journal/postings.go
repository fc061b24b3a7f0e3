package journal

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
)

// Posting is an amount, in minor units, on one account.
type Posting struct {
	Account  Account
	Currency money.Currency
	Amount   int64
	Date     domain.Date
}

// Postings is what one event of a fund's stream does to the accounts, nil for an event that moves no money. They add up to 0 in each
// currency, and no account occurs twice in one currency on one day. day dates the events that carry no booking day of their own: the covering of
// a deficit and the spreading of a loss, which happen on the day of what brought them about.
func Postings(id uuid.UUID, day domain.Date, e domain.Event) []Posting {
	b := &book{fund: id, day: day}
	switch e := e.(type) {
	case fund.DonationReceived:
		if !e.Awaiting {
			b.on(e.Booked, e.Currency).donated(e)
		}
	case fund.DonationCleared:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.lines(e.Lines)
	case fund.InterestReceived:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.inside(Income, e.Compartment, Interest, -e.Amount)
	case fund.UnidentifiedReceived:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.unidentified(-e.Amount)
	case fund.UnidentifiedReturned:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.unidentified(e.Amount)
	case fund.PayoutMade:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.pieces(Expense, spentFor(e.Kind, e.Award), 1, e.Pieces, e.Uncovered)
	case fund.ListPaid:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		for _, s := range e.Shares {
			b.inside(Expense, s.Compartment, spentFor(fund.Award, s.Award), s.Amount)
		}
	case fund.PayoutReturned:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.pieces(Expense, spentFor(e.Kind, e.Award), -1, e.Freed, e.Healed)
	case fund.LossRecorded:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.pieces(Expense, Loss, 1, e.Pieces, e.Uncovered)
	case fund.MoneyMoved:
		b.on(e.Booked, e.Currency).place(e.From, -e.Amount)
		b.place(e.To, e.Amount)
	default:
		b.corrected(e)
		b.transferred(e)
	}
	return b.balanced()
}

// corrected posts reversals, refunds and covers.
func (b *book) corrected(e domain.Event) {
	switch e := e.(type) {
	case fund.DonationReversed:
		b.on(e.Booked, e.Currency).reversed(e)
	case fund.DonationRefunded:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.pieces(Expense, Refund, 1, e.Pieces)
	case fund.DeficitCovered:
		b.on(b.day, e.Currency).covers(e.Covers)
	case fund.LossSpread:
		b.on(b.day, e.Currency).covers(e.Covers)
	case fund.Redesignated:
		b.on(e.Booked, e.Currency).inside(Equity, e.Compartment, Cover, e.Amount)
		b.inside(Equity, e.Into, Cover, -e.Amount)
	case fund.BridgeRepaid:
		b.on(e.Booked, e.Currency).inside(Equity, e.By.Compartment, Cover, e.Amount)
		b.inside(Equity, e.Over.Compartment, Cover, -e.Amount)
	case fund.Redated:
		b.redated(e)
	case fund.HeldReceived:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.held(-e.Amount)
	case fund.HeldHandedOver:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.held(e.Amount)
	case fund.HeldReturned:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.held(e.Amount)
	}
}

// redated takes the document's postings back on the day it stood on and makes them again on the day it was.
func (b *book) redated(e fund.Redated) {
	if e.Booked == e.BookedWas {
		return
	}
	for _, side := range []struct {
		day  domain.Date
		sign int64
	}{{e.BookedWas, -1}, {e.Booked, 1}} {
		if e.What == fund.PayoutDocument {
			side.sign = -side.sign
		}
		b.on(side.day, e.Currency).place(e.Place, side.sign*e.Amount)
		for _, s := range e.Shares {
			if e.What == fund.PayoutDocument {
				b.inside(Expense, s.Compartment, spentFor(s.Kind, s.Award), -side.sign*s.Amount)
			} else {
				b.inside(Income, s.Compartment, Donation, -side.sign*s.Amount)
			}
		}
	}
}

// transferred posts what leaves for another fund, comes from one, or changes its currency.
func (b *book) transferred(e domain.Event) {
	switch e := e.(type) {
	case fund.TransferSent:
		b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
		b.inside(Assets, e.Compartment, Transit, e.Amount)
	case fund.TransferSettled:
		b.on(e.Booked, e.Currency).inside(Expense, e.Compartment, TransferOut, e.Received)
		b.inside(Expense, e.Compartment, string(fund.Fee), e.Shortfall.Len())
		b.inside(Assets, e.Compartment, Transit, -e.Received-e.Shortfall.Len())
	case fund.TransferRefused:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.pieces(Assets, Transit, -1, e.Freed, e.Healed)
	case fund.TransferAccepted:
		b.on(e.Booked, e.Currency).place(e.Place, e.Amount)
		b.inside(Income, e.Compartment, TransferIn, -e.Amount)
	case fund.CurrencySold:
		b.sold(e)
	case fund.HandedOver:
		for _, p := range e.Places {
			b.on(e.Booked, p.Currency).place(p.Place, -p.Amount)
		}
		for _, p := range e.Parts {
			b.on(e.Booked, p.Currency).inside(Equity, p.Compartment, HandOver, p.Amount)
		}
	case fund.TakenOver:
		for _, p := range e.Places {
			b.on(e.Booked, p.Currency).place(p.Place, p.Amount)
		}
		for _, p := range e.Parts {
			b.on(e.Booked, p.Currency).inside(Equity, p.Compartment, HandOver, -p.Amount)
		}
	}
}

// donated: the money of an unexplained bank line has lain in its place since the line came; now somebody is known who gave it.
func (b *book) donated(e fund.DonationReceived) {
	if e.Unidentified != uuid.Nil {
		b.unidentified(e.Amount)
	} else {
		b.place(e.Place, e.Amount)
	}
	b.lines(e.Lines)
}

func (b *book) lines(lines []fund.Line) {
	for _, l := range lines {
		b.inside(Income, l.Compartment, Donation, -l.Amount)
	}
}

// reversed: the income of the donation's own lines is given back. What that costs falls where the đồng are now: void in their
// compartment, uncovered where they were spent, or out of what covers them. Where these are different walls, cover is between them.
func (b *book) reversed(e fund.DonationReversed) {
	b.place(e.Place, -e.Amount)
	b.pieces(Income, Donation, 1, e.Gone)
	b.pieces(Equity, Cover, -1, e.Gone)
	b.pieces(Equity, Cover, 1, e.Void, e.Uncovered)
	for _, c := range e.Covers {
		b.inside(Equity, c.By.Compartment, Cover, c.By.Len())
	}
}

func (b *book) covers(covers []fund.Cover) {
	for _, c := range covers {
		b.inside(Equity, c.By.Compartment, Cover, c.By.Len())
		b.inside(Equity, c.Over.Compartment, Cover, -c.Over.Len())
	}
}

// sold: exchange holds the two currencies against each other, the đồng at what the sold money stood in the books for. What the bank
// credited beyond that, or short of it, is the exchange difference; money that was never valued has none.
func (b *book) sold(e fund.CurrencySold) {
	b.on(e.Booked, e.Currency).place(e.Place, -e.Amount)
	b.inside(Equity, e.Compartment, Exchange, e.Amount)
	worth := e.Worth
	if worth == 0 {
		worth = e.Credited
	}
	b.on(e.Booked, money.VND).place(e.IntoPlace, e.Credited)
	b.inside(Equity, e.Into, Exchange, -worth)
	b.inside(Income, e.Into, Exchange, worth-e.Credited)
}

func spentFor(k fund.PayoutKind, award fund.AwardKind) string {
	if k == fund.Award {
		return string(k) + ":" + string(award)
	}
	return string(k)
}
