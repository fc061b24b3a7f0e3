package ledger

import (
	"errors"
	"slices"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/award"
	"sovang/domain/boxes"
	"sovang/domain/campaign"
	"sovang/domain/cluster"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/goods"
	"sovang/domain/levy"
	"sovang/domain/person"
	"sovang/domain/pledge"
	"sovang/domain/roster"
	"sovang/domain/sponsorship"
	"sovang/domain/staff"
	"sovang/domain/statistic"
	"sovang/domain/unit"
)

// New gives the empty state of a stream by its kind, nil for a kind that this program does not know.
func New(stream domain.Stream) domain.State {
	switch stream.Kind() {
	case "unit":
		return &unit.Unit{}
	case "fund":
		return &fund.Fund{}
	case "list":
		return &fund.List{}
	case "person":
		return &person.Person{}
	case "round":
		return &award.Round{}
	case "merit":
		return &award.Merit{}
	case "attachment":
		return &award.Attachment{}
	case "slot":
		return &sponsorship.Slot{}
	case "child":
		return &sponsorship.Child{}
	case "pledge":
		return &pledge.Pledge{}
	case "payment":
		return &pledge.Payment{}
	case "campaign":
		return &campaign.Campaign{}
	case "boxes":
		return &boxes.Book{}
	case "levy":
		return &levy.Levy{}
	case "roster":
		return &roster.Roster{}
	case "remittance":
		return &roster.Remittance{}
	case "store":
		return &goods.Store{}
	case "cluster":
		return &cluster.Cluster{}
	case "statistics":
		return &statistic.Statistics{}
	case "staff":
		if stream == staff.RollStream {
			return &staff.Roll{}
		}
		return &staff.Staff{}
	case "signature":
		return &staff.Signature{}
	case "code":
		return &code.Code{}
	}
	return nil
}

func unitOf(v View, id uuid.UUID) *unit.Unit { return v.State(unit.StreamOf(id)).(*unit.Unit) }

func fundOf(v View, id uuid.UUID) *fund.Fund { return v.State(fund.StreamOf(id)).(*fund.Fund) }

func personOf(v View, id uuid.UUID) *person.Person {
	return v.State(person.StreamOf(id)).(*person.Person)
}

func slotOf(v View, id uuid.UUID) *sponsorship.Slot {
	return v.State(sponsorship.StreamOf(id)).(*sponsorship.Slot)
}

func childOf(v View, person uuid.UUID) *sponsorship.Child {
	return v.State(sponsorship.ChildStream(person)).(*sponsorship.Child)
}

func pledgeOf(v View, id uuid.UUID) *pledge.Pledge {
	return v.State(pledge.StreamOf(id)).(*pledge.Pledge)
}

func paymentOf(v View, donation uuid.UUID) *pledge.Payment {
	return v.State(pledge.PaymentOf(donation)).(*pledge.Payment)
}

// named refuses the nil UUID on that field.
func named(id uuid.UUID, field string) error {
	if id == uuid.Nil {
		return domain.Errorf(domain.Invalid, "this must be given").On(field)
	}
	return nil
}

// unitExists refuses, on that field, a unit that was never founded.
func unitExists(v View, id uuid.UUID, field string) error {
	if err := named(id, field); err != nil {
		return err
	}
	if !unitOf(v, id).Exists() {
		return domain.Errorf(domain.NotFound, "there is no such unit").On(field)
	}
	return nil
}

// fundKnown refuses, on that field, a fund that was never opened.
func fundKnown(v View, id uuid.UUID, field string) error {
	if err := named(id, field); err != nil {
		return err
	}
	if !fundOf(v, id).Exists() {
		return domain.Errorf(domain.NotFound, "there is no such fund").On(field)
	}
	return nil
}

// fundExists refuses, on that field, a fund that was never opened, and one that was wound up.
func fundExists(v View, id uuid.UUID, field string) error {
	if err := fundKnown(v, id, field); err != nil {
		return err
	}
	return inPlaceOf("fund", field, fundOf(v, id).Live())
}

// personKnown refuses, on that field, a person who was never registered or has been forgotten.
func personKnown(v View, id uuid.UUID, field string) error {
	if err := named(id, field); err != nil {
		return err
	}
	return personOf(v, id).Known(field)
}

// inPlaceOf names a field of a refusal as the command has it.
func inPlaceOf(was, is string, err error) error {
	refusal, ok := errors.AsType[*domain.Error](err)
	if !ok {
		return err
	}
	moved := *refusal
	moved.Fields = slices.Clone(refusal.Fields)
	for i, field := range moved.Fields {
		if field == was {
			moved.Fields[i] = is
		}
	}
	return &moved
}

// claim gives a code to its owner in the code's own stream.
func claim(v View, scope, text string, owner uuid.UUID) (domain.Change, error) {
	stream := code.StreamOf(scope, text)
	return one(stream)(v.State(stream).(*code.Code).Claim(owner))
}

// one makes the change to a stream out of what its state decided.
func one(stream domain.Stream) func([]domain.Event, error) (domain.Change, error) {
	return func(events []domain.Event, err error) (domain.Change, error) {
		return domain.Change{Stream: stream, Events: events}, err
	}
}

// only makes the whole decision out of the change to one stream.
func only(stream domain.Stream) func([]domain.Event, error) ([]domain.Change, error) {
	return func(events []domain.Event, err error) ([]domain.Change, error) {
		if err != nil {
			return nil, err
		}
		return []domain.Change{{Stream: stream, Events: events}}, nil
	}
}
