// Package books writes the ledger for the tools that auditors have: a journal for hledger, postings for a spreadsheet.
//
// It promises that both are made from the log alone, entry by entry in its order, that every transaction balances in each currency, that every
// account and commodity is declared, and that no name of a person is in them.
package books

import (
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/unit"

	"github.com/google/uuid"
)

// names calls funds by the codes of their unit and their own, as the log gives them: "HKH-QN/QN-HB".
type names struct {
	units map[uuid.UUID]string
	funds map[uuid.UUID]string
}

func newNames() names { return names{map[uuid.UUID]string{}, map[uuid.UUID]string{}} }

// learn takes in the codes that an entry gives out.
func (n names) learn(e domain.Entry) {
	for _, change := range e.Changes {
		for _, event := range change.Events {
			switch event := event.(type) {
			case unit.Founded:
				n.units[idOf(change.Stream)] = event.Code
			case fund.Opened:
				n.funds[idOf(change.Stream)] = n.units[event.Unit] + "/" + event.Code
			}
		}
	}
}

func (n names) fund(id uuid.UUID) string {
	if name := n.funds[id]; name != "" {
		return name
	}
	return id.String()
}

func idOf(s domain.Stream) uuid.UUID {
	id, err := uuid.Parse(string(s)[len(s.Kind())+1:])
	if err != nil {
		return uuid.Nil
	}
	return id
}

// voucher is the number on the paper that an event made, "" where it made none.
func voucher(e domain.Event) (n fund.Number) {
	switch e := e.(type) {
	case fund.DonationReceived:
		n = e.Receipt
	case fund.DonationCleared:
		n = e.Receipt
	case fund.InterestReceived:
		n = e.Receipt
	case fund.UnidentifiedReturned:
		n = e.Voucher
	case fund.PayoutMade:
		n = e.Voucher
	case fund.ListPaid:
		n = e.Voucher
	case fund.PayoutReturned:
		n = e.Receipt
	case fund.DonationRefunded:
		n = e.Voucher
	case fund.TransferSent:
		n = e.Voucher
	case fund.TransferAccepted:
		n = e.Receipt
	case fund.CurrencySold:
		n = e.Receipt
	case fund.HeldHandedOver:
		n = e.Voucher
	case fund.HeldReturned:
		n = e.Voucher
	}
	return n
}
