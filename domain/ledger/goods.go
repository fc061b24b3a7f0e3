package ledger

import (
	"fmt"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/fund"
	"sovang/domain/goods"
)

// ReceiveGoods is goods.Receive with, if need be, the donor registered in the same decision.
type ReceiveGoods struct {
	goods.Receive
	NewDonor *Registration `json:"new_donor,omitempty"`
}

func storeOf(v View, fund uuid.UUID) *goods.Store {
	return v.State(goods.StreamOf(fund)).(*goods.Store)
}

// decideGoods decides the commands about a fund's store; false for any other command.
func decideGoods(v View, r Request, a fund.Asked) (changes []domain.Change, ok bool, err error) {
	switch c := r.Command.(type) {
	case goods.OpenItem:
		changes, err = inStore(v, c.Fund, a, func(s *goods.Store, _ goods.Asked) ([]domain.Event, error) { return s.OpenItem(c) })
	case ReceiveGoods:
		changes, err = receiveGoods(v, c, a)
	case goods.Give:
		changes, err = giveGoods(v, c, a)
	case goods.Lose:
		changes, err = approvedInStore(v, r, c.Fund, c.Approver, a, func(s *goods.Store, a goods.Asked) ([]domain.Event, error) { return s.Lose(c, a) })
	case goods.Return:
		changes, err = inStore(v, c.Fund, a, func(s *goods.Store, a goods.Asked) ([]domain.Event, error) {
			return s.Return(c, madeInStore(v, c.Fund, c.Of), a)
		})
	case goods.Reverse:
		changes, err = approvedInStore(v, r, c.Fund, c.Approver, a, func(s *goods.Store, a goods.Asked) ([]domain.Event, error) {
			return s.Reverse(c, madeInStore(v, c.Fund, c.Document), a)
		})
	case goods.Revalue:
		changes, err = approvedInStore(v, r, c.Fund, c.Approver, a, func(s *goods.Store, _ goods.Asked) ([]domain.Event, error) { return s.Revalue(c) })
	default:
		return nil, false, nil
	}
	return changes, true, err
}

// inStore decides on the store of a fund that is open; its booking days are those of the fund's books.
func inStore(v View, in uuid.UUID, a fund.Asked, decide func(*goods.Store, goods.Asked) ([]domain.Event, error)) ([]domain.Change, error) {
	if err := fundExists(v, in, "fund"); err != nil {
		return nil, err
	}
	return only(goods.StreamOf(in))(decide(storeOf(v, in), goods.Asked{ID: a.ID, Day: a.Day, Closed: fundOf(v, in).Closed()}))
}

// approvedInStore is inStore for what writes goods off: nobody does that alone.
func approvedInStore(v View, r Request, in uuid.UUID, approver string, a fund.Asked,
	decide func(*goods.Store, goods.Asked) ([]domain.Event, error)) ([]domain.Change, error) {
	changes, err := inStore(v, in, a, decide)
	if err == nil && domain.SameActor(approver, r.Actor) {
		return nil, domain.Errorf(domain.Denied, "goods are written off or corrected with the approval of somebody else than who asks for it").On("approver")
	}
	return changes, err
}

// madeInStore is what the entry with that id did in the store of that fund; nil where it did nothing there.
func madeInStore(v View, in, id uuid.UUID) domain.Event {
	entry, _ := v.Entry(id)
	for _, change := range entry.Changes {
		if change.Stream == goods.StreamOf(in) && len(change.Events) > 0 {
			return change.Events[0]
		}
	}
	return nil
}

func receiveGoods(v View, c ReceiveGoods, a fund.Asked) (changes []domain.Change, err error) {
	if c.Donor != uuid.Nil || c.NewDonor != nil {
		if c.Donor, changes, err = knownOrNew(v, c.Donor, "donor", c.NewDonor, "new_donor"); err != nil {
			return nil, err
		}
	}
	if _, c.Campaign, err = attributed(v, c.Campaign, c.Given.Or(c.Booked.Or(a.Day)), true); err != nil {
		return nil, err
	}
	received, err := inStore(v, c.Fund, a, func(s *goods.Store, a goods.Asked) ([]domain.Event, error) { return s.Receive(c.Receive, a) })
	if err != nil {
		return nil, err
	}
	return append(changes, received...), nil
}

// giveGoods asks for everybody on the list before it refuses, so that a view misses all it misses at once.
func giveGoods(v View, c goods.Give, a fund.Asked) (given []domain.Change, err error) {
	if _, c.Campaign, err = attributed(v, c.Campaign, c.Booked.Or(a.Day), false); err != nil {
		return nil, err
	}
	given, err = inStore(v, c.Fund, a, func(s *goods.Store, a goods.Asked) ([]domain.Event, error) { return s.Give(c, a) })
	if err != nil {
		return nil, err
	}
	var unknown error
	for i, row := range c.Rows {
		// Consent and forgetting gate what is shown, never what is given: a forgotten person may still get what was meant for them.
		if !personOf(v, row.Recipient).Exists() && unknown == nil {
			unknown = domain.Errorf(domain.NotFound, "there is no such person").On(fmt.Sprintf("rows[%d].recipient", i))
		}
	}
	if unknown != nil {
		return nil, unknown
	}
	return given, nil
}
