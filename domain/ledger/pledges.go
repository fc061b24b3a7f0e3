package ledger

import (
	"fmt"
	"time"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/code"
	"sovang/domain/fund"
	"sovang/domain/money"
	"sovang/domain/pledge"
)

func decideMakePledge(v View, _ Request, recorded time.Time, c MakePledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	made, err := c.made(domain.DateOf(recorded))
	if err != nil {
		return nil, err
	}
	if _, made.Campaign, err = attributed(v, c.Campaign, made.Made, true); err != nil {
		return nil, err
	}
	claimed := domain.Stream("")
	if made.Code, claimed, err = codeFor(v, c); err != nil {
		return nil, err
	}
	if made.Compartment == "" && c.Slot == uuid.Nil {
		made.Compartment = fund.UnrestrictedIn(made.Currency)
	}
	donor, changes, err := knownOrNew(v, c.Donor, "donor", c.NewDonor, "new_donor")
	made.Donor = donor
	begun, wrong := one(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).Make(made))
	for _, err := range []error{wrong, err, fundExists(v, c.Fund, "fund")} {
		if err != nil {
			return nil, err
		}
	}
	if err := pledgedInto(v, made); err != nil {
		return nil, err
	}
	return append(changes, begun, domain.Change{Stream: claimed, Events: []domain.Event{code.Claimed{Owner: c.Pledge}}}), nil
}

// made turns what was asked into what is agreed: instalments counted out, a total spread, a sum added up.
func (c MakePledge) made(today domain.Date) (pledge.Made, error) {
	m := pledge.Made{
		Fund: c.Fund, Compartment: c.Compartment, Slot: c.Slot, Currency: c.Amount.Currency, Amount: c.Amount.Minor, Due: c.Due, Made: c.Made.Or(today),
		Kind: c.Kind, Months: c.Months, Until: c.Until, Campaign: c.Campaign, Agreement: c.Agreement, Draft: c.Draft,
	}
	if c.Kind != pledge.Instalments {
		if c.Count != 0 || len(c.Instalments) > 0 {
			return m, domain.Errorf(domain.Invalid, "only a pledge of the kind %q has instalments", pledge.Instalments).On("kind")
		}
		return m, nil
	}
	asked, err := c.instalments()
	if err != nil {
		return m, err
	}
	m.Months, m.Instalments = 0, make([]pledge.Instalment, len(asked))
	sum, without := int64(0), 0
	for i, x := range asked {
		at := fmt.Sprintf("instalments[%d].amount", i)
		if m.Instalments[i] = (pledge.Instalment{Due: x.Due, Amount: x.Amount.Minor}); x.Amount == (money.Money{}) {
			without++
			continue
		}
		if m.Currency == "" {
			m.Currency = x.Amount.Currency
		}
		if x.Amount.Currency != m.Currency {
			return m, domain.Errorf(domain.Invalid, "the pledge is in %s", m.Currency).On(at)
		}
		if x.Amount.Minor > money.Max || sum+x.Amount.Minor > money.Max {
			return m, domain.Errorf(domain.Invalid, "the instalments add up to more than this ledger takes").On(at)
		}
		sum += x.Amount.Minor
	}
	switch {
	case without == len(asked) && m.Amount >= int64(len(asked)):
		for i, part := range pledge.Spread(m.Amount, len(asked)) {
			m.Instalments[i].Amount = part
		}
	case without == len(asked):
		return m, domain.Errorf(domain.Invalid, "%s cannot be spread over %d instalments", c.Amount, len(asked)).On("amount")
	case without > 0:
		return m, domain.Errorf(domain.Invalid, "all instalments have an amount, or none").On("instalments")
	case m.Amount == 0:
		m.Amount = sum
	}
	if m.Due == 0 {
		m.Due = asked[0].Due
	}
	return m, nil
}

