package bench

import (
	"encoding/binary"
	"fmt"
	"sync/atomic"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/person"
	"sovang/domain/unit"
)

// The book that is measured: eight funds with a cash box each, of as many units, and donors of the first.
const (
	funds = 8
	actor = "bench"
)

// day is when everything is booked.
var day = domain.NewDate(2025, 9, 5)

// id is the id of number n of a kind.
func id(kind byte, n int) (made uuid.UUID) {
	made[0], made[6], made[8] = kind, 0x80, 0x80
	binary.BigEndian.PutUint32(made[10:], uint32(n))
	return made
}

// The kinds of ids.
const (
	ofUnit = iota + 1
	ofFund
	ofDonor
	ofGift
	ofRequest
)

// ids gives ids that were not there before.
type ids struct{ last atomic.Int64 }

func (i *ids) next() uuid.UUID { return id(ofRequest, int(i.last.Add(1))) }

func ask(of uuid.UUID, c ledger.Command) ledger.Request {
	return ledger.Request{ID: of, Actor: actor, Command: c}
}

// furnish is the requests that found the units, open the funds and register the donors.
func (r *run) furnish(donors int) []ledger.Request {
	var all []ledger.Request
	for n := range funds {
		all = append(all,
			ask(r.ids.next(), ledger.FoundUnit{Unit: id(ofUnit, n), Kind: unit.Branch, Code: fmt.Sprintf("U-%d", n), Name: fmt.Sprintf("Chi hội %d", n)}),
			ask(r.ids.next(), fund.Open{Fund: id(ofFund, n), Unit: id(ofUnit, n), Code: fmt.Sprintf("F-%d", n), Name: "Quỹ khuyến học", Form: fund.AssociationFund, From: day}),
			ask(r.ids.next(), fund.OpenPlace{Fund: id(ofFund, n), Place: "cash", Kind: fund.Cash, Name: "Quỹ tiền mặt"}))
	}
	const together = 100
	for from := 0; from < donors; from += together {
		var people []ledger.Registration
		for n := from; n < min(from+together, donors); n++ {
			people = append(people, ledger.Registration{Person: id(ofDonor, n), Unit: id(ofUnit, 0), Kind: person.Individual, Code: fmt.Sprintf("D-%d", n),
				Card: person.Card{Name: fmt.Sprintf("Nguyễn Văn Tặng %d", n)}})
		}
		all = append(all, ask(r.ids.next(), ledger.RegisterPeople{People: people}))
	}
	return all
}

// gift is a donation to fund number n.
func gift(of uuid.UUID, n int, donor uuid.UUID) ledger.Request {
	return ask(of, ledger.ReceiveDonation{Receive: fund.Receive{Fund: id(ofFund, n), Donor: donor, Amount: money.Dong(amount(n)), Place: "cash", Booked: day}})
}

func amount(n int) int64 { return 50_000 + int64(n%7)*10_000 }

// payout pays a quarter of what forty gifts of that fund brought.
func payout(of uuid.UUID, n int) ledger.Request {
	return ask(of, fund.Pay{Fund: id(ofFund, n), Kind: fund.RunningCost, Amount: money.Dong(10 * amount(n%funds)), Place: "cash", Booked: day, Content: "In ấn"})
}
