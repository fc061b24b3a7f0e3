package fund

import (
	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

// BatchOverride says that a batch of donations is posted though it is not what was counted beforehand, and why. It comes with the first donation that is
// posted under it.
type BatchOverride struct {
	Batch      uuid.UUID    `json:"batch"`
	Donations  int64        `json:"donations"`             // how many the batch has
	Sum        money.Money  `json:"sum"`                   // of all of them
	Counted    *int64       `json:"counted,omitempty"`     // how many were counted beforehand; nobody counted them where left out
	CountedSum *money.Money `json:"counted_sum,omitempty"` // what was counted beforehand; nobody counted it where left out
	Reason     string       `json:"reason"`
}

// BatchOverridden is that decision. It stands in the entry of the first donation posted under it, so that neither is in the book without the other. A batch of
// which the rest was posted later, and still differs, has another one.
type BatchOverridden struct {
	Batch         uuid.UUID      `json:"batch"`
	Currency      money.Currency `json:"currency"`
	Donations     int64          `json:"donations"` // that the batch has
	Amount        int64          `json:"amount"`    // of all of them
	Counted       *int64         `json:"counted,omitempty"`
	CountedAmount *int64         `json:"counted_amount,omitempty"`
	Reason        string         `json:"reason"`
}

// OverrideBatch decides that a donation of this amount begins a batch that is not what was counted.
func OverrideBatch(c BatchOverride, first money.Money) (domain.Event, error) {
	if c.Batch == uuid.Nil {
		return nil, domain.Errorf(domain.Invalid, "a batch has an id").On("batch")
	}
	if err := firstOf(positive(c.Sum, "sum"), given(c.Reason, "a reason", "reason"), readable(c.Reason, "reason")); err != nil {
		return nil, err
	}
	if c.Donations < 1 || c.Sum.Currency != first.Currency || c.Sum.Minor < first.Minor {
		return nil, domain.Errorf(domain.Invalid, "a batch has at least the donation that is posted, and the same currency").On("donations", "sum")
	}
	e := BatchOverridden{Batch: c.Batch, Currency: c.Sum.Currency, Donations: c.Donations, Amount: c.Sum.Minor, Counted: c.Counted, Reason: c.Reason}
	if c.CountedSum != nil {
		if c.CountedSum.Currency != first.Currency {
			return nil, domain.Errorf(domain.Invalid, "%s was counted, the batch is in %s", *c.CountedSum, first.Currency).On("counted_sum")
		}
		counted := c.CountedSum.Minor
		e.CountedAmount = &counted
	}
	if e.Counted != nil && *e.Counted < 0 || e.CountedAmount != nil && *e.CountedAmount < 0 {
		return nil, domain.Errorf(domain.Invalid, "less than nothing cannot be counted").On("counted", "counted_sum")
	}
	if e.Counted != nil && e.CountedAmount != nil && *e.Counted == e.Donations && *e.CountedAmount == e.Amount {
		return nil, domain.Errorf(domain.Invalid, "the batch is what was counted; there is nothing to say why").On("reason")
	}
	return e, nil
}