// instalments are those named one by one, or counted out.
func (c MakePledge) instalments() ([]AskedInstalment, error) {
	switch {
	case c.Count == 0 && len(c.Instalments) == 0, len(c.Instalments) > pledge.MostInstalments, c.Count < 0, c.Count > pledge.MostInstalments:
		return nil, domain.Errorf(domain.Invalid, "a pledge has 1 to %d instalments", pledge.MostInstalments).On("instalments")
	case c.Count == 0 && c.Months != 0:
		return nil, domain.Errorf(domain.Invalid, "instalments are named one by one, or counted: then count says how many").On("count")
	case c.Count == 0:
		return c.Instalments, nil
	case len(c.Instalments) > 0:
		return nil, domain.Errorf(domain.Invalid, "instalments are named one by one, or counted").On("count")
	case c.Months < 1 || c.Months > 120:
		return nil, domain.Errorf(domain.Invalid, "counted instalments are 1 to 120 months apart").On("months")
	case c.Due == 0:
		return nil, domain.Errorf(domain.Invalid, "counted instalments need the day of the first").On("due")
	}
	all := make([]AskedInstalment, c.Count)
	for i := range all {
		all[i].Due = pledge.MonthsAfter(c.Due, i*c.Months)
	}
	return all, nil
}

// mostTries bounds the search for a code that nobody has; of a thousand million pledges one in forty would need the second.
const mostTries = 16

// codeFor is the pledge's reference code and its stream: the one asked for, or the first of its own that nobody has.
func codeFor(v View, c MakePledge) (string, domain.Stream, error) {
	taken := func(s domain.Stream) bool { return v.State(s).(*code.Code).Owner != uuid.Nil }
	if c.Code != "" {
		text, err := pledge.CodeText("code", c.Code)
		stream := code.StreamOf("pledge", text)
		if err == nil && taken(stream) {
			err = domain.Errorf(domain.Conflict, "another pledge has the reference code %s", text).On("code")
		}
		return text, stream, err
	}
	for try := range mostTries {
		text := pledge.CodeFor(c.Pledge, try)
		if stream := code.StreamOf("pledge", text); !taken(stream) {
			return text, stream, nil
		}
	}
	return "", "", domain.Errorf(domain.Conflict, "no reference code of this pledge is free; give one").On("code")
}

// pledgedInto refuses a pledge whose money would have no place to go: a compartment that is not there, a slot of another fund.
func pledgedInto(v View, m pledge.Made) error {
	if m.Slot != uuid.Nil {
		s := slotOf(v, m.Slot)
		switch {
		case m.Compartment != "":
			return domain.Errorf(domain.Invalid, "a pledge names a compartment or a slot").On("slot")
		case !s.Exists():
			return domain.Errorf(domain.NotFound, "there is no such slot").On("slot")
		case !answers(v, m.Fund, s.Fund):
			return domain.Errorf(domain.Violation, "the money of this slot is booked by another fund, or not at all").On("slot")
		case s.Currency != m.Currency:
			return domain.Errorf(domain.Invalid, "this slot is in %s, the pledge in %s", s.Currency, m.Currency).On("amount")
		}
		return nil
	}
	switch inside, ok := fundOf(v, m.Fund).Compartments[m.Compartment]; {
	case !ok:
		return domain.Errorf(domain.NotFound, "the fund has no compartment %q", m.Compartment).On("compartment")
	case inside.Currency != m.Currency:
		return domain.Errorf(domain.Invalid, "compartment %q holds %s, the pledge is in %s", m.Compartment, inside.Currency, m.Currency).On("amount")
	}
	return nil
}

func decideActivatePledge(v View, _ Request, recorded time.Time, c ActivatePledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	return only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).Activate(c.On.Or(domain.DateOf(recorded))))
}

func decidePausePledge(v View, _ Request, recorded time.Time, c PausePledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	return only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).Pause(c.From.Or(domain.DateOf(recorded)), c.Reason, c.By))
}

func decideResumePledge(v View, _ Request, recorded time.Time, c ResumePledge) ([]domain.Change, error) {
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	return only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).Resume(c.On.Or(domain.DateOf(recorded))))
}

func decideCancelPledge(v View, _ Request, recorded time.Time, c CancelPledge) ([]domain.Change, error) {
	on, err := past(c.On, recorded)
	if err != nil {
		return nil, err
	}
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	return only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).CancelAll(c.Reason, c.By, on))
}

func decideWriteOffPledge(v View, r Request, recorded time.Time, c WriteOffPledge) ([]domain.Change, error) {
	on, err := past(c.On, recorded)
	if err != nil {
		return nil, err
	}
	if err := named(c.Pledge, "pledge"); err != nil {
		return nil, err
	}
	off, err := only(pledge.StreamOf(c.Pledge))(pledgeOf(v, c.Pledge).WriteOff(c.Reason, c.Approver, on))
	if err == nil && domain.SameActor(c.Approver, r.Actor) {
		return nil, domain.Errorf(domain.Denied, "a write-off is approved by somebody else than who asks for it").On("approver")
	}
	return off, err
}
