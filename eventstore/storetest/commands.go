package storetest

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain/fund"
	"sovang/domain/ledger"
	"sovang/domain/money"
	"sovang/domain/unit"
)

// name makes an id that is the same in every run and process.
func name(parts ...any) uuid.UUID { return uuid.NewSHA1(uuid.NameSpaceOID, fmt.Append(nil, parts...)) }

// Unit is a request that founds unit number n.
func Unit(n int) ledger.Request {
	return ledger.Request{ID: name("found", n), Actor: "test", Command: ledger.FoundUnit{
		Unit: name("unit", n), Kind: unit.Branch, Code: fmt.Sprintf("U-%d", n), Name: fmt.Sprintf("Chi hội %d", n),
	}}
}

// Fund is requests that open fund number n, of unit n, with a cash box.
func Fund(n int) []ledger.Request {
	return []ledger.Request{
		Unit(n),
		{ID: name("open", n), Actor: "test", Command: fund.Open{
			Fund: FundID(n), Unit: name("unit", n), Code: fmt.Sprintf("F-%d", n), Name: "Quỹ khuyến học", Form: fund.AssociationFund,
		}},
		{ID: name("place", n), Actor: "test", Command: fund.OpenPlace{Fund: FundID(n), Place: "cash", Kind: fund.Cash, Name: "Quỹ tiền mặt"}},
	}
}

// FundID is the id of fund number n.
func FundID(n int) uuid.UUID { return name("fund", n) }

// Gift is a request that puts dong into fund number n; key makes its id.
func Gift(n int, dong int64, key ...any) ledger.Request {
	return ledger.Request{ID: name(append([]any{"gift", n}, key...)...), Actor: "test", Command: ledger.ReceiveDonation{Receive: fund.Receive{
		Fund: FundID(n), Amount: money.Dong(dong), Place: "cash",
	}}}
}
