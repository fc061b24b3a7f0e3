package journal

import (
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/money"
)

// book gathers the postings of one event.
type book struct {
	fund     uuid.UUID
	day      domain.Date
	booked   domain.Date
	currency money.Currency
	postings []Posting
}

// on sets the day and the currency of what is posted next.
func (b *book) on(day domain.Date, c money.Currency) *book {
	b.booked, b.currency = day, c
	return b
}

func (b *book) post(a Account, amount int64) {
	a.Fund = b.fund
	for i := range b.postings {
		if p := &b.postings[i]; p.Account == a && p.Currency == b.currency && p.Date == b.booked {
			p.Amount += amount
			return
		}
	}
	b.postings = append(b.postings, Posting{a, b.currency, amount, b.booked})
}

func (b *book) place(place string, amount int64) {
	b.post(Account{Class: Assets, Place: place}, amount)
}

func (b *book) inside(class Class, compartment, what string, amount int64) {
	b.post(Account{Class: class, Compartment: compartment, What: what}, amount)
}

func (b *book) held(amount int64) {
	b.post(Account{Class: Liabilities, What: Held}, amount)
}

func (b *book) unidentified(amount int64) {
	b.post(Account{Class: Liabilities, What: Unidentified}, amount)
}

// pieces posts sign times the length of every piece to an account of the piece's compartment.
func (b *book) pieces(class Class, what string, sign int64, lists ...[]fund.Piece) {
	for _, pieces := range lists {
		for _, p := range pieces {
			b.inside(class, p.Compartment, what, sign*p.Len())
		}
	}
}

// balanced drops what came to nothing.
func (b *book) balanced() []Posting {
	return slices.DeleteFunc(b.postings, func(p Posting) bool { return p.Amount == 0 })
}

// Transaction is the postings of one event on one day, as a journal shows them together.
type Transaction struct {
	Entry    domain.Entry
	Fund     uuid.UUID
	Event    domain.Event
	Date     domain.Date
	Postings []Posting
}

// Transactions is every money fact of an entry in the order of the entry. An event that re-dates a document makes two: one on the day the
// document stood on, one on the day it stands on now; each balances in itself. An event without a booking day has that of the one
// before it in its stream, or the day on which the book took the entry in.
func Transactions(e domain.Entry) []Transaction {
	var all []Transaction
	for _, change := range e.Changes {
		if change.Stream.Kind() != "fund" {
			continue
		}
		id, err := uuid.Parse(string(change.Stream[len("fund/"):]))
		if err != nil {
			continue // no stream of ours: nothing of a fund is in it
		}
		day := domain.DateOf(e.Recorded)
		for _, event := range change.Events {
			for postings := Postings(id, day, event); len(postings) > 0; {
				day = postings[0].Date
				n := 1
				for n < len(postings) && postings[n].Date == day {
					n++
				}
				all = append(all, Transaction{e, id, event, day, postings[:n:n]})
				postings = postings[n:]
			}
		}
	}
	return all
}
