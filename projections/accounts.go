package projections

import (
	"cmp"
	"context"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/journal"
)

// AccountBalance is one account of the double entry, as package journal posts it: assets and expenses grow by positive amounts.
type AccountBalance struct {
	Account  string          `json:"account"` // as journal.Account.Name writes it, with the fund's code
	Of       journal.Account `json:"-"`
	Currency string          `json:"currency"`
	Amount   int64           `json:"amount"`
}

// Accounts is the balance of every account that is not empty, in the order of their names.
type Accounts struct {
	AsOf     AsOf             `json:"as_of"`
	At       *domain.Date     `json:"at,omitempty"`
	Accounts []AccountBalance `json:"accounts"`
}

// Accounts reports the balances of accounts. They are made from the same flows as Balances, so that they have both axes of time too;
// that they equal the postings of the log is tested.
func (r *Reader) Accounts(ctx context.Context, q BalancesQuery) (Accounts, error) {
	result := Accounts{At: q.At, Accounts: []AccountBalance{}}
	err := r.viewAt(ctx, q.AsOf, q.At, func(v *view) error {
		result.AsOf = v.asOf
		funds, err := v.funds(q.Fund, q.Unit)
		if err != nil {
			return err
		}
		flows, err := v.flows(onlyFund(funds, q.Fund), q.At)
		if err != nil {
			return err
		}
		for _, f := range funds {
			accounts, err := v.accounts(f, flows)
			if err != nil {
				return err
			}
			result.Accounts = append(result.Accounts, accounts...)
		}
		return nil
	})
	slices.SortFunc(result.Accounts, func(a, b AccountBalance) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Currency, b.Currency))
	})
	return result, err
}

func (v *view) accounts(f fundKey, flows flowSums) ([]AccountBalance, error) {
	compartments, err := v.compartments(f.k)
	if err != nil {
		return nil, err
	}
	places, err := v.places(f.k)
	if err != nil {
		return nil, err
	}
	s := sheet{fund: f.id, code: f.first, at: map[string]int{}}
	for _, c := range compartments {
		s.compartment(c, flows[c.k])
	}
	for _, p := range places {
		b := p.balance(flows[p.k])
		s.post(journal.Account{Class: journal.Assets, Place: p.code}, p.currency, b.Balance)
		s.post(journal.Account{Class: journal.Liabilities, What: journal.Unidentified}, p.currency, -b.Unidentified)
		s.post(journal.Account{Class: journal.Liabilities, What: journal.Held}, p.currency, -b.Held)
	}
	return slices.DeleteFunc(s.accounts, func(a AccountBalance) bool { return a.Amount == 0 }), nil
}

// sheet gathers the accounts of one fund.
type sheet struct {
	fund     uuid.UUID
	code     string
	accounts []AccountBalance
	at       map[string]int
}

func (s *sheet) post(a journal.Account, currency string, amount int64) {
	if amount == 0 {
		return // of twenty accounts that a compartment may have, it has one or two
	}
	a.Fund = s.fund
	name := a.Name(s.code)
	i, ok := s.at[name+" "+currency]
	if !ok {
		i = len(s.accounts)
		s.at[name+" "+currency] = i
		s.accounts = append(s.accounts, AccountBalance{Account: name, Of: a, Currency: currency})
	}
	s.accounts[i].Amount += amount
}

// compartment turns the flows of one compartment into what package journal posts for them.
func (s *sheet) compartment(c compartmentKey, flows sums) {
	of := func(kind int64) int64 { return flows[kind].amount }
	post := func(class journal.Class, what string, amount int64) {
		s.post(journal.Account{Class: class, Compartment: c.code, What: what}, c.currency, amount)
	}
	post(journal.Income, journal.Donation, of(flowReversed)-of(flowDonated))
	post(journal.Income, journal.Interest, -of(flowInterest))
	post(journal.Income, journal.TransferIn, -of(flowArrived))
	for _, k := range payoutKinds {
		what := string(k.kind)
		if k.kind == fund.Award {
			what += ":" + string(k.award)
		}
		post(journal.Expense, what, of(k.flow)-of(k.flow+flowReturned))
	}
	post(journal.Expense, string(fund.Fee), of(flowShortfall))
	post(journal.Expense, journal.Refund, of(flowRefunded))
	post(journal.Expense, journal.Loss, of(flowLost))
	post(journal.Expense, journal.TransferOut, of(flowSettled))
	post(journal.Assets, journal.Transit, of(flowSent)-of(flowSettled)-of(flowShortfall)-of(flowRefused))
	post(journal.Equity, journal.Cover, of(flowCovering)-of(flowFilled)+of(flowVoid)+of(flowUnbacked)-of(flowReversed)+
		of(flowMovedOut)-of(flowMovedIn)+of(flowRepaying)-of(flowRepaid))
	post(journal.Equity, journal.HandOver, of(flowHandedOver)-of(flowTakenOver))
	post(journal.Equity, journal.Exchange, of(flowSold)-of(flowWorth))
	post(journal.Income, journal.Exchange, of(flowWorth)-of(flowExchanged))
}
