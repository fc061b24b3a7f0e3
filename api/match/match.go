// Package match makes commands of money that was matched with a pledge.
//
// It promises that the same match is the same command whoever asks for it, on a page or from the command line: for what amount, for what reason, and on what day.
package match

import (
	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/pledge"
	"sovang/projections"
)

// Booked is the day on which money that came on a day is booked: that one, or 0, the day of the decision, where the period is closed already. The real day stays
// beside it as the day on which it was given.
func Booked(came domain.Date, closes []projections.Close) domain.Date {
	if len(closes) > 0 && came <= closes[len(closes)-1].Until {
		return 0
	}
	return came
}

// Command counts money towards a pledge: of a donation, by counting it; of a bank line, by receiving it as the pledger's donation, booked on that day. What names
// the pledge is all for it, and what is exactly what was due; what is chosen or suggested, as much as it lacks.
func Command(m projections.Matched, p projections.PledgeInfo, booked domain.Date) ledger.Command {
	amount, code := money.Money{Minor: m.Amount, Currency: money.Currency(m.Currency)}, ""
	if m.Basis == pledge.ByReference {
		code = p.Code
	}
	if m.Line {
		return ledger.ReceiveDonation{Basis: m.Basis, PledgeCode: code, Receive: fund.Receive{Fund: m.Fund, Donor: p.Donor, Amount: amount, Given: m.Day, Booked: booked,
			Unidentified: m.ID, Pledge: p.Pledge, Campaign: p.Campaign}}
	}
	c := ledger.ApplyPayment{Pledge: p.Pledge, Donation: m.ID, Instalment: m.No, Basis: m.Basis, Code: code}
	if m.Basis == pledge.ByReference || m.Basis == pledge.BySame {
		c.Amount = amount
	}
	return c
}
