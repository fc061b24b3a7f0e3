package sponsorship

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sovang/domain"
	"sovang/domain/money"
)

const (
	longestText     = 1000
	mostInstalments = 1000
)

// Open begins a slot. That unit, fund, child and the slot before it exist and that the code is free is seen by the caller.
func (s *Slot) Open(o Opened) ([]domain.Event, error) {
	if s.Exists() {
		return nil, domain.Errorf(domain.Conflict, "this slot is open already").On("slot")
	}
	for _, check := range []func(*Opened) error{(*Opened).named, (*Opened).booked, (*Opened).stepped, (*Opened).priced, (*Opened).termed} {
		if err := check(&o); err != nil {
			return nil, err
		}
	}
	return []domain.Event{o}, nil
}

func (o *Opened) named() (err error) {
	if !slices.Contains(Kinds, o.Kind) {
		return domain.Errorf(domain.Invalid, "%q is none of the three kinds: poor, orphaned-or-disabled, excellent", o.Kind).On("kind")
	}
	if o.Need, err = domain.Text("need", o.Need, longestText); err != nil {
		return err
	}
	words := domain.Text
	if len(o.Steps) > 0 { // which say it themselves
		words = domain.OptionalText
	}
	if o.Schedule, err = words("schedule", o.Schedule, longestText); err != nil {
		return err
	}
	if o.Renewal, err = domain.OptionalText("renewal", o.Renewal, longestText); err != nil {
		return err
	}
	if o.Renewed, err = domain.OptionalText("renewed", o.Renewed, longestText); err != nil {
		return err
	}
	year, err := domain.SchoolYear(o.SchoolYear)
	if err != nil {
		return err
	}
	if o.Code, err = domain.CodeText("code", o.Code); err != nil {
		return err
	}
	if short := fmt.Sprintf("%02d", year%100); !strings.Contains(o.Code, short) {
		return domain.Errorf(domain.Invalid, "the public code of a slot contains its year: %d, or %s", year, short).On("code")
	}
	return nil
}

func (o *Opened) booked() error {
	switch {
	case !slices.Contains(Paths, o.Path):
		return domain.Errorf(domain.Invalid, "%q is no path of payment: association, direct, school", o.Path).On("path")
	case o.Path == ViaAssociation && o.Fund == uuid.Nil:
		return domain.Errorf(domain.Invalid, "money that goes through the association needs the fund that books it").On("fund")
	case o.Path != ViaAssociation && o.Fund != uuid.Nil:
		return domain.Errorf(domain.Invalid, "money that goes past the association is never booked; leave the fund out").On("fund")
	}
	return nil
}

func (o *Opened) priced() error {
	if _, err := money.ParseCurrency(string(o.Currency)); err != nil {
		return domain.Errorf(domain.Invalid, "currency %q is not known here", o.Currency).On("instalment")
	}
	switch {
	case o.Instalment <= 0:
		return domain.Errorf(domain.Invalid, "an instalment must be more than nothing").On("instalment")
	case o.Instalments < 1 || o.Instalments > mostInstalments:
		return domain.Errorf(domain.Invalid, "a slot is paid in 1 to %d instalments", mostInstalments).On("instalments")
	case o.Instalment > money.Max/o.Instalments:
		return domain.Errorf(domain.Invalid, "the instalments together are larger than this ledger takes").On("instalment")
	}
	return nil
}
